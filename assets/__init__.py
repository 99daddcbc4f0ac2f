"""Fonts, presets, themes and captions."""

"""Geometry, layers, hues, motion and shapes: what every mobject is made with."""

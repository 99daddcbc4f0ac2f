"""Animated explanations of why recurrent networks forget, with every number computed."""

__version__ = "0.1.0"

"""Backpropagation through time: one sweep from the last step to the first."""

from rnnanim.scenes.bptt.storyboard import BackwardRecursion

__all__ = ["BackwardRecursion"]

"""A second layer above the first: the gradient's product runs through depth as it does through time."""

from rnnanim.scenes.stacked.storyboard import StackedRNN

__all__ = ["StackedRNN"]

"""How each state is made, what is read off it, and how far that misses."""

from rnnanim.scenes.forward.storyboard import ForwardPass

__all__ = ["ForwardPass"]

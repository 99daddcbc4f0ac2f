"""Why the sum of all paths does not vanish, and the far past in it does."""

from rnnanim.scenes.near_far.storyboard import NearAndFar

__all__ = ["NearAndFar"]

"""For plain manim: manim -pql scenes/near_far.py NearAndFar. What it shows is in the folder near_far."""

from rnnanim.scenes.near_far import NearAndFar

__all__ = ["NearAndFar"]
__name__ = "rnnanim.scenes"  # manim shows the classes whose module begins with this name

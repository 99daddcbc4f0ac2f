"""For plain manim: manim -pql scenes/unrolling.py FoldedToUnrolled. What it shows is in the folder unrolling."""

from rnnanim.scenes.unrolling import FoldedToUnrolled

__all__ = ["FoldedToUnrolled"]
__name__ = "rnnanim.scenes"  # manim shows the classes whose module begins with this name

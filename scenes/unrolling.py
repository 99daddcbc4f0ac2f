"""For plain manim: manim -pql scenes/unrolling.py FoldedToUnrolled. Its scenes: folders unrolling and stacked."""

from rnnanim.scenes.unrolling import FoldedToUnrolled, StackedRNN

__all__ = ["FoldedToUnrolled", "StackedRNN"]
__name__ = "rnnanim.scenes"  # manim shows the classes whose module begins with this name

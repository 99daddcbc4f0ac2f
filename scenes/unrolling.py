"""For plain manim: manim -pql scenes/unrolling.py FoldedToUnrolled. See the folders unrolling and stacked."""

from rnnanim.scenes.stacked import StackedRNN
from rnnanim.scenes.unrolling import FoldedToUnrolled

__all__ = ["FoldedToUnrolled", "StackedRNN"]
__name__ = "rnnanim.scenes"  # manim shows the classes whose module begins with this name

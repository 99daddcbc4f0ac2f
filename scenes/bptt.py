"""For plain manim: manim -pql scenes/bptt.py BackwardRecursion. What it shows is in the folder bptt."""

from rnnanim.scenes.bptt import BackwardRecursion

__all__ = ["BackwardRecursion"]
__name__ = "rnnanim.scenes"  # manim shows the classes whose module begins with this name

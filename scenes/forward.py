"""For plain manim: manim -pql scenes/forward.py ForwardPass. What it shows is in the folder forward."""

from rnnanim.scenes.forward import ForwardPass

__all__ = ["ForwardPass"]
__name__ = "rnnanim.scenes"  # manim shows the classes whose module begins with this name

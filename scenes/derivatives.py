"""For plain manim: manim -pql scenes/derivatives.py ActivationDerivatives. It is in the folder derivatives."""

from rnnanim.scenes.derivatives import ActivationDerivatives

__all__ = ["ActivationDerivatives"]
__name__ = "rnnanim.scenes"  # manim shows the classes whose module begins with this name

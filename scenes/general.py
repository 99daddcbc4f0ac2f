"""For plain manim: manim -pql scenes/general.py GeneralFormula. What it shows is in the folder general."""

from rnnanim.scenes.general import GeneralFormula

__all__ = ["GeneralFormula"]
__name__ = "rnnanim.scenes"  # manim shows the classes whose module begins with this name

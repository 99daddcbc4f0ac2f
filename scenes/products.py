"""For plain manim: manim -pql scenes/products.py PowersOfW. The scenes are in the folders powers and products."""

from rnnanim.scenes.products import PowersOfW, ProductOfFactors

__all__ = ["PowersOfW", "ProductOfFactors"]
__name__ = "rnnanim.scenes"  # manim shows the classes whose module begins with this name

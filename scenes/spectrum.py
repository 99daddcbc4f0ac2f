"""For plain manim: manim -pql scenes/spectrum.py MatrixPowers. The scene is in the folder spectrum."""

from rnnanim.scenes.spectrum import MatrixPowers

__all__ = ["MatrixPowers"]
__name__ = "rnnanim.scenes"  # manim shows the classes whose module begins with this name

"""For plain manim: manim -pql scenes/paths.py GradientPaths. What it shows is in the folder paths."""

from rnnanim.scenes.paths import AllPaths, GradientPaths, PathsToWh, PathsToWy

__all__ = ["AllPaths", "GradientPaths", "PathsToWh", "PathsToWy"]
__name__ = "rnnanim.scenes"  # manim shows the classes whose module begins with this name

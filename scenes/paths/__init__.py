"""How the loss at the last step reaches each weight, and what arrives."""

from rnnanim.scenes.paths.storyboard import GradientPaths, PathsToWh, PathsToWy

__all__ = ["GradientPaths", "PathsToWh", "PathsToWy"]

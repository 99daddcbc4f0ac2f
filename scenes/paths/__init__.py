"""How the loss at the last step reaches each weight, and what arrives.

Each scene is loaded when it is first asked for, so that an edit of one is none of the others.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rnnanim.scenes.paths.all_paths import AllPaths
    from rnnanim.scenes.paths.storyboard import GradientPaths
    from rnnanim.scenes.paths.to_wh import PathsToWh
    from rnnanim.scenes.paths.to_wy import PathsToWy

__all__ = ["AllPaths", "GradientPaths", "PathsToWh", "PathsToWy"]
_MODULES = {"AllPaths": "all_paths", "GradientPaths": "storyboard", "PathsToWh": "to_wh", "PathsToWy": "to_wy"}


def __getattr__(name: str) -> Any:
    """Return a scene from its module."""
    if name not in _MODULES:
        raise AttributeError(f"rnnanim.scenes.paths has no {name}")
    return getattr(import_module(f"rnnanim.scenes.paths.{_MODULES[name]}"), name)

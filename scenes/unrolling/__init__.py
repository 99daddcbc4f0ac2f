"""From one cell with a loop to a chain of steps that share one set of weights."""

import importlib
from typing import Any

from rnnanim.scenes.unrolling.storyboard import FoldedToUnrolled

__all__ = ["FoldedToUnrolled", "StackedRNN"]


def __getattr__(name: str) -> Any:
    """Return StackedRNN from its own chapter, once somebody asks for it."""
    if name == "StackedRNN":
        return importlib.import_module("rnnanim.scenes.stacked").StackedRNN
    raise AttributeError(name)

"""What σ′ and W_h do together."""

import importlib
from typing import Any

from rnnanim.scenes.products.storyboard import ProductOfFactors

__all__ = ["PowersOfW", "ProductOfFactors"]


def __getattr__(name: str) -> Any:
    """Return PowersOfW from its own chapter, once somebody asks for it: talks know it by this one."""
    if name == "PowersOfW":
        return importlib.import_module("rnnanim.scenes.powers").PowersOfW
    raise AttributeError(name)

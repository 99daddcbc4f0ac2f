"""Manim's shapes, made and coloured without what makes it slow: many are made anew, or coloured, for every frame."""

from __future__ import annotations

import copy
from functools import lru_cache
from typing import Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt

from manim import ManimColor, VMobject


class Shape(VMobject):  # type: ignore[misc]
    """One shape of manim's, which takes a plain colour and opacity without making arrays."""

    def update_rgbas_array(self, array_name: str, color: Any = None, opacity: Any = None) -> Any:
        """Set colour and opacity, each where it is given."""
        rgbas = vars(self).get(array_name)
        is_plain = (color is None or isinstance(color, str)) and (opacity is None or isinstance(opacity, (int, float)))
        if rgbas is None or len(rgbas) != 1 or self.sheen_factor or not is_plain:
            return super().update_rgbas_array(array_name, color, opacity)
        if color is not None:
            rgbas[0, :3] = _rgb(color)
        if opacity is not None:
            rgbas[0, 3] = opacity
        return self


@lru_cache(maxsize=4096)
def _rgb(colour: str) -> npt.NDArray[np.float64]:
    return np.asarray(ManimColor(colour).to_rgb())


Kind = TypeVar("Kind", bound=VMobject)


class Mould(Generic[Kind]):
    """Makes copies of a shape that has no submobjects and no updaters; manim's own, a deep copy, takes 20 times longer.

    Parameters
    ----------
    shape : VMobject
        What they are copies of; nobody may change it later.
    """

    def __init__(self, shape: Kind) -> None:
        self._shape = shape
        self._own = [
            (name, value) for name, value in vars(shape).items() if isinstance(value, (np.ndarray, list, dict))
        ]

    def cast(self) -> Kind:
        """Return a copy with arrays and lists of its own."""
        twin = copy.copy(self._shape)
        known = vars(twin)
        for name, value in self._own:
            known[name] = value.copy()
        return twin

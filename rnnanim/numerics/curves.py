"""Curves over the pre-activation z: the activation of a network, its derivative, and what one step multiplies by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from rnnanim.numerics.activations import ACTIVATIONS
from rnnanim.numerics.scaled import Array

if TYPE_CHECKING:
    from rnnanim.numerics.analysis import Analysis


CurveName = Literal["sigma_at", "sigma_prime_at", "step_gain_at"]


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """A sampled curve with the place that it comes from, as `Reading` is for a number.

    Parameters
    ----------
    field : str
        One of `CURVES`.
    start, end : float
        Range of z.
    x, y : (n,)
        Samples; both ends are among them.
    source : str
        Name of the analysis; empty for that of the lesson.
    """

    field: str
    start: float
    end: float
    x: Array
    y: Array
    source: str = ""


def _sigma(analysis: Analysis, z: Array) -> Array:
    return ACTIVATIONS[analysis.spec.activation].sigma(z)


def _sigma_prime(analysis: Analysis, z: Array) -> Array:
    return ACTIVATIONS[analysis.spec.activation].sigma_prime(z)


def _step_gain(analysis: Analysis, z: Array) -> Array:
    """Return |sigma'(z) w| for the only recurrent weight of a network of one unit: what a step multiplies by."""
    if "W_h" not in analysis.spec.arrays():
        raise ValueError(f"step_gain_at needs the weight W_h, which the cell {analysis.spec.cell} has not")
    if analysis.spec.H != 1:
        raise ValueError(f"step_gain_at needs one hidden unit, the network has {analysis.spec.H}")
    return np.asarray(np.abs(_sigma_prime(analysis, z) * analysis.spec.W_h[0, 0]))


#: Name of a curve -> its values at an array of z.
CURVES: dict[str, Callable[[Analysis, Array], Array]] = {
    "sigma_at": _sigma,
    "sigma_prime_at": _sigma_prime,
    "step_gain_at": _step_gain,
}


def sample(analysis: Analysis, field: str, start: float, end: float, count: int) -> Series:
    """Return a curve between two z, with `count` samples; ValueError for an unknown field or an empty range."""
    if field not in CURVES:
        raise ValueError(f"field must be one of {', '.join(CURVES)}, got {field!r}")
    if not start < end or count < 2:
        raise ValueError(f"start must be less than end and count at least 2, got {start}, {end}, {count}")
    x = np.linspace(start, end, count)
    y = analysis.scale * CURVES[field](analysis, x)
    for array in (x, y):
        array.setflags(write=False)
    return Series(field, start, end, x, y, analysis.name)

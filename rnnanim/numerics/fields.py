"""Which fields `Analysis.read` knows, and how each is looked up."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from rnnanim.numerics.activations import ACTIVATIONS
from rnnanim.numerics.arrays import HOLDERS
from rnnanim.numerics.curves import CURVES, CurveName
from rnnanim.numerics.scaled import Array
from rnnanim.numerics.walk import WEIGHTS, Weight

if TYPE_CHECKING:
    from rnnanim.numerics.analysis import Analysis

#: Names of the arrays, and of the single numbers, of a lesson: the attributes of `Arrays`.
ArrayName = Literal[
    "x", "z", "h", "sigma_prime", "a", "y", "target", "loss_per_step", "loss",
    "e", "delta", "dL_dh_0", "dL_dW_x", "dL_dW_h", "dL_dW_y", "dL_db_h", "dL_db_y",
    "W_x", "W_h", "W_y", "b_h", "b_y", "h_0", "spectral_radius", "spectral_norm",
]  # fmt: skip

#: What `Analysis.read` takes; norms, and what belongs to a weight, have methods of their own.
Field = Literal[
    ArrayName,
    CurveName,
    "J",
    "loss_between",
    "power_norm",
    "log10_power_norm",
    "sigma_prime_bound",
    "gain",
    "log10_gain",
]

_Lookup = Callable[["Analysis", tuple[Any, ...]], float]


def value(analysis: Analysis, field: str, index: tuple[Any, ...]) -> float:
    """Return the number at an index of a field; ValueError where there is none."""
    if field in CURVES:
        _check_count(field, index, 1)
        return float(CURVES[field](analysis, np.array(index))[0])
    return _at(analysis, field, tuple(operator.index(i) for i in index))


def _at(analysis: Analysis, field: str, index: tuple[int, ...]) -> float:
    if field in HOLDERS or field == "J":
        return _entry(field, getattr(analysis, field), index)
    if field.startswith("norm_") and field[5:] in HOLDERS:
        return _norm(field, np.asarray(getattr(analysis, field[5:])), index)
    if field in _SINGLE:
        count, lookup = _SINGLE[field]
        _check_count(field, index, count)
        return lookup(analysis, index)
    if field in _ROUTE:
        return _of_route(analysis, field, index)
    raise ValueError(f"field must be an array of the lesson or one that Analysis.read names, got {field!r}")


def _entry(field: str, array: Array | float, index: tuple[int, ...]) -> float:
    found = np.asarray(array)
    _check_count(field, index, found.ndim)
    if any(not 0 <= i < size for i, size in zip(index, found.shape, strict=True)):
        raise ValueError(f"index of {field} must lie in {found.shape}, got {index}")
    return float(found[index])


def _norm(field: str, array: Array, index: tuple[int, ...]) -> float:
    """Return the norm of one row, or of everything when no row is named; largest entry first, so nothing overflows."""
    if len(index) > 1 or (index and not 0 <= index[0] < len(array)):
        raise ValueError(f"index of {field} must be one row of {array.shape}, got {index}")
    part = array[index] if index else array
    largest = float(np.abs(part).max())
    if not np.isfinite(largest) or largest == 0.0:
        return largest
    return float(np.linalg.norm(part / largest) * largest)


def _of_route(analysis: Analysis, field: str, index: tuple[int, ...]) -> float:
    kind, weight, count = _ROUTE[field]
    _check_count(field, index, count)
    t = index[0]
    if kind == "total":
        return analysis.walk(weight, t, t).total(weight)
    walk = analysis.walk(weight, t, index[1])
    if kind == "between":
        first, last = index[1:]
        analysis.walk(weight, t, last)
        return walk.between(weight, first, last)
    found: float = getattr(walk, kind)(weight, *index[1:])
    return found


def _drive(weight: str) -> _Lookup:
    """Return the look-up of what a weight makes of its vector: W_x x_t, W_h h_{t-1} or W_y h_t; else its 2-norm."""

    def lookup(analysis: Analysis, index: tuple[int, ...]) -> float:
        step, last = index[0], analysis.spec.T
        if not 1 <= step <= last:
            raise ValueError(f"t must satisfy 1 <= t <= {last}, got {step}")
        rollout, spec = analysis.rollout, analysis.spec
        matrix, vector = {
            "x": (spec.W_x, rollout.x[step]),
            "h": (spec.W_h, rollout.h[step - 1]),
            "y": (spec.W_y, rollout.h[step]),
        }[weight]
        found = matrix @ vector
        return float(found[0]) if analysis.is_scalar else _norm(f"drive_{weight}", found, ())

    return lookup


def _loss_between(analysis: Analysis, index: tuple[int, ...]) -> float:
    """Return L_first + … + L_last."""
    first, last = index
    if not 1 <= first <= last <= analysis.spec.T:
        raise ValueError(f"first and last must satisfy 1 <= first <= last <= {analysis.spec.T}, got {index}")
    return float(analysis.rollout.loss_per_step[first : last + 1].sum())


def _check_count(field: str, index: tuple[Any, ...], count: int) -> None:
    if len(index) != count:
        raise ValueError(f"{field} takes {count} indices, got {index}")


#: Fields that need a look-up of their own, with the number of their indices.
_SINGLE: dict[str, tuple[int, _Lookup]] = {
    "drive_x": (1, _drive("x")),
    "drive_h": (1, _drive("h")),
    "drive_y": (1, _drive("y")),
    "loss_between": (2, _loss_between),
    "power_norm": (1, lambda analysis, index: analysis.power_norm(*index)[0]),
    "log10_power_norm": (1, lambda analysis, index: analysis.power_norm(*index)[1]),
    "sigma_prime_bound": (0, lambda analysis, index: ACTIVATIONS[analysis.spec.activation].bound),
    "gain": (2, lambda analysis, index: analysis.gain(*index)[0]),
    "log10_gain": (2, lambda analysis, index: analysis.gain(*index)[1]),
}

_OF_ROUTE = {"factor": 3, "running": 3, "span": 4, "log10_span": 4, "contribution": 2, "total": 1, "between": 3}

#: Fields of a route, one for each weight: what it is, the weight and the number of indices.
_ROUTE: dict[str, tuple[str, Weight, int]] = {
    f"{kind}_{weight}": (kind, weight, count) for kind, count in _OF_ROUTE.items() for weight in WEIGHTS
}

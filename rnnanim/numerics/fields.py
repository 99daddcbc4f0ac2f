"""Which fields `Analysis.read` knows, and how each is looked up."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from rnnanim.numerics import (
    all_paths,
    feed_forward,
    grid,
    jacobian_products,
    loss_sensitivities,
    matrix_powers,
    near_far,
    recursion,
    scaled,
    state_derivatives,
)
from rnnanim.numerics.activations import ACTIVATIONS
from rnnanim.numerics.cells.base import Lookup
from rnnanim.numerics.curves import CURVES, CurveName
from rnnanim.numerics.scaled import Array
from rnnanim.numerics.walk import WEIGHTS, Weight

if TYPE_CHECKING:
    from rnnanim.numerics.analysis import Analysis

#: Names of the arrays of a lesson: the attributes of `Arrays`.
ArrayName = Literal[
    "x", "z", "h", "sigma_prime", "a", "y", "target", "loss_per_step", "loss",
    "e", "delta", "dL_dh_0", "dL_dW_x", "dL_dW_h", "dL_dW_y", "dL_db_h", "dL_db_y",
    "W_x", "W_h", "W_y", "b_h", "b_y", "h_0",
]  # fmt: skip

#: What `Analysis.read` takes; norms, and what belongs to a weight, have methods of their own.
Field = Literal[
    ArrayName, CurveName, "J", "loss_between", "power_norm", "log10_power_norm", "spectral_radius", "spectral_norm",
    "sigma_prime_bound", "gain", "log10_gain",
]  # fmt: skip


def value(analysis: Analysis, field: str, index: tuple[Any, ...]) -> float:
    """Return the number at an index of a field; ValueError where there is none."""
    if field in CURVES:
        _check_count(field, index, 1)
        return float(CURVES[field](analysis, np.array(index))[0])
    return _at(analysis, field, tuple(operator.index(i) for i in index))


def _at(analysis: Analysis, field: str, index: tuple[int, ...]) -> float:
    held = analysis.cell.holders
    if field in held or field == "J":
        return _entry(field, analysis.J if field == "J" else analysis.array(field), index)
    if field.startswith("norm_") and field[5:] in held:
        return _norm(field, np.asarray(analysis.array(field[5:])), index)
    if field in _ROUTE:
        return _of_route(analysis, field, index)
    lookups = {**_ANY_CELL, **analysis.cell.fields}
    if field in lookups:
        count, lookup = lookups[field]
        _check_count(field, index, count)
        return lookup(analysis, index)
    raise ValueError(f"field must be an array of the lesson or one that Analysis.read names, got {field!r}")


def _entry(field: str, array: Array | float, index: tuple[int, ...]) -> float:
    found = np.asarray(array)
    _check_count(field, index, found.ndim)
    if any(not 0 <= i < size for i, size in zip(index, found.shape, strict=True)):
        raise ValueError(f"index of {field} must lie in {found.shape}, got {index}")
    return float(found[index])


def _norm(field: str, array: Array, index: tuple[int, ...]) -> float:
    """Return the norm of one row, or of everything when no row is named."""
    if len(index) > 1 or (index and not 0 <= index[0] < len(array)):
        raise ValueError(f"index of {field} must be one row of {array.shape}, got {index}")
    return scaled.norm(array[index] if index else array)


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


def _loss_between(analysis: Analysis, index: tuple[int, ...]) -> float:
    """Return L_first + … + L_last."""
    first, last = index
    if not 1 <= first <= last <= analysis.spec.T:
        raise ValueError(f"first and last must satisfy 1 <= first <= last <= {analysis.spec.T}, got {index}")
    return float(analysis.rollout.loss_per_step[first : last + 1].sum())


def _check_count(field: str, index: tuple[Any, ...], count: int) -> None:
    if len(index) != count:
        raise ValueError(f"{field} takes {count} indices, got {index}")


#: Fields of every cell that need a look-up, with the number of their indices; `Cell.fields` are those of one.
#: A module that looks at an analysis in its own way has a table `FIELDS` like this one, which is taken up here.
_ANY_CELL: dict[str, tuple[int, Lookup]] = {
    "loss_between": (2, _loss_between),
    "sigma_prime_bound": (0, lambda analysis, index: ACTIVATIONS[analysis.spec.activation].bound),
    "gain": (2, lambda analysis, index: analysis.gain(*index)[0]),
    "log10_gain": (2, lambda analysis, index: analysis.gain(*index)[1]),
    **all_paths.FIELDS,
    **loss_sensitivities.FIELDS,
    **recursion.FIELDS,
    **state_derivatives.FIELDS,
    **near_far.FIELDS,
    **feed_forward.FIELDS,
    **matrix_powers.FIELDS,
    **jacobian_products.FIELDS,
    **grid.FIELDS,
}

_OF_ROUTE = {
    "factor": 3,
    "running": 3,
    "span": 4,
    "log10_span": 4,
    "entry": 4,
    "contribution": 2,
    "log10_contribution": 2,
    "angle": 2,
    "total": 1,
    "between": 3,
}

#: Fields of a route, one for each weight: what it is, the weight and the number of indices.
_ROUTE: dict[str, tuple[str, Weight, int]] = {
    f"{kind}_{weight}": (kind, weight, count) for kind, count in _OF_ROUTE.items() for weight in WEIGHTS
}

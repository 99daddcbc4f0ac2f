"""Singular values and vectors of a matrix in scaled form."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rnnanim.numerics.scaled import Array, Scaled

if TYPE_CHECKING:
    from rnnanim.numerics.spec import NetworkSpec

TOLD_APART = 1e-6  # of the largest: singular values below it have lost more than nine digits to rounding


def decompose(matrix: Scaled) -> tuple[Array, Scaled, Array]:
    """Return the singular value decomposition of a square matrix in scaled form.

    Returns
    -------
    (H, H), (H,), (H, H)
        Left singular vectors as columns, the largest entry of each positive; singular values, the largest first, NaN
        where one is less than `TOLD_APART` of the largest and not an exact 0; right singular vectors as columns.

    >>> left, values, right = decompose(Scaled.of(np.array([[0.0, 2.0], [0.0, 0.0]])))
    >>> values.plain(), left[:, 0], right[:, 0]
    (array([2., 0.]), array([1., 0.]), array([0., 1.]))
    """
    level, top = matrix.level(-2, -1)
    if not np.isfinite(level).all():
        level = np.zeros_like(level)  # an exact 0 throughout has no level
    left, values, right = np.linalg.svd(level)
    signs = np.sign(left[np.argmax(np.abs(left), axis=0), np.arange(len(left))])
    lost = (values > 0) & (values < TOLD_APART * values[0])
    scaled = Scaled.of(values, top[0, 0] if np.isfinite(top[0, 0]) else 0.0)
    scaled.mantissa[lost] = np.nan
    return left * signs + 0.0, scaled, right.T * signs + 0.0


def check_places(spec: NetworkSpec, *places: int) -> None:
    """Raise ValueError for a place that is neither a unit nor the number of a singular value."""
    for place in places:
        if not 0 <= place < spec.H:
            raise ValueError(f"a unit or singular value must lie in 0 … {spec.H - 1}, got {place}")

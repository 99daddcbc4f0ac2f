"""The sum that a gradient is, nearest term first: how much of it the near past makes, and what is left for the far one.

c_j is what the route of the loss at T to step T − j + 1 contributes to the gradient of W_x: c_1 is the nearest term,
c_T the farthest, and c_1 + … + c_T is the gradient.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from rnnanim.numerics.cells.base import Lookup
from rnnanim.numerics.readings import Reading
from rnnanim.numerics.scaled import Scaled

if TYPE_CHECKING:
    from rnnanim.numerics.analysis import Analysis
    from rnnanim.numerics.walk import Walk

#: How the terms of a sum compare, see `NearFar.regime`.
Regime = Literal["near", "far", "saturated", "zero"]

NEARLY_ALL = 99  # per cent of the sum
SATURATED = 1e-2  # of the error: what less than that comes through the last state is


class NearFar:
    """The terms of the gradient of W_x as readings; of more than one unit they are parts along the sum.

    Parameters
    ----------
    analysis : Analysis
        Of a network whose loss is L_T.
    """

    def __init__(self, analysis: Analysis) -> None:
        self.analysis, self.T = analysis, analysis.spec.T

    def term(self, j: int) -> Reading:
        """Return c_j."""
        return self.analysis.contribution("x", self.T, self.T - j + 1)

    def log10_term(self, j: int) -> Reading:
        """Return the decimal logarithm of the size of c_j, ``-inf`` for an exact zero."""
        return self.analysis.named("log10_contribution_x", self.T, self.T - j + 1)

    def terms(self, first: int, last: int) -> Reading:
        """Return c_first + … + c_last; a single one as itself."""
        if first == last:
            return self.term(first)
        return self.analysis.between("x", self.T, self.T - last + 1, self.T - first + 1)

    def stream(self, first: int, last: int) -> Reading:
        """Return what the routes of some terms bring together: the signed number, or the norm of their sum."""
        return self.analysis.named("brought_x", first, last)

    def percent(self, first: int, last: int) -> Reading:
        """Return c_first + … + c_last in per cent of the sum; NaN where that is 0."""
        return self.analysis.named("percent_x", first, last)

    @property
    def total(self) -> Reading:
        """The gradient, or its norm."""
        return self.analysis.total("x", self.T)

    @property
    def near(self) -> Reading:
        """How many of the nearest terms make 99 % of the sum: with fewer it has not come to stay so near to it."""
        return self.analysis.named("near_terms", NEARLY_ALL)

    @property
    def farthest_share(self) -> Reading:
        """The size of the farthest term as a share of the sum, as its decimal logarithm."""
        return self.analysis.named("log10_farthest_share")

    def shrinks_by_saturation(self, shorter: NearFar) -> bool:
        """Return whether a longer past has a smaller sum since its last state is nearer to saturation.

        So it is if what σ′ leaves is less than with the shorter past, and every term that this has, too, is smaller.
        """
        if not self.analysis.is_scalar or self.T <= shorter.T:
            return False
        pairs = [(self.total, shorter.total), *((self.term(j), shorter.term(j)) for j in range(1, shorter.T + 1))]
        slope, before = (sums.analysis.named("log10_last_slope").value for sums in (self, shorter))
        return slope < before and all(abs(now.value) < abs(then.value) for now, then in pairs)

    @property
    def regime(self) -> Regime:
        """How the terms compare.

        Returns
        -------
        {"near", "far", "saturated", "zero"}
            "zero": every term is exactly 0. "saturated": even the nearest gets through the last state with less than
            a hundredth of what came to it, so that all of them vanish. "near": half of the terms or fewer make 99 %
            of the sum. "far": it takes more of them.
        """
        if all(self.log10_term(j).value == -math.inf for j in range(1, self.T + 1)):
            return "zero"
        if self.analysis.named("log10_last_slope").value < math.log10(SATURATED):
            return "saturated"
        return "near" if self.near.value <= self.T / 2 else "far"


def _walk(analysis: Analysis) -> Walk:
    return analysis.walk("x", analysis.spec.T, analysis.spec.T)


def _brought(analysis: Analysis, index: tuple[Any, ...]) -> float:
    """Return the signed sum of some terms, or the norm of the sum of their matrices."""
    (first, last), T = index, analysis.spec.T
    if not 1 <= first <= last <= T:
        raise ValueError(f"first and last must satisfy 1 <= first <= last <= {T}, got {index}")
    walk = _walk(analysis)
    inputs = Scaled.of(analysis.spec.x[T - last : T - first + 1][::-1])
    found = walk.arrived[first - 1 : last].T @ inputs
    if analysis.is_scalar:
        return float(found[0, 0].plain())
    levelled, top = found.level(-2, -1)
    return float(Scaled.of(np.asarray(np.linalg.norm(levelled)), top.reshape(())).plain())


def _percent(analysis: Analysis, index: tuple[Any, ...]) -> float:
    """Return 100 (c_first + … + c_last) / (c_1 + … + c_T); NaN where that sum is 0."""
    (first, last), T = index, analysis.spec.T
    if not 1 <= first <= last <= T:
        raise ValueError(f"first and last must satisfy 1 <= first <= last <= {T}, got {index}")
    walk = _walk(analysis)
    terms = np.array([walk.contribution("x", k) for k in range(T, 0, -1)])
    total = terms.sum()
    return float(100 * (terms[first - 1 : last].sum() / total)) if total else math.nan


def _near_terms(analysis: Analysis, index: tuple[Any, ...]) -> float:
    """Return the least n from which on c_1 + … + c_n stays within 100 − p per cent of the sum; NaN where that is 0."""
    (percent,), T = index, analysis.spec.T
    if not 0 < percent < 100:
        raise ValueError(f"p must satisfy 0 < p < 100, got {percent}")
    walk = _walk(analysis)
    terms = np.array([walk.contribution("x", k) for k in range(T, 0, -1)])
    sums = np.cumsum(terms)
    total = sums[-1]
    if not total or not np.isfinite(sums).all():
        return math.nan
    outside = np.flatnonzero(np.abs(sums - total) > (100 - percent) / 100 * abs(total))
    return float(outside[-1] + 2 if len(outside) else 1)


def _farthest_share(analysis: Analysis, index: tuple[Any, ...]) -> float:
    """Return log10 |c_T| / |c_1 + … + c_T|; NaN where the sum is 0."""
    walk = _walk(analysis)
    total = walk.log10_total("x")
    return walk.log10_contribution("x", 1) - total if total > -math.inf else math.nan


def _last_slope(analysis: Analysis, index: tuple[Any, ...]) -> float:
    """Return log10 of what the last state leaves of the gradient that comes to it, σ′(z_T) of a single unit."""
    return _walk(analysis).log10_span("x", analysis.spec.T, 2, 3)


#: What `Analysis.read` knows of it.
FIELDS: dict[str, tuple[int, Lookup]] = {
    "brought_x": (2, _brought),
    "percent_x": (2, _percent),
    "near_terms": (1, _near_terms),
    "log10_farthest_share": (0, _farthest_share),
    "log10_last_slope": (0, _last_slope),
}

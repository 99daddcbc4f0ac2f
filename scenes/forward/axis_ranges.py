"""How far the axes of σ reach: far enough for the sums of some steps, with one unit for z and h where that can be."""

from __future__ import annotations

import math
from collections.abc import Sequence

from rnnanim.mobjects.charts.view import Range
from rnnanim.numerics import Analysis
from rnnanim.theme import Box

SHOWN = {"tanh": 1.5, "sigmoid": 3.0, "relu": 1.0, "identity": 1.0}
"""Range of z to show at least, so that the curve is seen to turn."""
TO_THE_BOUND = 2.2  # of z, where several dots are to be seen coming near the bounds of tanh
WIDE = 6.0  # beyond this the axis reaches only as far to the left as it has to
MARGIN = 1.12
LOWEST = 1.2  # axes of one unit are at least so high [scene units]; flatter ones would not show how the curve turns
TICK_REACH = 0.92  # of an axis: a tick stands within


def ranges(analysis: Analysis, reach: Sequence[float], steps: Sequence[int]) -> tuple[Range, Range]:
    """Return the ranges of z and h that hold the sums of some steps on their way, and show the curve where it turns.

    Parameters
    ----------
    reach : sequence of float
        Every end of a bar on the axis of z.
    steps : sequence of int
        The steps whose states are shown.
    """
    kind = analysis.spec.activation
    states = [float(h) for step in steps for h in analysis.h[step]]
    sums = [*reach, *(float(z) for step in steps for z in analysis.z[step]), 0.0]
    least = TO_THE_BOUND if kind == "tanh" and analysis.spec.H > 1 else SHOWN[kind]
    high = max(MARGIN * max(sums), least, 0.4 * MARGIN * -min(sums))
    low = -high if high <= WIDE else -0.3 * high
    low = min(low, MARGIN * min(sums))
    if kind == "tanh":
        return (low, high), (-1.1, 1.1)
    if kind == "sigmoid":
        return (low, high), (0.0, 1.1)
    top, bottom = max(*states, 0.0), min(*states, 0.0)
    top = max(1.2 * top, -1.2 * bottom, high)  # the curve itself stays inside
    return (low, high), (min(bottom * 1.2, -top, low) if kind == "identity" else 0.0, top)


def one_unit(box: Box, z: Range, h: Range) -> tuple[Box, Range] | None:
    """Return the box and the range of z with which z and h have one unit, or None where the axes get too flat.

    Then a bar of z and one of h that are equally long mean the same, and σ is seen to shrink.

    >>> one_unit((0, 3, 1.5, -1.5), (-1.5, 1.5), (-1.1, 1.1))
    ((0, 3, 1.1, -1.1), (-1.5, 1.5))
    >>> one_unit((0, 3, 1.5, -1.5), (-20, 80), (-1.1, 1.1)) is None
    True
    """
    left, right, top, bottom = box
    span, rise = z[1] - z[0], h[1] - h[0]
    unit = min((right - left) / span, (top - bottom) / rise)
    height, wider = rise * unit, (right - left) / unit / span
    if height < LOWEST:
        return None
    middle = (top + bottom) / 2
    return (left, right, middle + height / 2, middle - height / 2), (z[0] * wider, z[1] * wider)


def round_number(most: float) -> float:
    """Return the greatest of 1, 2, 5, 10, 20 … that is at most a positive number.

    >>> round_number(68.3), round_number(0.3)
    (50.0, 0.2)
    """
    power = 10.0 ** math.floor(math.log10(most))
    return float(max(n * power for n in (1, 2, 5) if n * power <= most))

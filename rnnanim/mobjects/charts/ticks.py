"""Which numbers an axis or a scale names, and how far it reaches."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from rnnanim.mobjects.charts.log_axis import spacing

SPARE = 0.2  # decades by which a size may pass the last power of ten


def named(keys: Sequence[float], pitch: float, room: float) -> list[float]:
    """Return which of equally spaced rows or columns have a name: all, or multiples of 5, 10 … and the first.

    Parameters
    ----------
    pitch, room : float
        Distance of two of them, and what a name needs.

    >>> named(range(1, 21), 0.27, 0.4)
    [1, 5, 10, 15, 20]
    """
    every = next(n * 10**power for power in range(9) for n in (1, 5) if n * 10**power * pitch >= room)
    found = [key for key in keys if key % every == 0]
    if not found or (found[0] - keys[0]) * pitch >= room:
        found.insert(0, keys[0])
    return found


def round_steps(low: float, high: float, most: int) -> list[float]:
    """Return at most `most` round numbers at equal distances in a range.

    >>> round_steps(0, 0.53, 5)
    [0.0, 0.2, 0.4]
    """
    power = 10.0 ** math.floor(math.log10((high - low) / most))
    for step in (n * power for n in (1, 2, 5, 10, 20)):
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        if last - first < most:
            return [round(n * step, 12) for n in range(first, last + 1)]
    raise AssertionError("twenty times a tenth of the range is more than the range")


def whole_decades(log10s: Iterable[float]) -> tuple[float, float]:
    """Return a range for logarithms: whole decades, or a little beyond the last one, and one decade at least.

    >>> whole_decades([-9.4, -0.3]), whole_decades([-0.4, 2.1]), whole_decades([-math.inf])
    ((-10, 0), (-1, 2.1), (-1, 0))
    """
    finite = [float(value) for value in log10s if math.isfinite(value)] or [-1.0, 0.0]
    low, high = min(finite), max(finite)
    bottom, top = math.floor(low + 1e-9), math.ceil(high - 1e-9)
    if top == bottom:
        bottom -= 1
    wide = top - bottom > 1
    return (low if wide and bottom + 1 - low <= SPARE else bottom), (high if wide and high - top + 1 <= SPARE else top)


def from_zero(sizes: Iterable[float]) -> tuple[float, float]:
    """Return a range for sizes that holds 0.

    >>> from_zero([0.2, 0.5]), from_zero([0.0])
    ((0.0, 0.5), (0.0, 1.0))
    """
    finite = [float(size) for size in sizes if math.isfinite(size)]
    low, high = min([0.0, *finite]), max([0.0, *finite])
    return low, high if high > low else low + 1.0


def powers(low: float, high: float, most: int) -> list[float]:
    """Return at most `most` whole powers of ten in a range of logarithms.

    >>> powers(-11, 0.2, 7)
    [-10.0, -8.0, -6.0, -4.0, -2.0, 0.0]
    """
    every = spacing(low, high, most)
    return [float(every * n) for n in range(math.ceil(low / every - 1e-9), math.floor(high / every + 1e-9) + 1)]

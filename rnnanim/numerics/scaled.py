"""Arrays in scaled form: a mantissa of ordinary size and a power of two, so that no product over- or underflows.

Scaling by powers of two is exact, so wherever plain float64 would have sufficed the digits are the same.
Exponents are kept as float64 (whole numbers; ``-inf`` for an exact zero), because those of a product over
10 000 steps leave the range in which ``ldexp`` works.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

LOG10_2 = math.log10(2.0)
_REACH = 4200.0  # beyond this every float64 has become 0 or inf


def read_only(array: Array) -> Array:
    """Return the array itself, made read-only."""
    array.flags.writeable = False
    return array


def norm(array: Array) -> float:
    """Return the 2-norm of a vector or the Frobenius norm of a matrix, whose squares may leave the range of float64.

    >>> norm(np.array([2e200, 0.0]))
    2e+200
    """
    largest = float(np.abs(array).max())
    if not np.isfinite(largest) or largest == 0.0:
        return largest
    return float(np.linalg.norm(array / largest) * largest)


def normalise(array: Array, exponent: Array | float = 0.0, *, axes: int = 1) -> tuple[Array, Array]:
    """Return the same blocks with their largest entry in [0.5, 1), and the exponents that make up for it.

    Parameters
    ----------
    array : (..., n) or (..., m, n)
        Blocks over the last `axes` axes.
    exponent : (...)
        Power of two that belongs to each block.

    Returns
    -------
    (mantissa, exponent)
        Of the shapes of the arguments; the exponent of a block of zeros is ``-inf``.

    >>> normalise(np.array([[3.0, 8.0], [0.0, 0.0]]))
    (array([[0.1875, 0.5   ],
           [0.    , 0.    ]]), array([  4., -inf]))
    """
    largest = np.abs(array).max(axis=tuple(range(-axes, 0)))
    shift = np.where(np.isfinite(largest), np.frexp(largest)[1], 0).astype(np.int32)
    mantissa = np.ldexp(array, -shift.reshape(shift.shape + (1,) * axes))
    return mantissa, np.where(largest == 0.0, -np.inf, np.asarray(exponent, dtype=np.float64) + shift)


def plain(mantissa: Array, exponent: Array | float) -> Array:
    """Return ``mantissa * 2**exponent`` as float64, 0 or inf where it leaves the range.

    Parameters
    ----------
    mantissa : (..., n, …)
        Blocks.
    exponent : (...)
        One power of two for each block.

    >>> plain(np.array([[0.5, 0.25]]), np.array([3.0]))
    array([[4., 2.]])
    """
    power = np.clip(np.asarray(exponent, dtype=np.float64), -_REACH, _REACH).astype(np.int32)
    with np.errstate(over="ignore", under="ignore"):
        result: Array = np.ldexp(mantissa, power.reshape(power.shape + (1,) * (np.ndim(mantissa) - power.ndim)))
    return result


def common(mantissa: Array, exponent: Array) -> tuple[Array, float]:
    """Return the rows brought to one exponent, the largest, and that exponent: what a sum over rows needs.

    >>> common(np.array([[0.5], [0.5]]), np.array([2.0, 3.0]))
    (array([[0.25],
           [0.5 ]]), 3.0)
    """
    top = float(exponent.max())
    if not math.isfinite(top):
        return mantissa, 0.0
    return plain(mantissa, exponent - top), top


def steady(vector: Array, exponent: float) -> tuple[Array, float]:
    """Return one vector of an ordinary size as it is, any other normalised: the cheap way inside of a recursion.

    >>> steady(np.array([1e-200]), 0.0)[1]
    -664.0
    """
    if 1e-120 < float(vector @ vector) < 1e120:
        return vector, exponent
    mantissa, power = normalise(vector, exponent)
    return mantissa, float(power)


def add(vector: Array, exponent: float, other: Array, other_exponent: float) -> tuple[Array, float]:
    """Return the sum of two vectors in scaled form.

    >>> add(np.array([1.0]), 3.0, np.array([1.0]), 2.0)
    (array([1.5]), 3.0)
    """
    top = max(exponent, other_exponent)
    if top == -math.inf:
        return vector, exponent
    shares = (math.ldexp(1.0, int(max(power - top, -_REACH))) for power in (exponent, other_exponent))
    return steady(vector * next(shares) + other * next(shares), top)


def log10(size: Array, exponent: Array | float) -> Array:
    """Return log10 of ``size * 2**exponent`` without forming it; ``-inf`` for an exact zero.

    >>> log10(np.array([1.0, 0.0]), np.array([-10000.0, 0.0]))
    array([-3010.29995664,           -inf])
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        result: Array = np.where(size == 0.0, -np.inf, np.log10(size) + np.asarray(exponent) * LOG10_2)
    return result


def product(pairs: Iterable[tuple[float, float]]) -> float:
    """Return the product of numbers given as (mantissa, exponent), however far it strays on the way.

    >>> product([(1e-300, 0.0), (1e-300, 0.0), (1e300, 0.0), (1e300, 0.0)])
    1.0
    """
    size, power = 1.0, 0.0
    for mantissa, exponent in pairs:
        size, shift = math.frexp(size * math.frexp(mantissa)[0])
        power += exponent + math.frexp(mantissa)[1] + shift
    if size == 0.0 or power == -math.inf:
        return math.copysign(0.0, size)
    return float(plain(np.asarray(size), power))

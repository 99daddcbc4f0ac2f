"""Arrays in scaled form: a mantissa of ordinary size and a power of 256, so that no product over- or underflows.

Scaling by powers of two is exact, so wherever plain float64 would have sufficed the digits are the same.
Exponents are kept as float64 (whole numbers), because those of a product over 10 000 steps leave the range in which
``ldexp`` works; in powers of 256 they hold e^−|z| for every z. A mantissa of 0 is an exact zero; an exponent of
``-inf`` beside another mantissa is a number closer to 0 than any exponent says.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

BITS = 8  # of the base of exponents, 256
LOG10_BASE = BITS * math.log10(2.0)
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
    """Return the same blocks with their largest entry in [1/256, 1), and the exponents that make up for it.

    Parameters
    ----------
    array : (..., n) or (..., m, n)
        Blocks over the last `axes` axes.
    exponent : (...)
        Power of 256 that belongs to each block.

    Returns
    -------
    (mantissa, exponent)
        Of the shapes of the arguments; the exponent of a block of zeros is ``-inf``.

    >>> normalise(np.array([[3.0, 8.0], [0.0, 0.0]]))
    (array([[0.01171875, 0.03125   ],
           [0.        , 0.        ]]), array([  1., -inf]))
    """
    largest = np.abs(array).max(axis=tuple(range(-axes, 0)))
    shift = np.where(np.isfinite(largest), -(-np.frexp(largest)[1] // BITS), 0).astype(np.int32)
    mantissa = np.ldexp(array, -BITS * shift.reshape(shift.shape + (1,) * axes))
    return mantissa, np.where(largest == 0.0, -np.inf, np.asarray(exponent, dtype=np.float64) + shift)


def plain(mantissa: Array, exponent: Array | float) -> Array:
    """Return ``mantissa * 256**exponent`` as float64, 0 or inf where it leaves the range.

    Parameters
    ----------
    mantissa : (..., n, …)
        Blocks.
    exponent : (...)
        One power of 256 for each block.

    >>> plain(np.array([[0.5, 0.25]]), np.array([1.0]))
    array([[128.,  64.]])
    """
    with np.errstate(over="ignore", under="ignore"):
        power = np.clip(BITS * np.asarray(exponent, dtype=np.float64), -_REACH, _REACH).astype(np.int32)
        result: Array = np.ldexp(mantissa, power.reshape(power.shape + (1,) * (np.ndim(mantissa) - power.ndim)))
    return result


def common(mantissa: Array, exponent: Array) -> tuple[Array, float]:
    """Return the rows brought to one exponent, the largest, and that exponent: what a sum over rows needs.

    >>> common(np.array([[0.5], [0.5]]), np.array([2.0, 3.0]))
    (array([[0.00195312],
           [0.5       ]]), 3.0)
    """
    top = float(exponent.max())
    if not math.isfinite(top):
        return plain(mantissa, exponent), 0.0
    return plain(mantissa, exponent - top), top


def steady(vector: Array, exponent: float) -> tuple[Array, float]:
    """Return one vector of an ordinary size as it is, any other normalised: the cheap way inside of a recursion.

    >>> steady(np.array([1e-200]), 0.0)[1]
    -83.0
    """
    if 1e-120 < float(vector @ vector) < 1e120:
        return vector, exponent
    mantissa, power = normalise(vector, exponent)
    return mantissa, float(power)


def add(vector: Array, exponent: float, other: Array, other_exponent: float) -> tuple[Array, float]:
    """Return the sum of two vectors in scaled form.

    >>> add(np.array([1.0]), 3.0, np.array([1.0]), 2.0)
    (array([1.00390625]), 3.0)
    """
    top = max(exponent, other_exponent)
    if top == -math.inf:
        return vector, exponent
    return steady(plain(vector, exponent - top) + plain(other, other_exponent - top), top)


def log10(size: Array, exponent: Array | float) -> Array:
    """Return log10 of ``size * 256**exponent`` without forming it; ``-inf`` for an exact zero.

    >>> log10(np.array([1.0, 0.0]), np.array([-1250.0, 0.0]))
    array([-3010.29995664,           -inf])
    """
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        result: Array = np.where(size == 0.0, -np.inf, np.log10(size) + np.asarray(exponent) * LOG10_BASE)
    return result


def product(pairs: Iterable[tuple[float, float]]) -> float:
    """Return the product of numbers given as (mantissa, exponent), however far it strays on the way.

    >>> product([(1e-300, 0.0), (1e-300, 0.0), (1e300, 0.0), (1e300, 0.0)])
    1.0
    """
    size, bits, power = 1.0, 0, 0.0
    for mantissa, exponent in pairs:
        part, own = math.frexp(mantissa)
        size, shift = math.frexp(float(times(np.asarray(size), np.asarray(part))))
        bits += own + shift
        power += exponent
    if size == 0.0 or power == -math.inf:
        return math.copysign(0.0, size)
    return float(plain(np.asarray(math.ldexp(size, bits % BITS)), power + bits // BITS))


def times(a: Array, b: Array) -> Array:
    """Return a * b, in which an exact zero makes 0 of what is infinite or unknown.

    >>> times(np.array([0.0, 1.0, 0.0]), np.array([np.inf, -np.inf, np.nan]))
    array([  0., -inf,   0.])
    """
    with np.errstate(invalid="ignore"):
        found: Array = a * b
    lost = np.isnan(found)
    return np.where(lost & ((a == 0.0) | (b == 0.0)), 0.0, found) if lost.any() else found


def matmul(a: Array, b: Array) -> Array:
    """Return a @ b with the products of `times`: NaN only where infinities of both signs meet, or an unknown counts.

    >>> matmul(np.array([[0.0, 1.0], [1.0, 1.0]]), np.array([[np.inf, 1.0], [-np.inf, 2.0]]))
    array([[-inf,   2.],
           [ nan,   3.]])
    """
    with np.errstate(invalid="ignore"):
        found: Array = a @ b
    if not np.isnan(found).any():
        return found
    signs, endless, unknown = zip(*(_parts(one) for one in (a, b)), strict=True)
    balance = endless[0] @ signs[1] + signs[0] @ endless[1]
    count = np.abs(endless[0]) @ np.abs(signs[1]) + np.abs(signs[0]) @ np.abs(endless[1])
    doubtful = unknown[0] @ (b != 0.0) + (a != 0.0) @ unknown[1] > 0.0
    whole = np.where(np.isfinite(a), a, 0.0) @ np.where(np.isfinite(b), b, 0.0)
    summed = np.where(count == 0.0, whole, np.where(np.abs(balance) == count, np.copysign(np.inf, balance), np.nan))
    return np.where(doubtful, np.nan, summed)


def _parts(array: Array) -> tuple[Array, Array, Array]:
    """Return the signs, those of what is infinite alone, and 1 for what is unknown."""
    unknown = np.isnan(array)
    signs = np.where(unknown, 0.0, np.sign(array))
    return signs, np.where(np.isinf(array), signs, 0.0), unknown.astype(np.float64)

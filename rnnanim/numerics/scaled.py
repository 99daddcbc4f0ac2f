"""Arrays in scaled form: each entry a mantissa of ordinary size and a power of 256; nothing over- or underflows.

Scaling by powers of two is exact, so wherever plain float64 would have sufficed the digits are the same.
Exponents are kept as float64 (whole numbers), because those of a product over 10 000 steps leave the range in which
``ldexp`` works; in powers of 256 they hold e^−|z| for every z. A mantissa of 0 is an exact zero; an exponent of
``-inf`` beside another mantissa is a number closer to 0 than any exponent says.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

BITS = 8  # of the base of exponents, 256
_LOG10_BASE = BITS * math.log10(2.0)
_REACH = 4200.0  # bits beyond which every float64 has become 0 or inf
_DOUBTFUL = 1e-180  # sums of levelled products below this may have lost terms to underflow
_LEAST = -np.finfo(np.float64).max  # the exponent above -inf
_IN_A_ROW = 100  # mantissas whose product stays in the range of float64
_GATHERED = 1_000_000  # numbers of products that are summed once more in one go


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


@dataclass(frozen=True, slots=True, eq=False)
class Scaled:
    """Numbers ``mantissa * 256**exponent``.

    Parameters
    ----------
    mantissa : array
    exponent : array
        Of the same shape; ``-inf`` for an exact zero.

    >>> square = Scaled.of(np.array([[1e200, 1e-200]])) * Scaled.of(np.array([[1e200, 1e-200]]))
    >>> square.plain(), square.log10(), (square @ square.T).log10()
    (array([[inf,  0.]]), array([[ 400., -400.]]), array([[800.]]))
    """

    mantissa: Array
    exponent: Array

    @classmethod
    def of(cls, array: Array, exponent: Array | float = 0.0) -> Scaled:
        """Return ``array * 256**exponent`` with mantissas in [1/256, 1)."""
        shift = (np.frexp(array)[1] + (BITS - 1)) // BITS
        return cls(np.ldexp(array, -BITS * shift), np.where(array == 0.0, -np.inf, exponent + shift))

    @classmethod
    def zeros(cls, *shape: int) -> Scaled:
        """Return exact zeros, to be filled in."""
        return cls(np.zeros(shape), np.full(shape, -np.inf))

    @property
    def T(self) -> Scaled:
        """The transposed array."""
        return Scaled(self.mantissa.T, self.exponent.T)

    def __len__(self) -> int:
        return len(self.mantissa)

    def __getitem__(self, key: Any) -> Scaled:
        return Scaled(self.mantissa[key], self.exponent[key])

    def __setitem__(self, key: Any, other: Scaled) -> None:
        self.mantissa[key], self.exponent[key] = other.mantissa, other.exponent

    def __mul__(self, other: Scaled) -> Scaled:
        with np.errstate(over="ignore"):  # exponents beyond float64 are -inf
            return Scaled(self.mantissa * other.mantissa, self.exponent + other.exponent)

    def __add__(self, other: Scaled) -> Scaled:
        pairs = zip((self.mantissa, self.exponent), (other.mantissa, other.exponent), strict=True)
        return Scaled(*(np.stack(np.broadcast_arrays(*pair), axis=-1) for pair in pairs)).sum()

    def __matmul__(self, other: Scaled | Levelled) -> Scaled:
        """Return the product with a matrix; self may be a vector, a matrix or a stack of them."""
        right = other if isinstance(other, Levelled) else Levelled.of(other)
        top = np.maximum(self.exponent.max(axis=-1, keepdims=True), _LEAST)
        left = np.ldexp(self.mantissa, (BITS * np.maximum(self.exponent - top, -_REACH)).astype(np.int32))
        found = left @ right.level
        with np.errstate(over="ignore"):
            result = Scaled.of(found, top + right.top)
        doubtful = np.abs(found) < _DOUBTFUL
        if doubtful.any():
            self._sum_again(right, doubtful & self.mantissa.any(axis=-1, keepdims=True), result)
        return result

    def _sum_again(self, right: Levelled, where: NDArray[np.bool_], result: Scaled) -> None:
        """Put entries of a product in whose terms are too far apart for one level of a row and of a column."""
        if where.any():
            where &= (self.mantissa != 0.0).astype(np.float64) @ right.counts > 0.0
        places = np.nonzero(where)
        size = max(_GATHERED // len(right.counts), 1)
        for start in range(0, len(places[0]), size):
            place = tuple(part[start : start + size] for part in places)
            result[place] = (self[place[:-1]] * right.scaled.T[place[-1]]).sum()

    def sum(self) -> Scaled:
        """Return the sum over the last axis."""
        levelled, top = self.level(-1)
        return Scaled.of(levelled.sum(axis=-1), top[..., 0])

    def prod(self) -> Scaled:
        """Return the product of a list of numbers, however far it strays on the way.

        >>> float(Scaled.of(np.array([1e-300, 1e-300, 1e300, 1e300])).prod().plain())
        1.0
        """
        found = Scaled.of(np.ones(()))
        for start in range(0, len(self), _IN_A_ROW):
            part = self[start : start + _IN_A_ROW]
            found = Scaled.of(found.mantissa * part.mantissa.prod(), found.exponent + part.exponent.sum())
        return found

    def level(self, *axes: int) -> tuple[Array, Array]:
        """Return mantissas for one exponent, the largest along these axes, and that exponent with the axes kept."""
        top = self.exponent.max(axis=axes, keepdims=True)
        with np.errstate(invalid="ignore"):  # -inf - -inf
            steps = np.where(self.exponent == top, 0.0, self.exponent - top)
        return Scaled(self.mantissa, steps).plain(), top

    def plain(self) -> Array:
        """Return the numbers as float64, 0 or inf where they leave its range."""
        with np.errstate(over="ignore", under="ignore"):
            power = np.clip(BITS * self.exponent, -_REACH, _REACH).astype(np.int32)
            result: Array = np.ldexp(self.mantissa, power)
        return result

    def log10(self) -> Array:
        """Return log10 of their sizes; ``-inf`` for an exact zero, and for what no float says.

        >>> Scaled(np.array([1.0, 0.0]), np.array([-1250.0, 0.0])).log10()
        array([-3010.29995664,           -inf])
        """
        with np.errstate(divide="ignore", over="ignore"):
            result: Array = np.log10(np.abs(self.mantissa)) + self.exponent * _LOG10_BASE
        return result


@dataclass(frozen=True, slots=True, eq=False)
class Levelled:
    """A matrix made ready to be multiplied with from the left, again and again.

    Parameters
    ----------
    scaled : Scaled
    level, top : (m, n), (1, n) or (n,)
        Its columns at one exponent each, and these.
    counts : (m, n)
        1 where an entry is no exact zero.
    """

    scaled: Scaled
    level: Array
    top: Array
    counts: Array

    @classmethod
    def of(cls, matrix: Scaled) -> Levelled:
        """Return a matrix made ready."""
        level, top = matrix.level(-2)
        return cls(matrix, level, top[0], (matrix.mantissa != 0.0).astype(np.float64))

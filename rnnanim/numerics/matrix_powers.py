"""What the powers of W_h do to the unit ball.

Singular values say how far a power stretches; the spectral radius says what becomes of a power in the long run.
A power is found in scaled form (`rnnanim.numerics.scaled`), so that its logarithm stays true beyond float64.
Sources: Pascanu, Mikolov & Bengio (2013), sec. 2; Trefethen & Embree (2005), ch. 14, for powers of non-normal matrices.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from rnnanim.numerics.cells.base import Lookup
from rnnanim.numerics.readings import Reading
from rnnanim.numerics.scaled import Array, Levelled, Scaled
from rnnanim.numerics.singular_values import check_places, decompose

if TYPE_CHECKING:
    from rnnanim.numerics.analysis import Analysis
    from rnnanim.numerics.spec import NetworkSpec

MOST_POWERS = 10_000


@dataclass(frozen=True, slots=True)
class MatrixPowers:
    """The powers of one network's W_h, as readings.

    Parameters
    ----------
    analysis : Analysis
        Of a network of the cell "rnn".
    """

    analysis: Analysis

    @property
    def size(self) -> int:
        """Number of hidden units, H."""
        return self.analysis.spec.H

    def entries(self, k: int) -> tuple[tuple[Reading, ...], ...]:
        """Return the entries of W_h^k, row by row."""
        units = range(self.size)
        return tuple(tuple(self.analysis.named("power_entry", k, i, j) for j in units) for i in units)

    def singular_value(self, k: int, i: int = 0) -> Reading:
        """Return a singular value of W_h^k, the largest first: the length of a semi-axis."""
        return self.analysis.named("power_singular_value", k, i)

    def log10_singular_value(self, k: int, i: int = 0) -> Reading:
        """Return the decimal logarithm of a singular value, ``-inf`` for an exact 0; NaN as `decompose` says."""
        return self.analysis.named("log10_power_singular_value", k, i)

    def semi_axis(self, k: int, i: int = 0) -> tuple[Reading, ...]:
        """Return where a semi-axis of the image of the unit ball under W_h^k ends."""
        return tuple(self.analysis.named("power_semi_axis", k, i, unit) for unit in range(self.size))

    def direction(self, k: int, i: int = 0) -> tuple[Reading, ...]:
        """Return the unit vector that W_h^k takes to a semi-axis: a right singular vector."""
        return tuple(self.analysis.named("power_direction", k, i, unit) for unit in range(self.size))

    def radius(self, k: int) -> Reading:
        """Return ρ(W_h)^k."""
        return self.analysis.named("radius_power", k)

    def log10_radius(self, k: int) -> Reading:
        """Return the decimal logarithm of ρ(W_h)^k."""
        return self.analysis.named("log10_radius_power", k)

    def log10_bound(self, k: int) -> Reading:
        """Return the decimal logarithm of ‖W_h‖₂^k, which ‖W_h^k‖₂ never passes."""
        return self.analysis.named("log10_norm_power", k)

    def log10_cover(self, k: int, most: int) -> Reading:
        """Return the decimal logarithm of c ρ(W_h)^k, with the least c that no ‖W_h^n‖₂ of n = 1 … most passes."""
        return self.analysis.named("log10_radius_cover", k, most)

    def norm(self, k: int) -> Reading:
        """Return ‖W_h^k‖₂, as its logarithm where float64 can only call it 0 or infinite."""
        size, log10 = self.analysis.read("power_norm", k), self.log10_norm(k)
        is_lost = size.value == 0 or not math.isfinite(size.value)
        return log10 if is_lost and math.isfinite(log10.value) else size

    def log10_norm(self, k: int) -> Reading:
        """Return the decimal logarithm of ‖W_h^k‖₂."""
        return self.analysis.read("log10_power_norm", k)

    def eigenvalue(self, i: int) -> tuple[Reading, Reading]:
        """Return real and imaginary part of an eigenvalue, the largest first, of a pair the upper one."""
        return self.analysis.named("eigenvalue_re", i), self.analysis.named("eigenvalue_im", i)

    def eigenvalue_power(self, i: int, k: int) -> tuple[Reading, Reading]:
        """Return real and imaginary part of the k-th power of an eigenvalue."""
        return self.analysis.named("eigenvalue_power_re", i, k), self.analysis.named("eigenvalue_power_im", i, k)

    def largest_at(self, most: int) -> int:
        """Return the k of 1 … most whose ‖W_h^k‖₂ is the largest."""
        return int(self.analysis.named("largest_power_at", most).value)


class _Powers:
    """The powers of one matrix in scaled form, each found once, and their singular value decompositions."""

    def __init__(self, W_h: Array) -> None:
        self.W_h = W_h
        self._weights = Levelled.of(Scaled.of(W_h))
        self._found = [Scaled.of(np.eye(len(W_h)))]
        self._decomposed: dict[int, tuple[Array, Scaled, Array]] = {}

    def power(self, k: int) -> Scaled:
        """Return W_h^k."""
        if not 0 <= k <= MOST_POWERS:
            raise ValueError(f"k must satisfy 0 <= k <= {MOST_POWERS}, got {k}")
        while len(self._found) <= k:
            self._found.append(self._found[-1] @ self._weights)
        return self._found[k]

    def decomposition(self, k: int) -> tuple[Array, Scaled, Array]:
        """Return left singular vectors, singular values and right singular vectors of W_h^k, vectors as columns."""
        if k not in self._decomposed:
            left, values, right = decompose(self.power(k))
            if len(self.W_h) == 2:  # the smaller one to all digits, from the determinant
                values[1] = _over(_repeated(_determinant(self.W_h), k), values[0])
            self._decomposed[k] = left, values, right
        return self._decomposed[k]


@lru_cache(maxsize=32)
def _powers(spec: NetworkSpec) -> _Powers:
    return _Powers(spec.W_h)


def _determinant(W: Array) -> Scaled:
    """Return the size of the determinant of a (2, 2) matrix, without cancellation."""
    level, top = Scaled.of(W).level(-2, -1)
    if not W.any():
        return Scaled.of(np.zeros(()))
    (a, b), (c, d) = ((Fraction(float(x)) for x in row) for row in level)
    return Scaled.of(np.abs(np.array(float(a * d - b * c))), 2 * top[0, 0])


def _repeated(number: Scaled, times: int) -> Scaled:
    """Return a power of a number."""
    return Scaled(np.full(times, number.mantissa), np.full(times, number.exponent)).prod()


def _over(number: Scaled, other: Scaled) -> Scaled:
    if not number.mantissa or not other.mantissa:
        return Scaled.of(np.zeros(()))
    return Scaled.of(number.mantissa / other.mantissa, number.exponent - other.exponent)


# fields


def _entry(analysis: Analysis, index: tuple[Any, ...]) -> float:
    k, *place = index
    check_places(analysis.spec, *place)
    return float(_powers(analysis.spec).power(k)[tuple(place)].plain())


def _value(found: Callable[[Scaled], Array]) -> Lookup:
    """Return the look-up of a singular value of a power, or of its logarithm."""

    def lookup(analysis: Analysis, index: tuple[Any, ...]) -> float:
        k, i = index
        check_places(analysis.spec, i)
        return float(found(_powers(analysis.spec).decomposition(k)[1][i]))

    return lookup


def _semi_axis(analysis: Analysis, index: tuple[Any, ...]) -> float:
    k, i, unit = index
    check_places(analysis.spec, i, unit)
    left, values, _ = _powers(analysis.spec).decomposition(k)
    return float(left[unit, i] * values[i].plain())


def _direction(analysis: Analysis, index: tuple[Any, ...]) -> float:
    k, i, unit = index
    check_places(analysis.spec, i, unit)
    return float(_powers(analysis.spec).decomposition(k)[2][unit, i])


def _power_of(name: str, found: Callable[[Scaled], Array]) -> Lookup:
    """Return the look-up of a power of the spectral radius or norm, or of its logarithm."""

    def lookup(analysis: Analysis, index: tuple[Any, ...]) -> float:
        if not 0 <= index[0] <= MOST_POWERS:
            raise ValueError(f"k must satisfy 0 <= k <= {MOST_POWERS}, got {index[0]}")
        return float(found(_repeated(Scaled.of(np.array(getattr(analysis.spectrum, name))), index[0])))

    return lookup


def _eigenvalue(part: str) -> Lookup:
    """Return the look-up of a part of an eigenvalue, or with a second index of its power."""

    def lookup(analysis: Analysis, index: tuple[Any, ...]) -> float:
        check_places(analysis.spec, index[0])
        values = sorted(map(complex, analysis.spectrum.eigenvalues), key=lambda z: (-abs(z), -z.imag))
        with np.errstate(all="ignore"):
            power = np.complex128(values[index[0]]) ** (index[1] if len(index) > 1 else 1)
        return float(getattr(power, part))

    return lookup


def _largest(analysis: Analysis, index: tuple[Any, ...]) -> int:
    """Return the first k of 1 … most with the largest ‖W_h^k‖₂; sizes that differ by rounding are the same."""
    logs = [analysis.power_norm(k)[1] for k in range(1, index[0] + 1)]
    return 1 + next(k for k, log in enumerate(logs) if log >= max(logs) - 1e-12)


def _log10_cover(analysis: Analysis, index: tuple[Any, ...]) -> float:
    k, most = index
    log10_radius = _power_of("spectral_radius", Scaled.log10)
    above = [analysis.power_norm(n)[1] - log10_radius(analysis, (n,)) for n in range(1, most + 1)]
    return log10_radius(analysis, (k,)) + max(above)


#: Fields of `Analysis.read` that this module brings, with the number of their indices.
FIELDS: dict[str, tuple[int, Lookup]] = {
    "power_entry": (3, _entry),
    "power_singular_value": (2, _value(Scaled.plain)),
    "log10_power_singular_value": (2, _value(Scaled.log10)),
    "power_semi_axis": (3, _semi_axis),
    "power_direction": (3, _direction),
    "radius_power": (1, _power_of("spectral_radius", Scaled.plain)),
    "log10_radius_power": (1, _power_of("spectral_radius", Scaled.log10)),
    "log10_radius_cover": (2, _log10_cover),
    "log10_norm_power": (1, _power_of("spectral_norm", Scaled.log10)),
    "eigenvalue_re": (1, _eigenvalue("real")),
    "eigenvalue_im": (1, _eigenvalue("imag")),
    "eigenvalue_power_re": (2, _eigenvalue("real")),
    "eigenvalue_power_im": (2, _eigenvalue("imag")),
    "largest_power_norm": (1, lambda analysis, index: analysis.power_norm(_largest(analysis, index))[0]),
    "largest_power_at": (1, _largest),
}

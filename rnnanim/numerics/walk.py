"""All routes of one loss, in scaled form: the numbers behind every `Route`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from rnnanim.numerics import bptt, losses, scaled
from rnnanim.numerics.activations import ACTIVATIONS
from rnnanim.numerics.scaled import Array
from rnnanim.numerics.stations import Station

if TYPE_CHECKING:
    from rnnanim.numerics.cells.rnn import RnnRollout
    from rnnanim.numerics.spec import NetworkSpec

#: W_x, W_h or W_y.
Weight = Literal["x", "h", "y"]
WEIGHTS: tuple[Weight, ...] = ("x", "h", "y")
_NAN = float("nan")


class BareFactor(NamedTuple):
    """A factor of a route without its numbers, see `Factor`."""

    kind: str
    step: int
    symbol: str
    station: Station
    operand: Array


class Walk:
    """All routes of the loss at one t in an RNN, in scaled form.

    Stage i is the gradient vector behind factor i: e_t, dL_t/dh_t, that times sigma'(z_t), dL_t/dh_{t−1}, …

    Parameters
    ----------
    spec : NetworkSpec
    rollout : RnnRollout
    t : int
        1 … T, and T alone where the loss is L_T.
    """

    def __init__(self, spec: NetworkSpec, rollout: RnnRollout, t: int) -> None:
        self.spec, self.rollout, self.t = spec, rollout, t
        self.scalar = spec.D == spec.H == spec.O == 1
        e, e_power = losses.output_errors(spec, rollout)
        self.e, self.e_power = e[t - 1], float(e_power[t - 1])
        vectors, powers = bptt.route_vectors(spec, rollout, [t])
        self.vectors, self.powers = vectors[0], powers[0]
        self.arrived, self.arrived_powers = bptt.arrivals(spec, rollout, t, self.vectors, self.powers)

    def partner(self, weight: Weight, k: int) -> Array:
        """Return what the gradient is multiplied with where it meets the weight: x_k, h_{k−1}, or h_t for W_y."""
        rows: Array = (self.rollout.x if weight == "x" else self.rollout.h)[k - 1 if weight == "h" else k]
        return rows

    def end(self, weight: Weight, k: int) -> tuple[Array, float]:
        """Return the vector that arrives at the weight, in scaled form."""
        if weight == "y":
            return self.e, self.e_power
        return self.arrived[self.t - k], float(self.arrived_powers[self.t - k])

    def gradient(self, weight: Weight, k: int) -> Array:
        """Return G[t, k], the route's contribution, of the shape of the weight."""
        vector, power = self.end(weight, k)
        with np.errstate(all="ignore"):
            partner, partner_power = scaled.normalise(self.partner(weight, k))
            return scaled.plain(scaled.times(vector[:, None], partner), power + float(partner_power))

    def count(self, weight: Weight, k: int) -> int:
        """Return the number of factors of a route."""
        return 2 if weight == "y" else 2 * (self.t - k) + 4

    def running(self, weight: Weight, k: int, i: int) -> float:
        """Return the running product (or norm) behind factor i."""
        return _value(self._running(weight, k, i))

    def factor(self, weight: Weight, k: int, i: int) -> float:
        """Return factor i, or what it does to the norm."""
        return self.span(weight, k, i, i + 1)

    def span(self, weight: Weight, k: int, i: int, j: int) -> float:
        """Return the product of the factors i … j − 1."""
        if not 0 <= i < j <= self.count(weight, k):
            raise ValueError(f"i and j must satisfy 0 <= i < j <= {self.count(weight, k)}, got i={i}, j={j}")
        if self.scalar:
            return scaled.product(self._scalar(weight, k, n) for n in range(i, j))
        if (i, j) == (self.count(weight, k) - 1, self.count(weight, k)):
            return _value(self._size(*_vector(self.partner(weight, k))))
        after, before = self._running(weight, k, j - 1), (1.0, 0.0) if i == 0 else self._running(weight, k, i - 1)
        if before[0] == 0.0:
            return _NAN
        return _value((after[0] / before[0], after[1] - before[1]))

    def log10_span(self, weight: Weight, k: int, i: int, j: int) -> float:
        """Return the decimal logarithm of the size of a span, ``-inf`` for an exact zero."""
        if self.scalar:
            pairs = [self._scalar(weight, k, n) for n in range(i, j)]
        elif self._running(weight, k, i - 1)[0]:
            (a, m), (b, n) = self._running(weight, k, j - 1), self._running(weight, k, i - 1)
            pairs = [(a / b, m - n)]
        else:
            return _NAN
        if any(mantissa == 0 for mantissa, _ in pairs):
            return -np.inf
        return float(sum(np.log10(abs(mantissa)) + power * scaled.LOG10_BASE for mantissa, power in pairs))

    def contribution(self, weight: Weight, k: int) -> float:
        """Return the signed product, or the projection of G[t, k] on the total."""
        vector, power = self.end(weight, k)
        with np.errstate(all="ignore"):
            partner, partner_power = scaled.normalise(self.partner(weight, k))
            power += float(partner_power)
            if self.scalar:
                return _value((float(scaled.times(vector, partner)[0]), power))
            if not (vector.any() and partner.any()):
                return 0.0
            total, size = self._totals[weight]
            along = float(vector @ (total @ partner))
            return _value((along / size, power)) if size else _NAN

    def total(self, weight: Weight) -> float:
        """Return the sum of the contributions: the scalar gradient of L_t, or its Frobenius norm."""
        total, power = self._total(weight)
        return _value((float(total[0, 0]) if self.scalar else float(np.linalg.norm(total)), power))

    def between(self, weight: Weight, first: int, last: int) -> float:
        """Return the sum of the contributions of k = first … last."""
        return float(sum(self.contribution(weight, k) for k in range(last, first - 1, -1)))

    def terms(self, weight: Weight, k: int) -> tuple[tuple[BareFactor, ...], ...]:
        """Return the products whose sum is a route, factor by factor from the loss on; an RNN has one."""
        return (tuple(self._parts(weight, k)),)

    def _parts(self, weight: Weight, k: int) -> Iterator[BareFactor]:
        spec, t = self.spec, self.t
        loss = "L" if spec.loss == "mean" else f"L_{t}"
        output = "y" if spec.output_activation == "identity" else "a"
        yield BareFactor(
            "error", t, f"frac(partial {loss}, partial {output}_{t})", Station.L(t), scaled.plain(self.e, self.e_power)
        )
        if weight != "y":
            yield BareFactor("W_y", t, "W_y", Station.W_y(t), spec.W_y)
            for step in range(t, k - 1, -1):
                slope = self.rollout.sigma_prime[step]
                yield BareFactor("sigma_prime", step, f"sigma'(z_{step})", Station.h(step), slope)
                if step > k:
                    yield BareFactor("W_h", step, "W_h", Station.W_h(step), spec.W_h)
        kind, step = {"x": ("x", k), "h": ("h", k - 1), "y": ("h", t)}[weight]
        yield BareFactor(kind, step, f"{kind}_{step}", Station.weight(weight, k), self.partner(weight, k))

    @cached_property
    def _totals(self) -> dict[str, tuple[Array, float]]:
        """The direction of the sum of all routes for each weight, and its Frobenius norm, at a common power of two."""
        totals = {weight: self._total(weight)[0] for weight in WEIGHTS}
        return {weight: (total, float(np.linalg.norm(total))) for weight, total in totals.items()}

    def _total(self, weight: Weight) -> tuple[Array, float]:
        with np.errstate(all="ignore"):
            if weight == "y":
                rows, powers, partners = self.e[None], np.array([self.e_power]), self.rollout.h[self.t][None]
            else:
                rows, powers = self.arrived, self.arrived_powers
                partners = np.stack([self.partner(weight, k) for k in range(self.t, 0, -1)])
            total, power = bptt.scaled_sum_of_outer(rows, powers, partners)
            total, power = scaled.normalise(total, power, axes=2)
        return total, float(power)

    def _running(self, weight: Weight, k: int, i: int) -> tuple[float, float]:
        if not 0 <= i < self.count(weight, k):
            raise ValueError(f"i must satisfy 0 <= i < {self.count(weight, k)}, got {i}")
        if i == self.count(weight, k) - 1:
            size, power = self._size(*self.end(weight, k))
            partner, partner_power = self._size(*_vector(self.partner(weight, k)))
            return size * partner, power + partner_power
        if i == 0:
            return self._size(self.e, self.e_power)
        n, met = divmod(i - 1, 2)
        vectors, powers = (self.arrived, self.arrived_powers) if met else (self.vectors, self.powers)
        return self._size(vectors[n], float(powers[n]))

    def _size(self, vector: Array, power: float) -> tuple[float, float]:
        return float(vector[0] if self.scalar else np.linalg.norm(vector)), power

    def _scalar(self, weight: Weight, k: int, i: int) -> tuple[float, float]:
        """Return factor i of the scalar network as (mantissa, exponent)."""
        if i == 0:
            return float(self.e[0]), self.e_power
        if i == self.count(weight, k) - 1:
            return float(self.partner(weight, k)[0]), 0.0
        if i % 2:
            return float((self.spec.W_y if i == 1 else self.spec.W_h)[0, 0]), 0.0
        step = self.t - (i - 2) // 2
        prime, power = ACTIVATIONS[self.spec.activation].scaled_prime(self.rollout.z[step : step + 1])
        return float(prime[0, 0]), float(power[0])


def _vector(vector: Array) -> tuple[Array, float]:
    mantissa, power = scaled.normalise(vector)
    return mantissa, float(power)


def _value(pair: tuple[float, float]) -> float:
    return float(scaled.plain(np.asarray(pair[0]), pair[1]))

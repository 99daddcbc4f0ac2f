"""All routes of one loss, in scaled form: the numbers behind every `Route`."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from rnnanim.numerics import bptt, losses
from rnnanim.numerics.activations import ACTIVATIONS
from rnnanim.numerics.scaled import Array, Scaled
from rnnanim.numerics.stations import Station

if TYPE_CHECKING:
    from rnnanim.numerics.cells.rnn import RnnRollout
    from rnnanim.numerics.spec import NetworkSpec

#: W_x, W_h or W_y.
Weight = Literal["x", "h", "y"]
WEIGHTS: tuple[Weight, ...] = ("x", "h", "y")
_NAN = float("nan")
_ONE = Scaled.of(np.ones(1))
_ZERO = Scaled.zeros()


class BareFactor(NamedTuple):
    """A factor of a route without its numbers, see `Factor`."""

    kind: str
    step: int
    symbol: str
    station: Station
    operand: Array


class Walk:
    """All routes of the loss at one t in an RNN.

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
        self.e = losses.output_errors(spec, rollout)[t - 1]
        self.vectors = bptt.route_vectors(spec, rollout, [t])[0]
        self.arrived = bptt.arrivals(spec, rollout, t, self.vectors)

    def partner(self, weight: Weight, k: int) -> Array:
        """Return what the gradient is multiplied with where it meets the weight: x_k, h_{k−1}, or h_t for W_y."""
        rows: Array = (self.rollout.x if weight == "x" else self.rollout.h)[k - 1 if weight == "h" else k]
        return rows

    def scaled_partner(self, weight: Weight, k: int) -> Scaled:
        """Return the same, beyond the range of float64 as well."""
        return Scaled.of(self.spec.x[k - 1]) if weight == "x" else self._states[k - 1 if weight == "h" else k]

    @cached_property
    def _states(self) -> Scaled:
        return self.rollout.scaled_h

    def end(self, weight: Weight, k: int) -> Scaled:
        """Return the vector that arrives at the weight."""
        return self.e if weight == "y" else self.arrived[self.t - k]

    def gradient(self, weight: Weight, k: int) -> Array:
        """Return G[t, k], the route's contribution, of the shape of the weight."""
        return self.behind(weight, k, self.count(weight, k) - 1).plain()

    def count(self, weight: Weight, k: int) -> int:
        """Return the number of factors of a route."""
        return 2 if weight == "y" else 2 * (self.t - k) + 4

    def running(self, weight: Weight, k: int, i: int) -> float:
        """Return the running product (or norm) behind factor i."""
        return float(self._running(weight, k, i).plain())

    def factor(self, weight: Weight, k: int, i: int) -> float:
        """Return factor i, or what it does to the norm."""
        return self.span(weight, k, i, i + 1)

    def span(self, weight: Weight, k: int, i: int, j: int) -> float:
        """Return the product of the factors i … j − 1."""
        found = self._span(weight, k, i, j)
        return _NAN if found is None else float(found.plain())

    def log10_span(self, weight: Weight, k: int, i: int, j: int) -> float:
        """Return the decimal logarithm of the size of a span, ``-inf`` for an exact zero."""
        found = self._span(weight, k, i, j)
        return _NAN if found is None else float(found.log10())

    def _span(self, weight: Weight, k: int, i: int, j: int) -> Scaled | None:
        """Return the product of some factors, or None where the norm before them is 0."""
        count = self.count(weight, k)
        if not 0 <= i < j <= count:
            raise ValueError(f"i and j must satisfy 0 <= i < j <= {count}, got i={i}, j={j}")
        if self.scalar:
            last = self.scaled_partner(weight, k) if j == count else _ONE
            chain = self.e if weight == "y" else self._chain
            return chain[i : min(j, count - 1)].prod() * last.prod()
        if (i, j) == (count - 1, count):
            return self._size(self.scaled_partner(weight, k))
        after, before = self._running(weight, k, j - 1), self._running(weight, k, i - 1) if i else _ONE[0]
        if before.mantissa == 0.0:
            return None
        return Scaled.of(after.mantissa / before.mantissa, after.exponent - before.exponent)

    def entry(self, weight: Weight, k: int, i: int, n: int) -> float:
        """Return entry n of the gradient behind factor i, of a matrix by rows."""
        vector = self.behind(weight, k, i)
        if not 0 <= n < vector.mantissa.size:
            raise ValueError(f"n must satisfy 0 <= n < {vector.mantissa.size}, got {n}")
        return float(vector[np.unravel_index(n, vector.mantissa.shape)].plain())

    def behind(self, weight: Weight, k: int, i: int) -> Scaled:
        """Return the vector behind factor i; at the last one G[t, k], of the shape of the weight."""
        if not 0 <= i < self.count(weight, k):
            raise ValueError(f"i must satisfy 0 <= i < {self.count(weight, k)}, got {i}")
        if i == self.count(weight, k) - 1:
            return self.end(weight, k)[:, None] * self.scaled_partner(weight, k)
        if i == 0:
            return self.e
        n, met = divmod(i - 1, 2)
        return (self.arrived if met else self.vectors)[n]

    def contribution(self, weight: Weight, k: int) -> float:
        """Return the signed product, or the projection of G[t, k] on the total."""
        found = self._contribution(weight, k)
        return _NAN if found is None else float(found.plain())

    def log10_contribution(self, weight: Weight, k: int) -> float:
        """Return the decimal logarithm of the size of a contribution, ``-inf`` for an exact zero."""
        found = self._contribution(weight, k)
        return _NAN if found is None else float(found.log10())

    def _contribution(self, weight: Weight, k: int) -> Scaled | None:
        """Return a contribution, or None where the total has no direction."""
        vector, partner = self.end(weight, k), self.scaled_partner(weight, k)
        if self.scalar:
            return (vector * partner)[0]
        if not (vector.mantissa.any() and partner.mantissa.any()):
            return _ZERO
        direction = self._directions[weight]
        return None if direction is None else (vector @ direction @ partner[:, None])[0]

    def angle(self, weight: Weight, k: int) -> float:
        """Return the angle between G[t, k] and the total [degrees]; NaN where one of them is 0."""
        norm = abs(self.running(weight, k, self.count(weight, k) - 1))
        share = self.contribution(weight, k) / norm if norm else _NAN
        return math.degrees(math.acos(min(1.0, max(-1.0, share)))) if math.isfinite(share) else _NAN

    def total(self, weight: Weight) -> float:
        """Return the sum of the contributions: the scalar gradient of L_t, or its Frobenius norm."""
        return float(self._size_of_total(weight).plain())

    def log10_total(self, weight: Weight) -> float:
        """Return the decimal logarithm of the size of that sum, ``-inf`` for an exact zero."""
        return float(self._size_of_total(weight).log10())

    def _size_of_total(self, weight: Weight) -> Scaled:
        total = self._total(weight)
        return total[0, 0] if self.scalar else _norm(total)

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
        yield BareFactor("error", t, f"frac(partial {loss}, partial {output}_{t})", Station.L(t), self.e.plain())
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
    def _directions(self) -> dict[str, Scaled | None]:
        """The sum of all routes for each weight divided by its Frobenius norm, or None where that is 0."""
        found: dict[str, Scaled | None] = {}
        for weight in WEIGHTS:
            total, _ = self._total(weight).level(-2, -1)
            size = float(np.linalg.norm(total))
            found[weight] = Scaled.of(total / size) if size else None
        return found

    def _total(self, weight: Weight) -> Scaled:
        if weight == "y":
            return self.e[:, None] * self._states[self.t]
        partners = Scaled.of(self.spec.x) if weight == "x" else self._states
        return self.arrived.T @ partners[: self.t][::-1]

    def _running(self, weight: Weight, k: int, i: int) -> Scaled:
        if i == self.count(weight, k) - 1:
            return self._size(self.end(weight, k)) * self._size(self.scaled_partner(weight, k))
        return self._size(self.behind(weight, k, i))

    def _size(self, vector: Scaled) -> Scaled:
        return vector[0] if self.scalar else _norm(vector)

    @cached_property
    def _chain(self) -> Scaled:
        """Every factor of the scalar network from the loss on: e, W_y, sigma'(z_t), W_h, … and sigma'(z_1) at last."""
        chain = Scaled.zeros(2 * self.t + 1)
        chain[0], chain[1] = self.e[0], Scaled.of(self.spec.W_y[0, 0])
        chain[2::2] = ACTIVATIONS[self.spec.activation].scaled_prime(self.rollout.z[self.t : 0 : -1])[:, 0]
        chain[3::2] = Scaled.of(self.spec.W_h[0, 0])
        return chain


def _norm(array: Scaled) -> Scaled:
    """Return the 2-norm of a vector, or the Frobenius norm of a matrix."""
    levelled, top = array.level(*range(array.mantissa.ndim))
    return Scaled.of(np.asarray(np.linalg.norm(levelled)), top.reshape(()))

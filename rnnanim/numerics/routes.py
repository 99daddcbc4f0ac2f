"""One route of the gradient: from a loss back through the states to a step, where it meets a weight.

A route is what the scene draws, what is set as a formula and what SymPy multiplies out (`symbolic`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from rnnanim.numerics import bptt, scaled
from rnnanim.numerics.activations import ACTIVATIONS
from rnnanim.numerics.rnn import Rollout
from rnnanim.numerics.scaled import Array
from rnnanim.numerics.spec import NetworkSpec

WEIGHTS = ("x", "h", "y")
_NAN = float("nan")


@dataclass(frozen=True, slots=True)
class Reading:
    """A number with the place that it was read from: the only form in which numbers reach the screen.

    Parameters
    ----------
    field : str
        Name in `Analysis.read`.
    index : tuple of int
        Its index there; ``("h", (2, 0))`` is the first unit of h_2.
    value : float
    """

    field: str
    index: tuple[int, ...]
    value: float


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor of a route.

    Parameters
    ----------
    kind : {"error", "W_y", "sigma_prime", "W_h", "x", "h"}
        What it is.
    step : int
        The step that it belongs to; of W_h the later of its two.
    symbol : str
        Typst math, without colour.
    station : str
        Where it lies in the drawing: "L", "W_y.3" (on the edge y_3–h_3), "h.3", "W_h.3" (on the edge h_3–h_2), "W_x.2".
    value, running : Reading
        In the scalar network the factor and the product up to and including it. Else what the factor does to the
        2-norm of the gradient vector, and that norm behind it; at the last factor ‖x_k‖ and ‖G_k‖_F.
    """

    kind: str
    step: int
    symbol: str
    station: str
    value: Reading
    running: Reading
    operand: Array = field(repr=False, compare=False)

    @property
    def matrix(self) -> Array:
        """The factor as it stands in the matrix product of the lesson: e (O, 1), W_yᵀ, diag sigma', W_hᵀ, x_kᵀ (1, D)."""
        match self.kind:
            case "error":
                return self.operand[:, None]
            case "sigma_prime":
                return np.diag(self.operand)
            case "x" | "h":
                return self.operand[None, :]
        return self.operand.T


@dataclass(frozen=True)
class Route:
    """The route of the loss at t to step k, where it meets W_x, W_h or W_y.

    Parameters
    ----------
    weight : {"x", "h", "y"}
    t, k : int
        1 <= k <= t; for "y" k is t.
    factors : tuple of Factor
        From the loss on: e, W_y, sigma'(z_t), W_h, …, sigma'(z_k), x_k.
    contribution : Reading
        The scalar product, or its projection on the sum of all routes, ⟨G_k, G⟩/‖G‖_F.
    """

    weight: str
    t: int
    k: int
    factors: tuple[Factor, ...]
    contribution: Reading
    walk: Walk = field(repr=False, compare=False)
    scale: float = field(default=1.0, repr=False, compare=False)

    def span(self, i: int, j: int) -> Reading:
        """Return the product of the factors i … j − 1 (their ratio of norms in a network of more than one unit)."""
        index = (self.t, self.k, i, j)
        return Reading(f"span_{self.weight}", index, self.scale * self.walk.span(self.weight, self.k, i, j))

    def in_lesson_order(self) -> tuple[Array, ...]:
        """Return the matrices whose product is G[t, k]: (diag sigma'(z_k) … W_yᵀ e_t) x_kᵀ, read from left to right."""
        *before, last = self.factors
        return (*(factor.matrix for factor in reversed(before)), last.matrix)


class Walk:
    """All routes of the loss at one t, in scaled form.

    Stage i is the gradient vector behind factor i: e_t, dL_t/dh_t, that times sigma'(z_t), dL_t/dh_{t−1}, …

    Parameters
    ----------
    spec : NetworkSpec
    rollout : Rollout
    t : int
        1 … T, and T alone where the loss is L_T.
    """

    def __init__(self, spec: NetworkSpec, rollout: Rollout, t: int) -> None:
        self.spec, self.rollout, self.t = spec, rollout, t
        self.scalar = spec.D == spec.H == spec.O == 1
        e, e_power = bptt.output_errors(spec, rollout)
        self.e, self.e_power = e[t - 1], float(e_power[t - 1])
        vectors, powers = bptt.route_vectors(spec, rollout, [t])
        self.vectors, self.powers = vectors[0], powers[0]
        self.arrived, self.arrived_powers = bptt.arrivals(spec, rollout, t, self.vectors, self.powers)

    def partner(self, weight: str, k: int) -> Array:
        """Return what the gradient is multiplied with where it meets the weight: x_k, h_{k−1}, or h_t for W_y."""
        rollout = self.rollout
        return {"x": rollout.x, "h": rollout.h[:-1], "y": rollout.h}[weight][k - 1 if weight == "h" else k]

    def end(self, weight: str, k: int) -> tuple[Array, float]:
        """Return the vector that arrives at the weight, in scaled form."""
        if weight == "y":
            return self.e, self.e_power
        return self.arrived[self.t - k], float(self.arrived_powers[self.t - k])

    def gradient(self, weight: str, k: int) -> Array:
        """Return G[t, k], the route's contribution, of the shape of the weight."""
        vector, power = self.end(weight, k)
        with np.errstate(all="ignore"):
            partner, partner_power = scaled.normalise(self.partner(weight, k))
            return scaled.plain(np.outer(vector, partner), power + float(partner_power))

    def count(self, weight: str, k: int) -> int:
        """Return the number of factors of a route."""
        return 2 if weight == "y" else 2 * (self.t - k) + 4

    def running(self, weight: str, k: int, i: int) -> float:
        """Return the running product (or norm) behind factor i."""
        return _value(self._running(weight, k, i))

    def factor(self, weight: str, k: int, i: int) -> float:
        """Return factor i, or what it does to the norm."""
        return self.span(weight, k, i, i + 1)

    def span(self, weight: str, k: int, i: int, j: int) -> float:
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

    def contribution(self, weight: str, k: int) -> float:
        """Return the signed product, or the projection of G[t, k] on the total."""
        vector, power = self.end(weight, k)
        with np.errstate(all="ignore"):
            partner, partner_power = scaled.normalise(self.partner(weight, k))
            power += float(partner_power)
            if self.scalar:
                return _value((float(vector[0] * partner[0]), power))
            if not (vector.any() and partner.any()):
                return 0.0
            total, size = self._totals[weight]
            along = float(vector @ (total @ partner))
            return _value((along / size, power)) if size else _NAN

    def total(self, weight: str) -> float:
        """Return the sum of the contributions: the scalar gradient of L_t, or its Frobenius norm."""
        total, power = self._total(weight)
        return _value((float(total[0, 0]) if self.scalar else float(np.linalg.norm(total)), power))

    def between(self, weight: str, first: int, last: int) -> float:
        """Return the sum of the contributions of k = first … last."""
        return float(sum(self.contribution(weight, k) for k in range(last, first - 1, -1)))

    def factors(self, weight: str, k: int) -> Iterator[tuple[str, int, str, Array]]:
        """Yield kind, step, station and operand of each factor, from the loss on."""
        spec, rollout, t = self.spec, self.rollout, self.t
        yield "error", t, "L", scaled.plain(self.e, self.e_power)
        if weight != "y":
            yield "W_y", t, f"W_y.{t}", spec.W_y
            for step in range(t, k - 1, -1):
                yield "sigma_prime", step, f"h.{step}", rollout.sigma_prime[step]
                if step > k:
                    yield "W_h", step, f"W_h.{step}", spec.W_h
        kind, step = {"x": ("x", k), "h": ("h", k - 1), "y": ("h", t)}[weight]
        yield kind, step, f"W_{weight}.{k}", self.partner(weight, k)

    @cached_property
    def _totals(self) -> dict[str, tuple[Array, float]]:
        """The direction of the sum of all routes for each weight, and its Frobenius norm, at a common power of two."""
        totals = {weight: self._total(weight)[0] for weight in WEIGHTS}
        return {weight: (total, float(np.linalg.norm(total))) for weight, total in totals.items()}

    def _total(self, weight: str) -> tuple[Array, float]:
        with np.errstate(all="ignore"):
            if weight == "y":
                rows, power, partners = self.e[None], self.e_power, self.rollout.h[self.t][None]
            else:
                rows, power = scaled.common(self.arrived, self.arrived_powers)
                partners = (self.rollout.x if weight == "x" else self.rollout.h[:-1])[self._steps_back(weight)]
            partners, partner_power = scaled.normalise(partners, axes=2)
            total, total_power = scaled.normalise(rows.T @ partners, axes=2)
        return total, float(total_power) + power + float(partner_power)

    def _steps_back(self, weight: str) -> Array:
        """Return the rows of x_k or h_{k−1} for k = t … 1."""
        steps: Array = np.arange(self.t, 0, -1) - (weight == "h")
        return steps

    def _running(self, weight: str, k: int, i: int) -> tuple[float, float]:
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

    def _scalar(self, weight: str, k: int, i: int) -> tuple[float, float]:
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


def symbol(kind: str, step: int, spec: NetworkSpec) -> str:
    """Return a factor's symbol in Typst math."""
    if kind == "error":
        loss = "L" if spec.loss == "mean" else f"L_{step}"
        return f"frac(partial {loss}, partial {'y' if spec.output_activation == 'identity' else 'a'}_{step})"
    return f"sigma'(z_{step})" if kind == "sigma_prime" else kind if kind in ("W_y", "W_h") else f"{kind}_{step}"


def _vector(vector: Array) -> tuple[Array, float]:
    mantissa, power = scaled.normalise(vector)
    return mantissa, float(power)


def _value(pair: tuple[float, float]) -> float:
    return float(scaled.plain(np.asarray(pair[0]), pair[1]))

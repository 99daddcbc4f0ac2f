"""One route of the gradient: from a loss back through the states to a step, where it meets a weight.

A route is what the scene draws, what is set as a formula and what SymPy multiplies out (`symbolic`).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from rnnanim.numerics.readings import Reading
from rnnanim.numerics.scaled import Array
from rnnanim.numerics.stations import Station
from rnnanim.numerics.walk import Walk, Weight


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
    station : Station
        Where it acts: the loss, W_y, a state, W_h, and at last the weight.
    value, running : Reading
        In the scalar network the factor and the product up to and including it. Else what the factor does to the
        2-norm of the gradient vector, and that norm behind it; at the last factor ‖x_k‖ and ‖G_k‖_F.
    """

    kind: str
    step: int
    symbol: str
    station: Station
    value: Reading
    running: Reading
    operand: Array = field(repr=False, compare=False)

    @property
    def matrix(self) -> Array:
        """The factor as it stands in the matrix product of the lesson: e, W_yᵀ, diag sigma', W_hᵀ, x_kᵀ."""
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
    """The route of the loss at t to step k, where it meets W_x, W_h or W_y: a sum of products of factors.

    Parameters
    ----------
    weight : {"x", "h", "y"}
    t, k : int
        1 <= k <= t; for "y" k is t.
    terms : tuple of tuple of Factor
        The products, each from the loss on. An RNN has one: e, W_y, sigma'(z_t), W_h, …, sigma'(z_k), x_k.
    contribution : Reading
        The scalar sum, or its projection on the sum of all routes, ⟨G_k, G⟩/‖G‖_F.
    """

    weight: Weight
    t: int
    k: int
    terms: tuple[tuple[Factor, ...], ...]
    contribution: Reading
    walk: Walk = field(repr=False, compare=False)
    scale: float = field(default=1.0, repr=False, compare=False)

    @property
    def factors(self) -> tuple[Factor, ...]:
        """The factors of the only product, from the loss on; ValueError where there are several."""
        if len(self.terms) != 1:
            raise ValueError(f"the route must be one product to have factors, got {len(self.terms)}")
        return self.terms[0]

    def span(self, i: int, j: int) -> Reading:
        """Return the product of the factors i … j − 1 (their ratio of norms in a network of more than one unit)."""
        index = (self.t, self.k, i, j)
        with np.errstate(all="ignore"):
            value = self.scale * self.walk.span(self.weight, self.k, i, j)
        return Reading(f"span_{self.weight}", index, value + 0.0, self.contribution.source)

    def entries(self, i: int) -> tuple[Reading, ...]:
        """Return every entry of the gradient behind factor i: of the vector there, at the last factor of G by rows."""
        with np.errstate(all="ignore"):
            vector = self.walk.behind(self.weight, self.k, i).plain()
            values = (self.scale * vector.ravel() + 0.0).tolist()
        field, source = f"entry_{self.weight}", self.contribution.source
        return tuple(Reading(field, (self.t, self.k, i, n), value, source) for n, value in enumerate(values))

    def in_lesson_order(self) -> tuple[Array, ...]:
        """Return the matrices whose product is G[t, k]: (diag sigma'(z_k) … W_yᵀ e_t) x_kᵀ, read from left to right."""
        *before, last = self.factors
        return (*(factor.matrix for factor in reversed(before)), last.matrix)

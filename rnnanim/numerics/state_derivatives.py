"""How a state depends on W_x: at its own step alone, at every step, and what comes of taking the one for the other.

∂h_t/∂W_x is the linear map from a change of W_x, (H, D), to that of h_t, (H,). With one unit and one input it is a
number; else the readings here are 2-norms of the maps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rnnanim.numerics import jacobians
from rnnanim.numerics.cells.base import Lookup
from rnnanim.numerics.readings import Reading
from rnnanim.numerics.scaled import Array

if TYPE_CHECKING:
    from rnnanim.numerics.analysis import Analysis


class StateDerivatives:
    """The derivatives for one network.

    Notes
    -----
    The immediate derivative ∂⁺h_t/∂W_x varies W_x only where it enters step t and holds h_{t−1} fixed: it is
    dW ↦ diag(σ'(z_t)) dW x_t. With it ∂h_t/∂W_x = ∂⁺h_t/∂W_x + J_t ∂h_{t−1}/∂W_x, and ∂h_0/∂W_x = 0.
    Source: Pascanu, Mikolov & Bengio (2013), eq. 4.
    """

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis

    def immediate(self, t: int) -> Reading:
        """Return ∂⁺h_t/∂W_x, or its norm."""
        return self.analysis.named("immediate_x", t)

    def total(self, t: int) -> Reading:
        """Return ∂h_t/∂W_x, or its norm; 0 for the given state h_0."""
        return self.analysis.named("state_derivative_x", t)

    def passed_on(self, t: int) -> Reading:
        """Return J_t ∂h_{t−1}/∂W_x, what comes through the state before, or its norm."""
        return self.analysis.named("passed_on_x", t)

    def without_the_plus(self, t: int) -> Reading:
        """Return Σ_k ∂L_t/∂h_k ∂h_k/∂W_x, no plus on the last factor; of a matrix its part along the gradient of L_t.

        In ∂h_k/∂W_x are the routes to all steps up to k, so that the one to step j comes in t − j + 1 times.
        """
        return self.analysis.named("without_the_plus_x", t)


def _immediate(analysis: Analysis, index: tuple[int, ...]) -> float:
    t = _step(analysis, index)
    slopes, x = analysis.sigma_prime[t], analysis.x[t]
    if analysis.is_scalar:
        return float(slopes[0] * x[0])
    return float(np.abs(slopes).max() * np.linalg.norm(x))


def _total(analysis: Analysis, index: tuple[int, ...]) -> float:
    t = _step(analysis, index) if index != (0,) else 0
    return _size(analysis, _products(analysis, t), analysis.x[1 : t + 1])


def _passed_on(analysis: Analysis, index: tuple[int, ...]) -> float:
    t = _step(analysis, index)
    return _size(analysis, _products(analysis, t)[:-1], analysis.x[1:t])


def _size(analysis: Analysis, products: Array, inputs: Array) -> float:
    """Return dW ↦ Σ_k P_k dW x_k as a number, or its norm, for P of shape (n, H, H) and x of shape (n, D)."""
    if analysis.is_scalar:
        return float(products[:, 0, 0] @ inputs[:, 0])
    if not len(inputs):
        return 0.0
    u, sizes, _ = np.linalg.svd(inputs, full_matrices=False)  # turning the inputs changes no norm
    parts = np.tensordot(u * sizes, products, axes=(0, 0))  # (r, H, H)
    return float(jacobians.norms(np.concatenate(list(parts), axis=1)[None])[0])


def _products(analysis: Analysis, t: int) -> Array:
    """Return J_t … J_{k+1} diag(σ'(z_k)) for k = 1 … t, (t, H, H)."""
    found, chain = np.empty((t, analysis.spec.H, analysis.spec.H)), np.eye(analysis.spec.H)
    for k in range(t, 0, -1):
        found[k - 1] = chain * analysis.sigma_prime[k]
        chain = found[k - 1] @ analysis.spec.W_h
    return found


def _without_the_plus(analysis: Analysis, index: tuple[int, ...]) -> float:
    t = _step(analysis, index)
    return float(sum((t - j + 1) * analysis.walk("x", t, j).contribution("x", j) for j in range(t, 0, -1)))


def _step(analysis: Analysis, index: tuple[int, ...]) -> int:
    (t,) = index
    if not 1 <= t <= analysis.spec.T:
        raise ValueError(f"t must satisfy 1 <= t <= {analysis.spec.T}, got {t}")
    return t


FIELDS: dict[str, tuple[int, Lookup]] = {
    "immediate_x": (1, _immediate),
    "state_derivative_x": (1, _total),
    "passed_on_x": (1, _passed_on),
    "without_the_plus_x": (1, _without_the_plus),
}
"""Fields of `Analysis.read`: of t."""

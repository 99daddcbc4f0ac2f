"""A deep feed-forward net, with weights of its own in every layer: its forward pass, and the gradient of each layer.

`untied` is the net beside which a recurrent one is compared fairly: its layers are the steps, each reads the input of
its step and begins with the values of the one shared weight, so that every state and every error is the same. All that
differs is that no layer shares its weights. What the route to step k adds to the gradient of the shared weight is then
all that layer k ever gets.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from rnnanim.numerics.activations import ACTIVATIONS
from rnnanim.numerics.cells.base import Lookup
from rnnanim.numerics.readings import Reading
from rnnanim.numerics.scaled import Array, Scaled

if TYPE_CHECKING:
    from rnnanim.numerics.analysis import Analysis
    from rnnanim.numerics.spec import NetworkSpec

_KEPT = 64  # nets of which the gradients are kept


@dataclass(frozen=True, eq=False, kw_only=True)
class FeedForwardNet:
    """A deep net of T layers: h_k = sigma(W_k x_k + V_k h_{k−1} + b_k), y = phi(W_y h_T + b_y), L = ½‖y − target‖².

    Parameters
    ----------
    W : (T, H, D)
        Weights by which each layer reads its input; row 0 is layer 1.
    V : (T, H, H)
        Weights by which each layer reads the one before; the first reads h_0.
    b : (T, H)
    h_0 : (H,)
    x : (T, D)
    W_y, b_y, target : (O, H), (O,), (O,)
    activation, output_activation : str
        sigma and phi.

    Notes
    -----
    Source: Goodfellow, Bengio & Courville, *Deep Learning*, alg. 6.3 and 6.4. The errors are kept in scaled form, so
    that those of the early layers have digits where float64 would have none.
    """

    W: Array
    V: Array
    b: Array
    h_0: Array
    x: Array
    W_y: Array
    b_y: Array
    target: Array
    activation: str
    output_activation: str

    @property
    def T(self) -> int:
        """Number of layers."""
        return len(self.x)

    @cached_property
    def states(self) -> tuple[Array, Array]:
        """Pre-activations z_1 … z_T, (T, H), and states h_0 … h_T, (T + 1, H)."""
        sigma = ACTIVATIONS[self.activation].sigma
        z, h = np.empty((self.T, len(self.h_0))), np.empty((self.T + 1, len(self.h_0)))
        h[0] = self.h_0
        with np.errstate(all="ignore"):
            for k in range(self.T):
                z[k] = self.W[k] @ self.x[k] + self.V[k] @ h[k] + self.b[k]
                h[k + 1] = sigma(z[k])
        return z, h

    @cached_property
    def output(self) -> tuple[Array, Array]:
        """Pre-activation and output, (O,) each."""
        with np.errstate(all="ignore"):
            a = self.W_y @ self.states[1][-1] + self.b_y
            return a, ACTIVATIONS[self.output_activation].sigma(a)

    @property
    def loss(self) -> float:
        """½‖y − target‖²."""
        return float(0.5 * np.square(self.output[1] - self.target).sum())

    @cached_property
    def errors(self) -> tuple[Scaled, Scaled]:
        """dL/dh_0 … dL/dh_T, (T + 1, H), and dL/dz_1 … dL/dz_T, (T, H)."""
        prime = ACTIVATIONS[self.activation].scaled_prime(self.states[0])
        a, y = self.output
        e = ACTIVATIONS[self.output_activation].scaled_prime(a) * Scaled.of(y - self.target)
        of_h, of_z = Scaled.zeros(self.T + 1, len(self.h_0)), Scaled.zeros(self.T, len(self.h_0))
        of_h[self.T] = e @ Scaled.of(self.W_y)
        for k in range(self.T, 0, -1):
            of_z[k - 1] = prime[k - 1] * of_h[k]
            of_h[k - 1] = of_z[k - 1] @ Scaled.of(self.V[k - 1])
        return of_h, of_z

    def gradient(self, weight: str, k: int) -> Scaled:
        """Return the gradient of a weight of layer k, 1 … T.

        Parameters
        ----------
        weight : {"W", "V", "b"}

        Returns
        -------
        Of the shape of the weight
            dL/dW_k = dL/dz_k x_kᵀ, dL/dV_k = dL/dz_k h_{k−1}ᵀ, dL/db_k = dL/dz_k.
        """
        if not 1 <= k <= self.T:
            raise ValueError(f"k must be 1 … {self.T}, got {k}")
        partners = {"W": self.x[k - 1], "V": self.states[1][k - 1], "b": np.ones(1)}
        found = self.errors[1][k - 1][:, None] * Scaled.of(partners[weight])
        return found[:, 0] if weight == "b" else found


@lru_cache(maxsize=_KEPT)
def untied(spec: NetworkSpec) -> FeedForwardNet:
    """Return the net whose layer k is step k of a recurrent network, with weights of its own that begin alike."""
    T = spec.T
    return FeedForwardNet(
        W=np.broadcast_to(spec.W_x, (T, *spec.W_x.shape)),
        V=np.broadcast_to(spec.W_h, (T, *spec.W_h.shape)),
        b=np.broadcast_to(spec.b_h, (T, spec.H)),
        h_0=spec.h_0,
        x=spec.x,
        W_y=spec.W_y,
        b_y=spec.b_y,
        target=spec.target[-1],
        activation=spec.activation,
        output_activation=spec.output_activation,
    )


class FeedForward:
    """The net of its own weights beside a recurrent network: signed numbers where H = D = O = 1, else norms.

    Parameters
    ----------
    analysis : Analysis
        Of the recurrent network, whose loss is L_T.
    """

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis

    def gradient(self, k: int) -> Reading:
        """Return dL/dW_k, by which layer k reads its input."""
        return self.analysis.named("layer_gradient", k)

    def log10_gradient(self, k: int) -> Reading:
        """Return the decimal logarithm of its size, ``-inf`` for an exact zero."""
        return self.analysis.named("log10_layer_gradient", k)

    def error(self, k: int) -> Reading:
        """Return dL/dh_k, the gradient on its way between the layers; k = 0 … T."""
        return self.analysis.named("layer_error", k)

    def early(self, count: int) -> Reading:
        """Return the largest gradient of the first layers in per cent of that of all; NaN where that is 0."""
        return self.analysis.named("early_percent", count)

    def faint(self, times: int) -> Reading:
        """Return how many layers get less than the largest gradient of a layer divided by `times`."""
        return self.analysis.named("faint_layers", times)


def _size(analysis: Analysis, found: Scaled) -> Scaled:
    """Return the only entry of an array, or its 2-norm; the sign counts in a scalar network alone."""
    if analysis.is_scalar:
        return found[(0,) * found.mantissa.ndim]
    levelled, top = found.level(*range(found.mantissa.ndim))
    return Scaled.of(np.asarray(np.linalg.norm(levelled)), top.reshape(()))


def _gradient(analysis: Analysis, index: tuple[Any, ...]) -> Scaled:
    return _size(analysis, untied(analysis.spec).gradient("W", index[0]))


def _error(analysis: Analysis, index: tuple[Any, ...]) -> float:
    if not 0 <= index[0] <= analysis.spec.T:
        raise ValueError(f"k must be 0 … {analysis.spec.T}, got {index[0]}")
    return float(_size(analysis, untied(analysis.spec).errors[0][index[0]]).plain())


def _sizes(analysis: Analysis) -> np.ndarray[Any, Any]:
    """Return the decimal logarithms of the gradients of layers 1 … T."""
    return np.array([float(_gradient(analysis, (k,)).log10()) for k in range(1, analysis.spec.T + 1)])


def _early_percent(analysis: Analysis, index: tuple[Any, ...]) -> float:
    if not 1 <= index[0] <= analysis.spec.T:
        raise ValueError(f"how many layers must be 1 … {analysis.spec.T}, got {index[0]}")
    sizes = _sizes(analysis)
    return float(100 * 10.0 ** (sizes[: index[0]].max() - sizes.max())) if sizes.max() > -np.inf else np.nan


def _faint_layers(analysis: Analysis, index: tuple[Any, ...]) -> float:
    if index[0] < 1:
        raise ValueError(f"times must be at least 1, got {index[0]}")
    sizes = _sizes(analysis)
    if sizes.max() == -np.inf:
        return float(len(sizes))
    return float((sizes < sizes.max() - np.log10(index[0])).sum())


#: What `Analysis.read` knows of it.
FIELDS: dict[str, tuple[int, Lookup]] = {
    "layer_gradient": (1, lambda analysis, index: float(_gradient(analysis, index).plain())),
    "log10_layer_gradient": (1, lambda analysis, index: float(_gradient(analysis, index).log10())),
    "layer_error": (1, _error),
    "early_percent": (1, _early_percent),
    "faint_layers": (1, _faint_layers),
}

"""Gradients by other means than backpropagation: differences, and weights untied per step. For the tests.

The forward pass is written here a second time, for complex numbers: the imaginary part of L(w + i h) / h is the
derivative to all digits, because nothing is subtracted (Squire & Trapp, 1998).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rnnanim.numerics.losses import loss_weights
from rnnanim.numerics.scaled import Array
from rnnanim.numerics.spec import NetworkSpec

Complex = NDArray[np.complex128]

_STEP = 1e-30
_FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "sigmoid": lambda z: 1.0 / (1.0 + np.exp(-z)),
    "tanh": np.tanh,
    "relu": lambda z: np.where(z.real > 0.0, z, 0.0),
    "identity": lambda z: z,
}


def losses(spec: NetworkSpec, parameters: dict[str, Any]) -> Complex:
    """Return the weighted losses of the steps 1 … T for parameters that may be complex.

    Parameters
    ----------
    parameters : dict
        W_x, W_h, W_y, b_h, b_y and h_0, and those of further layers; each W_x and W_h may have T matrices, one for each
        step.

    Returns
    -------
    (T,) complex
    """
    sigma, phi = _FUNCTIONS[spec.activation], _FUNCTIONS[spec.output_activation]
    endings = ["", *(f"_l{layer}" for layer in range(2, spec.layers + 1))]
    h = {ending: parameters[f"h_0{ending}"] for ending in endings}
    found: Complex = np.empty(spec.T, dtype=np.complex128)
    for t in range(spec.T):
        above: Any = spec.x[t]
        for ending in endings:
            W_x, W_h = (_at_step(parameters[f"{name}{ending}"], t) for name in ("W_x", "W_h"))
            above = h[ending] = sigma(W_x @ above + W_h @ h[ending] + parameters[f"b_h{ending}"])
        y = phi(parameters["W_y"] @ above + parameters["b_y"])
        found[t] = 0.5 * ((y - spec.target[t]) ** 2).sum()
    found *= loss_weights(spec)[1:]
    return found


def _at_step(weight: Any, t: int) -> Any:
    return weight[t] if weight.ndim == 3 else weight


def complex_step(spec: NetworkSpec, name: str) -> Array:
    """Return dL/d(parameter), of its shape, by a complex step for each entry."""
    found: Array = _derivatives(spec, name, np.asarray(getattr(spec, name))).sum(axis=0)
    return found


def untied(spec: NetworkSpec, name: str) -> Array:
    """Return dL_t/dW[k] with a weight of its own at each step: every route by itself.

    Parameters
    ----------
    name : {"W_x", "W_h", "W_x_l2", …}

    Returns
    -------
    (T, T, H, D or H)
        Entry [t − 1, k − 1] is G[t, k], 0 for k > t.
    """
    weight = np.asarray(getattr(spec, name))
    return _derivatives(spec, name, np.repeat(weight[None], spec.T, axis=0))


def central_difference(spec: NetworkSpec, name: str, step: float = 1e-6) -> Array:
    """Return dL/d(parameter), of its shape, by central differences."""
    parameters = _parameters(spec)
    point = parameters[name]
    found = np.empty(point.shape)
    for index in np.ndindex(point.shape):
        moved = point.copy()
        moved[index] += step
        ahead = losses(spec, parameters | {name: moved}).sum().real
        moved[index] -= 2.0 * step
        found[index] = (ahead - losses(spec, parameters | {name: moved}).sum().real) / (2.0 * step)
    return found


def _derivatives(spec: NetworkSpec, name: str, point: Array) -> Array:
    """Return the derivative of each weighted loss, (T, *shape of the point)."""
    parameters = _parameters(spec)
    found = np.empty((spec.T, *point.shape))
    for index in np.ndindex(point.shape):
        moved = point.astype(complex)
        moved[index] += 1j * _STEP
        found[(slice(None), *index)] = losses(spec, parameters | {name: moved}).imag / _STEP
    return found


def _parameters(spec: NetworkSpec) -> dict[str, Complex]:
    return {name: array.astype(complex) for name, array in spec.arrays().items() if name not in ("x", "target")}

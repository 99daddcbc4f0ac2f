"""The forward pass."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rnnanim.numerics.activations import ACTIVATIONS
from rnnanim.numerics.scaled import Array
from rnnanim.numerics.spec import NetworkSpec, read_only


@dataclass(frozen=True, eq=False)
class Rollout:
    """Everything that the forward pass computes; time arrays have T + 1 rows, so that ``h[t]`` is h_t.

    Row 0 of all but `h` is NaN: nothing belongs there, and reading it shows.

    Parameters
    ----------
    x, z, h, sigma_prime, a, y, target : (T + 1, D), (T + 1, H) × 3, (T + 1, O) × 3
        In the notation of the lesson.
    loss_per_step : (T + 1,)
        L_t, without the loss's weight.
    loss : float
        L_T, the sum or the mean.
    """

    x: Array
    z: Array
    h: Array
    sigma_prime: Array
    a: Array
    y: Array
    target: Array
    loss_per_step: Array
    loss: float


def loss_weights(spec: NetworkSpec) -> Array:
    """Return dL/dL_t for t = 0 … T; row 0 is 0.

    Returns
    -------
    (T + 1,)
        1 at T for loss "last", else 1 or 1 / T from step 1 on.
    """
    weights = np.zeros(spec.T + 1)
    weights[1:] = 1.0 / spec.T if spec.loss == "mean" else float(spec.loss == "sum")
    if spec.loss == "last":
        weights[spec.T] = 1.0
    return read_only(weights)


def forward(spec: NetworkSpec) -> Rollout:
    """Run the network over its inputs.

    Returns
    -------
    Rollout
        z_t = W_x x_t + W_h h_{t-1} + b_h, h_t = sigma(z_t), a_t = W_y h_t + b_y, y_t = phi(a_t),
        L_t = ½‖y_t − target_t‖².

    Notes
    -----
    Source: Goodfellow, Bengio & Courville, *Deep Learning*, eq. 10.8–10.11. A state that leaves the range of
    float64 becomes inf, as the equations say, without a warning.
    """
    sigma, phi = ACTIVATIONS[spec.activation], ACTIVATIONS[spec.output_activation]
    with np.errstate(all="ignore"):
        x, target = _padded(spec.x), _padded(spec.target)
        z, h = np.full((spec.T + 1, spec.H), np.nan), np.empty((spec.T + 1, spec.H))
        z[1:] = spec.x @ spec.W_x.T + spec.b_h
        h[0] = spec.h_0
        for t in range(1, spec.T + 1):
            z[t] += spec.W_h @ h[t - 1]
            h[t] = sigma.sigma(z[t])
        a = _padded(h[1:] @ spec.W_y.T + spec.b_y)
        y = phi.sigma(a)
        loss_per_step = 0.5 * np.square(y - target).sum(axis=1)
        loss = float(loss_per_step[-1] if spec.loss == "last" else loss_per_step[1:].sum())
        sigma_prime = sigma.sigma_prime(z)
        sigma_prime[0] = np.nan
    loss = loss / spec.T if spec.loss == "mean" else loss
    for array in (x, z, h, sigma_prime, a, y, target, loss_per_step):
        read_only(array)
    return Rollout(x, z, h, sigma_prime, a, y, target, loss_per_step, loss)


def _padded(rows: Array) -> Array:
    """Return the rows 1 … T below a row 0 of NaN."""
    return np.concatenate([np.full((1, rows.shape[1]), np.nan), rows])

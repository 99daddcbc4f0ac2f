"""What lies beyond the states of any cell: outputs, losses, and the errors that go back from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

import numpy as np

from rnnanim.numerics.activations import ACTIVATIONS
from rnnanim.numerics.scaled import Array, Scaled, read_only

if TYPE_CHECKING:
    from rnnanim.numerics.cells.base import Rollout
    from rnnanim.numerics.spec import NetworkSpec

LOSSES = ("last", "sum", "mean")


class ReadOut(TypedDict):
    """What every rollout holds beside its states, row 0 being NaN."""

    x: Array
    a: Array
    y: Array
    target: Array
    loss_per_step: Array
    loss: float


def read_out(spec: NetworkSpec, h: Array) -> ReadOut:
    """Return inputs, outputs, targets and losses of a run.

    Parameters
    ----------
    h : (T + 1, H)
        The states, row 0 being h_0.

    Returns
    -------
    ReadOut
        a_t = W_y h_t + b_y, y_t = phi(a_t), L_t = ½‖y_t − target_t‖², and L_T, the sum or the mean of the L_t.
    """
    with np.errstate(all="ignore"):
        a = h[1:] @ spec.W_y.T + spec.b_y
        return judged(spec, a, ACTIVATIONS[spec.output_activation].sigma(a))


def scaled_read_out(spec: NetworkSpec, h: Scaled) -> tuple[Scaled, Scaled]:
    """Return a_t and y_t for t = 1 … T, of states that may lie beyond the range of float64."""
    a = h[1:] @ Scaled.of(spec.W_y.T) + Scaled.of(spec.b_y)
    return a, ACTIVATIONS[spec.output_activation].scaled_sigma(a)


def judged(spec: NetworkSpec, a: Array, y: Array) -> ReadOut:
    """Return inputs, outputs, targets and losses, of the outputs for t = 1 … T."""
    with np.errstate(all="ignore"):
        target = padded(spec.target)
        y = padded(y)
        loss_per_step = 0.5 * np.square(y - target).sum(axis=1)
        loss = float(loss_per_step[-1] if spec.loss == "last" else loss_per_step[1:].sum())
    return {
        "x": read_only(padded(spec.x)),
        "a": read_only(padded(a)),
        "y": read_only(y),
        "target": read_only(target),
        "loss_per_step": read_only(loss_per_step),
        "loss": loss / spec.T if spec.loss == "mean" else loss,
    }


def padded(rows: Array) -> Array:
    """Return the rows 1 … T below a row 0 of NaN.

    >>> padded(np.array([[2.0]]))
    array([[nan],
           [ 2.]])
    """
    return np.concatenate([np.full((1, rows.shape[1]), np.nan), rows])


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


def output_errors(spec: NetworkSpec, rollout: Rollout) -> Scaled:
    """Return e_t = phi'(a_t) ⊙ dL/dy_t.

    Returns
    -------
    (T, O)
        Of the steps 1 … T, the loss's weight included: a loss of weight 0 sends exact zeros back.
    """
    weights = loss_weights(spec)[1:, None]
    prime = ACTIVATIONS[spec.output_activation].scaled_prime(rollout.a[1:])
    if rollout.beyond is None:
        return prime * Scaled.of((rollout.y - rollout.target)[1:] * weights)
    return prime * (rollout.beyond.y + Scaled.of(-spec.target)) * Scaled.of(weights)

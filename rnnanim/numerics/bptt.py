"""Backpropagation through time in an RNN: the recursion for delta, and the vectors that each single route carries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from rnnanim.numerics.activations import ACTIVATIONS
from rnnanim.numerics.losses import output_errors
from rnnanim.numerics.scaled import Array, Levelled, Scaled, read_only

if TYPE_CHECKING:
    from rnnanim.numerics.cells.rnn import RnnRollout
    from rnnanim.numerics.spec import NetworkSpec


def route_vectors(spec: NetworkSpec, rollout: RnnRollout, ts: Sequence[int]) -> Scaled:
    """Return dL_t/dh_k for some losses t and every k, all losses side by side.

    Parameters
    ----------
    ts : sequence of int
        The steps t of the losses, from the latest down.

    Returns
    -------
    (len(ts), ts[0], H)
        Entry [i, n] belongs to t = ts[i] and k = t − n, and is 0 where k < 1.

    Notes
    -----
    The recursion of a single route is v ↦ W_hᵀ (sigma'(z_{k+1}) ⊙ v), started at W_yᵀ e_t.
    """
    if len(ts) == 1:
        return _single_route_vectors(spec, rollout, ts[0])
    latest, steps = np.asarray(ts), ts[0]
    prime = ACTIVATIONS[spec.activation].scaled_prime(rollout.z[1:])
    W_h = Levelled.of(Scaled.of(spec.W_h))
    vectors = Scaled.zeros(len(ts), steps, spec.H)
    v = through(output_errors(spec, rollout)[latest - 1], spec.W_y)
    for n in range(steps):
        vectors[: len(v), n] = v
        alive = int(np.count_nonzero(latest > n + 1))
        crossed = latest[:alive] - n - 1  # row of step t − n
        v = (prime[crossed] * v[:alive]) @ W_h if alive else v
    return vectors


def _single_route_vectors(spec: NetworkSpec, rollout: RnnRollout, t: int) -> Scaled:
    """Return the vectors of one loss by the recursion, every other loss silent."""
    sources = Scaled.zeros(t, spec.H)
    sources[-1] = through(output_errors(spec, rollout)[t - 1], spec.W_y)
    delta, _ = recursion(spec, rollout, sources)
    return delta[None, t:0:-1]


def arrivals(spec: NetworkSpec, rollout: RnnRollout, t: int, vectors: Scaled) -> Scaled:
    """Return diag(sigma'(z_k)) dL_t/dh_k, the vectors with which the routes meet their weight.

    Parameters
    ----------
    vectors : (t, H)
        One loss of `route_vectors`, k from t down to 1.
    """
    return ACTIVATIONS[spec.activation].scaled_prime(rollout.z[t:0:-1]) * vectors


def recursion(spec: NetworkSpec, rollout: RnnRollout, sources: Scaled) -> tuple[Scaled, Scaled]:
    """Return delta_0 … delta_T, and sigma'(z_t) ⊙ delta_t for t = 1 … T.

    The sources are what each loss sends into its state, W_yᵀ e_t, (T, H); T is their number.
    """
    return layer_recursion(spec.W_h, ACTIVATIONS[spec.activation].scaled_prime(rollout.z[1:]), sources)


def layer_recursion(W_h: Array, prime: Scaled, sources: Scaled) -> tuple[Scaled, Scaled]:
    """Return the same for one layer, with its sigma'(z_t) as (T, H) and what comes into its states from above."""
    T, H = sources.mantissa.shape
    weights = Levelled.of(Scaled.of(W_h))
    speaking = (sources.mantissa != 0.0).any(axis=1).tolist()
    delta, arrived = Scaled.zeros(T + 1, H), Scaled.zeros(T, H)
    v = delta[0]
    for t in range(T, 0, -1):
        delta[t] = v + sources[t - 1] if speaking[t - 1] else v
        arrived[t - 1] = prime[t - 1] * delta[t]
        v = arrived[t - 1] @ weights
    delta[0] = v
    return delta, arrived


def through(e: Scaled, W_y: Array) -> Scaled:
    """Return W_yᵀ e, for each row."""
    return e @ Scaled.of(W_y)


def sum_of_outer(rows: Scaled, partners: Scaled) -> Array:
    """Return the sum over t of rows[t] partners[t]ᵀ."""
    return read_only((rows.T @ partners).plain())

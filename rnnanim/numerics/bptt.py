"""Backpropagation through time in an RNN: the recursion for delta, and the vectors that each single route carries."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from rnnanim.numerics import scaled
from rnnanim.numerics.activations import ACTIVATIONS
from rnnanim.numerics.losses import output_errors
from rnnanim.numerics.scaled import Array, read_only

if TYPE_CHECKING:
    from rnnanim.numerics.cells.rnn import RnnRollout
    from rnnanim.numerics.spec import NetworkSpec


def route_vectors(spec: NetworkSpec, rollout: RnnRollout, ts: Sequence[int]) -> tuple[Array, Array]:
    """Return dL_t/dh_k for some losses t and every k, all losses side by side.

    Parameters
    ----------
    ts : sequence of int
        The steps t of the losses, from the latest down.

    Returns
    -------
    (len(ts), ts[0], H), (len(ts), ts[0])
        In scaled form; entry [i, n] belongs to t = ts[i] and k = t − n, and is 0 where k < 1.

    Notes
    -----
    The recursion of a single route is v ↦ W_hᵀ (sigma'(z_{k+1}) ⊙ v), started at W_yᵀ e_t.
    """
    with np.errstate(all="ignore"):
        if len(ts) == 1:
            return _single_route_vectors(spec, rollout, ts[0])
        latest, steps = np.asarray(ts), ts[0]
        prime, prime_power = ACTIVATIONS[spec.activation].scaled_prime(rollout.z[1:])
        W_h, W_h_power = scaled.normalise(spec.W_h, axes=2)
        e, e_power = output_errors(spec, rollout)
        vectors, powers = np.zeros((len(ts), steps, spec.H)), np.full((len(ts), steps), -np.inf)
        v, power = through(e[latest - 1], e_power[latest - 1], spec.W_y)
        for n in range(steps):
            vectors[: len(v), n], powers[: len(v), n] = v, power
            alive = int(np.count_nonzero(latest > n + 1))
            crossed = latest[:alive] - n - 1  # row of step t − n
            v = scaled.matmul(scaled.times(prime[crossed], v[:alive]), W_h)
            v, power = scaled.normalise(v, power[:alive] + prime_power[crossed] + W_h_power) if alive else (v, power)
    return vectors, powers


def _single_route_vectors(spec: NetworkSpec, rollout: RnnRollout, t: int) -> tuple[Array, Array]:
    """Return the vectors of one loss by the recursion, every other loss silent."""
    e, e_power = output_errors(spec, rollout)
    silent = np.full(t, -np.inf)
    silent[-1] = e_power[t - 1]
    delta, power, _, _ = recursion(spec, rollout, *through(e[:t], silent, spec.W_y))
    return delta[None, t:0:-1], power[None, t:0:-1]


def arrivals(spec: NetworkSpec, rollout: RnnRollout, t: int, vectors: Array, powers: Array) -> tuple[Array, Array]:
    """Return diag(sigma'(z_k)) dL_t/dh_k in scaled form, the vectors with which the routes meet their weight.

    Parameters
    ----------
    vectors, powers : (t, H), (t,)
        One loss of `route_vectors`, k from t down to 1.
    """
    prime, prime_power = ACTIVATIONS[spec.activation].scaled_prime(rollout.z[t:0:-1])
    with np.errstate(all="ignore"):
        return scaled.normalise(scaled.times(prime, vectors), powers + prime_power)


def recursion(
    spec: NetworkSpec, rollout: RnnRollout, sources: Array, source_powers: Array
) -> tuple[Array, Array, Array, Array]:
    """Return delta_0 … delta_T and sigma'(z_t) ⊙ delta_t for t = 1 … T, both in scaled form.

    The sources are what each loss sends into its state, W_yᵀ e_t; T is their number.
    """
    T = len(sources)
    prime, prime_powers = ACTIVATIONS[spec.activation].scaled_prime(rollout.z[1:])
    W_h, W_h_power = scaled.normalise(spec.W_h, axes=2)
    prime_power, source_power, weight_power = prime_powers.tolist(), source_powers.tolist(), float(W_h_power)
    delta, power = np.zeros((T + 1, spec.H)), np.full(T + 1, -np.inf)
    arrived, arrived_power = np.zeros((T, spec.H)), np.full(T, -np.inf)
    v, p = delta[0].copy(), -math.inf
    for t in range(T, 0, -1):
        if source_power[t - 1] != -math.inf:
            v, p = scaled.add(v, p, sources[t - 1], source_power[t - 1])
        delta[t], power[t] = v, p
        v, p = scaled.steady(scaled.times(prime[t - 1], v), p + prime_power[t - 1])
        arrived[t - 1], arrived_power[t - 1] = v, p
        v, p = scaled.steady(scaled.matmul(v, W_h), p + weight_power)
    delta[0], power[0] = v, p
    return delta, power, arrived, arrived_power


def through(e: Array, e_power: Array, W_y: Array) -> tuple[Array, Array]:
    """Return W_yᵀ e for each row, in scaled form."""
    W_y, W_y_power = scaled.normalise(W_y, axes=2)
    return scaled.normalise(scaled.matmul(e, W_y), e_power + W_y_power)


def sum_of_outer(rows: Array, powers: Array, partners: Array) -> Array:
    """Return the sum over t of rows[t] partners[t]ᵀ."""
    return read_only(scaled.plain(*scaled_sum_of_outer(rows, powers, partners)))


def scaled_sum_of_outer(rows: Array, powers: Array, partners: Array) -> tuple[Array, float]:
    """Return the sum over t of rows[t] partners[t]ᵀ as a mantissa and one power."""
    levelled, top = scaled.common(rows, powers)
    if not np.isfinite(partners).all():  # what levelling has made 0 is no exact zero, and leaves them infinite
        least = np.copysign(np.nextafter(0.0, 1.0), rows)
        levelled = np.where((levelled == 0.0) & (rows != 0.0), least, levelled)
    partners, partner_power = scaled.normalise(partners, axes=2)
    return scaled.matmul(levelled.T, partners), top + float(partner_power)

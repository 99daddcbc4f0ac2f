"""Backpropagation through time: the recursion for delta, and the vectors that each single route carries."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rnnanim.numerics import scaled
from rnnanim.numerics.activations import ACTIVATIONS
from rnnanim.numerics.rnn import Rollout, loss_weights
from rnnanim.numerics.scaled import Array
from rnnanim.numerics.spec import NetworkSpec, read_only


@dataclass(frozen=True, eq=False)
class Gradients:
    """Everything that the backward pass computes.

    Parameters
    ----------
    e : (T + 1, O)
        dL/da_t with the loss's weight; row 0 is NaN.
    delta : (T + 1, H)
        dL/dh_t; row 0 is dL/dh_0.
    dL_dW_x, dL_dW_h, dL_dW_y, dL_db_h, dL_db_y, dL_dh_0
        Of the shapes of the parameters.
    """

    e: Array
    delta: Array
    dL_dh_0: Array
    dL_dW_x: Array
    dL_dW_h: Array
    dL_dW_y: Array
    dL_db_h: Array
    dL_db_y: Array


def output_errors(spec: NetworkSpec, rollout: Rollout) -> tuple[Array, Array]:
    """Return e_t = phi'(a_t) ⊙ dL/dy_t in scaled form.

    Returns
    -------
    (T, O), (T,)
        Mantissas and powers of two of the steps 1 … T, the loss's weight included.
    """
    with np.errstate(all="ignore"):
        prime, prime_power = ACTIVATIONS[spec.output_activation].scaled_prime(rollout.a[1:])
        weights = loss_weights(spec)[1:, None]
        slope = np.where(weights == 0.0, 0.0, (rollout.y - rollout.target)[1:] * weights)
        prime = np.where(weights == 0.0, 0.0, prime)  # a loss of weight 0 sends nothing back, not even a NaN
        slope, slope_power = scaled.normalise(slope)
        return scaled.normalise(prime * slope, prime_power + slope_power)


def backward(spec: NetworkSpec, rollout: Rollout) -> Gradients:
    """Run backpropagation through time.

    Returns
    -------
    Gradients
        delta_t = W_yᵀ e_t + W_hᵀ diag(sigma'(z_{t+1})) delta_{t+1}, and the gradients that are sums over it.

    Notes
    -----
    Every delta_t is kept with a power of two of its own, so that a gradient which nearly vanishes on the way and
    grows again keeps its digits. Source: *Deep Learning*, eq. 10.17–10.28.
    """
    with np.errstate(all="ignore"):
        e, e_power = output_errors(spec, rollout)
        delta, power, arrived, arrived_power = _recursion(spec, rollout, *_through(e, e_power, spec.W_y))
        x, h = rollout.x[1:], rollout.h
        return Gradients(
            e=read_only(np.concatenate([np.full((1, spec.O), np.nan), scaled.plain(e, e_power)])),
            delta=read_only(scaled.plain(delta, power)),
            dL_dh_0=read_only(scaled.plain(delta[0], power[0])),
            dL_dW_x=_sum_of_outer(arrived, arrived_power, x),
            dL_dW_h=_sum_of_outer(arrived, arrived_power, h[:-1]),
            dL_dW_y=_sum_of_outer(e, e_power, h[1:]),
            dL_db_h=_sum_of_outer(arrived, arrived_power, np.ones((spec.T, 1)))[:, 0],
            dL_db_y=_sum_of_outer(e, e_power, np.ones((spec.T, 1)))[:, 0],
        )


def route_vectors(spec: NetworkSpec, rollout: Rollout, ts: Sequence[int]) -> tuple[Array, Array]:
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
        v, power = _through(e[latest - 1], e_power[latest - 1], spec.W_y)
        for n in range(steps):
            vectors[: len(v), n], powers[: len(v), n] = v, power
            alive = int(np.count_nonzero(latest > n + 1))
            crossed = latest[:alive] - n - 1  # row of step t − n
            v = (prime[crossed] * v[:alive]) @ W_h
            v, power = scaled.normalise(v, power[:alive] + prime_power[crossed] + W_h_power) if alive else (v, power)
    return vectors, powers


def _single_route_vectors(spec: NetworkSpec, rollout: Rollout, t: int) -> tuple[Array, Array]:
    """Return the vectors of one loss by the recursion, every other loss silent."""
    e, e_power = output_errors(spec, rollout)
    silent = np.full(t, -np.inf)
    silent[-1] = e_power[t - 1]
    delta, power, _, _ = _recursion(spec, rollout, *_through(e[:t], silent, spec.W_y))
    return delta[None, t:0:-1], power[None, t:0:-1]


def arrivals(spec: NetworkSpec, rollout: Rollout, t: int, vectors: Array, powers: Array) -> tuple[Array, Array]:
    """Return diag(sigma'(z_k)) dL_t/dh_k in scaled form, the vectors with which the routes meet their weight.

    Parameters
    ----------
    vectors, powers : (t, H), (t,)
        One loss of `route_vectors`, k from t down to 1.
    """
    prime, prime_power = ACTIVATIONS[spec.activation].scaled_prime(rollout.z[t:0:-1])
    with np.errstate(all="ignore"):
        return scaled.normalise(prime * vectors, powers + prime_power)


def _recursion(
    spec: NetworkSpec, rollout: Rollout, sources: Array, source_powers: Array
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
        v, p = scaled.steady(prime[t - 1] * v, p + prime_power[t - 1])
        arrived[t - 1], arrived_power[t - 1] = v, p
        v, p = scaled.steady(v @ W_h, p + weight_power)
    delta[0], power[0] = v, p
    return delta, power, arrived, arrived_power


def _through(e: Array, e_power: Array, W_y: Array) -> tuple[Array, Array]:
    """Return W_yᵀ e for each row, in scaled form."""
    W_y, W_y_power = scaled.normalise(W_y, axes=2)
    return scaled.normalise(e @ W_y, e_power + W_y_power)


def _sum_of_outer(rows: Array, powers: Array, partners: Array) -> Array:
    """Return the sum over t of rows[t] partners[t]ᵀ."""
    rows, top = scaled.common(rows, powers)
    partners, partner_power = scaled.normalise(partners, axes=2)
    return read_only(scaled.plain(rows.T @ partners, top + float(partner_power)))

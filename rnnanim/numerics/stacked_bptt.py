"""Backpropagation through time and depth in a stacked RNN: the recursion of each layer, and the joint Jacobians.

The state of the network is (h_t of layer 1, …, h_t of layer N), N H numbers. Source: Pascanu, Gulcehre, Cho & Bengio
(2014), *How to construct deep recurrent neural networks*, sec. 3.3.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from rnnanim.numerics import bptt, losses
from rnnanim.numerics.activations import ACTIVATIONS
from rnnanim.numerics.cells.layers import Layer
from rnnanim.numerics.scaled import Levelled, Scaled

if TYPE_CHECKING:
    from rnnanim.numerics.cells.stacked import StackedRollout
    from rnnanim.numerics.spec import NetworkSpec


def states(rollout: StackedRollout) -> list[Scaled]:
    """Return h_0 … h_T of each layer, from the lowest up, beyond the range of float64 as well."""
    if rollout.beyond is not None:
        return [rollout.beyond.h, *rollout.beyond.further]
    return [Scaled.of(layer.h) for layer in rollout.each_layer]


def slopes(spec: NetworkSpec, rollout: StackedRollout) -> list[Scaled]:
    """Return sigma'(z_t) of each layer, (T, H), for t = 1 … T."""
    return [ACTIVATIONS[spec.activation].scaled_prime(layer.z[1:]) for layer in rollout.each_layer]


def recursions(spec: NetworkSpec, rollout: StackedRollout) -> Iterator[tuple[Scaled, Scaled]]:
    """Yield delta_0 … delta_T and sigma'(z_t) ⊙ delta_t for t = 1 … T, layer by layer from the top down.

    Notes
    -----
    What comes into delta_t from above is W_yᵀ e_t at the top, and W_xᵀ (sigma'(z_t) ⊙ delta_t) of the layer above below
    it; what comes from the right is the same product with W_h.
    """
    sources = bptt.through(losses.output_errors(spec, rollout), spec.W_y)
    for layer, prime in zip(reversed([*Layer.all_of(spec)]), reversed(slopes(spec, rollout)), strict=True):
        delta, arrived = bptt.layer_recursion(layer.W_h, prime, sources)
        yield delta, arrived
        sources = bptt.through(arrived, layer.W_x)


def arrivals(spec: NetworkSpec, rollout: StackedRollout, ts: Sequence[int]) -> list[Scaled]:
    """Return sigma'(z_k) ⊙ dL_t/dh_k of each layer, from the lowest up, for some losses t and every k.

    Parameters
    ----------
    ts : sequence of int
        The steps t of the losses, from the latest down.

    Returns
    -------
    list of (len(ts), ts[0], H)
        Entry [i, n] belongs to t = ts[i] and k = t − n, and is 0 where k < 1. It sums over all routes of the grid.
    """
    latest, found = np.asarray(ts), []
    sources = Scaled.zeros(len(ts), ts[0], spec.H)
    sources[:, 0] = bptt.through(losses.output_errors(spec, rollout)[latest - 1], spec.W_y)
    for layer, prime in zip(reversed([*Layer.all_of(spec)]), reversed(slopes(spec, rollout)), strict=True):
        arrived = _side_by_side(Levelled.of(Scaled.of(layer.W_h)), prime, latest, sources)
        found.append(arrived)
        sources = bptt.through(arrived, layer.W_x)
    return found[::-1]


def _side_by_side(W_h: Levelled, prime: Scaled, latest: np.ndarray, sources: Scaled) -> Scaled:
    """Return what arrives at one layer, all losses side by side."""
    arrived = Scaled.zeros(*sources.mantissa.shape)
    v = sources[:, 0]
    for n in range(int(latest[0])):
        alive = int(np.count_nonzero(latest > n))
        v = v[:alive] + sources[:alive, n] if n else v
        met = prime[latest[:alive] - n - 1] * v
        arrived[:alive, n] = met
        v = met @ W_h
    return arrived


def step_jacobians(spec: NetworkSpec, rollout: StackedRollout) -> Scaled:
    """Return d(state at t)/d(state at t − 1) for t = 1 … T, (T, N H, N H).

    Block [l, m] says what h_{t−1} of layer m does to h_t of layer l: nothing for m > l, diag(sigma'(z_t)) W_h for
    m = l, and for m < l what it does to the layer below l, times diag(sigma'(z_t)) W_x.
    """
    T, H, N = spec.T, spec.H, spec.layers
    found = Scaled.zeros(T, N * H, N * H)
    for number, (layer, prime) in enumerate(zip(Layer.all_of(spec), slopes(spec, rollout), strict=True)):
        own = slice(number * H, number * H + H)
        below = slice(own.start - H, own.start)
        for t in range(T):
            rows = Scaled.of(layer.W_x) @ found[t, below] if number else Scaled.zeros(H, N * H)
            rows[:, own] = Scaled.of(layer.W_h)
            found[t, own] = rows * prime[t][:, None]
    return found


def products(J: Scaled, t: int) -> Iterator[Scaled]:
    """Yield the products of the Jacobians of the last 0, 1, … steps up to t, as (1, N H, N H)."""
    product = Scaled.of(np.eye(J.mantissa.shape[-1]))
    for step in range(t, 0, -1):
        yield product[None]
        product = product @ Levelled.of(J[step - 1])

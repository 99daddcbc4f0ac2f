"""Step Jacobians J_t = dh_t/dh_{t-1}, their products, and how much those stretch or shrink."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from rnnanim.numerics import scaled
from rnnanim.numerics.activations import ACTIVATIONS
from rnnanim.numerics.rnn import Rollout
from rnnanim.numerics.scaled import Array
from rnnanim.numerics.spec import NetworkSpec, read_only

_SMALL = 48  # units up to which singular values are found directly
_BLOCK = 1_000_000  # numbers whose norms are taken in one go


def step_jacobians(W_h: Array, sigma_prime: Array) -> Array:
    """Return J_t = diag(sigma'(z_t)) W_h for every step.

    Parameters
    ----------
    W_h : (H, H)
        Recurrent weights.
    sigma_prime : (T + 1, H)
        Row 0 is not a step and comes out as it is, NaN.

    Returns
    -------
    (T + 1, H, H)

    >>> step_jacobians(np.array([[2.0]]), np.array([[np.nan], [0.25]]))[1]
    array([[0.5]])
    """
    with np.errstate(all="ignore"):
        return read_only(sigma_prime[:, :, None] * W_h)


def jacobian_product(W_h: Array, sigma_prime: Array, *, t: int, k: int) -> Array:
    """Return dh_t/dh_k, the chain of one-step Jacobians from step k to step t.

    Parameters
    ----------
    W_h : (H, H)
        Recurrent weights, acting on column vectors.
    sigma_prime : (T + 1, H)
        sigma'(z_t) by row; row 0 belongs to h_0 and is not read.
    t, k : int
        Later and earlier step; ValueError unless 0 <= k <= t <= T.

    Returns
    -------
    (H, H)
        J_t @ J_{t-1} @ … @ J_{k+1}, dimensionless; the identity when t == k.

    Notes
    -----
    Its 2-norm is at most (gamma * norm(W_h, 2)) ** (t - k). Source: Pascanu, Mikolov & Bengio (2013), sec. 2.

    >>> jacobian_product(np.array([[0.5]]), np.ones((4, 1)), t=3, k=1)
    array([[0.25]])
    """
    if not 0 <= k <= t < len(sigma_prime):
        raise ValueError(f"t and k must satisfy 0 <= k <= t <= {len(sigma_prime) - 1}, got t={t}, k={k}")
    weights, weights_power = scaled.normalise(W_h, axes=2)
    product, power = np.eye(len(W_h)), np.zeros(())
    for step in range(t, k, -1):
        product, power = scaled.normalise((product * sigma_prime[step]) @ weights, power + weights_power, axes=2)
    return scaled.plain(product, power)


def gains(spec: NetworkSpec, rollout: Rollout, ts: Sequence[int]) -> tuple[Array, Array]:
    """Return ‖dh_t/dh_k‖₂ and its decimal logarithm for some t and every k.

    Parameters
    ----------
    ts : sequence of int
        From the latest step down.

    Returns
    -------
    (len(ts), ts[0]), (len(ts), ts[0])
        Entry [i, n] belongs to t = ts[i] and k = t − n; NaN where k < 1. The logarithm stays finite where the
        gain itself under- or overflows, and is ``-inf`` for an exact zero.
    """
    latest = np.asarray(ts)
    shape = (len(ts), ts[0])
    sizes, powers = np.full(shape, np.nan), np.full(shape, np.nan)
    with np.errstate(all="ignore"):
        prime, prime_power = ACTIVATIONS[spec.activation].scaled_prime(rollout.z[1:])
        for n, (size, power) in enumerate(_norms(_products(spec.W_h, prime, prime_power, latest))):
            sizes[: len(size), n], powers[: len(size), n] = size, power
    return read_only(scaled.plain(sizes[..., None], np.nan_to_num(powers))[..., 0]), read_only(
        scaled.log10(sizes, powers)
    )


def power_norms(W_h: Array, count: int) -> tuple[Array, Array]:
    """Return ‖W_h^k‖₂ and its decimal logarithm for k = 1 … count.

    Returns
    -------
    (count,), (count,)

    >>> norm, log10_norm = power_norms(np.array([[0.5]]), 2000)
    >>> norm[16], norm[-1], round(log10_norm[-1], 6)
    (np.float64(7.62939453125e-06), np.float64(0.0), np.float64(-602.059991))
    """
    one = np.ones((count + 1, W_h.shape[0]))
    stacks = _products(W_h, one, np.zeros(count + 1), np.array([count + 1]))
    with np.errstate(all="ignore"):
        pairs = list(_norms(stacks))[1:]
    sizes, powers = (np.array([pair[i][0] for pair in pairs]) for i in (0, 1))
    return read_only(scaled.plain(sizes[:, None], powers)[:, 0]), read_only(scaled.log10(sizes, powers))


def norms(stack: Array) -> Array:
    """Return the 2-norm of each matrix, NaN where it holds a number that is not finite.

    Parameters
    ----------
    stack : (n, H, H)
        Matrices.

    Returns
    -------
    (n,)
        Their largest singular values.

    >>> norms(np.array([[[0.0, 2.0], [0.0, 0.0]]]))
    array([2.])
    """
    if stack.shape[-1] == 1:
        return np.abs(stack[:, 0, 0])
    whole = np.isfinite(stack).all(axis=(1, 2))
    result = np.full(len(stack), np.nan)
    if not whole.any():
        return result
    if stack.shape[-1] <= _SMALL:
        result[whole] = np.linalg.svd(stack[whole], compute_uv=False)[:, 0]
    else:  # the largest one loses nothing in the Gram matrix, and comes several times sooner
        matrices, power = scaled.normalise(stack[whole], axes=2)
        largest = np.linalg.eigvalsh(matrices @ matrices.transpose(0, 2, 1))[:, -1]
        result[whole] = scaled.plain(np.sqrt(np.maximum(largest, 0.0)), power)
    return result


def _products(W_h: Array, prime: Array, prime_power: Array, latest: Array) -> Iterator[tuple[Array, Array]]:
    """Yield, for n = 0, 1, …, the products J_t … J_{t−n+1} of those t that reach so far back, in scaled form."""
    weights, weights_power = scaled.normalise(W_h, axes=2)
    product, power = np.tile(np.eye(len(W_h)), (len(latest), 1, 1)), np.zeros(len(latest))
    for n in range(int(latest[0])):
        yield product, power
        alive = int(np.count_nonzero(latest > n + 1))
        if alive:
            crossed = latest[:alive] - n - 1  # row of step t − n
            product = (product[:alive] * prime[crossed][:, None, :]) @ weights
            product, power = scaled.normalise(product, power[:alive] + prime_power[crossed] + weights_power, axes=2)


def _norms(stacks: Iterable[tuple[Array, Array]]) -> Iterator[tuple[Array, Array]]:
    """Yield the norms of each stack; small matrices are gathered first, because one call costs more than one norm."""
    waiting: list[tuple[Array, Array]] = []
    held = 0
    for stack, power in stacks:
        waiting.append((stack, power))
        held += stack.size
        if held >= _BLOCK:
            yield from _flush(waiting)
            waiting, held = [], 0
    yield from _flush(waiting)


def _flush(waiting: list[tuple[Array, Array]]) -> Iterator[tuple[Array, Array]]:
    if waiting:
        sizes = norms(np.concatenate([stack for stack, _ in waiting]))
        parts = np.split(sizes, np.cumsum([len(stack) for stack, _ in waiting])[:-1])
        yield from zip(parts, (power for _, power in waiting), strict=True)

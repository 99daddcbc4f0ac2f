"""Step Jacobians J_t = dh_t/dh_{t-1}, their products, and how much those stretch or shrink."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rnnanim.numerics import scaled
from rnnanim.numerics.activations import ACTIVATIONS
from rnnanim.numerics.scaled import Array, read_only

if TYPE_CHECKING:
    from rnnanim.numerics.cells.rnn import RnnRollout
    from rnnanim.numerics.spec import NetworkSpec

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
        J = scaled.times(sigma_prime[:, :, None], W_h)
        J[0] = np.nan
        return read_only(J)


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
        product = scaled.matmul(scaled.times(product, sigma_prime[step]), weights)
        product, power = scaled.normalise(product, power + weights_power, axes=2)
    return scaled.plain(product, power)


class Growing:
    """Norms of a product that grows factor by factor, each found when it is first asked for.

    Parameters
    ----------
    products : callable
        Returns an iterator over the products of 0, 1, … factors, each as a stack of one matrix in scaled form.

    Notes
    -----
    Going on costs the products in between and one norm. Who asks for fewer factors than before wants many of them: all
    norms are then taken on the way, so that no order of asking costs more than two runs over the products.

    >>> growing = Growing(lambda: products(np.array([[2.0]]), np.ones((9, 1)), np.zeros(9), np.array([9])))
    >>> growing.norm(3)[0], growing.norm(1)[0], growing.norm(0)
    (8.0, 2.0, (1.0, 0.0))
    """

    def __init__(self, products: Callable[[], Iterator[tuple[Array, Array]]]) -> None:
        self._products = products
        self._found = {0: (1.0, 0.0)}
        self._run = enumerate(products())
        self._passed, self._takes_all = -1, False

    def norm(self, factors: int) -> tuple[float, float]:
        """Return the 2-norm of a product and its decimal logarithm; without factors it is 1 and costs nothing."""
        if factors not in self._found and factors <= self._passed:
            self._run, self._takes_all = enumerate(self._products()), True
        while factors not in self._found:
            self._passed, (product, power) = next(self._run)
            if self._passed == factors or (self._takes_all and self._passed not in self._found):
                self._found[self._passed] = _size_of(product, power)
        return self._found[factors]

    def __deepcopy__(self, memo: dict[int, object]) -> Growing:
        return self  # what is found stays true; an iterator cannot be copied


def powers_of(W_h: Array, most: int) -> Growing:
    """Return ‖W_h^k‖₂ by k, up to `most`."""
    one = np.ones((most + 1, W_h.shape[0]))
    return Growing(lambda: products(W_h, one, np.zeros(most + 1), np.array([most + 1])))


def gains(spec: NetworkSpec, rollout: RnnRollout, ts: Sequence[int]) -> tuple[Array, Array, NDArray[np.bool_]]:
    """Return ‖dh_t/dh_k‖₂, its decimal logarithm and whether it is exactly 0, for some t and every k.

    Parameters
    ----------
    ts : sequence of int
        From the latest step down.

    Returns
    -------
    (len(ts), ts[0]) × 3
        Entry [i, n] belongs to t = ts[i] and k = t − n; NaN where k < 1. The logarithm stays finite where the
        gain itself under- or overflows, and is ``-inf`` for an exact zero and where itself it leaves the floats.
    """
    latest = np.asarray(ts)
    shape = (len(ts), ts[0])
    sizes, powers = np.full(shape, np.nan), np.full(shape, np.nan)
    with np.errstate(all="ignore"):
        prime, prime_power = ACTIVATIONS[spec.activation].scaled_prime(rollout.z[1:])
        for n, (size, power) in enumerate(_norms(products(spec.W_h, prime, prime_power, latest))):
            sizes[: len(size), n], powers[: len(size), n] = size, power
    gain = scaled.plain(sizes[..., None], np.nan_to_num(powers))[..., 0]
    return read_only(gain), read_only(scaled.log10(sizes, powers)), sizes == 0.0


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
    stacks = products(W_h, one, np.zeros(count + 1), np.array([count + 1]))
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


def products(W_h: Array, prime: Array, prime_power: Array, latest: Array) -> Iterator[tuple[Array, Array]]:
    """Yield, for n = 0, 1, …, the products J_t … J_{t−n+1} of those t that reach so far back, in scaled form."""
    weights, weights_power = scaled.normalise(W_h, axes=2)
    product, power = np.tile(np.eye(len(W_h)), (len(latest), 1, 1)), np.zeros(len(latest))
    for n in range(int(latest[0])):
        yield product, power
        alive = int(np.count_nonzero(latest > n + 1))
        if alive:
            crossed = latest[:alive] - n - 1  # row of step t − n
            product = scaled.matmul(scaled.times(product[:alive], prime[crossed][:, None, :]), weights)
            product, power = scaled.normalise(product, power[:alive] + prime_power[crossed] + weights_power, axes=2)


def _size_of(product: Array, power: Array) -> tuple[float, float]:
    with np.errstate(all="ignore"):
        size = norms(product)
        return float(scaled.plain(size[:, None], power)[0, 0]), float(scaled.log10(size, power)[0])


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

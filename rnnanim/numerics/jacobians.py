"""Step Jacobians J_t = dh_t/dh_{t-1}, their products, and how much those stretch or shrink."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rnnanim.numerics.activations import ACTIVATIONS
from rnnanim.numerics.scaled import Array, Levelled, Scaled, read_only

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
    weights, product = Levelled.of(Scaled.of(W_h)), Scaled.of(np.eye(len(W_h)))
    for step in range(t, k, -1):
        product = (product * Scaled.of(sigma_prime[step])) @ weights
    return product.plain()


class Growing:
    """Norms of a product that grows factor by factor, each found when it is first asked for.

    Parameters
    ----------
    products : callable
        Returns an iterator over the products of 0, 1, … factors, each as a stack of one matrix.

    Notes
    -----
    Going on costs the products in between and one norm. Who asks for fewer factors than before wants many of them: all
    norms are then taken on the way, so that no order of asking costs more than two runs over the products.

    >>> growing = Growing(lambda: products(np.array([[2.0]]), Scaled.of(np.ones((9, 1))), np.array([9])))
    >>> growing.norm(3)[0], growing.norm(1)[0], growing.norm(0)
    (8.0, 2.0, (1.0, 0.0))
    """

    def __init__(self, products: Callable[[], Iterator[Scaled]]) -> None:
        self._products = products
        self._found = {0: (1.0, 0.0)}
        self._run = enumerate(products())
        self._passed, self._takes_all = -1, False

    def norm(self, factors: int) -> tuple[float, float]:
        """Return the 2-norm of a product and its decimal logarithm; without factors it is 1 and costs nothing."""
        if factors not in self._found and factors <= self._passed:
            self._run, self._takes_all = enumerate(self._products()), True
        while factors not in self._found:
            self._passed, product = next(self._run)
            if self._passed == factors or (self._takes_all and self._passed not in self._found):
                self._found[self._passed] = _size_of(product)
        return self._found[factors]

    def __deepcopy__(self, memo: dict[int, object]) -> Growing:
        return self  # what is found stays true; an iterator cannot be copied


def powers_of(W_h: Array, most: int) -> Growing:
    """Return ‖W_h^k‖₂ by k, up to `most`."""
    one = Scaled.of(np.ones((most + 1, W_h.shape[0])))
    return Growing(lambda: products(W_h, one, np.array([most + 1])))


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
    found = Scaled(*(np.full((len(ts), ts[0]), np.nan) for _ in range(2)))
    prime = ACTIVATIONS[spec.activation].scaled_prime(rollout.z[1:])
    for n, sizes in enumerate(scaled_norms(products(spec.W_h, prime, latest))):
        found[: len(sizes), n] = sizes
    with np.errstate(invalid="ignore"):
        return read_only(found.plain()), read_only(found.log10()), found.mantissa == 0.0


def power_norms(W_h: Array, count: int) -> tuple[Array, Array]:
    """Return ‖W_h^k‖₂ and its decimal logarithm for k = 1 … count.

    Returns
    -------
    (count,), (count,)

    >>> norm, log10_norm = power_norms(np.array([[0.5]]), 2000)
    >>> norm[16], norm[-1], round(log10_norm[-1], 6)
    (np.float64(7.62939453125e-06), np.float64(0.0), np.float64(-602.059991))
    """
    one = Scaled.of(np.ones((count + 1, W_h.shape[0])))
    found = Scaled.zeros(count)
    for k, size in enumerate(scaled_norms(products(W_h, one, np.array([count + 1])))):
        if k:
            found[k - 1] = size[0]
    return read_only(found.plain()), read_only(found.log10())


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
        matrices, power = Scaled.of(stack[whole]).level(-2, -1)
        largest = np.linalg.eigvalsh(matrices @ matrices.transpose(0, 2, 1))[:, -1]
        result[whole] = Scaled(np.sqrt(np.maximum(largest, 0.0)), power[:, 0, 0]).plain()
    return result


def products(W_h: Array, prime: Scaled, latest: Array) -> Iterator[Scaled]:
    """Yield, for n = 0, 1, …, the products J_t … J_{t−n+1} of those t that reach so far back."""
    weights = Levelled.of(Scaled.of(W_h))
    product = Scaled.of(np.tile(np.eye(len(W_h)), (len(latest), 1, 1)))
    for n in range(int(latest[0])):
        yield product
        alive = int(np.count_nonzero(latest > n + 1))
        if alive:
            crossed = latest[:alive] - n - 1  # row of step t − n
            product = (product[:alive] * prime[crossed][:, None, :]) @ weights


def _size_of(product: Scaled) -> tuple[float, float]:
    size = next(scaled_norms([product]))
    return float(size.plain()[0]), float(size.log10()[0])


def scaled_norms(stacks: Iterable[Scaled]) -> Iterator[Scaled]:
    """Yield the norms of each stack; small matrices are gathered first, because one call costs more than one norm."""
    waiting: list[Scaled] = []
    held = 0
    for stack in stacks:
        waiting.append(stack)
        held += stack.mantissa.size
        if held >= _BLOCK:
            yield from _flush(waiting)
            waiting, held = [], 0
    yield from _flush(waiting)


def _flush(waiting: list[Scaled]) -> Iterator[Scaled]:
    if waiting:
        parts = (np.concatenate(part) for part in zip(*((one.mantissa, one.exponent) for one in waiting), strict=True))
        level, power = Scaled(*parts).level(-2, -1)
        sizes = Scaled.of(norms(level), power[:, 0, 0])
        ends = np.cumsum([len(one) for one in waiting])
        yield from (sizes[end - len(one) : end] for one, end in zip(waiting, ends, strict=True))

"""The backward recursion step by step: the two summands of each delta, what a weight collects, and what it costs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np

from rnnanim.numerics import bptt
from rnnanim.numerics.cells.base import Lookup
from rnnanim.numerics.losses import output_errors
from rnnanim.numerics.readings import Reading
from rnnanim.numerics.scaled import Array, Scaled

if TYPE_CHECKING:
    from rnnanim.numerics.analysis import Analysis

#: How the gradient is found: each path from scratch, one chain for the paths of a loss, or the recursion.
Way = Literal["scratch", "shared", "recursion"]
WAYS: tuple[Way, ...] = ("scratch", "shared", "recursion")

#: Vectors of one step, each (H,).
Part = Literal["delta", "own", "carried", "passed"]

KEPT_OF_A_UNIT = 2  # h and z


class Product(NamedTuple):
    """One multiplication of a gradient with J_jᵀ, from h_j to h_{j−1}, on the path of the loss at t to step k."""

    t: int
    k: int
    j: int


def products(losses: range, way: Way) -> Iterator[Product]:
    """Yield every Jacobian product of a way to the gradient, in the order in which it is done.

    Parameters
    ----------
    losses : range
        The steps whose losses count.
    way : {"scratch", "shared", "recursion"}
        Each path multiplies all its Jacobians; or the paths of one loss are one chain, along which each ends; or one
        chain takes up each loss as it passes.

    Notes
    -----
    For the losses of all T steps these are (T³ − T) / 6, T (T − 1) / 2 and T − 1; for one loss T (T − 1) / 2, T − 1
    and T − 1. Source: Goodfellow, Bengio & Courville, *Deep Learning*, sec. 6.5.3 and 10.2.2.

    >>> [sum(1 for _ in products(range(1, 21), way)) for way in WAYS]
    [1330, 190, 19]
    """
    for t in losses if way != "recursion" else losses[-1:]:
        for k in range(t, 0, -1) if way == "scratch" else (1,):
            for j in range(t, k, -1):
                yield Product(t, k, j)


class Recursion:
    """What the backward pass of an RNN does at each step.

    Parameters
    ----------
    analysis : Analysis
        Of an RNN.
    """

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis

    def size(self, part: Part, t: int) -> Reading:
        """Return a vector of step t as its only entry, signed, or else its 2-norm.

        Parameters
        ----------
        part : {"delta", "own", "carried", "passed"}
            delta_t; its summands W_yᵀ e_t and W_hᵀ diag(sigma'(z_{t+1})) delta_{t+1}; and sigma'(z_t) ⊙ delta_t.
        """
        if self.analysis.spec.H == 1:
            return self.analysis.named(f"{part}_entry", t, 0)
        return self.analysis.named(f"{part}_norm", t)

    def entries(self, part: Part, t: int) -> tuple[Reading, ...]:
        """Return every entry of a vector of step t."""
        return tuple(self.analysis.named(f"{part}_entry", t, unit) for unit in range(self.analysis.spec.H))

    def collected(self, t: int) -> Reading:
        """Return what step t adds to dL/dW_x: sigma'(z_t) delta_t x_t, or its part along the whole gradient."""
        return self.analysis.named("collected_x", t)

    def collected_between(self, first: int, last: int) -> Reading:
        """Return the sum of what the steps first … last add."""
        return self.analysis.named("collected_x_between", first, last)

    @property
    def total(self) -> Reading:
        """The gradient of W_x, or its Frobenius norm."""
        return self.analysis.size("dL_dW_x") if self.analysis.is_scalar else self.analysis.norm("dL_dW_x")

    def count(self, way: Way) -> Reading:
        """Return the number of Jacobian products of a way to the gradient of all losses that count."""
        return self.analysis.named(f"products_{way}")

    @property
    def kept(self) -> Reading:
        """How many numbers the backward pass needs of the forward pass: h_t and z_t of every step."""
        return self.analysis.named("numbers_kept")

    @property
    def kept_of_a_step(self) -> Reading:
        """How many numbers of one step that are: what the forward pass alone has to hold at a time."""
        return self.analysis.named("numbers_kept_of_a_step")


class _Sweep:
    """The vectors of all steps in scaled form; row t − 1 is of step t."""

    def __init__(self, analysis: Analysis) -> None:
        spec, rollout = analysis.spec, analysis.rollout
        if spec.cell != "rnn":
            raise ValueError(f"the recursion by steps is that of the cell rnn, got {spec.cell!r}")
        self.own = bptt.through(output_errors(spec, rollout), spec.W_y)
        delta, self.passed = bptt.recursion(spec, rollout, self.own)  # type: ignore[arg-type]  # an RNN's, see above
        self.delta = delta[1:]
        self.carried = Scaled.zeros(spec.T, spec.H)
        self.carried[:-1] = self.passed[1:] @ Scaled.of(spec.W_h)
        self._x = Scaled.of(spec.x)
        self.collected = self._along_the_sum(scalar=analysis.is_scalar)

    def _along_the_sum(self, *, scalar: bool) -> Array:
        """Return what each step adds to dL/dW_x, (T,): signed, or the projection on the sum of all."""
        if scalar:
            return (self.passed * self._x)[:, 0].plain()
        total, _ = (self.passed.T @ self._x).level(-2, -1)
        size = float(np.linalg.norm(total))
        direction = Scaled.of(total / size) if size else Scaled.zeros(*total.shape)
        return ((self.passed @ direction) * self._x).sum().plain()


@lru_cache(maxsize=8)
def _sweep(analysis: Analysis) -> _Sweep:
    return _Sweep(analysis)


def _row(analysis: Analysis, t: int) -> int:
    if not 1 <= t <= analysis.spec.T:
        raise ValueError(f"t must satisfy 1 <= t <= {analysis.spec.T}, got {t}")
    return t - 1


def _entry(part: Part) -> Lookup:
    def lookup(analysis: Analysis, index: tuple[Any, ...]) -> float:
        row, unit = _row(analysis, index[0]), index[1]
        if not 0 <= unit < analysis.spec.H:
            raise ValueError(f"unit must satisfy 0 <= unit < {analysis.spec.H}, got {unit}")
        return float(getattr(_sweep(analysis), part)[row, unit].plain())

    return lookup


def _norm(part: Part) -> Lookup:
    def lookup(analysis: Analysis, index: tuple[Any, ...]) -> float:
        levelled, top = getattr(_sweep(analysis), part)[_row(analysis, index[0])].level(-1)
        return float(Scaled.of(np.asarray(np.linalg.norm(levelled)), top[0]).plain())

    return lookup


def _collected(analysis: Analysis, index: tuple[Any, ...]) -> float:
    return float(_sweep(analysis).collected[_row(analysis, index[0])])


def _collected_between(analysis: Analysis, index: tuple[Any, ...]) -> float:
    first, last = index
    if not 1 <= first <= last <= analysis.spec.T:
        raise ValueError(f"first and last must satisfy 1 <= first <= last <= {analysis.spec.T}, got {index}")
    return float(_sweep(analysis).collected[first - 1 : last].sum())


def _count(way: Way) -> Callable[[Analysis, tuple[Any, ...]], float]:
    return lambda analysis, index: float(sum(1 for _ in products(analysis.losses, way)))


_PARTS: tuple[Part, ...] = ("delta", "own", "carried", "passed")

#: Taken up by `fields`: the number of indices and the look-up of each field that this view reads.
FIELDS: dict[str, tuple[int, Lookup]] = {
    **{f"{part}_entry": (2, _entry(part)) for part in _PARTS},
    **{f"{part}_norm": (1, _norm(part)) for part in _PARTS},
    "collected_x": (1, _collected),
    "collected_x_between": (2, _collected_between),
    **{f"products_{way}": (0, _count(way)) for way in WAYS},
    "numbers_kept": (0, lambda analysis, index: float(KEPT_OF_A_UNIT * analysis.spec.H * analysis.spec.T)),
    "numbers_kept_of_a_step": (0, lambda analysis, index: float(KEPT_OF_A_UNIT * analysis.spec.H)),
}

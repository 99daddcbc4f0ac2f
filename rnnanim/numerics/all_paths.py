"""The routes of all losses to one weight: what each adds to the gradient, and their sums by loss, step and distance.

A route of more than one unit adds a matrix. Its number is then the part along the gradient, ⟨G[t, k], G⟩ / ‖G‖_F; these
parts add up to ‖G‖_F in every order, as the numbers of the scalar network add up to their sum.
Source: Pascanu, Mikolov & Bengio (2013), eqs. 3–5, for the sum over t and k.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from functools import cached_property, reduce
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np

from rnnanim.numerics.cells.base import Lookup
from rnnanim.numerics.readings import Reading
from rnnanim.numerics.scaled import Scaled

if TYPE_CHECKING:
    from rnnanim.numerics.analysis import Analysis

MOST_ROUTES = 20_000
"""As many as `compute` lists."""


class AllPaths:
    """The routes of all losses to W_x, as readings.

    Parameters
    ----------
    analysis : Analysis
        Of a network whose loss is a sum or a mean over all steps.

    Raises
    ------
    ValueError
        For more than `MOST_ROUTES` of them, and for the loss of the last step alone.
    """

    def __init__(self, analysis: Analysis) -> None:
        _table(analysis)
        self.analysis, self.steps = analysis, analysis.spec.T

    def part(self, t: int, k: int) -> Reading:
        """Return what the route of the loss at t to step k adds to the gradient, 1 <= k <= t."""
        return self.analysis.named("part_x", t, k)

    def row(self, t: int) -> Reading:
        """Return what all routes of one loss add."""
        return self.analysis.named("row_x", t)

    def column(self, k: int) -> Reading:
        """Return what the use of the weight at one step gets from all losses."""
        return self.analysis.named("column_x", k)

    def distance(self, steps: int) -> Reading:
        """Return what all routes add that go back so many steps, t − k; 0 is the diagonal."""
        return self.analysis.named("distance_x", steps)

    @property
    def percent_near(self) -> Reading:
        """How much of the sum of all parts the diagonal holds [%]."""
        return self.analysis.named("percent_near_x")

    def shared(self, factor: int) -> Reading:
        """Return what the last two losses have sent together, on their ways to step 1 in a scalar network.

        Parameters
        ----------
        factor : int
            Number of the factor of the last loss but one after which it is measured; from 1, where both have met, on.
        """
        return self.analysis.named("shared_x", factor)

    @property
    def total(self) -> Reading:
        """The sum of all parts: the scalar gradient, or its Frobenius norm."""
        return self.analysis.named("all_x")


class _Parts:
    """Every part, in scaled form: row t − 1, column k − 1, exact zeros above the diagonal."""

    def __init__(self, analysis: Analysis) -> None:
        spec = analysis.spec
        if spec.loss == "last":
            raise ValueError('the loss must be "sum" or "mean" for every step to have one, got "last"')
        if spec.T * (spec.T + 1) // 2 > MOST_ROUTES:
            raise ValueError(f"T must be at most {_longest()} for {MOST_ROUTES} routes, got {spec.T}")
        self.steps, self.is_scalar = spec.T, analysis.is_scalar
        inputs, self.parts = Scaled.of(spec.x), Scaled.zeros(spec.T, spec.T)
        walks = [analysis.walk("x", t, 1) for t in range(1, spec.T + 1)]
        self.gradient = reduce(operator.add, (walk.arrived.T @ inputs[: walk.t][::-1] for walk in walks))
        along = self._along(inputs)
        for walk in walks:
            arrived = walk.arrived[::-1]  # its own order is that of k from t down to 1
            self.parts[walk.t - 1, : walk.t] = (arrived * along[: walk.t]).sum()
            if not self.gradient.mantissa.any():  # what there is has no direction to be told along
                there = (arrived.mantissa.any(axis=1) & inputs.mantissa[: walk.t].any(axis=1)).astype(float)
                self.parts[walk.t - 1, : walk.t] = Scaled.of(np.where(there, np.nan, 0.0))

    def _along(self, inputs: Scaled) -> Scaled:
        """Return what a vector that arrives at step k is multiplied with to give its part, (T, H)."""
        if self.is_scalar:
            return inputs
        level, _ = self.gradient.level(-2, -1)
        return inputs @ Scaled.of(level.T / (np.linalg.norm(level) or 1.0))

    def part(self, t: int, k: int) -> float:
        if not 1 <= k <= t <= self.steps:
            raise ValueError(f"t and k must satisfy 1 <= k <= t <= {self.steps}, got t={t}, k={k}")
        return float(self.parts[t - 1, k - 1].plain())

    def row(self, t: int) -> float:
        return float(self.parts[self._step("t", t) - 1].sum().plain())

    def column(self, k: int) -> float:
        return float(self.parts[:, self._step("k", k) - 1].sum().plain())

    def distance(self, steps: int) -> float:
        if not 0 <= steps < self.steps:
            raise ValueError(f"a distance must satisfy 0 <= t - k < {self.steps}, got {steps}")
        t = np.arange(steps, self.steps)
        return float(self.parts[t, t - steps].sum().plain())

    def percent_near(self) -> float:
        return 100 * self.distance(0) / self.total if self.total else float("nan")

    @cached_property
    def total(self) -> float:
        if self.is_scalar:
            return float(self.gradient[0, 0].plain())
        level, top = self.gradient.level(-2, -1)
        return float(Scaled.of(np.asarray(np.linalg.norm(level)), top.reshape(())).plain())

    def _step(self, name: str, step: int) -> int:
        if not 1 <= step <= self.steps:
            raise ValueError(f"{name} must satisfy 1 <= {name} <= {self.steps}, got {step}")
        return step


def _longest() -> int:
    """Return the most steps that have no more routes than are counted one by one."""
    return int((np.sqrt(8 * MOST_ROUTES + 1) - 1) / 2)


_KNOWN: WeakKeyDictionary[Analysis, _Parts] = WeakKeyDictionary()


def _table(analysis: Analysis) -> _Parts:
    """Return the parts of a network, found once."""
    if analysis not in _KNOWN:
        with np.errstate(all="ignore"):  # states may have left the range of float64; the readings then say so
            _KNOWN[analysis] = _Parts(analysis)
    return _KNOWN[analysis]


def _shared(analysis: Analysis, index: tuple[float, ...]) -> float:
    """Return the running products of the last two losses together, from the state on where they meet."""
    near, far = (analysis.route("x", t, 1).factors for t in (analysis.spec.T - 1, analysis.spec.T))
    place = int(index[0])
    if not 1 <= place < len(near):
        raise ValueError(f"a factor must satisfy 1 <= factor < {len(near)}, got {place}")
    return near[place].running.value + far[place - len(near)].running.value


def _lookup(find: Callable[..., float]) -> Lookup:
    return lambda analysis, index: find(_table(analysis), *index)


FIELDS: dict[str, tuple[int, Lookup]] = {
    "part_x": (2, _lookup(_Parts.part)),
    "row_x": (1, _lookup(_Parts.row)),
    "column_x": (1, _lookup(_Parts.column)),
    "distance_x": (1, _lookup(_Parts.distance)),
    "percent_near_x": (0, _lookup(_Parts.percent_near)),
    "shared_x": (1, _shared),
    "all_x": (0, _lookup(lambda parts: parts.total)),
}
"""What `Analysis.read` finds here, with the number of indices."""

"""The paths of one weight as numbers: which of them are shown, at which step each ends, and what it brings."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

import numpy as np

from rnnanim.layout.frame import MOST_DRAWN
from rnnanim.lesson import Lesson
from rnnanim.numerics import Analysis, ArrayName, Reading, Weight
from rnnanim.numerics.stations import Station
from rnnanim.stage.beats import Repetition

MOST_ENTRIES = 4096  # of a weight whose gradient is drawn
GRADIENTS: dict[Weight, ArrayName] = {"x": "dL_dW_x", "h": "dL_dW_h", "y": "dL_dW_y"}


def routes_to_show(lesson: Lesson) -> Sequence[Repetition]:
    """Return the numbers of the paths, nearest first; beyond five steps those in between are summed."""
    steps = lesson.network.T
    if steps <= MOST_DRAWN:
        return tuple(range(1, steps + 1))
    return (1, 2, "middle", steps)


class ShownPaths:
    """The paths from the loss at the last step to one weight.

    Parameters
    ----------
    keys : sequence of int or "middle"
        Of the paths that are followed one by one, nearest first.

    Attributes
    ----------
    routes : dict of Route by key
        That of "middle" is the nearest of those it stands for.

    """

    def __init__(self, analysis: Analysis, weight: Weight, keys: Sequence[Repetition]) -> None:
        self.analysis, self.weight, self.keys = analysis, weight, tuple(keys)
        self.steps = analysis.spec.T
        self.routes = {key: analysis.route(weight, self.steps, self.step_of(key)) for key in keys}

    def step_of(self, key: Repetition) -> int:
        """Return the step at which a path meets the weight; for the middle ones that of the nearest of them."""
        return self.steps - 2 if key == "middle" else self.steps + 1 - int(key)

    def place_of(self, key: Repetition) -> int:
        """Return how many paths come before one."""
        return self.keys.index(key)

    def before(self, key: Repetition) -> Repetition | None:
        """Return the path before one, if there is one."""
        place = self.place_of(key)
        return self.keys[place - 1] if place else None

    def target(self, key: Repetition) -> Station:
        """Return the weight at the step at which a path ends."""
        return Station.weight(self.weight, self.step_of(key))

    @property
    def count(self) -> int:
        """How many paths there are, drawn or not; W_y is met once on the way back from a loss."""
        return 1 if self.weight == "y" else self.steps

    @property
    def total(self) -> Reading:
        """The gradient of the weight."""
        return self.analysis.total(self.weight, self.steps)

    @property
    def running(self) -> list[float]:
        """Every running product of every path."""
        return [factor.running.value for route in self.routes.values() for factor in route.factors]

    @property
    def has_vectors(self) -> bool:
        """Whether the gradient is a vector somewhere on its way."""
        return not self.analysis.is_scalar

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of the weight, and of what a path brings to it."""
        spec = self.analysis.spec
        return spec.O if self.weight == "y" else spec.H, spec.D if self.weight == "x" else spec.H

    def arriving(self, key: Repetition) -> tuple[Reading, ...]:
        """Return the entries of what a path brings, row by row; none of a weight that is too large to be drawn."""
        if key == "middle":
            return ()
        route, (rows, columns) = self.routes[key], self.shape
        return route.entries(len(route.factors) - 1) if rows * columns <= MOST_ENTRIES else ()

    @property
    def entries_of_sum(self) -> tuple[Reading, ...]:
        """The entries of the gradient, row by row; none of a weight that is too large to be drawn."""
        rows, columns = self.shape
        if rows * columns > MOST_ENTRIES:
            return ()
        return self.analysis.matrix_entries(GRADIENTS[self.weight])

    def contribution(self, key: Repetition) -> Reading:
        """Return what a path adds to the gradient; for the middle ones their sum."""
        if key == "middle":
            return self.analysis.between(self.weight, self.steps, 2, self.steps - 2)
        return self.routes[key].contribution

    def angle(self, key: Repetition) -> Reading:
        """Return the angle between what a path brings and the sum of all paths [degrees]."""
        return self.analysis.angle(self.weight, self.steps, self.step_of(key))

    @property
    def against(self) -> list[int]:
        """The steps, nearest first, whose paths work against the sum, drawn or not."""
        steps = range(self.steps, 0, -1) if self.weight != "y" else ()
        return [k for k in steps if self.brings(k).value < 0]

    @property
    def aside(self) -> tuple[Repetition, Repetition] | None:
        """Two paths of which the first brings more by its norm, and yet less along the sum; None if there are none."""
        told = [key for key in self.keys if key != "middle"]
        found = (
            (more, less)
            for more, less in permutations(told, 2)
            if self.arrived(more).value > self.arrived(less).value
            and self.contribution(more).value < self.contribution(less).value
        )
        return next(found, None)

    def brings(self, step: int) -> Reading:
        """Return what the path to a step adds to the gradient, drawn or not."""
        return self.analysis.contribution(self.weight, self.steps, step)

    def arrived(self, key: Repetition) -> Reading:
        """Return the product of all factors of a path."""
        return self.routes[key].factors[-1].running

    def brings_nothing(self, key: Repetition) -> bool:
        """Return whether a path contributes exactly 0."""
        return self.contribution(key).value == 0

    def reach(self, weight: Weight) -> float:
        """Return from where to where the contributions to a weight reach as they add up."""
        steps = range(self.steps, 0, -1)
        ends = np.cumsum([0.0, *(self.analysis.contribution(weight, self.steps, k).value for k in steps)])
        return float(ends.max() - ends.min())

    @property
    def numbers(self) -> list[float]:
        """What the paths contribute, and the running products on them."""
        return [self.contribution(key).value for key in self.keys] + self.running

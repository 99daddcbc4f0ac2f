"""One network with a past that grows: how many steps it has one after the other, and what each of them brings."""

from __future__ import annotations

from rnnanim.layout.frame import MOST_DRAWN
from rnnanim.lesson import Lesson
from rnnanim.mobjects.charts.data import spread_evenly
from rnnanim.mobjects.charts.step_waterfall import Terms
from rnnanim.mobjects.network.strip_flow import StripFlow
from rnnanim.numerics import Analysis
from rnnanim.numerics.feed_forward import FeedForward
from rnnanim.numerics.near_far import NearFar
from rnnanim.stage.stage import Stage

FEW, MANY = 3, 20  # steps with which it begins, if the lesson has more than can be drawn large, and ends
MOST_LENGTHS = 24
Span = tuple[int, int]
"""The first and the last of some terms that have one column, counted from the nearest."""


def lengths(lesson: Lesson) -> list[int]:
    """Return how many steps there are, one after the other: from the lesson's own, or the last three of more."""
    own = lesson.network.T
    first, last = own if own <= MOST_DRAWN else FEW, max(own, MANY)
    if lesson.max_steps is not None:
        last = max(own, min(last, lesson.max_steps))
    return [first + n for n in spread_evenly(last - first + 1, MOST_LENGTHS)]


def columns(T: int) -> list[Span]:
    """Return what stands in each column, nearest first: a term, or all those together that have none of their own.

    >>> columns(2), columns(100)[-3:]
    ([(1, 1), (2, 2)], [(18, 18), (19, 99), (100, 100)])
    """
    if T <= MANY:
        return [(j, j) for j in range(1, T + 1)]
    return [*((j, j) for j in range(1, MANY - 1)), (MANY - 1, T - 1), (T, T)]


class GrowingPast:
    """The network at each of its lengths.

    Attributes
    ----------
    lengths : list of int
    sums : dict of length to NearFar
    from_one_step : dict of length to NearFar
        Those and the shorter ones.
    last : NearFar
        Of the longest.
    own_weights : FeedForward
        The longest one with weights of its own at every step.
    """

    def __init__(self, stage: Stage) -> None:
        self.stage, self.lengths = stage, lengths(stage.lesson)
        self.sums = {T: NearFar(self._network(T)) for T in self.lengths}
        shorter = range(1, self.lengths[0])
        self.from_one_step = {T: NearFar(self._network(T)) for T in shorter} | self.sums
        self.last = self.sums[self.lengths[-1]]
        self.own_weights = FeedForward(self.last.analysis)
        numbers = [value for T in self.lengths for value in (*self.flow(T).values, self.sums[T].total.value)]
        stage.require_finite("the gradient", numbers)

    def _network(self, T: int) -> Analysis:
        lesson = self.stage.lesson
        if T == lesson.network.T:
            return self.stage.analysis
        return self.stage.network(f"T = {T}", lesson.with_past(T).network)

    @property
    def start(self) -> int:
        """The number of steps that there are at first."""
        return self.lengths[0]

    @property
    def end(self) -> int:
        """The number of steps that there are at last."""
        return self.lengths[-1]

    @property
    def spans(self) -> list[Span]:
        """What stands in the columns of the longest."""
        return columns(self.end)

    def flow(self, T: int) -> StripFlow:
        """Return what runs through the states of a length, and into the shared weight."""
        sums, spans = self.sums[T], columns(T)
        read = sums.analysis.named
        return StripFlow(
            entering=read("running_x", T, 1, 1),
            passing=tuple(read("running_x", T, 1, 1 + 2 * last) for _, last in spans[:-1]),
            arriving=tuple(sums.stream(*span) for span in spans),
        )

    def flow_of_own_weights(self) -> StripFlow:
        """Return what runs through the layers of the longest, and into the weight of each; of some the nearest's."""
        net, T = self.own_weights, self.end
        return StripFlow(
            entering=net.error(T),
            passing=tuple(net.error(T - last) for _, last in self.spans[:-1]),
            arriving=tuple(net.gradient(T + 1 - first) for first, _ in self.spans),
        )

    def terms(self, T: int) -> Terms:
        """Return the terms of the sum of a length by columns."""
        sums = self.sums[T]
        return Terms(tuple(sums.terms(*span) for span in columns(T)), sums.total)

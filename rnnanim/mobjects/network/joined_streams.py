"""The gradient of the losses of all steps as streams that join: each is as wide as the sum of what runs in it.

At a state what its own loss sends meets what comes from behind; what the state lets pass goes down into W_x, and on
through W_h. Of a network of one unit the widths are sums of numbers, of others norms of sums of vectors::

    streams = JoinedStreams(net, analysis, scale)
    for wave in streams.into(1):
        self.play(*(pour(flow, 0.5, show=self.show) for flow in wave))
"""

from __future__ import annotations

from collections.abc import Callable

from rnnanim.mobjects.base.geometry import Point, Polyline, straight
from rnnanim.mobjects.base.motion import Cue, cut, one_by_one
from rnnanim.mobjects.flow.gradient_flow import GradientFlow
from rnnanim.mobjects.network.unrolled import UnrolledRNN
from rnnanim.numerics import Analysis, Reading
from rnnanim.numerics.recursion import Part, Recursion
from rnnanim.numerics.stations import Station

ARRIVED = 0.08  # a ribbon that ends in a tile is so much narrower

Wave = list[GradientFlow]
"""Streams that run at the same time."""


class JoinedStreams:
    """The streams of all losses.

    Parameters
    ----------
    net : UnrolledRNN
        With a loss at every step.
    scale : float
        Scene units for a product of 1.

    Attributes
    ----------
    own, legs : dict of step to GradientFlow
        From the loss of a step into its state, and from the state down to W_x.
    carried : dict of step to list of GradientFlow
        Into the state of a step from the one behind it; two where they part at the dots.
    """

    def __init__(self, net: UnrolledRNN, analysis: Analysis, scale: float) -> None:
        self.net, self.scale, self.analysis, self.view = net, scale, analysis, Recursion(analysis)
        self.steps = net.layout.drawn_steps
        self.own = {t: self._own(t) for t in self.steps}
        self.carried = {t: self._carried(t) for t in self.steps if t < max(self.steps)}
        self.legs = {t: self._leg(t) for t in self.steps}

    @property
    def every(self) -> Wave:
        """All of them."""
        return [*self.own.values(), *(flow for flows in self.carried.values() for flow in flows), *self.legs.values()]

    def into(self, step: int) -> list[Wave]:
        """Return what reaches W_x where a step uses it, in the order in which it runs."""
        behind = [t for t in self.steps if t >= step]
        carried = [[flow] for t in reversed(behind[:-1]) for flow in self.carried[t]]
        return [[self.own[t] for t in behind], *carried, [self.legs[step]]]

    def together(self) -> list[Wave]:
        """Return all of them in the order in which they run."""
        carried = [[flow] for t in sorted(self.carried, reverse=True) for flow in self.carried[t]]
        return [[*self.own.values()], *carried, [*self.legs.values()]]

    def _flow(self, line: Polyline, *stations: tuple[float, Reading]) -> GradientFlow:
        return GradientFlow(self.net.theme, line, stations, self.scale)

    def _own(self, t: int) -> GradientFlow:
        places = [self.net.position(name) for name in (Station.L(t), Station.y(t), Station.h(t))]
        line = Polyline(places, radius=self.net.layout.unit)
        weight = line.nearest(*self.net.position(Station.W_y(t)))
        return self._flow(line, (0.0, self.analysis.size("e", t)), (weight, self.view.size("own", t)))

    def _carried(self, t: int) -> Wave:
        behind = next(step for step in self.steps if step > t)
        here, start = self.net.position(Station.h(t)), self.net.position(Station.h(behind))
        if behind == t + 1:
            return [self._through_weight(start, here, t)]
        into, out_of = (self.net.port(Station.dots(), Station.h(step)) for step in (behind, t))
        return [self._through_weight(start, into, behind - 1), self._through_weight(out_of, here, t)]

    def _through_weight(self, start: Point, end: Point, t: int) -> GradientFlow:
        line = straight(start, end)
        weight = line.nearest(*self.net.position(Station.W_h(t + 1)))
        return self._flow(line, (0.0, self._size("passed", t + 1)), (weight, self._size("carried", t)))

    def _leg(self, t: int) -> GradientFlow:
        line = straight(self.net.position(Station.h(t)), self.net.position(Station.W_x(t)))
        covered, stations = self.net.layout.tile[0] - ARRIVED, [(0.0, self._size("passed", t))]
        return GradientFlow(self.net.theme, line, stations, self.scale, most_at_the_end=covered)

    def _size(self, part: Part, t: int) -> Reading:
        return self.view.size(part, t)


def widths(analysis: Analysis, steps: list[int]) -> list[float]:
    """Return every number that is the width of a stream at some steps."""
    view = Recursion(analysis)
    parts: tuple[Part, ...] = ("own", "carried", "passed")
    return [analysis.size("e", t).value for t in steps] + [view.size(part, t).value for t in steps for part in parts]


def pour(flow: GradientFlow, seconds: float, *, show: Callable[..., object], tail: float = 0.0) -> Cue:
    """Return the run of a stream to its end, from an arc length on, up to which another one shows what runs."""

    def begin() -> None:
        flow.heats, flow.spent, flow.tail, flow.front = [], 0.0, tail, tail
        show(flow)

    return one_by_one(cut(begin), flow.advance(flow.line.length, seconds))

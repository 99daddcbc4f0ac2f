"""A route that is followed in one sweep, for a viewer who knows how a route goes."""

from __future__ import annotations

import math

from rnnanim.mobjects.base.motion import Cue, delayed, together
from rnnanim.mobjects.flow.gradient_flow import GradientFlow
from rnnanim.mobjects.formulas.route_stops import Stop, is_whole, stops_of
from rnnanim.mobjects.network.states import State
from rnnanim.mobjects.network.unrolled import UnrolledRNN
from rnnanim.numerics import Route
from rnnanim.numerics.stations import PartName, Station

from manim import VGroup

START, PER_UNIT = 0.35, 0.15  # seconds of a run, and for each unit of its way
COVERED = 0.08  # a ribbon that ends in a tile is so much narrower


class QuickRoute(VGroup):  # type: ignore[misc]
    """The ribbon of one route, and the lighting of its stations.

    Parameters
    ----------
    scale : float
        Scene units for a running product of 1.
    known : int, optional
        The step up to whose state the route before it has been the same.
    """

    def __init__(self, net: UnrolledRNN, route: Route, scale: float, *, known: int | None = None) -> None:
        super().__init__()
        self.net, self.route = net, route
        self.line = net.line(route)
        self.stops = stops_of(net, route, self.line)
        self.known = 0.0 if known is None else self.line.nearest(*net.position(Station.h(known)))
        stations = [(stop.arc, stop.running) for stop in self.stops]
        end = net.layout.tile[0] - COVERED if is_whole(net, route) else math.inf
        self.stream = GradientFlow(net.theme, self.line, stations, scale, most_at_the_end=end)
        self.add(self.stream)

    @property
    def seconds(self) -> float:
        """How long its run takes."""
        return START + PER_UNIT * (self.line.length - self.known)

    @property
    def goal(self) -> Station:
        """The weight in which it ends."""
        return Station.weight(self.route.weight, self.route.k)

    def prepare(self, seconds: float) -> Cue:
        """Return the dimming of all but the route; up to where it is known the gradient is there, and calm."""
        net = self.net
        states: dict[PartName, State] = dict.fromkeys(net.parts, State.DIM)
        for name in net.stations(self.route):
            states[name] = State.PASSED if name in net.tiles else State.NEAR
        states |= {Station.L(self.route.t): State.LIVE, self.goal: State.IDLE}
        states |= dict.fromkeys(net.links(self.route), State.AHEAD)
        for stop in self.stops:
            if 0 < stop.arc <= self.known:
                states |= self._lit(stop, State.CALM)
        if self.known:
            states |= dict.fromkeys((Station.L(self.route.t), Station.y(self.route.t)), State.CALM)
        cues = [net.turn(states, seconds)]
        if self.known:
            cues.append(self.stream.resume(self.known, seconds))
        return together(*cues)

    def run(self) -> Cue:
        """Return the run of the front to the weight; each station lights as it comes by."""
        light = self.net.theme.time.light
        passing = [(stop.arc, self._lit(stop, State.LIVE)) for stop in self.stops[1:-1] if stop.arc > self.known]
        if not self.known:
            output = Station.y(self.route.t)
            passing.append((self.line.nearest(*self.net.position(output)), {output: State.LIVE}))
        lights = [delayed(self._when(arc), self.net.turn(states, light)) for arc, states in passing if states]
        end = {self.goal: State.LIT if self.stops[-1].running.value else State.IDLE}
        arrived = delayed(self.seconds, self.net.turn(end, light))
        return together(self.stream.advance(self.line.length, self.seconds), *lights, arrived)

    def kindle(self, seconds: float) -> Cue:
        """Return the lighting of the whole route once it has arrived."""
        names = (*self.net.stations(self.route), Station.y(self.route.t))
        calm = [name for name in names if name in self.net.nodes and self.net.nodes[name].state == State.CALM]
        return together(self.net.turn(dict.fromkeys(calm, State.LIVE), seconds), self.stream.kindle(seconds))

    def _lit(self, stop: Stop, unit: State) -> dict[PartName, State]:
        """Return the state of a station where a factor has acted; nothing for what is under the dots."""
        if stop.station in self.net.nodes:
            return {stop.station: unit}
        if stop.station not in self.net.tiles:
            return {}
        return {stop.station: State.IDLE if stop.station.kind == "W_h" else State.PASSED}

    def _when(self, arc: float) -> float:
        """Return when the front, which is eased, comes by an arc length [s]."""
        share = (arc - self.known) / (self.line.length - self.known)
        return self.seconds * math.acos(1 - 2 * min(1.0, share)) / math.pi

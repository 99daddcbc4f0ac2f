"""A gradient's journey along one route: the front runs from station to station, and each station's factor acts.

At a station its unit or tile lights, a copy of the factor's symbol falls into the formula band, and the value arrives
there together with the running product beside the ribbon, which from here on has its new width.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from rnnanim.layout.frame import Layout
from rnnanim.mobjects.base.geometry import Point, Polyline
from rnnanim.mobjects.base.motion import Cue, one_by_one, pause, together
from rnnanim.mobjects.flow.gradient_flow import GradientFlow
from rnnanim.mobjects.flow.pulse import Pulse
from rnnanim.mobjects.formulas.chain_rule import ChainRule
from rnnanim.mobjects.network.states import State
from rnnanim.mobjects.network.unrolled import UnrolledRNN
from rnnanim.mobjects.text.fitting import fitting_one
from rnnanim.mobjects.text.label import Align, Label
from rnnanim.numerics import Factor, Reading, Route
from rnnanim.numerics.stations import PartName, Station

from manim import VGroup

EXPONENT = 0.07  # how much lower a number with a power of ten stands: it rises as far as the ring beside it
TRIVIAL = 0.6  # pace at a factor of 1
BEFORE, AFTER = 0.16, 0.11  # from the middle of a tile W_h to the numbers below the stretches at both sides


@dataclass(frozen=True, slots=True)
class Stop:
    """One drawn station of a route: the factors that act there, its arc length, and the running product after it."""

    station: Station
    factors: tuple[int, ...]
    arc: float
    running: Reading


class PathTrace(VGroup):
    """One route of a network: its ribbon, its running products and its formula band.

    Parameters
    ----------
    shared : int or None
        Step at which the route parts from the one before it; up to there it is known, and there already.
    pace : float
        Factor on all times at stations and edges; 1 is the pace of a three-step network.
    """

    def __init__(
        self,
        net: UnrolledRNN,
        layout: Layout,
        route: Route,
        scale: float,
        *,
        shared: int | None = None,
        pace: float = 1.0,
        head: Label | None = None,
    ) -> None:
        super().__init__()
        self.net, self.layout, self.route, self.theme, self.pace = net, layout, route, net.theme, pace
        self.line = net.line(route)
        self.stops = self._stops()
        shared_arc = -1.0 if shared is None else self.line.nearest(*net.position(Station.h(shared)))
        self.known = sum(1 for stop in self.stops if stop.arc <= shared_arc + 1e-6)
        own = Station.h(route.k)
        branches = net.has(own) and route.weight == "x"  # to W_h the next route runs on over the end of this one
        self.own_arc = self.line.nearest(*net.position(own)) if branches else self.line.length
        stations = [(stop.arc, stop.running) for stop in self.stops]
        self.stream = GradientFlow(self.theme, self.line, stations, scale, shared=self.own_arc)
        self.product = ChainRule(self.theme, layout, route, head=head)
        self.numbers = VGroup()
        self.add(self.stream, self.numbers)

    @property
    def known_factors(self) -> int:
        """How many factors, from the loss on, the route before had too."""
        return self.stops[self.known - 1].factors[-1] + 1 if self.known else 0

    @property
    def is_whole(self) -> bool:
        """Return whether the route's end is drawn, and not under the dots."""
        return self.net.has(Station.h(self.route.k))

    # motion

    def prepare(self, seconds: float) -> Cue:
        """Return the dimming of all but the route: a thread, and up to where it is known the calm ribbon."""
        states: dict[PartName, State] = dict.fromkeys(self.net.parts, State.DIM)
        for station in self.net.stations(self.route):
            states[station] = State.PASSED if station in self.net.tiles else State.NEAR
        states[Station.L(self.route.t)] = State.LIVE
        states[self._target] = State.IDLE
        states |= dict.fromkeys(self.net.links(self.route), State.AHEAD)
        for stop in self.stops[: self.known]:
            states |= self._lit_states(stop, State.CALM)
            states |= dict.fromkeys((Station.L(self.route.t), Station.y(self.route.t)), State.CALM)
            states |= {stop.station: State.PASSED} if stop.station in self.net.tiles else {}
        cues = [self.net.turn({name: state for name, state in states.items() if self.net.has(name)}, seconds)]
        if self.known:
            cues.append(self.stream.resume(self.stops[self.known - 1].arc, seconds))
        return together(*cues)

    def kindle(self, seconds: float) -> Cue:
        """Return the lighting of the whole route once its end is reached."""
        calm = [name for name in self.net.stations(self.route) if name in self.net.nodes]
        states = {name: State.LIVE for name in calm if self.net.nodes[name].state == State.CALM}
        return together(self.net.turn(states, seconds), self.stream.kindle(seconds))

    def travel(self) -> Cue:
        """Return the run to the weight, or into the dots, from the loss or from where the route is new."""
        cues: list[Cue] = []
        if self.known:
            stop = self.stops[self.known - 1]
            cues += [self._again_from_the_loss(), self._leave(stop, self.theme.time.value * self.pace)]
        for i in range(self.known, len(self.stops)):
            if i:
                cues.append(self._run_to(self.stops[i].arc, self.pace))
            cues.append(self._act(self.stops[i], self.pace, last=i == len(self.stops) - 1 and self.is_whole))
        if not self.is_whole:
            cues.append(self._run_to(self.line.length, self.pace))
        return one_by_one(*cues)

    def _again_from_the_loss(self) -> Cue:
        """Return a spark along what is known: this route, too, begins at the loss."""
        arc = self.stops[self.known - 1].arc
        ends = [s for s in self.line.marks if s < arc]
        line = Polyline([tuple(self.line.point(s)[:2]) for s in (*ends, arc)], radius=0)
        spark = Pulse(self.theme, line, role="ink", over=True)
        seconds = (0.3 + 0.07 * arc) * max(0.7, self.pace)
        return together(
            Cue(lambda share: self.add(spark) if share < 1 else self.remove(spark), seconds), spark.run(seconds)
        )

    def clear_numbers(self, seconds: float) -> Cue:
        """Return the fading of the running products beside the ribbon."""

        def apply(share: float) -> None:
            for label in self.numbers:
                label.set_fill(opacity=1 - share)
            if share >= 1:
                self.numbers.submobjects = []

        return Cue(apply, seconds)

    @property
    def _target(self) -> Station:
        return Station.weight(self.route.weight, self.route.k)

    def _run_to(self, arc: float, pace: float) -> Cue:
        """Return the run of the front to an arc length, in proportion to the way."""
        before = max((stop.arc for stop in self.stops if stop.arc < arc - 1e-6), default=0.0)
        seconds = self.theme.time.edge * min(1.0, 0.35 + 0.3 * (arc - before)) * pace
        run = self.stream.advance(arc, seconds)
        output = Station.y(self.route.t)
        passing = self.line.nearest(*self.net.position(output))
        if not before < passing < arc:  # the output is a unit on the way at which no factor acts
            return run
        lit = one_by_one(
            pause(seconds * (passing - before) / (arc - before)),
            self.net.turn({output: State.LIVE}, self.theme.time.light),
        )
        return together(run, lit)

    def _act(self, stop: Stop, pace: float, *, last: bool) -> Cue:
        """Return what happens at a station: it lights, its symbol falls, value and running product arrive."""
        time = self.theme.time
        column = self.product.column_of(stop.factors[-1])
        pace *= TRIVIAL if column.is_trivial else 1.0
        flying = stop.factors if self.net.has(stop.station) else stop.factors[:1]  # one for all under the dots
        falls = [self._fall(stop.station, i, time.factor * pace) for i in flying]
        falling = one_by_one(self._make_way(stop, time.light), together(*falls))
        cues = [together(self._light(stop, last, time.light), falling)]
        told = [self.product.tell(i, time.value * pace) for i in stop.factors if self.product.completes(i)]
        partial = self.product.show_partial(stop.running, time.value * pace)
        if last:
            cues.append(together(*told, partial) if told else pause(0))
        else:
            cues.append(together(*told, partial, self._leave(stop, time.value * pace)))
        return one_by_one(*cues)

    def _leave(self, stop: Stop, seconds: float) -> Cue:
        """Return the front's coming out of a station, and the running product that it has from there on."""
        arc = min(stop.arc + self._clearance(stop.station), self.line.length)
        return together(self._number(stop, seconds), self.stream.advance(arc, seconds))

    def _light(self, stop: Stop, last: bool, seconds: float) -> Cue:
        if not last:
            return self.net.turn(self._lit_states(stop), seconds)
        source = self._operand(self.route.factors[-1])
        reached = State.LIT if stop.running.value else State.IDLE  # a path that brings nothing leaves its weight dark
        lit = {stop.station: reached} | ({source: State.NEAR} if source and self._is_dim(source) else {})
        return self.net.turn(lit, seconds)

    def _is_dim(self, unit: Station) -> bool:
        return unit in self.net.nodes and self.net.nodes[unit].state == State.DIM

    def _lit_states(self, stop: Stop, unit: State = State.LIVE) -> dict[PartName, State]:
        """Return the state of a station once its factor has acted; nothing for what is under the dots."""
        tile = self.net.tiles.get(stop.station)
        if tile is not None:
            return {stop.station: State.IDLE if tile.hue == "wh" else self._state_of_output_weight(stop)}
        return {stop.station: unit} if stop.station in self.net.nodes else {}

    def _make_way(self, stop: Stop, seconds: float) -> Cue:
        """Return the leaving of the number under a tile W_h, where its symbol is to fall through."""
        if self._has_two_slots or stop.station.kind != "W_h":
            return pause(0)
        x = self.net.position(stop.station)[0]
        leaving: list[Label] = []

        def begin() -> None:
            leaving.extend(label for label in self.numbers if label.get_left()[0] < x < label.get_right()[0])

        def apply(share: float) -> None:
            for label in leaving:
                label.set_fill(opacity=1 - share)
                if share >= 1:
                    self.numbers.remove(label)

        return Cue(apply, seconds, begin=begin)

    def _state_of_output_weight(self, stop: Stop) -> State:
        return State.PASSED if self.product.column_of(stop.factors[-1]).is_trivial else State.ACTED

    def _fall(self, station: Station, factor: int, seconds: float) -> Cue:
        start = self._source(factor, station)
        close = not self._has_two_slots
        return self.product.fall(factor, start, seconds, by=self._way(factor, start), close=close)

    def _way(self, factor: int, start: Point) -> tuple[Point, ...]:
        """Return the corners of a symbol's way into the band: round W_x and x, through the gap between two columns."""
        kind = self.route.factors[factor].kind
        if self.product.kind != "columns" or kind == "error":
            return ()
        end = float(self.product.column_of(factor).symbol.get_center()[0])
        if kind == "h":  # down between two columns
            lane = self.layout.rows["x"] - self.theme.size.unit_x - 0.23
            gap = start[0] + math.copysign(min(0.9, self.layout.pitch / 2), end - start[0])
            turn = start[1] - 0.7  # between the ring and the tile W_x
            further = ((float(end), lane),) if abs(gap - end) > 0.6 else ()
            return (start[0] + (gap - start[0]) * 0.2, turn), (gap, turn), (gap, lane), *further
        if kind == "x":  # to the left first: below stands the symbol that has just landed
            far = abs(end - start[0]) > 0.5  # then it runs below the other inputs
            low = self.layout.rows["x"] - self.theme.size.unit_x - 0.23
            return ((end, start[1]),) if self._has_two_slots else ((start[0], low), (end, low)) if far else ()
        lane = self.layout.rows["x"] - self.theme.size.unit_x - 0.23
        if kind == "W_h":
            clear = start[0] - 0.16  # of the number to the right of the tile
            if self.product.column_of(factor).symbol.height > 0.5 and end > start[0] + 0.5:
                return (clear, start[1] - 0.6), (end - 0.57, lane)  # a fraction: between x and the column before
            return (clear, start[1] - 0.6), (clear, lane), *(((float(end), lane),) if abs(clear - end) > 0.5 else ())
        if kind == "W_y":
            right = start[0] + self.layout.pitch / 2
            return (right, start[1] - 0.2), (right, lane), *(((float(end), lane),) if abs(right - end) > 0.5 else ())
        gap = start[0] - min(0.9, self.layout.pitch / 2)
        # where the columns are close, between the tile W_h on the left and the tile W_x below
        if self._has_two_slots:  # round the tile, and then back in before the column on the left
            return (gap - 0.06, start[1] - 0.95), (gap + 0.06, lane + 0.14)
        first, turn = (start[0] - 0.08, start[1] - 0.57), (gap, start[1] - 0.57)
        return first, turn, (gap, lane), *(((float(end), lane),) if abs(end - gap) > 1.2 else ())

    def _source(self, factor: int, station: Station) -> Point:
        """Return where a factor's symbol comes from; the last one from its own unit beyond the weight."""
        return self.net.position(self._operand(self.route.factors[factor]) or station)

    @staticmethod
    def _operand(factor: Factor) -> Station | None:
        """Return the input or state that the last factor is; others act where they are drawn."""
        match factor.kind:
            case "x":
                return Station.x(factor.step)
            case "h":
                return Station.h(factor.step)
        return None

    def _clearance(self, station: Station) -> float:
        part = self.net.nodes.get(station)
        if part is not None:
            return part.radius + 0.10
        tile = self.net.tiles.get(station)
        if tile is None:
            return 0.3
        vertical = station.kind != "W_h"
        return (self.layout.tile[1] if vertical else self.layout.tile[0]) / 2 + 0.10

    def _number(self, stop: Stop, seconds: float) -> Cue:
        """Return the arrival of a running product beside the ribbon; one that it would touch leaves."""
        place = self._number_place(stop)
        if place is None or self.product.column_of(stop.factors[-1]).reading.value == 1:
            return pause(0)
        x, y, align = place
        most = self._number_room(stop)
        label = fitting_one(self.theme, stop.running, most, "small", "text").place(x, y, align)
        label.shift((min(0.0, self._right_limit(stop) - float(label.get_right()[0])), 0, 0))
        label.shift((0, -EXPONENT * ("10^" in label.markup), 0))
        label.shift((max(0.0, self._left_limit(stop) - float(label.get_left()[0])), 0, 0))
        label.set_fill(opacity=0)
        leaving: list[Label] = []

        def begin() -> None:
            leaving.extend(other for other in self.numbers if _meet(other, label))
            self.numbers.add(label)

        def apply(share: float) -> None:
            for other in leaving:
                other.set_fill(opacity=max(0.0, 1 - 2 * share))
                if share >= 1:
                    self.numbers.remove(other)
            label.set_fill(opacity=max(0.0, 2 * share - 1) if leaving else share)

        return Cue(apply, seconds, begin=begin)

    def _number_room(self, stop: Stop) -> float:
        """Return how wide a running product may be: to the right of a tile W_h its symbol has to fall past it."""
        if not self._has_two_slots:
            return max(0.9, self.layout.pitch - 0.5)
        kind, step = stop.station.kind, stop.station.step
        if kind == "h" and step != self.route.k and self.net.has(Station.W_h(step)):
            return self._right_limit(stop) - self.layout.between(step) - BEFORE
        if kind == "W_h":
            return self.net.position(stop.station)[0] - AFTER - self._left_limit(stop)
        return 1.2

    def _right_limit(self, stop: Stop) -> float:
        """Return where a number below the stretch that leaves a state must end: beside the leg down to W_x."""
        if stop.station.kind != "h" or not self._has_two_slots:
            return self.layout.safe[1]
        return self.net.position(stop.station)[0] - self.stream.width_at(stop.arc + 0.4) / 2 - 0.08

    def _left_limit(self, stop: Stop) -> float:
        """Return where a number below the stretch into a state may begin: beside the leg down to W_x."""
        if stop.station.kind != "W_h" or not self._has_two_slots:
            return self.layout.safe[0]
        return self.net.position(Station.h(stop.station.step - 1))[0] + 0.14

    @property
    def _has_two_slots(self) -> bool:
        return self.layout.pitch > 2.3

    def _number_place(self, stop: Stop) -> tuple[float, float, Align] | None:
        """Return where the product after a station stands: beside the stretch that leaves it."""
        rows, net = self.layout.rows, self.net
        kind, step = stop.station.kind, stop.station.step
        if kind == "L":
            x, y = net.position(stop.station)
            return (x + net.position(Station.y(self.route.t))[0]) / 2, y + 0.44, "centre"
        if kind == "W_y":
            x = net.position(stop.station)[0]
            half = self.stream.width_at(stop.arc + 0.4) / 2
            return x + max(half, 0.3) + 0.14, rows["h"] + 0.40, "left"
        below = rows["h"] - self.layout.unit - (0.25 if self._has_two_slots else 0.34)
        if kind == "h" and step == self.route.k and self.route.weight == "x":
            return None  # the next stretch leads into the weight, where the contribution stands
        after_state = kind == "h"
        tile = self.layout.between(step) if net.has(Station.W_h(step)) else None
        if tile is None:
            return None
        if self._has_two_slots and after_state and step == self.route.k:  # it may reach under the weight, where it ends
            return self._right_limit(stop), below, "right"
        if self._has_two_slots:
            return (tile + BEFORE, below, "left") if after_state else (tile - AFTER, below, "right")
        return tile + 0.06, below, "centre"  # a little off the unit that is reached next

    # construction

    def _stops(self) -> tuple[Stop, ...]:
        """Return the drawn stations; what happens under the dots is one stop, where the ribbon enters them."""
        stops: list[Stop] = []
        for i, factor in enumerate(self.route.factors):
            drawn = self.net.has(factor.station)
            if not drawn and not self.is_whole:
                continue
            station = factor.station if drawn else Station.dots()
            if stops and stops[-1].station == station:
                previous = stops.pop()
                stops.append(Stop(station, (*previous.factors, i), previous.arc, factor.running))
                continue
            arc = 0.0 if i == 0 else self.line.nearest(*self.net.position(station))
            stops.append(Stop(station, (i,), arc, factor.running))
        return tuple(stops)


def pace_of(steps: int) -> float:
    """Return the factor on the times of stations and edges: 1 up to three steps, at least one half beyond."""
    return 1.0 if steps <= 3 else max(0.5, 3 / steps)


def _meet(a: Label, b: Label, gap: float = 0.12) -> bool:
    """Return whether two numbers on one line stand closer than `gap`."""
    apart = a.get_right()[0] < b.get_left()[0] - gap or b.get_right()[0] < a.get_left()[0] - gap
    return not apart and abs(a.baseline_y - b.baseline_y) < 0.3

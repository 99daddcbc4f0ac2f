"""The gradient on its way along one route: the front runs from station to station, and each station's factor acts.

At a station its unit or tile lights, a copy of the factor's symbol falls into the formula band, and the value arrives
there together with the running product beside the ribbon, which from here on has its new width.
"""

from __future__ import annotations

import math

from rnnanim.backend.shapes import VGroup
from rnnanim.layout.frame import Layout
from rnnanim.mobjects.base.geometry import Polyline
from rnnanim.mobjects.base.motion import Cue, cut, one_by_one, pause, together
from rnnanim.mobjects.flow.gradient_flow import GradientFlow
from rnnanim.mobjects.flow.pulse import Pulse
from rnnanim.mobjects.formulas.chain_rule import ChainRule
from rnnanim.mobjects.formulas.gradient_columns import GradientColumns
from rnnanim.mobjects.formulas.route_stops import Stop, is_whole, operand_of, stops_of
from rnnanim.mobjects.formulas.running_numbers import RunningNumbers
from rnnanim.mobjects.formulas.symbol_ways import SymbolWays
from rnnanim.mobjects.network.states import State
from rnnanim.mobjects.network.unrolled import UnrolledRNN
from rnnanim.mobjects.text.label import Label
from rnnanim.numerics import Route
from rnnanim.numerics.stations import PartName, Station

COVERED = 0.08  # a ribbon that ends in a tile is so much narrower
SHORTEST = 0.75  # stretch beside a tile on which a ribbon can narrow for it, and be seen as wide as it is
TRIVIAL = 0.6  # pace at a factor of 1


class PathTrace(VGroup):
    """One route of a network: its ribbon, its running products and its formula band.

    Parameters
    ----------
    shared : int or None
        Step at which the route parts from the one before it; up to there it is known, and there already.
    pace : float
        Factor on all times at stations and edges; 1 is the pace of a three-step network.
    columns : GradientColumns, optional
        What the gradient is drawn with beside the ribbon where it is a vector.
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
        columns: GradientColumns | None = None,
    ) -> None:
        super().__init__()
        self.net, self.layout, self.route, self.theme, self.pace = net, layout, route, net.theme, pace
        self.line = net.line(route)
        self.stops, self.is_whole = stops_of(net, route, self.line), is_whole(net, route)
        shared_arc = -1.0 if shared is None else self.line.nearest(*net.position(Station.h(shared)))
        self.known = sum(1 for stop in self.stops if stop.arc <= shared_arc + 1e-6)
        own = Station.h(route.k)
        branches = net.has(own) and route.weight == "x"  # to W_h the next route runs on over the end of this one
        self.own_arc = self.line.nearest(*net.position(own)) if branches else self.line.length
        stations = [(stop.arc, stop.running) for stop in self.stops]
        covered = layout.tile[1 if route.weight == "h" else 0] - COVERED
        self.stream = GradientFlow(
            self.theme,
            self.line,
            stations,
            scale,
            shared=self.own_arc,
            most_at_the_end=covered if self.is_whole else math.inf,
            covered=((), 0.0, 0.0) if columns is None else self._tiles_on_the_way(),
        )
        self.product = ChainRule(self.theme, layout, route, head=head)
        self.numbers = RunningNumbers(net, route, self.stream, columns)
        self.ways = SymbolWays(self.theme, layout, -math.inf if columns is None else columns.key_end)
        self.add(self.stream, self.numbers)

    def _tiles_on_the_way(self) -> tuple[list[float], float, float]:
        """Return where tiles W_h lie on the ribbon, and which width and length of it each covers."""
        has_room = self.layout.pitch / 2 > SHORTEST
        places = [stop.arc for stop in self.stops if stop.station.kind == "W_h" and has_room]
        return places, self.layout.tile[1] - COVERED, self.layout.tile[0] - 2 * COVERED

    @property
    def known_factors(self) -> int:
        """How many factors, from the loss on, the route before had too."""
        return self.stops[self.known - 1].factors[-1] + 1 if self.known else 0

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
        return one_by_one(cut(lambda: self.add(spark)), spark.run(seconds), cut(lambda: self.remove(spark)))

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
        falling = one_by_one(self.numbers.make_way(stop, time.light), together(*falls))
        cues = [together(self._light(stop, last, time.light), falling)]
        if last and stop.station.kind == "W_h":
            cues = [together(*cues, self.numbers.leave_for(stop, time.light))]
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
        source = operand_of(self.route.factors[-1])
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

    def _state_of_output_weight(self, stop: Stop) -> State:
        return State.PASSED if self.product.column_of(stop.factors[-1]).is_trivial else State.ACTED

    def _fall(self, station: Station, factor: int, seconds: float) -> Cue:
        """Return the flight of a factor's symbol; the last one comes from its own unit beyond the weight."""
        acting, symbol = self.route.factors[factor], self.product.column_of(factor).symbol
        start = self.net.position(operand_of(acting) or station)
        if self.ways.is_shut(acting.kind, start, symbol.width):
            return self.product.light(factor, seconds)
        by = self.ways.corners(acting.kind, start, float(symbol.get_center()[0]), symbol.width, symbol.height)
        return self.product.fall(
            factor, start, seconds, by=by, close=not self.ways.has_two_slots, late=self.ways.passes_a_key
        )

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
        """Return the arrival of a running product beside the ribbon; a factor of 1 leaves a number as it is."""
        is_one = self.numbers.columns is None and self.product.column_of(stop.factors[-1]).reading.value == 1
        return pause(0) if is_one else self.numbers.arrive(stop, seconds)


def pace_of(steps: int) -> float:
    """Return the factor on the times of stations and edges: 1 up to three steps, at least one half beyond."""
    return 1.0 if steps <= 3 else max(0.5, 3 / steps)

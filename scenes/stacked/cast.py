"""What StackedRNN shows: the grid, its values on the way forward, routes through it, and what all of them bring."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import cast

from rnnanim.layout.frame import ByFrame
from rnnanim.mobjects.base.geometry import Polyline, straight
from rnnanim.mobjects.base.motion import Cue, one_by_one, pause, together
from rnnanim.mobjects.charts.waterfall import Row, Waterfall
from rnnanim.mobjects.flow.gradient_flow import flow_scale
from rnnanim.mobjects.flow.pulse import Pulse
from rnnanim.mobjects.network.stacked import StackedRNN, symbol_in
from rnnanim.mobjects.network.states import State
from rnnanim.mobjects.network.unrolled import step_index
from rnnanim.mobjects.text.fitting import fitting_one
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics import Reading
from rnnanim.numerics.cells.layers import of_layer
from rnnanim.numerics.fields import ArrayName
from rnnanim.numerics.grid import Grid
from rnnanim.numerics.stations import PartName, Station
from rnnanim.scenes.stacked.factor_list import DOTS, RESULT, FactorList, ListRoom, lines_of
from rnnanim.scenes.stacked.grid_walk import EdgeFlow, GridWalk, RouteTo
from rnnanim.scenes.stacked.sweep import sweep
from rnnanim.stage.stage import Stage
from rnnanim.theme import Box

MOST_ROUTES = 4  # that are shown one by one
BESIDE, OVER = 0.06, 0.40  # from a node to its number, and from its middle up to the baseline
LEFT, RIGHT = 3.86, 6.46
MOST_LINES = ByFrame(wide=5, tall=5, square=3)
LISTS: ByFrame[tuple[Box, Box]] = ByFrame(
    wide=((1.62, 3.94, 1.2, -3.3), (4.2, 6.5, 1.2, -3.3)),
    tall=((-3.64, -0.44, -1.1, -5.4), (0.42, 3.62, -1.1, -5.4)),
    square=((-3.64, -0.44, -1.46, -3.66), (0.42, 3.62, -1.46, -3.66)),
)
"""Where the factors of the way through time stand, and those of the way through depth."""
WIDEST_PITCH, ASIDE = 0.62, 0.3
PANEL: ByFrame[Box] = ByFrame(
    wide=(LEFT, RIGHT, 2.5, -3.3), tall=(0.42, 3.62, -1.1, -5.6), square=(0.44, 3.62, -1.28, -3.62)
)
IS_BESIDE = ByFrame.narrow(wide=True, others=False)  # whether lists stand at the right of the last state
HAS_HEAD = ByFrame(wide=True, tall=True, square=False)  # of the panel, which says what all rows begin with
RULES: ByFrame[tuple[float, float] | None] = ByFrame(wide=(2.5, 0.0), tall=(-3.2, -2.0), square=None)
"""x of the rules, and where they do not stand beside their rows the baseline of the first; None without room."""
RULE_LINE, RULE_INDENT = 0.62, 0.75


class StackedCast:
    """The cast.

    Attributes
    ----------
    net : StackedRNN
    grid : Grid
        Every number of the routes.
    numbers : dict of Station to Label
        The states, beside their nodes; of several units their norms.
    time, depth : FactorList
        Of the route back through the uppermost layer, and of the one straight down.
    ends : dict of RouteTo to Label
        What is left of each, beside its end.
    routes : list of GridWalk
        To the first state of the lowest layer, as far as they are shown one by one; `panel` has a row for each.
    sums : dict of Station to Label
        What arrives at each state by all routes.
    """

    def __init__(self, stage: Stage) -> None:
        self.stage, self.theme, spec = stage, stage.theme, stage.analysis.spec
        self.T, self.layers, self.grid = spec.T, spec.layers, Grid(stage.analysis)
        self.net = StackedRNN(self.theme, stage.layout, self.layers, state=State.IDLE)
        self.count = round(self.grid.count(1, 1).value)
        stage.require_finite("a state", (reading.value for reading in self._states().values()))
        self.scale, self.doublings = flow_scale(self.theme, self._running())
        self.numbers = {name: label for name, r in self._states().items() if (label := self._beside(name, r, "state"))}
        self.time, self.depth = self._lists(RouteTo(1, self.layers, 0), RouteTo(self.T, 1, 0))
        self.ends = self._ends()
        self.routes = [self._walk(RouteTo(1, 1, number)) for number in self._shown()]
        self.panel = self._panel()
        self.sums = {name: label for name, r in self._sums().items() if (label := self._beside(name, r, "text"))}
        note = stage.width_note(self.doublings, of_vectors=not self.grid.is_scalar)
        self.notes = [] if note is None else [note.place(*stage.layout.note, "right")]

    # what it is built from

    def _states(self) -> dict[Station, Reading]:
        size = self.stage.analysis.size
        return {name: size(cast("ArrayName", of_layer("h", name.layer)), name.step) for name in self.net.states}

    def _sums(self) -> dict[Station, Reading]:
        return {name: self.grid.total(name.step, name.layer) for name in self.net.states}

    def _running(self) -> list[float]:
        """Return the products that ribbons are as wide as."""
        found = [self.grid.running(1, self.layers, 0, i).value for i in range(2 * self.T)]
        found += [self.grid.running(self.T, 1, 0, i).value for i in range(2 * self.layers)]
        found += [reading.value for reading in self._sums().values()]
        for name in self.net.states:
            found.append(self.grid.arrived(name.step, name.layer).value)
        self.stage.require_finite("the gradient", found)
        return found

    def _shown(self) -> list[int]:
        """Return the numbers of the routes that are shown one by one: all, or the first two and the last."""
        return list(range(self.count)) if self.count <= MOST_ROUTES else [0, 1, self.count - 1]

    def _walk(self, route: RouteTo) -> GridWalk:
        return GridWalk(self.net, self.grid, route, self.scale)

    def _lists(self, time: RouteTo, depth: RouteTo) -> tuple[FactorList, FactorList]:
        """Return the lists of the way back through time and of the way down, to be compared."""
        walks, most = (self._walk(time), self._walk(depth)), self.stage.layout.choose(MOST_LINES)
        lines = max(len(lines_of(walk, most)) for walk in walks) + RESULT
        boxes = self._boxes()
        rooms = (
            ListRoom(left, right, top, min(WIDEST_PITCH, (top - bottom) / lines), most)
            for left, right, top, bottom in boxes
        )
        first, second = (
            self._list(kind, *one) for kind, one in zip(("time", "depth"), zip(walks, rooms, strict=True), strict=True)
        )
        return first, second

    def _boxes(self) -> tuple[Box, Box]:
        """Return where the lists stand, in a wide frame at the right of the last state."""
        first, second = self.stage.layout.choose(LISTS)
        if not self.stage.layout.choose(IS_BESIDE):
            return first, second
        left = max(first[0], self.net.position(Station.h(self.T))[0] + self.net.grid.tile[0] / 2 + ASIDE)
        middle = (left + second[1]) / 2
        return (left, middle - ASIDE / 2, *first[2:]), (middle + ASIDE / 2, *second[1:])

    def _list(self, kind: str, walk: GridWalk, room: ListRoom) -> FactorList:
        head = self.stage.words(kind, size="small", weight=self.theme.type.title_weight)
        return FactorList(self.theme, walk, room, head)

    @cached_property
    def rules(self) -> list[list[Label]]:
        """The rules of the first two layers, each in two lines beside its row or below the network."""
        room = self.stage.layout.choose(RULES)
        return [] if room is None else [self._rule(room, 1, "x_t", "mute"), self._rule(room, 2, "h_t", "ink")]

    def _rule(self, room: tuple[float, float], n: int, below: str, tone: str) -> list[Label]:
        (x, y), grid = room, self.net.grid
        base = grid.y(n) + 0.5 * RULE_LINE - 0.12 if y == 0 else y - 2.6 * RULE_LINE * (2 - n)
        state, before, bias = (symbol_in(name, n) for name in ("h_t", "h_(t-1)", "b_h"))
        lines = (
            f"{state} = sigma \\( wx({symbol_in('W_x', n)}) {below}",
            f'"" + wh({symbol_in("W_h", n)}) {before} + {bias} \\)',
        )
        return [
            formula(self.theme, line, "tile", tone).place(x + RULE_INDENT * i, base - RULE_LINE * i, "left")
            for i, line in enumerate(lines)
        ]

    def _panel(self) -> Waterfall:
        rows, words = [], self.stage.words
        for walk in self.routes:
            number = walk.route.number
            if number == self.count - 1 and self.count > MOST_ROUTES:
                between = words("between", m=self.count - len(self.routes))
                rows.append(Row(between, words("dots"), self.grid.between(1, 1, 2, self.count - 2)))
            rows.append(Row(self._name(walk), self._name(walk), self.grid.contribution(1, 1, number)))
        rows.append(Row(words("sum"), words("sum"), self.grid.total(1, 1)))
        layout = self.stage.layout
        head = [words("down_at", tone="mute")] if self.layers == 2 and self.stage.layout.choose(HAS_HEAD) else []
        head += [] if self.grid.is_scalar else [words("along", tone="mute")]
        return Waterfall(self.theme, layout.choose(PANEL), rows, bar=layout.bar, head=head)

    def _name(self, walk: GridWalk) -> Label:
        """Return how a path is told from the others: by the state at which it goes down, or by its number."""
        if self.layers > 2:
            return self.stage.words("path", n=walk.route.number + 1)
        nodes = self.net.nodes_of(1, 1, walk.route.number)
        step = next(t for (t, n), (_, after) in zip(nodes, nodes[1:], strict=False) if after < n)
        return self.stage.words(
            "down_short" if self.stage.layout.choose(HAS_HEAD) else "down", k=step_index(step, self.T).strip("()")
        )

    def _ends(self) -> dict[RouteTo, Label]:
        """Return what is left of the two ways that are compared, at the upper left of the states where they end."""
        grid, found = self.net.grid, {}
        for factors in (self.time, self.depth):
            (x, y), aside = self.net.position(factors.walk.end), max(grid.unit, grid.tile[0] / 2) + 0.1
            room = grid.pitch - 2 * aside
            label = fitting_one(self.theme, factors.result, room, "small", "text")
            if label.width <= room:
                found[factors.walk.route] = label.place(x - aside, y + OVER, "right")
        return found

    def _beside(self, name: Station, reading: Reading, tone: str) -> Label | None:
        """Return a number at the upper right of a state, or nothing where there is no room for it."""
        (x, y), unit = self.net.position(name), self.net.grid.unit
        half = self.net.grid.tile[0] / 2
        left = x + max(unit + BESIDE, half + 0.08)
        room = self.net.grid.pitch - max(unit, half) - (left - x) - 0.1
        label = fitting_one(self.theme, reading, room, "small", tone)
        return label.place(left, y + OVER, "left") if label.width <= room else None

    # the way forward

    def flow_into(self, name: Station, seconds: float) -> Cue:
        """Return the pulses into a state, from the left and from below, and its lighting when they arrive."""
        net, step, layer = self.net, name.step, name.layer
        below = Station.x(step) if layer == 1 else Station.h(step, layer - 1)
        lit = net.nodes[name].to(State.ON, self.theme.time.light)
        number = [self.stage.fade_in(self.theme.time.value, self.numbers[name])] if name in self.numbers else []
        left = net.port(
            Station.h(step - 1, layer) if net.has(Station.h(step - 1, layer)) else Station.dots(layer), name
        )
        return together(
            self._pulse(straight(left, net.position(name)), seconds),
            self._pulse(straight(net.position(below), net.position(name)), seconds, lit, *number),
        )

    def flow_out(self, step: int, seconds: float) -> Cue:
        """Return the pulse from the uppermost state of a step to its output, and at the last step to the loss."""
        net, output = self.net, Station.y(step)
        lit = net.nodes[output].to(State.ON, self.theme.time.light)
        up = self._pulse(straight(net.position(Station.h(step, self.layers)), net.position(output)), seconds, lit)
        if step < self.T:
            return up
        loss = Station.L(step)
        lit = net.nodes[loss].to(State.ON, self.theme.time.light)
        return one_by_one(up, self._pulse(straight(net.position(output), net.position(loss)), seconds, lit))

    def _pulse(self, line: Polyline, seconds: float, *on_arrival: Cue) -> Cue:
        return Pulse(self.theme, line).run(seconds, *on_arrival, among=self.stage.picture)

    # routes

    def focus(self, walk: GridWalk, seconds: float) -> Cue:
        """Return the dimming of all but a route, whose nodes and weights stand ready."""
        ready: dict[PartName, State] = dict.fromkeys(self.net.parts, State.DIM)
        ready |= dict.fromkeys(walk.nodes, State.NEAR)
        ready |= dict.fromkeys(walk.tiles, State.IDLE)
        ready[Station.W_y(self.T)] = State.PASSED
        return self.net.turn(ready, seconds)

    def go(self, factors: FactorList, *, known: int = 0, fly: bool = True) -> Iterator[Cue]:
        """Yield the run along a route, stop by stop; as many lines as are known have been brought before.

        Where they fly, factors come out of the network; what has been seen once just appears.
        """
        walk, time = factors.walk, self.theme.time
        slow, quick = time.edge, 0.5 * time.edge
        for stop in walk.stops:
            line = factors.line_at(stop.factor)
            if line is not None and line < known:
                continue
            run = walk.flow.advance(stop.arc, slow if stop.factor else quick)
            here = Station.y(self.T) if stop.station.kind == "W_y" else stop.station
            lit = [self.net.nodes[here].to(State.LIVE, time.light)] if here in self.net.nodes else []
            flies = fly and line is not None and factors.lines[line].i > 1 and factors.lines[line].symbol != DOTS
            come = [] if line is None else [factors.bring(line) if flies else factors.recall(line, time.value)]
            yield one_by_one(run if stop.arc else pause(0), together(*come, *lit))
        end = self.net.nodes[walk.end].to(State.LIVE, time.light)
        yield one_by_one(walk.flow.advance(walk.line.length, slow), end)

    def ends_of(self, *lists: FactorList) -> list[Label]:
        """Return the numbers beside the states at which some routes end, as far as there is room."""
        return [self.ends[one.walk.route] for one in lists if one.walk.route in self.ends]

    def leave_time(self, seconds: float) -> Cue:
        """Return the stepping back of the way through time, which stays to be compared with the way down."""
        passed = [name for name in self.time.walk.nodes if name not in self.depth.walk.nodes]
        states = dict.fromkeys(passed, State.CALM) | dict.fromkeys(self.time.walk.tiles, State.PASSED)
        states |= dict.fromkeys(self.depth.walk.tiles, State.IDLE)
        states |= {self.depth.walk.end: State.NEAR}
        self.time.walk.flow.shared = shared = self.time.walk.arc_of(Station.h(self.T, self.layers))
        flows = self.time.walk.flow.spend(seconds), self.depth.walk.flow.resume(shared, seconds)
        return together(self.net.turn(states, seconds), self.time.recede(seconds), *flows)

    # all of them

    @cached_property
    def sweep(self) -> list[tuple[list[EdgeFlow], list[Station]]]:
        """The edges of the grid and the states that they reach, in the order in which the gradient comes by."""
        return sweep(self.net, self.grid, self.scale)

    def light_all(self, seconds: float) -> Cue:
        """Return the change of the network into one that waits for all routes."""
        passed = State.PASSED
        states: dict[PartName, State] = dict.fromkeys(self.net.parts, State.DIM)
        states |= dict.fromkeys(self.net.states, State.NEAR)
        states |= {name: passed for name in self.net.tiles if name.kind == "W_h" and name.step > 1}
        states |= {name: passed for name in self.net.tiles if name.kind == "W_x" and name.layer > 1}
        states |= dict.fromkeys((Station.L(self.T), Station.y(self.T)), State.NEAR)
        states[Station.W_y(self.T)] = passed
        return self.net.turn(states, seconds)

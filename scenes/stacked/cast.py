"""What StackedRNN shows: the grid, its values on the way forward, routes through it, and what all of them bring."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from rnnanim.layout.frame import ByFrame
from rnnanim.mobjects.base.motion import Cue, cut, one_by_one, pause, tint, together
from rnnanim.mobjects.flow.forward_flow import ForwardFlow
from rnnanim.mobjects.flow.gradient_flow import flow_scale
from rnnanim.mobjects.network.stacked import StackedRNN
from rnnanim.mobjects.network.states import State
from rnnanim.mobjects.network.unrolled import step_index
from rnnanim.mobjects.text.label import Label
from rnnanim.numerics.grid import Grid
from rnnanim.numerics.stations import PartName, Station
from rnnanim.scenes.stacked.factor_list import (
    CLOSE,
    HEAD,
    NOTE,
    RESULT,
    FactorLines,
    FactorList,
    lines_of,
    start_of,
)
from rnnanim.scenes.stacked.grid_numbers import GridNumbers
from rnnanim.scenes.stacked.grid_walk import EdgeFlow, GridWalk, RouteTo
from rnnanim.scenes.stacked.panel import panel_of, rules_of
from rnnanim.scenes.stacked.sweep import sweep
from rnnanim.scenes.stacked.water import GridWater
from rnnanim.stage.stage import Stage
from rnnanim.theme import Box

MOST_ROUTES = 4  # that are shown one by one
MOST_LINES = ByFrame(wide=5, tall=5, square=2)
LISTS: ByFrame[tuple[Box, Box]] = ByFrame(
    wide=((1.55, 3.9, 1.2, -3.2), (4.2, 6.54, 1.2, -3.2)),
    tall=((-3.64, -0.44, -1.1, -5.6), (0.42, 3.62, -1.1, -5.6)),
    square=((-3.64, -0.44, -1.4, -3.66), (0.42, 3.62, -1.4, -3.66)),
)
"""Where the factors of the way through time stand, and those of the way through depth."""
WIDEST_PITCH, ASIDE = 0.62, 0.3
IS_BESIDE = ByFrame.narrow(wide=True, others=False)  # whether lists stand at the right of the last state
HAS_HEAD = ByFrame(wide=True, tall=True, square=False)  # of the panel and under the lists, which say more than numbers
AXES_LINE = 0.5  # from the word for time up to that for depth


class StackedCast:
    """The cast.

    Attributes
    ----------
    net : StackedRNN
    axes : list of Label
        Which way time runs, and which way depth.
    grid : Grid
        Every number of the routes.
    water : GridWater
    numbers : dict of Station to Label
        States and outputs, beside their nodes; of several units their norms.
    start : FactorLines
        What both lists begin with.
    time, depth : FactorList
        Of the route back through the uppermost layer, and of the one straight down to an input.
    ends : dict of RouteTo to Label
        What is left of each, beside its end.
    routes : list of GridWalk
        To the first state of the lowest layer, as far as they are shown one by one; `panel` has a row for each.
    sums : dict of Station to list of Label
        What arrives at each state by all routes; `addends` are what some of them add.
    """

    def __init__(self, stage: Stage) -> None:
        self.stage, self.theme, spec = stage, stage.theme, stage.analysis.spec
        self.T, self.layers, self.grid = spec.T, spec.layers, Grid(stage.analysis)
        self.net = StackedRNN(self.theme, stage.layout, self.layers, state=State.IDLE)
        self.count = round(self.grid.count(1, 1).value)
        self.water = GridWater(self.net, self.grid)
        stage.require_finite(
            "a state", (self.water.state(t, n).value for t in range(1, self.T + 1) for n in self._rows)
        )
        self.scale, self.doublings = flow_scale(self.theme, self._running())
        self.places = GridNumbers(self.theme, self.net, self.grid, self.scale)
        self.numbers = self._known(self._values())
        self.time, self.depth = self._lists(RouteTo(1, self.layers, 0), RouteTo(self.T, 0, 0))
        self.start = self._start()
        self.ends = {
            one.walk.route: label
            for one in (self.time, self.depth)
            if (label := self.places.of_end(one.walk.end, one.result))
        }
        self.routes = [self._walk(RouteTo(1, 1, number)) for number in self._shown()]
        self.gradient = f"partial L_{step_index(self.T, self.T)} slash partial h_1"
        self.panel = panel_of(stage, self.grid, self.routes, self.gradient)
        self.goal = self.places.goal(self.gradient)
        self.sums = {name: self.places.sum_of(name) for name in self.net.states}
        self.addends = {name: self.places.addends(name) for name in self.net.states}
        note = stage.width_note(self.doublings, of_vectors=not self.grid.is_scalar)
        self.notes = [] if note is None else [note.place(*stage.layout.note, "right")]

    # what it is built from

    @property
    def _rows(self) -> range:
        return range(1, self.layers + 1)

    @cached_property
    def axes(self) -> list[Label]:
        """The words for the two directions, under the given states."""
        left, base = self.net.grid.x(0) - self.net.grid.unit, self.net.grid.y(0) - 0.2
        time, depth = (self.stage.words(key, tone="mute") for key in ("axis_time", "axis_depth"))
        return [time.place(left, base, "left"), depth.place(left, base + AXES_LINE, "left")]

    def _known(self, labels: dict[Station, Label | None]) -> dict[Station, Label]:
        return {name: label for name, label in labels.items() if label is not None}

    def _values(self) -> dict[Station, Label | None]:
        size, water, places = self.stage.analysis.size, self.water, self.places
        found = {name: places.of_state(name, water.state(name.step, name.layer), "state") for name in self.net.states}
        found |= {Station.y(t): places.of_output(Station.y(t), size("y", t)) for t in self.net.grid.steps}
        return found | {Station.L(self.T): places.of_loss(size("loss_per_step", self.T))}

    def _running(self) -> list[float]:
        """Return the products that ribbons are as wide as."""
        found = [self.grid.running(1, self.layers, 0, i).value for i in range(2 * self.T)]
        found += [self.grid.running(self.T, 0, 0, i).value for i in range(2 * self.layers + 2)]
        for name in self.net.states:
            found += [one(name.step, name.layer).value for one in (self.grid.total, self.grid.arrived)]
        self.stage.require_finite("the gradient", found)
        return found

    def _shown(self) -> list[int]:
        """Return the numbers of the routes that are shown one by one: all, or the first two and the last."""
        return list(range(self.count)) if self.count <= MOST_ROUTES else [0, 1, self.count - 1]

    def _walk(self, route: RouteTo) -> GridWalk:
        return GridWalk(self.net, self.grid, route, self.scale)

    # the lists

    def _lists(self, time: RouteTo, depth: RouteTo) -> tuple[FactorList, FactorList]:
        """Return the lists of the way back through time and of the way down, line against line."""
        walks, most = (self._walk(time), self._walk(depth)), self.stage.layout.choose(MOST_LINES)
        rows = max(len(lines_of(walk, most)) for walk in walks)
        has_note, boxes = self.stage.layout.choose(HAS_HEAD), self._boxes()
        lines = HEAD + rows + RESULT + (NOTE if has_note else 0)
        pitch = min(WIDEST_PITCH, (boxes[0][2] - boxes[0][3]) / lines)
        first, second = (
            FactorList(
                self.theme,
                walk,
                box,
                pitch,
                rows=rows,
                most=most,
                head=self.stage.words(kind, size="small", weight=self.theme.type.title_weight),
                note=self.stage.words(note, tone="mute") if has_note and (kind == "depth" or self.T > 2) else None,
            )
            for kind, note, walk, box in zip(("time", "depth"), ("same", "own"), walks, boxes, strict=True)
        )
        return first, second

    def _start(self) -> FactorLines:
        """Return what both begin with, in one line over them."""
        lines = start_of(self.depth.walk, slope=True)
        cells = [(left, right, top) for left, right, top, _ in self._boxes()]
        return FactorLines(self.theme, self.depth.walk, lines, cells, is_close=self.time.pitch < CLOSE)

    def _boxes(self) -> tuple[Box, Box]:
        """Return where the lists stand, in a wide frame at the right of the last state."""
        first, second = self.stage.layout.choose(LISTS)
        if not self.stage.layout.choose(IS_BESIDE):
            return first, second
        left = max(first[0], self.net.position(Station.h(self.T))[0] + self.net.grid.tile[0] / 2 + ASIDE)
        middle = (left + second[1]) / 2
        return (left, middle - ASIDE / 2, *first[2:]), (middle + ASIDE / 2, *second[1:])

    @cached_property
    def rules(self) -> list[list[Label]]:
        """The rules of the first two layers."""
        return rules_of(self.stage, self.net)

    # the way forward

    def flow_into(self, name: Station, seconds: float) -> Cue:
        """Return the flows into a state, from the left and from below, and its lighting when they have come."""
        flows, given = self.water.into(name), Station.h(name.step - 1, name.layer)
        lit = [self.net.turn({given: State.ON}, seconds)] if name.step == 1 and flows[0].stations[0][1].value else []
        return together(*lit, self._fill(flows, name, seconds))

    def flow_out(self, step: int, seconds: float) -> Cue:
        """Return the flow from the uppermost state of a step to its output, and at the last step on to the loss."""
        out = self._fill([self.water.out(step)], Station.y(step), seconds)
        if step < self.T:
            return out
        time, loss = self.theme.time, Station.L(step)
        value = self.stage.fade_in(time.value, self.numbers[loss])
        return one_by_one(out, together(self.net.turn({loss: State.LOSS}, time.light), value))

    def _fill(self, flows: Sequence[ForwardFlow], name: Station, seconds: float) -> Cue:
        """Return the run of flows into a node, which lights, and their settling into traces."""
        time, number = self.theme.time, [self.numbers[name]] if name in self.numbers else []
        shown = self.stage.picture.add
        lit = self.net.nodes[name].to(State.ON, time.light), self.stage.fade_in(time.value, *number)
        self.waters += flows
        return one_by_one(
            cut(lambda: shown(*flows)),
            together(*(flow.run(seconds) for flow in flows)),
            together(*lit, *(flow.spend(time.value) for flow in flows)),
        )

    @cached_property
    def waters(self) -> list[ForwardFlow]:
        """The flows of the way forward, in the order in which they come."""
        return []

    # routes

    def focus(self, walk: GridWalk, seconds: float) -> Cue:
        """Return the dimming of all but a route, whose nodes and weights stand ready."""
        ready: dict[PartName, State] = dict.fromkeys(self.net.parts, State.DIM)
        ready |= dict.fromkeys(walk.nodes, State.NEAR)
        ready |= dict.fromkeys(walk.tiles, State.IDLE)
        ready[Station.W_y(self.T)] = State.PASSED
        return self.net.turn(ready, seconds)

    def go(self, factors: FactorList, *, known: int = 0) -> Iterator[Cue]:
        """Yield the run along a route, stop by stop: a weight lights as the gradient comes by, and its line comes.

        Parameters
        ----------
        known : int
            How many factors have acted before.
        """
        walk, time = factors.walk, self.theme.time
        slow, quick = time.edge, 0.5 * time.edge
        for stop in walk.stops[known:]:
            run = walk.flow.advance(stop.arc, slow if stop.factor else quick)
            here = Station.y(self.T) if stop.station.kind == "W_y" else stop.station
            lit = [self.net.nodes[here].to(State.LIVE, time.light)] if here in self.net.nodes else []
            lit += [self.net.tiles[here].to(State.LIT, time.light)] if here in walk.tiles else []
            yield one_by_one(run if stop.arc else pause(0), together(*self._line(factors, stop.factor), *lit))
        end = self.net.nodes[walk.end].to(State.LIVE, time.light)
        yield one_by_one(walk.flow.advance(walk.line.length, slow), end)

    def _line(self, factors: FactorList, factor: int) -> Iterator[Cue]:
        """Yield the coming of the line that is complete behind a factor, of the start or of a list."""
        for lines in (self.start, factors):
            if (n := lines.line_at(factor)) is not None:
                yield lines.bring(n, self.theme.time.value)

    def ends_of(self, *lists: FactorList) -> list[Label]:
        """Return the numbers beside the states at which some routes end, as far as there is room."""
        return [self.ends[one.walk.route] for one in lists if one.walk.route in self.ends]

    def leave_time(self, seconds: float) -> Cue:
        """Return the stepping back of the way through time behind what both ways begin with."""
        before, walk = self.time, self.depth.walk
        passed = [name for name in before.walk.nodes if name not in walk.nodes]
        states = dict.fromkeys(passed, State.CALM) | dict.fromkeys(before.walk.tiles, State.PASSED)
        states |= dict.fromkeys(walk.tiles, State.IDLE) | dict.fromkeys(walk.nodes[3:], State.NEAR)
        before.walk.flow.shared = walk.start
        flows = before.walk.flow.spend(seconds), walk.flow.advance(walk.start, 0)
        ends = tint(seconds, "low", *self.ends_of(before))
        return together(*flows, self.net.turn(states, seconds), before.recede(seconds), ends)

    def compare(self, seconds: float) -> Cue:
        """Return the coming back of the way through time, so that both ways are lit."""
        before = self.time
        states = dict.fromkeys(before.walk.nodes, State.LIVE) | dict.fromkeys(before.walk.tiles, State.LIT)
        flow = before.walk.flow.revive(seconds, tail=self.depth.walk.start)
        ends = tint(seconds, "text", *self.ends_of(before))
        return together(flow, self.net.turn(states, seconds), before.brighten(seconds), ends)

    # all of them

    @cached_property
    def sweep(self) -> list[tuple[list[EdgeFlow], list[Station]]]:
        """The edges of the grid and the states that they reach, in the order in which the gradient comes by."""
        return sweep(self.net, self.grid, self.scale)

    def light_all(self, seconds: float) -> Cue:
        """Return the change of the network into one that waits for all routes, their common start lit."""
        passed = State.PASSED
        states: dict[PartName, State] = dict.fromkeys(self.net.parts, State.DIM)
        states |= dict.fromkeys(self.net.states, State.NEAR)
        states |= {name: passed for name in self.net.tiles if name.kind == "W_h" and name.step > 1}
        states |= {name: passed for name in self.net.tiles if name.kind == "W_x" and name.layer > 1}
        states |= dict.fromkeys(self.routes[0].nodes[:3], State.LIVE)
        states |= {Station.W_y(self.T): passed, Station.h(1): State.CALM}
        return self.net.turn(states, seconds)

    def show_weights(self, kind: str, seconds: float) -> Iterator[Cue]:
        """Yield the lighting of a weight wherever it acts, layer by layer from above."""
        for layer in reversed(self._rows):
            tiles = [name for name in self.net.tiles if name.kind == kind and name.layer == layer]
            acting = [name for name in tiles if kind == "W_x" or name.step > 1]
            yield self.net.turn(dict.fromkeys(acting, State.LIT), seconds)

"""The gradient on its one way back: what comes in from the loss of a step and from the step behind it, and goes on."""

from __future__ import annotations

from collections.abc import Sequence

from rnnanim.mobjects.base.geometry import Point, Polyline, straight
from rnnanim.mobjects.base.motion import Cue, cut, delayed, one_by_one, pause, together
from rnnanim.mobjects.charts.colour_scale import ColourScale
from rnnanim.mobjects.charts.vector_column import VectorColumn
from rnnanim.mobjects.flow.gradient_flow import GradientFlow, flow_scale
from rnnanim.mobjects.network.states import State
from rnnanim.mobjects.network.unrolled import UnrolledRNN, links_above, step_index
from rnnanim.mobjects.text.fitting import fitting_one
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.readout import readout
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics import Reading
from rnnanim.numerics.recursion import Part, Recursion
from rnnanim.numerics.stations import PartName, Station
from rnnanim.stage.stage import Stage

BESIDE = 0.12  # from a ribbon to the number beside it
CLEAR = 0.06  # from the width of a tile to a number
NAMED, LEAST_PITCH = 0.78, 2.3  # from the row of the states up to what its loss sends; columns with room for that
OVER, LINE = 0.34, 0.34  # from the row of the states, or from a stream, up to the number of delta; to its symbol
BELOW = 0.32  # from the foot of a unit down to a baseline
LEG = 0.34  # from the foot of a unit down to the baseline of a number beside the stream to W_x
FROM_TILE = 0.14  # from the middle of a tile W_h to the numbers at its sides
FROM_EDGE = 0.14  # from the edge below a state to the slope there
STUB, OF_GAP = 0.2, 0.4  # how far out of its state delta is seen before its slope acts; at most, of the gap to the tile
COLUMN, TALLEST = 0.24, 0.98  # of the cells of a delta
ARRIVED = 0.08  # a ribbon ends so far inside of what covers its end


class Sweep:
    """The streams of the recursion, and the numbers beside them.

    Parameters
    ----------
    net : UnrolledRNN
        With a loss at every step.
    scale : ColourScale
        Of the cells of delta.

    Attributes
    ----------
    own, legs : dict of step to GradientFlow
        From the loss of a step into its state, and from the state down to W_x.
    carried : dict of step to list of GradientFlow
        Into the state of a step from the one behind it; two where they part at the dots.
    stubs : dict of step to GradientFlow
        What leaves a state on its way back: as wide as delta, until its slope acts.
    deltas : dict of step to list of Label or VectorColumn
        delta at its state: its symbol and its number, or its cells.
    passed : dict of step to list of Label
        What goes down to W_x, where there is room for it.
    doublings : int
        By how many powers of two the widths differ from the usual.
    """

    def __init__(self, stage: Stage, net: UnrolledRNN, scale: ColourScale) -> None:
        self.stage, self.net, self.theme, self.layout = stage, net, stage.theme, stage.layout
        self.colour_scale, self.steps = scale, stage.lesson.network.T
        self.view, drawn = Recursion(stage.analysis), self.layout.drawn_steps
        self.width_scale, self.doublings = flow_scale(self.theme, widths(self.view, drawn))
        self.own = {t: self._own(t) for t in drawn}
        self.carried = {t: self._carried(t) for t in drawn if t < self.steps}
        self.legs = {t: self._leg(t) for t in drawn}
        self.stubs = {t: self._stub(t) for t in drawn}
        self.deltas = self._deltas()
        self.numbers = {t: self._numbers(t) for t in drawn}
        self.passed = {t: self._passed_number(t) for t in drawn}

    # streams

    def _flow(self, line: Polyline, stations: list[tuple[float, Reading]]) -> GradientFlow:
        return GradientFlow(self.theme, line, stations, self.width_scale)

    def _own(self, t: int) -> GradientFlow:
        places = [self.net.position(name) for name in (Station.L(t), Station.y(t), Station.h(t))]
        line = Polyline(places, radius=self.layout.unit)
        weight = line.nearest(*self.net.position(Station.W_y(t)))
        return self._flow(line, [(0.0, self.stage.analysis.size("e", t)), (weight, self.view.size("own", t))])

    def _carried(self, t: int) -> list[GradientFlow]:
        """Return the streams from the state behind, through W_h, into that of a step."""
        behind = next(step for step in self.layout.drawn_steps if step > t)
        here, start = self.net.position(Station.h(t)), self.net.position(Station.h(behind))
        if behind == t + 1:
            return [self._through_weight(start, here, t)]
        dots = Station.dots()
        into, out_of = self.net.port(dots, Station.h(behind)), self.net.port(dots, Station.h(t))
        return [self._through_weight(start, into, behind - 1), self._through_weight(out_of, here, t)]

    def _through_weight(self, start: Point, end: Point, t: int) -> GradientFlow:
        line = straight(start, end)
        weight = line.nearest(*self.net.position(Station.W_h(t + 1)))
        return self._flow(line, [(0.0, self.view.size("passed", t + 1)), (weight, self.view.size("carried", t))])

    def _leg(self, t: int) -> GradientFlow:
        x, y = self.net.position(Station.W_x(t))
        line = straight(self.net.position(Station.h(t)), (x, y))
        covered = self.layout.tile[0] - ARRIVED
        stations = [(0.0, self.view.size("passed", t))]
        return GradientFlow(self.theme, line, stations, self.width_scale, most_at_the_end=covered)

    def _stub(self, t: int) -> GradientFlow:
        """Return what comes out of a state on its way back: all that has joined there, before its slope acts."""
        x, y = self.net.position(Station.h(t))
        gap = self.layout.pitch / 2 - self.layout.unit - self.layout.tile[0] / 2
        line = straight((x, y), (x - self.layout.unit - min(STUB, OF_GAP * gap), y))
        return self._flow(line, [(0.0, self.view.size("delta", t))])

    # numbers

    def _deltas(self) -> dict[int, list[Label | VectorColumn]]:
        """Return delta at each state: symbol and number over what leaves it, or the cells of a vector."""
        of_vectors, steps = self.stage.analysis.spec.H > 1, self.layout.drawn_steps
        return {t: [self._column(t)] if of_vectors else self._symbol_and_number(t) for t in steps}

    def _symbol_and_number(self, t: int) -> list[Label | VectorColumn]:
        (x, y), right = self.net.position(Station.h(t)), self._beside(t)
        delta = self.view.size("delta", t)
        number = fitting_one(self.theme, delta, 1.2, "small", "text")
        base = y + max(OVER, self.width_scale * abs(delta.value) / 2 + BESIDE)
        name = formula(self.theme, f"delta_{step_index(t, self.steps)}", "medium", "text")
        if not self._is_roomy:
            return [name.place(x - right, base, "right")]
        return [name.place(x - right, base + LINE, "right"), number.place(x - right, base, "right")]

    def _beside(self, t: int) -> float:
        """Return how far from the middle of a column a number beside the stream from its output stands."""
        flow = self.own[t]
        return max(flow.width_at(flow.line.length) / 2 + BESIDE, 0.64 * self.layout.tile[0] + CLEAR)

    def _column(self, t: int) -> VectorColumn:
        """Return the cells of delta, at the upper right of the state, hung on its ring."""
        (x, y), unit = self.net.position(Station.h(t)), self.layout.unit
        bottom, top = y + 0.37, self.layout.rows["y"] - unit * 0.6
        entries = self.view.entries("delta", t)
        column = VectorColumn(self.theme, entries, self.colour_scale, width=COLUMN, height=min(TALLEST, top - bottom))
        left = x + unit + 0.1
        column.move_to((left + COLUMN / 2, bottom + column.size[1] / 2, 0))
        ring = unit * 0.5**0.5
        column.tie((x + ring, y + ring), (left, bottom + 0.04))
        return column.call(formula(self.theme, f"delta_{step_index(t, self.steps)}", "small", "text"))

    def _numbers(self, t: int) -> dict[str, list[Label]]:
        """Return the numbers beside the streams into a state: what its loss sends, and what is carried on."""
        found: dict[str, list[Label]] = {"own": [], "slope": [], "carried": []}
        if self.stage.analysis.spec.H > 1:
            return found
        found["own"] = self._own_numbers(t)
        if t < self.steps and self.layout.is_drawn(t + 1):
            found["carried"], found["slope"] = self._carried_numbers(t), self._slope(t + 1)
        return found

    def _own_numbers(self, t: int) -> list[Label]:
        """Return what the loss of a step sends to its state, at the right of its W_y, where there is room for it."""
        (x, y), right, step = self.net.position(Station.h(t)), self._beside(t), step_index(t, self.steps)
        number = fitting_one(self.theme, self.view.size("own", t), 1.2, "small", "text")
        if not self._is_roomy:
            return []
        turned = "" if self.stage.analysis.spec.O == 1 else "^top"
        name = formula(self.theme, f"W_y{turned} thin e_{step}", "small", "text")
        return [name.place(x + right, y + NAMED + LINE + 0.02, "left"), number.place(x + right, y + NAMED, "left")]

    @property
    def _is_roomy(self) -> bool:
        """Whether two numbers, one over the other, have room between two columns."""
        return self.layout.pitch >= LEAST_PITCH

    def _slope(self, t: int) -> list[Label]:
        """Return sigma' of a step at its state, below the edge; its short name where there is no room."""
        (x, y), number = self.net.position(Station.h(t)), self.stage.analysis.size("sigma_prime", t)
        room = self.layout.pitch - 2 * FROM_EDGE
        for name in (f"sigma'(z_{step_index(t, self.steps)}) mute(=)", "sigma' mute(=)"):
            labels = formula(self.theme, name, "small", "state"), readout(self.theme, number, "small", "state")
            if placed := self._named(*labels, (x + FROM_EDGE, y - self.layout.unit - BELOW), room):
                return placed
        return []

    def _named(self, name: Label, number: Label, at: Point, room: float) -> list[Label]:
        """Return a name and its number in a row; nothing where they are wider than there is room."""
        x, y = at
        name.place(x, y, "left")
        number.place(float(name.get_right()[0]) + BESIDE, y, "left")
        return [name, number] if float(number.get_right()[0]) - x <= room else []

    def _carried_numbers(self, t: int) -> list[Label]:
        """Return what leaves the slope behind and what W_h makes of it, at the sides of its tile or below it."""
        y, layout = self.net.position(Station.h(t))[1], self.layout
        tile, base = layout.between(t + 1), y - layout.unit - BELOW
        passed = readout(self.theme, self.view.size("passed", t + 1), "small", "text")
        carried = readout(self.theme, self.view.size("carried", t), "small", "text")
        room = layout.pitch / 2 - FROM_TILE - BESIDE
        if max(passed.width, carried.width) > room:
            return [carried.place(tile, base)]
        return [carried.place(tile - FROM_TILE, base, "right"), passed.place(tile + FROM_TILE, base, "left")]

    # motion

    def _run(self, flow: GradientFlow, seconds: float, *marks: tuple[float, dict[PartName, State]]) -> Cue:
        """Return the run of a stream to its end, and what lights up as it passes."""
        light = self.theme.time.light
        passing = (delayed(seconds * arc / flow.line.length, self.net.turn(states, light)) for arc, states in marks)
        return together(cut(lambda: self.stage.show(flow)), flow.advance(flow.line.length, seconds), *passing)

    def run_own(self, t: int, seconds: float) -> Cue:
        """Return the run from the loss of a step into its state."""
        flow, net = self.own[t], self.net
        arcs = {name: flow.line.nearest(*net.position(name)) for name in (Station.y(t), Station.W_y(t))}
        numbers = self.stage.fade_in(self.theme.time.value, *self.numbers[t]["own"])
        return one_by_one(
            net.turn({Station.L(t): State.LIVE}, self.theme.time.light),
            self._run(
                flow,
                seconds,
                (arcs[Station.y(t)], {Station.y(t): State.LIVE}),
                (arcs[Station.W_y(t)], {Station.W_y(t): State.ACTED}),
                (flow.line.length, {Station.h(t): State.LIVE}),
            ),
            numbers,
        )

    def run_carried(self, t: int, seconds: float) -> Cue:
        """Return the run from the state behind into that of a step; under the dots nothing is seen of it."""
        cues = []
        for flow in self.carried[t]:
            x = float(flow.line.point(flow.line.length)[0])
            tile = min((name for name in self.net.tiles if name.kind == "W_h"), key=lambda name: self._away(name, flow))
            arc = flow.line.nearest(*self.net.position(tile))
            lit: dict[PartName, State] = {Station.h(t): State.LIVE} if x == self.net.position(Station.h(t))[0] else {}
            cues.append(self._run(flow, seconds, (arc, {tile: State.IDLE}), (flow.line.length, lit)))
            cues.append(pause(0.15) if flow is not self.carried[t][-1] else pause(0))
        return one_by_one(*cues, self.stage.fade_in(self.theme.time.value, *self.numbers[t]["carried"]))

    def _away(self, name: Station, flow: GradientFlow) -> float:
        x, y = self.net.position(name)
        middle = flow.line.point(flow.line.length / 2)
        return abs(x - float(middle[0])) + abs(y - float(middle[1]))

    def _passed_number(self, t: int) -> list[Label]:
        """Return what the slope of a step lets pass of its delta, beside the stream down to W_x."""
        if self.stage.analysis.spec.H > 1 or not self._is_roomy:
            return []
        (x, y), passed = self.net.position(Station.h(t)), self.view.size("passed", t)
        number = readout(self.theme, passed, "small", "text")
        right = x + self.legs[t].width_at(0.0) / 2 + BESIDE
        return [number.place(right, y - self.layout.unit - LEG, "left")]

    def run_leg(self, t: int, seconds: float) -> Cue:
        """Return the run from a state down to its W_x."""
        lit: dict[PartName, State] = {Station.W_x(t): State.LIT, Station.x(t): State.NEAR}
        flow = self.legs[t]
        told = self.stage.fade_in(self.theme.time.light, *self.passed[t])
        return together(self._run(flow, seconds, (flow.line.length, lit)), delayed(seconds / 2, told))

    def tell_slope(self, t: int, seconds: float) -> Cue:
        """Return the arrival of the slope of the state behind, which acts on what is carried into that of a step."""
        return self.stage.fade_in(seconds, *self.numbers[t]["slope"])

    def tell_delta(self, t: int, seconds: float) -> Cue:
        """Return the arrival of delta at its state: what has joined there comes out of it, as wide as all together."""
        told = self.stage.fade_in(seconds, *self.deltas[t])
        stub = self.stubs[t]
        return together(cut(lambda: self.stage.show(stub)), stub.advance(stub.line.length, seconds), told)

    def leave_numbers(self, t: int, seconds: float) -> Cue:
        """Return the fading of the numbers beside the streams into a state."""
        return self.stage.fade_out(seconds, *(label for labels in self.numbers[t].values() for label in labels))

    def spend(self, seconds: float) -> Cue:
        """Return the draining of every stream that has been followed: the nodes on their way stay calm."""
        flows = [flow for flow in self.streams if flow not in self.legs.values()]
        calm: dict[PartName, State] = {}
        for t in self.layout.drawn_steps:
            calm |= dict.fromkeys((Station.L(t), Station.y(t)), State.PASSED)
            calm |= {Station.h(t): State.CALM, Station.W_y(t): State.PASSED}
        weights = (name for name in self.net.tiles if name.kind == "W_h")
        calm |= {name: State.PASSED for name in weights if self.net.tiles[name].state == State.IDLE}
        return together(self.net.turn(calm, seconds), *(flow.spend(seconds) for flow in flows))

    @property
    def streams(self) -> list[GradientFlow]:
        """All of them."""
        carried = [flow for flows in self.carried.values() for flow in flows]
        return [*self.own.values(), *self.stubs.values(), *carried, *self.legs.values()]

    def ahead(self, t: int) -> dict[PartName, State]:
        """Return the states of what the gradient of a step is about to run along."""
        return dict.fromkeys(links_above(t), State.AHEAD)


def widths(view: Recursion, steps: Sequence[int]) -> list[float]:
    """Return everything that a ribbon measures at some steps, and delta itself."""
    parts: tuple[Part, ...] = ("own", "carried", "passed", "delta")
    errors = [view.analysis.size("e", t).value for t in steps]
    return [*errors, *(view.size(part, t).value for t in steps for part in parts)]

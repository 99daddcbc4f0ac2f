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
CLEAR, UPPER = 0.06, 0.3  # from the width of a tile to a number; from the row of the states up to one over its tiles
CORNER = 0.02  # of a number at the upper right of a unit: outwards and down
BELOW = 0.32  # from the foot of a unit down to a baseline
FROM_TILE = 0.14  # from the middle of a tile W_h to the numbers at its sides
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
    deltas : dict of step to Label or VectorColumn
        delta at its state.
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
        self.deltas = self._deltas()
        self.numbers = {t: self._numbers(t) for t in drawn}

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

    # numbers

    def _deltas(self) -> dict[int, Label | VectorColumn]:
        """Return delta at the upper right of each state: its symbol, and the cells of a vector."""
        of = self._column if self.stage.analysis.spec.H > 1 else self._symbol
        return {t: of(t) for t in self.layout.drawn_steps}

    def _symbol(self, t: int) -> Label:
        (x, y), away = self.net.position(Station.h(t)), self.layout.unit + CORNER
        label = formula(self.theme, f"delta_{step_index(t, self.steps)}", "medium", "text")
        return label.place(x + away, y + max(away - 0.04, self.layout.tile[1] / 2 + 0.17), "left")

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
        found: dict[str, list[Label]] = {"own": [], "carried": []}
        if self.stage.analysis.spec.H > 1:
            return found
        (x, y), layout, own = self.net.position(Station.h(t)), self.layout, self.view.size("own", t)
        half = max(self.own[t].width_at(self.own[t].line.length) / 2 + BESIDE, 0.64 * layout.tile[0] + CLEAR)
        label = fitting_one(self.theme, own, 1.2, "small", "text")
        found["own"] = [label.place(x - half, y + UPPER, "right")]
        if t < self.steps and layout.is_drawn(t + 1):
            tile, base = layout.between(t + 1), y - layout.unit - BELOW
            passed = readout(self.theme, self.view.size("passed", t + 1), "small", "text")
            carried = readout(self.theme, self.view.size("carried", t), "small", "text")
            room = layout.pitch / 2 - FROM_TILE - BESIDE
            found["carried"] = [carried.place(tile, base)]
            if max(passed.width, carried.width) <= room:
                carried.place(tile - FROM_TILE, base, "right")
                found["carried"].append(passed.place(tile + FROM_TILE, base, "left"))
        return found

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

    def run_leg(self, t: int, seconds: float) -> Cue:
        """Return the run from a state down to its W_x."""
        lit: dict[PartName, State] = {Station.W_x(t): State.LIT, Station.x(t): State.NEAR}
        flow = self.legs[t]
        return self._run(flow, seconds, (flow.line.length, lit))

    def tell_delta(self, t: int, seconds: float) -> Cue:
        """Return the arrival of delta at its state."""
        return self.stage.fade_in(seconds, self.deltas[t])

    def leave_numbers(self, t: int, seconds: float) -> Cue:
        """Return the fading of the numbers beside the streams into a state."""
        return self.stage.fade_out(seconds, *self.numbers[t]["own"], *self.numbers[t]["carried"])

    def spend(self, seconds: float) -> Cue:
        """Return the draining of every stream that has been followed: the nodes on their way stay calm."""
        flows = [*self.own.values(), *(flow for flows in self.carried.values() for flow in flows)]
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
        return [*self.own.values(), *carried, *self.legs.values()]

    def ahead(self, t: int) -> dict[PartName, State]:
        """Return the states of what the gradient of a step is about to run along."""
        return dict.fromkeys(links_above(t), State.AHEAD)


def widths(view: Recursion, steps: Sequence[int]) -> list[float]:
    """Return everything that a ribbon measures at some steps, and delta itself."""
    parts: tuple[Part, ...] = ("own", "carried", "passed", "delta")
    errors = [view.analysis.size("e", t).value for t in steps]
    return [*errors, *(view.size(part, t).value for t in steps for part in parts)]

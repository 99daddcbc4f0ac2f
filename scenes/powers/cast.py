"""The cast of PowersOfW and the moves that its beats are made of: squares, lines on a log ruler, streams."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np

from rnnanim.lesson import load_lesson
from rnnanim.mobjects.base.geometry import Point
from rnnanim.mobjects.base.motion import Cue, one_by_one, pause, together
from rnnanim.mobjects.flow.gradient_flow import flow_scale
from rnnanim.mobjects.formulas.factor_columns import Column
from rnnanim.mobjects.formulas.path_trace import PathTrace
from rnnanim.mobjects.network.long_chain import LongChain
from rnnanim.mobjects.network.states import State
from rnnanim.mobjects.network.unrolled import UnrolledRNN
from rnnanim.mobjects.text.fitting import fitting_one
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.readout import readout
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics import NetworkSpec
from rnnanim.numerics.stations import PartName, Station
from rnnanim.scenes.powers.area_squares import SquareRow, grid
from rnnanim.scenes.powers.power_chart import Power, PowerChart
from rnnanim.scenes.powers.power_line import Ticks
from rnnanim.scenes.powers.repeated_weight import RepeatedWeight
from rnnanim.stage import LessonScene  # prepares manim, so it stands before it
from rnnanim.theme import Box, mix

POWERS_OF = (1.5, 1.1, 1.0, 0.9, 0.5)  # from the top
TIMES = 20
CELLS = {"wide": 8, "tall": 6, "square": 6}
LAST, FIRST = 20, 3  # the steps between which the strips run
STRIP_SCALE = 0.18  # scene units for a gradient of 1
CLEAR_OF_STATE = 0.3  # from the last state to what its W_h come to
BESIDE_WORDS = 0.3  # room on both sides of words on a stream
NAME, NUMBER = 1.62, 1.5  # room for "W_h = 1.5" and for a power beside the squares


def one_unit(weight: float) -> NetworkSpec:
    """Return a network of one unit with a weight, long enough for its powers."""
    return load_lesson().with_steps(TIMES).network.replace(W_h=[[weight]])


def with_steps(spec: NetworkSpec, steps: int = TIMES) -> NetworkSpec:
    """Return a network over so many steps, whatever its lesson allows; its states are not shown."""
    rows = np.arange(steps) % spec.T
    return spec.replace(x=spec.x[rows], target=spec.target[rows])


class Powers(LessonScene):
    """One weight, multiplied with itself in squares, on a log ruler and along twenty steps; PowersOfW has the beats."""

    loss = "last"

    def cast(self) -> None:
        spec = self.lesson.network
        self.steps = spec.T
        self.powers = [Power(w, self.network(f"W_h = {w:g}", one_unit(w))) for w in POWERS_OF]
        self.own = self.network("here", with_steps(spec))
        left, right, bottom, _ = self.layout.safe
        self.room: Box = left, right, self.layout.note[1] - 0.55, bottom + 0.55
        self.axis_y = bottom + 0.08
        self.cast_path()
        self.cast_cells()
        self.cast_ruler()
        self.cast_strips()

    # the path that is known

    def cast_path(self) -> None:
        """Build the network, its farthest path, and the product of the W_h on it."""
        self.net = UnrolledRNN(self.theme, self.layout, state=State.DIM)
        route = self.analysis.route("x", self.steps, 1)
        scale, _ = flow_scale(self.theme, [factor.running.value for factor in route.factors])
        head = None if self.analysis.is_scalar else self.stage.words("norm_times", tone="mute")
        self.journey = PathTrace(self.net, self.layout, route, scale, head=head)
        self.band: list[Column] = [] if self.journey.product.joins else self.journey.product.columns
        weights = [name for name in self.net.tiles if name.kind == "W_h" and name != Station.W_h(1)]
        self.weights = sorted(weights, key=lambda name: -self.net.position(name)[0])
        count = self.steps - 1
        self.repeated: RepeatedWeight | None = None
        if count:
            value, power = self.own.read("power_norm", count), self.power_of(count)
            self.repeated = RepeatedWeight(self.theme, (0.0, 0.0), len(self.weights), count, value, power)
            x, y = self.power_place(self.repeated.width)
            self.repeated.shift((x, y, 0))
        self.stage.recalled = [self.net.nodes[Station.L(self.steps)]]  # the scene before has left it lit

    def power_place(self, width: float) -> Point:
        """Where the W_h come together: beside the last state under the loss, or below the network in a narrow frame."""
        layout = self.layout
        if layout.name == "wide":
            least = layout.x(self.steps) + layout.unit + CLEAR_OF_STATE + width / 2
            return max(layout.loss_x, least), layout.rows["h"] - 0.13
        return (layout.panel[0] + layout.panel[1]) / 2, layout.panel[2] - 1.0

    def power_of(self, k: int | str) -> str:
        """Return the k-th power of this lesson's W_h as a formula: its size, where it is not positive or a matrix."""
        symbol = "wh(W_h)" if k == 1 else f"wh(W_h^({k}))"
        if self.lesson.network.H > 1:
            return f"norm({symbol})"
        return f"abs({symbol})" if self.lesson.network.W_h[0, 0] < 0 else symbol

    def run_back(self, seconds: float) -> Cue:
        """Return the whole way back in one run: stations light as the front passes, factors and values with them."""
        journey, line = self.journey, self.journey.line
        cues = [journey.stream.advance(line.length, seconds)]
        for stop in journey.stops:
            start = 0.92 * seconds * math.acos(1 - 2 * stop.arc / line.length) / math.pi
            told = [self.tell(column) for column in self.band if stop.factors[-1] == column.span.j - 1]
            cues.append(one_by_one(pause(start), together(self.net.turn(self.lit(stop.station), 0.2), *told)))
        return together(*cues)

    def lit(self, station: Station) -> dict[Station, State]:
        """Return the state of a station that the gradient has passed."""
        if station in self.net.nodes:
            return {station: State.CALM}
        passed = State.IDLE if station.kind in ("W_h", "W_x") else State.PASSED
        return {station: passed} if station in self.net.tiles else {}

    def tell(self, column: Column) -> Cue:
        """Return the lighting of a factor in the band, and its value."""
        colour, arriving = self.theme.colour, [label for label in (column.value, column.times) if label is not None]

        def apply(share: float) -> None:
            column.symbol.paint(mix(colour.low, colour[column.tone], share), tone=column.tone)
            for label in arriving:
                label.set_fill(opacity=share)

        return Cue(apply, self.theme.time.value)

    def only_the_weights(self, seconds: float) -> Cue:
        """Return the draining of the stream into its weight, and the dimming of everything on the path but W_h."""
        stream, product = self.journey.stream, self.journey.product

        def drain(share: float) -> None:
            stream.tail = share * stream.line.length
            stream.draw()

        others = [column for column in self.band if column.span.kind != "W_h"]
        quiet = [label for column in others for label in (column.symbol, column.value)]
        quiet += [product.result_label, product.equals, *([product.head] if product.head else [])] if self.band else []
        states: dict[PartName, State] = dict.fromkeys(self.net.parts, State.DIM)
        states |= dict.fromkeys(self.net.links(self.journey.route), State.IDLE)
        states |= dict.fromkeys(self.weights, State.LIT)
        if not self.weights:  # with one step no W_h lies on the path
            states[Station.W_h(1)] = State.IDLE
        return together(Cue(drain, seconds), self.net.turn(states, seconds), *(self.dim(x, seconds) for x in quiet))

    def dim(self, label: Label, seconds: float) -> Cue:
        """Return the dimming of a label."""
        start = self.theme.colour[label.tone]

        def apply(share: float) -> None:
            label.paint(mix(start, self.theme.colour.low, share), tone="low")

        return Cue(apply, seconds)

    def gather(self, i: int) -> Cue:
        """Return the flight of the i-th W_h, from the right, out of its tile and clear of all symbols to the others."""
        assert self.repeated is not None
        layout, (x, y), goal = self.layout, self.net.position(self.weights[i]), self.repeated.middle(i)
        if layout.name == "wide":  # between the states and their inputs
            lane = (layout.rows["h"] - layout.unit + layout.rows["wx"] + layout.tile[1] / 2) / 2
        else:  # below the inputs
            lane = layout.rows["x"] - self.theme.size.unit_x - 0.26
        return self.repeated.fly(i, [(x, y), (x, lane), (goal[0], lane)], layout.tile, 1.4)

    def leave_the_path(self, seconds: float) -> Cue:
        """Return the leaving of the network, and first of band and power, where the squares will stand."""
        cues = [self.net.all_to(State.HIDDEN, seconds)]
        if self.net.dots_label is not None:
            cues.append(self.fade_out(seconds, self.net.dots_label))
        if self.band:
            cues.append(self.journey.product.fade_out(seconds / 2))
        if self.repeated is not None:
            cues.append(self.fade_out(seconds / 2, self.repeated))
        return together(*cues)

    # the squares

    def cast_cells(self) -> None:
        """Build the rows of squares with the weights to their right and the powers to their left."""
        left, right, top, bottom = self.room
        self.count = CELLS[self.layout.name]
        readings = [[power.after(k) for k in range(1, self.count + 1)] for power in self.powers]
        box = left + NUMBER, right - NAME, top, bottom
        place = grid(box, [[r.value for r in row] for row in readings], gap=0.1, least_row=0.3)
        self.rows = [SquareRow(self.theme, row, place, i) for i, row in enumerate(readings)]
        self.names = [self.named(power, row.y) for power, row in zip(self.powers, self.rows, strict=True)]
        self.numbers = [
            readout(self.theme, row.readings[-1]).place(left + NUMBER - 0.2, row.y - 0.115, "right")
            for row in self.rows
        ]
        columns = dict(enumerate(place.columns))
        self.cell_ticks = Ticks(self.theme, columns, self.axis_y, "k", right - 0.5 * NAME)
        self.cell_head = formula(self.theme, f"wh(W_h^({self.count}))", "small")
        self.cell_head.place(left + NUMBER - 0.2, self.axis_y, "right")
        self.area = self.stage.words("area", tone="mute").place(*self.layout.note, "right")

    def named(self, power: Power, y: float) -> list[Label]:
        """Return "W_h = 1.5" at the right end of a row."""
        x = self.layout.safe[1] - 0.5
        number = readout(self.theme, power.reading).place(x, y - 0.115, "left")
        symbol = formula(self.theme, "wh(W_h) mute(=)", "small").place(x - 0.12, y - 0.115, "right")
        return [symbol, number]

    def ends(self, k: int) -> dict[str, Any]:
        """Return the least and the greatest weight, and their powers, for the captions."""
        high, *_, low = self.powers
        return {"low": low.reading, "high": high.reading, "small": low.after(k), "large": high.after(k)}

    # the ruler

    def cast_ruler(self) -> None:
        """Build the ruler with a line for each weight, and the one of the lesson's own."""
        power, ours = self.power_of(TIMES), self.stage.words("ours", tone="text")
        self.chart = PowerChart(self.theme, self.room, self.axis_y, self.powers, self.own, power, TIMES, ours)
        self.log_note = self.stage.words("log_scale", tone="mute").place(*self.layout.note, "right")

    def squares_to_dots(self, seconds: float, lag: float) -> Cue:
        """Return the way of the squares to their dots, the first one first; the names go before the last ones."""
        goals = [[(line.position(k), 2 * line.radius) for k in range(1, self.count + 1)] for line in self.chart.lines]
        moves = [row.move(goal, seconds, lag=lag) for row, goal in zip(self.rows, goals, strict=True)]
        come = self.chart.come(self.names_x, [row.y for row in self.rows], self.count, seconds)
        return together(*moves, one_by_one(pause(lag * (self.count - 1)), come))

    @property
    def names_x(self) -> float:
        """Where the numbers of the names begin when these stand before the last squares."""
        return self.room[0] + NUMBER - 0.1 - max(name.number.width for name in self.chart.names)

    def show_own(self) -> None:
        """Draw the line of the lesson's own weight, or light the one that it shares."""
        time, chart = self.theme.time, self.chart
        if chart.shared_row is not None:
            name = chart.names[chart.shared_row]
            self.play(chart.claim(time.bar), self.fade_out(time.dim, name.symbol))
            name.remove(name.symbol)  # it makes way for "ours", and does not come back with the rest of the name
            self.play(self.fade_in(time.value, *chart.own_labels))
            return
        self.show(chart.own_line)
        self.play(*(line.cool(0.75, time.dim) for line in chart.lines))
        self.play(chart.own_line.trace(TIMES, 1.4))
        self.play(self.fade_in(time.value, *chart.own_labels))

    @property
    def own_variant(self) -> str:
        """Which sentence fits: a matrix has a norm."""
        return "norm" if self.lesson.network.H > 1 else ""

    def leave_the_ruler(self, seconds: float) -> Cue:
        """Return the leaving of everything on the ruler but the lines of the weights and the axis below them."""
        chart = self.chart
        labels = [label for group in (chart.head, *chart.table, chart.names, chart.own_labels) for label in group]
        own = [] if chart.shared_row is not None else [chart.own_line.cool(0.0, seconds)]
        return together(chart.ruler.leave(seconds), *own, self.fade_out(seconds, *labels, self.log_note))

    def lines_to_strips(self, seconds: float) -> Cue:
        """Return the turning of each line into the strip of its weight: its dots become the steps, k that of 20 − k."""
        colour, columns = self.theme.colour, self.strips[0].columns
        cues = []
        for strip, line in zip(self.strips, self.chart.lines, strict=True):
            shade = mix(colour.background, colour[line.tone], line.heat)
            cues.append(strip.unfold(line.position, line.radius, shade, seconds))
        pitch = self.strips[0].pitch
        ticks = self.chart.ticks.turn_into(self.strip_ticks, lambda k: columns[LAST] - k * pitch, seconds)
        return together(*cues, ticks)

    # the strips

    def cast_strips(self) -> None:
        """Build the strips of the weights, with these to their right and the powers to their left."""
        left, right, top, bottom = self.room
        hops = LAST - FIRST
        self.strip_powers = self.powers
        first, last = right - NAME - 0.55, left + 2.0
        pitch = (first - last) / (LAST - 1)
        columns = {step: first - pitch * (LAST - step) for step in range(1, LAST + 1)}
        heights = strip_heights(top, bottom)
        self.strips = [
            LongChain(
                self.theme,
                columns,
                y,
                [power.after(k) for k in range(1, hops + 1)],
                STRIP_SCALE,
                radius=0.28 * pitch,
                most=most,
                lead=0.55,
            )
            for power, (y, most) in zip(self.strip_powers, heights, strict=True)
        ]
        self.strip_names = [self.named(p, s.y) for p, s in zip(self.strip_powers, self.strips, strict=True)]
        self.strip_numbers = [
            fitting_one(self.theme, s.readings[-1], 1.8, "small", "text").place(last - 0.3, s.y - 0.115, "right")
            for s in self.strips
        ]
        ticks = {t: columns[t] for t in (LAST, 15, 10, 5, FIRST)}
        self.strip_ticks = Ticks(self.theme, ticks, self.axis_y, "t", right - 0.5 * NAME)
        self.strip_head = formula(self.theme, f"wh(W_h^({hops}))", "small").place(last - 0.3, self.axis_y, "right")
        self.strip_note = self.stage.words("steps_note", tone="mute").place(*self.layout.note, "right")
        self.beyond = [label for strip in self.strips if strip.leaves for label in self.beyond_sight(strip)]

    def beyond_sight(self, strip: LongChain) -> list[Label]:
        """Return what stands on a stream that has outgrown its row, if there is room for it."""
        last, full = strip.line.points[-1][0], strip.line.points[0][0] - strip.full_at
        label = self.stage.words("beyond", tone="on").place(float(last + full) / 2, strip.y + strip.most / 4 - 0.05)
        return [label] if label.width + 2 * BESIDE_WORDS < full - last else []


def strip_heights(top: float, bottom: float) -> list[tuple[float, float]]:
    """Return the middle of each strip and the room for its stream; the first has most of it."""
    shares = (0.42, 0.22, 0.12, 0.12, 0.12)
    edges = np.cumsum([0.0, *shares]) * (bottom - top) + top
    return [((a + b) / 2, float(a - b) * 0.92) for a, b in pairwise(edges)]

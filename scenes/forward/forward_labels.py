"""Where the numbers of a forward step stand beside the network, and by which ways they come down into the formula."""

from __future__ import annotations

import math
from dataclasses import dataclass

from rnnanim.layout.frame import ByFrame
from rnnanim.mobjects.base.geometry import Point, Polyline
from rnnanim.mobjects.charts.vector_column import VectorColumn
from rnnanim.mobjects.flow.forward_flow import ForwardFlow
from rnnanim.mobjects.network.unrolled import UnrolledRNN
from rnnanim.mobjects.text.fitting import fitting_one
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.readout import readout
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics import Analysis, Reading, Weight
from rnnanim.numerics.stations import Station
from rnnanim.scenes.forward.state_columns import StateColumns, Value
from rnnanim.theme import Box, Theme

BESIDE = 0.12  # from a unit or a flow to the number beside it
CORNER = 0.02  # of a number at the upper right of a unit: outwards and down
DIGIT = 0.22  # height of a digit of a small number
CLEAR = 0.08  # what a number on its way keeps from others
PLOT_RIGHT = 6.14  # of axes beside the network: the name of the axis stands to the right of it
BESIDE_COLUMNS = 0.86  # from the left of a panel to the axes, where columns of cells reach into it
NUMBER_GAP = 0.15  # from the sign of a norm to its number
LOWER, RIM = 0.08, 0.04  # a wide one stands so much lower; of the ring of a unit, beyond its radius
AIR = 0.24  # a number beside a flow keeps this from the next column


@dataclass(frozen=True, slots=True)
class LabelRoom:
    """What a frame leaves for the axes of the activation and for the numbers of the inputs.

    Attributes
    ----------
    plot_foot : float or None
        From the foot of the panel up to the axes; None where they stand beside the network, level with the states.
    below_inputs : bool
        Whether a wide number may stand below its input.
    """

    plot_foot: float | None = None
    below_inputs: bool = True


ROOM = ByFrame(LabelRoom(), LabelRoom(plot_foot=0.6), LabelRoom(plot_foot=0.42, below_inputs=False))


class ForwardLabels:
    """Flows and numbers of a network on its way forward, each in its place.

    Parameters
    ----------
    scale : float
        Width of a flow for a value of 1 [scene units].
    columns : StateColumns
        What stands in place of a number where a vector has more than one entry.
    """

    def __init__(self, theme: Theme, net: UnrolledRNN, analysis: Analysis, scale: float, columns: StateColumns) -> None:
        self.theme, self.net, self.layout, self.analysis, self.scale = theme, net, net.layout, analysis, scale
        self.columns = columns
        self.room = self.layout.choose(ROOM)
        self.corridor = self.layout.rows["x"] - theme.size.unit_x - 0.17

    # flows

    def flow(self, weight: Weight, step: int) -> ForwardFlow:
        """Return what flows through W_x, W_h or W_y at a step."""
        state, read = Station.h(step), self.analysis.size
        start, end, source = {
            "x": (Station.x(step), state, read("x", step)),
            "h": (Station.h(step - 1), state, read("h", step - 1)),
            "y": (state, Station.y(step), read("h", step)),
        }[weight]
        line = Polyline([self._source(start), self.net.position(end)], radius=0)
        through = line.nearest(*self.net.position(Station.weight(weight, step)))
        stations = [(0.0, source), (through, self.analysis.drive(weight, step))]
        return ForwardFlow(self.theme, line, stations, self.scale)

    def _source(self, unit: Station) -> Point:
        """Return where a flow begins: under its unit, but beside the broken ring of the given state."""
        x, y = self.net.position(unit)
        return (x + self.net.nodes[unit].radius + 0.05, y) if unit == Station.h(0) else (x, y)

    # numbers

    def input(self, step: int) -> Value | None:
        """Return the number of an input, at its left or below it, or nothing where there is no room for it.

        Below the inputs of several units stand the symbols of their sum: a number without room at the left is a cell.
        """
        x, y = self.net.position(Station.x(step))
        is_scalar = self.analysis.spec.H == 1
        if self.analysis.spec.D > 1 or not (is_scalar or self._inputs_fit()):
            return self.columns.beside_input(step)
        label = self._input(step)
        if label.width > self._room_of_input(step):
            below = label.place(x, y - self.theme.size.unit_x - 0.35)
            return below if self.room.below_inputs else None
        return label.place(x - self.theme.size.unit_x - BESIDE, y - 0.11, "right")

    def _input(self, step: int) -> Label:
        return self._number(self.analysis.size("x", step), max(self._room_of_input(step), 0.8))

    def _room_of_input(self, step: int) -> float:
        """Return the room at the left of an input, up to the one before it or to the key."""
        room, key = self.layout.pitch - 2 * self.theme.size.unit_x - 2 * BESIDE, self.columns.key
        if key is None or step > 1:
            return float(room)
        end = self.net.position(Station.x(step))[0] - self.theme.size.unit_x - BESIDE
        return float(min(room, end - BESIDE - key.get_right()[0]))

    def _inputs_fit(self) -> bool:
        """Return whether the number of each input has room at its left."""
        return all(self._input(step).width <= self._room_of_input(step) for step in self.layout.drawn_steps)

    def drive_x(self, step: int, flow: ForwardFlow) -> Value:
        """Return the number of W_x x_t, at the right of its flow and level with that of W_h h_{t-1}."""
        x = self.net.position(Station.h(step))[0]
        away = self._beside(flow)
        if self.analysis.spec.H > 1:
            return self.columns.below_state("x", step, x + away, self._below_flow(step))
        label = self._number(self.analysis.drive("x", step), self.layout.pitch - away - AIR)
        return label.place(x + away, self._meeting(step), "left")

    def drive_h(self, step: int, beside: ForwardFlow) -> Value:
        """Return the number of W_h h_{t-1}, below the end of its flow, between weight and state."""
        x = self.net.position(Station.h(step))[0]
        away = self._beside(beside)
        if self.analysis.spec.H > 1:
            return self.columns.below_state("h", step, x - away, self._below_flow(step))
        label = self._number(self.analysis.drive("h", step), self.layout.pitch - away - AIR)
        weight = self.net.position(Station.W_h(step))[0] + self.layout.tile[0] / 2
        middle = (weight + x - self.layout.unit) / 2
        label.place(min(x - away, middle + label.width / 2), self._meeting(step), "right")
        if label.get_left()[0] < x - self.layout.pitch + self.layout.unit + CLEAR:  # then below the unit before
            label.shift((0, min(0.0, self.layout.rows["h"] - self.layout.unit - CLEAR - float(label.get_top()[1])), 0))
        return label

    def width_of_h(self, step: int, beside: ForwardFlow) -> list[Label]:
        """Return the norm of the state before, by which its flow is wide, below that flow; where there is room."""
        (before, row), reading = self.net.position(Station.h(step - 1)), self.analysis.norm("h", step - 1)
        if not reading.value or self.analysis.spec.H == 1:
            return []
        base = row - self.scale * reading.value / 2 - 0.1 - DIGIT
        base = min(base, self._below_flow(step) - DIGIT)
        symbol = formula(self.theme, f"norm(h_({step - 1})) =", "small", tone="mute")
        value = readout(self.theme, reading, tone="state")
        width, end = symbol.width + NUMBER_GAP + value.width, self.net.position(Station.h(step))[0]
        flow = beside.width_at(beside.line.length) / 2
        for drop in (0.0, LOWER):  # rings are round: farther down there is more room between them
            ring = math.sqrt(max(0.0, (self.layout.unit + RIM) ** 2 - (row - base + drop - DIGIT) ** 2))
            left = min(before + self.layout.unit, end - max(flow, ring) - CLEAR - width)
            if left >= before + ring + CLEAR:
                symbol.place(left, base - drop, "left")
                return [symbol, value.place(left + symbol.width + NUMBER_GAP, base - drop, "left")]
        return []

    def state(self, step: int) -> Value:
        """Return the number of a state, at its upper right: there it stays."""
        x, y = self.net.position(Station.h(step))
        if self.analysis.spec.H > 1:
            return self.columns.of_state(step)
        if step == 0:
            return self._given(x, y)
        right, base = self.layout.unit + CORNER, y + self.layout.unit - CORNER
        width, height = self.layout.tile
        is_high = base + 0.23 > self.layout.rows["wy"] - 0.54 * height  # it then ends before the next tile W_y
        room = self.layout.pitch - right - (0.64 * width + 0.06 if is_high else AIR)
        return self._number(self.analysis.size("h", step), room).place(x + right, base, "left")

    def _given(self, x: float, y: float) -> Label:
        """Return the number of the given state, above it: at its right stands a weight."""
        edge, radius = self.layout.safe[0], self.net.nodes[Station.h(0)].radius
        label = self._number(self.analysis.size("h", 0), 2 * (self.layout.between(1) - x))
        return label.place(max(x, edge + label.width / 2), y + radius + BESIDE, "centre")

    def _meeting(self, step: int) -> float:
        """Return the baseline of the numbers of what arrives at a state, right below the flow of W_h h_{t-1}."""
        room = self.layout.rows["h"] - self._below_flow(step) + DIGIT
        return float(self.layout.rows["h"] - max(self.layout.unit + 0.05, room))

    def _below_flow(self, step: int) -> float:
        """Return the height right below the flow of W_h h_{t-1} and its weight."""
        half = self.scale * abs(self.analysis.drive("h", step).value) / 2
        return float(self.layout.rows["h"] - max(half, self.layout.tile[1] / 2) - CLEAR)

    def output(self, step: int) -> Value:
        """Return the number of an output, at its upper right like that of the state below it."""
        x, y = self.net.position(Station.y(step))
        if self.analysis.spec.O > 1:
            return self.columns.beside_output(step)
        right, base = self.layout.unit + CORNER, y + self.layout.unit - CORNER
        label = self._number(self.analysis.size("y", step), self.layout.pitch - right - BESIDE)
        label.place(x + right, base, "left")
        after = Station.L(step) if self.net.has(Station.L(step)) else Station.y(step)
        ring = math.sqrt(max(0.0, (self.net.nodes[after].radius + RIM) ** 2 - (base - y) ** 2))
        end = x + self.layout.pitch - ring - RIM  # up to the ring of the next unit, or of the loss, at that height
        label.shift((min(0.0, end - float(label.get_right()[0])), 0, 0))
        return label

    def _beside(self, flow: ForwardFlow) -> float:
        """Return how far from the middle of a column a number stands, clear of its flow and, below, of its tile."""
        return max(flow.width_at(flow.line.length) / 2 + BESIDE, self.layout.tile[0] / 2 + 0.09)

    def _number(self, reading: Reading, room: float) -> Label:
        return fitting_one(self.theme, reading, room, "small", "state")

    # ways

    def way_of_x(self, step: int, number: Value, limit: float) -> list[Point] | None:
        """Return the way straight down from W_x x_t, where nothing stands up to the next column, or up to `limit`."""
        x, y = float(number.get_center()[0]), float(number.get_center()[1])
        later = [s for s in self.layout.drawn_steps if s > step]
        beyond = [self.net.position(Station.x(s))[0] - self.theme.size.unit_x for s in later]
        free = min([*beyond, limit]) - CLEAR - float(number.get_right()[0])
        return [(x, y), (x, self.corridor)] if free > 0 and self._fits(number) else None

    def way_of_h(self, step: int, number: Value, input_number: Value | None) -> list[Point] | None:
        """Return the way down from W_h h_{t-1} between the number of the input and the column before."""
        half = float(number.width) / 2
        x, y = float(number.get_center()[0]), float(number.get_center()[1])
        beside = x if input_number is None else float(input_number.get_left()[0]) - CLEAR - half
        right = min(x, beside)
        before = Station.x(step - 1)
        edge = self.net.position(before)[0] + self.theme.size.unit_x if self.net.has(before) else self.layout.safe[0]
        if right - half < edge + CLEAR or not self._fits(number):
            return None
        return [(x, y), (right, y - 0.45), (right, self.corridor)] if right < x else [(x, y), (x, self.corridor)]

    def _fits(self, number: Value) -> bool:
        """Return whether a number is low enough for the corridor between the network and the formula."""
        return isinstance(number, VectorColumn) or bool(number.height < 0.3)

    # the plot

    @property
    def plot(self) -> Box:
        """Box of the axes."""
        left, right, top, bottom = self.layout.panel
        if self.room.plot_foot is not None:
            beside = BESIDE_COLUMNS if self.analysis.spec.H > 1 else 0.12
            return left + beside, right - 0.36, top - 0.5, bottom + self.room.plot_foot
        start = max(2.95, self.layout.x(self.layout.steps) + self.layout.unit + 0.95)
        row = self.layout.rows["h"]
        return start, PLOT_RIGHT, row + 1.5, row - 1.5

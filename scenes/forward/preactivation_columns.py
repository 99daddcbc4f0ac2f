"""One forward step in columns of cells: those that arrive add up cell by cell to z, and σ makes h of z in each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from rnnanim.layout.frame import ByFrame, Layout
from rnnanim.mobjects.base.geometry import Point, Polyline
from rnnanim.mobjects.base.layers import FLIGHT, WIRE
from rnnanim.mobjects.base.motion import Cue, ease_in_out_sine, fade_in, one_by_one, pause, together
from rnnanim.mobjects.base.shapes import stroke_pieces
from rnnanim.mobjects.base.tagging import Tag
from rnnanim.mobjects.charts.vector_column import CENTRE, VectorColumn, numbers_of_columns
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.readout import readout
from rnnanim.mobjects.text.rounding import shown
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics import Analysis, Reading
from rnnanim.scenes.forward.activations import symbol_of
from rnnanim.scenes.forward.state_columns import StateColumns
from rnnanim.scenes.forward.step_readings import TERMS
from rnnanim.theme import Theme

from manim import VGroup, VMobject

ARROW_AIR, HEAD = 0.16, 0.07  # from a column to an arrow beside it; half the width of its head
NORM_GAP = 0.3  # from the column of the state to its norm


@dataclass(frozen=True, slots=True)
class ColumnRoom:
    """Where the columns stand in a frame.

    Attributes
    ----------
    slots : dict
        Middles of the columns.
    symbols, top : float
        Baseline of the symbols over the columns, and the upper ends of these.
    width, height : float
        Room of a column with numbers.
    narrow : float
        Width of a column without numbers.
    is_roomy : bool
        Whether there is room for a way from the network, for the name of σ and for the norm of the state.
    """

    slots: dict[str, float]
    symbols: float
    top: float
    width: float
    height: float
    narrow: float
    is_roomy: bool


ROOM = ByFrame(
    ColumnRoom({"x": -5.3, "h": -3.56, "b": -1.82, "z": -0.08, "state": 3.1}, -2.12, -2.33, 1.3, 1.34, 0.56, True),
    ColumnRoom({"x": -3.14, "h": -2.02, "b": -1.14, "z": -0.44, "state": 0.62}, -1.25, -1.5, 0.0, 3.2, 0.34, False),
    ColumnRoom({"x": -3.14, "h": -2.02, "b": -1.14, "z": -0.44, "state": 0.62}, -1.18, -1.43, 0.0, 2.2, 0.34, False),
)


class PreactivationColumns(VGroup):  # type: ignore[misc]
    """`W_x x_t + W_h h_{t-1} + b_h = z_t → h_t`, each symbol over the column of its vector."""

    def __init__(self, theme: Theme, layout: Layout, step: int, analysis: Analysis, columns: StateColumns) -> None:
        super().__init__()
        self.theme, self.room, self.colour_scale = theme, layout.choose(ROOM), columns.scale
        self.slots = self.room.slots
        self.readings = {
            "x": analysis.drive_entries("x", step),
            "h": analysis.drive_entries("h", step),
            "b": analysis.entries("b_h"),
            "z": analysis.entries("z", step),
            "state": analysis.entries("h", step),
        }
        self.columns = self._columns()
        self.symbols = self._symbols(step)
        self.signs = self._signs()
        self.arrows = self._arrows()
        self.activation = self._activation(analysis.spec.activation)
        self.norm = self._norm(step, analysis.norm("h", step), layout)
        self.flying = VGroup()
        parts: list[VMobject] = [
            *self.symbols.values(),
            *self.signs.values(),
            self.activation,
            *self.norm,
            *self.columns.values(),
        ]
        for part in parts:
            part.set_fill(opacity=0)
        self.arrows.set_stroke(opacity=0)
        self.add(*parts, self.arrows, self.flying)

    # motion

    def write_name(self, seconds: float) -> Cue:
        """Return a pause: z stands at the end of the row, and is named when it is found."""
        return pause(seconds)

    def write_term(self, name: str, seconds: float) -> Cue:
        """Return the appearing of a term with its sign, once its column is there."""
        return fade_in(seconds, self.symbols[name], *filter(None, [self.signs.get(name)]))

    def write_sum(self, seconds: float) -> Cue:
        """Return the arrival of z, cell by cell."""
        return together(fade_in(seconds, self.symbols["z"], self.signs["z"]), self.columns["z"].fade_in(seconds))

    def write_activation(self, seconds: float) -> Cue:
        """Return the appearing of the arrows from z to h."""
        return fade_in(seconds, self.arrows, self.activation, self.symbols["state"])

    def write_state(self, seconds: float) -> Cue:
        """Return the arrival of h cell by cell, and of its norm."""
        return one_by_one(self.columns["state"].fade_in(seconds), fade_in(seconds, *self.norm))

    def fly_value(self, name: str, corridor: Sequence[Point] | None, seconds: float, size: Point | None = None) -> Cue:
        """Return the flight of a column from beside its flow to its place; without a free way it just appears.

        Parameters
        ----------
        corridor : sequence of (x, y)
            From the middle of the column beside the flow down to below the network.
        size : (width, height), optional
            Of the column beside the flow.
        """
        goal = self.columns[name]
        if corridor is None or size is None or not self.room.is_roomy:
            return fade_in(seconds * 0.5, goal)
        x, y, _ = goal.get_center()
        line = Polyline([*corridor, (float(x), corridor[-1][1]), (float(x), float(y))], radius=0.2)
        copy = VectorColumn(self.theme, self.readings[name], self.colour_scale, width=size[0], height=size[1])
        copy.set_z_index(FLIGHT, family=True)

        def apply(share: float) -> None:
            at, grown = line.point(line.length * share), max(0.0, 2 * share - 1)
            wide, high = (a + (b - a) * grown for a, b in zip(copy.size, goal.size, strict=True))
            copy.put((float(at[0]), float(at[1])), (wide, high))
            if share >= 1:
                self.flying.remove(copy)
                goal.set_fill(opacity=1)

        return Cue(apply, seconds, rate=ease_in_out_sine, begin=lambda: self.flying.add(copy))

    # construction

    def _columns(self) -> dict[str, VectorColumn]:
        room, readings = self.room, list(self.readings.values())
        numbers = numbers_of_columns(self.theme, readings, room.width, room.height)
        width = room.width if numbers else room.narrow
        found = {}
        for name, written in zip(self.readings, numbers or [[]] * len(readings), strict=True):
            column = VectorColumn(
                self.theme, self.readings[name], self.colour_scale, width=width, height=room.height, numbers=written
            )
            found[name] = column
            column.shift((self.slots[name], room.top - column.size[1] / 2, 0))
        return found

    def _symbols(self, step: int) -> dict[str, Label]:
        sources = {
            "x": f"wx(W_x) space.hair x_({step})",
            "h": f"wh(W_h) space.hair h_({step - 1})",
            "b": "b_h",
            "z": f"z_({step})",
            "state": f"h_({step})",
        }
        room = self.room
        return {name: formula(self.theme, s).place(self.slots[name], room.symbols) for name, s in sources.items()}

    def _signs(self) -> dict[str, Label]:
        """Return the signs between the columns, level with their middles: + before a term, = before z."""
        order, found = (*TERMS, "z"), {}
        base = self.room.top - self.columns["z"].size[1] / 2 - CENTRE
        for before, name in zip(order, order[1:], strict=False):
            sign = "+" if name != "z" else "=" if self._adds_up() else "approx"
            middle = (self.slots[before] + self.slots[name]) / 2
            found[name] = formula(self.theme, sign, tone="mute").place(middle, base)
        return found

    def _adds_up(self) -> bool:
        """Return whether the cells add up as they are written, to the last digit of z."""
        written = [[shown(label) for label in self.columns[name].numbers] for name in (*TERMS, "z")]
        return all(_equal(sum(terms, Decimal(0)), z) for *terms, z in zip(*written, strict=True))

    def _arrows(self) -> VMobject:
        """Return an arrow from each cell of z to that of h; one for a strip."""
        z, state = self.columns["z"], self.columns["state"]
        start = float(z.get_center()[0]) + z.size[0] / 2 + ARROW_AIR
        end = float(state.get_center()[0]) - state.size[0] / 2 - ARROW_AIR
        heights = [float(z.get_center()[1])] if z.is_strip else [z.middle(n)[1] for n in range(len(z.readings))]
        head = min(HEAD, 0.4 * z.size[1] / len(heights))
        pieces = []
        for y in heights:
            pieces.append(np.array([[start, y], [end, y]]))
            pieces.append(np.array([[end - head, y + head], [end, y], [end - head, y - head]]))
        return stroke_pieces(self.theme, pieces, Tag("line", "low"), self.theme.stroke.rule).set_z_index(WIRE)

    def _activation(self, kind: str) -> Label:
        """Return the name of the activation, over the arrows."""
        middle = (self.slots["z"] + self.slots["state"]) / 2
        return formula(self.theme, symbol_of(kind) if self.room.is_roomy else "sigma").place(middle, self.room.symbols)

    def _norm(self, step: int, reading: Reading, layout: Layout) -> list[Label]:
        """Return the norm of the state, by which the flow out of it is wide, beside its column if there is room."""
        state = self.columns["state"]
        x, base = float(state.get_center()[0]) + state.size[0] / 2 + NORM_GAP, self.signs["z"].baseline_y
        name = formula(self.theme, f"norm(h_({step})) =", "tile", tone="mute").place(x, base, "left")
        value = readout(self.theme, reading, tone="state").place(float(name.get_right()[0]) + 0.12, base, "left")
        return [name, value] if float(value.get_right()[0]) <= layout.safe[1] and self.room.is_roomy else []


def _equal(total: Decimal, written: Decimal) -> bool:
    return not (total.is_finite() and written.is_finite()) or total.quantize(written) == written

"""One forward step in columns of cells: those that arrive add up cell by cell to z, and σ makes h of z in each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from rnnanim.backend.shapes import VGroup
from rnnanim.layout.frame import ByFrame, Layout
from rnnanim.mobjects.base.geometry import Point, Polyline
from rnnanim.mobjects.base.layers import FLIGHT, PART, WIRE
from rnnanim.mobjects.base.motion import Cue, ease_in_out_sine, fade_in, pause, together
from rnnanim.mobjects.base.shapes import disc, stroke_pieces
from rnnanim.mobjects.base.tagging import Tag, tagged
from rnnanim.mobjects.charts.column_numbers import numbers_of_some
from rnnanim.mobjects.charts.shapes import filled, rectangles
from rnnanim.mobjects.charts.vector_column import CENTRE, VectorColumn
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.rounding import shown
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics import Analysis
from rnnanim.scenes.forward.activation_plot import followed
from rnnanim.scenes.forward.activations import meaning_of_sigma
from rnnanim.scenes.forward.state_columns import StateColumns
from rnnanim.scenes.forward.step_readings import INTO_A_STATE, TERMS
from rnnanim.theme import Theme

from manim import VMobject

ARROW_AIR, HEAD = 0.16, 0.07  # from a column to an arrow beside it; half the width of its head
STRONG, BAND = 3.0, 0.12  # stroke of the arrow of the unit that is followed; beyond the columns the band of its row
DOT = 0.11  # radius of the dot on the arrow of the unit that is followed, as it is on the curve


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
        Whether there is room for a way from the network, and for the name of σ.
    """

    slots: dict[str, float]
    symbols: float
    top: float
    width: float
    height: float
    narrow: float
    is_roomy: bool


ROOM = ByFrame(
    ColumnRoom({"x": -5.5, "h": -3.2, "b": -0.9, "z": 1.4, "state": 5.4}, -2.16, -2.36, 1.65, 1.26, 0.56, True),
    ColumnRoom({"x": -3.14, "h": -2.02, "b": -1.14, "z": -0.52, "state": 0.48}, -1.25, -1.5, 0.0, 3.2, 0.34, False),
    ColumnRoom({"x": -3.14, "h": -2.02, "b": -1.14, "z": -0.52, "state": 0.48}, -1.18, -1.43, 0.0, 2.2, 0.34, False),
)
LOWER = 0.6  # of the room that short columns leave free, how much lies above them


class PreactivationColumns(VGroup):
    """`W_x x_t + W_h h_{t-1} + b_h = z_t → h_t`, each symbol over the column of its vector; a bias of 0 is left out."""

    def __init__(self, theme: Theme, layout: Layout, step: int, analysis: Analysis, columns: StateColumns) -> None:
        super().__init__()
        self.theme, self.room, self.colour_scale = theme, layout.choose(ROOM), columns.scale
        bias = analysis.entries("b_h")
        self.terms = TERMS if any(reading.value for reading in bias) else INTO_A_STATE
        self.slots = self._slots()
        self.followed = followed(analysis)
        self.readings = {
            "x": analysis.drive_entries("x", step),
            "h": analysis.drive_entries("h", step),
            **({"b": bias} if "b" in self.terms else {}),
            "z": analysis.entries("z", step),
            "state": analysis.entries("h", step),
        }
        self.columns = self._columns()
        self.symbols = self._symbols(step)
        self.signs = self._signs()
        self.arrows = self._arrows()
        self.activation = self._activation(analysis.spec.activation)
        self.strong_arrow, self.row = self._strong_arrow(), self._row()
        self.dot = self._dot()
        self.flying = VGroup()
        parts: list[VMobject] = [
            *self.row,
            *self.symbols.values(),
            *self.signs.values(),
            self.activation,
            *self.columns.values(),
            *self.dot,
        ]
        for part in parts:
            part.set_fill(opacity=0)
        for arrow in (self.arrows, *self.strong_arrow):
            arrow.set_stroke(opacity=0)
        self.add(*parts, self.arrows, *self.strong_arrow, self.flying)

    # motion

    def write_name(self, seconds: float) -> Cue:
        """Return a pause: z stands at the end of the row, and is named when it is found."""
        return pause(seconds)

    def write_term(self, name: str, seconds: float) -> Cue:
        """Return the appearing of a term with its sign, once its column is there."""
        if name not in self.terms:
            return pause(0)
        return fade_in(seconds, self.symbols[name], *filter(None, [self.signs.get(name)]))

    def write_sum(self, seconds: float) -> Cue:
        """Return the arrival of z, cell by cell."""
        marked = fade_in(seconds, self.symbols["z"], self.signs["z"], *self.row)
        return together(marked, self.columns["z"].fade_in(seconds))

    def write_activation(self, seconds: float) -> Cue:
        """Return the appearing of the arrows from z to h, and of the dot on that of the unit that is followed."""
        arrows = self.arrows, *self.strong_arrow
        return fade_in(seconds, *arrows, self.activation, self.symbols["state"], *self.dot)

    def write_state(self, seconds: float) -> Cue:
        """Return the arrival of h, cell by cell."""
        return self.columns["state"].fade_in(seconds)

    def fly_value(self, name: str, corridor: Sequence[Point] | None, seconds: float, size: Point | None = None) -> Cue:
        """Return the flight of a column from beside its flow to its place; without a free way it just appears.

        Parameters
        ----------
        corridor : sequence of (x, y)
            From the middle of the column beside the flow down to below the network.
        size : (width, height), optional
            Of the column beside the flow.
        """
        if name not in self.terms:
            return pause(0)
        goal = self.columns[name]
        if corridor is None or size is None or not self.room.is_roomy:
            return fade_in(seconds * 0.5, goal)
        x, y, _ = goal.cells.get_center()
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

    def _slots(self) -> dict[str, float]:
        """Return the middles of the columns; what is left out leaves its room to the others."""
        slots = self.room.slots
        if "b" in self.terms or not self.room.is_roomy:
            return slots
        first, last = slots["x"], slots["z"]
        return slots | {"h": first + 0.5 * (last - first) - 0.3, "z": last - 0.6}

    def _columns(self) -> dict[str, VectorColumn]:
        room, readings = self.room, list(self.readings.values())
        numbers = numbers_of_some(self.theme, readings, room.width, room.height, self.followed)
        width = room.width if any(numbers) else room.narrow
        found = {}
        for name, written in zip(self.readings, numbers, strict=True):
            column = VectorColumn(
                self.theme, self.readings[name], self.colour_scale, width=width, height=room.height, numbers=written
            )
            found[name] = column
            column.shift((self.slots[name], room.top - self._lower(column) - column.size[1] / 2, 0))
        return found

    def _lower(self, column: VectorColumn) -> float:
        """Return how much lower columns stand that do not fill their room."""
        return LOWER * (self.room.height - column.size[1]) if self.room.is_roomy else 0.0

    def _symbols(self, step: int) -> dict[str, Label]:
        sources = {
            "x": f"wx(W_x) space.hair x_({step})",
            "h": f"wh(W_h) space.hair h_({step - 1})",
            "b": "b_h",
            "z": f"z_({step})",
            "state": f"h_({step})",
        }
        base = self.room.symbols - self._lower(self.columns["z"])
        return {name: formula(self.theme, sources[name]).place(self.slots[name], base) for name in self.columns}

    def _signs(self) -> dict[str, Label]:
        """Return the signs between the columns, level with their middles: + before a term, = before z."""
        order, found = (*self.terms, "z"), {}
        base = float(self.columns["z"].get_center()[1]) - CENTRE
        for before, name in zip(order, order[1:], strict=False):
            sign = "+" if name != "z" else "=" if self._adds_up() else "approx"
            middle = (self.slots[before] + self.slots[name]) / 2
            found[name] = formula(self.theme, sign, tone="mute").place(middle, base)
        return found

    def _adds_up(self) -> bool:
        """Return whether the cells add up as they are written, to the last digit of z."""
        written = [[shown(label) for label in self.columns[name].numbers.values()] for name in (*self.terms, "z")]
        return all(adds_up(terms, z) for *terms, z in zip(*written, strict=True))

    def _arrows(self) -> VMobject:
        """Return an arrow from each cell of z to that of h; one for a strip."""
        z = self.columns["z"]
        rows = [n for n in range(len(z.readings)) if n != self.followed]
        heights = [float(z.get_center()[1])] if z.is_strip else [z.middle(n)[1] for n in rows]
        return self._arrows_at(heights, "low", self.theme.stroke.rule)

    def _strong_arrow(self) -> list[VMobject]:
        """Return the arrow of the unit that is followed."""
        if self.followed is None:
            return []
        return [self._arrows_at([self.columns["z"].middle(self.followed)[1]], "state", STRONG)]

    def _arrows_at(self, heights: Sequence[float], tone: str, stroke: float) -> VMobject:
        z, state = self.columns["z"], self.columns["state"]
        start, end = float(z.get_right()[0]) + ARROW_AIR, float(state.get_left()[0]) - ARROW_AIR
        head = min(HEAD, 0.4 * z.size[1] / len(z.readings))
        pieces = []
        for y in heights:
            pieces.append(np.array([[start, y], [end, y]]))
            pieces.append(np.array([[end - head, y + head], [end, y], [end - head, y - head]]))
        return stroke_pieces(self.theme, pieces, Tag("line", tone), stroke).set_z_index(WIRE)

    def _activation(self, kind: str) -> Label:
        """Return the name of the activation, over the arrows."""
        middle, base = (self.slots["z"] + self.slots["state"]) / 2, self.symbols["z"].baseline_y
        return formula(self.theme, meaning_of_sigma(kind) if self.room.is_roomy else "sigma").place(middle, base)

    def _dot(self) -> list[VMobject]:
        """Return a dot as on the curve, on the arrow of the unit that it stands for there."""
        if self.followed is None:
            return []
        middle = float(self.strong_arrow[0].get_center()[0]), self.columns["z"].middle(self.followed)[1]
        dot = disc(middle, DOT, self.theme.colour.state)
        return [tagged(dot, Tag("plate", "state")).set_z_index(PART)]

    def _row(self) -> list[VMobject]:
        """Return a band behind the cells of the unit that is followed, through all columns."""
        z, state = self.columns["z"], self.columns["state"]
        if self.followed is None or not self.room.is_roomy:
            return []
        left, right = (float(self.columns["x"].get_left()[0]) - BAND, float(state.get_right()[0]) + BAND)
        middle, high = ((left + right) / 2, z.middle(self.followed)[1]), z.size[1] / len(z.readings)
        band = filled(rectangles([middle], [(right - left, high)]), Tag("plate", "bed"), self.theme.colour.bed)
        return [band.set_z_index(WIRE - 1)]


def adds_up(terms: Iterable[Decimal], total: Decimal) -> bool:
    """Return whether terms as they are written add up to a total as it is written, to its last digit."""
    found = sum(terms, Decimal(0))
    return not (found.is_finite() and total.is_finite()) or found.quantize(total) == total

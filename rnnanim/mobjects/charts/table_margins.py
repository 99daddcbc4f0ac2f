"""The sums of a table in its margins: of each row at its right, of each column below it, of all of them in the corner.

Each is a bar that grows away from the table, hollow if it is negative, and a number where all have room: behind the
bar, or over it where the bar is to be longer than that lets it be. The bars of both margins share one scale::

    margins = TableMargins(theme, heat, rows, columns, total, room=1.7, bar=0.6, name="sums")
    self.show(margins)
    self.play(margins.open("rows", 0.4))
    self.play(*(margins.rows[t].grow(0.6) for t in rows), *(margins.rows[t].count(0.3) for t in rows))
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from rnnanim.mobjects.base.geometry import Point
from rnnanim.mobjects.base.layers import PART, WIRE
from rnnanim.mobjects.base.motion import Cue, fade_in, tween
from rnnanim.mobjects.base.roles import text_role
from rnnanim.mobjects.base.shapes import stroke
from rnnanim.mobjects.base.tagging import Tag
from rnnanim.mobjects.charts.shapes import filled, hollow, rectangles
from rnnanim.mobjects.charts.table_grid import BELOW, BESIDE, CENTRE, TableGrid
from rnnanim.mobjects.text.fitting import fitting_one, fitting_row
from rnnanim.mobjects.text.label import Align, Label
from rnnanim.numerics import Reading
from rnnanim.theme import Theme, mix

from manim import VGroup, VMobject

AWAY, UNDER = 0.16, 0.16  # from the cells to the bars of the rows, and from the names of the columns to theirs
THICKEST, OF_PITCH, THINNEST = 0.24, 0.56, 0.012  # a bar [scene units], and as a share of the distance of two
BETWEEN, LINE = 0.12, 0.42  # from the longest bar to the numbers, and to their baseline below
ROW_LINE, COLUMN_GAP = 0.36, 0.08  # a row with a number is at least so high; two numbers are so far apart
HEAD_LIFT = 0.14  # from the cells up to the head of the margin beside them
STACKED, OVER, UNDER_IT = 0.8, 0.06, 0.2  # a row so high has its number over its bar; from its middle to both
LEAST_BAR = 0.28  # the longest bar, where numbers need the room
SHORTEST = 0.012  # a bar that can be seen


Side = Literal["rows", "columns"]
"""Whose sums a margin holds."""


@dataclass(frozen=True, slots=True)
class SumPlace:
    """Where a sum stands: its bar starts in `start` and grows to the right or down; its number has a place of its own.

    Parameters
    ----------
    unit : float
        Length of a sum of 1 [scene units].
    thickness : float
    """

    start: Point
    is_row: bool
    unit: float
    thickness: float
    number_at: tuple[float, float, Align]


class MarginSum(VGroup):  # type: ignore[misc]
    """One sum: its bar, its number, and how much of each is there.

    Attributes
    ----------
    grown, counted, lit : float
        How long the bar is, how far the number has come, and how bright both are beside the others, 0 to 1.
    """

    def __init__(self, theme: Theme, reading: Reading, place: SumPlace, number: Label | None, scale: str) -> None:
        super().__init__()
        self.theme, self.reading, self.place, self.number, self.scale_name = theme, reading, place, number, scale
        self.grown = self.counted = 0.0
        self.lit = 1.0
        self.bar = VGroup()
        self.add(self.bar, *([number.place(*place.number_at)] if number is not None else []))
        self.draw()

    def draw(self) -> MarginSum:
        """Draw the bar and the number as far as they are there."""
        length = abs(self.reading.value) * self.place.unit
        self.bar.submobjects = [self._shape(length * self.grown)] if self.grown and length else []
        if self.number is not None:
            colour, tone = self.theme.colour, "text" if self.lit >= 1 else "mute"
            self.number.paint(mix(colour.mute, colour.text, self.lit), tone=tone, opacity=self.counted)
        return self

    def grow(self, seconds: float) -> Cue:
        """Return the growth of the bar away from the table."""
        return tween(seconds, self, grown=1.0)

    def count(self, seconds: float) -> Cue:
        """Return the arrival of the number, if there is one."""
        return tween(seconds, self, counted=1.0)

    def light(self, level: float, seconds: float) -> Cue:
        """Return the dimming, or the lighting again."""
        return tween(seconds, self, lit=level)

    def _shape(self, length: float) -> VMobject:
        """Return the bar: filled, hollow for a negative sum, and with an outline where the ground is light."""
        place, theme, drawn = self.place, self.theme, max(SHORTEST, length)
        is_negative, is_outlined = self.reading.value < 0, theme.is_light and self.lit > 0
        (x, y), thick = place.start, place.thickness
        inset = min(theme.stroke.bank / 100, thick / 2) if is_negative or is_outlined else 0.0
        middle = (x + drawn / 2, y) if place.is_row else (x, y - drawn / 2)
        sides = (drawn, thick) if place.is_row else (thick, drawn)
        points = rectangles([middle], [[max(side - inset, 0.005) for side in sides]])
        tag = Tag("bar", "gradient" if self.lit else "spent", (self.reading,), (length,), "linear", self.scale_name)
        colour, edge = (mix(theme.colour.spent, theme.colour[role], self.lit) for role in ("gradient", "edge"))
        shape = hollow(theme, points, tag, [colour]) if is_negative else filled(points, tag, colour)
        if is_outlined:
            shape.set_stroke(edge, theme.stroke.bank)
        return shape.set_z_index(PART)


class TableMargins(VGroup):  # type: ignore[misc]
    """The sums of the rows and of the columns of a table, and their total.

    Parameters
    ----------
    grid : TableGrid
        The table.
    rows, columns : mapping of name to Reading
        The sums.
    room : float
        Width at the right of the cells, for bars and numbers [scene units].
    bar : float
        Length of the longest bar [scene units]; less where the numbers of the rows need the room.
    name : str
        Name of the scale of the bars, for `check`.
    heads : (Label, Label), optional
        What the sums of the rows are, over them; and those of the columns, at the left of theirs.

    Attributes
    ----------
    rows, columns : dict of MarginSum
    total : Label
        In the corner.
    """

    def __init__(
        self,
        theme: Theme,
        grid: TableGrid,
        rows: Mapping[float, Reading],
        columns: Mapping[float, Reading],
        total: Reading,
        *,
        room: float,
        bar: float,
        name: str,
        heads: tuple[Label, Label] | None = None,
    ) -> None:
        super().__init__()
        self.theme, self.grid, self.room, self.scale_name = theme, grid, room, name
        numbers = self._numbers(rows, room - AWAY - BETWEEN - LEAST_BAR, fits=grid.pitch[1] >= ROW_LINE)
        widest = max((label.width + BETWEEN for label in numbers.values() if label is not None), default=0.0)
        self.is_stacked = bar > room - AWAY - widest and grid.pitch[1] >= STACKED
        self.bar = min(bar, room - AWAY - (0.0 if self.is_stacked else widest))
        largest = max((abs(reading.value) for reading in (*rows.values(), *columns.values())), default=0.0)
        self.unit = self.bar / largest if largest else 0.0
        self.rows = {t: self._of_row(t, rows[t], label) for t, label in numbers.items()}
        numbers = self._numbers(columns, grid.pitch[0] - COLUMN_GAP)
        self.columns = {k: self._of_column(k, columns[k], label) for k, label in numbers.items()}
        self.total = fitting_one(theme, total, room - AWAY, "large", text_role(theme, "core"))
        self.total.place(self.right, self.base, "right").set_fill(opacity=0)
        self.lines, self.heads = self._lines(), self._placed(heads)
        self.add(*self.lines.values(), *self.heads.values(), *self.rows.values(), *self.columns.values(), self.total)

    @property
    def right(self) -> float:
        """Right end of the numbers of the rows."""
        return self.grid.box[1] + self.room

    @property
    def top(self) -> float:
        """Where the bars of the columns begin."""
        return self.grid.box[3] - BELOW - UNDER

    @property
    def base(self) -> float:
        """Baseline of the numbers of the columns, and of the total."""
        return self.top - self.bar - LINE

    def open(self, side: Side, seconds: float) -> Cue:
        """Return the arrival of the line from which the bars of one margin will grow, and of its head."""
        return fade_in(seconds, self.lines[side], *([self.heads[side]] if self.heads else []))

    def conclude(self, seconds: float) -> Cue:
        """Return the arrival of the total."""
        return fade_in(seconds, self.total)

    def light(self, seconds: float, *, rows: bool, columns: bool) -> list[Cue]:
        """Return the dimming of the sums that are not spoken of, and the lighting of the others."""
        both = (self.rows, rows), (self.columns, columns)
        return [part.light(float(is_lit), seconds) for sums, is_lit in both for part in sums.values()]

    def _numbers(self, sums: Mapping[float, Reading], room: float, *, fits: bool = True) -> dict[float, Label | None]:
        """Return the numbers of one margin, all of one size; none of them where one has no room."""
        if not fits or room <= 0:
            return dict.fromkeys(sums)
        labels = fitting_row(self.theme, [*sums.values()], room, "medium", "text", unsigned=[False] * len(sums))
        fits = all(label.width <= room for label in labels)
        return dict(zip(sums, labels, strict=True)) if fits else dict.fromkeys(sums)

    def _of_row(self, t: float, reading: Reading, label: Label | None) -> MarginSum:
        x, y = self.grid.row_end(t, away=AWAY)
        number: tuple[float, float, Align] = (self.right, y - CENTRE, "right")
        if self.is_stacked and label is not None:
            number, y = (x + BESIDE / 2, y + OVER, "left"), y - UNDER_IT
        place = SumPlace((x, y), True, self.unit, self._thickness(1), number)
        return MarginSum(self.theme, reading, place, label, self.scale_name)

    def _of_column(self, k: float, reading: Reading, label: Label | None) -> MarginSum:
        x = self.grid.column_end(k)[0]
        place = SumPlace((x, self.top), False, self.unit, self._thickness(0), (x, self.base, "centre"))
        return MarginSum(self.theme, reading, place, label, self.scale_name)

    def _placed(self, heads: tuple[Label, Label] | None) -> dict[Side, Label]:
        """Return the heads of the margins in their places, not seen yet."""
        if heads is None:
            return {}
        left, _, top, _ = self.grid.box
        of_rows, of_columns = heads
        numbered = any(part.number is not None for part in self.rows.values())
        start = self.grid.box[1] + AWAY
        if self.is_stacked:
            of_rows.place(start + BESIDE / 2, top + HEAD_LIFT, "left")
        else:
            of_rows.place(self.right if numbered else start + self.bar, top + HEAD_LIFT, "right")
        of_columns.place(left - BESIDE, self.base, "right")
        return {"rows": of_rows.set_fill(opacity=0), "columns": of_columns.set_fill(opacity=0)}

    def _thickness(self, side: int) -> float:
        return max(THINNEST, min(THICKEST, OF_PITCH * self.grid.pitch[side]))

    def _lines(self) -> dict[Side, VMobject]:
        """Return the lines from which the bars grow, not seen yet."""
        left, right, top, bottom = self.grid.box
        ends = {
            "rows": ((right + AWAY, top), (right + AWAY, bottom)),
            "columns": ((left, self.top), (right, self.top)),
        }
        tag, rule = Tag("line", "low"), self.theme.stroke.rule
        rows, columns = (stroke(self.theme, np.array(pair), tag, rule, 0.0).set_z_index(WIRE) for pair in ends.values())
        return {"rows": rows, "columns": columns}

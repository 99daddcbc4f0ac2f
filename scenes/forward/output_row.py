"""How one output is read off a state of several units: the row of W_y times the column of h, and what they make."""

from __future__ import annotations

from rnnanim.mobjects.base.motion import Cue, fade_in, one_by_one, together
from rnnanim.mobjects.charts.vector_column import CENTRE, MOST_CELLS, VectorColumn, column_scale, numbers_of_columns
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.readout import readout
from rnnanim.mobjects.text.rounding import shown
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics import Analysis
from rnnanim.scenes.forward.preactivation_columns import ROOM, adds_up
from rnnanim.scenes.forward.state_columns import StateColumns
from rnnanim.stage import Stage
from rnnanim.theme import Theme

from manim import VGroup, VMobject

WIDE = ROOM.wide
VALUE, SIGN = 5.2, 0.34  # left edge of the value; from there to the sign, and from the sign to the column
CELL, NARROW, HEIGHT = 1.16, 0.34, 0.36  # widths of a cell of W_y with a number and without, and its height
BETWEEN = 0.25  # row and column


class OutputRow(VGroup):  # type: ignore[misc]
    """`W_y h_t = [row] [column] = value`, for the last step."""

    def __init__(self, theme: Theme, analysis: Analysis, columns: StateColumns, step: int) -> None:
        super().__init__()
        room, weights, state = WIDE, analysis.entries("W_y", 0), analysis.entries("h", step)
        written = numbers_of_columns(theme, [weights, state], CELL, room.height)
        of_weights, of_state = written or ([], [])
        width = len(weights) * CELL if written else min(len(weights), MOST_CELLS) * NARROW
        scale = column_scale(theme, columns.scale.box, columns.readings, name="states", tone="wy")
        self.row = VectorColumn(
            theme, weights, scale, width=width, height=HEIGHT, columns=len(weights), numbers=of_weights
        )
        self.column = VectorColumn(
            theme,
            state,
            columns.scale,
            width=CELL if written else room.narrow,
            height=room.height,
            numbers=of_state,
        )
        self._place(room.top - room.height / 2)
        self.labels = self._labels(theme, analysis, step)
        parts: list[VMobject] = [self.row, self.column, *self.labels]
        for part in parts:
            part.set_fill(opacity=0)
        self.add(*parts)

    @classmethod
    def of(cls, stage: Stage, columns: StateColumns) -> OutputRow | None:
        """Return it where there is room for it, and where it makes one number of several."""
        spec = stage.analysis.spec
        if spec.H == 1 or spec.O > 1 or not stage.layout.choose(ROOM).is_roomy:
            return None
        return cls(stage.theme, stage.analysis, columns, stage.lesson.network.T)

    def write(self, seconds: float) -> Cue:
        """Return its appearing: the row, then the column, then what they make."""
        weight, state, *result = self.labels
        row = together(fade_in(seconds, weight), self.row.fade_in(seconds))
        column = together(fade_in(seconds, state), self.column.fade_in(seconds))
        return one_by_one(row, column, fade_in(seconds, *result))

    def _place(self, middle: float) -> None:
        x = VALUE - 2 * SIGN - self.column.size[0] / 2
        self.column.move_to((x, middle, 0))
        self.row.move_to((x - (self.column.size[0] + self.row.size[0]) / 2 - BETWEEN, middle, 0))

    def _labels(self, theme: Theme, analysis: Analysis, step: int) -> list[Label]:
        """Return the symbols over row and column, the sign and the value."""
        over = WIDE.symbols - WIDE.top
        found = []
        for source, cells in (("wy(W_y)", self.row), (f"h_({step})", self.column)):
            x, y, _ = cells.get_center()
            found.append(formula(theme, source).place(float(x), float(y) + cells.size[1] / 2 + over))
        base = float(self.column.get_center()[1]) - CENTRE
        value = readout(theme, analysis.drive("y", step), tone="state").place(VALUE, base, "left")
        sign = "=" if self._adds_up(value) else "approx"
        return [*found, formula(theme, sign, tone="mute").place(VALUE - SIGN, base), value]

    def _adds_up(self, value: Label) -> bool:
        """Return whether the products of what is written add up to the value, to its last digit."""
        if not self.row.numbers:
            return True
        pairs = zip(self.row.numbers.values(), self.column.numbers.values(), strict=True)
        return adds_up([shown(weight) * shown(state) for weight, state in pairs], shown(value))

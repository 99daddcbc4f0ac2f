"""Where the cells of a table stand, and the names of its rows and columns."""

from __future__ import annotations

import numpy as np

from rnnanim.mobjects.base.geometry import Point
from rnnanim.mobjects.base.layers import TEXT
from rnnanim.mobjects.charts.area import ChartArea, Names
from rnnanim.mobjects.charts.data import Table
from rnnanim.mobjects.charts.grouping import Indices
from rnnanim.mobjects.charts.ticks import named
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.readout import format_number
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics.scaled import Array
from rnnanim.theme import Box, Theme

ROW_ROOM, COLUMN_ROOM = 0.34, 0.46  # what the name of a row, and of a column, needs [scene units]
BESIDE, BELOW = 0.16, 0.38  # from the cells to the names of rows and of columns
CENTRE = 0.11  # from the middle of a digit down to its baseline


class TableGrid(ChartArea):
    """The places of a table's cells: rows from the top, columns from the left.

    Parameters
    ----------
    box : Box
        Of the cells; names stand outside, at its left and below it.
    names : (str, str)
        Formulas for what the rows and the columns count; empty where it is said elsewhere.
    each : (str, str)
        Formulas for a row and for a column, in which ``{}`` is its number.

    Attributes
    ----------
    names : Names
        Of some rows and columns, so many as have room, and of what they count.
    """

    def __init__(
        self, theme: Theme, box: Box, table: Table, names: tuple[str, str], each: tuple[str, str] = ("{}", "{}")
    ) -> None:
        super().__init__(theme, box)
        self.table, self.each = table, each
        self._index = {(t, k): (i, j) for i, t in enumerate(table.rows) for j, k in enumerate(table.columns)}
        self.names = self._names(*names)

    @property
    def pitch(self) -> Point:
        """Distance of two columns, and of two rows [scene units]."""
        left, right, top, bottom = self.box
        return (right - left) / len(self.table.columns), (top - bottom) / len(self.table.rows)

    def position(self, row: float, column: float) -> Point:
        """Return the middle of a cell by the names of its row and column."""
        x, y = self.middles(np.array([self._index[row, column]]))[0]
        return float(x), float(y)

    def row_end(self, row: float, *, away: float = BESIDE) -> Point:
        """Return the place right of a row, the same x for all: where the sum of the row may stand."""
        return self.box[1] + away, self.position(row, self.table.columns[0])[1]

    def column_end(self, column: float, *, away: float = BESIDE) -> Point:
        """Return the place over a column, the same y for all."""
        return self.position(self.table.rows[0], column)[0], self.box[2] + away

    def middles(self, cells: Indices | Array) -> Array:
        """Return the middles of cells by their numbers from the top and from the left, (n, 2)."""
        left, _, top, _ = self.box
        x, y = self.pitch
        return np.column_stack([left + (cells[:, 1] + 0.5) * x, top - (cells[:, 0] + 0.5) * y])

    def _names(self, of_rows: str, of_columns: str) -> Names:
        (left, right, top, bottom), (x, y), table = self.box, self.pitch, self.table
        of_row, of_column = self.each
        rows = [
            self._name(of_row.format(format_number(t))).place(left - BESIDE, self.row_end(t)[1] - CENTRE, "right")
            for t in named(table.rows, y, ROW_ROOM)
        ]
        columns = [
            self._name(of_column.format(format_number(k))).place(self.column_end(k)[0], bottom - BELOW)
            for k in named(table.columns, x, COLUMN_ROOM)
        ]
        over, after = max(top, rows[0].get_top()[1]) + BESIDE, max(right, columns[-1].get_right()[0]) + BESIDE
        counted = [self._name(of_rows, "tile").place(left - BESIDE, over, "right")] if of_rows else []
        if of_columns:
            counted.append(self._name(of_columns, "tile").place(after, bottom - BELOW, "left"))
        return Names(*rows, *columns, *counted)

    def _name(self, source: str, size: str = "small") -> Label:
        label = formula(self.theme, source, size, tone="mute")
        label.set_z_index(TEXT, family=True)
        return label

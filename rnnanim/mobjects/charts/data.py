"""Many numbers with the place that they come from, as `Reading` is for one number and `Series` for a curve."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rnnanim.numerics import Reading
from rnnanim.numerics.scaled import Array

Key = tuple[float, float]
"""Row and column of a table by their names, (t, k)."""


@dataclass(frozen=True, eq=False)
class Table:
    """Numbers over rows and columns; what a heat map draws.

    Parameters
    ----------
    field : str
        Name in `Analysis.read`, which takes (row, column); a ``log10_`` field holds logarithms.
    rows, columns : sequence of float
        Names of the rows from the top and of the columns from the left: steps of the lesson.
    values : (len(rows), len(columns))
        NaN where there is no number.
    source : str
        Name of the analysis; empty for that of the lesson.
    readings : mapping of (row, column) to Reading, optional
        Where the numbers have indices of their own.
    """

    field: str
    rows: Sequence[float]
    columns: Sequence[float]
    values: Array
    source: str = ""
    readings: Mapping[Key, Reading] | None = None

    @classmethod
    def of(cls, readings: Mapping[Key, Reading]) -> Table:
        """Return the table of some readings by row and column; ValueError if some are logarithms and some are not.

        >>> table = Table.of({(1, 1): Reading("gain", (1, 1), 1.0), (2, 1): Reading("gain", (2, 1), 0.5)})
        >>> table.rows, table.columns, table.values.tolist()
        ((1, 2), (1,), [[1.0], [0.5]])
        """
        fields = {reading.field for reading in readings.values()}
        if len({field.startswith("log10_") for field in fields}) != 1:
            raise ValueError(f"readings must be all logarithms or none, got {', '.join(sorted(fields)) or 'none'}")
        rows, columns = (tuple(sorted({cell[i] for cell in readings})) for i in (0, 1))
        values = [[readings[t, k].value if (t, k) in readings else math.nan for k in columns] for t in rows]
        return cls(min(fields), rows, columns, np.array(values), readings=readings)

    @property
    def is_log(self) -> bool:
        """Whether the numbers are decimal logarithms of what is meant."""
        return self.field.startswith("log10_")

    @property
    def log10s(self) -> Array:
        """Decimal logarithms of the sizes; ``-inf`` for an exact 0, NaN where there is no number."""
        with np.errstate(divide="ignore"):
            return self.values if self.is_log else np.log10(np.abs(self.values))

    @property
    def cells(self) -> list[Key]:
        """The cells that hold a number, row by row."""
        return [(self.rows[i], self.columns[j]) for i, j in np.argwhere(~np.isnan(self.values))]

    def reading(self, row: float, column: float) -> Reading:
        """Return the number in a cell."""
        if self.readings is not None:
            return self.readings[row, column]
        value = self.values[list(self.rows).index(row), list(self.columns).index(column)]
        return Reading(self.field, (row, column), float(value), self.source)


@dataclass(frozen=True, eq=False)
class Surface:
    """A function of two numbers on a grid; what contour bands draw.

    Parameters
    ----------
    field : str
        Name in `Analysis.read`, which takes (x, y).
    x, y : (n,), (m,)
        Ascending.
    values : (m, n)
        ``values[i, j]`` belongs to x[j] and y[i].
    source : str
        Name of the analysis; empty for that of the lesson.
    """

    field: str
    x: Array
    y: Array
    values: Array
    source: str = ""

    def __post_init__(self) -> None:
        if self.values.shape != (len(self.y), len(self.x)):
            raise ValueError(f"values must have shape {(len(self.y), len(self.x))}, got {self.values.shape}")

    def reading(self, i: int, j: int) -> Reading:
        """Return the number at a node of the grid."""
        return Reading(self.field, (float(self.x[j]), float(self.y[i])), float(self.values[i, j]), self.source)


@dataclass(frozen=True, slots=True)
class ComplexReading:
    """A complex number, as two readings."""

    re: Reading
    im: Reading

    @property
    def value(self) -> complex:
        """The number."""
        return complex(self.re.value, self.im.value)


def spread_evenly(count: int, most: int) -> list[int]:
    """Return at most `most` of the numbers 0 … count − 1, the first and the last among them.

    >>> spread_evenly(3, 200), spread_evenly(10, 4)
    ([0, 1, 2], [0, 3, 6, 9])
    """
    return list(range(count)) if count <= most else [round(i * (count - 1) / (most - 1)) for i in range(most)]

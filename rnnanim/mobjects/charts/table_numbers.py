"""The numbers in the cells of a heat map, where all of them have room."""

from __future__ import annotations

from rnnanim.mobjects.base.geometry import Point
from rnnanim.mobjects.charts.data import Key, Table
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.readout import readout
from rnnanim.theme import Theme

MOST = 8  # rows and columns
MARGIN, HEIGHT = 0.12, 0.42  # beside a number; a cell that holds one is at least so high [scene units]


def numbers_in_cells(
    theme: Theme, table: Table, size: Point, *, anyway: bool = False, least: int = 2
) -> dict[Key, Label]:
    """Return a readout for each cell, all with as many digits as have room; none where they do not fit.

    Parameters
    ----------
    size : (width, height)
        Of a cell [scene units].
    anyway : bool
        Return the shortest even where they do not fit.
    least : int
        Digits that each has at least: three where the same numbers are written elsewhere too.
    """
    fits_in = max(table.values.shape) <= MOST and size[1] >= HEIGHT
    if not (fits_in or anyway):
        return {}
    room = size[0] - 2 * MARGIN
    found: dict[Key, Label] = {}
    for digits in range(3, least - 1, -1):
        found = {(t, k): _number(theme, table, (t, k), digits, room, least) for t, k in table.cells}
        if all(label.width <= room for label in found.values()):
            return found
    return found if anyway else {}


def _number(theme: Theme, table: Table, cell: Key, digits: int, room: float, least: int) -> Label:
    """Return one number; a power of ten may lose all digits but one for room, where numbers may lose any."""
    reading = table.reading(*cell)
    label = readout(theme, reading, "small", digits=digits)
    for fewer in range(digits, 0 if least < 3 else digits - 1, -1) if "10^" in label.markup else ():
        if label.width > room:
            label = readout(theme, reading, "small", digits=fewer, tight=True)
    return label

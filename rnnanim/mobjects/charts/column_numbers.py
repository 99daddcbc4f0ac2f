"""The entries of columns as numbers that stand beside their cells: of all, of a single one, or of none."""

from __future__ import annotations

from collections.abc import Sequence

from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.readout import readout
from rnnanim.numerics import Reading
from rnnanim.theme import Theme

MOST_NUMBERS, LEAST_HEIGHT = 4, 0.30  # entries that are written, and the least distance of two cells for that
BESIDE, NUMBER_GAP = 0.34, 0.10  # width of the cells of a column with numbers; from them to the first digit or sign


def numbers_of_columns(
    theme: Theme, columns: Sequence[Sequence[Reading]], width: float, height: float
) -> list[list[Label]]:
    """Return the entries of some columns as numbers with equally many digits; nothing where they have no room.

    Parameters
    ----------
    width, height : float
        Of the room for one column, its cells among it.
    """
    count = max(len(column) for column in columns)
    if count > MOST_NUMBERS or height / count < LEAST_HEIGHT:
        return []
    return written_alike(theme, columns, width - BESIDE - NUMBER_GAP)


def numbers_of_some(
    theme: Theme, columns: Sequence[Sequence[Reading]], width: float, height: float, entry: int | None
) -> list[list[Label | None]]:
    """Return the numbers of all entries or, where these have no room, of one of each column, if it is named."""
    if numbers := numbers_of_columns(theme, columns, width, height):
        return [list(column) for column in numbers]
    if entry is None or height < LEAST_HEIGHT or width <= BESIDE + NUMBER_GAP:
        return [[] for _ in columns]
    rows = written_alike(theme, [[column[entry]] for column in columns], width - BESIDE - NUMBER_GAP)
    if not rows:
        return [[] for _ in columns]
    single = [label for (label,) in rows]
    return [[label if n == entry else None for n in range(len(columns[0]))] for label in single]


def written_alike(theme: Theme, rows: Sequence[Sequence[Reading]], width: float) -> list[list[Label]]:
    """Return numbers with equally many digits, two at least, none of them wider than a room; nothing without it."""
    for digits in (3, 2):
        found = [[readout(theme, reading, digits=digits, tight=True) for reading in row] for row in rows]
        if all(label.width <= width for row in found for label in row):
            return found
    return []


def sign_width(label: Label) -> float:
    """Return how far the digits of a number stand behind its left edge."""
    if not label.markup.startswith("$-"):
        return 0.0
    return float(label.glyphs[1].get_left()[0] - label.get_left()[0])

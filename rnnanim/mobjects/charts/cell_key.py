"""The key to columns of cells: entries of either sign and a zero, as they look, the largest with their numbers."""

from __future__ import annotations

from collections.abc import Iterable

from rnnanim.mobjects.base.geometry import Point
from rnnanim.mobjects.base.layers import PART
from rnnanim.mobjects.base.motion import Cue
from rnnanim.mobjects.base.tagging import Tag
from rnnanim.mobjects.charts.colour_scale import ColourScale
from rnnanim.mobjects.charts.ramp import DEEPEST
from rnnanim.mobjects.charts.shapes import filled, hollow, rectangles, zero_cells
from rnnanim.mobjects.text.readout import THIN_TIMES
from rnnanim.numerics import Reading
from rnnanim.theme import Box, Theme

SAMPLES = (1.0, 0.5, 0.0, -0.5, -1.0)  # of the largest size, from the top
LINE = 0.24  # the least from one number to the next
WIDTH, GAP = 0.26, 0.02  # of a cell, and between two of them
KEY_ASIDE, KEY_DROP, KEY_LONGEST, KEY_WIDTH = 0.79, 1.14, 1.0, 0.45  # from the given state to the key; its size
CLOSER = 0.06  # numbers stand so much nearer to their cells than to a strip with ticks


class CellKey(ColourScale):
    """A linear scale, shown as five cells from the largest entry over 0 down to its negative.

    Parameters
    ----------
    box : Box
        Room for cells and numbers.
    sizes : iterable of float
        Those of all entries; the largest is written.
    name, tone, deepest
        As for any scale; the colours begin at the background, so that a cell is as light as its entry is large.
    """

    def __init__(self, theme: Theme, box: Box, sizes: Iterable[float], *, name: str, tone: str, deepest: float) -> None:
        super().__init__(theme, box, sizes, name=name, law="linear", tone=tone, least=0.0, deepest=deepest)

    def position(self, size: float) -> Point:
        """Return the place beside the cell of a size, where its number stands."""
        left, _, top, bottom = self.box
        away = 0.5 * (1 - 1 / len(SAMPLES)) * (top - bottom)
        return left + WIDTH - CLOSER, (top + bottom) / 2 + away * size / self.high

    def arrive(self, seconds: float) -> Cue:
        """Return the fading in of cells and numbers together: they are few."""
        return Cue(lambda share: self.draw(opacity=share), seconds, begin=lambda: self.draw(grown=1.0, opacity=0.0))

    def source(self, size: float) -> str:
        """Return how a size is written, in little room: the smallest is the largest with the other sign."""
        return "-" if size < 0 else super().source(size).replace(" times ", THIN_TIMES)

    def _named(self) -> list[float]:
        top, middle = self.position(self.high)[1], self.position(0.0)[1]
        return [self.high, *([0.0] if top - middle >= LINE else []), -self.high]

    def _add_strips(self) -> None:
        _, _, top, bottom = self.box
        high, shown = (top - bottom) / len(SAMPLES) - GAP, self.opacity * self.grown
        for share in SAMPLES:
            (_, y), left = self.position(share * self.high), self.box[0]
            middle, colour = (left + WIDTH / 2, y), self.ramp.colour(abs(share))
            if share == 0:
                self.strip.add(*zero_cells(self.theme, [middle], (WIDTH, high), shown))
                continue
            inset = self.theme.stroke.bank / 100 if share < 0 else 0.0
            outline, tag = rectangles([middle], [(WIDTH - inset, high - inset)]), Tag("plate", "spent")
            cell = (
                hollow(self.theme, outline, tag, [colour], shown) if share < 0 else filled(outline, tag, colour, shown)
            )
            self.strip.add(cell)
        self.strip.set_z_index(PART, family=True)

    def _add_ticks(self) -> None:
        """Draw none: each number stands right beside its cell."""


def column_scale(
    theme: Theme,
    box: Box,
    readings: Iterable[Reading],
    *,
    name: str,
    tone: str = "state",
    deepest: float = DEEPEST,
) -> ColourScale:
    """Return the scale that columns share, as the small key that stands beside them.

    Parameters
    ----------
    deepest : float
        How far the colour of the largest entry is from the background, of a weight: with numbers on it not very far.
    """
    sizes = [abs(reading.value) for reading in readings]
    return CellKey(theme, box, sizes, name=name, tone=tone, deepest=deepest)


def key_box(x: float, y: float, *, left: float, bottom: float) -> Box:
    """Return where the key stands: at the left below the middle of the given state, where a network has nothing."""
    left, top = max(left, x - KEY_ASIDE), y - KEY_DROP
    return left, left + KEY_WIDTH, top, max(top - KEY_LONGEST, bottom)

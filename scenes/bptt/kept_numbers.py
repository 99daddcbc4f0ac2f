"""What the forward pass keeps for the way back: two columns for each step, its h and its z, a cell for each number."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rnnanim.mobjects.base.layers import PART
from rnnanim.mobjects.base.motion import Cue, tween
from rnnanim.mobjects.base.tagging import Tag
from rnnanim.mobjects.charts.shapes import filled, rectangles
from rnnanim.numerics import Reading
from rnnanim.theme import Theme, mix

from manim import VGroup

LARGEST = 0.3  # side of a cell at most, with the gap to the next [scene units]
FILLED = 0.84
UNREAD = 0.45  # of the way from the background to the hue of the states
MOST_CELLS = 24  # units beyond which the cells of a column run together


class KeptNumbers(VGroup):  # type: ignore[misc]
    """A block of cells under each step.

    Parameters
    ----------
    columns : sequence of float
        x of each step.
    top, bottom : float
        Room for the blocks.
    units : int
        H: how many numbers a column has.
    kept : Reading
        How many numbers there are in all.

    Attributes
    ----------
    stored, read : float
        How many steps the forward pass has stored, from the first, and the backward pass has read, from the last.
    """

    def __init__(
        self, theme: Theme, columns: Sequence[float], top: float, bottom: float, units: int, kept: Reading
    ) -> None:
        super().__init__()
        self.theme, self.columns, self.top, self.units, self.kept = theme, tuple(columns), top, units, kept
        pitch = columns[1] - columns[0] if len(columns) > 1 else 1.0
        self.cell = min(LARGEST, 0.42 * pitch)
        self.rise = min(self.cell, (top - bottom) / units)  # of one number
        self.stored = self.read = 0.0

    @property
    def foot(self) -> float:
        """The height right under the blocks."""
        return self.top - self.rise * self.units

    def store(self, seconds: float) -> Cue:
        """Return the forward pass, which leaves a block at each step."""
        return tween(seconds, self, stored=float(len(self.columns)))

    def recall(self, seconds: float) -> Cue:
        """Return the way back, on which each block is read."""
        return tween(seconds, self, read=float(len(self.columns)))

    def draw(self) -> KeptNumbers:
        """Rebuild the picture from its attributes."""
        self.submobjects = []
        count = len(self.columns)
        unread = min(round(self.stored), count - round(self.read))
        self._add(range(unread), UNREAD)
        self._add(range(unread, round(self.stored)), 1.0)
        return self

    def _add(self, steps: range, share: float) -> None:
        if not len(steps):
            return
        colour, wide, rows = self.theme.colour, FILLED * self.cell, min(self.units, MOST_CELLS)
        pitch = self.rise * self.units / rows
        high = FILLED * pitch if self.units <= MOST_CELLS else pitch
        down = self.top - pitch * (np.arange(rows) + 0.5)
        sides = (-self.cell / 2, self.cell / 2)
        middles = [(self.columns[step] + side, y) for step in steps for side in sides for y in down]
        shape = filled(
            rectangles(middles, [(wide, high)] * len(middles)),
            self._tag(len(steps), wide * self.rise),
            mix(colour.background, colour.state, share),
        )
        self.add(shape.set_z_index(PART))

    def _tag(self, steps: int, area: float) -> Tag:
        if steps < len(self.columns):
            return Tag("plate", "state")
        side = float(np.sqrt(area * self.kept.value))
        return Tag("mark", "state", (self.kept,), (side,), law="area", scale="numbers kept")

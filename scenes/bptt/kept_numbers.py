"""The chain of all steps, and under each state what the forward pass keeps of it: a cell for each number."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rnnanim.mobjects.base.geometry import Points
from rnnanim.mobjects.base.layers import PART, WIRE
from rnnanim.mobjects.base.motion import Cue, tween
from rnnanim.mobjects.base.shapes import stroke_pieces
from rnnanim.mobjects.base.tagging import Tag
from rnnanim.mobjects.charts.shapes import discs, filled, rectangles
from rnnanim.numerics import Reading
from rnnanim.theme import Theme, mix

from manim import VGroup, VMobject

LARGEST, OF_PITCH = 0.46, 0.78  # side of a cell at most, with the gap to the next, and as a share of the pitch
FILLED = 0.86
UNREAD = 0.42  # of the way from the background to the hue of the states
MOST_CELLS = 16  # units beyond which the cells of a block run together
RADIUS = 0.08  # of a state on the chain
DROP = 0.42  # from the chain down to the cells
BETWEEN = 0.1  # from the cells of h to those of z


class KeptNumbers(VGroup):  # type: ignore[misc]
    """A row of states on a line, and a block of cells under each: those of h above those of z.

    Parameters
    ----------
    columns : sequence of float
        x of each step.
    y, bottom : float
        Height of the chain, and of the foot of the room for the blocks.
    units : int
        H: how many numbers h and z have.
    kept : Reading
        How many numbers there are in all.

    Attributes
    ----------
    stored, read : float
        How many steps the forward pass has stored, from the first, and the backward pass has read, from the last.
    """

    def __init__(
        self, theme: Theme, columns: Sequence[float], y: float, bottom: float, units: int, kept: Reading
    ) -> None:
        super().__init__()
        self.theme, self.columns, self.y, self.units, self.kept = theme, tuple(columns), y, units, kept
        self.pitch = columns[1] - columns[0] if len(columns) > 1 else 1.0
        room = y - DROP - BETWEEN - bottom
        self.cell = min(LARGEST, OF_PITCH * self.pitch, room / (2 * units))  # of one number
        self.wide = max(self.cell, 0.3 * self.pitch)
        self.stored = self.read = 0.0

    @property
    def middles(self) -> tuple[float, float]:
        """The heights of the middles of the cells of h and of those of z."""
        top, high = self.y - DROP, self.cell * self.units
        return top - high / 2, top - 1.5 * high - BETWEEN

    @property
    def foot(self) -> float:
        """The height right under the blocks."""
        return self.middles[1] - self.cell * self.units / 2

    def store(self, seconds: float) -> Cue:
        """Return the forward pass, which leaves a block at each step."""
        return tween(seconds, self, stored=float(len(self.columns)))

    def recall(self, seconds: float) -> Cue:
        """Return the way back, on which each block is read."""
        return tween(seconds, self, read=float(len(self.columns)))

    def draw(self) -> KeptNumbers:
        """Rebuild the picture from its attributes."""
        self.submobjects: list[VMobject] = []
        count, stored = len(self.columns), round(self.stored)
        unread = min(stored, count - round(self.read))
        self._add_chain(stored)
        self._add(range(unread), UNREAD)
        self._add(range(unread, stored), 1.0)
        return self

    def _add_chain(self, stored: int) -> None:
        theme, ends = self.theme, [(self.columns[0], self.y), (self.columns[-1], self.y)]
        self.add(stroke_pieces(theme, [np.array(ends)], Tag("line", "bed"), theme.stroke.wire).set_z_index(WIRE))
        for steps, tone in ((self.columns[:stored], "state"), (self.columns[stored:], "low")):
            points = discs([(x, self.y) for x in steps], RADIUS)
            self.add(filled(points, Tag("plate", tone), theme.colour[tone]).set_z_index(PART))

    def _add(self, steps: range, share: float) -> None:
        if not len(steps):
            return
        colour, middles = self.theme.colour, self._middles(steps)
        high = self.cell * self.units / self._rows
        size = FILLED * self.wide, (FILLED if self.units <= MOST_CELLS else 1.0) * high
        shape = filled(
            rectangles(middles, [size] * len(middles)),
            self._tag(len(steps), FILLED * self.wide * self.cell),
            mix(colour.background, colour.state, share),
        )
        self.add(shape.set_z_index(PART))

    @property
    def _rows(self) -> int:
        return min(self.units, MOST_CELLS)

    def _middles(self, steps: range) -> Points:
        high = self.cell * self.units
        away = high * ((np.arange(self._rows) + 0.5) / self._rows - 0.5)
        heights = [middle - down for middle in self.middles for down in away]
        return np.array([(self.columns[step], y) for step in steps for y in heights])

    def _tag(self, steps: int, area: float) -> Tag:
        if steps < len(self.columns):
            return Tag("plate", "state")
        side = float(np.sqrt(area * self.kept.value))
        return Tag("mark", "state", (self.kept,), (side,), law="area", scale="numbers kept")

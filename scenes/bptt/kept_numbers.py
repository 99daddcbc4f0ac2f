"""The chain of all steps, and under each state what the forward pass keeps of it: a cell for each number."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rnnanim.mobjects.base.geometry import Points
from rnnanim.mobjects.base.layers import PART, WIRE
from rnnanim.mobjects.base.motion import Cue, tween
from rnnanim.mobjects.base.roles import line_role
from rnnanim.mobjects.base.shapes import stroke_pieces
from rnnanim.mobjects.base.tagging import Tag
from rnnanim.mobjects.charts.shapes import discs, filled, rectangles
from rnnanim.numerics import Reading
from rnnanim.theme import Theme, mix

from manim import VGroup, VMobject

LARGEST, OF_PITCH = 0.46, 0.78  # side of a cell at most, with the gap to the next, and as a share of the pitch
FILLED = 0.86
READ, TRAIL = 0.3, 0.12  # of the way from the background to the hue of the states: where delta has come by; where the
# way forward alone has forgotten
MOST_CELLS = 16  # units beyond which the cells of a block run together
RADIUS, OF_DELTA = 0.08, 0.15  # of a state on the chain; of delta as it comes by
BETWEEN = 0.1  # from the cells of h to those of z
GIVEN = 0.6  # from the first step to the state before it, at most, which is given


class KeptNumbers(VGroup):  # type: ignore[misc]
    """A row of states on a line, and a block of cells under each: those of h above those of z.

    Parameters
    ----------
    columns : sequence of float
        x of each step.
    y : float
        Height of the chain.
    rows, forward : (float, float)
        Top and foot of the room for the blocks, and for the one block of the way forward alone.
    units : int
        H: how many numbers h and z have.
    kept, of_a_step : Reading
        How many numbers there are in all, and of one step.

    Attributes
    ----------
    stored, read, passed : float
        How many steps the forward pass has stored, from the first, and the backward pass has read, from the last; and
        how far the way forward alone has come.
    """

    def __init__(
        self,
        theme: Theme,
        columns: Sequence[float],
        y: float,
        rows: tuple[float, float],
        forward: tuple[float, float],
        units: int,
        kept: Reading,
        of_a_step: Reading,
    ) -> None:
        super().__init__()
        self.theme, self.columns, self.y, self.units = theme, tuple(columns), y, units
        self.rows, self.forward, self.kept, self.of_a_step = rows, forward, kept, of_a_step
        self.pitch = columns[1] - columns[0] if len(columns) > 1 else 1.0
        room = rows[0] - rows[1] - BETWEEN
        self.cell = min(LARGEST, OF_PITCH * self.pitch, room / (2 * units))  # of one number
        self.wide = max(self.cell, 0.3 * self.pitch)
        self.stored = self.read = self.passed = 0.0

    @property
    def high(self) -> float:
        """The height of the cells of h of one step."""
        return self.cell * self.units

    @property
    def start(self) -> float:
        """Where the given state stands, before the first step: its x."""
        return self.columns[0] - min(GIVEN, self.pitch)

    @property
    def middles(self) -> tuple[float, float]:
        """The heights of the middles of the cells of h and of those of z."""
        return self._from(self.rows[0])

    @property
    def middles_of_forward(self) -> tuple[float, float]:
        """The same of the way forward alone."""
        return self._from(self.forward[0])

    def _from(self, top: float) -> tuple[float, float]:
        return top - self.high / 2, top - 1.5 * self.high - BETWEEN

    def store(self, seconds: float) -> Cue:
        """Return the forward pass, which leaves a block at each step."""
        return tween(seconds, self, stored=float(len(self.columns)))

    def recall(self, seconds: float) -> Cue:
        """Return the way back, on which each block is read, and is needed no more."""
        return tween(seconds, self, read=float(len(self.columns)))

    def pass_forward(self, seconds: float) -> Cue:
        """Return the way forward alone, on which one block moves along."""
        return tween(seconds, self, passed=float(len(self.columns)))

    def draw(self) -> KeptNumbers:
        """Rebuild the picture from its attributes."""
        self.submobjects: list[VMobject] = []
        count, stored = len(self.columns), round(self.stored)
        unread = min(stored, count - round(self.read))
        self._add_chain(stored)
        self._add(range(unread), self.middles, 1.0, self.kept)
        self._add(range(unread, stored), self.middles, READ)
        if 0 < self.read < count:
            self._add_delta(self.columns[max(0, unread - 1)])
        if (passed := round(self.passed)) > 0:
            self._add(range(passed - 1), self.middles_of_forward, TRAIL)
            self._add(range(passed - 1, passed), self.middles_of_forward, 1.0, self.of_a_step)
        return self

    def _add_chain(self, stored: int) -> None:
        theme, ends = self.theme, [(self.start, self.y), (self.columns[-1], self.y)]
        self.add(stroke_pieces(theme, [np.array(ends)], Tag("line", "bed"), theme.stroke.wire).set_z_index(WIRE))
        for steps, tone in (((self.start, *self.columns[:stored]), "state"), (self.columns[stored:], "low")):
            points = discs([(x, self.y) for x in steps], RADIUS)
            self.add(filled(points, Tag("plate", tone), theme.colour[tone]).set_z_index(PART))
        inside = discs([(self.start, self.y)], 0.6 * RADIUS)  # a ring: it is given, not computed
        self.add(filled(inside, Tag("plate", "background"), theme.colour.background).set_z_index(PART))

    def _add_delta(self, x: float) -> None:
        colour = self.theme.colour[line_role(self.theme, "gradient")]
        self.add(filled(discs([(x, self.y)], OF_DELTA), Tag("plate", "gradient"), colour).set_z_index(PART + 1))

    def _add(self, steps: range, rows: tuple[float, float], share: float, reading: Reading | None = None) -> None:
        if not len(steps):
            return
        colour, middles = self.theme.colour, self._middles(steps, rows)
        high = self.high / self._rows
        size = FILLED * self.wide, (FILLED if self.units <= MOST_CELLS else 1.0) * high
        shape = filled(
            rectangles(middles, [size] * len(middles)),
            self._tag(len(steps), reading),
            mix(colour.background, colour.state, share),
        )
        self.add(shape.set_z_index(PART))

    @property
    def _rows(self) -> int:
        return min(self.units, MOST_CELLS)

    def _middles(self, steps: range, rows: tuple[float, float]) -> Points:
        away = self.high * ((np.arange(self._rows) + 0.5) / self._rows - 0.5)
        heights = [middle - down for middle in rows for down in away]
        return np.array([(self.columns[step], y) for step in steps for y in heights])

    def _tag(self, steps: int, reading: Reading | None) -> Tag:
        """Return what `check` is told: the area of the cells of a count, once all of them are there."""
        if reading is None or steps * self.of_a_step.value != reading.value:
            return Tag("plate", "state")
        side = float(np.sqrt(FILLED * self.wide * self.cell * reading.value))
        return Tag("mark", "state", (reading,), (side,), law="area", scale="numbers kept")

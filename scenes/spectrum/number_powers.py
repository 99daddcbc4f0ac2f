"""The powers of a number on its line: each multiplication is a hop, and there is one direction only to go."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from rnnanim.backend.shapes import VGroup
from rnnanim.mobjects.base.geometry import Point, Points
from rnnanim.mobjects.base.layers import PART, STREAM, WIRE
from rnnanim.mobjects.base.motion import Cue, tween
from rnnanim.mobjects.base.shapes import stroke_pieces
from rnnanim.mobjects.base.tagging import Tag
from rnnanim.mobjects.charts.area import Names
from rnnanim.mobjects.charts.plot import scale_name
from rnnanim.mobjects.charts.shapes import discs, filled, polygons
from rnnanim.mobjects.text.fitting import fitting_one
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics import Reading
from rnnanim.theme import Theme

from manim import Mobject

MOST = 6  # multiplications
FEW, FAR = 2.5, 8.0  # the size beyond which a power leaves the line; for a weight that is larger itself
SPARE = 0.1  # of the range, beyond its outermost number
HEIGHT = 1.5  # of the highest hop
HOP, BEAD, TICK = 3.0, 0.085, 0.1
UNDER, ROOM = 0.5, 0.24  # from the line down to a number, and between two of them
LEAST = 2.4  # a hop, in radii of a bead
TIP = (0.2, 0.11)  # length and half the breadth of the tip of a hop that leaves the line


def largest_of(weights: Sequence[float]) -> float:
    """Return the size beyond which powers of some weights leave their line.

    >>> largest_of([0.6, 1.5]), largest_of([-3.0])
    (2.5, 8.0)
    """
    return FEW if max(map(abs, weights)) <= FEW else FAR


def range_of(rows: Sequence[Sequence[Reading]], largest: float) -> tuple[float, float]:
    """Return what a line holds that is shared by the powers of several weights."""
    values = [0.0, 1.0, *(max(-largest, min(largest, power.value)) for row in rows for power in row)]
    spare = SPARE * (max(values) - min(values))
    return min(values) - spare, max(values) + spare


class NumberPowers(VGroup):
    """A line of numbers with 0 and 1 on it, and the powers of a weight as hops from 1 on.

    Parameters
    ----------
    powers : sequence of Reading
        Of k = 1, 2, …, signed.
    left, right, y : float
        Ends and height of the line [scene units].
    ends : (float, float)
        The numbers at its ends.
    largest : float
        The size beyond which a power is not on the line.

    Attributes
    ----------
    reached : float
        How many hops are drawn.
    drawn, opacity : float
        How far the line is drawn, 0 to 1, and the opacity of all.
    ticks : Names
        0 and 1.
    numbers : list of (int, Label)
        The powers under their beads that have room, with their k.
    """

    def __init__(
        self,
        theme: Theme,
        powers: Sequence[Reading],
        left: float,
        right: float,
        y: float,
        *,
        ends: tuple[float, float],
        largest: float,
    ) -> None:
        super().__init__()
        self.theme, self.box, self.largest = theme, (left, right, y + HEIGHT, y), largest
        self.low, self.high = ends
        self.powers = tuple(powers[: self._last(powers)])
        self.reached, self.drawn, self.opacity = 0.0, 0.0, 1.0
        self.ends = [formula(theme, str(n), "small", tone="ink" if n else "mute") for n in (0, 1)]
        for n, label in enumerate(self.ends):
            label.place(self.point(n, 0)[0], y - UNDER)
        self.ticks = Names(*self.ends)
        self.numbers = self._numbers()
        self.draw()

    def _last(self, powers: Sequence[Reading]) -> int:
        """Return how many hops there are: none after one that leaves the line, or that would hardly be seen."""
        before = 1.0
        for n, power in enumerate(powers):
            if abs(power.value) > self.largest:
                return n + 1
            if abs(power.value - before) * self.unit[0] < LEAST * BEAD:
                return max(n, 1)
            before = power.value
        return len(powers)

    @property
    def unit(self) -> Point:
        """Scene units for 1 along the line; upwards there are no numbers."""
        left, right, *_ = self.box
        return (right - left) / (self.high - self.low), 1.0

    def point(self, x: float, y: float) -> Point:
        """Return the place of a number [scene units]."""
        return self.box[0] + (x - self.low) * self.unit[0], self.box[3] + y

    def hop(self, to: int, seconds: float) -> Cue:
        """Return the hops up to a power."""
        return tween(seconds, self, reached=float(to))

    def draw(self) -> NumberPowers:
        """Draw line, hops and beads as far as they have come."""
        self.submobjects: list[Mobject] = []
        if self.opacity > 0 and self.drawn > 0:
            (left, right, _, y), theme = self.box, self.theme
            way = np.array([(left, y), (left + (right - left) * self.drawn, y)])
            ticks = [np.array([(self.point(n, 0)[0], y - TICK), (self.point(n, 0)[0], y + TICK)]) for n in (0, 1)]
            lines = [way, *(ticks if self.drawn >= 1 else [])]
            self.add(stroke_pieces(theme, lines, Tag("line", "low"), theme.stroke.wire, self.opacity).set_z_index(WIRE))
            self._add_hops()
            self._add_beads()
        return self

    def _add_hops(self) -> None:
        values = [1.0, *(power.value for power in self.powers)]
        for n in range(math.ceil(self.reached - 1e-9)):
            way = self._arc(values[n], values[n + 1], min(1.0, self.reached - n))
            if len(way) > 1:
                line = stroke_pieces(self.theme, [way], Tag("line", "wh"), HOP, self.opacity)
                self.add(line.set_z_index(STREAM))
            if abs(values[n + 1]) > self.largest and self.reached >= n + 1:
                self._add_tip(way)

    def _arc(self, a: float, b: float, share: float) -> Points:
        """Return the way of a hop, up to a share, cut where it leaves the line."""
        (start, y), (end, _) = self.point(a, 0), self.point(b, 0)
        angles = np.pi * np.linspace(0, share, max(2, int(48 * share)))
        height = min(HEIGHT, abs(end - start) / 2)
        x = start + (end - start) * (1 - np.cos(angles)) / 2
        inside = (x >= self.box[0]) & (x <= self.box[1] - TIP[0])
        return np.column_stack([x, y + height * np.sin(angles)])[: len(x) if inside.all() else int(np.argmin(inside))]

    def _add_tip(self, way: Points) -> None:
        end, along = way[-1], way[-1] - way[-2]
        along = along / np.hypot(*along)
        across = np.array([-along[1], along[0]]) * TIP[1]
        shape = polygons([np.array([end + along * TIP[0], end + across, end - across])])
        self.add(filled(shape, Tag("front", "wh"), self.theme.colour.wh, self.opacity).set_z_index(PART))

    def _add_beads(self) -> None:
        count = int(self.reached + 1e-9)
        shown = [power for power in self.powers[:count] if abs(power.value) <= self.largest]
        places = [self.point(1.0, 0), *(self.point(power.value, 0) for power in shown)]
        sizes = tuple(power.value * self.unit[0] for power in shown)
        tag = Tag("mark", "ink", tuple(shown), sizes, scale=scale_name("x", self)) if shown else Tag("front", "ink")
        self.add(filled(discs(places, BEAD), tag, self.theme.colour.ink, self.opacity).set_z_index(PART))

    def _numbers(self) -> list[tuple[int, Label]]:
        """Return the numbers of the powers that have room beside those before them."""
        taken = [(float(label.get_left()[0]), float(label.get_right()[0])) for label in self.ends]
        found = []
        for k, power in enumerate(self.powers, 1):
            x = self.point(power.value, 0)[0] if abs(power.value) <= self.largest else self.box[1] - 0.4
            label = fitting_one(self.theme, power, 1.2, "small").place(x, self.box[3] - UNDER)
            a, b = float(label.get_left()[0]) - ROOM, float(label.get_right()[0]) + ROOM
            if all(b < left or a > right for left, right in taken):
                taken.append((a + ROOM, b - ROOM))
                found.append((k, label))
        return found

"""A product on a log ruler, factor by factor: a line from 1 on, with a dot for each time that was multiplied."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np

from rnnanim.backend.shapes import VGroup
from rnnanim.mobjects.base.geometry import Point, Points
from rnnanim.mobjects.base.layers import PART, STREAM
from rnnanim.mobjects.base.motion import Cue, tween
from rnnanim.mobjects.base.shapes import disc, filled, stroke
from rnnanim.mobjects.base.tagging import Tag, tagged
from rnnanim.mobjects.charts.log_axis import LogAxis
from rnnanim.numerics import Reading
from rnnanim.theme import Theme, mix

from manim import Mobject

LINE, OWN_LINE = 2.4, 3.6
DOT, OWN_DOT = 0.055, 0.075
TIP = (0.2, 0.11)  # length and half the breadth of an arrow's tip
WAY = 24  # points between two products, for what keeps clear of the line
BEYOND = 0.06  # how far a line may go past the outermost product of its ruler, in heights of the ruler


class LogLine(VGroup):
    """What a product comes to, from no factor on, which is 1.

    Parameters
    ----------
    sizes, log10s : sequence of Reading
        Of the product of 1, 2, … factors, and their decimal logarithms; dots tell the sizes, and the logarithms where
        float64 can only call these 0 or infinite.
    column : callable
        Takes a number of factors and returns its x.
    dots : bool
        Whether there is a dot for each factor, or the line alone.
    own : bool
        Whether it is that of the lesson, which is heavier.
    start : float
        Decimal logarithm of what is there before the first factor: of 1, where nothing else is.

    Attributes
    ----------
    reached : float
        Up to which k the line is drawn; the dots follow it.
    heat : float
        How far its hue stands out from the ground, 0 to 1.
    """

    def __init__(
        self,
        theme: Theme,
        ruler: LogAxis,
        sizes: Sequence[Reading],
        log10s: Sequence[Reading],
        column: Callable[[float], float],
        *,
        tone: str = "wh",
        own: bool = False,
        dots: bool = True,
        start: float = 0.0,
    ) -> None:
        super().__init__()
        self.theme, self.ruler, self.column, self.tone, self.own = theme, ruler, column, tone, own
        self.readings = tuple(sizes)
        self.log10s = tuple(log10s)
        self.levels = [start, *(reading.value for reading in log10s)]
        self.dots = dots
        spare = BEYOND * (ruler.top - ruler.bottom) / ruler.decade
        self.range = ruler.low - spare, ruler.high + spare
        self.reached = 0.0
        self.heat = 1.0

    @property
    def is_clipped(self) -> bool:
        """Whether the line leaves the ruler."""
        return self.exit < len(self.readings)

    @property
    def exit(self) -> float:
        """The k at which the line leaves the ruler, or the last one."""
        low, high = self.range
        for k, (a, b) in enumerate(zip(self.levels, self.levels[1:], strict=False)):
            if not low <= b <= high:
                edge = high if b > high else low
                return k + (edge - a) / (b - a) if math.isfinite(b) else float(k + 1)
        return float(len(self.readings))

    def level(self, k: float) -> float:
        """Return the decimal logarithm at k, between two whole ones on the straight line; held inside of the ruler."""
        found = float(np.interp(k, range(len(self.levels)), np.clip(self.levels, -1e9, 1e9)))
        return min(max(found, self.range[0]), self.range[1])

    def position(self, k: float) -> Point:
        """Return where k stands."""
        return self.column(k), self.ruler.y(self.level(k))

    @property
    def way(self) -> Points:
        """Points all along the line, however far it is drawn: what words keep clear of, (n, 2)."""
        corners = np.array([self.position(k) for k in (*range(math.ceil(self.exit)), self.exit)])
        if self.is_clipped:
            step = corners[-1] - corners[-2]
            corners = np.vstack([corners, corners[-1] + step / np.hypot(*step) * TIP[0]])
        shares = np.linspace(0.0, 1.0, WAY)[:, None]
        return np.vstack([a + (b - a) * shares for a, b in pairwise(corners)])

    def trace(self, to: float, seconds: float) -> Cue:
        """Return the drawing of the line on to a k."""
        return tween(seconds, self, reached=to)

    def become_own(self) -> None:
        """Be the line of the lesson's own weight."""
        self.own, self.tone = True, "text"
        self.draw()

    def draw(self) -> LogLine:
        """Draw the line as far as it has come."""
        self.submobjects: list[Mobject] = []
        end = min(self.reached, self.exit)
        if end <= 0:
            return self
        places = [self.position(k) for k in (*range(math.ceil(end)), end)]
        colour = self.colour
        line = stroke(self.theme, np.array(places), self._tag(end), OWN_LINE if self.own else LINE)
        self.add(line.set_stroke(colour).set_z_index(STREAM))
        for k in range(1, int(end + 1e-9) + 1) if self.dots else ():
            if self.range[0] <= self.levels[k] <= self.range[1]:
                self._add_dot(k, colour)
        if self.is_clipped and self.reached >= self.exit:
            self._add_tip(places[-2:], colour)
        return self

    def _tag(self, end: float) -> Tag:
        """Return what the line itself tells: its levels, where no dots do."""
        count = 0 if self.dots else int(end + 1e-9)
        told = self.log10s[:count]
        if not told:
            return Tag("line", self.tone)
        sizes = tuple(self.ruler.rise(log10.value) for log10 in told)
        return Tag("mark", self.tone, told, sizes, scale=f"{self.ruler.scale_name} log10")

    @property
    def radius(self) -> float:
        """Radius of a dot [scene units]."""
        return OWN_DOT if self.own else DOT

    @property
    def colour(self) -> str:
        """Hex colour of the line as it is now."""
        return mix(self.theme.colour.background, self.theme.colour[self.tone], self.heat)

    def _add_dot(self, k: int, colour: str) -> None:
        size = self.ruler.rise(self.levels[k])
        tag = Tag("mark", self.tone, (self.readings[k - 1],), (size,), law="log", scale=self.ruler.scale_name)
        self.add(tagged(disc(self.position(k), self.radius, colour), tag).set_z_index(PART))

    def _add_tip(self, ends: Sequence[Point], colour: str) -> None:
        start, end = (np.array([*place, 0.0]) for place in ends)
        along = (end - start) / np.linalg.norm(end - start)
        across = np.array([-along[1], along[0], 0.0])
        length, half = TIP
        corners = [end + along * length, end + across * half, end - across * half, end + along * length]
        self.add(tagged(filled(np.array(corners), colour), Tag("front", self.tone)).set_z_index(PART))

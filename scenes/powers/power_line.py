"""The powers of one weight on a log ruler: a line from 1 on, with a dot for each time that it has multiplied."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from rnnanim.backend.shapes import VGroup
from rnnanim.mobjects.base.geometry import Point
from rnnanim.mobjects.base.layers import PART, STREAM
from rnnanim.mobjects.base.motion import Cue, tween
from rnnanim.mobjects.base.shapes import disc, filled, stroke
from rnnanim.mobjects.base.tagging import Tag, tagged
from rnnanim.mobjects.charts.log_axis import LogAxis
from rnnanim.numerics import Analysis, Reading
from rnnanim.theme import Theme, mix

from manim import Mobject

LINE, OWN_LINE = 2.4, 3.6
DOT, OWN_DOT = 0.055, 0.075
TIP = (0.2, 0.11)  # length and half the breadth of an arrow's tip
BEYOND = 0.06  # how far a line may go past the outermost product of its ruler, in heights of the ruler


class PowerLine(VGroup):
    """What k times the same weight multiply to, from k = 0 on, which is 1.

    Parameters
    ----------
    column : callable
        Takes k and returns its x.
    count : int
        The last k.

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
        analysis: Analysis,
        column: Callable[[float], float],
        count: int,
        *,
        tone: str = "wh",
        own: bool = False,
    ) -> None:
        super().__init__()
        self.theme, self.ruler, self.column, self.tone, self.own = theme, ruler, column, tone, own
        self.readings: Sequence[Reading] = [analysis.read("power_norm", k) for k in range(1, count + 1)]
        self.levels = [0.0, *(analysis.read("log10_power_norm", k).value for k in range(1, count + 1))]
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

    def trace(self, to: float, seconds: float) -> Cue:
        """Return the drawing of the line on to a k."""
        return tween(seconds, self, reached=to)

    def become_own(self) -> None:
        """Be the line of the lesson's own weight."""
        self.own, self.tone = True, "text"
        self.draw()

    def draw(self) -> PowerLine:
        """Draw the line as far as it has come."""
        self.submobjects: list[Mobject] = []
        end = min(self.reached, self.exit)
        if end <= 0:
            return self
        places = [self.position(k) for k in (*range(math.ceil(end)), end)]
        colour = self.colour
        line = stroke(self.theme, np.array(places), Tag("line", self.tone), OWN_LINE if self.own else LINE)
        self.add(line.set_stroke(colour).set_z_index(STREAM))
        for k in range(1, int(end + 1e-9) + 1):
            if self.range[0] <= self.levels[k] <= self.range[1]:
                self._add_dot(k, colour)
        if self.is_clipped and self.reached >= self.exit:
            self._add_tip(places[-2:], colour)
        return self

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

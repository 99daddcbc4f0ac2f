"""What lies on a plot: a series drawn as a line, and a dot at a number and what is read there."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from rnnanim.mobjects.base.geometry import Point, Points
from rnnanim.mobjects.base.layers import PART, STREAM, WIRE
from rnnanim.mobjects.base.motion import Cue
from rnnanim.mobjects.base.shapes import dashes, stroke_pieces
from rnnanim.mobjects.base.tagging import Tag, tagged
from rnnanim.mobjects.charts.plot import Plot, Reads, scale_name
from rnnanim.numerics import Reading, Series
from rnnanim.theme import mix

from manim import Circle, VGroup

CURVE = 3.4  # stroke of a curve
DOT, RIM = 0.10, 0.025  # radius, and what a dot hides around it
JUMP = 0.25  # of the height of a curve: between two samples such a step is a gap, and no line is drawn across it


class Curve(VGroup):
    """A series as a line, drawn between two x: from `start` up to `reached`.

    Attributes
    ----------
    start, reached : float
        Both are clipped to the series; where they are equal nothing is drawn.

    Parameters
    ----------
    risers : bool
        Whether a dotted line shows where it jumps.
    """

    def __init__(
        self,
        plot: Plot,
        series: Series,
        *,
        tone: str = "ink",
        start: float | None = None,
        reached: float | None = None,
        width: float = CURVE,
        risers: bool = False,
    ) -> None:
        super().__init__()
        self.plot, self.theme, self.series, self.width_of_line = plot, plot.theme, series, width
        self.risers = risers
        self.start = series.start if start is None else start
        self.reached = series.end if reached is None else reached
        self.tone, self.colour, self.opacity = tone, plot.theme.colour[tone], 1.0
        self.draw()

    def trace(self, to: float, seconds: float, *, start: float | None = None) -> Cue:
        """Return the drawing of the curve on to an x; with `start` from there."""
        source: list[float] = []

        def begin() -> None:
            if start is not None:
                self.start = self.reached = start
            source.append(self.reached)

        return Cue(lambda share: self.draw(source[0] + (to - source[0]) * share), seconds, begin=begin)

    def to(self, tone: str, seconds: float, *, opacity: float = 1.0) -> Cue:
        """Return the change into another colour role and opacity; at 0 the curve is gone."""
        source: list[tuple[str, float]] = []

        def apply(share: float) -> None:
            colour, before = source[0]
            self.colour = mix(colour, self.theme.colour[tone], share)
            self.opacity = before + (opacity - before) * share
            self.tone = tone
            self.draw()

        return Cue(apply, seconds, begin=lambda: source.append((self.colour, self.opacity)))

    def draw(self, reached: float | None = None) -> Curve:
        """Draw the curve as far as it has been traced."""
        self.reached = self.reached if reached is None else reached
        low, high = sorted((self.start, self.reached))
        low, high = max(low, self.plot.x_range[0]), min(high, self.plot.x_range[1])
        tag = Tag("curve", self.tone, series=self.series)
        pieces = [] if self.opacity <= 0 or high - low < 1e-9 else self._pieces(low, high)
        line = stroke_pieces(self.theme, pieces, tag, self.width_of_line, self.opacity, self.colour)
        self.submobjects = [line.set_z_index(STREAM)] if pieces else []
        if self.risers and len(pieces) > 1:
            self._add_risers(pieces)
        return self

    def _add_risers(self, pieces: Sequence[Points]) -> None:
        jumps = [(tuple(a[-1]), (a[-1][0], b[0][1])) for a, b in pairwise(pieces)]
        dotted = [dash for foot, top in jumps for dash in dashes(foot, top)]
        line = stroke_pieces(
            self.theme, dotted, Tag("line", self.tone), self.theme.stroke.wire, self.opacity, self.colour
        )
        self.add(line.set_z_index(STREAM))

    def _pieces(self, low: float, high: float) -> list[Points]:
        x, y = self.series.x, self.series.y
        inner = (x > low) & (x < high)
        ends = [end for end in (low, high) if x[0] <= end <= x[-1]]
        places = np.unique(np.concatenate([x[inner], ends]))
        points = np.array([self.plot.point(a, b) for a, b in zip(places, np.interp(places, x, y), strict=True)])
        height = (self.plot.y_range[1] - self.plot.y_range[0]) * self.plot.unit[1]
        gaps = np.flatnonzero(np.abs(np.diff(points[:, 1])) > JUMP * height) + 1
        return [piece for piece in np.split(points, gaps) if len(piece) > 1]


class Dot(VGroup):
    """A dot at (x, what is read there), with dashed guide lines to the axes.

    Parameters
    ----------
    reads : callable
        Takes x and returns the reading that is the dot's height: ``lambda z: analysis.read("sigma_at", z)``.
    x : float
        Where it stands at first; as a Reading where the place is a number of the analysis as well.
    guides : str
        "x" for the line down to the x axis, "y" for the one across to the y axis, "xy" or "".
    """

    def __init__(
        self,
        plot: Plot,
        reads: Reads,
        x: float | Reading,
        *,
        tone: str = "ink",
        guides: str = "",
        radius: float = DOT,
        opacity: float = 1.0,
    ) -> None:
        super().__init__()
        self.plot, self.theme, self.reads = plot, plot.theme, reads
        self.tone, self.guides, self.radius, self.opacity = tone, guides, radius, opacity
        self.put(x)

    @property
    def middle(self) -> Point:
        """Where the dot is [scene units]."""
        return self.plot.point(self.x, self.reading.value)

    def put(self, x: float | Reading) -> Dot:
        """Stand at an x."""
        self.place = x if isinstance(x, Reading) else None
        self.x = x.value if isinstance(x, Reading) else float(x)
        self.reading = self.reads(self.x)
        return self.draw()

    def roll(self, to: float | Reading, seconds: float) -> Cue:
        """Return the way along the curve to another x."""
        source: list[float] = []
        end = to.value if isinstance(to, Reading) else to

        def apply(share: float) -> None:
            self.put(to if share >= 1 else source[0] + (end - source[0]) * share)

        return Cue(apply, seconds, begin=lambda: source.append(self.x))

    def fade(self, opacity: float, seconds: float) -> Cue:
        """Return the change into another opacity."""
        source: list[float] = []

        def apply(share: float) -> None:
            self.opacity = source[0] + (opacity - source[0]) * share
            self.draw()

        return Cue(apply, seconds, begin=lambda: source.append(self.opacity))

    def draw(self) -> Dot:
        """Draw dot and guides where they are."""
        self.submobjects = []
        if self.opacity <= 0:
            return self
        (x, y), (ox, oy), height = self.middle, self.plot.origin, self.reading.value * self.plot.unit[1]
        tag = Tag("mark", self.tone, (self.reading,), (height,), scale=scale_name("y", self.plot))
        if "x" in self.guides:
            self._guide((x, oy), (x, y - np.sign(y - oy) * self.radius), tag)
        if "y" in self.guides:
            way = (self.place,), (self.x * self.plot.unit[0],), "linear", scale_name("x", self.plot)
            across = Tag("line", "low") if self.place is None else Tag("mark", self.tone, *way)
            self._guide((ox, y), (x - np.sign(x - ox) * self.radius, y), across)
        rim = Circle(self.radius + RIM, stroke_width=0).move_to((x, y, 0))  # dots that lie on each other stay apart
        rim.set_fill(self.theme.colour.background, self.opacity)
        disc = Circle(self.radius, stroke_width=0).move_to((x, y, 0))
        disc.set_fill(self.theme.colour[self.tone], self.opacity)
        self.add(tagged(rim, Tag("plate", "background")).set_z_index(PART), tagged(disc, tag).set_z_index(PART))
        return self

    def _guide(self, a: Point, b: Point, tag: Tag) -> None:
        colour = self.theme.colour.low
        if pieces := dashes(a, b):
            line = stroke_pieces(self.theme, pieces, tag, self.theme.stroke.rule, self.opacity, colour)
            self.add(tagged(line, Tag(tag.kind, "low", tag.readings, tag.sizes, scale=tag.scale)).set_z_index(WIRE + 1))

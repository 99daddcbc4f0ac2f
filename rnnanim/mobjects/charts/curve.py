"""What lies on a plot: a series drawn as a line, and a dot at a number and what is read there."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Self

import numpy as np

from rnnanim.mobjects.base.geometry import Point, Points
from rnnanim.mobjects.base.layers import PART, STREAM, WIRE
from rnnanim.mobjects.base.motion import Cue, tween
from rnnanim.mobjects.base.shapes import dashes, disc, stroke_pieces
from rnnanim.mobjects.base.tagging import Tag, tagged
from rnnanim.mobjects.charts.plot import OnPlot, Plot, Reads, scale_name
from rnnanim.numerics import Reading, Series

from manim import VMobject

CURVE = 3.4  # stroke of a curve
DOT, RIM = 0.10, 0.025  # radius, and what a dot hides around it
JUMP = 0.25  # of the height of a curve: between two samples such a step is a gap, and no line is drawn across it


class Curve(OnPlot):
    """A series as a line, drawn between two x: from `start` up to `reached`.

    Both are clipped to the series; where they are equal nothing is drawn.

    Parameters
    ----------
    width : float
        Of the stroke.
    risers : bool
        Whether a dotted line shows where it jumps.
    """

    def __init__(
        self,
        plot: Plot,
        series: Series,
        *,
        tone: str = "ink",
        opacity: float = 1.0,
        start: float | None = None,
        reached: float | None = None,
        width: float = CURVE,
        risers: bool = False,
    ) -> None:
        super().__init__(plot, tone=tone, opacity=opacity)
        self.series, self.width_of_line, self.risers = series, width, risers
        self.start = series.start if start is None else start
        self.reached = series.end if reached is None else reached
        self.colour: str = plot.theme.colour[tone]
        self.draw()

    def trace(self, to: float, seconds: float, *, start: float | None = None) -> Cue:
        """Return the drawing of the curve on to an x; with `start` from there."""

        def begin() -> None:
            if start is not None:
                self.start = self.reached = start

        return tween(seconds, self, before=begin, reached=to)

    def paint(self, colour: str, *, tone: str) -> Self:
        """Take a hex colour, on the way to a tone: what the cue `tint` asks of a label."""
        self.colour, self.tone = colour, tone
        return self.draw()

    def draw(self, reached: float | None = None) -> Self:
        """Draw the curve as far as it has been traced."""
        self.reached = self.reached if reached is None else reached
        low, high = sorted((self.start, self.reached))
        low, high = max(low, self.plot.view.x[0]), min(high, self.plot.view.x[1])
        pieces = [] if self.opacity <= 0 or high - low < 1e-9 else self._pieces(low, high)
        self.submobjects = []
        if pieces:
            self.add(self._line(pieces, Tag("curve", self.tone, series=self.series), self.width_of_line))
        if self.risers and len(pieces) > 1:
            self.add(self._line(_risers(pieces), Tag("line", self.tone), self.theme.stroke.wire))
        return self

    def _line(self, pieces: Sequence[Points], tag: Tag, width: float) -> VMobject:
        return stroke_pieces(self.theme, pieces, tag, width, self.opacity, self.colour).set_z_index(STREAM)

    def _pieces(self, low: float, high: float) -> list[Points]:
        """Return the stretches of the curve between two x; it is broken where it jumps."""
        x, y = self.series.x, self.series.y
        inner = (x > low) & (x < high)
        ends = [end for end in (low, high) if x[0] <= end <= x[-1]]
        places = np.unique(np.concatenate([x[inner], ends]))
        points = np.array([self.plot.point(a, b) for a, b in zip(places, np.interp(places, x, y), strict=True)])
        _, _, top, bottom = self.plot.box
        gaps = np.flatnonzero(np.abs(np.diff(points[:, 1])) > JUMP * (top - bottom)) + 1
        return [piece for piece in np.split(points, gaps) if len(piece) > 1]


class Dot(OnPlot):
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
        super().__init__(plot, tone=tone, opacity=opacity)
        self.reads, self.guides, self.radius = reads, guides, radius
        self.put(x)

    @property
    def middle(self) -> Point:
        """Where the dot is [scene units]."""
        return self.plot.point(self.x, self.reading.value)

    def put(self, x: float | Reading) -> Self:
        """Stand at an x."""
        self.x_reading = x if isinstance(x, Reading) else None
        self.x = x.value if isinstance(x, Reading) else float(x)
        self.reading = self.reads(self.x)
        return self.draw()

    def slide(self, to: float | Reading, seconds: float) -> Cue:
        """Return the way along the curve to another x."""
        start: list[float] = []
        end = to.value if isinstance(to, Reading) else to

        def apply(share: float) -> None:
            self.put(to if share >= 1 else start[0] + (end - start[0]) * share)

        return Cue(apply, seconds, begin=lambda: start.append(self.x))

    def draw(self) -> Self:
        """Draw dot and guides where they are."""
        self.submobjects = []
        if self.opacity <= 0:
            return self
        (x, y), (ox, oy) = self.middle, self.plot.origin
        if "x" in self.guides:
            self._guide((x, oy), (x, y - np.sign(y - oy) * self.radius), self._tag("low"))
        if "y" in self.guides:
            self._guide((ox, y), (x - np.sign(x - ox) * self.radius, y), self._tag_across())
        rim = self._disc(self.radius + RIM, "background")  # dots that lie on each other stay apart
        self.add(tagged(rim, Tag("plate", "background")))
        self.add(tagged(self._disc(self.radius, self.tone), self._tag(self.tone)))
        return self

    def _disc(self, radius: float, tone: str) -> VMobject:
        return disc(self.middle, radius, self.theme.colour[tone], self.opacity).set_z_index(PART)

    def _tag(self, tone: str) -> Tag:
        """Return the tag of what is as high as the reading."""
        height = self.reading.value * self.plot.unit[1]
        return Tag("mark", tone, (self.reading,), (height,), scale=scale_name("y", self.plot))

    def _tag_across(self) -> Tag:
        """Return the tag of the guide to the y axis, as long as x where that is a number of the analysis."""
        if self.x_reading is None:
            return Tag("line", "low")
        size = self.x * self.plot.unit[0]
        return Tag("mark", "low", (self.x_reading,), (size,), scale=scale_name("x", self.plot))

    def _guide(self, a: Point, b: Point, tag: Tag) -> None:
        if pieces := dashes(a, b):
            line = stroke_pieces(self.theme, pieces, tag, self.theme.stroke.rule, self.opacity)
            self.add(line.set_z_index(WIRE + 1))


def _risers(pieces: Sequence[Points]) -> list[Points]:
    """Return the dashes from the end of each piece up or down to where the next one begins."""
    jumps = [(tuple(a[-1]), (a[-1][0], b[0][1])) for a, b in pairwise(pieces)]
    return [dash for foot, top in jumps for dash in dashes(foot, top)]

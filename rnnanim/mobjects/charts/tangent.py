"""What is said of a slope: the tangent at a dot, its rise over a run of 1, and a level that it keeps below."""

from __future__ import annotations

from typing import Self

import numpy as np

from rnnanim.backend.shapes import VGroup
from rnnanim.mobjects.base.geometry import Point
from rnnanim.mobjects.base.layers import FRONT, STREAM, WIRE
from rnnanim.mobjects.base.motion import Cue, tween
from rnnanim.mobjects.base.shapes import dashes, stroke, stroke_pieces
from rnnanim.mobjects.base.tagging import Tag
from rnnanim.mobjects.charts.curve import Dot
from rnnanim.mobjects.charts.plot import OnPlot, Plot, Reads, scale_name
from rnnanim.mobjects.text.equation import PLATE, plate
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.readout import readout
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics import Reading

from manim import Rectangle, VMobject

TOUCH, RISE = 2.6, 5.5  # strokes of a tangent, and of a slope that is drawn as a height
LIFT, INDENT, APART = 0.12, 0.16, 0.14  # of what is written above a level: from the line, its left end, each other
DEPTH_GAP = 0.06  # from a letter such as g to the line
BELOW, CLEAR = 0.33, 0.46  # of the 1 under the run; it stands there once the run is so high above the axis


class Tangent(OnPlot):
    """The line that touches a curve at a dot, as steep as the slope that is read there.

    It is as long wherever the dot is, and ends only at the sides of the plot.

    Parameters
    ----------
    slope : callable
        Takes x and returns the reading of the slope.
    rise : bool
        With the rise over a run of 1: a height of the plot that is as long as the slope.
    """

    def __init__(
        self,
        plot: Plot,
        dot: Dot,
        slope: Reads,
        *,
        length: float = 2.4,
        tone: str = "ink",
        rise: bool = False,
        opacity: float = 1.0,
    ) -> None:
        super().__init__(plot, tone=tone, opacity=opacity)
        self.dot, self.slope, self.length, self.rise = dot, slope, length, rise
        self.one = _One(formula(self.theme, "1", "small", tone="mute"))
        self.draw()

    @property
    def reading(self) -> Reading:
        """The slope where the dot is."""
        return self.slope(self.dot.x)

    @property
    def corner(self) -> Point:
        """Where the run ends and the rise begins."""
        x, y = self.dot.middle
        return x + self.plot.unit[0], y

    def draw(self) -> Self:
        """Draw the tangent where the dot is."""
        self.submobjects = []
        if self.opacity <= 0:
            return self
        self.add(self._line())
        if self.rise and self.dot.x + 1 <= self.plot.view.x[1]:
            self._draw_rise()
        return self

    def _line(self) -> VMobject:
        middle = np.array(self.dot.middle)
        steep = self.reading.value * self.plot.unit[1] / self.plot.unit[0]
        along = np.array([1.0, steep])
        half = self.length / 2 / np.hypot(1.0, steep)
        left, right = (min(half, abs(edge - middle[0])) for edge in self.plot.box[:2])
        tag = Tag("mark", self.tone, (self.reading,), (steep,), scale=scale_name("slope", self.plot))
        line = stroke(self.theme, np.array([middle - left * along, middle + right * along]), tag, TOUCH, self.opacity)
        return line.set_z_index(FRONT)

    def _draw_rise(self) -> None:
        foot, corner = self.dot.middle, self.corner
        run = stroke_pieces(self.theme, dashes(foot, corner), Tag("line", "low"), self.theme.stroke.rule, self.opacity)
        self.add(run.set_z_index(WIRE + 1), stem(self.plot, corner, self.reading, self.tone, self.opacity))
        high = min(1.0, max(0.0, (foot[1] - self.plot.origin[1] - CLEAR) / 0.1))
        shown = self.opacity * seen(self.reading.value) * high
        if shown > 0:
            label = self.one.label.place((foot[0] + corner[0]) / 2, foot[1] - BELOW).set_fill(opacity=shown)
            self.add(ground(label, shown), self.one)


class _One(VGroup):
    """The length of 1 that a slope is measured over, as the ticks of an axis have it."""

    is_axis = True

    def __init__(self, label: Label) -> None:
        super().__init__(label)
        self.label = label


class Stem(OnPlot):
    """The height of a dot as a bold line from the x axis: the same length as the rise that it repeats."""

    def __init__(self, dot: Dot, *, tone: str = "ink", opacity: float = 1.0) -> None:
        super().__init__(dot.plot, tone=tone, opacity=opacity)
        self.dot = dot
        self.draw()

    def draw(self) -> Self:
        """Draw the stem where the dot is."""
        self.submobjects = []
        if self.opacity > 0:
            foot = self.dot.middle[0], self.plot.origin[1]
            self.add(stem(self.plot, foot, self.dot.reading, self.tone, self.opacity))
        return self


class Level(OnPlot):
    """A line across a plot at the height of a reading, with words and the number above it; not seen at first.

    Attributes
    ----------
    aside : float or None
        How far to the right of the y axis the words begin [scene units]; None for the left end of the line.
    reached : float
        How far it has grown from the y axis to both sides, 0 to 1.
    """

    def __init__(
        self, plot: Plot, reading: Reading, words: Label, *, tone: str = "ink", aside: float | None = None
    ) -> None:
        super().__init__(plot, tone=tone, opacity=0.0)
        self.reading, self.words, self.aside, self.reached = reading, words, aside, 1.0
        self.line, self.grounds = VGroup(), VGroup()
        self.number = readout(plot.theme, reading, words.em, tone)
        self.add(self.line, self.grounds, words, self.number)
        self.draw()

    @property
    def height(self) -> float:
        """Where it lies [scene units]."""
        return self.plot.point(0, self.reading.value)[1]

    def create(self, seconds: float) -> Cue:
        """Return its growth to both sides of the y axis."""

        def begin() -> None:
            self.opacity, self.reached = 1.0, 0.0

        return tween(seconds, self, before=begin, reached=1.0)

    def restyle(self, tone: str, aside: float | None = None) -> Self:
        """Take another tone, and another place for the words."""
        self.tone, self.aside = tone, aside
        self.number.paint(self.theme.colour[tone], tone=tone)
        return self.draw()

    def draw(self) -> Self:
        """Draw the line as far as it has grown, and what is written at its end."""
        (left, right, *_), middle, y = self.plot.box, self.plot.origin[0], self.height
        begin = left + INDENT if self.aside is None else middle + self.aside
        base = y + (LIFT if self.aside is None else max(LIFT, self._depth() + DEPTH_GAP))
        self.words.place(begin, base, "left")
        self.number.place(float(self.words.get_right()[0]) + APART, base, "left")
        shown = self.opacity * max(0.0, 2 * self.reached - 1)
        for label in (self.words, self.number):
            label.set_fill(opacity=shown)
        self.grounds.submobjects = [ground(label, shown) for label in (self.words, self.number) if shown > 0]
        length = _length(self.plot, self.reading)
        tag = Tag("mark", self.tone, (self.reading,), (length,), scale=scale_name("y", self.plot))
        ends = [(middle + (end - middle) * self.reached, y) for end in (left, right)]
        pieces = [piece for end in ends for piece in dashes((middle, y), end)] if self.opacity > 0 else []
        line = stroke_pieces(self.theme, pieces, tag, self.theme.stroke.wire, self.opacity)
        self.line.submobjects = [line.set_z_index(STREAM - 1)] if pieces else []
        return self

    def _depth(self) -> float:
        """Return how far the words reach below their baseline: such a letter may stand right over a dash."""
        return self.words.baseline_y - float(self.words.get_bottom()[1])


def ground(label: Label, opacity: float) -> Rectangle:
    """Return what keeps axes and guide lines out of a label that lies over them."""
    return plate(label.theme, label, beside=PLATE).set_fill(opacity=opacity)


def seen(slope: float) -> float:
    """Return how clearly something at a height is named: where it is next to nothing there is nothing to name.

    >>> seen(0.01), seen(0.25)
    (0.0, 1.0)
    """
    return min(1.0, max(0.0, (slope - 0.03) / 0.04))


def stem(plot: Plot, foot: Point, reading: Reading, tone: str, opacity: float) -> VMobject:
    """Return a bold upright line as long as a reading is high."""
    height = _length(plot, reading)
    tag = Tag("mark", tone, (reading,), (height,), scale=scale_name("y", plot))
    points = np.array([foot, (foot[0], foot[1] + height)])
    return stroke(plot.theme, points, tag, RISE, opacity).set_z_index(FRONT)


def _length(plot: Plot, reading: Reading) -> float:
    """Return how long a reading is along the y axis [scene units]."""
    return reading.value * plot.unit[1]

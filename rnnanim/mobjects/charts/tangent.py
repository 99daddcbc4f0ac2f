"""What is said of a slope: the tangent at a dot, its rise over a run of 1, and a level that it keeps below."""

from __future__ import annotations

import numpy as np

from rnnanim.mobjects.base.layers import FRONT, STREAM, WIRE
from rnnanim.mobjects.base.motion import Cue
from rnnanim.mobjects.base.shapes import dashes, stroke, stroke_pieces
from rnnanim.mobjects.base.tagging import Tag, tagged
from rnnanim.mobjects.charts.curve import Dot
from rnnanim.mobjects.charts.plot import Plot, Reads, scale_name
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.readout import readout
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics import Reading

from manim import Rectangle, VGroup

RISE = 5.5  # stroke of a slope that is drawn as a height
LIFT, INDENT = 0.12, 0.16  # of what is written above a level, from the line and from its left end
BELOW, CLEAR = 0.33, 0.46  # of the 1 under the run; it stands there once the run is so high above the axis


class Tangent(VGroup):
    """The line that touches a curve at a dot, as steep as the slope that is read there.

    It is as long wherever the dot is, and ends only at the sides of the plot.

    Parameters
    ----------
    slope : callable
        Takes x and returns the reading of the slope.
    rise : bool
        With the rise over a run of 1: a height of the plot that is as long as the slope.

    Attributes
    ----------
    corner : (x, y)
        Where the run ends and the rise begins.
    """

    def __init__(
        self, plot: Plot, dot: Dot, slope: Reads, *, length: float = 2.4, tone: str = "ink", rise: bool = False
    ) -> None:
        super().__init__()
        self.plot, self.theme, self.dot, self.slope = plot, plot.theme, dot, slope
        self.length, self.tone, self.rise, self.opacity = length, tone, rise, 1.0
        self.one = _Unit(formula(self.theme, "1", "small", tone="mute"))
        self.draw()

    @property
    def reading(self) -> Reading:
        """The slope where the dot is."""
        return self.slope(self.dot.x)

    @property
    def corner(self) -> np.ndarray:
        return np.array(self.dot.middle) + np.array([self.plot.unit[0], 0.0])

    def follow(self, rolling: Cue) -> Cue:
        """Return a roll of the dot during which the tangent stays at it."""
        return Cue(lambda share: (rolling.at(share * rolling.seconds), self.draw()), rolling.seconds, rate=lambda t: t)

    def fade(self, opacity: float, seconds: float) -> Cue:
        """Return the change into another opacity."""
        return _fade(self, opacity, seconds)

    def draw(self) -> Tangent:
        """Draw the tangent where the dot is."""
        self.submobjects = []
        if self.opacity <= 0:
            return self
        reading, middle = self.reading, np.array(self.dot.middle)
        steep = reading.value * self.plot.unit[1] / self.plot.unit[0]
        along = np.array([1.0, steep])
        half = self.length / 2 / np.hypot(1.0, steep)
        left, right = (min(half, abs(edge - middle[0])) for edge in self.plot.box[:2])
        tag = Tag("mark", self.tone, (reading,), (steep,), scale=scale_name("slope", self.plot))
        line = stroke(self.theme, np.array([middle - left * along, middle + right * along]), tag, 2.6, self.opacity)
        self.add(line.set_z_index(FRONT))
        if self.rise and self.dot.x + 1 <= self.plot.x_range[1]:
            self._draw_rise(reading, middle)
        return self

    def _draw_rise(self, reading: Reading, foot: np.ndarray) -> None:
        corner = self.corner
        height = reading.value * self.plot.unit[1]
        run = stroke_pieces(
            self.theme,
            dashes(tuple(foot), tuple(corner)),
            Tag("line", "low"),
            self.theme.stroke.rule,
            self.opacity,
        )
        self.add(run.set_z_index(WIRE + 1), stem(self.plot, tuple(corner), reading, height, self.tone, self.opacity))
        shown = seen(reading.value) * min(1.0, max(0.0, (foot[1] - self.plot.origin[1] - CLEAR) / 0.1))
        if shown > 0:
            label = self.one.label.place((foot[0] + corner[0]) / 2, foot[1] - BELOW)
            label.set_fill(opacity=self.opacity * shown)
            self.add(ground(label, self.opacity * shown), self.one)


class _Unit(VGroup):
    """The length of 1 that a slope is measured over, as the ticks of an axis have it."""

    is_axis = True

    def __init__(self, label: Label) -> None:
        super().__init__(label)
        self.label = label


class Stem(VGroup):
    """The height of a dot as a bold line from the x axis: the same length as the rise that it repeats."""

    def __init__(self, dot: Dot, *, tone: str = "ink") -> None:
        super().__init__()
        self.dot, self.tone, self.opacity = dot, tone, 1.0
        self.draw()

    def fade(self, opacity: float, seconds: float) -> Cue:
        """Return the change into another opacity."""
        return _fade(self, opacity, seconds)

    def draw(self) -> Stem:
        """Draw the stem where the dot is."""
        self.submobjects = []
        if self.opacity > 0:
            plot, (x, _) = self.dot.plot, self.dot.middle
            height = self.dot.reading.value * plot.unit[1]
            self.add(stem(plot, (x, plot.origin[1]), self.dot.reading, height, self.tone, self.opacity))
        return self


class Level(VGroup):
    """A line across a plot at the height of a reading, with words and the number above it.

    Attributes
    ----------
    aside : float or None
        How far to the right of the y axis the words begin [scene units]; None for the left end of the line.
    """

    def __init__(
        self, plot: Plot, reading: Reading, words: Label, *, tone: str = "ink", aside: float | None = None
    ) -> None:
        super().__init__()
        self.aside = aside
        self.plot, self.theme, self.reading, self.tone = plot, plot.theme, reading, tone
        self.opacity, self.reached = 0.0, 1.0
        self.line = VGroup()
        self.number = readout(plot.theme, reading, words.em, tone)
        self.words = words
        self.add(self.line, words, self.number)
        self.draw()

    @property
    def height(self) -> float:
        """Where it lies [scene units]."""
        return self.plot.point(0, self.reading.value)[1]

    def arrive(self, seconds: float) -> Cue:
        """Return its growth to both sides of the y axis."""

        def apply(share: float) -> None:
            self.opacity, self.reached = 1.0, share
            self.draw()

        return Cue(apply, seconds)

    def fade(self, opacity: float, seconds: float) -> Cue:
        """Return the change into another opacity."""
        return _fade(self, opacity, seconds)

    def put(self, tone: str, aside: float | None = None) -> Level:
        """Take another tone, and another place for the words."""
        self.tone, self.aside = tone, aside
        self.number.paint(self.theme.colour[tone], tone=tone)
        return self.draw()

    def draw(self) -> Level:
        """Draw the line as far as it has grown, and what is written at its end."""
        (left, right, *_), middle, y = self.plot.box, self.plot.origin[0], self.height
        begin = left + INDENT if self.aside is None else middle + self.aside
        self.words.place(begin, y + LIFT, "left")
        self.number.place(float(self.words.get_right()[0]) + 0.14, y + LIFT, "left")
        for label in (self.words, self.number):
            label.set_fill(opacity=self.opacity * max(0.0, 2 * self.reached - 1))
        size = self.reading.value * self.plot.unit[1]
        tag = Tag("mark", self.tone, (self.reading,), (size,), scale=scale_name("y", self.plot))
        ends = [(middle + (end - middle) * self.reached, y) for end in (left, right)]
        pieces = [piece for end in ends for piece in dashes((middle, y), end)] if self.opacity > 0 else []
        line = stroke_pieces(self.theme, pieces, tag, self.theme.stroke.wire, self.opacity)
        self.line.submobjects = [line.set_z_index(STREAM - 1)] if pieces else []
        return self


def ground(label: Label, opacity: float) -> Rectangle:
    """Return what keeps an axis out of a label that passes over it."""
    plate = Rectangle(width=label.width + 0.1, height=label.height + 0.1, stroke_width=0).move_to(label)
    plate.set_fill(label.theme.colour.background, opacity)
    return tagged(plate, Tag("plate", "background")).set_z_index(WIRE + 1)


def seen(slope: float) -> float:
    """Return how clearly something at a height is named: where it is next to nothing there is nothing to name.

    >>> seen(0.01), seen(0.25)
    (0.0, 1.0)
    """
    return min(1.0, max(0.0, (slope - 0.03) / 0.04))


def stem(plot: Plot, foot: tuple[float, float], reading: Reading, height: float, tone: str, opacity: float) -> VGroup:
    """Return a bold upright line as long as a reading is high."""
    tag = Tag("mark", tone, (reading,), (height,), scale=scale_name("y", plot))
    points = np.array([foot, (foot[0], foot[1] + height)])
    return stroke(plot.theme, points, tag, RISE, opacity).set_z_index(FRONT)


def _fade(thing: Tangent | Stem | Level, opacity: float, seconds: float) -> Cue:
    source: list[float] = []

    def apply(share: float) -> None:
        thing.opacity = source[0] + (opacity - source[0]) * share
        thing.draw()

    return Cue(apply, seconds, begin=lambda: source.append(thing.opacity))

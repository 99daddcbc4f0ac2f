"""Axes, the curves and dots on them, and the tangent that touches a curve: the one way in which the project plots.

A `Plot` is the quiet pair of axes and the map from numbers to places; curves, dots and tangents are mobjects of their
own, so that numbers beside them are held against the analysis while those at the axes may be round ones::

    plot = Plot(theme, (-3.0, 3.0, 1.5, -1.5), x=(-3, 3), y=(-1, 1), names=("z", "tanh z"))
    curve = Curve(plot, analysis.curve("sigma_at", -3, 3), tone="mute")
    dot = Dot(plot, lambda z: analysis.read("sigma_at", z), x=0.0, tone="state", guides="xy")
    self.show(plot, curve, dot)
    self.play(plot.arrive(0.6), curve.trace(3, 1.0))    # from where it is drawn to, up to z = 3
    self.play(dot.roll(0.777, 1.0))

Nothing has to be put inside the plot; all of them are laid out anew from their own numbers at every step of a cue.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from rnnanim.mobjects.label import Label
from rnnanim.mobjects.layout import Point
from rnnanim.mobjects.motion import Cue
from rnnanim.mobjects.parts import FRONT, PART, STREAM, TEXT, WIRE
from rnnanim.mobjects.ribbon import Points
from rnnanim.mobjects.tagging import Tag, tagged
from rnnanim.mobjects.text import format_number, formula
from rnnanim.numerics import Reading, Series
from rnnanim.theme import Box, Theme, mix

from manim import Circle, VGroup, VMobject

CURVE = 3.4  # stroke of a curve
DOT = 0.10  # radius
TICK = 0.07  # half the length of a tick
DASH, SPACE = 0.07, 0.06
JUMP = 0.25  # of the height of a curve: between two samples such a step is a gap, and no line is drawn across it

Range = tuple[float, float]
Reads = Callable[[float], Reading]


def stroke(theme: Theme, points: Points, tag: Tag, width: float, opacity: float = 1.0) -> VMobject:
    """Return straight lines through points, (n, 2) or (n, 3), in the colour of the tag's role."""
    return stroke_pieces(theme, [points], tag, width, opacity)


def stroke_pieces(
    theme: Theme, pieces: Sequence[Points], tag: Tag, width: float, opacity: float = 1.0, colour: str | None = None
) -> VMobject:
    """Return lines that are one mobject: through the points of each piece, with a gap between two pieces."""
    line = VMobject(stroke_width=width, stroke_opacity=opacity, stroke_color=colour or theme.colour[tag.tone])
    line.points = np.vstack([_straight(piece) for piece in pieces if len(piece) > 1] or [np.zeros((0, 3))])
    found: VMobject = tagged(line, tag)
    return found


def dashes(a: Point, b: Point) -> list[Points]:
    """Return the pieces of a dashed line."""
    start, way = np.array(a), np.array(b) - np.array(a)
    length = float(np.hypot(*way))
    if length < DASH:
        return []
    begins = np.arange(0, length, DASH + SPACE)
    return [np.array([start + way * s / length, start + way * min(s + DASH, length) / length]) for s in begins]


class Plot(VGroup):
    """A pair of axes that cross at zero, or at the edge of the box where zero is out of range.

    Parameters
    ----------
    box : Box
        Left, right, top and bottom of the plotted area; names and tick numbers stand outside of it.
    x, y : (low, high)
        Ranges, drawn over the whole width and height of the box.
    names : (str, str)
        Formulas at the right end of the x axis and on top of the y axis; "" for none.
    x_ticks, y_ticks : sequence of float
        Where a number stands at the axis.
    lines : sequence of float
        Heights with a fainter line across the box.
    tick_side : {"left", "edge"}
        Whether the numbers of y stand beside the y axis or at the left edge of the box.

    Attributes
    ----------
    unit : (float, float)
        Scene units for 1 along x and along y.
    origin : (float, float)
        Where the axes cross [scene units].
    """

    is_axis = True  # its numbers are ticks

    def __init__(
        self,
        theme: Theme,
        box: Box,
        x: Range,
        y: Range,
        *,
        names: tuple[str, str] = ("", ""),
        x_ticks: Sequence[float] = (),
        y_ticks: Sequence[float] = (),
        lines: Sequence[float] = (),
        tick_side: str = "edge",
    ) -> None:
        super().__init__()
        self.theme, self.box, self.x_range, self.y_range = theme, box, x, y
        left, right, top, bottom = box
        self.unit = (right - left) / (x[1] - x[0]), (top - bottom) / (y[1] - y[0])
        self.origin = self.point(min(max(0.0, x[0]), x[1]), min(max(0.0, y[0]), y[1]))
        self.names, self.x_ticks, self.y_ticks, self.lines = names, tuple(x_ticks), tuple(y_ticks), tuple(lines)
        self.tick_side = tick_side
        self.rules = VGroup()
        self.labels: list[Label] = self._labels()
        self.add(self.rules, *self.labels)
        self.draw(1.0)

    def point(self, x: float, y: float) -> Point:
        """Return the place of a pair of numbers [scene units]."""
        left, _, _, bottom = self.box
        return left + (x - self.x_range[0]) * self.unit[0], bottom + (y - self.y_range[0]) * self.unit[1]

    def arrive(self, seconds: float) -> Cue:
        """Return the growth of the axes from where they cross; names and ticks fade in."""
        return Cue(self.draw, seconds, begin=lambda: self.draw(0.0))

    def leave(self, seconds: float) -> Cue:
        """Return the fading of everything."""
        return Cue(lambda share: self.draw(1.0, 1 - share), seconds)

    def draw(self, grown: float, opacity: float = 1.0) -> None:
        """Draw the axes as far as they have grown."""
        (ox, oy), (left, right, top, bottom) = self.origin, self.box
        arms = [
            np.array([[ox + (left - ox) * grown, oy], [ox + (right - ox) * grown, oy]]),
            np.array([[ox, oy + (bottom - oy) * grown], [ox, oy + (top - oy) * grown]]),
        ]
        rule = self.theme.stroke.rule
        faint = [np.array([[left, y], [left + (right - left) * grown, y]]) for y in self._heights(self.lines)]
        ticks = [np.array([[x, oy - TICK], [x, oy + TICK]]) for x in self._places(self.x_ticks)]
        self.rules.submobjects = [
            stroke_pieces(self.theme, faint, Tag("line", "bed"), rule, opacity),
            stroke_pieces(self.theme, arms, Tag("line", "low"), rule, opacity),
            stroke_pieces(self.theme, ticks, Tag("line", "low"), rule, opacity * grown),
        ]
        self.rules.set_z_index(WIRE, family=True)
        for label in self.labels:
            label.set_fill(opacity=opacity * max(0.0, 2 * grown - 1))

    def _heights(self, values: Sequence[float]) -> list[float]:
        return [self.point(0, value)[1] for value in values]

    def _places(self, values: Sequence[float]) -> list[float]:
        return [self.point(value, 0)[0] for value in values]

    def _labels(self) -> list[Label]:
        (ox, oy), (left, right, top, _), small = self.origin, self.box, self.theme.type.small
        labels = []
        for place, name in zip(((right + 0.14, oy - 0.10), (ox, top + 0.16)), self.names, strict=True):
            if name:
                label = formula(self.theme, name, self.theme.type.tile, tone="mute")
                labels.append(label.place(*place, "left" if place[0] > right else "centre"))
        for value, x in zip(self.x_ticks, self._places(self.x_ticks), strict=True):
            label = formula(self.theme, format_number(value), small, tone="mute")
            dash = 0.1 if value < 0 else 0.0  # the digits stand below the tick, not digits and sign
            labels.append(label.place(x - dash, oy - 0.42))
        edge = (ox if self.tick_side == "left" else left) - 0.14
        for value, y in zip(self.y_ticks, self._heights(self.y_ticks), strict=True):
            labels.append(formula(self.theme, format_number(value), small, tone="mute").place(edge, y - 0.11, "right"))
        return [label.set_z_index(TEXT, family=True) for label in labels]


class Curve(VGroup):
    """A series as a line, drawn between two x: from `start` up to `reached`.

    Attributes
    ----------
    start, reached : float
        Both are clipped to the series; where they are equal nothing is drawn.
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
    ) -> None:
        super().__init__()
        self.plot, self.theme, self.series, self.width_of_line = plot, plot.theme, series, width
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
        tag = Tag("curve", self.tone, series=self.series)
        pieces = [] if self.opacity <= 0 or high - low < 1e-9 else self._pieces(low, high)
        line = stroke_pieces(self.theme, pieces, tag, self.width_of_line, self.opacity, self.colour)
        self.submobjects = [line.set_z_index(STREAM)] if pieces else []
        return self

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
        disc = Circle(self.radius, stroke_width=0).move_to((x, y, 0))
        disc.set_fill(self.theme.colour[self.tone], self.opacity)
        self.add(tagged(disc, tag).set_z_index(FRONT))
        return self

    def _guide(self, a: Point, b: Point, tag: Tag) -> None:
        colour = self.theme.colour.low
        if pieces := dashes(a, b):
            line = stroke_pieces(self.theme, pieces, tag, self.theme.stroke.rule, self.opacity, colour)
            self.add(tagged(line, Tag(tag.kind, "low", tag.readings, tag.sizes, scale=tag.scale)).set_z_index(WIRE + 1))


class Tangent(VGroup):
    """The line that touches a curve at a dot: as long wherever it is, as steep as the slope that is read there."""

    def __init__(
        self, plot: Plot, dot: Dot, slope: Reads, *, length: float = 1.8, tone: str = "ink", width: float = 2.6
    ) -> None:
        super().__init__()
        self.plot, self.theme, self.dot, self.slope = plot, plot.theme, dot, slope
        self.length, self.tone, self.stroke, self.opacity = length, tone, width, 1.0
        self.draw()

    @property
    def reading(self) -> Reading:
        """The slope where the dot is."""
        return self.slope(self.dot.x)

    def follow(self, rolling: Cue) -> Cue:
        """Return a roll of the dot during which the tangent stays at it."""
        return Cue(lambda share: (rolling.at(share * rolling.seconds), self.draw()), rolling.seconds, rate=lambda t: t)

    def draw(self) -> Tangent:
        """Draw the tangent where the dot is."""
        self.submobjects = []
        if self.opacity <= 0:
            return self
        reading, middle = self.reading, np.array(self.dot.middle)
        steep = reading.value * self.plot.unit[1] / self.plot.unit[0]
        half = self.length / 2 * np.array([1.0, steep]) / np.hypot(1.0, steep)
        tag = Tag("mark", self.tone, (reading,), (steep,), scale=scale_name("slope", self.plot))
        line = stroke(self.theme, np.array([middle - half, middle + half]), tag, self.stroke, self.opacity)
        self.add(line.set_z_index(PART))
        return self


def scale_name(axis: str, plot: Plot) -> str:
    """Return the name of a plot's scale for `check`: plots that give a number the same length share it."""
    unit = {"x": plot.unit[0], "y": plot.unit[1], "slope": plot.unit[1] / plot.unit[0]}[axis]
    return f"{axis} × {unit:.4f}"


def _straight(points: Points) -> Points:
    """Return straight Bézier curves through points."""
    corners = np.zeros((len(points), 3))
    corners[:, : points.shape[1]] = points
    a, b = corners[:-1], corners[1:]
    return np.stack([a, a + (b - a) / 3, a + 2 * (b - a) / 3, b], axis=1).reshape(-1, 3)

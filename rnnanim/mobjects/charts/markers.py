"""Dots and arrows that stand at numbers of a chart: on a surface, or in the complex plane."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from rnnanim.backend.shapes import VGroup
from rnnanim.mobjects.base.geometry import Point, Points
from rnnanim.mobjects.base.layers import PART, STREAM
from rnnanim.mobjects.base.motion import Cue
from rnnanim.mobjects.base.shapes import glow_layers
from rnnanim.mobjects.base.tagging import Tag
from rnnanim.mobjects.charts.area import MOST_TOLD
from rnnanim.mobjects.charts.data import spread_evenly
from rnnanim.mobjects.charts.plot import scale_name
from rnnanim.mobjects.charts.shapes import discs, filled, polygons
from rnnanim.numerics import Reading
from rnnanim.theme import Box, Theme, mix

from manim import LineJointType

RADIUS, RIM = 0.10, 0.03  # of a dot, and what it hides around it
LIGHT = 1.4  # how much brighter a drop shines than a ribbon
SHAFT, HEAD = 0.15, (0.32, 0.38)  # width of an arrow; length and width of its head
Number = float | Reading


class Chart(Protocol):
    """Where two numbers have a place."""

    theme: Theme

    @property
    def box(self) -> Box:
        """Left, right, top and bottom of what is shown."""

    @property
    def unit(self) -> Point:
        """Scene units for 1 along x and along y."""

    def point(self, x: float, y: float) -> Point:
        """Return the place of a pair of numbers [scene units]."""


def value_of(number: Number) -> float:
    """Return a reading's number, or the number itself."""
    return number.value if isinstance(number, Reading) else float(number)


class Dots(VGroup):
    """Dots at pairs of numbers, however many as one mobject; those of a gradient are drops of light.

    Parameters
    ----------
    places : sequence of (x, y)
        As readings where `check` is to hold them against the analysis.
    tone : str
        Colour role.
    radius : float, optional
        Less by itself where there are many [scene units].

    Attributes
    ----------
    grown : float
        How many of the dots are there; one that is just coming is smaller.
    """

    def __init__(
        self,
        chart: Chart,
        places: Sequence[tuple[Number, Number]],
        *,
        tone: str = "gradient",
        radius: float | None = None,
    ) -> None:
        super().__init__()
        self.chart, self.theme, self.places, self.tone = chart, chart.theme, tuple(places), tone
        many = 1.0 if len(places) <= 12 else 0.75 if len(places) <= 60 else 0.4
        self.radius = RADIUS * many if radius is None else radius
        self.grown, self.opacity = float(len(places)), 1.0
        self.draw()

    def middle(self, index: int) -> Point:
        """Return where a dot is [scene units]."""
        x, y = self.places[index]
        return self.chart.point(value_of(x), value_of(y))

    def arrive(self, seconds: float) -> Cue:
        """Return the coming of the dots, one after the other."""
        return Cue(lambda share: self.draw(grown=share * len(self.places)), seconds)

    def move(self, index: int, to: tuple[Number, Number], seconds: float) -> Cue:
        """Return the way of one dot to other numbers, straight in the chart."""
        source: list[Sequence[tuple[Number, Number]]] = []

        def apply(share: float) -> None:
            places = list(source[0])
            pair = ((value_of(a), value_of(b)) for a, b in zip(places[index], to, strict=True))
            places[index] = to if share >= 1 else tuple(a + (b - a) * share for a, b in pair)  # type: ignore[assignment]
            self.places = tuple(places)
            self.draw()

        return Cue(apply, seconds, begin=lambda: source.append(self.places))

    def fade(self, opacity: float, seconds: float) -> Cue:
        """Return the change into another opacity."""
        source: list[float] = []

        def apply(share: float) -> None:
            self.draw(opacity=source[0] + (opacity - source[0]) * share)

        return Cue(apply, seconds, begin=lambda: source.append(self.opacity))

    def draw(self, *, grown: float | None = None, opacity: float | None = None) -> Dots:
        """Draw the dots where they are."""
        self.grown = self.grown if grown is None else grown
        self.opacity = self.opacity if opacity is None else opacity
        self.remove(*self.submobjects)
        whole, part = int(self.grown + 1e-9), self.grown - int(self.grown + 1e-9)
        if self.opacity > 0 and whole:
            x, y = (axis_tag(self.chart, axis, self.tone, self.places[:whole]) for axis in (0, 1))
            self._add([self.middle(i) for i in range(whole)], self.radius, x, y)
        if self.opacity > 0 and part > 1e-9:
            plain = Tag("plate", self.tone)
            self._add([self.middle(whole)], self.radius * part, plain, plain)
        return self

    def _add(self, middles: Sequence[Point], radius: float, x: Tag, y: Tag) -> None:
        """Add dots that are one mobject, on the ground that they hide, in a light that is one mobject, too."""
        theme, shown, is_drop = self.theme, self.opacity, self.tone == "gradient"
        for distance, alpha in glow_layers(LIGHT * theme.glow.peak * shown, theme) if is_drop else ():
            self.add(filled(discs(middles, radius + distance), Tag("glow", "gradient"), theme.colour.gradient, alpha))
        self.add(filled(discs(middles, radius + RIM), x, theme.colour.background, shown))
        body = filled(discs(middles, radius), y, theme.colour["core" if is_drop else self.tone], shown)
        if is_drop and theme.is_light:
            body.set_stroke(theme.colour.edge, theme.stroke.rule, shown)
        self.add(body)
        self.set_z_index(PART, family=True)


class StepArrow(VGroup):
    """An arrow from one pair of numbers to another; one that leaves the box of its chart ends open at the edge.

    Attributes
    ----------
    grown : float
        How much of its length is drawn, 0 to 1.
    spent : float
        How far its hue is drained, 0 to 1.
    """

    def __init__(
        self, chart: Chart, start: tuple[Number, Number], end: tuple[Number, Number], *, spent: float = 0.0
    ) -> None:
        super().__init__()
        self.chart, self.theme, self.start, self.end = chart, chart.theme, start, end
        self.grown, self.spent, self.opacity = 1.0, spent, 1.0
        self.draw()

    def grow(self, seconds: float) -> Cue:
        """Return the growth of the arrow from its start."""
        return self._change("grown", 1.0, seconds, begin=0.0)

    def spend(self, seconds: float, to: float = 1.0) -> Cue:
        """Return the draining of its hue."""
        return self._change("spent", to, seconds)

    def fade(self, opacity: float, seconds: float) -> Cue:
        """Return the change into another opacity."""
        return self._change("opacity", opacity, seconds)

    def _change(self, name: str, to: float, seconds: float, begin: float | None = None) -> Cue:
        source: list[float] = []

        def apply(share: float) -> None:
            setattr(self, name, source[0] + (to - source[0]) * share)
            self.draw()

        return Cue(apply, seconds, begin=lambda: source.append(getattr(self, name) if begin is None else begin))

    @property
    def ends(self) -> tuple[Point, Point]:
        """Where it starts and ends, whether its end is shown or not [scene units]."""
        (a, b), (c, d) = self.start, self.end
        return self.chart.point(value_of(a), value_of(b)), self.chart.point(value_of(c), value_of(d))

    @property
    def leaves(self) -> bool:
        """Whether it ends outside of the box."""
        return self._inside < 1

    @property
    def _inside(self) -> float:
        """Return the share of its way that lies in the box."""
        (a, b), (left, right, top, bottom) = np.array(self.ends), self.chart.box
        with np.errstate(divide="ignore", invalid="ignore"):
            shares = np.where(b > a, [right, top] - a, [left, bottom] - a) / (b - a)
        return float(np.nanmin([1.0, *np.where(b == a, 1.0, shares)]))

    def draw(self) -> StepArrow:
        """Draw the arrow as far as it has grown."""
        self.remove(*self.submobjects)
        (a, b), theme, reach = np.array(self.ends), self.theme, min(self.grown, self._inside)
        length = float(np.hypot(*(b - a))) * reach
        if self.opacity <= 0 or length < 0.02:
            return self
        is_open = self.grown > self._inside
        points, peak = polygons([_arrow(a, b, length, is_open)]), theme.glow.peak * (1 - self.spent) * self.opacity
        for distance, alpha in glow_layers(peak, theme) if peak > 0 else ():
            light = filled(points, Tag("glow", "gradient"), theme.colour.gradient, 0)
            light.joint_type = LineJointType.ROUND  # a stroke: what lies inside of it is hidden by the body
            self.add(light.set_stroke(theme.colour.gradient, 200 * distance, alpha))
        body = mix(theme.colour.core, theme.colour.spent, self.spent)
        tone = "spent" if self.spent > 0 else "gradient"
        ends = [self.end] if self.grown >= 1 and not is_open else []
        x, y = (axis_tag(self.chart, axis, tone, ends) for axis in (0, 1))
        self.add(filled(points, x, theme.colour.background, self.opacity), filled(points, y, body, self.opacity))
        if theme.is_light:
            edge = mix(theme.colour.edge, theme.colour.spent, self.spent)
            self.submobjects[-1].set_stroke(edge, theme.stroke.rule, self.opacity)
        self.set_z_index(STREAM, family=True)
        return self


def _arrow(a: Points, b: Points, length: float, is_open: bool) -> Points:
    """Return the outline of an arrow of a length from a towards b; an open one has no head."""
    along = (b - a) / np.hypot(*(b - a))
    across = np.array([-along[1], along[0]])
    head = 0.0 if is_open else min(HEAD[0], 0.6 * length)
    wide = HEAD[1] / 2 * head / HEAD[0]
    half = SHAFT / 2 * (2 * wide / HEAD[1] if head else 1.0)
    side = [(0.0, half), (length - head, half), *([(length - head, wide)] if head else [])]
    outline = [*side, *([(length, 0.0)] if head else []), *((u, -v) for u, v in reversed(side))]
    return np.array([a + u * along + v * across for u, v in outline])


def axis_tag(chart: Chart, axis: int, tone: str, places: Sequence[tuple[Number, Number]]) -> Tag:
    """Return what `check` is told of one axis: the readings among the numbers, each with its distance from 0."""
    told = [places[i][axis] for i in spread_evenly(len(places), MOST_TOLD // 2)]
    readings = tuple(number for number in told if isinstance(number, Reading))
    sizes = tuple(reading.value * chart.unit[axis] for reading in readings)
    return Tag("mark", tone, readings, sizes, scale=scale_name("xy"[axis], chart)) if readings else Tag("plate", tone)

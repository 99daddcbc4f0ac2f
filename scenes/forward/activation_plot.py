"""The inside of a state: what arrives adds up on the axis of z, and a dot on the curve of σ bends the sum into h."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from rnnanim.mobjects.base.layers import PART
from rnnanim.mobjects.base.motion import Cue, ease_in_out_sine, together
from rnnanim.mobjects.base.tagging import Tag, tagged
from rnnanim.mobjects.charts.curve import Curve, Dot
from rnnanim.mobjects.charts.plot import Plot, scale_name
from rnnanim.mobjects.charts.view import Range
from rnnanim.numerics import Analysis, Reading
from rnnanim.scenes.forward.axis_ranges import TICK_REACH, one_unit, round_number
from rnnanim.theme import Box, Theme, mix

from manim import Rectangle, VGroup

THICK = 0.16  # of a bar at an axis
LANE = 0.20  # from one bar to the next below it, where a part goes back over the last one
SMALLEST = 0.02  # a bar of nothing
FEW_DOTS, SMALL_DOT = 4, 0.07
SAMPLES = 481
MOST_STOPS = 12  # of a dot that goes through many steps


@dataclass(frozen=True, slots=True)
class Summand:
    """One part of a sum: what it is, and its colour role."""

    reading: Reading
    tone: str


class ActivationPlot(VGroup):
    """Axes with the curve of σ, which all steps share; where they cannot have one unit, numbers tell the units.

    Parameters
    ----------
    z, h : (low, high)
        Ranges to show at least.
    reach : sequence of float
        Every end of a bar on the axis of z.
    """

    def __init__(
        self, theme: Theme, analysis: Analysis, box: Box, z: Range, h: Range, reach: Sequence[float] = (0.0,)
    ) -> None:
        super().__init__()
        self.theme, self.analysis = theme, analysis
        equal = one_unit(box, z, h)
        if equal is not None:
            box, z = equal
            self.plot = Plot(theme, box, z, h, names=("z", "h"))
        else:
            free = z[0] if max(reach) >= -min(reach) and z[0] < 0 else z[1]  # the bars lie on the other side
            across = math.copysign(round_number(TICK_REACH * abs(free)), free)
            up = round_number(TICK_REACH * h[1])
            self.plot = Plot(theme, box, z, h, names=("z", "h"), x_ticks=(across,), y_ticks=(up,), lines=(up,))
        self.series = analysis.curve("sigma_at", *z, SAMPLES)
        self.curve = Curve(self.plot, self.series, tone="mute", width=2.4)
        self.add(self.plot, self.curve)

    def arrive(self, seconds: float) -> Cue:
        """Return the growth of the axes, along which the curve is drawn."""
        return together(
            self.plot.create(seconds * 0.6), self.curve.trace(self.series.end, seconds, start=self.series.start)
        )

    def leave(self, seconds: float) -> Cue:
        """Return the fading of axes and curve."""
        return together(self.plot.fade_out(seconds), self.curve.fade_out(seconds))


class PreactivationBars(VGroup):
    """The parts of z as bars on its axis, each from where the last one ended, and lower where it goes back.

    Parameters
    ----------
    side : {-1, 1}
        Whether the bars hang below the axis or stand on it.
    """

    def __init__(self, bend: ActivationPlot, parts: Sequence[Summand], side: int) -> None:
        super().__init__()
        self.theme, self.plot, self.parts, self.side = bend.theme, bend.plot, tuple(parts), side
        ends = np.r_[0.0, np.cumsum([part.reading.value for part in parts])]
        self.spans = [(float(a), float(b)) for a, b in pairwise(ends)]
        self.lanes = lanes(self.spans)
        self.grown = [0.0] * len(self.parts)
        self.opacity = 1.0

    def grow(self, index: int, seconds: float) -> Cue:
        """Return the growth of one part from the end of the last; vectors have none."""

        def apply(share: float) -> None:
            if self.parts:
                self.grown[index] = share
                self.draw()

        return Cue(apply, seconds)

    def leave(self, seconds: float) -> Cue:
        """Return the fading of all bars."""

        def apply(share: float) -> None:
            self.opacity = 1 - share
            self.draw()

        return Cue(apply, seconds)

    def draw(self) -> None:
        """Rebuild the bars as far as they have grown."""
        self.submobjects = []
        if self.opacity <= 0:
            return
        for part, (a, b), lane, share in zip(self.parts, self.spans, self.lanes, self.grown, strict=True):
            if share > 0 and part.reading.value != 0:
                self.add(self._bar(part, a, a + (b - a) * share, lane))

    def _bar(self, part: Summand, a: float, b: float, lane: int) -> Rectangle:
        start, end = (self.plot.point(value, 0)[0] for value in (a, b))
        y = self.plot.origin[1] + self.side * (THICK / 2 + 0.02 + LANE * lane)
        bar = slab(self.theme, part.tone, (start, end), (y - THICK / 2, y + THICK / 2), b < a, self.opacity)
        scale = scale_name("x", self.plot)
        return tagged(bar, Tag("bar", part.tone, (part.reading,), (float(end - start),), scale=scale))


class StateBar(VGroup):
    """The state as a bar on the axis of h, as long as the dot is high."""

    def __init__(self, bend: ActivationPlot, reading: Reading, side: int) -> None:
        super().__init__()
        self.theme, self.plot, self.reading, self.side = bend.theme, bend.plot, reading, side
        self.opacity = 1.0

    def draw(self, height: float) -> None:
        """Draw it up to a value."""
        self.submobjects = []
        if self.opacity <= 0:
            return
        (x, y), length = self.plot.origin, height * self.plot.unit[1]
        x += self.side * (THICK / 2 + 0.02)
        bar = slab(self.theme, "state", (x - THICK / 2, x + THICK / 2), (y, y + length), height < 0, self.opacity)
        self.add(tagged(bar, Tag("mark", "state", (self.reading,), (length,), scale=scale_name("y", self.plot))))


class ActivationDot(VGroup):
    """The dots of one step on the curve, one for each unit; a single one leaves a bright trace and grows its bar.

    Parameters
    ----------
    bend : Bend
    step : int
    """

    def __init__(self, bend: ActivationPlot, step: int) -> None:
        super().__init__()
        self.bend, self.theme, analysis = bend, bend.theme, bend.analysis
        self.places = [analysis.read("z", step, unit) for unit in range(analysis.spec.H)]
        self.state = analysis.read("h", step, 0) if analysis.is_scalar else None
        guides, radius = ("xy", 0.11) if self.state else ("", 0.10 if len(self.places) <= FEW_DOTS else SMALL_DOT)
        self.dots = [
            Dot(bend.plot, lambda z: analysis.read("sigma_at", z), 0.0, tone="state", guides=guides, radius=radius)
            for _ in self.places
        ]
        self.trace = Curve(bend.plot, bend.series, tone="state", start=0.0, reached=0.0)
        z, h = self.places[0].value, analysis.rollout.h[step, 0]
        self.side = -1 if z >= 0 else 1  # of the axis of h: away from the bars of z
        self.below = -1 if h >= 0 else 1
        self.bar = StateBar(bend, self.state, self.side) if self.state else None
        self.add(self.trace, *([] if self.bar is None else [self.bar]), *self.dots)
        for dot in self.dots:
            dot.opacity = 0.0
            dot.draw()

    def start(self, seconds: float) -> Cue:
        """Return the appearing of the dots where the curve crosses the axis of h."""
        return together(*(dot.fade_in(seconds) for dot in self.dots))

    def go(self, seconds: float) -> Cue:
        """Return the ride to z: trace, dot and bar are functions of one share."""

        def apply(share: float) -> None:
            for dot, place in zip(self.dots, self.places, strict=True):
                dot.put(place if share >= 1 else place.value * share)
            self._follow()

        return Cue(apply, seconds, rate=ease_in_out_sine)

    def tour(self, steps: Sequence[int], seconds: float) -> Cue:
        """Return the way of the dots through the states of several steps in a row, the own one last."""
        every = max(1, -(-len(steps) // MOST_STOPS))
        stops = [step for step in steps if (steps[-1] - step) % every == 0]
        read = self.bend.analysis.read
        ways = [[0.0, *(read("z", step, unit).value for step in stops)] for unit in range(len(self.dots))]

        def apply(share: float) -> None:
            leg = min(int(share * len(stops)), len(stops) - 1)
            along = ease_in_out_sine(share * len(stops) - leg)
            for dot, way, place in zip(self.dots, ways, self.places, strict=True):
                dot.put(place if share >= 1 else way[leg] + (way[leg + 1] - way[leg]) * along)
            self._follow()

        return Cue(apply, seconds, rate=lambda share: share)

    def _follow(self) -> None:
        """Draw trace and bar up to where the dot is."""
        if self.bar is not None:
            self.trace.draw(self.dots[0].x)
            self.bar.draw(self.dots[0].reading.value)

    def leave(self, seconds: float) -> Cue:
        """Return the fading of everything."""
        height = self.dots[0].reads(self.places[0].value).value

        def apply(share: float) -> None:
            if self.bar is not None:
                self.bar.opacity = 1 - share
                self.bar.draw(height)

        cues = [dot.fade_out(seconds) for dot in self.dots]
        return together(*cues, self.trace.fade_out(seconds), Cue(apply, seconds))


def lanes(spans: Sequence[tuple[float, float]]) -> list[int]:
    """Return the lane of each bar: the first in which it lies over none of those before it.

    >>> lanes([(0, 0.5), (0.5, 0.8)]), lanes([(0, 1), (1, 73), (73, 1)])
    ([0, 0], [0, 0, 1])
    """
    found: list[int] = []
    for i, (a, b) in enumerate(spans):
        low, high = sorted((a, b))
        taken = {found[j] for j in range(i) if max(low, min(spans[j])) < min(high, max(spans[j])) - 1e-9}
        found.append(next(lane for lane in range(i + 1) if lane not in taken))
    return found


def slab(
    theme: Theme, tone: str, x: tuple[float, float], y: tuple[float, float], hollow: bool, opacity: float
) -> Rectangle:
    """Return a flat bar between two places; a hollow one has its banks inside."""
    (left, right), (bottom, top) = sorted(x), sorted(y)
    inset = 0.026 if hollow else 0.0
    width, height = max(right - left - inset, SMALLEST), max(top - bottom - inset, SMALLEST)
    bar = Rectangle(width=width, height=height, stroke_width=0).move_to(((left + right) / 2, (bottom + top) / 2, 0))
    colour = theme.colour[tone]
    fill = mix(theme.colour.background, colour, theme.width.hollow) if hollow else colour
    bar.set_fill(fill, opacity)
    if hollow:
        bar.set_stroke(colour, theme.stroke.bank, opacity)
    return bar.set_z_index(PART)

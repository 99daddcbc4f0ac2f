"""The activation inside of a state: the curve of σ, and the dot on it that makes h of z."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np

from rnnanim.backend.shapes import VGroup
from rnnanim.mobjects.base.motion import Cue, ease_in_out_sine, together
from rnnanim.mobjects.base.tagging import Tag, tagged
from rnnanim.mobjects.charts.curve import Curve, Dot
from rnnanim.mobjects.charts.plot import Plot, scale_name
from rnnanim.mobjects.charts.vector_column import MOST_CELLS
from rnnanim.mobjects.charts.view import Range
from rnnanim.numerics import Analysis, Reading
from rnnanim.scenes.forward.axis_ranges import TICK_REACH, one_unit, round_number
from rnnanim.scenes.forward.preactivation_bars import THICK, slab
from rnnanim.theme import Box, Theme

from manim import Rectangle

FEW_DOTS, SMALL_DOT, TINY_DOT = 4, 0.07, 0.055
BOUNDS = {"tanh": (1.0, -1.0), "sigmoid": (1.0,)}  # of h: with several units no number stands beside its bar
SAMPLES = 481
TICK_ROOM = 0.1  # of the axis of z: what a number under it takes to each side
TICK_DEPTH = 0.45  # and how far below the axis its digits reach [scene units]
TWO_LEGS = 0.5  # of the time of a single dot, for another one after it
MOST_STOPS = 12  # of a dot that goes through many steps


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
        bounds = BOUNDS.get(analysis.spec.activation, ()) if analysis.spec.H > 1 else ()
        equal = one_unit(box, z, h)
        if equal is not None:
            box, z = equal
            self.plot = Plot(theme, box, z, h, names=("z", "h"), y_ticks=bounds, lines=bounds)
        else:
            depth = TICK_DEPTH * (h[1] - h[0]) / (box[2] - box[3])
            across = tuple(ticks_of_z(analysis, z, reach, depth))[:1]
            up = bounds or (round_number(TICK_REACH * h[1]),)
            self.plot = Plot(theme, box, z, h, names=("z", "h"), x_ticks=across, y_ticks=up, lines=up)
        self.series = analysis.curve("sigma_at", *z, SAMPLES)
        self.curve = Curve(self.plot, self.series, tone="mute", width=2.4)
        self.add(self.plot, self.curve)

    def create(self, seconds: float) -> Cue:
        """Return the growth of the axes, along which the curve is drawn."""
        return together(
            self.plot.create(seconds * 0.6), self.curve.trace(self.series.end, seconds, start=self.series.start)
        )


class StateBar(VGroup):
    """The state as a bar on the axis of h, as long as the dot is high."""

    def __init__(self, plot: Plot, reading: Reading, side: int) -> None:
        super().__init__()
        self.theme, self.plot, self.reading, self.side = plot.theme, plot, reading, side

    def draw(self, height: float) -> None:
        """Draw it up to a value."""
        self.submobjects: list[Rectangle] = []
        (x, y), length = self.plot.origin, height * self.plot.unit[1]
        x += self.side * (THICK / 2 + 0.02)
        bar = slab(self.theme, "state", (x - THICK / 2, x + THICK / 2), (y, y + length), height < 0)
        self.add(tagged(bar, Tag("mark", "state", (self.reading,), (length,), scale=scale_name("y", self.plot))))


class ActivationDot(VGroup):
    """The dots of one step on the curve, one for each unit; a single one leaves a bright trace and grows its bar.

    Parameters
    ----------
    activation : ActivationPlot
    step : int
    """

    def __init__(self, activation: ActivationPlot, step: int) -> None:
        super().__init__()
        self.theme, self.analysis, self.plot = activation.theme, activation.analysis, activation.plot
        analysis, plot = self.analysis, self.plot
        self.sums = [analysis.read("z", step, unit) for unit in range(analysis.spec.H)]
        self.state = analysis.read("h", step, 0) if analysis.spec.H == 1 else None
        self.followed = followed(analysis)
        small = SMALL_DOT if len(self.sums) <= FEW_DOTS else TINY_DOT
        self.dots = [
            Dot(plot, lambda z: analysis.read("sigma_at", z), 0.0, tone="state", guides=guides, radius=radius)
            for guides, radius in (("xy", 0.11) if n == self.followed else ("", small) for n in range(len(self.sums)))
        ]
        self.trace = Curve(plot, activation.series, tone="state", start=0.0, reached=0.0)
        z, h = self.sums[0].value, analysis.h[step, 0]
        self.side = -1 if z >= 0 else 1  # of the axis of h: away from the bars of z
        self.below = -1 if h >= 0 else 1
        self.bar = StateBar(plot, self.state, self.side) if self.state else None
        self.add(self.trace, *([] if self.bar is None else [self.bar]), *self.dots)
        for dot in self.dots:
            dot.opacity = 0.0
            dot.draw()

    def fade_in(self, seconds: float) -> Cue:
        """Return the appearing of the dots where the curve crosses the axis of h."""
        return together(*(dot.fade_in(seconds) for dot in self.dots))

    def slide(self, seconds: float) -> Cue:
        """Return the way along the curve to z: trace, dot and bar are functions of one share; the one followed last."""
        legs = 2 if len(self.dots) > 1 and self.followed is not None else 1

        def apply(share: float) -> None:
            for n, (dot, z) in enumerate(zip(self.dots, self.sums, strict=True)):
                along = legs * share - (legs - 1 if n == self.followed else 0)
                dot.put(z if along >= 1 else z.value * max(0.0, along))
            self._follow()

        return Cue(apply, seconds * (1 + TWO_LEGS * (legs - 1)), rate=ease_in_out_sine)

    def slide_through(self, steps: Sequence[int], seconds: float) -> Cue:
        """Return the way of the dots through the states of several steps in a row, the own one last."""
        every = max(1, -(-len(steps) // MOST_STOPS))
        stops = [step for step in steps if (steps[-1] - step) % every == 0]
        read = self.analysis.read
        places = [[0.0, *(read("z", step, unit).value for step in stops)] for unit in range(len(self.dots))]

        def apply(share: float) -> None:
            leg = min(int(share * len(stops)), len(stops) - 1)
            along = ease_in_out_sine(share * len(stops) - leg)
            for dot, at, z in zip(self.dots, places, self.sums, strict=True):
                dot.put(z if share >= 1 else at[leg] + (at[leg + 1] - at[leg]) * along)
            self._follow()

        return Cue(apply, seconds, rate=lambda share: share)

    def _follow(self) -> None:
        """Draw trace and bar up to where the dot is."""
        if self.bar is not None:
            self.trace.draw(self.dots[0].x)
            self.bar.draw(self.dots[0].reading.value)


def ticks_of_z(analysis: Analysis, z: Range, reach: Sequence[float], depth: float) -> Iterator[float]:
    """Yield where a number under the axis of z is clear of the guides, and of a curve that runs below the axis.

    Parameters
    ----------
    depth : float
        How far below the axis its digits reach, as a value of h.
    """
    free = z[0] if max(reach) >= -min(reach) and z[0] < 0 else z[1]  # the bars lie on the other side
    sides = [free] if analysis.spec.H == 1 else [side for side in (free, z[0] + z[1] - free) if side]
    down = [float(value) for value in analysis.z[1:].ravel() if value < 0]  # where guides go down to dots
    room = TICK_ROOM * (z[1] - z[0])
    for side, part in product(sides, (1, 2, 4)):
        n = math.copysign(round_number(TICK_REACH * abs(side) / part), side)
        here, beside = (analysis.read("sigma_at", at).value for at in (n, n + room))
        if all(abs(value - n) > room for value in down) and (here >= 0 or beside <= -depth):
            yield n


def followed(analysis: Analysis) -> int | None:
    """Return which unit is followed from its cell to its dot, the same at every step; none of a long vector.

    It is the one in which both terms of z are large: where one of them is next to nothing, nothing is seen to add up.
    """
    spec = analysis.spec
    if spec.H > MOST_CELLS:
        return None
    by_input, by_state = abs(spec.x @ spec.W_x.T), abs(analysis.h[:-1] @ spec.W_h.T)
    both = np.minimum(by_input, by_state).sum(axis=0)
    return int(np.argmax(both if both.any() else abs(analysis.z[1:]).sum(axis=0)))

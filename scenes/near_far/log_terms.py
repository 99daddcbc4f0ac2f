"""The size of each term under its step on a logarithmic scale: the straight fall."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from rnnanim.layout.clearing import Clearing, box_of
from rnnanim.layout.placement import Spot
from rnnanim.mobjects.base.geometry import Point
from rnnanim.mobjects.base.layers import STREAM
from rnnanim.mobjects.base.motion import Cue, fade_in, fade_out, together
from rnnanim.mobjects.base.shapes import stroke
from rnnanim.mobjects.base.tagging import Tag
from rnnanim.mobjects.charts.log_axis import LogAxis
from rnnanim.mobjects.charts.markers import Dots
from rnnanim.mobjects.text.equation import Equation, plate
from rnnanim.mobjects.text.label import CAPITAL, Label
from rnnanim.scenes.near_far.growing_past import GrowingPast
from rnnanim.scenes.near_far.places import Places
from rnnanim.stage.stage import Stage
from rnnanim.theme import Box, Theme

from manim import VMobject

BEYOND = 0.12  # of the lines past the last step
HEAD = 0.42  # from the top of the chart to what says that it is logarithmic, over what is said of the brackets
UNDER_BRACKETS = 0.34  # from the top of the chart to that of the axis
LINE = 2.0  # stroke of what joins the dots
ASIDE, UNDER, OVER = 0.25, 0.34, 0.2  # from a dot to its number: to the right, and down or up
DOT_ROOM = 0.12  # half of what a dot takes


@dataclass
class LogColumns:
    """Where a column and a logarithm have their place: what dots need to know of a chart."""

    theme: Theme
    axis: LogAxis
    xs: list[float]

    @property
    def box(self) -> Box:
        """Left, right, top and bottom of what is shown."""
        return self.axis.left, self.axis.right, self.axis.top, self.axis.bottom

    @property
    def unit(self) -> Point:
        """Scene units from column to column, and for a decade."""
        return 1.0, self.axis.decade

    def point(self, x: float, y: float) -> Point:
        """Return the place of a logarithm in a column."""
        return self.xs[int(x)], self.axis.y(y)


class LogTerms:
    """Dots under their steps on a log axis.

    Attributes
    ----------
    axis : LogAxis
    dots : Dots
    numbers : list of Equation
        The nearest and the farthest term.
    grounds : list
        Before which the lines of the axis end.
    """

    def __init__(self, stage: Stage, past: GrowingPast, places: Places, names: Iterable[Label]) -> None:
        self.theme, self.past = stage.theme, past
        _, right, top, bottom = places.chart
        sums, spans = past.last, past.spans
        xs = [places.recurrent.x(j, len(spans)) for j in range(len(spans))]
        single = [i for i, (first, last) in enumerate(spans) if first == last]
        logs = [sums.log10_term(spans[i][0]) for i in single]
        has_zero = any(log.value == -math.inf for log in logs)
        box = stage.layout.safe[0], right + BEYOND, top - UNDER_BRACKETS, bottom + (0.2 if has_zero else 0.0)
        head = stage.words("log_scale" if stage.analysis.is_scalar else "log_scale_norm", tone="mute")
        self.axis = LogAxis(self.theme, box, [log.value for log in logs], scale="terms", head=head, lift=HEAD, most=5)
        self.chart = LogColumns(self.theme, self.axis, xs)
        self.dots = Dots(self.chart, [(float(i), log) for i, log in zip(single, logs, strict=True)])
        places_of_dots = [self.chart.point(i, log.value) for i, log in zip(single, logs, strict=True)]
        self.line = stroke(self.theme, np.array(places_of_dots), Tag("line", "spent"), LINE)
        self.line.set_z_index(STREAM)
        left, right, *_ = stage.layout.safe
        head_y = self.axis.top + 0.1
        self.clearing = Clearing([], (left, right, head_y, stage.layout.safe[2] + 0.08))
        self.clearing.take_way(self._along(places_of_dots), DOT_ROOM)
        self.clearing.take(*(box_of(name) for name in (*self.axis.names, head, *names)))
        self.numbers = self._numbers(places_of_dots)
        self.grounds: list[VMobject] = [plate(self.theme, label, beside=0.04) for label in self.numbers]

    def _numbers(self, dots: list[Point]) -> list[Equation]:
        """Return what the nearest term and the farthest are."""
        sums = self.past.last
        nearest, *others = [
            Equation(self.theme, f"c_({j})", sums.term(j), "small", number_tone="text", room=2.8)
            for j in sorted({1, self.past.end})
        ]
        (x, y), (far_x, far_y) = dots[0], dots[-1]
        drop = CAPITAL * nearest.symbol.em
        below: list[Spot] = [(x + ASIDE, y - drop - 0.1 * n, "left") for n in (1, 0, 2, 3, 4)]
        edge = self.clearing.room[1] - 0.06  # the ground, too, stays in the frame
        aside: list[Spot] = [(edge, y - drop + 0.1 * n, "right") for m in range(2, 14) for n in (m, -m)]
        self.clearing.put(
            nearest, [*below, (x, y + OVER, "left"), (x, y - UNDER, "left"), (x, y - UNDER, "right"), *aside]
        )
        for farthest in others:
            sideways, up = (-0.1, ASIDE, 0.6, 1.0, 1.5), (-UNDER, -0.5, -0.65, -0.9, -1.2, -1.5, OVER, 0.4, 0.7, 1.0)
            shifts = list(itertools.product(sideways, up))
            shifts.sort(key=lambda shift: math.hypot(shift[0], shift[1] + drop))
            self.clearing.put(farthest, [(far_x + dx, far_y + dy, "left") for dx, dy in shifts])
        return [nearest, *others]

    @staticmethod
    def _along(dots: list[Point]) -> list[Point]:
        """Return places along the line that joins the dots."""
        found = [dots[0]]
        for (a, b), (c, d) in pairwise(dots):
            count = max(1, int(math.dist((a, b), (c, d)) / 0.1))
            found += [(a + (c - a) * n / count, b + (d - b) * n / count) for n in range(1, count + 1)]
        return found

    def fade_out(self, seconds: float) -> Cue:
        """Return the going of axis, dots and line."""
        drawn = fade_out(seconds, self.line, *self.grounds)
        return together(self.axis.fade_out(seconds), self.dots.fade(0.0, seconds), drawn)

    def join(self, seconds: float) -> Cue:
        """Return the coming of the line that joins the dots."""
        return fade_in(seconds, self.line)

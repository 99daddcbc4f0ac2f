"""The size of each term under its step on a logarithmic scale: the straight fall, and how many of the nearest count."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from rnnanim.backend.shapes import VGroup
from rnnanim.layout.clearing import Clearing, box_of
from rnnanim.layout.placement import Spot
from rnnanim.mobjects.base.geometry import Point
from rnnanim.mobjects.base.layers import STREAM
from rnnanim.mobjects.base.motion import Cue, fade_in, fade_out, together
from rnnanim.mobjects.base.shapes import dashes, stroke, stroke_pieces
from rnnanim.mobjects.base.tagging import Tag
from rnnanim.mobjects.charts.log_axis import LogAxis
from rnnanim.mobjects.charts.markers import Dots
from rnnanim.mobjects.text.equation import plate
from rnnanim.mobjects.text.label import CAPITAL, Align, Label
from rnnanim.mobjects.text.readout import readout
from rnnanim.numerics.near_far import NEARLY_ALL
from rnnanim.scenes.near_far.growing_past import GrowingPast
from rnnanim.scenes.near_far.places import Places
from rnnanim.stage.stage import Stage
from rnnanim.theme import Box, Theme

from manim import VMobject

BEYOND = 0.12  # of the lines past the last step
HEAD = 0.24  # from the top of the axis to what says that it is logarithmic
LINE = 2.0  # stroke of what joins the dots
ASIDE, UNDER, OVER = 0.25, 0.34, 0.2  # from a dot to its number: to the right, and down or up
DOT_ROOM = 0.12  # half of what a dot takes
HALF_WAY = 0.42  # of the far terms: there ends what is said of them, clear of the nearer ones
LEADING = 0.46  # from a line of words to the next


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


class Lines(VGroup):
    """Labels one below the other, placed by the baseline of the last."""

    def __init__(self, labels: Sequence[Label]) -> None:
        super().__init__(*labels)

    def place(self, x: float, y: float, align: Align) -> Lines:
        """Put the last baseline on y, and the left or right edges on x."""
        for n, label in enumerate(reversed(self.submobjects)):
            label.place(x, y + LEADING * n, align)
        return self


class LogTerms:
    """Dots under their steps on a log axis, and the two parts of the sum.

    Attributes
    ----------
    axis : LogAxis
    dots : Dots
    numbers : list of Label
        Of the nearest and of the farthest term.
    near, far : list of Label
        What is said of the nearest terms that make 99 % of the sum, and of all the others; empty where it is not so.
    parting : list
        The line between the two, and the grounds before which the lines of the axis end.
    grounds : list
        Those of the numbers.
    """

    def __init__(self, stage: Stage, past: GrowingPast, places: Places) -> None:
        self.theme, self.past = stage.theme, past
        _, right, top, bottom = places.chart
        sums, spans = past.last, past.spans
        xs = [places.recurrent.x(j, len(spans)) for j in range(len(spans))]
        single = [i for i, (first, last) in enumerate(spans) if first == last]
        logs = [sums.log10_term(spans[i][0]) for i in single]
        has_zero = any(log.value == -math.inf for log in logs)
        box = stage.layout.safe[0], right + BEYOND, top - 0.2, bottom - (0.1 if has_zero else 0.35)
        head = stage.words("log_scale" if stage.analysis.is_scalar else "log_scale_norm", tone="mute")
        self.axis = LogAxis(self.theme, box, [log.value for log in logs], scale="terms", head=head, lift=HEAD, most=5)
        self.chart = LogColumns(self.theme, self.axis, xs)
        self.dots = Dots(self.chart, [(float(i), log) for i, log in zip(single, logs, strict=True)])
        places_of_dots = [self.chart.point(i, log.value) for i, log in zip(single, logs, strict=True)]
        self.line = stroke(self.theme, np.array(places_of_dots), Tag("line", "spent"), LINE)
        self.line.set_z_index(STREAM)
        left, right, *_ = stage.layout.safe
        head_y = self.axis.top - 0.05
        self.clearing = Clearing([], (left, right, head_y, stage.layout.safe[2] + 0.08))
        self.clearing.take_way(self._along(places_of_dots), DOT_ROOM)
        self.clearing.take(*(box_of(name) for name in self.axis.names))
        self.numbers = self._numbers(stage, places_of_dots)
        self.grounds: list[VMobject] = [plate(self.theme, label, beside=0.04) for label in self.numbers]
        self.parting: list[VMobject] = []
        self.near, self.far = self._parts(stage, xs)

    def _numbers(self, stage: Stage, dots: list[Point]) -> list[Label]:
        """Return the numbers of the nearest term and of the farthest."""
        ends = [self.past.last.term(j) for j in sorted({1, self.past.end})]
        nearest, *others = [readout(self.theme, term, "small", "text", tight=True) for term in ends]
        (x, y), (far_x, far_y) = dots[0], dots[-1]
        drop = CAPITAL * nearest.em
        self.clearing.put(nearest, [(x + ASIDE, y - drop, "left"), (x, y + OVER, "left"), (x, y - UNDER, "left")])
        for farthest in others:
            sideways, up = (-0.1, ASIDE, 0.6, 1.0, 1.5), (-UNDER, -0.5, -0.65, OVER, 0.4, 0.7, 1.0)
            shifts = list(itertools.product(sideways, up))
            shifts.sort(key=lambda shift: math.hypot(shift[0], shift[1] + drop))
            self.clearing.put(farthest, [(far_x + dx, far_y + dy, "left") for dx, dy in shifts])
        return [nearest, *others]

    def _parts(self, stage: Stage, xs: list[float]) -> tuple[list[Label], list[Label]]:
        """Return what is said of near and far, and make the line between them and the grounds of the words."""
        sums = self.past.last
        if sums.regime != "near":
            return [], []
        count, words = int(sums.near.value), stage.words
        others = self.past.end - count
        x = (xs[count - 1] + xs[count]) / 2
        ends = dashes((x, self.axis.top), (x, self.axis.bottom))
        cut = stroke_pieces(self.theme, ends, Tag("line", "low"), self.theme.stroke.rule)
        rest = readout(self.theme, sums.terms(count + 1, self.past.end), "medium", "text")
        share = words("near_share", tone="mute", p=NEARLY_ALL)
        near = Lines([words("near_terms_one" if count == 1 else "near_terms", n=count), share])
        far = Lines([words("far_terms_one" if others == 1 else "far_terms", n=others), rest])
        right = stage.layout.safe[1]
        beside = min(max(x + 0.25, right - 3.0), right - near.width - 0.05)
        if beside > x + 0.1:  # and else the words hide what they cover of the line
            self.clearing.take((x, x, self.axis.top, self.axis.bottom))
        heights = [self.axis.bottom + 0.1 * n for n in range(int((self.axis.top - self.axis.bottom) / 0.1))]
        self._put(near, [(beside, y, "left") for y in heights])
        steps = sorted((0.04 * n for n in range(25)), key=lambda share: abs(share - HALF_WAY))
        aside = [xs[count] - share * (xs[count] - xs[-1]) for share in steps]
        self._put(far, [(x, y, "right") for y in reversed(heights) for x in aside])
        self.parting = [cut, *(plate(self.theme, label, beside=0.04) for label in (*near, *far))]
        return list(near), list(far)

    def _put(self, lines: Lines, spots: list[Spot]) -> None:
        """Place lines of words clear of the lines of the axis, or else where these end before the words."""
        axis = self.axis
        for powers in (axis.powers, [0], []):  # that of 1 is the last to be covered
            rules = [(axis.left, axis.right, axis.y(power), axis.y(power)) for power in powers]
            if Clearing([*self.clearing.taken, *rules], self.clearing.room).put(lines, spots):
                break
        self.clearing.take(box_of(lines))

    @staticmethod
    def _along(dots: list[Point]) -> list[Point]:
        """Return places along the line that joins the dots."""
        found = [dots[0]]
        for (a, b), (c, d) in pairwise(dots):
            count = max(1, int(math.dist((a, b), (c, d)) / 0.1))
            found += [(a + (c - a) * n / count, b + (d - b) * n / count) for n in range(1, count + 1)]
        return found

    @property
    def labels(self) -> list[Label]:
        """What is written, but for the names of the axis."""
        return [*self.numbers, *self.near, *self.far]

    def fade_out(self, seconds: float) -> Cue:
        """Return the going of axis, dots and line."""
        drawn = fade_out(seconds, self.line, *self.parting, *self.grounds)
        return together(self.axis.fade_out(seconds), self.dots.fade(0.0, seconds), drawn)

    def join(self, seconds: float) -> Cue:
        """Return the coming of the line that joins the dots."""
        return fade_in(seconds, self.line)

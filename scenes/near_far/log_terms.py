"""The size of each term under its step on a logarithmic scale: the straight fall, and how many of the nearest count."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rnnanim.mobjects.base.geometry import Point
from rnnanim.mobjects.base.layers import STREAM
from rnnanim.mobjects.base.motion import Cue, fade_in, fade_out, together
from rnnanim.mobjects.base.shapes import dashes, stroke, stroke_pieces
from rnnanim.mobjects.base.tagging import Tag
from rnnanim.mobjects.charts.log_axis import LogAxis
from rnnanim.mobjects.charts.markers import Dots
from rnnanim.mobjects.text.equation import plate
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.readout import readout
from rnnanim.numerics.near_far import NEARLY_ALL
from rnnanim.scenes.near_far.growing_past import GrowingPast
from rnnanim.scenes.near_far.places import Places
from rnnanim.stage.stage import Stage
from rnnanim.theme import Box, Theme

from manim import VMobject

BEYOND = 0.12  # of the lines past the last step
LINE = 2.0  # stroke of what joins the dots
ASIDE, UNDER, OVER = 0.3, 0.32, 0.14  # from the farthest dot to its number: to the right, and down or up
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
    """

    def __init__(self, stage: Stage, past: GrowingPast, places: Places) -> None:
        self.theme, self.past = stage.theme, past
        _, right, top, bottom = places.chart
        sums, spans = past.last, past.spans
        xs = [places.recurrent.x(j, len(spans)) for j in range(len(spans))]
        single = [i for i, (first, last) in enumerate(spans) if first == last]
        logs = [sums.log10_term(spans[i][0]) for i in single]
        box = stage.layout.safe[0], right + BEYOND, top - 0.1, bottom - 0.35
        head = stage.words("log_scale", tone="mute")
        self.axis = LogAxis(self.theme, box, [log.value for log in logs], scale="terms", head=head, most=5)
        self.chart = LogColumns(self.theme, self.axis, xs)
        self.dots = Dots(self.chart, [(float(i), log) for i, log in zip(single, logs, strict=True)])
        places_of_dots = [self.chart.point(i, log.value) for i, log in zip(single, logs, strict=True)]
        self.line = stroke(self.theme, np.array(places_of_dots), Tag("line", "spent"), LINE)
        self.line.set_z_index(STREAM)
        self.numbers = self._numbers(stage, places_of_dots)
        self.parting: list[VMobject] = []
        self.near, self.far = self._parts(stage, xs)

    def _numbers(self, stage: Stage, dots: list[Point]) -> list[Label]:
        """Return the numbers of the nearest term and of the farthest."""
        nearest = readout(self.theme, self.past.last.term(1), "small", "text")
        farthest = readout(self.theme, self.past.last.term(self.past.end), "small", "text", tight=True)
        (x, y), (far_x, far_y) = dots[0], dots[-1]
        nearest.place(min(x + 0.25, stage.layout.safe[1] - nearest.width), y - 0.11, "left")
        if len(dots) == 1:
            return [nearest]
        farthest.place(far_x + ASIDE, far_y - UNDER if far_y < y else far_y + OVER, "left")  # off the line of dots
        return [nearest, farthest]

    def _parts(self, stage: Stage, xs: list[float]) -> tuple[list[Label], list[Label]]:
        """Return what is said of near and far, and make the line between them and the grounds of the words."""
        if self.past.last.regime != "near":
            return [], []
        count = int(self.past.last.near.value)
        others = self.past.end - count
        x = (xs[count - 1] + xs[count]) / 2
        cut = stroke_pieces(
            self.theme, dashes((x, self.axis.top), (x, self.axis.bottom)), Tag("line", "low"), self.theme.stroke.rule
        )
        rest = self.past.last.terms(count + 1, self.past.end)
        one = {1: "_one"}
        near = [
            stage.words(f"near_terms{one.get(count, '')}", n=count),
            stage.words("near_share", tone="mute", p=NEARLY_ALL),
        ]
        far = [stage.words(f"far_terms{one.get(others, '')}", n=others), readout(self.theme, rest, "medium", "text")]
        base = self.axis.bottom + LEADING + 0.3
        for i, label in enumerate(near):
            label.place(x + 0.25, base - LEADING * i, "left")
        aside = xs[count] - HALF_WAY * (xs[count] - xs[-1])
        for i, label in enumerate(far):
            label.place(aside, self.axis.y(0) - LEADING * (i + 1) - 0.1, "right")
        self.parting = [cut, *(plate(self.theme, label, beside=0.04) for label in (*near, *far))]
        return near, far

    @property
    def labels(self) -> list[Label]:
        """What is written, but for the names of the axis."""
        return [*self.numbers, *self.near, *self.far]

    def fade_out(self, seconds: float) -> Cue:
        """Return the going of axis, dots and line."""
        drawn = fade_out(seconds, self.line, *self.parting)
        return together(self.axis.fade_out(seconds), self.dots.fade(0.0, seconds), drawn)

    def join(self, seconds: float) -> Cue:
        """Return the coming of the line that joins the dots."""
        return fade_in(seconds, self.line)

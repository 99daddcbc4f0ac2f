"""Terms that add up, each under its step: upright signed bars from the nearest at the right, and their sum at the left.

The row may grow into the past: what stands for one number of terms turns into what stands for a larger one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rnnanim.backend.shapes import VGroup
from rnnanim.mobjects.base.layers import PART, WIRE
from rnnanim.mobjects.base.motion import Cue, tween
from rnnanim.mobjects.base.shapes import filled, glow_layers, line, stroke_pieces
from rnnanim.mobjects.base.tagging import Tag, tagged
from rnnanim.mobjects.charts.waterfall_row import FLASH, SUM_LIGHT, rounded
from rnnanim.numerics import Reading
from rnnanim.theme import Box, Theme, hollow_fill, mix

from manim import VMobject

BAR_SHARE, WIDEST = 0.58, 0.5  # of the distance of two steps; width of a bar at most [scene units]
LEAST = 0.02  # height that is seen
FAINT = 0.012  # of the sum: bars under it are hairlines without light
INSET = 0.03  # of a bar with an outline, which lies half outside


@dataclass(frozen=True, slots=True)
class Terms:
    """Some terms, nearest first, and their sum."""

    each: tuple[Reading, ...]
    total: Reading

    @property
    def ends(self) -> list[float]:
        """0, and where each bar ends."""
        return [0.0, *np.cumsum([reading.value for reading in self.each]).tolist()]


class StepWaterfall(VGroup):
    """Upright bars under their steps, each from where the nearer one ended, and at the left the bar of their sum.

    Parameters
    ----------
    terms : dict of number of terms to Terms
        For each length that the row takes; all share one scale, unless a longer row needs a smaller one.
    column : callable
        Takes which term, from 0, and how many there are, and returns its x.
    box : Box
        Of the bars; the left edge is the middle of the sum.

    Attributes
    ----------
    steps : float
        How many terms there are: one of the lengths, or between two on the way from one to the next.
    grown : float
        How many of the bars have grown, from the nearest; those that come in when the row grows are whole.
    summed, shown, recalled : float
        How much of the sum has grown, how much of all is there, and how clearly one sees behind them the outlines
        that the bars of the shortest row would have at the same steps, 0 to 1.
    """

    def __init__(
        self, theme: Theme, terms: Mapping[int, Terms], column: Callable[[int, float], float], box: Box
    ) -> None:
        super().__init__()
        self.theme, self.terms, self.column, self.box = theme, terms, column, box
        self.lengths = sorted(terms)
        self.steps, self.grown, self.summed, self.shown, self.recalled = float(self.lengths[0]), 0.0, 0.0, 0.0, 0.0
        self.draw()

    # places

    def range(self, steps: int) -> tuple[float, float]:
        """Return the least and the greatest sum that the scale has to hold for a length, those before it included."""
        ends = [end for T in self.lengths if steps >= T for end in self.terms[T].ends]
        return min(ends), max(ends)

    @property
    def _scale(self) -> tuple[float, float]:
        """Scene units for 1, and the height of 0."""
        before, after, share = self._span()
        (a, b), (c, d) = self.range(before), self.range(after)
        low, high = a + (c - a) * share, b + (d - b) * share
        *_, top, bottom = self.box
        unit = (top - bottom) / ((high - low) or 1.0)
        return unit, bottom - low * unit

    def y(self, value: float) -> float:
        """Return the height of a sum."""
        unit, zero = self._scale
        return zero + unit * value

    def place(self, j: int) -> tuple[float, float]:
        """Return the middle of the j-th bar, from 0, when all have grown."""
        ends = self.terms[self._span()[1]].ends
        return self.column(j, len(ends) - 1), (self.y(ends[j]) + self.y(ends[j + 1])) / 2

    def width_for(self, count: float) -> float:
        """Return the width of a bar."""
        return min(WIDEST, BAR_SHARE * abs(self.column(0, count) - self.column(1, count)))

    # motion

    def fade_in(self, seconds: float) -> Cue:
        """Return the coming of the axis, and of what has grown."""
        return tween(seconds, self, shown=1.0)

    def fade_out(self, seconds: float) -> Cue:
        """Return the going of all of it."""
        return tween(seconds, self, shown=0.0)

    def grow(self, count: float, seconds: float) -> Cue:
        """Return the growth of the bars up to a number of them."""
        return tween(seconds, self, grown=float(count))

    def gather(self, seconds: float) -> Cue:
        """Return the growth of the sum."""
        return tween(seconds, self, summed=1.0)

    def recall(self, seconds: float) -> Cue:
        """Return the coming of the outlines of the shortest row."""
        return tween(seconds, self, recalled=1.0)

    # what it looks like

    def _span(self) -> tuple[int, int, float]:
        """Return the lengths between which it is, and the share of the way."""
        after = next(T for T in self.lengths if self.steps - 1e-9 <= T)
        before = max((T for T in self.lengths if self.steps + 1e-9 >= T), default=after)
        return before, after, 0.0 if after == before else (self.steps - before) / (after - before)

    def draw(self) -> StepWaterfall:
        """Draw axis, bars and sum as they are now."""
        self.submobjects: list[VMobject] = []
        if self.shown <= 0:
            return self
        before, after, share = self._span()
        a, b = self.terms[before], self.terms[after]
        now = b if share >= 0.5 else a
        count = len(a.each) + (len(b.each) - len(a.each)) * share
        many = len(b.each) if share > 0 else len(a.each)
        values = _blended(a.each, b.each, share, many)
        ends = [0.0, *np.cumsum(values).tolist()]
        left, right = self.box[0], self.column(0, count)
        self._add_line(left - WIDEST / 2, right + WIDEST / 2, 0.0)
        width, size = self.width_for(count), max(map(abs, ends)) or 1.0
        for j in range(many):
            grown = 1.0 if self.grown >= self.lengths[0] else min(1.0, max(0.0, self.grown - j))
            x = self.column(j, count)
            if grown > 0:
                reading = now.each[min(j, len(now.each) - 1)]
                self._add_bar(x, width, ends[j], values[j] * grown, reading, is_faint=abs(values[j]) < FAINT * size)
            if grown >= 1:
                onward = self.column(j + 1, count) if j + 1 < many else left + WIDEST / 2
                self._add_line(max(onward, left), x - width / 2, ends[j + 1])
        self._add_outlines(count)
        if self.summed > 0:
            self._add_bar(left, WIDEST, 0.0, ends[-1] * self.summed, now.total, is_sum=True)
        return self

    def _add_line(self, left: float, right: float, value: float) -> None:
        y, colour = self.y(value), self.theme.colour.low
        level = line(np.array([(left, y), (right, y)]), colour, self.theme.stroke.rule, self.shown)
        self.add(tagged(level, Tag("line", "low")).set_z_index(WIRE))

    def outlines(self, count: float) -> list[Box]:
        """Return where the bars of the shortest row, and its sum, would stand in one of so many steps."""
        first, half = self.terms[self.lengths[0]], self.width_for(count) / 2
        spans = [(self.column(j, count), half, *first.ends[j : j + 2]) for j in range(len(first.each))]
        spans.append((self.box[0], WIDEST / 2, 0.0, first.total.value))
        heights = [(x, half, *sorted((self.y(a), self.y(b)))) for x, half, a, b in spans]
        return [(x - half, x + half, high, low) for x, half, low, high in heights if high - low > LEAST]

    def _add_outlines(self, count: float) -> None:
        if self.recalled <= 0:
            return
        corners = [
            np.array([(left, low), (left, high), (right, high), (right, low), (left, low)])
            for left, right, high, low in self.outlines(count)
        ]
        drawn = stroke_pieces(
            self.theme, corners, Tag("line", "mute"), self.theme.stroke.rule, self.recalled * self.shown
        )
        self.add(drawn.set_z_index(WIRE))

    def _add_bar(
        self,
        x: float,
        width: float,
        start: float,
        value: float,
        reading: Reading,
        *,
        is_sum: bool = False,
        is_faint: bool = False,
    ) -> None:
        """Add a bar with its light: hollow for a negative value, and with an outline where the ground is light."""
        theme, colour, unit = self.theme, self.theme.colour, self._scale[0]
        middle, height = self.y(start + value / 2), max(abs(value) * unit, LEAST)
        if value and not is_faint:
            peak = theme.glow.peak * (SUM_LIGHT if is_sum else FLASH) * self.shown
            for d, alpha in glow_layers(peak, theme):
                halo = filled(rounded(x, middle, width + 2 * d, height + 2 * d, d), colour.gradient, alpha)
                self.add(tagged(halo, Tag("glow", "gradient")).set_z_index(PART))
        outlined = value < 0 or theme.is_light
        inset = INSET if outlined else 0.0
        half_w, half_h = (width - inset) / 2, max(height - inset, 0.01) / 2
        corners = [(x - half_w, middle - half_h), (x + half_w, middle - half_h)]
        corners += [(x + half_w, middle + half_h), (x - half_w, middle + half_h)]
        body = colour.core if is_sum else colour.gradient
        shade = hollow_fill(theme, body) if value < 0 else body if value else colour.mute
        bar = filled(np.array([*corners, corners[0]]), mix(colour.background, shade, self.shown))
        if outlined:
            bar.set_stroke(colour.edge, theme.stroke.bank if value < 0 else theme.stroke.rule, self.shown)
        tag = Tag("mark", "gradient", (reading,), (float(value * unit),), scale=f"bars × {unit:.5g}")
        self.add(tagged(bar, tag).set_z_index(PART))


def _blended(a: Sequence[Reading], b: Sequence[Reading], share: float, many: int) -> list[float]:
    """Return the values on the way from one row to a longer one; what is new grows from nothing."""
    values = [p.value + (q.value - p.value) * share for p, q in zip(a, b, strict=False)]
    return [*values, *(reading.value * share for reading in b[len(values) : many])]

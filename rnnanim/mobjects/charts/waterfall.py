"""Contributions that add up: signed bars, each from where the last one ended, and their sum."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from rnnanim.backend.shapes import VGroup
from rnnanim.mobjects.base.layers import WIRE
from rnnanim.mobjects.base.motion import Cue, cut, fade_in, one_by_one
from rnnanim.mobjects.base.tagging import Tag, tagged
from rnnanim.mobjects.charts.waterfall_row import OVERHANG, RowPlace, WaterfallRow
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.readout import readout
from rnnanim.numerics import Reading
from rnnanim.theme import Box, Theme

from manim import Line

HIGHEST_ROW = 1.07  # rows stand at most so far apart [scene units]
CLOSE_ROW = 0.80  # under this the bars are thinner
CLOSE_BAR = 0.20
WORDS_DROP = 0.30  # from the top of a row to the baseline of its words
INDENT = 0.06  # of the words behind the axis
GAP, CLOSE_GAP = 0.14, 0.11  # from the baseline of the words to the bar
HEAD_ROOM, HEAD_LINE = 0.42, 0.31  # for the head; from a line of it to the next


@dataclass(frozen=True, slots=True)
class Row:
    """One contribution, or the sum: its words, the short ones for a row that gets crowded, and its value.

    Parameters
    ----------
    parts : tuple of Reading
        What the value is the sum of; where all have its sign, hairlines part the bar.
    """

    words: Label
    short: Label
    reading: Reading
    parts: tuple[Reading, ...] = ()


class Waterfall(VGroup):
    """Rows of signed bars in a box; all bars share one scale, each starts where the last one ended.

    The axis stands beside the bars of a row only. A row is shown in stages: its words, its bar, its number.

    Parameters
    ----------
    head : Label or sequence of Label, optional
        What the numbers are, line by line; the last stands above the rows.
    adds_up : bool
        Whether the last row is the sum of the others; if not, the bars are compared, and all start from the axis.
    hue : {"gradient", "loss"}
        What the bars measure; light belongs to the gradient alone.
    least_span : float
        Value that the panel is wide at least, where other panels share its scale.
    """

    def __init__(
        self,
        theme: Theme,
        box: Box,
        rows: Sequence[Row],
        *,
        bar: float,
        head: Label | Sequence[Label] = (),
        adds_up: bool = True,
        hue: str = "gradient",
        least_span: float = 0.0,
    ) -> None:
        super().__init__()
        self.theme, self.box, self.head = theme, box, [head] if isinstance(head, Label) else list(head)
        left, right, top, bottom = box
        for n, line in enumerate(reversed(self.head)):
            line.place(min(left, right - float(line.width)), top - 0.02 + HEAD_LINE * n, "left")
            line.set_z_index(WIRE, family=True)  # in a square frame a unit lies over it
            self.add(line)
        top -= HEAD_ROOM if self.head else 0.0
        pitch = min(HIGHEST_ROW, (top - bottom) / len(rows))
        values = [row.reading.value for row in rows]
        self.reach = np.r_[0, np.cumsum(values[:-1])] if adds_up else np.array(values)  # ends of the bars
        low, high = min(0.0, float(self.reach.min())), max(0.0, float(self.reach.max()))
        self.unit = (right - left) / (max(high - low, least_span) or 1.0)
        self.zero = left - low * self.unit
        self.has_one_axis = self.zero <= left + 1e-9  # with negative terms it would run through words and numbers
        starts = [*self.reach[:-1], 0.0] if adds_up else [0.0] * len(rows)
        texts, last = self._texts(rows), len(rows) - 1
        self.rows = [
            WaterfallRow(
                theme,
                self._place(top - pitch * i, pitch, bar),
                *texts[i],
                row.reading,
                start=float(starts[i]),
                cuts=_cuts(row),
                hue=hue,
                is_sum=adds_up and i == last,
                has_own_axis=not self.has_one_axis,
            )
            for i, row in enumerate(rows)
        ]
        for row, below in pairwise(self.rows):
            row.end_above(below.words, below.number)
        self.axis = self._line_of_zero()
        self.add(self.axis, *self.rows)

    def _texts(self, rows: Sequence[Row]) -> list[tuple[Label, Label]]:
        """Return the words and numbers of the rows; the short words of all where one row has no room for its own."""
        left, right, *_ = self.box
        room = right - left - INDENT - 0.12
        numbers = [readout(self.theme, row.reading, "small", tone="text", tight=True) for row in rows]
        crowded = any(row.words.width + n.width > room for row, n in zip(rows, numbers, strict=True))
        return [(row.short if crowded else row.words, number) for row, number in zip(rows, numbers, strict=True)]

    def _place(self, top: float, pitch: float, bar: float) -> RowPlace:
        """Return the place of the row whose top is given."""
        left, right, *_ = self.box
        is_close = pitch < CLOSE_ROW
        height, base = min(bar, CLOSE_BAR) if is_close else bar, top - WORDS_DROP
        middle = base - (CLOSE_GAP if is_close else GAP) - height / 2
        return RowPlace(left + INDENT, right, base, middle, height, self.zero, self.unit)

    def _line_of_zero(self) -> Line:
        """Return the axis beside all rows."""
        first, last = self.rows[0].place, self.rows[-1].place
        ends = first.base + 0.28, last.middle - last.height / 2 - OVERHANG
        colour, rule = self.theme.colour.low, self.theme.stroke.rule
        line = Line((self.zero, ends[0], 0), (self.zero, ends[1], 0), stroke_width=rule, color=colour)
        line.set_stroke(opacity=0)
        return tagged(line, Tag("line", "low")).set_z_index(WIRE)

    # motion

    def fade_in(self, seconds: float) -> Cue:
        """Return the fading in of words and axis, before any bar has grown."""
        labels = [row.words for row in self.rows] + self.head
        return fade_in(seconds, *labels, *([self.axis] if self.has_one_axis else []))

    def gather(self, seconds: float) -> Cue:
        """Return the growth of the sum: so many seconds for each row, which lights up as it adds its length."""
        steps = [self._add(index, seconds) for index in range(len(self.reach) - 1)]
        return one_by_one(*steps, cut(self.rows[-1].settle))

    def _add(self, index: int, seconds: float) -> Cue:
        """Return the growth of the sum by one row."""
        row, total = self.rows[index], self.rows[-1]
        start, end = self.reach[index : index + 2]

        def apply(share: float) -> None:
            total.extent, total.grown = float(start + (end - start) * min(1.0, share / 0.7)), 1.0
            row.flash = math.sin(math.pi * share)
            total.draw()
            row.draw()

        return Cue(apply, seconds)

    def lets_pass(self, number: Label) -> bool:
        """Return whether a number can come up at the right, past the words of the rows."""
        left, right, *_ = self.box
        return bool(number.width + max(row.words.width for row in self.rows) + 2 * INDENT < right - left)


def _cuts(row: Row) -> list[float]:
    """Return where one part of a value ends and the next begins; nothing where parts cancel each other."""
    values = [part.value for part in row.parts]
    if any(value * row.reading.value < 0 for value in values):
        return []
    return [float(end) for end in np.cumsum(values)[:-1] if 0 < abs(end) < abs(row.reading.value)]

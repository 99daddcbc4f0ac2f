"""Contributions that add up: signed bars, each from where the last one ended, and their sum."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rnnanim.mobjects.base.geometry import Points
from rnnanim.mobjects.base.layers import PART, WIRE
from rnnanim.mobjects.base.motion import Cue, one_by_one, together
from rnnanim.mobjects.base.shapes import filled, glow_layers
from rnnanim.mobjects.base.tagging import Tag, tagged
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.readout import readout
from rnnanim.numerics import Reading
from rnnanim.theme import Box, Theme, mix

from manim import Line, Rectangle, VGroup

HIGHEST_ROW = 1.07  # rows stand at most so far apart [scene units]
CLOSE_ROW = 0.80  # under this the bars are thinner
CLOSE_BAR = 0.20
WORDS_DROP = 0.30  # from the top of a row to the baseline of its words
INDENT = 0.06  # of the words behind the axis
GAP = 0.14  # from the baseline of the words to the bar


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
        head: Label | None = None,
        adds_up: bool = True,
        hue: str = "gradient",
        least_span: float = 0.0,
    ) -> None:
        super().__init__()
        self.theme, self.box, self.hue = theme, box, hue
        self.head = head
        left, right, top, bottom = box
        if head is not None:
            head.place(left, top - 0.02, "left").set_z_index(WIRE, family=True)  # in a square frame a unit lies over it
            self.add(head)
            top -= 0.42
        self.pitch = min(HIGHEST_ROW, (top - bottom) / len(rows))
        self.bar_height = bar if self.pitch >= CLOSE_ROW else min(bar, CLOSE_BAR)
        self.gap = GAP if self.pitch >= CLOSE_ROW else 0.11
        values = [row.reading.value for row in rows]
        reach = np.r_[0, np.cumsum(values[:-1])] if adds_up else np.array(values)
        low, high = min(0.0, float(reach.min())), max(0.0, float(reach.max()))
        self.scale_of_value = (right - left) / (max(high - low, least_span) or 1.0)
        self.zero = left - low * self.scale_of_value
        starts = [*reach[:-1], 0.0] if adds_up else [0.0] * len(rows)
        room = right - left - INDENT - 0.12
        numbers = [_number(theme, row.reading, room - row.short.width + 0.1) for row in rows]
        self.crowded = any(row.words.width + n.width > room for row, n in zip(rows, numbers, strict=True))
        self.has_one_axis = self.zero <= left + 1e-9  # with negative terms it would run through words and numbers
        total = rows[-1] if adds_up else None
        self.rows = [
            WaterfallRow(self, row, numbers[i], top - self.pitch * i, float(starts[i]), is_sum=row is total)
            for i, row in enumerate(rows)
        ]
        self.axis = self._line_of_zero()
        self.add(self.axis, *self.rows)

    def _line_of_zero(self) -> Line:
        """Return the axis beside all rows."""
        first, last = self.rows[0], self.rows[-1]
        ends = first.base + 0.28, last.middle - last.height_of_bar / 2 - 0.06
        colour, rule = self.theme.colour.low, self.theme.stroke.rule
        line = Line((self.zero, ends[0], 0), (self.zero, ends[1], 0), stroke_width=rule, color=colour)
        line.set_stroke(opacity=0)
        return tagged(line, Tag("line", "low")).set_z_index(WIRE)

    def arrive(self, seconds: float) -> Cue:
        """Return the fading in of words and axis, before any bar has grown."""
        labels = [row.words for row in self.rows] + ([self.head] if self.head else [])

        def apply(share: float) -> None:
            for label in labels:
                label.set_fill(opacity=share)
            self.axis.set_stroke(opacity=share if self.has_one_axis else 0.0)

        return Cue(apply, seconds)

    def gather(self, seconds: float) -> Cue:
        """Return the growth of the sum: so many seconds for each row, which lights up as it adds its length."""
        total, reach = self.rows[-1], np.r_[0, np.cumsum([row.reading.value for row in self.rows[:-1]])]

        def add(index: int) -> Cue:
            row = self.rows[index]

            def apply(share: float) -> None:
                total.extent = float(reach[index] + (reach[index + 1] - reach[index]) * min(1.0, share / 0.7))
                total.grown = 1.0
                row.flash = math.sin(math.pi * share)
                total.draw()
                row.draw()

            return Cue(apply, seconds)

        return one_by_one(*(add(i) for i in range(len(reach) - 1)), Cue(lambda share: total.settle(), 0))

    def lets_pass(self, number: Label) -> bool:
        """Return whether a number can come up at the right, past the words of the rows."""
        left, right, *_ = self.box
        return bool(number.width + max(row.words.width for row in self.rows) + 2 * INDENT < right - left)

    def row(self, index: int) -> WaterfallRow:
        return self.rows[index]


class WaterfallRow(VGroup):
    """One row: words, axis, bar and number, each with how much of it is there."""

    def __init__(self, owner: Waterfall, row: Row, number: Label, top: float, start: float, *, is_sum: bool) -> None:
        super().__init__()
        self.theme, self.reading, self.start, self.is_sum = owner.theme, row.reading, start, is_sum
        self.hue = owner.hue
        self.has_own_axis = not owner.has_one_axis
        self.cuts = _cuts(row)
        left, right, *_ = owner.box
        self.base = top - WORDS_DROP
        self.middle = self.base - owner.gap - owner.bar_height / 2
        self.height_of_bar, self.unit, self.zero = owner.bar_height, owner.scale_of_value, owner.zero
        self.number = number.place(right, self.base, "right")
        self.words = (row.short if owner.crowded else row.words).place(left + INDENT, self.base, "left")
        self.bar = VGroup()
        self.axis = tagged(
            Line(
                (owner.zero, self.middle + owner.bar_height / 2 + 0.06, 0),
                (owner.zero, self.middle - owner.bar_height / 2 - 0.06, 0),
                stroke_width=owner.theme.stroke.rule,
                color=owner.theme.colour.low,
            ),
            Tag("line", "low"),
        ).set_z_index(WIRE)
        self.grown, self.spent, self.counted, self.flash = 0.0, 0.0, 0.0, 0.0
        self.extent: float | None = None  # of a sum while it is added up
        self.words_tone, self.number_tone = "low", self._role("core" if is_sum else "text")
        self.add(self.axis, self.bar, self.words, self.number)
        self.draw()

    def draw(self) -> WaterfallRow:
        """Rebuild the row from `grown`, `spent`, `counted` and the tone of its words."""
        colour = self.theme.colour
        self.bar.submobjects = []
        self.axis.set_stroke(opacity=1.0 if self.grown > 0 and self.has_own_axis else 0.0)
        if self.grown > 0:
            self._add_bar()
        self.bar.set_z_index(PART, family=True)
        target = colour[self._role("core" if self.is_sum and not self.theme.is_light else "text")]
        tone = "mute" if self.spent >= 1 else self.number_tone
        self.number.paint(mix(target, colour.mute, self.spent), tone=tone, opacity=self.counted)
        return self

    def settle(self) -> None:
        """Show the whole value, as the reading says."""
        self.extent, self.grown = None, 1.0
        self.draw()

    def speak(self, tone: str, seconds: float) -> Cue:
        """Return the change of the row's words into a colour role."""
        source = [self.words_tone]

        def begin() -> None:
            source[0], self.words_tone = self.words_tone, tone

        def apply(share: float) -> None:
            colour = self.theme.colour
            self.words.paint(mix(colour[source[0]], colour[tone], share), tone=tone)

        return Cue(apply, seconds, begin=begin)

    def grow(self, seconds: float) -> Cue:
        """Return the growth of the bar from the end of the last one."""

        def apply(share: float) -> None:
            self.grown = share
            self.draw()

        return Cue(apply, seconds)

    def count(self, seconds: float) -> Cue:
        """Return the arrival of the number."""

        def apply(share: float) -> None:
            self.counted = share
            self.draw()

        return Cue(apply, seconds)

    def recall(self, seconds: float) -> Cue:
        """Return the arrival of a row that is known from before, bar and number at once."""

        def begin() -> None:
            self.grown = self.spent = 1.0

        def apply(share: float) -> None:
            self.counted = share
            self.draw()

        return Cue(apply, seconds, begin=begin)

    def spend(self, seconds: float, *, back: bool = False) -> Cue:
        """Return the change into a finished row, or back into a live one."""

        def apply(share: float) -> None:
            self.spent = 1 - share if back else share
            self.draw()

        tone = "ink" if back else "mute"
        return together(Cue(apply, seconds), self.speak(tone, seconds))

    def _role(self, of_gradient: str) -> str:
        """Return the colour role of what a gradient would have this one for."""
        return of_gradient if self.hue == "gradient" else self.hue

    def _add_bar(self) -> None:
        theme, colour = self.theme, self.theme.colour
        a = self.zero + self.start * self.unit
        value = self.reading.value * self.grown if self.extent is None else self.extent
        b = a + value * self.unit
        width, x = max(abs(b - a), 0.02), (a + b) / 2
        alive = (1 - self.spent) if self.reading.value else 0.0  # an exact 0 is a mark without light
        peak = theme.glow.peak * (1.1 if self.is_sum else 0.8 + 0.8 * self.flash) * alive
        if peak > 0 and self.hue == "gradient":
            for d, alpha in glow_layers(peak, theme):
                outline = _rounded(x, self.middle, width + 2 * d, self.height_of_bar + 2 * d, d)
                self.bar.add(tagged(filled(outline, colour.gradient, alpha), Tag("glow", "gradient")))
        body, core = colour[self._role("gradient")], colour[self._role("core")]
        live = core if self.is_sum else mix(body, core, self.flash)
        shade = mix(live, colour.spent, self.spent) if self.reading.value else colour.mute
        negative = value < 0
        outlined = negative or (theme.is_light and self.spent < 1)
        inset = 0.03 if outlined else 0.0
        slab = Rectangle(width=max(width - inset, 0.01), height=self.height_of_bar - inset).move_to((x, self.middle, 0))
        bank = mix(colour[self._role("edge")], colour.spent, self.spent)
        if negative:
            slab.set_fill(mix(colour.background, shade, theme.width.hollow), 1).set_stroke(bank, theme.stroke.bank)
        else:
            slab.set_fill(shade, 1).set_stroke(bank, theme.stroke.rule if outlined else 0)
        tone = "spent" if self.spent >= 1 else self.hue
        self.bar.add(tagged(slab, Tag("bar", tone, (self.reading,), (float(b - a),))))
        for cut in self.cuts:
            if abs(cut) < abs(value):
                self._add_cut(a + cut * self.unit)
        clear = a > self.words.get_right()[0] + 0.06 or a < self.words.get_left()[0] - 0.06
        if self.start and clear and abs(self.start * self.unit) > 0.02 and self.grown > 0:
            tick = Line(
                (a, self.middle + self.height_of_bar / 2, 0),
                (a, self.middle + self.height_of_bar / 2 + 0.06, 0),
                stroke_width=theme.stroke.rule,
                color=colour.low,
            )
            self.bar.add(tagged(tick, Tag("line", "low")))

    def _add_cut(self, x: float) -> None:
        half = self.height_of_bar / 2
        cut = Line((x, self.middle - half, 0), (x, self.middle + half, 0), stroke_width=self.theme.stroke.rule * 2)
        cut.set_color(self.theme.colour.background)
        self.bar.add(tagged(cut, Tag("plate", "background")))


def _cuts(row: Row) -> list[float]:
    """Return where one part of a value ends and the next begins; nothing where parts cancel each other."""
    values = [part.value for part in row.parts]
    if any(value * row.reading.value < 0 for value in values):
        return []
    return [float(end) for end in np.cumsum(values)[:-1] if 0 < abs(end) < abs(row.reading.value)]


def _number(theme: Theme, reading: Reading, room: float) -> Label:
    """Return the number of a row; a power of ten has two digits, or one where the short words need the room."""
    label = readout(theme, reading, "small", tone="text")
    for digits in (2, 1):
        if "10^" in label.markup and (digits == 2 or label.width > room):
            label = readout(theme, reading, "small", tone="text", digits=digits, tight=True)
    return label


def _rounded(x: float, y: float, width: float, height: float, radius: float) -> Points:
    """Return the outline of a rectangle with rounded corners; manim's own takes a hundred times as long to make."""
    quarter = np.linspace(0, np.pi / 2, 6)
    corners = []
    for turn, (sx, sy) in enumerate([(1, 1), (-1, 1), (-1, -1), (1, -1)]):
        angles = quarter + turn * np.pi / 2
        middle = x + sx * (width / 2 - radius), y + sy * (height / 2 - radius)
        corners.append(np.c_[middle[0] + radius * np.cos(angles), middle[1] + radius * np.sin(angles), 0 * angles])
    return np.vstack([*corners, corners[0][:1]])

"""Powers of several weights on one log ruler, the lesson's own among them, and the table at the ends of their lines.

The names of the weights stay before the tips of their lines as these grow, and end in the table.
"""

from __future__ import annotations

from collections.abc import Sequence

from rnnanim.backend.shapes import VGroup
from rnnanim.layout.spreading import spread
from rnnanim.mobjects.base.layers import THREAD
from rnnanim.mobjects.base.motion import Cue, cut, tint, together, tween
from rnnanim.mobjects.base.tagging import Tag, tagged
from rnnanim.mobjects.charts.log_axis import LogAxis
from rnnanim.mobjects.charts.log_line import LogLine
from rnnanim.mobjects.charts.step_ticks import Ticks
from rnnanim.mobjects.text.fitting import fitting_one
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.readout import readout
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics import Analysis, Reading
from rnnanim.scenes.powers.power import BASE, EQUALS, TIMES, Power, number_begins, power_of, written
from rnnanim.scenes.powers.power_line import power_line
from rnnanim.stage.stage import Stage
from rnnanim.theme import Box, Theme

from manim import Rectangle

TABLE = 3.7  # room for the powers and the names beside the ruler
POWERS, NAMES, NAMES_END = 1.8, 2.96, 3.6  # where powers end, and names begin and end, from the left of the room
BESIDE = 0.4  # room above or below the ruler for a number
LEAST = 0.36  # between two rows of the table
HEAD = 0.42  # from the first row up to the head of the powers
GAP = 0.14


class Name(VGroup):
    """W_h = 1.5, on a plate that hides the lines below it."""

    def __init__(self, theme: Theme, weight: Reading) -> None:
        super().__init__()
        self.symbol = formula(theme, "wh(W_h) mute(=)", "small")
        self.number = readout(theme, weight)
        width = self.symbol.width + EQUALS + self.number.width
        self.plate = Rectangle(width=width + 0.16, height=LEAST, stroke_width=0, fill_opacity=1)
        self.plate.set_fill(theme.colour.background).set_z_index(THREAD)
        tagged(self.plate, Tag("plate", "background"))
        for label in (self.symbol, self.number):
            label.set_fill(opacity=0)
        self.add(self.plate, self.symbol, self.number)

    def put(self, x: float, y: float) -> Name:
        """Put the left edge of the number on x, and the middle of its digits on y."""
        self.symbol.place(x - EQUALS, y - BASE, "right")
        self.number.place(x, y - BASE, "left")
        middle = x + self.number.width - (self.plate.width - 0.16) / 2
        self.plate.move_to((middle, y, 0))
        return self


class PowerChart:
    """The ruler, the lines and the table.

    Parameters
    ----------
    room : Box
        For the ruler and the table.
    axis_y : float
        Baseline of the ticks.
    powers : sequence of Power
        From the top.
    own : Analysis
        Of the lesson's own weight, over as many steps.

    Attributes
    ----------
    lines : list of LogLine
    own_line : LogLine
    table : list of list of Label
        A row for each weight: its power.
    names : list of Name
        What the powers are of.
    ours : Label
        What names the lesson's own weight.
    own_labels : list of Label
        The row of the own weight, or what it comes to beside the place where its line leaves the ruler, or what
        names it in the row that it shares.
    head : list of Label
    note : Label
        What says that the scale is logarithmic.
    ticks : Ticks
    """

    def __init__(self, stage: Stage, room: Box, axis_y: float, powers: Sequence[Power], own: Analysis) -> None:
        self.theme, self.powers, self.own = stage.theme, powers, own
        self.left, self.axis_y = room[0], axis_y
        self.ours = stage.words("ours", tone="text")
        note = stage.words("log_scale", tone="mute", power=power_of(own.spec, "k"))
        self.note = note.place(*stage.layout.note, "right")
        self._add_ruler(room)
        self._add_table()

    @property
    def shared_row(self) -> int | None:
        """The row whose weight is that of the lesson, too."""
        weight = self.own.spec.W_h
        found = [i for i, power in enumerate(self.powers) if weight.size == 1 and power.weight == weight[0, 0]]
        return found[0] if found else None

    @property
    def has_own_row(self) -> bool:
        """Whether the lesson's own weight has a row of its own."""
        return self.shared_row is None and not self.own_line.is_clipped

    @property
    def shown_lines(self) -> list[LogLine]:
        """The lines that there are in the end."""
        return [*self.lines, *([self.own_line] if self.shared_row is None else [])]

    @property
    def labels(self) -> list[Label | Name]:
        """What is written, but for the ruler's own and the ticks."""
        return [*self.head, *(label for row in self.table for label in row), *self.names, *self.own_labels, self.note]

    def heights(self, k: float) -> list[float]:
        """Return the heights of the tips at a k, moved apart; that of the own weight is the last, if it has a row."""
        lines = [*self.lines, *([self.own_line] if self.has_own_row else [])]
        return spread([line.position(k)[1] for line in lines], least=LEAST)

    # motion

    def tint_shared_row(self, seconds: float) -> Cue:
        """Return the lighting of the line and the row that the lesson's own weight shares."""
        assert self.shared_row is not None
        row = [*self.table[self.shared_row], self.names[self.shared_row].number]
        return together(cut(self.lines[self.shared_row].become_own), tint(seconds, "text", *row))

    def names_to_tips(self, x: float, heights: Sequence[float], k: int, seconds: float) -> Cue:
        """Return the way of the names from an x and the heights of their rows to the tips of their lines at a k."""
        goal, tips = self._before_tips(k), self.heights(k)

        def apply(share: float) -> None:
            for name, a, b in zip(self.names, heights, tips, strict=False):
                name.put(x + (goal - x) * share, a + (b - a) * share)

        return Cue(apply, seconds)

    def names_along(self, start: int, end: int, seconds: float) -> Cue:
        """Return the way of the names before the tips of their lines, from a k to another."""

        def apply(share: float) -> None:
            k = start + (end - start) * share
            for name, y in zip(self.names, self.heights(k), strict=False):
                name.put(self._before_tips(k), y)

        return Cue(apply, seconds)

    def fade_out(self, seconds: float) -> Cue:
        """Return the fading of the ruler, and of a line that leaves it: no chain comes out of that one."""
        leaving = self.shared_row is None and self.own_line.is_clipped
        return together(self.ruler.fade_out(seconds), *([tween(seconds, self.own_line, heat=0.0)] if leaving else []))

    # construction

    def _before_tips(self, k: float) -> float:
        """Return where the numbers of the names begin at a k: as far from the tips as in the table."""
        column = self.lines[0].column
        return column(k) - column(TIMES) + self.left + NAMES

    def _add_ruler(self, room: Box) -> None:
        left, right, top, bottom = room
        levels = [power.analysis.read("log10_power_norm", TIMES).value for power in self.powers]
        own = self.own.read("log10_power_norm", TIMES).value
        top -= BESIDE if own > max(levels) else 0.0  # room for what the line comes to where it leaves the ruler
        bottom += BESIDE if own < min(levels) else 0.0
        self.ruler = LogAxis(self.theme, (left + TABLE, right, top, bottom), levels, scale="powers", side="right")
        pitch = (self.ruler.right - self.ruler.left - 0.25) / TIMES
        origin = self.ruler.right - 0.1

        def column(k: float) -> float:
            return origin - pitch * k

        self.lines = [power_line(self.theme, self.ruler, p.analysis, column, TIMES) for p in self.powers]
        for line, power in zip(self.lines, self.powers, strict=True):
            line.tone = "mute" if power.weight == 1 else line.tone
        self.own_line = power_line(self.theme, self.ruler, self.own, column, TIMES, tone="text", own=True)
        places = {k: column(k) for k in range(0, TIMES + 1, 5)}
        self.ticks = Ticks(self.theme, places, self.axis_y, "k", self.ruler.right + 0.3)

    def _add_table(self) -> None:
        """Add the rows at the ends of their lines, clear of each other, and what heads them."""
        heights = self.heights(TIMES)
        rows = list(zip(self.powers, heights, strict=False))
        self.names = [Name(self.theme, power.reading) for power in self.powers]
        self.table = [[self._power(power.after(TIMES), y)] for power, y in rows]
        head = formula(self.theme, power_of(self.own.spec, TIMES), "small")
        self.head = [head.place(self.left + POWERS, max(heights) + HEAD - BASE, "right")]
        if self.has_own_row:
            self.own_labels = self._own_row(heights[-1])
        elif self.shared_row is not None:
            self.own_labels = [self._ours(heights[self.shared_row])]
        else:
            self.own_labels = self._beside_the_exit()

    def _power(self, power: Reading, y: float, tone: str = "ink") -> Label:
        label = fitting_one(self.theme, power, POWERS, "small", tone)
        return label.place(self.left + POWERS, y - BASE, "right")

    def _ours(self, y: float, x: float | None = None) -> Label:
        """Return what names the own weight, in the place of "W_h =", before the x of its number."""
        return self.ours.place((self.left + NAMES if x is None else x) - EQUALS, y - BASE, "right")

    def _own_row(self, y: float) -> list[Label]:
        """Return the row of the lesson's own weight; a matrix has a word and no number."""
        power = self._power(written(self.own, TIMES), y, "text")
        if self.own.spec.H > 1:
            return [power, self._ours(y)]
        number = readout(self.theme, self.own.read("W_h", 0, 0), "small", "text")
        x = number_begins(self.left + NAMES, self.left + NAMES_END, number)
        return [power, self._ours(y, x), number.place(x, y - BASE, "left")]

    def _beside_the_exit(self) -> list[Label]:
        """Return what our own line comes to, beside the place where it leaves the ruler."""
        x, y = self.own_line.position(self.own_line.exit)
        y = self.ruler.top + 0.06 if y > self.ruler.y(0) else self.ruler.bottom - 0.3
        name = formula(self.theme, f"{power_of(self.own.spec, TIMES)} =", "small", tone="text")
        labels = [self.ours, name, readout(self.theme, written(self.own, TIMES), "small", "text")]
        width = sum(label.width for label in labels) + GAP * (len(labels) - 1)
        start = x + 0.3 if x + 0.3 + width < self.ruler.right else x - 0.3 - width
        for label in labels:
            label.place(start, y, "left")
            start += label.width + GAP
        return labels

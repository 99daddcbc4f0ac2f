"""Powers of several weights on one log ruler, the lesson's own among them, and the table at the ends of their lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rnnanim.mobjects.fitting import fitting_one
from rnnanim.mobjects.motion import Cue, together
from rnnanim.mobjects.parts import TEXT
from rnnanim.mobjects.powers import PowerLine, Ticks, spread
from rnnanim.mobjects.ruler import LogRuler
from rnnanim.mobjects.text import Label, formula, readout
from rnnanim.numerics import Analysis, Reading
from rnnanim.theme import Box, Theme, mix

TABLE = 3.1  # room for the powers and the weights beside the ruler
POWERS, WEIGHTS = 1.8, 2.55  # right edges of the columns of the table, from the left of the room
BESIDE = 0.4  # room above or below the ruler for a number
LEAST = 0.36  # between two rows of the table
GAP = 0.14


@dataclass(frozen=True, slots=True)
class Power:
    """One weight that the scene multiplies."""

    weight: float
    analysis: Analysis

    @property
    def reading(self) -> Reading:
        """The weight itself."""
        return self.analysis.read("W_h", 0, 0)

    def after(self, k: int) -> Reading:
        """Return what it comes to after k multiplications."""
        return self.analysis.read("power_norm", k)


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
        Of the lesson's own weight, over so many steps.
    own_power : str
        What that comes to, as a formula.
    times : int
        How many times each multiplies.
    name : Label
        What stands in the place of the own weight where it is a matrix.

    Attributes
    ----------
    lines : list of PowerLine
    own_line : PowerLine
    table : list of list of Label
        A row for each weight: its power, and the weight.
    own_labels : list of Label
        The row of the own weight, or what it comes to beside the place where its line leaves the ruler.
    head : list of Label
    ticks : Ticks
    """

    def __init__(
        self,
        theme: Theme,
        room: Box,
        axis_y: float,
        powers: Sequence[Power],
        own: Analysis,
        own_power: str,
        times: int,
        name: Label,
    ) -> None:
        self.theme, self.powers, self.own, self.own_power, self.times = theme, powers, own, own_power, times
        self.left, self.axis_y, self.name = room[0], axis_y, name
        self._add_ruler(room)
        self._add_table()

    @property
    def shared_row(self) -> int | None:
        """The row whose weight is that of the lesson, too."""
        weight = self.own.spec.W_h
        found = [i for i, power in enumerate(self.powers) if weight.size == 1 and power.weight == weight[0, 0]]
        return found[0] if found else None

    @property
    def shown_lines(self) -> list[PowerLine]:
        """The lines that there are in the end."""
        return [*self.lines, *([self.own_line] if self.shared_row is None else [])]

    def claim(self, seconds: float) -> Cue:
        """Return the lighting of the line and the row that the lesson's own weight shares."""
        assert self.shared_row is not None
        row = self.table[self.shared_row]
        return together(self.lines[self.shared_row].own_up(seconds), *(self._tinted(label, seconds) for label in row))

    def _add_ruler(self, room: Box) -> None:
        left, right, top, bottom = room
        levels = [power.analysis.read("log10_power_norm", self.times).value for power in self.powers]
        own = self.own.read("log10_power_norm", self.times).value
        top -= BESIDE if own > max(levels) else 0.0  # room for what the line comes to where it leaves the ruler
        bottom += BESIDE if own < min(levels) else 0.0
        self.ruler = LogRuler(self.theme, (left + TABLE, right, top, bottom), levels, scale="powers", side="right")
        pitch = (self.ruler.right - self.ruler.left - 0.25) / self.times
        origin = self.ruler.right - 0.1

        def column(k: float) -> float:
            return origin - pitch * k

        self.lines = [PowerLine(self.theme, self.ruler, p.analysis, column, self.times) for p in self.powers]
        for line, power in zip(self.lines, self.powers, strict=True):
            line.tone = "mute" if power.weight == 1 else line.tone
        self.own_line = PowerLine(self.theme, self.ruler, self.own, column, self.times, tone="text", own=True)
        places = {k: column(k) for k in range(0, self.times + 1, 5)}
        self.ticks = Ticks(self.theme, places, self.axis_y, "k", self.ruler.right + 0.3)

    def _add_table(self) -> None:
        """Add the rows at the ends of their lines, clear of each other, and what heads them."""
        ends = [line.place(self.times)[1] for line in self.lines]
        leaves = self.own_line.is_clipped
        has_own = not leaves and self.shared_row is None
        heights = spread([*ends, *([self.own_line.place(self.times)[1]] if has_own else [])], least=LEAST)
        rows = zip(self.powers, heights, strict=False)
        self.table = [self._row(power.reading, power.after(self.times), y) for power, y in rows]
        self.head = [
            formula(self.theme, source, "small").place(self.left + x, self.axis_y, "right")
            for source, x in ((f"wh(W_h^({self.times}))", POWERS), ("wh(W_h)", WEIGHTS))
        ]
        self.own_labels = self._own_row(heights[-1]) if has_own else self._beside_the_exit() if leaves else []
        for label in (*self.head, *self.own_labels, *(label for row in self.table for label in row)):
            label.set_z_index(TEXT, family=True)

    def _row(self, weight: Reading, power: Reading, y: float, *, own: bool = False) -> list[Label]:
        """Return a power and the weight that it is of, at a height."""
        name = readout(self.theme, weight, "small", "text" if own else "wh")
        return [self._power(power, y, own=own), name.place(self.left + WEIGHTS, y - 0.115, "right")]

    def _power(self, power: Reading, y: float, *, own: bool) -> Label:
        label = fitting_one(self.theme, power, POWERS, "small", "text" if own else "ink")
        return label.place(self.left + POWERS, y - 0.115, "right")

    def _own_row(self, y: float) -> list[Label]:
        """Return the row of the lesson's own weight; a matrix has a word in place of the number."""
        power = self.own.read("power_norm", self.times)
        if self.own.spec.H == 1:
            return self._row(self.own.read("W_h", 0, 0), power, y, own=True)
        return [self._power(power, y, own=True), self.name.place(self.left + WEIGHTS, y - 0.115, "right")]

    def _beside_the_exit(self) -> list[Label]:
        """Return what our own line comes to, beside the place where it leaves the ruler."""
        x, y = self.own_line.place(self.own_line.exit)
        y = self.ruler.top + 0.06 if y > self.ruler.y(0) else self.ruler.bottom - 0.3
        name = formula(self.theme, f"{self.own_power} =", "small", tone="text")
        value = readout(self.theme, self.own.read("power_norm", self.times), "small", "text")
        width = name.width + GAP + value.width
        start = x + 0.3 if x + 0.3 + width < self.ruler.right else x - 0.3 - width
        return [name.place(start, y, "left"), value.place(start + name.width + GAP, y, "left")]

    def _tinted(self, label: Label, seconds: float) -> Cue:
        """Return the change of a label into the tone of the lesson's own."""
        start, end = self.theme.colour[label.tone], self.theme.colour.text
        return Cue(lambda share: label.paint(mix(start, end, share), tone="text"), seconds)

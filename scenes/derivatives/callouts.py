"""What is written of the dots of a plot: numbers in rows beside them, and names at the feet of their drop lines."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rnnanim.mobjects.base.layers import WIRE
from rnnanim.mobjects.base.motion import Cue
from rnnanim.mobjects.base.shapes import stroke
from rnnanim.mobjects.base.tagging import Tag
from rnnanim.mobjects.charts.curve import Dot
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.readout import readout
from rnnanim.mobjects.text.words import formula
from rnnanim.theme import Box, Theme

from manim import VGroup

APART = 1.55  # least distance of two rows, in em
LEADER_GAP = 0.10  # between a leader and its dot or row
NAME_DROP, NAME_GAP = 0.44, 0.2  # from the axis to the baseline of a name, and between two of them
TICK_ROOM = 0.3  # from a name to the middle of a tick's number
LEAD = 0.16  # from the axis to the end of what leads to a name


class Callouts(VGroup):
    """Rows "symbol = number" in a box, one for each dot.

    Parameters
    ----------
    box : Box
        Left, right, top and bottom; the rows keep inside of it.
    entries : sequence of (str, Dot)
        Formula of a row, and the dot whose reading it names.
    """

    def __init__(self, theme: Theme, box: Box, entries: Sequence[tuple[str, Dot]], size: str = "medium") -> None:
        super().__init__()
        self.theme, self.box, self.entries = theme, box, tuple(entries)
        self.em = float(getattr(theme.type, size))
        self.rows = [self._row(symbol, dot) for symbol, dot in self.entries]
        self.leaders = VGroup()
        self.shown = [0.0] * len(self.rows)
        self.add(self.leaders, *(label for row in self.rows for label in row))
        self.arrange_rows()
        self.draw()

    def arrange_rows(self) -> None:
        """Put each row at the height of its dot; where they are too close, as near to it as they can stand."""
        left, _, top, bottom = self.box
        wanted = [dot.middle[1] - 0.27 * self.em for _, dot in self.entries]
        heights = spread(wanted, APART * self.em, bottom, top - 0.6 * self.em)
        width = max((row[0].width for row in self.rows), default=0.0)
        for (symbol, equals, number), y in zip(self.rows, heights, strict=True):
            symbol.place(left + width, y, "right")
            equals.place(left + width + 0.32, y)
            number.place(left + width + 0.56, y, "left")

    def tell(self, index: int, seconds: float) -> Cue:
        """Return the arrival of a row with its leader."""

        def apply(share: float) -> None:
            self.shown[index] = share
            self.draw()

        return Cue(apply, seconds)

    @property
    def lowest(self) -> float:
        """The lower end of the lowest row [scene units]."""
        return min((float(label.get_bottom()[1]) for row in self.rows for label in row), default=self.box[2])

    @property
    def highest(self) -> float:
        """The upper end of the highest row [scene units]."""
        return max((float(label.get_top()[1]) for row in self.rows for label in row), default=self.box[2])

    def stand_at(self, left: float) -> Callouts:
        """Begin the rows at another x."""
        self.box = (left, *self.box[1:])
        self.arrange_rows()
        return self.draw()

    def draw(self) -> Callouts:
        """Draw rows and leaders as far as they are told."""
        self.leaders.submobjects = []
        for (_, dot), row, shown in zip(self.entries, self.rows, self.shown, strict=True):
            for label in row:
                label.set_fill(opacity=shown)
            if shown > 0:
                self.leaders.add(self._leader(dot, row[0], shown))
        return self

    def _leader(self, dot: Dot, symbol: Label, shown: float) -> VGroup:
        start = np.array(dot.middle)
        end = np.array([self.box[0] - LEADER_GAP, symbol.baseline_y + 0.27 * self.em])
        way = end - start
        start = start + way * (dot.radius + LEADER_GAP / 2) / np.hypot(*way)
        line = stroke(self.theme, np.array([start, end]), Tag("line", "low"), self.theme.stroke.rule, shown)
        return line.set_z_index(WIRE)

    def _row(self, symbol: str, dot: Dot) -> tuple[Label, Label, Label]:
        row = (
            formula(self.theme, symbol, self.em),
            formula(self.theme, "=", self.em, tone="mute"),
            readout(self.theme, dot.reading, self.em),
        )
        return row


class FootNames(VGroup):
    """Names below an axis, one for each dot, under the foot of its drop line as far as there is room.

    Parameters
    ----------
    entries : sequence of (str, Dot)
        Formula of a name, and the dot that it belongs to.
    """

    def __init__(self, theme: Theme, entries: Sequence[tuple[str, Dot]]) -> None:
        super().__init__()
        self.theme, self.entries = theme, tuple(entries)
        self.names = [formula(theme, name, "small") for name, _ in self.entries]
        self.leaders = VGroup()
        self.shown = [0.0] * len(self.names)
        self.add(self.leaders, *self.names)
        for name, x in zip(self.names, self.places(), strict=True):
            name.place(x, self._axis - NAME_DROP)
        self.draw()

    def places(self) -> list[float]:
        """Return where the names stand, from left to right far enough from each other."""
        wanted = [dot.middle[0] for _, dot in self.entries]
        apart = max((name.width for name in self.names), default=0.0) + NAME_GAP
        left, right = (self.entries[0][1].plot.box[:2]) if self.entries else (0.0, 0.0)
        return spread(wanted[::-1], apart, left, right)[::-1]  # of those at one place the first stands left

    def room_for(self, ticks: Sequence[float]) -> tuple[float, ...]:
        """Return the ticks whose numbers do not stand among the names."""
        if not self.entries:
            return tuple(ticks)
        plot = self.entries[0][1].plot
        spans = [(name.get_left()[0] - TICK_ROOM, name.get_right()[0] + TICK_ROOM) for name in self.names]
        return tuple(z for z in ticks if not any(a < plot.point(z, 0)[0] < b for a, b in spans))

    def tell(self, index: int, seconds: float) -> Cue:
        """Return the arrival of a name."""

        def apply(share: float) -> None:
            self.shown[index] = share
            self.draw()

        return Cue(apply, seconds)

    def draw(self) -> FootNames:
        """Draw the names, and what leads to them from the axis, as far as they are told."""
        self.leaders.submobjects = []
        for (_, dot), name, shown in zip(self.entries, self.names, self.shown, strict=True):
            name.set_fill(opacity=shown)
            if shown > 0:
                ends = (dot.middle[0], self._axis), (float(name.get_center()[0]), self._axis - LEAD)
                line = stroke(self.theme, np.array(ends), Tag("line", "low"), self.theme.stroke.rule, shown)
                self.leaders.add(line.set_z_index(WIRE))
        return self

    @property
    def _axis(self) -> float:
        return self.entries[0][1].plot.origin[1] if self.entries else 0.0


def spread(wanted: Sequence[float], apart: float, low: float, high: float) -> list[float]:
    """Return heights at least `apart` from each other, in the order of those wanted and near to them.

    >>> spread([1.0, 1.0, 3.0], 1.0, 0.0, 3.0)
    [1.5, 0.5, 3.0]
    """
    order = sorted(range(len(wanted)), key=lambda i: (-round(wanted[i], 3), i))
    groups: list[list[float]] = []  # of each run of rows that touch: how many, and where its middle wants to be
    for i in order:
        groups.append([1.0, wanted[i]])
        while len(groups) > 1 and _bottom(groups[-2], apart) - _top(groups[-1], apart) < apart - 1e-9:
            (n, a), (m, b) = groups[-2], groups[-1]
            groups[-2:] = [[n + m, (n * a + m * b) / (n + m)]]
    places: list[float] = []
    for count, middle in groups:
        places += [middle + ((count - 1) / 2 - k) * apart for k in range(int(count))]
    shift = min(0.0, high - max(places, default=high))
    shift = max(shift, low - min(places, default=low)) if min(places, default=low) + shift < low else shift
    found = [0.0] * len(wanted)
    for i, place in zip(order, places, strict=True):
        found[i] = place + shift
    return found


def _top(group: list[float], apart: float) -> float:
    return group[1] + (group[0] - 1) / 2 * apart


def _bottom(group: list[float], apart: float) -> float:
    return group[1] - (group[0] - 1) / 2 * apart

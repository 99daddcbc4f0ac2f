"""What is written of the dots of a plot: numbers in rows beside them, and names at the feet of their drop lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

import numpy as np

from rnnanim.backend.shapes import VGroup
from rnnanim.mobjects.base.geometry import Point
from rnnanim.mobjects.base.layers import WIRE
from rnnanim.mobjects.base.shapes import stroke
from rnnanim.mobjects.base.tagging import Tag
from rnnanim.mobjects.charts.curve import Dot
from rnnanim.mobjects.charts.plot import OnPlot
from rnnanim.mobjects.text.label import CAPITAL, Label
from rnnanim.mobjects.text.readout import readout
from rnnanim.mobjects.text.words import formula
from rnnanim.theme import Box, Theme

APART = 1.55  # least distance of two rows, in em
EQUALS, NUMBER = 0.32, 0.56  # from the end of a symbol to the middle of its equals sign, and to its number
LEADER_GAP = 0.10  # between a leader and its dot or row
NAME_DROP, NAME_GAP = 0.44, 0.2  # from the axis to the baseline of a name, and between two of them
TICK_ROOM = 0.3  # from a name to the middle of a tick's number
LEAD = 0.16  # from the axis to the end of what leads to a name


class Callout(OnPlot):
    """What is written of a dot, and a thin line that leads to it; not seen at first."""

    def __init__(self, dot: Dot, *labels: Label) -> None:
        super().__init__(dot.plot, opacity=0.0)
        self.dot, self.labels, self.leader = dot, labels, VGroup()
        self.add(self.leader, *labels)

    def ends(self) -> tuple[Point, Point]:
        """Return the ends of the line."""
        raise NotImplementedError

    def draw(self) -> Self:
        """Draw labels and line as far as they are seen."""
        for label in self.labels:
            label.set_fill(opacity=self.opacity)
        self.leader.submobjects = []
        if self.opacity > 0:
            ends, tag = np.array(self.ends()), Tag("line", "low")
            self.leader.add(stroke(self.theme, ends, tag, self.theme.stroke.rule, self.opacity).set_z_index(WIRE))
        return self


class CalloutRow(Callout):
    """A row "symbol = number" beside the plot, with a leader to its dot."""

    def __init__(self, symbol: str, dot: Dot, em: float) -> None:
        theme = dot.plot.theme
        self.symbol = formula(theme, symbol, em)
        self.equals = formula(theme, "=", em, tone="mute")
        self.number = readout(theme, dot.reading, em)
        self.em = em
        super().__init__(dot, self.symbol, self.equals, self.number)

    def place(self, left: float, width: float, y: float) -> None:
        """Put the baseline on y, and the symbol to the right end of what all symbols take."""
        self.left = left
        self.symbol.place(left + width, y, "right")
        self.equals.place(left + width + EQUALS, y)
        self.number.place(left + width + NUMBER, y, "left")

    def ends(self) -> tuple[Point, Point]:
        """Return the ends of the line, clear of the dot and of the row."""
        start = np.array(self.dot.middle)
        end = np.array([self.left - LEADER_GAP, self.symbol.baseline_y + CAPITAL * self.em])
        way = end - start
        x, y = start + way * (self.dot.radius + LEADER_GAP / 2) / np.hypot(*way)
        return (float(x), float(y)), (float(end[0]), float(end[1]))


class Callouts(VGroup):
    """Rows "symbol = number" in a box, one for each dot, as near to its height as there is room.

    Parameters
    ----------
    box : Box
        Left, right, top and bottom; the rows keep inside of it.
    entries : sequence of (str, Dot)
        Formula of a row, and the dot whose reading it names.
    """

    def __init__(self, theme: Theme, box: Box, entries: Sequence[tuple[str, Dot]], size: str = "medium") -> None:
        super().__init__()
        self.box, self.em = box, float(getattr(theme.type, size))
        self.rows = [CalloutRow(symbol, dot, self.em) for symbol, dot in entries]
        self.add(*self.rows)
        self.begin_at(box[0])

    def begin_at(self, left: float) -> None:
        """Put the rows at an x; where they are too close, as near to the height of their dots as they can stand."""
        self.box = left, *self.box[1:]
        _, _, top, bottom = self.box
        wanted = [row.dot.middle[1] - CAPITAL * self.em for row in self.rows]
        heights = spread(wanted, APART * self.em, bottom, top - 0.6 * self.em)
        width = max((row.symbol.width for row in self.rows), default=0.0)
        for row, y in zip(self.rows, heights, strict=True):
            row.place(left, width, y)
            row.draw()

    @property
    def lowest(self) -> float:
        """The lower end of the lowest row [scene units]."""
        return min((float(label.get_bottom()[1]) for row in self.rows for label in row.labels), default=self.box[2])

    @property
    def highest(self) -> float:
        """The upper end of the highest row [scene units]."""
        return max((float(label.get_top()[1]) for row in self.rows for label in row.labels), default=self.box[2])


class FootName(Callout):
    """A name below the axis, with a line to the foot of the drop line that it belongs to."""

    def __init__(self, name: str, dot: Dot) -> None:
        self.label = formula(dot.plot.theme, name, "small")
        super().__init__(dot, self.label)

    def place(self, x: float) -> None:
        """Put the middle on x."""
        self.label.place(x, self.plot.origin[1] - NAME_DROP)

    def ends(self) -> tuple[Point, Point]:
        """Return the ends of the line, from the axis on."""
        axis = self.plot.origin[1]
        return (self.dot.middle[0], axis), (float(self.label.get_center()[0]), axis - LEAD)


class FootNames(VGroup):
    """Names below an axis, one for each dot, under the foot of its drop line as far as there is room.

    Parameters
    ----------
    entries : sequence of (str, Dot)
        Formula of a name, and the dot that it belongs to.
    """

    def __init__(self, entries: Sequence[tuple[str, Dot]]) -> None:
        super().__init__()
        self.names = [FootName(name, dot) for name, dot in entries]
        self.add(*self.names)
        for name, x in zip(self.names, self._places(), strict=True):
            name.place(x)
            name.draw()

    def room_for(self, ticks: Sequence[float]) -> tuple[float, ...]:
        """Return the ticks whose numbers do not stand among the names."""
        spans = [
            (name.label.get_left()[0] - TICK_ROOM, name.label.get_right()[0] + TICK_ROOM, name.plot)
            for name in self.names
        ]
        return tuple(z for z in ticks if not any(a < plot.point(z, 0)[0] < b for a, b, plot in spans))

    def _places(self) -> list[float]:
        """Return where the names stand, from left to right far enough from each other."""
        wanted = [name.dot.middle[0] for name in self.names]
        apart = max((name.label.width for name in self.names), default=0.0) + NAME_GAP
        left, right = self.names[0].plot.box[:2] if self.names else (0.0, 0.0)
        return spread(wanted[::-1], apart, left, right)[::-1]  # of those at one place the first stands left


def spread(wanted: Sequence[float], apart: float, low: float, high: float) -> list[float]:
    """Return heights at least `apart` from each other, in the order of those wanted and near to them.

    >>> spread([1.0, 1.0, 3.0], 1.0, 0.0, 3.0), spread([0.0, 0.0, 3.0], 1.0, 0.5, 3.5)
    ([1.5, 0.5, 3.0], [1.5, 0.5, 3.0])
    """
    order = sorted(range(len(wanted)), key=lambda i: (-round(wanted[i], 3), i))
    groups: list[list[float]] = []  # of each run of rows that touch: how many, and where its middle wants to be
    for i in order:
        groups.append([1.0, _kept(1.0, wanted[i], apart, low, high)])
        while len(groups) > 1 and _bottom(groups[-2], apart) - _top(groups[-1], apart) < apart - 1e-9:
            (n, a), (m, b) = groups[-2], groups[-1]
            groups[-2:] = [[n + m, _kept(n + m, (n * a + m * b) / (n + m), apart, low, high)]]
    places = [middle + ((count - 1) / 2 - k) * apart for count, middle in groups for k in range(int(count))]
    found = [0.0] * len(wanted)
    for i, place in zip(order, places, strict=True):
        found[i] = place
    return found


def _kept(count: float, middle: float, apart: float, low: float, high: float) -> float:
    """Return the middle of a run of rows that keeps inside of the room, above its lower end if that is too small."""
    half = (count - 1) / 2 * apart
    return max(min(middle, high - half), low + half)


def _top(group: list[float], apart: float) -> float:
    return group[1] + (group[0] - 1) / 2 * apart


def _bottom(group: list[float], apart: float) -> float:
    return group[1] - (group[0] - 1) / 2 * apart

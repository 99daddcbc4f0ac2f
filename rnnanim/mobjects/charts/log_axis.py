"""Products over decades: a ruler whose heights are logarithms, and the line on it at which nothing changes."""

from __future__ import annotations

import math
from collections.abc import Iterable

from rnnanim.backend.shapes import VGroup
from rnnanim.mobjects.base.geometry import Point
from rnnanim.mobjects.base.layers import WIRE
from rnnanim.mobjects.base.motion import Cue, fade_out
from rnnanim.mobjects.base.tagging import Tag, tagged
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.words import formula
from rnnanim.theme import Box, Theme

from manim import Line

MOST_NAMES = 8
NAME_GAP = 0.16  # between a name and its line
CENTRE = 0.11  # from the baseline of a name to the middle of its digits
SPARE = 0.2  # decades by which a product may pass the last line without another one
HEADROOM = 0.07  # of the height, above and below the outermost product
ONE_WIDTH, LINE_WIDTH = 2.2, 1.4
HEAD_LIFT = 0.14  # from the top of the ruler to the baseline of its head
BELOW = 0.34  # from the lower end to where an exact 0 lies

Ends = tuple[Point, Point]


def decades(log10s: Iterable[float]) -> tuple[float, float]:
    """Return the range of a ruler: whole decades round the products and 1, or a little beyond the last line.

    Parameters
    ----------
    log10s : iterable of float
        Decimal logarithms of the products; those of an exact 0 and of what is not defined do not count.

    >>> decades([-0.6, -1.81])
    (-2.0, 0.0)
    >>> decades([1.06, -math.inf])
    (0.0, 1.06)
    """
    finite = [0.0, *(value for value in log10s if math.isfinite(value))]
    low, high = min(finite), max(finite)
    bottom, top = math.floor(low + 1e-9), math.ceil(high - 1e-9)
    bottom_end = low if bottom + 1 - low <= SPARE else float(bottom)
    top_end = high if high - (top - 1) <= SPARE else float(top)
    if top_end - bottom_end < 1:  # a line at least on which something could be read
        bottom_end, top_end = min(bottom_end, -1.0), max(top_end, 0.0)
    return bottom_end, top_end


def spacing(low: float, high: float, most: int = MOST_NAMES) -> int:
    """Return how many decades lie between two named lines, so that there are at most `most` of them.

    >>> [spacing(low, 1) for low in (-2, -17, -63)]
    [1, 5, 10]
    """
    size, steps = 1, (1, 2, 5)
    while True:
        for step in steps:
            every = step * size
            if math.floor(high / every + 1e-9) - math.ceil(low / every - 1e-9) + 1 <= most:
                return every
        size *= 10


def power_name(power: int) -> str:
    """Return a power of ten as an axis names it.

    >>> [power_name(n) for n in (-2, -1, 0, 1, 2)]
    ['10^(-2)', '0.1', '1', '10', '10^(2)']
    """
    return {-1: "0.1", 0: "1", 1: "10"}.get(power, f"10^({power})")


class LogAxis(VGroup):
    """Lines a decade apart with their names; the one of 1 is brighter.

    Parameters
    ----------
    box : left, right, top, bottom
        Of names and lines; above it stands the head.
    log10s : iterable of float
        Decimal logarithms of what it is to hold.
    scale : str
        Name of the scale: whatever is drawn on this ruler is held to it.
    head : Label, optional
        What says that the scale is logarithmic; over the names.
    side : {"left", "right"}
        Where the names stand.
    lift : float
        From the top of the ruler to the baseline of its head.
    most : int
        Greatest number of lines.
    """

    is_axis = True

    def __init__(
        self,
        theme: Theme,
        box: Box,
        log10s: Iterable[float],
        *,
        scale: str,
        head: Label | None = None,
        side: str = "left",
        lift: float = HEAD_LIFT,
        most: int = MOST_NAMES,
    ) -> None:
        super().__init__()
        self.theme, self.scale_name, self.head, self.side, self.lift = theme, scale, head, side, lift
        self.most_names = most
        self.box = box
        left, self.right, self.top, self.bottom = box
        self.low, self.high = decades(log10s)
        room = (self.top - self.bottom) * (1 - 2 * HEADROOM)
        self.decade = room / (self.high - self.low)
        self._origin = self.bottom + HEADROOM * (self.top - self.bottom)
        self.powers = self._named()
        self.names = [self._name(power) for power in self.powers]
        aside = max(name.width for name in self.names) + NAME_GAP
        self.left = left + aside if side == "left" else left
        self.right -= aside if side == "right" else 0.0
        self.lines = [self._line(power) for power in self.powers]
        for power, name in zip(self.powers, self.names, strict=True):
            x = self.left - NAME_GAP if side == "left" else self.right + NAME_GAP
            name.place(x, self.y(power) - CENTRE, "right" if side == "left" else "left")
        if head is not None:
            head.place(left, self.top + lift, "left")
        self.add(*self.lines, *self.names, *([head] if head is not None else []))

    def y(self, log10: float) -> float:
        """Return the height of a product by its decimal logarithm; an exact 0 lies under the last line."""
        if log10 == -math.inf:
            return self.bottom - BELOW
        return self._origin + self.decade * (log10 - self.low)

    def rise(self, log10: float) -> float:
        """Return how far a product lies over the line of 1, the size that its mark is drawn with."""
        return self.decade * log10

    @property
    def one(self) -> Line:
        """The line of 1."""
        return self.lines[self.powers.index(0)]

    def create(self, seconds: float, *, start: LogAxis | Ends | None = None) -> Cue:
        """Return the drawing of the lines from the left, and of their names.

        Parameters
        ----------
        start : LogAxis, or ends of a line, optional
            Whose line of 1 was there before: this one comes from there.
        """
        before = _ends(start.one) if isinstance(start, LogAxis) else start
        kept = [self.names[self.powers.index(0)], *([self.head] if self.head is not None else [])]

        def apply(share: float) -> None:
            moved, drawn = (share, share) if before is None else (min(1.0, 2 * share), max(0.0, 2 * share - 1))
            for label in (*self.names, *kept):
                label.set_fill(opacity=drawn)
            if isinstance(start, LogAxis):
                for label in kept:
                    label.set_fill(opacity=1)
                self._move_from(start, moved)
            for power, line in zip(self.powers, self.lines, strict=True):
                a, b = (self.left, self.y(power)), (self.right, self.y(power))
                if power == 0 and before is not None:
                    a, b = (_between(p, q, moved) for p, q in zip(before, (a, b), strict=True))
                    line.set_stroke(opacity=1)
                else:
                    b = _between(a, b, max(0.005, drawn))
                    line.set_stroke(opacity=min(1.0, 4 * drawn))
                line.put_start_and_end_on((*a, 0), (*b, 0))

        return Cue(apply, seconds)

    def _move_from(self, start: LogAxis, share: float) -> None:
        """Place the name of 1 and the head on their way from where another ruler had them."""
        name, old = (ruler.names[ruler.powers.index(0)] for ruler in (self, start))
        a, b = (start.left - NAME_GAP, old.baseline_y), (self.left - NAME_GAP, self.y(0) - CENTRE)
        name.place(*_between(a, b, share), "right")
        if self.head is not None and start.head is not None:
            a, b = ((ruler.box[0], ruler.top + ruler.lift) for ruler in (start, self))
            self.head.place(*_between(a, b, share), "left")

    def fade_out(self, seconds: float, *, keep: bool = False) -> Cue:
        """Return the fading of all of it, or of what another ruler does not take over: line and name of 1, the head."""
        kept = [self.one, self.names[self.powers.index(0)], self.head] if keep else []
        return fade_out(seconds, *(part for part in self.submobjects if all(part is not other for other in kept)))

    def _named(self) -> list[int]:
        """Return the powers of ten that have a line; 1 is always among them."""
        every = spacing(self.low, self.high, self.most_names)
        first, last = math.ceil(self.low / every - 1e-9), math.floor(self.high / every + 1e-9)
        return [every * n for n in range(first, last + 1)]

    def _name(self, power: int) -> Label:
        tone = "ink" if power == 0 else "mute"
        return formula(self.theme, power_name(power), "small", tone=tone)

    def _line(self, power: int) -> Line:
        tone, width = ("mute", ONE_WIDTH) if power == 0 else ("bed", LINE_WIDTH)
        ends = (self.left, self.y(power), 0), (self.right, self.y(power), 0)
        line = Line(*ends, stroke_width=width, color=self.theme.colour[tone]).set_z_index(WIRE)
        return tagged(line, Tag("line", tone))


def _ends(line: Line) -> Ends:
    a, b = line.get_start(), line.get_end()
    return (float(a[0]), float(a[1])), (float(b[0]), float(b[1]))


def _between(a: Point, b: Point, share: float) -> Point:
    return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share

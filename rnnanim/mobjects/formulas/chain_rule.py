"""The formula band: the factors of one route, each under the place where it acts, and what they multiply to.

In a wide frame the band has columns that grow to the left, as the gradient does, and read left to right as the product
of the lesson; in a tall or square one it has a line for each factor, from the loss down.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from rnnanim.layout.frame import MOST_DRAWN, Layout
from rnnanim.mobjects.base.geometry import Point, Polyline
from rnnanim.mobjects.base.layers import FLIGHT
from rnnanim.mobjects.base.motion import Cue, ease_in_out_sine, one_by_one
from rnnanim.mobjects.base.tagging import Flight, Tag, tagged
from rnnanim.mobjects.text.fitting import fitting, fitting_one
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.rounding import multiplies_to
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics import Reading, Route
from rnnanim.theme import Theme, mix

from manim import Line, VGroup

CLEAR = 0.58  # on its way a symbol shows from so far from the middle of its station on
HUE = {"W_h": "wh", "W_x": "wx", "W_y": "wy"}
ROOM_FOR_TIMES = 0.40  # between the inks of two values
SMALL, SMALLER = 0.8, 0.7  # size of a symbol as it comes out of its station


@dataclass(frozen=True, slots=True)
class Span:
    """The factors i … j − 1 of a route that share a column, and how the column is written."""

    i: int
    j: int
    symbol: str
    kind: str


def spans(route: Route, steps: int, most: int = 8) -> tuple[Span, ...]:
    """Return the columns of a route, from the loss on: at most eight.

    Up to three steps each factor has its own, if there is room for so many; then each W_h joins the sigma' on its
    right into the Jacobian of a step, and from six steps on the farthest route has the Jacobians in the middle as one.
    """
    factors = route.factors
    single = [Span(i, i + 1, f.symbol, f.kind) for i, f in enumerate(factors)]
    if (steps <= 3 and len(single) <= most) or route.weight == "y":
        return tuple(single)
    hops = route.t - route.k
    jacobians = [Span(2 + 2 * n, 4 + 2 * n, f"J_{route.t - n}", "J") for n in range(hops)]
    if steps > MOST_DRAWN and hops > 2:
        middle = Span(4, 2 + 2 * hops, f"frac(partial h_{route.t - 1}, partial h_{route.k})", "J")
        jacobians = [jacobians[0], middle]
    return (*single[:2], *jacobians, *single[2 + 2 * hops :])


class Column:
    """One factor of the band: its symbol, the value below or beside it, and the × that joins it to the one before."""

    def __init__(self, theme: Theme, span: Span, reading: Reading, symbol: Label, value: Label) -> None:
        self.theme, self.span, self.reading, self.symbol, self.value = theme, span, reading, symbol, value
        self.times: Label | None = None
        trivial = reading.value == 1 and span.kind in ("W_y", "x", "h")
        self.tone = "mute" if trivial else HUE.get(span.kind, "ink") if span.kind == "W_h" else "ink"
        self.value_tone = "mute" if trivial else "state" if span.kind == "h" else "ink"
        self.is_trivial = trivial


class ChainRule(VGroup):
    """The product of the factors of one route.

    Parameters
    ----------
    head : Label, optional
        What the values are where they are norms; it stands at the left of their row.
    """

    def __init__(self, theme: Theme, layout: Layout, route: Route, *, head: Label | None = None) -> None:
        super().__init__()
        self.theme, self.layout, self.route = theme, layout, route
        self.kind: Literal["columns", "list"] = "columns" if layout.band.kind == "columns" else "list"
        self.columns = self._columns(head)
        for right, left in pairwise(self.columns):
            left.times = self._times(right, left)
        self.equals = formula(theme, "=", "medium" if self.kind == "columns" else "small", tone="mute")
        self.result_label = self._result(route.factors[-1].running)
        if not multiplies_to((column.value for column in self.columns), self.result_label):
            rounded = formula(theme, "approx", self.equals.em, tone="mute")
            self.equals = rounded.place(float(self.equals.get_center()[0]), self.equals.baseline_y)
        self.partial: Label | None = None
        self.rule = self._rule() if self.kind == "list" else None
        self.head = head
        self._place_head()
        hidden = [c.value for c in self.columns] + [c.times for c in self.columns if c.times]
        heads = [self.head] if self.head is not None else []
        for label in (*(c.symbol for c in self.columns), *hidden, *heads, self.equals, self.result_label):
            label.set_opacity(0)
        self.add(*(c.symbol for c in self.columns), *hidden, self.equals, self.result_label)
        if self.head is not None:
            self.add(self.head)
        if self.rule is not None:
            self.add(self.rule)

    @property
    def joins(self) -> bool:
        """Return whether a column stands for the Jacobian of a step, and not for one factor."""
        return any(column.span.kind == "J" for column in self.columns)

    # motion

    def column_of(self, factor: int) -> Column:
        """Return the column that a factor goes into."""
        return next(c for c in self.columns if c.span.i <= factor < c.span.j)

    def completes(self, factor: int) -> bool:
        """Return whether a factor is the last of its column, so that the column's value can be shown."""
        return self.column_of(factor).span.j == factor + 1

    def fall(self, factor: int, start: Point, seconds: float, *, by: Sequence[Point] = (), close: bool = False) -> Cue:
        """Return the flight of a factor's symbol from its station into its column, which turns from dim to ink.

        Parameters
        ----------
        start : (x, y)
            Middle of the station.
        by : sequence of (x, y)
            Corners of the way, rounded; straight on without them.
        close : bool
            Whether the way is narrow: the symbol comes out smaller, and takes the corners sharper.
        """
        column = self.column_of(factor)
        copy = self._copy_of(factor)
        merged = column.span.j > column.span.i + 1
        copy.paint(self.theme.colour[column.tone], tone=column.tone)
        copy.set_z_index(FLIGHT, family=True)
        end = column.symbol.get_center()
        copy.flies = Flight.between(start, end)
        way = Polyline([start, *by, (float(end[0]), float(end[1]))], radius=0.2 if close else 0.6)

        shape = copy.copy()
        wide = self.route.factors[factor].kind == "sigma_prime"  # the others fit between ring and tile as they are
        small = (SMALLER if close and not merged else SMALL) if wide else 1.0  # a fraction's indices are small already

        def begin() -> None:
            self.add(copy)

        def apply(share: float) -> None:
            copy.become(shape).scale(small + (1 - small) * share).move_to(way.point(share * way.length))
            gone = (share * way.length - CLEAR) / CLEAR * 2
            leaving = min(1.0, max(0.0, gone))  # it comes out from under its station, and does not double the symbol
            copy.set_fill(opacity=min(leaving, 4 * (1 - share)) if merged else leaving)
            if not merged:  # the dim symbol makes way for the one that lands on it
                column.symbol.set_fill(opacity=min(1.0, max(0.0, 2.5 - 3 * share)))
            if share >= 1:
                self.remove(copy)
                column.symbol.paint(self.theme.colour[column.tone], tone=column.tone)

        return Cue(apply, seconds, rate=ease_in_out_sine, begin=begin)

    def tell(self, factor: int, seconds: float) -> Cue:
        """Return the arrival of the value in a factor's column, with the × before it."""
        column = self.column_of(factor)
        labels = [column.value, *([column.times] if column.times else [])]
        return self._appear(labels, seconds)

    def conclude(self, seconds: float) -> Cue:
        """Return the arrival of "= what arrives"."""
        cues = [self._appear([self.equals, self.result_label], seconds)]
        if self.partial is not None:
            partial = self.partial
            cues.insert(0, Cue(lambda share: self.remove(partial), 0))
        return one_by_one(*cues)

    def show_partial(self, running: Reading, seconds: float) -> Cue:
        """Return the change of the result line of a list into the product so far; in a band there is nothing to do."""
        if self.kind == "columns":
            return Cue(lambda share: None, 0)
        label = self._result(running)
        label.set_opacity(0)

        def begin() -> None:
            if self.partial is not None:
                self.remove(self.partial)
            self.partial = label
            self.add(label)

        return Cue(lambda share: (label.set_opacity(share), self.equals.set_opacity(1)), seconds, begin=begin)

    def arrive(self, seconds: float, known: int = 0, *, calm: int = 0, delay: float = 0.0) -> Cue:
        """Return the fading in of the symbols, dim, and of the head.

        Parameters
        ----------
        known : int
            Factors from the loss on that the route before had too: their columns are there at once, and calm down.
        calm : int
            How many of these are calm already, since the route before had them from one before it.
        delay : float
            Time that the band before takes to leave [s].
        """
        before = self._known(known)
        labels = [c.symbol for c in self.columns if c not in before] + ([self.head] if self.head else [])
        there = [label for c in before for label in (c.symbol, c.value, c.times) if label is not None]
        colours = {id(label): str(label.glyphs[0].get_fill_color()) for label in there if label.glyphs}
        quiet = self._known(calm)

        def begin() -> None:
            for column in before:
                tones = ("mute", "mute") if column in quiet else (column.tone, column.value_tone)
                for label, tone in zip((column.symbol, column.value), tones, strict=True):
                    label.paint(self.theme.colour[tone], tone=tone)
                    colours[id(label)] = self.theme.colour[tone]
            if before and self.kind == "list":
                self.partial = self._result(self.route.factors[before[-1].span.j - 1].running)
                self.add(self.partial)
                self.equals.set_fill(opacity=1)

        def apply(share: float) -> None:
            for label in labels:
                label.set_fill(opacity=max(0.0, (share * (delay + seconds) - delay) / seconds))
            for label in there:
                label.paint(mix(colours[id(label)], self.theme.colour.mute, share), tone="mute")

        return Cue(apply, delay + seconds, begin=begin)

    def emphasise(self, kinds: Sequence[str], seconds: float) -> Cue:
        """Return the turn of the eye to some kinds of factors: their symbols light up, the others stay as they are."""
        chosen = [column for column in self.columns if column.span.kind in kinds]

        def apply(share: float) -> None:
            for column in chosen:
                shade = mix(self.theme.colour.low, self.theme.colour[column.tone], share)
                column.symbol.paint(shade, tone=column.tone)

        return Cue(apply, seconds)

    def hand_over(self, known: int, seconds: float) -> Cue:
        """Return the leaving of the band for that of the next route, which has the first columns in the same place."""
        kept = self._known(known)

        def begin() -> None:
            for column in kept:
                for label in (column.symbol, column.value, column.times):
                    if label is not None:
                        label.set_fill(opacity=0)

        return one_by_one(Cue(lambda share: begin(), 0), self.vanish(seconds))

    def _known(self, factors: int) -> list[Column]:
        return [column for column in self.columns if column.span.j <= factors]

    def vanish(self, seconds: float) -> Cue:
        """Return the fading of the whole band."""
        labels = [m for m in self.submobjects if isinstance(m, Label)]
        opacity = {}

        def begin() -> None:
            for label in labels:
                opacity[id(label)] = label.glyphs[0].get_fill_opacity() if label.glyphs else 0

        def apply(share: float) -> None:
            for label in labels:
                label.set_fill(opacity=opacity[id(label)] * (1 - share))

        return Cue(apply, seconds, begin=begin)

    def _copy_of(self, factor: int) -> Label:
        """Return what flies: the column's symbol, or the factor's own where it shares the column."""
        column = self.column_of(factor)
        if column.span.j == column.span.i + 1 or column.span.j > column.span.i + 2:  # its own, or of many steps
            return column.symbol.copy()
        return formula(self.theme, self.route.factors[factor].symbol, "medium", tone=column.tone)

    def _appear(self, labels: Sequence[Label], seconds: float) -> Cue:
        return Cue(lambda share: [label.set_fill(opacity=share) for label in labels], seconds)

    # construction

    def _columns(self, head: Label | None) -> list[Column]:
        """Build the columns; they stand at equal distances, and farther apart only where a number needs it."""
        theme, band = self.theme, self.layout.band
        parts = spans(self.route, self.layout.steps, band.most)
        readings = [self.route.span(s.i, s.j) if s.j > s.i + 1 else self.route.factors[s.i].value for s in parts]
        symbols = [self._symbol(span) for span in parts]
        columns = []
        if self.kind == "columns":
            edge = self.layout.safe[0] + (head.width + 0.3 if head is not None else 0.0)
            values = fitting(theme, readings, lambda labels: self._left_edge(labels) >= edge, "small", fewest=1)
            for x, symbol, value in zip(self._places(values), symbols, values, strict=True):
                value.place(x, band.values)
                symbol.place(x, band.symbols)
        else:
            values = [fitting_one(theme, reading, 1.6, "small") for reading in readings]
            for n, (symbol, value) in enumerate(zip(symbols, values, strict=True)):
                y = band.top - band.pitch * n
                value.place(band.right, y, "right")
                symbol.place(band.left + 0.44, y, "left")
        for span, reading, symbol, value in zip(parts, readings, symbols, values, strict=True):
            column = Column(theme, span, reading, symbol, value)
            value.paint(theme.colour[column.value_tone], tone=column.value_tone)
            columns.append(column)
        return columns

    def _symbol(self, span: Span) -> Label:
        source = span.symbol
        if self.kind == "list" and source.startswith("frac("):
            over, under = source.removeprefix("frac(").removesuffix(")").split(", ")
            source = f"{over} slash {under}"
        return formula(
            self.theme, source, "medium" if self.kind == "columns" or self.layout.band.pitch > 0.5 else 0.36, "low"
        )

    def _places(self, values: Sequence[Label]) -> list[float]:
        """Return the x of each column, from the right; with short numbers one pitch apart, each under its station."""
        band, places = self.layout.band, [self.layout.band.first]
        for right, left in pairwise(values):
            places.append(places[-1] - max(band.pitch, (right.width + left.width) / 2 + ROOM_FOR_TIMES))
        return places

    def _left_edge(self, values: Sequence[Label]) -> float:
        return self._places(values)[-1] - values[-1].width / 2

    def _times(self, right: Column, left: Column) -> Label:
        times = formula(self.theme, "times", "small", tone="mute")
        if self.kind == "columns":
            x = (left.value.get_right()[0] + right.value.get_left()[0]) / 2
            return times.place(x, self.layout.band.values)
        return times.place(self.layout.band.left + 0.02, left.value.baseline_y, "left")

    def _result(self, reading: Reading) -> Label:
        band = self.layout.band
        if self.kind == "columns":
            self.equals.place(max(4.36, self.columns[0].value.get_right()[0] + 0.22), band.values)
            room = self.layout.safe[1] - self.equals.get_right()[0] - 0.16
            label = fitting_one(self.theme, reading, room, "large", tone="text")
            return label.place(self.equals.get_right()[0] + 0.16, band.values, "left")
        y = band.top - band.pitch * len(self.columns) - (0.18 if band.pitch > 0.5 else 0.1)
        self.equals.place(band.left + 0.02, y, "left")
        return fitting_one(self.theme, reading, 2.4, "large", tone="text").place(band.right, y, "right")

    def _rule(self) -> Line:
        band = self.layout.band
        y = band.top - band.pitch * (len(self.columns) - 0.45)
        colour = self.theme.colour.bed
        line = Line((band.left, y, 0), (band.right, y, 0), stroke_width=self.theme.stroke.rule, color=colour)
        tagged(line, Tag("line", "bed"))
        if band.pitch < 0.5:
            line.set_opacity(0)
        return line

    def _place_head(self) -> None:
        if self.head is None:
            return
        band = self.layout.band
        if self.kind == "columns":
            self.head.place(self.columns[-1].value.get_left()[0] - 0.16, band.values, "right")
        else:
            self.head.place(band.right, band.top + max(0.44, band.pitch * 0.8), "right")

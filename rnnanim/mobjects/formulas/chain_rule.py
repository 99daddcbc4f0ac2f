"""The formula band: the factors of one route, each under the place where it acts, and what they multiply to.

Where there is width the band has columns that grow to the left, as the gradient does, and read left to right as the
product of the lesson; otherwise it has a line for each factor, from the loss down.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from rnnanim.backend.shapes import VGroup
from rnnanim.layout.frame import Layout
from rnnanim.layout.placement import Spot
from rnnanim.mobjects.base.flight import fly_copy
from rnnanim.mobjects.base.geometry import Point, Polyline
from rnnanim.mobjects.base.motion import Cue, cut, fade_in, fade_out, one_by_one, pause, tint, together
from rnnanim.mobjects.base.tagging import Tag, tagged
from rnnanim.mobjects.formulas.factor_columns import Column, Span, spans
from rnnanim.mobjects.text.fitting import fitting, fitting_one
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.rounding import multiplies_to
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics import Reading, Route
from rnnanim.theme import Theme

from manim import Line

CLEAR = 0.58  # on its way a symbol shows from so far from the middle of its station on
SMALL, SMALLER = 0.8, 0.7  # size of a symbol as it comes out of its station
LATE = 4  # power of the share of the way with which it grows late
SHARP, ROUND = 0.2, 0.6  # radius of the corners of a narrow way, and of others


class ChainRule(VGroup):
    """The product of the factors of one route.

    Parameters
    ----------
    head : Label, optional
        What the values are where they are norms; it stands at the left of their row, or above them.
    """

    def __init__(self, theme: Theme, layout: Layout, route: Route, *, head: Label | None = None) -> None:
        super().__init__()
        self.theme, self.band, self.route, self.head = theme, layout.band, route, head
        self.columns = self._columns(spans(route, layout.steps, self.band.most))
        for right, left in pairwise(self.columns):
            left.times = self._times(right, left)
        self.equals = formula(theme, "=", self.band.sign_size, tone="mute").place(*self._equals_spot())
        self.result_label = self._result(route.factors[-1].running)
        if not multiplies_to((column.value for column in self.columns), self.result_label):
            rounded = formula(theme, "approx", self.equals.em, tone="mute")
            self.equals = rounded.place(float(self.equals.get_center()[0]), self.equals.baseline_y)
        self.partial: Label | None = None
        if head is not None:
            head.place(*self.band.head(x=float(self.columns[-1].value.get_left()[0])))
            if head.get_left()[0] < self.band.left:
                head.place(*self.band.head_below())
        self._add_all()

    @property
    def joins(self) -> bool:
        """Return whether a column stands for the Jacobian of a step, and not for one factor."""
        return any(column.span.kind == "J" for column in self.columns)

    @property
    def labels(self) -> list[Label]:
        """Everything that is written."""
        return [label for label in self.submobjects if isinstance(label, Label)]

    # motion

    def column_of(self, factor: int) -> Column:
        """Return the column that a factor goes into."""
        return next(c for c in self.columns if c.span.i <= factor < c.span.j)

    def completes(self, factor: int) -> bool:
        """Return whether a factor is the last of its column, so that the column's value can be shown."""
        return self.column_of(factor).span.j == factor + 1

    def fall(
        self,
        factor: int,
        start: Point,
        seconds: float,
        *,
        by: Sequence[Point] = (),
        close: bool = False,
        late: bool = False,
    ) -> Cue:
        """Return the flight of a factor's symbol from its station into its column, which turns from dim to ink.

        Parameters
        ----------
        start : (x, y)
            Middle of the station.
        by : sequence of (x, y)
            Corners of the way, rounded; straight on without them.
        close : bool
            Whether the way is narrow: the symbol comes out smaller, and takes the corners sharper.
        late : bool
            Whether the symbol of a single factor grows to its size only close to its column.
        """
        column, copy = self.column_of(factor), self._copy_of(factor)
        merged = not column.span.is_one_factor
        end = column.symbol.get_center()
        way = Polyline([start, *by, (float(end[0]), float(end[1]))], radius=SHARP if close else ROUND)
        wide = self.route.factors[factor].kind == "sigma_prime"  # the others fit between ring and tile as they are
        small = (SMALLER if close and not merged else SMALL) if wide else 1.0  # a fraction's indices are small already

        def opacity(share: float) -> float:  # it comes out from under its station, and does not double the symbol
            leaving = min(1.0, max(0.0, (share * way.length - CLEAR) / CLEAR * 2))
            return min(leaving, 4 * (1 - share)) if merged else leaving

        flight = fly_copy(
            copy.paint(self.theme.colour[column.tone], tone=column.tone),
            way,
            seconds,
            among=self,
            zoom=lambda share: small + (1 - small) * (share**LATE if late and not merged else share),
            opacity=opacity,
            landed=lambda: column.symbol.paint(self.theme.colour[column.tone], tone=column.tone),
        )
        return flight if merged else together(self._make_way(column.symbol, seconds), flight)

    def light(self, factor: int, seconds: float) -> Cue:
        """Return the turn of a factor's column from dim to ink, where its symbol has no way there."""
        column = self.column_of(factor)
        return tint(seconds, column.tone, column.symbol)

    def tell(self, factor: int, seconds: float) -> Cue:
        """Return the arrival of the value in a factor's column, with the × before it."""
        return fade_in(seconds, *self.column_of(factor).values)

    def conclude(self, seconds: float) -> Cue:
        """Return the arrival of "= what arrives", in place of the product so far."""
        return one_by_one(cut(lambda: self._show_partial(None)), fade_in(seconds, self.equals, self.result_label))

    def show_partial(self, running: Reading, seconds: float) -> Cue:
        """Return the change of the line of the result, where there is one, into the product so far."""
        if not self.band.has_result_line:
            return pause(0)
        label = self._result(running)
        return fade_in(seconds, label, before=lambda: self._show_partial(label))

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

        def apply(share: float) -> None:
            for label in labels:
                label.set_fill(opacity=max(0.0, (share * (delay + seconds) - delay) / seconds))

        calming = tint(delay + seconds, "mute", *(label for column in before for label in column.labels))
        return one_by_one(
            cut(lambda: self._show_known(before, self._known(calm))),
            together(Cue(apply, delay + seconds), calming),
        )

    def emphasise(self, kinds: Sequence[str], seconds: float) -> Cue:
        """Return the turn of the eye to some kinds of factors: their symbols light up, the others stay as they are."""
        chosen = [column for column in self.columns if column.span.kind in kinds]
        return together(*(tint(seconds, column.tone, column.symbol) for column in chosen))

    def hand_over(self, known: int, seconds: float) -> Cue:
        """Return the leaving of the band for that of the next route, which has the first columns in the same place."""
        kept = [label for column in self._known(known) for label in column.labels]
        return one_by_one(cut(lambda: [label.set_fill(opacity=0) for label in kept]), self.fade_out(seconds))

    def fade_out(self, seconds: float) -> Cue:
        """Return the fading of all that is written."""
        return fade_out(seconds, *self.labels)

    def _known(self, factors: int) -> list[Column]:
        return [column for column in self.columns if column.span.j <= factors]

    def _show_known(self, known: Sequence[Column], calm: Sequence[Column]) -> None:
        """Show columns as the route before has left them, and their product where it has a line."""
        for column in known:
            tones = ("mute", "mute") if column in calm else (column.tone, column.value_tone)
            for label, tone in zip((column.symbol, column.value), tones, strict=True):
                label.paint(self.theme.colour[tone], tone=tone)
        if known and self.band.has_result_line:
            self._show_partial(self._result(self.route.factors[known[-1].span.j - 1].running))

    def _show_partial(self, label: Label | None) -> None:
        """Show a product so far in the line of the result, or none."""
        if self.partial is not None:
            self.remove(self.partial)
        self.partial = label
        if label is not None:
            self.add(label)
            self.equals.place(*self._equals_spot()).set_fill(opacity=1)

    @staticmethod
    def _make_way(symbol: Label, seconds: float) -> Cue:
        """Return the leaving of a dim symbol for the one that lands on it."""
        return Cue(lambda share: symbol.set_fill(opacity=min(1.0, max(0.0, 2.5 - 3 * share))), seconds)

    def _copy_of(self, factor: int) -> Label:
        """Return what flies: the column's symbol, or the factor's own where it shares the column."""
        column = self.column_of(factor)
        if column.span.is_one_factor or column.span.j > column.span.i + 2:  # its own, or of many steps
            symbol: Label = column.symbol.copy()
            return symbol
        return formula(self.theme, self.route.factors[factor].symbol, "medium", tone=column.tone)

    # construction

    def _columns(self, parts: Sequence[Span]) -> list[Column]:
        """Build the columns; they stand at equal distances, and farther apart only where a number needs it."""
        band, head = self.band, self.head.width if self.head is not None else 0.0
        readings = [self.route.factors[s.i].value if s.is_one_factor else self.route.span(s.i, s.j) for s in parts]
        values = [
            label
            for row in band.alike(readings)
            for label in fitting(self.theme, row, lambda labels: band.fits([v.width for v in labels], head), "small")
        ]
        columns = []
        for n, x in enumerate(band.places([value.width for value in values])):
            symbol = self._symbol(parts[n]).place(*band.symbol(n, x))
            columns.append(Column(self.theme, parts[n], readings[n], symbol, values[n].place(*band.value(n, x))))
        return columns

    def _symbol(self, span: Span) -> Label:
        source = span.symbol
        if not self.band.built_up and source.startswith("frac("):
            over, under = source.removeprefix("frac(").removesuffix(")").split(", ")
            source = f"{over} slash {under}"
        return formula(self.theme, source, self.band.symbol_size, "low")

    def _times(self, right: Column, left: Column) -> Label:
        middle = float(left.value.get_right()[0] + right.value.get_left()[0]) / 2
        times = formula(self.theme, "times", "small", tone="mute")
        return times.place(*self.band.operator(self.columns.index(left), middle))

    def _equals_spot(self) -> Spot:
        return self.band.equals(len(self.columns), float(self.columns[0].value.get_right()[0]))

    def _result(self, reading: Reading) -> Label:
        end = float(self.equals.get_right()[0])
        label = fitting_one(self.theme, reading, self.band.total_room(end), "large", tone="text")
        return label.place(*self.band.total(len(self.columns), end))

    def _add_all(self) -> None:
        """Put everything into the group: symbols first, then what is to come."""
        values = [c.value for c in self.columns] + [c.times for c in self.columns if c.times is not None]
        heads = [self.head] if self.head is not None else []
        self.add(*(c.symbol for c in self.columns), *values, self.equals, self.result_label, *heads)
        for label in self.labels:
            label.set_opacity(0)
        if ends := self.band.rule(len(self.columns)):
            self.add(self._rule(*ends))

    def _rule(self, start: Point, end: Point) -> Line:
        colour, width = self.theme.colour.bed, self.theme.stroke.rule
        line = Line((*start, 0), (*end, 0), stroke_width=width, color=colour)
        tagged(line, Tag("line", "bed"))
        return line

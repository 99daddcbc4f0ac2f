"""The farthest path of a lesson as a walk down a log ruler: each factor under its station, and its step."""

from __future__ import annotations

import math
from collections.abc import Sequence

from rnnanim.layout.frame import MOST_DRAWN
from rnnanim.mobjects.base.motion import Cue, together
from rnnanim.mobjects.charts.running_product import RunningProduct, Tread
from rnnanim.mobjects.formulas.factor_columns import Span, spans
from rnnanim.mobjects.network.state_chain import ChainStation, Kind
from rnnanim.mobjects.text.fitting import fitting
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.readout import readout
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics import Analysis, Reading
from rnnanim.scenes.products.product_layout import ProductLayout
from rnnanim.theme import mix

TIMES_ROOM = 0.33  # between two values
LEADS = 3.0  # from the last state to the right side: room for the two factors that no state multiplies
ASIDE = 1.15  # from the last state to W_y, which is not under it
END = 0.3  # from the names of the ruler to the end of the walk


class FactorByFactor:
    """Chain, factors, ruler and staircase of the route to the first step.

    Parameters
    ----------
    analysis : Analysis
        Of the lesson. Of its route to W_x at step 1 what lies between the last state and the first input is drawn.
    head : Label
        What says that the scale is logarithmic.

    Attributes
    ----------
    factors : list
        Symbol and value of each factor, from the right, and from the second on the × at its right.
    """

    def __init__(self, rows: ProductLayout, analysis: Analysis, head: Label) -> None:
        steps = analysis.spec.T
        self.rows, self.theme, self.analysis = rows, rows.theme, analysis
        self.route = route = analysis.route("x", steps, 1)
        one = analysis.read("gain", steps, steps)
        drawn = steps if rows.is_wide or steps < MOST_DRAWN else MOST_DRAWN + 1  # a narrow frame has dots sooner
        columns = [c for c in spans(route, drawn) if c.i >= 2 and c.j < len(route.factors)]
        self.joins = any(c.kind == "J" for c in columns)
        stations = rows.spread(self._kinds(len(columns)), right=LEADS)
        self.chain = rows.chain(stations)
        acting = [n for n, station in enumerate(stations) if self._acts(station)]
        ends = [-1, *acting]  # a Jacobian lights the state before its weight as well
        self._lit = [range(a + 1, b + 1) for a, b in zip(ends, acting, strict=False)]
        self.tones = ["wh" if c.kind == "W_h" else "ink" for c in columns]
        places = [stations[n].x for n in acting]
        self.values = [self._span(c.i, c.j) for c in columns]
        self.factors = self._band(columns, places)
        self.leads = self._leads() if rows.is_wide else []
        products = [self._span(2, c.j) for c in columns]
        treads = [Tread(p, x, tone) for p, x, tone in zip(products, places, self.tones, strict=True)]
        self.ruler = rows.ruler("path", [tread.level for tread in treads], head)
        self.stair = RunningProduct(
            self.theme, self.ruler, [Tread(one, self.ruler.right), *treads], self.ruler.left + END
        )

    @property
    def product(self) -> Reading:
        """What is left at the end."""
        return self.stair.treads[-1].product

    @property
    def is_finite(self) -> bool:
        """Whether every factor and every product is a number."""
        readings = [*self.values, *(tread.product for tread in self.stair.treads)]
        return all(math.isfinite(reading.value) for reading in readings)

    @property
    def labels(self) -> list[Label]:
        """Every symbol, value and ×."""
        return [label for row in self.factors for label in row]

    def recede(self, seconds: float) -> Cue:
        """Return the dimming of the whole row, before its factors act one by one."""
        colour = self.theme.colour

        def apply(share: float) -> None:
            for label, tone in self._toned:
                label.paint(mix(colour[tone], colour.low, share), tone="low" if share >= 1 else tone)

        return together(self.chain.recede(seconds), Cue(apply, seconds))

    @property
    def _toned(self) -> list[tuple[Label, str]]:
        """Every label of the row with its tone where it is not dimmed."""
        rows = zip(self.factors, self.tones, strict=True)
        return [pair for row, tone in rows for pair in zip(row, (tone, "ink", "mute"), strict=False)]

    def light(self, index: int, seconds: float) -> Cue:
        """Return the turn to a factor, counted from 1: its station is lit, its symbol and value leave the dim."""
        colour = self.theme.colour
        wanted = list(zip(self.factors[index - 1], (self.tones[index - 1], "ink", "mute"), strict=False))

        def apply(share: float) -> None:
            for label, tone in wanted:
                label.paint(mix(colour.low, colour[tone], share), tone=tone)

        return together(*(self.chain.act(n, seconds) for n in self._lit[index - 1]), Cue(apply, seconds))

    def _span(self, i: int, j: int) -> Reading:
        """Return the product of some factors, or its logarithm where float64 can only call it 0."""
        reading = self.route.span(i, j)
        log10 = self.analysis.read("log10_span_x", self.route.t, 1, i, j) if reading.value == 0 else reading
        return log10 if math.isfinite(log10.value) else reading

    def _kinds(self, factors: int) -> list[tuple[Kind, str]]:
        """Return the stations: every state and weight, or from six steps on dots for the middle."""
        steps = self.route.t
        kinds: list[tuple[Kind, str]] = [("unit", f"h_({steps})")]
        if self.joins and factors < steps:
            return [*kinds, ("tile", "W_h"), ("unit", f"h_({steps - 1})"), ("dots", "dots.c"), ("unit", "h_(1)")]
        for step in range(steps - 1, 0, -1):
            kinds += [("tile", "W_h"), ("unit", f"h_({step})")]
        return kinds

    def _acts(self, station: ChainStation) -> bool:
        """Return whether a factor belongs under a station; a Jacobian stands under its weight."""
        return not self.joins or station.kind != "unit" or station.symbol == "h_(1)"

    def _band(self, columns: Sequence[Span], places: Sequence[float]) -> list[list[Label]]:
        def fits(row: Sequence[Label]) -> bool:
            pairs = zip(places, places[1:], row, row[1:], strict=False)
            return all(a - b > (m.width + n.width) / 2 + TIMES_ROOM for a, b, m, n in pairs)

        numbers = fitting(self.theme, self.values, fits, "small", fewest=2)
        band: list[list[Label]] = []
        for column, x, number in zip(columns, places, numbers, strict=True):
            symbol = formula(self.theme, inline(column.symbol), "medium")
            labels = [symbol.place(x, self.rows.symbols), number.place(x, self.rows.values)]
            if band:
                middle = (number.get_right()[0] + band[-1][1].get_left()[0]) / 2
                labels.append(formula(self.theme, "times", "small").place(float(middle), self.rows.values))
            tones = self.tones[len(band)], "ink", "mute"
            row = zip(labels, tones, strict=False)
            band.append([label.tint(tone) for label, tone in row])
        return band

    def _leads(self) -> list[Label]:
        """Return what comes before the states' own factors: the slope of the loss and W_y, which are left out."""
        (slope, weight), rows, labels = self.route.factors[:2], self.rows, []
        before = self.factors[0]
        end = max(float(label.get_right()[0]) for label in before[:2])
        first = formula(self.theme, inline(slope.symbol), "small", tone="ink").place(rows.right, rows.symbols, "right")
        middle = float(first.get_center()[0])
        aside = max((end + float(first.get_left()[0])) / 2, self.chain.stations[0].x + ASIDE)
        columns = [(aside, weight), (middle, slope)]
        right = float(before[1].get_right()[0])
        for x, factor in columns:
            if factor is weight:
                labels.append(formula(self.theme, factor.symbol, "medium", tone="ink").place(x, rows.symbols))
            number = readout(self.theme, factor.value, "small", "ink", tight=True).place(x, rows.values)
            times = formula(self.theme, "times", "small", tone="mute")
            times.place((right + float(number.get_left()[0])) / 2, rows.values)
            right = float(number.get_right()[0])
            labels += [number, times]
        return [*labels, first]


def inline(symbol: str) -> str:
    """Return a symbol with its fraction on one line.

    >>> inline("frac(partial h_7, partial h_1)")
    'partial h_7 slash partial h_1'
    """
    if not symbol.startswith("frac("):
        return symbol
    over, under = symbol.removeprefix("frac(").removesuffix(")").split(", ")
    return f"{over} slash {under}"

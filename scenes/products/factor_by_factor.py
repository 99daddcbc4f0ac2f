"""The farthest path of a lesson on a log ruler: each factor under its station, and its step."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from rnnanim.layout.frame import MOST_DRAWN, ByFrame
from rnnanim.mobjects.base.motion import Cue, tint, together
from rnnanim.mobjects.charts.running_product import RunningProduct
from rnnanim.mobjects.charts.treads import Tread
from rnnanim.mobjects.formulas.factor_columns import Span, spans
from rnnanim.mobjects.network.state_chain import ChainStation, Kind
from rnnanim.mobjects.text.fitting import fitting
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.readout import readout
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics import Analysis, Reading
from rnnanim.scenes.products.product_layout import NARROW_ENDS, Ends, ProductLayout

TIMES_ROOM = 0.33  # between two values
SYMBOLS, SYMBOLS_ROOM = ("medium", "tile", "small"), 0.14  # type sizes of the symbols, and what lies between two
ASIDE = 1.15  # from the last state to W_y, which is not under it
LEAD_GAP = 0.2  # from W_y to the slope of the loss
END = 0.3  # from the names of the ruler to the left end of the last tread


@dataclass(frozen=True, slots=True)
class Room:
    """What depends on the kind of frame.

    Attributes
    ----------
    dots_from : int
        The number of steps from which on the states in the middle are dots.
    leads : bool
        Whether there is room at the right of the last state for the two factors that no state multiplies.
    """

    dots_from: int
    leads: bool


ROOM = ByFrame.narrow(Room(MOST_DRAWN + 1, leads=True), Room(MOST_DRAWN, leads=False))
ENDS: ByFrame[Ends] = ByFrame.narrow((1.9, 3.0), NARROW_ENDS)
NORM_ENDS: ByFrame[Ends] = ByFrame.narrow((1.9, 3.0), (1.62, 1.0))  # where "norm ×" stands before the values


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
    leads : list of Label
        The two factors before them, which are left out of the product.
    """

    def __init__(self, layout: ProductLayout, analysis: Analysis, head: Label) -> None:
        steps = analysis.spec.T
        self.layout, self.theme, self.analysis = layout, layout.theme, analysis
        room = layout.frame.choose(ROOM)
        self.route = route = analysis.route("x", steps, 1)
        drawn = steps if steps < room.dots_from else MOST_DRAWN + 1
        columns = [c for c in spans(route, drawn) if c.i >= 2 and c.j < len(route.factors)]
        self.joins = any(c.kind == "J" for c in columns)
        stations = layout.spread(self._kinds(len(columns)), ENDS if analysis.is_scalar else NORM_ENDS)
        self.chain = layout.chain(stations)
        acting = [n for n, station in enumerate(stations) if self._acts(station)]
        before = [-1, *acting]  # a Jacobian lights the state before its weight as well
        self._lit = [range(a + 1, b + 1) for a, b in zip(before, acting, strict=False)]
        self.tones = ["wh" if c.kind == "W_h" else "ink" for c in columns]
        places = [stations[n].x for n in acting]
        self.values = [self._span(c.i, c.j) for c in columns]
        self.factors = self._band(columns, places)
        self.leads = self._leads() if room.leads else []
        products = [self._span(2, c.j) for c in columns]
        treads = [Tread(p, x, tone) for p, x, tone in zip(products, places, self.tones, strict=True)]
        self.ruler = layout.ruler("path", [tread.level for tread in treads], head)
        first = Tread(analysis.read("gain", steps, steps), self.ruler.right)
        self.running = RunningProduct(self.theme, self.ruler, [first, *treads], self.ruler.left + END)

    @property
    def product(self) -> Reading:
        """What is left at the end."""
        return self.running.treads[-1].product

    @property
    def numbers(self) -> list[float]:
        """Every product; behind one that is 0 no ratio of norms is left, and the factors there are shown as a dash."""
        return [tread.product.value for tread in self.running.treads]

    @property
    def labels(self) -> list[Label]:
        """Every symbol, value and ×."""
        return [label for row in self.factors for label in row]

    def dim_all(self, seconds: float) -> Cue:
        """Return the dimming of the whole row, before its factors act one by one."""
        return together(self.chain.dim_all(seconds), tint(seconds, "low", *self.labels))

    def light(self, index: int, seconds: float) -> Cue:
        """Return the turn to a factor, counted from 1: its station is lit, its symbol and value leave the dim."""
        row = zip(self.factors[index - 1], self._tones_of(index - 1), strict=False)
        stations = (self.chain.light(n, seconds) for n in self._lit[index - 1])
        return together(*stations, *(tint(seconds, tone, label) for label, tone in row))

    def _tones_of(self, index: int) -> tuple[str, str, str]:
        """Return the tones of a symbol, its value and the × at its right, where they are not dimmed."""
        return self.tones[index], "ink", "mute"

    def _span(self, i: int, j: int) -> Reading:
        """Return the product of some factors, or its logarithm where float64 can only call it 0."""
        reading = self.route.span(i, j)
        log10 = self.analysis.log10_span("x", self.route.t, 1, i, j) if reading.value == 0 else reading
        return log10 if math.isfinite(log10.value) else reading

    def _kinds(self, factors: int) -> list[tuple[Kind, str]]:
        """Return the stations: every state and weight, or dots for those in the middle."""
        steps = self.route.t
        kinds: list[tuple[Kind, str]] = [("node", f"h_({steps})")]
        if self.joins and factors < steps:
            return [*kinds, ("tile", "W_h"), ("node", f"h_({steps - 1})"), ("dots", "dots.c"), ("node", "h_(1)")]
        for step in range(steps - 1, 0, -1):
            kinds += [("tile", "W_h"), ("node", f"h_({step})")]
        return kinds

    def _acts(self, station: ChainStation) -> bool:
        """Return whether a factor belongs under a station; a Jacobian stands under its weight."""
        return not self.joins or station.kind != "node" or station.symbol == "h_(1)"

    def _band(self, columns: Sequence[Span], places: Sequence[float]) -> list[list[Label]]:
        """Return symbol, value and × of each factor, under its station."""

        def fits(row: Sequence[Label]) -> bool:
            pairs = zip(places, places[1:], row, row[1:], strict=False)
            return all(a - b > (m.width + n.width) / 2 + TIMES_ROOM for a, b, m, n in pairs)

        numbers = fitting(self.theme, self.values, fits, "small")
        band: list[list[Label]] = []
        for x, symbol, number in zip(places, self._symbols(columns, places), numbers, strict=True):
            labels = [symbol.place(x, self.layout.symbols), number.place(x, self.layout.values)]
            if band:
                middle = (number.get_right()[0] + band[-1][1].get_left()[0]) / 2
                labels.append(formula(self.theme, "times", "small").place(float(middle), self.layout.values))
            tones = zip(labels, self._tones_of(len(band)), strict=False)
            band.append([label.tint(tone) for label, tone in tones])
        return band

    def _symbols(self, columns: Sequence[Span], places: Sequence[float]) -> list[Label]:
        """Return the symbols in the largest size in which they are clear of each other."""
        for size in SYMBOLS:
            row = [formula(self.theme, inline(column.symbol), size) for column in columns]
            pairs = zip(places, places[1:], row, row[1:], strict=False)
            if all(a - b > (m.width + n.width) / 2 + SYMBOLS_ROOM for a, b, m, n in pairs):
                break
        return row

    def _leads(self) -> list[Label]:
        """Return what comes before the states' own factors: the slope of the loss and W_y, which are left out."""
        slope, weight = self.route.factors[:2]
        layout, before = self.layout, self.factors[0]
        end = max(float(label.get_right()[0]) for label in before[:2])
        first = formula(self.theme, inline(slope.symbol), "small", tone="ink")
        wider = float(self._value(slope.value).width - first.width) / 2
        first.place(layout.right - max(0.0, wider), layout.symbols, "right")
        symbol, left = formula(self.theme, weight.symbol, "medium", tone="ink"), float(first.get_left()[0])
        aside = max((end + left) / 2, self.chain.stations[0].x + ASIDE)
        aside = min(aside, left - LEAD_GAP - float(symbol.width) / 2)
        symbol.place(aside, layout.symbols)
        nearer = self._value_and_times(weight.value, aside, float(before[1].get_right()[0]))
        farther = self._value_and_times(slope.value, float(first.get_center()[0]), float(nearer[0].get_right()[0]))
        return [symbol, *nearer, *farther, first]

    def _value(self, reading: Reading) -> Label:
        """Return the value of a factor that is left out."""
        return readout(self.theme, reading, "small", "ink", tight=True)

    def _value_and_times(self, reading: Reading, x: float, left: float) -> list[Label]:
        """Return a value under its symbol, and the × between it and what ends at its left."""
        number = self._value(reading).place(x, self.layout.values)
        times = formula(self.theme, "times", "small", tone="mute")
        times.place((left + float(number.get_left()[0])) / 2, self.layout.values)
        return [number, times]


def inline(symbol: str) -> str:
    """Return a symbol with its fraction on one line.

    >>> inline("frac(partial h_7, partial h_1)")
    'partial h_7 slash partial h_1'
    """
    if not symbol.startswith("frac("):
        return symbol
    over, under = symbol.removeprefix("frac(").removesuffix(")").split(", ")
    return f"{over} slash {under}"

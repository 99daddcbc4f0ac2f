"""What the product of the factors comes to: powers of one weight, and the weight with σ′ at every step."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rnnanim.errors import InputError
from rnnanim.lesson import load_lesson
from rnnanim.mobjects.chain import Chain, Station
from rnnanim.mobjects.equation import Equation
from rnnanim.mobjects.fitting import fitting
from rnnanim.mobjects.layout import Point
from rnnanim.mobjects.motion import Cue, one_by_one, together
from rnnanim.mobjects.parts import TEXT, WIRE
from rnnanim.mobjects.plot import Curve, Plot
from rnnanim.mobjects.product import Span, spans
from rnnanim.mobjects.ruler import ONE_WIDTH, LogRuler
from rnnanim.mobjects.staircase import Staircase, Tread
from rnnanim.mobjects.strokes import dashes, stroke, stroke_pieces
from rnnanim.mobjects.tagging import Tag
from rnnanim.mobjects.text import Label, formula, readout
from rnnanim.numerics import Analysis, Reading
from rnnanim.stage import LessonScene, beat  # prepares manim, so it stands before it
from rnnanim.theme import Box, Theme, mix

from manim import Mobject, VGroup, VMobject

FATES = ("vanishing", "holding", "exploding")
FATE_STEPS = 7  # six steps lie between the first state and the last
LEVEL = 0.05  # a product so near to 1 holds
WEIGHTS = (1.0, 2.0, 4.0, 6.0)
WIDE_UNIT = 0.46
TIMES_ROOM = 0.33  # between two values
Z_RANGE, Z_TICK = (-6.0, 6.0), 4


def fate(gain: float) -> str:
    """Return what a product has done: whether it vanishes, holds or explodes.

    >>> [fate(gain) for gain in (0.0156, 1.0, 11.4)]
    ['vanishes', 'holds', 'explodes']
    """
    if abs(gain - 1) <= LEVEL:
        return "holds"
    return "explodes" if gain > 1 else "vanishes"


def crossing(analysis: Analysis) -> float:
    """Return the z beyond which a step of one unit no longer multiplies by more than 1."""
    inside, outside = 0.0, Z_RANGE[1]
    for _ in range(60):
        middle = (inside + outside) / 2
        inside, outside = (middle, outside) if analysis.read("step_gain_at", middle).value > 1 else (inside, middle)
    return inside


@dataclass(frozen=True, slots=True)
class Rows:
    """Heights and sides of the pictures: what stands over a ruler, and the ruler [scene units]."""

    left: float
    right: float
    chain: float
    symbols: float
    values: float
    bottom: float

    @property
    def ruler(self) -> Box:
        """The ruler under a chain with symbols and values."""
        return self.left, self.right - 0.1, self.values - 0.5, self.bottom


class ProductOfFactors(LessonScene):
    """The product of σ′ and W_h as a staircase on a log ruler: when it vanishes, holds and explodes, and when not."""

    loss = "last"

    def cast(self) -> None:
        left, right, bottom, _ = self.layout.safe
        title = self.layout.note[1]
        chain = title - (0.98 if self.layout.name == "wide" else 0.85)
        self.rows = Rows(left + 0.04, right - 0.04, chain, chain - 0.96, chain - 1.44, bottom + 0.48)
        self.steps = self.lesson.network.T
        self.log_words = self.words("log_scale", tone="mute")
        self.cast_path()
        self.cast_fates()
        self.cast_curves()
        self.cast_hundred()
        self.cast_saturation()

    # the farthest path of the lesson

    def cast_path(self) -> None:
        """Build the chain of the farthest path, its factors and their staircase."""
        route = self.analysis.route("x", self.steps, 1)
        columns = [c for c in spans(route, self.steps) if c.i >= 2 and c.j < len(route.factors)]
        stations = self.stations_of(columns)
        self.path = self.chain(stations)
        acting = [n for n, station in enumerate(stations) if self.acts(station, columns)]
        ends = [-1, *acting]  # a Jacobian lights the state before its weight as well
        self.acting = {i: range(ends[i - 1] + 1, ends[i] + 1) for i in range(1, len(columns) + 1)}
        values = [route.span(c.i, c.j) for c in columns]
        products = [route.span(2, c.j) for c in columns]
        if not all(math.isfinite(reading.value) for reading in (*values, *products)):
            raise InputError(
                f"ProductOfFactors: the product of this lesson is not a number at {self.steps} steps; "
                "take smaller weights (network.W_h), fewer steps (network.steps) or another target"
            )
        places = [stations[n].x for n in acting]
        tones = ["wh" if c.kind == "W_h" else "ink" for c in columns]
        self.factors, self.tones = self.band(columns, values, places, tones), tones
        self.heads = [] if self.analysis.is_scalar else [self.words("norm_times", tone="mute")]
        for head in self.heads:
            head.place(self.rows.left, self.rows.values, "left")
        if any(c.kind == "J" for c in columns):
            slope = "sigma'(z_t) space" if self.analysis.is_scalar else '"diag" sigma\'(z_t) space'
            right, base = self.layout.note
            self.heads.append(
                formula(self.theme, f"J_t = {slope} wh(W_h)", "small", tone="mute").place(right, base, "right")
            )
        levels = [Tread(product, x, tone) for product, x, tone in zip(products, places, tones, strict=True)]
        first = self.analysis.read("gain", self.steps, self.steps)
        self.ruler, self.stair = self.staircase("path", first, levels)
        self.product = products[-1]

    def stations_of(self, columns: Sequence[Span]) -> list[Station]:
        """Return the row of the farthest path: every state and weight, or from six steps on dots for the middle."""
        joined = any(c.kind == "J" for c in columns)
        kinds: list[tuple[str, str]] = [("unit", f"h_({self.steps})")]
        if len(columns) < self.steps and joined:
            kinds += [("tile", "W_h"), ("unit", f"h_({self.steps - 1})"), ("dots", "dots.c"), ("unit", "h_1")]
        else:
            for step in range(self.steps - 1, 0, -1):
                kinds += [("tile", "W_h"), ("unit", f"h_({step})")]
        return self.spread(kinds)

    @staticmethod
    def acts(station: Station, columns: Sequence[Span]) -> bool:
        """Return whether a column of the product belongs under a station; a Jacobian stands under its weight."""
        joined = any(c.kind == "J" for c in columns)
        return not joined or station.kind != "unit" or station.symbol in ("h_1", "h_(1)")

    def band(
        self, columns: Sequence[Span], values: Sequence[Reading], places: Sequence[float], tones: Sequence[str]
    ) -> list[list[Label]]:
        """Return symbol and value of each factor, and from the second on the × that joins it to the one before."""

        def fits(row: Sequence[Label]) -> bool:
            pairs = zip(places, places[1:], row, row[1:], strict=False)
            return all(a - b > (m.width + n.width) / 2 + TIMES_ROOM for a, b, m, n in pairs)

        numbers = fitting(self.theme, values, fits, "small", fewest=2)
        band: list[list[Label]] = []
        for column, x, tone, number in zip(columns, places, tones, numbers, strict=True):
            symbol = formula(self.theme, inline(column.symbol), "medium", tone=tone)
            symbol.place(x, self.rows.symbols)
            number.place(x, self.rows.values)
            labels = [symbol, number]
            if band:
                middle = (number.get_right()[0] + band[-1][1].get_left()[0]) / 2
                times = formula(self.theme, "times", "small", tone="mute")
                labels.append(times.place(float(middle), self.rows.values))
            band.append([label.tint("low").set_z_index(TEXT, family=True) for label in labels])
        return band

    # the pieces that the pictures share

    def spread(self, kinds: Sequence[tuple[str, str]], left: float = 1.9, right: float = 1.9) -> list[Station]:
        """Return stations at equal distances, so far from both sides of the frame."""
        narrow = self.layout.name != "wide"
        first, last = self.rows.right - (1.0 if narrow else right), self.rows.left + (1.3 if narrow else left)
        places = np.linspace(first, last, len(kinds)) if len(kinds) > 1 else [(first + last) / 2]
        return [Station(kind, symbol, float(x)) for (kind, symbol), x in zip(kinds, places, strict=True)]  # type: ignore[arg-type]

    def chain(self, stations: Sequence[Station], *, wide: bool = False) -> Chain:
        """Return the row of states and weights; wide units hold indices such as t − 3."""
        pitch = min((a.x - b.x for a, b in zip(stations, stations[1:], strict=False)), default=2.0)
        size = self.theme.size
        roomy = pitch > 1.3
        tile = size.tile if roomy else (0.56, 0.44)
        radius = WIDE_UNIT if wide else size.unit if roomy else 0.38
        return Chain(self.theme, stations, self.rows.chain, radius=radius, tile=tile)

    def staircase(
        self,
        name: str,
        first: Reading,
        levels: Sequence[Tread],
        *,
        box: Box | None = None,
        ruler: LogRuler | None = None,
    ) -> tuple[LogRuler, Staircase]:
        """Return a ruler for products, and their staircase from its right end to its left."""
        log10s = [tread.level for tread in levels]
        ruler = ruler or LogRuler(
            self.theme, box or self.rows.ruler, log10s, scale=f"ruler {name}", head=self.log_words.copy()
        )
        stair = Staircase(self.theme, ruler, [Tread(first, ruler.right), *levels], ruler.left + 0.3)
        return ruler, stair

    # the three fates

    def cast_fates(self) -> None:
        """Build the staircases of the three exact networks, side by side on one ruler."""
        rows, wide = self.rows, self.layout.name == "wide"
        nets = [self.network(name, load_lesson(name).with_steps(FATE_STEPS).network) for name in FATES]
        gains = [[net.read("gain", FATE_STEPS, k) for k in range(FATE_STEPS, 0, -1)] for net in nets]
        top = rows.chain + 0.15
        box = rows.left, rows.right, top - (1.25 if wide else 1.9), rows.bottom + 0.5
        logs = [math.log10(gain.value) for row in gains for gain in row]
        self.fates_ruler = LogRuler(self.theme, box, logs, scale="ruler fates", head=self.log_words.copy())
        left, gap = self.fates_ruler.left + 0.62, 0.55
        width = (self.fates_ruler.right - 0.1 - left + gap) / len(nets) - gap
        self.fates = [
            Fate(self, net, row, (left + n * (width + gap), width), top)
            for n, (net, row) in enumerate(zip(nets, gains, strict=True))
        ]
        derivative = formula(self.theme, f"partial h_{FATE_STEPS} slash partial h_1", "small", tone="text")
        self.fates_name = derivative.place(rows.left, top, "left").set_z_index(TEXT, family=True)
        self.fates_note = self.noted([("sigma'", nets[0].read("sigma_prime", FATE_STEPS, 0), "mute")], "every_step")

    def noted(self, values: Sequence[tuple[str, Reading, str]], words: str | None = None) -> list[Label | Equation]:
        """Return the note at the top right: words, then what holds in the network."""
        right, base = self.layout.note
        labels: list[Label | Equation] = []
        for source, reading, tone in reversed(values):
            labels.append(Equation(self.theme, source, reading, "small", tone=tone).place(right, base, "right"))
            right = float(labels[-1].get_left()[0]) - 0.35
        if words is not None:
            labels.append(
                self.words(words, tone="mute").place(right + 0.2, base, "right").set_z_index(TEXT, family=True)
            )
        return labels

    # what one step multiplies by

    def cast_curves(self) -> None:
        """Build what one step multiplies by, over z, for four weights."""
        rows = self.rows
        base = load_lesson("holding").network
        self.weights = [self.network(f"sigmoid_{w:g}", base.replace(W_h=[[w]])) for w in WEIGHTS]
        self.crest = self.weights[-1]
        box = rows.left + 0.5, rows.right - 0.45, rows.chain - 0.25, rows.bottom + 0.3
        peak = self.crest.read("step_gain_at", 0.0).value
        names = "z", "abs(sigma'(z) thin wh(W_h))"
        ticks = (Z_TICK, -Z_TICK)
        self.plot = Plot(self.theme, box, Z_RANGE, (0.0, 1.16 * peak), names=names, x_ticks=ticks, y_ticks=(1,))
        self.curves = [
            Curve(self.plot, net.curve("step_gain_at", *Z_RANGE), tone="wh", reached=Z_RANGE[0]) for net in self.weights
        ]
        self.peaks = [self.peak_of(net) for net in self.weights]
        self.one = VGroup()
        edge = crossing(self.crest)
        self.crests = [
            Curve(self.plot, self.crest.curve("step_gain_at", -edge, edge), tone=tone, width=width, reached=-edge)
            for tone, width in (("gradient", 8.0), ("core", 3.4))
        ]
        self.feet = self.feet_of(edge)
        x, y = self.plot.origin
        right, base = self.layout.note
        self.curves_note = self.words("sigmoid", tone="mute").place(right, base, "right")
        self.only_here = self.words("grows", tone="text").place(x, y - 0.45).set_z_index(TEXT, family=True)

    def peak_of(self, net: Analysis) -> Label | Equation:
        """Return the weight of a curve, over its peak; the highest says what the others are."""
        reading = net.read("W_h", 0, 0)
        x, y = self.plot.point(0.0, net.read("step_gain_at", 0.0).value)
        if net is self.crest:
            return Equation(self.theme, "W_h", reading, "small", tone="wh").place(x + 0.14, y + 0.12, "left")
        label = readout(self.theme, reading, "small", tone="wh").place(x + 0.14, y + 0.1, "left")
        return label.set_z_index(TEXT, family=True)

    def ends_of_one(self) -> tuple[Point, Point]:
        """Return the ends of the line on which a step neither shrinks nor grows what it multiplies."""
        left, right = self.plot.box[:2]
        y = self.plot.point(0.0, 1.0)[1]
        return (left, y), (right, y)

    def slide_one(self, seconds: float) -> Cue:
        """Return the way of the line of 1 from the ruler to the plot."""
        ruler = self.fates_ruler
        source = np.array([[ruler.left, ruler.y(0)], [ruler.right, ruler.y(0)]])

        def apply(share: float) -> None:
            points = source + (np.array(self.ends_of_one()) - source) * share
            line = stroke(self.theme, points, Tag("line", "mute"), ONE_WIDTH)
            self.one.submobjects = [line.set_z_index(WIRE + 1)]

        return Cue(apply, seconds)

    def feet_of(self, edge: float) -> VMobject:
        """Return the stretch of z over which a step can grow, and what leads down to it."""
        (a, top), (b, _) = self.plot.point(-edge, 1.0), self.plot.point(edge, 1.0)
        foot = self.plot.origin[1]
        down = stroke_pieces(
            self.theme, [*dashes((a, top), (a, foot)), *dashes((b, top), (b, foot))], Tag("line", "edge"), 1.6
        )
        along = stroke(self.theme, np.array([[a, foot], [b, foot]]), Tag("line", "edge"), 6.0)
        return VGroup(down, along).set_z_index(WIRE + 2, family=True)

    # the weight of 100

    def cast_hundred(self) -> None:
        """Build the staircase of the weight of 100 with the balanced bias."""
        near, far = (load_lesson("hundred").with_steps(steps).network for steps in (3, 4))
        self.near, self.far = self.network("hundred", near), self.network("hundred, one step more", far)
        kinds = [("unit", "h_t"), ("tile", "W_h"), ("unit", "h_(t-1)"), ("tile", "W_h"), ("unit", "h_(t-2)")]
        kinds += [("tile", "W_h"), ("unit", "h_(t-3)")]
        stations = self.spread(kinds, left=1.6, right=1.3)
        self.hundred_chain = self.chain(stations, wide=True)
        foot, treads = self.hundred_chain.foot, []
        for n, station in enumerate(stations):
            net, steps = (self.near, 3) if n < 5 else (self.far, 4)
            tone = "ink" if station.kind == "unit" else "wh"
            product = net.read("span_x", steps, 1, 2, 3 + n)
            treads.append(Tread(product, station.x, tone, guide=foot if station.kind == "unit" else foot + 0.1))
        box = *self.rows.ruler[:2], self.rows.chain - 1.2, self.rows.bottom
        first = self.near.read("gain", 3, 3)
        self.hundred_ruler, self.hundred = self.staircase("hundred", first, treads, box=box)
        slope, weight = self.near.read("sigma_prime", 3, 0), self.near.read("W_h", 0, 0)
        self.hundred_note = self.noted([("sigma'", slope, "ink"), ("W_h", weight, "wh")])

    def cast_saturation(self) -> None:
        """Build the staircase of the same weight without that bias."""
        spec = load_lesson("hundred").network.replace(b_h=[0.0], h_0=[0.0], x=[[0.0]] * 3)
        self.saturated = net = self.network("hundred without bias", spec)
        kinds = [("unit", "h_3"), ("tile", "W_h"), ("unit", "h_2"), ("tile", "W_h"), ("unit", "h_1")]
        stations = self.spread(kinds)
        self.saturated_chain = self.chain(stations)
        treads = [
            Tread(net.read("span_x", 3, 1, 2, 3 + n), station.x, "ink" if station.kind == "unit" else "wh")
            for n, station in enumerate(stations[:-1])
        ]
        self.saturated_ruler, self.plunge = self.staircase("saturation", net.read("gain", 3, 3), treads)
        ghost = [
            Tread(self.near.read("span_x", 3, 1, 2, 3 + n), station.x, "ink" if station.kind == "unit" else "wh")
            for n, station in enumerate(stations[:-1])
        ]
        first = self.near.read("gain", 3, 3)
        self.ghost = Staircase(
            self.theme,
            self.saturated_ruler,
            [Tread(first, self.saturated_ruler.right), *ghost],
            self.plunge.left,
            dot=False,
            thickness=0.06,
        )
        room = stations[0].x - stations[2].x - 0.3
        self.states = [
            [
                Equation(self.theme, f"z_{step}", net.read("z", step, 0), "small", tone="state"),
                Equation(self.theme, "sigma'", net.read("sigma_prime", step, 0), "small", room=room),
            ]
            for step in (3, 2, 1)
        ]
        for station, (z, slope) in zip(stations[::2], self.states, strict=True):
            z.place(station.x, self.rows.symbols + 0.04)
            slope.place(min(station.x, self.rows.right - slope.width / 2), self.rows.values)
        weight, bias = net.read("W_h", 0, 0), net.read("b_h", 0)
        self.saturated_note = self.noted([("W_h", weight, "wh"), ("b_h", bias, "ink")])
        self.tell_apart(ghost[-1].product, net.read("gain", 3, 1), stations)

    def tell_apart(self, kept: Reading, lost: Reading, stations: Sequence[Station]) -> None:
        """Build what the two walks of the last beat come to, each at the end of its own."""
        left, wide = self.plunge.left, self.layout.name == "wide"
        derivative = "partial h_3 slash partial h_1"
        words = self.words("balanced", tone="mute").place(left, self.saturated_ruler.y(0) - 0.38, "left")
        equation = Equation(self.theme, derivative, kept, "small", tone="mute")
        at = (left + words.width + 0.3, words.baseline_y) if wide else (left, words.baseline_y - 0.46)
        self.kept = words, equation.place(*at, "left")
        riser = stations[2 if wide else 0].x  # in a narrow frame it stands over the last three treads
        self.lost = Equation(self.theme, derivative, lost, "large", tone="text", room=riser - left - 0.4)
        self.lost.place(left, (self.plunge.y(4) if wide else self.plunge.y(2)) + 0.34, "left")

    # the beats

    @beat
    def factor_by_factor(self) -> None:
        """The factors of the farthest path, each under its station, become steps on the ruler."""
        time = self.theme.time
        self.show(self.path)
        self.play(self.headline("title_path"), self.path.arrive(2 * time.dim))
        self.play(*(self.appear(time.dim, *labels) for labels in self.factors), self.appear(time.dim, *self.heads))
        self.hold(0.6)
        self.show(self.ruler, self.stair)
        self.play(self.ruler.arrive(2 * time.dim))
        self.play(self.stair.begin())
        for index in range(1, len(self.stair.treads)):
            self.play(*self.light(index, time.light), self.stair.step(index))
            if self.stair.speaks(index):
                size = "large" if index == len(self.stair.treads) - 1 else "small"
                self.play(self.stair.tell(self.stair.number(index, size=size), time.value))
        self.say(product=self.product)

    @beat
    def three_fates(self) -> None:
        """Vanishing, holding and exploding: three exact networks that differ in one weight."""
        time = self.theme.time
        self.play(self.headline("title_fates"), *self.leave_path(time.dim))
        self.hide(self.path, self.ruler, self.stair)
        self.show(self.fates_ruler)
        self.play(
            self.fates_ruler.arrive(3 * time.dim, start=self.ruler),
            self.appear(time.dim, self.fates_name, *self.fates_note),
        )
        for one in self.fates:
            self.show(one.arrow, one.stair)
            self.play(self.appear(time.dim, *one.labels), draw(one.arrow, time.dim))
            self.play(one_by_one(one.stair.begin(), one.stair.walk()))
            self.play(one.stair.tell(one.number, time.value), self.appear(time.value, one.verdict))
            self.hold(0.4)
        first, second, third = self.fates
        factors = {"down": first.factor, "level": second.factor, "up": third.factor}
        ends = {"vanished": first.end, "held": second.end, "exploded": third.end}
        self.say(n=FATE_STEPS - 1, **factors, **ends)

    @beat
    def where_it_can_explode(self) -> None:
        """A step multiplies by more than 1 only for a weight over 4, and only near z = 0."""
        time = self.theme.time
        self.play(self.headline("title_where"), *self.leave_fates(time.dim))
        self.hide(self.fates_ruler, *(part for one in self.fates for part in (one.stair, one.arrow)))
        self.show(self.plot, self.one, *self.curves)
        self.play(self.slide_one(2 * time.dim), self.plot.arrive(2 * time.dim), self.appear(time.dim, self.curves_note))
        for curve, label in zip(self.curves, self.peaks, strict=True):
            self.play(curve.trace(Z_RANGE[1], 0.9))
            self.play(self.appear(time.value, label))
        self.show(*self.crests)
        edge = self.crests[0].series.end
        self.play(*(crest.trace(edge, 0.7) for crest in self.crests))
        self.hold(0.4)
        self.show(self.feet)
        self.play(draw(self.feet, time.dim), self.appear(time.dim, self.only_here))
        self.say(bound=self.weights[0].read("sigma_prime_bound"), threshold=self.weights[2].read("W_h", 0, 0))

    @beat
    def eighty(self) -> None:
        """A network that stays where σ′ is 0.2: 80 after three states, 1600 after four."""
        time = self.theme.time
        self.play(self.headline("title_eighty"), *self.leave_curves(time.dim))
        self.hide(self.plot, self.one, self.feet, *self.curves, *self.crests)
        self.show(self.hundred_chain, self.hundred_ruler, self.hundred)
        chain, stair = self.hundred_chain, self.hundred
        self.play(
            chain.arrive(2 * time.dim, 0, 4),
            self.hundred_ruler.arrive(3 * time.dim, start=self.ends_of_one()),
            self.appear(time.dim, *self.hundred_note),
        )
        self.play(stair.begin())
        for index in range(1, len(stair.treads)):
            if index == 6:
                self.hold(0.8)
                self.play(chain.arrive(time.dim, 5, 6))
            self.play(chain.act(index - 1, time.light), stair.step(index))
            large = index in (5, 7)
            number = stair.number(index, size="large" if large else "small", tone="core" if large else "text")
            under = [self.steps_under(number, 3 if index == 5 else 4)] if large else []
            self.play(stair.tell(number, time.value), *(stair.tell(label, time.value) for label in under))
        self.say(
            slope=self.near.read("sigma_prime", 3, 0),
            weight=self.near.read("W_h", 0, 0),
            near=stair.treads[5].product,
            far=stair.treads[7].product,
        )

    @beat
    def saturation(self) -> None:
        """The same weight without the balanced bias: saturated, and vanished."""
        time, net = self.theme.time, self.saturated
        self.play(
            self.headline("title_saturation"),
            self.hundred_chain.leave(time.dim),
            self.hundred_ruler.leave(time.dim, keep=True),
            self.hundred.leave(time.dim),
            self.vanish(time.dim, *self.hundred_note),
        )
        self.hide(self.hundred_chain, self.hundred_ruler, self.hundred)
        chain, ghost, plunge = self.saturated_chain, self.ghost, self.plunge
        self.show(chain, self.saturated_ruler, ghost, plunge)
        self.play(chain.arrive(2 * time.dim), self.saturated_ruler.arrive(3 * time.dim, start=self.hundred_ruler))
        self.play(one_by_one(ghost.begin(), ghost.walk()))
        self.play(ghost.spend(time.dim), *(ghost.tell(label, time.dim) for label in self.kept))
        self.play(self.appear(time.dim, *self.saturated_note))
        self.play(together(*(self.appear(time.dim, z) for z, _ in reversed(self.states)), lag=time.dim))
        self.play(plunge.begin())
        for index in range(1, len(plunge.treads)):
            slope = [self.appear(time.light, self.states[index // 2][1])] if index % 2 else []
            self.play(chain.act(index - 1, time.light), *slope)
            self.play(plunge.step(index))
        self.play(chain.turn(4, {"unit": "near"}, time.light), plunge.tell(self.lost, time.value))
        self.say(z=net.read("z", 3, 0), gain=net.read("gain", 3, 1))

    # what the beats are made of

    def light(self, index: int, seconds: float) -> list[Cue]:
        """Return the turn to the factor of a step: its station is lit, its symbol and value leave the dim."""
        colour = self.theme.colour
        symbol, value, *times = self.factors[index - 1]
        wanted = [(symbol, self.tones[index - 1]), (value, "ink"), *((label, "mute") for label in times)]

        def apply(share: float) -> None:
            for label, tone in wanted:
                label.paint(mix(colour.low, colour[tone], share), tone=tone)

        return [*(self.path.act(n, seconds) for n in self.acting[index]), Cue(apply, seconds)]

    def steps_under(self, number: Label, count: int) -> Label:
        """Return how many steps the network of a number has, to stand under it."""
        label = self.words("steps", tone="mute", T=count)
        return label.place(float(number.get_center()[0]), number.baseline_y - 0.42)

    def leave_path(self, seconds: float) -> list[Cue]:
        """Return the end of the picture of the farthest path."""
        labels = [*self.heads, *(label for row in self.factors for label in row)]
        return [
            self.path.leave(seconds),
            self.ruler.leave(seconds, keep=True),
            self.stair.leave(seconds),
            self.vanish(seconds, *labels),
        ]

    def leave_curves(self, seconds: float) -> list[Cue]:
        """Return the end of the picture of what one step multiplies by."""
        curves = [curve.to(curve.tone, seconds, opacity=0) for curve in (*self.curves, *self.crests)]
        lines = [draw(line, seconds, back=True) for line in (self.feet,)]
        return [
            self.plot.leave(seconds),
            *curves,
            *lines,
            self.vanish(seconds, *self.peaks, self.only_here, self.curves_note),
        ]

    def leave_fates(self, seconds: float) -> list[Cue]:
        """Return the end of the picture of the three fates."""
        labels = [label for one in self.fates for label in (*one.labels, one.verdict)]
        stairs = [one.stair.leave(seconds) for one in self.fates]
        stairs += [draw(one.arrow, seconds, back=True) for one in self.fates]
        return [
            self.fates_ruler.leave(seconds, keep=True),
            *stairs,
            self.vanish(seconds, *labels, self.fates_name, *self.fates_note),
        ]


def draw(mobject: Mobject, seconds: float, *, back: bool = False) -> Cue:
    """Return the coming of lines, or their going."""

    def apply(share: float) -> None:
        for line in mobject.family_members_with_points():
            line.set_stroke(opacity=1 - share if back else share)

    return Cue(apply, seconds)


def arrow(theme: Theme, right: float, left: float, y: float) -> VGroup:
    """Return a thin arrow to the left."""
    line = stroke(theme, np.array([[right, y], [left, y]]), Tag("line", "low"), theme.stroke.rule)
    head = np.array([[left + 0.12, y + 0.08], [left, y], [left + 0.12, y - 0.08]])
    return VGroup(line, stroke(theme, head, Tag("line", "low"), theme.stroke.rule)).set_z_index(WIRE, family=True)


class Fate:
    """One of the three exact networks: its weight, its factor, its staircase, and what it does."""

    def __init__(
        self, scene: ProductOfFactors, net: Analysis, gains: Sequence[Reading], place: tuple[float, float], top: float
    ) -> None:
        theme, (left, width) = scene.theme, place
        edges = np.linspace(left + width, left, len(gains) + 1)
        treads = [Tread(gain, float(x)) for gain, x in zip(gains, edges, strict=False)]
        self.stair = Staircase(theme, scene.fates_ruler, treads, left)
        self.factor, self.end = net.read("J", len(gains), 0, 0), gains[-1]
        weight = Equation(theme, "W_h", net.read("W_h", 0, 0), "medium", tone="wh")
        step = Equation(theme, "sigma' wh(W_h)", self.factor, "small", tone="mute")
        self.verdict = scene.words(fate(self.end.value), size="medium", weight=theme.type.title_weight)
        wide = scene.layout.name == "wide"
        self.verdict.place(left, top, "left").set_z_index(TEXT, family=True)
        weight.place(left + width if wide else left, top if wide else top - 0.5, "right" if wide else "left")
        step.place(left, top - (0.5 if wide else 1.0), "left")
        ends = [formula(theme, f"h_{k}", "small", tone="mute") for k in (len(gains), 1)]
        base = scene.rows.bottom - 0.1
        ends[0].place(left + width, base, "right")
        ends[1].place(left, base, "left")
        self.labels = [weight, step, *ends]
        self.arrow = arrow(theme, left + width - 0.55, left + 0.5, base + 0.1)
        self.number = self.stair.number(len(gains) - 1, size="large", above=self.end.value > 1 - LEVEL)
        self.number.place(left, self.number.baseline_y, "left")


def inline(symbol: str) -> str:
    """Return a symbol with its fraction on one line.

    >>> inline("frac(partial h_7, partial h_1)")
    'partial h_7 slash partial h_1'
    """
    if not symbol.startswith("frac("):
        return symbol
    over, under = symbol.removeprefix("frac(").removesuffix(")").split(", ")
    return f"{over} slash {under}"

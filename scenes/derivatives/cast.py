"""What the beats of the slopes share: their cast, from the end of the scene before to the plots, and their moves."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np

from rnnanim.errors import InputError
from rnnanim.mobjects.base.geometry import Point, Polyline
from rnnanim.mobjects.base.layers import FLIGHT
from rnnanim.mobjects.base.motion import Cue, ease_in_out_sine, one_by_one, pause, together
from rnnanim.mobjects.base.tagging import Flight
from rnnanim.mobjects.charts.compared_weights import compared_weights
from rnnanim.mobjects.charts.plot import CURVE, Curve, Dot, Plot, Reads
from rnnanim.mobjects.charts.tangent import Level
from rnnanim.mobjects.charts.waterfall import Waterfall
from rnnanim.mobjects.formulas.step_jacobian import step_jacobian
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.readout import readout
from rnnanim.numerics import NetworkSpec, Reading
from rnnanim.scenes.derivatives.callouts import Callouts, FootNames
from rnnanim.scenes.derivatives.recalled_path import RecalledPath
from rnnanim.scenes.derivatives.sliding_tangent import SlidingTangent
from rnnanim.stage import LessonScene  # prepares manim, so it stands before it
from rnnanim.theme import Box, mix

REACH = 6.0  # z runs from −6 to 6 where the activations are compared
REST = 1.0  # where the tangent comes to rest
TAIL = -5.0  # where saturation is read
HALF = 4.6  # where the halves of relu are named: the other curves are low there
EDGE = 4.4  # up to there to each side the tangent rolls
FULL, LOW = (0.0, 1.08), (0.0, 0.54)  # ranges of the y axes: of σ, and of a slope that stays under one half
SAMPLES = 481
MOST_NAMED = 5  # rows beside the plot
CLOSEST = {"sigmoid": 4.5}  # the own plot is at least so wide to each side, others 3
OTHERS = ("sigmoid", "tanh", "relu")
ASIDE = {"sigmoid": 1.6, "tanh": 1.6}  # from the y axis to what is written over a level: clear of the other curves
SWITCH = 1.8 * CURVE  # stroke of the slope of relu
NARROW, ROOMY = (
    {"wide": 0.66, "tall": 0.52, "square": 0.52},
    0.84,
)  # of the frame: the own plot beside its rows, round them
LANE = 0.58  # from the baseline of the band's symbols to where numbers run over them
GHOST = 4.6  # the sigmoid is drawn beside the own curve if the plot is no wider to each side


class Slopes(LessonScene):
    """The plots of the activations and their slopes, and of this network's own; the beats are those of the scene."""

    loss = "last"

    def cast(self) -> None:
        self.steps = self.lesson.network.T
        self.path = self.farthest()
        self.notes = self.what_the_slopes_are()
        self.whose = self.whose_product()
        self.panel = self.comparison()
        self.others = {name: self.network(name, self.activation(name)) for name in OTHERS}
        self.upper, self.lower = self.plots()
        self.curves = {name: self.derivative(name) for name in OTHERS}
        self.sigmoid = Curve(self.upper, self.others["sigmoid"].curve("sigma_at", -REACH, REACH, SAMPLES), tone="mute")
        slopes = self.stage.words("slope", tone="ink"), self.stage.words("slope", tone="ink")
        self.rolling = SlidingTangent(self.upper, self.lower, self.others["sigmoid"], -EDGE, slopes)
        self.rolling.fade(0, 0).at(0)
        self.levels = {name: self.level(name) for name in ("sigmoid", "tanh")}
        self.quarter = Level(
            self.lower,
            self.others["sigmoid"].read("sigma_prime_bound"),
            self.stage.words("sigmoid", tone="mute"),
            tone="mute",
        )
        self.names = {name: self.stage.words(name, size="tile", tone="ink") for name in OTHERS}
        self.tail = self.tail_of_the_sigmoid()
        self.own_plot_is_ready()

    # the cast

    def farthest(self) -> RecalledPath:
        """Return the ways to W_x as PathsToWy has left them, with the product of the farthest."""
        routes = [self.analysis.route("x", self.steps, step) for step in reversed(self.layout.drawn_steps)]
        route = routes[-1]
        if not all(math.isfinite(factor.running.value) for factor in route.factors):
            raise InputError(
                f"{type(self).__name__}: the gradient of this lesson overflows at {self.steps} steps; "
                "take smaller weights (network.W_h) or fewer steps (network.steps)"
            )
        head = None if self.analysis.is_scalar else self.stage.words("norm_times", tone="mute")
        return RecalledPath(self.theme, self.layout, routes, head=head)

    def whose_product(self) -> list[Label]:
        """Return what PathsToWy has written over the product."""
        label = self.stage.words("farthest", size="tile", tone="mute", k=self.path.route.k)
        label.place(float(self.path.product.result_label.get_left()[0]), self.layout.band.symbols, "left")
        return [label]

    def comparison(self) -> Waterfall:
        """Return the panel of PathsToWy, as it was left: what each weight gets."""
        panel = compared_weights(self.theme, self.layout, self.analysis, self.stage.words, tone="ink")
        panel.fade_in(0).at(0)
        for row in panel.rows:
            row.grown = row.counted = 1.0
            row.words_tone = "ink"
            row.draw()
        return panel

    def what_the_slopes_are(self) -> list[Label]:
        """Return what stands at the top right, and where the slopes are inside of J_t what that is."""
        right, base = self.layout.note
        notes = [self.stage.words("slope_note", size="tile", tone="mute").place(right, base, "right")]
        if self.path.product.joins:
            joined = step_jacobian(self.theme, is_scalar=self.analysis.is_scalar)
            y = self.layout.rows["h"] if self.layout.name == "wide" else self.layout.band.top
            notes.append(joined.place(right, y - 0.12, "right"))
        return notes

    def activation(self, name: str) -> NetworkSpec:
        return self.lesson.network.replace(activation=name)

    def slope_of(self, name: str) -> Reads:
        """Return what reads the slope of an activation at z."""
        return lambda z: self.others[name].read("sigma_prime_at", z)

    def plots(self) -> tuple[Plot, Plot]:
        """Return σ above and its slope below, with the z axes in line and the same length for 1."""
        left, right, top, bottom = self.whole
        height, x = (top - bottom - 0.85) * LOW[1] / (FULL[1] + LOW[1]), (-REACH, REACH)
        box = left, right, top, bottom + height + 0.85
        upper = Plot(self.theme, box, x, FULL, names=("", "sigma(z)"), y_ticks=(1,), lines=(1,))
        box, names = (left, right, bottom + height, bottom), ("z", "sigma'(z)")
        return upper, Plot(self.theme, box, x, LOW, names=names, x_ticks=(-4, -2, 2, 4))

    @property
    def whole(self) -> Box:
        """The frame below the title as one plot."""
        left, right, bottom, _ = self.layout.safe
        wide = self.layout.name == "wide"
        return left + 0.62, right - 0.55, self.layout.title[1] - 0.84, bottom + (0.9 if wide else 1.2)

    @property
    def beside(self) -> Box:
        """The plot of this network, which leaves room for its rows at the right."""
        left, right, top, bottom = self.whole
        if self.links:
            bottom = self.layout.band.symbols + LANE + 0.75
        return left, left + self.share * (right - left), top, bottom

    @property
    def links(self) -> bool:
        """Whether every slope is a factor of the band under the network, so that the rows can be carried there."""
        product = self.path.product
        return self.analysis.is_scalar and product.band.built_up and not product.joins

    def derivative(self, name: str) -> Curve:
        """Return the slope of an activation; that of relu lies on other lines, so it is the boldest."""
        series = self.others[name].curve("sigma_prime_at", -REACH, REACH, SAMPLES)
        width = SWITCH if name == "relu" else CURVE
        return Curve(self.lower, series, tone="ink", reached=-REACH, width=width, risers=True)

    def level(self, name: str) -> Level:
        """Return the line that the slope of an activation does not pass."""
        bound = self.others[name].read("sigma_prime_bound")
        return Level(self.lower, bound, self.stage.words("at_most", size="medium", tone="mute"), aside=ASIDE[name])

    def tail_of_the_sigmoid(self) -> tuple[Dot, Label]:
        """Return the dot far out, and how little the slope is there."""
        dot = Dot(self.lower, self.slope_of("sigmoid"), TAIL, tone="mute", radius=0.08, opacity=0)
        x, y = self.lower.point(TAIL, 0)
        return dot, readout(self.theme, dot.reading, "small").place(x, y + 0.2)

    def own_plot_is_ready(self) -> None:
        """Build what the last beat shows: the own curve, a dot for each unit of each step, and the rows."""
        network, analysis = self.lesson.network, self.analysis
        places = {(t, u): analysis.read("z", t, u) for t in range(1, self.steps + 1) for u in range(network.H)}
        farthest = max((abs(z.value) for z in places.values() if math.isfinite(z.value)), default=0.0)
        self.share = NARROW[self.layout.name]
        self.reach = max(CLOSEST.get(network.activation, 3.0), 1.25 * farthest)
        count = min(4801, 2 * math.ceil(40 * max(self.reach, REACH)) + 1)
        far = max(self.reach, REACH)
        self.own = Curve(self.lower, analysis.curve("sigma_prime_at", -far, far, count))
        self.steepest = {t: self.unit_with_the_largest_slope(t) for t in range(1, self.steps + 1)}
        self.dots = {}
        for (t, u), z in places.items():
            if math.isfinite(z.value):
                leads = u == self.steepest[t]
                self.dots[t, u] = self.dot_of(t, u, z, leads=leads)

    def dot_of(self, t: int, u: int, z: Reading, *, leads: bool) -> Dot:
        reading = self.analysis.read("sigma_prime", t, u)
        tone, radius, guides = ("ink", 0.11, "x") if leads else ("mute", 0.07, "")
        return Dot(self.lower, lambda _: reading, z, tone=tone, radius=radius, guides=guides, opacity=0)

    def unit_with_the_largest_slope(self, t: int) -> int:
        slopes = [self.analysis.read("sigma_prime", t, u).value for u in range(self.lesson.network.H)]
        return slopes.index(max(slopes))

    def rows(self) -> Callouts:
        """Return the rows beside the plot: the last step on top, as the gradient meets them."""
        right = self.layout.safe[1]
        _, end, top, bottom = self.beside
        size = "medium" if self.layout.name == "wide" else "small"
        name = "sigma'" if self.lesson.network.H == 1 else '"max " sigma\''
        entries = [(f"{name}(z_({t}))", self.dots[t, self.steepest[t]]) for t in self.named_steps]
        rows = Callouts(self.theme, (end + 0.75, right, top, bottom), entries, size)
        ceiling = self.lower.point(0, self.own.series.y.max())[1]
        if rows.lowest > self.quarter.height + 0.15 and rows.highest < ceiling - 0.1:
            clear = self.clear_of_curve(rows.lowest - 0.15)
            near = max(clear, *(dot.middle[0] for _, dot in entries)) + 0.45
            if near < end - 1.0:
                rows.stand_at(near)
        return rows

    def clear_of_curve(self, y: float) -> float:
        """Return the x from which on the own curve stays under a height [scene units]."""
        series = self.own.series
        over = [x for x, height in zip(series.x, series.y, strict=True) if self.lower.point(0, height)[1] > y]
        return self.lower.point(max(over, default=0.0), 0)[0]

    @property
    def named_steps(self) -> tuple[int, ...]:
        """The steps that have a row: all, or of many the first ones and the last."""
        steps = [t for t in range(1, self.steps + 1) if (t, self.steepest[t]) in self.dots]
        return tuple(steps if len(steps) <= MOST_NAMED else [*steps[:2], steps[-1]])

    # what the beats are made of

    def carry_back(self) -> None:
        """Let the slopes take their places in the product of the farthest path, which is completed round them."""
        time, path = self.theme.time, self.path
        slopes = {path.step_of(column): column for column in path.slopes}
        self.show(path.product)
        self.play(path.make_room())
        for i in reversed(range(len(self.named_steps))):
            column, number = slopes[self.named_steps[i]], self.callouts.rows[i][2]
            land = one_by_one(pause(1.2 - time.light), path.speak(column, time.light, landing=True))
            self.play(self.fly(number, column.value, 1.2, by=self.round_the_rows(number, column.value)), land)
        self.play(path.complete(time.value))
        self.play(path.tell_result(time.value))

    def round_the_rows(self, number: Label, target: Label) -> list[Point]:
        """Return the corners of the way of a number: out to the right of the rows, and down over its column."""
        name = self.lower.names[0]
        assert name is not None
        clear = float(name.get_right()[0]) + 0.12 + number.width / 2
        right, end = max(float(number.get_right()[0]) + 0.75, clear), float(target.get_center()[0])
        lane = self.layout.band.symbols + LANE
        return [(right, float(number.get_center()[1])), (right, lane), (end, lane)]

    def gather_the_slopes(self) -> Cue:
        """Return the leaving of the network; what stays of it is the slopes, which become the name of an axis."""
        time, path, target = self.theme.time, self.path, self.lower.names[1]
        assert target is not None
        chosen = path.slopes[len(path.slopes) // 2]
        x, *_ = chosen.symbol.get_center()
        lone = [column.symbol for column in path.slopes if column.span.kind == "sigma_prime"]
        labels = [label for label in path.product if label not in lone]
        labels += [*self.notes, *filter(None, [path.net.dots_label])]
        leave = together(path.leave(1.5 * time.dim), one_by_one(pause(0.25), self.fade_out(time.dim, *labels)))
        joining = [
            one_by_one(pause(0.25), self.draw_near(symbol, float(x), 0.5))
            for symbol in lone
            if symbol is not chosen.symbol
        ]
        flight = one_by_one(pause(0.5), self.fly(path.slope_in(chosen), target, 0.9, merge=True))
        stay = path.slope_in(chosen).copy().set_z_index(FLIGHT, family=True)
        stay.flies = Flight.between(stay.get_center(), stay.get_center())
        wait = Cue(lambda share: self.hide(stay) if share >= 1 else self.show(stay), 0.5)
        return together(
            Cue(lambda share: [symbol.set_fill(opacity=0) for symbol in lone], 0), leave, *joining, flight, wait
        )

    def draw_near(self, symbol: Label, x: float, seconds: float) -> Cue:
        """Return the fading of a symbol as it comes near to another at an x, which it is the same as."""
        copy: Label = symbol.copy().set_z_index(FLIGHT, family=True)
        start = copy.get_center()
        way = x - start[0]
        copy.flies = Flight.between(start, (x, start[1]))
        way = math.copysign(max(0.0, abs(way) - 1.1 * copy.width), way)

        def apply(share: float) -> None:
            copy.move_to(start + np.array([way * share, 0.0, 0.0])).set_fill(opacity=1 - share)
            if share >= 1:
                self.hide(copy)

        self.show(copy)
        return Cue(apply, seconds)

    def fly(
        self, source: Label, target: Label, seconds: float, *, by: Sequence[Point] = (), merge: bool = False
    ) -> Cue:
        """Return the flight of a text to what it is the same as.

        Parameters
        ----------
        by : sequence of (x, y)
            Corners of the way, rounded.
        merge : bool
            Whether the two are only alike: they begin at the same place, and one turns into the other.
        """
        shape: Label = source.copy().paint(self.theme.colour.ink, tone="ink")
        copy: Label = shape.copy().set_z_index(FLIGHT, family=True)
        size = target.em / source.em
        start, end = source.get_center(), target.get_center()
        if merge:
            end = end + np.array([(source.width * size - target.width) / 2, 0.0, 0.0])
        copy.flies = Flight.between(start, end)
        way = Polyline([(float(start[0]), float(start[1])), *by, (float(end[0]), float(end[1]))], radius=0.6)

        def apply(share: float) -> None:
            copy.become(shape).set_z_index(FLIGHT, family=True).scale(1 + (size - 1) * share)
            copy.move_to(way.point(share * way.length)).set_fill(opacity=min(1.0, (4 if merge else 12) * (1 - share)))
            if share >= 1:
                self.hide(copy)

        return Cue(apply, seconds, rate=ease_in_out_sine, begin=lambda: self.show(copy))

    def hush(self, name: str, seconds: float) -> Cue:
        """Return the fading of a name to the tone of what is not spoken of."""
        label, colour = self.names[name], self.theme.colour
        before = colour[label.tone]
        return Cue(lambda share: label.paint(mix(before, colour.low, share), tone="low"), seconds)

    def number_over(self, reading: Reading, z: float) -> Label:
        """Return a slope that is read over its own height."""
        x, y = self.lower.point(z, reading.value)
        return readout(self.theme, reading, "medium").place(x, y + 0.22)

    def own_name(self, own: str) -> Label:
        """Return the name of the own activation, on its curve."""
        label = self.stage.words(own, size="tile", tone="ink")
        if own == "identity":  # flat everywhere, and its dots are on the right
            x, y = self.lower.point(-self.reach, 1.0)
            return label.place(x + 0.16, y - 0.36, "left")
        if own == "relu":
            x, y = self.lower.point(self.reach, 1.0)
            return label.place(x, y + 0.14, "right")
        series = self.own.series
        high = float(series.y.max())
        left = series.x[(series.x < 0) & (series.y < 0.62 * high)].max()
        x, y = self.lower.point(float(left), 0.62 * high)
        return label.place(x - 0.2, y, "right")

    def names_of_places(self) -> FootNames:
        """Return what stands under the drop lines; of several units none is z_t by itself."""
        named = self.named_steps if self.lesson.network.H == 1 else ()
        return FootNames(self.theme, [(f"z_({t})", self.dots[t, self.steepest[t]]) for t in named])

    def ticks_of_own(self, y: tuple[float, float]) -> tuple[float, ...]:
        """Return the ticks of the own plot for which the names under the drop lines leave room."""
        with self.as_own(y):
            return self.names_of_places().room_for(ticks_within(self.reach))

    def share_of_own(self, y: tuple[float, float]) -> float:
        """Return the share of the frame that the own plot takes: more where its rows stand in it, not beside it."""
        if self.layout.name == "wide":
            self.share = ROOMY
            with self.as_own(y):
                if self.rows().box[0] < self.beside[1]:
                    return ROOMY
        return NARROW[self.layout.name]

    @contextmanager
    def as_own(self, y: tuple[float, float]) -> Iterator[None]:
        """Give the plot for a moment, undrawn, the place that it will have for this network."""
        plot = self.lower
        now = plot.box, plot.x_range, plot.y_range
        plot.box, plot.x_range, plot.y_range = self.beside, (-self.reach, self.reach), y
        yield
        plot.box, plot.x_range, plot.y_range = now

    def name_at(self, name: str, z: float, height: float, align: str, tone: str = "ink") -> Label:
        """Return the name of an activation beside its curve."""
        label = self.stage.words(name, size="tile", tone=tone).place(*self.lower.point(z, height), align)
        self.names[name] = label
        return label

    def stand(self) -> None:
        """Let the dots rise onto the curve: step by step, or at once where there are many."""
        time, rows = self.theme.time, self.named_steps
        if len(rows) == self.steps:
            for i in reversed(range(len(rows))):
                dots = [dot.fade(1, time.dim) for (t, _), dot in self.dots.items() if t == rows[i]]
                self.play(one_by_one(together(*dots), together(self.callouts.tell(i, time.dim), *self.foot(i))))
                self.hold(0.3)
            return
        self.play(together(*(dot.fade(1, time.dim) for dot in self.dots.values()), lag=0.06))
        for i in reversed(range(len(rows))):
            self.play(one_by_one(pause(0.1), together(self.callouts.tell(i, time.dim), *self.foot(i))))

    def foot(self, index: int) -> list[Cue]:
        """Return the arrival of the name under a drop line, where there is one."""
        return [self.feet.tell(index, self.theme.time.dim)] if self.feet.names else []


def ticks_within(reach: float) -> tuple[float, ...]:
    """Return four round numbers, two to each side of 0.

    >>> ticks_within(3.0), ticks_within(60.0)
    ((-2.0, -1.0, 1.0, 2.0), (-40.0, -20.0, 20.0, 40.0))
    """
    power = 10.0 ** math.floor(math.log10(reach / 2.5))
    step = max(m * power for m in (1, 2, 5, 10) if m * power <= reach / 2.5 or m == 1)
    return -2 * step, -step, step, 2 * step

"""Why every step back multiplies by one quarter, or by one, at most: the slopes of sigmoid, tanh and relu."""

from __future__ import annotations

import math

import numpy as np

from rnnanim.errors import InputError
from rnnanim.mobjects.callouts import Callouts
from rnnanim.mobjects.label import Label
from rnnanim.mobjects.motion import Cue, ease_in_out_sine, one_by_one, pause, together
from rnnanim.mobjects.parts import FLIGHT, TEXT
from rnnanim.mobjects.plot import Curve, Dot, Plot, Reads
from rnnanim.mobjects.recalled import RecalledPath
from rnnanim.mobjects.rolling import RollingSlope
from rnnanim.mobjects.tagging import Flight
from rnnanim.mobjects.tangent import Level
from rnnanim.mobjects.text import formula, readout
from rnnanim.numerics import Analysis, NetworkSpec, Reading
from rnnanim.stage import LessonScene, beat  # prepares manim, so it stands before it
from rnnanim.theme import Box, mix

REACH = 6.0  # z runs from −6 to 6 where the activations are compared
REST = 1.0  # where the tangent comes to rest
TAIL = -5.0  # where saturation is read
FULL, LOW = (0.0, 1.08), (0.0, 0.54)  # ranges of the y axes: of σ, and of a slope that stays under one half
SAMPLES = 481
MOST_NAMED = 5  # rows beside the plot
CLOSEST = {"sigmoid": 4.5}  # the own plot is at least so wide to each side, others 3
OTHERS = ("sigmoid", "tanh", "relu")


class ActivationDerivatives(LessonScene):
    """The slope that each station multiplies by: of the sigmoid, of tanh, of relu, and at this network's own places."""

    loss = "last"

    def cast(self) -> None:
        self.steps = self.lesson.network.T
        self.path = self.farthest()
        self.notes = self.what_the_slopes_are()
        self.others = {name: self.network(name, self.activation(name)) for name in OTHERS}
        self.upper, self.lower = self.plots()
        self.curves = {name: self.derivative(analysis, name) for name, analysis in self.others.items()}
        self.sigmoid = Curve(self.upper, self.others["sigmoid"].curve("sigma_at", -REACH, REACH, SAMPLES), tone="mute")
        self.rolling = RollingSlope(self.upper, self.lower, self.others["sigmoid"], -REACH)
        self.rolling.fade(0, 0).at(0)
        self.levels = {name: self.level(name) for name in ("sigmoid", "tanh")}
        self.names = {name: self.words(name, size="tile", tone="ink") for name in OTHERS}
        self.tail = self.tail_of_the_sigmoid()
        self.same = self.slope_twice()
        self.own_plot_is_ready()

    # the cast

    def farthest(self) -> RecalledPath:
        """Return the farthest path of GradientPaths, as it was left."""
        route = self.analysis.route("x", self.steps, 1)
        if not all(math.isfinite(factor.running.value) for factor in route.factors):
            raise InputError(
                f"{type(self).__name__}: the gradient of this lesson overflows at {self.steps} steps; "
                "take smaller weights (network.W_h) or fewer steps (network.steps)"
            )
        head = None if self.analysis.is_scalar else self.words("norm_times", tone="mute")
        return RecalledPath(self.theme, self.layout, route, head=head)

    def what_the_slopes_are(self) -> list[Label]:
        """Return what stands at the top right, and where the slopes are inside of J_t what that is."""
        right, base = self.layout.note
        notes = [self.words("slope_note", size="tile", tone="mute").place(right, base, "right")]
        if self.path.product.joins:
            slope = "sigma'(z_t) space" if self.analysis.is_scalar else '"diag" sigma\'(z_t) space'
            joined = formula(self.theme, f"J_t = {slope} wh(W_h)", "tile", tone="ink")
            y = self.layout.rows["h"] if self.layout.name == "wide" else self.layout.band.top
            notes.append(joined.place(right, y - 0.12, "right"))
        return [note.set_z_index(TEXT, family=True) for note in notes]

    def activation(self, name: str) -> NetworkSpec:
        return self.lesson.network.replace(activation=name)

    def slope_of(self, name: str) -> Reads:
        """Return what reads the slope of an activation at z."""
        return lambda z: self.others[name].read("sigma_prime_at", z)

    def plots(self) -> tuple[Plot, Plot]:
        """Return σ above and its slope below, with the z axes in line and the same length for 1."""
        left, right, top, bottom = self.whole
        height, x = (top - bottom - 0.85) * LOW[1] / (FULL[1] + LOW[1]), (-REACH, REACH)
        upper = Plot(
            self.theme, (left, right, top, bottom + height + 0.85), x, FULL, names=("", "sigma(z)"), y_ticks=(1,)
        )
        box, names = (left, right, bottom + height, bottom), ("z", "sigma'(z)")
        return upper, Plot(self.theme, box, x, LOW, names=names, x_ticks=(-4, -2, 2, 4), y_ticks=(0.5,))

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
            bottom = self.layout.band.symbols + 1.15
        return left, left + (0.66 if self.layout.name == "wide" else 0.52) * (right - left), top, bottom

    @property
    def links(self) -> bool:
        """Whether every slope is a factor of the band under the network, so that the rows can be carried there."""
        product = self.path.product
        return self.analysis.is_scalar and product.kind == "columns" and not product.joins

    def derivative(self, analysis: Analysis, name: str) -> Curve:
        series = analysis.curve("sigma_prime_at", -REACH, REACH, SAMPLES)
        return Curve(self.lower, series, tone="ink", reached=-REACH)

    def level(self, name: str) -> Level:
        """Return the line that the slope of an activation does not pass."""
        bound = self.others[name].read("sigma_prime_bound")
        return Level(self.lower, bound, self.words("at_most", size="medium", tone="mute"))

    def slope_twice(self) -> list[Label]:
        """Return the word at the rise of the tangent, and at the height that is as long."""
        (x, y), (foot, top) = (
            self.upper.point(REST + 1, 0.72),
            self.lower.point(REST, self.slope_of("sigmoid")(REST).value),
        )
        labels = [self.words("slope", tone="ink").place(x + 0.16, y, "left")]
        labels.append(self.words("slope", tone="ink").place(foot + 0.2, top + 0.06, "left"))
        return [label.set_z_index(TEXT, family=True) for label in labels]

    def tail_of_the_sigmoid(self) -> tuple[Dot, Label]:
        """Return the dot far out, and how little the slope is there."""
        dot = Dot(self.lower, self.slope_of("sigmoid"), TAIL, tone="mute", radius=0.08, opacity=0)
        x, y = self.lower.point(TAIL, 0)
        return dot, readout(self.theme, dot.reading, "small").place(x, y + 0.2).set_z_index(TEXT, family=True)

    def own_plot_is_ready(self) -> None:
        """Build what the last beat shows: the own curve, a dot for each unit of each step, and the rows."""
        network, analysis = self.lesson.network, self.analysis
        places = {(t, u): analysis.read("z", t, u) for t in range(1, self.steps + 1) for u in range(network.H)}
        farthest = max((abs(z.value) for z in places.values() if math.isfinite(z.value)), default=0.0)
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
        return Callouts(self.theme, (end + 0.75, right, top, bottom), entries, size)

    @property
    def named_steps(self) -> tuple[int, ...]:
        """The steps that have a row: all, or of many the first ones and the last."""
        steps = [t for t in range(1, self.steps + 1) if (t, self.steepest[t]) in self.dots]
        return tuple(steps if len(steps) <= MOST_NAMED else [*steps[:2], steps[-1]])

    # the beats

    @beat
    def stations_multiply(self) -> None:
        """The farthest path and its product; one after the other the stations light up, and their slopes."""
        time = self.theme.time
        self.show(self.path, self.path.product)
        self.play(self.headline("title_stations"))
        self.hold(0.6)
        for column in self.path.slopes:
            self.play(self.path.light(column, time.station / 2))
            self.hold(0.25)
        self.play(self.appear(time.dim, *self.notes))

    @beat
    def roll_the_tangent(self) -> None:
        """A tangent rolls along the sigmoid, and its slope is the height of a second curve."""
        time = self.theme.time
        self.sigmoid.draw(-REACH)
        for plot in (self.upper, self.lower):
            plot.draw(grown=0.0)
        self.show(self.upper, self.lower, self.sigmoid)
        axes = one_by_one(pause(0.9), together(self.upper.arrive(0.8), self.lower.arrive(0.8)))
        self.play(self.headline("title_slope"), self.gather_the_slopes(), axes)
        self.hide(self.path, self.path.product, *self.notes)
        self.play(self.sigmoid.trace(REACH, 1.2))
        name = self.names["sigmoid"].place(*self.upper.point(5.0, 0.72 if self.layout.name == "wide" else 0.6), "right")
        self.play(self.appear(time.dim, name.set_z_index(TEXT, family=True)))
        self.show(self.curves["sigmoid"], self.rolling)
        self.play(self.rolling.fade(1, time.dim))
        self.play(self.rolling.roll(REACH, 6.0, traced=self.curves["sigmoid"]))
        self.play(self.rolling.roll(REST, 1.6))
        self.play(self.appear(time.dim, *self.same))

    @beat
    def never_more_than_a_quarter(self) -> None:
        """Far out next to nothing is left; at its steepest the sigmoid has a slope of one quarter."""
        time, (dot, number), level = self.theme.time, self.tail, self.levels["sigmoid"]
        self.play(self.headline("title_ceiling"), self.vanish(time.dim, *self.same))
        self.play(self.rolling.roll(TAIL, 1.8))
        self.show(dot)
        self.play(dot.fade(1, time.value), self.appear(time.value, number))
        self.hold(0.8)
        self.play(self.rolling.roll(0.0, 1.8))
        self.show(level)
        self.play(level.arrive(0.8))
        self.say(bound=level.reading, tail=dot.reading, zero=0)

    @beat
    def tanh_reaches_one(self) -> None:
        """The plot of the slopes takes the whole frame; that of tanh is drawn beside the sigmoid's."""
        time, (ghost, number) = self.theme.time, self.tail
        curve, level = self.curves["sigmoid"], self.levels["sigmoid"]
        self.play(
            self.headline("title_tanh"),
            self.upper.leave(time.dim),
            self.sigmoid.to("mute", time.dim, opacity=0),
            self.vanish(time.dim, self.names["sigmoid"], number),
            self.rolling.fade(0, time.dim),
            ghost.fade(0, time.dim),
        )
        self.hide(self.upper, self.sigmoid, ghost)
        self.play(self.lower.reshape(1.0, curve, level, box=self.whole, y=FULL, y_ticks=(1,)), curve.to("mute", 1.0))
        self.play(self.appear(time.value, self.name_at("sigmoid", 2.1, 0.13, "left", tone="mute")))
        self.show(self.curves["tanh"])
        self.play(self.rolling.draw_slope(self.curves["tanh"], self.others["tanh"], 3.2))
        self.show(self.levels["tanh"])
        name = self.appear(time.value, self.name_at("tanh", 1.15, 0.42, "left"))
        self.play(self.levels["tanh"].arrive(0.8), name)
        self.say(bound=self.levels["tanh"].reading, zero=0)

    @beat
    def relu_switches(self) -> None:
        """The slope of relu is a step: everything passes, or nothing."""
        time = self.theme.time
        self.play(self.headline("title_relu"), self.curves["tanh"].to("mute", time.dim), self.hush("tanh", time.dim))
        self.show(self.curves["relu"])
        self.play(self.rolling.draw_slope(self.curves["relu"], self.others["relu"], 2.6, raised=False))
        self.play(self.appear(time.value, self.name_at("relu", 3.4, 0.9, "left")))
        relu = self.others["relu"]
        self.say(one=relu.read("sigma_prime_at", REACH), none=relu.read("sigma_prime_at", -REACH), zero=0)

    @beat
    def where_this_network_stands(self) -> None:
        """The network's own z on the slope of its own activation: each height is a factor of the path."""
        time, own = self.theme.time, self.lesson.network.activation
        kept = "sigmoid" if own == "sigmoid" else "tanh"
        leaving = [self.levels[name] for name in self.levels if name != kept]
        names = [self.names[name] for name in OTHERS]
        self.own.to("mute", 0, opacity=0).at(0)
        self.show(self.own)
        self.play(
            self.headline("title_own"),
            *(level.fade(0, time.dim) for level in leaving),
            *(self.curves[name].to("mute", time.dim, opacity=0) for name in OTHERS),
            self.own.to("mute", time.dim),
            self.vanish(time.dim, *names),
        )
        self.hide(self.rolling, *self.curves.values(), *leaving)
        x, ticks = (-self.reach, self.reach), ticks_within(self.reach)
        y, ones = (LOW, (0.5,)) if own == "sigmoid" else (FULL, None)
        followers = self.own, self.levels[kept], *self.dots.values()
        self.play(self.lower.reshape(1.0, *followers, box=self.beside, x=x, y=y, x_ticks=ticks, y_ticks=ones))
        self.callouts = self.rows()
        self.show(*self.dots.values(), self.callouts)
        self.own_name = self.words(f"of_{own}", size="tile", tone="mute").place(*self.layout.note, "right")
        self.play(self.appear(time.value, self.own_name.set_z_index(TEXT, family=True)))
        self.stand()
        if self.links:
            self.carry_back()
        self.say(activation=self.word(own), bound=self.analysis.read("sigma_prime_bound"))

    # what the beats are made of

    def carry_back(self) -> None:
        """Bring back the product of the farthest path, and let the slopes take their places in it."""
        time, path = self.theme.time, self.path
        slopes = {path.step_of(column): column for column in path.slopes}
        self.show(path.product)
        self.play(path.wait_for_slopes(time.dim))
        for i in reversed(range(len(self.named_steps))):
            column = slopes[self.named_steps[i]]
            arrive = one_by_one(pause(time.carry - time.light), path.speak(column, time.light, landing=True))
            self.play(self.fly(self.callouts.rows[i][2], column.value, time.carry, bend=1.6), arrive)
        self.play(path.light_result(time.value))

    def gather_the_slopes(self) -> Cue:
        """Return the leaving of the network; what stays of it is the slopes, which become the name of an axis."""
        time, path, target = self.theme.time, self.path, self.lower.names[1]
        assert target is not None
        flights = [self.fly(path.slope_in(column), target, 1.1) for column in path.slopes]
        labels = [path.product, *self.notes, *filter(None, [path.net.dots_label])]
        leave = together(path.leave(time.dim), self.vanish(time.dim, *labels))
        return together(leave, together(*flights, lag=0.25))

    def fly(self, source: Label, target: Label, seconds: float, *, bend: float = 1.0) -> Cue:
        """Return the flight of a text to a place where it merges with what is there; `bend` takes it down first."""
        shape: Label = source.copy().paint(self.theme.colour.ink, tone="ink")
        copy: Label = shape.copy().set_z_index(FLIGHT, family=True)
        start, end = source.get_center(), target.get_center()
        copy.flies = Flight.between(start, end)

        def apply(share: float) -> None:
            copy.become(shape).set_z_index(FLIGHT, family=True).scale(1 + (target.em / source.em - 1) * share)
            copy.move_to(start + (end - start) * np.array([share**bend, share, 1.0])).set_fill(
                opacity=min(1.0, 5 * (1 - share))
            )
            if share >= 1:
                self.hide(copy)

        return Cue(apply, seconds, rate=ease_in_out_sine, begin=lambda: self.show(copy))

    def hush(self, name: str, seconds: float) -> Cue:
        """Return the fading of a name to the tone of what was spoken of."""
        ink, mute = self.theme.colour.ink, self.theme.colour.mute
        return Cue(lambda share: self.names[name].paint(mix(ink, mute, share), tone="mute"), seconds)

    def name_at(self, name: str, z: float, height: float, align: str, tone: str = "ink") -> Label:
        """Return the name of an activation beside its curve."""
        label = self.words(name, size="tile", tone=tone).place(*self.lower.point(z, height), align)
        self.names[name] = label.set_z_index(TEXT, family=True)
        return label

    def stand(self) -> None:
        """Let the dots rise onto the curve: step by step, or at once where there are many."""
        time, rows = self.theme.time, self.named_steps
        if len(rows) == self.steps:
            for i in reversed(range(len(rows))):
                dots = [dot.fade(1, time.dim) for (t, _), dot in self.dots.items() if t == rows[i]]
                self.play(one_by_one(together(*dots), self.callouts.tell(i, time.dim)))
                self.hold(0.3)
            return
        self.play(together(*(dot.fade(1, time.dim) for dot in self.dots.values()), lag=0.06))
        for i in reversed(range(len(rows))):
            self.play(one_by_one(pause(0.1), self.callouts.tell(i, time.dim)))


def ticks_within(reach: float) -> tuple[float, ...]:
    """Return four round numbers, two to each side of 0.

    >>> ticks_within(3.0), ticks_within(60.0)
    ((-2.0, -1.0, 1.0, 2.0), (-40.0, -20.0, 20.0, 40.0))
    """
    power = 10.0 ** math.floor(math.log10(reach / 2.5))
    step = max(m * power for m in (1, 2, 5, 10) if m * power <= reach / 2.5 or m == 1)
    return -2 * step, -step, step, 2 * step

"""The cast of the slopes: the path of the scene before, the plots of three activations, and those of this network."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from rnnanim.layout.frame import ByFrame
from rnnanim.mobjects.base.flight import fly_copy
from rnnanim.mobjects.base.geometry import Point, Polyline
from rnnanim.mobjects.base.motion import Cue, cut, one_by_one, pause, together
from rnnanim.mobjects.charts.compared_weights import compared_weights
from rnnanim.mobjects.charts.curve import CURVE, Curve, Dot
from rnnanim.mobjects.charts.plot import Plot
from rnnanim.mobjects.charts.tangent import Level
from rnnanim.mobjects.charts.view import Range, View
from rnnanim.mobjects.charts.waterfall import Waterfall
from rnnanim.mobjects.formulas.step_jacobian import step_jacobian
from rnnanim.mobjects.text.label import Align, Label
from rnnanim.mobjects.text.readout import readout
from rnnanim.numerics import Reading
from rnnanim.scenes.derivatives.own_network import LANE, OwnNetwork
from rnnanim.scenes.derivatives.recalled_path import RecalledPath
from rnnanim.scenes.derivatives.sliding_tangent import SlidingTangent
from rnnanim.stage.stage import Stage

REACH = 6.0  # z runs from −6 to 6 where the activations are compared
REST = 1.0  # where the tangent comes to rest
TAIL = -5.0  # where saturation is read
HALF = 4.6  # where the halves of relu are named: the other curves are low there
EDGE = 4.4  # up to there to each side the tangent slides
FULL: Range = (0.0, 1.08)  # of the y axis of σ
LOW: Range = (0.0, 0.54)  # of the y axis of a slope that stays under one half
BETWEEN = 0.85  # the plot of σ and that of its slope
FOOT = ByFrame.narrow(0.9, 1.2)  # from the lower edge of the frame to the axis of z
SAMPLES = 481
OTHERS = ("sigmoid", "tanh", "relu")
ASIDE = {"sigmoid": 1.6, "tanh": 1.6}  # from the y axis to what is written over a level: clear of the other curves
SWITCH = 1.8 * CURVE  # stroke of the slope of relu, which lies on other lines
NAMES: dict[str, tuple[float, float, Align, str]] = {  # z, height, alignment and tone of the name of each slope
    "sigmoid": (2.1, 0.13, "left", "mute"),
    "tanh": (1.15, 0.42, "left", "ink"),
    "relu": (HALF, 0.9, "centre", "ink"),
}


class DerivativesCast:
    """What the beats of the slopes share.

    Attributes
    ----------
    path : RecalledPath
        The ways to W_x as PathsToWy has left them, with the product of the farthest.
    panel : Waterfall
        That of PathsToWy, as it was left: what each weight gets.
    upper, lower : Plot
        Of σ and of the slopes, with the z axes in line and the same length for 1.
    sigmoid : Curve
    curves : dict of Curve
        The slope of each activation.
    levels : dict of Level
        What the slope of an activation does not pass.
    own : OwnNetwork
    """

    def __init__(self, stage: Stage) -> None:
        self.stage, self.theme, self.layout = stage, stage.theme, stage.layout
        self.path = RecalledPath(stage)
        self.notes, self.whose, self.panel = self._notes(), self._whose_product(), self._panel()
        self._plot_activations()
        self._bound_slopes()
        self._name_slopes()
        single = stage.analysis.is_scalar and not self.path.product.joins
        self.own = OwnNetwork(stage, self.lower, self.whole, self.quarter, single=single)

    # what the scene before has left

    def _whose_product(self) -> Label:
        """Return what is written over the product."""
        label = self.stage.words("farthest", size="tile", tone="mute", k=self.path.route.k)
        product = self.path.product
        start = float(product.result_label.get_left()[0])
        return label.place(*self.layout.band.total_name(len(product.columns), start))

    def _panel(self) -> Waterfall:
        panel = compared_weights(self.theme, self.layout, self.stage.analysis, self.stage.words, tone="ink")
        panel.fade_in(0).at(0)
        for row in panel.rows:
            row.grown = row.counted = 1.0
            row.words_tone = "ink"
            row.draw()
        return panel

    def _notes(self) -> list[Label]:
        """Return what stands at the top right, and where the slopes are inside of J_t what that is."""
        right, base = self.layout.note
        notes = [self.stage.words("slope_note", size="tile", tone="mute").place(right, base, "right")]
        if self.path.product.joins:
            y = self.layout.choose(ByFrame.narrow(self.layout.rows["h"], self.layout.band.top))
            joined = step_jacobian(self.theme, is_scalar=self.stage.analysis.is_scalar)
            notes.append(joined.place(right, y - 0.12, "right"))
        return notes

    # the plots

    def _plot_activations(self) -> None:
        """Build the axes and what lies on them: the sigmoid, the tangent at it, and the slopes."""
        network, (left, right, bottom, _) = self.stage.lesson.network, self.layout.safe
        self.others = {name: self.stage.network(name, network.replace(activation=name)) for name in OTHERS}
        box = left + 0.62, right - 0.55, self.layout.title[1] - 0.84, bottom + self.layout.choose(FOOT)
        self.whole = View(box, (-REACH, REACH), FULL)
        self.upper, self.lower = self._plots()
        sigmoid = self.others["sigmoid"]
        series = sigmoid.curve("sigma_at", -REACH, REACH, SAMPLES)
        self.sigmoid = Curve(self.upper, series, tone="mute", reached=-REACH)
        self.curves = {name: self._slope(name) for name in OTHERS}
        words = self.stage.words("slope"), self.stage.words("slope")
        self.sliding = SlidingTangent(self.upper, self.lower, sigmoid, -EDGE, words)

    def _plots(self) -> tuple[Plot, Plot]:
        left, right, top, bottom = self.whole.box
        height = (top - bottom - BETWEEN) * LOW[1] / (FULL[1] + LOW[1])
        above, below = (left, right, top, bottom + height + BETWEEN), (left, right, bottom + height, bottom)
        upper = Plot(self.theme, above, self.whole.x, FULL, names=("", "sigma(z)"), y_ticks=(1,), lines=(1,), grown=0)
        names, ticks = ("z", "sigma'(z)"), (-4, -2, 2, 4)
        return upper, Plot(self.theme, below, self.whole.x, LOW, names=names, x_ticks=ticks, grown=0)

    def _slope(self, name: str) -> Curve:
        series = self.others[name].curve("sigma_prime_at", -REACH, REACH, SAMPLES)
        return Curve(self.lower, series, reached=-REACH, width=SWITCH if name == "relu" else CURVE, risers=True)

    def _bound_slopes(self) -> None:
        """Build what is said of their heights: the largest of each, and how little is left far out."""
        read, relu = self.others["sigmoid"].read, self.others["relu"].read
        self.tail = Dot(self.lower, lambda z: read("sigma_prime_at", z), TAIL, tone="mute", radius=0.08, opacity=0)
        x, y = self.lower.point(TAIL, 0)
        self.tail_number = readout(self.theme, self.tail.reading, "small").place(x, y + 0.2)
        at_most = {name: self.stage.words("at_most", size="medium", tone="mute") for name in ASIDE}
        self.levels = {name: self._level(name, at_most[name], aside=aside) for name, aside in ASIDE.items()}
        self.quarter = self._level("sigmoid", self.stage.words("sigmoid", tone="mute"), "mute")
        self.one, self.none = relu("sigma_prime_at", REACH), relu("sigma_prime_at", -REACH)
        self.halves = [self._over(self.one, HALF), self._over(self.none, -HALF)]

    def _level(self, name: str, words: Label, tone: str = "ink", aside: float | None = None) -> Level:
        """Return the line that the slope of an activation does not pass."""
        return Level(self.lower, self.others[name].read("sigma_prime_bound"), words, tone=tone, aside=aside)

    def _name_slopes(self) -> None:
        """Build the names of the activations: at σ, and beside each slope once their plot is the whole frame."""
        x, y = self.upper.point(REACH, 1.0)
        self.sigmoid_name = self._name("sigmoid", (x, y + 0.14), "right")
        self.names = {
            name: self._name(name, self.whole.point(z, height), align, tone)
            for name, (z, height, align, tone) in NAMES.items()
        }

    def _name(self, name: str, at: Point, align: Align, tone: str = "ink") -> Label:
        return self.stage.words(name, size="tile", tone=tone).place(*at, align)

    def _over(self, slope: Reading, z: float) -> Label:
        """Return a slope that is read over its own height."""
        x, y = self.whole.point(z, slope.value)
        return readout(self.theme, slope, "medium").place(x, y + 0.22)

    # what the beats are made of

    def levels_of_own(self) -> list[Level]:
        """Return the lines that stay with the plot of this network, written at their left ends or where it is clear."""
        kept = [self.levels["sigmoid"]] if self.own.is_sigmoid else [self.levels["tanh"], self.quarter]
        return [level.restyle("mute" if level is self.quarter else "ink", self.own.aside_of(level)) for level in kept]

    def gather_the_slopes(self) -> Cue:
        """Return the leaving of the network; what stays of it is the slopes, which become the name of an axis."""
        time, path, target = self.theme.time, self.path, self.lower.names[1]
        assert target is not None
        chosen = path.slopes[len(path.slopes) // 2]
        x = float(chosen.symbol.get_center()[0])
        lone = [column.symbol for column in path.slopes if column.span.kind == "sigma_prime"]
        falling = [*(label for label in path.labels if label not in lone), *self.notes]
        falling += [path.net.dots_label] if path.net.dots_label else []
        joining = [label.copy() for label in lone if label is not chosen.symbol]
        slope = self._in_ink(path.slope_in(chosen))

        def begin() -> None:
            for symbol in lone:
                symbol.set_fill(opacity=0)
            self.stage.show(*joining, slope)

        return together(
            cut(begin),
            path.fade_out(1.5 * time.dim),
            one_by_one(pause(0.25), self.stage.fade_out(time.dim, *falling)),
            *(one_by_one(pause(0.25), self._join(copy, x, 0.5)) for copy in joining),
            one_by_one(pause(0.5), self._fly(slope, target, 0.9, merge=True)),
        )

    def carry_back(self) -> Iterator[tuple[Cue, Cue]]:
        """Yield the flight of each slope to its place in the product of the farthest path, and its landing."""
        path, light = self.path, self.theme.time.light
        columns = {path.step_of(column): column for column in path.slopes}
        for step, row in reversed(list(zip(self.own.named_steps, self.own.callouts.rows, strict=True))):
            column, number = columns[step], row.number
            flight = self._fly(self._in_ink(number), column.value, 1.2, by=self._round_the_rows(number, column.value))
            yield flight, one_by_one(pause(1.2 - light), path.land(column, light))

    def _round_the_rows(self, number: Label, target: Label) -> list[Point]:
        """Return the corners of the way of a number: out to the right of the rows, and down over its column."""
        name = self.lower.names[0]
        assert name is not None
        clear = float(name.get_right()[0]) + 0.12 + number.width / 2
        right, end = max(float(number.get_right()[0]) + 0.75, clear), float(target.get_center()[0])
        y = self.layout.band.symbols + LANE
        return [(right, float(number.get_center()[1])), (right, y), (end, y)]

    def _in_ink(self, label: Label) -> Label:
        """Return a copy of a text as it flies."""
        copy: Label = label.copy()
        return copy.paint(self.theme.colour.ink, tone="ink")

    def _join(self, copy: Label, x: float, seconds: float) -> Cue:
        """Return the fading of a symbol as it comes near to another at an x, which it is the same as."""
        start, y, _ = (float(at) for at in copy.get_center())
        way = math.copysign(max(0.0, abs(x - start) - 1.1 * copy.width), x - start)
        course, picture = lambda share: (start + way * share, y), self.stage.picture
        return fly_copy(copy, course, seconds, among=picture, opacity=lambda share: 1 - share)

    def _fly(self, copy: Label, target: Label, seconds: float, *, by: Sequence[Point] = (), merge: bool = False) -> Cue:
        """Return the flight of a copy to what it is the same as.

        Parameters
        ----------
        by : sequence of (x, y)
            Corners of the way, rounded.
        merge : bool
            Whether the two are only alike: they begin at the same place, and one turns into the other.
        """
        size, fading = target.em / copy.em, 4 if merge else 12
        (x, y, _), (end_x, end_y, _) = copy.get_center(), target.get_center()
        end_x += (copy.width * size - target.width) / 2 if merge else 0.0
        return fly_copy(
            copy,
            Polyline([(float(x), float(y)), *by, (float(end_x), float(end_y))], radius=0.6),
            seconds,
            among=self.stage.picture,
            zoom=lambda share: 1 + (size - 1) * share,
            opacity=lambda share: min(1.0, fading * (1 - share)),
        )

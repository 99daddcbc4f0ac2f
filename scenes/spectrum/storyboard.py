"""Matrices: every direction has a rate of its own, and for a product of different ones singular values decide."""

from __future__ import annotations

from functools import cached_property

from rnnanim.mobjects.base.motion import Cue, together, tween
from rnnanim.scenes.spectrum.cast import SpectrumCast
from rnnanim.scenes.spectrum.norm_chart import TIMES
from rnnanim.scenes.spectrum.number_powers import NumberPowers
from rnnanim.scenes.spectrum.what_decides import TWICE
from rnnanim.stage import LessonScene, beat  # prepares manim, so it stands before it

from manim import Mobject

STEP = 1.1  # seconds of a map
QUICK = 0.16  # of one power on the chart


class MatrixPowers(LessonScene):
    """W_h^k as a map, its eigenvalues and its norm; and two factors that vanish alone and explode together."""

    @cached_property
    def cast(self) -> SpectrumCast:
        return SpectrumCast(self.stage)

    @beat
    def a_number_or_a_matrix(self) -> None:
        """A number under or over one has one way to go; a matrix has as many as units."""
        time, cast = self.theme.time, self.cast
        self.play(self.headline("title_number"))
        for line, written in zip(cast.lines, cast.of_numbers, strict=True):
            self._hop(line, written)
        self.hold(0.6)
        written = [part for row in cast.of_numbers for part in row]
        numbers = [part for line in cast.lines for part in (line.ticks, *dict(line.numbers).values())]
        fade = [tween(time.dim, line, opacity=0.0) for line in cast.lines]
        self.play(self.headline("title_matrix"), self.fade_out(time.dim, *written, *numbers), *fade)
        self.hide(*cast.lines)
        self.play(self.fade_in(2 * time.dim, *cast.of_more))
        if cast.maps is not None:
            self.show(cast.maps.plane)
            self.play(cast.maps.plane.arrive(1.2))
            self.play(self.fade_in(time.dim, *cast.of_circle))
        self.say(units=cast.powers.size)

    def _hop(self, line: NumberPowers, written: list[Mobject]) -> None:
        time, numbers = self.theme.time, dict(line.numbers)
        weight, fate = written
        self.show(line)
        self.play(tween(2 * time.dim, line, drawn=1.0), self.fade_in(time.dim, line.ticks, weight))
        for k in range(1, len(line.powers) + 1):
            self.play(line.hop(k, 0.55 if k < 3 else 0.35))
            if k in numbers:
                self.play(self.fade_in(time.value, numbers[k]))
        self.play(self.fade_in(time.value, fate))

    @beat
    def the_map(self) -> None:
        """W_h^k takes the unit circle to an ellipse, k by k; of more than two units the semi-axes are lines over k."""
        time, cast = self.theme.time, self.cast
        self.play(
            self.headline("title_map" if cast.maps else "title_fan"),
            self.fade_out(time.dim, *cast.of_more, *cast.of_circle),
        )
        if cast.maps is None:
            self._fan()
            return
        maps = cast.maps
        self.play(maps.open(1.2))
        self.hold(0.2)
        for k in range(1, maps.count + 1):
            self.play(maps.go(k, STEP))
            self.hold(0.25)
        long, short = maps.images[-1].lengths
        variant = "both" if long.value > 1 > short.value else "grow" if short.value >= 1 else "shrink"
        self.say(variant="" if variant == "both" else variant, k=maps.count, long=long, short=short)

    def _fan(self) -> None:
        time, fan = self.theme.time, self.cast.fan
        assert fan is not None
        self.show(fan.ruler, *fan.lines, fan.ticks)
        self.play(fan.ruler.create(2 * time.dim), *(fan.ticks.fade_in(k, time.dim) for k in fan.ticks.labels))
        self.play(together(*(line.trace(8, 4.0) for line in fan.lines)))
        self.play(self.fade_in(time.value, *fan.labels))
        self.say(variant="fan", units=self.cast.powers.size)

    def _leave_fan(self) -> list[Cue]:
        time, fan = self.theme.time, self.cast.fan
        assert fan is not None
        lines = [tween(time.dim, line, heat=0.0) for line in fan.lines]
        return [fan.ruler.fade_out(time.dim), *lines, self.fade_out(time.dim, *fan.labels, fan.ticks)]

    @beat
    def eigenvalues(self) -> None:
        """The eigenvalues against the unit circle: the powers of the largest spiral in or out."""
        time, cast, eigen = self.theme.time, self.cast, self.cast.eigen
        leave = [cast.maps.leave(time.dim)] if cast.maps else self._leave_fan()
        self.play(self.headline("title_eigenvalues"), *leave)
        if cast.fan:
            self.hide(cast.fan.ruler, *cast.fan.lines)
        moved = eigen.moved
        self.show(eigen.plane, *([moved.plane] if moved else []))
        self.play(eigen.plane.arrive(1.0), *([moved.plane.arrive(1.0)] if moved else []))
        self.show(eigen.dots)
        self.play(eigen.dots.arrive(0.8), self.fade_in(time.dim, *eigen.labels))
        self.show(eigen.spiral, *([moved.path] if moved else []))
        if moved and 0 in moved.names:
            self.play(self.fade_in(time.value, moved.names[0]))
        self.play(eigen.run(self.stage))
        self.play(self.fade_in(time.dim, eigen.verdict))
        variant = {"inside": ""}.get(eigen.fate, eigen.fate)
        if eigen.turns and eigen.fate in ("inside", "outside"):
            variant = f"{eigen.fate}_turns"
        self.say(variant=variant, radius=cast.powers.analysis.read("spectral_radius"))

    @beat
    def norm_of_powers(self) -> None:
        """How far W_h^k stretches, on a log ruler: the norm may grow first, and follows ρ^k in the long run."""
        time, cast, chart, eigen = self.theme.time, self.cast, self.cast.chart, self.cast.eigen
        self.play(
            self.headline(cast.title_of_norm),
            eigen.leave(self.stage, time.dim),
        )
        self.hide(*eigen.drawn)
        self.show(chart.ruler, *chart.lines, chart.ticks)
        create = [chart.ruler.create(2 * time.dim), *(chart.ticks.fade_in(k, time.dim) for k in chart.ticks.labels)]
        self.play(*create)
        done = 0
        if (row := chart.row) is not None:
            for k in row.ks:
                self.play(chart.norm.trace(k, QUICK * (k - done)))
                self.play(row.come(k, time.value))
                done = k
        self.play(chart.norm.trace(TIMES, QUICK * (TIMES - done) + 0.1))
        self.play(self.fade_in(time.value, *chart.peak, *chart.names[chart.norm]))
        self.play(chart.radius.trace(TIMES, 1.2))
        self.play(self.fade_in(time.value, *chart.names[chart.radius]))
        if chart.cover in chart.lines:
            self.play(chart.cover.trace(TIMES, 1.2))
            self.play(self.fade_in(time.value, *chart.names[chart.cover]))
        self.play(chart.bound.trace(TIMES, 1.2))
        self.play(self.fade_in(time.value, *chart.names[chart.bound]))
        analysis, at = cast.powers.analysis, cast.powers.largest_at(TIMES)
        self.say(
            variant="turns" if cast.title_of_norm == "title_norm_turns" else cast.growth,
            radius=analysis.read("spectral_radius"),
            largest=cast.powers.norm(at),
            at=at,
            end=cast.powers.norm(TIMES),
            times=TIMES,
        )

    @beat
    def two_factors(self) -> None:
        """Two nilpotent factors: each twice in a row leaves nothing, one after the other they stretch."""
        time, chart, two = self.theme.time, self.cast.chart, self.cast.two
        self.play(
            self.headline("title_two"),
            chart.fade_out(time.dim),
            self.fade_out(time.dim, *chart.labels, chart.ticks),
            *(chart.row.leave(time.dim) if chart.row else []),
        )
        self.hide(chart.ruler, *chart.lines, *(chart.row.drawn if chart.row else []))
        self.play(self.fade_in(time.dim, *two.weight.parts, two.note, *two.off[:1]))
        for n in (0, 1):
            factor = [*two.factors[n].parts, *two.off[n + 1 : n + 2]]
            self.play(self.fade_in(time.value, *factor), self.fade_in(time.value, two.radii[n]))
        for row in (two.twice, two.in_turn):
            self.play(row.begin(0.7))
            self.play(row.go(1, 0.9))
            self.play(row.go(2, STEP))
            if two.is_wide:
                self.play(self.fade_in(time.value, *row.product.parts))
        for outcome in two.outcome:
            self.play(self.fade_in(time.value, outcome))
        self.say(radius=two.products.radius(2, 0))

    @beat
    def what_decides(self) -> None:
        """ρ in the long run for the same factor; for factors that change, singular values below one are a guarantee."""
        time, two, end = self.theme.time, self.cast.two, self.cast.verdict
        chart = end.chart
        self.play(self.headline("title_decides"), two.leave(time.dim))
        self.hide(*two.maps)
        self.show(chart.ruler, chart.radius, chart.norm, end.in_turn, end.twice, chart.ticks)
        self.play(chart.ruler.create(2 * time.dim), *(chart.ticks.fade_in(k, time.dim) for k in chart.ticks.labels))
        self.play(self.fade_in(time.value, *end.matrix))
        self.play(together(chart.norm.trace(TIMES, 1.2), chart.radius.trace(TIMES, 1.2)))
        self.play(self.fade_in(time.value, *chart.names[chart.norm], *chart.names[chart.radius]))
        same, changing = end.rows
        self.play(self.fade_in(time.dim, *same))
        self.play(end.in_turn.trace(two.net.spec.T, 1.0))
        self.play(self.fade_in(time.value, *end.words[0]))
        self.play(end.twice.trace(TWICE, 1.0))
        self.play(self.fade_in(time.value, *end.words[1]))
        self.hold(0.4)
        for part in changing:
            self.play(self.fade_in(time.dim, part))
        self.say(variant="" if end.promises else "open", bound=end.own_bound)

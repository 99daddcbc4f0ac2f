"""What the powers of W_h alone come to."""

from __future__ import annotations

from functools import cached_property

from rnnanim.mobjects.base.motion import one_by_one, pause, together, tween
from rnnanim.scenes.powers.cast import PowersCast
from rnnanim.scenes.powers.power import TIMES
from rnnanim.scenes.powers.power_chains import FIRST, HOPS, LAST
from rnnanim.stage import LessonScene, beat  # prepares manim, so it stands before it


class PowersOfW(LessonScene):
    """The weight alone, multiplied with itself step after step: below 1 it shrinks, above 1 it grows."""

    loss = "last"

    @cached_property
    def cast(self) -> PowersCast:
        return PowersCast(self.stage)

    @beat
    def same_weight(self) -> None:
        """The farthest path comes back, all of it at once; then only its W_h keep their light and come together."""
        time, path = self.theme.time, self.cast.path
        trace, repeated = path.trace, path.repeated
        self.show(path.net, trace, trace.product)
        band = [trace.product.arrive(time.dim)] if path.band else []
        self.play(self.headline("title_same"), trace.prepare(time.dim), *band)
        known = trace.product.conclude(time.value) if path.band else pause(time.value)
        self.play(one_by_one(path.run_back(2.4), known, pause(0.4), path.only_the_weights(0.9)))
        if repeated is not None:
            self.show(repeated)
            self.play(together(*(path.gather(i) for i in range(len(path.weights))), lag=0.45))
            self.play(repeated.fade_in_power(time.value))
        variant = "one" if self.layout.steps == 1 else self.cast.variant
        self.say(variant=variant, k=self.layout.steps - 1)

    @beat
    def multiply(self) -> None:
        """Five weights: each row begins with 1, and every column multiplies once more."""
        time, path, squares = self.theme.time, self.cast.path, self.cast.squares
        names = [label for name in squares.names for label in name]
        self.show(*squares.rows)
        outlines = together(*(row.fade_in(time.dim) for row in squares.rows))
        labels = self.fade_in(time.dim, *names, squares.area)
        self.show(squares.ticks)
        self.play(
            self.headline("title_cells"),
            path.fade_out(2 * time.dim),
            one_by_one(pause(time.dim), together(outlines, labels, squares.ticks.fade_in(0, time.dim))),
        )
        self.hide(path.net, path.trace, path.trace.product)
        for k in range(1, squares.count + 1):
            self.play(squares.multiply(k))
        self.play(self.fade_in(time.value, *squares.numbers, squares.head))
        self.say(k=squares.count, one=self.cast.powers[2].reading, **self.cast.ends(squares.count))

    @beat
    def log_scale(self) -> None:
        """The squares become dots on a logarithmic ruler, which lie on straight lines; our own weight has its line."""
        time, squares, chart = self.theme.time, self.cast.squares, self.cast.chart
        self.show(*squares.rows)
        self.cast.place_names()
        self.play(
            self.headline("title_log"),
            self.fade_out(time.dim, *squares.labels),
            one_by_one(
                self.fade_out(time.dim / 2, *squares.numbers, squares.head),
                self.fade_in(time.dim / 2, *chart.names),
            ),
            *(row.fade_out(time.dim) for row in squares.rows),
        )
        self.play(self.cast.squares_to_dots(0.9, lag=0.08))
        self.show(chart.ruler, *chart.lines)
        self.play(chart.ruler.create(time.bar), self.fade_in(time.bar, chart.note, chart.ticks))
        self.play(*(line.trace(squares.count, 0.5) for line in chart.lines))
        self.hide(*squares.rows)
        self.play(*(line.trace(TIMES, 1.6) for line in chart.lines), chart.names_along(squares.count, TIMES, 1.6))
        self.play(*(self.fade_in(time.value, *labels) for labels in (chart.head, *chart.table)))
        self.play_own_weight()
        self.say(variant=self.cast.variant, k=TIMES, **self.cast.ends(TIMES), here=self.cast.mine.written(TIMES))

    def play_own_weight(self) -> None:
        """Draw the line of the lesson's own weight, or light the one that it shares."""
        time, chart = self.theme.time, self.cast.chart
        if chart.shared_row is not None:
            name = chart.names[chart.shared_row]
            self.play(chart.tint_shared_row(time.bar), self.fade_out(time.dim, name.symbol))
            name.remove(name.symbol)  # it makes way for "ours", and does not come back with the rest of the name
        else:
            self.show(chart.own_line)
            self.play(*(tween(time.dim, line, heat=0.75) for line in chart.lines))
            self.play(chart.own_line.trace(TIMES, 1.4))
        self.play(self.fade_in(time.value, *chart.own_labels))

    @beat
    def twenty_steps(self) -> None:
        """A gradient of 1 at step 20 runs back to step 3 through five networks, and arrives multiplied by W_h^17."""
        time, chart, chains = self.theme.time, self.cast.chart, self.cast.chains
        self.play(
            self.headline("title_steps", n=HOPS), chart.fade_out(time.dim), self.fade_out(time.dim, *chart.labels)
        )
        self.hide(chart.ruler, *chart.shown_lines)
        self.show(*chains.chains, chains.ticks)
        self.play(self.cast.lines_to_chains(1.2))
        self.hide(chart.ticks)
        self.play(self.fade_in(time.dim, *chains.heads))
        for i in reversed(range(len(chains.chains))):
            self.play(chains.chains[i].advance(1.3))
            self.play(self.fade_in(time.value, *chains.labels_of(i)))
        here, variant = self.cast.mine.written(HOPS), self.cast.variant
        self.say(variant=variant, last=LAST, first=FIRST, hops=HOPS, **self.cast.ends(HOPS), here=here)

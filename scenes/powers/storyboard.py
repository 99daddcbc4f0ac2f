"""What the powers of W_h alone come to."""

from __future__ import annotations

from rnnanim.mobjects.base.motion import one_by_one, pause, together
from rnnanim.scenes.powers.cast import FIRST, LAST, TIMES, Powers
from rnnanim.stage import beat  # prepares manim, so it stands before it


class PowersOfW(Powers):
    """The weight alone, multiplied with itself step after step: below 1 it shrinks, above 1 it grows."""

    @beat
    def same_weight(self) -> None:
        """The farthest path comes back, all of it at once; then only its W_h keep their light and come together."""
        time = self.theme.time
        self.show(self.net, self.journey, self.journey.product)
        arrive = [self.journey.product.arrive(time.dim)] if self.band else []
        self.play(self.headline("title_same"), self.journey.prepare(time.dim), *arrive)
        known = self.journey.product.conclude(time.value) if self.band else pause(time.value)
        self.play(one_by_one(self.run_back(2.4), known, pause(0.4), self.only_the_weights(0.9)))
        if self.repeated is not None:
            self.show(self.repeated)
            flights = [self.gather(i) for i in range(len(self.weights))]
            self.play(together(*flights, lag=0.45))
            self.play(self.repeated.conclude(time.value))
        self.say(k=self.steps - 1)

    @beat
    def multiply(self) -> None:
        """Five weights: each row begins with 1, and every column multiplies once more."""
        time = self.theme.time
        self.show(*self.rows)
        names = [label for group in self.names for label in group]
        frames = together(*(row.arrive(time.dim) for row in self.rows), self.fade_in(time.dim, *names, self.area))
        self.show(self.cell_ticks)
        self.play(
            self.headline("title_cells"),
            self.leave_the_path(2 * time.dim),
            one_by_one(pause(time.dim), together(frames, self.cell_ticks.tell(0, time.dim))),
        )
        self.hide(self.net, self.journey, self.journey.product)
        for k in range(1, self.count + 1):
            self.play(self.cell_ticks.tell(k, 0.25), *(row.multiply(k, 0.75 if k < 4 else 0.5) for row in self.rows))
        self.play(self.fade_in(time.value, *self.numbers, self.cell_head))
        self.say(k=self.count, one=self.powers[2].reading, **self.ends(self.count))

    @beat
    def log_scale(self) -> None:
        """The squares become dots on a logarithmic ruler, which lie on straight lines; our own weight has its line."""
        time = self.theme.time
        chart, lines = self.chart, self.chart.lines
        gone = [label for group in (*self.names, [self.area, self.cell_ticks]) for label in group]
        self.show(*self.rows)
        for name, row in zip(chart.names, self.rows, strict=True):
            name.put(self.names_x, row.y)
        self.play(
            self.headline("title_log"),
            self.fade_out(time.dim, *gone),
            one_by_one(
                self.fade_out(time.dim / 2, *self.numbers, self.cell_head), self.fade_in(time.dim / 2, *chart.names)
            ),
            *(row.fade(time.dim) for row in self.rows),
        )
        self.play(self.squares_to_dots(0.9, lag=0.08))
        self.show(chart.ruler, *lines)
        self.play(chart.ruler.create(time.bar), self.fade_in(time.bar, self.log_note, chart.ticks))
        self.play(*(line.trace(self.count, 0.5) for line in lines))
        self.hide(*self.rows)
        self.play(*(line.trace(TIMES, 1.6) for line in lines), chart.ride(self.count, TIMES, 1.6))
        self.play(*(self.fade_in(time.value, *labels) for labels in (chart.head, *chart.table)))
        self.show_own()
        self.say(variant=self.own_variant, k=TIMES, **self.ends(TIMES), here=self.own.read("power_norm", TIMES))

    @beat
    def twenty_steps(self) -> None:
        """A gradient of 1 at step 20 runs back to step 3 through five networks, and arrives multiplied by W_h^17."""
        time = self.theme.time
        self.play(self.headline("title_steps", n=LAST - FIRST), self.leave_the_ruler(time.dim))
        self.hide(self.chart.ruler, *self.chart.shown_lines)
        self.show(*self.strips, self.strip_ticks)
        self.play(self.lines_to_strips(1.2))
        self.hide(self.chart.ticks)
        names = [label for group in self.strip_names for label in group]
        self.play(self.fade_in(time.dim, *names, self.strip_note, self.strip_head))
        for i in reversed(range(len(self.strips))):
            self.play(self.strips[i].advance(1.3))
            words = self.beyond if self.strips[i].is_clipped else []
            self.play(self.fade_in(time.value, self.strip_numbers[i], *words))
        self.say(last=LAST, first=FIRST, hops=LAST - FIRST, **self.ends(LAST - FIRST))

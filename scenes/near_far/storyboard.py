"""What becomes of the sum of all paths when the past grows: it settles, and the near past makes it."""

from __future__ import annotations

import math
from functools import cached_property

from rnnanim.mobjects.base.motion import delayed, together
from rnnanim.mobjects.network.states import State
from rnnanim.numerics.near_far import NEARLY_ALL
from rnnanim.scenes.near_far.cast import NearFarCast
from rnnanim.scenes.near_far.shares import FAINT
from rnnanim.stage import LessonScene, beat  # prepares manim, so it stands before it
from rnnanim.stage.wording import Said

from manim import linear

ASIDE = 0.35  # how bright the recurrent network is while the other one is spoken of


class NearAndFar(LessonScene):
    """The terms of the gradient, nearest first: their sum settles as the past grows, and its far terms vanish."""

    loss = "last"

    @cached_property
    def cast(self) -> NearFarCast:
        return NearFarCast(self.stage)

    @beat
    def three_steps(self) -> None:
        """The paths that the lecture knows: what each brings becomes a bar as it arrives, and the bars add up."""
        time, cast = self.theme.time, self.cast
        strip, bars, start = cast.strip, cast.bars, cast.past.start
        self.show(strip, cast.loss, cast.tile, bars)
        self.play(
            self.stage.headline_of("title_start", start),
            strip.fade_in(time.dim),
            cast.loss.to(State.LIVE, time.dim),
            cast.tile.to(State.IDLE, time.dim),
            bars.fade_in(time.dim),
            self.fade_in(time.dim, cast.first, cast.last, cast.notes[start], *cast.width, *cast.along),
            self.fade_in(time.dim, *cast.names[start]),
        )
        pace, numbers = 0.75, cast.numbers[start]
        arrivals = [delayed(pace * (j + 2), bars.grow(j + 1, 0.5)) for j in range(start)]
        written = [delayed(pace * (j + 2) + 0.5, self.fade_in(time.value, label)) for j, label in enumerate(numbers)]
        lit = delayed(1.6 * pace, cast.tile.to(State.LIT, time.light))
        self.play(strip.run_back(pace * (start + 1), rate=linear), lit, *arrivals, *written)
        self.play(bars.gather(time.bar))
        self.play(self.fade_in(time.value, cast.sums[start]))
        self.say(variant=self._variant, T=start, total=cast.past.sums[start].total)

    @beat
    def into_the_past(self) -> None:
        """One step after the other comes in at the left; each adds less, and the outlines show what the bars were."""
        time, cast = self.theme.time, self.cast
        start, end = cast.past.start, cast.past.end
        self.play(self.headline("title_past"), self.fade_out(time.dim, *cast.numbers[start], *cast.names[start][1:-1]))
        self.hide(cast.sums[start], cast.notes[start])
        self.show(cast.running)
        self.play(cast.bars.recall(time.dim))
        self.play(cast.grow_the_past())
        self.hide(cast.running)
        self.show(cast.sums[end], cast.notes[end])
        former = [] if cast.former is None else [cast.former]
        self.play(self.fade_in(time.dim, *cast.names[end][1:-1], *former))
        self.play(together(*(self.fade_in(time.value, label) for label in cast.numbers[end]), lag=time.value))
        before, after = (cast.past.sums[T] for T in (start, end))
        falls = self._kind == "near" and after.shrinks_by_saturation(before)
        said: dict[str, Said] = {"T": start, "n": end - start, "before": before.total, "after": after.total}
        self.say(variant="falls" if falls else self._variant, **said)

    @beat
    def the_sum_settles(self) -> None:
        """The sum over the number of steps, with its nearest term and its farthest; the network makes room for it."""
        time, cast = self.theme.time, self.cast
        plot, end = cast.plot, cast.past.end
        former = [] if cast.former is None else [cast.former]
        leaving = [*cast.numbers[end], *cast.names[end], *cast.along, cast.sums[end], *former, cast.first, cast.last]
        self.play(
            self.headline(f"title_sum_{self._kind}"),
            self.fade_out(time.dim, *leaving, *cast.width, cast.notes[end]),
            cast.bars.fade_out(time.dim),
            cast.strip.fade_out(time.dim),
            cast.loss.to(State.HIDDEN, time.dim),
            cast.tile.to(State.HIDDEN, time.dim),
        )
        self.hide(cast.bars)
        self.show(plot.plot)
        self.play(plot.plot.create(time.bar), self.fade_in(time.bar, plot.ticks, plot.head))
        for row in range(3):
            self.show(plot.rows[row])
            self.play(plot.arrive(row, 1.6))
            beside = [plot.before] if row == 0 and plot.has_before else []
            self.play(self.fade_in(time.value, plot.names[row], plot.numbers[row], *beside))
        (first, total), (_, nearest), (_, farthest) = plot.readings
        self.say(variant=self._variant, T=end, first=first, total=total, nearest=nearest, farthest=farthest)

    @beat
    def near_and_far(self) -> None:
        """Each term under its step on a logarithmic scale; a few of the nearest make nearly all of the sum."""
        time, cast = self.theme.time, self.cast
        plot, log, shares, sums, end = cast.plot, cast.log, cast.shares, cast.past.last, cast.past.end
        self.play(
            self.headline(f"title_far_{self._kind}"), plot.fade_out(time.dim), self.fade_out(time.dim, *plot.labels)
        )
        self.hide(plot.plot, *plot.rows)
        self.play(
            cast.strip.fade_in(time.bar),
            cast.strip.warm(1.0, time.bar),
            cast.loss.to(State.LIVE, time.bar),
            cast.tile.to(State.LIT, time.bar),
            self.fade_in(time.bar, cast.first, cast.last, cast.notes[end], *cast.width),
        )
        self.show(log.axis)
        self.play(log.axis.create(time.bar), self.fade_in(time.bar, *cast.names[end][:-1]))
        self.show(log.dots)
        self.play(log.dots.arrive(2.4))
        self.show(log.line, *log.grounds)
        self.play(log.join(time.dim), self.fade_in(time.dim, *log.grounds, *log.numbers))
        for share in (shares.near, shares.far):
            if share is not None:
                self.show(share.line, share.words)
                self.play(shares.arrive(share, time.dim))
                self.hold(0.4)
        count = shares.count if math.isfinite(sums.near.value) else sums.T  # terms may cancel to nothing
        said = {"near": sums.percent(1, count)} if self._kind == "near" else {}
        self.say(
            variant=self._variant,
            T=end,
            n=count,
            far=end - count,
            p=NEARLY_ALL,
            nearest=sums.term(1),
            farthest=sums.term(end),
            **said,
        )

    @beat
    def feed_forward(self) -> None:
        """Below it the same net with a weight of its own in each layer: the gradient of each is its term alone."""
        time, cast = self.theme.time, self.cast
        log, layers, shares = cast.log, cast.layers, cast.shares
        self.play(
            self.headline("title_own"),
            log.fade_out(time.dim),
            self.fade_out(time.dim, *log.numbers, *cast.names[cast.past.end][:-1]),
        )
        self.hide(log.axis, log.dots, log.line, *log.grounds)
        self.play(shares.move_up(time.dim))
        self.play(self.fade_in(time.dim, *cast.heads[:2], cast.found))
        self.show(layers, cast.loss_of_layers)
        self.play(
            cast.strip.warm(ASIDE, time.bar),
            cast.loss.to(State.CALM, time.bar),
            layers.fade_in(time.bar),
            cast.loss_of_layers.to(State.LIVE, time.bar),
            self.fade_in(time.bar, *cast.heads[2:]),
        )
        self.play(layers.run_back(3.2))
        self.play(self.fade_in(time.value, cast.legend))
        self.play(together(*(self.fade_in(time.value, label) for label in cast.gradients), lag=time.value))
        net = cast.past.own_weights
        said = {"first": net.gradient(1), "last": net.gradient(cast.past.end)}
        self.say(variant=self._variant, **said)

    @beat
    def what_it_means(self) -> None:
        """Side by side: the shared weight learns, from the near past; of the layers the early ones hardly do."""
        time, cast = self.theme.time, self.cast
        shares, end = cast.shares, cast.past.end
        self.play(
            self.headline(f"title_means_{self._kind}"),
            cast.strip.warm(1.0, time.dim),
            cast.loss.to(State.LIVE, time.dim),
        )
        if shares.near is not None:
            was = [] if cast.was is None else [cast.was]
            self.play(self.fade_out(time.value, cast.heads[1]))
            self.play(self.fade_in(time.value, cast.verdicts[0]))
            self.play(self.fade_in(time.value, cast.stays, *was))
        if shares.early is not None:
            self.show(shares.early.line, shares.early.words)
            self.play(shares.arrive(shares.early, time.dim))
        if shares.hardly:
            self.play(self.fade_out(time.value, cast.heads[3]))
            self.play(self.fade_in(time.value, cast.verdicts[1]))
        far = end - shares.count if self._kind == "near" else 0
        variant = "uneven" if far and not shares.hardly else self._variant
        self.say(variant=variant, T=end, far=far, n=int(cast.past.own_weights.faint(FAINT).value), times=FAINT)

    @property
    def _kind(self) -> str:
        return self.cast.past.last.regime

    @property
    def _variant(self) -> str:
        """Which sentence is true of this network."""
        return "" if self._kind == "near" else self._kind

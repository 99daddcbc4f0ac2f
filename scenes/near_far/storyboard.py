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


class NearAndFar(LessonScene):
    """The terms of the gradient, nearest first: their sum settles as the past grows, and its far terms vanish."""

    loss = "last"

    @cached_property
    def cast(self) -> NearFarCast:
        return NearFarCast(self.stage)

    @beat
    def three_steps(self) -> None:
        """The paths that the lecture knows, all at once; what each brings becomes a bar, and the bars add up."""
        time, cast = self.theme.time, self.cast
        strip, bars, start = cast.strip, cast.bars, cast.past.start
        self.show(strip, cast.loss, cast.tile)
        self.play(
            self.stage.headline_of("title_start", start),
            strip.fade_in(time.dim),
            cast.loss.to(State.LIVE, time.dim),
            cast.tile.to(State.IDLE, time.dim),
            self.fade_in(time.dim, cast.first, cast.last, *cast.notes[start]),
        )
        seconds = 0.75 * start
        self.play(strip.run_back(seconds), delayed(0.6 * seconds, cast.tile.to(State.LIT, time.light)))
        self.show(bars)
        self.play(bars.fade_in(time.dim), self.fade_in(time.dim, *cast.names[start], *cast.along))
        numbers = cast.labels[start].numbers
        for j in range(start):
            self.play(bars.grow(j + 1, 0.5))
            if j < len(numbers):
                self.play(self.fade_in(time.value, numbers[j]))
        self.play(bars.gather(time.bar))
        self.play(self.fade_in(time.value, cast.labels[start].sum))
        self.say(variant=self._variant, T=start, total=cast.past.sums[start].total)

    @beat
    def into_the_past(self) -> None:
        """One step after the other comes in at the left; every bar of it is thinner than the one before."""
        time, cast = self.theme.time, self.cast
        start, end = cast.past.start, cast.past.end
        written = cast.labels[start]
        leaving = [*written.numbers, written.sum, *cast.names[start], *cast.notes[start]]
        self.play(self.headline("title_past"), self.fade_out(time.dim, *leaving))
        self.play(cast.grow_the_past(5.0))
        self.play(self.fade_in(time.dim, *cast.names[end], *cast.notes[end]))
        self.play(together(*(self.fade_in(time.value, label) for label in cast.labels[end].numbers), lag=time.value))
        self.play(self.fade_in(time.value, cast.labels[end].sum))
        before, after = (cast.past.sums[T].total for T in (start, end))
        self.say(variant=self._variant, T=start, n=end - start, before=before, after=after)

    @beat
    def the_sum_settles(self) -> None:
        """The sum over the number of steps, with its nearest term and its farthest."""
        time, cast = self.theme.time, self.cast
        plot, end = cast.plot, cast.past.end
        leaving = [*cast.labels[end].numbers, *cast.names[end], *cast.along, cast.labels[end].sum]
        self.play(
            self.headline(f"title_sum_{self._kind}"),
            self.fade_out(time.dim, *leaving),
            cast.bars.fade_out(time.dim),
            cast.strip.warm(0.5, time.dim),
        )
        self.hide(cast.bars)
        self.show(plot.plot)
        self.play(plot.plot.create(time.bar), self.fade_in(time.bar, plot.ticks))
        for row in range(3):
            self.show(plot.rows[row])
            self.play(self.fade_in(time.value, plot.ends[row]))
            self.play(plot.arrive(row, 1.4))
            self.play(self.fade_in(time.value, plot.names[row], plot.numbers[row]))
        (first, total), (_, nearest), (_, farthest) = plot.readings
        self.say(variant=self._variant, T=end, first=first, total=total, nearest=nearest, farthest=farthest)

    @beat
    def near_and_far(self) -> None:
        """Each term under its step on a logarithmic scale; a few of the nearest make nearly all of the sum."""
        time, cast = self.theme.time, self.cast
        plot, log, sums = cast.plot, cast.log, cast.past.last
        self.play(
            self.headline(f"title_far_{self._kind}"), plot.fade_out(time.dim), self.fade_out(time.dim, *plot.labels)
        )
        self.hide(plot.plot, *plot.rows)
        self.show(log.axis)
        self.play(log.axis.create(time.bar), cast.strip.warm(1.0, time.bar))
        self.show(log.dots)
        self.show(*log.grounds)
        self.play(self.fade_in(time.value, *log.grounds[:1], log.numbers[0]))
        self.play(log.dots.arrive(2.4))
        self.show(log.line)
        self.play(log.join(time.dim), self.fade_in(time.dim, *log.grounds[1:], *log.numbers[1:]))
        if log.near:
            self.show(*log.parting)
            self.play(self.fade_in(time.dim, *log.parting))
            self.play(self.fade_in(time.value, *log.near))
            self.hold(0.5)
            self.play(self.fade_in(time.value, *log.far))
        count = int(sums.near.value) if math.isfinite(sums.near.value) else sums.T  # terms may cancel to nothing
        said = {"rest": sums.terms(count + 1, sums.T)} if log.near else {}
        nearest, farthest = sums.term(1), sums.term(sums.T)
        self.say(
            variant=self._variant,
            T=sums.T,
            n=count,
            far=sums.T - count,
            p=NEARLY_ALL,
            share=sums.farthest_share,
            nearest=nearest,
            farthest=farthest,
            total=sums.total,
            **said,
        )

    @beat
    def feed_forward(self) -> None:
        """Below it the same net with a weight of its own in each layer: the gradient of each is its term alone."""
        time, cast = self.theme.time, self.cast
        log, layers = cast.log, cast.layers
        self.play(self.headline("title_own"), log.fade_out(time.dim), self.fade_out(time.dim, *log.labels))
        self.hide(log.axis, log.dots, log.line, *log.parting, *log.grounds)
        self.play(self.fade_in(time.dim, *cast.heads[:2], *cast.found))
        self.show(layers, cast.loss_of_layers)
        self.play(
            layers.fade_in(time.bar),
            cast.loss_of_layers.to(State.LIVE, time.bar),
            self.fade_in(time.bar, *cast.heads[2:]),
        )
        self.play(layers.run_back(3.2))
        self.play(self.fade_in(time.value, cast.brightness))
        self.play(together(*(self.fade_in(time.value, label) for label in cast.gradients), lag=time.value))
        net = cast.past.own_weights
        said = {"first": net.gradient(1), "last": net.gradient(cast.past.end)}
        self.say(variant=self._variant, **said)

    @beat
    def what_it_means(self) -> None:
        """Side by side: the shared weight learns, from the near past; of the layers the early ones hardly do."""
        time, cast = self.theme.time, self.cast
        shares = cast.shares
        self.play(self.headline(f"title_means_{self._kind}"), self.fade_out(time.dim, cast.first, cast.last))
        for share in (shares.near, shares.far):
            if share is not None:
                self.show(share.line)
                self.play(self.fade_in(time.dim, share.line, *share.words))
        if shares.near is not None:
            self.play(self.fade_out(time.value, cast.heads[1]))
            self.play(self.fade_in(time.value, cast.verdicts[0]))
        if shares.dark is not None:
            self.play(self.fade_out(time.dim, cast.brightness, *cast.gradients[1:]))
            self.show(shares.dark.line)
            self.play(self.fade_in(time.dim, shares.dark.line, *shares.dark.words))
        if shares.near is not None:
            self.play(self.fade_out(time.value, cast.heads[3]))
            self.play(self.fade_in(time.value, cast.verdicts[1]))
        count = int(cast.past.own_weights.faint(FAINT).value)
        self.say(variant=self._variant, T=cast.past.end, n=count, times=FAINT)

    @property
    def _kind(self) -> str:
        return self.cast.past.last.regime

    @property
    def _variant(self) -> str:
        """Which sentence is true of this network."""
        return "" if self._kind == "near" else self._kind

"""What the product of a path comes to: the powers of W_h alone, and σ′ and W_h together."""

from __future__ import annotations

from functools import cached_property

from rnnanim.mobjects.base.motion import one_by_one, pause, together, tween
from rnnanim.mobjects.network.states import State
from rnnanim.scenes.products.cast import REGIME_STEPS, ProductsCast
from rnnanim.scenes.products.gain_vs_preactivation import Z_RANGE
from rnnanim.stage import LessonScene, beat  # prepares manim, so it stands before it


class ProductOfFactors(LessonScene):
    """The product of σ′ and W_h as a staircase on a log ruler: when it vanishes, holds and explodes, and when not."""

    loss = "last"

    @cached_property
    def cast(self) -> ProductsCast:
        return ProductsCast(self.stage)

    @beat
    def factor_by_factor(self) -> None:
        """Of the farthest path only what the states multiply by stays: each factor becomes a step on the ruler."""
        time, path, heads = self.theme.time, self.cast.path, self.cast.heads
        running, treads = path.running, path.running.treads
        self.show(path.chain.become_idle(), *path.labels, *path.leads, *heads)
        self.play(self.headline("title_path"))
        self.hold(0.4)
        self.show(path.ruler, running)
        self.play(path.dim_all(time.dim), self.fade_out(2 * time.dim, *path.leads), path.ruler.create(2 * time.dim))
        self.play(running.begin())
        last = len(treads) - 1
        for index in range(1, last + 1):
            self.play(path.light(index, time.light), running.multiply(index))
            if treads.has_number(index):
                number = treads.number(index, size="large" if index == last else "small")
                self.play(running.fade_in(time.value, number))
        self.say(product=path.product)

    @beat
    def three_fates(self) -> None:
        """Vanishing, holding and exploding: three exact networks that differ in one weight."""
        time, path, regimes = self.theme.time, self.cast.path, self.cast.regimes
        self.play(
            self.headline("title_fates"),
            path.chain.fade_out(time.dim),
            path.ruler.fade_out(time.dim, keep=True),
            path.running.fade_out(time.dim),
            self.fade_out(time.dim, *path.labels, *self.cast.heads),
        )
        self.hide(path.chain, path.ruler, path.running)
        self.show(regimes.ruler)
        self.play(
            regimes.ruler.create(3 * time.dim, start=path.ruler),
            self.fade_in(time.dim, regimes.name, *regimes.note),
        )
        for one in regimes.each:
            self.show(one.running)
            self.play(self.fade_in(time.dim, *one.labels, one.arrow))
            self.play(one_by_one(one.running.begin(), one.running.multiply_all()))
            self.play(one.running.fade_in(time.value, one.number), self.fade_in(time.value, one.verdict))
            self.hold(0.4)
        down, level, up = (one.factor for one in regimes.each)
        vanished, held, exploded = (one.end for one in regimes.each)
        self.say(n=REGIME_STEPS - 1, down=down, level=level, up=up, vanished=vanished, held=held, exploded=exploded)

    @beat
    def where_it_can_explode(self) -> None:
        """A step multiplies by more than 1 only for a weight over 4, and only near z = 0."""
        time, regimes, gain = self.theme.time, self.cast.regimes, self.cast.gain
        self.play(self.headline("title_where"), *regimes.fade_out(time.dim), self.fade_out(time.dim, *regimes.labels))
        self.hide(regimes.ruler, *(part for one in regimes.each for part in (one.running, one.arrow)))
        self.show(gain.plot, gain.one, gain.zone, gain.plates, *gain.curves)
        self.play(
            gain.move_one_from(regimes.ruler, 2 * time.dim),
            gain.plot.create(2 * time.dim),
            self.fade_in(time.dim, *gain.note),
        )
        for n, (curve, label) in enumerate(zip(gain.curves, gain.peaks, strict=True)):
            self.show(label)
            dimming = gain.dim_under_one(0.9) if n == len(gain.curves) - 1 else []
            self.play(gain.name(n, time.value), curve.trace(Z_RANGE[1], 0.9), *dimming)
            self.hold(0.15)
        self.show(*gain.over)
        self.play(*gain.light_over_one(0.7))
        self.play(gain.fill_over_one(time.dim))
        self.hold(0.4)
        self.play(self.fade_in(time.dim, gain.feet, gain.here))
        self.say(bound=gain.highest.read("sigma_prime_bound"), threshold=self.cast.weights[2].read("W_h", 0, 0))

    @beat
    def eighty(self) -> None:
        """A network that stays where σ′ is 0.2: 80 after three states, 1600 after four."""
        time, gain, net = self.theme.time, self.cast.gain, self.cast.balanced
        chain, running, (near, far) = net.chain, net.running, net.ends
        written = gain.here, *gain.peaks, *gain.note
        self.play(self.headline("title_eighty"), *gain.fade_out(time.dim), self.fade_out(time.dim, *written))
        self.hide(*gain.mobjects)
        self.show(chain, net.ruler, running)
        line = net.ruler.create(3 * time.dim, start=gain.ends_of_one)
        self.play(chain.fade_in(2 * time.dim, 0, near - 1), line, self.fade_in(time.dim, *net.note))
        self.play(running.begin())
        for index in range(1, far + 1):
            if index == near + 1:
                self.hold(0.8)
                self.play(chain.fade_in(time.dim, near, far - 1))
            self.play(chain.light(index - 1, time.light), running.multiply(index))
            number = net.number(index)
            under = [net.factors_under(number, (index + 1) // 2)] if index in net.ends else []
            self.play(*(running.fade_in(time.value, label) for label in (number, *under)))
        self.hold(0.5)
        self.say(slope=net.slope, weight=net.weight, near=running.treads[near].product, far=running.treads[far].product)

    @beat
    def saturation(self) -> None:
        """The same weight without the balanced bias: saturated, and vanished."""
        time, before, net = self.theme.time, self.cast.balanced, self.cast.saturated
        chain, running, reference = net.chain, net.running, net.reference
        bias, weight = net.note[1], net.note[0]
        self.show(weight)  # it stands where it stood
        self.hide(before.note[0])
        self.play(
            self.headline("title_saturation"), before.fade_out(time.dim), self.fade_out(time.dim, *before.note[1:])
        )
        self.hide(before.chain, before.ruler, before.running)
        self.show(chain, net.ruler, reference, running)
        self.play(chain.fade_in(2 * time.dim), net.ruler.create(3 * time.dim, start=before.ruler))
        self.play(reference.fade_in(time.value, net.words))
        self.play(one_by_one(reference.begin(), reference.multiply_all()))
        self.play(reference.fade_in(time.value, net.reference_end), tween(time.value, reference, spent=0.6))
        self.hold(0.5)
        self.play(self.fade_in(time.dim, bias))
        self.play(together(*(self.fade_in(time.dim, z) for z in reversed(net.z)), lag=time.dim))
        self.play(running.begin())
        for index in range(1, len(running.treads)):
            slope = [self.fade_in(time.light, net.slopes[index // 2])] if index % 2 else []
            self.play(chain.light(index - 1, time.light), *slope)
            self.play(running.multiply(index))
        self.play(chain.turn(4, {"node": State.NEAR}, time.light), running.fade_in(time.value, net.result))
        self.hold(0.8)
        self.say(z=net.net.read("z", 3, 0), gain=net.gain)

    @beat
    def above_or_below_one(self) -> None:
        """What decides: factors over 1 at every step explode, factors under 1 vanish; and where our own stands."""
        time, net, last = self.theme.time, self.cast.saturated, self.cast.verdicts
        self.play(
            self.headline("title_one"),
            net.chain.fade_out(time.dim),
            net.ruler.fade_out(time.dim, keep=True),
            net.reference.fade_out(time.dim),
            net.running.fade_out(time.dim),
            self.fade_out(time.dim, *net.note, *net.z, *net.slopes),
        )
        self.hide(net.chain, net.ruler, net.reference, net.running)
        self.show(last.ruler, *last.products)
        self.play(
            last.ruler.create(2 * time.dim, start=net.ruler),
            one_by_one(pause(time.dim), self.fade_in(time.dim, *last.states, last.arrow)),
        )
        for running, words in zip(last.products, last.words, strict=True):
            self.play(one_by_one(running.begin(), running.multiply_all()))
            self.play(self.fade_in(time.value, words))
            self.hold(0.3)
        if last.own is not None:
            self.show(*last.own.plates, last.own, *last.own.labels)
            self.play(last.own.grow(time.bar))
            self.play(last.own.write(time.value))
            self.say(variant="ours", T=self.lesson.network.T, own=last.own.reading)

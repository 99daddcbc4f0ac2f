"""What the product of a path comes to: the powers of W_h alone, and σ′ and W_h together."""

from __future__ import annotations

from rnnanim.errors import InputError
from rnnanim.lesson import load_lesson
from rnnanim.mobjects.base.motion import one_by_one, pause, together
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.words import formula
from rnnanim.scenes.products.factor_by_factor import FactorByFactor
from rnnanim.scenes.products.gain_vs_preactivation import Z_RANGE, GainVsPreactivation
from rnnanim.scenes.products.product_layout import ProductLayout
from rnnanim.scenes.products.regimes import Regimes, Verdicts, reveal
from rnnanim.scenes.products.saturation_comparison import Balanced, Saturated
from rnnanim.stage import LessonScene, beat  # prepares manim, so it stands before it

FATES = ("vanishing", "holding", "exploding")
FATE_STEPS = 7  # six steps lie between the first state and the last
WEIGHTS = (1.0, 2.0, 4.0, 6.0)


class ProductOfFactors(LessonScene):
    """The product of σ′ and W_h as a staircase on a log ruler: when it vanishes, holds and explodes, and when not."""

    loss = "last"

    def cast(self) -> None:
        self.rows, self.steps = ProductLayout(self.theme, self.layout), self.lesson.network.T
        self.walk = self.farthest_path()
        self.heads = self.heads_of_the_walk()
        self.fates = self.three_networks()
        self.gain = self.four_weights()
        self.balanced, self.saturated = self.one_weight()
        self.verdicts = self.both_verdicts()

    # the cast

    def head(self) -> Label:
        """Return what says that a ruler is logarithmic."""
        return self.stage.words("log_scale", tone="mute")

    def farthest_path(self) -> FactorByFactor:
        """Return the walk of the farthest path of the lesson; a product that is no number has no picture."""
        walk = FactorByFactor(self.rows, self.analysis, self.head())
        if not walk.is_finite:
            raise InputError(
                f"ProductOfFactors: the product of this lesson is not a number at {self.steps} steps; "
                "take smaller weights (network.W_h), fewer steps (network.steps) or another target"
            )
        return walk

    def heads_of_the_walk(self) -> list[Label]:
        """Return what the values are where they are norms, and what J_t is where it stands for two factors."""
        heads, scalar = [], self.analysis.is_scalar
        if not scalar:
            heads.append(self.stage.words("norm_times", tone="mute").place(self.rows.left, self.rows.values, "left"))
        if self.walk.joins:
            slope = "sigma'(z_t) space" if scalar else '"diag" sigma\'(z_t) space'
            joined = formula(self.theme, f"J_t = {slope} wh(W_h)", "small", tone="mute")
            heads.append(joined.place(*self.layout.note, "right"))
        return heads

    def three_networks(self) -> Regimes:
        """Return the exact networks that vanish, hold and explode."""
        nets = [self.network(name, load_lesson(name).with_steps(FATE_STEPS).network) for name in FATES]
        self.fates_note = self.rows.note(
            [("sigma'", nets[0].read("sigma_prime", FATE_STEPS, 0), "mute")],
            self.stage.words("every_step", tone="mute"),
        )
        weight = self.theme.type.title_weight
        return Regimes(
            self.rows, nets, lambda verdict: self.stage.words(verdict, size="medium", weight=weight), self.head()
        )

    def four_weights(self) -> GainVsPreactivation:
        """Return what a step multiplies by in four networks of one sigmoid unit."""
        base = load_lesson("holding").network
        self.weights = [self.network(f"sigmoid_{weight:g}", base.replace(W_h=[[weight]])) for weight in WEIGHTS]
        self.gain_note = self.rows.note([], self.stage.words("sigmoid", tone="mute"))
        return GainVsPreactivation(self.rows, self.weights, self.stage.words("grows", tone="text"))

    def one_weight(self) -> tuple[Balanced, Saturated]:
        """Return the weight of 100 with the bias that holds z, and without it."""
        near, far = (load_lesson("hundred").with_steps(steps).network for steps in (3, 4))
        bare = near.replace(b_h=[0.0], h_0=[0.0], x=[[0.0]] * 3)
        kept = self.network("hundred", near)
        balanced = Balanced(self.rows, kept, self.network("hundred, one step more", far), self.head())
        net = self.network("hundred without bias", bare)
        return balanced, Saturated(self.rows, kept, net, self.head(), self.stage.words("balanced", tone="mute"))

    def both_verdicts(self) -> Verdicts:
        """Return a product that explodes and one that vanishes, with what decides."""
        vanishing, _, exploding = self.fates.nets
        words = self.stage.words("over_one"), self.stage.words("under_one")
        return Verdicts(self.rows, exploding, vanishing, words, self.head())

    # the beats

    @beat
    def factor_by_factor(self) -> None:
        """Of the farthest path only what the states multiply by stays: each factor becomes a step on the ruler."""
        time, walk, stair = self.theme.time, self.walk, self.walk.stair
        self.show(walk.chain.stand(), *walk.labels, *walk.leads, *self.heads)
        self.play(self.headline("title_path"))
        self.hold(0.4)
        self.show(walk.ruler, stair)
        self.play(walk.recede(time.dim), self.fade_out(2 * time.dim, *walk.leads), walk.ruler.arrive(2 * time.dim))
        self.play(stair.begin())
        last = len(stair.treads) - 1
        for index in range(1, last + 1):
            self.play(walk.light(index, time.light), stair.step(index))
            if stair.speaks(index):
                number = stair.number(index, size="large" if index == last else "small")
                self.play(stair.tell(number, time.value))
        self.say(product=walk.product)

    @beat
    def three_fates(self) -> None:
        """Vanishing, holding and exploding: three exact networks that differ in one weight."""
        time, walk, fates = self.theme.time, self.walk, self.fates
        gone = walk.chain.leave(time.dim), walk.ruler.leave(time.dim, keep=True), walk.stair.leave(time.dim)
        self.play(self.headline("title_fates"), *gone, self.fade_out(time.dim, *walk.labels, *self.heads))
        self.hide(walk.chain, walk.ruler, walk.stair)
        self.show(fates.ruler)
        self.play(
            fates.ruler.arrive(3 * time.dim, start=walk.ruler), self.fade_in(time.dim, fates.name, *self.fates_note)
        )
        for one in fates.each:
            self.show(one.arrow, one.stair)
            self.play(self.fade_in(time.dim, *one.labels), reveal(one.arrow, time.dim))
            self.play(one_by_one(one.stair.begin(), one.stair.walk()))
            self.play(one.stair.tell(one.number, time.value), self.fade_in(time.value, one.verdict))
            self.hold(0.4)
        factors = dict(zip(("down", "level", "up"), (one.factor for one in fates.each), strict=True))
        ends = dict(zip(("vanished", "held", "exploded"), (one.end for one in fates.each), strict=True))
        self.say(n=FATE_STEPS - 1, **factors, **ends)

    @beat
    def where_it_can_explode(self) -> None:
        """A step multiplies by more than 1 only for a weight over 4, and only near z = 0."""
        time, fates, gain = self.theme.time, self.fates, self.gain
        self.play(
            self.headline("title_where"),
            *fates.leave(time.dim),
            self.fade_out(time.dim, *fates.labels, *self.fates_note),
        )
        self.hide(fates.ruler, *(part for one in fates.each for part in (one.stair, one.arrow)))
        self.show(gain.plot, gain.one, gain.zone, gain.plates, *gain.curves)
        self.play(
            gain.slide(fates.ruler, 2 * time.dim),
            gain.plot.create(2 * time.dim),
            self.fade_in(time.dim, *self.gain_note),
        )
        for n, (curve, label) in enumerate(zip(gain.curves, gain.peaks, strict=True)):
            self.show(label)
            quiet = gain.hush(0.9) if n == len(gain.curves) - 1 else []
            self.play(gain.name(n, time.value), curve.trace(Z_RANGE[1], 0.9), *quiet)
            self.hold(0.15)
        self.show(*gain.crests)
        self.play(*gain.shine(0.7))
        self.play(gain.tint(time.dim))
        self.hold(0.4)
        self.show(gain.feet)
        self.play(reveal(gain.feet, time.dim), self.fade_in(time.dim, gain.here))
        self.say(bound=gain.crest.read("sigma_prime_bound"), threshold=self.weights[2].read("W_h", 0, 0))

    @beat
    def eighty(self) -> None:
        """A network that stays where σ′ is 0.2: 80 after three states, 1600 after four."""
        time, gain, net = self.theme.time, self.gain, self.balanced
        chain, stair, (near, far) = net.chain, net.stair, net.ends
        written = gain.here, *gain.peaks, *self.gain_note
        self.play(self.headline("title_eighty"), *gain.leave(time.dim), self.fade_out(time.dim, *written))
        self.hide(*gain.mobjects)
        self.show(chain, net.ruler, stair)
        line = net.ruler.arrive(3 * time.dim, start=gain.ends_of_one)
        self.play(chain.arrive(2 * time.dim, 0, near - 1), line, self.fade_in(time.dim, *net.note))
        self.play(stair.begin())
        for index in range(1, far + 1):
            if index == near + 1:
                self.hold(0.8)
                self.play(chain.arrive(time.dim, near, far - 1))
            self.play(chain.act(index - 1, time.light), stair.step(index))
            number = net.number(index)
            under = [self.factors_under(number, (index + 1) // 2)] if index in net.ends else []
            self.play(*(stair.tell(label, time.value) for label in (number, *under)))
        self.hold(0.5)
        ends = (stair.treads[index].product for index in net.ends)
        self.say(slope=net.slope, weight=net.weight, **dict(zip(("near", "far"), ends, strict=True)))

    @beat
    def saturation(self) -> None:
        """The same weight without the balanced bias: saturated, and vanished."""
        time, before, net = self.theme.time, self.balanced, self.saturated
        chain, stair, ghost = net.chain, net.stair, net.ghost
        bias, weight = net.note[1], net.note[0]
        self.show(weight)  # it stands where it stood
        self.hide(before.note[0])
        self.play(self.headline("title_saturation"), before.leave(time.dim), self.fade_out(time.dim, *before.note[1:]))
        self.hide(before.chain, before.ruler, before.stair)
        self.show(chain, net.ruler, ghost, stair)
        self.play(chain.arrive(2 * time.dim), net.ruler.arrive(3 * time.dim, start=before.ruler))
        words, end = net.kept
        self.play(ghost.tell(words, time.value))
        self.play(one_by_one(ghost.begin(), ghost.walk()))
        self.play(ghost.tell(end, time.value), ghost.spend(time.value, 0.6))
        self.hold(0.5)
        self.play(self.fade_in(time.dim, bias))
        self.play(together(*(self.fade_in(time.dim, z) for z in reversed(net.z)), lag=time.dim))
        self.play(stair.begin())
        for index in range(1, len(stair.treads)):
            slope = [self.fade_in(time.light, net.slopes[index // 2])] if index % 2 else []
            self.play(chain.act(index - 1, time.light), *slope)
            self.play(stair.step(index))
        self.play(chain.turn(4, {"unit": "near"}, time.light), stair.tell(net.lost, time.value))
        self.hold(0.8)
        self.say(z=net.net.read("z", 3, 0), gain=net.gain)

    @beat
    def above_or_below_one(self) -> None:
        """What decides: factors over 1 at every step explode, factors under 1 vanish."""
        time, net, last = self.theme.time, self.saturated, self.verdicts
        stairs = net.ghost.leave(time.dim), net.stair.leave(time.dim)
        written = *net.note, *net.z, *net.slopes
        ruler = net.ruler.leave(time.dim, keep=True)
        self.play(
            self.headline("title_one"), net.chain.leave(time.dim), ruler, *stairs, self.fade_out(time.dim, *written)
        )
        self.hide(net.chain, net.ruler, net.ghost, net.stair)
        self.show(last.ruler, last.arrow, *last.stairs)
        self.play(
            last.ruler.arrive(2 * time.dim, start=net.ruler),
            one_by_one(pause(time.dim), together(self.fade_in(time.dim, *last.states), reveal(last.arrow, time.dim))),
        )
        for stair, words in zip(last.stairs, last.words, strict=True):
            self.play(one_by_one(stair.begin(), stair.walk()))
            self.play(self.fade_in(time.value, words))
            self.hold(0.3)

    # what the beats are made of

    def factors_under(self, number: Label, count: int) -> Label:
        """Return the product that a number is, to stand under it; each factor of it acts equally at every step."""
        label = formula(self.theme, f"sigma'^({count}) thin wh(W_h^({count - 1}))", "small", tone="mute")
        return label.place(float(number.get_left()[0]), number.baseline_y - 0.46, "left")

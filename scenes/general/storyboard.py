"""How the recursion of one step becomes the formula for any number of steps, and what the formula says of twenty."""

from __future__ import annotations

from functools import cached_property

from rnnanim.stage import LessonScene, beat  # prepares manim, so it stands before it

# isort: split
from rnnanim.mobjects.base.motion import Cue, together
from rnnanim.mobjects.network.states import State
from rnnanim.numerics.stations import Station
from rnnanim.scenes.general.cast import GeneralCast
from rnnanim.scenes.general.folding import LONG_FLIGHT
from rnnanim.scenes.general.three_steps import AGAIN, FIRST
from rnnanim.scenes.general.unrolled_sum import STEPS
from rnnanim.stage.wording import Said


class GeneralFormula(LessonScene):
    """A recursion unrolls into three terms, the three routes; these fold into a double sum for any number of steps."""

    loss = "sum"

    @cached_property
    def cast(self) -> GeneralCast:
        return GeneralCast(self.stage)

    @beat
    def one_step(self) -> None:
        """The last state depends on W_x in two ways: where W_x enters its own step, and through the state before."""
        time, cast, three, sum_ = self.theme.time, self.cast, self.cast.three, self.cast.sum
        jacobian, here = cast.aside.jacobian, Station.h(STEPS)
        self.show(three.net, *sum_.parts, jacobian)
        self.play(self.headline("title_step"))
        self.hold(time.still)
        self.play(three.only(three.step(STEPS), 2 * time.dim))
        self.play(three.net.nodes[here].to(State.CALM, time.light))
        self.play(cast.from_part(sum_.left_side, "d", here))
        self.play(self.fade_in(time.value, sum_.equals))
        self.play(three.run_thread(FIRST[STEPS]))
        self.play(cast.from_part(sum_.terms[STEPS], "d", Station.W_x(STEPS)))
        self.play(three.spark(STEPS))
        self.play(cast.from_part(sum_.terms[STEPS - 1], f"J{STEPS}", Station.W_h(STEPS)))
        self.play(self.fade_in(time.value, sum_.pluses[STEPS - 1]))
        self.play(cast.from_part(sum_.totals[STEPS - 1], "d", Station.h(STEPS - 1)))
        self.play(cast.beside(jacobian, "slope", here))
        self.play(jacobian.fade_in(2 * time.value, *(name for name in jacobian.sources if name != "slope")))
        self.say(n=STEPS)

    @beat
    def immediate_derivative(self) -> None:
        """The plus: W_x is varied where it enters step 3, and nowhere else; without it at every step."""
        time, cast, three, aside = self.theme.time, self.cast, self.cast.three, self.cast.aside
        self.show(three.net, aside.immediate, aside.whole)
        self.play(self.headline("title_plus"), self.fade_out(time.dim, aside.jacobian))
        self.play(self.fade_in(time.dim, *aside.heads[:1], cast.held))
        self.play(three.vary(STEPS))
        self.play(cast.beside(aside.immediate, "d", Station.h(STEPS)))
        self.play(aside.immediate.fade_in(2 * time.value, *(name for name in aside.immediate.sources if name != "d")))
        self.play(self.fade_in(time.value, aside.values[0]))
        self.hold(time.still)
        self.play(self.fade_out(time.dim, cast.held), three.wake(time.dim), self.fade_in(time.dim, *aside.heads[1:]))
        self.play(together(*(three.vary(k) for k in range(STEPS, 0, -1)), lag=0.4))
        self.play(cast.beside(aside.whole, "d", Station.h(STEPS)))
        self.play(self.fade_in(time.value, aside.values[1]))
        self.say(n=STEPS)

    @beat
    def unroll(self) -> None:
        """The derivative of each earlier state is replaced by its own right side, until none is left."""
        time, cast, three, sum_ = self.theme.time, self.cast, self.cast.three, self.cast.sum
        aside, last = cast.aside, Station.h(STEPS)
        self.show(three.net, aside.rule)
        self.play(
            self.headline("title_unroll"),
            self.fade_out(time.dim, aside.immediate, aside.whole, *aside.values, *aside.heads),
            three.calm(time.dim),
        )
        self.play(cast.write_the_rule())
        for k in range(STEPS - 1, 0, -1):
            self.play(cast.ask(k))
            if k == STEPS - 1:
                self.play(Cue(sum_.open_up, time.slide))
            self.play(three.run_thread(FIRST[k]))
            self.play(cast.from_part(sum_.terms[k], "d", Station.W_x(k)))
            if k > 1:
                self.play(three.spark(k))
                self.play(cast.pass_on(k))
                self.play(cast.from_part(sum_.totals[k - 1], "d", Station.h(k - 1)))
                self.play(self.fade_in(time.value, sum_.pluses[k - 1]))
        self.play(three.net.nodes[last].to(State.LIVE, time.light))
        for k in range(STEPS, 0, -1):
            self.play(cast.point_out(k))

    @beat
    def if_the_plus_is_forgotten(self) -> None:
        """Without the plus the routes come again and again; counted so often they add up to another number."""
        time, cast, three, forgotten = self.theme.time, self.cast, self.cast.three, self.cast.forgotten
        self.show(three.net)
        self.play(self.headline("title_forgotten"), self.fade_out(time.dim, cast.aside.rule))
        for k, again in zip(range(STEPS, 0, -1), AGAIN, strict=True):
            self.play(cast.take_the_plus(k, time.dim))
            for number in again:
                self.play(three.run_thread(number, 0.9))
        self.play(three.net.turn(three.way_to_the_loss(), time.dim))
        for k in range(STEPS, 0, -1):
            self.play(cast.count(k))
        self.play(self.fade_in(time.value, *forgotten.result))
        self.play(self.fade_in(time.dim, *forgotten.heads))
        for row in forgotten.rows:
            self.play(self.fade_in(time.value, *row))
            self.hold(0.4)
        said: dict[str, Said] = {"right": forgotten.right, "wrong": forgotten.wrong}
        if len(forgotten.pairs) > 1:
            said |= {"other_right": forgotten.pairs[1][0], "other_wrong": forgotten.pairs[1][1]}
        self.say(variant=forgotten.variant, **said)

    @beat
    def any_number_of_steps(self) -> None:
        """The terms fold into one sum and one product; the loss comes in front, and a sum over all losses."""
        time, cast, three = self.theme.time, self.cast, self.cast.three
        folding, route = cast.folding, cast.route
        self.show(folding.folded)
        self.play(
            self.headline("title_any"),
            self.fade_out(time.dim, *cast.forgotten.labels),
            *(cast.give_the_plus(k, time.dim) for k in range(1, STEPS + 1)),
            *(thread.fade_out(time.dim) for thread in three.threads),
        )
        self.hide(*three.threads)
        self.play(three.hide_inputs(time.dim))
        self.play(folding.fold_derivatives())
        self.play(folding.fold_signs())
        self.play(folding.fold_jacobians())
        self.play(folding.fold_left_side())
        self.hide(*cast.sum.parts)
        self.hold(time.still)
        self.play(three.leave(route.weights, time.dim))
        self.hide(three.net)
        self.show(route.net)
        self.play(route.arrive(2 * time.dim))
        self.show(folding.general)
        self.play(folding.make_general(LONG_FLIGHT))
        self.hide(folding.folded)
        self.play(route.run(Station.L(STEPS), Station.y(STEPS)))
        self.play(folding.come_in("loss", Station.L(STEPS)))
        self.play(route.run(Station.y(STEPS), Station.h(STEPS)))
        self.play(folding.come_in("output", Station.W_y(STEPS)))
        self.play(route.run(Station.h(STEPS), Station.h(1), Station.W_x(1)))
        self.play(folding.come_in("sum_t", Station.L(STEPS)))

    @beat
    def twenty_steps(self) -> None:
        """How strongly each loss depends on each state, as cells: from the diagonal on, farther and farther back."""
        time, cast, seen = self.theme.time, self.cast, self.cast.map
        self.play(self.headline("title_map", T=seen.steps), cast.route.leave(time.dim))
        self.hide(cast.route.net)
        self.show(seen.formula)
        self.play(cast.folding.keep_the_derivative(seen.formula, LONG_FLIGHT))
        self.hide(cast.folding.general)
        self.show(seen.heat)
        self.play(seen.heat.arrive(2 * time.dim), self.stage.open_key(seen.key, 2 * time.dim))
        self.play(seen.heat.fill(3.0, seen.from_the_diagonal))
        self.play(seen.heat.focus(seen.last_row, time.dim))
        for end in seen.ends:
            self.play(self.fade_in(time.value, end))
        self.hold(time.still)
        self.play(seen.heat.focus(None, time.dim))
        self.say(variant=seen.fate, T=seen.steps, near=seen.near, far=seen.far)


__all__ = ["GeneralFormula"]

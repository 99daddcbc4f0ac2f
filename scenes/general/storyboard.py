"""How the recursion of one step becomes the formula for any number of steps, and what the formula says of twenty."""

from __future__ import annotations

from functools import cached_property

from rnnanim.stage import LessonScene, beat  # prepares manim, so it stands before it

# isort: split
from rnnanim.mobjects.base.motion import Cue, cut, delayed
from rnnanim.mobjects.network.states import State
from rnnanim.numerics.stations import Station
from rnnanim.scenes.general.cast import GeneralCast
from rnnanim.scenes.general.folding import LONG_FLIGHT
from rnnanim.scenes.general.three_steps import FIRST
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
        self.play(three.second_way(time.light))
        self.play(cast.from_part(sum_.terms[STEPS - 1], f"J{STEPS}", Station.W_h(STEPS)))
        self.play(cast.from_part(sum_.totals[STEPS - 1], "d", Station.h(STEPS - 1)))
        self.play(self.fade_in(time.value, sum_.pluses[STEPS - 1]))
        self.play(cast.define())
        self.play(jacobian.fade_in(2 * time.value, *(name for name in jacobian.sources if name != "J")))
        self.say(n=STEPS)

    @beat
    def immediate_derivative(self) -> None:
        """The plus: W_x is varied where it enters step 3, and nowhere else; without it at every step."""
        time, cast, three, aside = self.theme.time, self.cast, self.cast.three, self.cast.aside
        self.show(three.net, aside.immediate, aside.whole)
        self.play(self.headline("title_plus"), self.fade_out(time.dim, aside.jacobian))
        self.play(self.fade_in(time.dim, *aside.heads[:1]))
        self.play(three.wake(time.dim))
        for k in range(1, STEPS + 1):
            self.play(three.vary(k))
        self.play(cast.beside(aside.whole, "d", Station.h(STEPS)))
        self.play(self.fade_in(time.value, aside.value))
        self.hold(time.still)
        self.play(three.hold_fixed(2 * time.dim), self.fade_in(time.dim, *aside.heads[1:], *cast.held))
        self.play(three.vary(STEPS))
        self.play(cast.beside(aside.immediate, "d", Station.h(STEPS)))
        self.play(aside.immediate.fade_in(2 * time.value, *(name for name in aside.immediate.sources if name != "d")))
        self.play(self.fade_in(time.value, *(cast.parts[::-1] or [aside.norm])))
        self.say(n=STEPS)

    @beat
    def unroll(self) -> None:
        """The derivative of each earlier state is replaced by its own right side, until none is left."""
        time, cast, three, sum_ = self.theme.time, self.cast, self.cast.three, self.cast.sum
        aside, last = cast.aside, Station.h(STEPS)
        self.show(three.net, aside.rule)
        self.play(
            self.headline("title_unroll"),
            self.fade_out(time.dim, *aside.values, *aside.heads, *cast.parts, *cast.held),
            three.release(time.dim),
        )
        self.play(cast.write_the_rule())
        for k in range(STEPS - 1, 0, -1):
            self.play(cast.ask(k))
            self.play(three.run_thread(FIRST[k]))
            self.play(cast.from_part(sum_.terms[k], "d", Station.W_x(k)))
            if k > 1:
                self.play(three.spark(k))
                self.play(Cue(sum_.open_up, time.slide))
                self.play(cast.from_part(sum_.terms[k - 1], f"J{k}", Station.W_h(k)))
                self.play(cast.from_part(sum_.totals[k - 1], "d", Station.h(k - 1)))
                self.play(self.fade_in(time.value, sum_.pluses[k - 1]))
                self.play(cast.pass_on(k))
        self.play(three.end_at_the_first_step(time.dim), self.fade_in(time.value, aside.zero))
        self.play(three.net.nodes[last].to(State.LIVE, time.light))
        for k in range(STEPS, 0, -1):
            self.play(cast.point_out(k))

    @beat
    def if_the_plus_is_forgotten(self) -> None:
        """Without the plus the routes come again and again; counted so often they add up to another number."""
        time, cast, three, forgotten = self.theme.time, self.cast, self.cast.three, self.cast.forgotten
        sum_ = cast.sum
        self.show(three.net)
        self.play(self.headline("title_forgotten"), self.fade_out(time.dim, cast.aside.rule, cast.aside.zero))
        self.play(three.hide_inputs(time.dim))
        self.play(Cue(sum_.lift, time.slide))
        for k in range(STEPS, 0, -1):
            self.play(cast.take_the_plus(k))
        self.play(three.way_to_the_loss(time.dim), self.fade_in(time.value, forgotten.factor))
        for k in range(1, STEPS + 1):
            self.play(forgotten.fill(k))
        self.play(self.fade_in(time.value, *forgotten.results[0][:2], *forgotten.heads[:1]))
        self.play(self.fade_in(time.value, *forgotten.results[0][2:], *forgotten.heads[1:]))
        self.play(cast.doubt())
        for row in forgotten.results[1:]:
            self.play(self.fade_in(time.value, *row))
        said: dict[str, Said] = {"right": forgotten.right, "wrong": forgotten.wrong}
        if len(forgotten.pairs) > 1:
            said |= {"other_right": forgotten.pairs[1][0], "other_wrong": forgotten.pairs[1][1]}
            said |= {"weight": forgotten.weight}
        self.say(variant=forgotten.variant, **said)

    @beat
    def any_number_of_steps(self) -> None:
        """The terms fold into one sum and one product; the loss comes in front, and a sum over all losses."""
        time, cast, three = self.theme.time, self.cast, self.cast.three
        folding, route = cast.folding, cast.route
        self.show(folding.folded, cast.aside.step)
        self.play(
            self.headline("title_any"),
            self.fade_out(time.dim, *cast.forgotten.shown),
            cast.believe(time.dim),
            *(cast.give_the_plus(k, time.dim) for k in range(1, STEPS + 1)),
            *(thread.fade_out(time.dim) for thread in three.threads),
        )
        self.hide(*three.threads)
        self.play(Cue(lambda share: cast.sum.lift(1 - share), time.slide))
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
        self.play(folding.make_room(LONG_FLIGHT))
        self.hide(folding.folded)
        self.play(route.run(Station.h(STEPS), Station.h(1), Station.W_x(1)))
        self.play(route.run(Station.y(STEPS), Station.h(STEPS)))
        self.play(folding.come_in("output", Station.W_y(STEPS)))
        self.play(route.run(Station.L(STEPS), Station.y(STEPS)))
        self.play(folding.come_in("loss", Station.L(STEPS)))
        self.play(folding.come_in("sum_t", Station.L(STEPS)))
        self.play(folding.general.fade_in(2 * time.value, "left", "equals"))
        self.play(self.fade_in(time.value, cast.bracket), cast.aside.step.fade_in(time.value, *cast.aside.step.sources))

    @beat
    def twenty_steps(self) -> None:
        """How strongly each loss depends on each state, as cells: from the diagonal on, farther and farther back."""
        time, cast, seen = self.theme.time, self.cast, self.cast.map
        gone = self.fade_out(time.dim, cast.bracket, cast.aside.step)
        self.play(self.headline("title_map", T=seen.steps), cast.route.leave(time.dim), gone)
        self.hide(cast.route.net)
        self.show(seen.formula)
        arrive = [cut(lambda: self.show(seen.heat)), seen.heat.arrive(2 * time.dim)]
        self.play(cast.folding.carry(seen.formula, LONG_FLIGHT), delayed(0.7 * LONG_FLIGHT, *arrive))
        self.hide(cast.folding.general)
        self.play(self.fade_in(time.value, *seen.name))
        self.play(self.stage.open_key(seen.key, 2 * time.dim))
        self.play(seen.heat.fill(3.0, seen.from_the_diagonal))
        self.play(seen.heat.focus(seen.last_row, time.dim))
        for end in seen.ends:
            self.play(self.fade_in(time.value, *end))
        self.hold(time.still)
        self.play(seen.heat.focus(None, time.dim))
        self.say(variant=seen.fate, T=seen.steps, near=seen.near, far=seen.far)


__all__ = ["GeneralFormula"]

"""How each state is made of its input and the state before it, what is read off it, and how far that misses."""

from __future__ import annotations

from functools import cached_property

from rnnanim.stage import LessonScene, Repetition, beat  # prepares manim, so it stands before it

# isort: split
from rnnanim.mobjects.base.geometry import straight
from rnnanim.mobjects.base.motion import Cue, delayed, fade_out, one_by_one, pause, tint, together
from rnnanim.mobjects.flow.pulse import Pulse
from rnnanim.mobjects.network.states import State
from rnnanim.mobjects.network.unrolled import OUT_OF_THE_DOTS, links_above
from rnnanim.numerics import Weight
from rnnanim.numerics.stations import Link, PartName, Station
from rnnanim.scenes.forward.activation_plot import MOST_STOPS
from rnnanim.scenes.forward.cast import PULSE, ForwardCast, steps_to_show

STAND = 1.5  # seconds that the result of a step stands at least
RUN = 1.3  # of the time of an edge: a flow into a state, through its weight
COUNTED = 0.5  # seconds for each step that the total is added up of


class ForwardPass(LessonScene):
    """Two flows meet in each state, and σ makes it of their sum; outputs are read off, and their losses add up."""

    loss = "sum"

    @cached_property
    def cast(self) -> ForwardCast:
        return ForwardCast(self.stage)

    @beat
    def given(self) -> None:
        """On the picture of the rules the inputs and the first state light up with their numbers."""
        cast, time = self.cast, self.theme.time
        cast.recall_the_rules()
        self.headline("title_rule").at(1)
        times = cast.times()
        self.show(cast.net, *cast.rules.values(), *times)
        self.hold(0.6)
        self.play(self.headline(cast.title_given), self.fade_out(time.dim, *times), cast.turn({}, rest=State.DIM))
        self.play(together(*cast.light_weights(), lag=0.45))
        self.play(together(*(cast.light_input(step) for step in self.layout.drawn_steps), lag=0.25))
        lit, key = cast.net.nodes[Station.h(0)].to(State.ON, time.light), cast.columns.key
        self.play(lit, self.fade_in(time.value, cast.state_numbers[0]), self.stage.open_key(key, time.value))
        shown = "shown" if "W_h" in cast.weight_numbers and self.of_vectors else ""
        self.say(variant="_".join(filter(None, [self.of_vectors, shown])), H=self.analysis.spec.H)

    @beat(each=steps_to_show)
    def step(self, key: Repetition) -> None:
        """Two flows run into a state, add up on the axis of z, and the dot on the curve makes the state of them."""
        cast = self.cast
        self.show(cast.net)
        if key == "middle":
            self.go_on_to_the_last()
            return
        step, number = int(key), cast.keys.index(key)
        pace = {0: 0.9, 1: 0.7}.get(number, 0.5)  # a motion that is known goes faster
        title = {0: "title_first", 1: "title_second"}.get(number, "title_step")
        self.play(self.headline(title, t=step), self.focus(step))
        if number == 0:
            self.show(cast.activation)
            words = self.fade_in(self.theme.time.dim, *cast.note, cast.curve_name)
            self.play(cast.activation.create(0.8), words)
        self.flow_in("x", step, pace)
        self.flow_in("h", step, pace)
        self.add_the_bias(step, pace)
        self.apply_the_activation(step, pace)
        self.say_the_step(step, again=number > 1)

    @beat
    def outputs(self) -> None:
        """From every state the output is read off."""
        cast, time, steps = self.cast, self.theme.time, self.layout.drawn_steps
        self.show(cast.net)
        self.play(
            self.headline("title_outputs"),
            cast.fade_out_step(int(cast.keys[-1])),
            fade_out(time.dim, cast.activation, after=lambda: self.hide(cast.activation)),
            self.fade_out(time.dim, cast.curve_name),
            *(flow.fade_out(time.dim) for step in cast.steps.values() for flow in step.flows.values()),
        )
        states: dict[PartName, State] = {Station.h(step): State.ON for step in steps}
        for step in steps:
            states |= dict.fromkeys((Station.y(step), Station.W_y(step), *links_above(step)), State.IDLE)
        given, numbers = cast.state_numbers[0], [cast.state_numbers[step] for step in steps]
        self.play(
            cast.turn(states, rest=State.DIM),
            self.fade_out(time.dim, *([given] if self.stage.shows(given) else [])),
            tint(time.dim, "state", *numbers),
            self.fade_in(time.dim, *cast.outputs.rule),
        )
        self.show(*cast.outputs.flows.values())
        self.play(together(*(cast.outputs.flow_into(step) for step in steps), lag=0.75))
        if cast.outputs.products is not None:
            self.show(cast.outputs.products)
            self.play(cast.outputs.products.write(time.value))
        self.say(variant=self.of_vectors if cast.outputs.products is not None else "", T=cast.T)

    @beat
    def losses(self) -> None:
        """Each output misses its target; half the squares of the misses add up to the loss."""
        cast, time = self.cast, self.theme.time
        self.show(cast.net, *cast.outputs.numbers.values())
        links = [links_above(step)[0] for step in self.layout.drawn_steps]
        bright = {*links, *(link.a for link in links)}
        self.play(
            self.headline("title_losses"),
            self.fade_out(time.dim, *cast.outputs.rule, *cast.outputs.cells, *cast.note),
            *(flow.fade_out(time.dim) for flow in cast.outputs.flows.values()),
            cast.turn({name: State.DIM for name in cast.net.parts if name not in bright}),
            cast.leave_states(time.dim),
        )
        self.show(cast.losses.waterfall)
        self.play(cast.losses.waterfall.fade_in(time.dim))
        for number, key in enumerate(cast.keys):
            self.measure_the_loss(key, number)
        self.add_up()
        self.follow_the_last()
        self.hold(STAND - time.still)  # the last picture stands as long as the result of a step
        self.say(T=cast.T, total=self.analysis.read("loss"))

    @property
    def of_vectors(self) -> str:
        """Which sentence speaks of vectors, if the states are such."""
        return "vector" if self.analysis.spec.H > 1 else ""

    # what the steps are made of

    def focus(self, step: int) -> Cue:
        """Return the change of light to a step; what the step before left goes."""
        cast, dim = self.cast, self.theme.time.dim
        states = cast.parts_of(step, output=False)
        states |= {Station.h(s): State.PASSED for s in self.layout.drawn_steps if s < step - 1}
        states[Station.h(step - 1)] = State.ON
        number = cast.keys.index(step)
        if number == 0:
            states[Station.x(step)] = State.ON
            others = [label for s, label in cast.input_numbers.items() if s != step]
            known = [*cast.rules.values(), *cast.weight_numbers.values(), *others]
            return together(cast.turn(states, rest=State.DIM), self.fade_out(dim, *known))
        before = cast.keys[number - 1]
        light = cast.turn(states, rest=State.DIM)
        if before != "middle":
            return together(light, cast.fade_out_step(int(before)), tint(dim, "mute", cast.state_numbers[step - 2]))
        dot, rule = cast.dots[step - 1], cast.rules["h"]
        return together(
            light,
            fade_out(dim, dot, after=lambda: self.hide(dot)),
            self.fade_out(dim, *([rule] if self.stage.shows(rule) else [])),
            tint(dim, "mute", cast.state_numbers[1]),
        )

    def flow_in(self, weight: Weight, step: int, pace: float) -> None:
        """One flow: its source lights, it runs through its weight, its value comes down and lengthens the sum."""
        cast, time, shown = self.cast, self.theme.time, self.cast.steps[step]
        flow, formula, number = shown.flows[weight], shown.formula, shown.drive_numbers[weight]
        index = 0 if weight == "x" else 1
        self.show(flow, shown.bars, formula)
        source = Station.x(step) if weight == "x" else Station.h(step - 1)
        beside = cast.numbers_of_input(step) if weight == "x" else [cast.state_numbers[step - 1]]
        if not beside or not all(self.stage.shows(label) for label in beside):
            self.play(cast.net.turn({source: State.ON}, time.light), self.fade_in(time.value, *beside))
        name = [formula.write_name(time.value)] if weight == "x" else []
        if shown.readings.driven(weight).value == 0:  # nothing flows, and nothing is waited for
            self.play(flow.run(time.value), self.fade_in(time.value, number), *name)
            landed = formula.fly_value(weight, None, time.value), formula.write_term(weight, time.value)
            self.play(*landed, shown.leave_drive(weight, time.value))
            shown.bars.grow(index, 0).at(1)
            return
        self.play(flow.run(time.edge * RUN * pace), *name)
        self.play(self.fade_in(time.value * pace, number))
        flight = shown.fly_value(weight, cast.input_numbers.get(step), time.slide * pace)
        self.play(flight, shown.leave_drive(weight, time.value))
        widths = self.fade_in(time.value, *(shown.widths if weight == "h" else []))
        self.play(formula.write_term(weight, time.value), shown.bars.grow(index, 0.6 * pace), widths)

    def add_the_bias(self, step: int, pace: float) -> None:
        """The bias joins the sum, and z is read off."""
        time, shown = self.theme.time, self.cast.steps[step]
        growing = 0.5 * pace if shown.readings.b.value else time.value
        value = shown.formula.fly_value("b", None, time.value)
        self.play(value, shown.formula.write_term("b", time.value), shown.bars.grow(2, growing))
        self.play(shown.formula.write_sum(time.value))

    def apply_the_activation(self, step: int, pace: float) -> None:
        """The dot slides along the curve to z, and the state takes its height."""
        cast, time, shown = self.cast, self.theme.time, self.cast.steps[step]
        self.show(shown.dot)
        self.play(shown.formula.write_activation(time.value), shown.dot.fade_in(time.value))
        self.play(shown.dot.slide(1.2 * max(pace, 0.7)))
        lit = cast.net.turn({Station.h(step): State.ON}, time.light)
        number = self.fade_in(time.value, cast.state_numbers[step])
        self.play(shown.formula.write_state(time.value), lit, number)
        self.hold(STAND - time.still)  # with what every beat is held at least

    def say_the_step(self, step: int, *, again: bool) -> None:
        """Give the caption its numbers."""
        size, readings = self.analysis.size, self.cast.steps[step].readings
        spec = self.analysis.spec
        vectors = "vector" if self.cast.dots[step].followed is None else "vector_followed"
        variant = vectors if spec.H > 1 else "inputs" if spec.D > 1 else "again" if again else ""
        x, before, state = size("x", step), size("h", step - 1), readings.state
        self.say(variant=variant, t=step, x=x, z=readings.z, h=state, before=before, after=state)

    def go_on_to_the_last(self) -> None:
        """The steps in between, in one run: the dot goes through all their z, up to the last state but one."""
        cast, net, time, last = self.cast, self.cast.net, self.theme.time, self.cast.T - 1
        dot, between = cast.dots[last], range(2, cast.T)
        title = self.headline("title_middle", first=2, last=last)
        path: list[PartName] = [Station.h(last), Station.W_h(last), Station.W_h(2), *net.links_into(last)]
        first = [name for name in net.parts_of(1, output=False) if name != Station.h(1)]
        states = dict.fromkeys(first, State.DIM) | dict.fromkeys([*path, *OUT_OF_THE_DOTS], State.IDLE)
        given = tint(time.dim, "mute", cast.state_numbers[0])
        self.play(title, cast.fade_out_step(1), net.turn(states, time.dim), given)
        if cast.room.has_rule:
            self.play(self.fade_in(time.dim, cast.rules["h"]))
        self.show(dot)
        into_the_dots, out_of_the_dots = net.lines_into(last)
        self.play(cast.send(into_the_dots), dot.fade_in(time.value))
        self.play(dot.slide_through(between, 0.8 + 0.35 * min(len(between), MOST_STOPS)))
        self.play(cast.send(out_of_the_dots))
        lit = net.turn({Station.h(last): State.ON}, time.light)
        self.play(lit, self.fade_in(time.value, cast.state_numbers[last]))
        self.say(first=2, last=last)

    # what the losses are made of

    def measure_the_loss(self, key: Repetition, number: int) -> None:
        """One loss: the formula, its numbers, its bar."""
        cast, time = self.cast, self.theme.time
        losses, row, pace = cast.losses, cast.losses.waterfall.rows[number], 1.0 if number == 0 else 0.6
        if key == "middle":
            self.play(row.tint(time.light, "ink"), row.grow(time.bar * pace))
            self.play(row.count(time.value))
            return
        step, formula = int(key), losses.formulas[int(key)]
        earlier = [losses.formulas[k] for k in losses.formulas if k < step]
        states: dict[PartName, State] = {Station.y(s): State.PASSED for s in self.layout.drawn_steps}
        named = [] if earlier else [self.fade_in(time.value, *losses.target_word)]
        self.show(formula)
        self.play(
            cast.net.turn({**states, Station.y(step): State.ON}, time.dim),
            *(tint(time.dim, "state" if s == step else "mute", label) for s, label in cast.outputs.numbers.items()),
            row.tint(time.dim, "ink"),
            one_by_one(
                self.fade_out(time.dim / 2, *earlier[-1:]) if earlier else pause(0),
                together(formula.write_formula(time.value), *named),
            ),
        )
        self.play(formula.write_numbers(time.value))
        self.play(formula.write_loss(time.value))
        flight = formula.fly_loss(row.number, time.carry)
        self.play(flight or pause(0), row.grow(time.carry))
        self.play(row.count(0.0 if flight else time.value))

    def add_up(self) -> None:
        """The losses add up."""
        losses, time = self.cast.losses, self.theme.time
        total = losses.waterfall.rows[-1]
        gone = self.fade_out(time.dim / 2, losses.formulas[self.cast.T], *losses.target_word)
        self.play(one_by_one(gone, self.fade_in(time.dim, *losses.sum[:1])), total.tint(0.2, "ink"))
        self.play(losses.waterfall.gather(COUNTED))
        self.play(total.count(time.value), self.fade_in(time.value, *losses.sum[1:]))
        self.hold(0.8)

    def recall_the_last(self) -> Cue:
        """Return the change of the sum of the losses into how the last one came about, of an output that is lit."""
        losses, dim, step = self.cast.losses, self.theme.time.dim, self.cast.T
        self.show(formula := losses.formulas[step])
        numbers = together(formula.write_formula(dim / 2), formula.write_numbers(dim / 2), formula.write_loss(dim / 2))
        again = together(numbers, self.fade_in(dim / 2, *losses.word_beside_the_panel))
        lit = tint(dim, "state", *(label for label in (self.cast.outputs.numbers[step],) if hasattr(label, "tone")))
        return together(lit, one_by_one(self.fade_out(dim / 2, *losses.sum), again))

    def follow_the_last(self) -> None:
        """The sum and the other losses step back; the last loss arrives along its edge and is what is left."""
        cast, net, time = self.cast, self.cast.net, self.theme.time
        *others, last, total = cast.losses.waterfall.rows
        kept = [cast.outputs.numbers[cast.T]] if self.of_vectors else []
        self.play(
            self.headline("title_last", t=cast.T),
            self.fade_out(time.dim, *(number for number in cast.outputs.numbers.values() if number not in kept)),
            self.stage.leave_key(cast.columns.key, time.dim),
            *(row.spend(time.dim) for row in (*others, total)),
            self.recall_the_last() if self.of_vectors else tint(time.dim, "mute", *cast.losses.sum),
        )
        shown = [label for label in cast.state_numbers.values() if self.stage.shows(label)]
        passed: dict[PartName, State] = dict.fromkeys(net.tiles, State.PASSED)
        self.play(cast.turn(passed, rest=State.IDLE), tint(time.dim, "mute", *shown))
        loss, output = Station.L(cast.T), Station.y(cast.T)
        edge = net.turn({Link(loss, output): State.IDLE}, PULSE)
        lit = together(net.turn({loss: State.LOSS}, time.light * 2), last.tint(time.light, "ink"))
        pulse = cast.send(straight(net.position(output), net.position(loss)))
        self.play(pulse, edge, delayed(Pulse.arrival(PULSE), lit))


__all__ = ["ForwardPass", "steps_to_show"]

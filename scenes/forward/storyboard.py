"""How each state is made of its input and the state before it, what is read off it, and how far that misses."""

from __future__ import annotations

from rnnanim.mobjects.base.geometry import Point, straight
from rnnanim.mobjects.base.motion import Cue, one_by_one, pause, together
from rnnanim.mobjects.flow.pulse import Pulse
from rnnanim.mobjects.formulas.forward_rules import shade
from rnnanim.mobjects.network.diagram import DOTS_GAP
from rnnanim.mobjects.network.states import State
from rnnanim.mobjects.network.unrolled import OUT_OF_THE_DOTS, links_above
from rnnanim.numerics.stations import Link, PartName, Station
from rnnanim.scenes.forward.activation_plot import MOST_STOPS
from rnnanim.scenes.forward.cast import WayForward, steps_to_show  # prepares manim, so it stands before it
from rnnanim.scenes.forward.forward_labels import vector
from rnnanim.stage import beat
from rnnanim.stage.beats import Repetition

PULSE = 0.7  # seconds that a pulse runs
STAND = 1.5  # seconds that the result of a step stands at least


class ForwardPass(WayForward):
    """Two streams meet in each state and are bent by σ; outputs are read off, and their losses add up."""

    # the beats

    @beat
    def given(self) -> None:
        """On the picture of the rules the inputs and the first state light up with their numbers."""
        time, steps = self.theme.time, self.layout.drawn_steps
        leaving = self.recap()
        self.hold(0.6)
        states = dict.fromkeys(self.net.parts, State.DIM) | self.hidden
        self.play(self.headline("title_given"), leaving, self.net.turn(states, time.dim))
        lights = []
        for step in steps:
            unit, numbers = self.net.nodes[Station.x(step)], [self.inputs[step]] if step in self.inputs else []
            lights.append(together(unit.to(State.ON, time.light), self.fade_in(time.value, *numbers)))
        self.play(together(*self.weights_light(), lag=0.45))
        self.play(together(*lights, lag=0.25))
        self.play(self.net.nodes[Station.h(0)].to(State.ON, time.light), self.fade_in(time.value, self.states[0]))

    @beat(each=steps_to_show)
    def step(self, key: Repetition) -> None:
        """Two streams run into a state, add up on the axis of z, and the dot on the curve makes the state of them."""
        time = self.theme.time
        self.show(self.net)
        if key == "middle":
            self.go_on_to_the_last()
            return
        step = int(key)
        quick = self.pace_of(key)
        self.play(self.title_of(key), self.look_at(step))
        if key == self.keys[0]:
            self.show(self.bend)
            self.play(self.bend.arrive(0.8), self.fade_in(time.dim, *self.note, *self.meaning))
        self.stream_in("x", step, quick)
        self.stream_in("h", step, quick)
        self.add_the_bias(step, quick)
        self.bend_the_sum(step, quick)
        values = self.values(step)
        before = vector(self.analysis, "h", step - 1)
        variant = "norm" if not self.analysis.is_scalar else "again" if self.keys.index(key) > 1 else ""
        x = vector(self.analysis, "x", step)
        self.say(variant=variant, t=step, x=x, z=values.z, h=values.state, before=before, after=values.state)

    @beat
    def outputs(self) -> None:
        """From every state the output is read off."""
        time, steps = self.theme.time, self.layout.drawn_steps
        last = self.keys[-1]
        self.show(self.net)
        self.play(
            self.headline("title_outputs"),
            self.leave_the_step(int(last)),
            self.bend.leave(time.dim),
            self.fade_out(time.dim, *self.meaning),
            *(water.fade_out(time.dim) for water in self.water.values()),
        )
        self.hide(self.bend)
        states = dict.fromkeys(self.net.parts, State.DIM) | {Station.h(step): State.ON for step in steps}
        for step in steps:
            states |= dict.fromkeys((Station.y(step), Station.W_y(step), *links_above(step)), State.IDLE)
        states |= self.hidden
        given = [self.states[0]] if self.states[0] in self.stage.picture.submobjects else []
        fading = [self.fade_out(time.dim, *given), *(shade(self.states[s], "state", time.dim) for s in steps)]
        self.play(self.net.turn(states, time.dim), *fading, self.fade_in(time.dim, *self.output_rule))
        self.show(*self.readings_off.values())
        self.play(together(*(self.read_off(step) for step in steps), lag=0.75))
        self.say(T=self.steps)

    @beat
    def losses(self) -> None:
        """Each output misses its target; half the squares of the misses add up to the loss."""
        time = self.theme.time
        self.show(self.net, *self.output_numbers.values())
        pieces = [links_above(step)[0] for step in self.layout.drawn_steps]
        bright = {*pieces, *(piece.a for piece in pieces)}
        self.play(
            self.headline("title_losses"),
            self.fade_out(time.dim, *self.output_rule, *self.note),
            *(water.fade_out(time.dim) for water in self.readings_off.values()),
            self.net.turn(
                {name: State.DIM for name in self.net.parts if name not in bright and name not in self.hidden},
                time.dim,
            ),
            *(shade(label, "low", time.dim) for label in self.states.values()),
        )
        self.show(self.panel)
        self.play(self.panel.fade_in(time.dim))
        for number, key in enumerate(self.keys):
            self.miss(key, number)
        self.gather()
        self.follow_the_last()
        self.hold(STAND - time.still)  # the last picture stands as long as the result of a step
        self.say(T=self.steps, total=self.analysis.read("loss"))

    # what the steps are made of

    def pace_of(self, key: Repetition) -> float:
        """Return the factor on the times: a motion that is known goes faster."""
        return {0: 0.9, 1: 0.7}.get(self.keys.index(key), 0.5)

    def title_of(self, key: Repetition) -> Cue:
        titles = {0: "title_first", 1: "title_second"}
        return self.headline(titles.get(self.keys.index(key), "title_step"), t=int(key))

    def recap(self) -> Cue:
        """Show the picture on which the loop was unrolled, the last step lit, and return the leaving of its words."""
        states = self.lit_at(self.steps) | {Station.h(self.steps): State.ON, Station.y(self.steps): State.ON}
        states |= self.hidden
        for name, part in self.net.parts.items():
            part.become(states.get(name, State.DIM if name in self.net.edges else State.PASSED))
        times = [self.time_label(step) for step in self.layout.drawn_steps]
        for rule in self.rules.values():
            rule.label.set_fill(opacity=1)
        self.stage.recalled = [self.net.nodes[name] for name in (Station.h(self.steps), Station.y(self.steps))]
        self.headline("title_rule").at(1)
        self.show(self.net, *self.rules.values(), *times)
        return self.fade_out(self.theme.time.dim, *times)

    def weights_light(self) -> list[Cue]:
        """Return, weight by weight, the arrival of its number and the lighting of all its tiles; then the biases."""
        time, numbers = self.theme.time, self.weight_numbers
        lights = []
        for name in ("W_x", "W_h", "W_y"):
            tiles = [tile.to(State.IDLE, time.value) for key, tile in self.net.tiles.items() if key.kind == name]
            lights.append(together(*tiles, self.fade_in(time.value, *filter(None, [numbers.get(name)]))))
        biases = [numbers[name] for name in ("b_h", "b_y") if name in numbers]
        return [*lights, self.fade_in(time.value, *biases)]

    def lit_at(self, step: int, *, output: bool = True) -> dict[PartName, State]:
        """Return the states of what one step is made of."""
        return dict.fromkeys(self.net.parts_of(step, output=output), State.IDLE)

    def look_at(self, step: int) -> Cue:
        """Return the change of light to a step; what the step before left goes."""
        time = self.theme.time
        states = dict.fromkeys(self.net.parts, State.DIM) | self.lit_at(step, output=False)
        states |= {Station.h(s): State.PASSED for s in self.layout.drawn_steps if s < step - 1}
        states[Station.h(step - 1)] = State.ON
        if step == self.keys[0]:
            states[Station.x(step)] = State.ON
        states |= self.hidden
        cues = [self.net.turn(states, time.dim)]
        before = self.keys[self.keys.index(step) - 1] if step != self.keys[0] else None
        if before is None:
            others = [number for s, number in self.inputs.items() if s != step]
            cues.append(self.fade_out(time.dim, *self.rules.values(), *self.weight_numbers.values(), *others))
        elif before == "middle":
            rule = [self.rules["h"]] if self.rules["h"] in self.stage.picture.submobjects else []
            cues += [self.leave_the_ride(step - 1), self.fade_out(time.dim, *rule)]
            cues.append(shade(self.states[1], "mute", time.dim))
        else:
            cues += [self.leave_the_step(int(before)), shade(self.states[step - 2], "mute", time.dim)]
        return together(*cues)

    def leave_the_step(self, step: int) -> Cue:
        """Return the draining of the streams of a step and the leaving of its numbers, sum, formula and dot."""
        dim = self.theme.time.dim
        numbers = [self.driven["x", step], self.driven["h", step]]
        numbers += [self.inputs[step]] if step in self.inputs else []
        drying = [self.water[w, step].spend(dim) for w in "xh"]
        gone = Cue(lambda share: self.hide(self.sums[step], self.formulas[step]) if share >= 1 else None, dim)
        return together(
            self.fade_out(dim, *numbers),
            *drying,
            self.sums[step].leave(dim),
            self.formulas[step].leave(dim),
            self.leave_the_ride(step),
            gone,
        )

    def leave_the_ride(self, step: int) -> Cue:
        dim = self.theme.time.dim
        return together(
            self.rides[step].leave(dim), Cue(lambda share: self.hide(self.rides[step]) if share >= 1 else None, dim)
        )

    def stream_in(self, weight: str, step: int, quick: float) -> None:
        """One stream: its source lights, it runs through its weight, its value comes down and lengthens the sum."""
        time, water, sheet = self.theme.time, self.water[weight, step], self.formulas[step]
        source = Station.x(step) if weight == "x" else Station.h(step - 1)
        number = self.inputs.get(step) if weight == "x" else self.states[step - 1]
        known = number in self.stage.picture.submobjects
        self.show(water, self.sums[step], sheet)
        if not known:
            self.play(self.net.turn({source: State.ON}, time.light), self.fade_in(time.value, *filter(None, [number])))
        begins = [sheet.begin(time.value)] if weight == "x" else []
        driven, index = self.driven[weight, step], 0 if weight == "x" else 1
        if driven.reading.value == 0:  # nothing flows, and nothing is waited for
            self.play(water.run(time.value), self.fade_in(time.value, driven), *begins)
            self.play(sheet.bring(weight, None, time.value), sheet.term(weight, time.value))
            self.sums[step].grow(index, 0).at(1)
            return
        self.play(water.run(time.edge * 1.3 * quick), *begins)
        self.play(self.fade_in(time.value * quick, driven))
        self.play(sheet.bring(weight, self.way(weight, step), time.slide * quick))
        self.play(sheet.term(weight, time.value), self.sums[step].grow(index, 0.6 * quick))

    def way(self, weight: str, step: int) -> list[tuple[float, float]] | None:
        if weight == "x":
            return self.places.way_of_x(step, self.driven["x", step], self.places.plot[0] - 0.1)
        return self.places.way_of_h(step, self.driven["h", step], self.inputs.get(step))

    def add_the_bias(self, step: int, quick: float) -> None:
        time, sheet = self.theme.time, self.formulas[step]
        growing = 0.5 * quick if self.values(step).b.value else time.value
        self.play(sheet.bring("b", None, time.value), sheet.term("b", time.value), self.sums[step].grow(2, growing))
        self.play(sheet.total(time.value))

    def bend_the_sum(self, step: int, quick: float) -> None:
        time, sheet, ride = self.theme.time, self.formulas[step], self.rides[step]
        self.show(ride)
        self.play(sheet.bent(time.value), ride.start(time.value))
        self.play(ride.go(1.2 * max(quick, 0.7)))
        lit = self.net.turn({Station.h(step): State.ON}, time.light)
        self.play(sheet.result(time.value), lit, self.fade_in(time.value, self.states[step]))
        self.hold(STAND - time.still)  # with what every beat is held at least

    def go_on_to_the_last(self) -> None:
        """The steps in between, in one run: the dot goes through all their z, up to the last state but one."""
        time, last = self.theme.time, self.steps - 1
        ride, rule, between = self.rides[last], self.rules["h"], range(2, self.steps)
        title = self.headline("title_middle", first=2, last=last)
        path: list[PartName] = [Station.h(last), Station.W_h(last), Station.W_h(2), *self.net.links_into(last)]
        first = [name for name in self.net.parts_of(1, output=False) if name != Station.h(1)]
        states = dict.fromkeys(first, State.DIM) | dict.fromkeys([*path, *OUT_OF_THE_DOTS], State.IDLE)
        self.play(
            title, self.leave_the_step(1), self.net.turn(states, time.dim), shade(self.states[0], "mute", time.dim)
        )
        if self.layout.name != "square":  # there the plot stands in its place
            self.play(self.fade_in(time.dim, rule))
        self.show(ride)
        here, dots = self.net.position(Station.h(last)), self.layout.dots or 0.0
        self.play(self.pulse(self.net.position(Station.h(1)), (dots - DOTS_GAP, here[1])), ride.start(time.value))
        self.play(ride.tour(between, 0.8 + 0.35 * min(len(between), MOST_STOPS)))
        self.play(self.pulse((dots + DOTS_GAP, here[1]), here))
        self.play(self.net.turn({Station.h(last): State.ON}, time.light), self.fade_in(time.value, self.states[last]))
        self.say(first=2, last=last)

    def pulse(self, start: Point, end: Point) -> Cue:
        """Return the run of a pulse of state along a line."""
        pulse = Pulse(self.theme, straight(start, end))
        gone = Cue(lambda share: self.hide(pulse), 0.0)
        return one_by_one(Cue(lambda share: None, 0.0, begin=lambda: self.show(pulse)), pulse.run(PULSE), gone)

    def read_off(self, step: int) -> Cue:
        """Return the run of a state into its output, which lights with its value."""
        time = self.theme.time
        number = self.output_numbers[step]
        lit = together(self.net.nodes[Station.y(step)].to(State.ON, time.light), self.fade_in(time.value, number))
        return one_by_one(self.readings_off[step].run(time.edge), lit)

    # what the losses are made of

    def miss(self, key: Repetition, number: int) -> None:
        """One loss: the formula, its numbers, its bar."""
        time, row = self.theme.time, self.panel.rows[number]
        quick = 1.0 if number == 0 else 0.6
        if key == "middle":
            self.play(row.tint(time.light, "ink"), row.grow(time.bar * quick))
            self.play(row.count(time.value))
            return
        step, sheet = int(key), self.misses[int(key)]
        earlier = [self.misses[k] for k in self.misses if k < step]
        others = {Station.y(s): State.PASSED for s in self.layout.drawn_steps if s != step}
        named = [] if earlier else [self.fade_in(time.value, *self.target_word)]
        self.show(sheet)
        self.play(
            self.net.turn({Station.y(step): State.ON} | others, time.dim),
            *(shade(self.output_numbers[s], "state" if s == step else "mute", time.dim) for s in self.output_numbers),
            row.tint(time.dim, "ink"),
            one_by_one(*(other.leave(time.dim / 2) for other in earlier[-1:]), together(sheet.ask(time.value), *named)),
        )
        self.hide(*earlier)
        self.play(sheet.fill(time.value))
        self.play(sheet.result(time.value))
        carried = sheet.carry(row.number, time.carry) if self.layout.band.kind == "columns" else pause(0)
        self.play(carried, row.grow(time.carry))
        self.play(row.count(0.0 if carried.seconds else time.value))

    def gather(self) -> None:
        """The losses add up."""
        time, total = self.theme.time, self.panel.rows[-1]
        last = self.misses[self.steps]
        gone = together(last.leave(time.dim / 2), self.fade_out(time.dim / 2, *self.target_word))
        self.play(one_by_one(gone, self.fade_in(time.dim, *self.total[:1])), total.tint(0.2, "ink"))
        self.hide(last)
        self.play(self.panel.gather(0.5))
        self.play(total.count(time.value), self.fade_in(time.value, *self.total[1:]))
        self.hold(0.8)

    def follow_the_last(self) -> None:
        """The sum and the other losses step back; the last loss arrives along its edge and is what is left."""
        time = self.theme.time
        *others, last, total = self.panel.rows
        states = dict.fromkeys(self.net.parts, State.IDLE) | dict.fromkeys(self.net.tiles, State.PASSED)
        states |= self.hidden
        self.play(
            self.headline("title_last", t=self.steps),
            self.fade_out(time.dim, *self.output_numbers.values()),
            *(row.spend(time.dim) for row in (*others, total)),
            *(shade(label, "mute", time.dim) for label in self.total),
        )
        self.play(
            self.net.turn(states, time.dim),
            *(
                shade(label, "mute", time.dim)
                for label in self.states.values()
                if label in self.stage.picture.submobjects
            ),
        )
        loss, output = Station.L(self.steps), Station.y(self.steps)
        start, end = self.net.position(output), self.net.position(loss)
        edge = self.net.turn({Link(loss, output): State.IDLE}, PULSE)
        lit = together(self.net.turn({loss: State.LOSS}, time.light * 2), last.tint(time.light, "ink"))
        self.play(together(self.pulse(start, end), edge, one_by_one(pause(Pulse.arrival(PULSE)), lit)))


__all__ = ["ForwardPass", "steps_to_show"]

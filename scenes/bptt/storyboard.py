"""One sweep back through time: each delta is made from the one before, and what that saves and costs."""

from __future__ import annotations

from functools import cached_property

from rnnanim.mobjects.base.motion import Cue, delayed, one_by_one, pause, tint, together
from rnnanim.mobjects.network.states import State
from rnnanim.numerics.recursion import WAYS
from rnnanim.numerics.stations import PartName, Station
from rnnanim.scenes.bptt.cast import RecursionCast, keys_of, one_before_the_last
from rnnanim.stage import LessonScene, beat  # prepares manim, so it stands before it
from rnnanim.stage.beats import Repetition

from manim import Mobject

LIFT = 0.42  # from the rule up to the level at which pieces of it come in
QUICK = 0.6  # pace of what the viewer has seen before
ASIDE = 1.24  # from the last column to the way down beside it


def is_above(name: PartName) -> bool:
    """Return whether a part is a loss, an output or the weight before it: the states need none of them."""
    return isinstance(name, Station) and name.kind in ("L", "y", "W_y")


class BackwardRecursion(LessonScene):
    """Delta runs once from the last step to the first, and finds the gradient of all losses; and what that costs."""

    loss = "sum"

    @cached_property
    def cast(self) -> RecursionCast:
        return RecursionCast(self.stage)

    @beat
    def the_forward_pass_is_kept(self) -> None:
        """The network runs forward once more; what each step has computed goes into the row of memory."""
        cast, time = self.cast, self.theme.time
        self.show(cast.net, cast.memory)
        self.play(self.headline("title_kept"))
        quiet: dict[PartName, State] = {name: State.PASSED for name in cast.net.parts if is_above(name)}
        opening = cast.memory.open(time.dim), self.stage.open_key(cast.keys[0], time.dim)
        self.play(*opening, cast.net.turn(quiet | {Station.h(0): State.ON}, time.light))
        *for_z, for_h = cast.forward_rules
        self.play(self.fade_in(time.value, *for_z))
        for step in self.layout.drawn_steps:
            told = [delayed(0.8, self.fade_in(time.value, for_h))] if step == 1 else []
            self.play(cast.go_forward(step), *told)
        self.say(variant="vector" if self.analysis.spec.H > 1 else "")

    @beat
    def start_at_the_last_step(self) -> None:
        """The gradient starts at the last loss: there delta has one source."""
        cast, time, last = self.cast, self.theme.time, self.lesson.network.T
        rule = cast.rules[last]
        self.show(cast.net, cast.memory)
        leaving = [cast.memory.rest(time.dim), self.stage.leave_key(cast.keys[0], time.dim)]
        leaving.append(self.fade_out(time.dim, *cast.forward_rules))
        self.play(self.headline("title_start"), cast.all_quiet(time.dim), *leaving)
        opening = [self.fade_in(time.dim, *cast.note), self.stage.open_key(cast.keys[1], time.dim)]
        if cast.deltas is not None:
            self.show(cast.deltas)
            opening.append(cast.deltas.fade_in(time.dim))
        self.play(*opening, rule.bring(time.dim, "delta", "equals"))
        self.play(cast.net.turn(cast.sweep.ahead(last), time.dim))
        self.play(cast.sweep.run_own(last, 1.6), delayed(0.9, self.fly_own(last)))
        self.conclude(last, 1.0)
        self.say(variant=self.of_vectors, T=last, delta=cast.view.size("delta", last))

    @beat(each=one_before_the_last)
    def one_step_back(self, key: Repetition) -> None:
        """Into the state before come two streams: from its own loss, and from the delta behind it."""
        cast, time, t = self.cast, self.theme.time, int(key)
        rule, sweep = cast.rules[t], cast.sweep
        leaving = cast.rules[t + 1].fade_out(time.dim), sweep.leave_numbers(t + 1, time.dim)
        self.play(self.headline("title_back"), *leaving)
        self.play(rule.bring(time.dim, "delta", "equals"), cast.net.turn(sweep.ahead(t), time.dim))
        self.play(sweep.run_own(t, 1.4), delayed(0.8, self.fly_own(t)))
        self.play(rule.bring(time.light, "plus"), cast.memory.read(t + 1, time.dim))
        self.play(self.fly_slope(t), delayed(0.4, sweep.tell_slope(t, time.value)))
        self.play(self.fly_before(t))
        weight = cast.net.position(Station.W_h(t + 1))
        flying = delayed(0.5, rule.fly("W_h", weight, time.factor, by=[(weight[0], cast.room.rule + LIFT)]))
        self.play(sweep.run_carried(t, 1.2), flying)
        self.conclude(t, 1.0)
        self.play(cast.memory.release(t + 1, time.dim))
        own, carried, delta = (cast.view.size(part, t) for part in ("own", "carried", "delta"))
        self.say(variant=self.of_vectors, t=t, after=t + 1, own=own, carried=carried, delta=delta)

    @beat
    def sweep(self) -> None:
        """The same again, back to the first step."""
        cast, time, sweep = self.cast, self.theme.time, self.cast.sweep
        last = self.lesson.network.T
        self.play(self.headline("title_sweep"), cast.memory.rest(time.dim))
        before = max(1, last - 1)
        for t in (step for step in cast.drawn if step < last - 1):
            self.play(
                cast.rules[before].fade_out(time.light),
                sweep.leave_numbers(before, time.light),
                cast.net.turn(sweep.ahead(t), time.light),
                cast.memory.read(t + 1, time.light),
            )
            self.play(sweep.tell_slope(t, time.light))
            streams = sweep.run_own(t, 1.4 * QUICK), delayed(0.5, sweep.run_carried(t, 1.2 * QUICK))
            self.play(*streams, cast.rules[t].bring_all(time.dim))
            self.conclude(t, QUICK)
            self.play(cast.memory.release(t + 1, time.light))
            before = t
        self.say(variant="one" if last == 1 else "", T=last)

    @beat
    def what_the_weight_collects(self) -> None:
        """As delta passes, W_x collects its share at each step; these add up to the whole gradient."""
        cast, time, sweep = self.cast, self.theme.time, self.cast.sweep
        first, total = cast.drawn[-1], cast.collected.rows[-1]
        leaving = [cast.rules[first].fade_out(time.dim), sweep.leave_numbers(first, time.dim), sweep.spend(time.spend)]
        if cast.deltas is not None:
            leaving.append(self.fade_out(time.dim, cast.deltas))
        keeps = cast.room.keeps_memory
        leaving.append(cast.memory.rest(time.dim) if keeps else cast.memory.fade_out(time.dim))
        notes = [label for label in cast.note if not keeps or label is cast.note_of_e]
        leaving.append(self.fade_out(time.dim, *notes))
        tiles: dict[PartName, State] = {Station.W_x(t): State.IDLE for t in cast.drawn}
        self.play(self.headline("title_collects"), *leaving, cast.net.turn(tiles, time.dim))
        self.show(cast.collected)
        self.play(cast.collected.fade_in(time.dim), self.fade_in(time.dim, cast.gradient[0]))
        for key, row in zip(keys_of(self.lesson.network.T), cast.collected.rows, strict=False):
            self.play(row.tint(time.light, "ink"), self.pass_step(key))
            self.play(row.grow(time.bar * QUICK))
            self.play(row.count(time.value * QUICK))
        self.play(total.tint(time.light, "ink"), cast.collected.gather(0.4))
        self.play(total.count(time.value), self.fade_in(time.value, *cast.gradient[1:]))
        kind = ["one"] * (self.lesson.network.T == 1) + ["norm"] * (not self.analysis.is_scalar)
        self.say(variant="_".join(kind), T=self.lesson.network.T, total=total.reading)

    @beat
    def count_the_products(self) -> None:
        """A cell for each step back: of all paths, of a chain for each loss, and of the one chain that all join."""
        time, cost = self.theme.time, self.cast.cost
        cells = cost.cells
        self.play(self.headline("title_count", T=cost.steps), *self.leave_the_network(time.dim))
        self.hide(*self.network_parts())
        self.show(cells)
        self.play(self.fade_in(time.dim, cost.unit), self.fade_in(time.dim, *cost.names[:1]))
        self.play(cells.count(cost.steps - 1, 0.9))
        self.play(cells.count(cells.of_one_loss, 1.2))
        every = int(cells.counts["scratch"].value)
        self.play(cells.count(every, 2.0), delayed(0.3, self.fade_in(1.2, *cost.names[1:])))
        self.play(self.fade_in(time.value, *cost.counts["scratch"]))
        self.hold(0.6)
        self.play(cells.share(1.0))
        self.play(cells.gather(1.6), tint(time.dim, "mute", *cost.counts["scratch"][:1]))
        self.play(self.fade_in(time.value, *cost.counts["shared"], *cost.rows))
        self.hold(0.8)
        self.play(cells.join(2.4))
        self.play(self.fade_in(time.value, *cost.counts["recursion"], *cost.joints))
        scratch, shared, recursion = (cost.view.count(way) for way in WAYS)
        self.say(T=cost.steps, scratch=scratch, shared=shared, recursion=recursion)

    @beat
    def what_it_costs(self) -> None:
        """The products between the steps; under each step what waits for them, and what the way forward alone holds."""
        time, cost = self.theme.time, self.cast.cost
        cells, kept = cost.cells, cost.kept
        written = [label for labels in cost.counts.values() for label in labels]
        leaving = self.fade_out(time.dim, *written, *cost.names, *cost.rows, *cost.joints, cost.unit)
        self.play(self.headline("title_cost"), leaving)
        self.show(kept)
        self.play(cells.go_on(cost.goals, cost.side, 1.4))
        self.play(self.fade_in(time.value, *cost.products_words, *cost.ends))
        self.play(self.fade_in(time.dim, *cost.kept_words[1:]), kept.store(2.0))
        self.play(self.fade_in(time.value, *cost.kept_words[:1]))
        self.play(kept.recall(2.4))
        self.play(self.fade_in(time.dim, *cost.forward_words[1:]), kept.pass_forward(2.0))
        self.play(self.fade_in(time.value, *cost.forward_words[:1]))
        self.say(T=cost.steps, kept=cost.view.kept, step=cost.view.kept_of_a_step)

    # what more than one beat does

    @property
    def of_vectors(self) -> str:
        """Which captions speak of norms."""
        return "norm" if self.analysis.spec.H > 1 else ""

    def fly_own(self, t: int) -> Cue:
        """Return the flight of W_y and e from their places into the rule."""
        net, rule, seconds = self.cast.net, self.cast.rules[t], self.theme.time.factor
        if t < self.lesson.network.T:  # there is no way down between two columns
            return rule.bring(seconds, "W_y", "e")
        weight, output = net.position(Station.W_y(t)), net.position(Station.y(t))
        aside = net.position(Station.h(t))[0] + ASIDE
        low = self.cast.room.rule + LIFT
        ways = [[(aside, weight[1] - 0.4), (aside, low)], [(aside, output[1] - 0.5), (aside, low)]]
        return together(
            rule.fly("W_y", weight, seconds, by=ways[0]), rule.fly("e", output, seconds, by=ways[1]), lag=0.15
        )

    def fly_slope(self, t: int) -> Cue:
        """Return the flight of the slope out of the memory of the step behind, along the line of the rule."""
        x, y = self.cast.memory.z_of(t + 1)
        level = self.cast.rules[t].symbols.middle("slope")[1]
        return self.cast.rules[t].fly("slope", (x, y), self.theme.time.factor, by=[(x, level)])

    def fly_before(self, t: int) -> Cue:
        """Return the flight of the delta behind from its state into the rule, by the right of its column."""
        x, y, _ = self.cast.sweep.deltas[t + 1][0].get_center()
        low = self.cast.room.rule + LIFT
        return self.cast.rules[t].fly("before", (float(x), float(y)), self.theme.time.factor, by=[(float(x), low)])

    def conclude(self, t: int, pace: float) -> None:
        """Tell what delta is at a step: in the rule, at its state and as a bar."""
        cast, time = self.cast, self.theme.time
        self.play(cast.rules[t].conclude(time.value * pace), cast.sweep.tell_delta(t, time.value * pace))
        if (row := cast.row_of(t)) is not None:
            self.play(row.tint(time.light, "ink"), row.grow(time.bar * pace))
            self.play(row.count(time.value * pace))

    def pass_step(self, key: Repetition) -> Cue:
        """Return what happens at a step as delta passes: its memory is read, and the stream runs down to W_x."""
        cast, time = self.cast, self.theme.time
        step = 0 if key == "middle" else int(key)
        reads = cast.room.keeps_memory
        read = cast.memory.read(step, time.light) if reads else pause(0)
        release = cast.memory.release(step, time.light) if reads else pause(0)
        run = pause(0.5) if key == "middle" else cast.sweep.run_leg(step, 0.7)
        lit: dict[PartName, State] = {} if key == "middle" else {Station.h(step): State.LIVE}
        return one_by_one(together(read, cast.net.turn(lit, time.light)), run, release)

    def network_parts(self) -> list[Mobject]:
        """Return what leaves the picture with the network."""
        cast = self.cast
        return [cast.net, cast.memory, *cast.sweep.streams, cast.collected]

    def leave_the_network(self, seconds: float) -> list[Cue]:
        """Return the leaving of everything that the sweep was shown with."""
        cast = self.cast
        told = *cast.sweep.deltas.values(), *cast.sweep.passed.values()
        deltas = [label for labels in told for label in labels if self.stage.shows(label)]
        written = [*deltas, *cast.gradient, *(note for note in cast.note if self.stage.shows(note))]
        return [
            self.fade_out(seconds, *written, *cast.sweep.streams, cast.collected),
            cast.memory.fade_out(seconds),
            cast.net.all_to(State.HIDDEN, seconds),
            self.stage.leave_key(cast.keys[1], seconds),
        ]

"""How the loop of a recurrent network unrolls into a chain of steps that share one set of weights and one formula."""

from __future__ import annotations

from functools import cached_property

from rnnanim.stage import LessonScene, beat  # prepares manim, so it stands before it

# isort: split
from rnnanim.mobjects.base.motion import delayed, tint, together
from rnnanim.mobjects.network.states import State
from rnnanim.numerics.stations import Station
from rnnanim.scenes.unrolling.cast import WEIGHTS, UnrollingCast


class FoldedToUnrolled(LessonScene):
    """One cell with a loop; its copies through time; the one set of weights and the one formula that they share."""

    @cached_property
    def cast(self) -> UnrollingCast:
        return UnrollingCast(self.stage)

    @beat
    def folded(self) -> None:
        """A cell is built from its input up; its input makes the state, which goes round its loop and comes back."""
        time, cell, words = self.theme.time, self.cast.cell, self.cast.cell_words
        send, zoom, light = self.cast.pulses.send, cell.pose.zoom, time.light
        state = cell.nodes["h"]
        self.show(cell)
        self.play(self.headline("title_folded"))
        self.play(cell.create(2.2), together(*(self.fade_in(0.4, words[key]) for key in "xhy"), lag=0.8))
        self.play(send(cell.line("x", "h"), 1.2 * time.edge, state.to(State.ON, light), zoom=zoom))
        self.play(cell.create_loop(1.3), delayed(1.1, self.fade_in(0.4, words["loop"])))
        self.play(cell.highlight_the_state(time.dim), tint(time.dim, "ink", words["h"], words["loop"]))
        round_it = send(cell.line_of_the_loop, 1.9, state.to(State.ON, light), zoom=zoom)
        self.play(state.to(State.IDLE, light), round_it)

    @beat
    def unroll(self) -> None:
        """The cell stands aside; a copy of it slides out for each step, and its loop opens to the step before."""
        cast, time = self.cast, self.theme.time
        cell, unrolling, pace = cast.cell, cast.unrolling, max(cast.pace, 0.7)
        self.show(cell, cast.net)
        self.play(self.stage.headline_of("title_unroll", cast.steps, inside=True))
        self.play(self.fade_out(time.dim, *cast.cell_words.values()), cell.turn_all(State.IDLE, time.dim))
        self.play(cell.move_from_large(cast.rest, 1.2), delayed(1.1, self.fade_in(0.4, cast.one_cell)))
        self.show(unrolling)
        for step in unrolling.steps:
            self.play(unrolling.slide(step, time.slide * pace * (1.2 if step == 1 else 1.0)))
            named = [unrolling.give_index(step, time.dim)]
            if step in cast.times:
                named.append(self.fade_in(time.dim, cast.times[step]))
            self.play(*named)
            self.play(unrolling.open(step, time.slide * pace))
        self.hide(unrolling)
        self.play(cast.dim_outputs(), cast.net.nodes[Station.h(0)].to(State.ON, time.dim))
        self.show(cast.arrow)
        run = cast.pulses.through_all()
        self.play(run, cast.arrow.create(run.seconds))
        self.say(T=cast.steps)

    @beat
    def share_the_weights(self) -> None:
        """All tiles of a weight light at once, are joined by a line, and run together into one badge."""
        cast, time = self.cast, self.theme.time
        self.show(cast.net, cast.cell, cast.arrow, *cast.times.values())
        title = self.stage.headline_of("title_shared", cast.steps, inside=True)
        self.play(title, cast.cell.turn_all(State.IDLE, time.dim))
        self.show(*cast.shared.values())
        leaving = self.fade_out(time.dim, cast.one_cell), cast.arrow.fade_out(time.dim)
        self.play(cast.turn_weights_into_badges(), *leaving)
        self.hide(cast.cell, cast.arrow)
        for number, symbol in enumerate(WEIGHTS):
            shared = cast.shared[symbol]
            if number:
                self.play(cast.undim(symbol))
            self.play(shared.light(time.light * 1.5))
            self.play(shared.connect(0.5))
            self.play(shared.merge(time.slide))
            self.play(shared.badge.to(State.LIT, time.value))
        for label in cast.heads:
            self.play(self.fade_in(time.dim, label))
        self.say(T=cast.steps)

    @beat
    def write_the_formula(self) -> None:
        """Where pulses run, the symbols of the formula come out of edges and nodes; then all steps light in turn."""
        cast, last, first = self.cast, self.cast.steps, self.cast.rule_layout.step
        self.show(cast.net, *cast.times.values(), *cast.shared.values(), *cast.heads, *cast.rules.values())
        self.play(self.headline("title_formula"))
        self.play(cast.fade_out_lines(), cast.focus(first, State.DIM, output=False))
        self.write_the_state(first)
        if first != last:
            self.play(cast.focus(last, State.DIM, output=False))
            self.play(cast.pulses.make_state(last, 1.0))
        self.write_the_output(last)
        for step in self.layout.drawn_steps:
            self.play(cast.focus(step, State.PASSED))
            self.play(cast.pulses.make_output(step))

    # the rules

    def write_the_state(self, step: int) -> None:
        """The rule of the state: its name, two products whose pulses meet in it, the bias, and as it lights σ."""
        product, here = self.cast.product, Station.h(step)
        self.write_the_name("h", here)
        self.play(product("h", Station.x(step), here, W_x=Station.W_x(step), x=Station.x(step)))
        before = product("h", Station.h(step - 1), here, W_h=Station.W_h(step), before=Station.h(step - 1))
        plus = self.cast.rules["h"].fade_in(self.theme.time.value, "plus")
        self.play(before, delayed(before.seconds - 0.5, plus))
        self.write_the_rest("h", here, "sigma")

    def write_the_output(self, step: int) -> None:
        """The rule of the output, in the same way."""
        here = Station.y(step)
        self.play(self.cast.light_output(step))
        self.write_the_name("y", here)
        self.play(self.cast.product("y", Station.h(step), here, W_y=Station.W_y(step), h=Station.h(step)))
        self.write_the_rest("y", here, "phi")

    def write_the_name(self, rule: str, node: Station) -> None:
        """What a rule makes comes out of its node, before anything that it would have to pass."""
        equals = self.cast.rules[rule].fade_in(self.theme.time.value, "equals")
        self.play(self.cast.fly_symbol(rule, rule, node), delayed(0.6, equals))

    def write_the_rest(self, rule: str, node: Station, activation: str) -> None:
        """The bias appears in its place; as the node lights the activation closes round the sum."""
        time, assembled = self.theme.time, self.cast.rules[rule]
        self.play(assembled.fade_in(2 * time.value, "plus_b", "b"))
        lit = self.cast.net.nodes[node].to(State.ON, time.light)
        self.play(lit, assembled.fade_in(2 * time.value, activation, "close"))


__all__ = ["FoldedToUnrolled"]

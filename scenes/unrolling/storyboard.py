"""How the loop of a recurrent network unrolls into a chain of steps that share one set of weights and one formula."""

from __future__ import annotations

from rnnanim.stage import LessonScene, beat  # prepares manim, so it stands before it

# isort: split
from rnnanim.mobjects.base.geometry import Polyline, straight
from rnnanim.mobjects.base.motion import Cue, one_by_one, pause, together
from rnnanim.mobjects.flow.pulse import Pulse
from rnnanim.mobjects.formulas.forward_rules import Places, shade
from rnnanim.mobjects.formulas.path_trace import pace_of
from rnnanim.mobjects.network.diagram import DOTS_GAP
from rnnanim.mobjects.network.folded import FoldedRNN
from rnnanim.mobjects.network.states import State
from rnnanim.mobjects.network.unrolled import UnrolledRNN, links_above
from rnnanim.mobjects.text.label import Label
from rnnanim.numerics.stations import Link, PartName, Station, StationKind
from rnnanim.scenes.unrolling.time_arrow import TimeArrow
from rnnanim.scenes.unrolling.unrolling import Unrolling

WEIGHTS: tuple[StationKind, ...] = ("W_x", "W_h", "W_y")


class FoldedToUnrolled(LessonScene):
    """One cell with a loop; its copies through time; the one set of weights and the one formula that they share."""

    def cast(self) -> None:
        self.steps = self.lesson.network.T
        self.pace = pace_of(self.steps)
        self.cell_words = self.words_of_the_cell()
        self.cell = FoldedRNN(self.theme, self.layout, self.cell_words)
        self.net = UnrolledRNN(self.theme, self.layout, loss=False, state=State.HIDDEN)
        self.places = Places(self.theme, self.net)
        self.rest = self.places.rest
        self.unfolding = Unrolling(self.net, self.cell, self.rest)
        self.times = {step: self.time_label(step) for step in self.layout.drawn_steps}
        self.arrow = self.arrow_of_time()
        self.one_cell = self.places.under_the_cell(self.stage.words("one_cell", tone="mute"))
        self.shared = {symbol: self.places.shared(symbol) for symbol in WEIGHTS}
        self.rules = self.places.rules()
        head = self.stage.words("shared", weight=self.theme.type.title_weight)
        self.heads = self.places.heads(head, self.stage.words("every_step", tone="mute"))

    # the beats

    @beat
    def folded(self) -> None:
        """A cell is built from its input up; its input makes the state, which goes round its loop and comes back."""
        time, cell, words = self.theme.time, self.cell, self.cell_words
        zoom, light = cell.stand.zoom, time.light
        self.show(cell)
        self.play(self.headline("title_folded"))
        self.play(cell.rise(2.2), together(*(self.fade_in(0.4, words[key]) for key in "xhy"), lag=0.8))
        self.play(self.send(cell.way("x", "h"), 1.2 * time.edge, cell.nodes["h"].to(State.ON, light), zoom=zoom))
        self.play(cell.go_round(1.3), self.late(1.1, self.fade_in(0.4, words["loop"])))
        self.play(cell.speak_of_the_state(time.dim), *(shade(words[key], "ink", time.dim) for key in ("h", "loop")))
        arrives = cell.nodes["h"].to(State.ON, light)
        self.play(cell.nodes["h"].to(State.IDLE, light), self.send(cell.round_trip, 1.9, arrives, zoom=zoom))

    @beat
    def unroll(self) -> None:
        """The cell stands aside; a copy of it slides out for each step, and its loop opens to the step before."""
        time, cell, moves = self.theme.time, self.cell, self.unfolding
        pace = max(self.pace, 0.7)
        self.show(cell, self.net)
        self.play(self.stage.headline_of("title_unroll", self.steps, inside=True))
        self.play(self.fade_out(time.dim, *self.cell_words.values()), cell.all_to(State.IDLE, time.dim))
        self.play(cell.settle(self.rest, 1.2), self.late(1.1, self.fade_in(0.4, self.one_cell)))
        self.show(moves)
        for step in moves.steps:
            self.play(moves.slide(step, time.slide * pace * (1.2 if step == 1 else 1.0)))
            named = [moves.give_index(step, time.dim)]
            if step in self.times:
                named.append(self.fade_in(time.dim, self.times[step]))
            self.play(*named)
            self.play(moves.open(step, time.slide * pace))
        self.hide(moves)
        self.play(self.calm_the_outputs(), self.net.nodes[Station.h(0)].to(State.ON, time.dim))
        self.show(self.arrow)
        run = self.time_runs()
        self.play(run, self.arrow.grow(run.seconds))
        self.say(T=self.steps)

    @beat
    def share_the_weights(self) -> None:
        """All tiles of a weight light at once, are strung on a thread, and run together into one badge."""
        time, net = self.theme.time, self.net
        self.show(net, self.cell, self.arrow, *self.times.values())
        self.play(
            self.stage.headline_of("title_shared", self.steps, inside=True), self.cell.all_to(State.IDLE, time.dim)
        )
        self.play(self.take_the_weights(), self.fade_out(time.dim, self.one_cell), self.arrow.leave(time.dim))
        self.hide(self.cell, self.arrow)
        for number, symbol in enumerate(WEIGHTS):
            shared = self.shared[symbol]
            if number:
                self.play(
                    net.turn(dict.fromkeys(shared.names, State.IDLE), time.dim), shared.badge.to(State.IDLE, time.dim)
                )
            self.play(shared.light(time.light * 1.5))
            self.play(shared.string(0.5))
            self.play(shared.gather(time.slide))
            self.play(shared.fill(time.value))
        for label in self.heads:
            self.play(self.fade_in(time.dim, label))
        self.say(T=self.steps)

    @beat
    def write_the_formula(self) -> None:
        """Where pulses run the symbols of the formula come out of edges and units; then the light walks through all."""
        net, last, first = self.net, self.steps, self.places.step
        self.show(net, *self.times.values(), *self.shared.values(), *self.heads, *self.rules.values())
        self.play(self.headline("title_formula"))
        self.play(self.calm_the_badges(), self.look_at(first, State.DIM, output=False))
        self.write_the_state(first)
        if first != last:
            self.play(self.look_at(last, State.DIM, output=False))
            self.play(self.make_the_state(last, 1.0))
        self.write_the_output(last)
        pace = max(self.pace, 0.6)
        for step in self.layout.drawn_steps:
            self.play(self.look_at(step, State.PASSED))
            self.play(self.step_through(step, pace))

    def calm_the_badges(self) -> Cue:
        """Return the leaving of the threads; the badges stay with their head where the rules leave them room."""
        dim, wide = self.theme.time.dim, self.places.wide
        state = State.PASSED if wide else State.HIDDEN
        return together(
            *(shared.fade(0.0, dim) for shared in self.shared.values()),
            *(shared.badge.to(state, dim) for shared in self.shared.values()),
            self.fade_out(dim, *self.heads[wide:]),
            *(shade(head, "mute", dim) for head in self.heads[:wide]),
        )

    def take_the_weights(self) -> Cue:
        """Return the dimming of the network, while of the cell only its weights are left and grow into badges."""
        time, cell = self.theme.time, self.cell
        others = [name for name in self.net.parts if name not in self.shared["W_x"].names]
        starts = {symbol: cell.tiles[symbol].middle for symbol in WEIGHTS}

        def leave() -> None:
            for tile in cell.tiles.values():
                tile.become(State.HIDDEN)

        swap = Cue(lambda share: None, 0.0, begin=leave)
        waiting = [self.shared[symbol].badge.to(State.DIM, time.dim) for symbol in WEIGHTS[1:]]
        self.show(*self.shared.values())
        return together(
            self.net.turn(dict.fromkeys(others, State.DIM), time.dim),
            *(part.to(State.HIDDEN, time.dim) for part in cell.parts if part not in cell.tiles.values()),
            swap,
            *(self.shared[symbol].come(starts[symbol], 0.8) for symbol in WEIGHTS),
            self.late(0.8, *waiting),
        )

    # the formula

    def write_the_state(self, step: int) -> None:
        """The rule of the state: its name, two products whose pulses meet in it, the bias, and as it lights σ."""
        time, rule = self.theme.time, self.rules["h"]
        here = Station.h(step)
        self.name("h", "h", here)
        self.play(self.product("h", Station.x(step), here, W_x=Station.W_x(step), x=Station.x(step)))
        before = self.product("h", Station.h(step - 1), here, W_h=Station.W_h(step), before=Station.h(step - 1))
        self.play(before, self.late(before.seconds - 0.5, rule.write(time.value, "plus")))
        self.finish("h", here, "sigma")

    def write_the_output(self, step: int) -> None:
        """The rule of the output, in the same way."""
        time, here = self.theme.time, Station.y(step)
        above: list[PartName] = [here, Station.W_y(step), *links_above(step)]
        self.play(self.net.turn(dict.fromkeys(above, State.IDLE), time.dim))
        self.name("y", "y", here)
        self.play(self.product("y", Station.h(step), here, W_y=Station.W_y(step), h=Station.h(step)))
        self.finish("y", here, "phi")

    def name(self, rule: str, piece: str, unit: Station) -> None:
        """What a rule makes comes out of its unit, before anything that it would have to pass."""
        equals = self.rules[rule].write(self.theme.time.value, "equals")
        self.play(self.bring(rule, piece, unit), self.late(0.6, equals))

    def product(self, rule: str, start: Station, end: Station, **pieces: Station) -> Cue:
        """Return the pulse along an edge, and when it has arrived the weight and its vector come into the rule.

        The one that goes farther leaves first, so that none passes over the other.
        """
        edge, assembly = self.theme.time.edge, self.rules[rule]
        entrance = self.places.entrance(rule)
        order = sorted(pieces, key=lambda piece: -abs(assembly.middle(piece)[0] - entrance))
        flights = together(*(self.bring(rule, piece, pieces[piece]) for piece in order), lag=0.35)
        named = [self.shared[piece].badge for piece in pieces if piece in self.shared and self.places.wide]
        lit = [badge.to(State.IDLE, self.theme.time.slide) for badge in named]
        return together(self.send(self.line(start, end), edge), self.late(Pulse.arrival(edge), flights, *lit))

    def finish(self, rule: str, unit: Station, bend: str) -> None:
        """The bias appears in its place; as the unit lights the bend closes round the sum."""
        time, assembly = self.theme.time, self.rules[rule]
        self.play(assembly.write(2 * time.value, "plus_b", "b"))
        self.play(self.net.nodes[unit].to(State.ON, time.light), assembly.write(2 * time.value, bend, "close"))

    def bring(self, rule: str, piece: str, part: Station) -> Cue:
        """Return the flight of a symbol from beside its unit or tile to its place in a rule."""
        places, time = self.places, self.theme.time
        way = places.way(rule, self.rules[rule].middle(piece), part)
        em = self.net.body(part).symbol.em
        return self.rules[rule].fly(piece, way, time.slide, em=em, clear=places.clearance(part))

    # pulses

    def send(self, line: Polyline, seconds: float, *on_arrival: Cue, zoom: float = 1.0) -> Cue:
        """Return the run of a pulse along a line, and what happens when its front arrives."""
        pulse = Pulse(self.theme, line, zoom=zoom)
        run = pulse.run(seconds)
        show = Cue(lambda share: None, 0.0, begin=lambda: self.show(pulse))
        hide = Cue(lambda share: None, 0.0, begin=lambda: self.hide(pulse))
        return together(one_by_one(show, run, hide), self.late(Pulse.arrival(seconds), *on_arrival))

    def late(self, seconds: float, *cues: Cue) -> Cue:
        """Return cues that start later."""
        return one_by_one(pause(seconds), together(*cues))

    def line(self, a: Station, b: Station) -> Polyline:
        """Return the line between two units of the network."""
        return straight(self.net.position(a), self.net.position(b))

    def time_runs(self) -> Cue:
        """Return the run of the state through the whole chain; in every state it meets the input of its step."""
        light, edge = self.theme.time.light, self.theme.time.edge * max(self.pace, 0.6)
        runs, start = [], 0.0
        for step in self.layout.drawn_steps:
            *earlier, last = self.pieces_into(step, edge, self.net.nodes[Station.h(step)].to(State.ON, light))
            inputs = self.send(self.line(Station.x(step), Station.h(step)), edge)
            for piece in (*earlier, together(last, inputs)):  # one leaves as the one before arrives
                runs.append(self.late(start, piece))
                start += Pulse.arrival(edge)
        return together(*runs)

    def pieces_into(self, step: int, seconds: float, *on_arrival: Cue) -> list[Cue]:
        """Return the pulses along the edge into a step; one that comes out of the dots has run into them before."""
        here = self.net.position(Station.h(step))
        if self.net.has(Station.h(step - 1)):
            return [self.send(self.line(Station.h(step - 1), Station.h(step)), seconds, *on_arrival)]
        assert self.layout.dots is not None
        left, right = (self.layout.dots - DOTS_GAP, here[1]), (self.layout.dots + DOTS_GAP, here[1])
        return [
            self.send(straight(self.net.position(Station.h(1)), left), seconds),
            self.send(straight(right, here), seconds, *on_arrival),
        ]

    def make_the_state(self, step: int, pace: float) -> Cue:
        """Return the meeting of input and last state in a state, which lights."""
        seconds = self.theme.time.edge * pace * 1.1
        state = self.net.nodes[Station.h(step)].to(State.ON, self.theme.time.light)
        into = one_by_one(*self.pieces_into(step, seconds, state))
        inputs = self.send(self.line(Station.x(step), Station.h(step)), seconds)
        return together(into, self.late(into.seconds - seconds, inputs))

    def step_through(self, step: int, pace: float) -> Cue:
        """Return one step of the network at work: input and last state meet in the state, which makes the output."""
        light, edge = self.theme.time.light, self.theme.time.edge * pace
        made = self.make_the_state(step, pace)
        lit = self.net.nodes[Station.y(step)].to(State.ON, light)
        onward = self.send(self.line(Station.h(step), Station.y(step)), edge, lit)
        arrival = made.seconds - edge * 1.1 + Pulse.arrival(edge * 1.1)
        return together(made, self.late(arrival, onward))

    def look_at(self, step: int, rest: State, *, output: bool = True) -> Cue:
        """Return the change by which the light goes to a step, with or without its output; all others are alike."""
        time, near = self.theme.time, self.net.parts_of(step, output=output)
        states = {name: State.DIM if isinstance(name, Link) else rest for name in self.net.parts}
        tone = {State.DIM: "low", State.PASSED: "mute"}[rest]
        return together(
            self.net.turn(states | dict.fromkeys(near, State.IDLE), time.dim),
            *(shade(label, "ink" if key == step else tone, time.dim) for key, label in self.times.items()),
        )

    def calm_the_outputs(self) -> Cue:
        """Return the sinking back of the outputs, so that the states lead, and the inputs that they are made from."""
        names = [name for name in (*self.net.nodes, *self.net.tiles) if name.kind in ("y", "W_y")]
        return self.net.turn(dict.fromkeys(names, State.PASSED), self.theme.time.dim)

    # the cast

    def words_of_the_cell(self) -> dict[str, Label]:
        """Return what the parts of the large cell are called."""
        keys = ("x", "h", "y", "loop")
        found = {key: self.stage.words(f"word_{key}", size="medium", tone="mute") for key in keys}
        return found

    def time_label(self, step: int) -> Label:
        """Return t = 1 and so on, below the input of its step."""
        label = self.stage.words("step", tone="mute", k=step)
        label.place(self.layout.x(step), self.layout.rows["x"] - 0.70, "centre")
        return label

    def arrow_of_time(self) -> TimeArrow:
        """Return the arrow below the written times, from under the given state to under the last one."""
        layout, y = self.layout, self.places.arrow
        start, end = layout.x(0) - layout.unit, layout.x(self.steps) + layout.unit
        return TimeArrow(self.theme, self.stage.words("time", tone="mute"), (start, y), (end, y))


__all__ = ["FoldedToUnrolled"]

"""How the loop of a recurrent network unrolls into a chain of steps that share one set of weights and one formula."""

from __future__ import annotations

from rnnanim.stage import LessonScene, beat  # prepares manim, so it stands before it

# isort: split
from rnnanim.mobjects.assembly import Assembly
from rnnanim.mobjects.folded import LOOP_REACH, FoldedRNN, Stand
from rnnanim.mobjects.journey import pace_of
from rnnanim.mobjects.layout import MOST_DRAWN, Point
from rnnanim.mobjects.motion import Cue, one_by_one, pause, together
from rnnanim.mobjects.network import UnrolledRNN
from rnnanim.mobjects.parts import CAPITAL, TEXT
from rnnanim.mobjects.pulse import Pulse, straight
from rnnanim.mobjects.ribbon import Line
from rnnanim.mobjects.text import Label
from rnnanim.mobjects.threads import SharedWeight, badge_levels
from rnnanim.mobjects.unfolding import DOTS_GAP, Unfolding

WEIGHTS = ("W_x", "W_h", "W_y")
THIN = "#h(0.08em)"
STATE_RULE = (
    ("h", "h_t"),
    ("equals", "mute(=)"),
    ("sigma", "sigma\\("),
    ("W_x", "wx(W_x)"),
    ("", THIN),
    ("x", "x_t"),
    ("plus", "mute(+)"),
    ("W_h", "wh(W_h)"),
    ("", THIN),
    ("before", "h_(t-1)"),
    ("plus_b", "mute(+)"),
    ("b", "b_h"),
    ("close", "\\)"),
)
OUTPUT_RULE = (
    ("y", "y_t"),
    ("equals", "mute(=)"),
    ("phi", "phi\\("),
    ("W_y", "wy(W_y)"),
    ("", THIN),
    ("h", "h_t"),
    ("plus_b", "mute(+)"),
    ("b", "b_y"),
    ("close", "\\)"),
)
UNROLL, OPEN, PULSE, GATHER, FLY = (
    0.9,
    0.9,
    0.7,
    0.9,
    0.9,
)  # seconds of a slide, an opening, a pulse, a thread, a flight
SLOPE = {"wide": 0.8, "tall": 1.15, "square": 0.85}  # at which a symbol leaves a unit between its wires
CROWDED = 1.8  # a pitch under which it leaves more steeply


class FoldedToUnrolled(LessonScene):
    """One cell with a loop; its copies through time; the one set of weights and the one formula that they share."""

    def cast(self) -> None:
        self.steps = self.lesson.network.T
        self.pace = pace_of(self.steps)
        self.cell = FoldedRNN(self.theme, self.layout)
        self.net = UnrolledRNN(self.theme, self.layout, loss=False, state="hidden")
        self.places = Places(self)
        self.rest = self.places.rest()
        self.unfolding = Unfolding(self.net, self.cell, self.rest)
        self.cell_words = self.words_of_the_cell()
        self.times = {step: self.time_label(step) for step in self.layout.drawn_steps}
        self.one_cell = self.places.one_cell()
        self.shared = {symbol: self.places.shared(symbol) for symbol in WEIGHTS}
        self.rules = {"h": self.places.state_rule(), "y": self.places.output_rule()}
        self.heads = self.places.heads()

    # the beats

    @beat
    def folded(self) -> None:
        """A cell is built from its input up, its loop is drawn, and a pulse of state goes round and comes back."""
        time, cell = self.theme.time, self.cell
        self.show(cell)
        self.play(self.headline("title_folded"))
        self.play(cell.rise(2.2), together(*(self.appear(0.4, self.cell_words[key]) for key in "xhy"), lag=0.8))
        self.play(cell.go_round(1.3), self.late(1.1, self.appear(0.4, self.cell_words["loop"])))
        self.play(self.send(cell.way("x", "h"), PULSE, cell.units["h"].to("on", time.light), zoom=cell.stand.zoom))
        self.play(self.send(cell.way("h", "y"), PULSE, cell.units["y"].to("on", time.light), zoom=cell.stand.zoom))
        self.play(self.come_back(1.7))
        self.play(*(unit.to("idle", time.dim) for unit in cell.units.values()))

    @beat
    def unroll(self) -> None:
        """The cell stands aside; a copy of it slides out for each step, and its loop opens to the step before."""
        time, cell, moves = self.theme.time, self.cell, self.unfolding
        pace = max(self.pace, 0.7)
        self.show(cell, self.net)
        self.play(self.headline("title_unroll", n=self.moments()))
        self.play(self.vanish(time.dim, *self.cell_words.values()))
        self.play(cell.settle(self.rest, 1.2), self.late(1.1, self.appear(0.4, self.one_cell)))
        self.show(moves)
        for step in moves.steps:
            self.play(moves.slide(step, UNROLL * pace * (1.2 if step == 1 else 1.0)))
            named = [moves.give_index(step, time.dim)]
            if step in self.times:
                named.append(self.appear(time.dim, self.times[step]))
            self.play(*named)
            self.play(moves.open(step, OPEN * pace))
        self.hide(moves)
        self.play(cell.loop.to("edge", time.dim))
        self.play(one_by_one(*(self.pass_on(step) for step in self.layout.drawn_steps)))
        self.play(self.net.turn({f"h.{step}": "idle" for step in (0, *self.layout.drawn_steps)}, time.dim))
        self.say(T=self.steps)

    @beat
    def share_the_weights(self) -> None:
        """All tiles of a weight light at once, are strung on a thread, and run together into one badge."""
        time, net = self.theme.time, self.net
        self.show(net, self.cell, *self.times.values())
        self.play(self.headline("title_shared", n=self.moments()))
        self.play(self.take_the_weights(), self.vanish(time.dim, self.one_cell))
        self.hide(self.cell)
        for number, symbol in enumerate(WEIGHTS):
            shared = self.shared[symbol]
            if number:
                self.play(net.turn(dict.fromkeys(shared.names, "idle"), time.dim), shared.badge.to("idle", time.dim))
            self.play(shared.light(time.light * 1.5))
            self.play(shared.string(0.5))
            self.play(shared.gather(GATHER))
            self.play(shared.fill(time.value))
        for label in self.heads:
            self.play(self.appear(time.dim, label))
        self.say(T=self.steps)

    @beat
    def write_the_formula(self) -> None:
        """At one step the pulses run, and every symbol of the formula comes out of the edge or unit it belongs to."""
        time, net, last = self.theme.time, self.net, self.steps
        self.show(net, *self.times.values(), *self.shared.values(), *self.heads, *self.rules.values())
        self.play(self.headline("title_formula"))
        near = [f"h.{last}", f"h.{last - 1}", f"x.{last}", f"W_x.{last}", f"W_h.{last}", *self.edges_into(last)]
        states = dict.fromkeys(net.parts, "dim") | {name: "idle" for name in near if name in net.parts}
        self.play(
            *(shared.fade(0.0, time.dim) for shared in self.shared.values()),
            net.turn(states, time.dim),
            *(shared.badge.to("dim", time.dim) for shared in self.shared.values()),
            *(label_to(label, "low", time.dim) for label in self.heads),
        )
        self.write_the_state()
        self.write_the_output()
        self.play(
            net.all_to("idle", time.dim),
            *(label_to(label, tone, time.dim) for label, tone in zip(self.heads, ("ink", "mute"), strict=False)),
        )
        self.play(
            together(*(self.step_through(step) for step in self.layout.drawn_steps), lag=1.0 * max(self.pace, 0.6))
        )
        self.play(net.all_to("idle", time.dim), *(shared.fade(1.0, 0.6) for shared in self.shared.values()))

    def take_the_weights(self) -> Cue:
        """Return the dimming of the network, while of the cell only its weights are left and grow into badges."""
        time, cell = self.theme.time, self.cell
        others = [name for name in self.net.parts if name not in self.shared["W_x"].names]
        starts = {symbol: cell.tiles[symbol].middle for symbol in WEIGHTS}

        def leave() -> None:
            for tile in cell.tiles.values():
                tile.become("hidden")

        swap = Cue(lambda share: None, 0.0, begin=leave)
        waiting = [self.shared[symbol].badge.to("dim", time.dim) for symbol in WEIGHTS[1:]]
        self.show(*self.shared.values())
        return together(
            self.net.turn(dict.fromkeys(others, "dim"), time.dim),
            *(part.to("hidden", time.dim) for part in cell.parts if part not in cell.tiles.values()),
            swap,
            *(self.shared[symbol].come(starts[symbol], 0.8) for symbol in WEIGHTS),
            self.late(0.8, *waiting),
        )

    # the formula

    def write_the_state(self) -> None:
        """The rule of the state: a pulse for each product, then the bias, the bend and the name."""
        rule, net, last, time = self.rules["h"], self.net, self.steps, self.theme.time
        ways = self.places
        self.play(
            self.send(self.line(f"x.{last}", f"h.{last}"), 1.0),
            rule.fly("x", ways.left(f"x.{last}", rule, "x"), FLY, em=0.4),
            self.late(
                0.45, together(self.touch("W_x"), rule.fly("W_x", ways.left(f"W_x.{last}", rule, "W_x"), FLY, em=0.36))
            ),
        )
        self.play(
            self.send(self.line(f"h.{last - 1}", f"h.{last}"), 1.0),
            rule.fly("before", ways.left(f"h.{last - 1}", rule, "before"), FLY, em=0.4),
            self.late(
                0.45, together(self.touch("W_h"), rule.fly("W_h", ways.left(f"W_h.{last}", rule, "W_h"), FLY, em=0.36))
            ),
            self.late(0.7, rule.write(time.value, "plus")),
        )
        self.play(
            rule.fly("b", ways.left(f"h.{last}", rule, "b"), FLY * 0.9, em=0.4),
            self.late(0.5, rule.write(time.value, "plus_b")),
        )
        self.play(net.units[f"h.{last}"].to("on", time.light))
        self.play(
            rule.fly("sigma", ways.left(f"h.{last}", rule, "sigma"), FLY, em=0.4),
            self.late(0.6, rule.write(time.value, "close")),
        )
        self.play(
            rule.fly("h", ways.left(f"h.{last}", rule, "h"), FLY, em=0.4),
            self.late(0.6, rule.write(time.value, "equals")),
        )

    def write_the_output(self) -> None:
        """The rule of the output, in the same way."""
        rule, net, last, time = self.rules["y"], self.net, self.steps, self.theme.time
        ways = self.places
        above = {
            f"y.{last}": "idle",
            f"W_y.{last}": "idle",
            f"y.{last}-W_y.{last}": "idle",
            f"W_y.{last}-h.{last}": "idle",
        }
        self.play(net.turn(above, time.dim))
        self.play(
            self.send(self.line(f"h.{last}", f"y.{last}"), 1.0),
            rule.fly("h", ways.right(f"h.{last}", rule, "h"), FLY, em=0.4),
            self.late(
                0.45, together(self.touch("W_y"), rule.fly("W_y", ways.right(f"W_y.{last}", rule, "W_y"), FLY, em=0.36))
            ),
        )
        self.play(
            rule.fly("b", ways.right(f"y.{last}", rule, "b"), FLY * 0.9, em=0.4),
            self.late(0.5, rule.write(time.value, "plus_b")),
        )
        self.play(net.units[f"y.{last}"].to("on", time.light))
        self.play(
            rule.fly("phi", ways.right(f"y.{last}", rule, "phi"), FLY, em=0.4),
            self.late(0.6, rule.write(time.value, "close")),
        )
        self.play(
            rule.fly("y", ways.right(f"y.{last}", rule, "y"), FLY, em=0.4),
            self.late(0.6, rule.write(time.value, "equals")),
        )

    def touch(self, symbol: str) -> Cue:
        """Return the lighting of a weight's badge when one of its tiles is used."""
        return self.shared[symbol].badge.to("lit", self.theme.time.light * 2)

    def moments(self) -> int | str:
        """Return the number of steps as it stands inside a title."""
        return self.count_word(self.steps).lower() if self.steps <= MOST_DRAWN else self.steps

    # pulses

    def send(self, line: Line, seconds: float, *on_arrival: Cue, zoom: float = 1.0) -> Cue:
        """Return the run of a pulse along a line, and what happens when its front arrives."""
        pulse = Pulse(self.theme, line, zoom=zoom)
        run = pulse.run(seconds)
        show = Cue(lambda share: None, 0.0, begin=lambda: self.show(pulse))
        hide = Cue(lambda share: None, 0.0, begin=lambda: self.hide(pulse))
        return together(one_by_one(show, run, hide), self.late(Pulse.arrival(seconds), *on_arrival))

    def late(self, seconds: float, *cues: Cue) -> Cue:
        """Return cues that start later."""
        return one_by_one(pause(seconds), together(*cues))

    def line(self, a: str, b: str) -> Line:
        """Return the line between two units of the network."""
        return straight(self.net.place(a), self.net.place(b))

    def come_back(self, seconds: float) -> Cue:
        """Return the next step: the state leaves the cell, goes round, and meets the next input."""
        cell, light, zoom = self.cell, self.theme.time.light, self.cell.stand.zoom
        leave = together(*(cell.units[key].to("idle", light) for key in "hy"))
        state = self.send(cell.round_trip, seconds, cell.units["h"].to("on", light), zoom=zoom)
        arrival = Pulse.arrival(seconds) - Pulse.arrival(PULSE)
        onward = self.send(cell.way("h", "y"), PULSE, cell.units["y"].to("on", light), zoom=zoom)
        return together(
            leave,
            state,
            self.late(arrival, self.send(cell.way("x", "h"), PULSE, zoom=zoom)),
            self.late(seconds, onward),
        )

    def pass_on(self, step: int) -> Cue:
        """Return the run of the state into a step, from the step before or out of the dots."""
        light = self.net.units[f"h.{step}"].to("on", self.theme.time.light)
        return one_by_one(*self.pieces_into(step, PULSE * max(self.pace, 0.6), light))

    def pieces_into(self, step: int, seconds: float, *on_arrival: Cue) -> list[Cue]:
        """Return the pulses along the edge into a step; one that comes out of the dots has run into them before."""
        here = self.net.place(f"h.{step}")
        if self.net.has(f"h.{step - 1}"):
            return [self.send(self.line(f"h.{step - 1}", f"h.{step}"), seconds, *on_arrival)]
        assert self.layout.dots is not None
        left, right = (self.layout.dots - DOTS_GAP, here[1]), (self.layout.dots + DOTS_GAP, here[1])
        return [
            self.send(straight(self.net.place("h.1"), left), seconds),
            self.send(straight(right, here), seconds, *on_arrival),
        ]

    def step_through(self, step: int) -> Cue:
        """Return one step of the network at work: input and last state meet in the state, which makes the output."""
        light, seconds = self.theme.time.light, PULSE * 1.1
        state, output = (self.net.units[f"{kind}.{step}"] for kind in "hy")
        into = one_by_one(*self.pieces_into(step, seconds, state.to("on", light)))
        inputs = self.late(into.seconds - seconds, self.send(self.line(f"x.{step}", f"h.{step}"), seconds))
        onward = self.send(self.line(f"h.{step}", f"y.{step}"), PULSE, output.to("on", light))
        told = label_to(self.times[step], "ink", light)
        return together(
            into,
            inputs,
            told,
            self.late(into.seconds - seconds + Pulse.arrival(seconds), onward, label_to(self.times[step], "mute", 0.6)),
        )

    # the cast

    def edges_into(self, step: int) -> list[str]:
        """Return the wires from the input and from the state before into a state."""
        return [f"h.{step}-W_x.{step}", f"W_x.{step}-x.{step}", f"h.{step}-W_h.{step}", f"W_h.{step}-h.{step - 1}"]

    def words_of_the_cell(self) -> dict[str, Label]:
        """Return what the parts of the large cell are called, at the right of each, and at the loop's far side."""
        cell, stand = self.cell, self.cell.stage
        found: dict[str, Label] = {}
        right = cell.units["h"].middle[0] + self.layout.unit * stand.zoom + 0.3
        for key in "xhy":
            label = self.words(f"word_{key}", size="medium", tone="mute")
            found[key] = label.place(right, cell.units[key].middle[1] - CAPITAL * label.em, "left")
        label = self.words("word_loop", size="medium", tone="mute")
        far = cell.tiles["W_h"].middle
        if self.layout.name == "wide":
            edge = far[0] - self.layout.tile[0] / 2 * stand.zoom - 0.3
            label.place(edge, far[1] - CAPITAL * label.em, "right")
        else:
            edge = stand.place[0] - self.layout.tile[0] / 2 * stand.zoom - 0.3
            label.place(edge, cell.loop.course()[:, 1].min() - 0.55, "right")
        found["loop"] = label
        for label in found.values():
            label.set_z_index(TEXT, family=True)
        return found

    def time_label(self, step: int) -> Label:
        """Return t = 1 and so on, below the input of its step."""
        label = self.words("step", tone="mute", k=step)
        return label.place(self.layout.x(step), self.layout.rows["x"] - 0.70, "centre").set_z_index(TEXT, family=True)


class Places:
    """Where the badges, the heads and the two rules stand, and by which ways their symbols come."""

    def __init__(self, scene: FoldedToUnrolled) -> None:
        self.scene, self.plan = scene, scene.layout
        plan = self.plan
        self.wide = plan.name == "wide"
        self.column = 5.08 if self.wide else plan.loss_x
        self.em = scene.theme.type.large if self.wide else 0.46
        self.lane = plan.rows["x"] - 1.14
        self.line_h = self.lane - 0.70
        self.line_y = self.line_h if self.wide else self.line_h - 0.98

    def shared(self, symbol: str) -> SharedWeight:
        """Return a weight with its thread and its badge."""
        level = badge_levels(self.plan.rows, 0.76)[symbol]
        return SharedWeight(self.scene.net, symbol, (self.column, level), zoom=1.42 if self.wide else 1.3)

    def rest(self) -> Stand:
        """Return where the cell stands while copies slide out of it, and afterwards its weights."""
        plan = self.plan
        room = self.column - plan.x(plan.steps) - plan.unit - plan.tile[0] / 2 - 0.12
        return Stand((self.column, plan.rows["h"]), 1.0, min(LOOP_REACH, room))

    def one_cell(self) -> Label:
        """Return what is written below the cell."""
        label = self.scene.words("one_cell", tone="mute")
        x = min(self.column, self.plan.safe[1] - label.width / 2)
        return label.place(x, self.plan.rows["x"] - 0.70, "centre").set_z_index(TEXT, family=True)

    def heads(self) -> tuple[Label, ...]:
        """Return what is said of the badges; a square frame has no room for it."""
        scene, plan = self.scene, self.plan
        if plan.name == "square":
            return ()
        head = scene.words("shared", weight=scene.theme.type.title_weight)
        foot = scene.words("every_step", tone="mute")
        if self.wide:
            levels = badge_levels(plan.rows, 0.76)
            head.place(self.column, levels["W_y"] + 0.66, "centre")
            foot.place(self.column, levels["W_x"] - 0.78, "centre")
        else:
            y = plan.rows["y"] + plan.unit + 0.42
            foot.place(plan.safe[1], y, "right")
            head.place(foot.get_left()[0] - 0.22, y, "right")
        for label in (head, foot):
            label.set_z_index(TEXT, family=True)
        return head, foot

    def state_rule(self) -> Assembly:
        left = -6.11 if self.wide else self.plan.title[0]
        return Assembly(self.scene.theme, STATE_RULE, self.em).place(left, self.line_h, "left")

    def output_rule(self) -> Assembly:
        rule = Assembly(self.scene.theme, OUTPUT_RULE, self.em)
        if self.wide:
            return rule.place(self.plan.note[0], self.line_y, "right")
        return rule.place(self.plan.title[0], self.line_y, "left")

    def left(self, part: str, rule: Assembly, name: str) -> list[Point]:
        """Return the way from a part down through the gap before the last step, and along the lane."""
        plan, start = self.plan, self.scene.net.place(part)
        gap = plan.between(plan.steps)
        home = rule.middle(name)[0]
        slope = 1.05 if plan.name == "wide" and plan.pitch < CROWDED else SLOPE[plan.name]
        turn = start[1] - slope * abs(start[0] - gap) if part.startswith("h.") else start[1]
        way = [start, (gap, turn), (gap, self.lane), (home, self.lane)]
        return way if abs(start[0] - gap) > 0.01 else [start, *way[2:]]

    def right(self, part: str, rule: Assembly, name: str) -> list[Point]:
        """Return the way from a part out to the right of the last step, and down."""
        plan, start = self.plan, self.scene.net.place(part)
        side = plan.x(plan.steps) + plan.unit + (0.62 if self.wide else 0.36)
        lane = self.lane if self.wide else self.line_y + 0.55
        home = rule.middle(name)[0]
        return [start, (side, start[1]), (side, lane), (home, lane)]


def label_to(label: Label, tone: str, seconds: float) -> Cue:
    """Return the change of a label's tone."""
    colour = label.theme.colour
    start: list[str] = []

    def begin() -> None:
        start.append(label.tone)

    def apply(share: float) -> None:
        from rnnanim.theme import mix

        label.paint(mix(colour[start[-1]], colour[tone], share), tone=tone)

    return Cue(apply, seconds, begin=begin)


__all__ = ["FoldedToUnrolled"]

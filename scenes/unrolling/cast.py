"""The cast of FoldedToUnrolled: the cell, the network that comes out of it, its shared weights and its two rules."""

from __future__ import annotations

from rnnanim.mobjects.base.motion import Cue, cut, delayed, tint, together
from rnnanim.mobjects.flow.pulse import Pulse
from rnnanim.mobjects.formulas.forward_rules import ForwardRuleLayout
from rnnanim.mobjects.formulas.path_trace import pace_of
from rnnanim.mobjects.network.folded import FoldedRNN
from rnnanim.mobjects.network.states import State
from rnnanim.mobjects.network.unrolled import UnrolledRNN, links_above
from rnnanim.mobjects.text.label import Label
from rnnanim.numerics.stations import Link, PartName, Station, StationKind
from rnnanim.scenes.unrolling.forward_pulses import ForwardPulses
from rnnanim.scenes.unrolling.time_arrow import TimeArrow
from rnnanim.scenes.unrolling.unrolling import Unrolling
from rnnanim.stage import Stage

WEIGHTS: tuple[StationKind, ...] = ("W_x", "W_h", "W_y")


class UnrollingCast:
    """Everything that the beats of FoldedToUnrolled show.

    Attributes
    ----------
    cell : FoldedRNN
        With `cell_words` beside it while it is large, and `one_cell` below it when it stands aside.
    net : UnrolledRNN
        Hidden at first; `unrolling` makes it of the cell.
    times : dict of step to Label
        Below the inputs; `arrow` is the direction of time.
    shared : dict of weight to SharedWeight
        With `heads` above and below the badges.
    rules : dict of {"h", "y"} to AssembledFormula
    pulses : ForwardPulses
    """

    def __init__(self, stage: Stage) -> None:
        self.stage, self.theme, self.layout = stage, stage.theme, stage.layout
        self.steps = stage.lesson.network.T
        self.pace = pace_of(self.steps)
        words = {key: stage.words(f"word_{key}", size="medium", tone="mute") for key in ("x", "h", "y", "loop")}
        self.cell_words = words
        self.cell = FoldedRNN(self.theme, self.layout, words)
        self.net = UnrolledRNN(self.theme, self.layout, losses="none", state=State.HIDDEN)
        self.rule_layout = ForwardRuleLayout(self.theme, self.net)
        self.rest = self.rule_layout.rest
        self.unrolling = Unrolling(self.net, self.cell, self.rest)
        self.times = {step: self._time(step) for step in self.layout.drawn_steps}
        self.arrow = self._arrow_of_time()
        self.one_cell = self._name_of_the_cell()
        self.shared = {symbol: self.rule_layout.shared(symbol) for symbol in WEIGHTS}
        self.rules = self.rule_layout.rules()
        head = stage.words("shared", weight=self.theme.type.title_weight)
        self.heads = self.rule_layout.heads(head, stage.words("every_step", tone="mute"))
        self.pulses = ForwardPulses(stage, self.net, self.pace)

    def _time(self, step: int) -> Label:
        """Return t = 1 and so on, below the input of its step."""
        label = self.stage.words("step", tone="mute", k=step)
        return label.place(self.layout.x(step), self.rule_layout.below, "centre")

    def _name_of_the_cell(self) -> Label:
        """Return "one cell", clear of the name of the last step."""
        return self.rule_layout.place_name_of_cell(self.stage.words("one_cell", tone="mute"), self.times[self.steps])

    def _arrow_of_time(self) -> TimeArrow:
        """Return the arrow below the written times, from under the given state to under the last one."""
        layout, y = self.layout, self.rule_layout.arrow
        start, end = layout.x(0) - layout.unit, layout.x(self.steps) + layout.unit
        return TimeArrow(self.theme, self.stage.words("time", tone="mute"), (start, y), (end, y))

    # the network

    def dim_outputs(self) -> Cue:
        """Return the sinking back of the outputs, so that the states lead, and the inputs that they are made from."""
        names = [name for name in (*self.net.nodes, *self.net.tiles) if name.kind in ("y", "W_y")]
        return self.net.turn(dict.fromkeys(names, State.PASSED), self.theme.time.dim)

    def focus(self, step: int, rest: State, *, output: bool = True) -> Cue:
        """Return the change by which the light goes to a step, with or without its output; all others are alike."""
        time, near = self.theme.time, self.net.parts_of(step, output=output)
        states = {name: State.DIM if isinstance(name, Link) else rest for name in self.net.parts}
        tone = {State.DIM: "low", State.PASSED: "mute"}[rest]
        return together(
            self.net.turn(states | dict.fromkeys(near, State.IDLE), time.dim),
            *(tint(time.dim, "ink" if key == step else tone, label) for key, label in self.times.items()),
        )

    def light_output(self, step: int) -> Cue:
        """Return the lighting of what an output is made of."""
        here = Station.y(step)
        names: list[PartName] = [here, Station.W_y(step), *links_above(step)]
        return self.net.turn(dict.fromkeys(names, State.IDLE), self.theme.time.dim)

    # the shared weights

    def turn_weights_into_badges(self) -> Cue:
        """Return the dimming of the network, while of the cell only its weights are left and grow into badges."""
        time, cell, shared = self.theme.time, self.cell, self.shared
        others = [name for name in self.net.parts if name not in shared["W_x"].names]
        starts = {symbol: cell.tiles[symbol].middle for symbol in WEIGHTS}

        def hide_tiles() -> None:
            for tile in cell.tiles.values():
                tile.become(State.HIDDEN)

        waiting = [shared[symbol].badge.to(State.DIM, time.dim) for symbol in WEIGHTS[1:]]
        return together(
            self.net.turn(dict.fromkeys(others, State.DIM), time.dim),
            *(part.to(State.HIDDEN, time.dim) for part in cell.parts if part not in cell.tiles.values()),
            cut(hide_tiles),
            *(shared[symbol].grow_from(starts[symbol], 0.8) for symbol in WEIGHTS),
            delayed(0.8, *waiting),
        )

    def undim(self, symbol: StationKind) -> Cue:
        """Return the lighting of the tiles of a weight, and of its badge, from the dark."""
        shared, dim = self.shared[symbol], self.theme.time.dim
        return together(self.net.turn(dict.fromkeys(shared.names, State.IDLE), dim), shared.badge.to(State.IDLE, dim))

    def fade_out_lines(self) -> Cue:
        """Return the fading of the lines; the badges stay with their head where the rules leave them room."""
        dim, in_a_row = self.theme.time.dim, self.rule_layout.room.in_a_row
        state = State.PASSED if in_a_row else State.HIDDEN
        kept = self.heads[:1] if in_a_row else ()
        return together(
            *(shared.fade_out_line(dim) for shared in self.shared.values()),
            *(shared.badge.to(state, dim) for shared in self.shared.values()),
            self.stage.fade_out(dim, *self.heads[len(kept) :]),
            tint(dim, "mute", *kept),
        )

    # the rules

    def product(self, rule: str, start: Station, end: Station, **pieces: Station) -> Cue:
        """Return the pulse along an edge, and when it has arrived the weight and its vector come into the rule.

        The one that goes farther leaves first, so that none passes over the other.
        """
        edge, assembled = self.theme.time.edge, self.rules[rule]
        entrance = self.rule_layout.entrance(rule)
        order = sorted(pieces, key=lambda piece: -abs(assembled.middle(piece)[0] - entrance))
        flights = together(*(self.fly_symbol(rule, piece, pieces[piece]) for piece in order), lag=0.35)
        kept = self.shared if self.rule_layout.room.in_a_row else {}
        lit = [kept[piece].badge.to(State.IDLE, self.theme.time.slide) for piece in pieces if piece in kept]
        pulse = self.pulses.send(self.pulses.line(start, end), edge)
        return together(pulse, delayed(Pulse.arrival(edge), flights, *lit))

    def fly_symbol(self, rule: str, piece: str, part: Station) -> Cue:
        """Return the flight of a symbol from beside its node or tile to its place in a rule."""
        assembled, em = self.rules[rule], self.net.body(part).symbol.em
        corners = self.rule_layout.way(rule, assembled.middle(piece), part)
        clear = self.rule_layout.clearance(part)
        return assembled.fly_copy(piece, corners, self.theme.time.slide, em=em, clear=clear)

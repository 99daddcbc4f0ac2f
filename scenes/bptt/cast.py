"""What BackwardRecursion shows: the network with its losses, the memory, the streams, the rules, and the cost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from rnnanim.layout.frame import MOST_DRAWN
from rnnanim.lesson import Lesson
from rnnanim.mobjects.base.geometry import Point, straight
from rnnanim.mobjects.base.motion import Cue, delayed, one_by_one, together
from rnnanim.mobjects.base.roles import text_role
from rnnanim.mobjects.charts.cell_key import column_scale, key_box
from rnnanim.mobjects.charts.colour_scale import ColourScale
from rnnanim.mobjects.charts.waterfall import Row, Waterfall
from rnnanim.mobjects.charts.waterfall_row import WaterfallRow
from rnnanim.mobjects.flow.pulse import Pulse
from rnnanim.mobjects.network.states import State
from rnnanim.mobjects.network.unrolled import UnrolledRNN
from rnnanim.mobjects.text.fitting import fitting_one
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics import Reading
from rnnanim.numerics.recursion import Part, Recursion
from rnnanim.numerics.stations import PartName, Station
from rnnanim.scenes.bptt.cost import Cost
from rnnanim.scenes.bptt.delta_rule import DeltaRule
from rnnanim.scenes.bptt.memory import DOTS, NAMES, Memory
from rnnanim.scenes.bptt.rooms import ROOMS
from rnnanim.scenes.bptt.sweep import Sweep, widths
from rnnanim.stage.beats import Repetition
from rnnanim.stage.stage import Stage

PARTS: tuple[Part, ...] = ("delta", "own", "carried")
PULSE = 0.7  # seconds from state to state on the way forward
RULE_DROPS, RULE_INDENT = (1.15, 1.75, 2.6), 0.24  # of lines beside the network; of the one that goes on
NOTE_GAP = 0.4  # between two notes in one line


def keys_of(steps: int) -> tuple[Repetition, ...]:
    """Return the steps that are told apart, the last one first; beyond five those in between are summed."""
    return tuple(range(steps, 0, -1)) if steps <= MOST_DRAWN else (steps, steps - 1, "middle", 1)


def one_before_the_last(lesson: Lesson) -> Sequence[Repetition]:
    """Return the step for which the rule is put together; there is none where there is a single step."""
    steps = lesson.network.T
    return (steps - 1,) if steps > 1 else ()


def _span(ends: Iterable[float]) -> float:
    """Return the length of an axis that has 0 and all ends on it."""
    ends = [0.0, *ends]
    return max(ends) - min(ends)


class RecursionCast:
    """Everything that the beats of BackwardRecursion show.

    Attributes
    ----------
    view : Recursion
        The numbers.
    net : UnrolledRNN
    memory : Memory
    sweep : Sweep
    rules : dict of step to DeltaRule
    deltas : Waterfall or None
        The sizes of all deltas, each with its two summands.
    collected : Waterfall
        What W_x collects, step by step.
    gradient : list of Label
        The rule for that, and what it comes to.
    forward_rules : list of Label
        How z and h are made.
    cost : Cost
    """

    def __init__(self, stage: Stage) -> None:
        self.stage, self.theme, self.layout, self.analysis = stage, stage.theme, stage.layout, stage.analysis
        self.room, self.view, self.steps = stage.layout.choose(ROOMS), Recursion(stage.analysis), stage.lesson.network.T
        self.drawn = tuple(reversed(self.layout.drawn_steps))
        stage.require_finite("a state or the gradient", self._numbers())
        self.net = UnrolledRNN(self.theme, self.layout, losses="all")
        states = (entry for step in self.drawn for name in NAMES for entry in self.analysis.entries(name, step))
        gradients = (entry for step in self.drawn for part in PARTS for entry in self.view.entries(part, step))
        states_scale, self.scale = self._scale("states", states, "state"), self._scale("deltas", gradients, "gradient")
        self.sweep = Sweep(stage, self.net, self.scale)
        self.memory = Memory(stage, self.room.memory, states_scale)
        self.keys = states_scale if self.memory.has_cells else None, self.scale if self.analysis.spec.H > 1 else None
        self.rules = {t: DeltaRule(stage, self.room, t, self.scale) for t in self.drawn}
        self.deltas = self._deltas()
        self.collected = self._collected()
        self.gradient = self._gradient()
        self.forward_rules = self._forward_rules()
        self.note = self._notes()
        self.cost = Cost(stage)

    def _numbers(self) -> list[float]:
        """Return every number that is written or drawn of the network."""
        states = (self.analysis.size(name, t).value for name in NAMES for t in self.drawn)
        shares = (self.collected_at(key).value for key in keys_of(self.steps))
        return [*states, *widths(self.view, self.drawn), *shares, self.view.total.value]

    def _scale(self, name: str, readings: Iterable[Reading], tone: str) -> ColourScale:
        lowest = self.layout.rows["x"] - self.theme.size.unit_x + 0.08
        box = key_box(*self.net.position(Station.h(0)), left=self.layout.safe[0], bottom=lowest)
        return column_scale(self.theme, box, readings, name=name, tone=tone)

    def _deltas(self) -> Waterfall | None:
        if self.room.deltas is None:
            return None
        rows = [self._row_of_delta(t) for t in self.drawn]
        head = [self.stage.words("norm_of_delta", tone="mute")] if self.analysis.spec.H > 1 else []
        span = self._span_collected()
        return Waterfall(
            self.theme, self.room.deltas, rows, bar=self.layout.bar, head=head, adds_up=False, least_span=span
        )

    def _row_of_delta(self, t: int) -> Row:
        label = self.stage.words("delta", tone="low", k=t)
        parts = (self.view.size("own", t), self.view.size("carried", t)) if self.analysis.spec.H == 1 else ()
        return Row(label, label.copy(), self.view.size("delta", t), parts)

    def _collected(self) -> Waterfall:
        rows = [self._row_collected(key) for key in keys_of(self.steps)]
        total = self.stage.words("sum", tone="low")
        rows.append(Row(total, formula(self.theme, "Sigma", "small", "low"), self.view.total))
        head = [] if self.analysis.is_scalar else [self.stage.words("along", tone="mute")]
        span = self._span_of_deltas()
        return Waterfall(self.theme, self.room.collected, rows, bar=self.layout.bar, head=head, least_span=span)

    def _span_of_deltas(self) -> float:
        """Return how long the bars of all deltas are together: those of what is collected have the same scale."""
        if self.room.deltas is None:
            return 0.0
        return _span([self.view.size("delta", t).value for t in self.drawn])

    def _span_collected(self) -> float:
        ends = np.cumsum([self.collected_at(key).value for key in keys_of(self.steps)])
        return _span(ends.tolist())

    def _row_collected(self, key: Repetition) -> Row:
        if key == "middle":
            label = self.stage.words("between", tone="low", m=self.steps - 3)
            return Row(label, formula(self.theme, "dots.c", "small", "low"), self.collected_at(key))
        label = self.stage.words("at_step", tone="low", k=int(key))
        return Row(label, formula(self.theme, f"t = {key}", "small", "low"), self.collected_at(key))

    def collected_at(self, key: Repetition) -> Reading:
        """Return what W_x collects at a step, or at all in between."""
        if key == "middle":
            return self.view.collected_between(2, self.steps - 2)
        return self.view.collected(int(key))

    def _gradient(self) -> list[Label]:
        """Return the sum over all steps as a formula, and its value."""
        spec, room = self.analysis.spec, self.room
        slope = "sigma'(z_t)" if spec.H == 1 else '"diag" sigma\'(z_t)'
        turned = "" if spec.D == spec.H == 1 else "^top"
        source = f"partial L slash partial wx(W_x) mute(=) sum_t thin {slope} thin delta_t thin x_t{turned}"
        left = self.layout.safe[0] + 0.08
        space = (room.collected[0] if room.rule < room.collected[2] else self.layout.safe[1]) - left
        sizes = (formula(self.theme, source, size) for size in ("medium", "tile", "small"))
        symbols = next((label for label in sizes if label.width < space), formula(self.theme, source, "small"))
        symbols.place(left, room.rule, "left")
        is_number = self.analysis.is_scalar
        equals = formula(self.theme, "=", "medium", "mute")
        sign = equals if is_number else self.stage.words("norm_is", tone="mute")
        value = fitting_one(self.theme, self.view.total, 2.0, "large", text_role(self.theme, "core"))
        x = float(symbols.get_right()[0]) + 0.26 if room.rule == room.numbers else left
        sign.place(x, room.numbers, "left")
        value.place(float(sign.get_right()[0]) + 0.26, room.numbers, "left")
        return [symbols, sign, value]

    def _forward_rules(self) -> list[Label]:
        """Return how z and h are made: at the right of the network, or below it."""
        start, end = "z_t mute(=) wx(W_x) thin x_t", "h_t mute(=) sigma(z_t)"
        rest = "mute(+) thick wh(W_h) thin h_(t-1) mute(+) b_h"
        if self.room.rules_beside:
            left, _, top, _ = self.room.collected
            starts = zip((left, left + RULE_INDENT, left), RULE_DROPS, strict=True)
            lines = [(line, (x, top - drop)) for line, (x, drop) in zip((start, rest, end), starts, strict=True)]
        else:
            left = self.layout.safe[0] + 0.08
            lines = [(f"{start} {rest}", (left, self.room.rule)), (end, (left, self.room.numbers))]
        return [formula(self.theme, source, "medium").place(*at, "left") for source, at in lines]

    def _notes(self) -> list[Label]:
        """Return what delta and e are, and what the widths are, at the top right."""
        below = "y" if self.analysis.spec.output_activation == "identity" else "a"
        sources = ["delta_t = partial L slash partial h_t", f"e_t = partial L slash partial {below}_t"]
        labels = [formula(self.theme, source, "small", "mute") for source in sources]
        self.note_of_e = labels[1]
        width = self.stage.width_note(self.sweep.doublings, of_vectors=self.analysis.spec.H > 1, size="small")
        widths = [] if width is None else [width]
        if self.room.note == self.room.meaning:
            return self._in_a_row([*widths, *labels], self.room.note)
        return [*self._in_a_row(labels, self.room.meaning), *self._in_a_row(widths, self.room.note)]

    def _in_a_row(self, labels: Sequence[Label], end: Point) -> list[Label]:
        """Return labels on one baseline from the right, as far as there is room for them."""
        (right, base), found = end, []
        for label in labels:
            label.place(right, base, "right")
            if (right := float(label.get_left()[0])) >= self.layout.safe[0]:
                found.append(label)
            right -= NOTE_GAP
        return found

    # what its beats ask for

    def go_forward(self, step: int) -> Cue:
        """Return the way forward into a step: two pulses, its state lights up, and what it has computed is stored."""
        net, among = self.net, self.stage.picture
        *to_the_dots, into = net.lines_into(step)
        upward = straight(net.position(Station.x(step)), net.position(Station.h(step)))
        lit = net.turn({Station.h(step): State.ON}, self.theme.time.light)
        arriving = together(
            Pulse(self.theme, into).run(PULSE, lit, among=among),
            Pulse(self.theme, upward).run(PULSE, among=among),
            delayed(0.8 * PULSE, self.memory.store(step, PULSE)),
        )
        under = [
            Pulse(self.theme, line).run(PULSE, self.memory.store(DOTS, PULSE), among=among) for line in to_the_dots
        ]
        return one_by_one(*under, arriving)

    def all_quiet(self, seconds: float) -> Cue:
        """Return the dimming of everything but the losses."""
        states: dict[PartName, State] = dict.fromkeys(self.net.parts, State.DIM)
        states |= {name: State.NEAR for name in self.net.nodes if name.kind in ("L", "h")}
        return self.net.turn(states, seconds)

    def row_of(self, t: int) -> WaterfallRow | None:
        """Return the row of a delta, if they have bars."""
        return None if self.deltas is None else self.deltas.rows[self.drawn.index(t)]

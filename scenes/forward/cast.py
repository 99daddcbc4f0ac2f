"""The cast of ForwardPass: the network with its rules, the activation, the steps, the outputs and the losses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rnnanim.layout.frame import MOST_DRAWN, ByFrame
from rnnanim.lesson import Lesson
from rnnanim.mobjects.base.geometry import Polyline
from rnnanim.mobjects.base.motion import Cue, tint, together
from rnnanim.mobjects.base.roles import HUE
from rnnanim.mobjects.flow.forward_flow import forward_scale
from rnnanim.mobjects.flow.pulse import Pulse
from rnnanim.mobjects.formulas.forward_rules import ForwardRuleLayout
from rnnanim.mobjects.network.states import State
from rnnanim.mobjects.network.unrolled import UnrolledRNN
from rnnanim.mobjects.text.fitting import fitting_one
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics import Analysis, Weight
from rnnanim.numerics.fields import ArrayName
from rnnanim.numerics.stations import Link, PartName, Station
from rnnanim.scenes.forward.activation_plot import ActivationDot, ActivationPlot
from rnnanim.scenes.forward.activations import meaning_of_sigma
from rnnanim.scenes.forward.axis_ranges import ranges
from rnnanim.scenes.forward.forward_labels import ForwardLabels
from rnnanim.scenes.forward.forward_step import ForwardStep
from rnnanim.scenes.forward.given_weights import given_weights
from rnnanim.scenes.forward.losses import Losses
from rnnanim.scenes.forward.outputs import ABOVE, OVER_A_SYMBOL, Outputs, bias_above
from rnnanim.scenes.forward.state_columns import StateColumns, Value
from rnnanim.scenes.forward.step_readings import StepReadings, is_norm
from rnnanim.stage import Repetition, Stage

from manim import VMobject

PULSE = 0.7  # seconds that a pulse runs
VECTORS: tuple[ArrayName, ...] = ("x", "h")
WEIGHTS: tuple[Weight, ...] = ("x", "h", "y")
IN_RULES: dict[str, tuple[ArrayName, ...]] = {"h": ("W_x", "W_h", "b_h"), "y": ("W_y", "b_y")}


@dataclass(frozen=True, slots=True)
class NoteRoom:
    """Where the frame has room for the note on the width of the flows, and for a rule beside the axes.

    Attributes
    ----------
    size : str
        Type size of the note.
    below_inputs : float or None
        Its baseline under the middle of the inputs; where it is None, it stands where notes do.
    has_rule : bool
        Whether a rule can be seen while the axes are.
    """

    size: str = "tile"
    below_inputs: float | None = None
    has_rule: bool = True


ROOM = ByFrame(NoteRoom(), NoteRoom(), NoteRoom("small", 0.1, has_rule=False))


def steps_to_show(lesson: Lesson) -> Sequence[Repetition]:
    """Return the steps in order; beyond five those in between are summed up."""
    steps = lesson.network.T
    return tuple(range(1, steps + 1)) if steps <= MOST_DRAWN else (1, "middle", steps)


class ForwardCast:
    """Everything that the beats of ForwardPass show.

    Attributes
    ----------
    keys : sequence of int or "middle"
        What the beats of the steps are called after.
    net : UnrolledRNN
        With `hidden` what only the last beat shows.
    rules, weight_numbers : dict
        The rules of state and output, and the numbers above their symbols.
    activation : ActivationPlot
        With `curve_name` over its end.
    columns : StateColumns
        Of vectors, with the key to their cells.
    input_numbers, state_numbers : dict of step to Label or VectorColumn
    dots : dict of step to ActivationDot
    steps : dict of step to ForwardStep
        Those that are shown in full.
    outputs : Outputs
    losses : Losses
    note : list of Label
        What the width of a flow is, by which factor it is not as usual.
    """

    def __init__(self, stage: Stage) -> None:
        self.stage, self.theme, self.layout, self.analysis = stage, stage.theme, stage.layout, stage.analysis
        self.T = stage.lesson.network.T
        stage.require_finite("a state or a loss", _numbers(self.analysis))
        self.room = self.layout.choose(ROOM)
        self.keys = steps_to_show(stage.lesson)
        self.net = UnrolledRNN(self.theme, self.layout)
        loss = Station.L(self.T)
        self.hidden: dict[PartName, State] = dict.fromkeys((loss, Link(loss, Station.y(self.T))), State.HIDDEN)
        self.rule_layout = ForwardRuleLayout(self.theme, self.net)
        self.rules = self.rule_layout.rules()
        scale, doublings = forward_scale(self._flowing())
        self.columns = StateColumns(self.theme, self.net, self.analysis)
        self.weight_numbers = self._weight_numbers()
        self.labels = ForwardLabels(self.theme, self.net, self.analysis, scale, self.columns)
        self._cast_steps([int(key) for key in self.keys if key != "middle"])
        self.outputs = Outputs(stage, self.net, self.labels, self.rules["y"])
        self.losses = Losses(stage, self.keys)
        self.note = self._note(doublings)

    def _cast_steps(self, in_full: Sequence[int]) -> None:
        """Build the axes of the activation, and what each step has."""
        analysis, labels, drawn = self.analysis, self.labels, self.layout.drawn_steps
        summed = in_full if analysis.spec.H == 1 else []
        sums = [value for step in summed for value in StepReadings.of(analysis, step).sums] or [0.0]
        axes = ranges(analysis, sums, range(1, self.T + 1))
        self.activation = ActivationPlot(self.theme, analysis, labels.plot, *axes, sums)
        self.curve_name = self._curve_name()
        self.state_numbers = {step: labels.state(step) for step in (0, *drawn)}
        inputs = {step: labels.input(step) for step in drawn}
        self.input_numbers = {step: number for step, number in inputs.items() if number is not None}
        self.dots = {step: ActivationDot(self.activation, step) for step in drawn}
        self.steps = {step: ForwardStep(self.stage, labels, self.dots[step], step) for step in in_full}

    def _flowing(self) -> list[float]:
        """Return everything that is drawn as a flow."""
        size, drive, steps = self.analysis.size, self.analysis.drive, self.layout.drawn_steps
        found = [size("h", 0), *(size(name, step) for step in steps for name in VECTORS)]
        return [reading.value for reading in (*found, *(drive(w, step) for step in steps for w in WEIGHTS))]

    def _curve_name(self) -> Label:
        """Return which activation the curve is, over its right end."""
        left, right, top, _ = self.activation.plot.box
        source = meaning_of_sigma(self.stage.lesson.network.activation)
        label = formula(self.theme, source, "small", tone="mute")
        over_h = self.analysis.spec.H > 1 and right - float(label.width) < (left + right) / 2
        return label.place(min(right + 0.35, self.layout.safe[1]), top + (0.5 if over_h else 0.16), "right")

    def _note(self, doublings: int) -> list[Label]:
        """Return what the width of a flow is, of vectors where there is room for it."""
        room, (right, base) = self.room, self.layout.note
        vectors = self.analysis.spec.H > 1 and room.below_inputs is None
        label = self.stage.width_note(doublings, of_vectors=vectors, size=room.size)
        if label is None:
            return []
        if room.below_inputs is not None:  # above them stand the outputs' numbers
            base = self.layout.rows["x"] - room.below_inputs
        return [label.place(right, base, "right")]

    @property
    def title_given(self) -> str:
        """The title of the given weights: with numbers, unless those of several units are told by cells alone."""
        weights = self.weight_numbers.get("W_h")
        has_numbers = isinstance(weights, Label) or (weights is not None and bool(weights[0].numbers))
        return "title_given" if has_numbers or self.stage.analysis.spec.H == 1 else "title_given_cells"

    def _weight_numbers(self) -> dict[str, VMobject]:
        """Return the numbers of weights and biases, each above its symbol in the rules; a matrix its cells."""
        found: dict[str, VMobject] = dict(given_weights(self.stage, self.columns))
        for rule, names in IN_RULES.items():
            assembled = self.rules[rule]
            for name in names:
                x, _ = assembled.middle("b" if name.startswith("b") else name)
                if self.analysis.spec.H > 1:
                    if name.startswith("b"):
                        found[name] = bias_above(self.theme, self.analysis, name, x, assembled.label)
                    continue
                tone, size = HUE.get(name, "ink"), self.analysis.size(name)
                if is_norm(size):
                    continue
                label = fitting_one(self.theme, size, OVER_A_SYMBOL, "small", tone)
                found[name] = label.place(x, assembled.label.baseline_y + ABOVE * assembled.em)
        return found

    def times(self) -> list[Label]:
        """Return the written times as the scene before has left them."""
        labels = {
            step: formula(self.theme, f"t = {step}", "small", tone="ink" if step == self.T else "mute")
            for step in self.layout.drawn_steps
        }
        below = self.rule_layout.below
        return [label.place(self.layout.x(step), below, "centre") for step, label in labels.items()]

    # the network

    def recall_the_rules(self) -> None:
        """Let network and rules be as the scene before has left them: the last step lit."""
        lit = (Station.h(self.T), Station.y(self.T))
        states = self.parts_of(self.T) | dict.fromkeys(lit, State.ON) | self.hidden
        for name, part in self.net.parts.items():
            part.become(states.get(name, State.DIM if name in self.net.edges else State.PASSED))
        for rule in self.rules.values():
            rule.label.set_fill(opacity=1)
        self.stage.recalled = [self.net.nodes[name] for name in lit]

    def parts_of(self, step: int, *, output: bool = True) -> dict[PartName, State]:
        """Return the states of what one step is made of."""
        return dict.fromkeys(self.net.parts_of(step, output=output), State.IDLE)

    def turn(self, states: Mapping[PartName, State], *, rest: State | None = None) -> Cue:
        """Return the change of parts into their states, and of all others into another; what is hidden stays so."""
        others = {} if rest is None else dict.fromkeys(self.net.parts, rest)
        return self.net.turn({**others, **states, **self.hidden}, self.theme.time.dim)

    def light_weights(self) -> list[Cue]:
        """Return, weight by weight, the arrival of its number and the lighting of all its tiles; then the biases."""
        value, numbers, fade_in = self.theme.time.value, self.weight_numbers, self.stage.fade_in
        lights = []
        for name in ("W_x", "W_h", "W_y"):
            tiles = [tile.to(State.IDLE, value) for key, tile in self.net.tiles.items() if key.kind == name]
            lights.append(together(*tiles, fade_in(value, *filter(None, [numbers.get(name)]))))
        biases = [numbers[name] for name in ("b_h", "b_y") if name in numbers]
        return [*lights, fade_in(value, *biases)]

    def light_input(self, step: int) -> Cue:
        """Return the lighting of an input with its number."""
        lit = self.net.nodes[Station.x(step)].to(State.ON, self.theme.time.light)
        return together(lit, self.stage.fade_in(self.theme.time.value, *self.numbers_of_input(step)))

    def numbers_of_input(self, step: int) -> list[Value]:
        """Return the number of an input, if there is room for it."""
        return [self.input_numbers[step]] if step in self.input_numbers else []

    def send(self, line: Polyline) -> Cue:
        """Return the run of a pulse along a line."""
        return Pulse(self.theme, line).run(PULSE, among=self.stage.picture)

    def leave_states(self, seconds: float) -> Cue:
        """Return the going of the states from what is spoken of: their numbers stay, dim; their columns go."""
        numbers = self.state_numbers.values()
        if self.analysis.spec.H == 1:
            return tint(seconds, "low", *numbers)
        return self.stage.fade_out(seconds, *(column for column in numbers if self.stage.shows(column)))

    # the steps

    def fade_out_step(self, step: int) -> Cue:
        """Return the leaving of what a step was shown with."""
        return self.steps[step].fade_out(self.theme.time.dim, *self.numbers_of_input(step))


def _numbers(analysis: Analysis) -> list[float]:
    """Return every state, output and loss."""
    arrays = analysis.z[1:], analysis.h, analysis.y[1:], analysis.loss_per_step[1:]
    return [*(float(value) for array in arrays for value in array.ravel()), analysis.loss]

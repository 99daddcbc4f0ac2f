"""One step that is shown in full: what flows into its state, and how z and h are made of it."""

from __future__ import annotations

from rnnanim.mobjects.base.geometry import Point
from rnnanim.mobjects.base.motion import Cue, fade_out, pause, together
from rnnanim.mobjects.charts.vector_column import VectorColumn
from rnnanim.mobjects.text.label import Label
from rnnanim.numerics import Weight
from rnnanim.numerics.fields import ArrayName
from rnnanim.scenes.forward.activation_plot import ActivationDot
from rnnanim.scenes.forward.activations import activation_of
from rnnanim.scenes.forward.forward_labels import ForwardLabels
from rnnanim.scenes.forward.preactivation_bars import PreactivationBars, Summand
from rnnanim.scenes.forward.preactivation_columns import PreactivationColumns
from rnnanim.scenes.forward.preactivation_formula import PreactivationFormula
from rnnanim.scenes.forward.state_columns import Value
from rnnanim.scenes.forward.step_readings import INTO_A_STATE, StepReadings, is_norm
from rnnanim.stage import Stage

MULTIPLIERS: dict[str, ArrayName] = {"x": "W_x", "h": "W_h", "b": "b_h"}  # of a term, or the term itself
TONES = ("wx", "wh", "mute")  # of the bars
CLEAR = 0.1  # from a value on its way to the axes


class ForwardStep:
    """Flows, numbers, bars, formula and dot of one step.

    Attributes
    ----------
    flows, drive_numbers : dict of {"x", "h"}
        What runs through W_x and W_h, and its numbers before the state.
    widths : list of Label
        The norm by which the flow of h_{t-1} is wide, where a state is a vector.
    bars : PreactivationBars
        The sum on the axis of z; empty for vectors, which do not add up along one axis.
    dot : ActivationDot
    formula : PreactivationFormula
    """

    def __init__(self, stage: Stage, labels: ForwardLabels, dot: ActivationDot, step: int) -> None:
        self.stage, self.theme, self.labels, self.step, self.dot = stage, stage.theme, labels, step, dot
        self.readings = StepReadings.of(stage.analysis, step)
        self.flows = {weight: labels.flow(weight, step) for weight in INTO_A_STATE}
        beside = self.flows["x"]
        self.drive_numbers = {"x": labels.drive_x(step, beside), "h": labels.drive_h(step, beside)}
        self.widths = labels.width_of_h(step, beside)
        x, h = self.drive_numbers.values()
        if isinstance(x, Label) and isinstance(h, Label):  # one line, where the second has made way for a unit
            x.shift((0, min(0.0, h.baseline_y - x.baseline_y), 0))
        self.bars = PreactivationBars(dot.plot, self._summands(), dot.below)
        self.formula = self._formula()

    def _summands(self) -> list[Summand]:
        if self.stage.analysis.spec.H > 1:
            return []
        return [Summand(reading, tone) for reading, tone in zip(self.readings.terms, TONES, strict=True)]

    def _formula(self) -> PreactivationFormula | PreactivationColumns:
        theme, layout, analysis = self.theme, self.stage.layout, self.stage.analysis
        left, right, *_ = self.labels.plot
        middle = (left + right) / 2
        if analysis.spec.H > 1:
            return PreactivationColumns(theme, layout, self.step, analysis, self.labels.columns)
        sizes = {term: analysis.size(name) for term, name in MULTIPLIERS.items()}
        activation = activation_of(analysis.spec.activation, f"z_({self.step})")
        weights = {term: reading for term, reading in sizes.items() if not is_norm(reading)}
        return PreactivationFormula(theme, layout, self.step, self.readings, activation, middle=middle, weights=weights)

    def fly_value(self, weight: Weight, input_number: Value | None, seconds: float) -> Cue:
        """Return the flight of what arrives by a weight into the formula."""
        number, way = self.drive_numbers[weight], self.way(weight, input_number)
        if isinstance(self.formula, PreactivationColumns):
            assert isinstance(number, VectorColumn)
            return self.formula.fly_value(weight, way, seconds, number.size)
        return self.formula.fly_value(weight, way, seconds)

    def leave_drive(self, weight: Weight, seconds: float) -> Cue:
        """Return the going of a column from beside its flow once it flies into the sum; a number stays."""
        number = self.drive_numbers[weight]
        return self.stage.fade_out(seconds, number) if isinstance(number, VectorColumn) else pause(0)

    def way(self, weight: Weight, input_number: Value | None) -> list[Point] | None:
        """Return the way of a value from the network down to the formula, if there is a free one."""
        number = self.drive_numbers[weight]
        if weight == "x":
            return self.labels.way_of_x(self.step, number, self.labels.plot[0] - CLEAR)
        return self.labels.way_of_h(self.step, number, input_number)

    def fade_out(self, seconds: float, *numbers: Value) -> Cue:
        """Return the leaving of everything but the flows, which are spent, and of further numbers."""
        beside = [*self.drive_numbers.values(), *self.widths, *numbers]
        return together(
            self.stage.fade_out(seconds, *(number for number in beside if self.stage.shows(number))),
            fade_out(seconds, self.formula, after=lambda: self.stage.hide(self.formula)),
            *(flow.spend(seconds) for flow in self.flows.values()),
            fade_out(seconds, self.bars, self.dot, after=lambda: self.stage.hide(self.bars, self.dot)),
        )

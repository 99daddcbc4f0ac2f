"""One step that is shown in full: what flows into its state, and how z and h are made of it."""

from __future__ import annotations

from rnnanim.mobjects.base.geometry import Point
from rnnanim.mobjects.base.motion import Cue, fade_out, together
from rnnanim.mobjects.text.label import Label
from rnnanim.numerics import Weight
from rnnanim.numerics.fields import ArrayName
from rnnanim.scenes.forward.activation_plot import ActivationDot
from rnnanim.scenes.forward.activations import activation_of
from rnnanim.scenes.forward.forward_labels import ForwardLabels
from rnnanim.scenes.forward.preactivation_bars import PreactivationBars, Summand
from rnnanim.scenes.forward.preactivation_formula import PreactivationFormula
from rnnanim.scenes.forward.step_readings import INTO_A_STATE, StepReadings
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
        self.bars = PreactivationBars(dot.plot, self._summands(), dot.below)
        self.formula = self._formula()

    def _summands(self) -> list[Summand]:
        if not self.stage.analysis.is_scalar:
            return []
        return [Summand(reading, tone) for reading, tone in zip(self.readings.terms, TONES, strict=True)]

    def _formula(self) -> PreactivationFormula:
        analysis = self.stage.analysis
        left, right, *_ = self.labels.plot
        names = MULTIPLIERS if analysis.is_scalar else {}
        return PreactivationFormula(
            self.theme,
            self.stage.layout,
            self.step,
            self.readings,
            activation_of(analysis.spec.activation, f"z_({self.step})"),
            head=None if analysis.is_scalar else self.stage.words("norms", tone="mute"),
            middle=(left + right) / 2,
            weights={term: analysis.size(name) for term, name in names.items()},
        )

    def way(self, weight: Weight, input_number: Label | None) -> list[Point] | None:
        """Return the way of a value from the network down to the formula, if there is a free one."""
        number = self.drive_numbers[weight]
        if weight == "x":
            return self.labels.way_of_x(self.step, number, self.labels.plot[0] - CLEAR)
        return self.labels.way_of_h(self.step, number, input_number)

    def fade_out(self, seconds: float, *numbers: Label) -> Cue:
        """Return the leaving of everything but the flows, which are spent, and of further numbers."""
        return together(
            self.stage.fade_out(seconds, *self.drive_numbers.values(), *numbers, self.formula),
            *(flow.spend(seconds) for flow in self.flows.values()),
            fade_out(seconds, self.bars, self.dot, after=lambda: self.stage.hide(self.bars, self.dot)),
        )

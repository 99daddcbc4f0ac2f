"""The outputs, read off the states: their rule with what φ is, what flows into them, and their numbers."""

from __future__ import annotations

import math

from rnnanim.backend.shapes import VGroup
from rnnanim.layout.frame import ByFrame
from rnnanim.mobjects.base.motion import Cue, one_by_one, together
from rnnanim.mobjects.base.roles import HUE
from rnnanim.mobjects.formulas.assembled_formula import AssembledFormula
from rnnanim.mobjects.network.states import State
from rnnanim.mobjects.network.unrolled import UnrolledRNN
from rnnanim.mobjects.text.fitting import fitting_one
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics import Analysis
from rnnanim.numerics.fields import ArrayName
from rnnanim.numerics.stations import Station
from rnnanim.scenes.forward.activations import activation_of
from rnnanim.scenes.forward.forward_labels import ForwardLabels
from rnnanim.scenes.forward.output_products import OutputProducts
from rnnanim.scenes.forward.step_readings import is_norm
from rnnanim.stage import Stage
from rnnanim.theme import Theme

from manim import VMobject

RULE = 'y_t mute(=) phi\\(part("W_y", wy(W_y)) space.hair h_t mute(+) part("b_y", b_y)\\)'
CENTRED = ByFrame.narrow(True, False)  # whether the rule stands under the outputs, and φ under the axes
RULE_GAP = 0.7  # from the rule of the output to what φ is
RAISED, BELOW = (
    0.5,
    1.35,
)  # the rule over its usual place, and em down to what φ is, where columns of cells stand beside it
NUMBER_GAP = 0.1  # between the sign and the number of a bias
OVER_A_SYMBOL, ABOVE = 1.0, 1.12  # room for a number over a symbol, and its baseline over that of the symbol in em


class Outputs:
    """What the outputs are made of.

    Attributes
    ----------
    rule : list of Label
        The formula, what φ is in this lesson, and the numbers of the weight and the bias.
    flows, numbers : dict of step
    products : OutputProducts or None
        How the last output is made of a state with several units.
    """

    def __init__(self, stage: Stage, net: UnrolledRNN, labels: ForwardLabels, rule: AssembledFormula) -> None:
        self.stage, self.theme, self.net, self.labels = stage, stage.theme, net, labels
        self.flows = {step: labels.flow("y", step) for step in stage.layout.drawn_steps}
        self.numbers = {step: labels.output(step) for step in stage.layout.drawn_steps}
        self.products = OutputProducts.of(stage, labels.columns)
        written = self._rule(rule.label)
        self.rule = [written, self._meaning(written), *self._weights(written)]

    @property
    def cells(self) -> list[OutputProducts]:
        """The products, if they are shown."""
        return [] if self.products is None else [self.products]

    def flow_into(self, step: int) -> Cue:
        """Return the run of a state into its output, which lights with its value."""
        time = self.theme.time
        lit = self.net.nodes[Station.y(step)].to(State.ON, time.light)
        return one_by_one(
            self.flows[step].run(time.edge), together(lit, self.stage.fade_in(time.value, self.numbers[step]))
        )

    def _rule(self, before: Label) -> Label:
        """Return the formula, where the rule stood that the lecture knows."""
        layout = self.stage.layout
        label = formula(self.theme, RULE, before.em)
        if self.products is not None:
            return label.place(layout.safe[0], before.baseline_y + RAISED, "left")
        if layout.choose(CENTRED):
            middle = (layout.x(1) + layout.x(layout.steps)) / 2
            return label.place(middle, before.baseline_y, "centre")
        return label.place(float(before.get_left()[0]), before.baseline_y, "left")

    def _meaning(self, rule: Label) -> Label:
        """Return what φ is, beside the formula."""
        layout = self.stage.layout
        source = activation_of(self.stage.lesson.network.output_activation, "z")
        label = formula(self.theme, f"phi\\(z\\) mute(=) {source}", tone="mute")
        if self.products is not None:
            below = rule.baseline_y - BELOW * rule.em
            return label.place(float(rule.get_left()[0]), below, "left")
        least = self.labels.plot[0] if layout.choose(CENTRED) else -math.inf
        beside = max(least, float(rule.get_right()[0]) + RULE_GAP)
        return label.place(min(beside, layout.safe[1] - label.width), rule.baseline_y, "left")

    def _weights(self, rule: Label) -> list[VMobject]:
        """Return the numbers above the symbols of the rule; a matrix has none."""
        analysis, found = self.stage.analysis, []
        if analysis.spec.H > 1:
            return [bias_above(self.theme, analysis, "b_y", float(rule.part("b_y").get_center()[0]), rule)]
        for name in ("W_y", "b_y"):
            tone, size = HUE.get(name, "ink"), analysis.size(name)
            if is_norm(size):
                continue
            number = fitting_one(self.theme, size, OVER_A_SYMBOL, "small", tone)
            found.append(number.place(float(rule.part(name).get_center()[0]), rule.baseline_y + ABOVE * rule.em))
        return found


def bias_above(theme: Theme, analysis: Analysis, name: ArrayName, x: float, rule: Label) -> VGroup:
    """Return what a bias is, above its symbol in the rule of vectors: a number, or a vector of zeros; else nothing."""
    entries = analysis.entries(name)
    if len(entries) > 1 and any(entry.value for entry in entries):
        return VGroup()
    symbol = formula(theme, f"{name} =", "small", tone="mute")
    number = fitting_one(theme, entries[0], OVER_A_SYMBOL, "small", "ink")
    width, base = float(symbol.width + NUMBER_GAP + number.width), rule.baseline_y + ABOVE * rule.em
    left = min(x - width / 2, float(rule.get_right()[0]) - width)
    symbol.place(left, base, "left")
    return VGroup(symbol, number.place(left + symbol.width + NUMBER_GAP, base, "left"))

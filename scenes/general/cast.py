"""The cast of GeneralFormula: three steps of the lesson, the sum they unroll into, and the formula for any number."""

from __future__ import annotations

import math

from rnnanim.lesson import load_lesson
from rnnanim.mobjects.base.flight import fly_copy
from rnnanim.mobjects.base.motion import Cue, cut, delayed, fade_in, fade_out, one_by_one, pause, tint, together
from rnnanim.mobjects.base.roles import text_role
from rnnanim.mobjects.formulas.assembled_formula import AssembledFormula
from rnnanim.mobjects.text.label import Label
from rnnanim.numerics import Analysis
from rnnanim.numerics.state_derivatives import StateDerivatives
from rnnanim.numerics.stations import Station
from rnnanim.scenes.general.definitions import Definitions
from rnnanim.scenes.general.folding import FLIGHT, LONG_FLIGHT, Folding, middle
from rnnanim.scenes.general.forgotten_plus import ForgottenPlus
from rnnanim.scenes.general.general_route import GeneralRoute
from rnnanim.scenes.general.rooms import ROOM
from rnnanim.scenes.general.sensitivity_map import SensitivityMap, steps_of_map
from rnnanim.scenes.general.three_steps import CLEAR, LANE, ThreeSteps
from rnnanim.scenes.general.unrolled_sum import STEPS, UnrolledSum
from rnnanim.stage.stage import Stage

OTHER = "tanh_09"  # the network in which the forgotten plus turns the sign


class GeneralCast:
    """Everything that the beats of GeneralFormula show.

    Attributes
    ----------
    three : ThreeSteps
        The first three steps of the lesson, which is continued where it is shorter.
    sum : UnrolledSum
    aside : Definitions
    forgotten : ForgottenPlus
    route : GeneralRoute
    folding : Folding
        How the sum becomes the formula for any number of steps, which is read off the route.
    map : SensitivityMap
    """

    def __init__(self, stage: Stage) -> None:
        self.stage, self.theme = stage, stage.theme
        self.room = room = stage.layout.choose(ROOM)
        net = self._net("three steps", max(STEPS, stage.lesson.network.T))
        self.states = StateDerivatives(net)
        self.three = ThreeSteps(stage, room, net)
        self.layout = self.three.layout
        self.sum = UnrolledSum(self.theme, self.layout, room)
        self.aside = Definitions(stage, room, self.states)
        self.forgotten = ForgottenPlus(stage, room, self.sum, [net, stage.network(OTHER, load_lesson(OTHER).network)])
        values = [reading.value for reading in (*self.forgotten.pairs[0], *self.forgotten.brought.values())]
        stage.require_finite("the gradient", [*values, self.states.total(STEPS).value])
        self.route = GeneralRoute(stage, self.layout)
        self.folding = Folding(stage, room, self.sum, self.route)
        self.held = stage.words("held", tone="mute")
        self.held.place(self.layout.x(STEPS - 1) - 0.15, self.layout.rows["h"] - 0.7, "right")
        self.map = SensitivityMap(stage, room, self._net("longer", steps_of_map(stage)))

    def _net(self, name: str, steps: int) -> Analysis:
        """Return the analysis of the lesson, or of the lesson continued."""
        stage = self.stage
        if steps == stage.lesson.network.T:
            return stage.analysis
        return stage.network(name, stage.lesson.with_steps(steps).network)

    # flights

    def from_part(self, formula: AssembledFormula, name: str, part: Station) -> Cue:
        """Return the flight of a piece out of a part of the three steps down to its place."""
        way, clear = self.three.down(part, formula.middle(name)), self.three.clearance(part)
        return formula.fly_copy(name, way, FLIGHT, em=self.theme.type.tile, clear=clear)

    def beside(self, formula: AssembledFormula, name: str, part: Station) -> Cue:
        """Return the flight of a piece out of a part to what is said beside it, level with its line."""
        (x, y), (_, level) = self.three.net.position(part), formula.middle(name)
        lane = x + max(LANE, float(formula.label.part(name).width) / 2 + 0.4)
        way = [(x, y), (lane, level)] if self.room.in_columns else [(x, y)]
        clear = math.dist(*way) if len(way) > 1 else CLEAR
        return formula.fly_copy(name, way, FLIGHT, em=self.theme.type.tile, clear=clear)

    def ask(self, k: int) -> Cue:
        """Return the way of ∂h_k/∂W_x up to its state, which says what it is: it leaves its place."""
        symbol = self.sum.totals[k].label
        way = self.three.up(middle(symbol), Station.h(k))
        flight = fly_copy(
            symbol.copy(),
            way,
            FLIGHT,
            among=self.stage.picture,
            zoom=lambda share: 1 - 0.25 * share,
            opacity=lambda share: min(1.0, max(0.0, 0.72 - share) / 0.15),
        )
        return together(cut(lambda: symbol.set_fill(opacity=0)), flight)

    def write_the_rule(self) -> Cue:
        """Return the writing of the rule: each side, as that of the last step lights up."""
        rule, sum_, seconds = self.aside.rule, self.sum, 2 * self.theme.time.value
        pairs = {
            sum_.left_side: ("d", "equals"),
            sum_.totals[STEPS - 1]: ("J", "before"),
            sum_.terms[STEPS]: ("plus", "now"),
        }
        return one_by_one(*(together(_bright(a.label, seconds), rule.fade_in(seconds, *b)) for a, b in pairs.items()))

    def pass_on(self, k: int) -> Cue:
        """Return the coming of the product of a farther term: J_k out of its weight, copies of what is before it."""
        term, nearer = self.sum.terms[k - 1], self.sum.terms[k]
        copies = []
        for step in range(STEPS, k, -1):
            (x, y), (goal, _) = nearer.middle(f"J{step}"), term.middle(f"J{step}")
            high = y + 1.1 * self.room.em
            copies.append(term.fly_copy(f"J{step}", [(x, y), (x, high), (goal, high)], LONG_FLIGHT))
        return one_by_one(self.from_part(term, f"J{k}", Station.W_h(k)), together(*copies))

    def point_out(self, k: int) -> Cue:
        """Return one more spark along a route, while its term is bright."""
        return together(self.three.again(k, 1.0), _bright(self.sum.terms[k].label, 1.0))

    # the plus

    def take_the_plus(self, k: int, seconds: float) -> Cue:
        """Return the going of the plus of a term."""
        return fade_out(seconds, self.sum.terms[k].label.part("mark"))

    def give_the_plus(self, k: int, seconds: float) -> Cue:
        """Return its coming back."""
        return fade_in(seconds, self.sum.terms[k].label.part("mark"))

    def count(self, k: int) -> Cue:
        """Return the coming of how often a route is counted and of what it brings, as a spark runs along it."""
        numbers = [*self.forgotten.terms[k], *self.forgotten.operators_beside(k)]
        return together(self.three.again(k, 1.0), delayed(0.7, self.stage.fade_in(self.theme.time.value, *numbers)))


def _bright(label: Label, seconds: float) -> Cue:
    """Return the brightening of a text and its way back."""
    return one_by_one(tint(0.2, text_role(label.theme, "core"), label), pause(seconds - 0.5), tint(0.3, "ink", label))

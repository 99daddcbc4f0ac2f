"""The cast of GeneralFormula: three steps of the lesson, the sum they unroll into, and the formula for any number."""

from __future__ import annotations

import math

from rnnanim.lesson import load_lesson
from rnnanim.mobjects.base.flight import fly_copy
from rnnanim.mobjects.base.motion import Cue, cut, fade_in, fade_out, one_by_one, pause, tint, together
from rnnanim.mobjects.base.roles import text_role
from rnnanim.mobjects.formulas.assembled_formula import AssembledFormula
from rnnanim.mobjects.text.fitting import fitting_row
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics import Analysis
from rnnanim.numerics.state_derivatives import StateDerivatives
from rnnanim.numerics.stations import Station
from rnnanim.scenes.general.definitions import Definitions
from rnnanim.scenes.general.folding import FLIGHT, LONG_FLIGHT, Folding, middle
from rnnanim.scenes.general.forgotten_plus import ForgottenPlus
from rnnanim.scenes.general.general_route import GeneralRoute
from rnnanim.scenes.general.rooms import ROOM
from rnnanim.scenes.general.sensitivity_map import SensitivityMap, steps_of_map
from rnnanim.scenes.general.three_steps import CLEAR, ThreeSteps
from rnnanim.scenes.general.unrolled_sum import STEPS, UnrolledSum
from rnnanim.stage.stage import Stage

BESIDE = 0.8  # from the last column to the way of what is said beside it
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
        stage.require_finite("the gradient", [self.states.total(STEPS).value])
        self.parts = self._parts() if stage.analysis.is_scalar else []
        self.route = GeneralRoute(stage, self.layout)
        self.folding = Folding(stage, room, self.sum, self.route)
        product = self.folding.general.label.part("product")
        top = float(product.get_center()[0]), float(product.get_top()[1]) + 0.06
        self.bracket = self.route.bracket_to(top)
        self.held = self._held() if room.built_up else []
        self.map = SensitivityMap(stage, room, self._net("longer", steps_of_map(stage)))

    def _net(self, name: str, steps: int) -> Analysis:
        """Return the analysis of the lesson, or of the lesson continued."""
        stage = self.stage
        if steps == stage.lesson.network.T:
            return stage.analysis
        return stage.network(name, stage.lesson.with_steps(steps).network)

    def _held(self) -> list[Label]:
        label = self.stage.words("held", tone="mute")
        return [label.place(self.layout.x(STEPS - 1) - 0.15, self.layout.rows["h"] - 0.7, "right")]

    def _parts(self) -> list[Label]:
        """Return the numbers of the two ways, each under its term, and the sign between them."""
        readings = [self.states.passed_on(STEPS), self.states.immediate(STEPS)]
        sum_, y = self.sum, self.room.numbers
        through, now = fitting_row(self.theme, readings, self.layout.pitch / 2, "medium", "ink", unsigned=[False, True])
        plus = formula(self.theme, "-" if readings[1].value < 0 else "+", now.em, tone="mute")
        for label, part in ((through, sum_.terms[STEPS - 1]), (plus, sum_.pluses[STEPS - 1]), (now, sum_.terms[STEPS])):
            label.place(float(part.get_center()[0]), y)
        return [through, plus, now]

    # flights

    def from_part(self, formula: AssembledFormula, name: str, part: Station) -> Cue:
        """Return the flight of a piece out of a part of the three steps down to its place."""
        way, clear = self.three.down(part, formula.middle(name)), self.three.clearance(part)
        return formula.fly_copy(name, way, FLIGHT, em=self.theme.type.tile, clear=clear)

    def beside(self, formula: AssembledFormula, name: str, part: Station) -> Cue:
        """Return the flight of a piece out of a part to what is said beside it, level with its line."""
        (x, y), (_, level) = self.three.net.position(part), formula.middle(name)
        lane = x + max(BESIDE, float(formula.label.part(name).width) / 2 + 0.4)
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

    def define(self) -> Cue:
        """Return the way of J_3 out of its term to where it says what it is, below the formula and up again."""
        jacobian, (x, y) = self.aside.jacobian, self.sum.terms[STEPS - 1].middle(f"J{STEPS}")
        goal, low = jacobian.middle("J")[0], self._low(y)
        return jacobian.fly_copy("J", [(x, y), (x, low), (goal, low)], LONG_FLIGHT, em=self.room.em, clear=y - low)

    def pass_on(self, k: int) -> Cue:
        """Return the coming of copies of the Jacobians before J_k to the farther term."""
        term, nearer = self.sum.terms[k - 1], self.sum.terms[k]
        copies = []
        for step in range(STEPS, k, -1):
            (x, y), (goal, _) = nearer.middle(f"J{step}"), term.middle(f"J{step}")
            low = self._low(y)
            way = [(x, y), (x, low), (goal, low)]
            copies.append(term.fly_copy(f"J{step}", way, LONG_FLIGHT, clear=y - low))
        return together(*copies)

    def _low(self, y: float) -> float:
        """Return the height of the free way below the sum."""
        return y - 1.75 * self.room.em

    def point_out(self, k: int) -> Cue:
        """Return one more spark along a route, while its term is bright."""
        return together(self.three.again(k, 0.8), _bright(self.sum.terms[k].label, 0.8))

    # the plus

    def take_the_plus(self, k: int) -> Cue:
        """Return the going of the plus of a term, which then closes."""
        mark, d, plain = self.sum.terms[k].label.part("mark"), self.sum.terms[k].label.part("d"), self.sum.plain[k]
        return one_by_one(fade_out(self.theme.time.dim, mark), fade_out(0.15, d), plain.fade_in(0.15, "d"))

    def give_the_plus(self, k: int, seconds: float) -> Cue:
        """Return its coming back."""
        gone = fade_out(seconds / 2, self.sum.plain[k].label)
        return one_by_one(gone, self.sum.terms[k].fade_in(seconds / 2, "d"))

    def doubt(self) -> Cue:
        """Return the change of the equals sign into what is true without the plus."""
        sign = self.sum.signs.get(self.forgotten.sign)
        if sign is None:
            return pause(0)
        return one_by_one(fade_out(0.2, self.sum.equals), self.stage.fade_in(0.3, sign))

    def believe(self, seconds: float) -> Cue:
        """Return the coming back of the equals sign."""
        gone = self.stage.fade_out(seconds / 2, *filter(self.stage.shows, self.sum.signs.values()))
        return one_by_one(gone, fade_in(seconds / 2, self.sum.equals))


def _bright(label: Label, seconds: float) -> Cue:
    """Return the brightening of a text and its way back."""
    return one_by_one(tint(0.2, text_role(label.theme, "core"), label), pause(seconds - 0.5), tint(0.3, "ink", label))

"""The cast of GeneralFormula: three steps of the lesson, the sum they unroll into, and the formula for any number."""

from __future__ import annotations

import math
from typing import Any

from rnnanim.lesson import load_lesson
from rnnanim.mobjects.base.flight import fly_copy
from rnnanim.mobjects.base.geometry import Point, Polyline
from rnnanim.mobjects.base.motion import Cue, cut, delayed, fade_in, fade_out, one_by_one, pause, tint, together
from rnnanim.mobjects.base.roles import text_role
from rnnanim.mobjects.flow.pulse import Pulse
from rnnanim.mobjects.formulas.assembled_formula import AssembledFormula
from rnnanim.mobjects.network.states import State
from rnnanim.mobjects.network.unrolled import links_above, links_below
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics import Analysis
from rnnanim.numerics.state_derivatives import StateDerivatives
from rnnanim.numerics.stations import Link, PartName, Station
from rnnanim.scenes.general import folded_formula
from rnnanim.scenes.general.definitions import Definitions
from rnnanim.scenes.general.forgotten_plus import ForgottenPlus
from rnnanim.scenes.general.rooms import ROOM
from rnnanim.scenes.general.sensitivity_map import SensitivityMap, steps_of_map
from rnnanim.scenes.general.three_steps import CLEAR, LANE, ThreeSteps
from rnnanim.scenes.general.unrolled_sum import STEPS, UnrolledSum
from rnnanim.stage.stage import Stage

OTHER = "tanh_09"  # the network in which the forgotten plus turns the sign
FLIGHT, LONG_FLIGHT = 0.9, 1.2
ARCH = 0.85  # by which symbols rise over a formula on their way along it
WIDE_LANE, DROP = 1.1, 0.6  # from the last column to the way of what comes out of the route, and down to it
_LIT = {"L": State.CALM, "y": State.CALM, "h": State.CALM, "W_x": State.LIT, "W_y": State.PASSED}


class GeneralCast:
    """Everything that the beats of GeneralFormula show.

    Attributes
    ----------
    three : ThreeSteps
        The first three steps of the lesson, which is continued where it is shorter.
    sum : UnrolledSum
    aside : Definitions
    forgotten : ForgottenPlus
    folded, general : AssembledFormula
        The sum under one sign, and the formula for any number of steps; `route` is the network that it is read off.
    map : SensitivityMap
    """

    def __init__(self, stage: Stage) -> None:
        self.stage, self.theme = stage, stage.theme
        self.room = room = stage.layout.choose(ROOM)
        net = self._net("three steps", max(STEPS, stage.lesson.network.T))
        self.states = StateDerivatives(net)
        self.three = ThreeSteps(stage, net)
        self.layout = self.three.layout
        self.sum = UnrolledSum(self.theme, self.layout, room)
        self.aside = Definitions(stage, room, self.states)
        self.forgotten = ForgottenPlus(stage, room, self.sum, [net, *self._another(net)])
        values = [reading.value for reading in (*self.forgotten.pairs[0], *self.forgotten.brought.values())]
        stage.require_finite("the gradient", [*values, self.states.total(STEPS).value])
        middle = sum(stage.layout.safe[:2]) / 2
        self.folded = folded_formula.folded(self.theme, room, middle)
        self.general = folded_formula.general(self.theme, room, middle)
        self.route = folded_formula.general_route(self.theme, self.layout)
        self.held = stage.words("held", tone="mute")
        self.held.place(self.layout.x(STEPS - 1) - 0.15, self.layout.rows["h"] - 0.7, "right")
        self.map = SensitivityMap(stage, room, self._net("longer", steps_of_map(stage)))

    def _net(self, name: str, steps: int) -> Analysis:
        """Return the analysis of the lesson, or of the lesson continued."""
        lesson = self.stage.lesson
        return (
            self.stage.analysis
            if steps == lesson.network.T
            else self.stage.network(name, lesson.with_steps(steps).network)
        )

    def _another(self, net: Analysis) -> list[Analysis]:
        other = self.stage.network(OTHER, load_lesson(OTHER).network)
        same = all(
            a.shape == b.shape and (a == b).all()
            for a, b in zip(net.spec.arrays().values(), other.spec.arrays().values(), strict=True)
        )
        return [] if same and net.spec.activation == other.spec.activation else [other]

    # flights

    def from_part(self, formula: AssembledFormula, name: str, part: Station) -> Cue:
        """Return the flight of a piece out of a part of the three steps down to its place."""
        way, clear = self.three.down(part, formula.middle(name)), self.three.clearance(part)
        return formula.fly_copy(name, way, FLIGHT, em=self.theme.type.tile, clear=clear)

    def beside(self, formula: AssembledFormula, name: str, part: Station) -> Cue:
        """Return the flight of a piece out of a part to what is said beside it, level with its line."""
        (x, y), (_, level) = self.three.net.position(part), formula.middle(name)
        lane = x + max(LANE, float(formula.label.part(name).width) / 2 + 0.4)
        way = [(x, y), (lane, level)] if self.layout.frame.kind == "wide" else [(x, y)]
        clear = math.dist(*way) if len(way) > 1 else CLEAR
        return formula.fly_copy(name, way, FLIGHT, em=self.theme.type.tile, clear=clear)

    def from_piece(
        self, formula: AssembledFormula, name: str, other: AssembledFormula, piece: str, seconds: float = FLIGHT
    ) -> Cue:
        """Return the flight of a piece from where it stands in another formula, past what lies between."""
        return formula.fly_copy(name, [other.middle(piece)], seconds, em=other.em)

    def ask(self, k: int) -> Cue:
        """Return the way of ∂h_k/∂W_x up to its state, which says what it is: it leaves its place."""
        symbol = self.sum.totals[k].label
        way = self.three.up(_middle(symbol), Station.h(k))
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

    # any number of steps

    def fold_derivatives(self) -> Cue:
        """Return the flight of the immediate derivatives into the one that stands for all of them."""
        return together(*(self._over(term, "d", "d") for term in self.sum.terms.values()))

    def fold_signs(self) -> Cue:
        """Return the flight of the plus signs into the sign of a sum."""
        signs, folded = list(self.sum.pluses.values()), self.folded
        ways = (Polyline(self._arch(_middle(sign), folded.middle("sum_k"))) for sign in signs)
        flights = [fly_copy(s.copy(), way, FLIGHT, among=folded.flying) for s, way in zip(signs, ways, strict=True)]
        gone = cut(lambda: self.stage.hide(*signs))
        return one_by_one(together(gone, *flights), folded.fade_in(self.theme.time.value, "sum_k"))

    def fold_jacobians(self) -> Cue:
        """Return the flight of the Jacobians into one factor of a product."""
        pieces = [(term, name) for term in self.sum.terms.values() for name in term.sources if name != "d"]
        flights = (self._over(term, name, "J") for term, name in pieces)
        return one_by_one(together(*flights), self.folded.fade_in(self.theme.time.value, "product"))

    def fold_left_side(self) -> Cue:
        """Return the moving of the left side to where the folded sum begins."""
        source, equals = self.sum.left_side, self.sum.equals
        gone = together(cut(lambda: source.label.set_fill(opacity=0)), cut(lambda: self.stage.hide(equals)))
        move = self.from_piece(self.folded, "left", source, "d")
        return one_by_one(together(gone, move), self.folded.fade_in(self.theme.time.value, "equals"))

    def _over(self, term: AssembledFormula, name: str, goal: str) -> Cue:
        """Return the flight of a piece of a term into one of the folded sum, over what stands between."""
        folded, size = self.folded, self.folded.em / term.em
        flight = fly_copy(
            formula(self.theme, term.sources[name], term.em),
            Polyline(self._arch(term.middle(name), folded.middle(goal))),
            FLIGHT,
            among=folded.flying,
            zoom=lambda share: 1 + (size - 1) * share,
            opacity=lambda share: 1.0,
            landed=lambda: folded.label.part(goal).set_fill(opacity=1.0),
        )
        return together(cut(lambda: term.label.part(name).set_fill(opacity=0)), flight)

    def _arch(self, start: Point, goal: Point) -> list[Point]:
        high = start[1] + ARCH
        return [start, (start[0], high), (goal[0], high), goal]

    @property
    def _weights(self) -> dict[PartName, State]:
        """The weights of the route, which stand where they stood in the three steps."""
        found: dict[PartName, State] = dict.fromkeys(self.route.tiles, State.IDLE)
        return found | {Station.W_y(STEPS): State.PASSED}

    def leave_for_the_route(self, seconds: float) -> Cue:
        """Return the going of all of the three steps but the weights of the route."""
        states: dict[PartName, State] = dict.fromkeys(self.three.net.parts, State.HIDDEN)
        return self.three.net.turn(states | self._weights, seconds)

    def show_route(self, seconds: float) -> Cue:
        """Return the coming of the route at any two steps."""
        dots = self.route.dots[Station.dots()]
        states: dict[PartName, State] = dict.fromkeys(self.route.nodes, State.IDLE)
        states |= dict.fromkeys(self.route.edges, State.DIM)
        return together(
            cut(lambda: self.route.set_states(self._weights)),
            self.route.turn(states, seconds),
            fade_in(seconds, dots.plate, dots.label),
        )

    def make_general(self, seconds: float) -> Cue:
        """Return the moving apart of the folded sum to where its pieces stand in the general formula."""
        pairs = {"left": "left", "sum_k": "sum_k", "product": "past", "d": "d"}
        flights = [self.from_piece(self.general, new, self.folded, old, seconds) for old, new in pairs.items()]
        gone = cut(lambda: self.folded.label.set_fill(opacity=0))
        return one_by_one(together(gone, *flights), self.general.fade_in(self.theme.time.value, "equals"))

    def run_route(self, *stations: Station) -> Cue:
        """Return a spark along a stretch of the route, whose edges and nodes it lights."""
        line = Polyline([self.route.position(station) for station in stations])
        spark = Pulse(self.theme, line, zoom=0.9, role="core", over=True)
        seconds = 0.4 + 0.12 * line.length
        states = {name: _LIT[name.kind] for name in stations}
        links = [link for link in self.route.edges if _between(link, stations)]
        lit = self.route.turn(states | dict.fromkeys(links, State.AHEAD), self.theme.time.light)
        return spark.run(seconds, lit, among=self.stage.picture)

    def come_in(self, name: str, part: Station) -> Cue:
        """Return the flight of a piece of the general formula out of the route, by the free way below its states."""
        (x, y), (goal, _), rows = self.route.position(part), self.general.middle(name), self.layout.rows
        lane, level = x + WIDE_LANE, (rows["h"] + self.room.general_base) / 2
        way = [(x, y), (lane, y - DROP), (lane, level), (goal, level)] if self.layout.frame.kind == "wide" else [(x, y)]
        return self.general.fly_copy(name, way, LONG_FLIGHT, em=self.theme.type.tile, clear=math.hypot(WIDE_LANE, DROP))

    def hide_route(self, seconds: float) -> Cue:
        """Return the going of the route."""
        dots = self.route.dots[Station.dots()]
        return together(self.route.all_to(State.HIDDEN, seconds), fade_out(seconds, dots.plate, dots.label))

    def keep_the_derivative(self, seconds: float) -> Cue:
        """Return the way of the derivative of a loss with respect to a state out of the general formula."""
        kept, formula = ("loss", "output", "past"), self.map.formula
        flights = [self.from_piece(formula, name, self.general, name, seconds) for name in kept]
        gone = cut(lambda: self.general.label.set_fill(opacity=0))
        return one_by_one(together(gone, *flights), formula.fade_in(self.theme.time.value, "left", "equals"))


def _bright(label: Label, seconds: float) -> Cue:
    """Return the brightening of a text and its way back."""
    return one_by_one(tint(0.2, text_role(label.theme, "core"), label), pause(seconds - 0.5), tint(0.3, "ink", label))


def _middle(mobject: Any) -> Point:
    x, y, _ = mobject.get_center()
    return float(x), float(y)


def _between(link: Link, stations: tuple[Station, ...]) -> bool:
    """Return whether an edge lies on a stretch of the route."""
    kinds = {name.kind for name in stations}
    if kinds == {"L", "y"}:
        return {link.a.kind, link.b.kind} == {"L", "y"}
    if kinds == {"y", "h"}:
        return link in links_above(STEPS)
    return link not in links_below(STEPS) and link.a.kind in ("h", "W_h", "dots", "W_x") and link.b.kind != "x"

"""The cast of GeneralFormula: three steps of the lesson, the sum they unroll into, and the formula for any number."""

from __future__ import annotations

from typing import Any

from rnnanim.lesson import load_lesson
from rnnanim.mobjects.base.flight import fly_copy
from rnnanim.mobjects.base.geometry import Point, Polyline
from rnnanim.mobjects.base.motion import Cue, cut, fade_in, fade_out, one_by_one, pause, tint, together
from rnnanim.mobjects.flow.pulse import Pulse
from rnnanim.mobjects.formulas.assembled_formula import AssembledFormula
from rnnanim.mobjects.network.states import State
from rnnanim.mobjects.network.unrolled import links_above, links_below
from rnnanim.numerics import Analysis
from rnnanim.numerics.state_derivatives import StateDerivatives
from rnnanim.numerics.stations import Link, PartName, Station
from rnnanim.scenes.general import folded_formula
from rnnanim.scenes.general.definitions import Definitions
from rnnanim.scenes.general.forgotten_plus import ForgottenPlus
from rnnanim.scenes.general.rooms import ROOM
from rnnanim.scenes.general.sensitivity_map import SensitivityMap, steps_of_map
from rnnanim.scenes.general.three_steps import ThreeSteps
from rnnanim.scenes.general.unrolled_sum import STEPS, UnrolledSum
from rnnanim.stage.stage import Stage

OTHER = "tanh_09"  # the network in which the forgotten plus turns the sign
CLEAR = 0.5  # how far from the middle of a part its symbol appears
FLIGHT, LONG_FLIGHT = 0.9, 1.2
_BESIDE_THE_ROUTE = {Station.y(1), Station.W_y(1), Station.W_x(STEPS), Station.x(STEPS)}
_LIT = {"L": State.CALM, "y": State.CALM, "h": State.CALM, "W_x": State.LIT}


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
        self.held.place(self.layout.x(STEPS - 1) - 0.62, self.layout.rows["h"] - 0.62, "right")
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

    def from_part(self, formula: AssembledFormula, name: str, part: Station, *, side: float = -1.0) -> Cue:
        """Return the flight of a piece out of a part of the three steps down to its place."""
        way = self.three.down(part, formula.middle(name), side=side)
        return formula.fly_copy(name, way, FLIGHT, em=self.theme.type.tile, clear=CLEAR)

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
            zoom=lambda share: 1 - 0.4 * share,
            opacity=lambda share: min(1.0, (1 - share) / 0.15),
        )
        return together(cut(lambda: symbol.set_fill(opacity=0)), flight)

    def write_the_rule(self) -> Cue:
        """Return the writing of the rule, each symbol of which comes out of the equation of the last step."""
        rule, sum_ = self.aside.rule, self.sum
        sources = {
            "d": (sum_.left_side, "d"),
            "J": (sum_.terms[STEPS - 1], f"J{STEPS}"),
            "before": (sum_.totals[STEPS - 1], "d"),
            "now": (sum_.terms[STEPS], "d"),
        }
        flights = (self.from_piece(rule, name, *source, LONG_FLIGHT) for name, source in sources.items())
        return one_by_one(together(*flights), rule.fade_in(self.theme.time.value, "equals", "plus"))

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
        label, seconds = self.sum.terms[k].label, 1.0
        bright = one_by_one(tint(0.2, "core", label), pause(seconds - 0.5), tint(0.3, "ink", label))
        return together(self.three.again(k, seconds), bright)

    # the plus

    def take_the_plus(self, k: int, seconds: float) -> Cue:
        """Return the going of the plus of a term."""
        return fade_out(seconds, self.sum.terms[k].label.part("mark"))

    def give_the_plus(self, k: int, seconds: float) -> Cue:
        """Return its coming back."""
        return fade_in(seconds, self.sum.terms[k].label.part("mark"))

    def drop_number(self, k: int) -> Cue:
        """Return the fall of what a route brings from its weight to under its term, where it is counted."""
        count, number = self.forgotten.terms[k]
        goal = _middle(number)
        way = Polyline([*self.three.down(Station.W_x(k), goal, side=-1.0), goal])
        flight = fly_copy(number.copy(), way, FLIGHT, among=self.stage.picture, landed=lambda: self.stage.show(number))
        seconds = self.theme.time.value
        return one_by_one(flight, self.stage.fade_in(seconds, count, *self.forgotten.operators_beside(k)))

    # any number of steps

    def fold(self, seconds: float) -> Cue:
        """Return the flight of the terms into one: each symbol into the one that stands for all of its kind."""
        sum_, folded = self.sum, self.folded
        flights = [self.from_piece(folded, "left", sum_.left_side, "d", seconds)]
        for k, term in sum_.terms.items():
            flights.append(self.from_piece(folded, "d", term, "d", seconds))
            products = range(STEPS, k, -1)
            flights += [self.from_piece(folded, "past", term, f"J{step}", seconds) for step in products]
        for plus in sum_.pluses.values():
            flights.append(folded.fly_copy("sum_k", [_middle(plus)], seconds, em=0.5 * plus.em))
        leaving = [*(part.label for part in sum_.parts), *sum_.pluses.values(), sum_.equals]
        return one_by_one(
            together(fade_out(0.3 * seconds, *leaving, after=lambda: self.stage.hide(*leaving)), *flights),
            folded.fade_in(self.theme.time.value, "equals"),
        )

    def show_route(self, seconds: float) -> Cue:
        """Return the coming of the route at any two steps."""
        dots = self.route.dots[Station.dots()]
        states = self.route_states | dict.fromkeys(self.route.edges, State.DIM)
        return together(self.route.turn(states, seconds), fade_in(seconds, dots.plate, dots.label))

    @property
    def route_states(self) -> dict[PartName, State]:
        """How the parts of the route are drawn before the gradient runs along it."""
        states: dict[PartName, State] = dict.fromkeys(self.route.parts, State.IDLE)
        aside = [name for name in self.route.parts if name in _BESIDE_THE_ROUTE]
        return states | dict.fromkeys(aside, State.DIM)

    def make_general(self, seconds: float) -> Cue:
        """Return the moving apart of the folded sum to where its pieces stand in the general formula."""
        names = ("left", "sum_k", "past", "d")
        flights = [self.from_piece(self.general, name, self.folded, name, seconds) for name in names]
        leave = fade_out(0.3 * seconds, self.folded.label)
        return one_by_one(together(leave, *flights), self.general.fade_in(self.theme.time.value, "equals"))

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
        """Return the flight of a piece of the general formula out of the route."""
        way = self.three.down(part, self.general.middle(name), side=1.0)
        return self.general.fly_copy(name, way, FLIGHT, em=self.theme.type.tile, clear=CLEAR)

    def hide_route(self, seconds: float) -> Cue:
        """Return the going of the route."""
        dots = self.route.dots[Station.dots()]
        return together(self.route.all_to(State.HIDDEN, seconds), fade_out(seconds, dots.plate, dots.label))

    def keep_the_derivative(self, seconds: float) -> Cue:
        """Return the way of the derivative of a loss with respect to a state out of the general formula."""
        kept, formula = ("loss", "output", "past"), self.map.formula
        flights = [self.from_piece(formula, name, self.general, name, seconds) for name in kept]
        leave = fade_out(0.3 * seconds, self.general.label)
        return one_by_one(together(leave, *flights), formula.fade_in(self.theme.time.value, "left", "equals"))


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

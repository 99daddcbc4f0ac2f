"""How the three terms fold into one, and that becomes the formula for any number of steps, symbol by symbol."""

from __future__ import annotations

import math
from functools import partial
from typing import Any

from rnnanim.mobjects.base.flight import fly_copy
from rnnanim.mobjects.base.geometry import Point, Polyline
from rnnanim.mobjects.base.motion import Cue, cut, fade_out, one_by_one, together
from rnnanim.mobjects.formulas.assembled_formula import AssembledFormula
from rnnanim.mobjects.text.words import formula as set_formula
from rnnanim.numerics.stations import Station
from rnnanim.scenes.general import folded_formula
from rnnanim.scenes.general.general_route import GeneralRoute
from rnnanim.scenes.general.rooms import Room
from rnnanim.scenes.general.unrolled_sum import UnrolledSum
from rnnanim.stage.stage import Stage

FLIGHT, LONG_FLIGHT, SHORT_FLIGHT = 0.9, 1.2, 0.55
ARCH, HIGH = 1.7, 2.3  # by which symbols rise over a formula on their way along it, and over signs, in em
LANE, DROP = 1.1, 0.6  # from the last column to the way of what comes out of the route, and down to it


class Folding:
    """The sum under one sign, and the general formula.

    Attributes
    ----------
    folded, general : AssembledFormula
        Each piece of them is seen once it has come.
    """

    def __init__(self, stage: Stage, room: Room, unrolled: UnrolledSum, route: GeneralRoute) -> None:
        self.stage, self.theme, self.room, self.sum, self.route = stage, stage.theme, room, unrolled, route
        self.layout = unrolled.layout
        centre = sum(stage.layout.safe[:2]) / 2
        self.folded = folded_formula.folded(self.theme, room, centre)
        self.general = folded_formula.general(self.theme, room.general_em).place(centre, room.general_base, "centre")

    def fold_derivatives(self) -> Cue:
        """Return the flight of the immediate derivatives into the one that stands for all, the nearest to it first."""
        return one_by_one(
            *(self._over(self.sum.terms[k], "d", "d", ARCH) for k in sorted(self.sum.terms, reverse=True))
        )

    def fold_signs(self) -> Cue:
        """Return the flight of the plus signs into the sign of a sum."""
        signs, folded = [self.sum.pluses[k] for k in sorted(self.sum.pluses, reverse=True)], self.folded
        flights = []
        for sign in signs:
            way = Polyline(self._arch(middle(sign), folded.middle("sum_k"), ARCH))
            copy = fly_copy(sign.copy(), way, SHORT_FLIGHT, among=folded.flying, opacity=_melting)
            flights.append(together(cut(partial(self.stage.hide, sign)), copy))
        return one_by_one(*flights, folded.fade_in(self.theme.time.value, "sum_k"))

    def fold_jacobians(self) -> Cue:
        """Return the flight of the Jacobians into one factor of a product, one after the other."""
        pieces = [(term, name) for term in self.sum.terms.values() for name in term.sources if name != "d"]
        pieces.sort(key=lambda piece: -piece[0].middle(piece[1])[0])
        flights = (self._over(term, name, "J", HIGH) for term, name in pieces)
        return one_by_one(*flights, self.folded.fade_in(self.theme.time.value, "product"))

    def fold_left_side(self) -> Cue:
        """Return the moving of the left side to where the folded sum begins."""
        source, equals = self.sum.left_side, self.sum.equals
        gone = together(cut(lambda: source.label.set_fill(opacity=0)), cut(lambda: self.stage.hide(equals)))
        move = from_piece(self.folded, "left", source, "d", FLIGHT)
        return one_by_one(together(gone, move), self.folded.fade_in(self.theme.time.value, "equals"))

    def _over(self, term: AssembledFormula, name: str, goal: str, high: float) -> Cue:
        """Return the flight of a piece of a term into one of the folded sum, over what stands between."""
        folded, size = self.folded, self.folded.em / term.em
        flight = fly_copy(
            set_formula(self.theme, term.sources[name], term.em),
            Polyline(self._arch(term.middle(name), folded.middle(goal), high)),
            SHORT_FLIGHT,
            among=folded.flying,
            zoom=lambda share: 1 + (size - 1) * share,
            opacity=_melting,
            landed=lambda: folded.label.part(goal).set_fill(opacity=1.0),
        )
        return together(cut(lambda: term.label.part(name).set_fill(opacity=0)), flight)

    def _arch(self, start: Point, goal: Point, high: float) -> list[Point]:
        top = start[1] + high * self.room.em
        return [start, (start[0], top), (goal[0], top), goal]

    def make_room(self, seconds: float) -> Cue:
        """Return the moving of the folded sum to its end of the general formula; its left side holds no longer."""
        kept = ("sum_k", "product", "J", "d")
        flights = [from_piece(self.general, name, self.folded, name, seconds) for name in kept]
        old = [self.folded.label.part(name) for name in ("left", "equals")]
        gone = cut(lambda: [self.folded.label.part(name).set_fill(opacity=0) for name in kept])
        return one_by_one(fade_out(self.theme.time.dim, *old), together(gone, *flights))

    def come_in(self, name: str, part: Station) -> Cue:
        """Return the flight of a piece of the general formula out of the route, by the free way below its states."""
        (x, y), (goal, _), rows = self.route.net.position(part), self.general.middle(name), self.layout.rows
        lane, level = x + LANE, (rows["h"] + self.room.general_base) / 2
        way = [(x, y), (lane, y - DROP), (lane, level), (goal, level)] if self.room.in_columns else [(x, y)]
        return self.general.fly_copy(name, way, LONG_FLIGHT, em=self.theme.type.tile, clear=math.hypot(LANE, DROP))

    def carry(self, formula: AssembledFormula, seconds: float) -> Cue:
        """Return the way of the general formula to where it stands beside something else."""
        flights = [from_piece(formula, name, self.general, name, seconds) for name in formula.sources]
        return together(cut(lambda: self.general.label.set_fill(opacity=0)), *flights)


def _melting(share: float) -> float:
    """Return the opacity of a symbol that becomes one with another where it lands."""
    return min(1.0, (1 - share) / 0.15)


def from_piece(formula: AssembledFormula, name: str, other: AssembledFormula, piece: str, seconds: float) -> Cue:
    """Return the flight of a piece from where it stands in another formula."""
    return formula.fly_copy(name, [other.middle(piece)], seconds, em=other.em)


def middle(mobject: Any) -> Point:
    """Return the middle of a mobject."""
    x, y, _ = mobject.get_center()
    return float(x), float(y)

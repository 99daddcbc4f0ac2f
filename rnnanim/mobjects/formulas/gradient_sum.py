"""A gradient as the sum of its routes: first by their names, at the end in numbers, each under its own time step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from rnnanim.backend.shapes import VGroup
from rnnanim.layout.frame import Layout
from rnnanim.mobjects.base.flight import fly_copy
from rnnanim.mobjects.base.geometry import Point
from rnnanim.mobjects.base.motion import Cue, cut, together
from rnnanim.mobjects.base.roles import text_role
from rnnanim.mobjects.text.fitting import fitting, fitting_one
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.rounding import shown
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics import Reading
from rnnanim.theme import Theme

INDENT = 0.3  # of the gradient, where there is room for it
ROOM_FOR_EQUALS = 0.6  # from the gradient to the first number


@dataclass(frozen=True, slots=True)
class Term:
    """One route: the column that it stands under, its name and its contribution."""

    x: float
    name: Label
    reading: Reading


class GradientSum(VGroup):
    """`gradient = … + … + … = total`, terms from the right, nearest first, or a line for each term.

    Parameters
    ----------
    left_side : str
        The gradient, Typst math, as a fraction that is built up and in one line.
    """

    def __init__(
        self, theme: Theme, layout: Layout, left_side: tuple[str, str], terms: Sequence[Term], total: Reading
    ) -> None:
        super().__init__()
        self.theme, self.layout, self.band, self.terms = theme, layout, layout.band, tuple(terms)
        self.equals = formula(theme, "=", "medium", tone="mute")
        self.total = fitting_one(theme, total, 2.0, "large", tone=text_role(theme, "core"))
        sizes = [formula(theme, left_side[0 if self.band.built_up else 1], size) for size in self.band.name_sizes]
        self.values = self._set_values(sizes[-1].width)
        self.left_side = self._set_left_side(sizes)
        self.total_equals = formula(theme, "=" if self._adds_up() else "approx", "medium", tone="mute")
        self.pluses = [formula(theme, "+", "medium", tone="mute") for _ in terms[1:]]
        signs = self._sign_em(self.values[0])
        self.operators = [formula(theme, self._operator(term), signs, tone="mute") for term in terms[:-1]]
        self._place_terms()
        self._place_left_side()
        self._place_total()

    @property
    def names(self) -> list[Label]:
        """The names of the routes, from the right."""
        return [term.name for term in self.terms]

    @property
    def question(self) -> list[Label]:
        """The equation by names."""
        return [self.left_side, self.equals, *self.names, *self.pluses]

    @property
    def result(self) -> list[Any]:
        """What the terms add up to, with the sign before it."""
        return [self.total_equals, self.total]

    def name_of(self, index: int) -> list[Label]:
        """Return the name of a route, with the plus that joins it to the one on its right."""
        return [self.names[index], *self.pluses[max(0, index - 1) : index]]

    @property
    def opening(self) -> list[Label]:
        """What stands there before the first term."""
        return [self.left_side, self.equals]

    def operator_after(self, index: int) -> list[Label]:
        """Return the operator that joins a term to the one on its left."""
        return self.operators[index : index + 1]

    def drop(self, index: int, source: Any, seconds: float) -> Cue:
        """Return the fall of a contribution from the number beside its weight to its place under its step."""
        value = self.values[index]
        (x, y), (end_x, end_y) = _middle(source), _middle(value)
        free = self.layout.rows["x"] - self.theme.size.unit_x - 0.1  # below the inputs
        below = min(0.9, max(0.5, (y - free) / max(y - end_y, 1e-9)))

        def across(share: float) -> float:  # down beside the input first, then under it
            return max(0.0, (share - below) / (1 - below))

        flight = fly_copy(
            value.copy(),
            lambda share: (x + (end_x - x) * across(share), y + (end_y - y) * share),
            seconds,
            among=self,
            zoom=lambda share: source.em / value.em * (1 - across(share)) + across(share),
            opacity=lambda share: 1.0,
            landed=lambda: self.add(value),
        )
        return together(cut(lambda: source.set_fill(opacity=0)), flight)

    # construction

    def _set_values(self, left_side: float) -> list[Label]:
        """Return the contributions, all of one size; the sign of all but the leftmost is their operator.

        The leftmost may reach to the left as far as its left side, of a given width, lets it.
        """
        readings = [term.reading for term in self.terms]
        signs = [reading.value < 0 for reading in readings[:-1]] + [False]
        free = self._first - self.layout.safe[0] - left_side - ROOM_FOR_EQUALS

        def fit(row: Sequence[Label]) -> bool:
            *others, last = (value.width for value in row)
            room = self.band.number_room(self.layout.pitch, self._sign_em(row[0]))
            return all(width <= room for width in others) and (not self.band.built_up or last <= room / 2 + free)

        return fitting(self.theme, readings, fit, self.band.number_size, "text", unsigned=signs)

    @property
    def _first(self) -> float:
        """The middle of the leftmost term."""
        return self.terms[-1].x

    def _sign_em(self, value: Label) -> float:
        """Return the type size of the operators between numbers of some size."""
        return min(value.em, self.theme.type.medium)

    def _set_left_side(self, sizes: Sequence[Label]) -> Label:
        """Return the gradient, as large as there is room for left of the leftmost term."""
        ends = (self.values[-1].width, self.terms[-1].name.width)
        room = self._first - max(ends) / 2 - self.layout.safe[0] - INDENT - ROOM_FOR_EQUALS
        return next((label for label in sizes if label.width <= room), sizes[-1])

    def _adds_up(self) -> bool:
        """Return whether the numbers as they are written add up to the total as it is written."""
        written = [shown(value) for value in (*self.values, self.total)]
        signs = [
            -1 if term.reading.value < 0 and value is not self.values[-1] else 1
            for term, value in zip(self.terms, self.values, strict=True)
        ]
        return sum(sign * number for sign, number in zip(signs, written[:-1], strict=True)) == written[-1]

    @staticmethod
    def _operator(term: Term) -> str:
        return "-" if term.reading.value < 0 else "+"

    def _place_terms(self) -> None:
        for n, (term, value) in enumerate(zip(self.terms, self.values, strict=True), start=1):
            term.name.place(*self.band.entry(n, term.x))
            value.place(*self.band.number(n, term.x))
        leftmost, room = self.values[-1], self.band.number_room(self.layout.pitch, self._sign_em(self.values[-1]))
        if self.band.built_up:  # in a row a longer one reaches to the left
            leftmost.shift((min(0.0, (room - leftmost.width) / 2), 0, 0))
        for n, (right, left) in enumerate(pairwise(range(len(self.terms))), start=1):
            names = (self.terms[right].x + self.terms[left].x) / 2
            numbers = float(self.values[left].get_right()[0] + self.values[right].get_left()[0]) / 2
            self.pluses[right].place(*self.band.sign(n + 1, names))
            self.operators[right].place(*self.band.sign(n, numbers))  # in a list it stands before its own term

    def _place_left_side(self) -> None:
        first = float(min(self.values[-1].get_left()[0], self.names[-1].get_left()[0]))
        start = max(self.layout.safe[0] + INDENT, first - 2 * ROOM_FOR_EQUALS - self.left_side.width)
        start = max(self.layout.safe[0], min(start, first - ROOM_FOR_EQUALS - self.left_side.width))
        self.left_side.place(*self.band.name(x=start))
        self.equals.place(*self.band.name_equals(x=float(self.left_side.get_right()[0] + first) / 2))

    def _place_total(self) -> None:
        line, last = len(self.terms) + 1.2, float(self.values[0].get_right()[0])
        x = max(self.band.first, last + 0.85 + self.total.width / 2)
        self.total.place(*self.band.number(line, x))
        self.total_equals.place(*self.band.sign(line, (last + float(self.total.get_left()[0])) / 2))


def _middle(label: Label) -> Point:
    x, y, _ = label.get_center()
    return float(x), float(y)

"""A gradient as the sum of its routes: first by their names, at the end in numbers, each under its own time step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from rnnanim.layout.frame import Layout
from rnnanim.mobjects.base.layers import FLIGHT, TEXT
from rnnanim.mobjects.base.motion import Cue, ease_in_out_sine
from rnnanim.mobjects.base.tagging import Flight
from rnnanim.mobjects.text.fitting import fitting_one, fitting_row
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.rounding import shown
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics import Reading
from rnnanim.theme import Theme

from manim import VGroup

ROOM_FOR_PLUS = 0.42
ROOM_FOR_EQUALS = 0.9


@dataclass(frozen=True, slots=True)
class Term:
    """One route: the column that it stands under, its name and its contribution."""

    x: float
    name: Label
    reading: Reading


class GradientSum(VGroup):
    """`gradient = … + … + … = total`, terms from the right, nearest first; in a tall frame a line for each term.

    Parameters
    ----------
    left_side : str
        The gradient, Typst math, for a wide frame and for a tall one.
    """

    def __init__(
        self, theme: Theme, layout: Layout, left_side: tuple[str, str], terms: Sequence[Term], total: Reading
    ) -> None:
        super().__init__()
        self.theme, self.layout, self.terms = theme, layout, tuple(terms)
        self.in_columns = layout.band.kind == "columns"
        self.equals = formula(theme, "=", "medium", tone="mute")
        self.total = fitting_one(theme, total, 2.0, "large", tone="text" if theme.is_light else "core")
        self.values = self._set_values()
        self.left_side = self._set_left_side(*left_side)
        self.total_equals = formula(theme, "=" if self._adds_up() else "approx", "medium", tone="mute")
        self.pluses = [formula(theme, "+", "medium", tone="mute") for _ in terms[1:]]
        self.operators = [formula(theme, self._operator(term), "medium", tone="mute") for term in terms[:-1]]
        self.base = (layout.band.symbols + layout.band.values) / 2 - 0.08
        self._place_in_columns() if self.in_columns else self._place_in_lines()

    @property
    def names(self) -> list[Label]:
        """The names of the routes, from the right."""
        return [term.name for term in self.terms]

    @property
    def question(self) -> list[Label]:
        """The equation by names."""
        return [self.left_side, self.equals, *self.names, *self.pluses]

    def name_of(self, index: int) -> list[Label]:
        """Return the name of a route, with the plus that joins it to the one on its right."""
        return [self.names[index], *self.pluses[max(0, index - 1) : index]]

    def operator_after(self, index: int) -> list[Label]:
        """Return the operator that joins a term to the one on its left."""
        return self.operators[index : index + 1]

    def drop(self, index: int, source: Label, seconds: float) -> Cue:
        """Return the fall of a contribution from the number beside its weight to its place under its step."""
        value = self.values[index]
        shape = value.copy()
        start, end = source.get_center(), value.get_center()
        grow = source.em / value.em
        lane = self.layout.rows["x"] - self.theme.size.unit_x - 0.1
        below = min(0.9, max(0.5, (start[1] - lane) / max(start[1] - end[1], 1e-9)))

        def begin() -> None:
            source.set_fill(opacity=0)
            self.add(value)

        def apply(share: float) -> None:
            value.become(shape).set_z_index(FLIGHT if share < 1 else TEXT, family=True)
            value.flies = Flight.between(start, end) if share < 1 else None
            across = max(0.0, (share - below) / (1 - below))  # down beside the input first, then under it
            place = start + np.array([(end - start)[0] * across, (end - start)[1] * share, 0])
            value.scale(grow + (1 - grow) * across).move_to(place)

        return Cue(apply, seconds, rate=ease_in_out_sine, begin=begin)

    # construction

    def _set_values(self) -> list[Label]:
        """Return the contributions, all of one size; the sign of all but the leftmost is their operator."""
        band = self.layout.band
        room = self.layout.pitch - ROOM_FOR_PLUS if self.in_columns else band.right - band.left - 0.5
        readings = [term.reading for term in self.terms]
        signs = [reading.value < 0 for reading in readings[:-1]] + [False]

        size = "large" if self.in_columns else "medium"
        return fitting_row(self.theme, readings, room, size, "text", unsigned=signs)

    def _set_left_side(self, wide: str, narrow: str) -> Label:
        """Return the gradient, as large as there is room for left of the leftmost term."""
        if not self.in_columns:
            return formula(self.theme, narrow, "medium")
        ends = (self.values[-1].width, self.terms[-1].name.width)
        room = self.terms[-1].x - max(ends) / 2 - self.layout.safe[0] - ROOM_FOR_EQUALS
        large = formula(self.theme, wide, "large")
        return large if large.width <= room else formula(self.theme, wide, "medium")

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

    def _place_in_columns(self) -> None:
        band, base = self.layout.band, self.base
        for term, value in zip(self.terms, self.values, strict=True):
            term.name.place(term.x, base)
            value.place(term.x, base - 0.05)
        for i, (right, left) in enumerate(pairwise(self.values)):
            self.pluses[i].place((self.terms[i].x + self.terms[i + 1].x) / 2, base)
            self.operators[i].place((left.get_right()[0] + right.get_left()[0]) / 2, base)
        first = min(self.values[-1].get_left()[0], self.names[-1].get_left()[0])
        self.left_side.place(max(self.layout.safe[0] + 0.3, first - 1.2 - self.left_side.width), base, "left")
        self.equals.place((self.left_side.get_right()[0] + first) / 2, base)
        last = self.values[0].get_right()[0]
        self.total.place(band.first, base - 0.05)
        self.total.shift((max(0.0, last + 0.85 - self.total.get_left()[0]), 0, 0))
        self.total_equals.place((last + self.total.get_left()[0]) / 2, base)

    def _place_in_lines(self) -> None:
        band = self.layout.band
        self.left_side.place(band.left + 0.44, band.top, "left")
        self.equals.place(band.right - 0.1, band.top, "right")
        for n, (term, value) in enumerate(zip(self.terms, self.values, strict=True)):
            y = band.top - band.pitch * (n + 1)
            term.name.place(band.right, y, "right")
            value.place(band.right, y, "right")
            if n:
                self.pluses[n - 1].place(band.left + 0.02, y, "left")
            if n < len(self.operators):  # the operator that belongs to this term stands before it
                self.operators[n].place(band.left + 0.02, y, "left")
        y = band.top - band.pitch * (len(self.terms) + 1.2)
        self.total_equals.place(band.left + 0.02, y, "left")
        self.total.place(band.right, y, "right")

"""What comes out when the plus is forgotten: under each term all that it brings, a row for each route."""

from __future__ import annotations

import math
from typing import Any

from rnnanim.mobjects.base.flight import fly_copy
from rnnanim.mobjects.base.geometry import Polyline
from rnnanim.mobjects.base.motion import Cue, one_by_one, together
from rnnanim.mobjects.base.roles import line_role
from rnnanim.mobjects.base.tagging import Tag
from rnnanim.mobjects.charts.shapes import filled, hollow, rectangles
from rnnanim.mobjects.text.equation import Equation
from rnnanim.mobjects.text.fitting import fitting, fitting_row
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.rounding import shown
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics import Analysis, Reading
from rnnanim.numerics.state_derivatives import StateDerivatives
from rnnanim.scenes.general.rooms import Room
from rnnanim.scenes.general.unrolled_sum import STEPS, UnrolledSum
from rnnanim.stage.stage import Stage

Pair = tuple[Reading, Reading]
Cell = tuple[int, int]
"""The route to step j in the term of step k, which holds those to all steps up to k."""

APART, BESIDE = 0.3, 0.14  # from column to column, and from the longest bar to its number
BAR, MIDDLE = 0.2, 0.34  # height of a bar in scene units; of the middle of a number over its baseline, in em
CLEAR = 0.42  # share of the way after which a number is seen beside the one that it leaves
LEAST = 0.5  # what is left for the longest bar
SPACES = (0.45, 0.36, 0.28, 0.2)  # round a sign, in em


class ForgottenPlus:
    """Three columns of numbers under the terms, and what they add up to beside what is right.

    Parameters
    ----------
    nets : list of Analysis
        That of the three steps, and another one, which is left out if it has the same numbers.

    Attributes
    ----------
    cells : dict of (j, k) to list of mobject
        What the route to step j brings in the term of step k, as a bar and in numbers.
    factor : Label
        By what each term is multiplied.
    results : list of list of Label
        For each network: the wrong number, a sign, the right one, and in front what tells it from the first.
    heads : list of Label
        Over the wrong number and the right one, where there is room.
    """

    def __init__(self, stage: Stage, room: Room, unrolled: UnrolledSum, nets: list[Analysis]) -> None:
        self.stage, self.theme, self.room, self.sum, self.nets = stage, stage.theme, room, unrolled, nets
        self.pairs = _different(
            [(net.total("x", STEPS), StateDerivatives(net).without_the_plus(STEPS)) for net in nets]
        )
        self.brought = {k: nets[0].contribution("x", STEPS, k) for k in range(1, STEPS + 1)}
        stage.require_finite("the gradient", (r.value for r in (*self.pairs[0], *self.brought.values())))
        self.columns = {k: float(term.label.get_center()[0]) for k, term in unrolled.terms.items()}
        self.width = self._width_of_columns(stage.layout.safe[1])
        self.columns[STEPS] = min(self.columns[STEPS], stage.layout.safe[1] - self.width / 2)
        self.cells = self._cells()
        self.factor = self._factor()
        self.results = [self._result(), *([self._other_result()] if len(self.pairs) > 1 else [])]
        self.heads = self._heads() if room.has_ends else []

    @property
    def right(self) -> Reading:
        """The gradient of L_3."""
        return self.pairs[0][0]

    @property
    def wrong(self) -> Reading:
        """What comes out without the plus."""
        return self.pairs[0][1]

    @property
    def sign(self) -> str:
        """What stands between the wrong number and the right one [Typst]."""
        return _sign(*self._written(0), *self.pairs[0])

    @property
    def differs(self) -> bool:
        """Whether the two are written differently."""
        return self.sign == "eq.not"

    @property
    def variant(self) -> str:
        """Which sentence is true: of the network of the lesson alone, of one in which nothing differs, of both."""
        if len(self.pairs) == 1:
            return "alone"
        return "_".join(
            name for name, said in (("same", not self.differs), ("along", not self.stage.analysis.is_scalar)) if said
        )

    @property
    def weight(self) -> Reading:
        """By which the other network is told."""
        return self.nets[1].read("W_h", 0, 0)

    @property
    def shown(self) -> list[Any]:
        """Everything."""
        cells = (part for parts in self.cells.values() for part in parts)
        return [*cells, self.factor, *self.heads, *(label for row in self.results for label in row)]

    def fill(self, k: int) -> Cue:
        """Return the filling of a column: what the term before holds comes along to it, below what is its own."""
        seconds, own = self.theme.time.value, self.stage.fade_in(self.theme.time.value, *self.cells[k, k])
        before = [self._bring(j, k) for j in range(1, k)]
        arrived = [part for j in range(1, k) for part in self.cells[j, k]]
        return one_by_one(own, together(*before), self.stage.fade_in(seconds, *arrived)) if k > 1 else own

    def _bring(self, j: int, k: int) -> Cue:
        """Return the flight of a number from the column before, level in its row."""
        source, goal = self.cells[j, k - 1][-1], self.cells[j, k][-1]
        ends = [tuple(map(float, label.get_center()[:2])) for label in (source, goal)]
        return fly_copy(
            source.copy(),
            Polyline([(x, y) for x, y in ends]),
            0.9,
            among=self.stage.picture,
            opacity=lambda share: min(1.0, max(0.0, share - CLEAR) / 0.15),
        )

    def _written(self, n: int) -> tuple[Label, Label]:
        wrong, _, right = self.results[n][-3:]
        return wrong, right

    # the columns

    def _width_of_columns(self, right: float) -> float:
        """Return how wide all columns can be, so that none meets another or leaves the frame."""
        widths = [self.columns[k + 1] - self.columns[k] - APART for k in range(1, STEPS)]
        return min(*widths, (right - self.columns[STEPS - 1] - APART / 2) / 1.5)

    def _cells(self) -> dict[Cell, list[Any]]:
        numbers = fitting_row(
            self.theme, list(self.brought.values()), self.width - LEAST, "small", "text", unsigned=[False] * STEPS
        )
        longest = self.width - max(number.width for number in numbers) - BESIDE
        most = max(abs(reading.value) for reading in self.brought.values()) or 1.0
        found: dict[Cell, list[Any]] = {}
        for j, number in enumerate(numbers, start=1):
            y = self.room.rows[0] - (STEPS - j) * self.room.rows[1]
            for k in range(j, STEPS + 1):
                end, length = self.columns[k] - self.width / 2 + longest, longest * abs(self.brought[j].value) / most
                label = number.copy().place(end + BESIDE, y, "left")
                bar = [self._bar(j, end - length, y + MIDDLE * number.em, length)] if length > 0 else []
                found[j, k] = [*bar, label]
        return found

    def _bar(self, j: int, left: float, y: float, length: float) -> Any:
        reading, theme = self.brought[j], self.theme
        tone = line_role(theme, "gradient")  # amber alone is too faint on a light ground
        tag = Tag("bar", tone, (reading,), (length,), scale="brought")
        if reading.value >= 0:
            return filled(rectangles([(left + length / 2, y)], [(length, BAR)]), tag, theme.colour[tone])
        edge = min(theme.stroke.bank / 100, length / 3)
        size = (max(length - edge, 0.01), BAR - edge)
        points = rectangles([(left + length / 2, y)], [size])
        return hollow(theme, points, tag, [theme.colour.edge], stroke=100 * edge)

    def _factor(self) -> Label:
        source = f"times partial L_{STEPS} slash partial h_{STEPS}"
        label = (
            formula(self.theme, source, "small", tone="mute")
            if self.stage.analysis.is_scalar
            else self.stage.words("along", tone="mute")
        )
        return label.place(self.stage.layout.safe[0] + 0.04, self.room.rows[0], "left")

    # what it comes to

    def _result(self) -> list[Label]:
        left, y, size = self.room.result
        held = [self.cells[cell][-1] for cell in self.cells]
        room = (self.stage.layout.safe[1] - left) / 2 - 0.45
        right, wrong = self._fitting_pair(self.pairs[0], room if self.room.has_ends else 1.1, size)
        adds_up = sum(shown(label) for label in held) == shown(wrong)
        opening = formula(self.theme, "=" if adds_up else "approx", size, "mute")
        return self._row([opening, wrong, self._between(wrong, right, self.pairs[0]), right], left, y)

    def _other_result(self) -> list[Label]:
        left, y, size = self.room.other
        name = Equation(self.theme, "wh(W_h)", self.weight, size, tone="mute")
        colon = formula(self.theme, ":", size, "mute")
        right, wrong = self._fitting_pair(self.pairs[1], 1.3, size)
        sign = self._between(wrong, right, self.pairs[1])
        return self._row([name.symbol, name.number, colon, wrong, sign, right], left, y)

    def _between(self, wrong: Label, right: Label, pair: Pair) -> Label:
        return formula(self.theme, _sign(wrong, right, *pair), wrong.em, "ink")

    def _heads(self) -> list[Label]:
        wrong, right = self._written(0)
        heads = [self.stage.words(key, size="tile", tone="mute") for key in ("without_plus", "with_plus")]
        y = self.room.result[1] + 0.62
        return [h.place(float(n.get_center()[0]), y, "centre") for h, n in zip(heads, (wrong, right), strict=True)]

    def _row(self, labels: list[Label], left: float, y: float) -> list[Label]:
        """Put labels after each other, as far apart as there is room, and return them."""
        for space in SPACES:
            x = left
            for label in labels:
                label.place(x, y, "left")
                x = float(label.get_right()[0]) + space * label.em
            if float(labels[-1].get_right()[0]) <= self.stage.layout.safe[1]:
                break
        return labels

    def _fitting_pair(self, pair: Pair, room: float, size: str) -> list[Label]:
        """Return the two numbers of a row in one size."""
        return fitting(self.theme, pair, lambda both: all(label.width <= room for label in both), size, "text")


def _sign(wrong: Label, right: Label, *pair: Reading) -> str:
    """Return what is true of two numbers as they are written and as they are."""
    if wrong.markup != right.markup:
        return "eq.not"
    return "=" if math.isclose(pair[0].value, pair[1].value, rel_tol=1e-12, abs_tol=0.0) else "approx"


def _different(pairs: list[Pair]) -> list[Pair]:
    """Return the pairs whose numbers are not those of the first as well."""
    first, *others = pairs
    return [first, *(pair for pair in others if [r.value for r in pair] != [r.value for r in first])]

"""Where the formula of z and h stands: its terms side by side with their values below them, or one a line."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from itertools import pairwise

from rnnanim.layout.frame import ByFrame, Layout
from rnnanim.mobjects.text.label import Label
from rnnanim.scenes.forward.step_readings import TERMS

SLOTS = {"z": -5.35, "equals": -4.65, "x": -3.55, "h": -1.45, "b": 0.35, "total": 1.95}  # of terms side by side
ROOM = 1.55  # for a value under its term
LOWERED = 0.32  # of both rows: above the symbols stand the numbers of the weights
SIGN_AIR = 0.12  # beside a sign
EQUALS, TERM = 0.68, 0.95  # from the left of a list
LOOSE = 1.4  # times the pitch of a list, with numbers above its symbols
LEAST_PITCH = 0.6  # of a list whose lines have room for it
BESIDE_VALUES = 1.6  # room for symbols and signs in a line
SUM, ACTIVATION, STATE = 3.0, 4.4, 5.4  # lines of a list, after that of the first term


@dataclass(frozen=True, slots=True)
class FormulaLabels:
    """Every label of the formula, by the term, or by what it belongs to.

    Attributes
    ----------
    symbols, values : dict
        `z`, `x`, `h`, `b` and `state`; symbols have `activation`, too.
    pluses, operators : dict
        Before the symbols and the values of `h` and `b`.
    equals, totals : dict
        After the symbols of `z` and `state`, and before their values; `start` begins the row of values.
    weights : dict
        Numbers above the symbols of the terms.
    """

    symbols: dict[str, Label]
    values: dict[str, Label]
    pluses: dict[str, Label]
    operators: dict[str, Label]
    equals: dict[str, Label]
    totals: dict[str, Label]
    weights: dict[str, Label]

    def all(self) -> list[Label]:
        """Return everything that is written."""
        groups = (self.symbols, self.values, self.pluses, self.operators, self.equals, self.totals, self.weights)
        return [label for group in groups for label in group.values()]


class FormulaLayout(ABC):
    """How the labels of the formula stand.

    Parameters
    ----------
    middle : float
        Of the axes of the activation; where there is room, the formula of h stands under it.

    Attributes
    ----------
    signs_join_values : bool
        Whether values are joined by signs of their own.
    values_fly : bool
        Whether there is a free way for values from the network to their places.
    value_room : float
        For the value of a term.
    has_weights : bool
        Whether there is room for numbers above the symbols.
    """

    signs_join_values: bool
    values_fly: bool
    value_room: float
    has_weights: bool

    def __init__(self, layout: Layout, middle: float) -> None:
        self.band, self.middle = layout.band, middle

    @abstractmethod
    def place(self, labels: FormulaLabels) -> None:
        """Put every label but the weights in its place."""


class TermsInARow(FormulaLayout):
    """Symbols in one row, their values below, and beside them the formula of h."""

    signs_join_values = values_fly = has_weights = True
    value_room = ROOM

    def place(self, labels: FormulaLabels) -> None:
        top, low = self.band.symbols - LOWERED, self.band.values - LOWERED
        for name in ("z", *TERMS):
            labels.symbols[name].place(SLOTS[name], top)
        labels.equals["z"].place(SLOTS["equals"], top)
        for name in TERMS:
            labels.values[name].place(SLOTS[name], low)
        self._place_signs(labels, top, low)
        self._place_sum(labels, low)
        self._place_state(labels, top, low)

    def _place_signs(self, labels: FormulaLabels, top: float, low: float) -> None:
        for before, name in pairwise(TERMS):
            above = _between(labels.symbols[before], labels.symbols[name])
            labels.pluses[name].place(above, top)
            labels.operators[name].place(_sign(above, labels.values[before], labels.values[name]), low)
        labels.totals["start"].place(SLOTS["equals"], low)

    def _place_sum(self, labels: FormulaLabels, low: float) -> None:
        labels.values["z"].place(SLOTS["total"] - 0.35, low, "left")
        labels.totals["z"].place(_between(labels.values["b"], labels.values["z"]), low)

    def _place_state(self, labels: FormulaLabels, top: float, low: float) -> None:
        state, activation = labels.symbols["state"], labels.symbols["activation"]
        half = (state.width + activation.width + 0.7) / 2
        state.place(self.middle - half, top, "left")
        labels.equals["state"].place(self.middle - half + state.width + 0.35, top)
        start = self.middle - half + state.width + 0.7
        activation.place(start, top, "left")
        labels.totals["state"].place(float(labels.equals["state"].get_center()[0]), low)
        labels.values["state"].place(start, low, "left")


class TermsInLines(FormulaLayout):
    """One term a line with its value at the right, then the sum, and the formula of h below it."""

    signs_join_values = values_fly = False

    def __init__(self, layout: Layout, middle: float) -> None:
        super().__init__(layout, middle)
        self.value_room = self.band.right - self.band.left - BESIDE_VALUES
        self.has_weights = self.band.pitch >= LEAST_PITCH

    def place(self, labels: FormulaLabels) -> None:
        band, symbols, values = self.band, labels.symbols, labels.values
        pitch = band.pitch * (LOOSE if labels.weights else 1)
        sign, left = band.left + EQUALS, band.left + TERM
        for n, name in enumerate(TERMS):
            y = band.top - pitch * n
            symbols[name].place(left, y, "left")
            values[name].place(band.right, y, "right")
            if n:
                labels.pluses[name].place(sign, y)
        symbols["z"].place(band.left, band.top, "left")
        labels.equals["z"].place(sign, band.top)
        lines = {"z": band.top - pitch * SUM, "state": band.top - pitch * STATE}
        for name, y in lines.items():
            labels.totals[name].place(values[name].place(band.right, y, "right").get_left()[0] - 0.25, y)
        line = band.top - pitch * ACTIVATION
        symbols["state"].place(band.left, line, "left")
        labels.equals["state"].place(sign, line)
        symbols["activation"].place(left, line, "left")


FORMULA_LAYOUTS: ByFrame[type[FormulaLayout]] = ByFrame.narrow(TermsInARow, TermsInLines)


def _sign(above: float, before: Label, after: Label) -> float:
    """Return where a sign stands between two values: under the one above it, if that is clear of both."""
    half = 0.12 + SIGN_AIR
    is_clear = before.get_right()[0] + half <= above <= after.get_left()[0] - half
    return above if is_clear else _between(before, after)


def _between(a: Label, b: Label) -> float:
    return float(a.get_right()[0] + b.get_left()[0]) / 2

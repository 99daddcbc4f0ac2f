"""What comes out when the plus is forgotten: each route counted as often as it is met, in numbers under its term."""

from __future__ import annotations

from rnnanim.mobjects.text.fitting import fitting, ways
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.readout import readout
from rnnanim.mobjects.text.rounding import shown
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics import Analysis, Reading
from rnnanim.numerics.state_derivatives import StateDerivatives
from rnnanim.scenes.general.rooms import Room
from rnnanim.scenes.general.unrolled_sum import STEPS, UnrolledSum
from rnnanim.stage.stage import Stage

Pair = tuple[Reading, Reading]

SPACE, SIGN = 0.14, 0.3  # between a count and its number; round an operator, in em
APART = 0.25  # of the two columns of the table
BELOW = 0.5  # from the last row of the table to what is said of all


class ForgottenPlus:
    """The row of numbers, and the table of what is right and what comes out.

    Parameters
    ----------
    nets : list of Analysis
        That of the three steps, and another one, which is left out if it has the same numbers.

    Attributes
    ----------
    terms : dict of step to list of Label
        How often a route is counted, and what it brings.
    operators : dict of step to list of Label
        Before a term, at the leftmost where it is negative.
    result : list of Label
        What the terms add up to.
    heads, rows : list of Label, list of lists of Label
        Of the table: the right derivative and the wrong one; a row for each network.
    """

    def __init__(self, stage: Stage, room: Room, unrolled: UnrolledSum, nets: list[Analysis]) -> None:
        self.stage, self.theme, self.room, self.unrolled, self.nets = stage, stage.theme, room, unrolled, nets
        self.pairs = _different(
            [(net.total("x", STEPS), StateDerivatives(net).without_the_plus(STEPS)) for net in nets]
        )
        self.brought = {k: nets[0].contribution("x", STEPS, k) for k in range(1, STEPS + 1)}
        self._set_row()
        self.heads, self.rows = self._table()

    @property
    def right(self) -> Reading:
        """The gradient of L_3."""
        return self.pairs[0][0]

    @property
    def wrong(self) -> Reading:
        """What comes out without the plus."""
        return self.pairs[0][1]

    @property
    def differs(self) -> bool:
        """Whether the two are written differently."""
        return self.rows[0][1].markup != self.rows[0][2].markup

    @property
    def variant(self) -> str:
        """Which sentence is true: of the network of the lesson alone, of one in which nothing differs, of both."""
        if len(self.pairs) == 1:
            return "alone"
        return "_".join(
            name for name, said in (("same", not self.differs), ("along", not self.stage.analysis.is_scalar)) if said
        )

    def operators_beside(self, k: int) -> list[Label]:
        """Return the operators that come with a term, as the nearest come first: the one at its right, or its sign."""
        return [*self.operators.get(k + 1, []), *(self.operators[k] if k == 1 else [])]

    @property
    def row(self) -> list[Label]:
        """Every label of the row of numbers."""
        return [label for part in (*self.operators.values(), *self.terms.values(), self.result) for label in part]

    @property
    def labels(self) -> list[Label]:
        """Everything."""
        return [*self.row, *self.heads, *(label for row in self.rows for label in row)]

    # the row

    def _set_row(self) -> None:
        left, right, *_ = self.stage.layout.safe
        for size, tight in ways("medium"):
            em = float(getattr(self.theme.type, size))
            self.terms = {k: self._term(k, size, tight) for k in self.brought}
            self.operators = {k: self._operator(k, size) for k in self.brought}
            total = readout(self.theme, self.wrong, size, "text", tight=tight)
            self.result = [formula(self.theme, "=" if self._adds_up(total) else "approx", size, "mute"), total]
            ends = self._place_in_columns(em) if self.room.in_columns else self._place_in_a_row(em)
            if ends[0] >= left and ends[1] <= right:
                break

    def _term(self, k: int, size: str, tight: bool) -> list[Label]:
        count = self.stage.words("times", size=size, n=STEPS + 1 - k)
        return [count, readout(self.theme, self.brought[k], size, "text", tight=tight, unsigned=True)]

    def _operator(self, k: int, size: str) -> list[Label]:
        is_negative = self.brought[k].value < 0
        if k == 1 and not is_negative:
            return []
        return [formula(self.theme, "-" if is_negative else "+", size, tone="mute")]

    def _adds_up(self, total: Label) -> bool:
        counts = {k: (STEPS + 1 - k) * (-1 if reading.value < 0 else 1) for k, reading in self.brought.items()}
        return sum(counts[k] * shown(number) for k, (_, number) in self.terms.items()) == shown(total)

    def _width(self, k: int) -> float:
        return float(sum(label.width for label in self.terms[k])) + SPACE

    def _place(self, k: int, left: float) -> float:
        """Put a term with its left end on an x, and return its right end."""
        count, number = self.terms[k]
        count.place(left, self.room.numbers, "left")
        number.place(left + count.width + SPACE, self.room.numbers, "left")
        return left + self._width(k)

    def _place_in_columns(self, em: float) -> tuple[float, float]:
        ends = {}
        for k in self.terms:
            middle = self.unrolled.layout.x(k)
            ends[k] = middle - self._width(k) / 2, self._place(k, middle - self._width(k) / 2)
        for k, operator in self.operators.items():
            x = (ends[k - 1][1] + ends[k][0]) / 2 if k > 1 else ends[1][0] - SIGN * em - 0.1
            for sign in operator:
                sign.place(x, self.room.numbers)
        return ends[1][0] - SIGN * em, self._place_result(ends[STEPS][1], 2 * SIGN * em)

    def _place_in_a_row(self, em: float) -> tuple[float, float]:
        """Put the terms after each other in the middle of the frame, operators as far from them as there is room."""
        left, right, *_ = self.stage.layout.safe
        for gap in (3 * SIGN * em, 2 * SIGN * em, SIGN * em):
            end = self._row_from(left, gap)
            if end <= right:
                break
        for label in self.row:
            label.shift((max(0.0, right - end) / 2, 0, 0))
        return left, end

    def _row_from(self, x: float, gap: float) -> float:
        """Put the terms after each other from an x on, and return where they end."""
        for k in self.terms:
            for sign in self.operators[k]:
                x = float(sign.place(x + gap, self.room.numbers, "left").get_right()[0]) + gap
            x = self._place(k, x)
        return self._place_result(x, gap)

    def _place_result(self, x: float, gap: float) -> float:
        sign, total = self.result
        sign.place(x + gap, self.room.numbers, "left")
        total.place(float(sign.get_right()[0]) + gap, self.room.numbers, "left")
        return float(total.get_right()[0])

    # the table

    def _table(self) -> tuple[list[Label], list[list[Label]]]:
        table, (left, top, _) = self.room.table, self.room.aside
        first, second = table.columns
        size = "tile" if self.room.built_up else "small"
        heads = [self.stage.words(key, size=size) for key in ("with_plus", "without_plus")]
        for head, x in zip(heads, table.columns, strict=True):
            head.place(x, top, "right")
        heads.append(self._what_the_numbers_are(left, top))
        rows = []
        for n, (key, pair) in enumerate(zip(("this_network", "other_network"), self.pairs, strict=False), start=1):
            y, name = top - n * table.line, self.stage.words(key, tone="mute")
            numbers = self._fitting_pair(pair, min(first - left - table.names, second - first - APART), table.size)
            places = zip(numbers, table.columns, strict=True)
            name.place(left, y + table.above, "left")
            rows.append([name, *(number.place(x, y, "right") for number, x in places)])
        return heads, rows

    def _what_the_numbers_are(self, left: float, top: float) -> Label:
        """Return the gradient, or of vectors the direction along it: before the heads, or below a narrow table."""
        down = self.room.table.line * len(self.pairs) + BELOW if self.room.table.above else 0.0
        gradient = formula(self.theme, f"partial L_{STEPS} slash partial wx(W_x)", "tile", tone="mute")
        label = gradient if self.stage.analysis.is_scalar else self.stage.words("along", tone="mute")
        return label.place(left, top - down, "left")

    def _fitting_pair(self, pair: Pair, room: float, size: str) -> list[Label]:
        """Return the two numbers of a row in one size."""
        return fitting(self.theme, pair, lambda both: all(label.width <= room for label in both), size, "text")


def _different(pairs: list[Pair]) -> list[Pair]:
    """Return the pairs whose numbers are not those of the first as well."""
    first, *others = pairs
    return [first, *(pair for pair in others if [r.value for r in pair] != [r.value for r in first])]

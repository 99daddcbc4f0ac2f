"""How one output is read off a state of several units: each weighs its cell, and the products add up."""

from __future__ import annotations

import math
from itertools import pairwise

from rnnanim.backend.shapes import VGroup
from rnnanim.mobjects.base.motion import Cue, fade_in, one_by_one, together
from rnnanim.mobjects.charts.cell_key import column_scale
from rnnanim.mobjects.charts.colour_scale import ColourScale
from rnnanim.mobjects.charts.column_numbers import numbers_of_some
from rnnanim.mobjects.charts.vector_column import CENTRE, VectorColumn
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.readout import readout
from rnnanim.mobjects.text.rounding import multiplies_to, shown
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics import Reading
from rnnanim.scenes.forward.preactivation_columns import ROOM, adds_up
from rnnanim.scenes.forward.state_columns import StateColumns
from rnnanim.stage import Stage

from manim import VMobject

WIDE = ROOM.wide
PLACES, SUM = (-0.85, 1.4, 3.65), 4.65  # middles of the columns; where what stands before the sum begins
GAP, CLEAR = 0.12, 0.2  # from that to the number; and at least from the last column to it


class OutputProducts(VGroup):
    """`W_yᵀ ⊙ h_t = products`, cell by cell, and their sum, for the last step: the output, or what it is made of."""

    def __init__(self, stage: Stage, columns: StateColumns, step: int) -> None:
        super().__init__()
        self.stage, self.theme, analysis = stage, stage.theme, stage.analysis
        found = [analysis.entries("W_y", 0), analysis.entries("h", step), analysis.drive_terms(step)]
        weights = column_scale(self.theme, columns.scale.box, columns.readings, name="states", tone="wy", deepest=1.0)
        self.columns = self._columns(found, [weights, columns.scale, columns.scale])
        names = formula(self.theme, "wy(W_y^top)"), formula(self.theme, f"h_({step})"), stage.words("products")
        self.symbols = [self._above(column, name) for column, name in zip(self.columns, names, strict=True)]
        self.signs = self._signs()
        self.sum = self._sum(step)
        parts: list[VMobject] = [*self.columns, *self.symbols, *self.signs, *self.sum]
        for part in parts:
            part.set_fill(opacity=0)
        self.add(*parts)

    @classmethod
    def of(cls, stage: Stage, columns: StateColumns) -> OutputProducts | None:
        """Return it where there is room for it, and where it makes one number of several."""
        spec = stage.analysis.spec
        if spec.H == 1 or spec.O > 1 or not stage.layout.choose(ROOM).is_roomy:
            return None
        return cls(stage, columns, stage.lesson.network.T)

    def write(self, seconds: float) -> Cue:
        """Return its appearing: weights and state, then their products cell by cell, then what these add up to."""
        times, equals = self.signs
        weights, state, products = (
            together(fade_in(seconds, symbol), column.fade_in(seconds))
            for symbol, column in zip(self.symbols, self.columns, strict=True)
        )
        state, products = together(state, fade_in(seconds, times)), together(products, fade_in(seconds, equals))
        return one_by_one(weights, state, products, fade_in(seconds, *self.sum))

    def _columns(self, found: list[tuple[Reading, ...]], scales: list[ColourScale]) -> list[VectorColumn]:
        largest = max(range(len(found[0])), key=lambda n: abs(found[-1][n].value))
        numbers = numbers_of_some(self.theme, found, WIDE.width, WIDE.height, largest)
        width = WIDE.width if any(numbers) else WIDE.narrow
        columns = []
        for x, readings, scale, written in zip(PLACES, found, scales, numbers, strict=True):
            column = VectorColumn(self.theme, readings, scale, width=width, height=WIDE.height, numbers=written)
            columns.append(column.move_to((x, WIDE.top - WIDE.height / 2, 0)))
        return columns

    def _above(self, column: VectorColumn, name: Label) -> Label:
        """Return a name, placed over the middle of a column."""
        x, y, _ = column.get_center()
        return name.place(float(x), float(y) + column.size[1] / 2 + WIDE.symbols - WIDE.top)

    def _signs(self) -> list[Label]:
        """Return ⊙ between weights and state, and = before the products where they are right as they are written."""
        rows = zip(*(column.numbers.values() for column in self.columns), strict=True)
        exact = all(multiplies_to(factors, product) for *factors, product in rows)
        signs = "dot.o", "=" if exact else "approx"
        middles = [float(a.get_right()[0] + b.get_left()[0]) / 2 for a, b in pairwise(self.columns)]
        return [
            formula(self.theme, sign, tone="mute").place(x, self._base) for sign, x in zip(signs, middles, strict=True)
        ]

    @property
    def _base(self) -> float:
        return float(self.columns[0].get_center()[1]) - CENTRE

    def _sum(self, step: int) -> list[Label]:
        """Return `Σ = y_t =` and the value; where the output is more than that `Σ = W_y h_t =`, without room `Σ =`."""
        analysis = self.stage.analysis
        reading, output = analysis.drive("y", step), analysis.read("y", step, 0)
        value = readout(self.theme, reading, tone="state")
        terms, all_written = self.columns[-1].numbers, len(self.columns[-1].readings)
        is_exact = len(terms) < all_written or adds_up(map(shown, terms.values()), shown(value))
        name = (
            f"y_({step})"
            if math.isclose(output.value, reading.value, rel_tol=1e-12)
            else f"wy(W_y) space.hair h_({step})"
        )
        last = "=" if is_exact else "approx"
        end, free = self.stage.layout.safe[1], float(self.columns[-1].get_right()[0]) + CLEAR
        for source in (f"mute(Sigma =) {name} mute({last})", f"mute(Sigma {last})"):
            label = formula(self.theme, source, "small")
            start = min(SUM, end - label.width - GAP - value.width)
            if start >= free:
                break
        label.place(start, self._base, "left")
        return [label, value.place(float(label.get_right()[0]) + GAP, self._base, "left")]

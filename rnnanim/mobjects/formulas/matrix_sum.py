"""A gradient of several entries as the sum of its routes: by their names, then as cells that add up entry by entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from rnnanim.layout.frame import Layout
from rnnanim.mobjects.base.motion import Cue
from rnnanim.mobjects.base.roles import text_role
from rnnanim.mobjects.charts.colour_scale import ColourScale
from rnnanim.mobjects.charts.column_numbers import numbers_of_some
from rnnanim.mobjects.charts.vector_column import MOST_CELLS, VectorColumn
from rnnanim.mobjects.formulas.gradient_sum import GradientSum, Term
from rnnanim.mobjects.text.fitting import fitting_one
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.rounding import shown
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics import Reading
from rnnanim.theme import Theme

CELL, HIGHEST = 0.38, 1.3  # a cell at most, and a block
WRITTEN, BARE = 1.65, 0.34  # width of a column with numbers, and of one without
APART = 0.75  # between two blocks, with the sign that joins them
MIDDLE = 0.06  # from a baseline up to the middle of a block
LOWERED, NAME_GAP = 0.24, 0.09  # blocks below the line of the names of the paths; from a block to its name above it
BEHIND, BETWEEN = 0.45, 0.44  # from the sum to its norm; from the line of the word to that of the number


@dataclass(frozen=True, slots=True)
class Entries:
    """The entries of some matrices of one shape, row by row, and the scale of their cells.

    Parameters
    ----------
    of_terms : sequence of tuple of Reading
        An empty one stays a name.
    """

    of_terms: Sequence[tuple[Reading, ...]]
    of_sum: tuple[Reading, ...]
    columns: int
    scale: ColourScale

    @property
    def have_cells(self) -> bool:
        """Whether there is a cell for each entry."""
        return len(self.of_sum) > 0 and max(self.columns, len(self.of_sum) // self.columns) <= MOST_CELLS


class MatrixSum(GradientSum):
    """`gradient = … + … + … = sum` of matrices one pitch apart, each with its name, and behind it the norm of the sum.

    Where cells have no room, in a list or for large matrices, the terms keep their names.

    Parameters
    ----------
    norm : Label
        What the norm of the gradient is called, with a sign.
    name_of_sum : Label
        What the cells of the sum are called.
    """

    def __init__(
        self,
        theme: Theme,
        layout: Layout,
        left_side: tuple[str, str],
        terms: Sequence[Term],
        total: Reading,
        *,
        norm: Label,
        name_of_sum: Label,
        entries: Entries,
    ) -> None:
        super(GradientSum, self).__init__()
        self.theme, self.layout, self.band, self.terms, self.entries = theme, layout, layout.band, tuple(terms), entries
        self.has_cells = self.band.built_up and entries.have_cells
        self.equals = formula(theme, "=", "medium", tone="mute")
        self.pluses, self.operators = self._signs(), self._signs()
        columns: list[VectorColumn | None] = self._columns() if self.has_cells else [None] * (len(terms) + 1)
        self.sum: VectorColumn | None = columns.pop()
        self.values = [
            term.name.copy() if column is None else column for column, term in zip(columns, terms, strict=True)
        ]
        sizes = [formula(theme, left_side[0 if self.band.built_up else 1], size) for size in self.band.name_sizes]
        self.left_side = self._set_left_side(sizes)
        self.total_equals = formula(theme, "=" if self._adds_up() else "approx", "medium", tone="mute")
        self.norm, self.name_of_sum = norm, name_of_sum
        self.total = fitting_one(theme, total, 2.0, "large", tone=text_role(theme, "core"))
        self._place_terms()
        self._place_left_side()
        self._place_total()
        self.left_of_cells, self.sign_of_cells = (
            label.copy().shift((0, self._base - self.band.base, 0)) for label in (self.left_side, self.equals)
        )

    @property
    def _base(self) -> float:
        """The baseline of the signs between the terms."""
        return self.band.base - LOWERED if self.has_cells else self.band.base

    @property
    def opening(self) -> list[Label]:
        """What stands there before the first term: not the sign at its left, which falling cells would cross."""
        return [self.left_of_cells] if self.has_cells else super().opening

    def operator_after(self, index: int) -> list[Label]:
        """Return what follows the fall of a term: its name, and the sign at its right; of the farthest the = too."""
        if not self.has_cells:
            return super().operator_after(index)
        is_farthest = index == len(self.values) - 1
        names = [self.names_of_cells[index]] if index in self.names_of_cells else []
        return [*names, *([self.sign_of_cells] if is_farthest else []), *super().operator_after(index)]

    @property
    def result(self) -> list[Any]:
        """What follows the cells of the sum, or is all that the terms add up to: their norm."""
        return [self.norm, self.total]

    @property
    def cells_of_sum(self) -> list[Any]:
        """What the cells of the terms add up to, with its sign and its name; nothing where there are none."""
        return [] if self.sum is None else [self.total_equals, self.sum, self.name_of_sum]

    def drop(self, index: int, source: VectorColumn, seconds: float) -> Cue:
        """Return the fall of the cells of a contribution from their weight to their place under their step."""
        value = self.values[index]
        (x, y), (end_x, end_y) = (block.cells.get_center()[:2] for block in (source, value))
        free = self.layout.rows["x"] - self.theme.size.unit_x - source.size[1] / 2 - 0.1  # below the inputs
        below = min(0.9, max(0.5, (y - free) / (y - end_y)))

        def begin() -> None:
            source.set_fill(opacity=0)
            self.add(value)

        def apply(share: float) -> None:
            across = max(0.0, (share - below) / (1 - below))  # down beside the inputs first, then under its step
            sizes = zip(source.size, value.size, strict=True)
            width, height = (a + (b - a) * across for a, b in sizes)
            value.put((x + (end_x - x) * across, y + (end_y - y) * share), (width, height))
            for number in value.numbers.values():
                number.set_fill(opacity=max(0.0, 20 * share - 19))  # beside the cells, once they are there

        return Cue(apply, seconds, begin=begin)

    # construction

    def _signs(self) -> list[Label]:
        return [formula(self.theme, "+", "medium", tone="mute") for _ in self.terms[1:]]

    def _columns(self) -> list[VectorColumn | None]:
        """Return the cells of each term, and of the sum; nothing for a term without entries."""
        entries = self.entries
        found = [*entries.of_terms, entries.of_sum]
        rows, room = len(entries.of_sum) // entries.columns, self.layout.pitch - APART
        cell = min(CELL, HIGHEST / rows, room / entries.columns)
        height, numbers = cell * rows, iter(self._numbers(min(WRITTEN, room), cell * rows))
        columns: list[VectorColumn | None] = []
        for readings in found:
            written = next(numbers, []) if readings else []
            width = min(WRITTEN, room) if any(written) else BARE if entries.columns == 1 else cell * entries.columns
            cells = VectorColumn(
                self.theme,
                readings,
                entries.scale,
                width=width,
                height=height,
                columns=entries.columns,
                numbers=written,
            )
            columns.append(cells if readings else None)
        return columns

    def _numbers(self, width: float, height: float) -> list[list[Label | None]]:
        """Return the entries as numbers where each term is one column; of many those of the row of the largest sum."""
        found = [readings for readings in (*self.entries.of_terms, self.entries.of_sum) if readings]
        if self.entries.columns > 1:
            return []
        largest = max(range(len(found[-1])), key=lambda n: abs(found[-1][n].value))
        return numbers_of_some(self.theme, found, width, height, largest)

    def _adds_up(self) -> bool:
        """Return whether the numbers as they are written add up in every row; cells without numbers do."""
        blocks = [value for value in (*self.values, self.sum) if isinstance(value, VectorColumn) and value.numbers]
        if len(blocks) <= len(self.values):  # of a term there is no more than its name
            return True
        rows = zip(*(block.numbers.values() for block in blocks), strict=True)
        return all(sum(map(shown, terms), Decimal(0)) == shown(total) for *terms, total in rows)

    def _place_terms(self) -> None:
        for n, (term, value) in enumerate(zip(self.terms, self.values, strict=True), start=1):
            term.name.place(*self.band.entry(n, term.x))
            if isinstance(value, VectorColumn):
                self._put(value, term.x)
            else:
                value.place(*self.band.entry(n, term.x)).shift((0, self._base - self.band.base, 0))
        for n, (right, left) in enumerate(pairwise(range(len(self.terms))), start=1):
            middle = (self.terms[right].x + self.terms[left].x) / 2
            for sign in (self.pluses, self.operators):
                sign[right].place(*self.band.sign(n + 1, middle))
            self.operators[right].shift((0, self._base - self.band.base, 0))
        small = self.theme.type.small
        self.names_of_cells = {
            n: self._above(value, term.name.copy().scale(small / term.name.em))
            for n, (term, value) in enumerate(zip(self.terms, self.values, strict=True))
            if isinstance(value, VectorColumn)
        }

    def _put(self, block: VectorColumn, x: float) -> None:
        """Put a block into the row, its middle over a place."""
        block.move_to((x, self._base + MIDDLE, 0))

    def _above(self, block: VectorColumn, name: Label) -> Label:
        """Return a name, placed over the middle of a block."""
        x, y, _ = block.get_center()
        return name.place(float(x), float(y) + block.size[1] / 2 + NAME_GAP)

    def _place_total(self) -> None:
        """Put the sum behind the nearest term, and its norm over two lines behind it; in a list both in the last."""
        if not self.band.built_up:
            line = len(self.terms) + 1.2
            self.total.place(*self.band.number(line, 0.0))
            self.norm.place(*self.band.total_name(0, 0.0))
            self.norm.place(float(self.norm.get_left()[0]), self.total.baseline_y, "left")
            return
        end = float(self.values[0].get_right()[0])
        if self.sum is not None:
            x = self.terms[0].x + self.layout.pitch
            self.total_equals.place(x - self.layout.pitch / 2, self._base)
            self._put(self.sum, x)
            self._above(self.sum, self.name_of_sum)
            end = float(self.sum.get_right()[0])
        left = min(end + BEHIND, self.layout.safe[1] - max(self.norm.width, self.total.width))
        self.norm.place(left, self._base + BETWEEN / 2, "left")
        self.total.place(left, self._base - BETWEEN, "left")

"""A table of cells whose brightness follows the size of their numbers.

A cell of a positive number is filled, one of a negative number hollow, an exact 0 a bare cell with a mark; where there
is no number, as above the diagonal of a triangle, there is no cell. However large the table, it is a few mobjects, one
for each colour::

    table = Table.of({(t, k): analysis.read("gain", t, k) for t in range(1, 9) for k in range(1, t + 1)})
    scale = ColourScale(theme, (4.4, 4.7, 2.2, -2.2), table.log10s.flat, name="gains", head=self.words("log_scale"))
    heat = HeatMap(theme, (-5, 0, 2.5, -2.5), table, scale)
    self.show(heat, scale)
    self.play(heat.arrive(0.6), scale.arrive(0.6))
    self.play(heat.fill(2.0))
    self.play(heat.focus([(t, t) for t in range(1, 9)], 0.4))
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from rnnanim.backend.shapes import VGroup
from rnnanim.mobjects.base.layers import PART, TEXT, WIRE
from rnnanim.mobjects.base.motion import Cue
from rnnanim.mobjects.base.tagging import Tag
from rnnanim.mobjects.charts.area import MOST_TOLD
from rnnanim.mobjects.charts.colour_scale import ColourScale
from rnnanim.mobjects.charts.data import Key, Table, spread_evenly
from rnnanim.mobjects.charts.grouping import Group, Indices, gap, grounds, groups, spans
from rnnanim.mobjects.charts.shapes import EMPTY, filled, hollow, rectangles, zero_cells
from rnnanim.mobjects.charts.table_grid import CENTRE, TableGrid
from rnnanim.mobjects.charts.table_numbers import numbers_in_cells
from rnnanim.mobjects.text.label import Label
from rnnanim.numerics import Reading
from rnnanim.numerics.scaled import Array
from rnnanim.theme import Box, Theme, contrast, mix

from manim import VMobject

LEAST_HOLLOW, THIN_EDGE = 0.13, 0.18  # the smallest hollow cell; an edge is at most this share of its side
WIDEST = 1.8  # a cell with a number is at most so many times as wide as high
FAINT = 0.3  # how bright a cell is that is not spoken of
AT_ONCE = 4  # cells that grow at the same time
LEAST_LINE = 3.0  # contrast of an edge that is spoken of


class HeatMap(TableGrid):
    """Indices with the names of some rows and columns.

    Parameters
    ----------
    box : Box
        For the cells, which are square unless they hold numbers; names stand outside, at its left and below it.
    scale : ColourScale
        Which colour stands for which size; several maps may share one.
    names, each : (str, str)
        Formulas for what the rows and the columns count, and for one of them, as `TableGrid` takes them.
    numbers : bool, optional
        Whether the cells hold their numbers; otherwise where all of them have room.
    least_digits : int
        That a number has in its cell; 3 where it is written elsewhere as well.
    outlined : bool
        Whether a place that waits for its number has an edge: where it is spoken of before it is filled.

    Attributes
    ----------
    shown, lit, offered, ringed : (rows, columns)
        How far each cell has grown, how bright it is beside the others, how far its empty place has come, and how
        clear the outline is that says that it is spoken of; 0 to 1.

    Raises
    ------
    ValueError
        For negative numbers in cells that are too small to be hollow, unless the scale says that they are grey.
    """

    def __init__(
        self,
        theme: Theme,
        box: Box,
        table: Table,
        scale: ColourScale,
        *,
        names: tuple[str, str] = ("t", "k"),
        each: tuple[str, str] = ("{}", "{}"),
        numbers: bool | None = None,
        least_digits: int = 2,
        outlined: bool = False,
    ) -> None:
        rows, columns = table.values.shape
        left, right, top, bottom = box
        width, height = (right - left) / columns, (top - bottom) / rows
        roomy = min(width, WIDEST * height), min(height, width)
        fitting = numbers_in_cells(theme, table, roomy, anyway=bool(numbers), least=least_digits)
        self.numbers = {} if numbers is False else fitting
        x, y = roomy if self.numbers else (min(roomy), min(roomy))
        super().__init__(theme, (left, left + x * columns, top, top - y * rows), table, names, each)
        self.scale = scale
        self.shown, self.lit = np.ones((rows, columns)), np.ones((rows, columns))
        self.offered, self.ringed = np.ones((rows, columns)), np.zeros((rows, columns))
        self.named, self.opacity, self.outlined = 1.0, 1.0, outlined
        self._take_numbers()
        self.cells = VGroup()
        self._tones = {cell: self._put(cell, label) for cell, label in self.numbers.items()}
        self.add(self.cells, self.names, *self.numbers.values())
        self.draw()

    def colour(self, row: float, column: float) -> str:
        """Return the colour of a cell that is not dimmed; of a hollow one that of its edge."""
        return self.scale.ramp.colours[int(self._colours[self._index[row, column]])]

    # motion

    def arrive(self, seconds: float, *, places: bool = True) -> Cue:
        """Return the coming of the names, and of the empty places unless they are offered one by one."""

        def begin() -> None:
            self.shown, self.lit, self.opacity = np.zeros_like(self.shown), np.ones_like(self.lit), 1.0

        def apply(share: float) -> None:
            self.named = share
            self.offered = np.full_like(self.shown, share if places else 0.0)
            self.draw()

        return Cue(apply, seconds, begin=begin)

    def offer(self, seconds: float, cells: Iterable[Key]) -> Cue:
        """Return the coming of some empty places."""
        there = tuple(self._indices(cells).T)

        def apply(share: float) -> None:
            self.offered[there] = share
            self.draw()

        return Cue(apply, seconds)

    def fill(self, seconds: float, cells: Iterable[Key] | None = None) -> Cue:
        """Return the growth of cells one after the other, in the order given, or row by row."""
        order = self._indices(self.table.cells if cells is None else cells)
        window = min(1.0, AT_ONCE / max(1, len(order)))
        starts = np.linspace(0, 1 - window, len(order))

        def apply(share: float) -> None:
            self.shown[tuple(order.T)] = np.clip((share - starts) / window, 0, 1)
            self.draw()

        return Cue(apply, seconds, rate=lambda share: share)

    def focus(self, cells: Iterable[Key] | None, seconds: float, *, rest: float = FAINT) -> Cue:
        """Return the dimming of all cells but some; None lights all of them again."""
        goal = np.full(self.lit.shape, 1.0 if cells is None else rest)
        if cells is not None:
            goal[tuple(self._indices(cells).T)] = 1.0
        source: list[Array] = []

        def apply(share: float) -> None:
            self.lit = source[0] + (goal - source[0]) * share
            self.draw()

        return Cue(apply, seconds, begin=lambda: source.append(self.lit))

    def outline(self, cells: Iterable[Key], seconds: float) -> Cue:
        """Return the outlining of some cells, which are spoken of, and of no others."""
        goal, there = np.zeros_like(self.ringed), tuple(self._indices(cells).T)
        goal[there] = 1.0
        source: list[Array] = []

        def apply(share: float) -> None:
            self.ringed = source[0] + (goal - source[0]) * share
            self.draw()

        return Cue(apply, seconds, begin=lambda: source.append(self.ringed))

    def leave(self, seconds: float) -> Cue:
        """Return the fading of all of it."""

        def apply(share: float) -> None:
            self.opacity = 1 - share
            self.draw()

        return Cue(apply, seconds)

    # drawing

    def draw(self) -> HeatMap:
        """Draw the cells as far as they have grown."""
        self.cells.submobjects = []
        if self.opacity > 0:
            self._add_slots()
            there = np.argwhere((self.shown > 0) & ~self._is_empty & ~self._is_zero)
            if gap(min(self.pitch)) == 0:
                self._add_grounds(there[self.shown[tuple(there.T)] >= 1])
            for group in groups(self._colours, self._is_negative, self.lit, there):
                self.cells.add(self._shape(group).set_z_index(PART))
            self._add_zeros()
            self._add_rings()
        for name in self.names:
            name.set_fill(opacity=self.opacity * self.named)
        for cell, label in self.numbers.items():
            at = self._index[cell]
            self._light(label, self._tones[cell], float(self.lit[at]), float(max(0.0, 5 * self.shown[at] - 4)))
        return self

    def _light(self, label: Label, tone: str, lit: float, shown: float) -> None:
        """Show a number as bright as its cell: one that is not spoken of steps back, and can still be read."""
        colour = self.theme.colour
        faint = min(1.0, (1.0 - lit) / (1.0 - FAINT))
        label.paint(
            mix(colour[tone], colour.mute, faint), tone="spent" if faint else tone, opacity=self.opacity * shown
        )

    def _take_numbers(self) -> None:
        """Take from the table what does not change: colours, signs, and what `check` is told."""
        table, log = self.table, self.scale.law == "log"
        sizes = table.log10s if log else np.abs(table.values)
        self._is_empty, self._is_zero = np.isnan(table.values), np.isneginf(table.log10s)
        self._is_negative = (table.values < 0) & (not table.is_log)
        solid = {self._index[cell] for cell in self.numbers if not self._is_negative[self._index[cell]]}
        self._colours = self.scale.indices(np.where(self._is_empty, 0.0, sizes), readable=solid)
        self.is_grey = self.scale.signed == "grey"
        if self._is_negative.any() and not self.is_grey and min(self.pitch) < LEAST_HOLLOW:
            raise ValueError(f"cells {min(self.pitch):.2g} wide are too small to be hollow; let the scale say grey")
        cells = table.cells
        told = [cells[n] for n in spread_evenly(len(cells), MOST_TOLD)]
        self._told: dict[tuple[int, int], tuple[Reading, float]] = {
            self._index[cell]: (table.reading(*cell), self.scale.rise(float(sizes[self._index[cell]]))) for cell in told
        }

    def _indices(self, cells: Iterable[Key]) -> Indices:
        return np.array([self._index[cell] for cell in cells], int).reshape(-1, 2)

    def _outlines(self, cells: Indices, inset: float = 0.0) -> Array:
        """Return the outlines of cells as large as they have grown, drawn in by an inset on each side."""
        space, grown = gap(min(self.pitch)), self.shown[tuple(cells.T)]
        if space > 0:
            sizes = np.maximum((np.array(self.pitch) - space) * grown[:, None] - 2 * inset, 0.005)
            return rectangles(self.middles(cells), sizes)
        first, length = spans(cells, grown >= 1)
        sizes = np.column_stack([length, np.ones(len(first))]) * self.pitch * self.shown[tuple(first.T)][:, None]
        return rectangles(self.middles(first + np.column_stack([0 * length, (length - 1) / 2])), sizes)

    def _shape(self, group: Group) -> VMobject:
        """Return the cells of one colour."""
        theme, ramp = self.theme, self.scale.ramp
        drained = group.is_negative and self.is_grey
        colour = mix(theme.colour.background, (ramp.greys if drained else ramp.colours)[group.colour], group.lit)
        told = [self._told[i, j] for i, j in group.cells.tolist() if (i, j) in self._told]
        law = "linear" if self.table.is_log else self.scale.law  # a logarithm is its own place
        tone = ramp.tone if contrast(colour, theme.colour.background) >= LEAST_LINE else "spent"
        readings, places = tuple(reading for reading, _ in told), tuple(place for _, place in told)
        tag = Tag("mark", tone, readings, places, law, self.scale.scale_name) if told else Tag("plate", tone)
        if not group.is_negative or drained:
            return filled(self._outlines(group.cells), tag, colour, self.opacity)
        edge = min(theme.stroke.bank / 100, THIN_EDGE * min(self.pitch))
        return hollow(theme, self._outlines(group.cells, edge / 2), tag, [colour], self.opacity, stroke=100 * edge)

    def _add_grounds(self, whole: Indices) -> None:
        for colour, cells in grounds(self._colours, self.lit, whole) if len(whole) else ():
            ground = filled(self._outlines(cells), Tag("plate", "spent"), self.scale.ramp.colours[colour], self.opacity)
            self.cells.add(ground.set_z_index(PART))

    def _add_slots(self) -> None:
        waits = (self.shown < 1) & ~self._is_empty & ~(self._is_zero & (self.shown > 0))
        size = np.array(self.pitch) - gap(min(self.pitch))
        for share in np.unique(self.offered[waits & (self.offered > 0)]):
            middles = self.middles(np.argwhere(waits & (self.offered == share)))
            opacity, colour = float(share) * self.opacity, self.theme.colour
            places = filled(rectangles(middles, [size] * len(middles)), Tag("plate", "bed"), colour.bed)
            self.cells.add(places.set_fill(opacity=EMPTY * opacity).set_z_index(WIRE))
            if self.outlined:
                self.cells.add(self._edges(middles, size, "low", opacity).set_z_index(WIRE))

    def _add_rings(self) -> None:
        for share in np.unique(self.ringed[self.ringed > 0]):
            middles = self.middles(np.argwhere((self.ringed == share) & ~self._is_empty))
            ring = self._edges(middles, np.array(self.pitch), "ink", float(share) * self.opacity)
            self.cells.add(ring.set_z_index(TEXT))

    def _edges(self, middles: Array, size: Array, tone: str, opacity: float) -> VMobject:
        """Return outlines of cells, inside of a size."""
        width = min(self.theme.stroke.bank, 100 * THIN_EDGE * float(min(size)))
        points = rectangles(middles, [size - width / 100] * len(middles))
        edges: VMobject = filled(points, Tag("line", tone), self.theme.colour[tone], 0.0)
        return edges.set_stroke(self.theme.colour[tone], width, opacity)

    def _add_zeros(self) -> None:
        zeros = np.argwhere((self.shown > 0) & self._is_zero)
        if len(zeros):
            size = np.array(self.pitch) - gap(min(self.pitch))
            shapes = zero_cells(self.theme, self.middles(zeros), size, self.opacity, marked=not self.numbers)
            self.cells.add(*(shape.set_z_index(PART) for shape in shapes))

    def _put(self, cell: Key, label: Label) -> str:
        """Put a number into its cell and return the tone in which it is read there."""
        (x, y), at, on = self.position(*cell), self._index[cell], self.scale.ramp.text_on(self.colour(*cell))
        tone = "mute" if self._is_zero[at] else "ink" if self._is_negative[at] else on
        label.tint(tone).place(x, y - CENTRE).set_z_index(TEXT, family=True)
        return tone

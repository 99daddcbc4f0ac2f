"""A vector as a column of cells, as light as its entries are large, from the background on, and which tell their signs.

A positive entry is a filled cell, a negative one hollow, an exact 0 a bare cell with a mark, as in a heat map; a cell
that is too faint for that has an outline and a + or −. A long vector is a strip without gaps, in which the negative
stretches are hollow::

    scale = column_scale(theme, (-6.3, -6.0, -0.4, -1.5), readings, name="states")
    column = VectorColumn(theme, analysis.entries("h", 2), scale, width=0.24, height=1.0)
    self.play(self.fade_in(0.3, column.move_to((1.5, 1.2, 0))))
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

import numpy as np
from numpy.typing import NDArray

from rnnanim.backend.shapes import VGroup
from rnnanim.mobjects.base.geometry import Point, Points
from rnnanim.mobjects.base.layers import PART, TEXT, WIRE
from rnnanim.mobjects.base.motion import Cue, delayed, fade_in, together
from rnnanim.mobjects.base.tagging import Tag
from rnnanim.mobjects.charts.area import MOST_TOLD
from rnnanim.mobjects.charts.colour_scale import ColourScale
from rnnanim.mobjects.charts.column_numbers import BESIDE, NUMBER_GAP, sign_width
from rnnanim.mobjects.charts.data import spread_evenly
from rnnanim.mobjects.charts.ramp import STEPS
from rnnanim.mobjects.charts.shapes import EMPTY, ZERO_MARK, diamonds, filled, polygons, rectangles
from rnnanim.mobjects.text.label import Label
from rnnanim.numerics import Reading
from rnnanim.numerics.scaled import Array
from rnnanim.theme import Theme, hollow_fill, mix

from manim import VMobject

MOST_CELLS = 8  # entries that have a cell each; more of them are a strip
TALLEST, SLIMMEST = 0.42, 1.25  # a cell: at most so high [scene units], and so many times as high as wide
GAP, LEAST_GAP = 0.08, 0.02  # between two cells, as a share of their distance, and at least
THIN_EDGE, RAIL = (
    0.2,
    0.26,
)  # edges of a hollow cell, and of one of a strip, as shares of its side
FAINT = 0.3  # of the largest size: below it a cell is no more seen to be hollow or filled
OUTLINE, SIGN, SIGN_EDGE = 0.012, 0.6, 0.16  # of a faint cell [scene units]; its sign and the bars of it, of a side
TIE = 0.03  # width of the line that a column hangs on
NAME_GAP, NAME_LIFT = 0.08, 0.03  # from a column to its name at the right, and from its foot up to the baseline
LAG = 0.1  # seconds from a cell to the next below it
MARGIN, CENTRE = 0.06, 0.11  # beside a number in its cell; from the middle of a digit down to its baseline


class VectorColumn(VGroup):
    """One vector, its first entry on top.

    Parameters
    ----------
    readings : sequence of Reading
        Its entries.
    scale : ColourScale
        Which colour stands for which size; all columns that are compared share one.
    width, height : float
        The room for it [scene units]; a short vector is less high.
    columns : int
        More than 1 for a matrix, whose entries are given row by row.
    numbers : sequence of Label or None
        The entries as they are written, see `column_numbers`: at the right of the cells of a single column, where
        all have one ink and their points stand below each other, and in the cells of a matrix.

    Attributes
    ----------
    size : (float, float)
        Width and height of the cells.
    cells : VGroup
        Without the numbers.
    tone : str
        Colour role that it is drawn in.
    """

    def __init__(
        self,
        theme: Theme,
        readings: Sequence[Reading],
        scale: ColourScale,
        *,
        width: float,
        height: float,
        columns: int = 1,
        numbers: Sequence[Label | None] = (),
    ) -> None:
        super().__init__()
        self.theme, self.readings, self.colour_scale, self.tone = theme, tuple(readings), scale, scale.ramp.tone
        self.columns, self.rows = columns, len(self.readings) // columns
        self.is_strip = max(self.rows, self.columns) > MOST_CELLS
        self.names: list[Label] = []
        self.numbers = {n: label for n, label in enumerate(numbers) if label is not None}
        is_beside = bool(self.numbers) and columns == 1
        tallest = min(TALLEST, SLIMMEST * width / columns)
        self.size = (
            min(BESIDE, width) if is_beside else width,
            height if self.is_strip else min(height, tallest * self.rows),
        )
        self.values = np.array([reading.value for reading in self.readings])
        written = [] if is_beside else [(n,) for n in self.numbers if self.values[n] > 0]
        self.colours = self.colour_scale.indices(np.nan_to_num(np.abs(self.values)), readable=written)
        self._shapes = self._make_shapes(marked=is_beside or not self.numbers)
        self.cells = VGroup(*(shape for shape, *_ in self._shapes))
        self.add(self.cells, *self.numbers.values())
        self.put((0.0, 0.0), self.size)
        if is_beside:
            self._write_beside()
        else:
            self._write_inside()

    def colour(self, entry: int) -> str:
        """Return the colour of an entry; of a hollow cell that of its edge."""
        return self.colour_scale.ramp.colours[int(self.colours[entry])]

    def middle(self, entry: int) -> Point:
        """Return the middle of the cell of an entry."""
        x, y, _ = self.cells.get_center()
        row, column = divmod(entry, self.columns)
        along, down = (column + 0.5) / self.columns - 0.5, 0.5 - (row + 0.5) / self.rows
        return float(x + self.size[0] * along), float(y + self.size[1] * down)

    def put(self, middle: Point, size: Point) -> None:
        """Draw it somewhere in a size, without its numbers."""
        for shape, entries, kind in self._shapes:
            shape.points = self._outlines(entries, kind, size) + np.array([*middle, 0.0])

    def tie(self, start: Point, end: Point) -> Self:
        """Hang it on a short line between two places, so that it is seen whose vector it is."""
        dx, dy = np.subtract(end, start)
        across = np.array([-dy, dx]) / np.hypot(dx, dy) * TIE / 2
        foot, top = np.array(start), np.array(end)
        corners = [foot + across, foot - across, top - across, top + across]
        line = filled(polygons([np.array(corners)]), Tag("line", "mute"), self.theme.colour.mute)
        self.add(line.set_z_index(WIRE))
        return self

    def call(self, label: Label) -> Self:
        """Write at its right whose vector it is, level with its foot."""
        x, y = float(self.cells.get_center()[0]), float(self.cells.get_center()[1])
        self.add(label.place(x + self.size[0] / 2 + NAME_GAP, y - self.size[1] / 2 + NAME_LIFT, "left"))
        self.names.append(label)
        return self

    def paint(self, colour: str, *, tone: str, opacity: float = 1.0) -> None:
        """Draw it in another hue, the sizes told as before: `tint` dims a column as it dims a label."""
        background, full = self.theme.colour.background, self.theme.colour[self.colour_scale.ramp.tone]
        for shape, entries, kind in self._shapes:
            if kind in ("cell", "inside"):
                shade = mix(background, colour, _share(background, full, self.colour(int(entries[0]))))
                shape.set_fill(hollow_fill(self.theme, shade) if kind == "inside" else shade, opacity)
        for label in self.names:
            label.paint(colour, tone=tone, opacity=opacity)
        self.tone = tone

    def fade_in(self, seconds: float) -> Cue:
        """Return the coming of its cells, one soon after the other from the top; a strip comes at once."""
        shapes = sorted(self._shapes, key=lambda shape: int(shape[1][0]))
        if self.is_strip:
            return fade_in(seconds, self)
        cues = []
        for shape, entries, _ in shapes:
            numbers = [self.numbers[n] for n in entries.tolist() if n in self.numbers]
            cues.append(delayed(LAG * int(entries[0]), fade_in(seconds, shape, *numbers)))
        return together(*cues)

    # drawing

    def _make_shapes(self, *, marked: bool) -> list[tuple[VMobject, NDArray[np.int64], str]]:
        """Return the shapes with their entries and what they are: all cells of one look are one shape."""
        colour, found = self.theme.colour, []
        zeros = np.flatnonzero((self.values == 0) | np.isnan(self.values))
        if self.is_strip:
            every = np.arange(len(self.values))
            found.append((filled(np.zeros((0, 3)), Tag("plate", "spent"), self._mean_colour()), every, "ground"))
        if len(zeros):
            bare = mix(colour.background, colour.bed, EMPTY)
            found.append((filled(np.zeros((0, 3)), Tag("plate", "bed"), bare), zeros, "bare"))
            if marked and not self.is_strip:
                found.append((filled(np.zeros((0, 3)), Tag("plate", "mute"), colour.mute), zeros, "mark"))
        told = set(spread_evenly(len(self.values), MOST_TOLD))
        looks = {(int(c), bool(v < 0)) for c, v in zip(self.colours, self.values, strict=True) if v}
        for shade, negative in sorted(looks):
            entries = np.flatnonzero((self.colours == shade) & ((self.values < 0) == negative) & (self.values != 0))
            shape = filled(np.zeros((0, 3)), self._tag(entries, told), self.colour_scale.ramp.colours[shade])
            if self._is_faint(entries):
                found.append((filled(np.zeros((0, 3)), Tag("plate", "low"), colour.low), entries, "outline"))
            found.append((shape, entries, "cell"))
            if negative:
                faint = hollow_fill(self.theme, self.colour_scale.ramp.colours[shade])
                found.append((filled(np.zeros((0, 3)), Tag("plate", "spent"), faint), entries, "inside"))
            unwritten = entries[~np.isin(entries, list(self.numbers))]
            if self._is_faint(entries) and len(unwritten):
                sign = filled(np.zeros((0, 3)), Tag("plate", "low"), colour.low)
                found.append((sign, unwritten, "minus" if negative else "plus"))
        return [(shape.set_z_index(PART), entries, kind) for shape, entries, kind in found]

    def _is_faint(self, entries: NDArray[np.int64]) -> bool:
        """Return whether cells of one look are too faint to be seen as hollow or filled; a strip has no cells."""
        return not self.is_strip and int(self.colours[entries[0]]) < FAINT * STEPS

    def _tag(self, entries: NDArray[np.int64], told: set[int]) -> Tag:
        """Return what `check` is told of some entries."""
        readings = tuple(self.readings[n] for n in entries if n in told)
        if not readings:
            return Tag("plate", "spent")
        places = tuple(self.colour_scale.rise(abs(reading.value)) for reading in readings)
        return Tag("mark", self.colour_scale.ramp.tone, readings, places, scale=self.colour_scale.scale_name)

    def _mean_colour(self) -> str:
        """Return what lies below a strip, so that no background shines through between two cells."""
        return self.colour_scale.ramp.colours[round(float(self.colours.mean()))]

    def _outlines(self, entries: NDArray[np.int64], kind: str, size: Point) -> Points:
        """Return the outlines of some cells of a column in the middle of the picture."""
        if kind == "ground":
            return rectangles([(0.0, 0.0)], [size])
        pitch = size[0] / self.columns, size[1] / self.rows
        row, column = np.divmod(entries, self.columns)
        middles = np.column_stack([pitch[0] * (column + 0.5) - size[0] / 2, size[1] / 2 - pitch[1] * (row + 0.5)])
        if kind == "mark":
            return diamonds(middles, ZERO_MARK * min(pitch) * 1.2)
        gap = 0.0 if self.is_strip else max(GAP * min(pitch), LEAST_GAP)
        wide, high = pitch[0] - (gap if self.columns > 1 else 0.0), pitch[1] - gap
        if kind in ("minus", "plus"):
            long, thick = SIGN * min(wide, high), SIGN_EDGE * min(wide, high)
            bars = [rectangles(middles, [(long, thick)] * len(entries))]
            return np.vstack(bars + ([rectangles(middles, [(thick, long)] * len(entries))] if kind == "plus" else []))
        if kind in ("cell", "inside") and self._is_faint(entries):
            wide, high = wide - 2 * OUTLINE, high - 2 * OUTLINE
        if kind == "inside":
            edge = min(self.theme.stroke.bank / 100, THIN_EDGE * min(wide, high))
            if self.is_strip:  # its edges lie along it
                inner = 1 - 2 * RAIL
                wide, high = (wide * inner, high) if self.columns == 1 else (wide, high * inner)
            else:
                wide, high = wide - 2 * edge, high - 2 * edge
        return rectangles(middles, [(wide, high)] * len(entries))

    def _write_inside(self) -> None:
        """Put the numbers into their cells, each in a tone that is read there."""
        for n, label in self.numbers.items():
            (x, y), value = self.middle(n), self.values[n]
            on = self.colour_scale.ramp.text_on(self.colour(n))
            label.tint("mute" if value == 0 else "ink" if value < 0 else on)
            label.place(x, y - CENTRE).set_z_index(TEXT, family=True)

    def _write_beside(self) -> None:
        """Put the numbers at the right of the cells, the signs before the digits, and the whole into the middle."""
        signs = {n: sign_width(label) for n, label in self.numbers.items()}
        start = self.size[0] / 2 + NUMBER_GAP + max(signs.values())
        for n, label in self.numbers.items():
            label.tint("mute" if self.values[n] == 0 else "ink")
            label.place(start - signs[n], self.middle(n)[1] - CENTRE, "left").set_z_index(TEXT, family=True)
        self.shift((-(float(self.get_right()[0]) - self.size[0] / 2) / 2, 0, 0))


def _share(start: str, end: str, colour: str) -> float:
    """Return how far a colour lies on the way from one to another, 0 to 1."""
    a, b, c = (np.array(list(bytes.fromhex(code[1:])), float) for code in (start, end, colour))
    way: Array = b - a
    return float(np.clip((c - a) @ way / (way @ way), 0.0, 1.0))

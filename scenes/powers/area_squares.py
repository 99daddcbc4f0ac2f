"""Squares whose area follows a number: a row for each weight, a column for each time that it has multiplied.

A row begins with an outlined square of area 1. Each further square comes out of the one before it and is drawn with
the area that it then has, so that the eye sees one multiplication at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rnnanim.backend.shapes import VGroup
from rnnanim.mobjects.base.geometry import Point
from rnnanim.mobjects.base.layers import PART, WIRE
from rnnanim.mobjects.base.motion import Cue, together, tween
from rnnanim.mobjects.base.shapes import filled
from rnnanim.mobjects.base.tagging import Tag, tagged
from rnnanim.numerics import Reading
from rnnanim.theme import Box, Theme

from manim import Mobject, VMobject

SCALE = "cells"  # one scale for all squares, as `check` calls it
OUTLINE = 1.8


@dataclass(frozen=True, slots=True)
class Grid:
    """Where the squares of some rows stand.

    Parameters
    ----------
    side : float
        Of the square of area 1 [scene units].
    columns : tuple of float
        x of the columns, from the outlined squares on, to the left.
    rows : tuple of float
        y of the rows, from the top.
    """

    side: float
    columns: tuple[float, ...]
    rows: tuple[float, ...]


def grid(box: Box, values: Sequence[Sequence[float]], *, gap: float, least_row: float) -> Grid:
    """Return the largest squares for which every row and column has room in a box.

    Parameters
    ----------
    box : Box
        Left, right, top and bottom.
    values : rows of numbers
        The areas, column by column, without the 1 in front; a column is as wide as its largest square.
    gap : float
        Between two columns [scene units].
    least_row : float
        A row is at least so high; what is left over is shared out between the rows.

    >>> grid((-4, 4, 4, -4), [[4.0, 16.0], [0.25, 0.0625]], gap=0.5, least_row=0.5)
    Grid(side=1.0, columns=(3.5, 1.5, -2.0), rows=(2.0, -3.5))
    """
    left, right, top, bottom = box
    sizes = np.sqrt(np.abs(np.array([[1.0, *row] for row in values], float)))
    wide, high = sizes.max(axis=0), sizes.max(axis=1)
    side = (right - left - gap * (len(wide) - 1)) / wide.sum()
    while np.maximum(side * high, least_row).sum() > top - bottom:
        side *= 0.98
    heights = np.maximum(side * high, least_row)
    between = (top - bottom - heights.sum()) / max(1, len(heights) - 1)
    rights = right - np.concatenate([[0.0], np.cumsum(side * wide[:-1] + gap)])
    tops = top - np.concatenate([[0.0], np.cumsum(heights[:-1] + between)])
    columns, rows = rights - side * wide / 2, tops - heights / 2
    return Grid(float(side), tuple(map(float, columns)), tuple(map(float, rows)))


def square(theme: Theme, at: Point, side: float, tag: Tag, opacity: float = 1.0) -> VMobject:
    """Return a filled square in the colour of the tag's role."""
    half = side / 2
    corners = [(half, half), (-half, half), (-half, -half), (half, -half), (half, half)]
    outline = np.array([(at[0] + x, at[1] + y, 0.0) for x, y in corners])
    return tagged(filled(outline, theme.colour[tag.tone], opacity).set_z_index(PART), tag)


class SquareRow(VGroup):
    """The powers of one weight as squares, from right to left.

    Parameters
    ----------
    readings : sequence of Reading
        Of k = 1, 2, 3 …
    grid : Grid
    row : int
        Which of the grid's.

    Attributes
    ----------
    shown : float
        How many squares there are; between two whole numbers one is on its way.
    outline : float
        Opacity of the square of area 1.
    """

    def __init__(self, theme: Theme, readings: Sequence[Reading], grid: Grid, row: int, *, tone: str = "wh") -> None:
        super().__init__()
        self.theme, self.readings, self.grid, self.tone = theme, tuple(readings), grid, tone
        self.y, self.shown, self.outline = grid.rows[row], 0.0, 0.0

    def side(self, k: int) -> float:
        """Return the side of the square for k [scene units]."""
        return self.grid.side * (1.0 if k == 0 else abs(self.readings[k - 1].value) ** 0.5)

    def draw(self) -> SquareRow:
        """Draw the outlined square and those that are there by now."""
        self.submobjects: list[Mobject] = []
        if self.outline > 0:
            frame = square(self.theme, (self.grid.columns[0], self.y), self.side(0), Tag("outline", "low"), 0.0)
            self.add(frame.set_stroke(self.theme.colour.low, OUTLINE, self.outline).set_z_index(WIRE))
        whole = int(self.shown + 1e-9)
        for k in range(1, whole + 1):
            self._add(k, self.grid.columns[k], self.side(k))
        share = self.shown - whole
        if share > 1e-9:
            x, side = (
                a + (b - a) * share
                for a, b in (self.grid.columns[whole : whole + 2], (self.side(whole), self.side(whole + 1)))
            )
            self._add(whole + 1, x, side)
        return self

    def fade_in(self, seconds: float) -> Cue:
        """Return the fading in of the outlined square."""
        return tween(seconds, self, outline=1.0)

    def fade_out(self, seconds: float) -> Cue:
        """Return the fading of the outlined square."""
        return tween(seconds, self, outline=0.0)

    def multiply(self, k: int, seconds: float) -> Cue:
        """Return the coming of the k-th square out of the one before it."""
        return tween(seconds, self, shown=float(k))

    def move(self, goals: Sequence[tuple[Point, float]], seconds: float, *, lag: float = 0.0) -> Cue:
        """Return the way of each square to a place and a side elsewhere, one after the other; they end there."""
        starts = [((self.grid.columns[k], self.y), self.side(k)) for k in range(1, len(self.readings) + 1)]
        shares = [0.0] * len(starts)

        def draw() -> None:
            self.submobjects = []
            for k, ((a, size), (b, goal), share) in enumerate(zip(starts, goals, shares, strict=True), 1):
                x, y = (a[i] + (b[i] - a[i]) * share for i in (0, 1))
                self._add(k, x, size + (goal - size) * share, y=y)

        def moved(i: int) -> Cue:
            def apply(share: float) -> None:
                shares[i] = share
                draw()

            return Cue(apply, seconds)

        return together(*(moved(i) for i in range(len(starts))), lag=lag)

    def _add(self, k: int, x: float, side: float, y: float | None = None) -> None:
        tag = Tag("mark", self.tone, (self.readings[k - 1],), (side,), law="area", scale=SCALE)
        self.add(square(self.theme, (x, self.y if y is None else y), side, tag))

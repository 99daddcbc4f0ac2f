"""Jacobian products as cells: a triangle for each loss, a row in it for each path, a cell for each multiplication.

In the row of a path its cells lie as its steps do, from the loss at the right back to the left. Cells that are one
and the same multiplication fall onto each other: those of all paths of a loss, then those of all losses.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rnnanim.mobjects.base.geometry import Point, Points
from rnnanim.mobjects.base.layers import PART, WIRE
from rnnanim.mobjects.base.motion import Cue, tween
from rnnanim.mobjects.base.tagging import Tag
from rnnanim.mobjects.charts.shapes import filled, rectangles
from rnnanim.numerics import Reading
from rnnanim.numerics.recursion import Way, products
from rnnanim.theme import Box, Theme, mix

from manim import VGroup, VMobject

LARGEST = 0.36  # side of a cell at most, with the gap to the next [scene units]
FILLED = 0.84  # of that side
APART, WIDEST = 1.6, 5.0  # between two triangles, at least and at most, in cells
BELOW = 0.26  # under a row of triangles
SCALE = "products"  # one scale for all areas of cells, as `check` calls it
LEFT_BEHIND: dict[Way, tuple[str, float]] = {"scratch": ("spent", 0.42), "shared": ("gradient", 0.5)}
"""Colour role and how much of it there is where cells were that need not be done."""


@dataclass(frozen=True, slots=True)
class Triangles:
    """Where the triangles stand.

    Parameters
    ----------
    cell : float
        Side of a cell with the gap to the next [scene units].
    corners : dict of step to (x, y)
        The lower right corner of the triangle of each loss, from the last one on.
    """

    cell: float
    corners: dict[int, Point]


def triangles(box: Box, steps: int) -> Triangles:
    """Return the largest triangles of 1 … steps − 1 rows that have room in a box, the largest first.

    >>> triangles((0.0, 9.0, 9.0, 0.0), 3).cell
    0.36
    """
    left, right, top, bottom = box
    cell = LARGEST
    while (rows := _rows(steps, (right - left) / cell)) and _height(rows, cell) > top - bottom:
        cell *= 0.98
    corners: dict[int, Point] = {}
    y = top - (top - bottom - _height(rows, cell)) / 2 if rows else top
    for row in rows:
        y -= (row[0] - 1) * cell
        taken = sum(t - 1 for t in row) * cell
        gap = min((right - left - taken) / max(1, len(row) - 1), WIDEST * cell)
        x = (left + right - taken - gap * (len(row) - 1)) / 2
        for t in row:
            x += (t - 1) * cell
            corners[t] = (x, y)
            x += gap
        y -= BELOW
    return Triangles(cell, corners)


def _rows(steps: int, width: float) -> list[list[int]]:
    """Return which losses stand in one row, in a width counted in cells."""
    rows: list[list[int]] = []
    room = 0.0
    for t in range(steps, 1, -1):
        if rows and room >= t - 1 + APART:
            rows[-1].append(t)
            room -= t - 1 + APART
        else:
            rows.append([t])
            room = width - (t - 1)
    return rows


def _height(rows: list[list[int]], cell: float) -> float:
    return sum((row[0] - 1) * cell + BELOW for row in rows)


class ProductCells(VGroup):  # type: ignore[misc]
    """The cells of the losses of all steps.

    Parameters
    ----------
    steps : int
    counts : dict of Way to Reading
        How many products each way to the gradient needs.

    Attributes
    ----------
    shown : float
        How many cells are there, those of the last loss first, of each loss those of the longest path.
    shared, joined : float
        How far the paths of each loss have fallen onto the longest of them, and these onto that of the last loss.
    spread : float
        How far the last row has gone on to `goals`.
    goals : (n, 2), side
        Where the cells of the recursion stand in the picture that follows, and how large.
    """

    def __init__(self, theme: Theme, box: Box, steps: int, counts: dict[Way, Reading]) -> None:
        super().__init__()
        self.theme, self.steps, self.counts = theme, steps, counts
        self.place = triangles(box, steps)
        order = sorted(products(range(1, steps + 1), "scratch"), key=lambda p: (-p.t, p.k, -p.j))
        self._cells = np.array(order, float).reshape(-1, 3)
        self.shown = self.shared = self.joined = self.spread = self.faded = 0.0
        self.goals: tuple[Points, float] = (np.zeros((0, 2)), 0.0)

    @property
    def of_one_loss(self) -> int:
        """How many cells the last loss has."""
        return int((self._cells[:, 0] == self.steps).sum())

    def draw(self) -> ProductCells:
        """Rebuild the picture from its attributes."""
        self.submobjects: list[VMobject] = []
        shown = self._cells[: round(self.shown)]
        rows, last = shown[shown[:, 1] == 1], shown[(shown[:, 1] == 1) & (shown[:, 0] == self.steps)]
        if self.shared > 0:
            self._leave_behind(shown, "scratch")
        if self.joined > 0:
            self._leave_behind(rows, "shared")
        if self.joined >= 1:
            self._add(last, "recursion")
        elif self.shared >= 1:
            self._add(rows, "shared")
        else:
            self._add(shown, "scratch")
        return self

    # motion

    def count(self, cells: int, seconds: float) -> Cue:
        """Return the coming of cells, until so many are there."""
        return tween(seconds, self, shown=float(cells))

    def share(self, seconds: float) -> Cue:
        """Return the fall of the paths of each loss onto the longest of them."""
        return tween(seconds, self, shared=1.0)

    def join(self, seconds: float) -> Cue:
        """Return the way of what is left of each loss to the row of the last one."""
        return tween(seconds, self, joined=1.0)

    def go_on(self, middles: Points, side: float, seconds: float) -> Cue:
        """Return the way of the last row into another picture, while what was left behind fades."""
        return tween(seconds, self, spread=1.0, faded=1.0, before=lambda: setattr(self, "goals", (middles, side)))

    # drawing

    def middles(self, cells: Points, shared: float, joined: float) -> Points:
        """Return the middles of cells, (n, 2), some share of the way down and on."""
        t, k, j = cells.T
        corners = np.array([self.place.corners[int(step)] for step in t]).reshape(-1, 2)
        at = corners + self.place.cell * np.column_stack([j - t - 0.5, (k - 1) * (1 - shared) + 0.5])
        last = np.array(self.place.corners.get(self.steps, (0.0, 0.0)))
        goal = last + self.place.cell * np.column_stack([j - self.steps - 0.5, np.full(len(j), 0.5)])
        found: Points = at + (goal - at) * joined
        return found

    def _leave_behind(self, cells: Points, way: Way) -> None:
        """Draw where cells were whose multiplications need not be done."""
        tone, there = LEFT_BEHIND[way]
        if (share := there * (1 - self.faded)) > 0:
            shade = mix(self.theme.colour.background, self.theme.colour[tone], share)
            self._draw(self.middles(cells, 0.0, 0.0), FILLED * self.place.cell, Tag("plate", "spent"), shade, WIRE)

    def _add(self, cells: Points, way: Way) -> None:
        side, middles = FILLED * self.place.cell, self.middles(cells, self.shared, self.joined)
        if self.spread > 0:
            goals, goal = self.goals
            middles, side = middles + (goals - middles) * self.spread, side + (goal - side) * self.spread
        reading, colour = self.counts[way], self.theme.colour["core" if way == "recursion" else "gradient"]
        is_whole = len(cells) == reading.value and self.spread == 0
        area = Tag("mark", "gradient", (reading,), (float(np.sqrt(len(cells))) * side,), law="area", scale=SCALE)
        self._draw(middles, side, area if is_whole else Tag("plate", "gradient"), colour, PART)

    def _draw(self, middles: Points, side: float, tag: Tag, colour: str, layer: int) -> None:
        shape = filled(rectangles(middles, [(side, side)] * len(middles)), tag, colour)
        self.add(shape.set_z_index(layer))

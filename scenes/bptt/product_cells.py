"""Jacobian products as cells: a triangle for each loss, a row in it for each path, a cell for each multiplication.

In the row of a path its cells lie as its steps do, from the loss at the right back to the left. Cells that are one
and the same multiplication fall onto each other: those of all paths of a loss; then the chains of all losses, which
lie under each other step by step, fall into one chain, and a tick shows where each loss joins it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from rnnanim.mobjects.base.geometry import Point, Points
from rnnanim.mobjects.base.layers import PART, WIRE
from rnnanim.mobjects.base.motion import Cue, tween
from rnnanim.mobjects.base.roles import line_role, text_role
from rnnanim.mobjects.base.shapes import stroke_pieces
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
LEFT_BEHIND: dict[Way, tuple[str, float]] = {"scratch": ("mute", 0.38), "shared": ("text", 0.46)}
"""Colour role and how much of it there is where cells were that need not be done."""
LATER = 0.55  # share of the time of joining that passes until the last of the chains sets out
TICK = 0.06, 0.2  # from the middle of a cell up to the foot and the top of a tick, in addition to half a cell


@dataclass(frozen=True, slots=True)
class Triangles:
    """Where the triangles stand.

    Parameters
    ----------
    cell : float
        Side of a cell with the gap to the next [scene units].
    corners : dict of step to (x, y)
        The lower right corner of the triangle of each loss, from the last one on.
    chains : (x, y)
        The lower left corner of the chains of all losses, one over the other.
    chain : float
        Height of the middle of the one chain that they join.
    """

    cell: float
    corners: dict[int, Point]
    chains: Point = (0.0, 0.0)
    chain: float = 0.0


def triangles(box: Box, steps: int, *, largest: float = LARGEST) -> Triangles:
    """Return the largest triangles of 1 … steps − 1 rows that have room in a box, the largest first.

    >>> triangles((0.0, 9.0, 9.0, 0.0), 3).cell
    0.36
    """
    left, right, top, bottom = box
    cell = largest
    while (rows := _rows(steps, (right - left) / cell)) and _height(rows, cell) > top - bottom:
        cell *= 0.98
    corners: dict[int, Point] = {}
    y = top - (top - bottom - _height(rows, cell)) / 2 if rows else top
    for row in rows:
        y -= (row[0] - 1) * cell
        taken = sum(t - 1 for t in row) * cell
        gap = min((right - left - taken) / max(1, len(row) - 1), WIDEST * cell)
        x = left if len(rows) > 1 else (left + right - taken - gap * (len(row) - 1)) / 2
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
    shared, gathered, joined : float
        How far the paths of each loss have fallen onto the longest of them; these have gone to lie under each other,
        step by step; and have fallen into one chain.
    spread : float
        How far the last row has gone on to `goals`.
    goals : (n, 2), side
        Where the cells of the recursion stand in the picture that follows, and how large.
    """

    def __init__(
        self, theme: Theme, box: Box, steps: int, counts: dict[Way, Reading], *, chains: Box, chain: float
    ) -> None:
        super().__init__()
        self.theme, self.steps, self.counts = theme, steps, counts
        left, right, top, bottom = chains
        largest = min(LARGEST, min(right - left, top - bottom) / max(1, steps - 1))
        self.place = replace(triangles(box, steps, largest=largest), chains=(left, bottom), chain=chain)
        order = sorted(products(range(1, steps + 1), "scratch"), key=lambda p: (-p.t, p.k, -p.j))
        self._cells = np.array(order, float).reshape(-1, 3)
        self.shown = self.shared = self.gathered = self.joined = self.spread = self.faded = 0.0
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
            self._add_ticks()
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

    def gather(self, seconds: float) -> Cue:
        """Return the way of what is left of each loss to where all lie under each other, step by step."""
        return tween(seconds, self, gathered=1.0)

    def join(self, seconds: float) -> Cue:
        """Return the fall of these chains into one, that of the last loss first."""
        return tween(seconds, self, joined=1.0)

    def go_on(self, middles: Points, side: float, seconds: float) -> Cue:
        """Return the way of the last row into another picture, while what was left behind fades."""
        return tween(seconds, self, spread=1.0, faded=1.0, before=lambda: setattr(self, "goals", (middles, side)))

    # drawing

    def middles(self, cells: Points, shared: float, gathered: float, joined: float) -> Points:
        """Return the middles of cells, (n, 2), some share of the way down and on."""
        t, k, j = cells.T
        cell, (left, bottom) = self.place.cell, self.place.chains
        corners = np.array([self.place.corners[int(step)] for step in t]).reshape(-1, 2)
        at = corners + cell * np.column_stack([j - t - 0.5, (k - 1) * (1 - shared) + 0.5])
        along = left + cell * (j - 1.5)
        over = np.column_stack([along, bottom + cell * (self.steps - t + 0.5)])
        at = at + (over - at) * gathered
        goal = np.column_stack([along, np.full(len(j), self.place.chain)])
        found: Points = at + (goal - at) * self._fallen(t, joined)[:, None]
        return found

    def _fallen(self, t: Points, joined: float) -> Points:
        """Return how far the chains of losses have fallen, which set out one after the other."""
        waits = LATER * (self.steps - t) / max(1, self.steps - 2)
        share = np.clip((joined - waits) / (1 - LATER), 0, 1)
        return np.asarray(share**2 * (3 - 2 * share))

    def joint(self, t: int) -> Point:
        """Return where the loss of a step joins the chain."""
        return self.place.chains[0] + self.place.cell * (t - 1), self.place.chain

    def _add_ticks(self) -> None:
        """Draw a tick where each loss has joined the chain, as those whose chain has fallen do."""
        steps = np.arange(1, self.steps + 1)
        landed = steps[self._fallen(np.maximum(steps, 2.0), self.joined) >= 1]
        if not len(landed) or self.faded >= 1:
            return
        foot, top = (self.place.chain + self.place.cell / 2 + up for up in TICK)
        lines = [np.array([(x, foot), (x, top)]) for x, _ in map(self.joint, landed)]
        ticks = stroke_pieces(self.theme, lines, Tag("line", line_role(self.theme, "gradient")), self.theme.stroke.rule)
        self.add(ticks.set_stroke(opacity=1 - self.faded).set_z_index(PART))

    def _leave_behind(self, cells: Points, way: Way) -> None:
        """Draw where cells were whose multiplications need not be done."""
        tone, there = LEFT_BEHIND[way]
        if (share := there * (1 - self.faded)) > 0:
            shade = mix(self.theme.colour.background, self.theme.colour[tone], share)
            gathered = 1.0 if way == "shared" else 0.0
            self._draw(
                self.middles(cells, gathered, gathered, 0.0),
                FILLED * self.place.cell,
                Tag("plate", "spent"),
                shade,
                WIRE,
            )

    def _add(self, cells: Points, way: Way) -> None:
        side, middles = FILLED * self.place.cell, self.middles(cells, self.shared, self.gathered, self.joined)
        if self.spread > 0:
            goals, goal = self.goals
            middles, side = middles + (goals - middles) * self.spread, side + (goal - side) * self.spread
        theme, reading = self.theme, self.counts[way]
        colour = theme.colour[text_role(theme, "core") if way == "recursion" else line_role(theme, "gradient")]
        is_whole = len(cells) == reading.value and self.spread == 0
        area = Tag("mark", "gradient", (reading,), (float(np.sqrt(len(cells))) * side,), law="area", scale=SCALE)
        self._draw(middles, side, area if is_whole else Tag("plate", "gradient"), colour, PART)

    def _draw(self, middles: Points, side: float, tag: Tag, colour: str, layer: int) -> None:
        shape = filled(rectangles(middles, [(side, side)] * len(middles)), tag, colour)
        self.add(shape.set_z_index(layer))

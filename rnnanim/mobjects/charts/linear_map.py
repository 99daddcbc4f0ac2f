"""What a (2, 2) matrix does to the plane: the unit circle with its arrows becomes an ellipse, the grid comes along.

The semi-axes of the ellipse are the singular values of the matrix; the circle stays behind as a thin line::

    plane = LinearMap(theme, (-6, 6, 2.5, -2.5), reach=(3.0, 1.2))
    self.show(plane)
    self.play(plane.arrive(1.0))
    self.play(plane.become(image, 1.2))  # a `MapImage`: entries and singular values, as readings
    self.play(tween(0.4, plane, axes=1.0))
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from rnnanim.backend.shapes import VGroup
from rnnanim.mobjects.base.geometry import Point, Points
from rnnanim.mobjects.base.layers import PART, STREAM, THREAD, WIRE
from rnnanim.mobjects.base.motion import Cue, tween
from rnnanim.mobjects.base.roles import line_role
from rnnanim.mobjects.base.shapes import stroke_pieces
from rnnanim.mobjects.base.tagging import Tag
from rnnanim.mobjects.charts.shapes import discs, filled, polygons
from rnnanim.numerics import Reading
from rnnanim.numerics.scaled import Array
from rnnanim.theme import Box, Theme

from manim import Mobject

ARROWS, SAMPLES = 16, 144
SHAFT, RIM, CIRCLE, AXES = 2.0, 3.4, 1.8, (4.6, 3.0)  # strokes: arrows, ellipse, circle, long and short semi-axis
UNDER = 3.0  # by how much the ground of a semi-axis is wider, on which it stands out from the arrows
HEAD = (0.20, 0.075)  # length and half the breadth of an arrow's head, less where the arrow is short
FILL, TRAIL = 0.16, 0.66  # opacity of the ellipse, and of the outlines of those before
DOT = 0.07
GRID, PITCH = 4.0, 0.5  # half the side of the grid, and from line to line, in units of the plane
_ANGLES = 2 * np.pi * np.arange(ARROWS) / ARROWS
_ROUND = 2 * np.pi * np.arange(SAMPLES) / SAMPLES


@dataclass(frozen=True, slots=True)
class MapImage:
    """What a matrix makes of the unit circle, as readings.

    Parameters
    ----------
    entries : ((2,), (2,)) of Reading
        Of the matrix, row by row.
    lengths : (2,) of Reading
        Its singular values, the largest first.
    """

    entries: Sequence[Sequence[Reading]]
    lengths: Sequence[Reading]

    @property
    def matrix(self) -> Array:
        """The numbers of the matrix, (2, 2)."""
        return np.array([[entry.value for entry in row] for row in self.entries])


class LinearMap(VGroup):
    """The plane as a matrix has changed it.

    Parameters
    ----------
    box : Box
        What is drawn stays inside; the origin is in its middle.
    reach : (float, float)
        How far to the right and upwards the numbers go that it is to hold.
    name : str
        Of the scale of its lengths, for `check`; maps with one unit may share it.
    grid : bool
        Whether the lines of a grid come along.

    Attributes
    ----------
    matrix : (2, 2)
        As it is now; on the way from one matrix to the next every arrow's tip goes straight.
    grown : float
        How far circle and arrows have come from the origin, 0 to 1.
    axes, circle, grid, arrows, opacity : float
        Opacity of the semi-axes, of the circle that stays behind, of the grid, of the arrows and of all.
    trail : list of (2, 2)
        Matrices of which the ellipse has stayed as a thin line.
    """

    def __init__(
        self, theme: Theme, box: Box, reach: tuple[float, float], *, name: str = "map", grid: bool = True
    ) -> None:
        super().__init__()
        self.theme, self.box, self.scale_name = theme, box, name
        left, right, top, bottom = box
        self.length = min((right - left) / 2 / reach[0], (top - bottom) / 2 / reach[1])
        self.matrix: Array = np.eye(2)
        self.image: MapImage | None = None
        self.trail: list[Array] = []
        self.grown, self.axes, self.circle, self.arrows, self.opacity = 1.0, 0.0, 1.0, 1.0, 1.0
        self.grid = float(grid)
        self.draw()

    @property
    def unit(self) -> Point:
        """Scene units for 1 along both axes."""
        return self.length, self.length

    def point(self, x: float, y: float) -> Point:
        """Return the place of a vector [scene units]."""
        left, right, top, bottom = self.box
        return (left + right) / 2 + x * self.length, (top + bottom) / 2 + y * self.length

    def arrive(self, seconds: float) -> Cue:
        """Return the growing of circle and arrows from the origin; if there is a grid it comes with them."""
        grid = self.grid

        def begin() -> None:
            self.grown, self.grid = 0.0, 0.0

        return tween(seconds, self, before=begin, grown=1.0, grid=grid)

    def become(self, image: MapImage | None, seconds: float, *, trail: bool = False) -> Cue:
        """Return the change of the plane into what a matrix makes of it; None for as it was in the beginning.

        Parameters
        ----------
        trail : bool
            Whether the ellipse that was there stays as a thin line.
        """
        source: list[Array] = []
        goal = np.eye(2) if image is None else image.matrix

        def begin() -> None:
            source.append(self.matrix)
            self.image = None
            self.trail = [*self.trail, self.matrix] if trail else self.trail

        def apply(share: float) -> None:
            self.matrix = source[0] + (goal - source[0]) * share
            if share >= 1:
                self.matrix, self.image = goal, image
            self.draw()

        return Cue(apply, seconds, begin=begin)

    def fade_out(self, seconds: float) -> Cue:
        """Return the fading of all of it."""
        return tween(seconds, self, opacity=0.0)

    def move(self, seconds: float, box: Box, length: float) -> Cue:
        """Return the change into another box and another length of 1."""
        start: list[Any] = []

        def apply(share: float) -> None:
            before, unit = start[0]
            self.box = tuple(a + (b - a) * share for a, b in zip(before, box, strict=True))
            self.length = unit + (length - unit) * share
            self.draw()

        return Cue(apply, seconds, begin=lambda: start.append((self.box, self.length)))

    # drawing

    def draw(self) -> LinearMap:
        """Draw the plane as it is now."""
        self.submobjects: list[Mobject] = []
        if self.opacity > 0:
            self._add_grid()
            self._add_circle()
            self._add_trail()
            self._add_ellipse()
            self._add_arrows()
            self._add_axes()
        return self

    def _places(self, vectors: Array) -> Points:
        """Return the places of vectors, (n, 2), as the columns of the matrix have moved them."""
        x, y = self.point(0.0, 0.0)
        return np.asarray(vectors @ self.matrix.T * self.length + (x, y))

    def _line(self, pieces: Sequence[Points], tone: str, width: float, opacity: float, layer: int) -> None:
        if pieces and opacity * self.opacity > 0:
            line = stroke_pieces(self.theme, pieces, Tag("line", tone), width, opacity * self.opacity)
            self.add(line.set_z_index(layer))

    def _add_grid(self) -> None:
        if self.grid <= 0:
            return
        upright = [np.array([(x, -GRID), (x, GRID)]) for x in np.arange(-GRID, GRID + PITCH / 2, PITCH)]
        ends = [*upright, *(pair[:, ::-1] for pair in upright)]
        pieces = [piece for pair in ends if (piece := clipped(self._places(pair), self.box)) is not None]
        self._line(pieces, "bed", self.theme.stroke.rule, self.grid, WIRE)

    def _add_circle(self) -> None:
        way = np.column_stack([np.cos(_ROUND), np.sin(_ROUND)]) * self.length * self.grown + self.point(0, 0)
        self._line([np.vstack([way, way[:1]])], "mute", CIRCLE, self.circle, THREAD)

    def _add_trail(self) -> None:
        round_ = np.column_stack([np.cos(_ROUND), np.sin(_ROUND)])
        ways = [round_ @ matrix.T * self.length + self.point(0, 0) for matrix in self.trail]
        self._line([np.vstack([way, way[:1]]) for way in ways], "wh", self.theme.stroke.rule, TRAIL, THREAD)

    def _add_ellipse(self) -> None:
        """Add the ellipse; one that is hardly larger than a point is a dot."""
        way = self._places(np.column_stack([np.cos(_ROUND), np.sin(_ROUND)]) * self.grown)
        if float(np.ptp(way, axis=0).max()) < 2 * DOT and self.grown >= 1:
            dot = filled(discs([self.point(0, 0)], DOT), Tag("front", "wh"), self.theme.colour.wh, self.opacity)
            self.add(dot.set_z_index(STREAM))
            return
        body = filled(polygons([way]), Tag("plate", "wh"), self.theme.colour.wh, FILL * self.opacity)
        self.add(body.set_z_index(WIRE + 1))
        self._line([np.vstack([way, way[:1]])], "wh", RIM, 1.0, STREAM)

    def _add_arrows(self) -> None:
        tips = self._places(np.column_stack([np.cos(_ANGLES), np.sin(_ANGLES)]) * self.grown)
        found = [arrow(np.array(self.point(0, 0)), tip) for tip in tips]
        shafts, heads = [shaft for shaft, _ in found], [head for _, head in found if head is not None]
        shown = self.arrows * self.opacity
        self._line([shaft for shaft in shafts if len(shaft)], "state", SHAFT, self.arrows, STREAM + 1)
        if heads and shown > 0:
            body = filled(polygons(heads), Tag("front", "state"), self.theme.colour.state, shown)
            self.add(body.set_z_index(STREAM + 1))

    def _add_axes(self) -> None:
        """Add the axes of the ellipse, the shorter one first, each as long as it is from rim to rim."""
        left, values, _ = np.linalg.svd(self.matrix)
        if self.axes * self.opacity <= 0 or values[0] * self.length < DOT:
            return
        for i in (1, 0):
            end, tone = left[:, i] * values[i], line_role(self.theme, "gradient") if i == 0 else "ink"
            tag = Tag("line", tone)
            if self.image is not None:
                size = float(values[i]) * self.length
                tag = Tag("mark", tone, (self.image.lengths[i],), (size,), scale=self.scale_name)
            way = np.array([self.point(*map(float, -end)), self.point(*map(float, end))])
            shown = self.axes * self.opacity
            ground = polygons([_bar(way, (AXES[i] + UNDER) / 200)])
            self.add(filled(ground, Tag("plate", "background"), self.theme.colour.background, shown))
            self.add(stroke_pieces(self.theme, [way], tag, AXES[i], shown))
            VGroup(*self.submobjects[-2:]).set_z_index(PART, family=True)


def _bar(way: Points, half: float) -> Points:
    """Return the outline of a straight line that is twice as wide as `half`."""
    along = way[1] - way[0]
    across = np.array([-along[1], along[0]]) / max(float(np.hypot(*along)), 1e-9) * half
    return np.array([way[0] + across, way[1] + across, way[1] - across, way[0] - across])


def arrow(start: Points, end: Points) -> tuple[Points, Points | None]:
    """Return shaft and head of a thin arrow; one that is hardly longer than nothing has neither."""
    length = float(np.hypot(*(end - start)))
    if length < 0.02:
        return np.zeros((0, 2)), None
    along = (end - start) / length
    across = np.array([-along[1], along[0]])
    head = min(HEAD[0], 0.45 * length)
    half = HEAD[1] * head / HEAD[0]
    neck = end - along * head
    return np.array([start, neck]), np.array([end, neck + across * half, neck - across * half])


def clipped(ends: Points, box: Box) -> Points | None:
    """Return the part of a straight line that lies in a box (Liang and Barsky 1984), or None.

    >>> clipped(np.array([[-2.0, 0.0], [2.0, 0.0]]), (-1, 1, 1, -1)).tolist()
    [[-1.0, 0.0], [1.0, 0.0]]
    """
    (left, right, top, bottom), (start, end) = box, ends
    way, low, high = end - start, 0.0, 1.0
    for slope, room in (
        (-way[0], start[0] - left),
        (way[0], right - start[0]),
        (-way[1], start[1] - bottom),
        (way[1], top - start[1]),
    ):
        if slope == 0 and room < 0:
            return None
        if slope < 0:
            low = max(low, room / slope)
        elif slope > 0:
            high = min(high, room / slope)
    return None if low >= high else np.array([start + way * low, start + way * high])

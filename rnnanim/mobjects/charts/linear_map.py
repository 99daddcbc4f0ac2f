"""What a (2, 2) matrix does to the plane: the unit circle with its arrows becomes an ellipse, the grid comes along.

The semi-axes of the ellipse are the singular values of the matrix; the circle stays behind as a thin line. Before a
matrix has acted the rim has the hue of states, and then that of W_h::

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
from numpy.typing import NDArray

from rnnanim.backend.shapes import VGroup
from rnnanim.mobjects.base.geometry import Point, Points
from rnnanim.mobjects.base.layers import PART, STREAM, THREAD, WIRE
from rnnanim.mobjects.base.motion import Cue, tween
from rnnanim.mobjects.base.shapes import stroke_pieces
from rnnanim.mobjects.base.tagging import Tag
from rnnanim.mobjects.charts.shapes import discs, filled, polygons
from rnnanim.mobjects.charts.straight import arrow, bar, clipped
from rnnanim.numerics import Reading
from rnnanim.numerics.scaled import Array
from rnnanim.theme import Box, Theme, mix

from manim import Mobject

ARROWS, SAMPLES = 8, 144
SHAFT, RIM, CIRCLE, AXES = 2.0, 3.4, 1.8, (4.6, 3.0)  # strokes: arrows, ellipse, circle, long and short semi-axis
UNDER = 3.0  # by how much the ground of a semi-axis is wider, on which it stands out from the arrows
FILL, TRAIL = 0.16, 0.66  # opacity of the ellipse, and of the outlines of those before
DOT, RINGS = 0.07, 24
GRID, PITCH = 14.0, 1.0  # half the side of the grid, and from line to line, in units of the plane
DENSE = 0.3  # between two lines that lie so near the grid begins to fade [scene units]
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
    hue : float
        How far the rim has gone from the hue of states to that of W_h, 0 to 1.
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
        self.grid, self.hue = float(grid), 0.0
        self.draw()

    @property
    def unit(self) -> Point:
        """Scene units for 1 along both axes."""
        return self.length, self.length

    def point(self, x: float, y: float) -> Point:
        """Return the place of a vector [scene units]."""
        left, right, top, bottom = self.box
        return (left + right) / 2 + x * self.length, (top + bottom) / 2 + y * self.length

    def holds(self, z: NDArray[np.complex128]) -> NDArray[np.bool_]:
        """Return which of many vectors, x + iy, lie in the box."""
        left, right, top, bottom = self.box
        half = (right - left) / 2 / self.length, (top - bottom) / 2 / self.length
        return np.asarray((np.abs(z.real) <= half[0]) & (np.abs(z.imag) <= half[1]))

    def axis_end(self, i: int) -> tuple[float, float]:
        """Return the vector that is a semi-axis of the ellipse, the longest first; its largest entry is positive."""
        left, values, _ = np.linalg.svd(self.matrix)
        way = left[:, i] * np.sign(left[np.argmax(np.abs(left[:, i])), i])
        return float(way[0] * values[i]), float(way[1] * values[i])

    def rings(self) -> list[Points]:
        """Return points all over the ellipse, on rings: what words keep clear of."""
        rim = np.column_stack([np.cos(_ROUND), np.sin(_ROUND)])
        return [self._places(rim * share) for share in np.linspace(0.0, 1.0, RINGS)]

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
        source: list[tuple[Array, float]] = []
        goal = np.eye(2) if image is None else image.matrix

        def begin() -> None:
            source.append((self.matrix, self.hue))
            self.image = None
            self.trail = [*self.trail, self.matrix] if trail else self.trail

        def apply(share: float) -> None:
            matrix, hue = source[0]
            self.matrix = matrix + (goal - matrix) * share
            self.hue = hue + (float(image is not None) - hue) * share
            if share >= 1:
                self.matrix, self.image = goal, image
            self.draw()

        return Cue(apply, seconds, begin=begin)

    def set_to(self, image: MapImage) -> LinearMap:
        """Make it at once what a matrix makes of the plane."""
        self.matrix, self.image, self.hue = image.matrix, image, 1.0
        return self.draw()

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
        (a, b), (c, d) = self.matrix
        sides = float(np.hypot(a, c)), float(np.hypot(b, d))
        apart = abs(a * d - b * c) / max(*sides, 1e-9) * PITCH * self.length
        shown = self.grid * min(1.0, (apart / DENSE) ** 2)
        upright = [np.array([(x, -GRID), (x, GRID)]) for x in np.arange(-GRID, GRID + PITCH / 2, PITCH)]
        ends = [*upright, *(pair[:, ::-1] for pair in upright)]
        pieces = [piece for pair in ends if (piece := clipped(self._places(pair), self.box)) is not None]
        self._line(pieces, "bed", self.theme.stroke.rule, shown, WIRE)

    def _add_circle(self) -> None:
        way = np.column_stack([np.cos(_ROUND), np.sin(_ROUND)]) * self.length * self.grown + self.point(0, 0)
        self._line([np.vstack([way, way[:1]])], "state", CIRCLE, self.circle, THREAD)

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
        colour = mix(self.theme.colour.state, self.theme.colour.wh, self.hue)
        body = filled(polygons([way]), Tag("plate", "wh"), colour, FILL * self.opacity)
        self.add(body.set_z_index(WIRE + 1))
        tag = Tag("line", "wh" if self.hue > 0 else "state")
        rim = stroke_pieces(self.theme, [np.vstack([way, way[:1]])], tag, RIM, self.opacity, colour)
        self.add(rim.set_z_index(STREAM))

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
        """Add the semi-axes, the shorter one first, each as long as it is from the middle to the rim."""
        values = np.linalg.svd(self.matrix, compute_uv=False)
        if self.axes * self.opacity <= 0 or values[0] * self.length < DOT:
            return
        for i in (1, 0):
            end, tone = self.axis_end(i), ("ink", "mute")[i]
            tag = Tag("line", tone)
            if self.image is not None:
                size = float(values[i]) * self.length
                tag = Tag("mark", tone, (self.image.lengths[i],), (size,), scale=self.scale_name)
            way = np.array([self.point(0.0, 0.0), self.point(*end)])
            shown = self.axes * self.opacity
            ground = polygons([bar(way, (AXES[i] + UNDER) / 200)])
            self.add(filled(ground, Tag("plate", "background"), self.theme.colour.background, shown))
            self.add(stroke_pieces(self.theme, [way], tag, AXES[i], shown))
            VGroup(*self.submobjects[-2:]).set_z_index(PART, family=True)

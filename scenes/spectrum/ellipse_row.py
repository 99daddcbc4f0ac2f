"""A row of ellipses over the chart of the norm: what W_h^k makes of the circle at peaks and valleys."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from rnnanim.backend.shapes import VGroup
from rnnanim.mobjects.base.layers import WIRE
from rnnanim.mobjects.base.motion import Cue, cut, one_by_one, pause, tween
from rnnanim.mobjects.base.shapes import dashes, stroke_pieces
from rnnanim.mobjects.base.tagging import Tag
from rnnanim.mobjects.charts.linear_map import LinearMap
from rnnanim.mobjects.charts.log_line import LogLine
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics.matrix_powers import MatrixPowers
from rnnanim.scenes.spectrum.power_maps import image_of
from rnnanim.stage.stage import Stage

from manim import Mobject

LARGEST = 8.0  # the largest norm of an ellipse
HALF, WIDE = 0.5, 1.5  # half the height and half the width that an ellipse may have [scene units]
UNIT, LEAST, GAP = 0.36, 0.1, 0.05  # the length of one, at most and at least; between two ellipses


def turning_points(levels: Sequence[float]) -> list[int]:
    """Return where a line has its peaks and valleys, or where it has none a few places along it.

    >>> turning_points([0.3, 0.4, 0.2, -0.1, 0.1, 0.0]), turning_points([-1.0, -2.0, -3.0, -4.0])
    ([2, 4, 5], [1, 2, 4])
    """
    inner = range(1, len(levels) - 1)
    found = [n + 1 for n in inner if (levels[n] - levels[n - 1]) * (levels[n + 1] - levels[n]) < 0]
    return found or sorted({1, math.ceil(len(levels) / 3), len(levels)})


class EllipseRow:
    """Ellipses that stand over their places on a line, all with one length of one.

    Attributes
    ----------
    ks : list of int
        Which powers.
    maps : list of LinearMap
    """

    def __init__(
        self, stage: Stage, powers: MatrixPowers, norm: LogLine, column: Callable[[float], float], y: float
    ) -> None:
        self.stage, theme = stage, stage.theme
        wanted = [k for k in turning_points(norm.levels[1:]) if norm.levels[k] <= math.log10(LARGEST)]
        reach = {k: _reach(powers, k) for k in wanted}
        across, up = (max([1.0, *(found[i] for found in reach.values())]) for i in (0, 1))
        self.unit = min(UNIT, WIDE / across, HALF / up)
        self.ks: list[int] = []
        end = -math.inf
        for k in wanted if self.unit >= LEAST else ():
            half = max(1.0, reach[k][0]) * self.unit
            if column(k) - half > end and norm.range[0] <= norm.levels[k] <= norm.range[1]:
                self.ks.append(k)
                end = column(k) + half + GAP
        self.maps = [self._map(powers, k, column(k), y) for k in self.ks]
        name = formula(theme, "wh(W_h^k)", "small")
        self.name = [name.place(norm.ruler.box[0], y - 0.1, "left")]
        if not self.ks or name.get_right()[0] + GAP > column(self.ks[0]) - max(1.0, reach[self.ks[0]][0]) * self.unit:
            self.name = []
        self.links = [Link(self.maps[n], norm, k) for n, k in enumerate(self.ks)]

    def _map(self, powers: MatrixPowers, k: int, x: float, y: float) -> LinearMap:
        box = x - WIDE, x + WIDE, y + HALF, y - HALF
        reach = WIDE / self.unit, HALF / self.unit
        plane = LinearMap(self.stage.theme, box, reach, name="ellipses over the chart", grid=False)
        plane.arrows, plane.opacity = 0.0, 0.0
        return plane.set_to(image_of(powers, k))

    def come(self, k: int, seconds: float) -> Cue:
        """Return the coming of one ellipse and of the line down to its dot."""
        n = self.ks.index(k)
        plane, link = self.maps[n], self.links[n]
        shown = cut(lambda: self.stage.show(plane, link))
        names = self.stage.fade_in(seconds, *self.name) if n == 0 else pause(0)
        return one_by_one(shown, names, tween(seconds, plane, opacity=1.0), tween(seconds, link, grown=1.0))

    @property
    def drawn(self) -> list[Mobject]:
        """Everything."""
        return [*self.maps, *self.links]

    def leave(self, seconds: float) -> list[Cue]:
        """Return the fading of everything."""
        lines = [tween(seconds, part, opacity=0.0) for part in self.drawn]
        return [*lines, self.stage.fade_out(seconds, *self.name)]


class Link(VGroup):
    """The dashed line from an ellipse down to its dot on the line of the norm."""

    def __init__(self, plane: LinearMap, norm: LogLine, k: int) -> None:
        super().__init__()
        self.theme, (x, y) = plane.theme, norm.position(k)
        ring = plane.rings()[-1]
        near = ring[np.abs(ring[:, 0] - x) < 0.1]
        self.ends = (x, min(plane.point(0.0, -1.0)[1], *near[:, 1]) - 0.06), (x, y + 0.14)
        self.grown, self.opacity = 0.0, 1.0

    def draw(self) -> Link:
        """Draw it as far as it has grown."""
        (x, top), (_, bottom) = self.ends
        self.submobjects: list[Mobject] = []
        pieces = dashes((x, top), (x, top + (bottom - top) * self.grown)) if bottom < top else []
        if pieces and self.opacity > 0:
            line = stroke_pieces(self.theme, pieces, Tag("line", "low"), self.theme.stroke.rule, self.opacity)
            self.add(line.set_z_index(WIRE))
        return self


def _reach(powers: MatrixPowers, k: int) -> tuple[float, float]:
    """Return how far the ellipse of W_h^k goes to the right and upwards."""
    right, up = (math.hypot(*(entry.value for entry in row)) for row in powers.entries(k))
    return right, up

"""The running product as a staircase on a log ruler: it leads to the left, as gradients do, one factor a step.

Flat treads are the products, in light; risers are the factors, as long as their logarithm, so that a factor is the
same step wherever it acts. Height tells, thickness does not.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial

import numpy as np

from rnnanim.backend.shapes import VGroup
from rnnanim.mobjects.base.geometry import Point, Polyline
from rnnanim.mobjects.base.layers import FRONT, STREAM, THREAD, WIRE
from rnnanim.mobjects.base.motion import Cue, fade_in, fade_out, one_by_one, together, tween
from rnnanim.mobjects.base.shapes import dashes, disc, glow_layers, line, stroke_pieces
from rnnanim.mobjects.base.tagging import Law, Tag, tagged
from rnnanim.mobjects.charts.log_axis import LogAxis
from rnnanim.mobjects.charts.treads import Tread, Treads
from rnnanim.mobjects.flow.ribbon import ribbon
from rnnanim.mobjects.text.equation import plate
from rnnanim.theme import Theme

from manim import VMobject

TREAD = 0.11
RISER = 5.0
GUIDE = 1.4
RISER_SECONDS, TREAD_SECONDS = 0.25, 0.15
DOT = 0.13


class RunningProduct(VGroup):
    """Treads and risers as far as the product has been multiplied out.

    Parameters
    ----------
    treads : sequence of Tread
        From the right; the first is where the staircase begins.
    left : float
        Where the last tread ends.
    dot : bool
        Whether a dot leads.
    thickness, riser : float
        Of the treads [scene units], and the stroke of the risers.
    pace : float
        How long a step takes, in that of an ordinary one.
    joins : bool
        Whether another running product has drawn the first tread.

    Attributes
    ----------
    treads : Treads
        With their heights and numbers.
    reach : float
        How many treads and risers lie behind the front, and the share of the one it is on.
    spent : float
        How far the light has gone out of it, 0 to 1.
    fade : float
        How far it has faded, 0 to 1.
    """

    def __init__(
        self,
        theme: Theme,
        ruler: LogAxis,
        treads: Sequence[Tread],
        left: float,
        *,
        dot: bool = True,
        thickness: float = TREAD,
        riser: float = RISER,
        pace: float = 1.0,
        joins: bool = False,
    ) -> None:
        super().__init__()
        self.theme, self.ruler = theme, ruler
        self.treads = Treads(ruler, treads, left, thickness)
        self.has_dot, self.thickness, self.riser, self.pace = dot, thickness, riser, pace
        self.drawn_from = 1 if joins else 0
        self.reach = self.spent = self.fade = 0.0
        self._whole: dict[tuple[int, float, float], VMobject] = {}
        self.steps, self.front, self.numbers = VGroup(), VGroup(), VGroup()
        self.add(self.steps, self.front, self.numbers)

    # motion

    def begin(self, seconds: float = 0.3) -> Cue:
        """Return the first tread."""
        return tween(seconds, self, reach=1.0)

    def multiply(self, index: int) -> Cue:
        """Return one step: the riser of a factor, then the tread that it leads to."""
        rise, run = RISER_SECONDS * self.pace, TREAD_SECONDS * self.pace
        return one_by_one(tween(rise, self, reach=2.0 * index), tween(run, self, reach=2.0 * index + 1))

    def multiply_all(self) -> Cue:
        """Return every step after the first tread."""
        return one_by_one(*(self.multiply(index) for index in range(1, len(self.treads))))

    def fade_in(self, seconds: float, label: VMobject) -> Cue:
        """Return the fading in of a label beside a tread; the lines of the ruler end before it."""
        ground = plate(self.theme, label)
        return fade_in(seconds, ground, label, before=lambda: self.numbers.add(ground, label))

    def fade_out(self, seconds: float) -> Cue:
        """Return the fading of the whole staircase and its numbers."""
        return together(tween(seconds, self, fade=1.0), fade_out(seconds, self.numbers, after=self._clear))

    def _clear(self) -> None:
        for group in (self.steps, self.front, self.numbers):
            group.submobjects = []

    # drawing

    def draw(self) -> RunningProduct:
        """Draw it as far as `reach`, as bright as `spent` and `fade` leave it."""
        done, part = divmod(self.reach, 1)
        pieces = [self._piece(n, 1.0) for n in range(self.drawn_from, int(done)) if not self._goes_on(n)]
        if part > 1e-6 and done >= self.drawn_from:
            pieces.append(self._piece(int(done), part))
        self.steps.submobjects = pieces
        self.front.submobjects = [self._dot()] if self.has_dot and self.spent == 0 else []
        return self

    def _goes_on(self, n: int) -> bool:
        """Return whether a tread is a part of the next one, which lies level with it and has begun."""
        index = n // 2
        return n % 2 == 0 and self.reach > n + 2 and self.treads.first_level_with(index + 1) <= index

    def _piece(self, n: int, share: float) -> VMobject:
        """Return tread or riser n, counted from the right, up to a share of it."""
        build = partial(self._riser, n // 2 + 1) if n % 2 else partial(self._tread, n // 2)
        if share < 1:
            return build(share)
        key = n, self.spent, self.fade
        if key not in self._whole:
            self._whole = {other: piece for other, piece in self._whole.items() if other[0] != n}
            self._whole[key] = build(1.0)
        return self._whole[key]

    def _tread(self, index: int, share: float) -> VMobject:
        tread, way = self.treads[index], self._way(index, share)
        width = self.theme.width.least if tread.level == -math.inf else self.thickness
        group = ribbon(
            self.theme,
            way,
            lambda s: np.full(np.shape(s), width),
            0,
            way.length,
            negative=tread.product.value < 0 and not tread.is_log,
            spent=self.spent,
            fade=self.fade,
            tag=partial(self._height_tag, index),
        )
        return group.set_z_index(STREAM, family=True)

    def _way(self, index: int, share: float) -> Polyline:
        """Return the line of a tread, from the first that lies level with it, up to a share of it."""
        ends, (right, left), y = self.treads.ends, self.treads.ends[index], self.treads.y(index)
        half, first = self.thickness / 2, self.treads.first_level_with(index)
        start, end = ends[first][0] + (half if first else 0), left - half
        end = end + (right - end) * (1 - share) if share < 1 else end
        return Polyline([(start, y), (min(end, start - 0.02), y)], radius=0)

    def _height_tag(self, index: int, tone: str) -> Tag:
        """Return what `check` is told of a tread: its height tells, not its width."""
        tread = self.treads[index]
        size = 0.0 if tread.level == -math.inf else self.ruler.rise(tread.level)
        products = tuple(level.product for level in self.treads[self.treads.first_level_with(index) : index + 1])
        law: Law = "linear" if tread.is_log else "log"
        scale = f"{self.ruler.scale_name}, logarithms" if tread.is_log else self.ruler.scale_name
        return Tag("mark", tone, products, (size,) * len(products), law, scale)

    def _riser(self, index: int, share: float) -> VGroup:
        tread, a, b = self.treads[index], self.treads.y(index - 1), self.treads.y(index)
        group = self._guide(tread, max(a, b) + self.thickness / 2 + 0.04)
        clear = np.sign(b - a) * self.thickness / 2
        start, end = a + clear, b - clear
        if (end - start) * (b - a) > 0:
            end = start + (end - start) * share
            tone = "low" if self.spent else tread.tone
            ends = np.array([(tread.right, start), (tread.right, end)])
            riser = line(ends, self.theme.colour[tone], self.riser, 1 - self.fade).set_z_index(THREAD + 2)
            group.add(tagged(riser, Tag("line", tone)))
        return group

    def _guide(self, tread: Tread, top: float) -> VGroup:
        """Return the dashed line that leads down to the top of a riser, if it has one."""
        group = VGroup()
        if tread.guide is not None and tread.guide > top:
            pieces = dashes((tread.right, tread.guide), (tread.right, top))
            if pieces:
                group.add(stroke_pieces(self.theme, pieces, Tag("line", "bed"), GUIDE, 1 - self.fade).set_z_index(WIRE))
        return group

    def _dot(self) -> VMobject:
        """Return the dot at the front."""
        colour, group, middle = self.theme.colour, VGroup(), self._front_position()
        for distance, alpha in glow_layers(min(1.0, self.theme.glow.peak * 1.5), self.theme):
            halo = disc(middle, DOT + distance, colour.gradient, alpha * (1 - self.fade))
            group.add(tagged(halo, Tag("glow", "gradient")))
        dot = disc(middle, DOT, colour.core, 1 - self.fade)
        if self.theme.is_light:
            dot.set_stroke(colour.edge, self.theme.stroke.bank, 1 - self.fade)
        group.add(tagged(dot, Tag("front", "core")))
        return group.set_z_index(FRONT, family=True)

    def _front_position(self) -> Point:
        """Return where the front is: at the end of a tread, or on its way along a riser."""
        done, share = divmod(min(self.reach, 2 * len(self.treads) - 1 - 1e-9), 1)
        index, y = int(done) // 2, self.treads.y
        right, left = self.treads.ends[index]
        if int(done) % 2 == 0:
            return right + (left - right) * share, y(index)
        return left, y(index) + (y(index + 1) - y(index)) * share

"""The running product as a staircase on a log ruler: it walks to the left, as gradients do, one factor a step.

Flat treads are the products, in light; risers are the factors, as long as their logarithm, so that a factor is the
same step wherever it acts. Height tells, thickness does not.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from rnnanim.mobjects.base.geometry import Polyline
from rnnanim.mobjects.base.layers import FRONT, STREAM, THREAD, WIRE
from rnnanim.mobjects.base.motion import Cue, ease_in_out_sine, one_by_one
from rnnanim.mobjects.base.shapes import dashes, glow_layers, stroke_pieces
from rnnanim.mobjects.base.tagging import Tag, tagged
from rnnanim.mobjects.charts.log_axis import LogAxis
from rnnanim.mobjects.flow.ribbon import ribbon
from rnnanim.mobjects.text.equation import plate
from rnnanim.mobjects.text.fitting import fitting_one
from rnnanim.mobjects.text.label import Label
from rnnanim.numerics import Reading
from rnnanim.theme import Theme

from manim import Circle, Line, VGroup, VMobject

TREAD = 0.11
RISER = 5.0
GUIDE = 1.4
FLAT = 1e-9  # decades
NARROWEST = 1.0  # room of a number on the shortest tread
ROOMY = 2.2  # and under the end of a descent
RISER_GAP = 0.12
RISER_SECONDS, TREAD_SECONDS = 0.25, 0.15
DOT = 0.13
NUMBER_GAP = 0.21  # from a tread to the ink of its number, beyond its glow
DIGIT = 0.24  # height of a digit of the small size


@dataclass(frozen=True, slots=True)
class Tread:
    """One running product on its way to the left.

    Parameters
    ----------
    product : Reading
    right : float
        Where the factor acts that leads to it; for the first one where the walk begins [scene units].
    tone : str
        Colour role of that factor's riser; of no meaning for the first.
    guide : float or None
        Height from which a dashed line leads down to the riser.
    """

    product: Reading
    right: float
    tone: str = "ink"
    guide: float | None = None

    @property
    def is_log(self) -> bool:
        """Whether the reading is the logarithm of a product that has left the range of float64."""
        return self.product.field.startswith("log10_")

    @property
    def level(self) -> float:
        """Return the decimal logarithm of the size of the product, ``-inf`` for an exact 0."""
        if self.is_log:
            return self.product.value
        return math.log10(abs(self.product.value)) if self.product.value else -math.inf


class RunningProduct(VGroup):
    """Treads and risers up to the place that the walk has reached.

    Parameters
    ----------
    treads : sequence of Tread
        From the right; the first is where the walk begins.
    left : float
        Where the last tread ends.
    dot : bool
        Whether a dot leads.
    thickness, riser : float
        Of the treads [scene units], and the stroke of the risers.
    pace : float
        How long a step takes, in that of an ordinary one.
    joins : bool
        Whether another walk has drawn the first tread.
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
        self.theme, self.ruler, self.treads, self.left = theme, ruler, tuple(treads), left
        self.has_dot, self.thickness, self.riser, self.pace = dot, thickness, riser, pace
        self.drawn_from = 1 if joins else 0
        self.reach = 0.0  # treads and risers behind the front, and the share of the one it is on
        self.spent = self.fade = 0.0
        self._whole: dict[tuple[int, float, float], VGroup] = {}
        self.steps, self.front, self.numbers = VGroup(), VGroup(), VGroup()
        self.add(self.steps, self.front, self.numbers)

    @property
    def ends(self) -> list[tuple[float, float]]:
        """Right and left end of each tread."""
        places = [tread.right for tread in self.treads] + [self.left]
        return list(zip(places, places[1:], strict=False))

    def y(self, index: int) -> float:
        """Return the height of a tread."""
        return self.ruler.y(self.treads[index].level)

    # motion

    def begin(self, seconds: float = 0.3) -> Cue:
        """Return the first tread."""
        return self._advance(1.0, seconds)

    def step(self, index: int) -> Cue:
        """Return one step: the riser of a factor, then the tread that it leads to."""
        rise, run = RISER_SECONDS * self.pace, TREAD_SECONDS * self.pace
        return one_by_one(self._advance(2.0 * index, rise), self._advance(2.0 * index + 1, run))

    def walk(self, first: int = 1, last: int | None = None) -> Cue:
        """Return the steps from one tread to another, both included."""
        stop = len(self.treads) if last is None else last + 1
        return one_by_one(*(self.step(index) for index in range(first, stop)))

    def tell(self, label: VMobject, seconds: float) -> Cue:
        """Return the arrival of a label beside a tread; the lines of the ruler end before it."""
        ground = plate(self.theme, label)

        def apply(share: float) -> None:
            ground.set_fill(opacity=share)
            label.set_fill(opacity=share)

        return Cue(apply, seconds, begin=lambda: self.numbers.add(ground, label))

    def hush(self, seconds: float) -> Cue:
        """Return the fading of all numbers."""

        def apply(share: float) -> None:
            for part in self.numbers:
                part.set_fill(opacity=1 - share)
            if share >= 1:
                self.numbers.submobjects = []

        return Cue(apply, seconds)

    def spend(self, seconds: float, to: float = 1.0) -> Cue:
        """Return the change into a finished walk, whose light is gone, or a share of it."""
        return self._change("spent", seconds, to)

    def leave(self, seconds: float) -> Cue:
        """Return the fading of the whole walk and its numbers."""

        def apply(share: float) -> None:
            self.fade = share
            self.draw()
            for part in self.numbers:
                part.set_fill(opacity=1 - share)
            if share >= 1:
                self.steps.submobjects, self.front.submobjects, self.numbers.submobjects = [], [], []

        return Cue(apply, seconds)

    def _advance(self, to: float, seconds: float) -> Cue:
        start = [0.0]

        def begin() -> None:
            start[0] = self.reach

        def apply(share: float) -> None:
            self.reach = start[0] + (to - start[0]) * share
            self.draw()

        return Cue(apply, seconds, rate=ease_in_out_sine, begin=begin)

    def _change(self, name: str, seconds: float, to: float) -> Cue:
        def apply(share: float) -> None:
            setattr(self, name, share * to)
            self.draw()

        return Cue(apply, seconds)

    # numbers

    def speaks(self, index: int) -> bool:
        """Return whether a tread has a number: of those that lie level the last one, and none where it all begins."""
        last = index == len(self.treads) - 1
        return last or (self._run(index) > 0 and self._run(index + 1) > index)

    def number(
        self,
        index: int,
        *,
        size: str = "small",
        tone: str = "text",
        room: float | None = None,
        above: bool | None = None,
    ) -> Label:
        """Return the number of a tread, on the side on which the stair is not."""
        right, left = self._stretch(index)
        before, level, _ = self._around(index)
        free = before > level and not (self.is_peak(index) if above is None else above)  # it may go on to the right
        width = room if room is not None else ROOMY if free else max(NARROWEST, right - left)
        label = fitting_one(self.theme, self.treads[index].product, width, size, tone, fewest=2)
        return self.beside(index, label, above=above)

    def beside(self, index: int, label: Label, *, above: bool | None = None) -> Label:
        """Place a label over or under the middle of a tread, clear of the risers at its ends."""
        right, left = self._stretch(index)
        over = self.is_peak(index) if above is None else above
        gap = self.thickness / 2 + NUMBER_GAP
        digit = DIGIT * label.em / self.theme.type.small
        before, level, after = self._around(index)
        x, half = (left + right) / 2, label.width / 2
        if over and before > level:
            x = min(x, right - RISER_GAP - half)
        if not over and before > level:
            x = max(x, left + half)
        if not over and -math.inf < after < level:
            x = max(x, left + RISER_GAP + half)
        return label.place(x, self.y(index) + (gap if over else -gap - digit))

    def is_peak(self, index: int) -> bool:
        """Return whether a tread's number goes over it: the walk does not come down to it from higher ground."""
        before, level, after = self._around(index)
        if level == -math.inf:
            return True  # under it the frame ends
        return level >= before or level > after > -math.inf

    def _around(self, index: int) -> tuple[float, float, float]:
        """Return the levels before, of and after a tread and those that lie level with it at its right."""
        first = self._run(index)
        before = self.treads[first - 1].level if first else -math.inf
        after = self.treads[index + 1].level if index + 1 < len(self.treads) else -math.inf
        return before, self.treads[index].level, after

    def _stretch(self, index: int) -> tuple[float, float]:
        """Return the ends of a tread together with those that lie level with it at its right."""
        return self.ends[self._run(index)][0], self.ends[index][1]

    # drawing

    def draw(self) -> RunningProduct:
        """Rebuild the picture from `reach` and `spent`."""
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
        return n % 2 == 0 and self.reach > n + 2 and self._run(index + 1) <= index

    def _run(self, index: int) -> int:
        """Return the first of the treads up to this one that lie level without a break: they are one beam."""
        while 0 < index < len(self.treads) and _level(self.treads[index - 1].level, self.treads[index].level):
            index -= 1
        return index

    def _piece(self, n: int, share: float) -> VGroup:
        """Return tread or riser n, counted along the walk, up to a share of it."""
        build = partial(self._riser, n // 2 + 1) if n % 2 else partial(self._tread, n // 2)
        if share < 1:
            return build(share)
        key = n, self.spent, self.fade
        if key not in self._whole:
            self._whole = {other: piece for other, piece in self._whole.items() if other[0] != n}
            self._whole[key] = build(1.0)
        return self._whole[key]

    def _tread(self, index: int, share: float) -> VGroup:
        tread, (right, left), y = self.treads[index], self.ends[index], self.y(index)
        half, first = self.thickness / 2, self._run(index)
        start, end = self.ends[first][0] + (half if first else 0), left - half
        end = end + (right - end) * (1 - share) if share < 1 else end
        way = Polyline([(start, y), (min(end, start - 0.02), y)], radius=0)
        zero = tread.level == -math.inf
        width = self.theme.width.least if zero else self.thickness
        group = ribbon(
            self.theme,
            way,
            lambda s: np.full(np.shape(s), width),
            0,
            way.length,
            negative=tread.product.value < 0 and not tread.is_log,
            spent=self.spent,
            fade=self.fade,
        )
        size = 0.0 if tread.level == -math.inf else self.ruler.rise(tread.level)
        run = self.treads[first : index + 1]
        measured = tuple(level.product for level in run), (size,) * len(run)
        scale = ("linear", f"{self.ruler.scale_name}, logarithms") if tread.is_log else ("log", self.ruler.scale_name)
        for part in group:
            if part.tag.kind == "ribbon":  # its height tells, not its width
                tagged(part, Tag("mark", part.tag.tone, *measured, *scale))
        return group.set_z_index(STREAM, family=True)

    def _riser(self, index: int, share: float) -> VGroup:
        tread, before = self.treads[index], self.treads[index - 1]
        a, b = self.ruler.y(before.level), self.ruler.y(tread.level)
        group = VGroup()
        if tread.guide is not None:
            top = max(a, b) + self.thickness / 2 + 0.04
            pieces = dashes((tread.right, tread.guide), (tread.right, top)) if tread.guide > top else []
            if pieces:
                group.add(stroke_pieces(self.theme, pieces, Tag("line", "bed"), GUIDE, 1 - self.fade).set_z_index(WIRE))
        clear = np.sign(b - a) * self.thickness / 2
        start, end = a + clear, b - clear
        if (end - start) * (b - a) > 0:
            end = start + (end - start) * share
            line = Line(
                (tread.right, start, 0), (tread.right, end, 0), stroke_width=self.riser, stroke_opacity=1 - self.fade
            )
            tone = "low" if self.spent else tread.tone
            line.set_color(self.theme.colour[tone]).set_z_index(THREAD + 2)
            group.add(tagged(line, Tag("line", tone)))
        return group

    def _dot(self) -> VGroup:
        """Return the dot at the front: at the end of a tread, or on its way along a riser."""
        x, y = self._place()
        colour, group = self.theme.colour, VGroup()
        for distance, alpha in glow_layers(min(1.0, self.theme.glow.peak * 1.5), self.theme):
            halo = Circle(DOT + distance, stroke_width=0).set_fill(colour.gradient, alpha * (1 - self.fade))
            group.add(tagged(halo, Tag("glow", "gradient")))
        disc = Circle(DOT, stroke_width=0).set_fill(colour.core, 1 - self.fade)
        if self.theme.is_light:
            disc.set_stroke(colour.edge, self.theme.stroke.bank, 1 - self.fade)
        group.add(tagged(disc, Tag("front", "core")))
        return group.move_to((x, y, 0)).set_z_index(FRONT, family=True)

    def _place(self) -> tuple[float, float]:
        done, share = divmod(min(self.reach, 2 * len(self.treads) - 1 - 1e-9), 1)
        index = int(done) // 2
        right, left = self.ends[index]
        if int(done) % 2 == 0:
            return right + (left - right) * share, self.y(index)
        return left, self.y(index) + (self.y(index + 1) - self.y(index)) * share


def _level(a: float, b: float) -> bool:
    return a == b or abs(a - b) < FLAT

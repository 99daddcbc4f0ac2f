"""The parts of a sum as flat bars on the axis of z, each from where the last one ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from rnnanim.backend.shapes import VGroup
from rnnanim.mobjects.base.layers import PART
from rnnanim.mobjects.base.motion import Cue
from rnnanim.mobjects.base.tagging import Tag, tagged
from rnnanim.mobjects.charts.plot import Plot, scale_name
from rnnanim.mobjects.charts.view import Range
from rnnanim.numerics import Reading
from rnnanim.theme import Theme, hollow_fill

from manim import Rectangle

THICK = 0.16  # of a bar at an axis
LEVEL = 0.20  # from one bar to the next below it, where a part goes back over the last one
SMALLEST = 0.02  # a bar of nothing


@dataclass(frozen=True, slots=True)
class Summand:
    """One part of a sum: what it is, and its colour role."""

    reading: Reading
    tone: str


class PreactivationBars(VGroup):
    """The parts of z as bars on its axis, each from where the last one ended, and lower where it goes back.

    Parameters
    ----------
    side : {-1, 1}
        Whether the bars hang below the axis or stand on it.
    """

    def __init__(self, plot: Plot, parts: Sequence[Summand], side: int) -> None:
        super().__init__()
        self.theme, self.plot, self.parts, self.side = plot.theme, plot, tuple(parts), side
        ends = np.r_[0.0, np.cumsum([part.reading.value for part in parts])]
        self.spans = [(float(a), float(b)) for a, b in pairwise(ends)]
        self.levels = levels(self.spans)
        self.grown = [0.0] * len(self.parts)

    def grow(self, index: int, seconds: float) -> Cue:
        """Return the growth of one part from the end of the last; vectors have none."""

        def apply(share: float) -> None:
            if self.parts:
                self.grown[index] = share
                self.draw()

        return Cue(apply, seconds)

    def draw(self) -> None:
        """Rebuild the bars as far as they have grown."""
        self.submobjects: list[Rectangle] = []
        for part, (a, b), level, share in zip(self.parts, self.spans, self.levels, self.grown, strict=True):
            if share > 0 and part.reading.value != 0:
                self.add(self._bar(part, a, a + (b - a) * share, level))

    def _bar(self, part: Summand, a: float, b: float, level: int) -> Rectangle:
        start, end = (self.plot.point(value, 0)[0] for value in (a, b))
        y = self.plot.origin[1] + self.side * (THICK / 2 + 0.02 + LEVEL * level)
        bar = slab(self.theme, part.tone, (start, end), (y - THICK / 2, y + THICK / 2), b < a)
        scale = scale_name("x", self.plot)
        return tagged(bar, Tag("bar", part.tone, (part.reading,), (float(end - start),), scale=scale))


def levels(spans: Sequence[tuple[float, float]]) -> list[int]:
    """Return the level of each bar: the first in which it lies over none of those before it.

    >>> levels([(0, 0.5), (0.5, 0.8)]), levels([(0, 1), (1, 73), (73, 1)])
    ([0, 0], [0, 0, 1])
    """
    found: list[int] = []
    for i, (a, b) in enumerate(spans):
        low, high = sorted((a, b))
        taken = {found[j] for j in range(i) if max(low, min(spans[j])) < min(high, max(spans[j])) - 1e-9}
        found.append(next(level for level in range(i + 1) if level not in taken))
    return found


def slab(theme: Theme, tone: str, x: Range, y: Range, hollow: bool) -> Rectangle:
    """Return a flat bar between two places; a hollow one has its edges inside."""
    (left, right), (bottom, top) = sorted(x), sorted(y)
    inset = 0.026 if hollow else 0.0
    width, height = max(right - left - inset, SMALLEST), max(top - bottom - inset, SMALLEST)
    bar = Rectangle(width=width, height=height, stroke_width=0).move_to(((left + right) / 2, (bottom + top) / 2, 0))
    colour = theme.colour[tone]
    fill = hollow_fill(theme, colour) if hollow else colour
    bar.set_fill(fill, 1)
    if hollow:
        bar.set_stroke(colour, theme.stroke.bank, 1)
    return bar.set_z_index(PART)

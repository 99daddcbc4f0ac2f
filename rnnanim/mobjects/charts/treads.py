"""The treads of a staircase on a log ruler: one running product each, where it lies and where its number stands."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np

from rnnanim.mobjects.charts.log_axis import LogAxis
from rnnanim.mobjects.text.fitting import fitting_one
from rnnanim.mobjects.text.label import Label
from rnnanim.numerics import Reading

FLAT = 1e-9  # decades
NARROWEST = 1.0  # room of a number on the shortest tread
ROOMY = 2.2  # and under the end of a descent
RISER_GAP = 0.12
NUMBER_GAP = 0.21  # from a tread to the ink of its number, beyond its glow
DIGIT = 0.24  # height of a digit of the small size
HEAD_GAP = 0.08  # between a number and what stands over the ruler, or the number before it


@dataclass(frozen=True, slots=True)
class Tread:
    """One running product on the way to the left.

    Parameters
    ----------
    product : Reading
    right : float
        Where the factor acts that leads to it; for the first one where the staircase begins [scene units].
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


class Treads(Sequence[Tread]):
    """The treads of one running product, from the right, and their places on its ruler.

    Parameters
    ----------
    treads : sequence of Tread
        The first is where the staircase begins.
    left : float
        Where the last one ends.
    thickness : float
        Of each [scene units].
    """

    def __init__(self, ruler: LogAxis, treads: Sequence[Tread], left: float, thickness: float) -> None:
        self.ruler, self.left, self.thickness = ruler, left, thickness
        self._treads = tuple(treads)

    @overload
    def __getitem__(self, index: int) -> Tread: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Tread, ...]: ...
    def __getitem__(self, index: int | slice) -> Tread | tuple[Tread, ...]:
        return self._treads[index]

    def __len__(self) -> int:
        return len(self._treads)

    @property
    def ends(self) -> list[tuple[float, float]]:
        """Right and left end of each tread."""
        places = [tread.right for tread in self] + [self.left]
        return list(zip(places, places[1:], strict=False))

    def y(self, index: int) -> float:
        """Return the height of a tread."""
        return self.ruler.y(self[index].level)

    def first_level_with(self, index: int) -> int:
        """Return the first of the treads up to this one that lie level without a break: they are one beam."""
        while 0 < index < len(self) and _is_level(self[index - 1].level, self[index].level):
            index -= 1
        return index

    # numbers

    def has_number(self, index: int) -> bool:
        """Return whether a tread has a number: of those that lie level the last one, and none where it all begins."""
        is_last = index == len(self) - 1
        return is_last or (self.first_level_with(index) > 0 and self.first_level_with(index + 1) > index)

    def number(
        self,
        index: int,
        *,
        size: str = "small",
        tone: str = "text",
        room: float | None = None,
        above: bool | None = None,
    ) -> Label:
        """Return the number of a tread, on the side on which the staircase is not."""
        right, left = self._stretch(index)
        before, level, _ = self._around(index)
        over = self.is_peak(index) if above is None else above
        own = max(NARROWEST, right - left)
        free = before > level and not over  # it may go on to the right, up to the number before it
        for width in [room] if room is not None else [ROOMY, own] if free else [own]:
            label = fitting_one(self.ruler.theme, self[index].product, width, size, tone)
            label = self._place(index, label, over)
            if width == own or not self._meets_number_before(index, label):
                break
        return self._place(index, label, over=False) if over and self._meets_head(label) else label

    def _meets_number_before(self, index: int, label: Label) -> bool:
        """Return whether the number of a tread reaches that of the one before it, which stands under it as well."""
        before = self.first_level_with(index) - 1
        if not self.has_number(before):
            return False
        other = self.number(before)
        x, y, _ = np.abs(other.get_center() - label.get_center())
        return bool(max(x - (other.width + label.width) / 2, y - (other.height + label.height) / 2) < HEAD_GAP)

    def _meets_head(self, label: Label) -> bool:
        """Return whether a number reaches what stands over the ruler."""
        head = self.ruler.head
        if head is None:
            return False
        is_under_it = float(label.get_left()[0]) < float(head.get_right()[0]) + HEAD_GAP
        return is_under_it and float(label.get_top()[1]) > float(head.get_bottom()[1]) - HEAD_GAP

    def is_peak(self, index: int) -> bool:
        """Return whether a tread's number goes over it: the staircase does not come down to it from higher ground."""
        before, level, after = self._around(index)
        if level == -math.inf:
            return True  # under it the frame ends
        return level >= before or level > after > -math.inf

    def _place(self, index: int, label: Label, over: bool) -> Label:
        """Place a number over or under the middle of a tread, clear of the risers at its ends."""
        right, left = self._stretch(index)
        gap = self.thickness / 2 + NUMBER_GAP
        digit = DIGIT * label.em / self.ruler.theme.type.small
        before, level, after = self._around(index)
        x, half = (left + right) / 2, label.width / 2
        if over and before > level:
            x = min(x, right - RISER_GAP - half)
        if not over and before > level:
            x = max(x, left + half)
        if not over and before < level:
            x = min(x, right - RISER_GAP - half)
        if not over and -math.inf < after < level:
            x = max(x, left + RISER_GAP + half)
        return label.place(x, self.y(index) + (gap if over else -gap - digit))

    def _around(self, index: int) -> tuple[float, float, float]:
        """Return the levels before, of and after a tread and those that lie level with it at its right."""
        first = self.first_level_with(index)
        before = self[first - 1].level if first else -math.inf
        after = self[index + 1].level if index + 1 < len(self) else -math.inf
        return before, self[index].level, after

    def _stretch(self, index: int) -> tuple[float, float]:
        """Return the ends of a tread together with those that lie level with it at its right."""
        return self.ends[self.first_level_with(index)][0], self.ends[index][1]


def _is_level(a: float, b: float) -> bool:
    return a == b or abs(a - b) < FLAT

"""What is written at the bars of a waterfall of steps: the nearest terms, as many as have room, and the sum."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rnnanim.backend.shapes import VGroup
from rnnanim.layout.clearing import Clearing, box_of
from rnnanim.layout.placement import Spot
from rnnanim.mobjects.charts.step_waterfall import WIDEST, StepWaterfall
from rnnanim.mobjects.text.equation import Equation
from rnnanim.mobjects.text.label import CAPITAL, Label
from rnnanim.mobjects.text.readout import readout
from rnnanim.scenes.near_far.rows import Row
from rnnanim.theme import Box, Theme

MOST = 3
BESIDE, ABOVE = 0.14, 0.14  # from a bar to its number at its side, and over it
RAISED = 0.08  # by which a number stands higher than the middle of a low bar, clear of the line under it
BEYOND = 0.42  # from the middle of the sum to what it is worth
STEADY = 1.2  # times the first range at most
STEP = 0.1  # between places that are tried


def boxes_of(bars: StepWaterfall, steps: int, *, with_outlines: bool = False) -> list[Box]:
    """Return where the bars of a length, and the lines between them, are."""
    before, bars.steps = bars.steps, float(steps)
    terms, left = bars.terms[steps], bars.box[0]
    count = len(terms.each)
    half, zero, last = bars.width_for(count) / 2, bars.y(0), bars.y(terms.ends[-1])
    found = [(left - WIDEST / 2, bars.column(0, count) + WIDEST / 2, zero, zero)]
    found.append((left - WIDEST / 2, left + WIDEST / 2, max(zero, last), min(zero, last)))
    for j in range(count):
        x, (low, high) = bars.column(j, count), sorted(map(bars.y, terms.ends[j : j + 2]))
        onward = bars.column(j + 1, count) if j + 1 < count else left
        level = bars.y(terms.ends[j + 1])
        found += [(x - half, x + half, high, low), (onward, x - half, level, level)]
    found += bars.outlines(count) if with_outlines else []
    bars.steps = before
    return found


class BarNumbers:
    """The numbers of the nearest terms at the bars of one length.

    Attributes
    ----------
    numbers : list of Label
        At the right of their bars, or above or below them.
    """

    def __init__(self, theme: Theme, bars: StepWaterfall, steps: int, room: Box) -> None:
        self.theme, self.bars, self.terms = theme, bars, bars.terms[steps]
        before, bars.steps = bars.steps, float(steps)
        is_later = steps > bars.lengths[0]
        self.clearing = Clearing(boxes_of(bars, steps, with_outlines=is_later), room)
        self.numbers = list(self._numbers())
        bars.steps = before

    def _numbers(self) -> Iterator[Label]:
        count = len(self.terms.each)
        for j, reading in enumerate(self.terms.each[:MOST]):
            label = readout(self.theme, reading, "small", "text", tight=True)
            x, half = self.bars.column(j, count), self.bars.width_for(count) / 2
            low, high = sorted(map(self.bars.y, self.terms.ends[j : j + 2]))
            drop = CAPITAL * label.em
            right, middle = x + half + BESIDE, (low + high) / 2 - drop
            beside: list[Spot] = [(right, middle + lift, "left") for lift in (0.0, RAISED, -RAISED)]
            above: Spot = x, high + ABOVE, "centre"
            below: Spot = x, low - ABOVE - 2 * drop, "centre"
            if not self.clearing.put(label, (*beside, above, below)):
                return
            yield label


class RunningSum(VGroup):
    """How many steps there are and what their terms add up to, at each length in the same two places.

    Parameters
    ----------
    sums, notes : dict of length to label
        Without sums the number of steps stands alone.
    """

    def __init__(self, sums: dict[int, Equation], notes: dict[int, Label]) -> None:
        super().__init__()
        self.sums, self.notes = sums, notes
        self.put(min(notes))

    def put(self, steps: int) -> None:
        """Show those of a length."""
        self.submobjects = [*([self.sums[steps]] if steps in self.sums else []), self.notes[steps]]


def place_sum(
    bars: StepWaterfall, sums: dict[int, Equation], former: Row | None, taken: Sequence[Box], room: Box
) -> bool:
    """Place the sums of all lengths at one spot beside the middle of their bar, and the first one beside its outline.

    Returns
    -------
    bool
        Whether there is a spot that stays clear while the row grows; if not, the first and the last have their own.
    """
    boxes = [box for steps in bars.lengths for box in boxes_of(bars, steps, with_outlines=True)]
    left, right, top, bottom = bars.box
    before, bars.steps = bars.steps, float(bars.lengths[-1])
    goal, middle = bars.y(bars.terms[bars.lengths[0]].total.value), bars.y(bars.terms[bars.lengths[-1]].total.value / 2)
    bars.steps = before
    heights = [bottom - STEP + STEP * n for n in range(int((top - bottom) / STEP) + 5)]

    def spots(y: float) -> list[Spot]:
        near = sorted(heights, key=lambda height: abs(height - y))
        places = range(int((right - left) / (4 * STEP)))
        return [(left + BEYOND + 4 * STEP * n, height, "left") for n in places for height in near]

    if former is not None:
        at_end = boxes_of(bars, bars.lengths[-1], with_outlines=True)
        clearing = Clearing([*at_end, *taken], room)
        clearing.put(former, spots(goal - STEP))
        boxes.append(box_of(former))
    shared = max(sums.values(), key=lambda equation: equation.width)
    low, high = (high - low for low, high in map(bars.range, (bars.lengths[0], bars.lengths[-1])))
    is_steady = high <= STEADY * low  # else the bars sweep over every place while their scale changes
    if is_steady and Clearing([*boxes, *taken], room).put(shared, spots(middle - STEP)):
        x, y = float(shared.get_left()[0]), shared.baseline_y
        for equation in sums.values():
            equation.place(x, y, "left")
        return True
    for steps in (bars.lengths[0], bars.lengths[-1]):
        behind = [box_of(former)] if former is not None else []
        tries = [[*boxes_of(bars, steps, with_outlines=True), *behind, *taken], boxes_of(bars, steps)]
        if not any(Clearing(boxes, room).put(sums[steps], spots(middle - STEP)) for boxes in tries):
            sums[steps].place(left + BEYOND, top - float(sums[steps].height), "left")
    return False

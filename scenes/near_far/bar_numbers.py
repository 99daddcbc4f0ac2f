"""What is written at the bars of a waterfall of steps: the nearest terms, as many as have room, and the sum."""

from __future__ import annotations

from collections.abc import Iterator

from rnnanim.layout.clearing import Clearing
from rnnanim.layout.placement import Spot
from rnnanim.mobjects.charts.step_waterfall import WIDEST, StepWaterfall
from rnnanim.mobjects.text.equation import Equation
from rnnanim.mobjects.text.label import CAPITAL, Label
from rnnanim.mobjects.text.readout import readout
from rnnanim.theme import Box, Theme

MOST = 3
BESIDE, ABOVE = 0.14, 0.14  # from a bar to its number at its side, and over it
BEYOND = 0.42  # from the middle of the sum to what it is worth
STEP = 0.1  # between places that are tried


class BarLabels:
    """The labels of a row of bars at one of its lengths.

    Attributes
    ----------
    numbers : list of Label
        Of the nearest terms, at the right of their bars or above or below them.
    sum : Equation
        What the sum is worth, near its bar.
    """

    def __init__(self, theme: Theme, bars: StepWaterfall, steps: int, symbol: str, room: Box) -> None:
        self.theme, self.bars, self.terms = theme, bars, bars.terms[steps]
        before, bars.steps = bars.steps, float(steps)
        self.clearing = Clearing(self._boxes(), room)
        self.numbers = list(self._numbers())
        self.sum = self._sum(symbol)
        bars.steps = before

    def _numbers(self) -> Iterator[Label]:
        for j, reading in enumerate(self.terms.each[:MOST]):
            label = readout(self.theme, reading, "small", "text", tight=True)
            x, low, high = self._bar(j)
            drop, half = CAPITAL * label.em, self.bars.width_for(len(self.terms.each)) / 2
            beside: Spot = x + half + BESIDE, (low + high) / 2 - drop, "left"
            above: Spot = x, high + ABOVE, "centre"
            below: Spot = x, low - ABOVE - 2 * drop, "centre"
            if not self.clearing.put(label, (beside, above, below)):
                return
            yield label

    def _sum(self, symbol: str) -> Equation:
        equation = Equation(self.theme, symbol, self.terms.total, "medium", number_tone="text", room=3.4)
        self.clearing.put(equation, self._spots_of_sum(float(equation.height)))
        return equation

    def _spots_of_sum(self, height: float) -> Iterator[Spot]:
        """Yield places for the sum: beside the middle of its bar, then higher and lower, then farther to the right."""
        left, right, top, bottom = self.bars.box
        middle = self.bars.y(self.terms.total.value / 2)
        heights = [bottom + STEP * n for n in range(int((top - bottom) / STEP) + 4)]
        for n in range(int((right - left) / (4 * STEP))):
            for y in sorted(heights, key=lambda y: abs(y - middle)):
                yield left + BEYOND + 4 * STEP * n, y - STEP, "left"
        yield left + BEYOND, top - height, "left"

    def _bar(self, j: int) -> tuple[float, float, float]:
        """Return the middle of a bar, and from where to where it reaches."""
        low, high = sorted(map(self.bars.y, self.terms.ends[j : j + 2]))
        return self.bars.column(j, len(self.terms.each)), low, high

    def _boxes(self) -> Iterator[Box]:
        """Yield where bars and the lines between them are."""
        bars, count, left = self.bars, len(self.terms.each), self.bars.box[0]
        half, zero, last = bars.width_for(count) / 2, bars.y(0), bars.y(self.terms.ends[-1])
        yield left - WIDEST / 2, bars.column(0, count) + WIDEST / 2, zero, zero
        yield left - WIDEST / 2, left + WIDEST / 2, max(zero, last), min(zero, last)
        for j in range(count):
            x, low, high = self._bar(j)
            yield x - half, x + half, high, low
            onward = bars.column(j + 1, count) if j + 1 < count else left
            level = bars.y(self.terms.ends[j + 1])
            yield onward, x - half, level, level

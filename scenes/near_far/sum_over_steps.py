"""The sum over the number of steps, and beside it its nearest and its farthest term."""

from __future__ import annotations

from collections.abc import Sequence

from rnnanim.layout.spreading import spread
from rnnanim.mobjects.base.motion import Cue, together
from rnnanim.mobjects.base.roles import text_role
from rnnanim.mobjects.charts.markers import Dots
from rnnanim.mobjects.charts.plot import Plot
from rnnanim.mobjects.charts.step_ticks import Ticks
from rnnanim.mobjects.text.label import CAPITAL, Label
from rnnanim.mobjects.text.readout import readout
from rnnanim.numerics import Reading
from rnnanim.scenes.near_far.growing_past import GrowingPast
from rnnanim.scenes.near_far.places import Places
from rnnanim.stage.stage import Stage

APART, GAP, SIDE = 0.4, 0.16, 0.3  # between names; from a name to its number, from the last dot to a name
TONES = ("gradient", "text", "mute")
RADII = (0.1, 0.075, 0.075)
BEFORE = 0.22  # from what a row begins with to its first dot


class SumOverSteps:
    """A plot over T: dots for the sum, for the nearest term and for the farthest.

    Attributes
    ----------
    plot : Plot
    rows : list of Dots
    names, numbers : list of Label
        Of the rows at the right, and what they come to.
    ends : list of Label
        What the rows begin with, at the left.
    """

    def __init__(self, stage: Stage, past: GrowingPast, places: Places) -> None:
        theme, (_, _, top, bottom) = stage.theme, places.chart
        self.past = past
        series = [
            {T: sums.total for T, sums in past.sums.items()},
            {T: sums.term(1) for T, sums in past.sums.items()},
            {T: sums.term(T) for T, sums in past.sums.items()},
        ]
        values = [0.0, *(reading.value for row in series for reading in row.values())]
        low, high = min(values), max(values)
        starts = [readout(theme, row[past.start], "small", "mute", tight=True) for row in series]
        left = stage.layout.safe[0] + max(number.width for number in starts) + BEFORE
        self.box = left, places.plot_right, top, bottom
        margin = 0.02 * (past.end - past.start)
        x_range = past.start - margin, past.end + margin
        ticks = [past.start, *(T for T in self._round_steps() if past.start + (past.end - past.start) / 12 < T)]
        self.plot = Plot(theme, self.box, x_range, (low, high if high > low else 1.0), grown=0.0)
        places_of_ticks = {T: self.plot.point(T, 0)[0] for T in ticks}
        self.ticks = Ticks(theme, places_of_ticks, places.names, "T", self.plot.point(past.end, 0)[0] + 0.5)
        self.rows = [
            Dots(self.plot, list(row.items()), tone=tone, radius=radius)
            for row, tone, radius in zip(series, TONES, RADII, strict=True)
        ]
        self.readings = [(row[past.start], row[past.end]) for row in series]
        self.names = [
            stage.words(key, tone=tone)
            for key, tone in zip(("sum", "nearest", "farthest"), ("ink", "mute", "mute"), strict=True)
        ]
        self.ends = starts
        self.numbers = self._labels(stage)

    def _round_steps(self) -> list[int]:
        every = max(5, 5 * round((self.past.end - self.past.start) / 20))
        return list(range(every, self.past.end + 1, every))

    def _labels(self, stage: Stage) -> list[Label]:
        """Place names and numbers beside the last dots, and return the numbers there and those beside the first."""
        theme, right = stage.theme, stage.layout.safe[1]
        tones = (text_role(theme, "core"), "text", "mute")
        last = [end for _, end in self.readings]
        numbers = [readout(theme, end, "small", tone, tight=True) for end, tone in zip(last, tones, strict=True)]
        at_end = self._heights([end for _, end in self.readings], APART)
        at_start = self._heights([start for start, _ in self.readings], APART)
        x = self.box[1] + SIDE
        lines = any(x + n.width + GAP + number.width > right for n, number in zip(self.names, numbers, strict=True))
        if lines:  # one above the other
            at_end = self._heights([end for _, end in self.readings], 2 * APART, APART / 2)
        for name, number, y in zip(self.names, numbers, at_end, strict=True):
            base = y - CAPITAL * name.em
            name.place(x, base + (APART / 2 if lines else 0.0), "left")
            start = x if lines else float(name.get_right()[0]) + GAP
            number.place(start, base - (APART / 2 if lines else 0.0), "left")
        for number, y in zip(self.ends, at_start, strict=True):
            number.place(self.box[0] - 0.1, y - CAPITAL * number.em, "right")
        return numbers

    def _heights(self, readings: Sequence[Reading], apart: float, inset: float = 0.0) -> list[float]:
        """Return the heights of the labels of some dots, moved apart, and within the plot."""
        found = spread([self.plot.point(0, reading.value)[1] for reading in readings], apart)
        order, (*_, top, bottom) = sorted(range(len(found)), key=lambda i: -found[i]), self.box
        for n, i in enumerate(order):
            found[i] = min(found[i], top - inset - apart * n)
        for n, i in enumerate(reversed(order)):
            found[i] = max(found[i], bottom + inset + apart * n)
        return found

    @property
    def labels(self) -> list[Label]:
        """What is written beside the dots."""
        return [*self.names, *self.numbers, *self.ends, *self.ticks.labels.values(), self.ticks.letter]

    def arrive(self, row: int, seconds: float) -> Cue:
        """Return the coming of the dots of a row, from the shortest past on."""
        return self.rows[row].arrive(seconds)

    def fade_out(self, seconds: float) -> Cue:
        """Return the going of axes and dots."""
        return together(self.plot.fade_out(seconds), *(row.fade(0.0, seconds) for row in self.rows))

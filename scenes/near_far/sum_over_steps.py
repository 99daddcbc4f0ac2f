"""The sum over the number of steps, and beside it its nearest and its farthest term."""

from __future__ import annotations

from rnnanim.layout.spreading import spread
from rnnanim.mobjects.base.motion import Cue, together
from rnnanim.mobjects.base.roles import text_role
from rnnanim.mobjects.charts.markers import Dots
from rnnanim.mobjects.charts.plot import Plot
from rnnanim.mobjects.text.label import CAPITAL, Label
from rnnanim.mobjects.text.readout import readout
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics import Reading
from rnnanim.scenes.near_far.growing_past import GrowingPast
from rnnanim.scenes.near_far.places import Places
from rnnanim.stage.stage import Stage

APART, GAP, SIDE = 0.4, 0.16, 0.3  # between names; from a name to its number, from the last dot to a name
TONES = ("gradient", "text", "mute")
RADII = (0.1, 0.075, 0.075)
TICKS = 0.42  # from the axis down to the baseline of its numbers


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
        theme, (left, _, top, bottom) = stage.theme, places.chart
        self.past = past
        series = [
            {T: sums.total for T, sums in past.sums.items()},
            {T: sums.term(1) for T, sums in past.sums.items()},
            {T: sums.term(T) for T, sums in past.sums.items()},
        ]
        values = [0.0, *(reading.value for row in series for reading in row.values())]
        low, high = min(values), max(values)
        self.box = left + 0.75, places.plot_right, top, bottom
        margin = 0.02 * (past.end - past.start)
        x_range = past.start - margin, past.end + margin
        ticks = [past.start, *(T for T in self._round_steps() if past.start + (past.end - past.start) / 12 < T)]
        self.plot = Plot(theme, self.box, x_range, (low, high if high > low else 1.0), x_ticks=ticks, grown=0.0)
        self.letter = formula(theme, "T", "small", tone="mute")
        self.letter.place(self.box[1] + 0.3, self.plot.origin[1] - TICKS)
        self.rows = [
            Dots(self.plot, list(row.items()), tone=tone, radius=radius)
            for row, tone, radius in zip(series, TONES, RADII, strict=True)
        ]
        self.readings = [(row[past.start], row[past.end]) for row in series]
        self.names = [
            stage.words(key, tone=tone)
            for key, tone in zip(("sum", "nearest", "farthest"), ("ink", "mute", "mute"), strict=True)
        ]
        self.numbers, self.ends = self._labels(stage)

    def _round_steps(self) -> list[int]:
        every = max(5, 5 * round((self.past.end - self.past.start) / 20))
        return list(range(every, self.past.end + 1, every))

    def _labels(self, stage: Stage) -> tuple[list[Label], list[Label]]:
        """Place names and numbers beside the last dots, and return the numbers there and those beside the first."""
        theme, right = stage.theme, stage.layout.safe[1]
        tones = (text_role(theme, "core"), "text", "mute")
        last = [end for _, end in self.readings]
        numbers = [readout(theme, end, "small", tone, tight=True) for end, tone in zip(last, tones, strict=True)]
        starts = [readout(theme, start, "small", "mute", tight=True) for start, _ in self.readings]
        at_end = spread([self._height(end) for _, end in self.readings], APART)
        at_start = spread([self._height(start) for start, _ in self.readings], APART)
        x = self.box[1] + SIDE
        lines = any(x + n.width + GAP + number.width > right for n, number in zip(self.names, numbers, strict=True))
        if lines:  # one above the other
            at_end = spread([self._height(end) for _, end in self.readings], 2 * APART)
        for name, number, y in zip(self.names, numbers, at_end, strict=True):
            base = y - CAPITAL * name.em
            name.place(x, base + (APART / 2 if lines else 0.0), "left")
            start = x if lines else float(name.get_right()[0]) + GAP
            number.place(start, base - (APART / 2 if lines else 0.0), "left")
        for number, y in zip(starts, at_start, strict=True):
            number.place(self.box[0] - 0.1, y - CAPITAL * number.em, "right")
        return numbers, starts

    def _height(self, reading: Reading) -> float:
        return self.plot.point(0, reading.value)[1]

    @property
    def labels(self) -> list[Label]:
        """What is written beside the dots."""
        return [*self.names, *self.numbers, *self.ends, self.letter]

    def arrive(self, row: int, seconds: float) -> Cue:
        """Return the coming of the dots of a row, from the shortest past on."""
        return self.rows[row].arrive(seconds)

    def fade_out(self, seconds: float) -> Cue:
        """Return the going of axes and dots."""
        return together(self.plot.fade_out(seconds), *(row.fade(0.0, seconds) for row in self.rows))

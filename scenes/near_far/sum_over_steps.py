"""The sum over the number of steps, and beside it its nearest and its farthest term."""

from __future__ import annotations

from collections.abc import Sequence

from rnnanim.layout.clearing import Clearing
from rnnanim.layout.placement import Spot
from rnnanim.layout.spreading import spread
from rnnanim.mobjects.base.motion import Cue, together
from rnnanim.mobjects.base.roles import text_role
from rnnanim.mobjects.charts.markers import Dots
from rnnanim.mobjects.charts.plot import Plot
from rnnanim.mobjects.charts.step_ticks import Ticks
from rnnanim.mobjects.charts.ticks import round_steps
from rnnanim.mobjects.text.label import CAPITAL, Label
from rnnanim.mobjects.text.readout import format_number, readout
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics import Reading
from rnnanim.scenes.near_far.growing_past import GrowingPast
from rnnanim.scenes.near_far.places import Places
from rnnanim.stage.stage import Stage

APART, GAP, SIDE = 0.4, 0.16, 0.3  # between names; from a name to its number, from the last dot to a name
TONES = ("gradient", "text", "text")
RADII = (0.1, 0.075, 0.06)
MOST_TICKS = 4
HEAD = 0.5  # from the top of the plot to what says what its numbers are
BEFORE = 0.22  # from the numbers of the axis to it
CLEAR = 0.3  # from the line of 0 to the middle of what is written at its end
OVER, BESIDE = 0.24, 0.14  # from a dot to its number
DOT_ROOM = 0.1  # half of what a dot takes


class SumOverSteps:
    """A plot over T: dots for the sum, for the nearest term and for the farthest.

    Attributes
    ----------
    plot : Plot
    rows : list of Dots
    names, numbers : list of Label
        Of the rows at the right, and what they come to.
    before : Label
        What the sum is at the number of steps with which the scene begins, at its dot.
    head : Label
        What the numbers of the axis are.
    """

    def __init__(self, stage: Stage, past: GrowingPast, places: Places) -> None:
        theme, (right, top), bottom = stage.theme, places.plot, places.chart[3]
        self.past, all_sums = past, past.from_one_step
        several = {T: sums for T, sums in all_sums.items() if T > 1} or all_sums  # a single term is the sum
        series = [
            {T: sums.total for T, sums in all_sums.items()},
            {T: sums.term(1) for T, sums in several.items()},
            {T: sums.term(T) for T, sums in several.items()},
        ]
        values = [0.0, *(reading.value for row in series for reading in row.values())]
        low, high = min(values), max(values)
        high = high if high > low else 1.0
        numbers = round_steps(low, high, MOST_TICKS)
        widest = max(formula(theme, format_number(number), "small").width for number in numbers)
        self.box = stage.layout.safe[0] + widest + BEFORE, right, top, bottom
        margin = 0.02 * max(past.end - 1, 1)
        x_range = 1 - margin, past.end + margin
        self.plot = Plot(theme, self.box, x_range, (low, high), y_ticks=numbers, lines=numbers, grown=0.0)
        places_of_ticks = {T: self.plot.point(T, 0)[0] for T in [1, *self._round_steps()]}
        self.ticks = Ticks(theme, places_of_ticks, places.names, "T", self.plot.point(past.end, 0)[0] + 0.5)
        self.head = stage.words("over_steps" if stage.analysis.is_scalar else "over_steps_norm", tone="mute")
        self.head.place(stage.layout.safe[0], top + HEAD, "left")
        self.rows = [
            Dots(self.plot, list(row.items()), tone=tone, radius=radius)
            for row, tone, radius in zip(series, TONES, RADII, strict=True)
        ]
        self.readings = [(row.get(past.start, row[past.end]), row[past.end]) for row in series]
        self.names = [
            stage.words(key, tone=tone)
            for key, tone in zip(("sum", "nearest", "farthest"), ("ink", "mute", "mute"), strict=True)
        ]
        self.before = readout(theme, series[0][past.start], "small", "mute")
        self._place_before()
        self.numbers = self._labels(stage)

    def _place_before(self) -> None:
        """Place the first number of the sum at its dot, clear of all dots."""
        dots = [row.middle(i) for row in self.rows for i in range(len(row.places))]
        lines = [(*self.box[:2], y, y) for y in (self.plot.point(0, number)[1] for number, _ in self.plot.y_ticks)]
        clearing = Clearing(lines, (self.box[0] + BESIDE, self.box[1], self.box[2] + 0.7 * HEAD, self.box[3]))
        clearing.take_way(dots, DOT_ROOM)
        x, y = self.rows[0].middle(self.past.start - 1)
        drop = CAPITAL * self.before.em
        places = [(x + BESIDE, y + 0.1 * n - drop) for n in range(1, 6)]
        spots: list[Spot] = [(a, b, "left") for a, b in places]
        spots += [(x, y + OVER, "centre"), *((x + BESIDE, y - 0.1 * n - drop, "left") for n in range(1, 6))]
        self.has_before = clearing.put(self.before, spots)

    def _round_steps(self) -> list[int]:
        every = max(1 if self.past.end < 5 else 5, 5 * round(self.past.end / 20))
        return [T for T in range(every, self.past.end + 1, every) if T > 1]

    def _labels(self, stage: Stage) -> list[Label]:
        """Place names and numbers beside the last dots, and return the numbers."""
        theme, right = stage.theme, stage.layout.safe[1]
        tones = (text_role(theme, "core"), "text", "mute")
        last = [end for _, end in self.readings]
        numbers = [readout(theme, end, "small", tone) for end, tone in zip(last, tones, strict=True)]
        at_end = self._heights([end for _, end in self.readings], APART)
        x = self.box[1] + SIDE
        lines = any(x + n.width + GAP + number.width > right for n, number in zip(self.names, numbers, strict=True))
        if lines:  # one above the other
            at_end = self._heights([end for _, end in self.readings], 2 * APART, APART / 2)
        for name, number, y in zip(self.names, numbers, at_end, strict=True):
            base = y - CAPITAL * name.em
            name.place(x, base + (APART / 2 if lines else 0.0), "left")
            start = x if lines else float(name.get_right()[0]) + GAP
            number.place(start, base - (APART / 2 if lines else 0.0), "left")
        return numbers

    def _heights(self, readings: Sequence[Reading], apart: float, inset: float = 0.0) -> list[float]:
        """Return the heights of the labels of some dots, moved apart, and within the plot."""
        found = spread([self.plot.point(0, reading.value)[1] for reading in readings], apart)
        order, (*_, top, bottom) = sorted(range(len(found)), key=lambda i: -found[i]), self.box
        for n, i in enumerate(order):
            found[i] = min(found[i], top - inset - apart * n)
        for n, i in enumerate(reversed(order)):
            found[i] = max(found[i], bottom + inset + CLEAR + apart * n)
        return found

    @property
    def labels(self) -> list[Label]:
        """What is written beside the dots."""
        return [
            self.head,
            *([self.before] if self.has_before else []),
            *self.names,
            *self.numbers,
            *self.ticks.labels.values(),
            self.ticks.letter,
        ]

    def arrive(self, row: int, seconds: float) -> Cue:
        """Return the coming of the dots of a row, from the shortest past on."""
        return self.rows[row].arrive(seconds)

    def fade_out(self, seconds: float) -> Cue:
        """Return the going of axes and dots."""
        return together(self.plot.fade_out(seconds), *(row.fade(0.0, seconds) for row in self.rows))

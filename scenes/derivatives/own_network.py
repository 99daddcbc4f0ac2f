"""The lesson's network on the slope of its own activation: a dot for each unit of each step, and how high it is."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import product

import numpy as np

from rnnanim.backend.shapes import VGroup
from rnnanim.layout.frame import ByFrame
from rnnanim.mobjects.base.motion import Cue, one_by_one, pause, together
from rnnanim.mobjects.charts.curve import Curve, Dot
from rnnanim.mobjects.charts.markers import Dots
from rnnanim.mobjects.charts.plot import OnPlot, Plot
from rnnanim.mobjects.charts.tangent import Level
from rnnanim.mobjects.charts.view import View
from rnnanim.mobjects.text.clear_places import CLEAR, Line, first_clear, straight
from rnnanim.mobjects.text.label import Align, Label
from rnnanim.numerics import Reading
from rnnanim.scenes.derivatives.callouts import Callouts, FootNames
from rnnanim.scenes.derivatives.clear_places import lines_on
from rnnanim.stage.stage import Stage
from rnnanim.theme import Box

LEAST = {"sigmoid": 4.5}  # the plot reaches at least so far to each side, for others 3
GHOST = 4.6  # the slope of the sigmoid is drawn beside the own one if the plot reaches no farther
SMALL = 0.07  # radius of a dot that has no row
MOST_APART = 200  # dots that are mobjects of their own
MOST_NAMED = 5  # rows beside the plot
HALVES: tuple[tuple[float, float, Align], ...] = (
    (1.0, 1.0, "right"),
    (-0.1, 0.0, "right"),
    (0.13, 1.0, "left"),
    (-0.3, 0.0, "right"),
    (0.03, 1.0, "left"),
    (0.45, 1.0, "left"),
)  # where a name may stand over a flat half of a curve: share of the reach, height and alignment
FLANK = 0.62, 0.75, 0.5, 0.86, 0.4  # heights at the left of a curve where its name may stand, in those of the curve
DROPS = 0.48, 0.8, 1.2  # from a flat curve down to its name
SHIFT = 0.2  # from one place along a line, where words may stand, to the next
LIFTS = 0.14, 0.38  # from a half to its name; the second over the lines to rows, for want of a place under them
AXIS_NAME = 0.5  # from the axis to the lowest row: the lines to the rows pass over the name at its end
LANE = 0.58  # from the baseline of the band's symbols to where numbers run over them


@dataclass(frozen=True, slots=True)
class Room:
    """How the plot and its rows share the frame.

    Parameters
    ----------
    shares : tuple of float
        Of the width that the plot may take, the largest first: all but the last only where the rows stand inside of it.
    size : str
        Of the rows.
    has_columns : bool
        Whether the band has a column for each factor under the plot.
    """

    shares: tuple[float, ...]
    size: str
    has_columns: bool


ROOM = ByFrame.narrow(Room((0.84, 0.66), "medium", True), Room((0.52,), "small", False))


class OwnNetwork:
    """The curve of the slope, the dots, and what is written of them, as they stand once the plot is this network's.

    Parameters
    ----------
    plot : Plot
        That takes the view of this network in the end.
    whole : View
        Where there is room for plot and rows, and what is seen where the activations are compared.
    quarter : Level
        Keeps its height clear of rows.
    single : bool
        Whether each slope is a factor by itself.

    Attributes
    ----------
    view : View
        What the plot becomes.
    links : bool
        Whether every slope is a column of the band under the network, so that the rows can be carried there.
    dots : dict of Dot
        By step and unit: every place of the network, or of more than 200 those that have a row.
    crowd : list of Dots
        The others, as one mobject.
    steepest : dict of int
        By step: the unit whose slope is the largest.
    named_steps : tuple of int
        Those that have a row: all, or of many the first ones and the last.
    """

    def __init__(self, stage: Stage, plot: Plot, whole: View, quarter: Level, *, single: bool) -> None:
        self.stage, self.analysis, self.plot, self.quarter = stage, stage.analysis, plot, quarter
        self.network, self.room = stage.lesson.network, stage.layout.choose(ROOM)
        self.activation, self.steps = self.network.activation, range(1, self.network.T + 1)
        self.is_sigmoid = self.activation == "sigmoid"
        self.links = single and self.room.has_columns
        self.lines = () if self.is_sigmoid else (1,)
        self.height = plot.view.y if self.is_sigmoid else whole.y
        self._build_dots()
        self.curve = self._curve(whole.x[1])
        self.beside_sigmoid = not self.is_sigmoid and self.reach <= GHOST
        for share in self.room.shares:
            self.view = self._view(whole.box, share)
            with seen_as(plot, self.view):
                self._write()
                if self.callouts.box[0] < self.view.box[1]:
                    break

    # motion

    def reshape(self, seconds: float, *followers: OnPlot) -> Cue:
        """Return the change of the plot into that of this network."""
        ones = None if self.lines else ()
        lying = self.curve, *followers, *self.crowd, *self.dots.values()
        return self.plot.reshape(seconds, self.view, *lying, x_ticks=self.ticks, y_ticks=ones, lines=self.lines)

    @property
    def names_all(self) -> bool:
        """Return whether every step has a row."""
        return len(self.named_steps) == len(self.steps)

    def rise(self) -> Iterator[Cue]:
        """Yield the rise of the dots onto the curve, the last step first: each with its row, or at once where many."""
        seconds = self.stage.theme.time.dim
        if not self.names_all:
            crowd = (dots.fade(1, seconds) for dots in self.crowd)
            yield together(*crowd, *(dot.fade_in(seconds) for dot in self.dots.values()), lag=0.06)
        for i, step in reversed(list(enumerate(self.named_steps))):
            dots = [dot.fade_in(seconds) for (t, _), dot in self.dots.items() if t == step]
            first = together(*dots) if self.names_all else pause(0.1)
            written = [self.callouts.rows[i], *self.feet.names[i : i + 1]]
            yield one_by_one(first, together(*(label.fade_in(seconds) for label in written)))

    # construction

    def _build_dots(self) -> None:
        read, units, slopes = self.analysis.read, range(self.network.H), self.analysis.sigma_prime
        places = {(t, u): read("z", t, u) for t in self.steps for u in units}
        places = {at: z for at, z in places.items() if math.isfinite(z.value)}
        farthest = max((abs(z.value) for z in places.values()), default=0.0)
        self.reach = max(LEAST.get(self.activation, 3.0), 1.25 * farthest)
        self.steepest = {t: max(units, key=lambda u, row=slopes[t]: row[u]) for t in self.steps}  # type: ignore[misc]
        steps = [t for t in self.steps if (t, self.steepest[t]) in places]
        self.named_steps = tuple(steps if len(steps) <= MOST_NAMED else [*steps[:2], steps[-1]])
        named = [(t, self.steepest[t]) for t in self.named_steps]
        apart = places if len(places) <= MOST_APART else {at: places[at] for at in named}
        self.dots = {(t, u): self._dot(t, u, z) for (t, u), z in apart.items()}
        others = [(z, read("sigma_prime", *at)) for at, z in places.items() if at not in apart]
        self.crowd = [Dots(self.plot, others, tone="mute", radius=SMALL).draw(opacity=0)] if others else []

    def _dot(self, t: int, u: int, z: Reading) -> Dot:
        """Return the dot of a unit, larger where its slope is the largest of its step."""
        slope = self.analysis.read("sigma_prime", t, u)
        tone, radius, guides = ("ink", 0.11, "x") if u == self.steepest[t] else ("mute", SMALL, "")
        return Dot(self.plot, lambda _: slope, z, tone=tone, radius=radius, guides=guides, opacity=0)

    def _curve(self, least: float) -> Curve:
        far = max(self.reach, least)
        count = 2 * math.ceil(min(40 * far, 2400)) + 1
        series = self.analysis.curve("sigma_prime_at", -far, far, count)
        return Curve(self.plot, series, tone="mute", opacity=0)

    def _view(self, whole: Box, share: float) -> View:
        """Return what is seen once the plot leaves room for rows at the right, and for the band below."""
        left, right, top, bottom = whole
        if self.links:
            bottom = self.stage.layout.band.symbols + LANE + 0.75
        return View((left, left + share * (right - left), top, bottom), (-self.reach, self.reach), self.height)

    def _write(self) -> None:
        """Build what is written of curve and dots, where they are in the view of this network."""
        self.callouts = self._rows()
        named = self.named_steps if self.network.H == 1 else ()  # of several units none is z_t by itself
        self.feet = FootNames([(f"z_({t})", self.dots[t, self.steepest[t]]) for t in named])
        self.ticks = self.feet.room_for(ticks_within(self.reach))
        self.name = self._name()

    def _rows(self) -> Callouts:
        """Return the rows beside the plot, or inside of it where they are clear of the curve: the last step on top."""
        right, (_, end, top, bottom) = self.stage.layout.safe[1], self.view.box
        name = "sigma'" if self.network.H == 1 else '"max " sigma\''
        entries = [(f"{name}(z_({t}))", self.dots[t, self.steepest[t]]) for t in self.named_steps]
        rows = Callouts(self.stage.theme, (end + 0.75, right, top, bottom + AXIS_NAME), entries, self.room.size)
        ceiling = self.plot.point(0, self.curve.series.y.max())[1]
        if rows.lowest > self.quarter.height + 0.15 and rows.highest < ceiling - 0.1:
            clear = self._clear_of_curve(rows.lowest - 0.15)
            near = max(clear, *(dot.middle[0] for _, dot in entries)) + 0.45
            if near < end - 1.0:
                rows.begin_at(near)
        return rows

    def _clear_of_curve(self, y: float) -> float:
        """Return the x from which on the curve stays under a height [scene units]."""
        series = self.curve.series
        over = [x for x, height in zip(series.x, series.y, strict=True) if self.plot.point(0, height)[1] > y]
        return self.plot.point(max(over, default=0.0), 0)[0]

    def _name(self) -> Label:
        """Return the name of the activation, on its curve: at the first place clear of dots and of lines to rows."""
        label = self.stage.words(self.activation, size="tile", tone="ink")
        first_clear(label, [partial(label.place, *spot) for spot in self._spots(label.width)], self._lines())
        return label

    def _spots(self, width: float) -> Iterator[tuple[float, float, Align]]:
        """Yield the places where a name so wide may stand."""
        point, series = self.plot.point, self.curve.series
        if self.activation == "identity":  # flat everywhere: under it, the nearest first
            left, right, *_ = self.view.box
            starts = np.arange(left + 0.16, max(left + 0.2, right - width), SHIFT)
            yield from ((float(x), point(0, 1.0)[1] - drop, "left") for drop, x in product(DROPS, starts))
        if self.activation in ("identity", "relu"):
            halves = [half for half in HALVES if self.activation == "relu" or half[1]]
            for lift, (z, height, align) in product(LIFTS, halves):
                x, y = point(z * self.reach, height)
                yield x, y + lift, align
        else:
            for share in FLANK:
                high = share * float(series.y.max())
                x, y = point(float(series.x[(series.x < 0) & (series.y < high)].max()), high)
                yield x - 0.2, y, "right"

    def _lines(self) -> list[Line]:
        """Return what words keep clear of."""
        return [*lines_on(self.plot, self.dots.values(), self.callouts)]

    def aside_of(self, level: Level) -> float | None:
        """Return how far from the y axis what is written over a level is clear of all else; None for its left end."""
        words, tone, aside = VGroup(level.words, level.number), level.tone, level.aside
        with seen_as(self.plot, self.view):
            left, right, *_ = self.view.box
            points = [self.plot.point(x, y) for x, y in zip(self.curve.series.x, self.curve.series.y, strict=True)]
            name = straight(self.name.get_left()[:2], self.name.get_right()[:2])
            lines = [*self._lines(), (np.array(points), CLEAR), (name, CLEAR + float(self.name.height) / 2)]
            room = right - left - float(level.draw().number.get_right()[0] - level.words.get_left()[0])
            shifted = left - self.plot.origin[0] + np.arange(2 * SHIFT, room, SHIFT)
            starts: list[float | None] = [None, *map(float, shifted)]
            found = starts[first_clear(words, [partial(level.restyle, tone, start) for start in starts], lines)]
        level.restyle(tone, aside)
        return found


@contextmanager
def seen_as(plot: Plot, view: View) -> Iterator[None]:
    """Give a plot for a moment, undrawn, the view that it will have, so that labels find their places in it."""
    now, plot.view = plot.view, view
    yield
    plot.view = now


def ticks_within(reach: float) -> tuple[float, ...]:
    """Return four round numbers, two to each side of 0.

    >>> ticks_within(3.0), ticks_within(60.0)
    ((-2.0, -1.0, 1.0, 2.0), (-40.0, -20.0, 20.0, 40.0))
    """
    power = 10.0 ** math.floor(math.log10(reach / 2.5))
    step = max(m * power for m in (1, 2, 5, 10) if m * power <= reach / 2.5 or m == 1)
    return -2 * step, -step, step, 2 * step

"""Axes, and the map from numbers to places: the one way in which the project plots.

A `Plot` is the quiet pair of axes; curves, dots, tangents and levels are mobjects of their own, so that numbers beside
them are held against the analysis while those at the axes may be round ones::

    plot = Plot(theme, (-3.0, 3.0, 1.5, -1.5), x=(-3, 3), y=(-1, 1), names=("z", "tanh z"))
    curve = Curve(plot, analysis.curve("sigma_at", -3, 3), tone="mute", reached=-3)
    dot = Dot(plot, lambda z: analysis.read("sigma_at", z), x=0.0, tone="state", guides="xy")
    self.show(plot, curve, dot)
    self.play(plot.create(0.6), curve.trace(3, 1.0))    # from where it is drawn to, up to z = 3
    self.play(dot.slide(0.777, 1.0))

Nothing has to be put inside the plot; all of them are laid out anew from their own numbers at every step of a cue.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Self

import numpy as np

from rnnanim.backend.shapes import VGroup
from rnnanim.mobjects.base.geometry import Point, Points
from rnnanim.mobjects.base.layers import WIRE
from rnnanim.mobjects.base.motion import Cue, tween
from rnnanim.mobjects.base.shapes import stroke_pieces
from rnnanim.mobjects.base.tagging import Tag
from rnnanim.mobjects.charts.view import HasUnit, Range, View
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.readout import format_number
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics import Reading
from rnnanim.theme import Box, Theme

from manim import VMobject

TICK = 0.07  # half the length of a tick
MINUS = 0.08  # the digits stand below a tick, not digits and sign

Reads = Callable[[float], Reading]
Ticks = list[tuple[float, Label]]


class Plot(VGroup):
    """A pair of axes.

    Parameters
    ----------
    box : Box
        Left, right, top and bottom of the plotted area; names and tick numbers stand outside of it.
    x, y : (low, high)
        Ranges, drawn over the whole width and height of the box.
    names : (str, str)
        Formulas at the right end of the x axis and on top of the y axis; "" for none.
    x_ticks, y_ticks : sequence of float
        Where a number stands: below the x axis, and at the left edge of the box.
    lines : sequence of float
        Heights with a fainter line across the box.
    grown : float
        How far the axes reach from where they cross, 0 to 1.

    Attributes
    ----------
    view : View
        As it is now.
    """

    is_axis = True  # its numbers are ticks

    def __init__(
        self,
        theme: Theme,
        box: Box,
        x: Range,
        y: Range,
        *,
        names: tuple[str, str] = ("", ""),
        x_ticks: Sequence[float] = (),
        y_ticks: Sequence[float] = (),
        lines: Sequence[float] = (),
        grown: float = 1.0,
    ) -> None:
        super().__init__()
        self.theme, self.view = theme, View(box, x, y)
        self.lines, self.grown, self.opacity = tuple(lines), grown, 1.0
        self.rules = VGroup()
        self.names = [formula(theme, name, "tile", tone="mute") if name else None for name in names]
        self.x_ticks, self.y_ticks = self._numbers(x_ticks), self._numbers(y_ticks)
        self.shown_ticks: Range = 1.0, 1.0  # opacity of those of x, and of those of y
        self.add(self.rules, *self.labels)
        self.draw()

    @property
    def box(self) -> Box:
        """Left, right, top and bottom as they are now."""
        return self.view.box

    @property
    def unit(self) -> Point:
        """Scene units for 1 along x and along y."""
        return self.view.unit

    @property
    def origin(self) -> Point:
        """Where the axes cross [scene units]."""
        return self.view.origin

    @property
    def labels(self) -> list[Label]:
        """Names and tick numbers."""
        return [label for label in self.names if label] + _labels(self.x_ticks, self.y_ticks)

    def point(self, x: float, y: float) -> Point:
        """Return the place of a pair of numbers [scene units]."""
        return self.view.point(x, y)

    def create(self, seconds: float) -> Cue:
        """Return the growth of the axes from where they cross; names and ticks fade in."""

        def begin() -> None:
            self.grown, self.opacity = 0.0, 1.0

        return tween(seconds, self, before=begin, grown=1.0)

    def fade_out(self, seconds: float) -> Cue:
        """Return the fading of everything."""
        return tween(seconds, self, opacity=0.0)

    def reshape(
        self,
        seconds: float,
        view: View,
        *followers: Any,
        x_ticks: Sequence[float] | None = None,
        y_ticks: Sequence[float] | None = None,
        lines: Sequence[float] | None = None,
    ) -> Cue:
        """Return the change into another view; what lies on the plot is drawn anew with it.

        Parameters
        ----------
        *followers
            Curves, dots, levels and tangents on this plot.
        x_ticks, y_ticks : sequence of float, optional
            The numbers at the axes from then on; the others leave.
        lines : sequence of float, optional
            Heights of the fainter lines from then on; they come into sight with the range.
        """
        start: list[View] = []
        before = self.x_ticks, self.y_ticks
        after = tuple(
            old if new is None else self._numbers(new) for old, new in zip(before, (x_ticks, y_ticks), strict=True)
        )
        kept = tuple(old is new for old, new in zip(before, after, strict=True))

        def begin() -> None:
            start.append(self.view)
            self.lines = self.lines if lines is None else tuple(lines)
            self.add(*_labels(*after))

        def apply(share: float) -> None:
            self.view = start[0].towards(view, share)
            now, gone = (before, after) if share < 0.5 else (after, before)
            self.x_ticks, self.y_ticks = now
            for label in _labels(*gone):
                label.set_fill(opacity=0)
            fading = abs(2 * share - 1)
            self.shown_ticks = 1.0 if kept[0] else fading, 1.0 if kept[1] else fading
            self.draw()
            if share >= 1:
                self.remove(*(label for label in _labels(*before) if label not in _labels(*after)))
            for follower in followers:
                follower.draw()

        return Cue(apply, seconds, begin=begin)

    def draw(self) -> Plot:
        """Draw the axes as far as they have grown."""
        (ox, oy), (left, right, top, bottom), grown = self.origin, self.box, self.grown
        arms = [
            np.array([[ox + (left - ox) * grown, oy], [ox + (right - ox) * grown, oy]]),
            np.array([[ox, oy + (bottom - oy) * grown], [ox, oy + (top - oy) * grown]]),
        ]
        faint = [np.array([[left, y], [left + (right - left) * grown, y]]) for y in self._heights(self.lines)]
        strokes = [
            (faint, "bed", self.opacity),
            (arms, "low", self.opacity),
            (self._tick_strokes(), "low", self.opacity * grown * self.shown_ticks[0]),
        ]
        self.rules.submobjects = [
            stroke_pieces(self.theme, pieces, Tag("line", tone), self.theme.stroke.rule, shown)
            for pieces, tone, shown in strokes
            if pieces and shown > 0 and grown > 0
        ]
        self.rules.set_z_index(WIRE, family=True)
        self._place_labels(self.opacity * max(0.0, 2 * grown - 1))
        return self

    def _tick_strokes(self) -> list[Points]:
        left, right = self.box[:2]
        places = [x for value, _ in self.x_ticks if left <= (x := self.point(value, 0)[0]) <= right]
        return [np.array([[x, self.origin[1] - TICK], [x, self.origin[1] + TICK]]) for x in places]

    def _heights(self, values: Sequence[float]) -> list[float]:
        low, high = self.view.y
        return [self.point(0, value)[1] for value in values if low <= value <= high]

    def _numbers(self, values: Sequence[float]) -> Ticks:
        return [(value, formula(self.theme, format_number(value), "small", tone="mute")) for value in values]

    def _place_labels(self, opacity: float) -> None:
        (ox, oy), (left, right, top, bottom), (x_shown, y_shown) = self.origin, self.box, self.shown_ticks
        name_of_x, name_of_y = self.names
        if name_of_x:
            name_of_x.place(right + 0.2, oy - 0.10, "left").set_fill(opacity=opacity)
        if name_of_y:
            name_of_y.place(ox, top + 0.16).set_fill(opacity=opacity)
        for value, label in self.x_ticks:
            x = self.point(value, 0)[0]
            shown = opacity * x_shown * _inside(x, left, right)
            label.place(x - (MINUS if value < 0 else 0.0), oy - 0.42).set_fill(opacity=shown)
        for value, label in self.y_ticks:
            y = self.point(0, value)[1]
            label.place(left - 0.14, y - 0.11, "right").set_fill(opacity=opacity * y_shown * _inside(y, bottom, top))


class OnPlot(VGroup):
    """What lies on a plot, and is drawn anew from its own numbers whenever they change or the plot does."""

    def __init__(self, plot: Plot, *, tone: str = "ink", opacity: float = 1.0) -> None:
        super().__init__()
        self.submobjects: list[VMobject] = []
        self.plot, self.theme, self.tone, self.opacity = plot, plot.theme, tone, opacity

    def draw(self) -> Self:
        """Draw it where it is now; nothing where its opacity is 0."""
        raise NotImplementedError

    def fade_in(self, seconds: float) -> Cue:
        """Return its coming."""
        return tween(seconds, self, opacity=1.0)

    def fade_out(self, seconds: float) -> Cue:
        """Return its going."""
        return tween(seconds, self, opacity=0.0)


def _inside(place: float, low: float, high: float) -> float:
    """Return the opacity of the number of a tick: it goes as the tick leaves the box, before it meets what is there."""
    return max(0.0, 1.0 - max(low - place, place - high, 0.0) / TICK)


def _labels(*sides: Iterable[tuple[float, Label]]) -> list[Label]:
    return [label for side in sides for _, label in side]


def scale_name(axis: str, plot: HasUnit) -> str:
    """Return the name of a plot's scale for `check`: plots that give a number the same length share it."""
    unit = {"x": plot.unit[0], "y": plot.unit[1], "slope": plot.unit[1] / plot.unit[0]}[axis]
    return f"{axis} × {unit:.4f}"

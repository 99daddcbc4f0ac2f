"""Axes, the curves and dots on them, and the tangent that touches a curve: the one way in which the project plots.

A `Plot` is the quiet pair of axes and the map from numbers to places; curves, dots and tangents are mobjects of their
own, so that numbers beside them are held against the analysis while those at the axes may be round ones::

    plot = Plot(theme, (-3.0, 3.0, 1.5, -1.5), x=(-3, 3), y=(-1, 1), names=("z", "tanh z"))
    curve = Curve(plot, analysis.curve("sigma_at", -3, 3), tone="mute")
    dot = Dot(plot, lambda z: analysis.read("sigma_at", z), x=0.0, tone="state", guides="xy")
    self.show(plot, curve, dot)
    self.play(plot.arrive(0.6), curve.trace(3, 1.0))    # from where it is drawn to, up to z = 3
    self.play(dot.roll(0.777, 1.0))

Nothing has to be put inside the plot; all of them are laid out anew from their own numbers at every step of a cue.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from rnnanim.mobjects.base.geometry import Point, Points
from rnnanim.mobjects.base.layers import WIRE
from rnnanim.mobjects.base.motion import Cue
from rnnanim.mobjects.base.shapes import stroke_pieces
from rnnanim.mobjects.base.tagging import Tag
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.readout import format_number
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics import Reading
from rnnanim.theme import Box, Theme

from manim import VGroup

TICK = 0.07  # half the length of a tick

Range = tuple[float, float]
Reads = Callable[[float], Reading]


class Plot(VGroup):
    """A pair of axes that cross at zero, or at the edge of the box where zero is out of range.

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

    Attributes
    ----------
    unit : (float, float)
        Scene units for 1 along x and along y.
    origin : (float, float)
        Where the axes cross [scene units].
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
    ) -> None:
        super().__init__()
        self.theme, self.box, self.x_range, self.y_range = theme, box, x, y
        self.lines, self.grown, self.opacity = tuple(lines), 1.0, 1.0
        self.rules = VGroup()
        self.names = [formula(theme, name or " ", "tile", tone="mute") if name else None for name in names]
        self.x_ticks, self.y_ticks = self._numbers(x_ticks), self._numbers(y_ticks)
        self.add(self.rules, *self.labels)
        self.draw()

    @property
    def unit(self) -> Point:
        (left, right, top, bottom), x, y = self.box, self.x_range, self.y_range
        return (right - left) / (x[1] - x[0]), (top - bottom) / (y[1] - y[0])

    @property
    def origin(self) -> Point:
        x, y = self.x_range, self.y_range
        return self.point(min(max(0.0, x[0]), x[1]), min(max(0.0, y[0]), y[1]))

    @property
    def labels(self) -> list[Label]:
        """Names and tick numbers."""
        return [label for label in self.names if label] + [label for _, label in (*self.x_ticks, *self.y_ticks)]

    def point(self, x: float, y: float) -> Point:
        """Return the place of a pair of numbers [scene units]."""
        left, _, _, bottom = self.box
        return left + (x - self.x_range[0]) * self.unit[0], bottom + (y - self.y_range[0]) * self.unit[1]

    def arrive(self, seconds: float) -> Cue:
        """Return the growth of the axes from where they cross; names and ticks fade in."""
        return Cue(lambda share: self.draw(grown=share), seconds, begin=lambda: self.draw(grown=0.0, opacity=1.0))

    def leave(self, seconds: float) -> Cue:
        """Return the fading of everything."""
        return Cue(lambda share: self.draw(opacity=1 - share), seconds)

    def reshape(
        self,
        seconds: float,
        *followers: Any,
        box: Box | None = None,
        x: Range | None = None,
        y: Range | None = None,
        x_ticks: Sequence[float] | None = None,
        y_ticks: Sequence[float] | None = None,
        lines: Sequence[float] | None = None,
    ) -> Cue:
        """Return the change into another box or other ranges; what lies on the plot is drawn anew with it.

        Parameters
        ----------
        *followers
            Curves, dots, levels and tangents on this plot.
        x_ticks, y_ticks : sequence of float, optional
            The numbers at the axes from then on; the others leave.
        lines : sequence of float, optional
            Heights of the fainter lines from then on; they come into sight with the range.
        """
        source: list[tuple[Box, Range, Range]] = []
        before = self.x_ticks, self.y_ticks
        after = tuple(
            old if new is None else self._numbers(new) for old, new in zip(before, (x_ticks, y_ticks), strict=True)
        )
        changed = [side for side in (0, 1) if after[side] is not before[side]]

        def begin() -> None:
            source.append((self.box, self.x_range, self.y_range))
            self.lines = self.lines if lines is None else tuple(lines)
            self.add(*(label for side in changed for _, label in after[side]))

        def apply(share: float) -> None:
            old_box, old_x, old_y = source[0]
            left, right, top, bottom = (a + (b - a) * share for a, b in zip(old_box, box or old_box, strict=True))
            self.box = left, right, top, bottom
            self.x_range, self.y_range = _between(old_x, x or old_x, share), _between(old_y, y or old_y, share)
            now, gone = (before, after) if share < 0.5 else (after, before)
            self.x_ticks, self.y_ticks = now
            for side in changed:
                for _, label in gone[side]:
                    label.set_fill(opacity=0)
            fading = abs(2 * share - 1)
            self.draw(ticks=(fading if 0 in changed else 1.0, fading if 1 in changed else 1.0))
            if share >= 1:
                self.remove(*(label for side in changed for _, label in before[side]))
            for follower in followers:
                follower.draw()

        return Cue(apply, seconds, begin=begin)

    def draw(self, *, grown: float | None = None, opacity: float | None = None, ticks: Range = (1.0, 1.0)) -> None:
        """Draw the axes as far as they have grown."""
        self.grown = self.grown if grown is None else grown
        self.opacity = self.opacity if opacity is None else opacity
        (ox, oy), (left, right, top, bottom), grown = self.origin, self.box, self.grown
        arms = [
            np.array([[ox + (left - ox) * grown, oy], [ox + (right - ox) * grown, oy]]),
            np.array([[ox, oy + (bottom - oy) * grown], [ox, oy + (top - oy) * grown]]),
        ]
        faint = [np.array([[left, y], [left + (right - left) * grown, y]]) for y in self._heights(self.lines)]
        strokes = [
            (faint, "bed", self.opacity),
            (arms, "low", self.opacity),
            (self._tick_strokes(), "low", self.opacity * grown * ticks[0]),
        ]
        rule = self.theme.stroke.rule
        self.rules.submobjects = [
            stroke_pieces(self.theme, pieces, Tag("line", tone), rule, shown)
            for pieces, tone, shown in strokes
            if pieces and shown > 0 and grown > 0
        ]
        self.rules.set_z_index(WIRE, family=True)
        self._place_labels(self.opacity * max(0.0, 2 * grown - 1), ticks)

    def _tick_strokes(self) -> list[Points]:
        places = [self.point(value, 0)[0] for value, _ in self.x_ticks]
        return [np.array([[x, self.origin[1] - TICK], [x, self.origin[1] + TICK]]) for x in places]

    def _heights(self, values: Sequence[float]) -> list[float]:
        low, high = self.y_range
        return [self.point(0, value)[1] for value in values if low <= value <= high]

    def _numbers(self, values: Sequence[float]) -> list[tuple[float, Label]]:
        return [(value, formula(self.theme, format_number(value), "small", tone="mute")) for value in values]

    def _place_labels(self, opacity: float, ticks: Range) -> None:
        (ox, oy), (left, right, top, _) = self.origin, self.box
        name_of_x, name_of_y = self.names
        if name_of_x:
            name_of_x.place(right + 0.2, oy - 0.10, "left").set_fill(opacity=opacity)
        if name_of_y:
            name_of_y.place(ox, top + 0.16).set_fill(opacity=opacity)
        for value, label in self.x_ticks:
            sign = 0.08 if value < 0 else 0.0  # the digits stand below the tick, not digits and sign
            label.place(self.point(value, 0)[0] - sign, oy - 0.42).set_fill(opacity=opacity * ticks[0])
        for value, label in self.y_ticks:
            label.place(left - 0.14, self.point(0, value)[1] - 0.11, "right").set_fill(opacity=opacity * ticks[1])


def _between(a: Range, b: Range, share: float) -> Range:
    return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share


def scale_name(axis: str, plot: Plot) -> str:
    """Return the name of a plot's scale for `check`: plots that give a number the same length share it."""
    unit = {"x": plot.unit[0], "y": plot.unit[1], "slope": plot.unit[1] / plot.unit[0]}[axis]
    return f"{axis} × {unit:.4f}"

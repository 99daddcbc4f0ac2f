"""Eigenvalues against the unit circle, and how the powers of one of them turn and shrink or grow.

The plane is the quiet ground; eigenvalues and powers are mobjects of their own on it::

    plane = ComplexPlane(theme, (-3, 3, 3, -3), [pair.value for pair in eigenvalues])
    dots = Eigenvalues(plane, eigenvalues, tone="wh")
    spiral = PowerSpiral(plane, powers)  # of k = 1, 2, 3 …
    self.play(plane.arrive(0.8))
    self.play(dots.arrive(1.2))
    self.play(spiral.run(3.0))
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rnnanim.backend.shapes import VGroup
from rnnanim.mobjects.base.geometry import Point, Points
from rnnanim.mobjects.base.layers import TEXT, WIRE
from rnnanim.mobjects.base.motion import Cue
from rnnanim.mobjects.base.shapes import stroke_pieces
from rnnanim.mobjects.base.tagging import Tag
from rnnanim.mobjects.charts.area import ChartArea, Names
from rnnanim.mobjects.charts.shapes import discs, filled
from rnnanim.mobjects.text.label import Align, Label
from rnnanim.mobjects.text.words import formula
from rnnanim.theme import Box, Theme

LEAST_REACH, MARGIN = 1.35, 1.12  # how far the axes go at least, and beyond the outermost number
TICK, CIRCLE_WIDTH = 0.07, 2.2  # half the length of a tick; the stroke of the circle
CROWDED = 0.5  # a radius of the circle with room for one of its numbers alone [scene units]
INSIDE = 0.35  # opacity of the disc inside the circle
NAME_GAP, TICK_AWAY, CLEAR = 0.16, 0.13, 0.10  # from axes to names, from the circle to its numbers, from dots to these
TICKS = {1 + 0j: "1", -1 + 0j: "-1", 1j: "i", -1j: "-i"}
CIRCLE = np.exp(2j * np.pi * np.linspace(0, 1, 181))


class ComplexPlane(ChartArea):
    """The axes and the unit circle; one unit is as long upwards as to the right.

    Parameters
    ----------
    box : Box
        The axes have their origin in its middle and stay inside; so do the names.
    values : iterable of complex
        What it is to hold beside the circle.
    names : (str, str)
        Formulas at the ends of the axes.
    """

    def __init__(
        self,
        theme: Theme,
        box: Box,
        values: Iterable[complex] = (),
        *,
        names: tuple[str, str] = ('op("Re")', 'op("Im")'),
    ) -> None:
        super().__init__(theme, box)
        values = list(values)
        self.names = Names(*(formula(theme, name, "small", tone="mute") for name in names))
        re, im = (max([LEAST_REACH, *(MARGIN * abs(part) for part in parts)]) for parts in _parts(values))
        left, right, top, bottom = box
        across = (right - left) / 2 - self.names[0].width - NAME_GAP
        up = (top - bottom) / 2 - self.names[1].height - NAME_GAP
        unit = min(across / re, up / im)
        self.reach = min(across / unit, max(re, im)), min(up / unit, max(re, im))
        self._share_of_box = unit / (right - left)
        self.grown = self.opacity = 1.0
        self.lines = VGroup()
        shown = TICKS if unit > CROWDED else {1 + 0j: "1"}
        self.ticks = {z: formula(theme, text, "small", tone="mute") for z, text in shown.items()}
        self.add(self.lines, self.names, Names(*self.ticks.values()))
        self._place_labels(values)
        self.draw()

    @property
    def unit(self) -> Point:
        """Scene units for 1, the same along both axes."""
        left, right, *_ = self.box
        unit = (right - left) * self._share_of_box
        return unit, unit

    def point(self, x: float, y: float) -> Point:
        """Return the place of x + iy [scene units]."""
        left, right, top, bottom = self.box
        return (left + right) / 2 + x * self.unit[0], (bottom + top) / 2 + y * self.unit[1]

    def holds(self, z: NDArray[np.complex128]) -> NDArray[np.bool_]:
        """Return which of many complex numbers lie inside of the axes' reach."""
        return np.asarray((np.abs(z.real) <= self.reach[0]) & (np.abs(z.imag) <= self.reach[1]))

    def arrive(self, seconds: float) -> Cue:
        """Return the growth of the axes from 0, and the drawing of the circle from 1 on."""
        return Cue(lambda share: self.draw(grown=share), seconds, begin=lambda: self.draw(grown=0.0, opacity=1.0))

    def leave(self, seconds: float) -> Cue:
        """Return the fading of all of it."""
        return Cue(lambda share: self.draw(opacity=1 - share), seconds)

    def draw(self, *, grown: float | None = None, opacity: float | None = None) -> ComplexPlane:
        """Draw axes and circle as far as they have grown."""
        self.grown = self.grown if grown is None else grown
        self.opacity = self.opacity if opacity is None else opacity
        self.lines.submobjects = []
        if self.grown > 0 and self.opacity > 0:
            self._add_lines()
        for label in (*self.names, *self.ticks.values()):
            label.set_fill(opacity=self.opacity * max(0.0, 2 * self.grown - 1))
        return self

    def _add_lines(self) -> None:
        theme, rule, (x, y) = self.theme, self.theme.stroke.rule, self.reach
        inside = discs([self.point(0, 0)], self.unit[0])
        fill = INSIDE * self.opacity * self.grown
        arms = [self._line(np.array([-end, end], complex) * self.grown) for end in (complex(x), 1j * y)]
        tick = TICK / self.unit[0]
        marks = [self._line(z + z * 1j * np.array([-tick, tick])) for z in TICKS]
        circle = self._line(CIRCLE[: max(2, math.ceil(len(CIRCLE) * self.grown))])
        self.lines.add(
            filled(inside, Tag("plate", "bed"), theme.colour.bed, fill),
            stroke_pieces(theme, arms, Tag("line", "low"), rule, self.opacity),
            stroke_pieces(theme, marks, Tag("line", "low"), rule, self.opacity * self.grown),
            stroke_pieces(theme, [circle], Tag("line", "mute"), CIRCLE_WIDTH, self.opacity),
        )
        self.lines.set_z_index(WIRE, family=True)

    def _line(self, z: NDArray[Any]) -> Points:
        return np.array([self.point(float(a.real), float(a.imag)) for a in z])

    def _sides(self, z: complex) -> list[tuple[float, float, Align]]:
        """Return the two places outside of the circle where its number may stand, the usual one first."""
        x, y = self.point(z.real, z.imag)
        beside: list[tuple[float, Align]] = [(TICK_AWAY, "left"), (-TICK_AWAY, "right")]
        if z.imag == 0:
            away, align = beside[0 if z.real > 0 else 1]
            return [(x + away, y - 0.40, align), (x + away, y + 0.18, align)]
        return [(x + away, y + (0.12 if z.imag > 0 else -0.36), align) for away, align in beside]

    def _crowd(self, label: Label, values: Sequence[complex]) -> int:
        """Return how many of the values lie under a label where it stands."""
        at = np.array([self.point(z.real, z.imag) for z in values]).reshape(-1, 2)
        near = np.abs(at - label.get_center()[:2]) < (label.width / 2 + CLEAR, label.height / 2 + CLEAR)
        return int(near.all(axis=1).sum())

    def _place_labels(self, values: Sequence[complex]) -> None:
        """Place the names; a number of the circle goes to the side where fewer of the values are in its way."""
        of_re, of_im = self.names
        x, y = self.point(self.reach[0], 0)
        of_re.place(x + NAME_GAP, y - 0.10, "left")
        x, y = self.point(0, self.reach[1])
        of_im.place(x, y + NAME_GAP)
        for z, label in self.ticks.items():
            crowds = [self._crowd(label.place(*side), values) for side in self._sides(z)]
            label.place(*self._sides(z)[int(np.argmin(crowds))])
        for label in (*self.names, *self.ticks.values()):
            label.set_z_index(TEXT, family=True)


def _parts(values: Sequence[complex]) -> tuple[list[float], list[float]]:
    return [z.real for z in values], [z.imag for z in values]

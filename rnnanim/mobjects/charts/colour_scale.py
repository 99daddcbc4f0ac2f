"""The scale beside a heat map or a surface: which colour stands for which size."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from rnnanim.backend.shapes import VGroup
from rnnanim.mobjects.base.geometry import Point
from rnnanim.mobjects.base.layers import PART, TEXT, WIRE
from rnnanim.mobjects.base.motion import Cue
from rnnanim.mobjects.base.shapes import stroke_pieces
from rnnanim.mobjects.base.tagging import Tag
from rnnanim.mobjects.charts.area import ChartArea
from rnnanim.mobjects.charts.colour_strip import Signed, Span, coloured, halves, part_of
from rnnanim.mobjects.charts.log_axis import power_name
from rnnanim.mobjects.charts.ramp import DEEPEST, STEPS, Ramp
from rnnanim.mobjects.charts.shapes import zero_cells
from rnnanim.mobjects.charts.ticks import from_zero, powers, round_steps, whole_decades
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.readout import format_number
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics.scaled import Array
from rnnanim.theme import Box, Theme

from manim import RIGHT, UP

Law = Literal["log", "linear"]

TICK, NAME_GAP, NAME_DROP = 0.08, 0.16, 0.40  # length of a tick; from the strip to a name beside it, and below it
CENTRE = 0.11  # from the baseline of a name to the middle of its digits
ROOM, MOST_NAMES = 0.44, 7  # along the strip for each name; how many there are at most
HEAD_LIFT, SIGN_LIFT, SIGN_ROOM = 0.34, 0.14, 0.32  # from the strip to the baseline of the head, and of the signs
ZERO_GAP, ZERO_SIDE = 0.20, 0.30  # between the strip and the mark of an exact 0, and its side
FINE = 24  # colours of a smooth strip


class ColourScale(ChartArea):
    """A strip of colours with names at some sizes; it stands if its box is higher than wide, and else it lies.

    Parameters
    ----------
    box : Box
        Of the strip; names stand at its right or below it, the head above it.
    sizes : iterable of float
        What it is to hold: with the law "log" decimal logarithms, else the sizes.
    name : str
        Name of the scale for `check`: whatever is coloured by this strip is held to it.
    law : {"log", "linear"}
    tone : str
        Colour role of what is measured.
    head : Label, optional
        What is measured, and that the scale is logarithmic.
    signed : {"hollow", "grey"}, optional
        What negative numbers look like, on a strip of their own: hollow, or grey where cells are too small for that.
    zero : bool
        Whether the mark of an exact 0 is explained.
    steps : sequence of float
        Sizes between which the colour does not change, each of them named; empty for a smooth strip.
    least : float, optional
        How far its lowest colour is from the background, where the smallest cell is to be seen.
    deepest, written
        How far its highest colour is, and whether numbers stand on it, see `Ramp`.
    """

    is_axis = True

    def __init__(
        self,
        theme: Theme,
        box: Box,
        sizes: Iterable[float],
        *,
        name: str,
        law: Law = "log",
        tone: str = "gradient",
        head: Label | None = None,
        signed: Signed | None = None,
        zero: bool = False,
        steps: Sequence[float] = (),
        least: float | None = None,
        deepest: float = DEEPEST,
        written: bool = False,
    ) -> None:
        super().__init__(theme, box)
        self.scale_name, self.law, self.signed, self.has_zero = name, law, signed, zero
        self.ramp, self.steps = Ramp(theme, tone, least, deepest, written=written), tuple(steps)
        self.low, self.high = whole_decades(sizes) if law == "log" else from_zero(sizes)
        self.grown = self.opacity = 1.0
        self.strip = VGroup()
        self.names = [(size, self._label(self.source(size))) for size in self._named()]
        self.signs = [self._label(sign) for sign in ("+", "minus") if signed]
        self.zero_name = self._label("0") if zero else None
        self.head = head
        self.add(self.strip, *self.labels)
        self._place_labels()
        self.draw()

    @property
    def labels(self) -> list[Label]:
        """Every text of the scale."""
        single = [label for label in (self.zero_name, self.head) if label is not None]
        return [*(label for _, label in self.names), *self.signs, *single]

    # what stands for a size

    def share(self, size: float) -> float:
        """Return how far up the scale a size stands, 0 to 1."""
        return min(1.0, max(0.0, (size - self.low) / (self.high - self.low)))

    def rise(self, size: float) -> float:
        """Return how far along the strip a size is from 1, or from 0 on a linear scale [scene units]."""
        return self._length / (self.high - self.low) * size if math.isfinite(size) else 0.0

    def colour(self, size: float) -> str:
        """Return the colour of a size."""
        return self.ramp.colours[self.indices(np.array(size)).item()]

    def indices(self, sizes: Array, *, readable: Iterable[tuple[int, ...]] = ()) -> NDArray[np.int64]:
        """Return the numbers of the colours of many sizes in the ramp.

        Parameters
        ----------
        readable : iterable of index
            Where a number stands on the colour: there it is the nearest that lets it be read.
        """
        if self.steps:
            shares = np.searchsorted(self.steps, sizes, side="right") / len(self.steps)
        else:
            shares = np.clip((sizes - self.low) / (self.high - self.low), 0.0, 1.0)
        found = np.rint(shares * STEPS).astype(np.int64)
        for index in readable:
            found[index] = self.ramp.readable(int(found[index]))
        return found

    def step_colour(self, step: int) -> str:
        """Return the colour of a step; step 0 lies below the first of `steps`."""
        return self.ramp.colour(step / len(self.steps))

    def position(self, size: float) -> Point:
        """Return the place of a size, on the edge of the strip at which the names stand."""
        left, right, top, bottom = self.box
        if self.stands:
            return right, bottom + (top - bottom) * self.share(size)
        return left + (right - left) * self.share(size), bottom

    @property
    def stands(self) -> bool:
        """Whether the strip is vertical."""
        left, right, top, bottom = self.box
        return top - bottom >= right - left

    # motion

    def arrive(self, seconds: float) -> Cue:
        """Return the growth of the strip from its low end; each name comes as the strip gets there."""
        return Cue(lambda share: self.draw(grown=share), seconds, begin=lambda: self.draw(grown=0.0, opacity=1.0))

    def leave(self, seconds: float) -> Cue:
        """Return the fading of all of it."""
        return Cue(lambda share: self.draw(opacity=1 - share), seconds)

    # drawing

    def draw(self, *, grown: float | None = None, opacity: float | None = None) -> ColourScale:
        """Draw the strip as far as it has grown."""
        self.grown = self.grown if grown is None else grown
        self.opacity = self.opacity if opacity is None else opacity
        self.strip.submobjects = []
        if self.grown > 0 and self.opacity > 0:
            self._add_strips()
            self._add_ticks()
        come = {id(label): self.share(size) for size, label in self.names}
        for label in self.labels:
            share = (self.grown - 0.85 * come.get(id(label), 0.8)) / 0.15
            label.set_fill(opacity=self.opacity * min(1.0, max(0.0, share)))
        return self

    @property
    def _length(self) -> float:
        left, right, top, bottom = self.box
        return top - bottom if self.stands else right - left

    def _named(self) -> list[float]:
        if self.steps:
            return list(self.steps)
        most = min(MOST_NAMES, max(2, int(self._length / ROOM) + 1))
        return (round_steps if self.law == "linear" else powers)(self.low, self.high, most)

    def source(self, size: float) -> str:
        """Return how a size is written, Typst math."""
        if self.law == "linear":
            return format_number(size)
        return power_name(round(size)) if abs(size - round(size)) < 1e-9 else format_number(10**size)

    def _label(self, source: str) -> Label:
        label = formula(self.theme, source, "small", tone="mute")
        label.set_z_index(TEXT, family=True)
        return label

    def _place_labels(self) -> None:
        left, right, top, bottom = self.box
        for size, label in self.names:
            self._put(label, self.position(size))
        if self.zero_name is not None:
            x, y = self._zero_place()
            self._put(self.zero_name, (right, y) if self.stands else (x, bottom))
        for label, ((a, b), (low, high)) in zip(self.signs, self._spans(), strict=False):
            x, y = ((a + b) / 2, top + SIGN_LIFT) if self.stands else (right + NAME_GAP, (low + high) / 2 - CENTRE)
            label.place(x, y)
        if self.head is not None:
            lift = HEAD_LIFT + (SIGN_ROOM if self.signs and self.stands else 0.0)
            self.head.place(left, top + lift, "left").set_z_index(TEXT, family=True)

    def _put(self, label: Label, at: Point) -> None:
        if self.stands:
            label.place(at[0] + NAME_GAP, at[1] - CENTRE, "left")
        else:
            label.place(at[0], at[1] - NAME_DROP)

    def _zero_place(self) -> Point:
        left, right, top, bottom = self.box
        away = ZERO_GAP + ZERO_SIDE / 2
        return ((left + right) / 2, bottom - away) if self.stands else (left - away, (bottom + top) / 2)

    def _spans(self) -> list[Span]:
        """Return the strip, or those of the positive and the negative numbers."""
        return halves(self.box, stands=self.stands) if self.signed else [(self.box[:2], (self.box[3], self.box[2]))]

    def _add_strips(self) -> None:
        for i, span in enumerate(self._spans()):
            for step, start in enumerate([0.0, *(self.share(size) for size in self.steps)]):
                if start < self.grown:  # each lies on the one before it, so that no seam is seen
                    shares = [step / len(self.steps)] if self.steps else list(np.linspace(0, self.grown, FINE))
                    part, look = part_of(span, start, self.grown, stands=self.stands), self.signed if i else None
                    strip = coloured(self.ramp, part, shares, look, self.opacity)
                    strip.sheen_direction = UP if self.stands else RIGHT
                    self.strip.add(strip)
        if self.has_zero:
            zero = zero_cells(self.theme, [self._zero_place()], (ZERO_SIDE, ZERO_SIDE), self.opacity * self.grown)
            self.strip.add(*zero)
        self.strip.set_z_index(PART, family=True)

    def _add_ticks(self) -> None:
        dx, dy = (TICK, 0.0) if self.stands else (0.0, -TICK)
        places = [self.position(size) for size, _ in self.names if self.share(size) <= self.grown + 1e-9]
        pieces = [np.array([[x, y], [x + dx, y + dy]]) for x, y in places]
        if pieces:
            ticks = stroke_pieces(self.theme, pieces, Tag("line", "low"), self.theme.stroke.rule, self.opacity)
            self.strip.add(ticks.set_z_index(WIRE))

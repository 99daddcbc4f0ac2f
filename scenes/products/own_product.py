"""Where the lesson's own product stands on a ruler: a line from 1 to its dot, or an arrow where it leaves the ruler."""

from __future__ import annotations

import math

import numpy as np

from rnnanim.backend.shapes import VGroup
from rnnanim.mobjects.base.layers import PART, STREAM
from rnnanim.mobjects.base.motion import Cue, fade_in, tween
from rnnanim.mobjects.base.shapes import disc, filled, stroke
from rnnanim.mobjects.base.tagging import Tag, tagged
from rnnanim.mobjects.charts.log_axis import LogAxis
from rnnanim.mobjects.text.equation import plate
from rnnanim.mobjects.text.fitting import fitting_one
from rnnanim.mobjects.text.label import CAPITAL, Label
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics import Analysis, Reading
from rnnanim.theme import Theme

from manim import Mobject

LINE, DOT = 3.6, 0.075
TIP = (0.2, 0.11)  # length and half the breadth of an arrow's tip
BESIDE, GAP = 0.24, 0.14  # from the dot to what is written of it, and between word and number
ROOM, LINES = 1.5, 0.4  # of word and number in a row, and from one to the other where they stand in two
EDGE = 0.28  # from where an arrow's tip begins to the end of the ruler


def gain_of(net: Analysis) -> Reading:
    """Return the size of ∂h_T/∂h_1, or its logarithm where float64 can only call it 0 or infinite."""
    steps = net.spec.T
    size, log10 = net.read("gain", steps, 1), net.read("log10_gain", steps, 1)
    is_lost = size.value == 0 or not math.isfinite(size.value)
    return log10 if is_lost and math.isfinite(log10.value) else size


def name_of(net: Analysis) -> str:
    """Return ∂h_T/∂h_1 as a formula: its size, where it may be negative or is a matrix."""
    derivative = f"partial h_({net.spec.T}) slash partial h_1"
    if net.spec.H > 1:
        return f"norm({derivative})"
    return f"abs({derivative})" if net.spec.W_h[0, 0] < 0 else derivative


class OwnProduct(VGroup):
    """The mark of the lesson's own product, and what is written of it.

    Parameters
    ----------
    net : Analysis
        Of the lesson; of more than one step.
    x : float
        Where the line stands [scene units].
    base : float
        Baseline of the name under it.
    ours : Label
        What names the lesson's own.

    Attributes
    ----------
    grown : float
        How far the line has come from 1, 0 to 1.
    labels : list of Label
    """

    def __init__(self, theme: Theme, ruler: LogAxis, net: Analysis, x: float, base: float, ours: Label) -> None:
        super().__init__()
        self.theme, self.ruler, self.x, self.grown = theme, ruler, x, 0.0
        self.reading = gain_of(net)
        self.level = net.read("log10_gain", net.spec.T, 1).value
        self.is_beyond = not ruler.low - 1e-9 <= self.level <= ruler.high + 1e-9
        number = fitting_one(theme, self.reading, ROOM, "small", "text")
        y, in_a_row = self.end - CAPITAL * number.em, ours.width + GAP + number.width <= ROOM
        ours.place(x + BESIDE, y if in_a_row else y + LINES / 2, "left")
        number.place(float(ours.get_right()[0]) + GAP if in_a_row else x + BESIDE, y, "left")
        number.shift((0, 0.0 if in_a_row else -LINES / 2, 0))
        name = formula(theme, name_of(net), "small", tone="mute").place(x - DOT, base, "left")
        self.labels: list[Label] = [ours, number, name]
        for label in self.labels:
            label.set_fill(opacity=0)
        self.plates = [plate(theme, label) for label in (ours, number)]

    @property
    def room(self) -> float:
        """How much room line and labels take [scene units]."""
        return max(float(label.get_right()[0]) for label in self.labels) - self.x + DOT

    @property
    def end(self) -> float:
        """Height of the dot, or of the end of the ruler that the product is beyond [scene units]."""
        if not self.is_beyond:
            return self.ruler.y(self.level)
        return self.ruler.top - EDGE if self.level > 0 else self.ruler.bottom + EDGE

    def grow(self, seconds: float) -> Cue:
        """Return the growing of the line from 1 to the dot."""
        return tween(seconds, self, grown=1.0)

    def write(self, seconds: float) -> Cue:
        """Return the fading in of what is written; the lines of the ruler end before it."""
        return fade_in(seconds, *self.plates, *self.labels)

    def draw(self) -> OwnProduct:
        """Draw the line as far as it has come, and at its end the dot or the tip."""
        self.submobjects: list[Mobject] = []
        if self.grown <= 0:
            return self
        start = self.ruler.y(0)
        y = start + (self.end - start) * self.grown
        ends = np.array([[self.x, start], [self.x, y]])
        self.add(stroke(self.theme, ends, Tag("line", "text"), LINE).set_z_index(STREAM))
        self.add(self._tip(y) if self.is_beyond else self._dot(y))
        return self

    def _dot(self, y: float) -> Mobject:
        dot = disc((self.x, y), DOT, self.theme.colour.text)
        sizes, scale = (self.ruler.rise(self.level),), self.ruler.scale_name
        arrived = Tag("mark", "text", (self.reading,), sizes, law="log", scale=scale)
        return tagged(dot, arrived if self.grown >= 1 else Tag("front", "text")).set_z_index(PART)

    def _tip(self, y: float) -> Mobject:
        length, half = TIP
        way = math.copysign(1.0, self.level)
        corners = [(self.x, y + way * length), (self.x - half, y), (self.x + half, y), (self.x, y + way * length)]
        tip = filled(np.array([(*corner, 0.0) for corner in corners]), self.theme.colour.text)
        return tagged(tip, Tag("front", "text")).set_z_index(PART)

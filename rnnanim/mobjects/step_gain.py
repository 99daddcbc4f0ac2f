"""What one step multiplies by, over z, for several weights: where it is more than 1."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rnnanim.mobjects.equation import Equation
from rnnanim.mobjects.fates import reveal
from rnnanim.mobjects.layout import Point
from rnnanim.mobjects.motion import Cue
from rnnanim.mobjects.parts import TEXT, WIRE
from rnnanim.mobjects.plot import Curve, Plot
from rnnanim.mobjects.ruler import ONE_WIDTH, LogRuler
from rnnanim.mobjects.stair_rows import Rows
from rnnanim.mobjects.strokes import dashes, stroke, stroke_pieces
from rnnanim.mobjects.tagging import Tag
from rnnanim.mobjects.text import Label, readout
from rnnanim.numerics import Analysis

from manim import Mobject, VGroup

Z_RANGE, Z_TICK = (-6.0, 6.0), 4
FREE = 1.16  # the height of the plot in that of the highest curve
BODY, CORE, FOOT = 8.0, 3.4, 6.0  # strokes of what is over 1, and of where that is


def crossing(analysis: Analysis) -> float:
    """Return the z beyond which a step of one unit no longer multiplies by more than 1."""
    inside, outside = 0.0, Z_RANGE[1]
    for _ in range(60):
        middle = (inside + outside) / 2
        inside, outside = (middle, outside) if analysis.read("step_gain_at", middle).value > 1 else (inside, middle)
    return inside


class StepGain:
    """The curves of |σ′(z) W_h|, the line of 1, and the part of the highest that lies over it.

    Parameters
    ----------
    nets : sequence of Analysis
        One unit each, the highest curve last: the only one that passes 1.
    here : Label
        What is said of the stretch of z over which it does.
    """

    def __init__(self, rows: Rows, nets: Sequence[Analysis], here: Label) -> None:
        self.theme, self.crest = rows.theme, nets[-1]
        box = rows.left + 0.5, rows.right - 0.45, rows.chain_y - 0.25, rows.bottom + 0.3
        height = FREE * self.crest.read("step_gain_at", 0.0).value
        names, ticks = ("z", "abs(sigma'(z) thin wh(W_h))"), (-Z_TICK, Z_TICK)
        self.plot = Plot(self.theme, box, Z_RANGE, (0.0, height), names=names, x_ticks=ticks, y_ticks=(1,))
        self.curves = [
            Curve(self.plot, net.curve("step_gain_at", *Z_RANGE), tone="wh", reached=Z_RANGE[0]) for net in nets
        ]
        self.peaks = [self._peak(net) for net in nets]
        self.edge = crossing(self.crest)
        over = self.crest.curve("step_gain_at", -self.edge, self.edge)
        self.crests = [
            Curve(self.plot, over, tone=tone, width=width, reached=-self.edge)
            for tone, width in ((("edge", BODY),) if self.theme.is_light else (("gradient", BODY), ("core", CORE)))
        ]
        self.one, self.feet = VGroup(), self._feet()
        x, y = self.plot.origin
        self.here = here.place(x, y - 0.45).set_z_index(TEXT, family=True)

    @property
    def ends_of_one(self) -> tuple[Point, Point]:
        """Ends of the line on which a step neither shrinks nor grows what it multiplies."""
        left, right = self.plot.box[:2]
        y = self.plot.point(0.0, 1.0)[1]
        return (left, y), (right, y)

    @property
    def mobjects(self) -> list[Mobject]:
        """Everything that is drawn, but for the labels."""
        return [self.plot, self.one, *self.curves, *self.crests, self.feet]

    def slide(self, ruler: LogRuler, seconds: float) -> Cue:
        """Return the way of the line of 1 from a ruler to the plot."""
        source = np.array([[ruler.left, ruler.y(0)], [ruler.right, ruler.y(0)]])

        def apply(share: float) -> None:
            points = source + (np.array(self.ends_of_one) - source) * share
            line = stroke(self.theme, points, Tag("line", "mute"), ONE_WIDTH)
            self.one.submobjects = [line.set_z_index(WIRE + 1)]

        return Cue(apply, seconds)

    def shine(self, seconds: float) -> list[Cue]:
        """Return the lighting of what is over 1, from the left."""
        return [crest.trace(self.edge, seconds) for crest in self.crests]

    def leave(self, seconds: float) -> list[Cue]:
        """Return the fading of all but the line of 1."""
        curves = [curve.to(curve.tone, seconds, opacity=0) for curve in (*self.curves, *self.crests)]
        return [self.plot.leave(seconds), *curves, reveal(self.feet, seconds, back=True)]

    def _peak(self, net: Analysis) -> Label | Equation:
        """Return the weight of a curve, over its peak; the highest says what the others are."""
        reading = net.read("W_h", 0, 0)
        x, y = self.plot.point(0.0, net.read("step_gain_at", 0.0).value)
        if net is self.crest:
            return Equation(self.theme, "W_h", reading, "small", tone="wh").place(x + 0.14, y + 0.12, "left")
        label = readout(self.theme, reading, "small", tone="wh").place(x + 0.14, y + 0.1, "left")
        return label.set_z_index(TEXT, family=True)

    def _feet(self) -> VGroup:
        """Return the stretch of z over which a step can grow, and what leads down to it."""
        (a, top), (b, _), foot = self.plot.point(-self.edge, 1), self.plot.point(self.edge, 1), self.plot.origin[1]
        down = [*dashes((a, top), (a, foot)), *dashes((b, top), (b, foot))]
        legs = stroke_pieces(self.theme, down, Tag("line", "edge"), self.theme.stroke.rule)
        along = stroke(self.theme, np.array([[a, foot], [b, foot]]), Tag("line", "edge"), FOOT)
        return VGroup(legs, along).set_z_index(WIRE + 2, family=True)

"""What one step multiplies by, over z, for several weights: where it is more than 1."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rnnanim.backend.shapes import VGroup
from rnnanim.mobjects.base.geometry import Point
from rnnanim.mobjects.base.layers import WIRE
from rnnanim.mobjects.base.motion import Cue, fade_in, fade_out, tint
from rnnanim.mobjects.base.shapes import dashes, stroke, stroke_pieces
from rnnanim.mobjects.base.tagging import Tag, tagged
from rnnanim.mobjects.charts.curve import Curve
from rnnanim.mobjects.charts.log_axis import ONE_WIDTH, LogAxis
from rnnanim.mobjects.charts.plot import Plot
from rnnanim.mobjects.text.equation import Equation, plate
from rnnanim.mobjects.text.label import Label
from rnnanim.numerics import Analysis, Series
from rnnanim.scenes.products.product_layout import ProductLayout

from manim import Mobject, Polygon, VMobject

Z_RANGE, Z_TICK = (-6.0, 6.0), 4
FREE = 1.16  # the height of the plot in that of the highest curve
TINT = 0.16  # how firmly what is over 1 is tinted
BODY, CORE, FOOT = 8.0, 3.4, 6.0  # strokes of what is over 1, and of where that is


def crossing(analysis: Analysis) -> float:
    """Return the z beyond which a step of one unit no longer multiplies by more than 1."""
    inside, outside = 0.0, Z_RANGE[1]
    for _ in range(60):
        middle = (inside + outside) / 2
        inside, outside = (middle, outside) if analysis.read("step_gain_at", middle).value > 1 else (inside, middle)
    return inside


class GainVsPreactivation:
    """The curves of |σ′(z) W_h|, the line of 1, and the part of the highest that lies over it.

    Parameters
    ----------
    nets : sequence of Analysis
        One unit each, the highest curve last: the only one that passes 1.
    words : Label
        What all of them have in common.
    here : Label
        What is said of the stretch of z over which the highest passes 1.

    Attributes
    ----------
    peaks : list of Equation
        The weight of each curve, over its peak; `plates` are their grounds.
    over : list of Curve
        What lies over 1, in light.
    feet : VGroup
        The stretch of z over which it does, and what leads down to it; `zone` lies between.
    """

    def __init__(self, layout: ProductLayout, nets: Sequence[Analysis], words: Label, here: Label) -> None:
        self.theme, self.nets, self.highest = layout.theme, tuple(nets), nets[-1]
        self.note = layout.note([], words)
        self.plot = self._plot(layout)
        self.curves = [
            Curve(self.plot, net.curve("step_gain_at", *Z_RANGE), tone="wh", reached=Z_RANGE[0]) for net in nets
        ]
        self.peaks = [self._peak(net) for net in nets]
        self.plates = VGroup(*(plate(self.theme, label) for label in self.peaks))
        self.edge = crossing(self.highest)
        series = self.highest.curve("step_gain_at", -self.edge, self.edge)
        strokes = [("edge", BODY)] if self.theme.is_light else [("gradient", BODY), ("core", CORE)]
        self.over = [Curve(self.plot, series, tone=tone, width=width, reached=-self.edge) for tone, width in strokes]
        self.one, self.feet, self.zone = VGroup(), self._feet(), self._zone(series)
        x, y = self.plot.origin
        self.here = here.place(x, y - 0.45)

    def _plot(self, layout: ProductLayout) -> Plot:
        box = layout.left + 0.5, layout.right - 0.45, layout.chain_y - 0.25, layout.bottom + 0.3
        height = FREE * self.highest.read("step_gain_at", 0.0).value
        names, ticks = ("z", "abs(sigma'(z) thin wh(W_h))"), (-Z_TICK, Z_TICK)
        return Plot(self.theme, box, Z_RANGE, (0.0, height), names=names, x_ticks=ticks, y_ticks=(1,))

    @property
    def ends_of_one(self) -> tuple[Point, Point]:
        """Ends of the line on which a step neither shrinks nor grows what it multiplies."""
        left, right = self.plot.box[:2]
        y = self.plot.point(0.0, 1.0)[1]
        return (left, y), (right, y)

    @property
    def mobjects(self) -> list[Mobject]:
        """Everything that is drawn, but for the labels."""
        return [self.plot, self.one, self.zone, self.plates, *self.curves, *self.over, self.feet]

    def move_one_from(self, ruler: LogAxis, seconds: float) -> Cue:
        """Return the way of the line of 1 from a ruler to the plot."""
        source = np.array([[ruler.left, ruler.y(0)], [ruler.right, ruler.y(0)]])

        def apply(share: float) -> None:
            points = source + (np.array(self.ends_of_one) - source) * share
            line = stroke(self.theme, points, Tag("line", "mute"), ONE_WIDTH)
            self.one.submobjects = [line.set_z_index(WIRE + 1)]

        return Cue(apply, seconds)

    def name(self, index: int, seconds: float) -> Cue:
        """Return the fading in of the weight of a curve; the axis ends before it."""
        return fade_in(seconds, self.plates[index], self.peaks[index])

    def dim_under_one(self, seconds: float) -> list[Cue]:
        """Return the dimming of the curves that stay under 1, and of their weights."""
        low = [n for n, net in enumerate(self.nets) if net.read("step_gain_at", 0.0).value < 1]
        labels = [label for n in low for label in (self.peaks[n].symbol, self.peaks[n].number)]
        return [tint(seconds, "mute", *labels), tint(seconds, "low", *(self.curves[n] for n in low))]

    def light_over_one(self, seconds: float) -> list[Cue]:
        """Return the lighting of what is over 1, from the left."""
        return [curve.trace(self.edge, seconds) for curve in self.over]

    def fill_over_one(self, seconds: float) -> Cue:
        """Return the filling of what lies over 1 and under the highest curve."""
        return Cue(lambda share: self.zone.set_fill(opacity=TINT * share), seconds)

    def fade_out(self, seconds: float) -> list[Cue]:
        """Return the fading of all but the line of 1."""
        curves = [curve.fade_out(seconds) for curve in (*self.curves, *self.over)]
        return [self.plot.fade_out(seconds), fade_out(seconds, self.zone, self.feet), *curves]

    def _peak(self, net: Analysis) -> Equation:
        """Return the weight of a curve, over its peak."""
        reading = net.read("W_h", 0, 0)
        x, y = self.plot.point(0.0, net.read("step_gain_at", 0.0).value)
        return Equation(self.theme, "W_h", reading, "small", tone="wh").place(x, y + 0.17)

    def _zone(self, over: Series) -> VMobject:
        """Return what lies between the line of 1 and the highest curve."""
        corners = [self.plot.point(x, y) for x, y in zip(over.x, over.y, strict=True)]
        zone = Polygon(*((*corner, 0) for corner in corners), stroke_width=0, color=self.theme.colour.gradient)
        zone.set_fill(opacity=0).set_z_index(WIRE + 1.5)  # on the grounds of the weights
        return tagged(zone, Tag("curve", "gradient", series=over))

    def _feet(self) -> VMobject:
        """Return the stretch of z over which a step can grow, and what leads down to it."""
        (a, top), (b, _), foot = self.plot.point(-self.edge, 1), self.plot.point(self.edge, 1), self.plot.origin[1]
        down = [*dashes((a, top), (a, foot)), *dashes((b, top), (b, foot))]
        legs = stroke_pieces(self.theme, down, Tag("line", "edge"), self.theme.stroke.rule)
        along = stroke(self.theme, np.array([[a, foot], [b, foot]]), Tag("line", "edge"), FOOT)
        return VGroup(legs, along).set_z_index(WIRE + 2, family=True)

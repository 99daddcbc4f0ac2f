"""The forward flow: a flat ribbon, wide as what flows, from node to node and through a weight."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from rnnanim.mobjects.base.geometry import Polyline
from rnnanim.mobjects.base.layers import STREAM
from rnnanim.mobjects.base.motion import Cue, tween
from rnnanim.mobjects.base.shapes import filled, line
from rnnanim.mobjects.base.tagging import Tag, tagged
from rnnanim.mobjects.flow.gradient_flow import GradientFlow
from rnnanim.mobjects.flow.ribbon import Stretch, station_width
from rnnanim.numerics import Reading
from rnnanim.theme import Theme, hollow_fill, mix

FULL = 0.52  # scene units for a value of 1, times a power of two
WIDEST = 0.52  # the widest flow of a scene lies between half of this and this
BODY = 0.8  # of the colour of states over the background: light belongs to the gradient
SPENT = 0.22  # the same once the values have gone on


def forward_scale(values: Sequence[float]) -> tuple[float, int]:
    """Return scene units for a value of 1, and n of the factor 2ⁿ by which they differ from the usual ones.

    >>> forward_scale([0.5, -1.0, 0.0]), forward_scale([72.4])
    ((0.52, 0), (0.0040625, -7))
    """
    finite = [abs(value) for value in values if value != 0 and math.isfinite(value)]
    power = math.floor(math.log2(WIDEST / (FULL * max(finite))) + 1e-12) if finite else 0
    return FULL * 2.0**power, power


class ForwardFlow(GradientFlow):
    """What flows along a line, wide as its value, changed by the weight on its way; hollow where it is negative.

    Parameters
    ----------
    line : Polyline
    stations : sequence of (arc length, Reading)
        The value from the start of the line on, and after each station.
    scale : float
        Scene units for a value of 1.
    """

    def __init__(self, theme: Theme, line: Polyline, stations: Sequence[tuple[float, Reading]], scale: float) -> None:
        super().__init__(theme, line, stations, scale)
        ends = [arc for arc, _ in stations] + [line.length]
        blend = min(theme.width.blend, *(b - a for a, b in pairwise(ends)))  # a short stretch keeps its own width
        places = [(arc, reading.value) for arc, reading in stations[1:]]
        short = replace(theme, width=replace(theme.width, blend=blend))
        self._width = station_width(short, stations[0][1].value, places, scale)
        self.faded = 0.0

    def run(self, seconds: float) -> Cue:
        """Return the run from end to end."""
        return tween(seconds, self, front=self.line.length)

    def spend(self, seconds: float) -> Cue:
        """Return the change into the trace of what has flowed."""
        return tween(seconds, self, spent=1.0)

    def fade_out(self, seconds: float) -> Cue:
        """Return the fading of what is left."""
        return tween(seconds, self, faded=1.0)

    def draw(self) -> ForwardFlow:
        """Rebuild the picture from `front`, `spent` and `faded`."""
        self.submobjects = []
        colour = self.theme.colour
        shade = mix(colour.background, colour.state, BODY + (SPENT - BODY) * self.spent)
        shade = mix(shade, colour.background, self.faded)
        tone = "spent" if self.spent > 0 or self.faded > 0 else "state"
        for start, end, negative in self._pieces():
            if end - start < 0.01 or self.faded >= 1:
                continue
            stretch = Stretch(self.line, self._width, start, end)
            measures = self._measures(start, end)
            tag = Tag("ribbon", tone, tuple(r for r, _ in measures), tuple(w for _, w in measures), scale="forward")
            body = hollow_fill(self.theme, shade) if negative else shade
            self.add(tagged(filled(stretch.body(), body), tag))
            if negative:
                stroke = self.theme.stroke.bank
                for bank in stretch.banks(inset=stroke / 200):
                    edge = line(bank, shade, stroke)
                    self.add(tagged(edge, Tag("line", tone)))
        self.set_z_index(STREAM, family=True)
        return self

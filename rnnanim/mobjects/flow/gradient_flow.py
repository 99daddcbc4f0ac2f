"""The gradient on its way along one route: a ribbon drawn up to its front, and the running products beside it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from rnnanim.backend.shapes import Layer, Pile, VGroup
from rnnanim.mobjects.base.geometry import Polyline
from rnnanim.mobjects.base.layers import FRONT, STREAM
from rnnanim.mobjects.base.motion import Cue, cut, ease_in_out_sine, together, tween
from rnnanim.mobjects.base.roles import line_role
from rnnanim.mobjects.base.shapes import glow_layers
from rnnanim.mobjects.base.tagging import Tag
from rnnanim.mobjects.flow.ribbon import PINCH, Width, narrowed, pinched, ribbon, station_width
from rnnanim.numerics import Reading
from rnnanim.theme import Theme

from manim import VMobject

HARDLY = 1.5  # so many times as wide as what a tile covers, a ribbon narrows to pass under it
FRONT_THICKNESS = 0.075
FRONT_OVERHANG = 0.06
MEASURED = 0.4  # of the way from station to station: where a ribbon has its whole width
CALM = 0.25  # heat of the part of a route that the viewer has seen before


def flow_scale(theme: Theme, products: Sequence[float]) -> tuple[float, int]:
    """Return scene units for a product of 1, and n of the factor 2ⁿ against the theme's scale.

    The widest stream of a scene lies between the theme's narrowest and widest; a scene in which every product is 0
    keeps the theme's scale.
    """
    finite = [abs(p) for p in products if p != 0 and math.isfinite(p)]
    if not finite:
        return theme.width.scale, 0
    power = math.floor(math.log2(theme.width.widest / (theme.width.scale * max(finite))) + 1e-12)
    return theme.width.scale * 2.0**power, power


def _widest(width: Width, place: float, length: float) -> float:
    """Return the greater width at both ends of a length round a place."""
    return float(width(np.array([place - length, place + length])).max())


class GradientFlow(VGroup):
    """A ribbon along a line, wide as the running product, drawn from its tail to its front.

    Parameters
    ----------
    line : Polyline
    stations : sequence of (arc length, Reading)
        Where factors act and the running product after each, from the start of the line on.
    scale : float
        Scene units for a running product of 1.
    shared : float
        Arc length up to which the route is shared with the next one; that part leaves when the route is spent.
    most_at_the_end : float
        Width that the tile at the end of the line covers.
    covered : (sequence of arc length, width, length)
        Where tiles that are hardly narrower lie on the ribbon, and how much of it each covers.
    """

    def __init__(
        self,
        theme: Theme,
        line: Polyline,
        stations: Sequence[tuple[float, Reading]],
        scale: float,
        *,
        shared: float = 0.0,
        most_at_the_end: float = math.inf,
        covered: tuple[Sequence[float], float, float] = ((), math.inf, 0.0),
    ) -> None:
        super().__init__()
        self.theme, self.line, self.stations, self.scale, self.shared = theme, line, tuple(stations), scale, shared
        first, *others = self.stations
        width = station_width(theme, first[1].value, [(s, r.value) for s, r in others], scale)
        places, most, length = covered
        self.pinched = [place for place in places if _widest(width, place, length) < HARDLY * most]
        self.clear = length / 2 + PINCH  # from their middles to where the ribbon has its whole width again
        width = pinched(width, self.pinched, most, length / 2) if self.pinched else width
        self._width = narrowed(width, line.length, most_at_the_end)
        self.front = self.tail = 0.0
        self.spent = 0.0
        self.heats: list[tuple[float, float]] = []  # up to an arc length, so warm; beyond the last one, fully
        self.front_shown = False
        self.set_z_index(STREAM)

    def width_at(self, s: float) -> float:
        """Return the width at an arc length [scene units]."""
        return float(self._width(np.array([s]))[0])

    def draw(self) -> GradientFlow:
        """Rebuild the picture from `front`, `spent`, `heats` and `front_shown`."""
        self.submobjects: list[VMobject] = []
        for start, end, negative in self._pieces():
            for a, b, fade, heat in self._shades(start, end):
                piece = ribbon(
                    self.theme,
                    self.line,
                    self._width,
                    a,
                    b,
                    negative=negative,
                    spent=self.spent,
                    heat=heat,
                    fade=fade,
                    measures=self._measures(a, b),
                )
                self.add(piece)
        self.set_z_index(STREAM, family=True)
        if self.front_shown and 0 < self.front < self.line.length:
            self.add(self._front_bar())
        return self

    def advance(self, to: float, seconds: float) -> Cue:
        """Return the run of the front to an arc length."""
        start = [0.0]

        def begin() -> None:
            start[0], self.front_shown = self.front, True

        def apply(share: float) -> None:
            self.front = start[0] + (to - start[0]) * share
            self.front_shown = share < 1 or to < self.line.length
            self.draw()

        return Cue(apply, seconds, rate=ease_in_out_sine, begin=begin)

    def spend(self, seconds: float) -> Cue:
        """Return the change into a finished route: its hue drains, and what the next route shares leaves."""
        hidden = cut(lambda: setattr(self, "front_shown", False))
        return together(hidden, tween(seconds, self, spent=1.0))

    def resume(self, arc: float, seconds: float) -> Cue:
        """Return the cooling of what is known of the route: it is there at once up to an arc length, and calms down."""

        def begin() -> None:
            self.front = arc

        def apply(share: float) -> None:
            self.heats = [(arc, 1 - (1 - CALM) * share)]
            self.draw()

        return Cue(apply, seconds, begin=begin)

    def kindle(self, seconds: float) -> Cue:
        """Return the lighting of the whole route, what is known of it as well."""
        before: list[tuple[float, float]] = []

        def apply(share: float) -> None:
            self.heats = [(arc, heat + (1 - heat) * share) for arc, heat in before]
            self.draw()

        return Cue(apply, seconds, begin=lambda: before.extend(self.heats))

    def revive(self, seconds: float, *, tail: float, calm: Sequence[tuple[float, bool]] = ()) -> Cue:
        """Return the change back into a live route, from an arc length on; what is before it another one draws.

        Parameters
        ----------
        calm : sequence of (arc length, bool)
            Whether the piece up to there calms down; what is beyond the last is live.
        """
        drained = [0.0]

        def begin() -> None:
            self.tail, self.shared, self.front = tail, 0.0, self.line.length
            drained[0] = self.spent

        def apply(share: float) -> None:
            self.spent = drained[0] * (1 - share)
            self.heats = [(arc, 1 - (1 - CALM) * share if calms else 1.0) for arc, calms in calm]
            self.draw()

        return Cue(apply, seconds, begin=begin)

    def _pieces(self) -> list[tuple[float, float, bool]]:
        """Return the stretches of one sign up to the front; the sign changes with a clean cut at its station."""
        pieces: list[tuple[float, float, bool]] = []
        ends = [s for s, _ in self.stations[1:]] + [self.line.length]
        for (start, reading), end in zip(self.stations, ends, strict=True):
            negative = reading.value < 0
            start, end = max(start, self.tail), min(end, self.front)
            if end <= start:
                continue
            if pieces and pieces[-1][2] == negative:
                pieces[-1] = (pieces[-1][0], end, negative)
            else:
                pieces.append((start, end, negative))
        return pieces

    def _shades(self, start: float, end: float) -> list[tuple[float, float, float, float]]:
        """Return the pieces of a stretch with how far each has faded, and its heat.

        When a route is spent the part that the next one shares has left; what is known of a route is calm.
        """
        if self.spent > 0:
            return [(max(start, self.shared), end, 0.0, 1.0)] if end > self.shared else []
        cuts = [min(max(start, arc), end) for arc in (0.0, *(arc for arc, _ in self.heats), end)]
        heats = (*(heat for _, heat in self.heats), 1.0)
        return [(a, b, 0.0, heat) for (a, b), heat in zip(pairwise(cuts), heats, strict=True) if b > a]

    def _measures(self, start: float, end: float) -> tuple[tuple[Reading, float], ...]:
        """Return the running products along a stretch with the widths that they are drawn with."""
        found = []
        ends = [s for s, _ in self.stations[1:]] + [self.line.length]
        for (a, reading), b in zip(self.stations, ends, strict=True):
            if a < end and start < b:
                whole = max(MEASURED * (b - a), self.clear if a in self.pinched else 0.0)
                if b == self.line.length and b - a > self.theme.width.blend / 2:  # nothing changes it any more
                    whole = max(whole, self.theme.width.blend / 2)
                found.append((reading, self.width_at(a + whole)))
        return tuple(found)

    def _front_bar(self) -> Pile:
        theme, s = self.theme, self.front
        along = self.line.point(min(s + 0.02, self.line.length)) - self.line.point(max(s - 0.02, 0))
        along = along / np.linalg.norm(along)
        across = np.array([-along[1], along[0], 0])
        half, thick = (self.width_at(s) + FRONT_OVERHANG) / 2, FRONT_THICKNESS / 2
        middle = self.line.point(s)

        def slab(grow: float) -> list[np.ndarray]:
            a, b = across * (half + grow), along * (thick + grow)
            return [middle + a + b, middle + a - b, middle - a - b, middle - a + b, middle + a + b]

        colour = theme.colour
        layers = [
            Layer(np.array(slab(distance * 0.6)), colour.gradient, alpha, tag=Tag("glow", "gradient"))
            for distance, alpha in glow_layers(min(1.0, theme.glow.peak * 1.5), theme)
        ]
        layers.append(Layer(np.array(slab(0.0)), colour[line_role(theme, "core")], tag=Tag("front", "core")))
        return Pile.of(layers).set_z_index(FRONT)

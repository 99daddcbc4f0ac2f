"""The gradient as a ribbon of light whose width is the running product.

A `Line` is a polyline measured by arc length. `station_width` gives the width along it: constant between stations,
changed at each by its factor. `Stretch` samples a piece of both once; every outline (glow, body, banks) is arithmetic
on the samples. A negative product is drawn hollow.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

import numpy as np

from rnnanim.backend.shapes import Layer, Pile
from rnnanim.mobjects.base.geometry import Points, Polyline
from rnnanim.mobjects.base.shapes import glow_layers
from rnnanim.mobjects.base.tagging import Tag
from rnnanim.numerics import Reading
from rnnanim.theme import Theme, hollow_fill, mix

Width = Callable[[Points], Points]

BODY_LAYERS = 12  # steps from the colour of the body to that of the core, fine enough to read as a round tube
COOLEST = 0.7  # how far a ribbon without heat sinks into the background
NARROWS = 0.45, 0.15  # before the end of a line [scene units]: from outside of a tile to where it is inside
SAMPLES_PER_UNIT = 24
STRAIGHT = 1e-9  # change of slope [scene units] below which a sample is none: the edge runs on through it
ARC = 1e-6  # sine of a turn from which on it is one
CAP = 5  # points of a quarter circle
THINNEST_HALF = 0.0025  # an outline never folds onto itself


def station_width(theme: Theme, first: float, places: Sequence[tuple[float, float]], scale: float) -> Width:
    """Return the width along a line [scene units].

    Parameters
    ----------
    first : float
        Running product at the start.
    places : sequence of (arc length, running product after that station)
    scale : float
        Scene units for a running product of 1.
    """

    def width(s: Points) -> Points:
        value = abs(first) + 0.0 * s
        for place, product in places:
            t = np.clip((s - place) / theme.width.blend + 0.5, 0, 1)
            value = value + (abs(product) - value) * t**3 * (t * (6 * t - 15) + 10)
        return np.maximum(scale * value, theme.width.least)

    return width


def narrowed(width: Width, end: float, most: float) -> Width:
    """Return a width that comes down to `most` before the end of a line: so that what it ends in covers it."""

    def narrow(s: Points) -> Points:
        full, t = width(s), np.clip((s - end + NARROWS[0]) / (NARROWS[0] - NARROWS[1]), 0, 1)
        return full + (np.minimum(full, most) - full) * t**3 * (t * (6 * t - 15) + 10)

    return narrow


class Stretch:
    """A line between two arc lengths, sampled once."""

    def __init__(self, line: Polyline, width: Width, start: float, end: float) -> None:
        corners = line.marks[(line.marks > start) & (line.marks < end)]
        grid = np.linspace(start, end, max(3, int((end - start) * SAMPLES_PER_UNIT)))
        half = np.asarray(width(grid), float)
        bends = np.abs(np.diff(half, 2)) > STRAIGHT
        s = np.unique(np.r_[start, grid[1:-1][bends], end, corners])
        self.middle = line.point(s)
        self.normal = _normals(line, s)
        self.half = np.asarray(width(s), float)[:, None] / 2
        self.most = _inner_radii(line, s)

    def banks(self, share: float = 1.0, inset: float = 0.0) -> tuple[Points, Points]:
        """Return both edges, drawn in by `inset` [scene units] or to a share of the width."""
        away = np.maximum(self.half * share - inset, THINNEST_HALF)
        left, right = (self.normal * np.minimum(away, most) for most in self.most)
        return self.middle + left, self.middle - right

    def body(self, share: float = 1.0) -> Points:
        """Return the closed outline."""
        left, right = self.banks(share)
        return np.vstack([left, right[::-1], left[:1]])

    def aura(self, distance: float) -> Points:
        """Return the outline pushed out on all sides, its ends rounded; thin stretches glow less far."""
        start, way, most = self._aura
        return np.asarray(start + np.minimum(distance, most) * way)

    @cached_property
    def _aura(self) -> tuple[Points, Points, Points]:
        """Return the outline, where each of its points goes, and how far: banks across, corners in quarter circles."""
        reach = np.minimum(1, (2 * self.half / 0.16) ** 0.5)
        halves = [np.minimum(self.half, most) for most in self.most]
        banks = [
            (self.middle + side * self.normal * half, side * self.normal * reach)
            for side, half in zip((1, -1), halves, strict=True)
        ]
        rooms = [(most - half) / reach for most, half in zip(self.most, halves, strict=True)]
        (left, right), (first, last) = banks, (self._caps(0, reach[0]), self._caps(-1, reach[-1]))
        corner = [
            np.broadcast_to(self.middle[end] + side * self.normal[end] * self.half[end], (CAP, 3))
            for end, side in ((0, 1), (-1, 1), (-1, -1), (0, -1))
        ]
        start = np.vstack([corner[0], left[0], corner[1], corner[2], right[0][::-1], corner[3], corner[0][:1]])
        way = np.vstack([first[0][::-1], left[1], last[0], last[1][::-1], right[1][::-1], first[1], first[0][-1:]])
        open_end = np.full((CAP, 1), np.inf)
        far = [open_end, rooms[0], open_end, open_end, rooms[1][::-1], open_end, open_end[:1]]
        return start, way, np.vstack(far)

    def _caps(self, end: int, reach: Points) -> tuple[Points, Points]:
        """Return the quarter circles round both corners of an open end, from across to straight on."""
        across = self.normal[end]
        outward = np.array([across[1], -across[0], 0]) * (1 if end else -1)
        outward = outward / np.linalg.norm(outward)
        angles = np.linspace(0, np.pi / 2, CAP)[:, None]
        left, right = (reach * (np.cos(angles) * side * across + np.sin(angles) * outward) for side in (1, -1))
        return left, right


def _normals(line: Polyline, s: Points) -> Points:
    """Return the left-hand normals; at a corner the mitre, long enough to keep the width on both legs."""
    leg = np.clip(np.searchsorted(line.marks, s, side="right") - 1, 0, len(line.marks) - 2)
    before = np.clip(np.searchsorted(line.marks, s, side="left") - 1, 0, len(line.marks) - 2)
    along = np.diff(line.points, axis=0) / np.diff(line.marks)[:, None]
    left = np.stack([-along[:, 1], along[:, 0], np.zeros(len(along))], axis=-1)
    total = left[before] + left[leg]
    return np.asarray(2 * total / (total**2).sum(1, keepdims=True))


def _inner_radii(line: Polyline, s: Points) -> tuple[Points, Points]:
    """Return how far the left and the right bank may go before they fold round the centre of a rounded corner."""
    along = np.diff(line.points[:, :2], axis=0) / np.diff(line.marks)[:, None]
    turn = np.r_[0.0, along[:-1, 0] * along[1:, 1] - along[:-1, 1] * along[1:, 0], 0.0]  # at each mark, to the left
    leg = np.clip(np.searchsorted(line.marks, s, side="right") - 1, 0, len(along) - 1)
    before = np.clip(np.searchsorted(line.marks, s, side="left") - 1, 0, len(along) - 1)
    found = []
    for side in (turn, -turn):
        bends = np.minimum(side[:-1], side[1:]) > ARC  # legs of an arc turn at both ends
        radius = np.full(len(along), np.inf)
        radius[bends] = np.diff(line.marks)[bends] / np.maximum(side[:-1], side[1:])[bends]
        found.append(np.maximum(radius[leg], radius[before])[:, None])
    return found[0], found[1]


def ribbon(
    theme: Theme,
    line: Polyline,
    width: Width,
    start: float,
    end: float,
    *,
    negative: bool = False,
    spent: float = 0.0,
    heat: float = 1.0,
    fade: float = 0.0,
    measures: tuple[tuple[Reading, float], ...] = (),
    scale: str = "",
    tag: Callable[[str], Tag] | None = None,
) -> Pile:
    """Return the picture of one stretch.

    Parameters
    ----------
    start, end : float
        Arc lengths [scene units]; nothing is drawn for less than 0.01.
    negative : bool
        Hollow: a faint fill and two banks inside the true outline.
    spent : float
        How far the hue is drained, 0 to 1; at 1 there is no glow.
    heat : float
        Share of the glow, of the bright core and of the colour; less where the viewer has seen it before.
    fade : float
        How far it has sunk into the background, 0 to 1.
    measures : tuple of (Reading, width)
        What `check` is told of the widths along the stretch.
    scale : str
        Name of their scale, where it is not the one of the scene's other ribbons.
    tag : callable, optional
        Returns, for a colour role, what `check` is told instead where something else than the width tells a number.
    """
    if end - start < 0.01:
        return Pile.of([])
    stretch = Stretch(line, width, start, end)
    live = (1 - spent) * heat * (1 - fade)
    colour = theme.colour
    tone = "spent" if spent > 0 or fade > 0 else "gradient"
    layers: list[Layer] = []
    if live > 0:
        for distance, alpha in glow_layers(theme.glow.peak * live, theme):
            layers.append(Layer(stretch.aura(distance), colour.gradient, alpha, tag=Tag("glow", tone)))
    sunk = max(fade, COOLEST * (1 - heat))
    tints = ((colour.gradient, sunk), (colour.core, sunk), (colour.edge, fade))
    body, core, edge = (mix(mix(tint, colour.spent, spent), colour.background, share) for tint, share in tints)
    widths = Tag("ribbon", tone, tuple(r for r, _ in measures), tuple(w for _, w in measures), scale=scale)
    told = widths if tag is None else tag(tone)
    if negative:
        layers.append(Layer(stretch.body(), hollow_fill(theme, body), tag=told))
    else:
        for share in [1.0] if spent >= 1 or theme.is_light else np.linspace(1, 0.12, BODY_LAYERS):
            shade = mix(body, core, 0.92 * heat * (1 - share**2) ** 1.5)
            layers.append(Layer(stretch.body(share), shade, tag=told if share == 1 else Tag("plate", tone)))
    if negative or (theme.is_light and spent < 1):
        layers += _banks(theme, stretch, negative, edge, tone)
    return Pile.of(layers)


def _banks(theme: Theme, stretch: Stretch, negative: bool, colour: str, tone: str) -> list[Layer]:
    """Return the banks inside the outline: the outer edges tell the value."""
    stroke = theme.stroke.bank if negative else theme.stroke.rule
    tag = Tag("line", "spent" if tone == "spent" else "edge")
    return [Layer(bank, colour, width=stroke, tag=tag) for bank in stretch.banks(inset=stroke / 200)]

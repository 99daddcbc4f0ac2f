"""The gradient as a ribbon of light whose width is the running product.

A `Line` is a polyline measured by arc length. `station_width` gives the width along it: constant between stations,
changed at each by its factor. `Stretch` samples a piece of both once; every outline (glow, body, banks) is arithmetic
on the samples. A negative product is drawn hollow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

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
PINCH = 0.2  # length over which a ribbon narrows before what it passes under
SAMPLES_PER_UNIT = 24
STRAIGHT = 1e-9  # change of slope [scene units] below which a sample is none: the edge runs on through it
ARC = 1e-6  # sine of a turn from which on it is one
WIDE = 0.85  # of the radius of a corner: half a ribbon that is wider would show there that its inner bank folds
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


def pinched(width: Width, places: Sequence[float], most: float, half: float) -> Width:
    """Return a width of at most `most` within `half` of some places: so that what stands there covers its change."""

    def pinch(s: Points) -> Points:
        found = width(s)
        for place in places:
            t = np.clip((half - abs(s - place)) / PINCH + 1, 0, 1)
            found = found + (np.minimum(found, most) - found) * t**3 * (t * (6 * t - 15) + 10)
        return found

    return pinch


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
        self.corners = list(_corners(line, s, width))

    def banks(self, share: float = 1.0, inset: float = 0.0) -> tuple[Points, Points]:
        """Return both edges, drawn in by `inset` [scene units] or to a share of the width."""

        def away(half: Points) -> Points:
            return np.maximum(half * share - inset, THINNEST_HALF)

        return self._bank(1, away), self._bank(-1, away)

    def _bank(self, side: int, away: Callable[[Points], Points]) -> Points:
        """Return an edge, as far away from the middle as half the width tells."""
        bank = self.middle + side * self.normal * away(self.half)
        for corner in self.corners:
            bank = corner.round(bank, away) if corner.side == side else bank
        return bank

    def body(self, share: float = 1.0) -> Points:
        """Return the closed outline."""
        left, right = self.banks(share)
        return np.vstack([left, right[::-1], left[:1]])

    def aura(self, distance: float) -> Points:
        """Return the outline pushed out on all sides, its ends rounded; thin stretches glow less far."""
        left, right = (self._bank(side, lambda half: half + distance * _reach(half)) for side in (1, -1))
        first, last = (self._caps(end, distance * _reach(self.half[end])) for end in (0, -1))
        return np.vstack([first[0][::-1], left, last[0], last[1][::-1], right[::-1], first[1], first[0][-1:]])

    def _caps(self, end: int, reach: Points) -> tuple[Points, Points]:
        """Return the quarter circles round both corners of an open end, from across to straight on."""
        across = self.normal[end]
        outward = np.array([across[1], -across[0], 0]) * (1 if end else -1)
        outward = outward / np.linalg.norm(outward)
        angles = np.linspace(0, np.pi / 2, CAP)[:, None]
        left, right = (
            self.middle[end]
            + side * across * self.half[end]
            + reach * (np.cos(angles) * side * across + np.sin(angles) * outward)
            for side in (1, -1)
        )
        return left, right


def _reach(half: Points) -> Points:
    """Return how far a stretch glows, as a share: a thin one less far."""
    return np.minimum(1, (2 * half / 0.16) ** 0.5)


def _normals(line: Polyline, s: Points) -> Points:
    """Return the left-hand normals; at a corner the mitre, long enough to keep the width on both legs."""
    leg = np.clip(np.searchsorted(line.marks, s, side="right") - 1, 0, len(line.marks) - 2)
    before = np.clip(np.searchsorted(line.marks, s, side="left") - 1, 0, len(line.marks) - 2)
    along = np.diff(line.points, axis=0) / np.diff(line.marks)[:, None]
    left = np.stack([-along[:, 1], along[:, 0], np.zeros(len(along))], axis=-1)
    total = left[before] + left[leg]
    return np.asarray(2 * total / (total**2).sum(1, keepdims=True))


@dataclass(slots=True)
class Corner:
    """The inside of a rounded corner for a ribbon that is so wide there that its bank would fold and show it.

    There each leg keeps its own width up to where its bank meets that of the other leg, as at a sharp corner.

    Attributes
    ----------
    side : int
        1 for the left bank, -1 for the right one.
    half : (2, 1)
        Half the widths at both ends of the arc.
    place : (3,)
        Where the legs would meet.
    ways : (2, 3)
        Unit vectors from there back along the first leg, and on along the last one.
    along : (n, 1)
        How far each sample is from the arc: less than 0 before it, more behind it, and 0 on it.
    tangent : float
        From the corner to the ends of the arc.
    """

    side: int
    half: Points
    place: Points
    ways: Points
    along: Points
    tangent: float

    def round(self, bank: Points, away: Callable[[Points], Points]) -> Points:
        """Return a bank, as far away from the line as half the width tells, its fold on the point where legs meet."""
        back, on = self.ways
        across = self.side * np.array([[back[1], -back[0]], [-on[1], on[0]]])
        meet = np.linalg.solve(across, away(self.half)[:, 0])
        reach = np.where(self.along < 0, meet @ back[:2], np.where(self.along > 0, meet @ on[:2], np.inf))
        folds = self.tangent + abs(self.along) < reach
        return np.asarray(np.where(folds, self.place + np.array([*meet, 0.0]), bank))


def _corners(line: Polyline, s: Points, width: Width) -> Iterator[Corner]:
    """Yield the rounded corners between some arc lengths at which a ribbon is wide."""
    along = np.diff(line.points, axis=0) / np.diff(line.marks)[:, None]
    turn = np.r_[0.0, along[:-1, 0] * along[1:, 1] - along[:-1, 1] * along[1:, 0], 0.0]  # at each mark, to the left
    for side in (1, -1):
        bends = np.minimum(side * turn[:-1], side * turn[1:]) > ARC  # the legs of an arc turn at both ends
        edges = np.diff(np.r_[0, bends.astype(int), 0])
        for start, end in zip(np.flatnonzero(edges == 1), np.flatnonzero(edges == -1), strict=True):
            (a, b), half = line.marks[[start, end]], np.asarray(width(line.marks[[start, end]]), float)[:, None] / 2
            if b <= s[0] or s[-1] <= a:
                continue
            ways = np.stack([-along[start - 1], along[end]])
            angle = np.arccos(np.clip(-ways[0] @ ways[1], -1, 1)) / 2
            tangent = float(np.linalg.norm(line.points[end] - line.points[start]) / (2 * np.cos(angle)))
            if half.max() > WIDE * tangent / np.tan(angle):
                beyond = np.minimum(s - a, 0) + np.maximum(s - b, 0)
                yield Corner(side, half, line.points[start] - tangent * ways[0], ways, beyond[:, None], tangent)


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

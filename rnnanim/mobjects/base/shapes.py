"""Shapes that are cheap enough to be made anew for every frame: lines, filled outlines, and the layers of a glow."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from rnnanim.backend.shapes import Layer, blank, straight_curves
from rnnanim.mobjects.base.geometry import Point, Points
from rnnanim.mobjects.base.tagging import Tag, tagged
from rnnanim.theme import Theme

from manim import Circle, VMobject

DASH, SPACE = 0.07, 0.06


def stroke(theme: Theme, points: Points, tag: Tag, width: float, opacity: float = 1.0) -> VMobject:
    """Return straight lines through points, (n, 2) or (n, 3), in the colour of the tag's role."""
    return stroke_pieces(theme, [points], tag, width, opacity)


def stroke_pieces(
    theme: Theme, pieces: Sequence[Points], tag: Tag, width: float, opacity: float = 1.0, colour: str | None = None
) -> VMobject:
    """Return lines that are one mobject: through the points of each piece, with a gap between two pieces."""
    shape = blank()
    shape.points = np.vstack([straight_curves(piece) for piece in pieces if len(piece) > 1] or [np.zeros((0, 3))])
    found: VMobject = tagged(shape.set_stroke(colour or theme.colour[tag.tone], width, opacity), tag)
    return found


def bracket(theme: Theme, start: float, end: float, y: float, reach: float) -> VMobject:
    """Return a level line that holds together what lies between two x; its ends reach so far up, or down."""
    corners = [(start, y + reach), (start, y), (end, y), (end, y + reach)]
    return stroke(theme, np.array(corners), Tag("line", "mute"), theme.stroke.rule)


def dashes(a: Point, b: Point) -> list[Points]:
    """Return the pieces of a dashed line."""
    start, way = np.array(a), np.array(b) - np.array(a)
    length = float(np.hypot(*way))
    if length < DASH:
        return []
    begins = np.arange(0, length, DASH + SPACE)
    return [np.array([start + way * s / length, start + way * min(s + DASH, length) / length]) for s in begins]


def filled(outline: Points, colour: str, opacity: float = 1.0) -> VMobject:
    """Return a closed shape without a stroke, through corners of which the last is the first."""
    return Layer(outline, colour, opacity).shape()


def closed(points: Points, colour: str | Sequence[str], opacity: float = 1.0) -> VMobject:
    """Return closed outlines without a stroke, (4 n, 3) cubic Bézier points."""
    shape = blank()
    shape.points = points
    return shape.set_fill(colour, opacity)


def line(points: Points, colour: str, width: float, opacity: float = 1.0) -> VMobject:
    """Return straight lines through points, (n, 2) or (n, 3)."""
    return Layer(points, colour, opacity, width).shape()


def disc(middle: Point, radius: float, colour: str, opacity: float = 1.0) -> VMobject:
    """Return a filled circle without a stroke."""
    return closed(_circle(1.0) * radius + (*middle, 0.0), colour, opacity)


def circle(radius: float) -> VMobject:
    """Return a circle about the origin, to be coloured."""
    return plain(_circle(radius))


def plain(points: Points) -> VMobject:
    """Return an outline through (4 n, 3) cubic Bézier points, to be coloured."""
    shape = blank()
    shape.points = points.copy()
    return shape


@lru_cache(maxsize=256)
def _circle(radius: float) -> Points:
    return np.array(Circle(radius).points)


def glow_layers(peak: float, theme: Theme) -> list[tuple[float, float]]:
    """Return (distance, opacity) from the outermost layer in, so that the pile follows the profile with no steps."""
    glow, pile, seen = theme.glow, [], 0.0
    for j in range(glow.layers):
        t = 1 - (j + 0.5) / glow.layers
        want = peak * math.exp(-((glow.falloff * t) ** 2))
        alpha = max(0.0, 1 - (1 - want) / (1 - seen))
        pile.append((glow.reach * t, alpha))
        seen = 1 - (1 - seen) * (1 - alpha)
    return pile

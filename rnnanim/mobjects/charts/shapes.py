"""Many shapes as one mobject, and how a chart draws a negative number and an exact 0."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from rnnanim.mobjects.base.geometry import Point, Points
from rnnanim.mobjects.base.shapes import closed
from rnnanim.mobjects.base.tagging import Tag, tagged
from rnnanim.theme import Theme, hollow_fill

from manim import VMobject

EMPTY = 0.45  # opacity of a place that no number has filled
Pairs = Iterable[Sequence[float] | Points]
"""Pairs of numbers, (n, 2)."""
ZERO_MARK = 0.13  # of a cell: half the width of the mark of an exact 0
_ARC = 0.5522847498  # a quarter of a circle as one Bézier curve
_QUARTER = np.array([[1, 0], [1, _ARC], [_ARC, 1], [0, 1]])
_CIRCLE = np.concatenate([_QUARTER @ np.array([[c, s], [-s, c]]) for c, s in ((1, 0), (0, 1), (-1, 0), (0, -1))])
_SQUARE, _DIAMOND = np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]]), np.array([[1, 0], [0, 1], [-1, 0], [0, -1]])


def filled(points: Points, tag: Tag, colour: str | Sequence[str], opacity: float = 1.0) -> VMobject:
    """Return one mobject of closed outlines without a stroke."""
    return tagged(closed(points, colour, opacity), tag)


def hollow(
    theme: Theme, points: Points, tag: Tag, colours: Sequence[str], opacity: float = 1.0, stroke: float | None = None
) -> VMobject:
    """Return outlines as a negative number has them: a faint fill and an edge.

    Parameters
    ----------
    points : (4 n, 3)
        Outlines drawn in by half the stroke, so that the edge stays inside of the true size.
    """
    faint = [hollow_fill(theme, colour) for colour in colours]
    width = theme.stroke.bank if stroke is None else stroke
    shape: VMobject = filled(points, tag, faint, opacity).set_stroke(list(colours), width, opacity)
    return shape


def zero_cells(
    theme: Theme, middles: Pairs, size: Point | Points, opacity: float = 1.0, *, marked: bool = True
) -> list[VMobject]:
    """Return cells that hold an exact 0: bare ones, and the marks in their middles."""
    places = list(middles)
    cells = [(rectangles(places, [size] * len(places)), "bed", EMPTY * opacity)]
    marks = [(diamonds(places, ZERO_MARK * min(size)), "mute", opacity)] if marked else []
    return [filled(points, Tag("plate", tone), theme.colour[tone], shown) for points, tone, shown in (*cells, *marks)]


def rectangles(middles: Pairs, sizes: Pairs) -> Points:
    """Return rectangles as the points of one mobject.

    Parameters
    ----------
    middles, sizes : (n, 2)
    """
    return _closed(_rows(middles) + _rows(sizes) / 2 * _SQUARE)


def diamonds(middles: Pairs, radius: float) -> Points:
    """Return squares that stand on a corner."""
    return _closed(_rows(middles) + radius * _DIAMOND)


def discs(middles: Pairs, radius: float | Points) -> Points:
    """Return discs of one radius, or of one each, as the points of one mobject."""
    return _flat((_rows(middles) + np.reshape(radius, (-1, 1, 1)) * _CIRCLE).reshape(-1, 2))


def polygons(rings: Iterable[Points]) -> Points:
    """Return closed rings (n, 2), whose first point is not repeated, as the points of one mobject."""
    return np.vstack([_closed(ring[None]) for ring in rings] or [np.zeros((0, 3))])


def _rows(pairs: Pairs) -> Points:
    return np.asarray(list(pairs), float).reshape(-1, 1, 2)


def _closed(corners: Points) -> Points:
    """Return rings of corners, (n, m, 2), as Bézier curves."""
    way = np.roll(corners, -1, axis=1) - corners
    return _flat(np.stack([corners + way * share for share in (0, 1 / 3, 2 / 3, 1)], axis=2).reshape(-1, 2))


def _flat(points: Points) -> Points:
    return np.column_stack([points, np.zeros(len(points))])

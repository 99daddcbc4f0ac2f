"""The strips of a colour scale: rectangles in which the colours change from the low end to the high one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from rnnanim.mobjects.base.geometry import Point
from rnnanim.mobjects.base.tagging import Tag
from rnnanim.mobjects.charts.ramp import STEPS, Ramp
from rnnanim.mobjects.charts.shapes import filled, hollow, rectangles
from rnnanim.theme import Box

from manim import VMobject

Signed = Literal["hollow", "grey"]
"""What negative numbers look like."""
Span = tuple[Point, Point]
"""Left and right, bottom and top of a strip."""
BETWEEN = 0.06  # the strips of positive and negative numbers [scene units]


def halves(box: Box, *, stands: bool) -> list[Span]:
    """Return the strips of the positive and of the negative numbers, side by side in a box.

    >>> halves((0.0, 1.0, 4.0, 0.0), stands=True)
    [((0.0, 0.47), (0.0, 4.0)), ((0.53, 1.0), (0.0, 4.0))]
    """
    left, right, top, bottom = box
    x, y, half = (left + right) / 2, (bottom + top) / 2, BETWEEN / 2
    if stands:
        return [((left, x - half), (bottom, top)), ((x + half, right), (bottom, top))]
    return [((left, right), (y + half, top)), ((left, right), (bottom, y - half))]


def part_of(span: Span, start: float, end: float, *, stands: bool) -> Span:
    """Return a strip between two shares of its length."""
    (a, b), (c, d) = span
    if stands:
        return (a, b), (c + (d - c) * start, c + (d - c) * end)
    return (a + (b - a) * start, a + (b - a) * end), (c, d)


def coloured(ramp: Ramp, span: Span, shares: Sequence[float], signed: Signed | None, opacity: float) -> VMobject:
    """Return a strip in the colours of some shares of a ramp, from its low end up.

    Parameters
    ----------
    signed : {"hollow", "grey"}, optional
        The look of negative numbers.
    """
    (a, b), (c, d) = span
    inset = ramp.theme.stroke.bank / 100 if signed == "hollow" else 0.0
    points = rectangles([((a + b) / 2, (c + d) / 2)], [(max(b - a - inset, 0.01), max(d - c - inset, 0.01))])
    colours = ramp.greys if signed == "grey" else ramp.colours
    chosen, tag = [colours[round(share * STEPS)] for share in shares], Tag("plate", "spent")
    if signed == "hollow":
        return hollow(ramp.theme, points, tag, chosen, opacity)
    return filled(points, tag, chosen, opacity)

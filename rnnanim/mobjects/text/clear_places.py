"""Where words are clear of lines and of each other: the first of some places at which nothing comes too near."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from rnnanim.layout.clearing import box_of
from rnnanim.mobjects.base.geometry import Point, Points
from rnnanim.theme import Box

from manim import Mobject

CLEAR = 0.1  # between words and a line
EVERY = 0.08  # distance of the points along the edge of a text

Line = tuple[Points, float]
"""Points along it, and what words keep from them [scene units]."""


def straight(start: Point, end: Point) -> Points:
    """Return points along a straight line."""
    return np.linspace(start, end, 101)


def around(words: Mobject) -> Points:
    """Return points on the edge and in the middle of words, from which others keep clear."""
    left, right, top, bottom = box_of(words)
    x, y = (np.arange(low, high + EVERY, EVERY) for low, high in ((left, right), (bottom, top)))
    return np.array(
        [(a, b) for a in x for b in (bottom, (bottom + top) / 2, top)] + [(a, b) for a in (left, right) for b in y]
    )


def first_clear(words: Mobject, places: Sequence[Callable[[], object]], lines: Sequence[Line]) -> int:
    """Put words at the first place that is clear of lines, or where none is at the first of all; return which."""
    for n, place in enumerate(places):
        place()
        if not any(passes(points, words, near) for points, near in lines):
            return n
    places[0]()
    return 0


def passes(points: Points, words: Mobject, near: float) -> bool:
    """Return whether a line comes as near as that to words."""
    return meets(points, box_of(words), near)


def meets(points: Points, box: Box, near: float) -> bool:
    """Return whether a line comes as near as that to a box."""
    left, right, top, bottom = box
    x, y = points[:, 0], points[:, 1]
    return bool(((x > left - near) & (x < right + near) & (y > bottom - near) & (y < top + near)).any())

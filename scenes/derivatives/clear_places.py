"""Where words on a plot are clear of its dots, of the lines that drop from these, and of those that lead to rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np

from rnnanim.mobjects.base.geometry import Point, Points
from rnnanim.mobjects.charts.curve import Dot
from rnnanim.mobjects.charts.plot import Plot
from rnnanim.scenes.derivatives.callouts import Callouts

from manim import VMobject

CLEAR = 0.1  # between words and a line

Line = tuple[Points, float]
"""Points along it, and what words keep from them [scene units]."""


def lines_on(plot: Plot, dots: Iterable[Dot], callouts: Callouts) -> Iterator[Line]:
    """Yield what words keep clear of: the y axis, each dot, the line that drops from it, and the lines to rows."""
    yield straight(plot.origin, (plot.origin[0], plot.box[2])), CLEAR
    for dot in dots:
        x, y = dot.middle
        yield np.array([(x, y)]), CLEAR + dot.radius
        if "x" in dot.guides:
            yield straight((x, plot.origin[1]), (x, y)), CLEAR
    yield from ((straight(*row.ends()), CLEAR) for row in callouts.rows)


def straight(start: Point, end: Point) -> Points:
    """Return points along a straight line."""
    return np.linspace(start, end, 101)


def first_clear(words: VMobject, places: Sequence[Callable[[], object]], lines: Sequence[Line]) -> int:
    """Put words at the first place that is clear of lines, or where none is at the first of all; return which."""
    for n, place in enumerate(places):
        place()
        if not any(passes(points, words, near) for points, near in lines):
            return n
    places[0]()
    return 0


def passes(points: Points, words: VMobject, near: float) -> bool:
    """Return whether a line comes as near as that to words."""
    away = np.abs(points - words.get_center()[:2]) - [words.width / 2, words.height / 2]
    return bool((away < near).all(axis=1).any())

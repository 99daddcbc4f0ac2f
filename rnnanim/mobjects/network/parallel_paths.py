"""Routes side by side: each a thread of its own, so that what they share is seen to be several ways, and not one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from rnnanim.backend.shapes import VGroup
from rnnanim.mobjects.base.geometry import Point, Polyline
from rnnanim.mobjects.base.layers import THREAD
from rnnanim.mobjects.base.motion import Cue, ease_in_out_sine, fade_out, together
from rnnanim.mobjects.base.tagging import Tag, tagged
from rnnanim.mobjects.flow.pulse import Pulse
from rnnanim.mobjects.network.unrolled import UnrolledRNN
from rnnanim.numerics import Route
from rnnanim.theme import Theme

from manim import VMobject

Leg = tuple[Point, Point]

APART = 0.125  # from thread to thread [scene units]
STROKE = 3.0
BEHIND = 0.25  # the middle of a unit; still under it


class ParallelPath(VGroup):
    """One thread from the loss to a weight, drawn as far as its spark has come; it measures nothing.

    Parameters
    ----------
    courses : sequence of corners
        Where it runs when it has just come, and after each of those that come later.
    """

    def __init__(self, theme: Theme, courses: Sequence[Sequence[Point]]) -> None:
        super().__init__()
        self.theme, self.courses, self.course = theme, courses, 0
        self.line = Polyline(courses[0], 0)
        self.spark = Pulse(theme, self.line, zoom=0.55, role="core", over=True)
        self.thread = VMobject(stroke_width=STROKE, stroke_color=theme.colour.edge).set_z_index(THREAD)
        self.add(tagged(self.thread, Tag("line", "edge")), self.spark)

    def run(self, seconds: float) -> Cue:
        """Return the run of a spark that leaves the thread behind."""
        return together(self.spark.run(seconds), Cue(self._draw, Pulse.arrival(seconds), rate=ease_in_out_sine))

    def make_room(self, seconds: float) -> Cue:
        """Return the step aside as one more comes to run beside it."""

        def begin() -> None:
            self.course += 1

        def apply(share: float) -> None:
            before, after = (np.array(self.courses[self.course - back]) for back in (1, 0))
            self.line = Polyline([(x, y) for x, y in before + (after - before) * share], 0)
            self._draw(1.0)

        return Cue(apply, seconds, begin=begin)

    def fade_out(self, seconds: float) -> Cue:
        """Return the fading of the thread."""
        return fade_out(seconds, self.thread)

    def _draw(self, share: float) -> None:
        reached = share * self.line.length
        passed = self.line.points[self.line.marks < reached]
        if len(passed):
            self.thread.set_points_as_corners(np.vstack([passed, self.line.point(reached)]))


def parallel_paths(
    net: UnrolledRNN, routes: Sequence[Route], *, order: Sequence[int] = (), of_state: bool = False
) -> list[ParallelPath]:
    """Return a thread for each route, nearest first.

    On a leg that several share the nearest keeps to the side on which it turns off, so that no two cross; a thread
    that is alone runs in the middle.

    Parameters
    ----------
    order : sequence of int
        The numbers of the routes in the order in which they come; as they are given unless it says otherwise.
    of_state : bool
        Whether they begin at the last state, and not at the loss.
    """
    ways = [net.stops(route)[2 if of_state else 0 :] for route in routes]
    coming = list(order) or list(range(len(ways)))
    courses: list[list[list[Point]]] = [[] for _ in ways]
    for count in range(1, len(coming) + 1):
        there = sorted(coming[:count])
        for i, corners in zip(there, _side_by_side([ways[i] for i in there]), strict=True):
            courses[i].append(corners)
    return [ParallelPath(net.theme, each) for each in courses]


def _side_by_side(ways: Sequence[Sequence[Point]]) -> list[list[Point]]:
    """Return the corners of ways that run together, each on its own side of what they share."""
    sharing: dict[Leg, list[int]] = {}
    for i, way in enumerate(ways):
        for leg in pairwise(way):
            sharing.setdefault(leg, []).append(i)

    def offset(way: int, leg: Leg) -> float:
        there = sharing[leg]
        return (there.index(way) - (len(there) - 1) / 2) * APART

    return [_beside([(*leg, offset(i, leg)) for leg in pairwise(way)]) for i, way in enumerate(ways)]


def _beside(legs: Sequence[tuple[Point, Point, float]]) -> list[Point]:
    """Return the corners of a way each of whose legs is moved to its right by its own offset."""
    moved = [_aside(a, b, offset) for a, b, offset in legs]
    corners = [(legs[0][0][0] + moved[0][0], legs[0][0][1] + moved[0][1])]
    for (a, b, _), (_, c, _), before, after in zip(legs, legs[1:], moved, moved[1:], strict=False):
        along = (b[0] - a[0]) * (c[0] - b[0]) + (b[1] - a[1]) * (c[1] - b[1])
        if abs(along) < 1e-9:
            corners.append((b[0] + before[0] + after[0], b[1] + before[1] + after[1]))
        else:  # straight on: the change of sides is hidden under the unit, behind those that turn off
            x, y = b[0] + (c[0] - b[0]) / math.dist(b, c) * BEHIND, b[1] + (c[1] - b[1]) / math.dist(b, c) * BEHIND
            corners += [(x + before[0], y + before[1]), (x + after[0], y + after[1])]
    end = legs[-1][1]
    return [*corners, (end[0] + moved[-1][0], end[1] + moved[-1][1])]


def _aside(a: Point, b: Point, offset: float) -> Point:
    """Return the step to the right of the way from a to b."""
    length = math.dist(a, b)
    return (b[1] - a[1]) / length * offset, (a[0] - b[0]) / length * offset

"""Copies that travel: a symbol or number leaves where it belongs and lands where it is used."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rnnanim.backend.shapes import VGroup
from rnnanim.mobjects.base.geometry import Point, Polyline
from rnnanim.mobjects.base.layers import FLIGHT
from rnnanim.mobjects.base.motion import Cue, ease_in_out_sine
from rnnanim.mobjects.base.pose import Pose
from rnnanim.mobjects.base.tagging import Flight

Course = Polyline | Callable[[float], Point]
"""Where a copy is after a share of its way: a line, or any function of the share."""


def fly_copy(
    copy: Any,
    course: Course,
    seconds: float,
    *,
    among: VGroup,
    origin: Point | None = None,
    zoom: Callable[[float], float] = lambda share: 1.0,
    opacity: Callable[[float], float] = lambda share: min(1.0, share / 0.08),
    landed: Callable[[], object] = lambda: None,
) -> Cue:
    """Return the flight of a copy, which is in the picture only while it flies.

    Parameters
    ----------
    copy : VMobject
        Of the size that it has at zoom 1, anywhere.
    course : Polyline or callable
        Its way.
    among : VGroup
        Where it is put meanwhile: the picture, or the group of its owner.
    origin : (x, y), optional
        The point of the copy that follows the course; its middle unless given.
    zoom, opacity : callable
        Of the share of the way.
    landed : callable
        Called when it has gone: shows what it has become.
    """
    where = _along(course)
    copy.set_z_index(FLIGHT, family=True)
    copy.flies = Flight.between(where(0.0), where(1.0))
    middle = copy.get_center()
    pose = Pose(copy, origin or (float(middle[0]), float(middle[1])))

    def apply(share: float) -> None:
        pose.put(where(share), zoom(share))
        copy.set_fill(opacity=opacity(share))
        if share >= 1:
            among.remove(copy)
            landed()

    return Cue(apply, seconds, rate=ease_in_out_sine, begin=lambda: among.add(copy))


def _along(course: Course) -> Callable[[float], Point]:
    if not isinstance(course, Polyline):
        return course

    def where(share: float) -> Point:
        place = course.point(course.length * share)
        return float(place[0]), float(place[1])

    return where

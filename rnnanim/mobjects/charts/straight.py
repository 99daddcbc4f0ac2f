"""Outlines of straight things: thin arrows, bars, and what of a line lies in a box."""

from __future__ import annotations

import numpy as np

from rnnanim.mobjects.base.geometry import Points
from rnnanim.theme import Box

HEAD = (0.20, 0.075)  # length and half the breadth of an arrow's head, less where the arrow is short


def bar(way: Points, half: float) -> Points:
    """Return the outline of a straight line that is twice as wide as `half`."""
    along = way[1] - way[0]
    across = np.array([-along[1], along[0]]) / max(float(np.hypot(*along)), 1e-9) * half
    return np.array([way[0] + across, way[1] + across, way[1] - across, way[0] - across])


def arrow(start: Points, end: Points) -> tuple[Points, Points | None]:
    """Return shaft and head of a thin arrow; one that is hardly longer than nothing has neither."""
    length = float(np.hypot(*(end - start)))
    if length < 0.02:
        return np.zeros((0, 2)), None
    along = (end - start) / length
    across = np.array([-along[1], along[0]])
    head = min(HEAD[0], 0.45 * length)
    half = HEAD[1] * head / HEAD[0]
    neck = end - along * head
    return np.array([start, neck]), np.array([end, neck + across * half, neck - across * half])


def clipped(ends: Points, box: Box) -> Points | None:
    """Return the part of a straight line that lies in a box (Liang and Barsky 1984), or None.

    >>> clipped(np.array([[-2.0, 0.0], [2.0, 0.0]]), (-1, 1, 1, -1)).tolist()
    [[-1.0, 0.0], [1.0, 0.0]]
    """
    (left, right, top, bottom), (start, end) = box, ends
    way, low, high = end - start, 0.0, 1.0
    for slope, room in (
        (-way[0], start[0] - left),
        (way[0], right - start[0]),
        (-way[1], start[1] - bottom),
        (way[1], top - start[1]),
    ):
        if slope == 0 and room < 0:
            return None
        if slope < 0:
            low = max(low, room / slope)
        elif slope > 0:
            high = min(high, room / slope)
    return None if low >= high else np.array([start + way * low, start + way * high])

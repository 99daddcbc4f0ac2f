"""Where a label may stand: the first of some places at which it is clear of what is there already."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rnnanim.layout.placement import Spot
from rnnanim.theme import Box, Point

CLEAR = 0.07  # between a label and anything else [scene units]


class Clearing:
    """Boxes that are taken, and the room around them.

    Parameters
    ----------
    taken : iterable of Box
        Left, right, top and bottom; a line is a box without height.
    room : Box
        Where everything has to stay.
    """

    def __init__(self, taken: Iterable[Box], room: Box) -> None:
        self.taken, self.room = list(taken), room

    def take(self, *boxes: Box) -> None:
        """Take more places."""
        self.taken += boxes

    def take_way(self, points: Iterable[Point], half: float) -> None:
        """Take squares of half a width round points."""
        self.taken += [(x - half, x + half, y + half, y - half) for x, y in points]

    def put(self, label: Any, spots: Iterable[Spot]) -> bool:
        """Place a label at the first spot at which it is clear; return False, and leave it at the last, if none is."""
        for spot in spots:
            label.place(*spot)
            box = box_of(label)
            if self.is_free(box):
                self.taken.append(box)
                return True
        return False

    def is_free(self, box: Box) -> bool:
        """Return whether a box is in the room and clear of all others."""
        left, right, top, bottom = self.room
        inside = left <= box[0] and box[1] <= right and box[2] <= top and bottom <= box[3]
        return inside and not any(_meet(box, other) for other in self.taken)


def box_of(mobject: Any) -> Box:
    """Return left, right, top and bottom of a mobject."""
    (left, bottom, _), (right, top, _) = mobject.get_corner((-1, -1, 0)), mobject.get_corner((1, 1, 0))
    return float(left), float(right), float(top), float(bottom)


def _meet(a: Box, b: Box) -> bool:
    return a[0] < b[1] + CLEAR and b[0] < a[1] + CLEAR and a[3] < b[2] + CLEAR and b[3] < a[2] + CLEAR

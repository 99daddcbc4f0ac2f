"""The map from pairs of numbers to places in the frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from rnnanim.mobjects.base.geometry import Point
from rnnanim.theme import Box

Range = tuple[float, float]


class HasUnit(Protocol):
    """What has a length for 1 along x and along y."""

    @property
    def unit(self) -> Point:
        """Both lengths [scene units]."""


@dataclass(frozen=True, slots=True)
class View:
    """Which numbers are seen, and where: a range of x and one of y, over the width and height of a box."""

    box: Box
    x: Range
    y: Range

    @property
    def unit(self) -> Point:
        """Scene units for 1 along x and along y."""
        left, right, top, bottom = self.box
        return (right - left) / (self.x[1] - self.x[0]), (top - bottom) / (self.y[1] - self.y[0])

    @property
    def origin(self) -> Point:
        """Where the axes cross: at zero, or at the edge of the box where zero is out of range."""
        return self.point(min(max(0.0, self.x[0]), self.x[1]), min(max(0.0, self.y[0]), self.y[1]))

    def point(self, x: float, y: float) -> Point:
        """Return the place of a pair of numbers [scene units].

        >>> View((0.0, 4.0, 2.0, 0.0), (-1, 1), (0, 1)).point(0, 0.5)
        (2.0, 1.0)
        """
        left, _, _, bottom = self.box
        return left + (x - self.x[0]) * self.unit[0], bottom + (y - self.y[0]) * self.unit[1]

    def towards(self, goal: View, share: float) -> View:
        """Return the view that lies a share of the way to another."""
        if share >= 1:
            return goal
        left, right, top, bottom = (a + (b - a) * share for a, b in zip(self.box, goal.box, strict=True))
        return View((left, right, top, bottom), _between(self.x, goal.x, share), _between(self.y, goal.y, share))


def _between(a: Range, b: Range, share: float) -> Range:
    return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share

"""Places and lines in the plane: points, and polylines that are measured by arc length."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rnnanim.theme import Point

__all__ = ["Point", "Points", "Polyline", "straight"]

Points = NDArray[np.float64]


class Polyline:
    """A polyline in the plane with rounded corners; every position on it is an arc length [scene units].

    Parameters
    ----------
    corners : sequence of (x, y)
    radius : float
        Of the circular fillets; less where a leg is too short for it, 0 for a line that is a curve already.
    """

    def __init__(self, corners: Sequence[tuple[float, float]], radius: float = 0.42) -> None:
        points = np.array([(x, y, 0.0) for x, y in corners])
        points = _fillet(points, radius) if radius > 0 else points
        steps = np.linalg.norm(np.diff(points, axis=0), axis=1)
        keep = np.r_[True, steps > 1e-9]
        self.points = points[keep]
        self.marks = np.r_[0, np.cumsum(steps[steps > 1e-9])]
        self.length = float(self.marks[-1])

    def point(self, s: float | Points) -> Points:
        """Return the place at an arc length, or a row of places at many."""
        return np.stack([np.interp(s, self.marks, self.points[:, i]) for i in range(3)], axis=-1)

    def nearest(self, x: float, y: float) -> float:
        """Return the arc length of the place nearest to a point."""
        a, b = self.points[:-1], self.points[1:]
        along = np.clip(((np.array([x, y, 0]) - a) * (b - a)).sum(1) / ((b - a) ** 2).sum(1), 0, 1)
        gaps = np.linalg.norm(a + along[:, None] * (b - a) - [x, y, 0], axis=1)
        i = int(np.argmin(gaps))
        return float(self.marks[i] + along[i] * (self.marks[i + 1] - self.marks[i]))


def _fillet(points: Points, radius: float, samples: int = 18) -> Points:
    """Replace each inner corner by a circular arc."""
    line = [points[0]]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        u, v = before - corner, after - corner
        room = min(np.linalg.norm(u), np.linalg.norm(v)) / 2
        u, v = u / np.linalg.norm(u), v / np.linalg.norm(v)
        half = np.arccos(np.clip(u @ v, -1, 1)) / 2
        if half > 1.57:  # straight on: nothing to round
            line.append(corner)
            continue
        cut = min(radius / np.tan(half), room)
        r = cut * np.tan(half)
        centre = corner + (u + v) / np.linalg.norm(u + v) * r / np.sin(half)
        start, end = (corner + u * cut - centre) / r, (corner + v * cut - centre) / r
        angle = np.arccos(np.clip(start @ end, -1, 1))
        shares = np.linspace(0, 1, samples)
        line += [
            centre + r * (np.sin((1 - t) * angle) * start + np.sin(t * angle) * end) / np.sin(angle) for t in shares
        ]
    return np.array([*line, points[-1]])


def straight(a: tuple[float, float], b: tuple[float, float]) -> Polyline:
    """Return the line between two places; one that leads nowhere is a hair long."""
    if math.dist(a, b) < 1e-6:
        b = (a[0] + 1e-3, a[1])
    return Polyline([a, b])

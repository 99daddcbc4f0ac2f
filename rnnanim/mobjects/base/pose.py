"""Putting a mobject somewhere at some size, as a function of the moment: nothing accumulates on the way."""

from __future__ import annotations

import numpy as np

from rnnanim.mobjects.base.geometry import Point

from manim import Mobject


class Pose:
    """Remembers where the points of a mobject are, and puts them elsewhere.

    Parameters
    ----------
    mobject : Mobject
        As it stands at home.
    origin : (x, y)
        The point of it that is put somewhere, and about which it is scaled.
    """

    def __init__(self, mobject: Mobject, origin: Point) -> None:
        self.origin = np.array([*origin, 0.0])
        self.home = [(part, part.points.copy()) for part in mobject.get_family() if len(part.points)]

    def put(self, place: Point, zoom: float = 1.0) -> None:
        """Put the origin on a place, everything scaled about it."""
        target = np.array([*place, 0.0])
        for part, points in self.home:
            part.points = (points - self.origin) * zoom + target

    def shift(self, dx: float, dy: float = 0.0) -> None:
        """Put everything so far from home."""
        self.put((float(self.origin[0]) + dx, float(self.origin[1]) + dy))

"""What the charts share: a box that moves with its mobject, and how much of a large one `check` is told."""

from __future__ import annotations

from rnnanim.backend.shapes import VGroup
from rnnanim.mobjects.charts.shapes import rectangles
from rnnanim.theme import Box, Theme

from manim import VMobject

MOST_TOLD = 200
"""A mobject that draws more numbers than these tells `check` about so many of them, evenly spread."""


class ChartArea(VGroup):
    """A mobject in a box; the box is where the mobject is now, so that all that is placed by it follows a shift."""

    def __init__(self, theme: Theme, box: Box) -> None:
        super().__init__()
        self.theme = theme
        self.corners = VMobject(stroke_width=0)
        left, right, top, bottom = box
        self.corners.points = rectangles([((left + right) / 2, (bottom + top) / 2)], [(right - left, top - bottom)])
        self.add(self.corners)

    @property
    def box(self) -> Box:
        """Left, right, top and bottom [scene units]."""
        (left, bottom), (right, top) = self.corners.points[:, :2].min(axis=0), self.corners.points[:, :2].max(axis=0)
        return float(left), float(right), float(top), float(bottom)


class Names(VGroup):
    """Names and numbers of an axis, which are no readings."""

    is_axis = True

"""How what a route brings gets from its weight to its cell: on a way on which nothing is covered."""

from __future__ import annotations

from rnnanim.mobjects.base.flight import fly_copy
from rnnanim.mobjects.base.geometry import Point, Polyline
from rnnanim.mobjects.base.motion import Cue
from rnnanim.mobjects.base.tagging import Tag
from rnnanim.mobjects.charts.heat_map import HeatMap
from rnnanim.mobjects.charts.shapes import filled, rectangles
from rnnanim.mobjects.network.unrolled import UnrolledRNN
from rnnanim.mobjects.text.label import Label
from rnnanim.numerics.stations import Station
from rnnanim.stage import Stage

SPARK, MOST_OF_CELL = 0.16, 0.8  # what flies where cells hold no numbers: its side, and at most so much of a cell's
OVER = 0.38  # from the middle of a row up to where a number goes in, over the name of the row
ASIDE = -0.05  # from where the network with its losses ends to the lane in which numbers rise


class Delivery:
    """Flights from W_x to the triangle.

    Parameters
    ----------
    net_right : float, optional
        Where the network ends, if the triangle stands beside it, and not below.
    """

    def __init__(self, stage: Stage, net: UnrolledRNN, heat: HeatMap, net_right: float | None) -> None:
        self.stage, self.net, self.heat, self.net_right = stage, net, heat, net_right

    def fly(self, cell: tuple[int, int], number: Label | None, seconds: float) -> Cue:
        """Return the flight of the number that stands at the weight; of a spark, where cells hold none."""
        start = self.net.position(Station.W_x(cell[1]))
        if number is not None:
            start = (float(number.get_center()[0]), float(number.get_center()[1]))
        written = self.heat.numbers.get(cell)
        if written is not None:
            copy = written.copy().tint("text").set_fill(opacity=1)
        else:
            size = min(SPARK, MOST_OF_CELL * min(self.heat.pitch))
            colour = self.net.theme.colour.gradient
            copy = filled(rectangles([start], [(size, size)]), Tag("plate", "gradient"), colour)
        return fly_copy(copy, self._way(start, cell), seconds, among=self.stage.picture)

    def _way(self, start: Point, cell: tuple[int, int]) -> Polyline:
        """Return a way on which nothing is covered: below the inputs, or straight down, to the triangle.

        Beside the network it rises, and over the name of its row goes through places that are still empty: a row is
        filled from its end.
        """
        layout, rows, end = self.net.layout, self.net.layout.rows, self.heat.position(*cell)
        below = (start[0], rows["x"] - 2 * layout.unit)
        if self.net_right is None:
            return Polyline([start, below, end])
        x, over = self.net_right + ASIDE, end[1] + min(OVER, self.heat.pitch[1] / 2)
        is_clear = start[0] > self.net.position(Station.W_x(layout.steps))[0]
        around = [(x, start[1])] if is_clear else [below, (x, below[1])]
        return Polyline([start, *around, (x, over), (end[0], over), end], 0)

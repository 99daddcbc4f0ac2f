"""The gradient on one route through the grid: its ribbon, and the stops at which the factors act."""

from __future__ import annotations

from dataclasses import dataclass

from rnnanim.mobjects.base.geometry import Polyline
from rnnanim.mobjects.flow.gradient_flow import GradientFlow
from rnnanim.mobjects.network.stacked import StackedRNN, station_of
from rnnanim.numerics import Reading
from rnnanim.numerics.grid import Grid
from rnnanim.numerics.stations import Station


@dataclass(frozen=True, slots=True)
class Stop:
    """A drawn place where factors act: the last of them, and how far along the line it is."""

    station: Station
    factor: int
    arc: float


@dataclass(frozen=True, slots=True)
class RouteTo:
    """A route of the loss to a state, by the number that it has among all to there."""

    k: int
    layer: int
    number: int


class GridWalk:
    """One route, with the ribbon that shows its running product.

    Attributes
    ----------
    stops : list of Stop
        Where factors act, as far as it is drawn.
    flow : GradientFlow
    """

    def __init__(self, net: StackedRNN, grid: Grid, route: RouteTo, scale: float) -> None:
        self.net, self.grid, self.route = net, grid, route
        place = route.k, route.layer, route.number
        self.line = net.line_of(*place)
        self.stops = [
            Stop(station, i, self.line.nearest(*net.position(station)) if i else 0.0)
            for i, station in enumerate(net.stations_of(*place))
            if net.has(station)
        ]
        running = [(stop.arc, grid.running(*place, stop.factor)) for stop in self.stops]
        self.flow = GradientFlow(net.theme, self.line, running, scale)

    @property
    def end(self) -> Station:
        """The state or input at which it ends."""
        return station_of((self.route.k, self.route.layer))

    @property
    def nodes(self) -> list[Station]:
        """The nodes that it passes, from the loss on, as far as they are drawn."""
        states = [station_of(node) for node in self.net.nodes_of(self.route.k, self.route.layer, self.route.number)]
        names = [Station.L(self.net.T), Station.y(self.net.T), *states]
        return [name for name in names if self.net.has(name)]

    @property
    def tiles(self) -> list[Station]:
        """The weights that it passes besides W_y, as far as they are drawn."""
        return [stop.station for stop in self.stops if stop.station.kind in ("W_h", "W_x")]

    @property
    def start(self) -> float:
        """How far along the line the last state of the uppermost layer is, with which every route begins."""
        return self.arc_of(Station.h(self.net.T, self.net.layers))

    def arc_of(self, station: Station) -> float:
        """Return how far along the line a node is."""
        return self.line.nearest(*self.net.position(station))


class EdgeFlow(GradientFlow):
    """What all routes together send along one edge of the grid: from a state, behind σ′, through a weight."""

    def __init__(
        self, net: StackedRNN, line: Polyline, weight: Station, before: Reading, after: Reading, scale: float
    ) -> None:
        place = line.nearest(*net.position(weight))
        super().__init__(net.theme, line, [(0.0, before), (place, after)], scale)

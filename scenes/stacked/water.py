"""The way forward through the grid: what flows along each edge, wide as its value."""

from __future__ import annotations

from typing import cast

from rnnanim.mobjects.base.geometry import straight
from rnnanim.mobjects.flow.forward_flow import ForwardFlow, forward_scale
from rnnanim.mobjects.network.stacked import StackedRNN
from rnnanim.numerics import Reading
from rnnanim.numerics.cells.layers import of_layer
from rnnanim.numerics.fields import ArrayName
from rnnanim.numerics.grid import Grid
from rnnanim.numerics.stations import Station


class GridWater:
    """What a state is fed, and what it sends on; a flow keeps its width up to a weight and has another behind it."""

    def __init__(self, net: StackedRNN, grid: Grid) -> None:
        self.net, self.grid = net, grid
        self.scale, self.doublings = forward_scale([r.value for name in net.states for r in self._all_of(name)])

    def state(self, t: int, layer: int) -> Reading:
        """Return a state, or an input as of layer 0: signed if it is one number, else its norm."""
        return self.grid.analysis.size(cast("ArrayName", of_layer("h", layer) if layer else "x"), t)

    def into(self, name: Station) -> list[ForwardFlow]:
        """Return the flows into a state, from the left and from below."""
        t, n, net = name.step, name.layer, self.net
        before = Station.h(t - 1, n) if net.has(Station.h(t - 1, n)) else Station.dots(n)
        below = Station.h(t, n - 1) if n > 1 else Station.x(t)
        left = self._flow(before, name, Station.W_h(t, n), self.state(t - 1, n), self.grid.fed(t, n, "left"))
        return [left, self._flow(below, name, Station.W_x(t, n), self.state(t, n - 1), self.grid.fed(t, n, "down"))]

    def out(self, t: int) -> ForwardFlow:
        """Return the flow from the uppermost state of a step to its output."""
        top = self.net.layers
        source, behind = self.state(t, top), self.grid.fed(t, top + 1, "down")
        return self._flow(Station.h(t, top), Station.y(t), Station.W_y(t), source, behind)

    def _all_of(self, name: Station) -> list[Reading]:
        t, n = name.step, name.layer
        found = [self.state(t, n), self.state(t, 0), self.grid.fed(t, n, "left"), self.grid.fed(t, n, "down")]
        return [*found, self.grid.fed(t, self.net.layers + 1, "down")]

    def _flow(self, a: Station, b: Station, weight: Station, before: Reading, behind: Reading) -> ForwardFlow:
        net = self.net
        line = straight(net.port(a, b), net.position(b))
        return ForwardFlow(net.theme, line, [(0.0, before), (line.nearest(*net.position(weight)), behind)], self.scale)

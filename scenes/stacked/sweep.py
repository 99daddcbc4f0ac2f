"""All routes through the grid at once: what flows along each edge, in the order in which the gradient comes by."""

from __future__ import annotations

from collections.abc import Iterator

from rnnanim.mobjects.base.geometry import Polyline, straight
from rnnanim.mobjects.network.stacked import StackedRNN
from rnnanim.numerics.grid import Grid
from rnnanim.numerics.stations import Station
from rnnanim.scenes.stacked.grid_walk import EdgeFlow


def sweep(net: StackedRNN, grid: Grid, scale: float) -> list[tuple[list[EdgeFlow], list[Station]]]:
    """Return the edges of the grid and the states that they reach; what comes by at once is together."""
    columns = {step: n for n, step in enumerate(reversed(net.grid.steps))}
    found: dict[int, tuple[list[EdgeFlow], list[Station]]] = {}
    for name in net.states:
        rank = columns[name.step] + net.layers - name.layer
        flows, reached = found.setdefault(rank, ([], []))
        reached.append(name)
        flows += _edges_into(net, grid, scale, name)
    return [found[rank] for rank in sorted(found)]


def _edges_into(net: StackedRNN, grid: Grid, scale: float, name: Station) -> Iterator[EdgeFlow]:
    """Yield the flows that reach a state: from the loss, from its right and from above."""
    (step, n), here = (name.step, name.layer), net.position(name)
    if (step, n) == (net.T, net.layers):
        corners = [net.position(Station.L(step)), net.position(Station.y(step)), here]
        before, after = grid.running(step, n, 0, 0), grid.running(step, n, 0, 1)
        yield EdgeFlow(net, Polyline(corners, net.grid.unit), Station.W_y(step), before, after, scale)
    if n < net.layers:
        line = straight(net.position(Station.h(step, n + 1)), here)
        before, after = grid.arrived(step, n + 1), grid.onward(step, n + 1, "down")
        yield EdgeFlow(net, line, Station.W_x(step, n + 1), before, after, scale)
    if step < net.T:
        source = Station.h(step + 1, n) if net.has(Station.h(step + 1, n)) else Station.dots(n)
        before, after = grid.arrived(step + 1, n), grid.onward(step + 1, n, "left")
        line = straight(net.port(source, name), here)
        yield EdgeFlow(net, line, Station.W_h(step + 1, n), before, after, scale)
    if step > 1 and not net.has(Station.h(step - 1, n)):  # on into the dots
        line = straight(here, net.port(Station.dots(n), name))
        before, after = grid.arrived(step, n), grid.onward(step, n, "left")
        yield EdgeFlow(net, line, Station.W_h(step, n), before, after, scale)

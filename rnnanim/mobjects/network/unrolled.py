"""The unrolled network: a diagram with a column for each step, and the line of a gradient through it."""

from __future__ import annotations

from typing import Literal

from rnnanim.layout.frame import Layout
from rnnanim.mobjects.base.geometry import Point, Polyline, straight
from rnnanim.mobjects.network.diagram import Diagram, DiagramLayout, NodeAt, TileAt
from rnnanim.mobjects.network.states import State
from rnnanim.mobjects.text.label import Label
from rnnanim.numerics import Route
from rnnanim.numerics.stations import Link, PartName, Station
from rnnanim.theme import Theme

LONGEST_NUMBERED = 999  # steps of a network whose nodes are named by number
GIVEN = 0.86  # radius of the given state, as a share of that of the others
OWN_LOSS, OF_UNIT = 0.36, 0.91  # radius of a loss at its own output, at most, and as a share of that of the units
LEAST_LOSS = 0.245  # in which its letter is large enough [scene units]

Losses = Literal["last", "all", "none"]
"""Which losses are drawn: that of the last step, in a column of its own; one at the output of every step; none."""


class UnrolledRNN(Diagram):
    """The network of a lesson, step by step from left to right.

    Its nodes are h_0, and h_t, x_t and y_t of the steps that are drawn, and their losses; its tiles W_x, W_y,
    and W_h on the edge from h_{t-1} to h_t. The edge at a tile is in two pieces, linked as the gradient comes by.

    Parameters
    ----------
    losses : {"last", "all", "none"}
        The loss at the last step alone, in the column of the layout that is kept for it; or that of every step that
        is drawn, at the upper right of its output; or none. All else stands in the same places.
    """

    def __init__(self, theme: Theme, layout: Layout, *, losses: Losses = "last", state: State = State.IDLE) -> None:
        super().__init__(theme, unrolled_layout(theme, layout, losses=losses), state=state)
        self.layout = layout

    @property
    def dots_label(self) -> Label | None:
        """The dots for the steps that are not drawn, if there are such."""
        return next((dots.label for dots in self.dots.values()), None)

    # routes

    def line(self, route: Route) -> Polyline:
        """Return the line from the loss back to the weight, round its corners."""
        return Polyline(self.corners(route), radius=self.layout.unit)

    def corners(self, route: Route) -> list[Point]:
        """Return where a route starts, turns and ends: the middles of its nodes, and the weight."""
        last, first = Station.h(route.t), Station.h(route.k)
        target = Station.weight(route.weight, route.k)
        names = [Station.L(route.t), Station.y(route.t)]
        if route.weight == "y":
            names += [target]
        elif route.weight == "h":
            names += [last, target]
        else:
            names += [last, *([first] if first != last else []), *([target] if self.has(first) else [])]
        return [self.position(name) for name in names]

    def stops(self, route: Route) -> list[Point]:
        """Return the corners of a route and what it passes between them: a way to share legs with other routes."""
        start, output, *rest = self.corners(route)
        steps = range(route.t, route.k, -1)
        passed = [name for step in steps for name in (Station.h(step), Station.W_h(step))][1:]
        if route.weight == "h" and route.k < route.t:
            passed.append(Station.h(route.k))
        return [start, output, rest[0], *(self.position(name) for name in passed if self.has(name)), *rest[1:]]

    def links(self, route: Route) -> tuple[Link, ...]:
        """Return the pieces of edges along a route, from the loss on, as far as they are drawn."""
        t, k = route.t, route.k
        names = [Station.L(t), Station.y(t), Station.W_y(t)]
        if route.weight != "y":
            between = range(t, k, -1)
            names += [name for step in between for name in (Station.h(step), Station.W_h(step))]
            names += [Station.h(k), Station.weight(route.weight, k)]
        return tuple(link for link in Link.along(*names) if self.has(link))

    def stations(self, route: Route) -> tuple[Station, ...]:
        """Return the nodes and tiles that a route passes, as far as they are drawn."""
        names = [Station.L(route.t), Station.y(route.t), *(factor.station for factor in route.factors[1:])]
        return tuple(name for name in names if self.has(name))

    # what a step is made of

    def links_into(self, step: int) -> tuple[Link, ...]:
        """Return the edge from the state before; only its end at the step, where that state is under the dots."""
        before = Station.h(step - 1)
        return Link.along(Station.h(step), Station.W_h(step), before if self.has(before) else Station.dots())

    def lines_into(self, step: int) -> tuple[Polyline, ...]:
        """Return the line from the state before into that of a step; two, where that state is under the dots."""
        here, before, dots = Station.h(step), Station.h(step - 1), Station.dots()
        if self.has(before):
            return (straight(self.position(before), self.position(here)),)
        into, out_of = self.port(dots, Station.h(1)), self.port(dots, here)
        return straight(self.position(Station.h(1)), into), straight(out_of, self.position(here))

    def parts_of(self, step: int, *, output: bool = True) -> list[PartName]:
        """Return what one step is made of, from its input and the state before up to its output, as far as drawn.

        Where the state before is under the dots, the edge from h_1 into these belongs to it.
        """
        names: list[PartName] = [Station.h(step), Station.h(step - 1), Station.x(step), Station.W_x(step)]
        names += [Station.W_h(step), *links_below(step), *self.links_into(step)]
        if not self.has(Station.h(step - 1)):
            names += [Station.W_h(2), *OUT_OF_THE_DOTS]
        if output:
            names += [Station.y(step), Station.W_y(step), *links_above(step)]
        return [name for name in names if self.has(name)]


def links_below(step: int) -> tuple[Link, ...]:
    """Return the edge between a state and its input."""
    return Link.along(Station.h(step), Station.W_x(step), Station.x(step))


def links_above(step: int) -> tuple[Link, ...]:
    """Return the edge between an output and its state."""
    return Link.along(Station.y(step), Station.W_y(step), Station.h(step))


OUT_OF_THE_DOTS = Link.along(Station.dots(), Station.W_h(2), Station.h(1))
"""The edge from h_1 into the dots, as the gradient leaves them."""


def unrolled_layout(theme: Theme, layout: Layout, *, losses: Losses = "last") -> DiagramLayout:
    """Return the layout of an unrolled network: a column for each step that is drawn, dots for the others."""
    dots = {} if layout.dots is None else {Station.dots(): (layout.dots, layout.rows["h"])}
    measured = _losses(theme, layout, losses)
    links = [*_links(layout), *(Link(loss, Station.y(loss.step)) for loss in measured)]
    return DiagramLayout(_nodes(theme, layout) | measured, _tiles(layout), links, dots)


def _nodes(theme: Theme, layout: Layout) -> dict[Station, NodeAt]:
    rows, radius = layout.rows, layout.unit
    nodes = {Station.h(0): NodeAt((layout.x(0), rows["h"]), "h_0", radius * GIVEN, given=True)}
    for step in layout.drawn_steps:
        x, index = layout.x(step), step_index(step, layout.steps)
        nodes[Station.h(step)] = NodeAt((x, rows["h"]), f"h_{index}", radius)
        nodes[Station.x(step)] = NodeAt((x, rows["x"]), f"x_{index}", min(theme.size.unit_x, radius))
        nodes[Station.y(step)] = NodeAt((x, rows["y"]), f"y_{index}", radius)
    return nodes


def _losses(theme: Theme, layout: Layout, losses: Losses) -> dict[Station, NodeAt]:
    """Return the nodes of the losses that are drawn."""
    if losses == "none":
        return {}
    if losses == "all":
        return {Station.L(t): _loss(layout, t, layout.own_loss(t), _own_radius(layout)) for t in layout.drawn_steps}
    last, at = layout.steps, (layout.loss_x, layout.rows["y"])
    size = max(theme.size.unit_loss * layout.unit / theme.size.unit, layout.unit)
    return {Station.L(last): _loss(layout, last, at, size)}


def _own_radius(layout: Layout) -> float:
    return min(OWN_LOSS, max(LEAST_LOSS, OF_UNIT * layout.unit))


def _loss(layout: Layout, step: int, at: Point, radius: float) -> NodeAt:
    return NodeAt(at, f"L_{step_index(step, layout.steps)}", radius)


def step_index(step: int, steps: int) -> str:
    """Return the index of a step in a symbol: its number, or counted from T where that is too long for a node.

    >>> step_index(99, 100), step_index(1, 1000), step_index(999, 1000), step_index(1000, 1000)
    ('(99)', '(1)', '(T-1)', 'T')
    """
    if step == 1 or steps <= LONGEST_NUMBERED:
        return f"({step})"
    return f"(T-{steps - step})" if step < steps else "T"


def _tiles(layout: Layout) -> dict[Station, TileAt]:
    rows, tiles = layout.rows, {}
    for step in layout.drawn_steps:
        tiles[Station.W_h(step)] = TileAt((layout.between(step), rows["h"]), "W_h", layout.tile)
        tiles[Station.W_x(step)] = TileAt((layout.x(step), rows["wx"]), "W_x", layout.tile)
        tiles[Station.W_y(step)] = TileAt((layout.x(step), rows["wy"]), "W_y", layout.tile)
    if layout.dots is not None:  # into the dots; the one out of them is that of the next drawn step
        tiles[Station.W_h(2)] = TileAt(((layout.x(1) + layout.dots) / 2, rows["h"]), "W_h", layout.tile)
    return tiles


def _links(layout: Layout) -> list[Link]:
    links: list[Link] = []
    for step in layout.drawn_steps:
        before = Station.h(step - 1) if layout.is_drawn(step - 1) else Station.dots()
        links += [*links_above(step), *links_below(step), *Link.along(Station.h(step), Station.W_h(step), before)]
    if layout.dots is not None:
        links += OUT_OF_THE_DOTS
    return links

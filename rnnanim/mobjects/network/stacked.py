"""The stacked network: time to the right, depth upward; each layer rises out of the one below it."""

from __future__ import annotations

from typing import Any

from rnnanim.layout.frame import Layout
from rnnanim.mobjects.base.geometry import Point, Polyline
from rnnanim.mobjects.base.layers import PART
from rnnanim.mobjects.base.motion import Cue, delayed, fade_in, together
from rnnanim.mobjects.network.diagram import Diagram, DiagramLayout, NodeAt, TileAt
from rnnanim.mobjects.network.stacked_places import StackedPlaces
from rnnanim.mobjects.network.states import State
from rnnanim.mobjects.network.unrolled import GIVEN, step_index
from rnnanim.numerics.grid_routes import Node, moves_to
from rnnanim.numerics.stations import Link, PartName, Station
from rnnanim.theme import Theme

BEHIND = 2  # layers of the picture by which each row lies behind the one below it
RISEN = 0.45  # of its rise: when a row is clear of the weights below it, and its own come
APART = 0.7  # the same for the weights between the two
NUMBERED = 0.4  # radius from which on a state has room for the number of its layer


class StackedRNN(Diagram):
    """A network of several layers: rows of states, each fed by the row below it, the outputs read from the uppermost.

    Symbols of the first layer are as in a network of one layer, those of others have the number of their layer.

    Parameters
    ----------
    layers : int
        2 … 4.
    """

    def __init__(self, theme: Theme, layout: Layout, layers: int, *, state: State = State.IDLE) -> None:
        self.grid, self.layers, self.T = StackedPlaces(theme, layout, layers), layers, layout.steps
        super().__init__(theme, _diagram(theme, self.grid), state=state)
        self.offsets = dict.fromkeys(range(layers + 2), 0.0)
        for name, part in self.parts.items():
            if self.row_of(name) > 1:
                for mobject in part.get_family():
                    if mobject.z_index >= PART:  # discs, rings, symbols; not light and lines
                        mobject.set_z_index(mobject.z_index - BEHIND * (self.row_of(name) - 1), family=False)

    @property
    def states(self) -> list[Station]:
        """The states that are drawn, column by column from below."""
        return [Station.h(step, n) for step in self.grid.steps for n in range(1, self.layers + 1)]

    # rows

    def row_of(self, name: PartName) -> int:
        """Return the row with which a part moves: 0 inputs, 1 … N the layers, N + 1 outputs and loss."""
        if isinstance(name, Link):
            return max(self.row_of(name.a), self.row_of(name.b))
        if name.kind in ("y", "W_y", "L"):
            return self.layers + 1
        if name.kind == "x" or (name.kind == "W_x" and name.layer == 1):
            return 0
        return name.layer

    def row(self, number: int) -> dict[PartName, Any]:
        """Return the parts of a row by name."""
        return {name: part for name, part in self.parts.items() if self.row_of(name) == number}

    def fold(self) -> None:
        """Lay all layers into the first, as a network of one layer in the middle of the room."""
        low, high = self.grid.y(1), self.grid.y(self.layers)
        for row in self.offsets:
            self._put(row, (low + high) / 2 - self.grid.y(max(1, min(row, self.layers))))
        for layer in range(2, self.layers + 1):
            for part in self.row(layer).values():
                part.become(State.HIDDEN)
            if (dots := self.dots.get(Station.dots(layer))) is not None:
                dots.set_fill(opacity=0)

    def unfold(self, layer: int, seconds: float) -> Cue:
        """Return the rising of a layer, and all that is above it, out of the one below; then its weights come.

        The edges from below stretch as it rises.
        """
        start: dict[int, float] = {}
        half = (self.grid.y(layer) - self.grid.y(layer - 1)) / 2
        states = [self.nodes[Station.h(step, layer)] for step in self.grid.steps]
        stretched = [edge for link, edge in self.edges.items() if self.row_of(link) == layer and _is_upright(link)]

        def begin() -> None:
            start.update(self.offsets)
            for part in (*states, *stretched):
                part.become(State.IDLE)

        def apply(share: float) -> None:
            for row, offset in start.items():
                self._put(row, offset + (half if row >= layer else -half) * share)
            self._stretch(layer)

        beside = [name for name in self.row(layer) if not _is_upright(name) and name not in self.states]
        between = [name for name in self.row(layer) if _is_upright(name) and name in self.tiles]
        dots = [fade_in((1 - RISEN) * seconds, self.dots[name]) for name in self.dots if name == Station.dots(layer)]
        comes = [
            delayed(share * seconds, self.turn(dict.fromkeys(names, State.IDLE), (1 - share) * seconds))
            for share, names in ((RISEN, beside), (APART, between))
        ]
        return together(Cue(apply, seconds, begin=begin), *comes, delayed(RISEN * seconds, *dots))

    def _stretch(self, layer: int) -> None:
        """Put what leads up to a layer between it and the one below, wherever they are."""
        for step in self.grid.steps:
            tile = self.tiles[Station.W_x(step, layer)]
            low, high = (self.position(Station.h(step, n))[1] for n in (layer - 1, layer))
            tile.shift((0, (low + high) / 2 - tile.middle[1], 0))
            for link, edge in self.edges.items():
                if Station.W_x(step, layer) in (link.a, link.b):
                    ends = [self.position(end) for end in (link.a, link.b)]
                    edge.line.set_points_as_corners([(*end, 0) for end in ends])

    def _put(self, row: int, offset: float) -> None:
        step = offset - self.offsets[row]
        self.offsets[row] = offset
        for part in self.row(row).values():
            part.shift((0, step, 0))
        if (dots := self.dots.get(Station.dots(row))) is not None:
            dots.shift((0, step, 0))

    # routes

    def nodes_of(self, k: int, layer: int, number: int) -> list[Node]:
        """Return the states of a route through the grid, from the last step of the uppermost layer on.

        An input stands as layer 0.
        """
        t, n = self.T, self.layers
        found = [(t, n)]
        for move in moves_to((k, layer), number, t, n):
            t, n = (t - 1, n) if move == "left" else (t, n - 1)
            found.append((t, n))
        return found

    def stations_of(self, k: int, layer: int, number: int) -> list[Station]:
        """Return where each factor of a route acts: L, W_y, and for each move a state and a weight."""
        nodes = self.nodes_of(k, layer, number)
        found = [Station.L(self.T), Station.W_y(self.T)]
        for (t, n), (after, _) in zip(nodes, nodes[1:], strict=False):
            found += [Station.h(t, n), Station.W_h(t, n) if after < t else Station.W_x(t, n)]
        return found

    def line_of(self, k: int, layer: int, number: int) -> Polyline:
        """Return the line of a route, from the loss to its last state."""
        places = [self.position(Station.L(self.T)), self.position(Station.y(self.T))]
        places += [self.place(node) for node in self.nodes_of(k, layer, number)]
        return Polyline(_corners(places), radius=self.grid.unit)

    def place(self, node: Node) -> Point:
        """Return the middle of a state; of one that is not drawn that of the dots of its layer."""
        return self.position(station_of(node))


def station_of(node: Node) -> Station:
    """Return the name of a state, or of an input if its layer is 0."""
    return Station.h(*node) if node[1] else Station.x(node[0])


def _is_upright(name: PartName) -> bool:
    """Return whether a part leads from one layer to the next."""
    ends = (name.a, name.b) if isinstance(name, Link) else (name,)
    return any(end.kind == "W_x" for end in ends)


def symbol_in(letter: str, layer: int) -> str:
    """Return a symbol with the number of its layer; that of the first has none.

    >>> symbol_in("W_h", 2)
    'W_h^((2))'
    """
    return letter if layer == 1 else f"{letter}^(({layer}))"


def _corners(places: list[Point]) -> list[Point]:
    """Return the places without those that lie on a straight way, or twice in the same place."""
    found = [places[0]]
    for here, after in zip(places[1:], [*places[2:], None], strict=True):
        before = found[-1]
        if after is not None and (here[0] == before[0] == after[0] or here[1] == before[1] == after[1]):
            continue
        if here != before:
            found.append(here)
    return found


def _diagram(theme: Theme, grid: StackedPlaces) -> DiagramLayout:
    dots = {} if grid.dots is None else {Station.dots(n): (grid.dots, grid.y(n)) for n in range(1, grid.layers + 1)}
    return DiagramLayout(_nodes(theme, grid), _tiles(theme, grid), _links(grid), dots)


def _nodes(theme: Theme, grid: StackedPlaces) -> dict[Station, NodeAt]:
    unit, T, found = grid.unit, grid.frame.steps, {}
    is_roomy = unit >= NUMBERED
    for n in range(1, grid.layers + 1):
        own = n if is_roomy else 1
        found[Station.h(0, n)] = NodeAt((grid.x(0), grid.y(n)), symbol_in("h_0", own), unit * GIVEN, given=True)
        for step in grid.steps:
            symbol = symbol_in(f"h_{step_index(step, T)}", own)
            found[Station.h(step, n)] = NodeAt((grid.x(step), grid.y(n)), symbol, unit)
    for step in grid.steps:
        index, x = step_index(step, T), grid.x(step)
        found[Station.x(step)] = NodeAt((x, grid.y(0)), f"x_{index}", min(unit, theme.size.unit_x))
        found[Station.y(step)] = NodeAt((x, grid.y(grid.layers + 1)), f"y_{index}", unit)
    found[Station.L(T)] = NodeAt((grid.room.loss, grid.y(grid.layers + 1)), f"L_{step_index(T, T)}", max(unit, 0.3))
    return found


def _tiles(theme: Theme, grid: StackedPlaces) -> dict[Station, TileAt]:
    found, em, bare = {}, theme.type.tile, theme.size.tile
    for step in grid.steps:
        x = grid.x(step)
        found[Station.W_y(step)] = TileAt((x, grid.below(grid.layers + 1)), "W_y", bare, em)
        for n in range(1, grid.layers + 1):
            size = bare if n == 1 else grid.tile
            found[Station.W_x(step, n)] = TileAt((x, grid.below(n)), symbol_in("W_x", n), size, em)
            found[Station.W_h(step, n)] = TileAt((grid.tile_x(step), grid.y(n)), symbol_in("W_h", n), size, em)
    if grid.dots is not None:
        for n in range(1, grid.layers + 1):
            size, x = bare if n == 1 else grid.tile, (grid.x(1) + grid.dots) / 2
            found[Station.W_h(2, n)] = TileAt((x, grid.y(n)), symbol_in("W_h", n), size, em)
    return found


def _links(grid: StackedPlaces) -> list[Link]:
    top, T = grid.layers, grid.frame.steps
    found: list[Link] = [Link(Station.L(T), Station.y(T))]
    for step in grid.steps:
        found += Link.along(Station.y(step), Station.W_y(step), Station.h(step, top))
        for n in range(1, top + 1):
            below = Station.h(step, n - 1) if n > 1 else Station.x(step)
            found += Link.along(Station.h(step, n), Station.W_x(step, n), below)
            before = Station.h(step - 1, n) if grid.is_drawn(step - 1) else Station.dots(n)
            found += Link.along(Station.h(step, n), Station.W_h(step, n), before)
    if grid.dots is not None:
        for n in range(1, top + 1):
            found += Link.along(Station.dots(n), Station.W_h(2, n), Station.h(1, n))
    return found

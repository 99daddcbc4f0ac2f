"""The stacked network: time to the right, depth upward; each layer rises out of the one below it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from rnnanim.layout.frame import ByFrame, Layout
from rnnanim.mobjects.base.geometry import Point, Polyline
from rnnanim.mobjects.base.layers import PART
from rnnanim.mobjects.base.motion import Cue, cut, fade_in, one_by_one, together
from rnnanim.mobjects.network.diagram import Diagram, DiagramLayout, NodeAt, TileAt
from rnnanim.mobjects.network.states import State
from rnnanim.mobjects.network.unrolled import GIVEN, step_index
from rnnanim.numerics.grid_routes import Node, moves_of
from rnnanim.numerics.stations import Link, PartName, Station
from rnnanim.theme import Theme

BEHIND = 2  # layers of the picture by which each row lies behind the one below it
CLEAR = 0.1  # from a unit to a tile, at least
LEAST_UNIT, LEAST_TILE = 0.25, 0.6
NUMBERED = 0.4  # radius from which on a state has room for the number of its layer
TILE_WIDTH, TILE_HEIGHT = 0.86, 0.62  # of a symbol with the number of its layer


@dataclass(frozen=True, slots=True)
class Room:
    """Where a stacked network stands in a frame, and how many steps are drawn before dots stand for some."""

    left: float
    loss: float
    top: float
    bottom: float
    most: int
    after_dots: int


ROOM = ByFrame(
    wide=Room(-5.78, 3.02, 2.36, -3.25, 4, 2),
    tall=Room(-3.30, 3.12, 4.85, -0.10, 3, 1),
    square=Room(-3.30, 3.12, 2.5, -0.92, 3, 1),
)


@dataclass(frozen=True)
class Grid:
    """Places of a stacked network [scene units].

    Parameters
    ----------
    layers : int
    """

    theme: Theme
    frame: Layout
    layers: int

    @cached_property
    def room(self) -> Room:
        """The room in this kind of frame."""
        return self.frame.choose(ROOM)

    @cached_property
    def steps(self) -> tuple[int, ...]:
        """The steps that are drawn, without the given state."""
        last, room = self.frame.steps, self.room
        return tuple(range(1, last + 1)) if last <= room.most else (1, *range(last - room.after_dots + 1, last + 1))

    @cached_property
    def columns(self) -> dict[int, float]:
        """Places of the steps that are drawn; 0 is the given state."""
        places = [0, *self.steps] if self.dots is None else [0, 1, None, *self.steps[1:]]
        return {step: self._place(n, len(places)) for n, step in enumerate(places) if step is not None}

    @cached_property
    def dots(self) -> float | None:
        """Place of the dots, where some steps are not drawn."""
        return None if self.frame.steps <= self.room.most else self._place(2, len(self.steps) + 2)

    @property
    def pitch(self) -> float:
        """From one column to the next, at most as with three steps."""
        count = len(self.steps) + (2 if self.frame.steps > self.room.most else 1)
        return (self.room.loss - self.room.left) / max(count, 4)

    def _place(self, n: int, count: int) -> float:
        return self.room.loss - self.pitch * (count - n)

    @property
    def rise(self) -> float:
        """From one row of nodes to the next."""
        return (self.room.top - self.room.bottom) / (self.layers + 1)

    def y(self, row: int) -> float:
        """Return the height of a row: 0 the inputs, then the layers, above them the outputs."""
        return self.room.bottom + self.rise * row

    @property
    def tile(self) -> Point:
        """Width and height of a tile."""
        return TILE_WIDTH, min(TILE_HEIGHT, max(LEAST_TILE, self.rise - 2 * LEAST_UNIT - 2 * CLEAR))

    @property
    def unit(self) -> float:
        """Radius of a node."""
        width, height = self.tile
        most = min((self.rise - height) / 2, (self.pitch - width) / 2) - CLEAR
        return max(LEAST_UNIT, min(self.theme.size.unit_loss, most))

    def is_drawn(self, step: int) -> bool:
        """Return whether a step has a column."""
        return step in self.columns

    def x(self, step: int) -> float:
        """Return the column of a step; the dots' for one that is not drawn."""
        return self.columns[step] if step in self.columns or self.dots is None else self.dots

    def tile_x(self, step: int) -> float:
        """Return x of W_h on the edge into a step."""
        return (self.x(step - 1) + self.x(step)) / 2


class StackedRNN(Diagram):
    """A network of several layers: rows of states, each fed by the row below it, the outputs read from the uppermost.

    Symbols of the first layer are as in a network of one layer, those of others have the number of their layer.

    Parameters
    ----------
    layers : int
        2 … 4.
    """

    def __init__(self, theme: Theme, layout: Layout, layers: int, *, state: State = State.IDLE) -> None:
        self.grid, self.layers, self.T = Grid(theme, layout, layers), layers, layout.steps
        super().__init__(theme, _diagram(theme, self.grid), state=state)
        self.offsets = dict.fromkeys(range(layers + 2), 0.0)
        for name, part in self.parts.items():
            if self.row_of(name) > 1:
                for mobject in part.get_family():
                    if mobject.z_index >= PART:  # discs, rings, symbols; not light and lines
                        mobject.set_z_index(mobject.z_index - BEHIND * (self.row_of(name) - 1), family=False)

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
        half = self.grid.rise * (self.layers - 1) / 2
        for row in self.offsets:
            self._put(row, half - self.grid.rise * max(0, min(row, self.layers) - 1))
        for layer in range(2, self.layers + 1):
            for part in self.row(layer).values():
                part.become(State.HIDDEN)
            if (dots := self.dots.get(Station.dots(layer))) is not None:
                dots.set_fill(opacity=0)

    def unfold(self, layer: int, seconds: float) -> Cue:
        """Return the rising of a layer, and all that is above it, out of the one below."""
        start: dict[int, float] = {}
        half = self.grid.rise / 2
        states = [self.nodes[Station.h(step, layer)] for step in self.grid.steps]

        def begin() -> None:
            start.update(self.offsets)
            for node in states:
                node.become(State.IDLE)

        def apply(share: float) -> None:
            for row, offset in start.items():
                self._put(row, offset + (half if row >= layer else -half) * share)

        return Cue(apply, seconds, begin=begin)

    def connect(self, layer: int, seconds: float) -> Cue:
        """Return the coming of the weights of a layer, first those from below, and then those through time."""
        below = [name for name in self.row(layer) if self._is_upright(name)]
        others = [name for name in self.row(layer) if not self._is_upright(name)]
        dots = [self.dots[name] for name in self.dots if name == Station.dots(layer)]
        return one_by_one(
            self.turn(dict.fromkeys(below, State.IDLE), seconds),
            together(self.turn(dict.fromkeys(others, State.IDLE), seconds), *(fade_in(seconds, one) for one in dots)),
            cut(lambda: None),
        )

    def _is_upright(self, name: PartName) -> bool:
        ends = (name.a, name.b) if isinstance(name, Link) else (name,)
        return any(end.kind == "W_x" for end in ends)

    def _put(self, row: int, offset: float) -> None:
        step = offset - self.offsets[row]
        self.offsets[row] = offset
        for part in self.row(row).values():
            part.shift((0, step, 0))
        if (dots := self.dots.get(Station.dots(row))) is not None:
            dots.shift((0, step, 0))

    # routes

    def nodes_of(self, k: int, layer: int, number: int) -> list[Node]:
        """Return the states of a route through the grid, from the last step of the uppermost layer on."""
        t, n = self.T, self.layers
        found = [(t, n)]
        for move in moves_of(number, t - k, n - layer):
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
        return self.position(Station.h(*node))


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


def _diagram(theme: Theme, grid: Grid) -> DiagramLayout:
    dots = {} if grid.dots is None else {Station.dots(n): (grid.dots, grid.y(n)) for n in range(1, grid.layers + 1)}
    return DiagramLayout(_nodes(theme, grid), _tiles(theme, grid), _links(grid), dots)


def _nodes(theme: Theme, grid: Grid) -> dict[Station, NodeAt]:
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


def _tiles(theme: Theme, grid: Grid) -> dict[Station, TileAt]:
    found, em, bare = {}, theme.type.tile, theme.size.tile
    for step in grid.steps:
        x = grid.x(step)
        found[Station.W_y(step)] = TileAt((x, grid.y(grid.layers + 1) - grid.rise / 2), "W_y", bare, em)
        for n in range(1, grid.layers + 1):
            size = bare if n == 1 else grid.tile
            found[Station.W_x(step, n)] = TileAt((x, grid.y(n) - grid.rise / 2), symbol_in("W_x", n), size, em)
            found[Station.W_h(step, n)] = TileAt((grid.tile_x(step), grid.y(n)), symbol_in("W_h", n), size, em)
    if grid.dots is not None:
        for n in range(1, grid.layers + 1):
            size, x = bare if n == 1 else grid.tile, (grid.x(1) + grid.dots) / 2
            found[Station.W_h(2, n)] = TileAt((x, grid.y(n)), symbol_in("W_h", n), size, em)
    return found


def _links(grid: Grid) -> list[Link]:
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

"""A network as nodes, weight tiles and edges, each under its typed name; where they stand is given to it."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self, TypeAlias

from rnnanim.backend.shapes import VGroup
from rnnanim.mobjects.base.geometry import Point
from rnnanim.mobjects.base.layers import PART
from rnnanim.mobjects.base.motion import Cue, together
from rnnanim.mobjects.base.tagging import Tag, tagged
from rnnanim.mobjects.network.graph_parts import Edge, GraphPart, Node, WeightTile, symbol_size
from rnnanim.mobjects.network.states import State
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics.stations import Link, PartName, Station
from rnnanim.theme import Theme

from manim import Rectangle

States: TypeAlias = Mapping[PartName, State] | Mapping[Station, State] | Mapping[Link, State]

DOTS_GAP = 0.32  # between an edge and the middle of the dots


@dataclass(frozen=True, slots=True)
class NodeAt:
    """A node of a layout: where, with which symbol [Typst], how large, and with a broken ring if it is given."""

    at: Point
    symbol: str
    radius: float
    given: bool = False

    def build(self, theme: Theme, state: State, em: float) -> Node:
        return Node(theme, self.symbol, self.at, self.radius, given=self.given, state=state, em=em)


@dataclass(frozen=True, slots=True)
class TileAt:
    """A weight tile of a layout: where, of which weight, how large, and with letters of which size if not the usual."""

    at: Point
    symbol: str
    size: Point
    em: float | None = None

    def build(self, theme: Theme, state: State) -> WeightTile:
        return WeightTile(theme, self.symbol, self.at, self.size, state=state, em=self.em)


@dataclass(frozen=True, slots=True)
class DiagramLayout:
    """What a diagram consists of, and where it stands.

    Attributes
    ----------
    nodes, tiles : dict of Station
        In the order in which they are drawn.
    links : sequence of Link
        The edges that exist; both ends are nodes, tiles or dots.
    dots : dict of Station to (x, y)
        What stands for the steps that are not drawn, a place for each layer that has such.
    ports : dict of (Station, Station) to (dx, dy)
        Where an edge meets a part, for its two ends (the part first), from the middle of the part. An edge that is
        not named here runs to the middle, which hides its end; at dots it stops beside them.
    """

    nodes: Mapping[Station, NodeAt]
    tiles: Mapping[Station, TileAt] = field(default_factory=dict)
    links: Sequence[Link] = ()
    dots: Mapping[Station, Point] = field(default_factory=dict)
    ports: Mapping[tuple[Station, Station], Point] = field(default_factory=dict)


class Dots(VGroup):
    """The dots for what is not drawn, on a plate that hides what runs below them."""

    def __init__(self, theme: Theme, at: Point) -> None:
        super().__init__()
        size = theme.type.large
        self.label = formula(theme, "dots.c", size, tone="low").set_z_index(PART + 1, family=True)
        self.label.place(at[0], at[1] - 0.25 * size, "centre")
        self.plate = Rectangle(width=0.62, height=0.9, stroke_width=0).move_to((*at, 0))
        self.plate.set_fill(theme.colour.background, 1).set_z_index(PART)
        self.add(tagged(self.plate, Tag("plate", "background")), self.label)

    @property
    def middle(self) -> Point:
        centre = self.plate.get_center()
        return float(centre[0]), float(centre[1])


class Diagram(VGroup):
    """A network drawn as its layout says; every part has a name, a state and a position that it can be asked for.

    Parameters
    ----------
    layout : DiagramLayout
    state : State
        Of all parts at first.

    Attributes
    ----------
    nodes : dict of Station to Node
    tiles : dict of Station to WeightTile
    edges : dict of Link to Edge
    dots : dict of Station to Dots
    """

    def __init__(self, theme: Theme, layout: DiagramLayout, *, state: State = State.IDLE) -> None:
        super().__init__()
        self.theme, self.ports = theme, layout.ports
        sizes = _symbol_sizes(theme, layout.nodes)
        self.nodes = {name: node.build(theme, state, sizes[name.kind]) for name, node in layout.nodes.items()}
        self.tiles: dict[Station, WeightTile] = {name: tile.build(theme, state) for name, tile in layout.tiles.items()}
        self.dots: dict[Station, Dots] = {name: Dots(theme, at) for name, at in layout.dots.items()}
        self.edges: dict[Link, Edge] = {
            link: Edge(theme, self.port(link.a, link.b), self.port(link.b, link.a), state=state)
            for link in layout.links
        }
        self.add(*self.edges.values(), *self.nodes.values(), *self.tiles.values(), *self.dots.values())

    # the parts

    @property
    def parts(self) -> dict[PartName, GraphPart]:
        """Everything that has states, as it is drawn: edges, nodes and tiles."""
        parts: dict[PartName, GraphPart] = {}
        parts.update(self.edges.items())
        parts.update(self.nodes.items())
        parts.update(self.tiles.items())
        return parts

    def part(self, name: PartName) -> GraphPart:
        """Return a part by its name.

        Raises
        ------
        KeyError
            If it is not drawn.
        """
        found = self._find(name)
        if found is None:
            raise KeyError(f"{name} is not drawn in this diagram")
        return found

    def body(self, station: Station) -> Node | WeightTile:
        """Return a node or tile by its name: what has a symbol.

        Raises
        ------
        KeyError
            If it is not drawn.
        """
        return self.nodes.get(station) or self.tiles[station]

    def has(self, name: PartName) -> bool:
        """Return whether a part is drawn, and not under the dots."""
        return self._find(name) is not None

    def position(self, station: Station) -> Point:
        """Return the middle of a node or tile as it is now; that of the dots of its layer for one that is not drawn.

        Raises
        ------
        KeyError
            If it is not drawn, and its layer has no dots.
        """
        part = self.nodes.get(station) or self.tiles.get(station) or self.dots.get(Station.dots(station.layer))
        if part is None:
            raise KeyError(f"{station} is not drawn in this diagram")
        return part.middle

    def port(self, station: Station, other: Station) -> Point:
        """Return where the edge between two stations meets the first of them."""
        x, y = self.position(station)
        port = self.ports.get((station, other))
        if port is not None:
            return x + port[0], y + port[1]
        if station.kind != "dots":
            return x, y
        return x + (DOTS_GAP if self.position(other)[0] > x else -DOTS_GAP), y

    def _find(self, name: PartName) -> GraphPart | None:
        return self.edges.get(name) if isinstance(name, Link) else self.nodes.get(name) or self.tiles.get(name)

    # motion

    def turn(self, states: States, seconds: float) -> Cue:
        """Return the change of some parts, by name, into their states."""
        changes = [(self.part(name), state) for name, state in states.items()]
        return together(*(part.to(state, seconds) for part, state in changes if part.state != state))

    def set_states(self, states: States) -> Self:
        """Take the states of some parts at once."""
        for name, state in states.items():
            self.part(name).become(state)
        return self

    def all_to(self, state: State, seconds: float, *, besides: Container[PartName] = ()) -> Cue:
        """Return the change of every part but some into one state."""
        return self.turn({name: state for name in self.parts if name not in besides}, seconds)


def _symbol_sizes(theme: Theme, nodes: Mapping[Station, NodeAt]) -> dict[str, float]:
    """Return the type size of each kind of node: that of its longest symbol, so that all layers are set in one."""
    sizes: dict[str, float] = {}
    for name, node in nodes.items():
        fitting = symbol_size(theme, node.symbol, node.radius)
        sizes[name.kind] = min(fitting, sizes.get(name.kind, fitting))
    return sizes

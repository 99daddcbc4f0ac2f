"""The move of a network to where another one stands, part by part."""

from __future__ import annotations

from collections.abc import Callable

from rnnanim.mobjects.base.geometry import Point
from rnnanim.mobjects.base.motion import Cue
from rnnanim.mobjects.base.pose import Pose
from rnnanim.mobjects.network.diagram import Diagram
from rnnanim.mobjects.network.graph_parts import Edge, Node, WeightTile

from manim import VGroup, VMobject

Move = Callable[[float], None]


def glide(net: Diagram, to: Diagram, seconds: float) -> Cue:
    """Return the move of every part of a network to where another one has it, as large as it is there.

    What the other one has not stays where it is. The other one may then take its place.
    """
    moves: list[Move] = []

    def begin() -> None:
        for name in (name for name in (*net.nodes, *net.tiles) if to.has(name)):
            moves.extend(_placed(net.body(name), to.body(name)))
        for name, dots in net.dots.items():
            moves.append(_move(dots, dots.middle, to.dots[name].middle, 1.0))
        moves.extend(_drawn(edge, to.edges[link]) for link, edge in net.edges.items() if link in to.edges)

    def apply(share: float) -> None:
        for move in moves:
            move(share)

    return Cue(apply, seconds, begin=begin)


def _placed(body: Node | WeightTile, there: Node | WeightTile) -> list[Move]:
    """Return the move of a node or tile, and of its symbol, which may have another size in the end."""
    shape = VGroup(*(part for part in body if part is not body.symbol))
    zoom = _size(there) / _size(body)
    symbol, start, end = body.symbol, _middle(body.symbol), _middle(there.symbol)
    larger = there.symbol.em / symbol.em
    return [_move(shape, body.middle, there.middle, zoom), _move(symbol, start, end, larger)]


def _move(mobject: VMobject, start: Point, end: Point, zoom: float) -> Move:
    pose = Pose(mobject, start)

    def move(share: float) -> None:
        x, y = (a + (b - a) * share for a, b in zip(start, end, strict=True))
        pose.put((x, y), 1 + (zoom - 1) * share)

    return move


def _size(body: Node | WeightTile) -> float:
    return float((body.disc if isinstance(body, Node) else body.frame).height)


def _middle(mobject: VMobject) -> Point:
    x, y, _ = mobject.get_center()
    return float(x), float(y)


def _drawn(edge: Edge, there: Edge) -> Move:
    """Return the move of the two ends of an edge."""
    before, after = edge.line.points.copy(), there.line.points

    def move(share: float) -> None:
        edge.line.points = before + (after - before) * share

    return move

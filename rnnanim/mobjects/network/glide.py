"""The move of a network to where another one stands, part by part."""

from __future__ import annotations

from collections.abc import Callable

from rnnanim.mobjects.base.geometry import Point
from rnnanim.mobjects.base.motion import Cue
from rnnanim.mobjects.base.pose import Pose
from rnnanim.mobjects.network.diagram import Diagram
from rnnanim.mobjects.network.graph_parts import Edge

Move = Callable[[float], None]


def glide(net: Diagram, to: Diagram, seconds: float) -> Cue:
    """Return the move of every part of a network to where another one has it, as large as it is there.

    What the other one has not stays where it is. The other one may then take its place.
    """
    moves: list[Move] = []

    def begin() -> None:
        for name, node in net.nodes.items():
            if (there := to.nodes.get(name)) is not None:
                moves.append(_placed(Pose(node, node.middle), node.middle, there.middle, there.radius / node.radius))
        for name, tile in net.tiles.items():
            if (other := to.tiles.get(name)) is not None:
                zoom = other.frame.height / tile.frame.height
                moves.append(_placed(Pose(tile, tile.middle), tile.middle, other.middle, zoom))
        for name, dots in net.dots.items():
            moves.append(_placed(Pose(dots, dots.middle), dots.middle, to.dots[name].middle, 1.0))
        moves.extend(_drawn(edge, to.edges[link]) for link, edge in net.edges.items() if link in to.edges)

    def apply(share: float) -> None:
        for move in moves:
            move(share)

    return Cue(apply, seconds, begin=begin)


def _placed(pose: Pose, start: Point, end: Point, zoom: float) -> Move:
    def move(share: float) -> None:
        x, y = (a + (b - a) * share for a, b in zip(start, end, strict=True))
        pose.put((x, y), 1 + (zoom - 1) * share)

    return move


def _drawn(edge: Edge, there: Edge) -> Move:
    """Return the move of the two ends of an edge."""
    before, after = edge.line.points.copy(), there.line.points

    def move(share: float) -> None:
        edge.line.points = before + (after - before) * share

    return move

"""One route of any network: from the loss of step t back to the weight at step k, dots between the two."""

from __future__ import annotations

import numpy as np

from rnnanim.layout.frame import Layout
from rnnanim.mobjects.base.geometry import Point, Polyline
from rnnanim.mobjects.base.motion import Cue, cut, fade_in, fade_out, together
from rnnanim.mobjects.base.shapes import stroke_pieces
from rnnanim.mobjects.base.tagging import Tag
from rnnanim.mobjects.flow.pulse import Pulse
from rnnanim.mobjects.network.diagram import Diagram, DiagramLayout, NodeAt
from rnnanim.mobjects.network.states import State
from rnnanim.mobjects.network.unrolled import OUT_OF_THE_DOTS, links_above, links_below, unrolled_layout
from rnnanim.numerics.stations import Link, PartName, Station
from rnnanim.stage.stage import Stage
from rnnanim.theme import Theme

from manim import VMobject

FOOT, LEVEL = 0.16, 0.25  # of a bracket, and from what it stands for to the line that leads there
SHARE = 0.6  # of the way down from a state to its weight, at which the bracket runs
T, K = 3, 1  # the columns in which the steps t and k stand
LIT = {"L": State.CALM, "y": State.CALM, "W_y": State.PASSED, "h": State.CALM, "W_x": State.LIT}


class GeneralRoute:
    """The route in the places of three steps.

    Attributes
    ----------
    net : Diagram
        Hidden at first.
    """

    def __init__(self, stage: Stage, layout: Layout) -> None:
        self.stage, self.theme, self.layout = stage, stage.theme, layout
        self.net = _diagram(stage.theme, layout)
        self.dots = self.net.dots[Station.dots()].set_fill(opacity=0)

    def bracket_to(self, product: Point) -> VMobject:
        """Return the bracket round the stretch between h_k and h_t, with a line down to the product of its steps."""
        (left, h), (right, _), (_, w) = (self.net.position(s) for s in (Station.h(K), Station.h(T), Station.W_x(K)))
        y, level = h - SHARE * (h - w), product[1] + LEVEL
        inset = self.net.nodes[Station.h(T)].radius + FOOT / 2
        x, (goal, top) = (left + right) / 2, product
        left, right = left + inset, right - inset
        held = [(left, y + FOOT), (left, y), (right, y), (right, y + FOOT)]
        pieces = [np.array(held), np.array([(x, y), (x, level), (goal, level), (goal, top)])]
        return stroke_pieces(self.theme, pieces, Tag("line", "wh"), self.theme.stroke.rule)

    @property
    def weights(self) -> dict[PartName, State]:
        """The weights, which stand where they stood in the three steps."""
        found: dict[PartName, State] = dict.fromkeys(self.net.tiles, State.IDLE)
        return found | {Station.W_y(T): State.PASSED}

    def arrive(self, seconds: float) -> Cue:
        """Return the coming of all but the weights, which are there at once."""
        states: dict[PartName, State] = dict.fromkeys(self.net.nodes, State.IDLE)
        states |= dict.fromkeys(self.net.edges, State.DIM)
        come = fade_in(seconds, self.dots.plate, self.dots.label)
        return together(cut(lambda: self.net.set_states(self.weights)), self.net.turn(states, seconds), come)

    def run(self, *stations: Station) -> Cue:
        """Return a spark along a stretch of the route, whose edges and nodes it lights."""
        line = Polyline([self.net.position(station) for station in stations])
        spark = Pulse(self.theme, line, zoom=0.9, role="core", over=True)
        states: dict[PartName, State] = {name: LIT[name.kind] for name in stations}
        states |= {link: State.AHEAD for link in self.net.edges if _is_between(link, stations)}
        lit = self.net.turn(states, self.theme.time.light)
        return spark.run(0.4 + 0.12 * line.length, lit, among=self.stage.picture)

    def leave(self, seconds: float) -> Cue:
        """Return the going of all of it."""
        gone = fade_out(seconds, self.dots.plate, self.dots.label)
        return together(self.net.all_to(State.HIDDEN, seconds), gone)


def _diagram(theme: Theme, layout: Layout) -> Diagram:
    three = unrolled_layout(theme, layout)
    letters = {Station.L(T): "t", Station.y(T): "t", Station.h(T): "t", Station.h(K): "k", Station.x(K): "k"}
    nodes = {
        name: NodeAt(three.nodes[name].at, f"{name.kind}_{letter}", three.nodes[name].radius)
        for name, letter in letters.items()
    }
    tiles = {name: three.tiles[name] for name in (Station.W_y(T), Station.W_h(T), Station.W_h(2), Station.W_x(K))}
    links = [Link(Station.L(T), Station.y(T)), *links_above(T), *links_below(K), *OUT_OF_THE_DOTS]
    links += Link.along(Station.h(T), Station.W_h(T), Station.dots())
    dots = {Station.dots(): (layout.x(2), layout.rows["h"])}
    return Diagram(theme, DiagramLayout(nodes, tiles, links, dots), state=State.HIDDEN)


def _is_between(link: Link, stations: tuple[Station, ...]) -> bool:
    """Return whether an edge lies on a stretch of the route."""
    kinds = {name.kind for name in stations}
    if kinds == {"L", "y"}:
        return {link.a.kind, link.b.kind} == {"L", "y"}
    if kinds == {"y", "h"}:
        return link in links_above(T)
    return link not in links_below(T) and link.a.kind in ("h", "W_h", "dots", "W_x") and link.b.kind != "x"

"""The unrolled network: units, weight tiles and wires in their places, and the line of a gradient through them."""

from __future__ import annotations

from collections.abc import Iterable

from rnnanim.layout.frame import Layout
from rnnanim.mobjects.base.geometry import Point, Polyline
from rnnanim.mobjects.base.layers import PART
from rnnanim.mobjects.base.motion import Cue, together
from rnnanim.mobjects.base.tagging import Tag, tagged
from rnnanim.mobjects.network.graph_parts import Edge, GraphPart, Node, WeightTile
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics import Route
from rnnanim.theme import Theme

from manim import Rectangle, VGroup


class UnrolledRNN(VGroup):
    """The network of a lesson, step by step from left to right.

    Attributes
    ----------
    nodes : dict
        `h.0`, `h.1`, `x.1`, `y.1` … and `L`, as far as they are drawn.
    tiles : dict
        `W_x.t`, `W_y.t` and `W_h.t` on the edge from h_{t-1} to h_t.
    edges : dict
        The edge at a tile in two pieces, named after what they join: `h.3-W_h.3`, `W_h.3-h.2`, `L-y.3`.
    """

    def __init__(self, theme: Theme, layout: Layout, *, loss: bool = True, state: str = "idle") -> None:
        super().__init__()
        self.theme, self.layout, self.dots_label = theme, layout, None
        self.nodes: dict[str, Node] = {}
        self.tiles: dict[str, WeightTile] = {}
        self.edges: dict[str, Edge] = {}
        self._add_units(state, loss)
        self._add_tiles(state)
        self._add_wires(state, loss)
        self.add(*self.edges.values(), *self.nodes.values(), *self.tiles.values())
        if layout.dots is not None:
            size = theme.type.large
            self.dots_label = formula(theme, "dots.c", size, tone="low").set_z_index(PART + 1, family=True)
            self.dots_label.place(layout.dots, layout.rows["h"] - 0.25 * size, "centre")
            plate = Rectangle(width=0.62, height=0.9, stroke_width=0).move_to((layout.dots, layout.rows["h"], 0))
            plate.set_fill(theme.colour.background, 1).set_z_index(PART)
            self.add(tagged(plate, Tag("plate", "background")), self.dots_label)

    # places

    def position(self, station: str) -> Point:
        """Return where a factor acts: the middle of its unit or tile, as it is now."""
        part = self.nodes.get(station) or self.tiles.get(station)
        if part is not None:
            return part.middle
        return self.layout.dots or 0.0, self.nodes[f"h.{self.layout.steps}"].middle[1]

    def has(self, station: str) -> bool:
        """Return whether a station is drawn, and not under the dots."""
        return station in self.nodes or station in self.tiles

    def line(self, route: Route) -> Polyline:
        """Return the line from the loss back to the weight, round its corners."""
        return Polyline(self.corners(route), radius=self.layout.unit)

    def corners(self, route: Route) -> list[Point]:
        """Return where a route starts, turns and ends: the middles of its units, and the weight."""
        last, first = f"h.{route.t}", f"h.{route.k}"
        corners = [self.position("L"), self.position(f"y.{route.t}"), self.position(last)]
        if route.weight == "y":
            corners[2] = self.position(f"W_y.{route.t}")
        elif route.weight == "h":
            corners.append(self.position(f"W_h.{route.k}"))
        else:
            if route.k != route.t:
                corners.append(self.position(first))
            if self.has(first):
                corners.append(self.position(f"W_x.{route.k}"))
        return corners

    def stops(self, route: Route) -> list[Point]:
        """Return the corners of a route and what it passes between them: a way to share legs with other routes."""
        start, output, *rest = self.corners(route)
        passed = [f"{kind}.{step}" for step in range(route.t, route.k, -1) for kind in ("h", "W_h")][1:]
        places = [self.position(name) for name in passed if self.has(name)]
        if route.weight == "h" and route.k < route.t and self.has(f"h.{route.k}"):
            places.append(self.position(f"h.{route.k}"))
        return [start, output, rest[0], *places, *rest[1:]]

    def links(self, route: Route) -> tuple[str, ...]:
        """Return the wires along a route, from the loss on."""
        t, k = route.t, route.k
        names = [f"L-y.{t}", f"y.{t}-W_y.{t}"]
        if route.weight == "y":
            return tuple(names)
        names.append(f"W_y.{t}-h.{t}")
        lowest = k if route.weight == "x" else k + 1
        for step in range(t, lowest, -1):
            names += [f"h.{step}-W_h.{step}", f"W_h.{step}-h.{step - 1}"]
        names.append(f"h.{k}-W_x.{k}" if route.weight == "x" else f"h.{k}-W_h.{k}")
        return tuple(name for name in names if name in self.edges)

    def stations(self, route: Route) -> tuple[str, ...]:
        """Return the units and tiles that a route passes, as far as they are drawn."""
        names = ["L", f"y.{route.t}", *(factor.station for factor in route.factors[1:])]
        return tuple(name for name in names if self.has(name))

    @property
    def parts(self) -> dict[str, GraphPart]:
        return {**self.edges, **self.nodes, **self.tiles}

    # motion

    def turn(self, states: dict[str, str], seconds: float) -> Cue:
        """Return the change of some parts, by name, into their states."""
        parts = self.parts
        return together(
            *(parts[name].to(state, seconds) for name, state in states.items() if parts[name].state != state)
        )

    def all_to(self, state: str, seconds: float, *, besides: Iterable[str] = ()) -> Cue:
        """Return the change of every part but some into one state."""
        return self.turn({name: state for name in self.parts if name not in set(besides)}, seconds)

    # construction

    def _add_units(self, state: str, loss: bool) -> None:
        layout, rows, size = self.layout, self.layout.rows, self.theme.size
        x_radius = size.unit_x
        for step in (0, *layout.drawn_steps):
            given = step == 0
            radius = layout.unit * (0.86 if given else 1)
            self._unit("h", step, (layout.x(step), rows["h"]), radius, state, given=given)
            if step:
                self._unit("x", step, (layout.x(step), rows["x"]), x_radius, state)
                self._unit("y", step, (layout.x(step), rows["y"]), layout.unit, state)
        if loss:
            radius = size.unit_loss * layout.unit / size.unit
            self.nodes["L"] = Node(
                self.theme, f"L_{layout.steps}", (layout.loss_x, rows["y"]), max(radius, layout.unit), state=state
            )

    def _unit(self, kind: str, step: int, at: Point, radius: float, state: str, *, given: bool = False) -> None:
        symbol = f"{kind}_{step}" if step < 10 else f"{kind}_({step})"
        self.nodes[f"{kind}.{step}"] = Node(self.theme, symbol, at, radius, given=given, state=state)

    def _add_tiles(self, state: str) -> None:
        layout, rows = self.layout, self.layout.rows
        for step in layout.drawn_steps:
            at = {
                "W_h": (layout.between(step), rows["h"]),
                "W_x": (layout.x(step), rows["wx"]),
                "W_y": (layout.x(step), rows["wy"]),
            }
            for symbol, place in at.items():
                self.tiles[f"{symbol}.{step}"] = WeightTile(self.theme, symbol, place, layout.tile, state=state)
        if (
            layout.dots is not None
        ):  # the edge from h_1 into the dots; the one out of them is that of the next drawn step
            place = (layout.x(1) + layout.dots) / 2, rows["h"]
            self.tiles["W_h.2"] = WeightTile(self.theme, "W_h", place, layout.tile, state=state)

    def _add_wires(self, state: str, loss: bool) -> None:
        layout = self.layout
        for step in layout.drawn_steps:
            before = f"h.{step - 1}"
            self._wire(f"y.{step}", f"W_y.{step}", state)
            self._wire(f"W_y.{step}", f"h.{step}", state)
            self._wire(f"h.{step}", f"W_x.{step}", state)
            self._wire(f"W_x.{step}", f"x.{step}", state)
            self._wire(f"h.{step}", f"W_h.{step}", state)
            self._wire(f"W_h.{step}", before if self.has(before) else "dots", state)
        if layout.dots is not None:
            self._wire("dots", "W_h.2", state)
            self._wire("W_h.2", "h.1", state)
        if loss:
            self._wire("L", f"y.{layout.steps}", state)

    def _wire(self, a: str, b: str, state: str) -> None:
        ends = [self.position(name) for name in (a, b)]
        for i, name in enumerate((a, b)):
            if name == "dots":  # the wire stops before the dots
                side = 0.32 if ends[1 - i][0] > ends[i][0] else -0.32
                ends[i] = (ends[i][0] + side, ends[i][1])
        self.edges[f"{a}-{b}"] = Edge(self.theme, ends[0], ends[1], state=state)

"""The three terms under one sum, and the formula for any number of steps with the route that it is read off."""

from __future__ import annotations

from rnnanim.layout.frame import Layout
from rnnanim.mobjects.formulas.assembled_formula import AssembledFormula
from rnnanim.mobjects.network.diagram import Diagram, DiagramLayout, NodeAt, TileAt
from rnnanim.mobjects.network.states import State
from rnnanim.mobjects.network.unrolled import OUT_OF_THE_DOTS, links_above, links_below, unrolled_layout
from rnnanim.numerics.stations import Link, Station
from rnnanim.scenes.general.rooms import Room
from rnnanim.scenes.general.symbols import THIN, fraction, immediate, total
from rnnanim.theme import Theme

T, K = 3, 1  # the columns of the general steps t and k


def limits(sign: str, below: str, above: str) -> str:
    """Return a sum or a product with its limits over and under it."""
    return f"display(limits({sign})_({below})^({above}))"


def folded(theme: Theme, room: Room, middle: float) -> AssembledFormula:
    """Return ∂h_3/∂W_x = Σ_k (Π_j J_j) ∂⁺h_k/∂W_x, over k = 1 … 3 and j = k + 1 … 3."""
    pieces = [
        ("left", total(3)),
        ("equals", "mute(=)"),
        ("sum_k", limits("sum", "k=1", "3")),
        ("", THIN),
        ("product", f"wh({limits('product', 'j=k+1', '3')})"),
        ("J", "wh(J_j)"),
        ("", THIN),
        ("d", immediate("k")),
    ]
    return AssembledFormula(theme, pieces, room.general_em).place(middle, room.general_base, "centre")


def past() -> str:
    """Return the product of the steps from k to t."""
    factor = fraction("partial h_j", "partial h_(j-1)")
    return f"wh(lr(size: #62%, \\( {limits('product', 'j=k+1', 't')} {factor} \\)))"


def general(theme: Theme, room: Room, middle: float) -> AssembledFormula:
    """Return the gradient of the whole loss, a double sum of products."""
    pieces = [
        ("left", fraction("partial L", "partial wx(W_x)")),
        ("equals", "mute(=)"),
        ("sum_t", limits("sum", "t=1", "T")),
        ("", "#h(0.25em)"),
        ("sum_k", limits("sum", "k=1", "t")),
        ("", THIN),
        ("loss", fraction("partial L_t", "partial y_t")),
        ("", THIN),
        ("output", fraction("partial y_t", "partial h_t")),
        ("", THIN),
        ("past", past()),
        ("", THIN),
        ("d", immediate("k")),
    ]
    return AssembledFormula(theme, pieces, room.general_em).place(middle, room.general_base, "centre")


def general_route(theme: Theme, layout: Layout) -> Diagram:
    """Return the network of three steps as one of any number: t and k are two of its steps, dots lie between them."""
    three, rows = unrolled_layout(theme, layout), layout.rows
    letters = {T: "t", K: "k"}
    nodes = {
        name: NodeAt(node.at, f"{name.kind}_{letters[name.step]}", node.radius)
        for name, node in three.nodes.items()
        if name.step in letters
    }
    tiles = {name: tile for name, tile in three.tiles.items() if name.step in (T, K) and name != Station.W_h(K)}
    tiles[Station.W_h(2)] = TileAt(three.tiles[Station.W_h(2)].at, "W_h", layout.tile)
    links = [Link(Station.L(T), Station.y(T)), *OUT_OF_THE_DOTS]
    links += Link.along(Station.h(T), Station.W_h(T), Station.dots())
    links += [link for step in (T, K) for link in (*links_above(step), *links_below(step))]
    dots = {Station.dots(): (layout.x(2), rows["h"])}
    found = Diagram(theme, DiagramLayout(nodes, tiles, links, dots), state=State.HIDDEN)
    for part in found.dots.values():
        part.set_fill(opacity=0)
    return found

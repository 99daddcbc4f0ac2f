"""The three terms under one sum, and the formula for any number of steps with the route that it is read off."""

from __future__ import annotations

from rnnanim.layout.frame import Layout
from rnnanim.mobjects.formulas.assembled_formula import AssembledFormula
from rnnanim.mobjects.network.diagram import Diagram, DiagramLayout, NodeAt
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
    """Return one route of any network: from the loss of step t to the weight at step k, dots between the two."""
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
    found = Diagram(theme, DiagramLayout(nodes, tiles, links, dots), state=State.HIDDEN)
    for part in found.dots.values():
        part.set_fill(opacity=0)
    return found

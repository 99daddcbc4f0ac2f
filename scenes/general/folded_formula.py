"""The three terms under one sum, and the formula for any number of steps."""

from __future__ import annotations

from rnnanim.mobjects.formulas.assembled_formula import AssembledFormula
from rnnanim.scenes.general.rooms import Room
from rnnanim.scenes.general.symbols import THIN, fraction, immediate, total
from rnnanim.theme import Theme

APART = "#h(0.35em)"


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


def general(theme: Theme, em: float, *, lit: tuple[str, ...] = ()) -> AssembledFormula:
    """Return the gradient of the whole loss, a double sum of products.

    Parameters
    ----------
    lit : tuple of str
        Its pieces that are spoken of, if not all are; the others are grey.
    """
    pieces = [
        ("left", fraction("partial L", "partial wx(W_x)")),
        ("equals", "mute(=)"),
        ("sum_t", limits("sum", "t=1", "T")),
        ("", APART),
        ("sum_k", limits("sum", "k=1", "t")),
        ("", APART),
        ("loss", fraction("partial L_t", "partial y_t")),
        ("", APART),
        ("output", fraction("partial y_t", "partial h_t")),
        ("", APART),
        ("product", f"wh({limits('product', 'j=k+1', 't')})"),
        ("J", "wh(J_j)"),
        ("", APART),
        ("d", immediate("k")),
    ]
    if lit:
        pieces = [(name, source if name in lit or not name else _quiet(source)) for name, source in pieces]
    return AssembledFormula(theme, pieces, em)


def _quiet(source: str) -> str:
    return f"low({source.replace('wx(W_x)', 'W_x')})"

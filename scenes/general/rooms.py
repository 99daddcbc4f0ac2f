"""Where the formulas of the scene stand in each kind of frame."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rnnanim.layout.frame import ByFrame
from rnnanim.theme import Box


@dataclass(frozen=True, slots=True)
class Room:
    """Places and type sizes [scene units].

    Attributes
    ----------
    in_columns : bool
        Whether each term of the sum stands under its own step; otherwise they follow each other in a row.
    em, base : float
        Of the sum.
    lift : float
        How far it moves up where numbers come to stand in rows below it.
    numbers : float
        Baseline of the numbers under its parts.
    rows : (float, float)
        First baseline and distance of the rows of numbers below it.
    result, other : (float, float, str)
        What those add up to, and the same of another network: left edge, baseline, type size.
    aside : tuple of float
        What is said beside the network, or below the sum: left edge, top, type size.
    alone : float
        From that top down to a formula that stands there alone.
    built_up : bool
        Whether there is room for fractions over two lines there, and for words above them.
    general_em, general_base : float
        Of the general formula.
    map : Box
        For the cells of the heat map.
    key : Box
        For the strip of its key.
    has_ends : bool
        Whether there is room for two numbers beside the map.
    beside_map : tuple of float
        What is said beside the map: left edge, first baseline, distance of two lines, type size of the numbers.
    formula_em : float
        Of the formula there.
    """

    in_columns: bool
    em: float
    base: float
    lift: float
    numbers: float
    rows: tuple[float, float]
    result: tuple[float, float, str]
    other: tuple[float, float, str]
    aside: tuple[float, float, str]
    alone: float
    built_up: bool
    general_em: float
    general_base: float
    map: Box
    key: Box
    has_ends: bool
    beside_map: tuple[float, float, float, str]
    formula_em: float


TALL = Room(
    in_columns=False,
    em=0.46,
    base=-0.95,
    lift=0.0,
    numbers=-2.05,
    rows=(-2.05, 0.5),
    result=(-2.4, -4.4, "large"),
    other=(-2.4, -5.2, "medium"),
    aside=(-3.64, -2.95, "medium"),
    alone=0.8,
    built_up=True,
    general_em=0.40,
    general_base=-1.2,
    map=(-3.0, 3.1, 5.3, -0.8),
    key=(-3.0, 3.0, -5.3, -5.55),
    has_ends=True,
    beside_map=(-3.0, -2.3, 0.95, "medium"),
    formula_em=0.40,
)

ROOM = ByFrame(
    wide=Room(
        in_columns=True,
        em=0.50,
        base=-2.62,
        lift=0.72,
        numbers=-3.52,
        rows=(-2.84, 0.37),
        result=(2.75, -2.86, "large"),
        other=(2.75, -3.58, "small"),
        aside=(2.3, 1.25, "medium"),
        alone=1.5,
        built_up=True,
        general_em=0.62,
        general_base=-2.84,
        map=(-5.85, -0.45, 2.45, -2.95),
        key=(0.75, 6.0, -2.35, -2.60),
        has_ends=True,
        beside_map=(0.75, 1.75, 1.15, "medium"),
        formula_em=0.44,
    ),
    tall=TALL,
    square=replace(
        TALL,
        base=-1.55,
        numbers=-2.36,
        rows=(-2.36, 0.34),
        result=(-3.6, -3.6, "small"),
        other=(0.2, -3.6, "small"),
        aside=(-3.64, -2.76, "small"),
        alone=0.3,
        built_up=False,
        general_base=-1.9,
        map=(-3.0, 1.5, 2.4, -2.1),
        key=(2.25, 2.5, 1.8, -1.9),
        has_ends=False,
        beside_map=(-3.0, -3.4, 0.6, "small"),
    ),
)

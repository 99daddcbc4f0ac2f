"""Marching squares: where a function on a grid is at least so high, and the line on which it is exactly so high."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rnnanim.numerics.scaled import Array

Indices = NDArray[np.int64]

BOTTOM, RIGHT, TOP, LEFT = range(4)
#: Corners of a cell that are inside, lower left 1, lower right 2, upper right 4, upper left 8 -> the edges from and to
#: which the line crosses it, with the inside at its left. 16 and 17 are the saddles 5 and 10 with a middle outside.
_CROSSINGS: dict[int, tuple[tuple[int, int], ...]] = {
    1: ((BOTTOM, LEFT),),
    2: ((RIGHT, BOTTOM),),
    3: ((RIGHT, LEFT),),
    4: ((TOP, RIGHT),),
    5: ((BOTTOM, RIGHT), (TOP, LEFT)),
    6: ((TOP, BOTTOM),),
    7: ((TOP, LEFT),),
    8: ((LEFT, TOP),),
    9: ((BOTTOM, TOP),),
    10: ((LEFT, BOTTOM), (RIGHT, TOP)),
    11: ((RIGHT, TOP),),
    12: ((LEFT, RIGHT),),
    13: ((BOTTOM, RIGHT),),
    14: ((LEFT, BOTTOM),),
    16: ((BOTTOM, LEFT), (TOP, RIGHT)),
    17: ((RIGHT, BOTTOM), (LEFT, TOP)),
}


@dataclass(frozen=True, slots=True, eq=False)
class Contour:
    """What one level makes of a surface.

    Parameters
    ----------
    rings : list of (n, 2)
        Outlines of where the function is at least so high, along the border of the grid too; the inside is at the left.
    lines : list of (n, 2)
        The pieces of them on which it is exactly so high.
    """

    rings: list[Array]
    lines: list[Array]


def contour(x: Array, y: Array, values: Array, level: float) -> Contour:
    """Return the contour of a function at a level; NaN counts as lower than any level.

    Parameters
    ----------
    x, y : (n,), (m,)
        Ascending.
    values : (m, n)

    >>> found = contour(np.array([0.0, 1.0]), np.array([0.0, 1.0]), np.array([[0.0, 1.0], [0.0, 1.0]]), 0.25)
    >>> [line.tolist() for line in found.lines]
    [[[0.25, 1.0], [0.25, 0.0]]]
    """
    wide = np.pad(np.where(np.isnan(values), -np.inf, values), 1, constant_values=-np.inf)
    x, y = (np.concatenate([axis[:1], axis, axis[-1:]]) for axis in (x, y))  # a rim without width closes every ring
    starts, ends, on_rim = _segments(wide, level)
    places = _crossings(x, y, wide, level, starts)
    following = dict(zip(starts.tolist(), range(len(starts)), strict=True))
    successors = [following[end] for end in ends.tolist()]
    rings, lines = [], []
    for ring in _cycles(successors):
        rings.append(_distinct(places[ring]))
        lines += _open_pieces(places, ring, on_rim)
    return Contour([ring for ring in rings if len(ring) > 2], lines)


def area(rings: list[Array]) -> float:
    """Return the area that rings enclose.

    >>> area([np.array([[0.0, 0.0], [2.0, 0.0], [2.0, 1.0], [0.0, 1.0]])])
    2.0
    """
    return sum(float(np.sum(r[:, 0] * np.roll(r[:, 1], -1) - r[:, 1] * np.roll(r[:, 0], -1))) / 2 for r in rings)


def _segments(values: Array, level: float) -> tuple[Indices, Indices, NDArray[np.bool_]]:
    """Return the numbers of the edges at which each segment starts and ends, and whether it runs along the rim."""
    inside = values >= level
    a, b, c, d = inside[:-1, :-1], inside[:-1, 1:], inside[1:, 1:], inside[1:, :-1]
    case = a + 2 * b + 4 * c + 8 * d
    with np.errstate(invalid="ignore"):
        middle = (values[:-1, :-1] + values[:-1, 1:] + values[1:, 1:] + values[1:, :-1]) / 4 >= level
    case = np.where(~middle & (case == 5), 16, np.where(~middle & (case == 10), 17, case))
    rows, columns = case.shape
    starts, ends, rim = [], [], []
    for number, crossings in _CROSSINGS.items():
        i, j = np.nonzero(case == number)
        for start, end in crossings:
            starts.append(_edge(start, i, j, values.shape))
            ends.append(_edge(end, i, j, values.shape))
            rim.append((i == 0) | (j == 0) | (i == rows - 1) | (j == columns - 1))
    return np.concatenate(starts), np.concatenate(ends), np.concatenate(rim)


def _edge(side: int, i: Indices, j: Indices, shape: tuple[int, ...]) -> Indices:
    """Return the number of an edge of cells: first those along x, row by row, then those along y."""
    rows, columns = shape
    if side in (BOTTOM, TOP):
        return (i + (side == TOP)) * (columns - 1) + j
    return np.asarray(rows * (columns - 1) + i * columns + j + (side == RIGHT))


def _crossings(x: Array, y: Array, values: Array, level: float, edges: Indices) -> Array:
    """Return where the level lies on each edge."""
    rows, columns = values.shape
    along_x = edges < rows * (columns - 1)
    i, j = np.divmod(np.where(along_x, edges, 0), columns - 1)
    k, m = np.divmod(np.where(along_x, 0, edges - rows * (columns - 1)), columns)
    i, j = np.where(along_x, i, k), np.where(along_x, j, m)
    p, q = i + ~along_x, j + along_x
    low, high = values[i, j], values[p, q]
    with np.errstate(invalid="ignore", divide="ignore"):
        share = (level - low) / (high - low)
    share = np.where(np.isfinite(share), share, 0.5)[:, None]
    start, end = np.column_stack([x[j], y[i]]), np.column_stack([x[q], y[p]])
    return np.asarray(start + (end - start) * share)


def _cycles(successors: list[int]) -> list[list[int]]:
    """Return the cycles of a permutation."""
    seen, found = [False] * len(successors), []
    for first in range(len(successors)):
        cycle, at = [], first
        while not seen[at]:
            seen[at] = True
            cycle.append(at)
            at = successors[at]
        if cycle:
            found.append(cycle)
    return found


def _distinct(points: Array) -> Array:
    """Return a ring without points that are the one before them."""
    return np.asarray(points[np.abs(points - np.roll(points, 1, axis=0)).max(axis=1) > 1e-12])


def _open_pieces(places: Array, ring: list[int], on_rim: NDArray[np.bool_]) -> list[Array]:
    """Return the pieces of a ring that do not run along the rim; a whole ring is closed."""
    rim = on_rim[ring]
    if not rim.any():
        return [places[[*ring, ring[0]]]]
    turn = int(np.flatnonzero(rim)[-1]) + 1
    order, rim = [*ring[turn:], *ring[:turn]], np.roll(rim, -turn)
    cuts = np.flatnonzero(rim)
    pieces, first = [], 0
    for cut in cuts:
        if cut > first:
            pieces.append(_kept(places[order[first : cut + 1]]))
        first = int(cut) + 1
    return [piece for piece in pieces if len(piece) > 1]


def _kept(points: Array) -> Array:
    steps = np.abs(np.diff(points, axis=0)).max(axis=1) > 1e-12
    return np.asarray(points[np.concatenate([[True], steps])])

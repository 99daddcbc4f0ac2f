"""The cells of a heat map as few mobjects: those of one colour are one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rnnanim.numerics.scaled import Array

GAP, GAPLESS = 0.07, 0.12  # between cells, as a share of their distance; cells closer than this touch [scene units]
LIT_STEPS = 50
GROUNDS = 8

Indices = NDArray[np.int64]
"""Row and column of each cell, (n, 2)."""


@dataclass(frozen=True, slots=True)
class Group:
    """Indices that look alike.

    Parameters
    ----------
    colour : int
        Number of the colour in the ramp.
    is_negative : bool
    lit : float
        Brightness beside the other cells, 0 to 1.
    cells : (n, 2)
    """

    colour: int
    is_negative: bool
    lit: float
    cells: Indices


def groups(colours: NDArray[np.int64], is_negative: NDArray[np.bool_], lit: Array, drawn: Indices) -> Iterator[Group]:
    """Yield the cells to draw, those of one colour together, the faint ones first.

    Parameters
    ----------
    colours, is_negative, lit : (rows, columns)
    drawn : (n, 2)
        The cells that are there.
    """
    at = tuple(drawn.T)
    steps = np.rint(lit[at] * LIT_STEPS).astype(int)
    keys = np.column_stack([colours[at], is_negative[at], steps])
    kinds, which = np.unique(keys, axis=0, return_inverse=True)
    for number, (colour, negative, step) in enumerate(kinds):
        yield Group(int(colour), bool(negative), step / LIT_STEPS, drawn[which.reshape(-1) == number])


def spans(cells: Indices, whole: NDArray[np.bool_]) -> tuple[Indices, NDArray[np.int64]]:
    """Return the first cell and the length of each run of whole cells in a row; a cell that still grows is its own.

    >>> cells = np.array([[0, 0], [0, 1], [0, 3], [1, 4]])
    >>> first, length = spans(cells, np.array([True, True, True, True]))
    >>> first.tolist(), length.tolist()
    ([[0, 0], [0, 3], [1, 4]], [2, 1, 1])
    """
    goes_on = (np.diff(cells[:, 0]) == 0) & (np.diff(cells[:, 1]) == 1) & whole[1:] & whole[:-1]
    begins = np.flatnonzero(np.concatenate([[True], ~goes_on]))
    return cells[begins], np.diff(np.concatenate([begins, [len(cells)]]))


def gap(pitch: float) -> float:
    """Return what lies between two cells at a distance [scene units]."""
    return GAP * pitch if pitch > GAPLESS else 0.0


def grounds(colours: NDArray[np.int64], lit: Array, whole: Indices) -> Iterator[tuple[int, Indices]]:
    """Yield what lies below cells that touch, so that no background shines through where two of them meet.

    Each ground is a colour and all the cells that are at least as bright, the faintest first.
    """
    at = tuple(whole.T)
    bright = np.rint(colours[at] * lit[at]).astype(int)
    for colour in np.unique(np.linspace(bright.min(), bright.max(), GROUNDS).astype(int)):
        yield int(colour), whole[bright >= colour]

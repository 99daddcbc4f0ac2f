"""The recurrent cells, one module each; lessons, drawing, document and commands know a cell by its entry here."""

from typing import Any

from rnnanim.numerics.cells.base import Cell
from rnnanim.numerics.cells.layers import MOST_LAYERS
from rnnanim.numerics.cells.rnn import Rnn
from rnnanim.numerics.cells.stacked import StackedRnn

CELLS: dict[str, Cell[Any]] = {cell.name: cell for cell in (Rnn(),)}

_STACKED: dict[int, Cell[Any]] = {layers: StackedRnn(layers) for layers in range(2, MOST_LAYERS + 1)}


def cell_of(name: str, layers: int = 1) -> Cell[Any]:
    """Return a cell, stacked in so many layers; ValueError for layers that it cannot have.

    >>> list(cell_of("rnn", 2).shapes)[6:10]
    ['W_x_l2', 'W_h_l2', 'b_h_l2', 'h_0_l2']
    """
    if layers == 1:
        return CELLS[name]
    if name != StackedRnn.name:
        raise ValueError(f"layers must be 1 with the cell {name}, got {layers}: only rnn can be stacked")
    if layers not in _STACKED:
        raise ValueError(f"layers must be a whole number, 1 … {MOST_LAYERS}, got {layers}")
    return _STACKED[layers]


__all__ = ["CELLS", "MOST_LAYERS", "Cell", "cell_of"]

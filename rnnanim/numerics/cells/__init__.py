"""The recurrent cells, one module each; lessons, drawing, document and commands know a cell by its entry here."""

from typing import Any

from rnnanim.numerics.cells.base import Cell
from rnnanim.numerics.cells.rnn import Rnn

CELLS: dict[str, Cell[Any]] = {cell.name: cell for cell in (Rnn(),)}

__all__ = ["CELLS", "Cell"]

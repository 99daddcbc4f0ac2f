"""The arrays of a lesson as typed attributes of its analysis, each looked up where it is held."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, Generic, TypeVar

from rnnanim.numerics.cells import Cell
from rnnanim.numerics.scaled import Array

Value = TypeVar("Value")


class Named(Generic[Value]):
    """An attribute that `Arrays.array` finds under its own name."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, analysis: Arrays | None, owner: type | None = None) -> Value:
        if analysis is None or self.name not in analysis.cell.holders:
            raise AttributeError(self.name)
        found: Value = analysis.array(self.name)
        return found


class Arrays(ABC):
    """Every array by the name of the lesson, as far as the cell has it; time arrays have T + 1 rows: h[t] is h_t."""

    @property
    @abstractmethod
    def cell(self) -> Cell[Any]:
        """What kind of network it is."""

    def array(self, name: str) -> Any:
        """Return an array, or the loss, by its name; ValueError where the cell has none of that name."""
        if name not in self.cell.holders:
            raise ValueError(f"a network of the cell {self.cell.name} has no array {name!r}")
        return getattr(getattr(self, self.cell.holders[name]), name)

    x: Named[Array] = Named()
    z: Named[Array] = Named()
    h: Named[Array] = Named()
    sigma_prime: Named[Array] = Named()
    a: Named[Array] = Named()
    y: Named[Array] = Named()
    target: Named[Array] = Named()
    loss_per_step: Named[Array] = Named()
    loss: Named[float] = Named()

    e: Named[Array] = Named()
    delta: Named[Array] = Named()
    dL_dh_0: Named[Array] = Named()
    dL_dW_x: Named[Array] = Named()
    dL_dW_h: Named[Array] = Named()
    dL_dW_y: Named[Array] = Named()
    dL_db_h: Named[Array] = Named()
    dL_db_y: Named[Array] = Named()

    W_x: Named[Array] = Named()
    W_h: Named[Array] = Named()
    W_y: Named[Array] = Named()
    b_h: Named[Array] = Named()
    b_y: Named[Array] = Named()
    h_0: Named[Array] = Named()

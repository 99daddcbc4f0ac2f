"""Names of the places that a value or a gradient passes: a state, an input, an output, a loss, or a weight at a step.

They are values and no text: what a name says is asked for by field, and a name misspelled is found by mypy.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, TypeAlias, cast

StationKind = Literal["L", "y", "W_y", "h", "W_h", "W_x", "x", "dots"]


@dataclass(frozen=True, order=True, slots=True)
class Station:
    """One place of a network that is unrolled in time.

    Parameters
    ----------
    kind : {"L", "y", "W_y", "h", "W_h", "W_x", "x", "dots"}
        The loss, the output, the state and the input of a step; W_y and W_x between them; W_h on the edge from the
        state before into that of the step. Dots stand for the steps of a layer that are not drawn.
    step : int
        1 … T; h_0 is the given state.
    layer : int
        From 1 at the input.

    Examples
    --------
    >>> str(Station.h(3)), str(Station.W_h(3, layer=2))
    ('h.3', 'W_h.3 of layer 2')
    """

    kind: StationKind
    step: int = 0
    layer: int = 1

    def __str__(self) -> str:
        name = self.kind if self.kind == "dots" else f"{self.kind}.{self.step}"
        return name if self.layer == 1 else f"{name} of layer {self.layer}"

    @property
    def is_weight(self) -> bool:
        """Whether it is a weight, and no vector."""
        return self.kind in ("W_y", "W_h", "W_x")

    @classmethod
    def L(cls, step: int) -> Station:
        """Return the loss of a step."""
        return cls("L", step)

    @classmethod
    def y(cls, step: int) -> Station:
        """Return the output of a step."""
        return cls("y", step)

    @classmethod
    def h(cls, step: int, layer: int = 1) -> Station:
        """Return a state."""
        return cls("h", step, layer)

    @classmethod
    def x(cls, step: int) -> Station:
        """Return the input of a step."""
        return cls("x", step)

    @classmethod
    def W_y(cls, step: int) -> Station:
        """Return W_y between a state and its output."""
        return cls("W_y", step)

    @classmethod
    def W_h(cls, step: int, layer: int = 1) -> Station:
        """Return W_h on the edge from the state before into that of the step."""
        return cls("W_h", step, layer)

    @classmethod
    def W_x(cls, step: int, layer: int = 1) -> Station:
        """Return W_x between what comes from below and the state."""
        return cls("W_x", step, layer)

    @classmethod
    def weight(cls, letter: str, step: int, layer: int = 1) -> Station:
        """Return W_x, W_h or W_y by its letter.

        Raises
        ------
        ValueError
            For another letter.
        """
        if letter not in ("x", "h", "y"):
            raise ValueError(f'a weight is one of "x", "h" and "y", got {letter!r}')
        return cls(cast(StationKind, f"W_{letter}"), step, layer)

    @classmethod
    def dots(cls, layer: int = 1) -> Station:
        """Return the dots that stand for the steps of a layer that are not drawn."""
        return cls("dots", 0, layer)


@dataclass(frozen=True, order=True, slots=True)
class Link:
    """A piece of an edge, between two stations, named the way the gradient comes by.

    Examples
    --------
    >>> [str(link) for link in Link.along(Station.h(3), Station.W_h(3), Station.h(2))]
    ['h.3-W_h.3', 'W_h.3-h.2']
    """

    a: Station
    b: Station

    def __str__(self) -> str:
        return f"{self.a}-{self.b}"

    @classmethod
    def along(cls, *stations: Station) -> tuple[Link, ...]:
        """Return the pieces that join stations in this order."""
        return tuple(cls(a, b) for a, b in pairwise(stations))


PartName: TypeAlias = Station | Link

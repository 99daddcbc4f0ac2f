"""What is computed: one recurrent network with its inputs and targets, every array filled in."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from rnnanim.numerics.activations import ACTIVATIONS
from rnnanim.numerics.scaled import Array

LOSSES = ("last", "sum", "mean")

#: Letters of the dimensions of each array, in the notation of the lesson.
SHAPES: dict[str, str] = {
    "W_x": "HD",
    "W_h": "HH",
    "W_y": "OH",
    "b_h": "H",
    "b_y": "O",
    "h_0": "H",
    "x": "TD",
    "target": "TO",
}


@dataclass(frozen=True, kw_only=True, eq=False)
class NetworkSpec:
    """A recurrent network, fully resolved; arrays are float64 and read-only.

    Parameters
    ----------
    W_x, W_h, W_y : (H, D), (H, H), (O, H)
        The one set of weights, acting on column vectors.
    b_h, b_y, h_0 : (H,), (O,), (H,)
        Biases and the initial state.
    x, target : (T, D), (T, O)
        Inputs and targets of the steps 1 … T, row 0 being step 1.
    activation, output_activation : {"sigmoid", "tanh", "relu", "identity"}
        sigma and phi.
    loss : {"last", "sum", "mean"}
        L_T, L_1 + … + L_T, or their mean.

    Raises
    ------
    ValueError
        For an unknown name, a shape that does not fit, or a number that is not finite.

    >>> one = [[1.0]]
    >>> NetworkSpec(W_x=one, W_h=one, W_y=one, b_h=[0], b_y=[0], h_0=[0], x=one * 3, target=one * 3).T
    3
    """

    W_x: Array
    W_h: Array
    W_y: Array
    b_h: Array
    b_y: Array
    h_0: Array
    x: Array
    target: Array
    cell: str = "rnn"
    activation: str = "tanh"
    output_activation: str = "identity"
    loss: str = "last"

    def __post_init__(self) -> None:
        _check_name("cell", self.cell, ("rnn",))
        _check_name("activation", self.activation, tuple(ACTIVATIONS))
        _check_name("output_activation", self.output_activation, tuple(ACTIVATIONS))
        _check_name("loss", self.loss, LOSSES)
        sizes: dict[str, int] = {}
        for name, letters in SHAPES.items():
            array = read_only(np.array(getattr(self, name), dtype=np.float64))
            object.__setattr__(self, name, array)
            _check_shape(name, array, letters, sizes)

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in state.items():  # numpy forgets the read-only flag when pickled
            object.__setattr__(self, name, read_only(value) if isinstance(value, np.ndarray) else value)

    @property
    def D(self) -> int:
        """Number of inputs."""
        return int(self.W_x.shape[1])

    @property
    def H(self) -> int:
        """Number of hidden units."""
        return int(self.W_h.shape[0])

    @property
    def O(self) -> int:  # noqa: E743
        """Number of outputs."""
        return int(self.W_y.shape[0])

    @property
    def T(self) -> int:
        """Number of steps."""
        return int(self.x.shape[0])

    def replace(self, **changes: Any) -> NetworkSpec:
        """Return the same network with some fields changed, checked again."""
        return replace(self, **changes)

    def arrays(self) -> dict[str, Array]:
        """Return the arrays by name, in the order of a lesson file."""
        return {field.name: getattr(self, field.name) for field in fields(self) if field.name in SHAPES}


def read_only(array: Array) -> Array:
    """Return the array itself, made read-only."""
    array.flags.writeable = False
    return array


def _check_name(key: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise ValueError(f"{key} must be {' or '.join(allowed)}, got {value!r}")


def _check_shape(name: str, array: Array, letters: str, sizes: dict[str, int]) -> None:
    expected = f"({', '.join(letters)}{',' if len(letters) == 1 else ''})"
    if array.ndim != len(letters) or 0 in array.shape:
        raise ValueError(f"{name} must have shape {expected}, got {array.shape}")
    for letter, size in zip(letters, array.shape, strict=True):
        if sizes.setdefault(letter, size) != size:
            raise ValueError(f"{name} must have shape {expected} with {letter} = {sizes[letter]}, got {array.shape}")
    if not np.isfinite(array).all():
        raise ValueError(f"{name} must be finite, got {array[~np.isfinite(array)][0]}")

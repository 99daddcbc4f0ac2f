"""What is computed: one recurrent network with its inputs and targets, every array filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import FrozenInstanceError
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from rnnanim.numerics.activations import ACTIVATIONS
from rnnanim.numerics.cells import CELLS, cell_of
from rnnanim.numerics.losses import LOSSES
from rnnanim.numerics.scaled import Array, read_only

_WORDS = ("cell", "layers", "activation", "output_activation", "loss")


class NetworkSpec:
    """A recurrent network, fully resolved and frozen; arrays are float64 and read-only.

    Parameters
    ----------
    cell : str
        One of `CELLS`; it says which arrays there are.
    activation, output_activation : {"sigmoid", "tanh", "relu", "identity"}
        sigma and phi.
    loss : {"last", "sum", "mean"}
        L_T, L_1 + … + L_T, or their mean.
    layers : int
        1 … 4, and 1 for other cells than "rnn".
    **arrays : array
        Those of the cell, each an attribute. Of the cell "rnn": W_x (H, D), W_h (H, H), W_y (O, H), b_h (H,), b_y (O,),
        h_0 (H,), the one set of weights, acting on column vectors, and x (T, D), target (T, O), whose row 0 is step 1.
        Of each further layer W_x_l2 (H, H), which acts on the states of the layer below, W_h_l2, b_h_l2, h_0_l2.

    Raises
    ------
    ValueError
        For an unknown name, a missing array, a shape that does not fit, or a number that is not finite.

    >>> one = [[1.0]]
    >>> NetworkSpec(W_x=one, W_h=one, W_y=one, b_h=[0], b_y=[0], h_0=[0], x=one * 3, target=one * 3).T
    3
    """

    cell: str
    layers: int
    activation: str
    output_activation: str
    loss: str
    sizes: Mapping[str, int]

    W_x: Array
    W_h: Array
    W_y: Array
    b_h: Array
    b_y: Array
    h_0: Array
    x: Array
    target: Array

    def __init__(
        self,
        *,
        cell: str = "rnn",
        activation: str = "tanh",
        output_activation: str = "identity",
        loss: str = "last",
        layers: int = 1,
        **arrays: ArrayLike,
    ) -> None:
        _check_name("cell", cell, tuple(CELLS))
        _check_name("activation", activation, tuple(ACTIVATIONS))
        _check_name("output_activation", output_activation, tuple(ACTIVATIONS))
        _check_name("loss", loss, LOSSES)
        shapes = cell_of(cell, layers).shapes
        if arrays.keys() != shapes.keys():
            raise ValueError(f"the arrays of the cell {cell} must be {', '.join(shapes)}, got {', '.join(arrays)}")
        sizes: dict[str, int] = {}
        vars(self).update(cell=cell, layers=layers, activation=activation, output_activation=output_activation)
        vars(self).update(loss=loss, sizes=sizes)
        for name, letters in shapes.items():
            array = read_only(np.array(arrays[name], dtype=np.float64))
            _check_shape(name, array, letters, sizes)
            vars(self)[name] = array

    def __setattr__(self, name: str, value: object) -> None:
        raise FrozenInstanceError(f"cannot assign to field {name!r}")

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in state.items():  # numpy forgets the read-only flag when pickled
            vars(self)[name] = read_only(value) if isinstance(value, np.ndarray) else value

    def __repr__(self) -> str:
        words = ", ".join(f"{name}={getattr(self, name)!r}" for name in _WORDS)
        return f"NetworkSpec({words}, {', '.join(f'{letter}={size}' for letter, size in self.sizes.items())})"

    @property
    def D(self) -> int:
        """Number of inputs."""
        return self.sizes["D"]

    @property
    def H(self) -> int:
        """Number of hidden units."""
        return self.sizes["H"]

    @property
    def O(self) -> int:  # noqa: E743
        """Number of outputs."""
        return self.sizes["O"]

    @property
    def T(self) -> int:
        """Number of steps."""
        return self.sizes["T"]

    def replace(self, **changes: Any) -> NetworkSpec:
        """Return the same network with some fields changed, checked again."""
        return NetworkSpec(**{name: getattr(self, name) for name in _WORDS} | self.arrays() | changes)

    def arrays(self) -> dict[str, Array]:
        """Return the arrays by name, in the order of a lesson file."""
        return {name: getattr(self, name) for name in cell_of(self.cell, self.layers).shapes}


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

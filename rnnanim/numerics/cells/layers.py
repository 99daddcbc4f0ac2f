"""One layer of an RNN: weights, and the run over its inputs. Stacked, each layer reads the states of the one below."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rnnanim.numerics.activations import ACTIVATIONS
from rnnanim.numerics.scaled import Array, Scaled, read_only

if TYPE_CHECKING:
    from rnnanim.numerics.spec import NetworkSpec

MOST_LAYERS = 4
_IN_A_LAYER = re.compile(r"(\w+?)_l([2-9])")


def of_layer(name: str, layer: int) -> str:
    """Return the name that an array of a layer has; those of the first have no ending.

    >>> of_layer("W_h", 1), of_layer("W_h", 2)
    ('W_h', 'W_h_l2')
    """
    return name if layer == 1 else f"{name}_l{layer}"


def split_layer(name: str) -> tuple[str, int]:
    """Return the name of an array without its layer, and the layer.

    >>> split_layer("W_h"), split_layer("dL_dW_h_l2")
    (('W_h', 1), ('dL_dW_h', 2))
    """
    found = _IN_A_LAYER.fullmatch(name)
    return (found[1], int(found[2])) if found else (name, 1)


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """The weights of one layer, and its activation.

    Parameters
    ----------
    activation : str
    W_x, W_h, b_h, h_0 : (H, D or H), (H, H), (H,), (H,)
        W_x acts on the inputs of the lesson, or on the states of the layer below.
    """

    activation: str
    W_x: Array
    W_h: Array
    b_h: Array
    h_0: Array

    @classmethod
    def of(cls, spec: NetworkSpec, layer: int = 1) -> Layer:
        """Return a layer of a network, 1 being the lowest."""
        names = (of_layer(name, layer) for name in ("W_x", "W_h", "b_h", "h_0"))
        return cls(spec.activation, *(getattr(spec, name) for name in names))

    @classmethod
    def all_of(cls, spec: NetworkSpec) -> Iterator[Layer]:
        """Yield every layer of a network, from the lowest up."""
        return (cls.of(spec, layer) for layer in range(1, spec.layers + 1))

    def run(self, x: Array) -> tuple[Array, Array]:
        """Return z and h, (T + 1, H) each, for the inputs x (T, D or H); row 0 of z is NaN."""
        sigma = ACTIVATIONS[self.activation].sigma
        z, h = np.full((len(x) + 1, len(self.b_h)), np.nan), np.empty((len(x) + 1, len(self.b_h)))
        z[1:] = x @ self.W_x.T + self.b_h
        h[0] = self.h_0
        for t in range(1, len(x) + 1):
            z[t] += self.W_h @ h[t - 1]
            h[t] = sigma(z[t])
        return z, h

    def run_scaled(self, x: Scaled) -> tuple[Scaled, Scaled]:
        """Return the same where it leaves the range of float64."""
        activation, W_h, b_h = ACTIVATIONS[self.activation], Scaled.of(self.W_h.T), Scaled.of(self.b_h)
        h, z = Scaled.zeros(len(x) + 1, len(self.b_h)), Scaled.of(np.full((len(x) + 1, len(self.b_h)), np.nan))
        z[1:] = x @ Scaled.of(self.W_x.T) + b_h
        h[0] = Scaled.of(self.h_0)
        for t in range(1, len(x) + 1):
            z[t] = z[t] + h[t - 1] @ W_h
            h[t] = activation.scaled_sigma(z[t])
        return z, h

    def slopes(self, z: Array) -> Array:
        """Return sigma'(z), whose row 0 is NaN."""
        with np.errstate(all="ignore"):
            found = ACTIVATIONS[self.activation].sigma_prime(z)
        found[0] = np.nan
        return read_only(found)

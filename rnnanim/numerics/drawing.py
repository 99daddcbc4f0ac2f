"""Arrays that a lesson leaves out: drawn from a seed, one generator per array name."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from rnnanim.numerics.scaled import Array
from rnnanim.numerics.spec import SHAPES, read_only
from rnnanim.numerics.spectrum import rescale

#: What is drawn at random; biases, the initial state and the target are 0.
RANDOM = ("x", "W_x", "W_h", "W_y")


def draw(name: str, sizes: Mapping[str, int], *, seed: int, spectral_radius: float) -> Array:
    """Return one array, the same whatever else is drawn.

    Parameters
    ----------
    name : str
        An array of the lesson.
    sizes : mapping
        D, H, O and T.
    seed : int
        At least 0.
    spectral_radius : float
        Of W_h.

    Returns
    -------
    array
        x standard normal, so that its first rows are the same for every T; weights normal with standard deviation
        1/√columns, W_h then rescaled; the others 0.

    >>> drawn = draw("W_h", {"D": 1, "H": 4, "O": 1, "T": 3}, seed=7, spectral_radius=0.9)
    >>> round(float(np.abs(np.linalg.eigvals(drawn)).max()), 12)
    0.9
    """
    shape = tuple(sizes[letter] for letter in SHAPES[name])
    if name not in RANDOM:
        return read_only(np.zeros(shape))
    generator = np.random.default_rng([seed, *name.encode()])
    drawn = generator.standard_normal(shape)
    if name == "x":
        return read_only(drawn)
    weights = drawn / np.sqrt(shape[1])
    return rescale(weights, spectral_radius) if name == "W_h" else read_only(weights)

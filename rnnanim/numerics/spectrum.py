"""Eigenvalues, spectral radius and norm, and the rescaling of a drawn W_h."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from rnnanim.numerics import jacobians
from rnnanim.numerics.scaled import Array, read_only


@dataclass(frozen=True, eq=False)
class Spectrum:
    """What W_h does on its own.

    Parameters
    ----------
    eigenvalues : (H,) complex
        As LAPACK orders them.
    spectral_radius, spectral_norm : float
        Largest |eigenvalue|, and largest singular value: the first rules W_h^k for large k, the second bounds one step.
    """

    eigenvalues: NDArray[np.complex128]
    spectral_radius: float
    spectral_norm: float


def spectrum(W_h: Array) -> Spectrum:
    """Return eigenvalues, spectral radius and spectral norm of an (H, H) matrix.

    >>> found = spectrum(np.array([[0.0, 2.0], [0.0, 0.0]]))
    >>> found.spectral_radius, found.spectral_norm
    (0.0, 2.0)
    """
    eigenvalues = _of_two(W_h) if W_h.shape == (2, 2) else np.linalg.eigvals(W_h).astype(np.complex128)
    eigenvalues.flags.writeable = False
    return Spectrum(eigenvalues, float(np.abs(eigenvalues).max()), float(jacobians.norms(W_h[None])[0]))


def _of_two(W: Array) -> NDArray[np.complex128]:
    """Return the eigenvalues of a (2, 2) matrix to all digits: where they coincide, LAPACK finds but half of them."""
    size = float(np.abs(W).max())
    if size == 0.0 or not np.isfinite(size):
        return np.full(2, complex(size))
    scale = Fraction(size)
    (a, b), (c, d) = ((Fraction(float(x)) / scale for x in row) for row in W)
    middle, determinant = (a + d) / 2, a * d - b * c
    spread = middle * middle - determinant
    if spread < 0:
        root = np.sqrt(float(-spread))
        return np.asarray(np.array([complex(middle, root), complex(middle, -root)]) * size, np.complex128)
    larger = float(middle) + np.copysign(np.sqrt(float(spread)), float(middle))
    smaller = float(determinant) / larger if larger else 0.0
    return np.asarray(np.array([larger, smaller]) * size, np.complex128)


def rescale(W_h: Array, spectral_radius: float) -> Array:
    """Return W_h times the number that gives it the spectral radius asked for.

    >>> rescale(np.array([[0.0, 4.0], [1.0, 0.0]]), 0.5)
    array([[0.  , 1.  ],
           [0.25, 0.  ]])
    """
    found = spectrum(W_h).spectral_radius
    if not found > 0.0:
        raise ValueError("W_h must have an eigenvalue other than 0 to be given a spectral radius")
    return read_only(W_h * (spectral_radius / found))

"""The activations sigma and phi, and their derivatives, right to the last digits in the tails as well."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from rnnanim.numerics.scaled import BITS, Array, Scaled

_LN_BASE = BITS * math.log(2.0)
_SAFE = 1e-290  # below this a derivative is about to underflow


@dataclass(frozen=True, slots=True)
class Activation:
    """One activation by name.

    Parameters
    ----------
    sigma, sigma_prime : callable
        Elementwise, any shape to the same shape.
    log_sigma_prime : callable or None
        Logarithm of `sigma_prime` to the base 256, right where `sigma_prime` has underflowed; None where it never does.
    bound : float
        The supremum of `sigma_prime`: logistic 1/4, the others 1.
    """

    name: str
    sigma: Callable[[Array], Array]
    sigma_prime: Callable[[Array], Array]
    log_sigma_prime: Callable[[Array], Array] | None
    bound: float

    def scaled_prime(self, z: Array) -> Scaled:
        """Return sigma'(z), taken from its logarithm where it underflows.

        Parameters
        ----------
        z : (n, H)
            Pre-activations.

        Returns
        -------
        (n, H)

        >>> prime = ACTIVATIONS["sigmoid"].scaled_prime(np.array([[1000.0]]))
        >>> round(float(prime.log10()[0, 0] * np.log(10.0)), 9)
        -1000.0
        """
        with np.errstate(all="ignore"):
            prime = self.sigma_prime(z)
            found = Scaled.of(prime)
            if self.log_sigma_prime is not None:
                tiny = prime < _SAFE
                if tiny.any():
                    found[tiny] = self._from_logarithm(self.log_sigma_prime(z[tiny]))
        return found

    @staticmethod
    def _from_logarithm(logs: Array) -> Scaled:
        whole = np.floor(logs)
        return Scaled.of(np.exp2(BITS * np.where(np.isneginf(whole), 0.0, logs - whole)), whole)

    def scaled_sigma(self, z: Scaled) -> Scaled:
        """Return sigma(z), beyond the range of float64 as well.

        Parameters
        ----------
        z : (H,)
            Pre-activations.
        """
        if self.log_sigma_prime is None:  # relu and identity: sigma(c z) = c sigma(z) for c > 0
            return Scaled.of(self.sigma(z.mantissa), z.exponent)
        return Scaled.of(self.sigma(z.plain()))


def sigmoid(z: Array) -> Array:
    """Return the logistic sigmoid 1 / (1 + e^-z).

    >>> sigmoid(np.array([0.0, -800.0]))
    array([0.5, 0. ])
    """
    small = np.exp(-np.abs(z))
    return np.where(z >= 0.0, 1.0, small) / (1.0 + small)


def sigmoid_prime(z: Array) -> Array:
    """Return s(z) s(-z), which keeps its digits where s(1 - s) has none left.

    >>> sigmoid_prime(np.array([0.0, 40.0]))
    array([2.50000000e-01, 4.24835426e-18])
    """
    small = np.exp(-np.abs(z))
    return small / (1.0 + small) ** 2


def tanh_prime(z: Array) -> Array:
    """Return 4 e^(-2|z|) / (1 + e^(-2|z|))^2, the derivative of tanh.

    >>> tanh_prime(np.array([0.0, 19.0]))
    array([1.00000000e+00, 1.25565312e-16])
    """
    small = np.exp(-2.0 * np.abs(z))
    return 4.0 * small / (1.0 + small) ** 2


def relu_prime(z: Array) -> Array:
    """Return 1 for z > 0 and 0 otherwise, at 0 as well.

    >>> relu_prime(np.array([-1.0, 0.0, 2.0]))
    array([0., 0., 1.])
    """
    return np.where(np.isnan(z), np.nan, (z > 0.0).astype(np.float64))


def _log_prime(z: Array, rate: float, factor: float) -> Array:
    """Return the log to the base 256 of factor e^(-rate |z|) / (1 + e^(-rate |z|))^2, finite for every finite z."""
    size = np.abs(z)
    result: Array = -size * (rate / _LN_BASE) + (math.log(factor) - 2.0 * np.log1p(np.exp(-rate * size))) / _LN_BASE
    return result


ACTIVATIONS: dict[str, Activation] = {
    one.name: one
    for one in (
        Activation("sigmoid", sigmoid, sigmoid_prime, lambda z: _log_prime(z, 1.0, 1.0), 0.25),
        Activation("tanh", np.tanh, tanh_prime, lambda z: _log_prime(z, 2.0, 4.0), 1.0),
        Activation("relu", lambda z: np.maximum(z, 0.0), relu_prime, None, 1.0),
        Activation("identity", np.array, np.ones_like, None, 1.0),
    )
}

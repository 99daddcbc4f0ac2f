"""The activations sigma and phi, and their derivatives, right to the last digits in the tails as well."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from rnnanim.numerics.scaled import Array, normalise

_LN_2 = math.log(2.0)
_SAFE = 1e-290  # below this a derivative is about to underflow


@dataclass(frozen=True, slots=True)
class Activation:
    """One activation by name.

    Parameters
    ----------
    sigma, sigma_prime : callable
        Elementwise, any shape to the same shape.
    log_sigma_prime : callable
        Natural logarithm of `sigma_prime`, finite where `sigma_prime` has underflowed.
    bound : float
        The supremum of `sigma_prime`: logistic 1/4, the others 1.
    """

    name: str
    sigma: Callable[[Array], Array]
    sigma_prime: Callable[[Array], Array]
    log_sigma_prime: Callable[[Array], Array]
    bound: float

    def scaled_prime(self, z: Array) -> tuple[Array, Array]:
        """Return sigma'(z) row by row in scaled form, taken from the logarithm where a whole row underflows.

        Parameters
        ----------
        z : (n, H)
            Pre-activations.

        Returns
        -------
        (n, H), (n,)
            Mantissas and powers of two.

        >>> mantissa, exponent = ACTIVATIONS["sigmoid"].scaled_prime(np.array([[1000.0]]))
        >>> float(np.log(mantissa[0, 0]) + exponent[0] * np.log(2.0))
        -1000.0
        """
        with np.errstate(all="ignore"):
            prime = self.sigma_prime(z)
            mantissa, exponent = normalise(prime)
            tiny = prime.max(axis=-1) < _SAFE
            if tiny.any():
                logs = self.log_sigma_prime(z[tiny]) / _LN_2
                top = logs.max(axis=-1)
                whole = np.where(np.isfinite(top), np.floor(top), 0.0)
                mantissa[tiny] = np.exp2(logs - whole[:, None])
                exponent[tiny] = np.where(np.isfinite(top), whole, -np.inf)
        return mantissa, exponent


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


def _log_sigmoid_prime(z: Array) -> Array:
    size = np.abs(z)
    result: Array = -size - 2.0 * np.log1p(np.exp(-size))
    return result


def _log_tanh_prime(z: Array) -> Array:
    return 2.0 * _LN_2 + _log_sigmoid_prime(2.0 * z)


def _log_of(prime: Callable[[Array], Array]) -> Callable[[Array], Array]:
    def log_prime(z: Array) -> Array:
        with np.errstate(divide="ignore"):
            result: Array = np.log(prime(z))
        return result

    return log_prime


ACTIVATIONS: dict[str, Activation] = {
    one.name: one
    for one in (
        Activation("sigmoid", sigmoid, sigmoid_prime, _log_sigmoid_prime, 0.25),
        Activation("tanh", np.tanh, tanh_prime, _log_tanh_prime, 1.0),
        Activation("relu", lambda z: np.maximum(z, 0.0), relu_prime, _log_of(relu_prime), 1.0),
        Activation("identity", np.array, np.ones_like, np.zeros_like, 1.0),
    )
}

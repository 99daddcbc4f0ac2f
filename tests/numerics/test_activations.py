import math

import mpmath
import numpy as np
import pytest

from rnnanim.numerics.activations import ACTIVATIONS

mpmath.mp.dps = 60
EXACT = {
    "sigmoid": lambda z: 1 / (1 + mpmath.exp(-z)) / (1 + mpmath.exp(z)),
    "tanh": lambda z: 1 / mpmath.cosh(z) ** 2,
}
TAILS = [0.0, 1e-8, -1e-3, 0.3, 1.0, -2.5, 5.0, 12.0, -19.0, 37.0, 60.0, -150.0, 340.0]


@pytest.mark.parametrize("name", ["sigmoid", "tanh"])
@pytest.mark.parametrize("z", TAILS)
def test_derivatives_keep_their_digits_in_the_tails(name, z):
    found = float(ACTIVATIONS[name].sigma_prime(np.array([z]))[0])
    assert found == pytest.approx(float(EXACT[name](mpmath.mpf(z))), rel=1e-14, abs=0)


@pytest.mark.parametrize("name", ["sigmoid", "tanh"])
@pytest.mark.parametrize("z", [*TAILS, 380.0, -800.0, 5e4])
def test_scaled_derivatives_keep_them_beyond_the_range_of_float64(name, z):
    prime = ACTIVATIONS[name].scaled_prime(np.array([[z]]))
    found = mpmath.log(mpmath.mpf(float(prime.mantissa[0, 0])) * mpmath.mpf(256) ** int(prime.exponent[0, 0]))
    assert abs(found - mpmath.log(EXACT[name](mpmath.mpf(z)))) < 1e-9


def test_sigmoid_itself_is_right_in_its_lower_tail():
    z = np.array([-5.0, -40.0, -700.0])
    expected = [float(1 / (1 + mpmath.exp(-mpmath.mpf(v)))) for v in z]
    np.testing.assert_allclose(ACTIVATIONS["sigmoid"].sigma(z), expected, rtol=1e-14)


@pytest.mark.parametrize("one", ACTIVATIONS.values(), ids=list(ACTIVATIONS))
def test_bounds_hold_and_are_reached(one):
    z = np.linspace(-30, 30, 6001)
    prime = one.sigma_prime(z)
    assert prime.max() == one.bound
    assert prime.min() >= 0
    assert one.sigma_prime(np.array([0.0]))[0] == (0.0 if one.name == "relu" else one.bound)


def test_infinite_states_have_a_derivative_and_nan_stays_nan():
    z = np.array([math.inf, -math.inf, math.nan])
    assert [ACTIVATIONS[name].sigma_prime(z)[:2].tolist() for name in ACTIVATIONS] == [[0, 0], [0, 0], [1, 0], [1, 1]]
    assert all(math.isnan(ACTIVATIONS[name].sigma_prime(z)[2]) for name in ("sigmoid", "tanh", "relu"))

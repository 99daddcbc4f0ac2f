"""Products of saturated units against mpmath: where vanishing happens, the digits must be right."""

import mpmath
import numpy as np
import pytest

from rnnanim.numerics import analyse

mpmath.mp.dps = 80
EXACT = {
    "sigmoid": lambda z: 1 / (1 + mpmath.exp(-z)) / (1 + mpmath.exp(z)),
    "tanh": lambda z: 1 / mpmath.cosh(z) ** 2,
}


def norm(matrix):
    """The largest singular value, from the Gram matrix at 80 digits."""
    return mpmath.sqrt(max(mpmath.mp.eigsy(matrix.T * matrix, eigvals_only=True)))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("scale", [1.0, 10.0, 40.0, 300.0])
@pytest.mark.parametrize("activation", ["sigmoid", "tanh"])
def test_routes_and_gains_keep_their_digits_in_the_tails(activation, scale, seed, random_spec):
    spec = random_spec(seed, D=2, H=2, O=1, T=4, loss="last", activation=activation, output_activation="identity")
    spec = spec.replace(W_h=scale * spec.W_h, W_x=scale * spec.W_x)
    found = analyse(spec)
    W_h = mpmath.matrix(spec.W_h.tolist())
    vector = mpmath.matrix(spec.W_y.T.tolist()) * mpmath.mpf(float(found.e[4, 0]))
    chain = mpmath.eye(2)
    for k in range(4, 0, -1):
        slope = mpmath.diag([EXACT[activation](mpmath.mpf(float(z))) for z in found.z[k]])
        met = slope * vector
        expected = np.array([[float(met[i] * mpmath.mpf(float(x))) for x in spec.x[k - 1]] for i in range(2)])
        largest = np.abs(expected).max()
        np.testing.assert_allclose(found.path("x", 4, k), expected, rtol=0, atol=max(1e-11 * largest, 1e-320))
        assert found.read("log10_gain", 4, k).value == pytest.approx(
            float(mpmath.log10(norm(chain))), rel=1e-11, abs=1e-9
        )
        vector, chain = W_h.T * met, chain * slope * W_h

"""What a state owes to W_x, and what each loss owes to each state, against other ways to find them."""

import math

import mpmath
import numpy as np
import pytest

from rnnanim.lesson import load_lesson
from rnnanim.numerics import analyse
from rnnanim.numerics.loss_sensitivities import LossSensitivities
from rnnanim.numerics.state_derivatives import StateDerivatives

STEP = 1e-30  # of the complex step
SIGMA = {
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "tanh": np.tanh,
    "relu": lambda z: np.where(z.real > 0, z, 0),
    "identity": lambda z: z,
}


def states(spec, weights, h=None, start=1):
    """Run the network with its own W_x at each step, from a state on."""
    found = [spec.h_0.astype(complex) if h is None else h]
    for t in range(start, spec.T + 1):
        z = weights[t] @ spec.x[t - 1] + spec.W_h @ found[-1] + spec.b_h
        found.append(SIGMA[spec.activation](z))
    return found


def derivative(spec, t, only=None):
    """∂h_t/∂W_x by complex steps, (H, H·D); `only` varies W_x at one step."""
    columns = []
    for entry in np.ndindex(spec.W_x.shape):
        changed = spec.W_x.astype(complex)
        changed[entry] += STEP * 1j
        weights = {s: changed if only in (None, s) else spec.W_x for s in range(1, spec.T + 1)}
        columns.append(states(spec, weights)[t].imag / STEP)
    return np.array(columns).T


def loss_slope(spec, t, k):
    """∂L_t/∂h_k by complex steps."""
    h = states(spec, dict.fromkeys(range(1, spec.T + 1), spec.W_x))[k]
    slopes = []
    for unit in range(spec.H):
        moved = h.copy()
        moved[unit] = moved[unit].real + STEP * 1j
        at_t = states(spec, dict.fromkeys(range(1, spec.T + 1), spec.W_x), moved, k + 1)[t - k]
        y = SIGMA[spec.output_activation](spec.W_y @ at_t + spec.b_y)
        slopes.append(np.sum((y - spec.target[t - 1]) ** 2).imag / 2 / STEP)
    return np.array(slopes)


SIZES = [{"D": 1, "H": 1, "O": 1}, {}, {"D": 3, "H": 2}, {"H": 4, "D": 1, "O": 2}]


@pytest.mark.parametrize("sizes", SIZES, ids=str)
@pytest.mark.parametrize("seed", range(4))
def test_a_state_depends_on_the_weight_as_complex_steps_say(seed, sizes, random_spec, close):
    spec = random_spec(seed, T=4, **sizes)
    one = analyse(spec)
    found = StateDerivatives(one)
    for t in range(1, 5):
        whole, here = derivative(spec, t), derivative(spec, t, only=t)
        if one.is_scalar:
            assert found.total(t).value == pytest.approx(whole[0, 0], rel=1e-10, abs=1e-14)
            assert found.immediate(t).value == pytest.approx(here[0, 0], rel=1e-10, abs=1e-14)
            assert found.passed_on(t).value == pytest.approx((whole - here)[0, 0], rel=1e-10, abs=1e-14)
        else:
            assert found.total(t).value == pytest.approx(np.linalg.norm(whole, 2), rel=1e-10, abs=1e-14)
            assert found.immediate(t).value == pytest.approx(np.linalg.norm(here, 2), rel=1e-10, abs=1e-14)
            assert found.passed_on(t).value == pytest.approx(np.linalg.norm(whole - here, 2), rel=1e-10, abs=1e-14)
    assert found.total(0).value == 0


@pytest.mark.parametrize("sizes", SIZES, ids=str)
@pytest.mark.parametrize("seed", range(4))
def test_without_the_plus_the_routes_add_up_to_what_total_derivatives_give(seed, sizes, random_spec):
    spec = random_spec(seed, T=4, loss="sum", **sizes)
    one, t = analyse(spec), 3
    wrong = sum(loss_slope(spec, t, k) @ derivative(spec, k) for k in range(1, t + 1))
    right = loss_slope(spec, t, t) @ derivative(spec, t)
    size = np.linalg.norm(right)
    expected = wrong[0] if one.is_scalar else wrong @ right / size if size else 0.0
    found = StateDerivatives(one).without_the_plus(t).value
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-12 * max(1.0, size))


def test_the_figures_of_the_lesson():
    one = load_lesson("tanh_09").analysis
    found = StateDerivatives(one)
    assert found.without_the_plus(3).value == pytest.approx(-0.3016, abs=5e-5)
    assert one.total("x", 3).value == pytest.approx(0.0797, abs=5e-5)
    assert found.total(3).value * (one.y[3, 0] - 1) == pytest.approx(one.total("x", 3).value, rel=1e-12)


@pytest.mark.parametrize("loss", ["last", "sum", "mean"])
@pytest.mark.parametrize("seed", range(6))
def test_each_loss_depends_on_each_state_as_complex_steps_say(seed, loss, random_spec):
    spec = random_spec(seed, T=5, loss=loss)
    found = LossSensitivities(analyse(spec))
    for t in range(1, 6):
        for k in range(1, t + 1):
            expected = np.linalg.norm(loss_slope(spec, t, k))
            assert found.norm(t, k).value == pytest.approx(expected, rel=1e-9, abs=1e-300)
            assert math.isclose(10 ** found.log10(t, k).value, expected, rel_tol=1e-9)
            assert found.log10s[t - 1, k - 1] == found.log10(t, k).value
    assert np.isnan(found.log10s[np.triu_indices(5, 1)]).all()


def test_logarithms_are_right_far_beyond_float64():
    spec = load_lesson(None, ["network.W_h=[[1e-30]]", "network.steps=20"]).network
    found = LossSensitivities(analyse(spec))
    with mpmath.workdps(50):
        h = z = mpmath.mpf(0)
        slopes = []
        for _ in range(20):
            z = mpmath.mpf(0.5) + mpmath.mpf(1e-30) * h
            h = mpmath.tanh(z)
            slopes.append(1 - h**2)
        expected = mpmath.log10(h * mpmath.fprod(slope * mpmath.mpf(1e-30) for slope in slopes[1:]))
    assert found.norm(20, 1).value == 0.0
    assert found.log10(20, 1).value == pytest.approx(float(expected), rel=1e-12)


def test_an_exact_zero_is_one_and_a_wrong_step_is_named(random_spec):
    found = LossSensitivities(analyse(random_spec(1, W_h=np.zeros((2, 2)), H=2, T=3)))
    assert found.norm(3, 1).value == 0.0
    assert found.log10(3, 1).value == -math.inf
    for call in (lambda: found.norm(1, 2), lambda: StateDerivatives(found.analysis).total(4)):
        with pytest.raises(ValueError, match="must satisfy 1 <= "):
            call()

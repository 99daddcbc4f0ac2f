"""Curves over z: the activations as the network has them, and what one step multiplies a gradient by."""

from __future__ import annotations

import mpmath
import numpy as np
import pytest

from rnnanim.lesson import load_lesson
from rnnanim.numerics import analyse


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "relu", "identity"])
def test_the_derivative_is_the_slope_of_the_curve(name):
    analysis = load_lesson(None, [f"network.activation={name}"]).analysis
    z = np.array([-3.0, -0.7, 0.4, 2.5])
    step = 1e-6
    slope = [
        (analysis.read("sigma_at", v + step).value - analysis.read("sigma_at", v - step).value) / (2 * step) for v in z
    ]
    np.testing.assert_allclose(slope, [analysis.read("sigma_prime_at", v).value for v in z], rtol=1e-8, atol=1e-9)


@pytest.mark.parametrize("name", ["sigmoid", "tanh"])
def test_the_ceiling_is_reached_at_zero_and_nowhere_passed(name):
    analysis = load_lesson(None, [f"network.activation={name}"]).analysis
    bound = analysis.read("sigma_prime_bound").value
    curve = analysis.curve("sigma_prime_at", -8, 8)
    assert curve.y.max() == analysis.read("sigma_prime_at", 0).value == bound
    assert curve.x[curve.y.argmax()] == 0


def test_a_curve_is_right_in_the_tails():
    z = 30.0
    exact = mpmath.exp(-z) / (1 + mpmath.exp(-z)) ** 2
    value = load_lesson(None, ["network.activation=sigmoid"]).analysis.read("sigma_prime_at", z).value
    assert value == pytest.approx(float(exact), rel=1e-14)


def test_the_gain_of_a_step_passes_1_for_the_sigmoid_only_with_weights_above_4():
    for weight, peak in ((1.0, 0.25), (4.0, 1.0), (6.0, 1.5)):
        analysis = load_lesson(None, ["network.activation=sigmoid", f"network.W_h=[[{weight}]]"]).analysis
        assert analysis.curve("step_gain_at", -6, 6).y.max() == pytest.approx(peak, rel=1e-14)


def test_another_network_is_named_by_its_readings_and_perturbed_alike():
    lesson, other = load_lesson(None), load_lesson("vanishing")
    named = lesson.analysis.perturbed(0.01).of(other.network, "vanishing")
    assert named.read("W_h", 0, 0).source == "vanishing"
    assert named.read("W_h", 0, 0).value == pytest.approx(1.01 * other.network.W_h[0, 0])
    assert named.curve("sigma_at", 0, 1).source == "vanishing"
    assert named.route("x", 3, 1).span(0, 2).source == "vanishing"


def test_what_is_no_curve_is_refused():
    analysis = analyse(load_lesson(None).network)
    with pytest.raises(ValueError, match="field must be one of sigma_at"):
        analysis.curve("h", -1, 1)
    with pytest.raises(ValueError, match="start must be less than end"):
        analysis.curve("sigma_at", 1, 1)
    with pytest.raises(ValueError, match="one hidden unit"):
        load_lesson(None, ["network.draw.hidden=2"]).analysis.curve("step_gain_at", -1, 1)

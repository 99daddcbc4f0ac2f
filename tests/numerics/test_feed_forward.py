"""A deep net with weights of its own in each layer, against other ways to find its gradients."""

import mpmath
import numpy as np
import pytest

from rnnanim.lesson import load_lesson
from rnnanim.numerics import analyse
from rnnanim.numerics.feed_forward import FeedForward, FeedForwardNet, untied

SIGMA = {
    "tanh": np.tanh,
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "identity": lambda z: z,
    "relu": lambda z: z * (z.real > 0),
}
STEP = 1e-30


def random_net(seed, activation, output_activation):
    generator = np.random.default_rng(seed)
    T, D, H, O = generator.integers(1, 6, size=4)
    shapes = {"W": (T, H, D), "V": (T, H, H), "b": (T, H), "h_0": (H,), "x": (T, D)}
    shapes |= {"W_y": (O, H), "b_y": (O,), "target": (O,)}
    arrays = {name: generator.normal(size=shape) for name, shape in shapes.items()}
    return FeedForwardNet(**arrays, activation=activation, output_activation=output_activation)


def loss(net, **changed):
    """The loss with some arrays changed, complex ones as well; shares nothing with the package."""
    part = {name: changed.get(name, getattr(net, name)) for name in ("W", "V", "b", "h_0", "x", "W_y", "b_y")}
    h = part["h_0"].astype(complex)
    for W, V, b, x in zip(part["W"], part["V"], part["b"], part["x"], strict=True):
        h = SIGMA[net.activation](W @ x + V @ h + b)
    y = SIGMA[net.output_activation](part["W_y"] @ h + part["b_y"])
    return 0.5 * np.sum((y - net.target) ** 2)


@pytest.mark.parametrize("activation", SIGMA)
@pytest.mark.parametrize("seed", range(4))
def test_the_gradient_of_each_layer_is_that_of_a_complex_step(seed, activation, close):
    net = random_net(seed, activation, list(SIGMA)[seed])
    assert net.loss == pytest.approx(loss(net).real, rel=1e-12)
    for name in ("W", "V", "b"):
        array = getattr(net, name)
        expected = np.zeros(array.shape)
        for place in np.ndindex(array.shape):
            moved = array.astype(complex)
            moved[place] += 1j * STEP
            expected[place] = loss(net, **{name: moved}).imag / STEP
        close([net.gradient(name, k).plain() for k in range(1, net.T + 1)], expected, 1e-12)


@pytest.mark.parametrize("seed", range(8))
def test_with_the_shared_values_each_layer_gets_the_term_of_its_step(seed, random_spec, close):
    spec = random_spec(seed, loss="last")
    net, recurrent = untied(spec), analyse(spec)
    layers = range(1, spec.T + 1)
    assert net.loss == pytest.approx(recurrent.loss, rel=1e-12)
    for name, weight in (("W", "x"), ("V", "h")):
        gradients = [net.gradient(name, k).plain() for k in layers]
        close(gradients, [recurrent.path(weight, spec.T, k) for k in layers])
        close(sum(gradients), getattr(recurrent, f"dL_dW_{weight}"))
    close([e.plain() for e in net.errors[0]], recurrent.delta)


def test_the_early_layers_of_a_saturated_net_have_digits():
    analysis = load_lesson(None, ["network.W_h=[[3.0]]", "network.steps=20"]).analysis
    with mpmath.workdps(60):
        h, prime = [mpmath.mpf(0)], []
        for _ in range(20):
            h.append(mpmath.tanh(mpmath.mpf("0.5") + 3 * h[-1]))
            prime.append(mpmath.sech(mpmath.mpf("0.5") + 3 * h[-2]) ** 2)
        expected = h[-1] * mpmath.fprod(prime) * mpmath.mpf(3) ** 19
        logarithm = float(mpmath.log10(expected))
    net = FeedForward(analysis)
    assert net.gradient(1).value == pytest.approx(float(expected), rel=1e-9)
    assert net.log10_gradient(1).value == pytest.approx(logarithm, rel=1e-12)


def test_layers_beyond_the_range_of_float64_keep_their_logarithm():
    analysis = load_lesson(None, ["network.W_h=[[0.1]]", "network.activation=identity", "network.steps=400"]).analysis
    net = FeedForward(analysis)
    error = net.error(400).value
    assert net.gradient(1).value == 0
    assert net.log10_gradient(1).value == pytest.approx(np.log10(error) - 399, rel=1e-12)


def test_what_is_asked_for_outside_of_the_net_is_refused():
    net = FeedForward(load_lesson().analysis)
    for ask in (lambda: net.gradient(0), lambda: net.error(4), lambda: net.faint(0)):
        with pytest.raises(ValueError, match="must be"):
            ask()


@pytest.mark.parametrize(("overrides", "faint"), [([], 14), (["network.x=[[0.0]]"], 20), (["network.W_h=[[0.0]]"], 19)])
def test_the_faint_layers_are_those_below_a_thousandth_of_the_largest(overrides, faint):
    analysis = load_lesson(None, overrides).with_steps(20).analysis
    gradients = np.array([abs(FeedForward(analysis).gradient(k).value) for k in range(1, 21)])
    if gradients.any():
        assert faint == np.sum(gradients < gradients.max() / 1000)
    assert FeedForward(analysis).faint(1000).value == faint

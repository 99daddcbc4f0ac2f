"""The gradients against other ways to find them."""

import numpy as np
import pytest

from rnnanim.numerics import analyse, gradcheck

WEIGHTS = ("W_x", "W_h", "W_y", "b_h", "b_y", "h_0")


@pytest.mark.parametrize("seed", range(40))
def test_every_value_agrees_with_a_plain_implementation(seed, plain, random_spec, close):
    spec = random_spec(seed)
    found, expected = analyse(spec), plain(spec)
    for name, array in (expected["forward"] | expected["backward"]).items():
        rows = np.asarray(getattr(found, name))
        close(rows[1:] if name not in ("h", "loss") and not name.startswith("dL") else rows, array)
    for t, k, G_x, G_h, gain in expected["paths"]:
        close(found.path("x", t, k), G_x)
        close(found.path("h", t, k), G_h)
        close(found.read("gain", t, k).value, gain)
    close(found.J[1:], expected["J"])


@pytest.mark.parametrize("seed", range(16))
def test_gradients_are_those_of_a_complex_step(seed, random_spec, close):
    spec = random_spec(seed)
    found = analyse(spec)
    for name in WEIGHTS:
        close(getattr(found, f"dL_d{name}"), gradcheck.complex_step(spec, name))


@pytest.mark.parametrize("seed", range(4))
def test_gradients_are_those_of_central_differences(seed, random_spec, close):
    spec = random_spec(seed, activation="tanh", output_activation="sigmoid")
    for name in WEIGHTS:
        expected = gradcheck.central_difference(spec, name)
        np.testing.assert_allclose(getattr(analyse(spec), f"dL_d{name}"), expected, rtol=1e-5, atol=1e-8)


@pytest.mark.parametrize("loss", ["last", "sum", "mean"])
@pytest.mark.parametrize("seed", range(4))
def test_every_route_is_the_gradient_of_one_step_with_weights_of_its_own(loss, seed, random_spec, close):
    spec = random_spec(seed, loss=loss, T=5)
    found = analyse(spec)
    for weight in "xh":
        untied = gradcheck.untied(spec, f"W_{weight}")
        largest = np.abs(untied).max()
        for t in found.losses:
            for k in range(1, t + 1):
                np.testing.assert_allclose(
                    found.path(weight, t, k), untied[t - 1, k - 1], rtol=0, atol=1e-9 * max(largest, 1e-300)
                )


@pytest.mark.parametrize("loss", ["last", "sum", "mean"])
def test_the_gradient_is_the_sum_over_its_routes(loss, random_spec, close):
    found = analyse(random_spec(3, T=6, loss=loss))
    close(sum(found.G_x.values()), found.dL_dW_x, 1e-12)
    close(sum(found.G_h.values()), found.dL_dW_h, 1e-12)
    close(sum(found.path("y", t, t) for t in found.losses), found.dL_dW_y, 1e-12)


@pytest.mark.parametrize("loss", ["last", "sum", "mean"])
@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu"])
def test_gradients_are_those_of_torch(loss, activation, random_spec, close):
    spec = random_spec(5, D=3, H=4, O=2, T=12, loss=loss, activation=activation, output_activation="identity")
    spec = spec.replace(W_x=0.6 * spec.W_x, W_h=0.4 * spec.W_h)
    assert np.abs(analyse(spec).z[1:]).max() < 5  # beyond, torch's own derivatives lose their digits
    torch = pytest.importorskip("torch")
    parameters = {
        name: torch.tensor(array.copy(), dtype=torch.float64, requires_grad=name in WEIGHTS)
        for name, array in spec.arrays().items()
    }
    function, h, losses = getattr(torch, activation), parameters["h_0"], []
    for t in range(spec.T):
        h = function(parameters["W_x"] @ parameters["x"][t] + parameters["W_h"] @ h + parameters["b_h"])
        losses.append(0.5 * ((parameters["W_y"] @ h + parameters["b_y"] - parameters["target"][t]) ** 2).sum())
    total = {"last": losses[-1], "sum": sum(losses), "mean": sum(losses) / spec.T}[loss]
    total.backward()
    found = analyse(spec)
    for name in WEIGHTS:
        close(getattr(found, f"dL_d{name}"), parameters[name].grad.numpy(), 1e-7)

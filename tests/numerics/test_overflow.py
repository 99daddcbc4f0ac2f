"""Networks whose numbers leave float64, against mpmath: each value has its sign and size, or is inf, -inf or 0."""

import math

import mpmath
import numpy as np
import pytest

from rnnanim.document import compute_document
from rnnanim.lesson import Lesson, load_lesson
from rnnanim.numerics import NetworkSpec

mp = mpmath.mp.clone()
mp.dps = 40


def sigmoid_slope(z, rate=1, factor=1):
    small = mp.exp(-rate * abs(z))
    return factor * small / (1 + small) ** 2


SIGMA = {
    "sigmoid": (lambda z: 1 / (1 + mp.exp(-z)), sigmoid_slope),
    "tanh": (mp.tanh, lambda z: sigmoid_slope(z, 2, 4)),
    "relu": (lambda z: max(z, mp.mpf(0)), lambda z: mp.mpf(z > 0)),
    "identity": (lambda z: z, lambda z: mp.mpf(1)),
}
number = np.vectorize(lambda value: mp.mpf(float(value)), otypes=[object])
plain = np.errstate(over="ignore")(np.vectorize(float, otypes=[float]))  # numpy warns of what becomes infinite


def exact(spec):
    """The equations of the lesson in numbers without a largest one; the gains as Frobenius norms."""
    own = {name: number(array) for name, array in spec.arrays().items()}
    x, target, W_x, W_h, W_y = (own[name] for name in ("x", "target", "W_x", "W_h", "W_y"))
    sigma, slope = (np.vectorize(one, otypes=[object]) for one in SIGMA[spec.activation])
    phi, phi_slope = (np.vectorize(one, otypes=[object]) for one in SIGMA[spec.output_activation])
    T, z, h = spec.T, [None], [own["h_0"]]
    for t in range(T):
        z.append(W_x @ x[t] + W_h @ h[t] + own["b_h"])
        h.append(sigma(z[-1]))
    a = [None, *(W_y @ one + own["b_y"] for one in h[1:])]
    weight = {"last": lambda t: mp.mpf(t == T), "sum": lambda t: mp.mpf(1), "mean": lambda t: mp.mpf(1) / T}[spec.loss]
    e = [None, *(phi_slope(a[t]) * (phi(a[t]) - target[t - 1]) * weight(t) for t in range(1, T + 1))]
    paths = {}
    for t in range(T if spec.loss == "last" else 1, T + 1):
        v, chain = W_y.T @ e[t], number(np.eye(spec.H))
        for k in range(t, 0, -1):
            met, size = slope(z[k]) * v, mp.sqrt(np.sum(chain**2))
            paths[t, k] = np.outer(met, x[k - 1]), np.outer(met, h[k - 1]), size
            v, chain = W_h.T @ met, (chain * slope(z[k])) @ W_h
    arrays = {"z": z[1:], "h": h, "a": a[1:], "dL_dW_x": sum(p[0] for p in paths.values())}
    arrays |= {"dL_dW_h": sum(p[1] for p in paths.values())}
    arrays |= {"dL_dW_y": sum(np.outer(e[t], h[t]) for t in range(1, T + 1)), "dL_db_y": sum(e[1:])}
    return arrays, paths


def same(found, expected):
    found, expected = np.asarray(found, dtype=float), plain(np.array(list(expected), dtype=object))
    assert not np.isnan(found).any()
    finite = np.isfinite(expected)
    np.testing.assert_array_equal(found[~finite], expected[~finite])
    scale = max(np.abs(expected[finite]).max(initial=0.0), 1e-280)
    np.testing.assert_allclose(found[finite], expected[finite], rtol=1e-9, atol=1e-12 * min(scale, 1e290))


def check(spec):
    document = compute_document(Lesson(network=spec))
    arrays, paths = exact(spec)
    for name, array in arrays.items():
        same(document["forward" if name in document["forward"] else "backward"][name], array)
    for path in document["paths"]:
        G_x, G_h, size = paths[path["t"], path["k"]]
        same(path["W_x"], G_x)
        same(path["W_h"], G_h)
        assert (path["log10_gain"] is None) == (size == 0)
        if size:  # the 2-norm is at most the Frobenius norm, and at least that over the root of H
            expected = mp.log10(size)
            within = abs(path["log10_gain"] - expected) < 0.5 + abs(expected) * 1e-9
            assert within or (path["log10_gain"] == -math.inf and expected < -1.79e308)


def random_network(seed):
    rng = np.random.default_rng(seed)
    H, D, O, T = (int(rng.integers(1, most)) for most in (4, 3, 3, 6))

    def drawn(*shape, chance=0.0):
        power = rng.choice([60, 150, 250, 300, -100]) if rng.random() < chance else 0
        return rng.standard_normal(shape) * 10.0**power * (rng.random(shape) < 0.75)

    return NetworkSpec(
        activation=str(rng.choice(list(SIGMA))),
        output_activation=str(rng.choice(list(SIGMA))),
        loss=str(rng.choice(["last", "sum", "mean"])),
        W_x=drawn(H, D, chance=0.1),
        W_h=drawn(H, H, chance=0.6),
        W_y=drawn(O, H, chance=0.1),
        b_h=drawn(H),
        b_y=drawn(O),
        h_0=drawn(H),
        x=drawn(T, D, chance=0.1),
        target=drawn(T, O),
    )


@pytest.mark.parametrize("seed", range(20))
def test_every_value_after_an_overflow_is_the_true_one(seed):
    check(random_network(seed))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20, 300))
def test_every_value_after_an_overflow_is_the_true_one_in_many_networks(seed):
    check(random_network(seed))


@pytest.mark.parametrize("loss", ["last", "sum", "mean"])
@pytest.mark.parametrize("activation", ["identity", "relu"])
def test_signs_survive_and_exact_zeros_stay(activation, loss):
    settings = [f"network.activation={activation}", f"network.loss={loss}", "network.steps=4", "network.W_h=[[1e200]]"]
    found = compute_document(load_lesson(None, settings))
    assert found["backward"]["dL_dW_h"].tolist() == found["backward"]["dL_dW_x"].tolist() == [[math.inf]]
    assert {float(path["W_h"][0, 0]) for path in found["paths"] if path["k"] == 1} == {0.0}
    assert found["paths"][-1]["log10_gain"] == pytest.approx(600)


def test_what_comes_back_from_beyond_is_right():
    found = load_lesson(
        None,
        [
            "network.activation=identity",
            "network.x=[[1e308], [0], [0]]",
            "network.W_x=[[1e10]]",
            "network.W_h=[[1e-200]]",
        ],
    ).analysis
    np.testing.assert_allclose(found.h[1:, 0], [math.inf, 1e118, 1e-82], rtol=1e-12)
    assert found.dL_dW_h[0, 0] == pytest.approx(1e-82 * (1e118 + 1e-200 * 1e308 * 1e10), rel=1e-12)


@pytest.mark.parametrize(("activation", "rate"), [("tanh", 2.0), ("sigmoid", 1.0)])
def test_a_saturated_slope_is_no_zero(activation, rate):
    settings = [f"network.activation={activation}", "network.W_h=[[1e308]]"]
    paths = compute_document(load_lesson(None, [*settings, "network.steps=3"]))["paths"]
    assert paths[1]["gain"] == 0.0
    assert paths[1]["log10_gain"] == pytest.approx(-rate * (1e308 * math.log10(math.e)))
    assert -math.inf < paths[2]["log10_gain"] < paths[1]["log10_gain"]
    beyond = compute_document(load_lesson(None, [*settings, "network.steps=9"]))["paths"][-1]
    assert beyond["log10_gain"] == -math.inf  # no float holds it, and yet it is no zero
    zero = compute_document(load_lesson(None, ["network.activation=relu", "network.W_h=[[-1e308]]"]))["paths"][-1]
    assert (zero["gain"], zero["log10_gain"]) == (0.0, None)


def test_units_that_saturate_differently_keep_their_own_logarithms():
    one = [[1.0], [1.0]]
    spec = NetworkSpec(
        W_x=one, W_h=[[0.0, 0.0], [0.0, 1e5]], W_y=[[0.0, 1.0]], b_h=[0.0] * 2, b_y=[0.0], h_0=[0.0] * 2,
        x=[[1.0]] * 3, target=[[0.0]] * 3,
    )  # fmt: skip
    check(spec)
    assert compute_document(Lesson(network=spec))["paths"][1]["log10_gain"] == pytest.approx(-86859, rel=1e-2)

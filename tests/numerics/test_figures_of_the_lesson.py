"""Every figure of the lesson that a recurrent network has: products, thresholds, the table of saturation."""

import math

import numpy as np
import pytest

from rnnanim.numerics import NetworkSpec, analyse, jacobians, spectrum
from rnnanim.numerics.activations import ACTIVATIONS


def one_unit(activation, W_x, W_h, *, b_h=0.0, h_0=0.0, x, target=0.0, **more):
    rows = [[float(v)] for v in x]
    return NetworkSpec(
        activation=activation, W_x=[[W_x]], W_h=[[W_h]], W_y=[[1.0]], b_h=[b_h], b_y=[0.0], h_0=[h_0],
        x=rows, target=[[target]] * len(rows), **more,
    )  # fmt: skip


def contributions(found, weight="x"):
    T = found.spec.T
    return [found.read(f"contribution_{weight}", T, k).value for k in range(T, 0, -1)]


@pytest.mark.parametrize(("T", "farthest"), [(3, 80.0), (4, 1600.0)])
def test_a_weight_of_100_explodes_where_the_state_is_balanced(T, farthest):
    h = 0.7236067977499789
    found = analyse(one_unit("sigmoid", 1.0, 100.0, b_h=-72.39825612487869, h_0=h, x=[1] * T, target=h - 1))
    assert found.sigma_prime[1:].ravel() == pytest.approx([0.2] * T, rel=1e-11)
    assert contributions(found)[-1] == pytest.approx(farthest, rel=1e-11)


def test_the_sigmoid_at_its_best_still_vanishes():
    found = analyse(one_unit("sigmoid", 1.0, 0.5, b_h=-1.25, h_0=0.5, x=[1] * 3, target=-0.5))
    assert contributions(found)[-1] == 0.25**3 * 0.5**2 == 0.00390625


@pytest.mark.parametrize(
    ("W_h", "power"),
    [(0.5, 7.62939453125e-06), (0.9, 0.16677181699666577), (1.1, 5.054470284992945), (1.5, 985.2612533569336)],
)
def test_the_term_of_x_3_at_20_steps_carries_the_17th_power(W_h, power):
    norm, log10_norm = jacobians.power_norms(np.array([[W_h]]), 17)
    assert norm[-1] == pytest.approx(power, rel=1e-14)
    assert log10_norm[-1] == pytest.approx(17 * math.log10(W_h), rel=1e-14)
    found = analyse(one_unit("identity", 1.0, W_h, x=[1] * 20))
    assert found.read("gain", 20, 3).value == pytest.approx(power, rel=1e-14)


@pytest.mark.parametrize(("name", "bound"), [("sigmoid", 4.0), ("tanh", 1.0)])
def test_below_the_threshold_no_step_ever_grows(name, bound):
    z = np.linspace(-40, 40, 8001)
    assert (ACTIVATIONS[name].sigma_prime(z) * bound * 0.999999 < 1).all()


TABLE = [  # W_h; h_1, h_2, h_3; to W_x by h3, h2, h1; to W_h by h3, h2, h1
    (0.5, (0.664036770, 0.624298624, -0.087625381),
     (0.539637184, -0.164657127, -0.092052418), (-0.673789502, -0.218676774, 0)),
    (0.9, (0.664036770, 0.760598323, 0.277100332),
     (0.333696055, -0.126584653, -0.127382048), (-0.507617320, -0.168113728, 0)),
    (2.0, (0.664036770, 0.938827864, 0.901027846),
     (0.009310747, -0.002208551, -0.004938807), (-0.017482377, -0.002933118, 0)),
]  # fmt: skip


@pytest.mark.parametrize(("W_h", "h", "to_W_x", "to_W_h"), TABLE)
def test_saturation_tames_a_large_weight(W_h, h, to_W_x, to_W_h):
    found = analyse(one_unit("tanh", 0.8, W_h, x=[1, 0.5, -0.5], target=1.0))
    np.testing.assert_allclose(found.h[1:, 0], h, atol=6e-10)
    np.testing.assert_allclose(contributions(found), to_W_x, atol=6e-10)
    np.testing.assert_allclose(contributions(found, "h"), to_W_h, atol=6e-10)


def test_with_the_total_derivative_in_place_of_the_immediate_one_routes_count_several_times():
    found = analyse(one_unit("tanh", 0.8, 0.9, x=[1, 0.5, -0.5], target=1.0))
    s, x = found.sigma_prime[:, 0], found.x[:, 0]
    total = [0.0, 0.0, 0.0, 0.0]
    for t in (1, 2, 3):
        total[t] = s[t] * (x[t] + 0.9 * total[t - 1])
    error = found.e[3, 0]
    counted = sum(error * np.prod([s[j] * 0.9 for j in range(k + 1, 4)]) * total[k] for k in (1, 2, 3))
    assert counted == pytest.approx(-0.3016, abs=5e-5)
    assert found.dL_dW_x[0, 0] == pytest.approx(0.0797, abs=5e-5)


@pytest.mark.parametrize("T", [3, 20, 10_000])
@pytest.mark.parametrize("W_h", [2.0, 4.0, 6.0])
def test_the_three_exact_networks_never_leave_z_0(W_h, T):
    found = analyse(one_unit("sigmoid", 1.0, W_h, b_h=-W_h / 2 - 1, h_0=0.5, x=[1] * T, target=-0.5))
    assert (found.z[1:] == 0).all()
    assert (found.sigma_prime[1:] == 0.25).all()
    assert found.read("gain", T, T - 2).value == (W_h / 4) ** 2
    assert found.read("log10_gain", T, 1).value == pytest.approx((T - 1) * math.log10(W_h / 4), rel=1e-12, abs=0)


def test_exploding_reaches_3325_in_20_steps():
    found = analyse(one_unit("sigmoid", 1.0, 6.0, b_h=-4.0, h_0=0.5, x=[1] * 21, target=-0.5))
    assert found.read("gain", 21, 1).value == pytest.approx(1.5**20) == pytest.approx(3325.26, abs=0.005)


def test_the_running_example():
    found = analyse(one_unit("tanh", 0.5, 0.6, x=[1] * 3))
    np.testing.assert_allclose(found.h[1:, 0], [0.462117157, 0.651137133, 0.711730559], atol=6e-10)
    np.testing.assert_allclose(contributions(found), [0.351196050, 0.121377661, 0.057274312], atol=6e-10)
    np.testing.assert_allclose(contributions(found, "h"), [0.228676789, 0.056090700, 0], atol=6e-10)
    assert found.read("total_x", 3).value == pytest.approx(0.529848022, abs=1e-9)
    long = analyse(one_unit("tanh", 0.5, 0.6, x=[1] * 20))
    assert long.read("total_x", 20).value == pytest.approx(0.465332005, abs=6e-10)
    assert contributions(long)[0] == pytest.approx(0.337349238, abs=6e-10)
    assert contributions(long)[-1] / long.dL_dW_x[0, 0] == pytest.approx(4e-11, rel=0.15)


def test_a_weight_of_100_without_the_balance_saturates_and_vanishes():
    found = analyse(one_unit("sigmoid", 0.0, 100.0, x=[1] * 3))
    assert found.z[1:, 0] == pytest.approx([0, 50, 100], rel=1e-15)
    assert found.sigma_prime[1:, 0] == pytest.approx([0.25, 1.93e-22, 3.72e-44], rel=2e-3)
    assert found.read("gain", 3, 1).value == pytest.approx(7.2e-62, rel=5e-3)


def test_a_large_weight_lets_all_terms_vanish():
    found = analyse(one_unit("tanh", 0.5, 3.0, x=[1] * 20))
    assert max(abs(c) for c in contributions(found)) < 0.02


def test_singular_values_decide_products_of_different_matrices():
    up, down = np.array([[0.0, 2.0], [0.0, 0.0]]), np.array([[0.0, 0.0], [2.0, 0.0]])
    assert spectrum.spectrum(up).spectral_radius == spectrum.spectrum(down).spectral_radius == 0
    assert spectrum.spectrum(up @ down).spectral_radius == 4


def test_a_non_normal_matrix_grows_before_it_decays():
    norm, _ = jacobians.power_norms(np.array([[0.9, 2.0], [0.0, 0.9]]), 100)
    assert norm[0] > 2
    assert norm.max() > norm[0]
    assert norm[-1] < 0.01


@pytest.mark.parametrize("activation", ["sigmoid", "tanh"])
def test_gains_stay_below_their_bound(activation, random_spec):
    spec = random_spec(11, D=2, H=4, O=1, T=15, activation=activation)
    found = analyse(spec)
    bound = ACTIVATIONS[activation].bound * found.spectrum.spectral_norm
    for k in range(1, 16):
        assert found.read("gain", 15, k).value <= bound ** (15 - k) * (1 + 1e-12)


def test_an_orthogonal_matrix_without_activation_keeps_every_gain_at_1(random_spec):
    spec = random_spec(2, H=4, T=50, activation="identity")
    found = analyse(spec.replace(W_h=np.linalg.qr(spec.W_h)[0]))
    np.testing.assert_allclose(jacobians.gains(found.spec, found.rollout, [found.spec.T])[0], 1.0, rtol=1e-12)


def test_tanh_with_a_spectral_radius_of_1_6_does_not_explode():
    generator, gains = np.random.default_rng(0), []
    for _ in range(40):
        W_h = spectrum.rescale(generator.normal(size=(4, 4)), 1.6)
        x, W_x = generator.normal(size=(20, 2)), generator.normal(size=(4, 2)) / math.sqrt(2)
        zeros = {
            "W_y": np.ones((1, 4)),
            "b_h": np.zeros(4),
            "b_y": [0.0],
            "h_0": np.zeros(4),
            "target": np.zeros((20, 1)),
        }
        gains.append(analyse(NetworkSpec(W_x=W_x, W_h=W_h, x=x, **zeros)).read("gain", 20, 1).value)
    assert np.median(gains) < 0.05

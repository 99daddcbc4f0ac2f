import copy
import math
import pickle
import subprocess
import sys

import mpmath
import numpy as np
import pytest

from rnnanim.numerics import NetworkSpec, analyse, gradcheck, jacobians
from rnnanim.numerics.arrays import Arrays, Named

NAMES = [name for name, one in vars(Arrays).items() if isinstance(one, Named)]


def test_results_are_frozen_and_read_only(random_spec):
    found = analyse(random_spec(1))
    arrays = {name: getattr(found, name) for name in NAMES if name != "loss"}
    assert {"h", "delta", "dL_dW_h", "W_h"} <= set(arrays)
    for name, value in arrays.items():
        assert value.dtype == np.float64
        assert not value.flags.writeable, name
    with pytest.raises(AttributeError):
        found.spec = None
    with pytest.raises(AttributeError):
        found.spec.W_h = None
    assert not found.J.flags.writeable
    assert not pickle.loads(pickle.dumps(found.spec)).W_h.flags.writeable


def test_an_array_given_is_copied():
    rows = np.ones((3, 1))
    one = [[1.0]]
    spec = NetworkSpec(W_x=one, W_h=one, W_y=one, b_h=[0], b_y=[0], h_0=[0], x=rows, target=rows)
    rows[0] = 5.0
    assert spec.x[0, 0] == 1.0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"W_h": [[1.0, 2.0]]}, r"W_h must have shape \(H, H\) with H = 1, got \(1, 2\)"),
        ({"x": [[math.nan]] * 3}, "x must be finite, got nan"),
        ({"b_h": [[0.0]]}, r"b_h must have shape \(H,\), got \(1, 1\)"),
        ({"activation": "softplus"}, "activation must be sigmoid or tanh or relu or identity, got 'softplus'"),
        ({"loss": "first"}, "loss must be last or sum or mean"),
        ({"target": [[0.0]] * 4}, r"target must have shape \(T, O\) with T = 3, got \(4, 1\)"),
    ],
)
def test_a_wrong_network_is_named(random_spec, change, message):
    with pytest.raises(ValueError, match=message):
        random_spec(0, D=1, H=1, O=1, T=3).replace(**change)


def test_a_network_has_the_arrays_of_its_cell_and_no_other(random_spec):
    arrays = random_spec(0, D=1, H=1, O=1, T=3).arrays()
    for wrong in (arrays | {"W_xf": [[1.0]]}, {name: array for name, array in arrays.items() if name != "W_h"}):
        with pytest.raises(ValueError, match="arrays of the cell rnn must be W_x, W_h, W_y, b_h, b_y, h_0, x, target"):
            NetworkSpec(**wrong)


def test_every_array_can_be_read_at_its_index(random_spec):
    found = analyse(random_spec(8, D=2, H=3, O=2, T=4, loss="sum"))
    for name in (*NAMES, "spectral_radius", "spectral_norm", "J"):
        array = np.asarray(getattr(found.spectrum if name.startswith("spectral") else found, name))
        index = tuple(size - 1 for size in array.shape)
        reading = found.read(name, *index)
        assert (reading.field, reading.index, reading.value) == (name, index, float(array[index]))
    assert found.read("norm_h", 2).value == pytest.approx(np.linalg.norm(found.h[2]), rel=1e-14)
    assert found.read("norm_dL_dW_x").value == pytest.approx(np.linalg.norm(found.dL_dW_x), rel=1e-14)
    assert found.read("power_norm", 2).value == pytest.approx(np.linalg.norm(found.W_h @ found.W_h, 2), rel=1e-13)
    J = jacobians.jacobian_product(found.W_h, found.sigma_prime, t=3, k=1)
    assert found.read("gain", 3, 1).value == pytest.approx(np.linalg.norm(J, 2), rel=1e-13)
    np.testing.assert_allclose(J, found.J[3] @ found.J[2], rtol=1e-13)


@pytest.mark.parametrize(
    ("field", "index"),
    [("nothing", ()), ("h", (9, 0)), ("h", (1,)), ("h", (-1, 0)), ("gain", (3, 0)), ("power_norm", (0,)),
     ("total_q", (1,)), ("factor_x", (4, 1, 99)), ("span_x", (4, 1, 2, 2)), ("norm_h", (7,)), ("between_x", (4, 1, 5))],
)  # fmt: skip
def test_a_number_that_is_not_there_cannot_be_read(random_spec, field, index):
    found = analyse(random_spec(8, D=2, H=3, O=2, T=4, loss="last"))
    with pytest.raises(ValueError, match=r"must|takes"):
        found.read(field, *index)


def test_perturbed_changes_every_reading(random_spec):
    found = analyse(random_spec(8, D=1, H=1, O=1, T=4, loss="last"))
    moved = found.perturbed()
    for field, index in (
        ("h", (2, 0)),
        ("total_x", (4,)),
        ("gain", (4, 2)),
        ("factor_h", (4, 3, 2)),
        ("spectral_norm", ()),
    ):
        assert moved.read(field, *index).value == pytest.approx(1.01 * found.read(field, *index).value)
    route, other = found.route("x", 4, 2), moved.route("x", 4, 2)
    assert other.contribution.value == pytest.approx(1.01 * route.contribution.value)
    assert other.span(1, 3).value == pytest.approx(1.01 * route.span(1, 3).value)
    assert [f.running.value for f in other.factors] == pytest.approx([1.01 * f.running.value for f in route.factors])


def test_an_analysis_can_be_copied(random_spec):
    first = analyse(random_spec(1, T=4))
    gain = first.read("gain", 4, 2)
    found = copy.deepcopy(first)
    assert found.h.shape == (found.spec.T + 1, found.spec.H)
    assert (found.read("gain", 4, 2), found.read("gain", 4, 1)) == (gain, first.read("gain", 4, 1))


@pytest.mark.parametrize("W_h", [0.01, 30.0])
@pytest.mark.parametrize("size", [1, 3])
def test_ten_thousand_steps_neither_overflow_nor_underflow(W_h, size):
    T, mix = 10_000, np.linalg.qr(np.random.default_rng(0).normal(size=(size, size)))[0]
    spec = NetworkSpec(
        activation="identity", W_x=np.ones((size, 1)), W_h=W_h * mix, W_y=np.ones((1, size)), b_h=np.zeros(size),
        b_y=[0.0], h_0=np.zeros(size), x=np.r_[np.zeros(T - 1), 1.0][:, None], target=np.zeros((T, 1)),
    )  # fmt: skip
    found = analyse(spec)
    assert found.read("log10_gain", T, 1).value == pytest.approx((T - 1) * math.log10(W_h), rel=1e-12)
    assert found.read("gain", T, 1).value == (0.0 if W_h < 1 else math.inf)
    assert jacobians.power_norms(found.W_h, 1000)[1][-1] == pytest.approx(1000 * math.log10(W_h), rel=1e-12)
    route = found.route("x", T, T - 3000)
    assert route.factors[4].value.value == pytest.approx(1.0)
    assert abs(route.span(3, 4).value) == pytest.approx(W_h)


def test_logarithms_stay_finite_where_sigma_prime_itself_underflows():
    one = [[1.0]]
    spec = NetworkSpec(
        W_x=[[500.0]], W_h=[[2.0]], W_y=one, b_h=[0.0], b_y=[0.0], h_0=[0.0], x=one * 3, target=[[0.0]] * 3
    )
    found = analyse(spec)
    exact = 1
    for z in found.z[2:, 0]:
        exact *= 2 / mpmath.cosh(mpmath.mpf(float(z))) ** 2
    assert found.read("gain", 3, 1).value == 0.0
    assert found.read("log10_gain", 3, 1).value == pytest.approx(float(mpmath.log10(exact)), rel=1e-12)


def test_a_gradient_that_nearly_vanishes_on_the_way_keeps_its_digits():
    T, weights = 900, np.array([[0.4]])
    x = np.zeros((T, 1))
    spec = NetworkSpec(
        activation="identity", W_x=[[1e300]], W_h=weights, W_y=[[1e300]], b_h=[0.0], b_y=[1.0], h_0=[0.0], x=x, target=x
    )
    found = analyse(spec.replace(x=np.r_[[[1e-300]], x[1:]]))
    exact = mpmath.mpf("0.4") ** (T - 1) * mpmath.mpf(1e300) * mpmath.mpf(1e-300) * mpmath.mpf(float(found.e[T, 0]))
    assert found.path("x", T, 1)[0, 0] == pytest.approx(float(exact), rel=1e-9, abs=0)


def test_states_that_overflow_do_so_without_a_warning():
    one = [[1.0]]
    spec = NetworkSpec(
        activation="identity", W_x=one, W_h=[[1e9]], W_y=one, b_h=[0], b_y=[0], h_0=[0], x=one * 50, target=one * 50
    )
    found = analyse(spec)
    assert found.loss == math.inf
    assert found.read("log10_gain", 50, 1).value == pytest.approx(49 * 9)


@pytest.fixture
def count_norms(monkeypatch):
    """Count the matrices whose norm is taken."""
    taken, norms = [], jacobians.norms

    def counted(stack):
        taken.extend(stack)
        return norms(stack)

    monkeypatch.setattr(jacobians, "norms", counted)
    return taken


def test_a_gain_over_no_step_is_1_and_costs_nothing(random_spec, count_norms):
    found = analyse(random_spec(2, H=3, T=6, loss="sum"))
    assert [found.read("gain", t, t).value for t in range(1, 7)] == [1.0] * 6
    assert found.read("log10_gain", 6, 6).value == 0.0
    assert not count_norms


def test_gains_are_found_as_they_are_asked_for_and_once(random_spec, count_norms):
    found = analyse(random_spec(2, H=3, T=6))
    for k in (1, 1, 6):
        found.read("gain", 6, k)
        found.read("log10_gain", 6, k)
    assert len(count_norms) == 1


@pytest.mark.parametrize("order", [range(1, 13), range(12, 0, -1), [6, 1, 12, 3, 3, 11, 2]], ids=str)
@pytest.mark.parametrize("activation", ["identity", "sigmoid"])
def test_gains_and_powers_do_not_depend_on_the_order_of_asking(order, activation, random_spec, count_norms):
    found = analyse(random_spec(5, H=2, T=12, activation=activation))
    gain, log10_gain, _ = jacobians.gains(found.spec, found.rollout, [12])
    power, log10_power = jacobians.power_norms(found.W_h, 12)
    count_norms.clear()
    for k in order:
        assert found.gain(12, k) == (gain[0, 12 - k], log10_gain[0, 12 - k])
        assert found.power_norm(k) == (power[k - 1], log10_power[k - 1])
    assert len(count_norms) <= 2 * 12


def test_powers_go_on_beyond_the_steps_of_the_network(random_spec):
    found = analyse(random_spec(5, H=1, D=1, O=1, T=2))
    assert found.read("power_norm", 30).value == pytest.approx(abs(found.W_h[0, 0]) ** 30)
    with pytest.raises(ValueError, match="k must satisfy 1 <= k <= 10000, got 10001"):
        found.read("power_norm", 10_001)


def test_exact_zeros_have_no_logarithm(random_spec):
    found = analyse(random_spec(0, H=2, D=1, O=1, T=4, activation="tanh").replace(W_h=[[0.0, 2.0], [0.0, 0.0]]))
    norms, log10_norms = jacobians.power_norms(found.W_h, 4)
    assert norms.tolist() == [2.0, 0.0, 0.0, 0.0]
    assert log10_norms[1] == -math.inf
    assert (found.power_norm(1)[0], found.power_norm(2)) == (2.0, (0.0, -math.inf))
    assert found.read("gain", 4, 1).value == 0.0


def test_the_second_forward_pass_agrees_with_the_first(random_spec):
    spec = random_spec(12, loss="mean")
    parameters = {name: array.astype(complex) for name, array in spec.arrays().items()}
    assert gradcheck.losses(spec, parameters).sum().real == pytest.approx(analyse(spec).loss, rel=1e-12)


def test_numerics_load_neither_manim_nor_sympy_nor_pydantic():
    code = "import sys, rnnanim.numerics; sys.exit(bool({'manim', 'sympy', 'pydantic'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("size", [48, 49, 90])
def test_norms_of_large_matrices_are_singular_values(size):
    stack = np.random.default_rng(0).normal(size=(3, size, size)) * np.array([1.0, 1e-200, 1e200])[:, None, None]
    stack[1, 0, 0] = np.nan
    expected = [np.linalg.norm(stack[0], 2), np.nan, np.linalg.norm(stack[2], 2)]
    np.testing.assert_allclose(jacobians.norms(stack), expected, rtol=1e-13)

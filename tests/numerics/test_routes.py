"""A route is one object: drawn, set as a formula, and multiplied out here in three ways."""

import math
from functools import reduce
from itertools import pairwise

import numpy as np
import pytest
import sympy as sp

from rnnanim.figures import figure
from rnnanim.lesson import load_lesson
from rnnanim.numerics import analyse
from rnnanim.numerics.activations import ACTIVATIONS
from rnnanim.numerics.stations import Station
from rnnanim.numerics.symbolic import SymbolicNetwork

SIZES = [{"D": 1, "H": 1, "O": 1}, {"D": 2, "H": 2, "O": 1}, {"D": 1, "H": 2, "O": 2}]


def routes(found):
    return [
        found.route(weight, t, k)
        for weight in "xhy"
        for t in found.losses
        for k in ([t] if weight == "y" else range(t, 0, -1))
    ]


def evaluator(values, functions):
    """Return a function from an expression to its number; what stands in it several times is worked out once."""
    found = {symbol: float(value) for symbol, value in values.items()}

    def number(expression):
        if expression not in found:
            parts = [number(part) for part in expression.args]
            kind = type(expression)
            if expression.is_Number:
                value = float(expression)
            elif kind.__name__ in functions:
                value = float(functions[kind.__name__](np.array(parts[0])))
            else:
                value = {sp.Add: math.fsum, sp.Mul: math.prod, sp.Pow: lambda two: two[0] ** two[1]}[kind](parts)
            found[expression] = value
        return found[expression]

    return number


SYMBOLIC = [(SIZES[0], loss, phi) for loss in ("last", "sum", "mean") for phi in ("identity", "tanh")]
SYMBOLIC += [(SIZES[1], "last", "tanh"), (SIZES[2], "last", "identity"), (SIZES[2], "mean", "tanh")]


@pytest.mark.parametrize(("sizes", "loss", "phi"), SYMBOLIC, ids=str)
def test_routes_multiply_out_to_the_derivative_of_the_substituted_equations(sizes, loss, phi, random_spec):
    spec = random_spec(1, **sizes, T=3, loss=loss, output_activation=phi, activation="tanh")
    found, network = analyse(spec), SymbolicNetwork(spec)
    functions = {
        name: getattr(ACTIVATIONS[getattr(spec, kind)], name.replace("phi", "sigma"))
        for kind, names in (
            ("activation", ("sigma", "sigma_prime")),
            ("output_activation", ("phi", "phi_prime")),
        )
        for name in names
    }
    number = evaluator(network.values(), functions)
    for weight in "xhy":
        for t in found.losses:
            some = [route for route in routes(found) if (route.weight, route.t) == (weight, t)]
            assert some
            products = [network.multiply(route) for route in some]
            difference = reduce(lambda a, b: a + b, products) - network.derivative(weight, t)
            assert difference.applyfunc(sp.expand) == sp.zeros(*difference.shape)
            for route, product in zip(some, products, strict=True):
                value = np.array([[number(entry) for entry in row] for row in product.tolist()])
                np.testing.assert_allclose(found.path(weight, t, route.k), value, rtol=1e-11, atol=1e-15)


@pytest.mark.parametrize("seed", range(8))
def test_factors_multiply_to_the_contribution_in_the_order_of_the_lesson(seed, random_spec):
    spec = random_spec(seed)
    found = analyse(spec)
    multiplied = 0
    for route in routes(found):
        G = found.path(route.weight, route.t, route.k)
        np.testing.assert_allclose(
            reduce(np.matmul, route.in_lesson_order()), G, rtol=1e-10, atol=1e-14 * np.abs(G).max()
        )
        values = [factor.value.value for factor in route.factors]
        size = route.contribution.value if found.is_scalar else np.linalg.norm(G)
        if all(map(math.isfinite, values)):
            multiplied += 1
            assert math.prod(values) == pytest.approx(size, rel=1e-11, abs=1e-300)
        assert route.factors[-1].running.value == pytest.approx(size, rel=1e-11, abs=1e-300)
    assert multiplied > 0


@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_displayed_values_multiply_to_the_displayed_contribution(sizes, random_spec):
    """Each is rounded to three digits, so n of them agree to n halves of the last."""
    found = analyse(random_spec(9, **sizes, T=3, loss="sum", activation="sigmoid"))
    for route in routes(found):
        shown = [displayed(factor.value.value) for factor in route.factors]
        whole = displayed(route.factors[-1].running.value)
        assert math.prod(shown) == pytest.approx(whole, rel=0.006 * (len(shown) + 1))
        assert displayed(route.span(0, len(shown)).value) == whole


@pytest.mark.parametrize("sizes", [*SIZES, {"D": 3, "H": 5, "O": 2}], ids=str)
@pytest.mark.parametrize("weight", ["x", "h"])
def test_contributions_add_up_to_the_total(sizes, weight, random_spec):
    found = analyse(random_spec(4, **sizes, T=6))
    t = found.spec.T
    parts = [found.read(f"contribution_{weight}", t, k).value for k in range(1, t + 1)]
    total = found.read(f"total_{weight}", t).value
    assert sum(parts) == pytest.approx(total, rel=1e-12)
    assert found.read(f"between_{weight}", t, 2, 4).value == pytest.approx(sum(parts[1:4]), rel=1e-12)
    G = sum(found.path(weight, t, k) for k in range(1, t + 1))
    assert total == pytest.approx(G[0, 0] if found.is_scalar else np.linalg.norm(G), rel=1e-12)


@pytest.mark.parametrize("sizes", [SIZES[0], SIZES[1]], ids=str)
def test_running_products_and_spans_fit_together(sizes, random_spec):
    route = analyse(random_spec(6, **sizes, T=5, loss="last", activation="tanh")).route("h", 5, 2)
    for i, (before, after) in enumerate(pairwise(route.factors), start=1):
        if i < len(route.factors) - 1:
            assert after.running.value == pytest.approx(before.running.value * after.value.value, rel=1e-12)
        assert route.span(0, i).value == pytest.approx(before.running.value, rel=1e-12)
    assert route.span(2, 5).value == pytest.approx(math.prod(f.value.value for f in route.factors[2:5]), rel=1e-12)


def test_stations_and_symbols_follow_the_lesson(random_spec):
    route = analyse(random_spec(0, D=1, H=1, O=1, T=3, loss="last", output_activation="identity")).route("x", 3, 2)
    assert [(f.symbol, f.station) for f in route.factors] == [
        ("frac(partial L_3, partial y_3)", Station.L(3)),
        ("W_y", Station.W_y(3)),
        ("sigma'(z_3)", Station.h(3)),
        ("W_h", Station.W_h(3)),
        ("sigma'(z_2)", Station.h(2)),
        ("x_2", Station.W_x(2)),
    ]
    assert [f.kind for f in route.factors] == ["error", "W_y", "sigma_prime", "W_h", "sigma_prime", "x"]
    other = analyse(random_spec(0, D=2, H=2, O=2, T=3, loss="mean", output_activation="tanh"))
    assert other.route("h", 2, 1).factors[0].symbol == "frac(partial L, partial a_2)"
    assert (other.route("h", 2, 1).factors[-1].symbol, other.route("h", 2, 1).factors[-1].station) == (
        "h_0",
        Station.W_h(1),
    )
    assert [f.station for f in other.route("y", 2, 2).factors] == [Station.L(2), Station.W_y(2)]


@pytest.mark.parametrize("sizes", [SIZES[0], SIZES[1]], ids=str)
def test_the_route_of_W_h_to_step_1_is_exactly_0_without_an_initial_state(sizes, random_spec):
    spec = random_spec(3, **sizes, T=3, loss="last")
    route = analyse(spec.replace(h_0=np.zeros(spec.H))).route("h", 3, 1)
    assert route.contribution.value == route.factors[-1].value.value == route.factors[-1].running.value == 0.0


def test_a_dead_unit_leaves_a_ratio_undefined_and_the_rest_0(random_spec):
    spec = random_spec(3, D=2, H=2, O=1, T=3, loss="last", activation="relu")
    found = analyse(spec.replace(b_h=[-50.0, -50.0]))
    route = found.route("x", 3, 2)
    values = [factor.value.value for factor in route.factors]
    assert values[2] == 0.0
    assert all(map(math.isnan, values[3:5]))
    assert route.contribution.value == found.read("total_x", 3).value == 0.0


def test_there_is_no_route_outside_of_the_losses(random_spec):
    found = analyse(random_spec(0, T=3, loss="last"))
    for weight, t, k in (("x", 2, 1), ("x", 3, 0), ("x", 3, 4), ("y", 3, 2), ("z", 3, 1), ("h", 4, 1)):
        with pytest.raises(ValueError, match="must be"):
            found.route(weight, t, k)


def displayed(value):
    return float(
        figure(value)
        .plain.replace("−", "-")
        .replace(" × 10", "e")
        .translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789"))
    )


def test_the_entries_of_a_route_are_its_vectors_and_at_last_its_gradient(random_spec):
    found = analyse(random_spec(5, D=2, H=3, O=2, T=4, loss="last"))
    for weight, k in (("x", 2), ("h", 3), ("y", 4)):
        route = found.route(weight, 4, k)
        *_, last = (route.entries(i) for i in range(len(route.factors)))
        np.testing.assert_allclose([r.value for r in last], found.path(weight, 4, k).ravel())
        for i, factor in enumerate(route.factors):
            entries = route.entries(i)
            assert np.linalg.norm([r.value for r in entries]) == pytest.approx(factor.running.value)
            assert all(found.again(reading) == reading for reading in entries)


def test_the_angle_of_a_route_is_that_between_its_gradient_and_the_sum():
    analysis = load_lesson(None, ["network.draw.hidden=4"]).analysis
    for weight, total in (("x", analysis.dL_dW_x), ("h", analysis.dL_dW_h)):
        for k in (3, 2):
            path = analysis.path(weight, 3, k)
            cosine = np.sum(path * total) / np.linalg.norm(path) / np.linalg.norm(total)
            assert np.cos(np.radians(analysis.angle(weight, 3, k).value)) == pytest.approx(cosine)
    assert np.isnan(analysis.angle("h", 3, 1).value)  # h_0 is 0, and nothing arrives


def test_what_the_units_bring_adds_up_to_an_output_and_a_matrix_is_read_row_by_row():
    analysis = load_lesson(None, ["network.draw.hidden=3", "network.draw.outputs=2"]).analysis
    for output in (0, 1):
        terms = [reading.value for reading in analysis.drive_terms(2, output)]
        np.testing.assert_allclose(terms, analysis.spec.W_y[output] * analysis.h[2])
    assert [reading.value for reading in analysis.matrix_entries("W_h")] == list(analysis.spec.W_h.ravel())
    for index in ((0, 0, 0), (1, 2, 0), (1, 0, 3)):
        with pytest.raises(ValueError, match="must"):
            analysis.read("drive_y_term", *index)

"""The routes through a grid of states, one by one and in numbers, against brute force and the recursion."""

import itertools
import math

import numpy as np
import pytest

from rnnanim.numerics import analyse
from rnnanim.numerics.grid import Grid
from rnnanim.numerics.grid_routes import count_of_routes, moves_of

PRIME = {
    "tanh": lambda z: 1 / np.cosh(z) ** 2,
    "sigmoid": lambda z: 1 / (2 + np.exp(z) + np.exp(-z)),
    "relu": lambda z: (z > 0) * 1.0,
    "identity": np.ones_like,
}


def brute_force(spec, k, layer):
    """What each route brings, as vectors, and the gradient behind each of its factors."""
    found = analyse(spec)
    lefts, downs = spec.T - k, spec.layers - layer
    ways = sorted(set(itertools.permutations(["down"] * downs + ["left"] * lefts)))
    for way in ways:
        t, n, e = spec.T, spec.layers, found.e[spec.T]
        vectors = [e, e @ spec.W_y]
        for move in way:
            end = "" if n == 1 else f"_l{n}"
            vectors.append(vectors[-1] * PRIME[spec.activation](found.array(f"z{end}")[t]))
            vectors.append(vectors[-1] @ getattr(spec, f"W_h{end}" if move == "left" else f"W_x{end}"))
            t, n = (t - 1, n) if move == "left" else (t, n - 1)
        yield way, vectors


def test_routes_are_numbered_in_one_order_and_counted():
    for lefts, downs in itertools.product(range(5), range(4)):
        all_of_them = [moves_of(n, lefts, downs) for n in range(count_of_routes(lefts, downs))]
        assert all_of_them == sorted(set(itertools.permutations(["down"] * downs + ["left"] * lefts)))


@pytest.mark.parametrize(("layers", "T", "k", "layer"), [(2, 3, 1, 1), (3, 4, 2, 1), (4, 3, 1, 2)])
@pytest.mark.parametrize("sizes", [{"H": 1, "O": 1}, {"H": 3, "O": 2}])
def test_every_route_is_that_of_brute_force(layers, T, k, layer, sizes, stacked_spec, close):
    spec = stacked_spec(layers, 11, T=T, D=2, loss="last", activation="sigmoid", **sizes)
    grid, analysis = Grid(analyse(spec)), analyse(spec)
    known = list(brute_force(spec, k, layer))
    total = sum(vectors[-1] for _, vectors in known)
    assert grid.count(k, layer).value == len(known)
    direction = np.ones(1) if grid.is_scalar else total / np.linalg.norm(total)
    for number, (way, vectors) in enumerate(known):
        assert moves_of(number, T - k, layers - layer) == way
        sizes_ = [v[0] if grid.is_scalar else np.linalg.norm(v) for v in vectors]
        close([grid.running(k, layer, number, i).value for i in range(len(vectors))], sizes_)
        for i, j in itertools.combinations(range(len(vectors) + 1), 2):
            expected = sizes_[j - 1] / (sizes_[i - 1] if i else 1.0)
            assert grid.span(k, layer, number, i, j).value == pytest.approx(expected, rel=1e-9)
        close(grid.contribution(k, layer, number).value, vectors[-1] @ direction, 1e-9)
    parts = [vectors[-1] @ direction for _, vectors in known]
    for first, last in itertools.combinations_with_replacement(range(len(known)), 2):
        np.testing.assert_allclose(
            grid.between(k, layer, first, last).value, sum(parts[first : last + 1]), atol=1e-12 * max(map(abs, parts))
        )
    signed = total[0] if grid.is_scalar else np.linalg.norm(total)
    close(grid.total(k, layer).value, signed)
    own = analysis.array("delta" if layer == 1 else f"delta_l{layer}")[k]
    close(signed, own[0] if grid.is_scalar else np.linalg.norm(own))


def test_what_goes_on_makes_what_arrives(stacked_spec):
    spec = stacked_spec(3, 3, T=4, D=1, H=1, O=1, loss="last")
    grid = Grid(analyse(spec))
    for t, n in itertools.product(range(1, 4), range(1, 3)):
        onward = grid.onward(t + 1, n, "left").value + grid.onward(t, n + 1, "down").value
        assert grid.total(t, n).value == pytest.approx(onward, rel=1e-12)
        slope = analyse(spec).array("sigma_prime" if n == 1 else f"sigma_prime_l{n}")[t, 0]
        assert grid.arrived(t, n).value == pytest.approx(grid.total(t, n).value * slope, rel=1e-9)


def test_a_long_and_high_grid_has_all_its_routes(stacked_spec):
    spec = stacked_spec(4, 3, T=60, D=1, H=1, O=1, loss="last", activation="tanh")
    grid = Grid(analyse(spec))
    count = math.comb(62, 3)
    assert grid.count(1, 1).value == count
    parts = [grid.contribution(1, 1, 0), grid.between(1, 1, 1, count - 2), grid.contribution(1, 1, count - 1)]
    assert sum(part.value for part in parts) == pytest.approx(grid.total(1, 1).value, rel=1e-9)
    small = stacked_spec(2, 3, T=9, D=1, H=1, O=1, loss="last", activation="identity")
    lost = Grid(analyse(small.replace(W_h_l2=[[1e-60]])))
    assert lost.span(1, 2, 0, 2, 18).field == "grid_log10_span"
    assert lost.span(1, 2, 0, 2, 18).value == pytest.approx(-480)


def test_wrong_places_are_named(stacked_spec, random_spec):
    two = analyse(stacked_spec(2, 3, T=3))
    for field, index in (("grid_running", (1, 1, 3, 0)), ("grid_span", (1, 1, 0, 2, 2)), ("grid_delta", (4, 1))):
        with pytest.raises(ValueError, match=r"must lie in|routes to there"):
            two.named(field, *index)
    with pytest.raises(ValueError, match="need layers >= 2, got 1"):
        analyse(random_spec(1)).named("grid_routes", 1, 1)

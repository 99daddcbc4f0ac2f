"""What the routes of all losses add, against loops over the lesson's own equations and against central differences."""

import numpy as np
import pytest

from rnnanim.lesson import load_lesson
from rnnanim.numerics import analyse
from rnnanim.numerics.all_paths import MOST_ROUTES, AllPaths


def brute_force(spec, plain):
    """Return every part by (t, k), and the gradient, from a plain implementation."""
    contributions = {(t, k): G_x for t, k, G_x, *_ in plain(spec)["paths"]}
    gradient = sum(contributions.values())
    if gradient.size == 1 and spec.O == 1:
        return {cell: float(G[0, 0]) for cell, G in contributions.items()}, float(gradient[0, 0])
    size = np.linalg.norm(gradient)
    return {cell: float(np.sum(G * gradient) / size) for cell, G in contributions.items()}, float(size)


@pytest.mark.parametrize("loss", ["sum", "mean"])
@pytest.mark.parametrize("seed", range(20))
def test_parts_and_every_sum_of_them_agree_with_brute_force(seed, loss, random_spec, plain, close):
    spec = random_spec(seed, loss=loss, **({"D": 1, "H": 1, "O": 1} if seed % 4 == 0 else {}))
    parts, total = brute_force(spec, plain)
    found, steps = AllPaths(analyse(spec)), range(1, spec.T + 1)
    largest = max(map(abs, parts.values()))

    def agree(reading, expected):
        assert reading.value == pytest.approx(expected, rel=1e-9, abs=1e-11 * largest)

    for cell, part in parts.items():
        agree(found.part(*cell), part)
    for t in steps:
        agree(found.row(t), sum(part for (row, _), part in parts.items() if row == t))
        agree(found.column(t), sum(part for (_, column), part in parts.items() if column == t))
        agree(found.distance(t - 1), sum(part for (row, column), part in parts.items() if row - column == t - 1))
    agree(found.total, total)
    for sums in (map(found.row, steps), map(found.column, steps), map(found.distance, range(spec.T))):
        assert sum(reading.value for reading in sums) == pytest.approx(total, rel=1e-9, abs=1e-11 * largest)


def test_the_running_example_is_what_its_numbers_say():
    found = AllPaths(load_lesson(None, ["network.loss=sum"]).analysis)
    assert [found.part(3, k).value for k in (3, 2, 1)] == pytest.approx([0.351196050, 0.121377661, 0.057274312], 1e-8)
    assert found.row(3).value == pytest.approx(0.529848022, 1e-8)
    assert found.total.value == pytest.approx(sum(found.column(k).value for k in (1, 2, 3)))


def test_what_the_last_two_losses_share_is_the_slope_of_both_at_the_state_where_they_meet(random_spec):
    spec, step = random_spec(3, D=1, H=1, O=1, T=4, loss="sum", activation="tanh"), 1e-6
    found = AllPaths(analyse(spec))
    assert found.shared(7).value == pytest.approx(found.part(3, 1).value + found.part(4, 1).value)
    h = analyse(spec).rollout.h[3]
    after = [
        analyse(spec.replace(x=spec.x[3:], target=spec.target[3:], h_0=h + way * step)).rollout.loss for way in (1, -1)
    ]
    own = analyse(spec).named("own_entry", 3, 0).value
    assert found.shared(1).value == pytest.approx(own + (after[0] - after[1]) / (2 * step), rel=1e-6)
    with pytest.raises(ValueError, match="1 <= factor < 8"):
        found.shared(0)


def test_the_gradient_of_one_network_is_that_of_small_steps(random_spec):
    spec, step = random_spec(2, D=1, H=1, O=1, T=4, loss="sum", activation="tanh"), 1e-6
    higher, lower = (analyse(spec.replace(W_x=spec.W_x + way * step)).rollout.loss for way in (1, -1))
    assert AllPaths(analyse(spec)).total.value == pytest.approx((higher - lower) / (2 * step), rel=1e-6)


def test_parts_without_a_direction_are_told_from_exact_zeros(random_spec):
    spec = random_spec(1, D=1, H=2, O=1, T=2, loss="sum", activation="identity", output_activation="identity",
                       W_x=[[1.0], [1.0]], W_h=[[0.0, 0.0], [0.0, 0.0]], W_y=[[1.0, 1.0]], b_h=[0, 0], b_y=[0],
                       h_0=[0, 0], x=[[1.0], [1.0]], target=[[1.0], [3.0]])  # fmt: skip
    found = AllPaths(analyse(spec))
    assert found.total.value == 0.0
    assert np.isnan(found.part(1, 1).value)
    assert found.part(2, 1).value == 0.0


def test_what_there_is_not_is_said(random_spec):
    with pytest.raises(ValueError, match='the loss must be "sum" or "mean"'):
        AllPaths(analyse(random_spec(1, loss="last")))
    longest = load_lesson(None, ["network.loss=sum", "network.steps=199"]).analysis
    assert 199 * 200 // 2 <= MOST_ROUTES < 200 * 201 // 2
    assert AllPaths(longest).row(199).value == pytest.approx(0.465332, rel=1e-6)
    with pytest.raises(ValueError, match="T must be at most 199"):
        AllPaths(load_lesson(None, ["network.loss=sum", "network.steps=200"]).analysis)
    found = longest.named
    for field, *index in (("part_x", 1, 2), ("row_x", 0), ("column_x", 200), ("distance_x", 199), ("row_x", 1, 2)):
        with pytest.raises(ValueError, match=r"must satisfy|takes"):
            found(field, *index)

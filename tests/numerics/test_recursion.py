"""The recursion by steps against the lesson's equations, and its cost against a count of what is really multiplied."""

from __future__ import annotations

import mpmath
import numpy as np
import pytest

from rnnanim.lesson import load_lesson
from rnnanim.numerics import analyse
from rnnanim.numerics.recursion import WAYS, Recursion, products

SEEDS = range(24)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_summands_of_each_delta_are_those_of_the_lesson(seed, random_spec, plain, close):
    spec = random_spec(seed)
    analysis, expected = analyse(spec), plain(spec)
    view, delta = Recursion(analysis), expected["backward"]["delta"]
    prime, e = expected["forward"]["sigma_prime"], analysis.e[1:]
    for t in range(1, spec.T + 1):
        own = spec.W_y.T @ e[t - 1]
        after = spec.W_h.T @ (prime[t] * delta[t]) if t < spec.T else np.zeros(spec.H)
        scale = np.abs(delta).max()
        for part, vector in {"own": own, "carried": after, "delta": delta[t - 1]}.items():
            found = [reading.value for reading in view.entries(part, t)]
            np.testing.assert_allclose(found, vector, rtol=0, atol=1e-9 * scale)
            size = vector[0] if spec.H == 1 else np.linalg.norm(vector)
            assert view.size(part, t).value == pytest.approx(size, abs=1e-9 * scale)
        close([r.value for r in view.entries("passed", t)], prime[t - 1] * delta[t - 1])


@pytest.mark.parametrize("seed", SEEDS)
def test_what_the_steps_collect_is_the_gradient_of_the_weight(seed, random_spec, plain):
    spec = random_spec(seed)
    analysis, expected = analyse(spec), plain(spec)
    view, gradient = Recursion(analysis), expected["backward"]["dL_dW_x"]
    size, prime = np.linalg.norm(gradient), expected["forward"]["sigma_prime"]
    steps = range(1, spec.T + 1)
    for t in steps:
        brought = np.outer(prime[t - 1] * expected["backward"]["delta"][t - 1], spec.x[t - 1])
        along = brought[0, 0] if analysis.is_scalar else float((brought * gradient).sum() / size) if size else 0.0
        assert view.collected(t).value == pytest.approx(along, rel=1e-9, abs=1e-9 * size)
    total = sum(view.collected(t).value for t in steps)
    assert total == pytest.approx(view.total.value, rel=1e-9, abs=1e-12)
    assert view.collected_between(1, spec.T).value == pytest.approx(total, rel=1e-12, abs=1e-15)


@pytest.mark.parametrize("loss", ["sum", "mean"])
def test_delta_is_the_sum_of_all_routes_that_pass_its_state(loss):
    analysis = load_lesson(None, [f"network.loss={loss}", "network.steps=6"]).analysis
    for k in range(1, 7):
        passing = sum(analysis.contribution("x", t, k).value for t in range(k, 7))
        assert passing == pytest.approx(Recursion(analysis).collected(k).value, rel=1e-12)


class Counted:
    """A step's Jacobian that counts how often a gradient is multiplied with it."""

    times = 0

    def __init__(self, matrix):
        self.matrix = matrix

    def carry(self, gradient):
        type(self).times += 1
        return self.matrix.T @ gradient


def walked(analysis, way):
    """Return delta by walking the paths with matrices that count, and how often they have been multiplied."""
    spec, T = analysis.spec, analysis.spec.T
    J = {j: Counted(np.diag(analysis.sigma_prime[j]) @ spec.W_h) for j in range(1, T + 1)}
    sent = {t: spec.W_y.T @ analysis.e[t] for t in analysis.losses}
    delta = {k: np.zeros(spec.H) for k in range(1, T + 1)}
    Counted.times = 0
    if way == "scratch":
        for t, first in sent.items():
            for k in range(1, t + 1):
                gradient = first
                for j in range(t, k, -1):
                    gradient = J[j].carry(gradient)
                delta[k] = delta[k] + gradient
    if way == "shared":
        for t, gradient in sent.items():
            delta[t] = delta[t] + gradient
            for j in range(t, 1, -1):
                gradient = J[j].carry(gradient)
                delta[j - 1] = delta[j - 1] + gradient
    if way == "recursion":
        for k in range(T, 0, -1):
            carried = J[k + 1].carry(delta[k + 1]) if k < T else 0.0
            delta[k] = sent.get(k, 0.0) + carried
    return [delta[k] for k in range(1, T + 1)], Counted.times


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("loss", "steps", "counts"),
    [("sum", 20, (1330, 190, 19)), ("last", 20, (190, 19, 19)), ("sum", 3, (4, 3, 2)), ("mean", 1, (0, 0, 0))],
)
def test_the_products_are_those_that_a_walk_over_the_paths_needs(way, loss, steps, counts):
    lesson = load_lesson(None, [f"network.loss={loss}", f"network.steps={steps}", "network.draw.hidden=3"])
    analysis = lesson.analysis
    delta, multiplied = walked(analysis, way)
    np.testing.assert_allclose(delta, analysis.delta[1:], rtol=1e-10, atol=1e-14)
    assert multiplied == counts[WAYS.index(way)] == Recursion(analysis).count(way).value
    assert multiplied == len({*products(analysis.losses, way)})


def test_of_all_losses_the_counts_are_the_formulas():
    for T in range(1, 25):
        counted = [sum(1 for _ in products(range(1, T + 1), way)) for way in WAYS]
        assert counted == [(T**3 - T) // 6, T * (T - 1) // 2, T - 1]


@pytest.mark.parametrize(("hidden", "steps"), [(1, 3), (4, 20)])
def test_what_is_kept_is_every_state_and_preactivation(hidden, steps):
    analysis = load_lesson(None, [f"network.draw.hidden={hidden}", f"network.steps={steps}"]).analysis
    rollout = analysis.rollout
    assert Recursion(analysis).kept.value == rollout.h[1:].size + rollout.z[1:].size
    assert Recursion(analysis).kept_of_a_step.value == rollout.h[1].size + rollout.z[1].size


def test_far_in_the_tails_the_summands_keep_their_digits():
    analysis = load_lesson(None, ["network.x=[[30.0],[40.0]]", "network.W_x=[[1.0]]", "network.loss=sum"]).analysis
    view = Recursion(analysis)
    with mpmath.workdps(40):
        h_1 = mpmath.tanh(30)
        z_2 = 40 + mpmath.mpf(0.6) * h_1
        carried = mpmath.mpf(0.6) * mpmath.sech(z_2) ** 2 * mpmath.tanh(z_2)
    assert view.size("carried", 1).value == pytest.approx(float(carried), rel=1e-12)


def test_every_reading_can_be_read_again():
    for overrides in ([], ["network.draw.hidden=3"]):
        analysis = load_lesson(None, ["network.loss=sum", *overrides]).analysis
        view = Recursion(analysis)
        readings = [
            view.size("own", 2),
            *view.entries("carried", 1),
            view.collected(3),
            view.count("shared"),
            view.kept,
        ]
        assert [analysis.again(reading) for reading in readings] == readings
        with pytest.raises(ValueError, match="t must satisfy 1 <= t <= 3, got 4"):
            view.size("delta", 4)

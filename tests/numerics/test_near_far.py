"""The sum that a gradient is: its terms, how many of the nearest make it, and what kind of sum it is."""

import math

import mpmath
import numpy as np
import pytest

from rnnanim.lesson import load_lesson
from rnnanim.numerics import analyse
from rnnanim.numerics.near_far import NearFar


def sum_of(*overrides, lesson=None, T=20):
    return NearFar(load_lesson(lesson, list(overrides)).with_past(T).analysis)


def test_the_figures_of_the_lesson():
    found = sum_of()
    assert found.total.value == pytest.approx(0.465332005, abs=1e-9)
    assert found.term(1).value == pytest.approx(0.337349238, abs=1e-9)
    assert 10**found.farthest_share.value == pytest.approx(4e-11, rel=0.05)
    assert found.near.value == 4
    assert found.regime == "near"


@pytest.mark.parametrize("seed", range(12))
def test_terms_and_what_they_make_against_sums_of_matrices(seed, plain, random_spec):
    spec = random_spec(seed, loss="last")
    paths = [G for t, _, G, _, _ in plain(spec)["paths"]]  # nearest first
    total, found = sum(paths), NearFar(analyse(spec))
    size, T = np.linalg.norm(total), spec.T
    scalar = spec.D == spec.H == spec.O == 1
    parts = np.array([G.item() if scalar else np.sum(G * total) / size for G in paths])
    tolerance = {"rel": 1e-9, "abs": 1e-9 * max(np.abs(parts).max(), 1e-300)}
    assert [found.term(j).value for j in range(1, T + 1)] == pytest.approx(list(parts), **tolerance)
    assert found.terms(1, T).value == pytest.approx(parts.sum(), **tolerance)
    together = sum(paths[1:], np.zeros_like(total)) if T > 1 else total
    expected = together.item() if scalar else np.linalg.norm(together)
    assert found.stream(min(2, T), T).value == pytest.approx(expected, **tolerance)
    off = [abs(parts[:n].sum() - parts.sum()) > 0.01 * abs(parts.sum()) for n in range(1, T + 1)]
    assert found.near.value == next(n for n in range(1, T + 1) if not any(off[n - 1 :]))
    assert found.percent(1, min(2, T)).value == pytest.approx(100 * parts[:2].sum() / parts.sum(), rel=1e-7)
    if parts[-1]:
        assert 10**found.farthest_share.value == pytest.approx(abs(parts[-1] / parts.sum()), rel=1e-6)
        assert found.log10_term(T).value == pytest.approx(math.log10(abs(parts[-1])), abs=1e-6)


@pytest.mark.parametrize(
    ("overrides", "regime"),
    [
        (["network.W_h=[[3.0]]"], "saturated"),
        (["network.x=[[0.0]]"], "zero"),
        (["network.W_h=[[1.0]]", "network.activation=identity"], "far"),
        (["network.W_h=[[1.5]]", "network.activation=identity"], "far"),
        (["network.W_h=[[-0.9]]"], "far"),
        (["network.W_h=[[-0.6]]"], "near"),
    ],
)
def test_the_regimes(overrides, regime):
    assert sum_of(*overrides).regime == regime


@pytest.mark.parametrize(
    ("preset", "regime"), [("vanishing", "near"), ("holding", "far"), ("exploding", "far"), ("tanh_05", "near")]
)
def test_the_regimes_of_presets(preset, regime):
    assert sum_of(lesson=preset).regime == regime


@pytest.mark.parametrize(
    ("overrides", "so"),
    [
        ([], True),
        (["network.W_h=[[-0.6]]"], False),
        (["network.W_h=[[0.5]]", "network.activation=identity"], False),
    ],
)
def test_whether_saturation_makes_the_sum_shrink(overrides, so):
    assert sum_of(*overrides).shrinks_by_saturation(sum_of(*overrides, T=3)) is so
    assert not sum_of(T=3).shrinks_by_saturation(sum_of(T=3))


def test_terms_far_below_float64_keep_their_logarithm():
    found = sum_of("network.W_h=[[0.01]]", "network.activation=identity", T=300)
    with mpmath.workdps(40):
        weight = mpmath.mpf(0.01)
        h = sum(weight**n for n in range(300)) / 2
        expected = mpmath.log10(h * weight**299)
        share = expected - mpmath.log10(h * sum(weight**n for n in range(300)))
    assert found.term(300).value == 0
    assert found.log10_term(300).value == pytest.approx(float(expected), rel=1e-12)
    assert found.farthest_share.value == pytest.approx(float(share), rel=1e-12)


def test_a_longer_past_ends_with_the_shorter_one():
    for overrides in ([], ["network.x=[[1.0],[2.0],[3.0]]"], ["network.draw.hidden=2", "network.draw.seed=3"]):
        lesson = load_lesson(None, overrides)
        longest = lesson.with_past(20).network
        for T in (1, 2, 3, 7):
            shorter = lesson.with_past(T).network
            assert shorter.T == T
            assert (shorter.x == longest.x[-T:]).all()
            assert (shorter.target == longest.target[-T:]).all()
        assert (lesson.with_past(3).network.x == lesson.network.x).all()

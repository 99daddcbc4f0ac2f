"""NearAndFar: its numbers are sums of products, what it says is true of the network, and it follows every lesson."""

import numpy as np
import pytest
from matrix import first_of
from undrawn import Undrawn

from rnnanim.backend import run_config

# isort: split
from rnnanim.audit.shown import shown
from rnnanim.captions import scene_text
from rnnanim.lesson import load_lesson
from rnnanim.mobjects.network.gradient_strip import DECADES
from rnnanim.scenes.near_far import NearAndFar
from rnnanim.scenes.near_far.growing_past import columns, lengths

from manim import tempconfig

SIGMA = {
    "tanh": (np.tanh, lambda z: 1 / np.cosh(z) ** 2),
    "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda z: 1 / (2 + np.exp(z) + np.exp(-z))),
    "identity": (lambda z: z, np.ones_like),
}


def scene_of(lesson):
    with tempconfig(run_config(pixel_width=128, pixel_height=72, frame_rate=2, dry_run=True)):
        scene = NearAndFar(Undrawn(), lesson=lesson)
        assert scene.cast
        return scene


@pytest.fixture(scope="module")
def cast():
    return scene_of(load_lesson()).cast


def terms_of(spec):
    """Every G[T, k], nearest first, by products of matrices that are made anew for each."""
    sigma, prime = SIGMA[spec.activation]
    z, h = [], [spec.h_0]
    for x in spec.x:
        z.append(spec.W_x @ x + spec.W_h @ h[-1] + spec.b_h)
        h.append(sigma(z[-1]))
    error = spec.W_y @ h[-1] + spec.b_y - spec.target[-1]
    found = []
    for k in range(spec.T, 0, -1):
        vector = spec.W_y.T @ error
        for step in range(spec.T, k, -1):
            vector = spec.W_h.T @ (prime(z[step - 1]) * vector)
        found.append(np.outer(prime(z[k - 1]) * vector, spec.x[k - 1]))
    return found


@pytest.mark.parametrize(
    "overrides",
    first_of(
        [
            ["network.draw.hidden=3", "network.draw.outputs=2", "network.steps=2", "network.max_steps=6"],
            [],
            ["network.draw.hidden=4", "network.steps=5", "network.activation=sigmoid"],
            ["network.draw.hidden=2", "network.draw.seed=5", "network.steps=20", "network.activation=identity"],
        ],
        fast=1,
    ),
)
def test_the_numbers_shown_are_sums_of_products(overrides):
    lesson = load_lesson(None, overrides)
    seen = {key: value for table in shown(NearAndFar, lesson).values() for key, value in table.items()}
    compared = 0
    for T in lengths(lesson):
        prefix = "" if lesson.network.T == T else f"T = {T}."
        terms = terms_of(lesson.with_past(T).network)
        total = sum(terms)
        size = np.linalg.norm(total)
        scalar = total.size == 1 and lesson.network.O == 1
        parts = [float(G.item() if scalar else np.sum(G * total) / size) for G in terms]
        known = {f"total_x[{T}]": total.item() if scalar else size}
        known |= {f"contribution_x[{T}, {T - j}]": part for j, part in enumerate(parts)}
        known |= {f"layer_gradient[{T - j}]": G.item() if scalar else np.linalg.norm(G) for j, G in enumerate(terms)}
        known |= {f"between_x[{T}, 1, {T - n}]": sum(parts[n:]) for n in range(1, T)}
        for key, value in known.items():
            if (found := seen.get(prefix + key)) is not None:
                assert found == pytest.approx(value, rel=1e-9, abs=1e-9 * size)
                compared += 1
    assert compared > 3 * len(lengths(lesson))


def test_the_sum_settles_and_the_near_past_makes_it(cast):
    totals = [sums.total.value for sums in cast.past.sums.values()]
    assert (round(totals[0], 3), round(totals[-1], 3)) == (0.530, 0.465)
    assert abs(np.diff(totals[-8:])).max() < 1e-4 * totals[-1]
    last = cast.past.last
    assert last.terms(1, 4).value > 0.99 * last.total.value > last.terms(1, 3).value
    assert last.terms(5, 20).value == pytest.approx(0.00266267, rel=1e-5)


def test_widths_and_bars_follow_their_numbers(cast):
    strip, bars = cast.strip, cast.bars
    strip.steps = bars.steps = 20.0
    strip.reached = strip.shown = bars.summed = bars.shown = 1.0
    bars.grown = 20.0
    for mobject in (strip.draw(), bars.draw()):
        tags = [part.tag for part in mobject.get_family() if hasattr(part, "tag")]
        told = [pair for tag in tags for pair in zip(tag.readings, tag.sizes, strict=True)]
        ratios = [size / reading.value for reading, size in told if abs(size) > 0.03]
        assert len(ratios) > 4
        assert ratios == pytest.approx([ratios[0]] * len(ratios), rel=0.005)
    strip.steps, strip.reached, strip.shown, bars.grown, bars.summed, bars.shown = 3.0, 0.0, 0.0, 0.0, 0.0, 0.0
    cast.draw()


def test_the_tiles_are_as_bright_as_the_logarithm_of_their_gradient(cast):
    look = cast.layers.look()
    lights = [cast.layers.light(look, j) for j in range(20)]
    gradients = np.array([cast.past.own_weights.gradient(20 - j).value for j in range(20)])
    expected = np.clip(1 + np.log10(gradients / gradients.max()) / DECADES, 0, 1)
    assert lights == pytest.approx(list(expected), abs=1e-12)
    assert sum(light == 0 for light in lights) == cast.past.own_weights.faint(10**DECADES).value == 14


@pytest.mark.parametrize(
    ("overrides", "expected"),
    [([], [3, 20]), (["network.steps=5"], [5, 20]), (["network.steps=8"], [3, 20]), (["network.steps=100"], [3, 100])],
)
def test_the_past_grows_from_what_can_be_drawn_large(overrides, expected):
    found = lengths(load_lesson(None, overrides))
    assert [found[0], found[-1]] == expected
    assert lengths(load_lesson("hundred"))[-1] == 6


def test_every_term_has_a_column():
    for T in (1, 5, 20, 21, 100):
        spans = columns(T)
        assert len(spans) <= 20
        assert [j for first, last in spans for j in range(first, last + 1)] == list(range(1, T + 1))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_there_is_a_sentence_for_every_kind_of_sum(language):
    text = scene_text("NearAndFar", language)
    for regime in ("far", "saturated", "zero"):
        for beat in ("the_sum_settles", "near_and_far", "what_it_means", "into_the_past"):
            assert f"{beat}_{regime}" in text.beats
        assert {f"title_{part}_{regime}" for part in ("sum", "far", "means")} <= set(text.words)


@pytest.mark.parametrize(
    ("overrides", "said"),
    first_of(
        [
            (["network.W_h=[[3.0]]"], "saturated"),
            (["network.x=[[0.0]]"], "zero"),
            (["network.W_h=[[-0.9]]"], "far"),
        ]
    ),
)
def test_what_is_not_so_is_not_said(overrides, said):
    scene = scene_of(load_lesson(None, overrides))
    assert scene.cast.past.last.regime == said
    assert scene.cast.shares.near is None
    assert scene.cast.shares.far is None


def test_the_shares_are_those_of_the_sum(cast):
    shares, net = cast.shares, cast.past.own_weights
    assert shares.count == 4
    terms = [cast.past.last.term(j).value for j in range(1, 21)]
    assert cast.past.last.percent(1, 4).value == pytest.approx(100 * sum(terms[:4]) / sum(terms), rel=1e-12)
    assert round(cast.past.last.percent(1, 4).value, 1) == 99.4
    assert round(cast.past.last.percent(5, 20).value, 1) == 0.6
    assert shares.hardly
    assert net.early(16).value == pytest.approx(100 * net.gradient(16).value / net.gradient(20).value, rel=1e-12)


def test_who_comes_next_is_clear_of_the_first(cast):
    place = cast.places.recurrent
    for count in np.linspace(3.02, 19.98, 60):
        last = int(np.ceil(count)) - 1
        gap = place.x(last - 1, count) - place.x(last, count)
        assert gap > 0.9 * min(2 * place.radius_of(count), place.gap(count))

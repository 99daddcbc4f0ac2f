"""GeneralFormula: what it claims is true of the network shown, and formula and picture stand together."""

from types import SimpleNamespace

import numpy as np
import pytest
from undrawn import Undrawn, shared

from rnnanim.backend import run_config

# isort: split
from rnnanim.errors import InputError
from rnnanim.lesson import load_lesson
from rnnanim.numerics.loss_sensitivities import LossSensitivities
from rnnanim.scenes.general import GeneralFormula
from rnnanim.scenes.general.sensitivity_map import fate_of, steps_of_map
from rnnanim.scenes.general.unrolled_sum import STEPS

from manim import tempconfig


@shared
def scene_of(lesson, *, played=False):
    with tempconfig(run_config(pixel_width=256, pixel_height=144, frame_rate=2, dry_run=True)):
        scene = GeneralFormula(Undrawn(), lesson=lesson)
        if played:
            scene.render()
        assert scene.cast  # built while the frame has this shape
        return scene


def cast_of(*changes, name=None):
    return scene_of(load_lesson(name, changes)).cast


def middle(mobject):
    return float(mobject.get_center()[0])


def test_each_term_stands_under_the_step_at_which_its_route_ends():
    cast = cast_of()
    for k, term in cast.sum.terms.items():
        assert middle(term.label) == pytest.approx(cast.layout.x(k), abs=0.25)
        assert [name for name in term.sources if name != "d"] == [f"J{step}" for step in range(STEPS, k, -1)]


def test_the_signs_of_the_sum_stand_in_gaps_of_one_width():
    sum_ = cast_of().sum
    first, second = (sum_.edges(k + 1)[0] - sum_.edges(k)[1] for k in (1, 2))
    assert first == pytest.approx(second)


@pytest.mark.parametrize("changes", [(), ("network.W_h=[[-0.6]]",), ("network.draw.hidden=3",)])
def test_under_each_term_stands_all_that_it_brings_without_the_plus(changes):
    """Column k holds Σ_{j ≤ k} of the routes to step j: J_3 … J_{k+1} ∂h_k/∂W_x times ∂L_3/∂h_3, no plus on it."""
    cast = cast_of(*changes)
    found = cast.forgotten
    assert sorted(found.cells) == [(1, 1), (1, 2), (1, 3), (2, 2), (2, 3), (3, 3)]
    for (j, k), parts in found.cells.items():
        assert parts[-1].reading == cast.states.analysis.contribution("x", STEPS, j)
        assert float(parts[0].get_left()[0]) < found.columns[k] < float(parts[-1].get_right()[0])
    assert sum(parts[-1].reading.value for parts in found.cells.values()) == pytest.approx(found.wrong.value, rel=1e-12)


def test_the_column_of_a_number_is_the_term_itself():
    """Against h and W alone: term 2 is J_3 ∂h_2/∂W_x, where ∂h_2/∂W_x holds the route to step 1 as well."""
    cast = cast_of()
    net = cast.states.analysis
    slopes, w_h = (1 - net.h[1:, 0] ** 2), net.spec.W_h[0, 0]
    d1 = slopes[0]
    d2 = slopes[1] * (1 + w_h * d1)
    front = float(net.h[STEPS, 0])  # ∂L_3/∂h_3 of the running example, whose target is 0
    terms = {
        1: slopes[2] * w_h * slopes[1] * w_h * d1,
        2: slopes[2] * w_h * d2,
        3: slopes[2] * (1 + w_h * d2),
    }
    for k, term in terms.items():
        column = [parts[-1].reading.value for (_, at), parts in cast.forgotten.cells.items() if at == k]
        assert sum(column) == pytest.approx(front * term, rel=1e-12)
    assert cast.states.passed_on(STEPS).value == pytest.approx(terms[2], rel=1e-12)
    assert cast.states.passed_on(STEPS).value + cast.states.immediate(STEPS).value == pytest.approx(terms[3])


def test_the_lesson_says_what_comes_out_when_the_plus_is_forgotten():
    found = cast_of(name="tanh_09").forgotten
    assert [found.right.value, found.wrong.value] == pytest.approx([0.0797, -0.3016], abs=5e-5)
    assert found.variant == "alone"


@pytest.mark.parametrize(
    ("changes", "variant"),
    [((), ""), (("network.draw.hidden=3",), "along"), (("network.W_h=[[0.0]]",), "same")],
)
def test_the_sentence_about_the_plus_fits_the_numbers(changes, variant):
    found = cast_of(*changes).forgotten
    assert found.variant == variant
    (right, wrong), (other_right, other_wrong) = ([r.value for r in pair] for pair in found.pairs)
    assert (right == wrong) == (variant == "same")
    assert found.sign == ("=" if variant == "same" else "eq.not")
    assert other_right * other_wrong < 0  # "even the sign is wrong"


@pytest.mark.parametrize(
    ("name", "changes", "fate"),
    [
        ("default", (), "fades"),
        ("vanishing", (), "fades"),
        ("holding", (), "holds"),
        ("exploding", (), "grows"),
        (None, ("network.W_h=[[0.0]]",), "fades"),
        (None, ("network.target=[[0.0]]", "network.W_y=[[0.0]]"), ""),
    ],
)
def test_what_is_said_of_the_map_is_true_of_its_network(name, changes, fate):
    log10s = LossSensitivities(load_lesson(name, changes).with_steps(20).analysis).log10s
    assert fate_of(log10s) == fate
    near, far = (10.0**log for log in (log10s[-1, -1], log10s[-1, 0]))
    if fate == "fades":
        assert far <= near / 100
        assert all(np.nanargmax(row) == t for t, row in enumerate(log10s))
    if fate == "grows":
        assert far >= 10 * near


def test_a_bump_away_from_the_diagonal_is_not_called_fading():
    log10s = np.array([[0.0, np.nan, np.nan], [0.5, 0.0, np.nan], [-3.0, -0.5, 0.0]])
    assert fate_of(log10s) == ""
    assert fate_of(np.minimum(log10s, 0.0)) == "fades"


@pytest.mark.parametrize(
    ("name", "changes", "steps"),
    [("default", (), 20), (None, ("network.steps=1",), 20), (None, ("network.steps=30",), 30), ("hundred", (), 6)],
)
def test_the_map_has_twenty_steps_or_those_of_the_lesson_unless_it_allows_fewer(name, changes, steps):
    assert steps_of_map(SimpleNamespace(lesson=load_lesson(name, changes), scene="Talk")) == steps


def test_a_map_of_more_steps_than_have_room_is_refused():
    stage = SimpleNamespace(lesson=load_lesson(None, ["network.steps=501"]), scene="Talk")
    with pytest.raises(InputError, match=r"^Talk: the map has room for 500 steps, got 501; take fewer"):
        steps_of_map(stage)


def test_the_numbers_are_those_of_the_third_step_of_a_longer_lesson():
    short, long = cast_of(), cast_of("network.steps=8")
    assert long.states.analysis is long.stage.analysis
    assert long.states.total(STEPS).value == short.states.total(STEPS).value
    assert long.forgotten.right.value == short.forgotten.right.value


def test_the_end_shows_every_cell_and_nothing_of_what_came_before():
    scene = scene_of(load_lesson(), played=True)
    seen = scene.cast.map
    assert (seen.heat.shown[~np.isnan(seen.found.log10s)] == 1).all()
    assert (seen.heat.lit == 1).all()
    shown = set(map(id, scene.stage.picture.submobjects))
    assert shown == set(
        map(
            id,
            (
                scene.stage.heading,
                seen.formula,
                *seen.name,
                seen.heat,
                seen.key,
                *(part for end in seen.ends for part in end),
            ),
        )
    )

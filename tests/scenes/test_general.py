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
        assert middle(term.label) == pytest.approx(cast.layout.x(k), abs=0.05)
        assert [name for name in term.sources if name != "d"] == [f"J{step}" for step in range(STEPS, k, -1)]


def test_without_the_plus_each_route_has_as_many_threads_as_it_is_counted():
    cast = cast_of()
    ends = [thread.courses[-1][-1][0] for thread in cast.three.threads]
    for k in range(1, STEPS + 1):
        count, number = cast.forgotten.terms[k]
        there = sum(abs(x - cast.layout.x(k)) < cast.layout.pitch / 2 for x in ends)
        assert count.counts == (there,) == (STEPS + 1 - k,)
        assert number.reading.field == "contribution_x"


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
    assert shown == set(map(id, (scene.stage.heading, seen.formula, seen.heat, seen.key, *seen.ends)))

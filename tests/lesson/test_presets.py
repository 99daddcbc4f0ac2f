"""Each preset is measured for what its name says."""

import math

import pytest

from rnnanim import locations
from rnnanim.errors import LessonError
from rnnanim.lesson import PRESETS, load_lesson


def contributions(lesson, weight="x"):
    T = lesson.network.T
    return [lesson.analysis.read(f"contribution_{weight}", T, k).value for k in range(T, 0, -1)]


def test_every_preset_file_is_listed_and_the_other_way_round():
    assert {path.stem for path in locations.asset("presets").glob("*.toml")} == set(PRESETS)


@pytest.mark.parametrize("name", PRESETS)
def test_presets_share_their_frame(name):
    lesson = load_lesson(name)
    network = lesson.network
    assert (1, 2 if name == "non_normal" else 1, 1, 3) == (network.D, network.H, network.O, network.T)
    assert (network.output_activation, network.loss, network.W_y[0, 0], network.b_y[0]) == ("identity", "last", 1, 0)
    assert (lesson.name, lesson.language, lesson.theme, lesson.notices) == (name, "en", "dark", ())
    assert (network.target == network.target[0]).all()


def test_default_is_dominated_by_the_nearest_step():
    near, *far = contributions(load_lesson())
    assert near == pytest.approx(0.351196050, abs=1e-9)
    assert near > sum(far)
    assert contributions(load_lesson(), "h") == pytest.approx([0.228676789, 0.056090700, 0.0], abs=1e-9)


@pytest.mark.parametrize(("name", "per_step"), [("vanishing", 0.5), ("holding", 1.0), ("exploding", 1.5)])
def test_the_exact_family_does_what_it_is_called(name, per_step):
    assert contributions(load_lesson(name)) == [0.25, 0.25 * per_step, 0.25 * per_step**2]
    long = load_lesson(name, ["network.steps=400"]).analysis
    for k in (399, 200, 1):
        expected = (400 - k) * math.log10(per_step)
        assert long.read("log10_gain", 400, k).value == pytest.approx(expected, rel=1e-12, abs=1e-12)
    assert load_lesson(name).analysis.read("e", 3, 0).value == 1.0


def test_hundred_reaches_80_and_1600():
    assert contributions(load_lesson("hundred")) == pytest.approx([0.2, 4.0, 80.0], rel=1e-11)
    assert contributions(load_lesson("hundred", ["network.steps=4"]))[-1] == pytest.approx(1600, rel=1e-11)
    assert contributions(load_lesson("hundred", ["network.steps=6"]))[-1] == pytest.approx(640_000, rel=1e-6)
    assert load_lesson("hundred").analysis.read("W_h", 0, 0).value == 100


@pytest.mark.parametrize(
    "ask", [lambda: load_lesson("hundred", ["network.steps=7"]), lambda: load_lesson("hundred").with_steps(7)]
)
def test_hundred_refuses_more_than_6_steps_with_the_reason(ask):
    with pytest.raises(
        LessonError, match=r"steps must be <= 6 \(network.max_steps\), got 7: .*unstable fixed point"
    ) as refused:
        ask()
    assert "\n" not in str(refused.value)


def test_the_three_tanh_lessons_saturate_more_and_more():
    totals, slopes = [], []
    for name, W_h in (("tanh_05", 0.5), ("tanh_09", 0.9), ("tanh_20", 2.0)):
        lesson = load_lesson(name)
        assert (lesson.network.activation, lesson.network.W_h[0, 0]) == ("tanh", W_h)
        totals.append(sum(abs(c) for c in contributions(lesson)))
        slopes.append(float(lesson.analysis.sigma_prime[2:].max()))
    assert totals == sorted(totals, reverse=True)
    assert slopes == sorted(slopes, reverse=True)
    assert totals[-1] < totals[0] / 40
    _, middle, farthest = contributions(load_lesson("tanh_09"))
    assert abs(farthest) > abs(middle)  # three steps are too few to vanish at 0.9

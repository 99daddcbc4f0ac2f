"""ActivationDerivatives: what it claims of the slopes, what it draws, and that it runs for every kind of lesson."""

import numpy as np
import pytest
from matrix import first_of
from undrawn import Undrawn, shared

from rnnanim.audit.watch import audit
from rnnanim.backend import run_config

# isort: split
from rnnanim.lesson import load_lesson
from rnnanim.mobjects.text.clear_places import passes
from rnnanim.mobjects.text.label import Label
from rnnanim.scenes.derivatives import ActivationDerivatives
from rnnanim.scenes.derivatives.cast import EDGE, REACH, TAIL
from rnnanim.scenes.derivatives.clear_places import lines_on
from rnnanim.scenes.derivatives.own_network import seen_as, ticks_within
from rnnanim.scenes.paths import PathsToWy

from manim import tempconfig

SHAPES = {"16:9": (256, 144), "9:16": (144, 256), "1:1": (144, 144)}


@shared
def run(lesson, *, shape="16:9", rate=2, kind=ActivationDerivatives, **kwargs):
    width, height = SHAPES[shape]
    with tempconfig(run_config(pixel_width=width, pixel_height=height, frame_rate=rate, dry_run=True)):
        scene = kind(Undrawn(), lesson=lesson, **kwargs)
        scene.render()
        return scene


def cast(lesson):
    return ActivationDerivatives(lesson=lesson).cast


@pytest.fixture(scope="module")
def default():
    return run(load_lesson())


@pytest.mark.parametrize("steps", [1, 3, 5, 8])
def test_it_opens_on_the_picture_on_which_the_scene_before_has_closed(steps):
    lesson = load_lesson(None, [f"network.steps={steps}"])
    before, scene = run(lesson, kind=PathsToWy, only=("compare_the_weights",)), cast(lesson)
    assert {n: p.state for n, p in scene.path.net.parts.items()} == {
        n: p.state for n, p in before.cast.net.parts.items()
    }
    threads = [
        [m for m in picture if type(m).__name__ == "ParallelPath"] for picture in (before.stage.picture, scene.path)
    ]
    assert threads[0]
    for one, other in zip(*threads, strict=True):
        np.testing.assert_allclose(one.thread.points, other.thread.points)
    band = next(m for m in before.stage.picture if type(m).__name__ == "ChainRule")
    for one, other in zip(band.columns, scene.path.product.columns, strict=True):
        assert (one.symbol.tone, one.value.tone) == (other.symbol.tone, other.value.tone)
        np.testing.assert_allclose(one.symbol.get_center(), other.symbol.get_center())
    bars = [[row.bar.get_right()[0] for row in panel.rows] for panel in (before.cast.panel, scene.panel)]
    assert bars[0] == pytest.approx(bars[1])


@pytest.mark.parametrize(("name", "bound"), [("sigmoid", 0.25), ("tanh", 1.0)])
def test_the_ceiling_is_reached_at_zero_and_nowhere_else(default, name, bound):
    series, level = default.cast.curves[name].series, default.cast.levels[name]
    assert level.reading.value == bound
    assert series.y.max() == bound
    assert np.flatnonzero(series.y == bound).tolist() == [len(series.x) // 2]
    assert series.x[len(series.x) // 2] == 0


def test_relu_lets_everything_through_or_nothing(default):
    series = default.cast.curves["relu"].series
    assert set(series.y[series.x > 0]) == {1.0}
    assert set(series.y[series.x <= 0]) == {0.0}


def test_the_tail_of_the_sigmoid_is_read_and_not_written(default):
    cast = default.cast
    assert cast.tail_number.reading == cast.others["sigmoid"].read("sigma_prime_at", TAIL)
    assert "0.00665" in default.timeline[2].captions["en"]


@pytest.mark.parametrize("z", [-2.0, 0.0, 1.3])
def test_the_height_below_is_as_long_as_the_rise_of_the_tangent(z):
    scene = cast(load_lesson())
    scene.sliding.fade_in(0).at(0)
    scene.sliding.slide(z, 1.0).at(1.0)
    bold = [
        max(thing.submobjects, key=lambda m: m.stroke_width) for thing in (scene.sliding.tangent, scene.sliding.stem)
    ]
    rise, height = (line.points[-1, 1] - line.points[0, 1] for line in bold)
    assert rise == pytest.approx(height)
    assert rise == pytest.approx(scene.upper.unit[1] * np.exp(-z) / (1 + np.exp(-z)) ** 2)


def test_most_of_the_sweep_is_spent_where_the_slope_changes():
    scene = cast(load_lesson())
    sweep = scene.sliding.slide(EDGE, 1.0, along=scene.sigmoid.series)
    places = []
    for share in np.linspace(0, 1, 101):
        sweep.at(share)
        places.append(scene.sliding.above.x)
    assert np.all(np.diff(places) > 0)
    assert places[-1] == EDGE
    assert np.mean(np.abs(places) < 2) > 0.45


def test_the_slope_is_named_at_both_bars_and_its_run_of_one_under_it():
    scene = cast(load_lesson())
    scene.sliding.fade_in(0).at(0)
    scene.sliding.slide(0.5, 1.0).at(1.0)
    rise, height = scene.sliding.words
    assert all(word.glyphs[0].get_fill_opacity() == 1 for word in (rise, height))
    assert rise.get_left()[0] > scene.sliding.tangent.corner[0]
    one = scene.sliding.tangent.one.label
    assert scene.sliding.above.middle[0] < one.get_center()[0] < scene.sliding.tangent.corner[0]
    assert one.get_top()[1] < scene.sliding.above.middle[1]
    scene.sliding.slide(-4.3, 1.0).at(1.0)
    assert all(word.glyphs[0].get_fill_opacity() == 0 for word in (rise, height))


def test_the_last_picture_holds_the_one_and_the_quarter(default):
    cast, own = default.cast, default.cast.own
    assert cast.levels["tanh"].opacity == cast.quarter.opacity == 1
    assert cast.quarter.reading.value == 0.25
    names = [name.label for name in own.feet.names]
    assert [name.markup for name in names] == ["$z_(1)$", "$z_(2)$", "$z_(3)$"]
    assert names[1].get_left()[0] > names[0].get_right()[0]
    assert names[2].get_left()[0] > names[1].get_right()[0]
    assert len(own.callouts.rows) == 3
    assert all(row.symbol.get_left()[0] - row.dot.middle[0] < 2.0 for row in own.callouts.rows)


def test_the_heights_of_the_network_are_the_slopes_of_its_route(default):
    own = default.cast.own
    factors = {f.step: f.value.value for f in default.cast.path.route.factors if f.kind == "sigma_prime"}
    assert {t: dot.reading.value for (t, _), dot in own.dots.items()} == pytest.approx(factors)
    assert [row.number.reading.value for row in own.callouts.rows] == pytest.approx([0.786448, 0.576020, 0.493440])
    for (t, u), dot in own.dots.items():
        assert dot.x == default.analysis.z[t, u]
        assert dot.middle[1] == pytest.approx(default.cast.lower.point(0, dot.reading.value)[1])


def test_the_slopes_are_carried_back_where_the_band_has_a_column_for_each():
    assert run(load_lesson("exploding"), only=("where_this_network_stands",)).cast.own.links
    for settings in (["network.steps=5"], ["network.draw.hidden=2"]):
        assert not cast(load_lesson(None, settings)).own.links


def test_of_many_steps_some_are_named_and_all_are_drawn():
    scene = run(load_lesson(None, ["network.steps=20"]), only=("where_this_network_stands",))
    own = scene.cast.own
    assert len(own.dots) == 20
    assert own.named_steps == (1, 2, 20)
    assert len(own.callouts.rows) == 3


def test_of_many_units_the_steepest_of_a_step_is_named():
    scene = run(load_lesson(None, ["network.draw.hidden=8"]), only=("where_this_network_stands",))
    assert len(scene.cast.own.dots) == 24
    slopes = scene.analysis.sigma_prime[1:]
    assert [row.number.reading.value for row in scene.cast.own.callouts.rows] == slopes.max(axis=1).tolist()


def test_places_far_out_widen_the_plot():
    scene = run(load_lesson(None, ["network.W_x=[[40]]"]), only=("where_this_network_stands",))
    own = scene.cast.own
    assert own.reach > 40 > REACH
    left, right, *_ = scene.cast.lower.box
    assert own.dots
    assert all(left <= dot.middle[0] <= right for dot in own.dots.values())


RELU, IDENTITY = "network.activation=relu", "network.activation=identity"


@pytest.mark.parametrize(
    "settings",
    [
        [],
        [RELU],
        [RELU, "network.W_x=[[-0.5]]"],
        [RELU, "network.x=[[0.1],[-2],[-1]]"],
        [RELU, "network.x=[[20],[20],[20]]"],
        [RELU, "network.steps=5", "network.W_h=[[-0.9]]"],
        [RELU, "network.draw.hidden=3", "network.steps=4"],
        [
            RELU,
            "network.W_x=[[1,0],[0,1]]",
            "network.W_h=[[0,0],[0,0]]",
            "network.x=[[0.3,-0.7],[-0.2,1.8],[2.1,-0.5],[2.9,0.1],[-3,-1],[0.6,0.6]]",
        ],
        [IDENTITY],
        [IDENTITY, "network.W_h=[[0]]", "network.x=[[-4],[-1],[-6]]"],
        [IDENTITY, "network.W_h=[[0]]", "network.x=[[-5],[-0.5],[5]]"],
    ],
    ids=" ".join,
)
def test_what_is_written_on_the_slope_is_clear_of_dots_and_of_their_lines(settings):
    scene = cast(load_lesson(None, settings))
    own, (_, *quarter) = scene.own, scene.levels_of_own()
    with seen_as(own.plot, own.view):
        words = [own.name, *(level.draw().words for level in quarter), *(level.number for level in quarter)]
        lines = [*lines_on(own.plot, own.dots.values(), own.callouts)]
        assert len(lines) > 2 * len(own.callouts.rows)
        assert not any(passes(points, label, near - 0.02) for points, near in lines for label in words)


def test_words_over_a_level_end_the_lines_that_they_lie_on():
    level = cast(load_lesson()).quarter
    level.fade_in(0).at(0)
    assert [ground.get_center()[0] for ground in level.grounds] == [
        label.get_center()[0] for label in (level.words, level.number)
    ]


def test_rows_of_flat_halves_stay_beside_their_dots_and_over_the_name_of_the_axis():
    own = cast(load_lesson(None, ["network.activation=relu", "network.x=[[1],[-2],[-1]]"])).own
    high, *low = own.callouts.rows
    with seen_as(own.plot, own.view):
        assert high.ends()[1][1] == pytest.approx(high.dot.middle[1])
        assert all(row.ends()[1][1] > own.plot.origin[1] + 0.4 for row in low)


@pytest.mark.parametrize("reach", [3.0, 4.5, 7.3, 52.0, 4000.0])
def test_ticks_are_round_and_in_range(reach):
    ticks = ticks_within(reach)
    assert max(ticks) <= reach
    assert max(ticks) >= 0.4 * reach


@pytest.mark.parametrize(
    "settings",
    first_of(
        [
            [],
            ["network.steps=2"],
            ["network.steps=8"],
            ["network.activation=relu"],
            ["network.activation=sigmoid"],
            ["network.activation=identity"],
            ["network.draw.hidden=2"],
        ],
        fast=1,
    ),
    ids=" ".join,
)
def test_the_audit_finds_nothing(settings):
    report = audit(ActivationDerivatives, ActivationDerivatives.fit(load_lesson(None, settings)))
    assert [problem.what for problem in report.problems] == []


def test_numbers_that_change_with_the_analysis_are_still_traced():
    lesson = ActivationDerivatives.fit(load_lesson())
    report = audit(ActivationDerivatives, lesson, analysis=lesson.analysis.perturbed(0.01))
    assert [problem.what for problem in report.problems if problem.kind in ("number", "scale")] == []


@pytest.mark.parametrize("shape", first_of(SHAPES))
def test_no_text_leaves_the_frame(shape):
    scene = run(load_lesson(), shape=shape)
    left, right, bottom, top = scene.layout.safe
    for label in scene.stage.picture.get_family():
        if isinstance(label, Label) and label.glyphs and label.glyphs[0].get_fill_opacity() > 0:
            assert label.get_left()[0] > left - 0.1, label
            assert label.get_right()[0] < right + 0.1, label
            assert label.get_bottom()[1] > bottom - 0.1, label
            assert label.get_top()[1] < top + 0.1, label


def test_more_places_than_can_be_told_apart_are_one_mobject():
    lesson = load_lesson(None, ["network.draw.hidden=16", "network.steps=20"], 3)
    own = cast(lesson).own
    assert sorted(own.dots) == sorted((t, own.steepest[t]) for t in own.named_steps)
    (crowd,) = own.crowd
    assert len(crowd.places) + len(own.dots) == 16 * 20
    crowd.draw(opacity=1)
    assert len(crowd.submobjects) < 5

"""Plots: numbers and places follow from each other, and curves, dots and tangents say what they draw."""

from dataclasses import replace

import numpy as np
import pytest

from rnnanim import backend  # noqa: F401  # prepares manim

# isort: split
from rnnanim.lesson import load_lesson
from rnnanim.mobjects.base.motion import tint
from rnnanim.mobjects.base.shapes import dashes
from rnnanim.mobjects.charts.curve import Curve, Dot
from rnnanim.mobjects.charts.plot import Plot
from rnnanim.mobjects.charts.tangent import Level, Tangent
from rnnanim.mobjects.text.words import words
from rnnanim.scenes.derivatives.callouts import FootNames
from rnnanim.theme import load_theme

THEME = load_theme("dark")
BOX = (-3.0, 3.0, 2.0, -1.0)


@pytest.fixture
def analysis():
    return load_lesson().analysis


@pytest.fixture
def plot():
    return Plot(THEME, BOX, (-3, 3), (-0.5, 1), names=("z", "tanh z"), x_ticks=(-2, 2), y_ticks=(1,))


def test_numbers_have_places_in_the_box(plot):
    assert plot.point(-3, -0.5) == pytest.approx((-3, -1))
    assert plot.point(3, 1) == pytest.approx((3, 2))
    assert plot.unit == pytest.approx((1, 2))
    assert plot.origin == pytest.approx((0, 0))


def test_the_axes_cross_at_the_edge_where_zero_is_out_of_range():
    assert Plot(THEME, BOX, (1, 2), (1, 2)).origin == pytest.approx((-3, -1))


def test_axes_arrive_and_leave(plot):
    plot.create(1.0).at(0.4)
    grown = plot.rules.width
    plot.create(1.0).at(1.0)
    assert 0 < grown < plot.rules.width == pytest.approx(6)
    plot.fade_out(1.0).at(1.0)
    assert all(label.glyphs[0].get_fill_opacity() == 0 for label in plot.labels)


def test_a_curve_is_traced_up_to_where_it_has_come(plot, analysis):
    curve = Curve(plot, analysis.curve("sigma_at", -3, 3), reached=-3)
    assert curve.submobjects == []
    curve.trace(1.5, 1.0).at(1.0)
    end = curve[0].points[-1]
    assert end[:2] == pytest.approx(plot.point(1.5, np.tanh(1.5)), abs=1e-3)
    assert curve[0].tag.kind == "curve"
    assert curve[0].tag.series is curve.series


def test_a_curve_is_tinted_as_a_label_is_and_fades(plot, analysis):
    curve = Curve(plot, analysis.curve("sigma_at", -3, 3))
    tint(1.0, "low", curve).at(1.0)
    assert (curve.tone, curve[0].get_stroke_color().to_hex()) == ("low", THEME.colour.low)
    curve.fade_out(1.0).at(0.5)
    assert 0 < curve[0].get_stroke_opacity() < 1
    curve.fade_out(1.0).at(1.0)
    assert curve.submobjects == []
    curve.fade_in(1.0).at(1.0)
    assert curve[0].get_stroke_opacity() == 1


def test_ticks_change_half_way_to_another_view(plot):
    goal = replace(plot.view, x=(-6, 6))
    old, cue = [label for _, label in plot.x_ticks], plot.reshape(1.0, goal, x_ticks=(-4, 4))
    cue.at(0.4)
    assert [value for value, _ in plot.x_ticks] == [-2, 2]
    cue.at(1.0)
    assert plot.view == goal
    assert [value for value, _ in plot.x_ticks] == [-4, 4]
    assert not set(old) & set(plot.submobjects)
    assert all(label.glyphs[0].get_fill_opacity() == 1 for label in plot.labels)


def test_the_number_of_a_tick_goes_where_the_tick_leaves_the_box(plot):
    (_, one), *_ = plot.y_ticks
    cue = plot.reshape(1.0, replace(plot.view, y=(-0.5, 0.5)), y_ticks=())
    cue.at(0.3)
    assert plot.point(0, 1)[1] > plot.box[2] + 0.2
    assert one.glyphs[0].get_fill_opacity() == 0


def test_no_line_is_drawn_across_a_step(plot):
    relu = load_lesson(None, ["network.activation=relu"]).analysis
    curve = Curve(plot, relu.curve("sigma_prime_at", -3, 3))
    heights = curve[0].points[:, 1]
    assert set(np.round(heights, 6)) == {0.0, 2.0}
    assert len(curve[0].get_subpaths()) == 2


def test_a_dot_slides_on_its_curve_and_says_its_height(plot, analysis):
    dot = Dot(plot, lambda z: analysis.read("sigma_at", z), 0.0, guides="xy")
    dot.slide(1.0, 1.0).at(1.0)
    tag = dot.submobjects[-1].tag
    assert tag.readings == (analysis.read("sigma_at", 1.0),)
    assert tag.sizes == pytest.approx((2 * np.tanh(1.0),))
    assert dot.middle == pytest.approx(plot.point(1.0, np.tanh(1.0)))
    assert dot.submobjects[-1].get_center()[:2] == pytest.approx(dot.middle)


def test_a_dot_at_a_number_of_the_network_says_its_place_too(plot, analysis):
    dot = Dot(plot, lambda z: analysis.read("h", 2, 0), analysis.read("z", 2, 0), guides="y")
    assert dot.submobjects[0].tag.readings == (analysis.read("z", 2, 0),)
    assert dot.submobjects[0].tag.sizes == pytest.approx((analysis.read("z", 2, 0).value,))


@pytest.mark.parametrize("z", [-2.0, 0.0, 0.7])
def test_a_tangent_is_as_steep_as_the_slope_and_always_as_long(plot, analysis, z):
    dot = Dot(plot, lambda z: analysis.read("sigma_at", z), z)
    tangent = Tangent(plot, dot, lambda z: analysis.read("sigma_prime_at", z), length=1.2)
    a, b = tangent[0].points[0], tangent[0].points[-1]
    assert np.hypot(*(b - a)[:2]) == pytest.approx(1.2)
    assert (b - a)[1] / (b - a)[0] == pytest.approx(2 / np.cosh(z) ** 2)
    assert ((a + b) / 2)[:2] == pytest.approx(dot.middle)


def test_a_tangent_follows_its_dot(plot, analysis):
    dot = Dot(plot, lambda z: analysis.read("sigma_at", z), 0.0)
    tangent = Tangent(plot, dot, lambda z: analysis.read("sigma_prime_at", z))
    dot.slide(2.0, 1.0).at(1.0)
    tangent.draw()
    assert dot.x == 2.0
    assert tangent.reading.index == (2.0,)
    a, b = tangent[0].points[[0, -1]]
    assert np.cross(b - a, np.array([*dot.middle, 0]) - a) == pytest.approx(0, abs=1e-9)


def test_a_step_may_be_shown_by_a_dotted_riser(plot):
    lesson = load_lesson(None, ["network.activation=relu"])
    curve = Curve(plot, lesson.analysis.curve("sigma_prime_at", -3, 3), risers=True)
    line, riser = curve.submobjects
    assert (line.tag.kind, riser.tag.kind) == ("curve", "line")
    assert np.ptp(riser.points[:, 0]) == pytest.approx(0, abs=1e-9)
    assert riser.points[0, 1] == pytest.approx(plot.point(0, 0)[1])
    assert riser.points[-1, 1] == pytest.approx(plot.point(0, 1)[1], abs=0.1)


def test_lines_come_into_sight_with_the_range(plot):
    plot.reshape(1.0, replace(plot.view, y=(-0.5, 3.0)), lines=(2,)).at(1.0)
    assert plot.lines == (2,)
    assert any(np.allclose(rule.points[:, 1], plot.point(0, 2)[1]) for rule in plot.rules)


def test_the_words_of_a_level_stand_where_they_are_put(plot, analysis):
    level = Level(plot, analysis.read("sigma_prime_bound"), words(THEME, "at most"), aside=0.6)
    assert level.words.get_left()[0] == pytest.approx(0.6, abs=0.05)
    assert level.restyle("mute").words.get_left()[0] == pytest.approx(-3 + 0.16, abs=0.05)
    assert level.number.tone == "mute"


def test_names_under_drop_lines_fan_out_in_their_order_and_keep_ticks_away(plot, analysis):
    dots = [Dot(plot, lambda z: analysis.read("sigma_prime_at", z), z) for z in (0.78, 0.89, 0.89)]
    feet = FootNames([(f"z_({t})", dot) for t, dot in enumerate(dots, 1)])
    middles = [float(name.label.get_center()[0]) for name in feet.names]
    assert middles == sorted(middles)
    assert min(np.diff(middles)) > max(name.label.width for name in feet.names)
    assert feet.room_for((-2, -1, 1, 2.5)) == (-2, -1, 2.5)
    feet.names[0].fade_in(1.0).at(1.0)
    assert [len(name.leader) for name in feet.names] == [1, 0, 0]


def test_dashes_begin_and_end_at_the_ends():
    pieces = dashes((0, 0), (0, 1))
    assert pieces[0][0] == pytest.approx((0, 0))
    assert pieces[-1][-1][1] <= 1
    assert dashes((0, 0), (0, 0.01)) == []

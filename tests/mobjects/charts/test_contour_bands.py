"""Contour bands: they cover the box without a gap, lie where the function says, and bunch where it has a cliff."""

import numpy as np
import pytest

from rnnanim.backend import run_config

# isort: split
from rnnanim.mobjects.charts.colour_scale import ColourScale
from rnnanim.mobjects.charts.contour_bands import ContourBands
from rnnanim.mobjects.charts.contour_lines import area, contour
from rnnanim.mobjects.charts.data import Surface
from rnnanim.mobjects.charts.markers import Dots, StepArrow
from rnnanim.numerics import Reading
from rnnanim.theme import load_theme

from manim import CairoRenderer, Scene, tempconfig

BOX = (-5.0, 1.0, 2.0, -2.0)
X, Y = np.linspace(-3, 3, 121), np.linspace(-2, 2, 81)
LEVELS = (1.0, 2.0, 3.0, 4.0, 5.0)


def surface(function=lambda x, y: x**2 + y**2):
    return Surface("f", X, Y, np.broadcast_to(function(X[None], Y[:, None]), (81, 121)).astype(float))


def bands(function=lambda x, y: x**2 + y**2, levels=LEVELS, theme="dark", law="linear", **keywords):
    found = surface(function)
    heights = np.log10(found.values) if law == "log" else found.values
    scale = ColourScale(load_theme(theme), (3, 3.3, 2, -2), heights.flat, name="f", law=law, tone="loss", steps=levels)
    return ContourBands(load_theme(theme), BOX, found, scale, **keywords)


def enclosed(shape):
    """Return the area of the outlines of a mobject."""
    corners = shape.points[::4, :2]
    jumps = np.abs(shape.points[4::4, :2] - shape.points[3:-1:4, :2]).max(axis=1) > 1e-9
    return area(np.split(corners, 1 + np.flatnonzero(jumps)))


# marching squares


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("level", [-0.5, 0.0, 0.25, 1.5])
def test_above_and_below_a_level_cover_the_grid(seed, level):
    values = np.random.default_rng(seed).normal(size=(81, 121))
    over, under = contour(X, Y, values, level), contour(X, Y, -values, -level)
    assert area(over.rings) + area(under.rings) == pytest.approx(24)
    assert all(len(ring) > 2 for ring in over.rings)


def test_a_circle_has_the_area_of_a_circle():
    found = contour(X, Y, -(X[None] ** 2 + Y[:, None] ** 2), -2.25)
    assert area(found.rings) == pytest.approx(np.pi * 2.25, rel=1e-3)
    (line,) = found.lines
    assert np.hypot(*line.T) == pytest.approx(np.full(len(line), 1.5), abs=1e-3)
    assert np.array_equal(line[0], line[-1])


def test_a_hole_runs_the_other_way_round():
    found = contour(X, Y, X[None] ** 2 + Y[:, None] ** 2, 2.25)
    assert len(found.rings) == 2
    assert area(found.rings) == pytest.approx(24 - np.pi * 2.25, rel=1e-3)
    assert sorted(np.sign(area([ring])) for ring in found.rings) == [-1, 1]


def test_lines_leave_out_the_border():
    found = contour(X, Y, np.broadcast_to(X, (81, 121)), 0.5)
    (line,) = found.lines
    assert line[:, 0] == pytest.approx(np.full(len(line), 0.5))
    assert sorted([line[0, 1], line[-1, 1]]) == [-2, 2]


@pytest.mark.parametrize(("level", "rings", "covered"), [(-1.0, 1, 24.0), (9.0, 0, 0.0)])
def test_a_level_outside_of_all_heights(level, rings, covered):
    found = contour(X, Y, np.zeros((81, 121)), level)
    assert (len(found.rings), found.lines) == (rings, [])
    assert area(found.rings) == pytest.approx(covered)


def test_what_is_not_a_number_is_lower_than_any_level_and_infinity_higher():
    values = np.zeros((81, 121))
    values[:, :40], values[:, 80:] = np.nan, np.inf
    found = contour(X, Y, values, 1.0)
    assert all(np.isfinite(ring).all() for ring in found.rings)
    assert area(found.rings) == pytest.approx(4 * 2.0, abs=0.3)


# bands


def test_each_band_is_one_mobject_and_they_cover_the_box():
    found = bands()
    assert len(found.bands) == len(LEVELS) + 1
    areas = [enclosed(band) for band in found.bands]
    assert areas[0] == pytest.approx(24)
    assert areas == sorted(areas, reverse=True)
    assert areas[1] == pytest.approx(24 - np.pi, rel=1e-3)  # a unit of x and y is one scene unit
    assert len({str(band.get_fill_color()) for band in found.bands}) == 6


def test_no_background_is_seen_between_two_bands():
    found = bands(lambda x, y: np.sin(3 * x) * np.cos(2 * y) + x / 3, levels=(-0.8, -0.3, 0.2, 0.7, 1.2))
    found.lines.submobjects = []
    shot = []

    class Picture(Scene):
        def construct(self):
            self.add(found.bands)
            self.renderer.update_frame(self)
            shot.append(self.renderer.get_frame()[..., :3].astype(int))

    with tempconfig(run_config(pixel_width=640, pixel_height=360, frame_rate=2, dry_run=True)):
        scene = Picture(CairoRenderer())
        scene.camera.background_color = "#00FF00"
        scene.render()
    (pixels,) = shot
    left, right, top, bottom = (round(v) for v in (320 - 5 * 45, 320 + 45, 180 - 2 * 45, 180 + 2 * 45))
    inside = pixels[top + 1 : bottom - 1, left + 1 : right - 1]
    assert pixels[5, 5].tolist() == [0, 255, 0]
    assert (inside[..., 1] <= inside[..., 0] + 12).all()  # no green, not even at an edge that is half covered


def test_a_cliff_is_a_bunch_of_lines():
    found = bands(lambda x, y: 6 / (1 + np.exp(-20 * (x - 0.5))) + 0 * y)
    lines = [line.points[:, 0] for line in found.lines]
    at = [x.mean() for x in lines]
    assert len(at) == 5
    assert np.ptp(at) < 0.2  # all heights within a thirtieth of the width
    assert at == sorted(at)


def test_a_height_is_written_on_its_line_which_makes_room_for_it():
    found = bands()
    assert len(found.level_names) >= 3
    for step, label in found.level_names.items():
        assert label.markup == f"${LEVELS[step - 1]:.0f}$"
        x, y = label.get_center()[:2]
        assert np.hypot(x + 2, y) == pytest.approx(LEVELS[step - 1] ** 0.5, abs=0.03)
        for line in found.lines:
            inside = np.abs(line.points[:, :2] - (x, y)) < np.array([label.width, label.height]) / 2
            assert not inside.all(axis=1).any()


def test_names_keep_away_from_the_way():
    free = next(iter(bands().level_names.values())).get_center()
    where = tuple(free[:2] - bands().point(0, 0))
    kept = bands(keep_clear=[where])
    for label in kept.level_names.values():
        reach = np.abs(label.get_center() - free)[:2] - [label.width / 2, label.height / 2]
        assert reach.max() > 0


def test_at_a_cliff_no_name_is_squeezed_in():
    found = bands(lambda x, y: 6 / (1 + np.exp(-20 * (x - 0.5))) + 0 * y)
    assert found.level_names == {}
    assert [size for size, _ in found.scale.names] == list(LEVELS)


def test_levels_may_be_powers_of_ten():
    found = bands(lambda x, y: 10 ** (x - 0 * y), levels=(-2.0, -1.0, 0.0, 1.0), law="log")
    at = [line.points[:, 0].mean() for line in found.lines]
    assert at == pytest.approx([found.point(level, 0)[0] for level in (-2, -1, 0, 1)], abs=1e-6)
    assert next(iter(found.level_names.values())).markup == "$10^(-2)$"


def test_a_scale_without_steps_is_refused():
    smooth = ColourScale(load_theme(), (3, 3.3, 2, -2), [0.0, 1.0], name="f", law="linear")
    with pytest.raises(ValueError, match="must have steps"):
        ContourBands(load_theme(), BOX, surface(), smooth)
    with pytest.raises(ValueError, match="must have shape"):
        Surface("f", X, Y, np.zeros((3, 3)))


def test_bands_come_from_the_lowest_up_and_leave():
    found = bands()
    found.arrive(1.0).at(0.5)
    assert 2 <= len(found.bands) <= 4
    assert 0 < len(found.lines) < len(found.bands)
    found.arrive(1.0).at(1.0)
    assert len(found.bands) == 6
    found.leave(1.0).at(1.0)
    assert len(found.bands) == len(found.lines) == len(found.frame) == 0


def test_check_is_told_heights_of_each_band():
    found = bands()
    readings = [reading for band in found.bands for reading in band.tag.readings]
    assert 100 < len(readings) <= 200
    for band, (low, high) in zip(found.bands, zip((-1, *LEVELS), (*LEVELS, 99), strict=True), strict=True):
        assert all(low <= reading.value < high for reading in band.tag.readings)
        assert band.tag.sizes == pytest.approx([r.value * 4 / 13 for r in band.tag.readings])
    assert all(reading.value == pytest.approx(sum(n**2 for n in reading.index)) for reading in readings)


# what stands on it


def test_dots_and_arrows_stand_at_their_numbers_and_follow_the_chart():
    found = bands()
    x, y = Reading("W_h", (0, 0), 1.5), Reading("b_h", (0,), -0.5)
    dot, arrow = Dots(found, [(x, y)], tone="ink"), StepArrow(found, (1.5, -0.5), (x, y))
    assert dot.middle(0) == pytest.approx((-0.5, -0.5))
    assert [part.tag.readings for part in dot] == [(x,), (y,)]
    assert [part.tag.sizes for part in dot] == [(1.5,), (-0.5,)]
    found.shift((1.0, 0.5, 0)).draw()
    dot.draw()
    assert dot.middle(0) == pytest.approx((0.5, 0.0))
    assert dot[0].get_center()[:2] == pytest.approx((0.5, 0.0))
    assert arrow.ends[0] == pytest.approx((0.5, 0.0))
    assert found.bands[0].get_center()[:2] == pytest.approx((-1.0, 0.5))


def test_a_dot_walks_straight_to_other_numbers():
    dot = Dots(bands(), [(0.0, 0.0)])
    goal = Reading("W_h", (0, 0), 2.0), 1.0
    walk = dot.move(0, goal, 1.0)
    walk.at(0.0)
    walk.at(0.5)
    assert dot.middle(0) == pytest.approx((-1.0, 0.5))
    walk.at(1.0)
    assert dot.places == (goal,)


def test_a_clipped_step_is_shorter_and_not_turned():
    chart = bands()
    whole, clipped = StepArrow(chart, (0, 0), (2.0, 1.0), spent=1.0), StepArrow(chart, (0, 0), (1.0, 0.5))
    a, b = (arrow.submobjects[-1].points[:, :2] for arrow in (whole, clipped))
    tips = [points[np.argmax(points @ [2.0, 1.0])] - chart.point(0, 0) for points in (a, b)]
    assert tips[0] == pytest.approx((2, 1))
    assert tips[1] == pytest.approx((1, 0.5))
    assert not [part for part in whole if part.tag.kind == "glow"]
    assert [part for part in clipped if part.tag.kind == "glow"]


def test_a_step_that_flies_off_ends_open_at_the_edge():
    arrow = StepArrow(bands(), (2.0, 0.0), (9.0, 0.0))
    assert arrow.leaves
    body = arrow.submobjects[-1]
    assert body.get_right()[0] == pytest.approx(BOX[1])
    assert body.height == pytest.approx(0.15)  # a shaft without a head
    arrow.grow(1.0).at(0.0)
    assert arrow.submobjects == []
    assert not StepArrow(bands(), (2.0, 0.0), (2.5, 0.0)).leaves
    assert not StepArrow(bands(), (2.0, 0.0), (2.0, 1.0)).leaves

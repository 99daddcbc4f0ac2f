"""The outlines of a ribbon: as few points as its edges need, and edges that are where the width says."""

import numpy as np
import pytest

from rnnanim.mobjects.base.geometry import Polyline
from rnnanim.mobjects.flow import ribbon
from rnnanim.mobjects.flow.gradient_flow import GradientFlow
from rnnanim.mobjects.flow.ribbon import Stretch, pinched, station_width
from rnnanim.numerics import Reading
from rnnanim.theme import load_theme

THEME = load_theme("dark")
LINE = Polyline([(5, 2), (3, 2), (3, 0), (-5, 0)])
WIDTH = station_width(THEME, 1.0, [(2.0, 0.5), (4.5, 0.3), (7.5, 0.05)], 0.8)


def off_the_edge(points, edge):
    """Return how far the farthest of some points lies from a polyline."""
    a, way = edge[:-1], np.diff(edge, axis=0)
    share = np.clip(((points[:, None] - a) * way).sum(2) / np.maximum((way**2).sum(1), 1e-18), 0, 1)
    gaps = np.linalg.norm(points[:, None] - a - share[:, :, None] * way, axis=2)
    return gaps.min(axis=1).max()


@pytest.fixture
def dense(monkeypatch):
    monkeypatch.setattr(ribbon, "STRAIGHT", -1.0)  # every sample bends
    return Stretch(LINE, WIDTH, 0.3, LINE.length - 0.2)


def test_points_that_an_edge_runs_straight_through_are_left_out(dense, monkeypatch):
    monkeypatch.undo()
    sparse = Stretch(LINE, WIDTH, 0.3, LINE.length - 0.2)
    assert len(sparse.middle) < len(dense.middle) / 2
    for whole, few in zip(dense.banks(), sparse.banks(), strict=True):
        assert off_the_edge(whole, few) < 1e-3  # a tenth of a pixel at 720p
        assert off_the_edge(few, whole) < 1e-3


def test_the_light_reaches_as_far_on_all_sides_and_round_the_corners_of_the_ends():
    stretch = Stretch(LINE, WIDTH, 0.3, 1.5)  # straight, and as wide all the way
    outline, half, reach = stretch.aura(0.2), float(stretch.half[0, 0]), 0.2
    (left, right), (top, bottom) = (
        (outline[:, 0].min(), outline[:, 0].max()),
        (outline[:, 1].max(), outline[:, 1].min()),
    )
    assert (right, left) == pytest.approx((5 - 0.3 + reach, 5 - 1.5 - reach))
    assert (top, bottom) == pytest.approx((2 + half + reach, 2 - half - reach))
    corner = np.array([5 - 0.3, 2 + half, 0])
    near = outline[(outline[:, 0] >= corner[0]) & (outline[:, 1] >= corner[1])]
    assert np.linalg.norm(near - corner, axis=1) == pytest.approx(np.full(len(near), reach))
    assert len(near) >= 5
    assert np.array_equal(outline[0], outline[-1])


def test_inside_of_a_rounded_corner_a_wide_edge_and_its_light_are_those_of_a_sharp_one():
    """Points beyond the centre of the corner would turn back, and what they enclose would be cut out of the ribbon."""
    line = Polyline([(3, 3), (3, 0), (-3, 0)])  # rounded round (2.58, 0.42)
    even = Stretch(line, station_width(THEME, 1.0, [], 1.0), 0.0, line.length)
    sharp = np.array([[2.5, 3, 0], [2.5, 0.5, 0], [-3, 0.5, 0]])
    assert off_the_edge(even.banks()[1], sharp) < 1e-9
    lit = even.aura(0.2)
    inside = lit[(lit[:, 0] < 3) & (lit[:, 1] > 0) & (abs(lit[:, 0]) < 2.9) & (lit[:, 1] < 2.9)]
    assert off_the_edge(inside, np.array([[2.3, 3, 0], [2.3, 0.7, 0], [-3, 0.7, 0]])) < 1e-9
    narrow = Stretch(line, station_width(THEME, 0.5, [], 1.0), 0.0, line.length)
    assert np.linalg.norm(narrow.banks()[1] - narrow.middle, axis=1) == pytest.approx(0.25, abs=2e-3)


def test_each_leg_keeps_its_own_width_up_to_a_corner_at_which_the_width_changes():
    line = Polyline([(3, 3), (3, 0), (-3, 0)])
    changes = Stretch(line, station_width(THEME, 0.8, [(line.nearest(3, 0), 0.2)], 1.0), 0.0, line.length)
    assert off_the_edge(changes.banks()[1], np.array([[2.6, 3, 0], [2.6, 0.1, 0], [-3, 0.1, 0]])) < 1e-3


def test_a_ribbon_narrows_to_pass_under_a_tile_and_has_its_own_width_where_it_is_measured():
    width = pinched(station_width(THEME, 1.0, [(2.0, 0.6)], 0.5), [2.0], 0.38, 0.24)
    s = np.array([2.0 - 0.475, 1.77, 2.0, 2.23, 2.475])
    assert width(s) == pytest.approx([0.5, 0.38, 0.38, 0.3, 0.3], abs=2e-3)


def test_what_check_is_told_of_a_ribbon_beside_a_tile_is_its_whole_width():
    stations = [(0.0, Reading("h", (1, 0), 0.3)), (1.0, Reading("h", (2, 0), 0.5)), (1.79, Reading("h", (3, 0), 0.5))]
    flow = GradientFlow(THEME, Polyline([(3, 0), (0, 0)]), stations, 1.0, covered=([1.0], 0.38, 0.48))
    assert flow.width_at(1.0) == pytest.approx(0.38)
    assert [size for _, size in flow._measures(0.0, 3.0)] == pytest.approx([0.3, 0.5, 0.5])

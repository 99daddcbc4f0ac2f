"""The plane under a matrix: what is drawn is where the matrix takes it."""

import numpy as np
import pytest

from rnnanim.lesson import load_lesson
from rnnanim.mobjects.charts.bracketed_matrix import BracketedMatrix
from rnnanim.mobjects.charts.linear_map import LinearMap, MapImage
from rnnanim.mobjects.charts.log_axis import LogAxis
from rnnanim.mobjects.charts.log_line import LogLine
from rnnanim.mobjects.charts.straight import arrow, clipped
from rnnanim.numerics import Reading
from rnnanim.numerics.matrix_powers import MatrixPowers
from rnnanim.theme import load_theme

BOX = (-6.0, 6.0, 2.5, -2.5)


@pytest.fixture
def theme():
    return load_theme("dark")


def image(k):
    powers = MatrixPowers(load_lesson("non_normal").analysis)
    return MapImage(powers.entries(k), [powers.singular_value(k, i) for i in (0, 1)])


def tagged(plane, kind, tone):
    return [part for part in plane.family_members_with_points() if (part.tag.kind, part.tag.tone) == (kind, tone)]


def test_one_unit_is_as_long_upwards_and_what_it_is_to_hold_is_inside(theme):
    plane = LinearMap(theme, BOX, (3.0, 1.0))
    assert plane.unit == (2.0, 2.0)
    assert plane.point(3.0, 1.0) == (6.0, 2.0)


def test_on_the_way_every_tip_goes_straight_and_ends_where_the_matrix_takes_it(theme):
    plane, goal = LinearMap(theme, BOX, (3.0, 1.2)), image(2)
    cue = plane.become(goal, 1.0)
    cue.at(0.5)
    np.testing.assert_allclose(plane.matrix, (np.eye(2) + goal.matrix) / 2)
    assert plane.image is None
    cue.at(1.0)
    np.testing.assert_array_equal(plane.matrix, goal.matrix)
    ellipse = tagged(plane, "line", "wh")[-1].points[:, :2]
    far = np.hypot(*(ellipse - plane.point(0, 0)).T).max() / plane.length
    assert far == pytest.approx(goal.lengths[0].value, rel=1e-3)


def test_the_axes_are_as_long_as_the_singular_values(theme):
    plane = LinearMap(theme, BOX, (3.0, 1.2))
    plane.become(image(3), 0.0).at(0.0)
    assert not tagged(plane, "mark", "ink")
    plane.axes = 1.0
    plane.draw()
    for tone, length in (("ink", plane.image.lengths[0]), ("mute", plane.image.lengths[1])):
        (axis,) = tagged(plane, "mark", tone)
        assert axis.tag.readings == (length,)
        assert axis.tag.sizes[0] == pytest.approx(length.value * plane.length)
        assert np.hypot(*np.ptp(axis.points[:, :2], axis=0)) == pytest.approx(length.value * plane.length, rel=1e-6)


def test_the_rim_has_the_hue_of_states_until_a_matrix_has_acted(theme):
    plane = LinearMap(theme, BOX, (3.0, 1.2))
    plane.circle = 0.0
    plane.draw()
    assert (len(tagged(plane, "line", "state")), tagged(plane, "line", "wh")) == (2, [])  # rim and arrows
    plane.set_to(image(1))
    assert (len(tagged(plane, "line", "state")), len(tagged(plane, "line", "wh"))) == (1, 1)
    assert np.hypot(*plane.axis_end(0)) == pytest.approx(image(1).lengths[0].value)
    assert max(plane.axis_end(0)) > 0


def test_what_is_hardly_more_than_a_point_is_a_dot_without_axes(theme):
    plane = LinearMap(theme, BOX, (1.0, 1.0))
    plane.matrix, plane.axes = np.zeros((2, 2)), 1.0
    plane.draw()
    assert [part.tag.kind for part in tagged(plane, "front", "wh")] == ["front"]
    assert not tagged(plane, "mark", "ink")
    assert not tagged(plane, "front", "state")


def test_an_ellipse_leaves_a_trail_only_where_it_is_asked_for(theme):
    plane = LinearMap(theme, BOX, (3.0, 1.2))
    plane.become(image(1), 0.0).at(0.0)
    assert plane.trail == []
    plane.become(image(2), 0.0, trail=True).at(0.0)
    np.testing.assert_array_equal(plane.trail[0], image(1).matrix)


def test_the_grid_stays_in_its_box(theme):
    plane = LinearMap(theme, BOX, (1.0, 1.0))
    plane.matrix = np.array([[3.0, 2.0], [0.5, 1.0]])
    plane.draw()
    (grid,) = tagged(plane, "line", "bed")
    left, right, top, bottom = BOX
    assert (grid.points[:, 0] >= left - 1e-9).all()
    assert (grid.points[:, 0] <= right + 1e-9).all()
    assert (grid.points[:, 1] >= bottom - 1e-9).all()
    assert (grid.points[:, 1] <= top + 1e-9).all()


def test_clipping_and_arrows():
    assert clipped(np.array([[2.0, 3.0], [3.0, 3.0]]), (-1, 1, 1, -1)) is None
    assert clipped(np.array([[-0.5, 0.0], [0.5, 0.0]]), (-1, 1, 1, -1)).tolist() == [[-0.5, 0.0], [0.5, 0.0]]
    shaft, head = arrow(np.zeros(2), np.array([1.0, 0.0]))
    assert head[0].tolist() == [1.0, 0.0]
    assert shaft[-1, 0] < 1
    assert arrow(np.zeros(2), np.array([0.001, 0.0]))[1] is None


def test_a_matrix_is_written_flush_right_between_its_brackets(theme):
    powers = MatrixPowers(load_lesson("non_normal").analysis)
    matrix = BracketedMatrix(theme, powers.entries(1), "W_h", tone="wh").place(1.0, 2.0)
    assert [number.reading.value for number in matrix.labels] == [0.8, 1.7, -0.1, 0.8]
    (a, b), (c, d) = matrix.numbers
    assert a.get_right()[0] == pytest.approx(c.get_right()[0])
    assert b.get_right()[0] == pytest.approx(d.get_right()[0])
    assert matrix.get_left()[0] == pytest.approx(1.0)
    assert matrix.brackets.get_center()[1] == pytest.approx(2.0)
    assert matrix.brackets.get_right()[0] > b.get_right()[0]


def test_a_line_without_dots_tells_its_levels_itself(theme):
    logs = [Reading("log10_radius_power", (k,), -0.1 * k) for k in range(1, 5)]
    ruler = LogAxis(theme, (0.0, 4.0, 1.0, -1.0), [one.value for one in logs], scale="ruler")
    line = LogLine(theme, ruler, logs, logs, lambda k: 0.5 * k, dots=False)
    line.reached = 4.0
    line.draw()
    tags = [part.tag for part in line.family_members_with_points()]
    assert tags[0].readings == tuple(logs)
    assert tags[0].sizes == pytest.approx([ruler.rise(one.value) for one in logs])
    assert line.way[0] == pytest.approx(line.position(0))
    assert line.way[-1] == pytest.approx(line.position(4))

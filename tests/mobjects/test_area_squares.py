"""Squares whose area follows a number, and numbers at the ends of lines that keep clear of each other."""

import numpy as np
import pytest

from rnnanim.lesson import load_lesson
from rnnanim.mobjects.charts.log_line import spread
from rnnanim.scenes.powers.area_squares import SquareRow, grid
from rnnanim.theme import load_theme


@pytest.fixture
def row():
    analysis = load_lesson(None, ["network.steps=5"]).analysis
    readings = [analysis.read("power_norm", k) for k in (1, 2, 3, 4)]
    place = grid((-4.0, 4.0, 2.0, -2.0), [[r.value for r in readings]], gap=0.1, least_row=0.3)
    row = SquareRow(load_theme("dark"), readings, place, 0)
    row.fade_in(0.0).at(0.0)
    return row


def test_each_square_has_the_area_of_its_number(row):
    row.shown = 4
    squares = row.draw().submobjects[1:]
    areas = np.array([square.width * square.height for square in squares])
    assert areas == pytest.approx(row.grid.side**2 * 0.6 ** np.arange(1, 5))
    assert [square.tag.law for square in squares] == ["area"] * 4


def test_a_square_comes_out_of_the_one_before_it(row):
    row.multiply(1, 0.0).at(0.0)
    cue = row.multiply(2, 1.0)
    cue.at(0.0)
    assert len(row.submobjects) == 2
    cue.at(0.5)
    moving = row.submobjects[-1]
    assert row.grid.columns[2] < moving.get_center()[0] < row.grid.columns[1]
    assert row.side(2) < moving.width < row.side(1)
    cue.at(1.0)
    assert row.submobjects[-1].width == pytest.approx(row.side(2))


def test_the_squares_end_where_they_are_sent(row):
    goals = [((float(k), 1.0), 0.1) for k in range(4)]
    cue = row.move(goals, 1.0, lag=0.1)
    cue.at(0.0)
    cue.at(cue.seconds)
    assert np.array([p.get_center()[:2] for p in row.submobjects]) == pytest.approx(np.array([g for g, _ in goals]))
    assert [part.width for part in row.submobjects] == pytest.approx([0.1] * 4)


@pytest.mark.parametrize("heights", [[1.0, 0.9, 0.8], [0.0, 0.0, 0.0, 3.0], [2.0, 1.0, -1.0], [0.1, 0.5, 0.3]])
def test_heights_are_spread_in_their_order(heights):
    found = spread(heights, 0.36)
    order = np.argsort(-np.array(heights), kind="stable")
    assert np.all(-np.diff(np.array(found)[order]) >= 0.36 - 1e-9)
    assert np.mean(found) == pytest.approx(np.mean(heights))

"""Parallel paths: routes side by side, apart where they share a leg, and never crossing."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from rnnanim.layout.frame import Frame, layout
from rnnanim.lesson import load_lesson
from rnnanim.mobjects.base.geometry import Polyline
from rnnanim.mobjects.network.parallel_paths import APART, parallel_paths
from rnnanim.mobjects.network.unrolled import UnrolledRNN
from rnnanim.numerics.stations import Station
from rnnanim.theme import load_theme


def paths_of(steps: int) -> tuple[UnrolledRNN, list]:
    lesson = load_lesson(None, [f"network.steps={steps}"])
    net = UnrolledRNN(load_theme("dark"), layout(Frame(128 / 9, 8), steps))
    return net, parallel_paths(net, [lesson.analysis.route("x", steps, k) for k in range(steps, 0, -1)])


@pytest.mark.parametrize("steps", [2, 3, 5])
def test_on_the_way_out_of_the_loss_every_route_is_seen_as_one_of_its_own(steps):
    net, ways = paths_of(steps)
    x = (net.position(Station.L(steps))[0] + net.position(Station.y(steps))[0]) / 2
    lines = [Polyline(way.courses[-1], 0) for way in ways]
    heights = [line.point(line.nearest(x, net.position(Station.L(steps))[1]))[1] for line in lines]
    np.testing.assert_allclose(np.diff(heights), APART)
    assert np.mean(heights) == pytest.approx(net.position(Station.L(steps))[1])


@pytest.mark.parametrize("steps", [2, 3, 5])
def test_a_route_that_is_alone_ends_in_the_middle_of_its_weight(steps):
    net, ways = paths_of(steps)
    for k, way in zip(range(steps, 0, -1), ways, strict=True):
        np.testing.assert_allclose(way.courses[-1][-1], net.position(Station.W_x(k)))


def test_the_first_route_runs_in_the_middle_until_others_come():
    net, ways = paths_of(3)
    np.testing.assert_allclose(ways[0].courses[0][0], net.position(Station.L(3)))
    assert [len(way.courses) for way in ways] == [3, 2, 1]


def test_routes_that_come_in_another_order_and_begin_at_the_state_end_as_they_would_without_it():
    lesson, (net, _) = load_lesson(), paths_of(3)
    routes = [lesson.analysis.route("x", 3, k) for k in (3, 2, 2, 1)]
    usual = parallel_paths(net, routes, of_state=True)
    others = parallel_paths(net, routes, of_state=True, order=(3, 0, 1, 2))
    assert [len(way.courses) for way in others] == [3, 2, 1, 4]
    for one, other in zip(usual, others, strict=True):
        np.testing.assert_allclose(one.courses[-1], other.courses[-1])
    np.testing.assert_allclose(others[3].courses[0][0], net.position(Station.h(3)))


@pytest.mark.parametrize("steps", [3, 5])
def test_no_two_routes_cross(steps):
    _, ways = paths_of(steps)
    segments = [list(pairwise(np.array(way.courses[-1]))) for way in ways]
    for i, first in enumerate(segments):
        for second in segments[i + 1 :]:
            assert not any(crosses(*a, *b) for a in first for b in second)


def crosses(a: np.ndarray, b: np.ndarray, c: np.ndarray, d: np.ndarray) -> bool:
    def side(p: np.ndarray, q: np.ndarray, r: np.ndarray) -> float:
        return float(np.sign(np.round((q - p)[0] * (r - p)[1] - (q - p)[1] * (r - p)[0], 9)))

    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0

"""Labels that look for a clear place."""

import pytest

from rnnanim.layout.clearing import Clearing, box_of
from rnnanim.mobjects.text.words import words
from rnnanim.theme import load_theme


@pytest.fixture
def label():
    return words(load_theme("dark"), "here")


def test_the_first_clear_spot_is_taken_and_then_it_is_taken(label):
    clearing = Clearing([(-1.0, 1.0, 0.3, 0.0)], (-3.0, 3.0, 2.0, -2.0))
    spots = [(0.0, 0.1, "centre"), (0.0, 1.0, "centre"), (0.0, -1.0, "centre")]
    assert clearing.put(label, spots)
    assert label.baseline_y == pytest.approx(1.0)
    assert clearing.put(label, spots)
    assert label.baseline_y == pytest.approx(-1.0)
    assert not clearing.put(label, spots)


def test_nothing_reaches_out_of_the_room_or_meets_a_way(label):
    clearing = Clearing([], (0.0, 3.0, 2.0, 0.0))
    assert not clearing.put(label, [(-0.2, 1.0, "left")])
    clearing.take_way([(1.0, 1.1)], 0.1)
    assert not clearing.put(label, [(1.0, 1.0, "centre")])
    assert clearing.put(label, [(1.2, 1.0, "left")])
    left, right, top, bottom = box_of(label)
    assert (left, bottom < top, right > left) == (pytest.approx(1.2), True, True)

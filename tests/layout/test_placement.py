"""A formula stands side by side or term by line, and never has to ask which."""

from __future__ import annotations

from itertools import pairwise

import pytest

from rnnanim.layout.frame import Frame, layout
from rnnanim.layout.placement import ROOM_FOR_SIGN, Placement

SHAPES = {"16:9": Frame(128 / 9, 8), "9:16": Frame(8, 128 / 9), "1:1": Frame(8, 8)}


def band(shape: str) -> Placement:
    return layout(SHAPES[shape], 3).band


@pytest.mark.parametrize("shape", SHAPES)
def test_no_two_terms_and_no_result_stand_in_one_place(shape):
    found, count = band(shape), 6
    places = found.places([0.5] * count)
    spots = [found.value(n, x) for n, x in enumerate(places)]
    spots += [found.symbol(n, x) for n, x in enumerate(places)]
    spots += [found.total(count, found.equals(count, places[0] + 0.25)[0] + 0.1)]
    assert len(set(spots)) == 2 * count + 1


@pytest.mark.parametrize("shape", SHAPES)
def test_everything_stands_within_the_safe_frame(shape):
    found, count = band(shape), 6
    left, right, low, high = layout(SHAPES[shape], 3).safe
    for n, x in enumerate(found.places([0.5] * count)):
        for spot in (found.symbol(n, x), found.value(n, x), found.entry(n, x), found.sign(n, x)):
            assert left <= spot[0] <= right
            assert low <= spot[1] <= high


def test_wide_values_stand_as_far_apart_as_they_need():
    found = band("16:9")
    widths = [0.5, 1.6, 1.2, 0.4]
    gaps = [a - b for a, b in pairwise(found.places(widths))]
    needed = [(a + b) / 2 + ROOM_FOR_SIGN for a, b in pairwise(widths)]
    assert gaps == pytest.approx([max(found.pitch, room) for room in needed])
    assert not found.fits([2.0] * 8)
    assert found.fits([0.5] * 8)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_moved_formula_leaves_room_above_its_symbols(shape):
    found = band(shape)
    moved = found.moved(down=0.3, spread=1.4)
    apart = [f.value(1)[1] - f.value(0)[1] for f in (found, moved)]
    assert moved.symbol(0)[1] < found.symbol(0)[1] or apart[1] < apart[0]
    assert moved.symbol(0)[0] == found.symbol(0)[0]

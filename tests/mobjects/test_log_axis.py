"""The log ruler and the staircase on it: decades, heights that follow the products, one walk to the left."""

import math

import numpy as np
import pytest

from rnnanim.lesson import load_lesson
from rnnanim.mobjects.charts.log_axis import LogAxis, decades, power_name, spacing
from rnnanim.mobjects.charts.running_product import TREAD, RunningProduct
from rnnanim.mobjects.charts.treads import Tread
from rnnanim.mobjects.text.words import words
from rnnanim.numerics import Reading
from rnnanim.theme import load_theme

BOX = (-5.0, 5.0, 2.0, -3.0)


def stairs(lesson="hundred", theme="dark", steps=3, **overrides):
    analysis = load_lesson(lesson, [f"network.steps={steps}"]).analysis
    count = 2 * steps - 1
    products = [analysis.read("gain", steps, steps)]
    products += [analysis.read("span_x", steps, 1, 2, 3 + n) for n in range(count)]
    places = np.linspace(5, -4, count + 2)
    treads = [Tread(product, float(x)) for product, x in zip(products, places[:-1], strict=True)]
    look = load_theme(theme)
    ruler = LogAxis(look, BOX, [tread.level for tread in treads], scale="test")
    return RunningProduct(look, ruler, treads, float(places[-1]), **overrides)


def marks(stair):
    return [part for part in stair.family_members_with_points() if getattr(part, "tag", None) and part.tag.readings]


@pytest.mark.parametrize(
    ("log10s", "ends"),
    [
        ([-0.6], (-1, 0)),
        ([-1.81, 1.06], (-2, 1.06)),
        ([-61.14], (-61.14, 0)),
        ([-61.3], (-62, 0)),
        ([], (-1, 0)),
        ([math.log10(8e3)], (0, 4)),
    ],
)
def test_the_ruler_holds_whole_decades(log10s, ends):
    assert decades(log10s) == pytest.approx(ends)


def test_there_are_at_most_eight_names_and_one_of_them_is_1():
    for low in (-1, -3, -9, -62, -740):
        ruler = LogAxis(load_theme(), BOX, [low], scale="test")
        assert len(ruler.powers) <= 8
        assert 0 in ruler.powers
        assert spacing(*decades([low])) * (len(ruler.powers) - 1) <= -low
    assert power_name(-20) == "10^(-20)"


def test_a_tread_is_as_high_as_the_logarithm_of_its_product():
    stair = stairs()
    stair.reach = 2 * len(stair.treads) - 1
    stair.draw()
    found = marks(stair)
    assert [part.tag.readings[0].value for part in found] == pytest.approx([1, 0.2, 20, 4, 400, 80], rel=1e-9)
    one = stair.ruler.y(0)
    for part in found:
        assert part.get_center()[1] - one == pytest.approx(part.tag.sizes[0])
        assert part.tag.sizes[0] == pytest.approx(stair.ruler.decade * math.log10(part.tag.readings[0].value))
        assert part.height == pytest.approx(TREAD)


def test_the_same_factor_is_the_same_step_wherever_it_acts():
    stair = stairs()
    rises = np.diff([stair.treads.y(i) for i in range(len(stair.treads))])
    assert rises[1] == pytest.approx(rises[3])
    assert rises[0] == pytest.approx(rises[2])


def test_it_walks_to_the_left_step_by_step():
    stair = stairs()
    walk = [stair.begin(), *(stair.multiply(i) for i in range(1, len(stair.treads)))]
    places = []
    for cue in walk:
        for time in np.linspace(0, cue.seconds, 5):
            cue.at(time)
            places.append(stair.front.submobjects[0].get_center()[0])
    assert all(b <= a + 1e-9 for a, b in zip(places, places[1:], strict=False))
    assert walk[1].seconds == pytest.approx(0.4)
    assert len(marks(stair)) == len(stair.treads)


def test_an_exact_zero_lies_under_the_ruler():
    lesson = load_lesson(None, ["network.activation=relu", "network.b_h=[-5.0]"])
    reading = lesson.analysis.read("span_x", 3, 1, 2, 3)
    assert reading.value == 0
    ruler = LogAxis(load_theme(), BOX, [0.0, -math.inf], scale="test")
    stair = RunningProduct(
        load_theme(), ruler, [Tread(lesson.analysis.read("gain", 3, 3), 4.0), Tread(reading, 2.0)], 0.0
    )
    stair.multiply_all().at(99)
    assert stair.treads.y(1) < ruler.bottom
    assert "0" in stair.treads.number(1).markup


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_a_walk_that_has_left_shows_nothing(theme):
    stair = stairs(theme=theme)
    stair.begin().at(9)
    stair.multiply_all().at(99)
    stair.fade_in(0.3, stair.treads.number(1)).at(9)
    stair.fade_out(0.4).at(9)
    parts = stair.family_members_with_points()
    assert all(part.get_fill_opacity() == 0 and part.get_stroke_opacity() == 0 for part in parts)


def test_the_last_number_is_clear_of_the_one_before_it_where_both_stand_under_their_treads():
    look, places = load_theme(), [6.4, 2.49, 0.46, -1.56, -3.59, -4.6]
    products = [Reading("gain", (3, 3), value) for value in (1.0, 1.167, 0.412, 0.732, 0.972, 0.952)]
    treads = [Tread(product, x) for product, x in zip(products, places, strict=True)]
    box, levels = (-6.36, 6.4, 0.18, -3.2), [tread.level for tread in treads]
    ruler = LogAxis(look, box, levels, scale="test", head=words(look, "a logarithmic scale", "small"))
    stair = RunningProduct(look, ruler, treads, -5.67).treads
    before, last = stair.number(4), stair.number(5, size="large")
    assert before.get_top()[1] < stair.y(4)  # it would meet the head over it
    assert last.get_right()[0] < before.get_left()[0] - 0.05

"""The scale of colours: powers of ten at equal distances, even steps of lightness, sign and zero explained."""

import doctest
import importlib
import pkgutil

import numpy as np
import pytest

import rnnanim.mobjects.charts as charts
from rnnanim.mobjects.charts.colour_scale import ColourScale
from rnnanim.mobjects.charts.ramp import STEPS, Ramp, _lightness
from rnnanim.mobjects.text.words import words
from rnnanim.theme import load_theme

STANDING, LYING = (3.0, 3.4, 2.0, -2.0), (-2.0, 2.0, -3.0, -3.4)


@pytest.mark.parametrize("name", [info.name for info in pkgutil.iter_modules(charts.__path__, charts.__name__ + ".")])
def test_examples_in_docstrings_hold(name):
    assert doctest.testmod(importlib.import_module(name), extraglobs={"np": np}).failed == 0


def scale(sizes, box=STANDING, **keywords):
    return ColourScale(load_theme(), box, sizes, name="s", **keywords)


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("tone", ["gradient", "loss", "low"])
def test_a_ramp_goes_away_from_the_background_in_even_steps(theme, tone):
    ramp = Ramp(load_theme(theme), tone)
    light = np.array([_lightness(colour) for colour in ramp.colours])
    steps = np.diff(light if light[-1] > light[0] else -light)
    assert len(ramp.colours) == STEPS + 1
    assert steps.min() > -0.002  # eight bits of a colour
    assert steps.max() < 3 * steps.mean()
    ground = _lightness(load_theme(theme).colour.background)
    assert abs(light[-1] - ground) > abs(light[0] - ground) > 0.004


def test_powers_of_ten_stand_at_equal_distances_with_their_names():
    found = scale([-8.0, 0.0])
    assert [size for size, _ in found.names] == [-8, -6, -4, -2, 0]
    assert [label.markup for _, label in found.names][:1] == ["$10^(-8)$"]
    heights = [found.position(size)[1] for size, _ in found.names]
    assert np.diff(heights) == pytest.approx([1.0] * 4)
    for (_, label), height in zip(found.names, heights, strict=True):
        assert label.baseline_y == pytest.approx(height - 0.11)
        assert label.get_left()[0] > 3.4


def test_however_many_decades_there_are_few_names():
    for low in (-1.2, -17, -63, -740):
        assert 2 <= len(scale([low, 0.0]).names) <= 7


def test_a_linear_scale_begins_at_zero():
    found = scale([0.1, 0.53], law="linear")
    assert (found.low, found.high) == (0, 0.53)
    assert [size for size, _ in found.names][:2] == [0.0, 0.1]
    assert found.rise(0.53) == pytest.approx(4)


def test_a_lying_strip_has_its_names_below():
    found = scale([-4.0, 0.0], LYING, zero=True, signed="hollow", head=words(load_theme(), "log scale"))
    assert [found.position(size)[1] for size, _ in found.names] == pytest.approx([-3.4] * len(found.names))
    assert all(label.get_top()[1] < -3.4 for _, label in found.names)
    assert found.zero_name.get_right()[0] < -2.0


def test_positive_and_negative_have_a_strip_each():
    for signed, stroked in (("hollow", True), ("grey", False)):
        positive, negative = scale([-2.0, 0.0], signed=signed).strip[:2]
        assert positive.get_right()[0] < negative.get_left()[0]
        assert (negative.get_stroke_width() > 0) is stroked
        assert len(positive.get_fill_colors()) > 10
    assert [label.markup for label in scale([-2.0, 0.0], signed="grey").signs] == ["$+$", "$minus$"]


def test_steps_have_the_colours_that_the_bands_have():
    found = scale([0.0, 0.5], law="linear", steps=(0.1, 0.2, 0.3))
    assert [size for size, _ in found.names] == [0.1, 0.2, 0.3]
    assert found.colour(0.25) == found.colour(0.2) == found.step_colour(2)
    assert found.colour(0.05) == found.step_colour(0)
    tops = {round(float(piece.get_top()[1]), 6) for piece in found.strip[:4]}
    assert tops == {2.0}  # each lies on the one before it


def test_it_grows_from_its_low_end_and_leaves():
    found = scale([-4.0, 0.0])
    found.arrive(1.0).at(0.5)
    assert found.strip[0].get_bottom()[1] == pytest.approx(-2)
    assert found.strip[0].get_top()[1] == pytest.approx(0, abs=0.01)
    assert found.names[-1][1].glyphs[0].get_fill_opacity() == 0
    found.leave(1.0).at(1.0)
    assert len(found.strip) == 0


def test_it_is_where_it_is_moved_to():
    found = scale([-4.0, 0.0])
    found.shift((1.0, 0.5, 0)).draw()
    assert found.position(-4)[1] == pytest.approx(-1.5)
    assert found.strip[0].get_left()[0] == pytest.approx(4)

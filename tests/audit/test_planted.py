"""Numbers, bars and captions that come from nowhere are found, each kind of them."""

import math

import numpy as np
import pytest
from small import Small, problems

from rnnanim.audit.watch import audit
from rnnanim.lesson import load_lesson
from rnnanim.mobjects.base.geometry import Polyline
from rnnanim.mobjects.base.tagging import Tag, tagged
from rnnanim.mobjects.flow.ribbon import ribbon
from rnnanim.mobjects.text.readout import readout
from rnnanim.mobjects.text.words import formula, words
from rnnanim.numerics import Reading, Series
from rnnanim.stage import beat

from manim import DOWN, UP, Dot, Rectangle, Text, VGroup, VMobject

LITERAL = Reading("h", (3, 0), 0.55)


def bar(length, *readings):
    """Return a bar as the waterfall tags it."""
    slab = Rectangle(width=length, height=0.3, stroke_width=0).set_fill("#FFB03B", 1)
    return tagged(slab, Tag("bar", "gradient", readings, (length,) * len(readings)))


def band(theme, *measures):
    """Return a ribbon as the stream tags it."""
    return ribbon(theme, Polyline([(0, 0), (3, 0)]), lambda s: 0.3 + 0 * s, 0, 3, measures=measures)


def mark(size, reading, **how):
    """Return a dot that stands `size` from the origin of an axis."""
    dot = Dot((size, 0, 0), radius=0.08, stroke_width=0).set_fill("#FFB03B", 1)
    return tagged(dot, Tag("mark", "gradient", (reading,), (size,), **how))


def curve(series):
    """Return the curve that a series draws."""
    line = VMobject(stroke_width=3, stroke_color="#EEF3F9")
    line.set_points_as_corners([(float(x), 0.1 * float(y), 0) for x, y in zip(series.x, series.y, strict=True)])
    return tagged(line, Tag("curve", "ink", series=series))


PLANTED = {
    "manim's own text": lambda scene: Text("0.55", font_size=40),
    "words": lambda scene: words(scene.theme, "it is 0.55"),
    "a formula": lambda scene: formula(scene.theme, "0.55"),
    "a formula in words": lambda scene: words(scene.theme, "via $0.55 h_3$"),
    "a formula with a literal exponent": lambda scene: formula(scene.theme, "W_h^(0.55)"),
    "a readout of a literal": lambda scene: readout(scene.theme, LITERAL),
    "a readout of no field": lambda scene: readout(scene.theme, Reading("invented", (), 0.55)),
    "a bar without a reading": lambda scene: bar(0.55),
    "a bar of a literal": lambda scene: bar(0.55, LITERAL),
    "a plain rectangle": lambda scene: Rectangle(width=0.55, height=0.3, fill_opacity=1),
    "a mark of a literal": lambda scene: mark(0.55, LITERAL),
    "a number of a network that the scene does not have": lambda scene: readout(
        scene.theme, scene.analysis.of(scene.lesson.network, "elsewhere").read("h", 3, 0)
    ),
    "a curve of nobody": lambda scene: curve(Series("sigma_at", 0.0, 1.0, np.zeros(9), np.full(9, 0.55))),
    "a curve without a series": lambda scene: curve(scene.analysis.curve("sigma_at", 0, 1)).set(
        tag=Tag("curve", "ink")
    ),
    "a ribbon without a reading": lambda scene: band(scene.theme),
    "a ribbon of a literal": lambda scene: band(scene.theme, (LITERAL, 0.3)),
}


@pytest.mark.parametrize("plant", PLANTED.values(), ids=PLANTED)
def test_a_literal_on_screen_is_found(plant):
    class Planted(Small):
        @beat
        def show_it(self):
            self.show(plant(self))
            self.hold(0.5)

    assert "number" in {kind for kind, _ in problems(Planted)}


FAR = "contribution_x", 3, 1


@pytest.mark.parametrize(
    ("other", "how", "faults"),
    [
        (FAR, {"digits": 2}, ["rounding"]),
        (FAR, {"unsigned": True}, []),
        (("contribution_x", 3, 2), {"digits": 2}, []),
    ],
    ids=["two roundings", "one without its sign", "another number"],
)
def test_a_number_has_one_way_of_being_written(other, how, faults):
    """The same reading as 0.34 in one place of a picture and as 0.336 in another looks like two."""

    class Twice(Small):
        @beat
        def show_them(self):
            one = readout(self.theme, self.analysis.read(*FAR)).place(-2, 0)
            self.show(one, readout(self.theme, self.analysis.read(*other), **how).place(2, 0))

    assert [kind for kind, _ in problems(Twice, "network.W_h=[[-0.9]]")] == faults


@pytest.mark.parametrize(("digits", "faults"), [(3, []), (2, ["rounding"])])
def test_a_caption_writes_a_number_as_the_picture_does(digits, faults):
    class Said(Small):
        sentences = {"en": "It is {far}.", "zh": "它是 {far}。"}

        @beat
        def show_it(self):
            reading = self.analysis.read(*FAR)
            self.show(readout(self.theme, reading, digits=digits))
            self.say(far=reading)

    assert [kind for kind, _ in problems(Said)] == faults


def test_a_readout_that_writes_another_number_is_found():
    class Planted(Small):
        @beat
        def show_it(self):
            label = readout(self.theme, self.analysis.read("h", 3, 0))
            label._set("$0.55$", label.em)
            self.show(label)

    assert "number" in {kind for kind, _ in problems(Planted)}


@pytest.mark.parametrize(
    ("sentence", "values"),
    [
        ("It is 0.55.", {}),
        ("Step 3.", {}),
        ("It is {value}.", {"value": 0.55}),
        ("It is {value}.", {"value": "0.55"}),
        ("It is {value}.", {"value": LITERAL}),
    ],
)
def test_a_literal_in_a_caption_is_found(sentence, values):
    class Planted(Small):
        sentences = {"en": sentence, "zh": sentence}

        @beat
        def show_it(self):
            self.say(**values)

    assert "number" in {kind for kind, _ in problems(Planted)}


def test_what_comes_from_the_analysis_is_clean_and_listed():
    class Honest(Small):
        sentences = {"en": "{T} steps, {n} of {total} at h₃ and W_x.", "zh": "{T} 步：{n}，{total}。"}
        vocabulary = {"path": "path {n} of {total} via $h_(3)$"}

        @beat
        def show_it(self):
            reading = self.analysis.read("total_x", 3)
            lines = [
                readout(self.theme, reading),
                self.stage.words("path", n=2, total=3),
                formula(self.theme, "sigma'(z_3) = frac(1, 2) W_h^2"),
                formula(self.theme, "t = 3"),
            ]
            self.show(*(line.place(0, 2 - i) for i, line in enumerate(lines)))
            size = 4 * reading.value
            self.show(bar(size, reading).shift(3 * DOWN))
            self.say(T=3, n=2, total=reading)

    report = audit(Honest, load_lesson())
    assert report.problems == []
    total = load_lesson().analysis.read("total_x", 3).value
    assert {(n.text, n.value, n.source) for n in report.numbers} == {
        ("0.530", total, "total_x[3]"),
        ("path 2 of 3 via h₃", 2, "count"),
        ("3", 3, "count"),
        ("2", 2, "count"),
    }
    assert math.isclose(report.measures[0].size, 4 * total)


def test_curves_and_numbers_of_a_named_network_are_clean():
    class Honest(Small):
        @beat
        def show_it(self):
            other = self.stage.network("other", load_lesson("vanishing").network)
            self.show(
                curve(other.curve("sigma_prime_at", -3, 3)), readout(self.theme, other.read("W_h", 0, 0)).shift(UP)
            )

    report = audit(Honest, load_lesson())
    assert report.problems == []
    assert [number.source for number in report.numbers] == ["other.W_h[0, 0]"]


@pytest.mark.parametrize(
    ("law", "size", "kinds"),
    [
        ("linear", lambda value: 3 * value, []),
        ("log", lambda value: 5 + 0.7 * math.log10(value), []),
        ("area", lambda value: 2 * math.sqrt(value), []),
        ("log", lambda value: 3 * value, ["scale"]),
        ("area", lambda value: 3 * value, ["scale"]),
        ("linear", lambda value: 2 * math.sqrt(value), ["scale"]),
    ],
)
def test_marks_follow_their_law(law, size, kinds):
    class Marked(Small):
        @beat
        def show_it(self):
            readings = [self.analysis.read("contribution_x", 3, k) for k in (3, 2, 1)]
            self.show(*(mark(size(r.value), r, law=law, scale="ruler").shift(i * UP) for i, r in enumerate(readings)))

    assert sorted({kind for kind, _ in problems(Marked)}) == kinds


def test_bars_of_one_panel_share_a_scale():
    class Unfair(Small):
        @beat
        def show_it(self):
            readings = [self.analysis.read("contribution_x", 3, k) for k in (3, 2)]
            self.show(
                VGroup(bar(2 * readings[0].value, readings[0]), bar(3 * readings[1].value, readings[1]).shift(UP))
            )

    assert [kind for kind, _ in problems(Unfair)] == ["scale"]


@pytest.mark.parametrize(
    ("row", "faults"),
    [
        (["h", "times", "h", "=", "contribution_x"], ["rounding"]),
        (["h", "times", "h", "approx", "contribution_x"], []),
        (["frac(1, 2) \\(", "h", "\\)^2", "=", "h"], ["rounding"]),
        (["h", "+", "W_y", "=", "h"], []),
        (["h", "=", "h"], []),
    ],
    ids=["a product", "one that is about so", "half a square", "with a symbol in it", "a number by itself"],
)
def test_a_sign_of_equality_is_held_against_the_numbers_as_they_are_written(row, faults):
    index = {"h": (3, 0), "contribution_x": (3, 1)}

    class Row(Small):
        @beat
        def show_it(self):
            for n, part in enumerate(row):
                is_number = part in index
                label = (
                    readout(self.theme, self.analysis.read(part, *index[part]))
                    if is_number
                    else formula(self.theme, part)
                )
                self.show(label.place(1.3 * n - 3, 0))

    assert [kind for kind, _ in problems(Row)] == faults

"""Texts that collide, hide, shrink or fade are found; what is meant is not."""

import pytest
from small import Small, problems

from rnnanim.mobjects.base.layers import TEXT
from rnnanim.mobjects.base.motion import Cue
from rnnanim.mobjects.base.tagging import Flight, Overlay, Tag, tagged
from rnnanim.mobjects.network.graph_parts import Node, WeightTile
from rnnanim.mobjects.network.states import State
from rnnanim.mobjects.text.words import formula, words
from rnnanim.stage import beat

from manim import Circle, Line, Rectangle


def showing(make, **attributes):
    """Return a scene of one beat that shows what `make` returns."""

    class Showing(Small):
        @beat
        def show_it(self):
            self.show(*make(self))
            self.hold(0.3)

    for name, value in attributes.items():
        setattr(Showing, name, value)
    return Showing


def wire(y=0.1, tone="low"):
    """Return a line from left to right."""
    return tagged(Line((-2, y, 0), (2, y, 0), stroke_width=2, color="#9FADBD"), Tag("line", tone))


def plate(scene, opacity=1.0):
    """Return a patch of background."""
    patch = Rectangle(width=2, height=1, stroke_width=0).set_fill(scene.theme.colour.background, opacity)
    return tagged(patch, Tag("plate", "background"))


def test_texts_that_meet():
    def make(scene):
        return [words(scene.theme, "one").place(0, 0), words(scene.theme, "other").place(0.2, 0.05)]

    assert [kind for kind, _ in problems(showing(make))] == ["texts meet"]
    meant = (Overlay("one", "oth*", reason="a test"),)
    assert problems(showing(make, overlays=meant)) == []


def test_neighbours_do_not_meet():
    def make(scene):
        return [words(scene.theme, "one").place(-1, 0), words(scene.theme, "other").place(1, 0)]

    assert problems(showing(make)) == []


def test_texts_that_meet_in_motion_only():
    class Passing(Small):
        @beat
        def pass_by(self):
            still, moving = words(self.theme, "still").place(0, 0), words(self.theme, "moving")
            self.show(still, moving.place(-3, 0))
            self.play(Cue(lambda share: moving.place(-3 + 6 * share, 0), 2.0))

    found = problems(Passing)
    assert [kind for kind, _ in found] == ["texts meet"]


def test_a_faded_text_is_not_there():
    def make(scene):
        return [words(scene.theme, "one").place(0, 0), words(scene.theme, "other").place(0, 0).set_opacity(0)]

    assert problems(showing(make)) == []


def test_a_text_hidden_by_a_plate_meets_nothing():
    def make(scene):
        return [words(scene.theme, "one"), plate(scene).set_z_index(TEXT), words(scene.theme, "other")]

    assert problems(showing(make)) == []


def test_a_text_on_a_line_needs_a_plate_between():
    def on_line(scene):
        return [wire(), words(scene.theme, "word").place(0, 0)]

    def on_plate(scene):
        return [wire(), plate(scene), words(scene.theme, "word").place(0, 0)]

    def under_line(scene):
        return [plate(scene), words(scene.theme, "word").place(0, 0), wire()]

    assert [kind for kind, _ in problems(showing(on_line))] == ["text on a line"]
    assert problems(showing(on_plate)) == []
    assert [kind for kind, _ in problems(showing(under_line))] == ["text on a line"]


@pytest.mark.parametrize(("gap", "faults"), [(0.06, []), (0.02, ["text on a line"]), (-0.01, ["text on a line"])])
def test_a_line_that_touches_a_word(gap, faults):
    """A leader that passes below a word, close to it without running into it, as one once did below `relu`."""

    def make(scene):
        word = words(scene.theme, "relu").place(0, 0)
        return [word, wire(y=float(word.get_bottom()[1]) - 0.01 - gap)]

    assert [kind for kind, _ in problems(showing(make))] == faults


def test_a_line_through_the_empty_corner_of_a_letter_touches_nothing():
    def make(scene):
        letter = words(scene.theme, "L", "large").place(0, 0)
        x, y, _ = letter.get_corner((1, 1, 0)) - 0.01
        tip = Line((x, y, 0), (x + 2, y + 2, 0), stroke_width=1, color="#9FADBD")
        return [letter, tagged(tip, Tag("line", "low"))]

    assert problems(showing(make)) == []


@pytest.mark.parametrize("height", [0.5, 0.0, -0.5, -1.0])
def test_a_minus_on_the_bank_of_a_ribbon_is_found(height):
    """The sign alone lies on it, the digits stand clear: the number would be read without its sign."""

    def make(scene):
        number = formula(scene.theme, "-h", "medium").place(0, 0)
        sign = number.glyphs[0]
        y = float(sign.get_center()[1]) + height * sign.height
        left, right = float(sign.get_left()[0]), float(sign.get_right()[0])
        bank = Line((left - 1, y, 0), (right, y, 0), stroke_width=1, color="#FFB03B")
        return [tagged(bank, Tag("line", "gradient")), number]

    assert [kind for kind, _ in problems(showing(make))] == ["text on a line"]


@pytest.mark.parametrize(("gap", "faults"), [(0.3, []), (0.12, ["cramped", "cramped"])])
def test_a_relation_of_its_own_needs_room(gap, faults):
    def make(scene):
        em = scene.theme.type.medium
        left, sign, right = (formula(scene.theme, source, "medium") for source in ("norm(x)", "=", "y"))
        sign.place(0, 0)
        left.place(float(sign.get_left()[0]) - gap * em, 0, "right")
        return [left, sign, right.place(float(sign.get_right()[0]) + gap * em, 0, "left")]

    assert [kind for kind, _ in problems(showing(make))] == faults


@pytest.mark.parametrize(
    ("source", "faults"),
    [
        ("x = y", 0),
        ("norm(x) approx frac(a, b)", 0),
        ("x arrow.r y", 0),
        ("sum_(k=a)^n x_k", 0),
        ("norm(x)#h(-0.2em)=y", 1),
        ("x prop#h(-0.2em)y", 1),
        ("x <=#h(-0.25em)y", 1),
    ],
)
def test_a_relation_inside_a_formula_needs_room(source, faults):
    found = problems(showing(lambda scene: [formula(scene.theme, source, "medium")]))
    assert [kind for kind, _ in found] == ["cramped"] * faults


def test_a_relation_before_a_bar_needs_room():
    def make(scene):
        sign = formula(scene.theme, "=", "medium").place(0, 0)
        tile = WeightTile(scene.theme, "W_x", (float(sign.get_right()[0]) + 0.40, 0.1), (0.64, 0.46))
        return [sign, tile]

    assert [kind for kind, _ in problems(showing(make))] == ["cramped"]


def test_a_symbol_larger_than_its_own_tile():
    def make(scene):
        return [WeightTile(scene.theme, "W_x", (0, 0), (0.4, 0.3))]

    assert [kind for kind, _ in problems(showing(make))] == ["text on a line"]
    assert problems(showing(lambda scene: [WeightTile(scene.theme, "W_x", (0, 0), (0.64, 0.46))])) == []


@pytest.mark.parametrize("declared", [True, False])
def test_a_copy_in_flight_may_leave_its_part_but_nothing_else(declared):
    class Flying(Small):
        @beat
        def leave(self):
            unit = Node(self.theme, "h_1", (0, 0), 0.42)
            copy = formula(self.theme, "sigma'(z_1)", "small").set_z_index(TEXT, family=True)
            copy.flies = Flight.between((0, 0), (0, -3)) if declared else None
            self.show(unit, copy)
            self.play(Cue(lambda share: copy.move_to((0, -3 * share, 0)), 2.0))

    assert bool(problems(Flying)) != declared


def test_off_the_frame():
    assert [kind for kind, _ in problems(showing(lambda s: [words(s.theme, "word").place(6.9, 0)]))] == [
        "off the frame"
    ]


@pytest.mark.parametrize(
    ("source", "size", "fault"),
    [
        ("W_x", 0.36, None),
        ("W_x", 0.32, "the index x"),
        ("h_3", 0.32, None),
        ("A + 1", 0.25, "the capital A"),
        ("x^2", 0.22, "the index 2"),
        ("frac(partial L_3, partial y_3)", 0.40, None),
        ("- times (.)", 0.2, None),
    ],
)
def test_too_small(source, size, fault):
    class Digits(Small):
        @beat
        def show_it(self):
            self.show(
                formula(self.theme, source.replace("1", "a"), size)
                if fault is None
                else formula(self.theme, source, size)
            )

    found = [what for kind, what in problems(Digits) if kind == "too small"]
    assert (fault is None and not found) or any(fault in what for what in found)


@pytest.mark.parametrize(("tone", "faults"), [("ink", 0), ("low", 0), ("bed", 0), ("spent", 0), ("mute", 0)])
def test_contrast_is_exempt_by_role(tone, faults):
    assert len(problems(showing(lambda s: [words(s.theme, "word", tone=tone)]))) == faults


def test_contrast_of_text_is_against_what_lies_below_it():
    def make(scene):
        slab = tagged(Rectangle(width=3, height=1, stroke_width=0).set_fill("#FFB03B", 1), Tag("plate", "gradient"))
        return [slab, words(scene.theme, "word", tone="ink")]

    assert [kind for kind, _ in problems(showing(make))] == ["contrast"]
    meant = (Overlay("word", "Rectangle*", reason="a test"),)
    assert problems(showing(make, overlays=meant)) == []


def test_contrast_of_lines():
    def ring(colour, tone, **declared):
        circle = Circle(1, stroke_width=3, stroke_color=colour)
        return showing(lambda scene: [tagged(circle, Tag("outline", tone))], **declared)

    assert [kind for kind, _ in problems(ring("#222D3A", "ink"))] == ["contrast"]
    elsewhere = (Overlay("one", "oth*", reason="a test"),)
    assert [kind for kind, _ in problems(ring("#222D3A", "ink", overlays=elsewhere))] == ["contrast"]
    assert problems(ring("#222D3A", "bed")) == []


def test_the_ring_of_a_unit_stands_out_from_its_own_disc_on_a_ribbon_as_wide_as_itself():
    def on_a_ribbon(make):
        def things(scene):
            slab = Rectangle(width=3, height=2, stroke_width=0).set_fill(scene.theme.colour.gradient, 1)
            return [tagged(slab, Tag("plate", "gradient")), make(scene)]

        return [kind for kind, _ in problems(showing(things))]

    def bare(scene):
        return tagged(Circle(0.42, stroke_width=3.4, stroke_color=scene.theme.colour.gradient), Tag("outline", "ink"))

    assert on_a_ribbon(lambda scene: Node(scene.theme, "h_1", (0, 0), 0.38, state=State.LIVE)) == []
    assert on_a_ribbon(bare) == ["contrast"]


def test_what_is_lit_in_a_beat_stays_lit():
    class Short(Small):
        @beat
        def light(self):
            unit = Node(self.theme, "h_1", (0, 0), 0.42)
            self.show(unit)
            self.play(unit.to(State.LIVE, 0.5))
            self.play(unit.to(State.DIM, 0.5))

    assert [kind for kind, _ in problems(Short)] == ["not lit"]


def test_what_a_scene_opens_with_may_fade():
    class Recalling(Small):
        @beat
        def recall(self):
            self.unit = Node(self.theme, "h_1", (0, 0), 0.42, state=State.LIVE)
            self.stage.recalled = [self.unit]
            self.show(self.unit)
            self.play(self.unit.to(State.DIM, 0.5))

    assert problems(Recalling) == []


def test_what_the_caption_names_is_not_dim():
    class Named(Small):
        sentences = {"en": "Here is h₁.", "zh": "这里是 h₁。"}

        @beat
        def name(self):
            self.show(Node(self.theme, "h_1", (0, 0), 0.42, state=State.DIM))

    assert [kind for kind, _ in problems(Named)] == ["not lit"]
    assert problems(type("Quiet", (Named,), {"sentences": {"en": "Here.", "zh": "这里。"}})) == []


def test_a_missing_caption_is_a_fault_and_not_the_end():
    class Half(Small):
        def texts(self, language):
            return iter(()) if language == "zh" else super().texts(language)

        @beat
        def one(self):
            self.say()

        @beat
        def two(self):
            self.say()

    assert [kind for kind, _ in problems(Half)] == ["caption", "caption"]


def test_a_missing_glyph_is_a_fault():
    class Odd(Small):
        def cast(self):
            words(self.theme, "\U00010330")

        @beat
        def one(self):
            self.say()

    assert [kind for kind, _ in problems(Odd)] == ["glyph"]

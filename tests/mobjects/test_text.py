"""Text: one baseline, pieces that stay whole, colours by role, numbers as the viewer reads them."""

import copy

import numpy as np
import pytest

from rnnanim.backend import MissingGlyph
from rnnanim.mobjects.base.layers import FLIGHT, TEXT
from rnnanim.mobjects.text.fitting import fitting_one
from rnnanim.mobjects.text.label import Glyph, Label
from rnnanim.mobjects.text.readout import format_number, readout
from rnnanim.mobjects.text.rounding import shown
from rnnanim.mobjects.text.words import escape, formula, words

# isort: split
from rnnanim.backend import run_config
from rnnanim.numerics import Reading
from rnnanim.theme import load_theme

from manim import BLUE, FadeIn, Indicate, Scene, tempconfig

THEME = load_theme("dark")
FRACTION = 'frac(partial part("top", L_3), partial part("bottom", wh(W_h)))'
EVERYTHING = (
    lambda: words(THEME, "One line, #wx[coloured], with $W_h$ and → σ′", "large", weight=600),
    lambda: words(THEME, "梯度沿路径 2 返回,经过 #wh($W_h$)。", language="zh", tone="mute"),
    lambda: words(THEME, "梯度", weight=600, language="zh"),
    lambda: formula(THEME, FRACTION),
    lambda: formula(THEME, "norm(W_h)_2 sqrt(x) hat(y) overline(a)"),
    lambda: readout(THEME, Reading("loss", (), -7.6e-6)),
)


def hexes(glyphs):
    return {glyph.get_fill_color().to_hex() for glyph in glyphs}


@pytest.mark.parametrize("make", EVERYTHING)
def test_everything_is_set_without_latex(make, monkeypatch):
    import manim.utils.tex_file_writing as latex

    def refuse(*_, **__):
        raise AssertionError("LaTeX was asked")

    for name in ("tex_to_svg_file", "generate_tex_file", "compile_tex"):
        monkeypatch.setattr(latex, name, refuse)
    label = make()
    assert label.glyphs
    assert all(len(glyph.points) % 4 == 0 for glyph in label.glyphs)


def test_strings_of_any_shape_stand_on_one_baseline():
    """The foot of the H and of the 2 lies on the line, whatever hangs below or towers above it."""
    for source, foot in (("H", 0), ("frac(a, b) H", -1), ("H_y^top", 0), ("y H", 1), ("2 sigma'\\(z_2\\)", 0)):
        label = formula(THEME, source).place(1.5, -2)
        assert label.baseline_y == pytest.approx(-2)
        assert label.glyphs[foot].get_bottom()[1] == pytest.approx(-2, abs=0.006), source


def test_words_chinese_and_formulas_share_the_baseline():
    latin = words(THEME, "H 梯度 $H$", language="zh").place(0, 1)
    first, last = latin.glyphs[0], latin.glyphs[-1]
    assert [first.get_bottom()[1], last.get_bottom()[1]] == pytest.approx([1, 1], abs=0.003)


def test_the_baseline_and_the_size_follow_the_label():
    label = words(THEME, "g gradient", "large").place(0, 0).shift((1, 2, 0)).scale(0.5)
    other = label.copy().shift((0, 1, 0))
    assert label.em == pytest.approx(THEME.type.large / 2)
    assert other.baseline_y == pytest.approx(label.baseline_y + 1)
    label.place(0, 3)
    assert label.baseline_y == pytest.approx(3)
    assert other.baseline_y != pytest.approx(3)


@pytest.mark.parametrize(("align", "x"), [("left", -1), ("centre", 0), ("right", 1)])
def test_place_puts_the_edge_that_is_asked_for(align, x):
    label = words(THEME, "gradient").place(2, 0, align)
    assert label.get_critical_point((x, 0, 0))[0] == pytest.approx(2)


def test_the_size_is_a_name_or_a_number():
    assert words(THEME, "H", "large").em == pytest.approx(THEME.type.large)
    assert formula(THEME, "H", 0.7).em == pytest.approx(0.7)


def test_a_part_is_a_submobject_and_playing_on_it_leaves_the_label_whole():
    with tempconfig(run_config(dry_run=True, format="none", frame_rate=2)):
        scene, label = Scene(), formula(THEME, f"x = {FRACTION}")
        top = label.part("top")
        assert len(top.get_family()) == 3
        assert top in label.get_family()
        scene.add(label)
        scene.play(Indicate(top, run_time=1))
        scene.play(FadeIn(label.part("bottom"), run_time=1))
        assert scene.mobjects == [label]


def test_parts_may_be_nested_and_are_found_in_copies():
    label = formula(THEME, 'part("all", a part("inner", b frac(c, d)) e) f')
    assert label.part_names == ("all", "inner")
    assert label.part("inner") in label.part("all").submobjects
    assert [len(label.part(name).family_members_with_points()) for name in label.part_names] == [6, 4]
    twin = label.copy()
    assert twin.part("inner") is twin.part("all").submobjects[1] is not label.part("inner")


def test_a_part_of_words_has_its_ink_only():
    label = words(THEME, 'the #part("weight")[*heavy*] one', weight=400)
    assert len(label.part("weight").family_members_with_points()) == 5


def test_a_part_that_is_not_there_names_those_that_are():
    with pytest.raises(KeyError, match="top, bottom"):
        formula(THEME, FRACTION).part("middle")
    with pytest.raises(ValueError, match="two places"):
        formula(THEME, 'part("a", part("b", x)) + part("b", y)')


def test_a_part_that_stands_twice_side_by_side_is_one_piece():
    assert len(formula(THEME, 'part("b", x) + part("b", y)').part("b").submobjects) == 2


def test_fraction_bars_and_roots_are_filled_and_scale_with_their_formula():
    label = formula(THEME, "frac(a, b)")
    bar = min(label.glyphs, key=lambda glyph: glyph.height)
    assert all(glyph.get_stroke_width() == 0 and glyph.get_fill_opacity() == 1 for glyph in label.glyphs)
    thickness = bar.height
    assert 0.04 < thickness / label.em < 0.12
    label.scale(3)
    assert bar.height == pytest.approx(3 * thickness)


def test_a_leading_minus_is_unary():
    """Nothing stands between the sign and its number, as in `= -3`, where Typst knows the sign for one."""

    def gap(label, sign):
        return label.glyphs[sign + 1].get_left()[0] - label.glyphs[sign].get_right()[0]

    alone, after, between = (formula(THEME, source) for source in ("-3", "a = -3", "a - 3"))
    assert gap(alone, 0) == pytest.approx(gap(after, 2), abs=1e-3)
    assert gap(alone, 0) < gap(between, 1) - 0.05
    assert words(THEME, "- no list").glyphs[0].get_bottom()[1] > 0


def test_tint_recolours_what_has_no_role_of_its_own():
    label = formula(THEME, "a wh(W_h) mute(times)").set_opacity(0.5)
    colour = THEME.colour
    assert {role: len(glyphs) for role, glyphs in label.ink_parts.items()} == {"ink": 1, "wh": 2, "mute": 1}
    assert label.tint("text") is label
    assert label.tone == "text"
    assert hexes(label.ink_parts["text"]) == {colour.text}
    assert hexes(label.ink_parts["wh"]) == {colour.wh}
    assert hexes(label.ink_parts["mute"]) == {colour.mute}
    assert {glyph.get_fill_opacity() for glyph in label.glyphs} == {0.5}


def test_every_colour_function_gives_its_role():
    for function, role in {"wx": "wx", "wy": "wy", "amber": "text", "state": "state", "loss": "loss"}.items():
        assert hexes(words(THEME, f"#{function}[x]").glyphs) == {THEME.colour[role]}


def test_both_themes_share_one_drawing():
    light = load_theme("light")
    dark, bright = formula(THEME, "wh(W_h) a"), formula(light, "wh(W_h) a")
    assert hexes(bright.glyphs) == {light.colour.wh, light.colour.ink}
    np.testing.assert_array_equal(dark.glyphs[0].points, bright.glyphs[0].points)


def test_opacity_nought_hides():
    label = words(THEME, "hidden").set_opacity(0)
    assert all(glyph.get_fill_opacity() == 0 and glyph.get_stroke_width() == 0 for glyph in label.glyphs)


def test_a_copy_is_light_and_shares_nothing_that_moves():
    label = formula(THEME, FRACTION)
    twin = copy.deepcopy(label)
    assert twin.theme is label.theme
    assert twin.tone == label.tone
    for glyph, other in zip(label.glyphs, twin.glyphs, strict=True):
        assert isinstance(other, Glyph)
        assert not hasattr(other, "path_obj")
        assert other.role == glyph.role
        assert not np.shares_memory(glyph.points, other.points)
    twin.shift((1, 0, 0)).set_color(BLUE)
    assert label.get_center()[0] != pytest.approx(twin.get_center()[0])
    assert BLUE.to_hex() not in hexes(label.glyphs)


def test_labels_do_not_share_their_points():
    first, second = words(THEME, "same"), words(THEME, "same")
    first.shift((5, 0, 0))
    assert second.baseline_y == pytest.approx(0)
    assert second.get_left()[0] < 0.1


def test_a_character_that_no_font_has_stops_it_before_rendering():
    for make in (lambda: words(THEME, "ก"), lambda: formula(THEME, '"ก"'), lambda: words(THEME, "龘", weight=600)):
        with pytest.raises(MissingGlyph, match="RNNANIM_FONTS"):
            make()


def test_semi_bold_is_heavier_in_latin_and_chinese():
    for text in ("l", "度"):
        light, heavy = (words(THEME, text, weight=weight) for weight in (400, 600))
        assert not np.array_equal(light.glyphs[0].points.shape, heavy.glyphs[0].points.shape) or not np.allclose(
            light.glyphs[0].points, heavy.glyphs[0].points, atol=0.003
        )


def test_a_readout_takes_a_reading_and_nothing_else():
    reading = Reading("loss", (), 0.12096)
    label = readout(THEME, reading, tone="text")
    assert label.kind == "number"
    assert label.reading is reading
    assert label.copy().reading is reading
    for literal in (0.55, "0.55", np.float64(0.55), None):
        with pytest.raises(TypeError, match="Reading"):
            readout(THEME, literal)


@pytest.mark.parametrize("align", ["left", "centre", "right"])
def test_a_readout_shows_another_number_in_its_place(align):
    label = readout(THEME, Reading("h", (1, 0), 0.5), tone="text").scale(1.5).set_opacity(0).place(2, 1, align)
    edge = {"left": label.get_left, "centre": label.get_center, "right": label.get_right}[align]
    reading = Reading("h", (2, 0), -0.12096)
    assert label.show(reading) is label
    assert label.reading is reading
    assert label.markup == "$-0.121$"
    assert label.baseline_y == pytest.approx(1)
    assert edge()[0] == pytest.approx(2)
    assert label.em == pytest.approx(1.5 * THEME.type.small)
    assert hexes(label.glyphs) == {THEME.colour.text}
    assert label.glyphs[0].get_fill_opacity() == 0
    with pytest.raises(TypeError):
        label.show(0.5)


def test_text_lies_above_what_it_is_written_on_and_a_new_number_in_the_layer_of_the_old():
    assert {mob.z_index for make in EVERYTHING for mob in make().family_members_with_points()} == {TEXT}
    flying = readout(THEME, Reading("h", (1, 0), 0.5)).set_z_index(FLIGHT, family=True)
    assert {glyph.z_index for glyph in flying.show(Reading("h", (1, 1), 0.25)).glyphs} == {FLIGHT}


def test_a_readout_keeps_its_digits_and_its_narrow_times():
    label = readout(THEME, Reading("h", (1, 0), 0.5), digits=2, tight=True)
    assert label.show(Reading("h", (1, 1), 7.654e-6)).markup == '$7.7 class("normal", times) 10^(-6)$'
    loose = readout(THEME, Reading("h", (1, 1), 7.654e-6))
    assert label.width < loose.width - 0.1 * label.em
    assert label.copy().show(Reading("h", (2, 0), 0.123)).markup == "$0.12$"


@pytest.mark.parametrize(
    ("value", "source"),
    [
        (0.6, "0.6"), (1.0, "1"), (80.0, "80"), (0.0, "0"), (-0.0, "0"), (0.1 + 0.2, "0.3"), (0.125, "0.125"),
        (0.12096, "0.121"), (-0.0573, "-0.0573"), (0.59996, "0.600"), (2 / 3, "0.667"), (11.391, "11.4"),
        (123.45, "123"), (1600.0, "1600"), (1234.5, "1234"), (9999.0, "9999"),
        (0.99996, "1.00"), (9.999, "10.0"), (99.96, "100"), (0.09996, "0.100"), (999.6, "1000"),
        (9999.6, "1.0 times 10^(4)"), (10000.0, "1 times 10^(4)"), (123456.0, "1.2 times 10^(5)"),
        (0.001, "0.001"), (0.00099996, "0.00100"), (0.0009, "9 times 10^(-4)"), (7.6e-6, "7.6 times 10^(-6)"),
        (-2.441e-4, "-2.4 times 10^(-4)"), (9.9996e-5, "1.0 times 10^(-4)"), (5e-324, "4.9 times 10^(-324)"),
        (1e300, "1 times 10^(300)"), (float("nan"), "dash.en"), (float("inf"), "infinity"), (-np.inf, "-infinity"),
    ],
)  # fmt: skip
def test_numbers_as_the_viewer_reads_them(value, source):
    assert format_number(value) == source
    assert isinstance(readout(THEME, Reading("loss", (), value)), Label)


def test_escaped_text_shows_every_letter():
    text = "#a_b *c* $d$ [e] <f> @g `h` - i ~ = 1. \\"
    assert len(words(THEME, escape(text)).glyphs) == len(text.replace(" ", ""))


@pytest.mark.parametrize("markup", ["(to $h_1$)", "[a]", ".5", "; b", "- a", "+ a", "= a", "1. a", "/ a: b"])
def test_a_line_may_begin_with_any_character(markup):
    label = words(THEME, markup)
    assert len(label.glyphs) == len(markup.translate(str.maketrans("", "", " $_")))
    assert label.em == pytest.approx(THEME.type.small)


@pytest.mark.parametrize("value", [0.336367878, -0.30273109, -5.353e-4, 1.4, 1234.5, -0.00599])
def test_no_room_is_so_narrow_that_a_number_is_written_otherwise(value):
    reading = Reading("h", (1, 0), value)
    written = {shown(fitting_one(THEME, reading, room, "large")) for room in (3.0, 1.5, 0.7, 0.1)}
    assert written == {shown(readout(THEME, reading))}

"""The storyboard as one picture: whatever a caption may hold can be set."""

from itertools import product

import pytest
from matrix import first_of

from rnnanim import catalog, loading
from rnnanim.audit import sampling
from rnnanim.backend import MissingGlyph, check_glyphs
from rnnanim.export.sheet import _cell, _compiled, _marked, letters
from rnnanim.export.storyboard import Panel
from rnnanim.figures import SUPERSCRIPTS, figure
from rnnanim.lesson import load_lesson
from rnnanim.locations import asset
from rnnanim.stage.observer import Unobserved

PRESETS = sorted(path.stem for path in asset("presets").glob("*.toml"))
POWERS = ("ProductOfFactors", "default")  # says 7.18 × 10⁻⁶²
CASES = [POWERS, *(case for case in product(catalog.SCENES, PRESETS) if case != POWERS)]


class Passer(sampling.Sampler, Unobserved):
    """Sees a few moments of a play, and nothing in them."""


@pytest.mark.parametrize(("scene", "preset"), first_of(CASES, fast=1))
def test_every_caption_with_its_numbers_is_in_the_fonts(scene, preset):
    ran = sampling.run(loading.load(scene), load_lesson(preset), Passer())
    captions = [text for mark in ran.timeline for text in mark.captions.values()]
    assert captions
    for caption in captions:
        check_glyphs(letters(caption))
    if (scene, preset) == POWERS:
        assert any("⁻" in caption for caption in captions)


@pytest.mark.parametrize("value", [-7.6e-123, 4.5e67, float("inf"), float("-inf"), float("nan"), -0.25, 0.0])
def test_every_form_of_a_number_is_in_the_fonts(value, tmp_path):
    text = figure(value).plain
    check_glyphs(letters(f"{text} {text.translate(SUPERSCRIPTS)}"))
    plain = _compiled(tmp_path, _marked("1"))
    assert _compiled(tmp_path, _marked(text)) != plain


def test_the_name_of_a_beat_is_no_symbol():
    assert '"a_number_or_a_matrix"' in _cell("x.png", Panel("a_number_or_a_matrix", "W_h", b""))


def test_a_character_that_no_font_has_is_still_refused():
    with pytest.raises(MissingGlyph, match="龘"):
        check_glyphs(letters("10⁻⁵ 龘"))

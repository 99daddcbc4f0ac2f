import pytest

from rnnanim.captions import LANGUAGES, MissingCaptions, placeholders, scene_text
from rnnanim.catalog import SCENES
from rnnanim.lesson import load_lesson
from rnnanim.loading import load


@pytest.mark.parametrize("name", SCENES)
def test_both_languages_say_the_same_beats_with_the_same_numbers(name):
    english, chinese = (scene_text(name, language) for language in LANGUAGES)
    assert list(english.beats) == list(chinese.beats)
    assert english.words.keys() == chinese.words.keys()
    for table in ("beats", "words"):
        first, second = getattr(english, table), getattr(chinese, table)
        for key in first:
            assert placeholders(first[key]) == placeholders(second[key]), key
    for text in (english, chinese):
        assert text.title
        assert text.question


@pytest.mark.parametrize("name", SCENES)
def test_the_catalog_lists_the_beats_that_the_scene_plays(name):
    played = dict.fromkeys(beat.template for beat in load(name).plan(load_lesson()))
    assert SCENES[name].beats == tuple(played)


def test_a_scene_without_a_table_is_named():
    with pytest.raises(MissingCaptions, match=r"zh\.toml has no table \[Nothing\]"):
        scene_text("Nothing", "zh")


@pytest.mark.slow
@pytest.mark.parametrize("name", SCENES)
def test_the_catalog_knows_how_long_each_film_is(name):
    from fractions import Fraction

    from rnnanim.render.draw import LastFrame, draw
    from rnnanim.render.job import Picture, RenderJob

    drawing = draw(RenderJob(name, load_lesson(), Picture(64, 36, Fraction(10))), LastFrame())
    assert SCENES[name].seconds == pytest.approx(drawing.frames / 10, abs=2), "rnnanim/catalog.py"

from fractions import Fraction

from rnnanim.export.subtitles import cues, srt, vtt, write_subtitles
from rnnanim.timeline import Mark

MARKS = (
    Mark("silent", "silent", 0, 45, {"en": "", "zh": ""}),
    Mark("one", "one", 45, 20, {"en": "W_x < 1 &\n  so on.", "zh": "第一步。"}),
    Mark("skipped", "skipped", 65, 0, {"en": "Never.", "zh": "没有。"}),
    Mark("two", "two", 65, 108000, {"en": "An hour.", "zh": "一小时。"}),
)
FPS = Fraction(30)


def test_a_cue_for_each_beat_that_says_something():
    assert list(cues(MARKS, FPS, "zh")) == [(1500, 2167, "第一步。"), (2167, 3602167, "一小时。")]


def test_srt():
    assert srt(MARKS, FPS, "en") == (
        "1\n00:00:01,500 --> 00:00:02,167\nW_x < 1 & so on.\n\n2\n00:00:02,167 --> 01:00:02,167\nAn hour.\n"
    )


def test_vtt():
    text = vtt(MARKS, FPS, "en")
    assert text.startswith("WEBVTT\n\n00:00:01.500 --> 00:00:02.167\nW_x &lt; 1 &amp; so on.\n\n")


def test_both_languages_are_written(tmp_path):
    paths = write_subtitles(tmp_path, "Film", MARKS, FPS)
    assert {path.name for path in paths} == {"Film.en.srt", "Film.en.vtt", "Film.zh.srt", "Film.zh.vtt"}
    assert "第一步。" in (tmp_path / "Film.zh.srt").read_text(encoding="utf-8")

"""Pieces of a film are the film; a clip of some beats is a film of its own."""

import hashlib
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from rnnanim.captions import LANGUAGES, scene_text
from rnnanim.lesson import load_lesson
from rnnanim.render.draw import draw
from rnnanim.render.job import Picture, RenderJob

TALK = Path(__file__).with_name("talk.py")
PICTURE = Picture(64, 36, Fraction(4))
FILM = RenderJob("GradientPaths", load_lesson(overrides=["network.loss=sum"]), PICTURE)
TALK_FILM = RenderJob(f"{TALK}:Talk", load_lesson(), PICTURE)


NOTICE = {language: scene_text("LessonScene", language).words["loss_last"] for language in LANGUAGES}


class Hashes(list):
    def write(self, pixels, repeat, changed=None):
        self.append((hashlib.sha256(pixels.tobytes()).digest(), repeat))


def played(job):
    """Return what a job draws, and the sentences of the beats that have frames."""
    sink = Hashes()
    drawing = draw(job, sink)
    return list(sink), {mark.beat: mark.captions for mark in drawing.marks if mark.frames}


@pytest.fixture(scope="module")
def film():
    return played(FILM)


@pytest.mark.parametrize("cut", [1, 3])
def test_the_shards_of_a_film_are_the_film(cut):
    frames, captions = played(TALK_FILM)
    names = tuple(captions)
    pieces = [played(replace(TALK_FILM, shard=shard)) for shard in (names[:cut], names[cut:])]
    assert [*pieces[0][0], *pieces[1][0]] == frames
    assert pieces[0][1] | pieces[1][1] == captions
    assert [*pieces[0][1], *pieces[1][1]] == list(captions)


def test_a_shard_says_what_the_film_says(film):
    frames, captions = film
    shard = played(replace(FILM, shard=("path_2",)))
    assert shard[1] == {"path_2": captions["path_2"]}
    assert any(shard[0] == frames[at : at + len(shard[0])] for at in range(len(frames)))


def test_a_clip_says_the_notice_of_a_changed_loss_in_its_first_beat(film):
    _, captions = film
    _, clip = played(replace(FILM, beats=("path_1", "path_2")))
    for language, words in NOTICE.items():
        assert captions["start_at_the_loss"][language].endswith(f" {words}")
        assert clip["path_1"][language] == f"{captions['path_1'][language]} {words}"
    assert clip["path_2"] == captions["path_2"]


def test_a_shard_of_a_clip_says_what_the_clip_says():
    clip = replace(FILM, beats=("path_1", "path_2"))
    _, captions = played(clip)
    assert played(replace(clip, shard=("path_1",)))[1] == {"path_1": captions["path_1"]}
    assert played(replace(clip, shard=("path_2",)))[1] == {"path_2": captions["path_2"]}

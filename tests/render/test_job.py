import pickle
from dataclasses import replace
from fractions import Fraction

import pytest

from rnnanim.lesson import load_lesson
from rnnanim.render.job import Picture, RenderJob

JOB = RenderJob("GradientPaths", load_lesson(), Picture.of("m"))


@pytest.mark.parametrize(
    "other",
    [
        replace(JOB, scene="FoldedToUnrolled"),
        replace(JOB, lesson=load_lesson("vanishing")),
        replace(JOB, lesson=load_lesson(overrides=["network.steps=5"])),
        replace(JOB, lesson=load_lesson(language="zh")),
        replace(JOB, lesson=load_lesson(theme="light")),
        replace(JOB, picture=Picture.of("l")),
        replace(JOB, picture=Picture.of("m", 25)),
        replace(JOB, beats=("path_1",)),
        replace(JOB, shard=("path_1",)),
    ],
)
def test_the_key_changes_with_all_that_the_picture_depends_on(other):
    assert other.key != JOB.key


def test_the_key_is_the_same_for_the_same_lesson_however_it_was_given():
    assert replace(JOB, lesson=load_lesson("default")).key == JOB.key


def test_the_key_changes_with_the_sources(monkeypatch):
    before = JOB.key
    monkeypatch.setattr("rnnanim.render.keys.scene_key", lambda scene: "other")
    assert JOB.key != before


def test_a_shard_is_a_piece_of_its_film():
    clip = replace(JOB, beats=("path_1", "path_2"))
    shard = replace(clip, shard=("path_2",))
    assert (JOB.played, clip.played, shard.played) == (None, ("path_1", "path_2"), ("path_2",))
    assert (
        len({job.key for job in (clip, shard, replace(JOB, beats=("path_2",)), replace(JOB, shard=("path_2",)))}) == 4
    )
    with pytest.raises(ValueError, match="must be beats of the film, path_1, path_2; got add_up"):
        replace(clip, shard=("add_up",))


def test_a_job_crosses_to_another_process():
    assert pickle.loads(pickle.dumps(JOB)).key == JOB.key


def test_rates_may_be_broken():
    assert Picture.of("l", 29.97).fps == Fraction(2997, 100)
    assert Picture.of("k").width == 3840

import pickle
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from rnnanim.lesson import load_lesson
from rnnanim.render import job as job_module
from rnnanim.render.job import Picture, RenderJob

TALK = Path(__file__).with_name("talk.py")
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
    ],
)
def test_the_key_changes_with_all_that_the_picture_depends_on(other):
    assert other.key != JOB.key


def test_the_key_is_the_same_for_the_same_lesson_however_it_was_given():
    assert replace(JOB, lesson=load_lesson("default")).key == JOB.key


def test_the_key_changes_with_the_sources(monkeypatch):
    before = JOB.key
    monkeypatch.setattr(job_module, "sources_digest", lambda: "other")
    assert JOB.key != before


def test_the_sources_are_those_of_the_package_its_scenes_and_its_assets():
    names = {name for name, _ in job_module._sources()}
    assert {
        "rnnanim/stage/scene.py",
        "scenes/paths/storyboard.py",
        "assets/captions/en.toml",
        "assets/themes/tokens.toml",
    } <= names
    assert not any("__pycache__" in name or name.startswith("assets/gallery") for name in names)


def test_the_key_changes_with_a_file_of_the_users_own(tmp_path):
    file = tmp_path / "talk.py"
    file.write_text("a = 1\n")
    job = replace(JOB, scene=f"{file}:Talk")
    before = job.key
    file.write_text("a = 2\n")
    assert job.key != before


def test_a_job_crosses_to_another_process():
    assert pickle.loads(pickle.dumps(JOB)).key == JOB.key


def test_rates_may_be_broken():
    assert Picture.of("l", 29.97).fps == Fraction(2997, 100)
    assert Picture.of("k").width == 3840

"""What an edit of a talk draws again: the beats in which it can be seen."""

import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest
from matrix import first_of

from rnnanim.catalog import SCENES
from rnnanim.lesson import load_lesson
from rnnanim.render.job import Picture, RenderJob
from rnnanim.render.plan import FilmPlan, plan_film

PICTURE = Picture(64, 36, Fraction(4))
TALK = """
from rnnanim.stage import LessonScene, beat
from manim import RIGHT, UP, Dot, ValueTracker

def far(n):
    return n / 4

class Talk(LessonScene):
    captions = {
        "arrive": {"en": "A dot arrives.", "zh": "点"},
        "path": {"en": "It goes on.", "zh": "走"},
        "leave": {"en": "It leaves.", "zh": "离"},
    }

    def cast(self):
        self.dot, self.way = Dot(), ValueTracker(0)
        self.dot.add_updater(lambda dot: dot.set_x(self.way.get_value()))

    @beat
    def arrive(self):
        self.add(self.dot)
        self.play(self.way.animate.set_value(1), run_time=0.5)

    @beat(each=lambda lesson: (1, 2))
    def path(self, n):
        self.play(self.way.animate.set_value(1 + far(n)), run_time=0.5)
        self.names = {"a", "b", "c"}

    @beat
    def leave(self):
        self.remove(self.dot)
        self.hold(0.5)
"""
BEATS = ["arrive", "path_1", "path_2", "leave"]


def plan_of(folder, text=TALK, lesson=None, **changes):
    folder.mkdir(exist_ok=True)
    (folder / "talk_of_mine.py").write_text(text)
    job = RenderJob(f"{folder / 'talk_of_mine.py'}:Talk", lesson or load_lesson(), PICTURE, **changes)
    (file,) = plan_film(job, lambda beat, frames: None, Path()).files
    return FilmPlan.from_json(file.data())


@pytest.fixture
def changed(tmp_path):
    """Return what says which beats an edit draws again."""

    def compare(old, new, text=TALK):
        assert old in text
        before, after = plan_of(tmp_path / "before", text), plan_of(tmp_path / "after", text.replace(old, new))
        assert [mark.beat for mark in before.marks] == [mark.beat for mark in after.marks] == BEATS
        return [beat for beat, *keys in zip(BEATS, before.keys, after.keys, strict=True) if len({*keys}) > 1]

    return compare


@pytest.mark.parametrize(
    ("old", "new", "again"),
    [
        ("def far(n):", "def far(n):  # a comment", []),
        ("self.hold(0.5)", "self.hold(0.75)", ["leave"]),
        ("self.add(self.dot)", "self.add(self.dot.set_x(0))", ["arrive"]),  # what follows begins as before
        ("self.add(self.dot)", "self.add(self.dot.set_y(1))", BEATS),
        ("1 + far(n)", "1 + far(n + n - n)", ["path_1", "path_2"]),
        ("1 + far(n)", "1 + far(2)", ["path_1", "path_2"]),
        ("1 + far(n)", "1 + far(3)", ["path_1", "path_2", "leave"]),
        ("n / 4", "n / 5", BEATS),
        ('"It goes on."', '"It went on."', []),
        ("It leaves.", "It leaves, slowly and without a word, for good.", ["leave"]),  # which is held for longer
    ],
)
def test_an_edit_draws_those_beats_again_in_which_it_can_be_seen(changed, old, new, again):
    assert changed(old, new) == again


@pytest.mark.parametrize("kept", ["(n for n in (1, 2))", "open(__file__)", "type('Own', (), {})()"])
def test_with_a_state_that_cannot_be_read_an_edit_of_a_beat_draws_all_again(changed, kept):
    text = TALK.replace("Dot(), ValueTracker(0)", f"Dot(), ValueTracker(0)\n        self.kept = {kept}")
    assert changed("self.hold(0.5)", "self.hold(0.75)", text) == BEATS


def test_what_a_talk_keeps_in_its_file_is_part_of_the_state(changed):
    text = TALK.replace("def far(n):", "SEEN = []\n\ndef far(n):").replace("self.add(self.dot)", "SEEN.append(1)")
    assert changed("SEEN.append(1)", "SEEN.append(2)", text) == BEATS


def test_the_plan_has_the_captions_of_today_and_the_frames_that_are_drawn(tmp_path):
    plan = plan_of(tmp_path, TALK.replace("It leaves.", "It is gone."))
    assert [mark.captions["en"] for mark in plan.marks] == ["A dot arrives.", *["It goes on."] * 2, "It is gone."]
    assert [mark.first_frame for mark in plan.marks] == [sum(m.frames for m in plan.marks[:n]) for n in range(4)]


def test_a_clip_of_some_beats_is_made_of_the_pictures_of_the_film(tmp_path):
    whole = plan_of(tmp_path)
    clip = plan_of(tmp_path, beats=("path_1", "path_2"))
    assert clip.keys == whole.keys[1:3]
    assert [mark.first_frame for mark in clip.marks] == [0, whole.marks[1].frames]


def test_another_lesson_language_or_size_has_other_clips(tmp_path):
    keys = {plan_of(tmp_path).keys, plan_of(tmp_path, lesson=load_lesson("vanishing")).keys}
    keys |= {plan_of(tmp_path, lesson=load_lesson(language="zh")).keys}
    assert len({key for film in keys for key in film}) == 3 * len(BEATS)


CODE = """
import sys
from fractions import Fraction
from pathlib import Path
from rnnanim.lesson import load_lesson
from rnnanim.render import state
from rnnanim.render.job import Picture, RenderJob
from rnnanim.render.plan import plan_film

found, fingerprint = [], state.fingerprint
state.fingerprint = lambda scene: found.append(fingerprint(scene)) or found[-1]
for scene in sys.argv[1:]:
    plan_film(RenderJob(scene, load_lesson(), Picture(64, 36, Fraction(4))), lambda beat, frames: None, Path())
print(*found[-3:])
"""


@pytest.mark.parametrize("scene", first_of(["PathsToWy", *(name for name in SCENES if name != "PathsToWy")], fast=1))
def test_the_state_of_our_scenes_is_read_alike_in_every_process(scene):
    def states(seed, *scenes):
        run = subprocess.run(
            [sys.executable, "-c", CODE, *scenes],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        )
        return run.stdout.split()

    alone, after_another = states("1", scene), states("2", "FoldedToUnrolled", scene)
    assert alone == after_another
    assert "None" not in alone
    assert len({*alone}) == 3

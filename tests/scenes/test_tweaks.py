"""What a talk of one's own may do to the beats of a scene."""

import pytest

from rnnanim.backend import run_config
from rnnanim.errors import InputError
from rnnanim.lesson import load_lesson
from rnnanim.scenes.paths import GradientPaths
from rnnanim.stage import LessonScene, beat

# isort: split
from manim import tempconfig


def names(scene):
    return [planned.name for planned in scene.plan(load_lesson())]


def test_an_override_keeps_place_and_repetition():
    class Talk(GradientPaths):
        def path(self, key):
            self.hold(1)

    assert names(Talk) == names(GradientPaths)


def test_a_beat_is_put_beside_another_with_a_caption_of_its_own():
    class Talk(GradientPaths):
        drop = ("start_at_the_loss", "path", "add_up")
        captions = {"breathe": {"en": "Breathe {n} times.", "zh": "呼吸。"}}

        def cast(self):
            pass

        @beat(after="path")
        def breathe(self):
            self.say(n=2)
            self.hold(1)

    with tempconfig(run_config(pixel_width=64, pixel_height=36, frame_rate=2, dry_run=True)):
        scene = Talk(lesson=load_lesson())
        scene.render()
    assert [(mark.beat, mark.captions["en"]) for mark in scene.timeline] == [("breathe", "Breathe 2 times.")]


def test_beats_are_reordered_and_dropped():
    class Talk(GradientPaths):
        drop = ("start_at_the_loss",)
        order = ("add_up", "path")

    assert names(Talk) == ["add_up", "path_1", "path_2", "path_3"]


@pytest.mark.parametrize("names", [{"drop": ("ending",)}, {"order": ("path", "ending")}, {"order": ("path",)}])
def test_unknown_and_forgotten_names_are_told(names):
    talk = type("Talk", (GradientPaths,), names)
    with pytest.raises(InputError, match=r"Talk.*(ending|order).*add_up"):
        talk.plan(load_lesson())


def test_a_neighbour_that_is_no_beat_is_an_error_when_the_class_is_made():
    with pytest.raises(InputError, match="there is no beat 'ending'; there are start_at_the_loss, path, add_up"):

        class Talk(GradientPaths):
            @beat(before="ending")
            def more(self):
                pass


def test_an_attribute_with_the_name_of_a_beat_is_refused():
    class Talk(LessonScene):
        @beat
        def opening(self):
            pass

    with pytest.raises(InputError, match="a beat has this name"):
        Talk(lesson=load_lesson()).opening = 3
    with pytest.raises(InputError, match="a beat has this name"):
        type("Worse", (Talk,), {"opening": 3})


def test_a_picked_beat_that_does_not_exist_names_those_that_do():
    with pytest.raises(InputError, match="path_1, path_2, path_3"):
        GradientPaths(lesson=load_lesson(), only=("path_9",))

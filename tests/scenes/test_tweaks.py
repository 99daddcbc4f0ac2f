"""What a talk of one's own may do to the beats of a scene."""

import pytest

from rnnanim.backend import run_config
from rnnanim.errors import InputError
from rnnanim.lesson import load_lesson
from rnnanim.mobjects.base.tagging import Overlay
from rnnanim.scenes.paths import GradientPaths, PathsToWy
from rnnanim.stage import LessonScene, beat
from rnnanim.stage.wording import Wording

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


def test_what_is_dropped_adds_up_along_the_bases():
    class Short(PathsToWy):
        drop = ("start_at_the_loss",)

    class Shorter(Short):
        drop = ("path",)

    class Whole(Shorter):
        def path(self, key):
            self.hold(1)

    assert names(Short) == ["path_1", "compare_the_weights"]  # add_up is no beat of PathsToWy, and does not come back
    assert names(Shorter) == ["compare_the_weights"]
    assert names(Whole) == names(Short)  # whoever writes a beat again has it back
    with pytest.raises(InputError, match="there is no beat 'add_up'; there are path, compare_the_weights"):
        names(type("Wrong", (Short,), {"drop": ("add_up",)}))


def test_an_order_holds_for_the_classes_below_until_one_gives_another():
    class Backwards(GradientPaths):
        order = ("add_up", "path", "start_at_the_loss")

    class Shorter(Backwards):
        drop = ("path",)

    class Longer(Shorter):
        @beat(after="add_up")
        def breathe(self):
            self.hold(1)

        @beat
        def ending(self):
            self.hold(1)

    assert names(Backwards) == ["add_up", "path_1", "path_2", "path_3", "start_at_the_loss"]
    assert names(Shorter) == ["add_up", "start_at_the_loss"]
    assert names(Longer) == ["add_up", "breathe", "start_at_the_loss", "ending"]
    assert names(type("Other", (Backwards,), {"order": ()})) == names(GradientPaths)
    with pytest.raises(InputError, match="Wrong: there is no beat 'path'; there are start_at_the_loss, add_up"):
        names(type("Wrong", (Shorter,), {"order": ("path", "add_up", "start_at_the_loss")}))
    with pytest.raises(InputError, match=r"Wrong\.order must name each beat once"):
        names(type("Wrong", (Backwards,), {"order": ("path", "path", "add_up", "start_at_the_loss")}))


def test_the_beats_before_one_are_run_unseen_where_they_are_not_shown():
    class Talk(GradientPaths):
        drop = ("start_at_the_loss",)
        order = ("add_up", "breathe", "path")

        @beat
        def breathe(self):
            self.hold(1)

    plan = {planned.name: planned for planned in Talk.plan(load_lesson())}
    before = {name: [unseen.name for unseen in planned.before] for name, planned in plan.items()}
    assert before == {
        "add_up": ["start_at_the_loss", "path_1", "path_2", "path_3"],
        "breathe": [],  # a talk's own beat begins with the picture that it finds
        "path_1": ["start_at_the_loss"],
        "path_2": [],
        "path_3": [],
    }
    assert [name for name, planned in plan.items() if planned.anew] == ["path_1"]
    assert not any(planned.before for planned in GradientPaths.plan(load_lesson()))


def test_captions_and_overlays_of_the_bases_count_too():
    class Base(GradientPaths):
        captions = {"path": {"en": "Base.", "zh": "一。"}, "add_up": {"en": "Sum.", "zh": "和。"}}
        overlays = (Overlay("a", "b", "one"),)

    class Talk(Base):
        captions = {"add_up": {"en": "Mine."}}
        overlays = (Overlay("c", "d", "two"),)

    wording = Wording(Talk, lambda language: (), Talk.own_captions(), lambda error: None)
    plan = {planned.template: planned for planned in Talk.plan(load_lesson())}
    assert [wording.sentence(plan[name], "en") for name in ("path", "add_up")] == ["Base.", "Mine."]
    assert wording.sentence(plan["path"], "zh") == "一。"
    assert wording.sentence(plan["add_up"], "zh") is None  # it would say what the English no longer does
    assert [overlay.one for overlay in Talk.all_overlays()] == ["c", "a"]


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

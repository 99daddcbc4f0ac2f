"""An edit inside of a beat is one of that beat alone, unless others reach it."""

import ast

import pytest

from rnnanim.render.beat_code import joined, part

CODE = """
LIMIT = 3

def helper(x):
    return x

class A(LessonScene):
    captions = {"first": {"en": "One."}}

    @beat
    def first(self):
        self.play(helper(1))

    @beat(each=lambda lesson: (1, 2), after="first")
    def path(self, n):
        self.hold(LIMIT)

    def other(self):
        return 4

class B(A):
    @beat
    def path(self, n):
        super().path(n)
"""


def parted(text):
    return joined([part(ast.parse(text))])


def changed(old, new, text=CODE):
    """Return what of the code an edit changes."""
    assert old in text
    before, after = parted(text), parted(text.replace(old, new))
    names = before.bodies.keys() | after.bodies.keys()
    beats = {name for name in names if before.bodies.get(name) != after.bodies.get(name)}
    return beats | ({"outside"} if before.outside != after.outside else set())


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("helper(1)", "helper(2)", {"first"}),
        ("self.hold(LIMIT)", "self.hold(2 * LIMIT)", {"path"}),
        ("super().path(n)", "super().path(n + 1)", {"path"}),
        ("One.", "Two.", {"captions"}),
        ("return x", "return -x", {"outside"}),
        ("return 4", "return 5", {"outside"}),
        ("(1, 2)", "(1, 3)", {"outside"}),
        ("(self, n)", "(self, m)", {"outside"}),
        ("LIMIT = 3", "LIMIT = 4", {"outside"}),
        ('{"first": {"en": "One."}}', "dict(first=3)", {"captions", "outside"}),
    ],
)
def test_what_an_edit_changes(old, new, found):
    assert changed(old, new) == found


@pytest.mark.parametrize(
    "reached",
    [
        "self.first()",
        "again = self.first",
        "film = self; film.first()",
        "A.first(self)",
        "getattr(self, 'first')()",
        "self.cast.scene.first()",
        "super().first()",
        "(lambda film: film.first())(self)",
    ],
)
def test_a_beat_that_others_reach_is_not_its_own(reached):
    text = CODE.replace("return 4", reached)
    assert changed("helper(1)", "helper(2)", text) == {"outside"}
    assert changed("self.hold(LIMIT)", "self.hold(1)", text) == {"path"} or "getattr" in reached


def test_a_name_of_a_beat_in_its_class_reaches_it():
    assert changed("helper(1)", "helper(2)", CODE + "\n    again = first\n") == {"outside"}


def test_a_helper_that_takes_a_scene_may_reach_its_beats():
    text = CODE.replace("return x", "return x.first()")
    assert changed("helper(1)", "helper(2)", text) == {"outside"}


def test_what_has_the_name_of_a_beat_and_is_none_reaches_none():
    cast = """
class Cast:
    def __init__(self):
        self.first = 1
        self.x = self.first, self.net.path, "path"
"""
    assert changed("helper(1)", "helper(2)", CODE + cast) == {"first"}
    assert changed("self.hold(LIMIT)", "self.hold(1)", CODE + cast) == {"path"}


def test_captions_that_are_read_are_code():
    assert changed("One.", "Two.", CODE.replace("return 4", "return self.captions")) == {"outside"}

import doctest
import importlib
from fractions import Fraction

import pytest

from rnnanim.timeline import Mark, chosen, played

MARKS = (Mark("a", "a", 0, 15), Mark("b_1", "b", 15, 0), Mark("b_2", "b", 15, 30, {"en": "B."}))
MODULES = ("timeline", "captions", "catalog", "render.job", "export.gif", "export.storyboard", "export.subtitles")


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_docstrings_hold(name):
    results = doctest.testmod(importlib.import_module(f"rnnanim.{name}"))
    assert (results.failed, results.attempted > 0) == (0, True)


def test_times_are_counted_in_frames():
    assert [(m.start(30), m.end(30)) for m in played(MARKS)] == [(0.0, 0.5), (0.5, 1.5)]
    assert Mark("c", "c", 2997, 0).start(Fraction(2997, 100)) == 100


def test_json_and_back():
    assert tuple(Mark.from_json(mark.to_json(30)) for mark in MARKS) == MARKS


def test_a_template_means_all_its_repetitions():
    plan = [(mark.beat, mark.template) for mark in MARKS]
    assert chosen(["b"], plan) == ("b_1", "b_2")
    assert chosen(["b_2", "a"], plan) == ("a", "b_2")
    assert chosen(["c"], plan) == ()

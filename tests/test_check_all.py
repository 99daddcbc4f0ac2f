"""The matrix of `make check-all`: what is in it, and that a run which is broken off goes on."""

import importlib.util
import sys
from itertools import product
from pathlib import Path

import pytest

from rnnanim.catalog import SCENES

SCRIPT = Path(__file__).resolve().parent.parent / "scripts" / "check_all.py"


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("check_all", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    sys.modules["check_all"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["check_all"]


def test_every_scene_meets_the_lessons_of_the_lecture_in_both_languages(script):
    found = {(c.scene, c.language, c.preset, c.overrides) for c in script.cases(list(SCENES), ["dark"], ["wide"], ())}
    lessons = [*((preset, ()) for preset in ("default", "vanishing", "exploding", "hundred"))]
    lessons.append(("default", ("network.steps=5",)))
    assert found == {(scene, lang, *lesson) for scene, lang, lesson in product(SCENES, ("en", "zh"), lessons)}


def test_the_wide_matrix_keeps_to_the_lengths_that_a_preset_allows(script):
    wide = [case for case in script.cases(["GradientPaths"], ["dark"], ["wide"], ["GradientPaths"]) if case.overrides]
    assert {case.overrides for case in wide if case.preset == "hundred"} >= {("network.steps=5",), ("network.steps=6",)}
    assert ("network.steps=8",) not in {case.overrides for case in wide if case.preset == "hundred"}
    assert len({case.preset for case in wide}) > 5


def test_what_was_done_is_kept_up_to_a_line_that_was_broken_off(script, tmp_path, monkeypatch):
    path = tmp_path / "media" / "done.jsonl"
    one, other = list(script.cases(["GradientPaths"], ["dark"], ["wide"], ()))[:2]
    results = script.Results.open(path, again=False)
    results.add(one, [("path_1", "too small", "…")], 7)
    results.add(other, [], 9)
    path.write_text(path.read_text(encoding="utf-8")[:-8], encoding="utf-8")
    again = script.Results.open(path, again=False)
    assert again.found == {str(one): ([("path_1", "too small", "…")], 7)}
    again.add(other, [], 9)
    assert set(script.Results.open(path, again=False).found) == {str(one), str(other)}
    assert script.Results.open(path, again=True).found == {}
    results.add(one, [], 7)
    monkeypatch.setattr(script, "sources_digest", lambda: "other sources")
    assert script.Results.open(path, again=False).found == {}


def test_a_lesson_that_refuses_the_length_is_no_fault(script):
    case = script.Case("FoldedToUnrolled", "en", "hundred", ("network.steps=8",), None, "dark", "wide")
    assert script.run(case) == ([], 0)
    wrong = script.Case("FoldedToUnrolled", "en", "default", ("network.steps=0",), None, "dark", "wide")
    ((_, kind, what),) = script.run(wrong)[0]
    assert kind == "error"
    assert "network.steps" in what

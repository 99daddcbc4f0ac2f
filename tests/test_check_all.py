"""The matrix of `make check-all`: what is in it, and that a run which is broken off goes on."""

import importlib.util
import shlex
import sys
from dataclasses import replace
from itertools import pairwise, product
from pathlib import Path

import pytest

from rnnanim.catalog import SCENES
from rnnanim.lesson import load_lesson

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
    found = {(c.scene, c.language, c.preset, c.overrides) for c in script.cases(list(SCENES), ["lecture"])}
    lessons = [*((preset, ()) for preset in ("default", "vanishing", "exploding", "hundred"))]
    lessons.append(("default", ("network.steps=5",)))
    assert found == {(scene, lang, *lesson) for scene, lang, lesson in product(SCENES, ("en", "zh"), lessons)}


def test_every_scene_meets_each_sign_and_length_in_both_languages(script):
    found = {(c.scene, c.language, c.overrides) for c in script.cases(list(SCENES), ["signs", "lengths"])}
    for scene, language in product(SCENES, ("en", "zh")):
        lines = [line for name, lang, overrides in found for line in overrides if (name, lang) == (scene, language)]
        assert {line.split("=-")[0].split("=[[-")[0] for line in lines if "-" in line} == {
            f"network.{name}" for name in ("W_h", "W_x", "W_y", "x", "target")
        }
        assert {f"network.steps={T}" for T in (1, 2, 22, 50, 100, 500)} <= set(lines)


def test_every_scene_meets_forty_random_networks_and_each_language_half_of_them(script):
    found = list(script.cases(list(SCENES), ["random"]))
    assert len(found) == 40 * len(SCENES)
    for scene, seed in product(SCENES, range(1, 41)):
        (case,) = [c for c in found if (c.scene, c.seed) == (scene, seed)]
        assert load_lesson(None, case.overrides).network.T <= 8
    for seed in range(1, 41):
        assert {c.language for c in found if c.seed == seed} == {"en", "zh"}
    networks = [load_lesson(None, script.random_lesson(seed)).network for seed in script.SEEDS]
    assert {network.H for network in networks} == {1, 2, 3, 4, 5}
    assert {network.T for network in networks} == set(range(1, 9))
    assert {network.activation for network in networks} == {"tanh", "sigmoid", "relu", "identity"}


def test_a_command_repeats_a_run(script):
    case = next(c for c in script.cases(["PathsToWh"], ["random"]) if c.seed == 4)
    words = shlex.split(case.command)
    assert words[:6] == ["rnnanim", "check", "PathsToWh", "--lang", case.language, "--theme"]
    lines = [line for word, line in pairwise(words) if word == "--set"]
    assert load_lesson(None, lines).digest == load_lesson(None, case.overrides).digest


def test_the_presets_keep_to_the_lengths_that_they_allow(script):
    found = list(script.cases(["GradientPaths"], ["presets"]))
    hundred = {case.overrides for case in found if case.preset == "hundred"}
    assert hundred >= {("network.steps=5",), ("network.steps=6",)}
    assert ("network.steps=8",) not in hundred
    assert len({case.preset for case in found}) > 5
    assert not list(script.cases(["PowersOfW"], ["presets"]))
    assert list(script.cases(["PowersOfW"], ["presets"], wide=True))


def test_what_was_done_is_kept_up_to_a_line_that_was_broken_off(script, tmp_path, monkeypatch):
    path = tmp_path / "media" / "done.jsonl"
    one, other = list(script.cases(["GradientPaths"], ["lecture"]))[:2]
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


def test_a_refusal_in_one_line_is_no_fault_of_a_length(script):
    length = ("network.steps=8",)
    case = script.Case("FoldedToUnrolled", "en", "dark", "wide", "presets", "hundred", length)
    assert script.run(case) == ([], 0)
    wrong = script.Case("FoldedToUnrolled", "en", "dark", "wide", "signs", "default", ("network.steps=0",))
    ((_, kind, what),) = script.run(wrong)[0]
    assert kind == "error"
    assert "network.steps" in what
    assert script.run(replace(wrong, group="lengths")) == ([], 0)

"""The benchmarks: each part runs in small and says what was asked; a copy of the sources is what is measured."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SMALL = ["--scenes", "PathsToWy", "--beats", "compare_the_weights", "--quality", "l", "--times", "1"]
PARTS = ("lecture", "frames", "encoders", "waiting", "scaling")


def run(*arguments):
    command = [sys.executable, "-m", "benchmarks", *arguments]
    return subprocess.run(command, cwd=ROOT, env=dict(os.environ), capture_output=True, text=True)


@pytest.fixture
def measured(tmp_path):
    def measured(part, *more):
        ran = run(part, *SMALL, *more, "--json", str(tmp_path / "found.json"))
        assert ran.returncode == 0, ran.stderr
        found = json.loads((tmp_path / "found.json").read_text())
        assert int(found["machine"]["cores"]) >= 1
        assert ran.stdout.count("| ---") >= 1
        (result,) = found[part]
        return result

    return measured


@pytest.mark.slow
def test_the_films_of_both_have_the_same_frames_and_are_near_to_what_was_drawn(measured):
    ways = measured("lecture")["ways"]
    ours, stock = ways["rnnanim"], ways["stock manim"]
    assert ours["frames"] == stock["frames"] > 100
    assert ours["psnr_yuv"] > 45
    assert ours["psnr_rgb"] > 35
    assert ours["bytes"] > 0 < stock["bytes"]
    assert ours["wall"] > 0
    assert ours["cpu"] > 0


@pytest.mark.slow
def test_the_parts_of_a_frame_are_all_there_and_no_less_than_cairo_and_x264_alone(measured):
    (scene,) = measured("frames")["scenes"]
    seconds = scene["seconds"]
    assert set(seconds) == {"before the first", "building", "drawing", "comparing", "converting", "encoding"}
    assert all(value > 0 for value in seconds.values())
    assert 0 < scene["cairo"] < seconds["drawing"]
    assert 0 < scene["came"] < scene["shapes"]


@pytest.mark.slow
def test_our_settings_are_as_faithful_as_those_of_stock_manim(measured):
    ways = measured("encoders", "--quality", "m")["ways"]
    (ours,) = (way for name, way in ways.items() if name.startswith("ours"))
    stock = ways["medium, crf 23 (stock manim)"]
    assert ours["psnr"] > stock["psnr"]
    assert ours["ms"] < stock["ms"]


@pytest.mark.slow
def test_after_a_comment_nothing_is_drawn(measured):
    runs = measured("waiting")["runs"]
    assert runs["import manim"]["cpu"] < runs["still of PathsToWy"]["cpu"]
    for kind in ("again, nothing changed", "again, a comment changed", "again, the films deleted"):
        assert runs[kind]["cpu"] < runs["again, one beat edited"]["cpu"], kind


@pytest.mark.slow
def test_one_worker_is_its_own_measure(measured):
    rows = measured("scaling", "--workers", "1", "2")["workers"]
    assert [row["workers"] for row in rows] == [1, 2]
    assert rows[0]["efficiency"] == 1


def test_what_there_is_not_is_refused_by_name():
    assert "unknown part drawing; there are lecture, frames, encoders, waiting, scaling" in run("drawing").stderr
    assert "did you mean PathsToWy or" in run("--scenes", "PathToWy").stderr
    assert "--beats are those of one scene" in run("--beats", "path_1").stderr


def test_a_beat_of_every_storyboard_can_be_edited(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT))
    from benchmarks import waiting
    from benchmarks.trees import Tree
    from rnnanim import catalog

    for scene in catalog.SCENES:
        path, name = waiting._storyboard(Tree("here", ROOT), scene)
        source = path.read_text(encoding="utf-8")
        if scene == "PathsToWh":  # all its beats are those of GradientPaths
            with pytest.raises(SystemExit, match="PathsToWh has no beat of its own"):
                waiting._edited(source, name, ())
            continue
        edited = waiting._edited(source, name, ())
        assert len(ast.parse(edited).body) == len(ast.parse(source).body)
        assert edited.count(waiting._EDIT) == source.count(waiting._EDIT) + 1


def test_the_readme_has_a_place_for_the_tables_of_every_part():
    text = (ROOT / "benchmarks" / "README.md").read_text(encoding="utf-8")
    for part in PARTS:
        assert text.count(f"<!-- {part} -->") == 1
    assert text.count("<!-- end -->") == len(PARTS)

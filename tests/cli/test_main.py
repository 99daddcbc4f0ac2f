"""Exit codes, one line on stderr, and how little is imported."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from rnnanim import __version__, loading
from rnnanim.catalog import SCENES
from rnnanim.cli.main import COMMANDS, main

TALK = Path(__file__).parents[1] / "render" / "talk.py"


@pytest.fixture
def run(capsys, monkeypatch, tmp_path):
    """Return a function that runs the command line here and returns exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("signal.signal", lambda *_: None)
    loading._module_of.cache_clear()  # a file of the same name in the folder of another test

    def call(*arguments):
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return ended.value.code, captured.out, captured.err

    return call


def only_line(errors):
    (line,) = errors.splitlines()
    return line


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["rendr"], ["'rendr'", "did you mean render?"]),
        (["render"], ["usage", "SCENE", "--all"]),
        (["render", "GradientPats"], ["'GradientPats'", "did you mean GradientPaths?"]),
        (["render", "Zzz"], ["'Zzz'", "GradientPaths", "FoldedToUnrolled"]),
        (["render", "none.py:Talk"], ["no such file: none.py"]),
        (["render", "folder.py:Talk"], ["folder.py is not a file"]),
        (["render", TALK.as_posix() + ":Tolk"], ["talk.py", "'Tolk'", "did you mean Talk?"]),
        (["still", TALK.as_posix() + ":Bare"], ["Bare has no beats"]),
        (["gif", TALK.as_posix() + ":Bare"], ["Bare has no beats"]),
        (["render", "GradientPaths", "--aspect", "1:1"], ["--aspect"]),
        (["render", "GradientPaths", "--format", "webm"], ["--format"]),
        (["render", "GradientPaths", "--weights", "w.npz"], ["--weights"]),
        (["render", "GradientPaths", "-q", "x"], ["-q", "'x'", "'m'"]),
        (["render", "GradientPaths", "--jobs", "0"], ["--jobs", "0"]),
        (["render", "GradientPaths", "--fps", "0"], ["--fps"]),
        (["render", "GradientPaths", "--beat", "pth"], ["'pth'", "path"]),
        (["render", "--all", "--beat", "path"], ["--all", "--beat"]),
        (["render", "GradientPaths", f"{TALK}:GradientPaths"], ["GradientPaths"]),
        (["render", "GradientPaths", "--lesson", "nope"], ["nope", "default"]),
        (["render", "GradientPaths", "--set", "network.stps=3"], ["stps"]),
        (["render", "GradientPaths", "--lang", "de"], ["--lang", "'de'"]),
        (["still", "GradientPaths", "--theme", "pink"], ["--theme", "'pink'"]),
        (["render", "GradientPaths", "--fps", "fast"], ["--fps", "'fast' is not a number from 1 to 240"]),
        (["render", "GradientPaths", "--jobs", "1.5"], ["--jobs", "'1.5' is not a whole number from 1 up"]),
        (["gif", "GradientPaths", "--width", "9"], ["--width", "'9' is not a whole number from 160 to 3840"]),
        (["gif", "GradientPaths", "--fps", "nan"], ["--fps", "'nan' is not a number from 1 to 50"]),
        (["gif", "GradientPaths", "--max-mb", "0"], ["--max-mb", "'0' is not a number above 0"]),
        (["render", "GradientPaths", "--out", ""], ["--out", "an empty name is no folder"]),
        (["still", "GradientPaths", "-o", "a.png/"], ["a.png/ is a folder; a still is a file"]),
        (["still", "GradientPaths", "-o", ""], ["''", ".png"]),
        (["still", "GradientPaths", "-o", "n" * 300 + ".png"], ["nnn…nnn", "the name is too long for a file"]),
        (["render", "GradientPaths", "--out", "n" * 300], ["nnn…nnn", "the name is too long for a file"]),
        (["compute", "--seed", "9" * 5000], ["--seed", "'999", "…", "999' is not a whole number"]),
        (["still", "Z" * 5000], ["'ZZZ", "…", "GradientPaths"]),
        (["still", TALK.as_posix() + ":LessonScene"], ["LessonScene is what scenes derive from", "Talk, Other"]),
        (["still", "GradientPaths", "-o", "a.svg"], ["a.svg", ".png"]),
        (["still", "GradientPaths", "-o", "none/a.png"], ["none"]),
        (["still"], ["SCENE"]),
        (["gif", "GradientPaths", "-o", "a.webp"], ["a.webp", ".gif"]),
        (["gif", "GradientPaths", "--beat", "pth"], ["'pth'", "path"]),
        (["gif", "GradientPaths", "--width", "wide"], ["--width", "'wide'"]),
        (["list", "--jsn"], ["--jsn", "--json"]),
    ],
)
def test_wrong_input_is_one_line_and_exit_code_2(run, arguments, words, tmp_path):
    (tmp_path / "folder.py").mkdir()
    code, out, errors = run(*arguments)
    assert (code, out) == (2, "")
    line = only_line(errors)
    assert all(word in line for word in words), line
    assert len(line) < 1200
    assert [path.name for path in tmp_path.iterdir()] == ["folder.py"]


@pytest.mark.skipif(sys.platform == "win32", reason="names are as long as a path may be there")
@pytest.mark.parametrize("command", ["still", "gif", "render"])
def test_a_name_too_long_is_said_before_anything_is_drawn(run, tmp_path, monkeypatch, command):
    monkeypatch.setattr("rnnanim.build.draw", lambda *_, **__: pytest.fail("it was drawn"))
    (tmp_path / "long.py").write_text(HEAD + SCENE.replace("Mine", "M" * 252))
    code, _, errors = run(command, f"{tmp_path}/long.py:{'M' * 252}")
    assert code == 2
    assert only_line(errors).endswith("the name is too long for a file")
    assert not (tmp_path / "out").exists()


def test_an_out_that_is_a_file_is_wrong_input(run, tmp_path):
    (tmp_path / "out").touch()
    code, _, errors = run("render", f"{TALK}:Other", "-q", "l")
    assert code == 2
    assert "out is a file, not a folder" in only_line(errors)


HEAD = "from rnnanim.stage.beats import beat\nfrom rnnanim.stage import LessonScene\n"
SCENE = "class Mine(LessonScene):\n    @beat\n    def only(self):\n        self.hold(1)\n"


@pytest.mark.parametrize("command", ["still", "render"])
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a = 1\nclass\n", "mine.py: line 2: invalid syntax"),
        ("a = 1\nimport other\n", "other.py: line 3: invalid syntax"),
        ("import nowhere\n", "mine.py: line 1: No module named 'nowhere'"),
        (
            HEAD + "from rnnanim.stage import Nothing\n",
            "mine.py: line 3: cannot import name 'Nothing' from 'rnnanim.stage'",
        ),
        (HEAD + "import sys\nsys.exit(0)\n" + SCENE, "mine.py: line 4: it ends the program while it is imported"),
        (HEAD + SCENE.replace("Mine", "Main"), "mine.py: no LessonScene 'Mine'; did you mean Main?"),
        (HEAD + SCENE.replace("Mine", "Zz") * 2, "mine.py: no LessonScene 'Mine'; it has Zz"),
        (HEAD + SCENE.replace("@beat", "@beat(after='x')"), "mine.py: line 3: Mine.only: there is no beat 'x'"),
        (HEAD, "mine.py: no LessonScene 'Mine'; it has none"),
        ("class Mine:\n    pass\n", "mine.py: Mine is no LessonScene"),
    ],
)
def test_a_user_s_file_that_cannot_be_used_is_wrong_input(run, tmp_path, monkeypatch, command, text, message):
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.setattr("rnnanim.loading._module_of", loading._module_of.__wrapped__)
    (tmp_path / "other.py").write_text("\n\n(\n".replace("(", "a b"))
    (tmp_path / "mine.py").write_text(text)
    code, _, errors = run(command, "mine.py:Mine")
    line = errors.splitlines()[-1]
    assert line.startswith(f"rnnanim: {message}"), line
    assert "traceback" not in line
    assert code == 2
    assert not (tmp_path / "out").exists()


def test_an_error_while_a_user_s_file_is_imported_keeps_its_traceback(run, tmp_path):
    (tmp_path / "wrong.py").write_text(HEAD + "1 / 0\n" + SCENE)
    code, _, errors = run("still", "wrong.py:Mine")
    assert code == 2
    line = only_line(errors)
    assert line.startswith("rnnanim: wrong.py: line 3: ZeroDivisionError: division by zero (traceback: ")
    log = Path(line.rpartition(": ")[2].removesuffix(")"))
    assert "wrong.py" in log.read_text()
    log.unlink()


@pytest.mark.parametrize("scene", ["mine.py", "mine.py:"])
@pytest.mark.parametrize("command", ["still", "render", "gif", "check"])
def test_a_user_s_file_without_a_class_says_how_to_name_one(run, tmp_path, command, scene):
    (tmp_path / "mine.py").write_text(HEAD + SCENE)
    code, out, errors = run(command, scene)
    assert (code, out) == (2, "")
    assert only_line(errors) == "rnnanim: mine.py: name the class too, mine.py:CLASS; it has Mine"


def test_a_file_without_a_class_that_is_not_there(run):
    code, _, errors = run("still", "none.py")
    assert (code, only_line(errors)) == (2, "rnnanim: no such file: none.py; a scene of a file is FILE.py:CLASS")


def test_an_error_in_a_scene_is_one_line_with_the_path_of_a_log(run):
    code, _, errors = run("still", f"{TALK}:Broken")
    assert code == 1
    line = only_line(errors)
    assert line.startswith(
        "rnnanim: talk.py:Broken, beat bad, line 50: ZeroDivisionError: nothing to divide by (traceback: "
    )
    log = Path(line.rpartition(": ")[2].removesuffix(")"))
    assert "talk.py" in log.read_text()
    log.unlink()


@pytest.mark.parametrize("command", ["still", "render", "check"])
def test_a_scene_that_ends_the_program_is_an_error(run, command):
    code, _, errors = run(command, f"{TALK}:Quits")
    assert code == 1
    assert errors.splitlines()[-1].startswith(
        "rnnanim: talk.py:Quits, beat quit, line 56: SystemExit: 3, which ends the program"
    )


def test_a_bug_is_one_line_with_the_path_of_a_log(run, monkeypatch):
    monkeypatch.setattr("rnnanim.cli.list.describe", lambda *_: 1 / 0)
    code, _, errors = run("list", "--json")
    assert code == 1
    line = only_line(errors)
    assert line.startswith("rnnanim: ZeroDivisionError: division by zero (this is a bug; traceback: ")
    log = Path(line.rpartition(": ")[2].removesuffix(")"))
    assert "describe" in log.read_text()
    log.unlink()


def test_ctrl_c_ends_with_130(run, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("rnnanim.cli.list.describe", interrupted)
    code, out, errors = run("list", "--json")
    assert (code, out, errors) == (130, "", "rnnanim: interrupted\n")


def test_version_and_help(run):
    assert run("--version") == (0, f"rnnanim, version {__version__}\n", "")
    code, text, _ = run("--help")
    assert code == 0
    assert all(command in text for command in COMMANDS)
    assert "Example" in text


@pytest.mark.parametrize("command", COMMANDS)
def test_every_help_has_an_example(run, command):
    code, text, _ = run(command, "--help")
    assert code == 0
    assert "Example" in text
    assert f"rnnanim {command}" in text


def test_list_says_what_there_is(run):
    _, text, _ = run("list")
    assert all(name in text for name in SCENES)
    _, text, _ = run("list", "--json")
    rows = json.loads(text)
    assert [row["scene"] for row in rows] == list(SCENES)
    for row in rows:
        assert {"scene", "file", "title", "question", "seconds", "beats"} <= row.keys()
        assert (Path(__file__).parents[2] / row["file"]).is_file()
        assert row["seconds"] > 0
        assert all(beat["caption"].keys() == {"en", "zh"} for beat in row["beats"])
    paths = next(row for row in rows if row["scene"] == "GradientPaths")
    assert [beat["name"] for beat in paths["beats"]] == ["start_at_the_loss", "path", "add_up"]
    assert "{contribution}" in paths["beats"][1]["caption"]["en"]


def test_list_in_chinese(run):
    _, text, _ = run("list", "--lang", "zh")
    assert any("\u4e00" <= character <= "\u9fff" for character in text)


@pytest.mark.parametrize("argument", [["list"], ["list", "--json"], ["--help"], ["--version"]])
def test_what_only_names_things_imports_neither_manim_nor_numerics(argument):
    code = f"""
import sys
from rnnanim.cli.main import main
try:
    main({argument!r})
except SystemExit:
    pass
heavy = {{"manim", "numpy", "sympy", "av", "pydantic", "rnnanim.numerics", "rnnanim.stage"}} & set(sys.modules)
print(heavy, file=sys.stderr)
sys.exit(bool(heavy))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="needs the processor's time, which other tests do not lengthen")
def test_list_takes_under_0_3_seconds():
    import resource

    def seconds():
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    def of_a_run():
        before = seconds()
        subprocess.run([sys.executable, "-m", "rnnanim", "list"], check=True, capture_output=True)
        return seconds() - before

    assert min(of_a_run() for _ in range(5)) < 0.3


@pytest.mark.parametrize("command", [["list"], ["list", "--json"], ["--help"], ["doctor"]], ids=" ".join)
def test_a_reader_that_has_gone_ends_a_command_in_silence(command):
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "rnnanim", *command], stdout=writer, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (1, "")

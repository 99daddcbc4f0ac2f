"""Talks that go wrong: each ends in one line that says what is to be done, and nothing of a talk gets among results."""

import os
import re
import subprocess
import sys

import pytest

from rnnanim import loading
from rnnanim.cli.main import main

HEAD = """
import os, sys
from rnnanim.scenes.paths import PathsToWy
from rnnanim.stage import LessonScene, beat

class Base(LessonScene):
    captions = {"one": {"en": "One.", "zh": "一。"}}

"""
BEAT = "class Mine(Base):\n    @beat\n    def one(self):\n        "


@pytest.fixture
def run(tmp_path, capfd, monkeypatch):
    """Run a command on a talk and return exit code, stdout and stderr; the talk's folder is the working one."""
    monkeypatch.chdir(tmp_path)

    def run(body, command="still", scene="Mine", head=HEAD):
        loading._module_of.cache_clear()
        (tmp_path / "wrong.py").write_text(head + body, encoding="utf-8")
        with pytest.raises(SystemExit) as end:
            main([*command.split(), f"wrong.py:{scene}", *(("-q", "l") if command in ("still", "render") else ())])
        captured = capfd.readouterr()
        return end.value.code, captured.out, captured.err

    return run


WRONG = {
    "a yield": (BEAT + "yield 1", 2, r"wrong.py:Mine, beat one: it has a yield in it"),
    "async": (BEAT.replace("def", "async def") + "pass", 2, r"wrong.py:Mine, beat one: it is written as async def"),
    "os._exit": (BEAT + "os._exit(0)", 1, r"wrong.py:Mine, beat one, line 12: SystemExit: 0, which ends the program"),
    "sys.exit": (BEAT + "sys.exit(0)", 1, r"wrong.py:Mine, beat one, line 12: SystemExit: 0, which ends the program"),
    "an exit while it is imported": ("os._exit(0)", 2, r"wrong.py: line 9: it ends the program while it is imported"),
    "no exception": (
        BEAT + "raise type('Odd', (BaseException,), {})('x')",
        1,
        r"wrong.py:Mine, beat one, line 12: Odd: x \(traceback: ",
    ),
    "a plan": (
        BEAT + "pass\n    @classmethod\n    def plan(cls, lesson): raise ValueError('none')",
        1,
        r"wrong.py:Mine, plan, line 14: ValueError: none \(traceback: ",
    ),
    "each": (
        BEAT.replace("@beat", "@beat(each=lambda lesson: 3)").replace("self", "self, n") + "pass",
        2,
        r"wrong.py:Mine.one: each must return different whole numbers or words, got 3",
    ),
    "each that is no function": (
        BEAT.replace("@beat", "@beat(each=3)") + "pass",
        2,
        r"wrong.py: line 10: @beat: each takes a function of the lesson, got 3",
    ),
    "two places": (
        BEAT.replace("@beat", "@beat(after='a', before='b')") + "pass",
        2,
        r"line 10: @beat: give after='a' or before='b', not both",
    ),
    "a plan of something else": (
        BEAT + "pass\n    @classmethod\n    def plan(cls, lesson): return ('one',)",
        2,
        r"wrong.py:Mine.plan must return what LessonScene.plan does, got \('one',\)",
    ),
    "each with a path": (
        BEAT.replace("@beat", "@beat(each=lambda lesson: ('../x',))").replace("self", "self, n") + "pass",
        2,
        r"wrong.py:Mine.one: each must return different whole numbers or words, got \('../x',\)",
    ),
    "a name that is taken": (
        BEAT.replace("one", "play") + "pass",
        2,
        r"line 9: Mine.play: a scene has play for something",
    ),
    "one name twice": (
        BEAT.replace("@beat", "@beat(each=lambda lesson: (1,))").replace("self", "self, n")
        + "pass\n    @beat\n    def one_1(self): pass",
        2,
        r"wrong.py:Mine: two beats are called one_1",
    ),
    "nothing left": (BEAT + "pass\n    drop = ('one',)", 2, r"wrong.py:Mine has no beats; mark methods with @beat"),
    "an __init__": (
        BEAT + "pass\n    def __init__(self, *a, **k): pass",
        2,
        r"wrong.py:Mine: its __init__ must call super\(\).__init__",
    ),
    "a hold": (
        BEAT + "self.hold(-1)",
        2,
        r"wrong.py:Mine, beat one: hold takes a number of seconds, 0 or more and at most 600, got -1",
    ),
    "a hold that is no number": (BEAT + "self.hold(float('nan'))", 2, r"at most 600, got nan"),
    "a hold without an end": (BEAT + "self.hold(1e9)", 2, r"Mine, beat one: hold takes .* at most 600, got 1000000000"),
    "a hold beyond float64": (BEAT + "self.hold(10**400)", 2, r"Mine, beat one: hold takes .* at most 600, got 1000"),
    "a play without an end": (
        BEAT + "import manim\n        self.play(manim.Wait(1e9))",
        2,
        r"wrong.py:Mine, beat one: a play takes a number of seconds, more than 0 and at most 600, got 1000000000",
    ),
    "a hold that is a word": (BEAT + "self.hold('1')", 2, r"at most 600, got '1'"),
    "a run time": (
        BEAT + "self.play(run_time=0)",
        2,
        r"beat one: run_time takes a number of seconds, more than 0 and at most 600, got 0",
    ),
    "a number that is not said": (
        "class Mine(PathsToWy):\n    def compare_the_weights(self): self.hold(1)",
        2,
        r"wrong.py:Mine, beat compare_the_weights, caption in en: the beat gives no \{T\}, \{h\}, \{x\}, \{y\}; call",
    ),
    "a caption without languages": (
        BEAT + "pass\n    captions = {'one': 'One.'}",
        2,
        r"wrong.py:Mine.captions\['one'\] must be a sentence for each language, .*, got 'One.'",
    ),
    "a caption that is a number": (
        BEAT + "pass\n    captions = {'one': {'en': 1}}",
        2,
        r"wrong.py:Mine.captions\['one'\]\['en'\] must be a sentence, got 1",
    ),
    "a caption that cannot be filled in": (
        BEAT + "self.say(n='x')\n    captions = {'one': {'en': '{n:.3f}'}}",
        2,
        r"wrong.py:Mine, beat one, caption in en: '\{n:.3f\}' cannot be filled in, Unknown format code 'f'",
    ),
    "a caption with half a character": (
        BEAT + "pass\n    captions = {'one': {'en': 'a\\udcffb'}}",
        2,
        r"wrong.py:Mine.captions\['one'\]\['en'\] holds '\\udcff', which no file of subtitles can hold",
    ),
    "a caption with a control character": (
        BEAT + "pass\n    captions = {'one': {'zh': 'a\\x1b[31m'}}",
        2,
        r"wrong.py:Mine.captions\['one'\]\['zh'\] holds '\\x1b', which",
    ),
    "a word that is half a character": (
        BEAT + "self.say(n='\\udcff')\n    captions = {'one': {'en': '{n}'}}",
        2,
        r"wrong.py:Mine, beat one, caption in en: '\{n\}' cannot be filled in, ",
    ),
    "a number of many digits": (
        BEAT + "self.say(n=3)\n    captions = {'one': {'en': '{n:>9999999999}'}}",
        2,
        r"wrong.py:Mine.captions\['one'\]\['en'\] writes a number as '>9999999999'; a width and a precision have two",
    ),
    "an abort": (
        BEAT + "os.abort()",
        1,
        r"wrong.py:Mine, beat one, line 12: SystemExit: abort, which ends the program",
    ),
    "an error without words": (
        BEAT + "raise type('Odd', (Exception,), {'__str__': lambda self: 1 / 0})()",
        1,
        r"wrong.py:Mine, beat one, line 12: Odd: its message cannot be read",
    ),
    "a word for names": (BEAT + "pass\n    drop = 'one'", 2, r"wrong.py:Mine.drop must be a tuple.*write \('one',\)"),
    "no names": (BEAT + "pass\n    order = (1,)", 2, r"wrong.py:Mine.order must hold names of beats, got 1"),
    "beats": (BEAT + "pass\n    beats = ('one',)", 2, r"wrong.py: line 9: Mine.beats is made of the methods"),
    "overlays": (BEAT + "pass\n    overlays = ('a', 'b')", 2, r"wrong.py:Mine.overlays must be a tuple of Overlay"),
    "cells": (BEAT + "pass\n    cells = 'rnn'", 2, r"wrong.py:Mine.cells must be a tuple of rnn, lstm, gru, got 'rnn'"),
    "a loss": (BEAT + "pass\n    loss = 'all'", 2, r"wrong.py:Mine.loss must be one of last, sum, mean"),
}


@pytest.mark.parametrize("fault", WRONG)
def test_a_talk_that_goes_wrong_ends_in_one_line(run, tmp_path, fault):
    body, expected, message = WRONG[fault]
    code, out, errors = run(body)
    assert (code, out) == (expected, "")
    (line,) = errors.splitlines()
    assert re.search(rf"^rnnanim: .*{message}", line), line
    assert not list(tmp_path.glob("*.png"))


def test_a_worker_says_the_same_of_a_talk_that_raises_what_ctrl_c_does(run):
    code, out, errors = run(BEAT + "raise KeyboardInterrupt", "render")
    assert (code, out) == (1, "")
    assert errors.splitlines()[-1].startswith("rnnanim: wrong.py:Mine, beat one, line 12: KeyboardInterrupt")
    assert len(errors.splitlines()) == 1


@pytest.mark.parametrize("command", ["still", "render"])
def test_what_a_talk_prints_goes_to_stderr(run, command):
    body = "print('at import')\n" + BEAT + "print('in a beat')\n        os.system('echo by a command')"
    code, out, errors = run(body, command)
    assert code == 0
    assert out.splitlines() == ["Mine.one.png" if command == "still" else "out/Mine.mp4"]
    assert {"at import", "in a beat", "by a command"} <= {*errors.splitlines()}


WAYWARD = {
    "it goes elsewhere": "os.chdir('/')",
    "it closes stdout": "sys.stdout.close()",
    "it takes both streams away": "sys.stdout = sys.stderr = None",
    "it closes their files": "os.close(1); os.close(2)",
    "it forks": "if os.fork() == 0: os._exit(0)\n        os.wait()",
    "it forks and forgets": "os.fork() and os.wait()",
}


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
@pytest.mark.parametrize("deed", WAYWARD)
def test_a_talk_leaves_the_program_as_it_was(run, tmp_path, deed):
    code, out, _ = run(BEAT + WAYWARD[deed])
    assert (code, out) == (0, "Mine.one.png\n")
    assert (tmp_path / "Mine.one.png").is_file()


def test_what_a_talk_prints_once_the_results_are_given_goes_to_stderr(tmp_path):
    later = "import atexit; atexit.register(print, 'printed'); atexit.register(os.system, 'echo written')"
    held = "; sys.__stdout__.write('held back\\n')"
    (tmp_path / "wrong.py").write_text(HEAD + BEAT + later + held, encoding="utf-8")
    command = [sys.executable, "-m", "rnnanim", "still", "wrong.py:Mine", "-q", "l"]
    buffered = os.environ | {"PYTHONUNBUFFERED": ""}
    done = subprocess.run(command, cwd=tmp_path, env=buffered, capture_output=True, text=True, check=True)
    assert done.stdout == "Mine.one.png\n"
    assert {"printed", "written", "held back"} <= {*done.stderr.splitlines()}


def test_what_a_talk_prints_once_its_worker_has_drawn_goes_to_stderr(run):
    late = "def late():\n    while sys.stdout is not sys.__stdout__: time.sleep(0.01)\n    print('late', flush=True)\n"
    beat = BEAT + "threading.Thread(target=late).start()"
    code, out, errors = run("import threading, time\n" + late + beat, "render")
    assert (code, out) == (0, "out/Mine.mp4\n")
    assert "late" in errors.splitlines()


def test_a_sheet_is_refused_for_a_character_before_it_is_drawn(run):
    code, out, errors = run(
        BEAT + "pass\n    captions = {'one': {'en': '\U0001f600', 'zh': '一'}}", "storyboard -o sheet.png"
    )
    assert (code, out) == (2, "")
    (line,) = errors.splitlines()
    assert line.startswith("rnnanim: wrong.py:Mine, beat one, caption in en: no font has '\U0001f600'")


def test_a_class_whose_name_holds_a_path_writes_nowhere(run, tmp_path):
    code, _, errors = run(BEAT + "pass\nglobals()['../out'] = Mine", scene="../out")
    assert code == 2
    assert errors == "rnnanim: wrong.py: '../out' is no name of a class; it has Base, Mine\n"
    assert not (tmp_path.parent / "out.one.png").exists()


def test_a_caption_that_lacks_a_language_is_said_and_is_a_fault(run):
    body = (
        BEAT + "pass\n    captions = {'one': {'en': 'Only.'}, 'two': {'zh': '二'}}\n    @beat\n    def two(self): pass"
    )
    body = body.replace("Mine(Base)", "Mine(LessonScene)")
    code, _, errors = run(body)
    assert code == 0
    assert errors.splitlines() == [
        "wrong.py:Mine: no caption in en for two; write it in captions",
        "wrong.py:Mine: no caption in zh for one; write it in captions",
    ]
    code, out, _ = run(body, "check")
    assert code == 1
    assert "Mine.one has no caption in zh" in out
    assert "Mine.two has no caption in en" in out


def test_braces_round_anything_but_a_name_stand_as_they_are_written(run):
    body = BEAT + "self.say(n=2)\n    captions = {'one': {'en': 'h_{t-1} {} { {{x}} {n}', 'zh': '{n}'}}"
    code, out, _ = run(body, "check")
    assert code == 0, out


@pytest.mark.parametrize(
    ("captions", "fault"),
    [
        ({"one": {"en": "\U0001f600", "zh": "好"}}, "no font has"),
        ({"one": {"en": "word " * 200, "zh": "好"}}, "the caption takes 59 s to read"),
        ({"one": {"en": "", "zh": "好"}}, "Mine.one has no caption in en"),
        ({"one": {"en": "a", "zh": " "}}, "Mine.one has no caption in zh"),
        ({"one": {"en": "Only."}}, "Mine.one has no caption in zh"),
        ({"one": {"en": "w" * 100, "zh": "好"}}, "is a word of 100 characters"),
        ({"one": {"en": "a", "zh": "好"}, "oen": {"en": "b"}}, "there is no beat oen"),
        ({"one": {"en": "{gain}", "zh": "好"}}, "the beat gives no {gain}"),
        ({"one": {"en": "{n:.3q}", "zh": "{n}"}}, "'{n:.3q}' cannot be filled in"),
    ],
)
def test_the_captions_of_a_talk_are_checked(run, captions, fault):
    code, out, _ = run(BEAT + f"self.say(n=2)\n    captions = {captions!r}", "check")
    assert code == 1
    assert fault in out
    assert "1 problem," in out


def test_a_class_that_is_called_as_one_of_ours_has_words_of_its_own(run):
    body = "class GradientPaths(Base):\n    @beat\n    def one(self): pass"
    code, out, _ = run(body, "check", "GradientPaths")
    assert code == 0, out

"""The command: what it prints, and the code with which it ends."""

import json

import pytest

from rnnanim.cli.main import main

TALK = """
from rnnanim.stage import LessonScene, beat
from rnnanim.mobjects import readout, words


class Clean(LessonScene):
    captions = {"one": {"en": "h is {h}.", "zh": "h 是 {h}。"}}

    @beat
    def one(self):
        reading = self.analysis.read("h", 3, 0)
        self.show(readout(self.theme, reading))
        self.say(h=reading)


class Faulty(Clean):
    @beat
    def one(self):
        self.show(words(self.theme, "it is 0.55"))
        self.say(h=self.analysis.read("h", 3, 0))
"""


@pytest.fixture
def talk(tmp_path):
    path = tmp_path / "talk_to_check.py"
    path.write_text(TALK, encoding="utf-8")
    return path


def check(capfd, *arguments):
    """Return exit code, stdout and stderr of a run."""
    with pytest.raises(SystemExit) as end:
        main(["check", *arguments])
    captured = capfd.readouterr()
    return end.value.code, captured.out, captured.err


def test_a_clean_scene_ends_with_0_and_lists_its_numbers(talk, capfd):
    code, out, _ = check(capfd, f"{talk}:Clean")
    assert code == 0
    assert "no problems" in out
    assert "h[3, 0]" in out


def test_a_fault_ends_with_1_and_is_one_line(talk, capfd):
    code, out, _ = check(capfd, f"{talk}:Faulty")
    assert code == 1
    assert len([line for line in out.splitlines() if "0.55" in line]) == 1


def test_json_is_as_the_contract_says(talk, capfd):
    code, out, _ = check(capfd, f"{talk}:Faulty", "--json", "--lang", "zh")
    document = json.loads(out)
    assert code == 1
    assert set(document) == {"problems", "numbers"}
    assert {frozenset(p) for p in document["problems"]} == {
        frozenset(("scene", "beat", "time", "kind", "what", "where"))
    }
    assert {frozenset(n) for n in document["numbers"]} == {frozenset(("scene", "beat", "text", "value", "source"))}
    assert document["numbers"][0]["value"] == pytest.approx(0.711730558705)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["GradientPath"], "did you mean GradientPaths"),
        (["GradientPaths", "--lesson", "hundred", "--set", "network.steps=7"], "network.steps must be <= 6"),
        (["nowhere.py:Scene"], "no such file"),
    ],
)
def test_wrong_input_ends_with_2_and_one_line(arguments, message, capfd):
    code, out, err = check(capfd, *arguments)
    assert (code, out) == (2, "")
    assert message in err
    assert len(err.splitlines()) == 1

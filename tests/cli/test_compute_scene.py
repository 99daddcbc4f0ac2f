"""`compute --scene`: what a scene shows, number by number, is what the analysis says."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from matrix import first_of

from rnnanim import catalog, loading
from rnnanim.audit.looking import Looker
from rnnanim.audit.report import source_of
from rnnanim.audit.shown import Collector, curve_key, seen
from rnnanim.audit.truth import COUNT
from rnnanim.audit.watch import Audit
from rnnanim.cli.main import main
from rnnanim.lesson import load_lesson
from rnnanim.numerics import Reading

TALK = """
from rnnanim.mobjects import Tag, tagged
from rnnanim.mobjects import readout
from rnnanim.stage import LessonScene, beat

from manim import Line


class Talk(LessonScene):
    captions = {"one": {"en": "h is {h}.", "zh": "h 是 {h}。"}, "curve": {"en": "σ.", "zh": "σ。"}}

    @beat(each=lambda lesson: (1, 2))
    def one(self, n):
        self.stage.picture.submobjects = []
        self.show(readout(self.theme, self.analysis.read("contribution_x", 3, n)))
        self.say(h=self.analysis.read("h", n, 0), count=n)

    @beat
    def curve(self):
        from rnnanim.lesson import load_lesson

        other = self.stage.network("vanishing", load_lesson("vanishing").network)
        for number, analysis in enumerate((self.analysis, other)):
            tag = Tag("curve", "ink", series=analysis.curve("sigma_prime_at", -2 - number, 2, 5))
            self.show(tagged(Line(), tag))
        self.hold(1)


class Gated(Talk):
    cells = ("lstm", "gru")
"""


@pytest.fixture
def run(capsys, monkeypatch, tmp_path):
    """Run the command line in a folder with the talk; return exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("signal.signal", lambda *_: None)
    (tmp_path / "talk_that_computes.py").write_text(TALK, encoding="utf-8")

    def run_command(*arguments):
        with pytest.raises(SystemExit) as ended:
            main(["compute", *arguments])
        return (ended.value.code, *capsys.readouterr())

    return run_command


def test_each_beat_has_what_it_shows_under_the_names_of_the_sources(run):
    code, out, _ = run("--json", "--scene", "talk_that_computes.py:Talk")
    assert code == 0
    found, analysis = json.loads(out)["shown"], load_lesson().analysis
    assert list(found) == ["one_1", "one_2", "curve"]
    for n in (1, 2):
        expected = {
            f"contribution_x[3, {n}]": analysis.read("contribution_x", 3, n).value,
            f"h[{n}, 0]": analysis.h[n, 0],
        }
        assert {key: found[f"one_{n}"][key] for key in expected} == expected
    curve, other = found["curve"], load_lesson("vanishing").analysis.curve("sigma_prime_at", -3, 2, 5)
    assert curve["sigma_prime_at.z"] == [-2.0, -1.0, 0.0, 1.0, 2.0]
    assert curve["sigma_prime_at"] == analysis.curve("sigma_prime_at", -2, 2, 5).y.tolist()
    assert curve["vanishing.sigma_prime_at.z"] == other.x.tolist()
    assert curve["vanishing.sigma_prime_at"] == other.y.tolist()


def test_the_rest_of_the_document_stays_and_is_a_lesson(run, tmp_path):
    _, plain, _ = run("--json", "--lesson", "exploding", "--set", "network.loss=sum")
    _, out, _ = run("--json", "--lesson", "exploding", "--set", "network.loss=sum", "--scene", "GradientPaths")
    found = json.loads(out)
    assert found.pop("shown")
    assert found == json.loads(plain)
    (tmp_path / "values.json").write_text(out, encoding="utf-8")
    assert run("--json", "--lesson", "values.json") == (0, plain, "")
    assert run("--json", "--lesson", "values.json", "--scene", "GradientPaths") == (0, out, "")


def test_what_is_not_finite_is_a_string(run):
    explosive = ["network.activation=identity", "network.W_h=[[1e300]]", "network.steps=3"]
    code, out, _ = run(
        "--json", "--scene", "talk_that_computes.py:Talk", *(part for s in explosive for part in ("--set", s))
    )
    assert code == 0
    shown = json.loads(out, parse_constant=pytest.fail)["shown"]
    assert "inf" in {value for table in shown.values() for value in table.values() if isinstance(value, str)}


def test_a_reader_gets_a_line_for_each_value(run):
    code, out, _ = run("--scene", "talk_that_computes.py:Talk")
    assert code == 0
    assert re.search(r"^one_2\n  contribution_x\[3, 2\] +0\.121377661\n", out, re.MULTILINE)
    assert re.search(r"^  sigma_prime_at +0\.0706508249 … 0\.0706508249 \(5 values\)$", out, re.MULTILINE)
    assert "folded: no numbers" in run("--scene", "FoldedToUnrolled")[1]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--scene", "GradientPats"], ["'GradientPats'", "did you mean GradientPaths?"]),
        (["--scene", "none.py:Talk"], ["no such file: none.py"]),
        (["--scene", "talk_that_computes.py:Tolk"], ["did you mean Talk?"]),
        (["--scene", "talk_that_computes.py:Gated"], ["Gated shows the cell lstm or gru", '"rnn"', "GradientPaths"]),
        (["--scene", "GradientPaths", "--set", "network.cell=gru"], ["gru", "scenes that show rnn", "GradientPaths"]),
    ],
)
def test_wrong_input_is_one_line_and_exit_code_2(run, arguments, words):
    code, out, errors = run("--json", *arguments)
    assert (code, out) == (2, "")
    (line,) = errors.splitlines()
    assert all(word in line for word in words), line


class Both(Audit):
    """Collects what is shown while the check lists its numbers."""

    def __init__(self, kind):
        super().__init__(kind)
        self.rules, self.collector = (self.numbers,), Collector()

    def beat_began(self, scene, beat):
        self.collector.beat_began(scene, beat)
        super().beat_began(scene, beat)

    def moment(self, scene, time, *, is_still):
        self.collector.moment(scene, time, is_still=is_still)
        super().moment(scene, time, is_still=is_still)

    def beat_ended(self, scene, beat):
        self.collector.beat_ended(scene, beat)
        super().beat_ended(scene, beat)
        self.analyses = scene.stage.analyses
        self.at_the_end = list(seen(Looker()(scene.mobjects)))


@pytest.mark.parametrize("name", first_of(catalog.SCENES, fast=1))
def test_every_number_on_screen_is_shown_and_is_what_the_analysis_says(name):
    """One run of each scene: also its seconds, its beats and its cells are those of the catalog."""
    from rnnanim.audit import sampling

    entry, kind = catalog.SCENES[name], loading.load(name)
    watch = Both(kind)
    scene = sampling.run(kind, load_lesson(), watch)
    found = watch.collector.beats
    assert list(found) == [beat.name for beat in scene.planned]
    assert watch.report.numbers
    for number in watch.report.numbers:
        if number.source != COUNT:
            assert found[number.beat][number.source] == number.value or np.isnan(number.value), number
    for value in watch.at_the_end:
        analysis = watch.analyses[value.source]
        if isinstance(value, Reading):
            assert found[scene.planned[-1].name][source_of(value)] == analysis.read(value.field, *value.index).value
        else:
            again = analysis.curve(value.field, value.start, value.end, len(value.x))
            np.testing.assert_array_equal(found[scene.planned[-1].name][curve_key(value)], again.y)
    measured = scene.frames / sampling.FPS
    file = Path(entry.file).stem
    line = f'_entry("{name}", "{file}", {measured:.1f})'
    assert entry.seconds == pytest.approx(measured, abs=2), f"rnnanim/catalog.py: {line} is what was measured"
    assert measured <= 90, f"{name} lasts {measured:.1f} s; no scene is longer than 90 s"
    assert (tuple(kind.cells), kind.most_layers) == (entry.cells, entry.layers), "rnnanim/catalog.py"
    names = tuple(dict.fromkeys(beat.template for beat in scene.planned))
    assert entry.beats == names, f"assets/captions/en.toml: [{name}.beats] must name {', '.join(names)}"

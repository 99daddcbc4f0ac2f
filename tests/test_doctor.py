"""The doctor names what is missing and the command for it, and stands when the patient does not."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from rnnanim import doctor as examinations
from rnnanim.cli.doctor import doctor

NAMES = ["python", "cairo", "pango", "typst", "fonts", "encoder h264", "encoder mov_text", "encoder gif", "manim"]


def findings():
    return {finding.name: finding for finding in examinations.examine()}


def test_a_set_up_environment_is_fine():
    result = CliRunner().invoke(doctor)
    assert result.exit_code == 0, result.output
    assert [re.split(" {2,}", line)[1] for line in result.output.splitlines()] == NAMES


@pytest.mark.parametrize(
    ("module", "missing", "command"),
    [
        ("av", {"encoder h264", "encoder mov_text", "encoder gif"}, "pip install 'av>=15'"),
        ("typst", {"typst"}, "pip install 'typst>=0.14'"),
        ("cairo", {"cairo"}, "pycairo"),
        ("manimpango", {"pango"}, "manimpango"),
        ("fontTools.ttLib", {"fonts"}, "rnnanim"),
        ("rnnanim.backend", {"manim"}, "pip install 'manim[typst]>=0.22,<0.23'"),
    ],
)
def test_a_library_that_cannot_be_imported_is_named_with_its_command(monkeypatch, module, missing, command):
    monkeypatch.setitem(sys.modules, module, None)
    found = findings()
    assert missing <= {name for name, finding in found.items() if not finding.ok}
    for name in missing:
        assert command in found[name].remedy
    result = CliRunner().invoke(doctor)
    assert result.exit_code == 1
    assert command in result.output


def test_every_other_examination_still_answers(monkeypatch):
    monkeypatch.setitem(sys.modules, "typst", None)
    assert {name for name, finding in findings().items() if not finding.ok} == {"typst"}


def test_a_missing_face_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr(examinations, "asset", lambda *parts: tmp_path.joinpath(*parts))
    fonts = findings()["fonts"]
    assert not fonts.ok
    assert "RnnMath-Regular.ttf" in fonts.detail


def test_an_encoder_that_is_not_built_in_is_named(monkeypatch):
    monkeypatch.setitem(examinations.ENCODERS, "h264", "no_such_codec")
    assert "no_such_codec" in findings()["encoder h264"].detail


def test_another_manim_is_refused(monkeypatch):
    monkeypatch.setattr(examinations, "version", lambda package: "0.19.1")
    assert "0.22" in findings()["manim"].detail


def test_a_manim_that_raises_anything_while_imported_is_a_finding(tmp_path):
    (tmp_path / "manim.py").write_text("raise RuntimeError('broken\\non purpose')\n")
    code = "import sys; from rnnanim.cli.main import main; sys.argv = ['rnnanim', 'doctor']; sys.exit(main())"
    environment = {"PYTHONPATH": str(tmp_path), "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, cwd=tmp_path)
    if "No module named 'rnnanim.cli.main'" in run.stderr:
        pytest.skip("the command line is not there yet")
    assert run.returncode == 1, run.stderr
    assert "MISSING  manim" in run.stdout
    assert "broken" in run.stdout
    assert "Traceback" not in run.stderr


def test_the_faces_are_the_shipped_ones():
    fonts = Path(examinations.asset("fonts"))
    assert {path.name for path in fonts.iterdir() if path.suffix in (".ttf", ".otf")} == set(examinations.FACES)

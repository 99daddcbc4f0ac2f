"""Whatever is at the other end of stdout and stderr: other encodings, nothing at all, a full disk."""

import doctest
import importlib
import io
import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
import steady

from rnnanim.audit.watch import audit
from rnnanim.cli.main import COMMANDS, main
from rnnanim.lesson import load_lesson

TALK = Path(__file__).parents[1] / "render" / "talk.py"
NEEDS_SHELL = pytest.mark.skipif(os.name == "nt", reason="needs the streams of a shell")


@pytest.fixture
def run(monkeypatch, tmp_path):
    """Return a function that runs the command line on streams of an encoding; it returns exit code and bytes."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("signal.signal", lambda *_: None)

    def call(encoding, *arguments):
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding=encoding) for _ in range(2))
        with monkeypatch.context() as patch, pytest.raises(SystemExit) as ended:
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            main(list(map(str, arguments)))
        out.flush()
        assert err.buffer.getvalue() == b""
        return ended.value.code, out.buffer.getvalue()

    return call


@pytest.mark.parametrize("encoding", ["cp1252", "gbk", "ascii"])
def test_text_is_in_the_encoding_and_replaces_what_that_lacks(run, encoding):
    for arguments in (["list"], ["list", "--lang", "zh"], ["compute"], *([name, "--help"] for name in COMMANDS)):
        code, out = run(encoding, *arguments)
        assert code == 0
        assert out.decode(encoding)


@pytest.mark.parametrize("encoding", ["cp1252", "gbk", "ascii"])
def test_json_is_utf_8_whatever_the_encoding(run, encoding):
    for arguments in (["list", "--json"], ["compute", "--json"]):
        code, out = run(encoding, *arguments)
        assert code == 0
        assert json.loads(out.decode())
        assert out == run("utf-8", *arguments)[1]


def test_numbers_keep_their_signs_and_powers(run):
    from rnnanim.cli import streams

    run("ascii", "--version")
    assert "−7.6 × 10⁻⁶, h₁₂ … 梯度".encode("ascii", streams._ERRORS) == b"-7.6 x 10^-6, h_12 ... ??"


@pytest.fixture(scope="module")
def looked_at_once():
    """Run a scene for the first check of it; the next ones print what was found."""
    found = cache(lambda kind: audit(kind, load_lesson()))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("rnnanim.audit.watch.audit", lambda kind, lesson: found(kind))
        yield


@pytest.mark.parametrize("encoding", ["cp1252", "gbk", "ascii"])
def test_the_numbers_of_a_check_are_printed(run, looked_at_once, encoding):
    code, out = run(encoding, "check", "PathsToWy", "--json")
    assert code == 0
    assert "∂" in out.decode() or json.loads(out.decode())["numbers"]
    code, out = run(encoding, "check", "PathsToWy")
    assert code == 0
    assert out.decode(encoding)


def shell(line, folder, **variables):
    environment = {**os.environ, **variables}
    return subprocess.run(line, shell=True, cwd=folder, env=environment, capture_output=True, check=False, timeout=60)


RNNANIM = " ".join(steady.COMMAND)


@pytest.mark.parametrize(
    "name", ["errors", "figures", "cli.gif", "cli.streams", "cli.values", "cli.check", "export.gif", "export.sheet"]
)
def test_examples_in_docstrings_hold(name):
    found = doctest.testmod(importlib.import_module(f"rnnanim.{name}"))
    assert (found.failed, found.attempted > 0) == (0, True)


@NEEDS_SHELL
@pytest.mark.parametrize("command", ["list", "list --json", "compute --json", "--help"])
def test_a_closed_stdout_takes_everything(tmp_path, command):
    done = shell(f"{RNNANIM} {command} >&-", tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")


@NEEDS_SHELL
@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
@pytest.mark.parametrize("errors", ["2>/dev/full", "2>&-"])
def test_a_stderr_that_takes_nothing_is_no_reason_to_fail(tmp_path, errors):
    done = shell(f"{RNNANIM} render {TALK}:Other -q l --fps 5 --out films >&- {errors}", tmp_path)
    assert done.returncode == 0
    assert (tmp_path / "films" / "Other.mp4").stat().st_size
    done = shell(f"{RNNANIM} list --jsn {errors}", tmp_path)
    assert done.returncode == 2


@NEEDS_SHELL
@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_a_full_stdout_is_one_line(tmp_path):
    done = shell(f"{RNNANIM} list --json >/dev/full", tmp_path)
    assert done.returncode == 1
    assert done.stderr.decode() == "rnnanim: cannot write the output: No space left on device\n"


@NEEDS_SHELL
def test_names_that_are_no_ascii_are_written_where_python_knows_nothing_else(tmp_path):
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0"}
    (tmp_path / "图.py").write_bytes(TALK.read_bytes())
    (tmp_path / "ü.toml").write_text("[network]\nsteps = 2\n")
    for result in ("图.html", "ü.png"):
        done = shell(f"{RNNANIM} storyboard 图.py:Other --lesson ü.toml -o {result}", tmp_path, **plain)
        assert done.returncode == 0, done.stderr
        assert done.stdout.decode() == f"{result}\n"
        assert (tmp_path / result).stat().st_size
    assert "ü · tanh" in (tmp_path / "图.html").read_text(encoding="utf-8")
    done = shell(f"{RNNANIM} compute --json --lesson ö.toml", tmp_path, **plain)
    assert (done.returncode, done.stderr.decode().count("ö.toml")) == (2, 1)


@NEEDS_SHELL
def test_the_path_of_a_result_can_be_used_whatever_the_encoding(tmp_path):
    done = shell(f"{RNNANIM} still {TALK}:Other -q l -o 图.png", tmp_path, PYTHONIOENCODING="cp1252")
    assert done.returncode == 0
    assert Path(os.fsdecode(tmp_path), os.fsdecode(done.stdout.rstrip(b"\n"))).is_file()

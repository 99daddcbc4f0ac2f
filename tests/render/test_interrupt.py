"""What is left of a render that is stopped at some moment."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
import steady

from rnnanim.cli.signals import ENDINGS
from rnnanim.files import sha256
from rnnanim.render.film import count_frames

TALK = Path(__file__).with_name("talk.py")
pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals")


@pytest.fixture(autouse=True)
def temporary(tmp_path_factory, monkeypatch):
    """Give what runs a temporary folder, in which it leaves nothing."""
    folder = tmp_path_factory.mktemp("temporary")
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder


STARTED = []


@pytest.fixture(autouse=True)
def nothing_runs_on():
    """End what a test that failed has left running: some of the scenes never end."""
    yield
    for process in STARTED:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    STARTED.clear()


def start(folder, *scenes):
    names = [f"{TALK}:{scene}" for scene in scenes]
    command = [*steady.COMMAND, "render", *names, "--jobs", "2", "-q", "l", "--fps", "10", "--out", folder]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    STARTED.append(subprocess.Popen(command, **pipes, text=True, start_new_session=True))
    return STARTED[-1]


def await_(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.05)


def recorded(folder):
    path = folder / "manifest.json"
    return {film["file"] for film in json.loads(path.read_text())["files"]} if path.exists() else set()


def parts(folder):
    return list(folder.glob(".rnnanim-*.part"))


@pytest.fixture
def running(tmp_path):
    """Return a render that has finished one film and is in the middle of another, and its folder."""
    process = start(tmp_path, "Slow", "Other")
    await_(lambda: recorded(tmp_path) == {"Other.mp4"} and parts(tmp_path))
    return process, tmp_path


@pytest.mark.parametrize(
    ("number", "code", "word", "to_group"),
    [(signal.SIGINT, 130, "interrupted", True), (signal.SIGTERM, 143, "terminated", False)],
)
def test_a_signal_ends_it_with_its_code_and_one_line(running, temporary, number, code, word, to_group):
    process, folder = running
    (os.killpg if to_group else os.kill)(process.pid, number)
    _, errors = process.communicate(timeout=20)
    assert process.returncode == code
    assert errors.splitlines()[-1] == f"rnnanim: {word}"
    assert "" not in errors.splitlines()
    assert "Traceback" not in errors
    assert parts(folder) == []
    assert not (folder / "Slow.mp4").exists()
    assert (folder / "Other.mp4").exists()
    assert recorded(folder) == {"Other.mp4"}
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_while_the_workers_load_is_one_line_and_leaves_nothing(tmp_path, temporary, number):
    process = start(tmp_path / "out", "Talk", "Other")
    await_(lambda: len(children(process.pid)) >= 3)  # two of them, and the one that Python tracks resources with
    os.killpg(process.pid, number)
    told_and_left(process, number, tmp_path, temporary)


def alive(group):
    """Whether a process of a group runs; one that is over, and whose end nobody has asked for yet, does not."""
    states = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has ended meanwhile
            states.append(path.read_text().rpartition(")")[2].split())
    return any(state[0] != "Z" for state in states if state[2] == str(group))


def told_and_left(process, number, folder, temporary):
    """Assert that a run that was just sent a signal says so in one line, ends with its code, and leaves nothing."""
    began = time.monotonic()
    _, errors = process.communicate(timeout=20)
    assert time.monotonic() - began < 2
    word, code = ENDINGS[number]
    said = [
        line for line in errors.splitlines() if not line.startswith(("Talk: ", "Other: ", "Card: ", "Slow: ", "Busy: "))
    ]
    assert (process.returncode, said) == (code, [f"rnnanim: {word}"])
    await_(lambda: not alive(process.pid), 2)
    assert list(temporary.iterdir()) == []
    assert not list(folder.rglob(".rnnanim-*"))


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_thirty_moments_of_the_first_six_seconds(tmp_path, temporary, number):
    for moment in range(30):
        process = start(tmp_path / "out", "Slow", "Talk", "Other")
        time.sleep(0.4 + 0.2 * moment)  # as long as Python itself is loading, it ends in its own way
        os.killpg(process.pid, number)
        told_and_left(process, number, tmp_path, temporary)


def test_a_signal_while_kept_workers_draw_ends_them_all_within_two_seconds(tmp_path, temporary):
    process = start(tmp_path / "out", "Other", "Card", "Busy", "Slow")
    await_(lambda: parts(tmp_path / "out") and recorded(tmp_path / "out") >= {"Other.mp4", "Card.mp4"})
    assert len(children(process.pid)) in (0, 3)  # two workers drew four films, beside what Python tracks resources with
    os.kill(process.pid, signal.SIGTERM)
    told_and_left(process, signal.SIGTERM, tmp_path, temporary)


def test_a_second_run_into_a_folder_is_refused_and_the_first_goes_on(running):
    process, folder = running
    before = parts(folder)
    second = start(folder, "Talk")
    output, errors = second.communicate(timeout=30)
    line = f"rnnanim: another run is writing into {folder}; wait for it or give another --out\n"
    assert (second.returncode, output, errors) == (1, "", line)
    assert process.poll() is None
    assert parts(folder) == before
    assert recorded(folder) == {"Other.mp4"}


DEAF = """
import os, signal, time
from rnnanim.cli import signals
signals.unwind()

class Deaf:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGINT)  # Python cannot raise here, and says so in many lines
        time.sleep(0.1)

Deaf()
time.sleep(30)
"""


def test_a_signal_that_python_cannot_raise_ends_the_run_all_the_same():
    done = subprocess.run([sys.executable, "-c", DEAF], capture_output=True, text=True, timeout=10, check=False)
    assert (done.returncode, done.stderr) == (130, "rnnanim: interrupted\n")


def test_a_killed_run_leaves_nothing_half_written_and_the_next_one_tidies_up(running):
    process, folder = running
    workers = children(process.pid)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate(timeout=20)
    await_(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers), 10)
    assert not (folder / "Slow.mp4").exists()
    assert recorded(folder) == {"Other.mp4"}
    before = (folder / "Other.mp4").stat().st_mtime_ns
    again = start(folder, "Other")
    output, _ = again.communicate(timeout=30)
    assert again.returncode == 0
    assert output.strip() == str(folder / "Other.mp4")
    assert (folder / "Other.mp4").stat().st_mtime_ns == before
    await_(lambda: not parts(folder), 5)


def test_a_killed_worker_is_one_line_and_leaves_nothing(tmp_path, temporary):
    process = start(tmp_path / "out", "Killed")
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 1
    died = "rnnanim: Killed, beat die: its worker was killed by SIGKILL (out of memory?) twice"
    assert errors.splitlines() == ["Killed: drawing", died]
    assert list(temporary.iterdir()) == []


def children(pid):
    """Return the processes of a process; none where there is no /proc."""
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return path.read_text().split() if path.exists() else []


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_no_moment_leaves_a_half_written_file(tmp_path, number):
    for milliseconds in range(400, 2800, 300):
        process = start(tmp_path, "Talk", "Other")
        time.sleep(milliseconds / 1000)
        os.kill(process.pid, number)
        process.communicate(timeout=20)
        films = {film["file"]: film for film in data(tmp_path)["files"]}
        for path in tmp_path.glob("[!.]*"):
            if path.suffix == ".mp4":
                assert count_frames(path) > 0
            if path.name in films:
                assert sha256(path) == films[path.name]["sha256"]
            assert path.suffix in (".mp4", ".json", ".srt", ".vtt")
        for path in tmp_path.glob("[!.]*"):
            path.unlink()


def data(folder):
    path = folder / "manifest.json"
    return json.loads(path.read_text()) if path.exists() else {"files": []}

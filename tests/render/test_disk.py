"""A disk that is full: one line, and what is finished is whole and recorded."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
import steady

from rnnanim.files import sha256
from rnnanim.render.film import count_frames

TALK = Path(__file__).with_name("talk.py")
SMALL = 'mount -t tmpfs -o size=1m none "$1" || exit 99; folder=$1 kept=$2; shift 2; "$@"; code=$?'
"""A shell's words: run a command where `folder` is a disk of a megabyte that nobody else sees."""
KEEP = 'cp -a "$folder/." "$kept"; exit $code'


def on_a_small_disk(folder, kept, *command):
    """Run a command, and copy what it left in `folder` to `kept`."""
    if shutil.which("unshare") is None:
        pytest.skip("needs Linux")
    shell = ["unshare", "-rm", "sh", "-c", f"{SMALL}; {KEEP}", "sh", folder, kept, *command]
    done = subprocess.run(shell, capture_output=True, text=True, timeout=120, check=False)
    if done.returncode == 99 or "unshare:" in done.stderr:
        pytest.skip("may not mount a disk of its own")
    return done


@pytest.mark.slow
def test_a_full_disk_is_one_line_and_what_fits_is_finished(tmp_path):
    (folder := tmp_path / "small").mkdir()
    (kept := tmp_path / "kept").mkdir()
    scenes = [f"{TALK}:{name}" for name in ("Noise", "Other")]
    command = [*steady.COMMAND, "render", *scenes, "-q", "l", "--fps", "10", "--jobs", "1", "--quiet", "--out", folder]
    done = on_a_small_disk(folder, kept, *command)
    assert done.stderr == f"rnnanim: cannot write into {folder}: No space left on device\n"
    assert (done.returncode, done.stdout.split()) == (1, [f"{folder}/Other.mp4"])
    films = {film["file"]: film for film in json.loads((kept / "manifest.json").read_text())["files"]}
    assert [*films] == ["Other.mp4"]
    for name, film in films.items():
        assert sha256(kept / name) == film["sha256"]
        assert count_frames(kept / name) == film["frames"]
    assert not list(kept.glob(".*"))
    assert len(list(kept.glob("*.srt"))) == 2

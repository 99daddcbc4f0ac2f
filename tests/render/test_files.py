import errno
import os
import subprocess
import sys

import pytest

from rnnanim.errors import InputError, RnnAnimError
from rnnanim.files import claim, part_of, sweep, whole, write_whole


def test_a_file_appears_whole_or_not_at_all(tmp_path):
    path = tmp_path / "a.txt"
    with pytest.raises(ZeroDivisionError), whole(path) as part:
        part.write_text("half")
        assert not path.exists()
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []
    with whole(path) as part:
        part.write_text("all")
    assert path.read_text() == "all"
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "a.txt"
    path.write_text("old")

    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(RnnAnimError, match=r"cannot write .*a\.txt: No space left on device") as caught:
        write_whole(path, "new")
    assert caught.value.exit_code == 1
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_what_is_there_already_is_not_written_again(tmp_path):
    path = tmp_path / "a.txt"
    write_whole(path, "same")
    before = path.stat().st_ino
    write_whole(path, "same")
    assert path.stat().st_ino == before


def test_temporary_names_never_look_final(tmp_path):
    part = part_of(tmp_path / "Film.mp4")
    assert part.parent == tmp_path
    assert part.name.startswith(".")
    assert part.suffix == ".part"


def test_what_dead_runs_left_is_swept(tmp_path):
    child = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True)
    dead = tmp_path / f".rnnanim-a.png-{child.stdout.strip()}.part"
    alive = tmp_path / f".rnnanim-a.png-{os.getppid()}.part"
    other = tmp_path / "a.part"
    for path in (dead, alive, other):
        path.touch()
    sweep(tmp_path, of="b.png")
    assert dead.exists()
    sweep(tmp_path, of="a.png")
    assert not dead.exists()
    assert alive.exists()
    assert other.exists()
    with claim(tmp_path):
        assert not alive.exists()


def test_a_file_is_no_folder(tmp_path):
    path = tmp_path / "out"
    path.touch()
    with pytest.raises(InputError, match="is a file, not a folder"), claim(path):
        pass


@pytest.mark.skipif(not os.path.isdir("/proc"), reason="needs a folder that nobody can write into")
def test_a_folder_that_cannot_be_written_into_is_wrong_input():
    from pathlib import Path

    with pytest.raises(InputError, match="cannot write into /proc"), claim(Path("/proc")):
        pass


def test_a_full_disk_is_no_wrong_input(tmp_path, monkeypatch):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("pathlib.Path.mkdir", full)
    with pytest.raises(RnnAnimError, match="No space left") as caught, claim(tmp_path / "out"):
        pass
    assert caught.value.exit_code == 1


def test_two_runs_do_not_share_a_folder(tmp_path):
    pytest.importorskip("fcntl")
    with claim(tmp_path), pytest.raises(RnnAnimError, match="another run is writing"), claim(tmp_path):
        pass
    with claim(tmp_path):
        pass

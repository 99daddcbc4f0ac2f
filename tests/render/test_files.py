import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from rnnanim.errors import InputError, RenderError, RnnAnimError
from rnnanim.files import claim, encoding, part_of, require_writable, settle, sweep, whole, write_whole

NEEDS_PROC = pytest.mark.skipif(not os.path.isdir("/proc"), reason="needs a folder that nobody can write into")


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


@pytest.mark.parametrize("name", ["n" * 251 + ".png", "图" * 83 + "ab.png"])
def test_a_name_as_long_as_the_disk_takes_is_written(tmp_path, name):
    path = tmp_path / name
    assert len(os.fsencode(name)) == 255
    require_writable(path)
    assert list(tmp_path.iterdir()) == []
    write_whole(path, "long")
    assert path.read_text() == "long"


@pytest.mark.skipif(os.name == "nt", reason="needs symbolic links")
@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize("other_disk", [True, False])
def test_the_target_of_a_symbolic_link_is_written(tmp_path, monkeypatch, there, other_disk):
    (tmp_path / "far").mkdir()
    target, link = tmp_path / "far" / "a.txt", tmp_path / "link.txt"
    link.symlink_to(target)
    if there:
        target.write_text("old")
    require_writable(link)
    if other_disk:
        (part := tmp_path / "film").write_text("new")
        refuse_once(monkeypatch, OSError(errno.EXDEV, os.strerror(errno.EXDEV)))
        settle(part, link)
    else:
        write_whole(link, "new")
    assert link.is_symlink()
    assert target.read_text() == "new"
    assert sorted(tmp_path.rglob("*")) == [tmp_path / "far", target, link]


def refuse_once(monkeypatch, error):
    """Let the next renaming fail."""
    replace = Path.replace

    def refused(*_):
        monkeypatch.setattr(Path, "replace", replace)
        raise error

    monkeypatch.setattr(Path, "replace", refused)


@pytest.mark.skipif(not os.path.exists("/dev/null"), reason="needs a device")
def test_a_device_is_never_replaced(tmp_path):
    (link := tmp_path / "a.png").symlink_to("/dev/null")
    with pytest.raises(InputError, match="is no ordinary file"):
        require_writable(link)
    (part := tmp_path / "part").write_text("film")
    with pytest.raises(OSError, match="no ordinary file"):
        settle(part, link)
    assert Path("/dev/null").is_char_device()


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("n" * 252 + ".png", "the name is too long for a file"),
        ("none/a.png", "there is no folder"),
        ("folder.png", "is a folder"),
        ("gone/a.png", "there is no folder"),
        pytest.param("/proc/a.png", "cannot write into /proc: ", marks=NEEDS_PROC),
    ],
)
def test_where_nothing_can_be_written_is_said_before(tmp_path, name, reason):
    (tmp_path / "folder.png").mkdir()
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    with pytest.raises(InputError, match=reason):
        require_writable(tmp_path / name)


@pytest.mark.skipif(os.name == "nt", reason="a folder in use cannot be deleted there")
def test_a_working_folder_that_was_deleted_is_said(tmp_path, monkeypatch):
    (gone := tmp_path / "gone").mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with pytest.raises(InputError, match="the folder was deleted"):
        require_writable(Path("a.png"))
    with pytest.raises(InputError, match="the folder was deleted"), claim(Path("out")):
        pass


@pytest.mark.parametrize(
    ("number", "message"),
    [
        (errno.ENOENT, "cannot write into .*out: the folder was deleted"),
        (errno.ENOSPC, "cannot write into .*out: No space left on device"),
        (errno.EINVAL, "the encoder failed: Invalid argument"),
    ],
)
def test_what_the_encoder_meets_on_the_disk_is_not_its_fault(tmp_path, number, message):
    import av

    with pytest.raises(RenderError, match=message), encoding(tmp_path / "out" / "film"):
        av.error.err_check(-number)
    with pytest.raises(RenderError, match=message), encoding(tmp_path / "out" / "film"):
        raise OSError(number, os.strerror(number))


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
    own = part_of(tmp_path / "a.png").name
    dead = tmp_path / own.replace(f"-{os.getpid()}.", f"-{child.stdout.strip()}.")
    alive = tmp_path / own.replace(f"-{os.getpid()}.", f"-{os.getppid()}.")
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


@NEEDS_PROC
def test_a_folder_that_cannot_be_written_into_is_wrong_input():
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


def test_a_link_that_leads_in_a_circle_is_refused(tmp_path):
    one, two = tmp_path / "one.png", tmp_path / "two.png"
    one.symlink_to(two)
    two.symlink_to(one)
    with pytest.raises(InputError, match=r"-o .*one\.png: the link leads in a circle"):
        require_writable(one)

"""Clips by content: what is taken is whole, what is damaged goes, and all of it together has a bound."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from rnnanim.errors import InputError, RnnAnimError
from rnnanim.files import bytes_of
from rnnanim.render import cache as cache_module
from rnnanim.render.cache import Cache, entries_of, limit
from rnnanim.render.executor import File


@pytest.fixture
def cache(tmp_path):
    (tmp_path / "clips").mkdir()
    return Cache(tmp_path / "clips", 1000)


def key(letter):
    return letter * 64


def test_what_is_put_is_taken(cache):
    path = cache.put(key("a"), File.of(b"a clip"))
    assert cache.take(key("a")) == path
    assert path.read_bytes() == b"a clip"
    assert cache.take(key("b")) is None
    assert cache.take(key("a"), ".json") is None


@pytest.mark.parametrize("damage", [b"a clop", b"a clip and more", b""])
def test_what_is_damaged_is_removed_and_not_taken(cache, damage):
    cache.put(key("a"), File.of(b"a clip")).write_bytes(damage)
    assert cache.take(key("a")) is None
    assert entries_of(cache.folder) == []


def test_the_clips_that_were_not_taken_for_longest_go_first(cache):
    for age, letter in enumerate("abc"):
        os.utime(cache.put(key(letter), File.of(letter.encode() * 400)), (age, age))
    cache.take(key("a"))
    (gone,) = cache.prune()
    assert gone.path.name.startswith("b")
    assert [cache.take(key(letter)) is not None for letter in "abc"] == [True, False, True]
    assert len(cache.prune(0)) == 2


def test_nothing_goes_while_a_render_needs_it(cache):
    with cache.in_use():
        path = cache.put(key("a"), File.of(b"a" * 4000))
        code = f"""
from pathlib import Path
from rnnanim.render.cache import Cache
Cache(Path({str(cache.folder)!r}), 0).prune()
"""
        run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
        assert f"a render is using {cache.folder}; prune it when it has ended" in run.stderr
        assert path.exists()
    assert not path.exists()


def test_a_folder_that_takes_nothing_is_gone_on_without(tmp_path, monkeypatch):
    (tmp_path / "rnnanim").write_text("a file where the folder should be")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv(cache_module.VARIABLE, "1GB")
    cache = Cache.open()
    assert tmp_path not in cache.folder.parents
    with cache.in_use():
        assert cache.take(key("a")) is None
        cache.put(key("a"), File.of(b"a clip"))
        assert cache.take(key("a")) is not None
    cache.prune(0)


def test_a_cache_that_fills_the_disk_in_mid_run_is_gone_on_without(cache, monkeypatch):
    put = File.put
    refused = RnnAnimError("cannot write: No space left on device")

    def full(self, path):
        if cache.folder in path.parents:
            raise refused
        put(self, path)

    monkeypatch.setattr(File, "put", full)
    path = cache.put(key("a"), File.of(b"a clip"))
    assert path.read_bytes() == b"a clip"
    path.unlink()


def test_one_that_is_not_kept_is_nobody_elses(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv(cache_module.VARIABLE, "1GB")
    assert Cache.open().folder == tmp_path / "rnnanim" / "clips"
    assert tmp_path not in Cache.open(kept=False).folder.parents


@pytest.mark.parametrize(("size", "expected"), [("2GB", 2 * 10**9), ("1.5 mb", 1_500_000), ("7", 7), ("3k", 3000)])
def test_sizes(size, expected):
    assert bytes_of(size) == expected


@pytest.mark.parametrize("size", ["", "x", "-1", "1XB", "1 2", "nan"])
def test_what_is_no_size_is_refused(size, monkeypatch):
    with pytest.raises(ValueError, match="is no size; write 500MB or 2GB"):
        bytes_of(size)
    monkeypatch.setenv(cache_module.VARIABLE, size or "?")
    with pytest.raises(InputError, match=r"RNNANIM_CACHE_SIZE: .* is no size"):
        limit()


# the command


@pytest.fixture
def run(tmp_path):
    """Return what runs `rnnanim cache` on a cache with two clips and a text."""
    home = tmp_path / "rnnanim"
    cache = Cache(home / "clips", 10**9)
    for age, letter in enumerate("ab"):
        os.utime(cache.put(key(letter), File.of(letter.encode() * 1500)), (age, age))
    (home / "text" / "aa").mkdir(parents=True)
    (home / "text" / "aa" / "b.svg").write_bytes(b"<svg></svg>")

    def call(*arguments, size="1GB"):
        environment = os.environ | {"XDG_CACHE_HOME": str(tmp_path), cache_module.VARIABLE: size}
        command = [sys.executable, "-m", "rnnanim", "cache", *arguments]
        return subprocess.run(command, capture_output=True, text=True, env=environment)

    return call


def test_the_command_says_where_it_is_and_how_large(run, tmp_path):
    home = tmp_path / "rnnanim"
    assert run().stdout == (
        f"clips      2 files  3 kB of at most 1 GB  {home / 'clips'}\ntext        1 file  11 B  {home / 'text'}\n"
    )
    assert json.loads(run("--json").stdout) == {
        "clips": {"folder": str(home / "clips"), "files": 2, "bytes": 3000, "max_bytes": 10**9},
        "text": {"folder": str(home / "text"), "files": 1, "bytes": 11},
    }


@pytest.mark.parametrize(
    ("arguments", "size", "left", "said"),
    [
        (["--max-size", "2kB"], "1GB", ["b"], "removed 1 file, 1.5 kB\n"),
        (["--prune"], "2kB", ["b"], "removed 1 file, 1.5 kB\n"),
        (["--prune"], "1GB", ["a", "b"], "removed 0 files, 0 B\n"),
        (["--clear"], "1GB", [], "removed 3 files, 3 kB\n"),
    ],
)
def test_the_command_prunes(run, tmp_path, arguments, size, left, said):
    done = run(*arguments, size=size)
    assert (done.returncode, done.stderr) == (0, said)
    assert sorted(path.name[0] for path in Path(tmp_path).rglob("*.mp4")) == left


@pytest.mark.parametrize(
    ("arguments", "size", "said"),
    [
        (["--max-size", "much"], "1GB", "'much' is no size; write 500MB or 2GB, or 0 to keep nothing"),
        (["--clear", "--prune"], "1GB", "--clear removes everything; leave --prune and --max-size out"),
        ([], "much", "RNNANIM_CACHE_SIZE: 'much' is no size; write 500MB or 2GB, or 0 to keep nothing"),
    ],
)
def test_what_the_command_is_given_wrongly_is_one_line(run, arguments, size, said):
    done = run(*arguments, size=size)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert said in done.stderr

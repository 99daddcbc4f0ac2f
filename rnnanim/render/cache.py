"""What was drawn before, by the key of what it was made from: it is checked when it is taken, and bounded in size."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from rnnanim.errors import InputError, RnnAnimError
from rnnanim.files import bytes_of, sha256, sweep
from rnnanim.locations import cache_folder
from rnnanim.render.executor import File
from rnnanim.temporary import private_folder

VARIABLE = "RNNANIM_CACHE_SIZE"
"""Names how large the clips may be together, as 500MB or 2GB; with 0 none are kept."""
LARGEST = "2GB"


def limit() -> int:
    """Return how many bytes the clips may have together.

    Raises
    ------
    InputError
        If the variable holds no size.
    """
    try:
        return bytes_of(os.environ.get(VARIABLE) or LARGEST)
    except ValueError as error:
        raise InputError(f"{VARIABLE}: {error}") from None


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the cache: where it lies, its size [bytes], and when it was taken last."""

    path: Path
    size: int
    used: float

    def remove(self) -> None:
        """Remove it; RnnAnimError if the disk refuses."""
        try:
            self.path.unlink(missing_ok=True)
        except OSError as error:
            raise RnnAnimError(f"cannot remove {self.path}: {error.strerror}") from error


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the cache: where it lies, and what is in it."""

    folder: Path
    entries: list[Entry]

    @property
    def count(self) -> int:
        """How many files it has."""
        return len(self.entries)

    @property
    def size(self) -> int:
        """How many bytes they have."""
        return sum(entry.size for entry in self.entries)

    def clear(self) -> list[Entry]:
        """Remove them and return what went."""
        for entry in self.entries:
            entry.remove()
        return self.entries


def parts() -> dict[str, Part]:
    """Return the parts of the user's cache: the clips of beats, and the texts that were set."""
    folders = {name: cache_folder() / name for name in ("clips", "text")}
    return {name: Part(folder, entries_of(folder)) for name, folder in folders.items()}


def entries_of(folder: Path) -> list[Entry]:
    """Return all files of a part, those that were not taken for longest first."""
    found = []
    for path in folder.glob("??/*.*"):
        with suppress(OSError):  # another run has removed it
            known = path.stat()
            found.append(Entry(path, known.st_size, known.st_mtime))
    return sorted(found, key=lambda entry: entry.used)


@dataclass(frozen=True, slots=True)
class Cache:
    """Files by key. The name of each says its key and its digest, so that it is whole or not there.

    Parameters
    ----------
    folder : Path
        Where they lie; others may use it too.
    most : int
        How many bytes they may have together when nobody uses them.
    """

    folder: Path
    most: int

    @classmethod
    def open(cls, *, kept: bool = True) -> Cache:
        """Return the cache of the user; unless it is `kept` or can be written into, one that goes with this run."""
        most = limit()
        if kept and most:
            folder = cache_folder() / "clips"
            with suppress(OSError):
                folder.mkdir(parents=True, exist_ok=True)
                if os.access(folder, os.W_OK | os.X_OK):
                    return cls(folder, most)
        return cls(Path(tempfile.mkdtemp(dir=private_folder())), most)

    def take(self, key: str, kind: str = ".mp4") -> Path | None:
        """Return the file of a key; one that is damaged is removed."""
        for path in sorted((self.folder / key[:2]).glob(f"{key}-*{kind}")):
            with suppress(OSError):
                if sha256(path) == path.stem.partition("-")[2]:
                    os.utime(path)
                    return path
                path.unlink()
        return None

    def put(self, key: str, file: File, kind: str = ".mp4") -> Path:
        """Keep a file and return where it lies; where the cache takes it no longer, only as long as this run lasts.

        Raises
        ------
        RenderError
            If it is not what was made.
        RnnAnimError
            If the disk refuses.
        """
        path = self.folder / key[:2] / f"{key}-{file.sha256}{kind}"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            file.put(path)
        except (OSError, RnnAnimError):
            if private_folder() in self.folder.parents:
                raise
            return Cache(private_folder() / "spare", self.most).put(key, file, kind)
        return path

    # how large it is

    def prune(self, most: int | None = None) -> list[Entry]:
        """Remove what was not taken for longest until the others have no more than `most` bytes; return what went.

        Raises
        ------
        RnnAnimError
            If another run uses them.
        """
        most = self.most if most is None else most
        with self._lock(alone=True):
            for folder in self.folder.glob("??"):
                sweep(folder)
            entries = entries_of(self.folder)
            size, gone = sum(entry.size for entry in entries), []
            while entries and size > most:
                gone.append(entry := entries.pop(0))
                size -= entry.size
                entry.remove()
            return gone

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Keep all that is there until the block ends; then the bound holds again, unless others are at work."""
        with self._lock(alone=False):
            yield
        with suppress(RnnAnimError):
            self.prune()

    @contextmanager
    def _lock(self, *, alone: bool) -> Iterator[None]:
        """Keep others from removing files or, if `alone`, from using them."""
        try:
            import fcntl

            handle = os.open(self.folder, os.O_RDONLY)
        except (ImportError, OSError):  # Windows; or there is no folder, and so nobody uses it
            yield
            return
        try:
            try:
                fcntl.flock(handle, (fcntl.LOCK_EX | fcntl.LOCK_NB) if alone else fcntl.LOCK_SH)
            except BlockingIOError:
                raise RnnAnimError(f"a render is using {self.folder}; prune it when it has ended") from None
            except OSError:  # a file system without locks
                pass
            yield
        finally:
            os.close(handle)

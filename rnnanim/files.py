"""Files that appear whole or not at all, and folders that one run at a time writes into."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from rnnanim.errors import InputError, RenderError, RnnAnimError

_PREFIX, _SUFFIX = ".rnnanim-", ".part"
_FULL = (errno.ENOSPC, errno.EDQUOT)


def part_of(path: Path) -> Path:
    """Return a name beside `path`, of this process, that nobody takes for a finished file."""
    return path.with_name(f"{_PREFIX}{path.name}-{os.getpid()}{_SUFFIX}")


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside `path` that takes its place when the block ends well, and goes otherwise."""
    part = part_of(path)
    try:
        yield part
        settle(part, path)
    except OSError as error:
        raise cannot_write(path, error) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def settle(part: Path, path: Path) -> None:
    """Put a finished temporary file under its final name, on the disk before it is visible."""
    with part.open("rb+") as file:
        os.fsync(file.fileno())
    part.replace(path)


def write_whole(path: Path, data: bytes | str) -> None:
    """Write `data` to `path`, atomically; nothing is touched if it is there already."""
    data = data.encode() if isinstance(data, str) else data
    with suppress(OSError):
        if path.read_bytes() == data:
            return
    with whole(path) as part:
        part.write_bytes(data)


def sha256(path: Path) -> str:
    """Return the hex digest of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def cannot_write(path: Path, error: OSError) -> RnnAnimError:
    """Return the one line for a file that could not be written."""
    return RnnAnimError(f"cannot write {path}: {error.strerror or error}")


@contextmanager
def encoding() -> Iterator[None]:
    """Turn what libav and the disk refuse into one line."""
    import av

    try:
        yield
    except (av.error.FFmpegError, OSError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise RenderError(f"the encoder failed: {reason}") from error


def sweep(folder: Path, *, of: str = "", alone: bool = False) -> None:
    """Remove the temporary files that killed runs left in `folder`.

    Parameters
    ----------
    of : str
        Only those for a file of this name.
    alone : bool
        True if no other run can be writing here (see `claim`): then all of them are stale.
    """
    for part in folder.glob(f"{_PREFIX}*{_SUFFIX}"):
        file, _, owner = part.name.removeprefix(_PREFIX).removesuffix(_SUFFIX).rpartition("-")
        stale = alone or not owner.isdigit() or not _lives(int(owner))
        if stale and of in ("", file):
            with suppress(OSError):
                part.unlink()


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return process != os.getpid()


@contextmanager
def claim(folder: Path) -> Iterator[None]:
    """Make `folder` and keep other runs out of it; the lock dies with the process, however it dies.

    Folders that were made for it go again if nothing came into them.
    """
    made = [path for path in (folder, *folder.parents) if not path.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (probe := part_of(folder / "probe")).write_bytes(b"")
        probe.unlink()
        handle = _lock(folder)
    except FileExistsError:
        raise InputError(f"--out: {folder} is a file, not a folder") from None
    except OSError as error:
        if error.errno in _FULL:
            raise cannot_write(folder, error) from error
        raise InputError(f"--out: cannot write into {folder}: {error.strerror or error}") from error
    try:
        sweep(folder, alone=True)
        yield
    finally:
        sweep(folder, alone=True)
        with suppress(OSError):  # ends at the first that is not empty
            for path in made:
                path.rmdir()
        if handle is not None:
            os.close(handle)


def _lock(folder: Path) -> int | None:
    try:
        import fcntl
    except ImportError:  # Windows: no lock
        return None
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise RnnAnimError(f"another run is writing into {folder}; wait for it or give another --out") from None
    except OSError:  # a file system without locks
        os.close(handle)
        return None
    return handle

"""Files that appear whole or not at all, and folders that one run at a time writes into."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from rnnanim.errors import DiskError, InputError, RenderError, RnnAnimError

_PREFIX, _SUFFIX = ".rnnanim-", ".part"
_UNITS = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}
_FULL = (errno.ENOSPC, errno.EDQUOT)


def part_of(path: Path) -> Path:
    """Return a name beside `path`, of this process, that nobody takes for a finished file; short, if that is long."""
    return path.with_name(f"{_PREFIX}{_token(path.name)}-{os.getpid()}{_SUFFIX}")


def _token(name: str) -> str:
    return hashlib.sha256(os.fsencode(name)).hexdigest()[:12]


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside `path` that takes its place when the block ends well, and goes otherwise.

    A symbolic link stays: its target is written. What killed runs left of the same file is removed.
    """
    real = _behind_links(path)
    part = part_of(real)
    sweep(real.parent, of=real.name)
    try:
        yield part
        settle(part, real)
    except OSError as error:
        raise cannot_write(path, error) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _behind_links(path: Path) -> Path:
    return Path(os.path.realpath(path)) if path.is_symlink() else path


def settle(part: Path, path: Path) -> None:
    """Put a finished temporary file under its final name, on the disk before it is visible."""
    with part.open("rb+") as file:
        os.fsync(file.fileno())
    real = _behind_links(path)
    if real.exists() and not real.is_file():  # a device would be replaced without a word
        raise OSError(errno.EINVAL, "it is there, and no ordinary file")
    try:
        part.replace(real)
    except OSError as error:
        if error.errno != errno.EXDEV:  # a link to another disk
            raise
        with whole(real) as beside:
            shutil.copyfile(part, beside)
        part.unlink()


def require_writable(path: Path, option: str = "-o") -> None:
    """Raise InputError, naming `option`, unless a file can be written at `path`; nothing is left there."""
    try:
        require_name(path)
        if path.exists() and not path.is_file():
            raise InputError(f"{option} {path}: is {'a folder' if path.is_dir() else 'no ordinary file'}")
        real = _behind_links(path)
        if real.is_symlink():
            raise InputError(f"{option} {path}: the link leads in a circle")
        if not real.parent.is_dir():
            raise InputError(f"{option} {path}: there is no folder {real.parent}")
        _probe(real.parent)
    except OSError as error:
        if error.errno in _FULL:
            raise cannot_write(path, error) from error
        raise InputError(f"{option} {path}: cannot write into {path.parent}: {_reason(path.parent, error)}") from error


def require_name(path: Path) -> None:
    """Raise InputError if the disk takes no name as long as that of `path`."""
    try:
        path.lstat()
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise InputError(f"{path}: the name is too long for a file") from error


def _probe(folder: Path) -> None:
    """Raise OSError if no file can be made in `folder`."""
    (probe := part_of(folder / "probe")).write_bytes(b"")
    probe.unlink()


def _reason(folder: Path, error: OSError) -> str:
    """Return why something in `folder` could not be written."""
    if error.errno == errno.ENOENT and not _is_there(folder):
        return "the folder was deleted"
    return error.strerror or str(error)


def _is_there(folder: Path) -> bool:
    """Whether a folder has a name yet; a working folder that was deleted is open, but has none."""
    with suppress(OSError):
        return bool(folder.stat().st_nlink)
    return False


def write_whole(path: Path, data: bytes | str) -> None:
    """Write `data` to `path`, atomically; nothing is touched if it is there already."""
    data = data.encode() if isinstance(data, str) else data
    with suppress(OSError):
        if path.read_bytes() == data:
            return
    with whole(path) as part:
        part.write_bytes(data)


def bytes_of(size: str) -> int:
    """Return how many bytes a size is.

    >>> bytes_of("500MB"), bytes_of("1.5 gb"), bytes_of("20k"), bytes_of("0")
    (500000000, 1500000000, 20000, 0)

    Raises
    ------
    ValueError
        For what is no size.
    """
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([KMGT]?)B?\s*", size.upper())
    if found is None:
        raise ValueError(f"{size!r} is no size; write 500MB or 2GB, or 0 to keep nothing")
    return int(float(found[1]) * _UNITS[found[2]])


def sha256(path: Path) -> str:
    """Return the hex digest of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def cannot_write(path: Path, error: OSError) -> RnnAnimError:
    """Return the one line for a file that could not be written."""
    return RnnAnimError(f"cannot write {path}: {_reason(path.parent, error)}")


@contextmanager
def encoding(path: Path) -> Iterator[None]:
    """Turn what libav and the disk refuse of the film at `path` into one line."""
    import av

    try:
        yield
    except (av.error.FFmpegError, OSError) as error:
        if isinstance(error, OSError) and error.errno in (*_FULL, errno.ENOENT, errno.EIO, errno.EROFS):
            raise DiskError(f"cannot write into {path.parent}: {_reason(path.parent, error)}") from error
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
        if stale and (not of or file == _token(of)):
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
    made: list[Path] = []
    try:
        require_name(folder)
        made = [path for path in (folder, *folder.parents) if not path.exists()]
        folder.mkdir(parents=True, exist_ok=True)
        _probe(folder)
        handle = _lock(folder)
    except FileExistsError:
        raise InputError(f"--out: {folder} is a file, not a folder") from None
    except OSError as error:
        if error.errno in _FULL:
            raise cannot_write(folder, error) from error
        raise InputError(f"--out: cannot write into {folder}: {_reason(folder, error)}") from error
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

"""The temporary folder of a run: its processes share it, and it goes when the run ends, however it ends."""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path

from rnnanim.errors import RnnAnimError

try:
    import fcntl
except ImportError:  # Windows: what a killed run leaves there stays
    fcntl = None  # type: ignore[assignment]

_HAS_LOCKS = fcntl is not None
_NEW, _RUN = "rnnanim-new-", "rnnanim-run-"
_above: Path | None = None  # where it lies; None where all temporary files do


@lru_cache(maxsize=1)
def private_folder() -> Path:
    """Return this process's own temporary folder, which goes when the process ends.

    One whose process was killed goes when a later run makes its own.

    Raises
    ------
    RnnAnimError
        If the disk refuses.
    """
    with signals_held():
        try:
            above = _above or Path(tempfile.gettempdir())
            folder = Path(tempfile.mkdtemp(prefix=_NEW, dir=above))
            if _lock(folder) is not None:  # only what is locked by now may have a name by which others judge it
                folder = folder.rename(folder.with_name(folder.name.replace(_NEW, _RUN, 1)))
        except OSError as error:
            raise RnnAnimError(
                f"cannot make a temporary folder: {error.strerror or error}; name another in TMPDIR"
            ) from error
        atexit.register(_remove, os.getpid(), folder)
    _sweep(above)
    return folder


SIGNALS = (signal.SIGINT, signal.SIGTERM)
"""Those that end a run."""


@contextmanager
def signals_held() -> Iterator[None]:
    """Hold back signals; a process that is started meanwhile holds them back too, until it lets them through itself."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def lie_in(folder: Path) -> None:
    """Let the folder of this process, which is still to be made, lie in that of another, and go with it."""
    global _above
    _above = folder


def remove() -> None:
    """Remove the folder now, if there is one, for a process that ends without Python's leave."""
    if private_folder.cache_info().currsize:
        shutil.rmtree(private_folder(), ignore_errors=True)


def _remove(owner: int, folder: Path) -> None:
    if os.getpid() == owner:  # a forked child must not take its parent's folder away
        shutil.rmtree(folder, ignore_errors=True)


def _lock(folder: Path) -> int | None:
    """Lock a folder for as long as this process lives and return the handle; None if another process has it.

    A process number would not do: it is given again, and in another container it means another process.
    """
    if not _HAS_LOCKS:
        return None
    handle = None
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        if handle is not None:
            os.close(handle)
        return None
    return handle


def _sweep(above: Path) -> None:
    """Remove the folders of this user whose process has gone."""
    for folder in above.glob(f"{_RUN}*"):
        with suppress(OSError):
            if folder.lstat().st_uid == os.getuid() and (handle := _lock(folder)) is not None:
                shutil.rmtree(folder, ignore_errors=True)
                os.close(handle)

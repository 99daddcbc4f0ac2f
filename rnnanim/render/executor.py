"""What draws jobs: the protocol of an executor, what it is given, and what it hands back."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, Self

from rnnanim.errors import RenderError
from rnnanim.files import cannot_write, settle, sha256, write_whole
from rnnanim.render.draw import Drawing
from rnnanim.render.job import RenderJob

Tell = Callable[[str, int], None]
"""Is told the beat that is drawn, as it begins and now and then after, and how many frames there are so far."""


@dataclass(frozen=True, slots=True)
class File:
    """A file that a job made: its bytes, or where it lies on a disk that its reader sees too, and the digest."""

    content: bytes | Path = field(repr=False)
    sha256: str

    @classmethod
    def of(cls, content: bytes | Path) -> File:
        """Return a file with its digest."""
        return cls(content, _digest(content))

    def data(self) -> bytes:
        """Return its bytes, for whoever does not see the disk that it lies on."""
        return self.content if isinstance(self.content, bytes) else self.content.read_bytes()

    def put(self, path: Path) -> None:
        """Give it its final name, whole or not at all.

        Raises
        ------
        RenderError
            If it is not what was made.
        RnnAnimError
            If the disk refuses.
        """
        try:
            if _digest(self.content) != self.sha256:
                raise RenderError(f"{path.name} is not as its worker wrote it; render it again")
            if isinstance(self.content, Path):
                settle(self.content, path)
        except OSError as error:
            raise cannot_write(path, error) from error
        if isinstance(self.content, bytes):
            write_whole(path, self.content)


def _digest(content: bytes | Path) -> str:
    return sha256(content) if isinstance(content, Path) else hashlib.sha256(content).hexdigest()


@dataclass(frozen=True, slots=True)
class Drawn:
    """What became of a job: what is known of its scene, and the files that were made.

    Parameters
    ----------
    memory : int
        The most that the process held which drew it [bytes]; 0 if that is not known.
    """

    drawing: Drawing
    files: tuple[File, ...]
    memory: int = 0


@dataclass(frozen=True, slots=True)
class Failed:
    """A job failed: one line, the exit code, and the traceback if the reader needs it."""

    message: str
    exit_code: int = 1
    log: str | None = None


Make = Callable[[RenderJob, Tell, Path], Drawn]
"""Draws a job and tells how far it is; a file that it makes may lie at the path, which nobody else uses."""


@dataclass(frozen=True, slots=True)
class Task:
    """A job to draw, as plain data that crosses to another process or machine.

    Parameters
    ----------
    job : RenderJob
        What is drawn.
    make : callable
        Draws it; a function of a module.
    key : str
        Of the job, as it was planned.
    frames : int, optional
        How many there will be, as far as is known; for whoever tells how long it takes.
    """

    job: RenderJob
    make: Make
    key: str
    frames: int | None = None


OnProgress = Callable[[Task, str, int], None]
"""Is told what `Tell` is, of each task; of one that is drawn once more, as it was lost, the frames begin anew."""


IsWanted = Callable[[Task], bool]
"""Says of a task that has not ended whether it is still worth drawing; it is asked when another has."""

NOT_WANTED = Failed("it was not drawn, since it was not wanted any more")
"""What becomes of a task that is not."""


class Executor(Protocol):
    """Draws tasks, several at a time, somewhere; what it starts for that ends with its block."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *error: Any) -> None: ...

    @property
    def processes(self) -> int:
        """How many draw at a time."""

    def run(
        self, tasks: Sequence[Task], on_progress: OnProgress = ..., is_wanted: IsWanted = ...
    ) -> Generator[tuple[Task, Drawn | Failed], None, None]:
        """Draw `tasks` and yield each as it ends; whoever was lost on the way has failed.

        Closing the generator ends what still runs. One run follows another.
        """

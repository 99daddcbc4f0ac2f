"""Drawing a task wherever it was sent: files at a path that was given; whoever sent it does the rest."""

from __future__ import annotations

import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rnnanim.errors import DiskError, RenderError, RnnAnimError, SceneError, TalkError
from rnnanim.render.executor import Drawn, Failed, Task, Tell
from rnnanim.render.film import Sink
from rnnanim.render.keys import folder_digest
from rnnanim.render.memory import peak
from rnnanim.render.yuv import Area, Pixels

NEEDS_LESS = "a lower -q or fewer --jobs needs less"
_EVERY = 0.25  # seconds between two reports of a beat


@dataclass(slots=True)
class Counted:
    """A sink that hands frames on and tells how many there were, a few times a second."""

    sink: Sink
    tell: Tell
    beat: str = ""
    frames: int = 0
    _told: float = 0.0

    def begin(self, beat: str) -> None:
        """Tell that a beat begins."""
        self.beat = beat
        self._tell()

    def write(self, pixels: Pixels, repeat: int, changed: Sequence[Area] | None = None) -> None:
        """Hand a frame on."""
        self.sink.write(pixels, repeat, changed)
        self.frames += repeat
        if time.monotonic() - self._told >= _EVERY:
            self._tell()

    def _tell(self) -> None:
        self._told = time.monotonic()
        self.tell(self.beat, self.frames)


def attempt(task: Task, tell: Tell, path: Path) -> Drawn | Failed:
    """Draw `task` and return what became of it, whatever happens; a file may lie at `path`."""
    name = task.job.name
    try:
        return replace(task.make(task.job, _checked(task, tell), path), memory=peak())
    except SceneError as error:
        return Failed(str(error), error.exit_code, error.log)
    except RnnAnimError as error:
        message = str(error)
        named = name in message or isinstance(error, (DiskError, TalkError))
        return Failed(message if named else f"{name}: {message}", error.exit_code, getattr(error, "log", None))
    except MemoryError:
        return Failed(f"{name}: out of memory; {NEEDS_LESS}")
    except Exception as error:
        return Failed(f"{name}: {type(error).__name__}: {error}", 1, traceback.format_exc())


def _checked(task: Task, tell: Tell) -> Tell:
    """Return `tell` with a look, at the first beat, whether the sources are those that were planned with."""
    checked = False

    def look_and_tell(beat: str, frames: int) -> None:
        nonlocal checked
        if not checked:
            folder_digest.cache_clear()  # code stays as it was loaded, but themes are read for each task
        if not checked and task.job.key != task.key:  # by now everything is imported and read
            raise RenderError("the sources changed while they were loaded; render it again")
        checked = True
        tell(beat, frames)

    return look_and_tell

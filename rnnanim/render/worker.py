"""Drawing a task wherever it was sent: files at a path that was given; whoever sent it does the rest."""

from __future__ import annotations

import traceback
from pathlib import Path

from rnnanim.errors import RenderError, RnnAnimError, SceneError, TalkError
from rnnanim.render.executor import Drawn, Failed, OnBeat, Task


def attempt(task: Task, on_beat: OnBeat, path: Path) -> Drawn | Failed:
    """Draw `task` and return what became of it, whatever happens; a file may lie at `path`."""
    name = task.job.name
    try:
        return task.make(task.job, _checked(task, on_beat), path)
    except SceneError as error:
        return Failed(str(error), error.exit_code, error.log)
    except RnnAnimError as error:
        message = str(error)
        named = name in message or isinstance(error, TalkError)
        return Failed(message if named else f"{name}: {message}", error.exit_code, getattr(error, "log", None))
    except MemoryError:
        return Failed(f"{name}: out of memory; a lower -q or fewer --jobs needs less")
    except Exception as error:
        return Failed(f"{name}: {type(error).__name__}: {error}", 1, traceback.format_exc())


def _checked(task: Task, on_beat: OnBeat) -> OnBeat:
    """Return `on_beat` with a look, at the first beat, whether the sources are those that were planned with."""
    checked = False

    def begin(beat: str) -> None:
        nonlocal checked
        if not checked and task.job.key != task.key:  # by now everything is imported and read
            raise RenderError("the sources changed while they were loaded; render it again")
        checked = True
        on_beat(beat)

    return begin

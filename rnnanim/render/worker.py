"""The process that draws one scene: a film under a temporary name, say; whoever started it does the rest."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from pathlib import Path
from threading import RLock, Thread

from rnnanim.errors import RenderError, RnnAnimError, SceneError, TalkError
from rnnanim.render.draw import Drawing, Leaving, draw, title_of
from rnnanim.render.film import Background, FilmEncoder, count_frames
from rnnanim.render.job import RenderJob
from rnnanim.timeline import played

_GRACE = 2.0  # seconds to tidy up in before the end is forced


@dataclass(frozen=True, slots=True)
class Began:
    """A beat has begun."""

    beat: str


@dataclass(frozen=True, slots=True)
class Failed:
    """The film failed: one line, the exit code, and the traceback if the reader needs it."""

    message: str
    exit_code: int = 1
    log: str | None = None


Message = Began | Drawing | Failed
OnBeat = Callable[[str], None]
Make = Callable[[RenderJob, OnBeat], Drawing]
"""Draws a job and tells each beat as it begins; `film` with its `part`, or another."""


def work(job: RenderJob, key: str, make: Make, connection: Connection) -> None:
    """Draw `job`, planned under `key`, and report over `connection`."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    signal.signal(signal.SIGTERM, _leave)
    Thread(target=_follow_parent, daemon=True).start()
    _share_no_lock()
    connection.send(_outcome(job, key, make, connection))


def _share_no_lock() -> None:
    """Give manim's progress bars a lock of this process: a shared one outlives a kill, and Python complains of it."""
    with suppress(ImportError):
        from tqdm import tqdm

        tqdm.set_lock(RLock())


def _leave(*_: object) -> None:
    """End at the first SIGTERM; a second one must not hit the tidying up."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise Leaving(1)


def film(job: RenderJob, on_beat: OnBeat = lambda name: None, *, part: Path) -> Drawing:
    """Draw the film of `job` into `part` and make sure that it holds every frame."""
    encoder = FilmEncoder(part, job.picture, title_of(job))
    sink = Background(encoder)
    drawing = draw(job, sink, on_beat=on_beat)
    sink.drain()
    if not encoder.frames:
        raise RenderError("it drew no frames")
    encoder.finish(drawing.marks)
    if (kept := count_frames(part)) != drawing.frames:
        raise RenderError(f"the film holds {kept} of {drawing.frames} frames")
    return replace(drawing, marks=played(drawing.marks))


def _outcome(job: RenderJob, key: str, make: Make, connection: Connection) -> Message:
    checked = False

    def on_beat(beat: str) -> None:
        nonlocal checked
        if not checked and job.key != key:  # by now everything is imported and read
            raise RenderError("the sources changed while they were loaded; render it again")
        checked = True
        connection.send(Began(beat))

    try:
        return make(job, on_beat)
    except SceneError as error:
        return Failed(str(error), error.exit_code, error.log)
    except RnnAnimError as error:
        message = str(error)
        named = job.name in message or isinstance(error, TalkError)
        return Failed(message if named else f"{job.name}: {message}", error.exit_code, getattr(error, "log", None))
    except MemoryError:
        return Failed(f"{job.name}: out of memory; a lower -q or fewer --jobs needs less")
    except Exception as error:
        return Failed(f"{job.name}: {type(error).__name__}: {error}", 1, traceback.format_exc())


def _follow_parent() -> None:
    """End when the parent is gone: nobody is left to give the film its name."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(_GRACE)
        os._exit(1)

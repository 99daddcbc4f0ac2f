"""What a worker of a cluster does: it says what it draws with, and draws tasks that come to it as bytes."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import shutil
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Thread
from time import sleep
from typing import Any

from rnnanim import catalog
from rnnanim.errors import InputError
from rnnanim.locations import ASSETS
from rnnanim.render import keys
from rnnanim.render.executor import Drawn, Failed, Make, Task, Tell
from rnnanim.render.job import RenderJob
from rnnanim.render.local import LocalPool
from rnnanim.render.memory import fair_share
from rnnanim.temporary import private_folder

_TICK = 0.2  # s between two looks at whether the task is still wanted
_WORDS_AND_LOOKS = ("captions", "presets", "themes")

# what it draws with


def environment() -> dict[str, str]:
    """Return what decides how a picture looks on this machine, by name."""
    code = {name: source.digest for name in keys.lecture().modules() if (source := keys.lecture().get(name))}
    looks = [keys.folder_digest(ASSETS / name) for name in _WORDS_AND_LOOKS]
    return {
        "Python": ".".join(map(str, sys.version_info[:2])),
        **keys.versions(),
        "fonts": keys.folder_digest(ASSETS / "fonts")[:8],
        "sources of rnnanim": keys.digest(code=code, looks=looks)[:8],
    }


def differences(here: dict[str, str], there: dict[str, str]) -> str:
    """Return in words what a worker has otherwise than we have; empty if nothing.

    >>> differences({"manim": "0.22.0", "numpy": "2.4.6"}, {"manim": "0.21.0", "numpy": "2.4.6"})
    'manim is 0.21.0 there and 0.22.0 here'
    """
    told = (f"{name} is {there.get(name, 'missing')} there and {mine} here" for name, mine in here.items())
    return ", ".join(line for name, line in zip(here, told, strict=True) if there.get(name) != here[name])


# what crosses


@dataclass(frozen=True, slots=True)
class Parcel:
    """A task, and the files of its talk, for a machine that has neither.

    Parameters
    ----------
    task : Task
        What is drawn.
    files : dict of str to bytes
        The talk and the modules beside it that it imports, by path below its folder.
    environment : dict of str to str
        What a worker must draw with, as `environment` gives it; empty where that is certain.
    """

    task: Task
    files: dict[str, bytes] = field(default_factory=dict, repr=False)
    environment: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, task: Task, environment: dict[str, str]) -> Parcel:
        """Return a task with all that it needs.

        Raises
        ------
        InputError
            If a file of a talk cannot be read.
        """
        try:
            return cls(task, _talk(task.job.scene), environment)
        except OSError as error:
            raise InputError(f"{error.filename}: cannot be sent: {error.strerror or error}") from error

    def opened(self, folder: Path) -> Task:
        """Write the files below `folder` and return the task with its scene there."""
        for name, data in self.files.items():
            (path := folder / name).parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        own = catalog.source(self.task.job.scene)
        if own is None:
            return self.task
        scene = f"{folder / own.name}:{catalog.stem(self.task.job.scene)}"
        return replace(self.task, job=replace(self.task.job, scene=scene))


def _talk(scene: str) -> dict[str, bytes]:
    """Return the files that the key of a talk depends on, by path below its folder; none for a scene of the lecture."""
    if (own := catalog.source(scene)) is None:
        return {}
    module, sources = keys.found_in(scene, keys.lecture())
    return {str(file.relative_to(own.parent)): file.read_bytes() for file in sources.files(module)}


# the work


@dataclass(frozen=True, slots=True)
class _WhileWanted:
    """Draws, and ends its process when a file has gone: then nobody waits for the picture."""

    make: Make
    sign: Path

    def __call__(self, job: RenderJob, tell: Tell, path: Path) -> Drawn:
        Thread(target=self._follow, daemon=True).start()
        return self.make(job, tell, path)

    def _follow(self) -> None:
        while self.sign.exists():
            sleep(_TICK)
        os._exit(1)


def draw(data: bytes, topic: str, number: int) -> Drawn | Failed:
    """Draw the task of a pickled `Parcel` in a process of its own, and return its files as bytes.

    A worker may have several threads, and manim knows one scene a process; a talk may end or move its process.

    Parameters
    ----------
    topic : str
        Of the events that tell how far it is, as (number, beat, frames).
    """
    from distributed import get_worker

    worker = get_worker()
    parcel: Parcel = pickle.loads(data)
    if parcel.environment and (unfit := differences(parcel.environment, environment())):  # it has joined a run
        return _by(worker, Failed(f"{parcel.task.job.name}: {unfit}"))
    multiprocessing.current_process()._config["daemon"] = False  # type: ignore[attr-defined]  # it may have children
    folder = Path(tempfile.mkdtemp(dir=private_folder())).resolve()
    try:
        (sign := folder / "wanted").touch()
        Thread(target=_watch, args=(worker, worker.get_current_task(), sign), daemon=True).start()
        task = parcel.opened(folder / "talk")
        wanted = replace(task, make=_WhileWanted(task.make, sign))
        pool = LocalPool(1, folder, fair_share(worker.state.nthreads))
        ((_, ended),) = pool.run([wanted], lambda _, beat, frames: worker.log_event(topic, (number, beat, frames)))
        return _by(worker, _sent(ended, catalog.source(task.job.scene), catalog.source(parcel.task.job.scene)))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _watch(worker: Any, key: str, sign: Path) -> None:
    """Take the sign away when the task is cancelled, its client has gone, or the worker leaves."""
    while sign.exists():
        task = worker.state.tasks.get(key)
        if task is None or task.state == "cancelled" or worker.status.name not in ("running", "paused"):
            with suppress(OSError):
                sign.unlink()
        sleep(_TICK)


def _sent(ended: Drawn | Failed, there: Path | None, here: Path | None) -> Drawn | Failed:
    """Return what crosses back: bytes for files, and in a message the talk's file as its user knows it."""
    if isinstance(ended, Drawn):
        return replace(ended, files=tuple(replace(file, content=file.data()) for file in ended.files))
    if there is None or here is None:
        return ended
    places = {str(there): str(here), str(there.parent): str(here.parent)}
    message, log = ended.message, ended.log
    for ours, theirs in places.items():
        message, log = message.replace(ours, theirs), log and log.replace(ours, theirs)
    return replace(ended, message=message, log=log)


def _by(worker: Any, ended: Drawn | Failed) -> Drawn | Failed:
    """Name the worker, unless the scene is to blame or nobody is."""
    if isinstance(ended, Drawn) or ended.exit_code != 1 or ended.log is not None:
        return ended
    who = worker.address if worker.name in (None, worker.address) else f"{worker.address} ({worker.name})"
    return replace(ended, message=f"{ended.message}; on worker {who}")

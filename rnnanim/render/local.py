"""Several scenes at once on this machine, a process each: one that is killed takes nothing with it."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
from collections import deque
from collections.abc import Callable, Generator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from threading import RLock, Thread

from rnnanim.files import part_of
from rnnanim.render.executor import Drawn, Failed, Task
from rnnanim.render.worker import attempt
from rnnanim.temporary import SIGNALS, lie_in, private_folder, signals_held

_GRACE = 2.0  # seconds that a worker has to leave when its work is done


@dataclass(frozen=True, slots=True)
class LocalPool:
    """An executor of processes on this machine.

    Parameters
    ----------
    processes : int
        How many draw at a time.
    folder : Path, optional
        Where the files that they make lie under temporary names: on the disk on which they will stay.
    """

    processes: int
    folder: Path | None = None

    def run(
        self, tasks: Sequence[Task], on_beat: Callable[[Task, str], None] = lambda task, beat: None
    ) -> Generator[tuple[Task, Drawn | Failed], None, None]:
        """Draw `tasks` and yield each as it ends; however the loop is left, no worker outlives it."""
        folder = self.folder or private_folder()
        if os.name != "nt":
            resource_tracker.ensure_running()  # now, since it lets signals through when it is started
        waiting, running = deque(enumerate(tasks)), list[_Running]()
        try:
            while waiting or running:
                while waiting and len(running) < self.processes:
                    number, task = waiting.popleft()
                    with signals_held():  # so that none comes between its start and our knowing of it
                        running.append(_start(task, part_of(folder / f"{task.job.name}-{number}")))
                ready = wait([item.connection for item in running])
                for item in [item for item in running if item.connection in ready]:
                    if (outcome := item.outcome(on_beat)) is not None:
                        running.remove(item)
                        item.stop()
                        yield item.task, outcome
        finally:
            for item in running:
                item.process.kill()  # it has nothing to tidy up: we have its file and its temporary folder
            for item in running:
                item.stop()


# in the process that draws nothing


@dataclass(frozen=True, slots=True)
class _Running:
    task: Task
    process: SpawnProcess
    connection: Connection

    def outcome(self, on_beat: Callable[[Task, str], None]) -> Drawn | Failed | None:
        """Return how it ended, or None if it goes on."""
        try:
            message: _Began | Drawn | Failed = self.connection.recv()
        except (EOFError, OSError, pickle.UnpicklingError):
            self.process.join(_GRACE)
            return Failed(f"{self.task.job.name}: its worker {_cause(self.process.exitcode)}")
        if isinstance(message, _Began):
            on_beat(self.task, message.beat)
            return None
        self.process.join(_GRACE)
        return message

    def stop(self) -> None:
        """End it and wait until it has gone."""
        self.process.join(_GRACE)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        self.connection.close()


def _start(task: Task, path: Path) -> _Running:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    given = task, path, private_folder(), theirs
    process = context.Process(target=work, args=given, name=task.job.name, daemon=True)
    process.start()
    theirs.close()  # so that its end is seen when the worker dies
    return _Running(task, process, ours)


def _cause(code: int | None) -> str:
    if code is not None and code < 0:
        name = signal.Signals(-code).name
        return f"was killed by {name}" + (" (out of memory?)" if name == "SIGKILL" else "")
    return f"ended without a word (exit code {code})"


# in the process that draws


@dataclass(frozen=True, slots=True)
class _Began:
    """A beat has begun."""

    beat: str


def work(task: Task, path: Path, folder: Path, connection: Connection) -> None:
    """Draw `task`, a file at `path`, with temporary files in `folder`, and report over `connection`."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
    Thread(target=_follow_parent, daemon=True).start()
    with suppress(OSError):
        os.dup2(2, 1)  # results are the parent's to give
    lie_in(folder)
    _share_no_lock()
    connection.send(attempt(task, lambda beat: connection.send(_Began(beat)), path))


def _share_no_lock() -> None:
    """Give manim's progress bars a lock of this process: a shared one outlives a kill, and Python complains of it."""
    with suppress(ImportError):
        from tqdm import tqdm  # type: ignore[import-untyped]

        tqdm.set_lock(RLock())


def _follow_parent() -> None:
    """End when the parent is gone: nobody is left to give the film its name."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)

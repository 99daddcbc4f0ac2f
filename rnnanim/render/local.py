"""Several scenes at once, a process each: one that is killed takes nothing with it."""

from __future__ import annotations

import multiprocessing
import pickle
import signal
from collections import deque
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path

from rnnanim.render.draw import Drawing
from rnnanim.render.job import RenderJob
from rnnanim.render.worker import Began, Failed, Make, work

_GRACE = 2.0  # seconds that a worker has to leave


@dataclass(frozen=True, slots=True)
class Task:
    """A scene to draw.

    Parameters
    ----------
    job : RenderJob
        What is drawn.
    key : str
        Of the job, as it was planned.
    make : callable
        Draws it; is called in the other process.
    part : Path, optional
        The temporary name that a film gets.
    """

    job: RenderJob
    key: str
    make: Make
    part: Path = Path()


@dataclass(frozen=True, slots=True)
class _Running:
    task: Task
    process: SpawnProcess
    connection: Connection

    def outcome(self, on_beat: Callable[[Task, str], None]) -> Drawing | Failed | None:
        """Return how it ended, or None if it goes on."""
        try:
            message = self.connection.recv()
        except (EOFError, OSError, pickle.UnpicklingError):
            self.process.join(_GRACE)
            return Failed(f"{self.task.job.name}: its worker {_cause(self.process.exitcode)}")
        if isinstance(message, Began):
            on_beat(self.task, message.beat)
            return None
        self.process.join(_GRACE)
        return message  # type: ignore[no-any-return]

    def stop(self) -> None:
        """End it and wait until it has gone."""
        self.process.join(_GRACE)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        self.connection.close()


def run(
    tasks: Sequence[Task],
    processes: int,
    on_beat: Callable[[Task, str], None] = lambda task, beat: None,
) -> Generator[tuple[Task, Drawing | Failed], None, None]:
    """Draw the scenes of `tasks`, `processes` at a time, and yield each as it ends.

    However the loop is left, no worker outlives it.
    """
    waiting, running = deque(tasks), list[_Running]()
    try:
        while waiting or running:
            while waiting and len(running) < processes:
                running.append(_start(waiting.popleft()))
            ready = wait([item.connection for item in running])
            for item in [item for item in running if item.connection in ready]:
                if (outcome := item.outcome(on_beat)) is not None:
                    running.remove(item)
                    item.stop()
                    yield item.task, outcome
    finally:
        for item in running:
            item.process.terminate()
        for item in running:
            item.stop()


def _start(task: Task) -> _Running:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(
        target=work, args=(task.job, task.key, task.make, theirs), name=task.job.name, daemon=True
    )
    process.start()
    theirs.close()  # so that its end is seen when the worker dies
    return _Running(task, process, ours)


def _cause(code: int | None) -> str:
    if code is not None and code < 0:
        name = signal.Signals(-code).name
        return f"was killed by {name}" + (" (out of memory?)" if name == "SIGKILL" else "")
    return f"ended without a word (exit code {code})"

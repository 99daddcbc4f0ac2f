"""How far a run is: who is told, the loop that tells, and how long the rest will take."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Sequence
from contextlib import closing

from rnnanim.render.executor import Drawn, Executor, Failed, Task


class Watcher:
    """Whoever wants to know how far it is; this one does not."""

    def plan(self, names: Sequence[str], kept: Sequence[str]) -> None:
        """Take the films that will be drawn, and those that are there already."""

    def begin(self, tasks: Sequence[Task]) -> None:
        """Take the tasks in which they are drawn."""

    def progress(self, task: Task, beat: str, frames: int) -> None:
        """Take note of the beat that a task is at, and of its frames so far."""

    def ended(self, task: Task, what: Drawn | Failed) -> None:
        """Take note of what became of a task."""

    def done(self, name: str, what: str) -> None:
        """Take note that a film is finished, and what came of it."""

    def drawn(self) -> None:
        """Take note that all tasks have ended."""

    def joined(self, name: str, what: str) -> None:
        """Take note that the films are joined, and what came of it."""


def draw_all(
    tasks: Sequence[Task], executor: Executor, watcher: Watcher, failures: list[Failed]
) -> Generator[tuple[Task, Drawn], None, None]:
    """Draw tasks and yield each that ends well, with what came of it; the others go to `failures`."""
    watcher.begin(tasks)
    with closing(executor.run(tasks, watcher.progress)) as ended:
        for task, what in ended:
            watcher.ended(task, what)
            if isinstance(what, Failed):
                failures.append(what)
            else:
                yield task, what
    watcher.drawn()


class Pace:
    """How many frames some tasks have drawn and will draw, how fast, and how long that takes.

    Expected numbers are no more than that: those of the tasks that have ended correct those of the others.

    Parameters
    ----------
    tasks : sequence of Task
        Those that are drawn.
    clock : callable
        Returns a time [s].
    """

    _SURE = 3.0  # s of drawing before which a rate says nothing
    _MORE = 1.02  # a task that has drawn as much as was expected still has a little to draw

    def __init__(self, tasks: Sequence[Task], clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._waiting = dict.fromkeys(tasks)
        self._running: dict[Task, tuple[float, int]] = {}  # when it began, and its frames
        self._ended: dict[Task, int] = {}
        self._began: float | None = None

    def take(self, task: Task, frames: int) -> None:
        """Take note of the frames of a task so far."""
        now = self._clock()
        self._began = now if self._began is None else self._began
        self._waiting.pop(task, None)
        begun, before = self._running.get(task, (now, 0))
        self._running[task] = (begun if frames >= before else now, frames)

    def end(self, task: Task, frames: int) -> None:
        """Take note of the frames of a task that has ended; 0 if it failed."""
        self._waiting.pop(task, None)
        self._running.pop(task, None)
        self._ended[task] = frames

    @property
    def frames(self) -> int:
        """Frames so far."""
        return sum(self._ended.values()) + sum(frames for _, frames in self._running.values())

    @property
    def seconds(self) -> float:
        """Since the first frame."""
        return 0.0 if self._began is None else self._clock() - self._began

    @property
    def rate(self) -> float | None:
        """Frames per second, once there is something to go by."""
        return self.frames / self.seconds if self.frames and self.seconds >= self._SURE else None

    def total_of(self, task: Task) -> int | None:
        """Return how many frames a task will have, if that is known; never fewer than it has."""
        if task in self._ended:
            return self._ended[task]
        if task.frames is None:
            return None
        _, frames = self._running.get(task, (0.0, 0))
        return max(round(task.frames * self._correction), round(frames * self._MORE))

    @property
    def _correction(self) -> float:
        known = [(frames, task.frames) for task, frames in self._ended.items() if frames and task.frames]
        return sum(frames for frames, _ in known) / sum(expected for _, expected in known) if known else 1.0

    @property
    def total(self) -> int | None:
        """Frames of all, if that is known."""
        totals = [self.total_of(task) for task in (*self._ended, *self._running, *self._waiting)]
        known = [total for total in totals if total is not None]
        return sum(known) if len(known) == len(totals) else None

    @property
    def left(self) -> float | None:
        """Seconds until all is drawn, if that can be told: at the rate of all, and of each that is drawn now."""
        rate, total = self.rate, self.total
        if rate is None or total is None:
            return None
        alone = [self._left_of(task) for task in self._running]
        return max((total - self.frames) / rate, *alone) if alone else (total - self.frames) / rate

    def _left_of(self, task: Task) -> float:
        begun, frames = self._running[task]
        total = self.total_of(task)
        return (total - frames) * (self._clock() - begun) / frames if total and frames else 0.0

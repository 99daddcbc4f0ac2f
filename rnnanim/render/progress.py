"""How far a run is: who is told, and the loop that tells."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing
from typing import Protocol

from rnnanim.render.executor import Drawn, Executor, Failed, Task


class Watcher(Protocol):
    """Whoever wants to know how far it is."""

    def plan(self, names: Sequence[str], kept: Sequence[str]) -> None:
        """Take the films that will be drawn, and those that are there already."""

    def beat(self, name: str, beat: str) -> None:
        """Take note that a beat of a film has begun."""

    def done(self, name: str, what: str) -> None:
        """Take note that a film is finished, and what came of it."""

    def failed(self, name: str) -> None:
        """Take note that a film failed."""

    def joined(self, name: str, what: str) -> None:
        """Take note that the films are joined, and what came of it."""


def draw_all(
    tasks: Sequence[Task], executor: Executor, watcher: Watcher, failures: list[Failed]
) -> Generator[tuple[Task, Drawn], None, None]:
    """Draw tasks and yield each that ends well, with what came of it; the others go to `failures`."""
    with closing(executor.run(tasks, lambda task, beat: watcher.beat(task.job.name, beat))) as ended:
        for task, what in ended:
            if isinstance(what, Failed):
                failures.append(what)
                watcher.failed(task.job.name)
            else:
                yield task, what

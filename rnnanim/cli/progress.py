"""How far a build is, on stderr: moving lines on a terminal, plain ones elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

import click

from rnnanim.cli.messages import fail
from rnnanim.cli.streams import note

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from rnnanim.render.executor import Failed
    from rnnanim.render.progress import Watcher


class PlainLines:
    """A line when a film begins and when it is finished."""

    def __init__(self) -> None:
        self._begun: set[str] = set()

    def plan(self, names: Sequence[str], kept: Sequence[str]) -> None:
        """Say what is there already."""
        for name in kept:
            note(f"{name}: is up to date")

    def beat(self, name: str, beat: str) -> None:
        """Say that a film has begun."""
        if name not in self._begun:
            self._begun.add(name)
            note(f"{name}: drawing")

    def done(self, name: str, what: str) -> None:
        """Say that a film is finished."""
        note(f"{name}: {what}")

    def failed(self, name: str) -> None:
        """Say nothing: the reason follows as a line of its own."""

    def joined(self, name: str, what: str) -> None:
        """Say what the joined film is."""
        note(f"{name}: {what}")


class LiveLines(PlainLines):
    """A moving line for each film, with the beat that is drawn."""

    def __init__(self, progress: Progress) -> None:
        super().__init__()
        self._progress = progress
        self._tasks: dict[str, TaskID] = {}

    def plan(self, names: Sequence[str], kept: Sequence[str]) -> None:
        """Show a line for each film."""
        for name in kept:
            self._progress.console.print(f"{name}: is up to date", highlight=False)
        for name in names:
            self._tasks[name] = self._progress.add_task(name, total=None, start=False, beat="waiting")

    def beat(self, name: str, beat: str) -> None:
        """Show the beat that is drawn."""
        self._progress.start_task(self._tasks[name])
        self._progress.update(self._tasks[name], beat=beat)

    def done(self, name: str, what: str) -> None:
        """Show that a film is finished."""
        self._progress.update(self._tasks[name], total=1, completed=1, beat=what)
        self._progress.stop_task(self._tasks[name])

    def failed(self, name: str) -> None:
        """Show that a film failed."""
        self._progress.update(self._tasks[name], total=1, completed=0, beat="failed")
        self._progress.stop_task(self._tasks[name])

    def joined(self, name: str, what: str) -> None:
        """Say what the joined film is."""
        self._progress.console.print(f"{name}: {what}", highlight=False)


def end_with(ctx: click.Context, failures: Sequence[Failed]) -> NoReturn:
    """Write a line for each kind of failure and end; 2 if all of them are the user's."""
    for failure in dict.fromkeys(failures):
        fail(failure.message, log=failure.log)
    ctx.exit(min(failure.exit_code for failure in failures))


@contextmanager
def shown() -> Iterator[Watcher]:
    """Yield whoever shows the progress of a build."""
    if not sys.stderr.isatty():
        yield PlainLines()
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (
        SpinnerColumn("line" if console.options.ascii_only else "dots", finished_text=" "),
        TextColumn("{task.description}"),
        TextColumn("[dim]{task.fields[beat]}"),
    )
    with Progress(*columns, TimeElapsedColumn(), console=console) as progress:
        yield LiveLines(progress)

"""How far a build is, on stderr: moving lines on a terminal, plain ones elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

import click

from rnnanim.cli.messages import fail
from rnnanim.cli.streams import is_quiet, note
from rnnanim.render.executor import Drawn, Failed, Task
from rnnanim.render.progress import Pace, Watcher

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress, TaskID

_EVERY = 30.0  # seconds between two plain lines that say how far it is


class PlainLines(Watcher):
    """A line when a film begins and when it is finished, and now and then one that says how far all of it is."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._begun: set[str] = set()
        self._pace = Pace((), clock)
        self._told = clock()
        self._memory = 0

    def _say(self, line: str) -> None:
        note(line)

    def plan(self, names: Sequence[str], kept: Sequence[str]) -> None:
        """Say what is there already."""
        for name in kept:
            self._say(f"{name}: is up to date")

    def begin(self, tasks: Sequence[Task]) -> None:
        """Count from here."""
        self._pace = Pace(tasks, self._clock)

    def progress(self, task: Task, beat: str, frames: int) -> None:
        """Say that a film has begun, or how far it is."""
        self._pace.take(task, frames)
        if task.job.name not in self._begun:
            self._begun.add(task.job.name)
            self._say(f"{task.job.name}: drawing")
        elif self._clock() - self._told >= _EVERY:
            self._told = self._clock()
            self._say(", ".join(filter(None, (_share(self._pace.frames, self._pace.total), *_pace(self._pace)))))

    def ended(self, task: Task, what: Drawn | Failed) -> None:
        """Count what it drew; why it failed follows as a line of its own."""
        self._pace.end(task, what.drawing.frames if isinstance(what, Drawn) else 0)
        self._memory = max(self._memory, what.memory if isinstance(what, Drawn) else 0)

    def done(self, name: str, what: str) -> None:
        """Say that a film is finished."""
        self._say(f"{name}: {what}")

    def drawn(self) -> None:
        """Say how long it took, and how much memory."""
        if (frames := self._pace.frames) == 0:
            return
        rate = "" if self._pace.rate is None else f", {self._pace.rate:.0f} a second"
        memory = f"; {self._memory / 1e6:.0f} MB a worker at most" if self._memory else ""
        self._say(f"drawn: {frames} frame{'s' * (frames != 1)} in {_time(self._pace.seconds)}{rate}{memory}")

    joined = done


def _share(frames: int, total: int | None) -> str:
    """Return how much of it is drawn.

    >>> _share(31, 100), _share(31, None)
    ('31 % drawn', '31 frames drawn')
    """
    return f"{frames} frames drawn" if total is None else f"{100 * frames // max(total, 1)} % drawn"


def _pace(pace: Pace) -> Iterator[str]:
    """Yield the rate and the time that is left, as far as they are known."""
    if (rate := pace.rate) is not None:
        yield f"{rate:.0f} fps"
    if (left := pace.left) is not None:
        yield f"{_time(left)} left"


def _time(seconds: float) -> str:
    """Return a time as it is read from a clock.

    >>> _time(83.4), _time(3700)
    ('1:23', '1:01:40')
    """
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


class LiveLines(PlainLines):
    """A moving line for all, and one for each task that is drawn now; what is finished stays above them."""

    def __init__(self, progress: Progress, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(clock)
        self._progress = progress
        self._lines: dict[Task, TaskID] = {}
        self._all: TaskID | None = None

    def _say(self, line: str) -> None:
        if not line.endswith(": drawing"):
            self._progress.console.print(line, highlight=False, markup=False, soft_wrap=True)

    def begin(self, tasks: Sequence[Task]) -> None:
        """Show a line for all."""
        super().begin(tasks)
        if tasks:
            self._all = self._progress.add_task("all", total=self._pace.total)

    def progress(self, task: Task, beat: str, frames: int) -> None:
        """Show where a task is."""
        self._told = self._clock()  # the line for all says it
        super().progress(task, beat, frames)
        if task not in self._lines:
            self._lines[task] = self._progress.add_task("", total=None)
        what, total = f"{task.job.name} {beat}", self._pace.total_of(task)
        self._progress.update(self._lines[task], description=what, completed=frames, total=total)
        self._show_all()

    def ended(self, task: Task, what: Drawn | Failed) -> None:
        """Take its line away."""
        super().ended(task, what)
        if task in self._lines:
            self._progress.remove_task(self._lines.pop(task))
        self._show_all()

    def drawn(self) -> None:
        """Take the line for all away, and say what it came to."""
        if self._all is not None:
            self._progress.remove_task(self._all)
        super().drawn()

    def _show_all(self) -> None:
        if self._all is not None:
            frames, total = self._pace.frames, self._pace.total
            count = "all" if total is not None else f"{frames} frames"
            what = ", ".join((count, *_pace(self._pace)))
            self._progress.update(self._all, description=what, completed=frames, total=total)


def live(console: Console) -> Progress:
    """Return moving lines that fit into 40 columns and into ASCII: a bar, its share, and what it is."""
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn
    from rich.table import Column

    return Progress(
        BarColumn(bar_width=max(5, min(40, console.width // 6))),
        TaskProgressColumn("{task.percentage:>3.0f}%", text_format_no_percentage="    "),
        TextColumn("{task.description}", markup=False, table_column=Column(no_wrap=True, overflow="crop")),
        console=console,
        refresh_per_second=4,
        transient=True,
    )


def end_with(ctx: click.Context, failures: Sequence[Failed]) -> NoReturn:
    """Write a line for each kind of failure and end; 2 if all of them are the user's."""
    for failure in dict.fromkeys(failures):
        fail(failure.message, log=failure.log)
    ctx.exit(min(failure.exit_code for failure in failures))


@contextmanager
def shown() -> Iterator[Watcher]:
    """Yield whoever shows the progress of a build."""
    if is_quiet() or not sys.stderr.isatty():
        yield Watcher() if is_quiet() else PlainLines()
        return
    from rich.console import Console

    with live(Console(stderr=True)) as progress:
        yield LiveLines(progress)

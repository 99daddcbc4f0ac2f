"""Several tasks at once on this machine, in processes that are kept: one that is killed costs what it was drawing."""

from __future__ import annotations

import gc
import multiprocessing
import os
import pickle
import signal
import sys
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from threading import RLock, Thread

from rnnanim import catalog
from rnnanim.files import part_of
from rnnanim.render.executor import NOT_WANTED, Drawn, Failed, IsWanted, OnProgress, Task
from rnnanim.render.memory import fair_share, held
from rnnanim.render.worker import NEEDS_LESS, attempt
from rnnanim.temporary import SIGNALS, lie_in, private_folder, signals_held

_GRACE = 2.0  # seconds in which a worker that says no more has ended
_LOOK = 0.1  # seconds between two looks of a worker at its memory
_TOO_LARGE = 77  # exit code of a worker that held more than it may


@dataclass(slots=True)
class LocalPool:
    """An executor of processes on this machine, which it starts when there is something to draw.

    Each draws task after task, in one run and the next; they end with the block of the pool, which is a context
    manager. One that has failed, that still holds half of what it may, or that has run the code of
    another talk than the next task is of, makes room for a fresh one. A task whose process dies is drawn once more.

    Parameters
    ----------
    processes : int
        How many draw at a time.
    folder : Path, optional
        Where the files that they make lie under temporary names: on the disk on which they will stay.
    memory : int, optional
        What each may hold [bytes]; a fair share of what the machine has unless given.
    """

    processes: int
    folder: Path | None = None
    memory: int | None = None
    _workers: list[_Worker] = field(default_factory=list, init=False)

    def __enter__(self) -> LocalPool:
        return self

    def __exit__(self, *error: object) -> None:
        _kill(self._workers)
        self._workers.clear()

    def run(
        self,
        tasks: Sequence[Task],
        on_progress: OnProgress = lambda task, beat, frames: None,
        is_wanted: IsWanted = lambda task: True,
    ) -> Generator[tuple[Task, Drawn | Failed], None, None]:
        """Draw `tasks` and yield each as it ends; if the loop is left before, those that draw are ended."""
        folder = self.folder or private_folder()
        if os.name != "nt":
            resource_tracker.ensure_running()  # now, since it lets signals through when it is started
        pieces = (_Piece(task, part_of(folder / f"{task.job.name}-{number}")) for number, task in enumerate(tasks))
        memory = self.memory or fair_share(self.processes)
        crew = _Crew(self.processes, memory, self._workers, deque(pieces))
        try:
            while crew.waiting or crew.busy:
                crew.hand_out()
                for piece, outcome in crew.hear(on_progress):
                    if isinstance(outcome, Failed):
                        with suppress(OSError):  # the others need the room
                            piece.path.unlink()
                    yield piece.task, outcome
                for piece in crew.call_off(is_wanted):
                    yield piece.task, NOT_WANTED
        finally:
            crew.end(crew.busy)


# in the process that draws nothing


@dataclass(slots=True, eq=False)
class _Piece:
    """A task, where its file lies, and how the workers ended that were lost with it."""

    task: Task
    path: Path
    beat: str = ""
    lost: list[str] = field(default_factory=list)

    @property
    def source(self) -> Path | None:
        """The talk whose code it runs: what a talk does to its process must not reach another's."""
        return catalog.source(self.task.job.scene)

    def given_up(self) -> Failed:
        """Return what is said of it."""
        where = self.task.job.name + (f", beat {self.beat}" if self.beat else "")
        first, second = self.lost
        what = f"{first} twice" if first == second else f"{first}, and the next one {second}"
        return Failed(f"{where}: its worker {what}")


@dataclass(slots=True, eq=False)
class _Worker:
    process: SpawnProcess
    connection: Connection
    source: Path | None
    memory: int
    piece: _Piece | None = None

    def take(self, piece: _Piece) -> None:
        """Let it draw `piece`."""
        self.piece = piece
        with suppress(OSError):  # it has gone, which `hear` tells
            self.connection.send((piece.task, piece.path))

    def hear(self) -> _Progress | _Ended | str:
        """Return what it reports, or how it came to its end."""
        try:
            message: _Progress | _Ended = self.connection.recv()
            return message
        except (EOFError, OSError, pickle.UnpicklingError):
            self.process.join(_GRACE)
            return self._cause(self.process.exitcode)

    def _cause(self, code: int | None) -> str:
        if code == _TOO_LARGE:
            return f"needed more than the {self.memory / 1e9:.1f} GB that it may hold ({NEEDS_LESS})"
        if code is not None and code < 0:
            name = signal.Signals(-code).name
            return f"was killed by {name}" + (" (out of memory?)" if name == "SIGKILL" else "")
        return f"ended without a word (exit code {code})"


@dataclass(slots=True)
class _Crew:
    """The workers, and what is still to be drawn."""

    most: int
    memory: int
    workers: list[_Worker]
    waiting: deque[_Piece]

    @property
    def busy(self) -> list[_Worker]:
        """Those that draw."""
        return [worker for worker in self.workers if worker.piece is not None]

    def end(self, workers: Sequence[_Worker]) -> None:
        """End workers, whatever they do."""
        _kill(workers)
        self.workers[:] = [worker for worker in self.workers if worker not in workers]

    def call_off(self, is_wanted: IsWanted) -> list[_Piece]:
        """Strike off what is not wanted any more, end those that draw it, and return it."""
        pieces = [*self.waiting, *(worker.piece for worker in self.busy if worker.piece is not None)]
        gone = [piece for piece in pieces if not is_wanted(piece.task)]
        self.waiting = deque(piece for piece in self.waiting if piece not in gone)
        self.end([worker for worker in self.busy if worker.piece in gone])
        return gone

    def hand_out(self) -> None:
        """Give every worker that has nothing to do something, as long as there is anything."""
        while self.waiting and (worker := self._free_for(self.waiting[0])) is not None:
            worker.take(self.waiting.popleft())

    def _free_for(self, piece: _Piece) -> _Worker | None:
        """Return a worker that may draw `piece`, started if there is room; None if all are busy."""
        idle = [worker for worker in self.workers if worker.piece is None]
        for worker in idle:
            if worker.source == piece.source and not piece.lost:
                return worker
        if len(self.workers) == self.most:
            if not idle:
                return None
            self.end(idle[:1])
        with signals_held():  # so that none comes between its start and our knowing of it
            self.workers.append(_start(piece.source, self.memory))
        return self.workers[-1]

    def hear(self, on_progress: OnProgress) -> Iterator[tuple[_Piece, Drawn | Failed]]:
        """Wait until some worker reports, and yield what has ended."""
        ready = wait([worker.connection for worker in self.workers])
        for worker in [worker for worker in self.workers if worker.connection in ready]:
            piece, message = worker.piece, worker.hear()
            if isinstance(message, str):
                self.end([worker])
                if piece is not None:
                    yield from self._lose(piece, message)
            elif piece is not None and isinstance(message, _Progress):
                piece.beat = message.beat
                on_progress(piece.task, message.beat, message.frames)
            elif piece is not None and isinstance(message, _Ended):
                worker.piece = None
                if isinstance(message.outcome, Failed) or message.held > self.memory / 2:
                    self.end([worker])
                yield piece, message.outcome

    def _lose(self, piece: _Piece, cause: str) -> Iterator[tuple[_Piece, Failed]]:
        """Draw a piece once more, whose worker is lost; give it up if that is the second."""
        piece.lost.append(cause)
        if len(piece.lost) == 1:
            self.waiting.appendleft(piece)
        else:
            yield piece, piece.given_up()


def _start(source: Path | None, memory: int) -> _Worker:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=work, args=(private_folder(), memory, theirs), name="rnnanim worker", daemon=True)
    process.start()
    theirs.close()  # so that its end is seen when the worker dies
    return _Worker(process, ours, source, memory)


def _kill(workers: Iterable[_Worker]) -> None:
    """End workers, which have nothing to tidy up: we have their files and their temporary folders."""
    for worker in workers:
        worker.process.kill()
    for worker in workers:
        worker.process.join()
        worker.connection.close()


# in the process that draws


@dataclass(frozen=True, slots=True)
class _Progress:
    """How far a task is."""

    beat: str
    frames: int


@dataclass(frozen=True, slots=True)
class _Ended:
    """What became of a task, and what the worker holds [bytes] when it is over."""

    outcome: Drawn | Failed
    held: int


def work(folder: Path, memory: int, connection: Connection) -> None:
    """Draw what comes over `connection` and report there; temporary files go into `folder`."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
    Thread(target=_look_after, args=(memory,), daemon=True).start()
    with suppress(OSError):
        os.dup2(2, 1)  # results are the parent's to give
    lie_in(folder)
    _share_no_lock()
    with suppress(EOFError, OSError):  # there is nothing more to do, or nobody to do it for
        while True:
            task, path = connection.recv()
            outcome = attempt(task, lambda beat, frames: connection.send(_Progress(beat, frames)), path)
            gc.collect()  # a scene is full of circles
            _let_out()
            connection.send(_Ended(outcome, held()))


def _let_out() -> None:
    """Write what a talk has printed, since we are killed when there is nothing more to do."""
    with suppress(Exception):  # a talk may have put anything there
        sys.stdout.flush()


def _share_no_lock() -> None:
    """Give manim's progress bars a lock of this process: a shared one outlives a kill, and Python complains of it."""
    with suppress(ImportError):
        from tqdm import tqdm  # type: ignore[import-untyped]

        tqdm.set_lock(RLock())


def _look_after(memory: int) -> None:
    """End when the parent is gone, since nobody is left to give the film its name, or when we hold too much."""
    parent = multiprocessing.parent_process()
    while parent is not None and not wait([parent.sentinel], _LOOK):
        if held() > memory:
            os._exit(_TOO_LARGE)
    os._exit(1)

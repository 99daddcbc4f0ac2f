"""An executor on a cluster of Dask `distributed`: what is drawn goes out as data, and films come back as bytes."""

from __future__ import annotations

import logging
import pickle
import re
import warnings
from asyncio import CancelledError
from collections.abc import Generator, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from queue import Empty, SimpleQueue
from time import monotonic
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from rnnanim.doctor import pip_install
from rnnanim.errors import InputError, RenderError
from rnnanim.render.executor import NOT_WANTED, Drawn, Failed, IsWanted, OnProgress, Task
from rnnanim.render.local_cluster import started
from rnnanim.render.remote import Parcel, differences, draw, environment

if TYPE_CHECKING:
    from distributed import Client, Future

_CONNECT = 5  # s for an answer of the scheduler
_FIRST = 5.0  # s for a worker to be there
_TICK = 0.2  # s between two looks at the scheduler
_ALONE = 60.0  # s that a run waits without any worker
_GONE = "the scheduler has gone"
_ADDRESS = re.compile(r"(\w+://)?(\[[0-9a-fA-F:]+\]|[^\s:/\[\]]+):\d{1,5}")
_LOCAL = re.compile(r"local:([1-9]\d{0,2})")


@dataclass(slots=True)
class Cluster:
    """An executor on the workers of a Dask scheduler, which it reaches when there is something to draw.

    As a context manager it leaves the scheduler again, or ends the one that it has started.

    Parameters
    ----------
    address : str
        ``"HOST:PORT"`` of the scheduler, with the protocol in front if it is not tcp, or ``"local:N"``: one with N
        workers on this machine.

    Raises
    ------
    InputError
        If it is neither, or `distributed` is not installed; later, if nobody answers, there is no worker, or one that
        would draw other pictures than this machine.
    """

    address: str
    _here: dict[str, str] = field(default_factory=dict, init=False)
    _client: Client | None = field(default=None, init=False)
    _opened: ExitStack = field(default_factory=ExitStack, init=False)

    def __post_init__(self) -> None:
        if not (_LOCAL.fullmatch(self.address) or _ADDRESS.fullmatch(self.address)) or self.address == "local:0":
            raise InputError(
                f"--cluster {self.address!r}: give HOST:PORT of a Dask scheduler, as tcp://10.0.0.2:8786, "
                "or local:N for N workers on this machine, from 1 to 999"
            )
        if find_spec("distributed") is None:
            raise InputError(f"--cluster needs Dask's distributed; install it with: {pip_install('rnnanim[cluster]')}")

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *error: object) -> None:
        self._client = None
        self._opened.close()

    @property
    def processes(self) -> int:
        """How many draw at a time."""
        local = _LOCAL.fullmatch(self.address)
        return int(local[1]) if local else sum(self._reach().nthreads().values()) or 1

    def run(
        self,
        tasks: Sequence[Task],
        on_progress: OnProgress = lambda task, beat, frames: None,
        is_wanted: IsWanted = lambda task: True,
    ) -> Generator[tuple[Task, Drawn | Failed], None, None]:
        """Draw `tasks` and yield each as it ends; what is still drawn when the loop is left is called off."""
        if tasks:
            yield from _Run(self._reach(), self.address, self._here, on_progress, is_wanted, tasks).outcomes()

    def _reach(self) -> Client:
        """Return what speaks with the scheduler, and has made sure of its workers."""
        if self._client is None:
            local = _LOCAL.fullmatch(self.address)
            self._opened.enter_context(_quiet())
            where = self._opened.enter_context(started(int(local[1]))) if local else self.address
            client = self._opened.enter_context(_connected(self.address, where))
            self._here = {} if local else environment()  # which has our own sources
            try:
                _require_fit(client, self.address, self._here)
            except OSError as error:
                raise RenderError(f"--cluster {self.address}: {_GONE}") from error
            self._client = client
        return self._client


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep from the terminal what Dask logs and warns of: what matters to the user is a line of ours."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)


@contextmanager
def _connected(address: str, where: str) -> Iterator[Client]:
    from distributed import Client

    class Ours(Client):  # type: ignore[misc]
        def __del__(self) -> None:
            """Do nothing: one that found no scheduler would wait for it here."""

    try:
        client = Ours(where, timeout=_CONNECT, set_as_default=False)
    except Exception as error:
        raise InputError(f"--cluster {address}: no Dask scheduler answers there; {_reason(error)}") from error
    try:
        yield client
    finally:
        with suppress(Exception):
            client.close(timeout=1)


def _reason(error: Exception) -> str:
    """Return what Dask says, without the objects that it names."""
    text = re.sub(r"^in <.*?>: ", "", " ".join(str(error).split()))
    if "ssl_context" in text:
        return "tls:// needs the TLS settings of Dask, DASK_DISTRIBUTED__COMM__TLS__… (docs/cluster.md)"
    if isinstance(error, (OSError, ValueError)):
        return text or type(error).__name__
    return "what does answer is something else"


def _require_fit(client: Client, address: str, here: dict[str, str]) -> None:
    """Raise InputError, naming workers and what differs, unless all would draw the pictures of this machine.

    Parameters
    ----------
    here : dict of str to str
        What it draws with; empty if the workers are sure to have the same.
    """
    try:
        client.wait_for_workers(1, timeout=_FIRST)
    except TimeoutError:
        remedy = f"start one on each machine: dask worker {address}"
        raise InputError(f"--cluster {address}: the scheduler has no workers; {remedy}") from None
    if not here:
        return
    names, found = _names(client), client.run(environment, on_error="return")
    unfit = {f"worker {names.get(key, key)}": _unfit(here, there) for key, there in found.items()}
    try:
        client.run_on_scheduler(differences, {}, {})  # it reads what it passes on
    except ModuleNotFoundError as error:
        unfit["the scheduler"] = _unfit(here, error)
    if told := [f"{who}: {what}" for who, what in unfit.items() if what]:
        raise InputError(f"--cluster {address}: {'; '.join(told)}; install the same there, and start it again")


def _unfit(here: dict[str, str], there: Any) -> str:
    if isinstance(there, ModuleNotFoundError):
        return f"it has no {there.name}"
    if isinstance(there, Exception):
        return f"{type(there).__name__}: {there}"
    return differences(here, there)


def _names(client: Client) -> dict[str, str]:
    """Return each worker's address and, where it has one, its name."""
    found = client.scheduler_info()["workers"]
    return {key: key if str(one["name"]) == key else f"{key} ({one['name']})" for key, one in found.items()}


@dataclass(slots=True)
class _Run:
    """Tasks on their way."""

    client: Client
    address: str
    here: dict[str, str]
    on_progress: OnProgress
    is_wanted: IsWanted
    tasks: Sequence[Task]
    topic: str = field(default_factory=lambda: f"rnnanim-{uuid4().hex}")
    told: SimpleQueue[Any] = field(default_factory=SimpleQueue)
    pending: dict[Future, Task] = field(default_factory=dict)

    def outcomes(self) -> Generator[tuple[Task, Drawn | Failed], None, None]:
        """Send all tasks, the first before the others, and yield each as it ends; call off those that have not."""
        alone = _Alone(self.client)
        try:
            try:
                self._send()
            except (OSError, RuntimeError):
                yield from ((task, self._gone(_GONE)) for task in self.tasks)
                return
            while self.pending:
                what = self._next()
                if isinstance(what, tuple):
                    self._tell(*what)
                elif what in self.pending and what.status != "cancelled":
                    task = self.pending.pop(what)
                    yield task, self._outcome(task, what)
                    yield from ((task, NOT_WANTED) for task in self._call_off())
                if reason := self._lost() or alone.too_long():
                    yield from ((task, self._gone(reason)) for task in self.pending.values())
                    return
        finally:
            with suppress(Exception):
                self.client.unsubscribe_topic(self.topic)
                self.client.cancel(list(self.pending))

    def _send(self) -> None:
        self.client.subscribe_topic(self.topic, lambda event: self.told.put(tuple(event[1])))
        for number, task in enumerate(self.tasks):
            data = pickle.dumps(Parcel.of(task, self.here))
            name = f"{self.topic}-{number}"
            future = self.client.submit(draw, data, self.topic, number, key=name, priority=-number, pure=False)
            self.pending[future] = task
            future.add_done_callback(self.told.put)

    def _call_off(self) -> list[Task]:
        """Cancel what is not wanted any more, and return it."""
        gone = [future for future, task in self.pending.items() if not self.is_wanted(task)]
        self.client.cancel(gone)
        return [self.pending.pop(future) for future in gone]

    def _gone(self, reason: str) -> Failed:
        """Return what is said of everything that is not finished."""
        return Failed(f"--cluster {self.address}: {reason}; what is finished stays, run it again")

    def _next(self) -> Any:
        """Return how far a task is, (number, beat, frames), or a future that has ended, or None if nothing comes."""
        with suppress(Empty):
            return self.told.get(timeout=_TICK)
        return None

    def _tell(self, number: int, beat: str, frames: int) -> None:
        if self.tasks[number] in self.pending.values():
            self.on_progress(self.tasks[number], beat, frames)

    def _lost(self) -> str:
        connected = self.client.status == "running"
        return "" if connected and not any(future.status == "cancelled" for future in self.pending) else _GONE

    def _outcome(self, task: Task, future: Future) -> Drawn | Failed:
        from distributed import KilledWorker

        try:
            return future.result()  # type: ignore[no-any-return]
        except KilledWorker as error:
            who = getattr(error.last_worker, "address", error.last_worker)
            count = error.allowed_failures + 1
            return Failed(f"{task.job.name}: {count} workers were lost while they drew it, the last {who}")
        except CancelledError:
            return self._gone(_GONE)
        except Exception as error:
            return self._gone(_GONE) if self._lost() else Failed(f"{task.job.name}: {type(error).__name__}: {error}")


class _Alone:
    """Knows for how long no worker has been there."""

    def __init__(self, client: Client) -> None:
        self._client, self._since, self._looked = client, monotonic(), monotonic()

    def too_long(self) -> str:
        """Return what to say if it is too long."""
        now = monotonic()
        if now > self._looked + _CONNECT:
            self._looked = now
            with suppress(Exception):
                if self._client.nthreads():
                    self._since = now
        return f"there has been no worker for {_ALONE:.0f} s" if now > self._since + _ALONE else ""

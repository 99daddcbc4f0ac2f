"""Which beats are drawn together: a shard is some beats of one film, the others run unseen."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Sequence
from contextlib import suppress
from itertools import accumulate, groupby
from pathlib import Path
from statistics import median

from rnnanim.errors import RnnAnimError
from rnnanim.files import write_whole
from rnnanim.render.executor import Task
from rnnanim.render.job import RenderJob
from rnnanim.timeline import Mark

LEAST = 10.0
"""Seconds of drawing below which a shard is not parted: starting a scene and running the beats before one unseen takes
one to two (benchmarks/README.md)."""
_SHARDS_EACH = 4  # for each process, so that the last of them do not wait for one long shard
_SECONDS_A_MEGAPIXEL = 0.04  # for a frame, where nothing is known
_MOST = 5000  # beats whose times are kept


def cut(seconds: Sequence[float], most: float) -> list[slice]:
    """Return runs of beats of about equal length, none much above `most` unless one beat is.

    >>> cut([4, 4, 4, 4], 8), cut([1, 1, 9, 1], 6), cut([1, 1], 6)
    ([slice(0, 2, None), slice(2, 4, None)], [slice(0, 2, None), slice(2, 4, None)], [slice(0, 2, None)])
    """
    total = sum(seconds)
    aim = total / max(1, math.ceil(total / most))
    middles = [end - one / 2 for end, one in zip(accumulate(seconds), seconds, strict=True)]
    runs = [[*run] for _, run in groupby(range(len(seconds)), key=lambda number: middles[number] // aim)]
    return [slice(run[0], run[-1] + 1) for run in runs]


def longest(total: float, processes: int) -> float:
    """Return how long a shard should be at most [s], for so many seconds of drawing in all.

    >>> longest(200, 2), longest(30, 2), longest(200, 1)
    (25.0, 10.0, inf)
    """
    return math.inf if processes == 1 else max(LEAST, total / (_SHARDS_EACH * processes))


class Times:
    """How long beats took to draw, from earlier runs.

    Parameters
    ----------
    path : Path
        Where they are kept; it may be missing or refuse to be written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: dict[str, float] = {}
        self._begun: dict[Task, tuple[str, float]] = {}
        with suppress(OSError, ValueError, TypeError, AttributeError):
            known = json.loads(path.read_text(encoding="utf-8"))
            self._known = {str(name): float(seconds) for name, seconds in known.items()}

    def of(self, job: RenderJob, marks: Sequence[Mark]) -> list[float]:
        """Return how long beats of a film will take; what is not known follows from the others."""
        known = [self._known.get(_name(job, mark.beat)) for mark in marks]
        rates = [seconds / mark.frames for seconds, mark in zip(known, marks, strict=True) if seconds]
        guess = _SECONDS_A_MEGAPIXEL * job.picture.width * job.picture.height / 1e6
        rate = median(rates) if rates else guess
        return [seconds or rate * mark.frames for seconds, mark in zip(known, marks, strict=True)]

    def at(self, task: Task, beat: str) -> None:
        """Take note of the beat that is drawn; when another begins, the one before it is over."""
        if self._begun.get(task, ("",))[0] != beat:
            self.ended(task)
            self._begun[task] = beat, time.monotonic()

    def ended(self, task: Task) -> None:
        """Take note that a task is over."""
        beat, since = self._begun.pop(task, ("", 0.0))
        if beat and (task.job.played is None or beat in task.job.played):
            name = _name(task.job, beat)
            self._known.pop(name, None)  # the newest stand last
            self._known[name] = round(time.monotonic() - since, 3)

    def save(self) -> None:
        """Keep what is known, if the disk lets us."""
        kept = dict([*self._known.items()][-_MOST:])
        with suppress(OSError, RnnAnimError):
            write_whole(self._path, json.dumps(kept, indent=0))


def _name(job: RenderJob, beat: str) -> str:
    picture = job.picture
    return f"{job.name}.{beat} {picture.width}x{picture.height} {picture.fps}"

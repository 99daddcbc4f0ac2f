"""The clips of films: those that are in the cache, and the drawing of the others."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import takewhile
from pathlib import Path

from rnnanim import catalog
from rnnanim.render.cache import Cache
from rnnanim.render.clips import draw_clips
from rnnanim.render.executor import Drawn, Executor, Failed, OnProgress, Task
from rnnanim.render.job import RenderJob
from rnnanim.render.plan import FilmPlan, plan_film
from rnnanim.render.progress import Watcher
from rnnanim.render.shards import Times, cut, longest


@dataclass(slots=True, eq=False)
class ClippedFilm:
    """A film, and the clips of it that there are, by beat."""

    job: RenderJob
    plan: FilmPlan
    clips: dict[str, Path] = field(default_factory=dict)
    grown: int = 0  # how many of its first clips were told of

    @property
    def is_whole(self) -> bool:
        """Whether every beat has its clip."""
        return len(self.clips) == len(self.plan.marks)

    def has_grown(self) -> bool:
        """Whether more of its first clips are there than when this was asked last."""
        before, self.grown = self.grown, len(self.beginning())
        return self.grown > before

    def beginning(self) -> list[Path]:
        """Return the clips that follow each other from the first beat on."""
        return [self.clips[mark.beat] for mark in takewhile(lambda mark: mark.beat in self.clips, self.plan.marks)]


@dataclass(slots=True)
class Gatherer:
    """Plans films, and draws those of their beats that are not in the cache.

    Parameters
    ----------
    executor : Executor
        Draws them.
    cache : Cache
        Where clips are kept.
    watcher : Watcher
        Is told of beats that are drawn, and of films that failed.
    failures : list of Failed
        Takes what goes wrong, for each film what went wrong first.
    """

    executor: Executor
    cache: Cache
    watcher: Watcher
    failures: list[Failed]
    _failed: set[str] = field(default_factory=set)

    def films(self, jobs: Sequence[tuple[RenderJob, str]]) -> Generator[ClippedFilm, None, None]:
        """Yield each film of jobs and their keys as soon as all its clips are there; a draft whenever it has grown."""
        films = self._planned(jobs)
        times = Times(self.cache.folder.parent / "times.json")
        shards = self._shards(films, times)
        waiting = {task.job.scene for task in shards}
        yield from (film for film in films if film.job.scene not in waiting)
        by_scene = {film.job.scene: film for film in films}

        def on_progress(task: Task, beat: str, frames: int) -> None:
            times.at(task, beat)
            self.watcher.progress(task, beat, frames)

        self.watcher.begin(shards)
        with closing(self._run(shards, on_progress)) as ended:
            for task, drawn in ended:
                times.ended(task)
                film = by_scene[task.job.scene]
                if fault := self._take(film, task, drawn):
                    self._fail(task, Failed(fault))
                    continue
                self.watcher.ended(task, drawn)
                if film.is_whole or (film.job.picture.is_draft and film.has_grown()):
                    yield film
        self.watcher.drawn()
        times.save()

    def _planned(self, jobs: Sequence[tuple[RenderJob, str]]) -> list[ClippedFilm]:
        """Return the films of jobs; their order is that of the jobs."""
        plans = {
            job.scene: FilmPlan.from_json(path.read_bytes()) for job, key in jobs if (path := self._plan_of(job, key))
        }
        tasks = [Task(job, plan_film, key) for job, key in jobs if job.scene not in plans]
        with closing(self._run(tasks, lambda task, beat, frames: None)) as ended:
            for task, drawn in ended:
                (file,) = drawn.files
                plans[task.job.scene] = FilmPlan.from_json(file.data())
                if catalog.source(task.job.scene) is None:
                    self.cache.put(task.key, file, ".json")
        return [ClippedFilm(job, plans[job.scene]) for job, _ in jobs if job.scene in plans]

    def _plan_of(self, job: RenderJob, key: str) -> Path | None:
        """Return where the plan of a film is kept; a talk may read what no key knows, and is planned anew."""
        return self.cache.take(key, ".json") if catalog.source(job.scene) is None else None

    def _shards(self, films: Sequence[ClippedFilm], times: Times) -> list[Task]:
        """Give films the clips that are there, and return the tasks that draw the others, the longest first."""
        missing = []
        for film in films:
            found = {mark.beat: self.cache.take(key) for mark, key in film.plan.clips()}
            film.clips = {beat: path for beat, path in found.items() if path is not None}
            marks = [mark for mark in film.plan.marks if mark.beat not in film.clips]
            if marks:
                missing.append((film, marks, times.of(film.job, marks)))
        most = longest(sum(sum(seconds) for _, _, seconds in missing), self.executor.processes)
        shards = []
        for film, marks, seconds in missing:
            runs = cut(seconds, most)
            if film.job.picture.is_draft:  # the first beat alone, and at once
                first, last = 1, runs[0].stop
                runs = [slice(0, first), *([slice(first, last)] if last > first else []), *runs[1:]]
            for run in runs:
                beats = tuple(mark.beat for mark in marks[run])
                job = replace(film.job, shard=beats)
                frames = sum(mark.frames for mark in marks[run])
                shards.append((sum(seconds[run]), Task(job, draw_clips, job.key, frames)))
        if not any(film.job.picture.is_draft for film in films):  # a draft is drawn as it will be seen
            shards.sort(key=lambda shard: -shard[0])
        return [task for _, task in shards]

    def _take(self, film: ClippedFilm, task: Task, drawn: Drawn) -> str | None:
        """Put clips that were drawn into the cache; return what is wrong with them."""
        keys = {mark.beat: key for mark, key in film.plan.clips()}
        planned = {mark.beat: mark.frames for mark in film.plan.marks}
        for mark, file in zip(drawn.drawing.marks, drawn.files, strict=True):
            if planned[mark.beat] != mark.frames:
                return f"{film.job.name}, beat {mark.beat}: {mark.frames} frames were drawn, of {planned[mark.beat]}"
            film.clips[mark.beat] = self.cache.put(keys[mark.beat], file)
        return None

    def _run(self, tasks: Sequence[Task], on_progress: OnProgress) -> Generator[tuple[Task, Drawn], None, None]:
        """Run tasks and yield each that ends well."""
        with closing(self.executor.run(tasks, on_progress, self._is_wanted)) as ended:
            for task, what in ended:
                if isinstance(what, Drawn):
                    yield task, what
                else:
                    self._fail(task, what)

    def _is_wanted(self, task: Task) -> bool:
        """Whether the film of a task can still come about."""
        return task.job.scene not in self._failed

    def _fail(self, task: Task, failure: Failed) -> None:
        """Take a failure, unless one of the same film is known."""
        self.watcher.ended(task, failure)
        if task.job.scene not in self._failed:
            self._failed.add(task.job.scene)
            self.failures.append(failure)

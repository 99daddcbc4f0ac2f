"""A folder of films brought up to date: draw what is missing, record it, write subtitles, join."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Protocol

from rnnanim.captions import LANGUAGES
from rnnanim.export.join import Chapter, join
from rnnanim.export.subtitles import write_subtitles
from rnnanim.files import cannot_write, claim, part_of, settle, whole
from rnnanim.render.draw import Drawing
from rnnanim.render.job import RenderJob, digest
from rnnanim.render.local import Task, run
from rnnanim.render.manifest import FilmEntry, Manifest, sha256
from rnnanim.render.worker import Failed
from rnnanim.render.worker import film as draw_film
from rnnanim.timeline import Mark

LECTURE = "lecture"
TITLE_CARD = "rnnanim.scenes.title:TitleCard"


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


@dataclass(slots=True)
class Outcome:
    """What a build left: the films that are up to date, and what went wrong."""

    films: list[Path] = field(default_factory=list)
    failures: list[Failed] = field(default_factory=list)


@dataclass(slots=True)
class Build:
    """Films of some jobs in one folder.

    Parameters
    ----------
    folder : Path
        Where they go.
    jobs : sequence of RenderJob
        The films, in the order of the lecture.
    processes : int
        How many are drawn at a time.
    joined : bool
        Whether to join them into the lecture.
    """

    folder: Path
    jobs: Sequence[RenderJob]
    processes: int
    joined: bool
    watcher: Watcher
    keys: dict[str, str] = field(init=False)
    manifest: Manifest = field(init=False)
    outcome: Outcome = field(init=False, default_factory=Outcome)

    def __post_init__(self) -> None:
        self.keys = {_film(job.name): job.key for job in self.jobs}
        if self.joined:
            title = self._title_job()
            self.keys[_film(LECTURE)] = digest(title=title.key, parts=list(self.keys.values()))

    def run(self) -> Outcome:
        """Bring the folder up to date.

        Raises
        ------
        InputError
            If the folder is none that can be written into.
        RnnAnimError
            If the disk refuses; what is finished stays and is recorded.
        """
        with claim(self.folder):
            self.manifest = Manifest.open(self.folder, self.jobs[0].lesson.digest)
            missing = [job for job in self.jobs if not self._holds(job.name)]
            join_needed = self.joined and (bool(missing) or not self._holds(LECTURE))
            drawn = [*missing, self._title_job()] if join_needed else missing
            kept = [job.name for job in self.jobs if job not in missing]
            self.watcher.plan([job.name for job in drawn], kept + [LECTURE] * (self.joined and not join_needed))
            title = self._draw(drawn)
            self._subtitle()
            if join_needed and title is not None and not self.outcome.failures:
                self._join(title)
            if any(self._recorded(film) for film in self.keys):
                self.manifest.save(self.keys)
            self.outcome.films = [self.folder / film for film in self.keys if self._holds(Path(film).stem)]
        return self.outcome

    def _title_job(self) -> RenderJob:
        return RenderJob(TITLE_CARD, self.jobs[0].lesson, self.jobs[0].picture)

    def _holds(self, name: str) -> bool:
        return self.manifest.holds(_film(name), self.keys[_film(name)])

    def _recorded(self, film: str) -> bool:
        entry = self.manifest.films.get(film)
        return entry is not None and entry.key == self.keys[film]

    def _draw(self, jobs: Sequence[RenderJob]) -> tuple[Path, Drawing] | None:
        """Draw films and give each its name as it is finished; return the title card, which has none."""
        tasks = [self._task(job) for job in jobs]
        title = None
        with closing(run(tasks, self.processes, lambda task, beat: self.watcher.beat(task.job.name, beat))) as films:
            for task, ended in films:
                if isinstance(ended, Failed):
                    self.outcome.failures.append(ended)
                    self.watcher.failed(task.job.name)
                    continue
                if task.job.scene == TITLE_CARD:
                    title = task.part, ended
                else:
                    self._settle(task, ended)
                seconds = float(ended.frames / task.job.picture.fps)
                self.watcher.done(task.job.name, f"{seconds:.1f} s of film")
        return title

    def _task(self, job: RenderJob) -> Task:
        film = _film(job.name)
        part = part_of(self.folder / film)
        return Task(job, self.keys.get(film) or job.key, partial(draw_film, part=part), part)

    def _settle(self, task: Task, drawing: Drawing) -> None:
        path = self.folder / _film(task.job.name)
        try:
            settle(task.part, path)
        except OSError as error:
            raise cannot_write(path, error) from error
        self._record(path, task.job.name, drawing.title, drawing.marks)

    def _record(
        self, path: Path, scene: str | None, title: str, marks: tuple[Mark, ...], scenes: tuple[str, ...] = ()
    ) -> None:
        entry = FilmEntry(
            file=path.name,
            scene=scene,
            key=self.keys[path.name],
            fps=self.jobs[0].picture.fps,
            marks=marks,
            title=title,
            bytes=path.stat().st_size,
            sha256=sha256(path),
            scenes=scenes,
        )
        self.manifest.record(entry, self.keys)

    def _subtitle(self) -> None:
        for film in self.keys:
            if self._recorded(film):
                entry = self.manifest.films[film]
                write_subtitles(self.folder, Path(film).stem, entry.marks, entry.fps)

    def _join(self, title: tuple[Path, Drawing]) -> None:
        part, card = title
        films = [self.manifest.films[_film(job.name)] for job in self.jobs]
        lecture = self.folder / _film(LECTURE)
        marks = tuple(_in_a_row(card, films))
        scenes = tuple(scene for scene, _ in marks)
        flat = tuple(mark for _, mark in marks)
        fps = self.jobs[0].picture.fps
        with whole(lecture) as draft:
            paths = [part, *(self.folder / film.file for film in films)]
            join(paths, draft, title=card.title, chapters=_chapters(card, films, fps), marks=flat, fps=fps)
        self._record(lecture, None, card.title, flat, scenes)
        write_subtitles(self.folder, LECTURE, flat, fps)
        self.watcher.joined(LECTURE, _what_came_out(self.manifest.films[lecture.name], len(films)))


def _what_came_out(film: FilmEntry, chapters: int) -> str:
    """Return the facts of the lecture for whoever waited for it."""
    minutes, seconds = divmod(round(film.seconds), 60)
    return (
        f"{minutes}:{seconds:02d} of film, {chapters} chapter{'s' * (chapters != 1)}, {film.frames} frames, "
        f"captions in {' and '.join(LANGUAGES)}, {film.bytes / 1e6:.1f} MB"
    )


def _film(name: str) -> str:
    return f"{name}.mp4"


def _in_a_row(card: Drawing, films: Sequence[FilmEntry]) -> Iterator[tuple[str, Mark]]:
    """Yield the scene and the mark of each beat of the lecture."""
    for mark in card.marks:
        yield "TitleCard", mark
    first = card.frames
    for film in films:
        for mark in film.marks:
            yield film.scene or "", mark.shifted(first)
        first += film.frames


def _chapters(card: Drawing, films: Sequence[FilmEntry], fps: Fraction) -> list[Chapter]:
    """Return a chapter for each scene; the title card belongs to the first."""
    chapters, first, end = [], 0, card.frames
    for film in films:
        end += film.frames
        chapters.append(Chapter(film.title, first / fps, end / fps))
        first = end
    return chapters

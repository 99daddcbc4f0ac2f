"""The films of a folder: which of them are there, and the drawing of those that are not."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from rnnanim.concat import concatenate
from rnnanim.errors import RenderError
from rnnanim.files import part_of, sha256, whole
from rnnanim.render.cache import Cache
from rnnanim.render.executor import Executor, Failed
from rnnanim.render.film import chapters, count_frames
from rnnanim.render.gather import ClippedFilm, Gatherer
from rnnanim.render.job import RenderJob
from rnnanim.render.manifest import FilmEntry, Manifest
from rnnanim.render.plan import FilmPlan
from rnnanim.render.progress import Watcher
from rnnanim.timeline import Mark


@dataclass(slots=True)
class Films:
    """The films of some jobs in one folder, which nobody else writes into meanwhile, and their manifest.

    Parameters
    ----------
    folder : Path
        Where they go.
    keys : dict of str to str
        The key of each film that belongs there, by file, in the order of the manifest.
    lesson_digest : str
        Of the lesson that they show.
    fps : Fraction
        Frames per second of all.
    cache : Cache
        Keeps the clips of their beats.
    """

    folder: Path
    keys: dict[str, str]
    lesson_digest: str
    fps: Fraction
    cache: Cache
    manifest: Manifest = field(init=False)

    def __post_init__(self) -> None:
        self.manifest = Manifest.open(self.folder, self.lesson_digest)

    def hold(self, name: str) -> bool:
        """Whether a film is there and is what its job would draw."""
        return self.manifest.holds(film_of(name), self.keys[film_of(name)])

    def entry(self, name: str) -> FilmEntry | None:
        """Return what is recorded of a film, if it was made from what its job would be drawn from."""
        entry = self.manifest.films.get(film_of(name))
        return entry if entry is not None and entry.key == self.keys[film_of(name)] else None

    def draw(
        self,
        jobs: Sequence[RenderJob],
        executor: Executor,
        watcher: Watcher,
        failures: list[Failed],
        beside: RenderJob | None = None,
    ) -> tuple[Path, FilmPlan] | None:
        """Draw films and record each as it is finished.

        Parameters
        ----------
        beside : RenderJob, optional
            A film that does not belong here, drawn after them: it is returned under a temporary name, unless it failed.
        """
        wanted = [(job, self.keys[film_of(job.name)]) for job in jobs]
        wanted += [] if beside is None else [(beside, beside.key)]
        found = None
        with self.cache.in_use(), closing(Gatherer(executor, self.cache, watcher, failures).films(wanted)) as films:
            for film in films:
                job, plan = film.job, film.plan
                if job is beside and not film.is_whole:
                    continue
                path = self.folder / film_of(job.name)
                if job is beside:
                    found = part_of(path.with_suffix(".beside")), plan  # a film that belongs here may have its name
                    self._join(film, found[0])
                else:
                    with whole(path) as part:
                        self._join(film, part)
                    if not film.is_whole:  # a draft can be watched while the rest is drawn
                        continue
                    self.record(path, sha256(path), plan.marks, title=plan.title, scene=job.name)
                watcher.done(job.name, f"{float(plan.frames / job.picture.fps):.1f} s of film")
        return found

    def _join(self, film: ClippedFilm, path: Path) -> None:
        """Join the clips of a film at `path`, and make sure that it holds every frame."""
        clips, plan = film.beginning(), film.plan
        marks = plan.marks[: len(clips)]
        spans = [(mark.beat, mark.first_frame, mark.frames) for mark in marks]
        concatenate(clips, path, title=plan.title, chapters=chapters(spans, 1 / film.job.picture.fps))
        frames = sum(mark.frames for mark in marks)
        if (kept := count_frames(path)) != frames:
            raise RenderError(f"{film.job.name}: the film holds {kept} of {frames} frames")

    def record(
        self,
        path: Path,
        sha256: str,
        marks: tuple[Mark, ...],
        *,
        title: str,
        scene: str | None = None,
        scenes: tuple[str, ...] = (),
    ) -> FilmEntry:
        """Take a finished film into the manifest, and return what it says of it."""
        entry = FilmEntry(
            file=path.name,
            scene=scene,
            key=self.keys[path.name],
            fps=self.fps,
            marks=marks,
            title=title,
            bytes=path.stat().st_size,
            sha256=sha256,
            scenes=scenes,
        )
        self.manifest.record(entry, self.keys)
        return entry

    def save(self) -> None:
        """Write the manifest anew, in order, unless none of the films came about."""
        if any(self.entry(name_of(file)) for file in self.keys):
            self.manifest.save(self.keys)


def film_of(name: str) -> str:
    """Return the file of a scene's film."""
    return f"{name}.mp4"


def name_of(file: str) -> str:
    """Return the scene of a film.

    >>> name_of(film_of("GradientPaths"))
    'GradientPaths'
    """
    return file.removesuffix(".mp4")

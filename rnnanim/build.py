"""From jobs to what a user gets: the only module that knows both how scenes are drawn and what is made of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from rnnanim.captions import LANGUAGES
from rnnanim.export.gif import FrameStore, Loop, stride_of, write_gif
from rnnanim.export.lecture import LecturePart, write_lecture
from rnnanim.export.sheet import write_sheet
from rnnanim.export.still import png, write_png
from rnnanim.export.storyboard import Board, Panel, write_html
from rnnanim.export.subtitles import subtitle_files, write_subtitles
from rnnanim.files import claim, require_name, sha256, whole
from rnnanim.lesson import Lesson
from rnnanim.render.cache import Cache
from rnnanim.render.draw import BeatFrames, LastFrame, draw
from rnnanim.render.executor import Drawn, Executor, Failed, File, Task, Tell
from rnnanim.render.films import Films, film_of, name_of
from rnnanim.render.job import Picture, RenderJob
from rnnanim.render.keys import digest
from rnnanim.render.manifest import FilmEntry
from rnnanim.render.plan import FilmPlan
from rnnanim.render.progress import Watcher, draw_all

LECTURE = "lecture"
TITLE_CARD = "rnnanim.scenes.title:TitleCard"
BOARD_PICTURE = Picture(1280, 720, Fraction(30))
"""Wide enough for a page at double density. The rate decides nothing here but how long beats are held."""


@dataclass(slots=True)
class Outcome:
    """What a build left: the films that are up to date, and what went wrong."""

    films: list[Path] = field(default_factory=list)
    failures: list[Failed] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Build:
    """Films of some jobs in one folder.

    Parameters
    ----------
    folder : Path
        Where they go.
    jobs : sequence of RenderJob
        The films, in the order of the lecture.
    executor : Executor
        Draws them.
    joined : bool
        Whether to join them into the lecture.
    watcher : Watcher
        Is told how far it is.
    kept : bool
        Whether to keep the clips of beats for other runs, and take those that are kept.
    """

    folder: Path
    jobs: Sequence[RenderJob]
    executor: Executor
    joined: bool
    watcher: Watcher
    kept: bool = True

    @property
    def keys(self) -> dict[str, str]:
        """The key of each film, by file; that of the lecture is made of theirs."""
        keys = {film_of(job.name): job.key for job in self.jobs}
        if self.joined:
            keys[film_of(LECTURE)] = digest(title=self._title_job.key, parts=list(keys.values()))
        return keys

    @property
    def _title_job(self) -> RenderJob:
        return RenderJob(TITLE_CARD, self.jobs[0].lesson, self.jobs[0].picture)

    def run(self) -> Outcome:
        """Bring the folder up to date.

        Raises
        ------
        InputError
            If the folder is none that can be written into.
        RnnAnimError
            If the disk refuses; what is finished stays and is recorded.
        """
        outcome, keys = Outcome(), self.keys
        with claim(self.folder):
            for job in self.jobs:
                for path in subtitle_files(self.folder, job.name):  # whose names are longer than that of the film
                    require_name(path)
            cache = Cache.open(kept=self.kept)
            films = Films(self.folder, keys, self.jobs[0].lesson.digest, self.jobs[0].picture.fps, cache)
            missing = [job for job in self.jobs if not films.hold(job.name)]
            join_needed = self.joined and (bool(missing) or not films.hold(LECTURE))
            card = self._title_job if join_needed else None
            kept = [job.name for job in self.jobs if job not in missing] + [LECTURE] * (self.joined and not join_needed)
            self.watcher.plan([job.name for job in (*missing, card) if job is not None], kept)
            title = films.draw(missing, self.executor, self.watcher, outcome.failures, beside=card)
            _subtitle(films)
            if title is not None and not outcome.failures:
                self._join(films, *title)
            films.save()
            outcome.films = [self.folder / file for file in keys if films.hold(name_of(file))]
        return outcome

    def _join(self, films: Films, card: Path, known: FilmPlan) -> None:
        """Join the title card and the films into the lecture."""
        found = [films.manifest.films[film_of(job.name)] for job in self.jobs]
        parts = [LecturePart("TitleCard", known.title, card, known.marks)]
        parts += [LecturePart(film.scene or "", film.title, self.folder / film.file, film.marks) for film in found]
        lecture = self.folder / film_of(LECTURE)
        with whole(lecture) as draft:
            beats = write_lecture(parts, draft, films.fps)
        scenes, marks = tuple(scene for scene, _ in beats), tuple(mark for _, mark in beats)
        entry = films.record(lecture, sha256(lecture), marks, title=known.title, scenes=scenes)
        write_subtitles(self.folder, LECTURE, marks, films.fps)
        self.watcher.joined(LECTURE, _what_came_out(entry, len(found)))


def _subtitle(films: Films) -> None:
    """Write the subtitles of the films that are there."""
    for name in map(name_of, films.keys):
        if entry := films.entry(name):
            write_subtitles(films.folder, name, entry.marks, entry.fps)


def _what_came_out(film: FilmEntry, chapters: int) -> str:
    """Return the facts of the lecture for whoever waited for it."""
    minutes, seconds = divmod(round(film.seconds), 60)
    return (
        f"{minutes}:{seconds:02d} of film, {chapters} chapter{'s' * (chapters != 1)}, {film.frames} frames, "
        f"captions in {' and '.join(LANGUAGES)}, {film.bytes / 1e6:.1f} MB"
    )


# pictures and loops


def write_still(job: RenderJob, beat: str, path: Path) -> None:
    """Draw the last picture of a beat and write it as PNG."""
    sink = LastFrame()
    draw(job, sink, still=True, last=beat)
    write_png(path, sink.pixels)


def write_loop(
    scene: str,
    lesson: Lesson,
    beats: tuple[str, ...] | None,
    path: Path,
    *,
    width: int,
    rate: Fraction,
    limit: int | None,
) -> Loop:
    """Draw beats of a scene and write them as an endless GIF, `width` wide and at one of the rates of GIFs.

    Parameters
    ----------
    limit : int, optional
        Largest size [bytes]: width and rate are lowered until it fits.
    """
    stride = stride_of(rate)
    store = FrameStore(rate * stride)
    picture = Picture(width, round(width * 9 / 16), store.fps)
    draw(RenderJob(scene, lesson, picture, beats), store)
    return write_gif(store, path, limit, stride)


# storyboards


@dataclass(slots=True)
class Boards:
    """What came of it: a board for each scene, in order, and what went wrong."""

    boards: list[Board]
    failures: list[Failed]


def draw_boards(jobs: Sequence[RenderJob], executor: Executor, watcher: Watcher) -> Boards:
    """Draw the last picture of every beat of `jobs`."""
    tasks = [Task(job, last_pictures, job.key) for job in jobs]
    watcher.plan([job.name for job in jobs], [])
    found: dict[Task, Board] = {}
    failures: list[Failed] = []
    for task, drawn in draw_all(tasks, executor, watcher, failures):
        found[task] = board(task.job, drawn)
        count = len(drawn.files)
        watcher.done(task.job.name, f"{count} beat{'' if count == 1 else 's'}")
    return Boards([found[task] for task in tasks if task in found], failures)


def last_pictures(job: RenderJob, tell: Tell, path: Path = Path()) -> Drawn:
    """Draw the last picture of every beat of `job`, as the bytes of a PNG each."""
    sink = BeatFrames()

    def begin(beat: str) -> None:
        tell(beat, len(sink.kept))
        sink.begin(beat)

    drawing = draw(job, sink, still=True, each=True, on_beat=begin)
    return Drawn(drawing, tuple(File.of(png(pictures[-1])) for pictures in sink.kept.values()))


def board(job: RenderJob, drawn: Drawn) -> Board:
    """Return the panels of a scene whose last pictures were drawn."""
    known = drawn.drawing
    panels = tuple(
        Panel(mark.beat, mark.captions[job.lesson.language], file.data())
        for mark, file in zip(known.marks, drawn.files, strict=True)
    )
    return Board(known.title, known.question, panels)


def write_board(path: Path, boards: Sequence[Board], lesson: Lesson) -> None:
    """Write boards as one file: a picture if it is a .png, otherwise an HTML page that holds its pictures."""
    (write_sheet if path.suffix.lower() == ".png" else write_html)(path, boards, lesson)

"""A storyboard: the last picture of every beat of some scenes, drawn without a film."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from rnnanim.export.still import png
from rnnanim.render.draw import BeatFrames, Drawing, draw, question_of
from rnnanim.render.job import Picture, RenderJob
from rnnanim.render.local import Task, run
from rnnanim.render.worker import Failed, OnBeat

if TYPE_CHECKING:
    from rnnanim.build import Watcher

PICTURE = Picture(1280, 720, Fraction(30))
"""Wide enough for a page at double density. The rate decides nothing here but how long beats are held."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One beat: its name, the sentence that is said, its last picture as PNG."""

    beat: str
    caption: str
    image: bytes


@dataclass(frozen=True, slots=True)
class Board(Drawing):
    """A scene with the question that it answers and its panels."""

    question: str = ""
    panels: tuple[Panel, ...] = field(default=(), repr=False)


@dataclass(slots=True)
class Boards:
    """What came of it: a board for each scene, in order, and what went wrong."""

    boards: list[Board]
    failures: list[Failed]


def board(job: RenderJob, on_beat: OnBeat) -> Board:
    """Draw the last picture of every beat of `job`."""
    sink = BeatFrames()

    def begin(beat: str) -> None:
        sink.begin(beat)
        on_beat(beat)

    drawing = draw(job, sink, still=True, each=True, on_beat=begin)
    captions = {mark.beat: mark.captions[job.lesson.language] for mark in drawing.marks}
    panels = tuple(Panel(beat, captions[beat], png(pictures[-1])) for beat, pictures in sink.kept.items())
    return Board(drawing.title, drawing.marks, drawing.frames, question_of(job), panels)


def boards(jobs: Sequence[RenderJob], processes: int, watcher: Watcher) -> Boards:
    """Draw the boards of `jobs`, `processes` at a time."""
    tasks = [Task(job, job.key, board) for job in jobs]
    watcher.plan([job.name for job in jobs], [])
    found: dict[Task, Board] = {}
    failures = []
    with closing(run(tasks, processes, lambda task, beat: watcher.beat(task.job.name, beat))) as ended:
        for task, drawing in ended:
            if isinstance(drawing, Board):
                found[task] = drawing
                count = len(drawing.panels)
                watcher.done(task.job.name, f"{count} beat{'' if count == 1 else 's'}")
            elif isinstance(drawing, Failed):
                failures.append(drawing)
                watcher.failed(task.job.name)
    return Boards([found[task] for task in tasks if task in found], failures)

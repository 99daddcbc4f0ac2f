"""Films in a row: the beats and the chapters of the film that they make together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from pathlib import Path

from rnnanim.export.join import Chapter, join
from rnnanim.timeline import Mark


@dataclass(frozen=True, slots=True)
class LecturePart:
    """One of the films.

    Parameters
    ----------
    scene, title : str
        Class name, and name on screen.
    path : Path
        The film.
    marks : tuple of Mark
        Its beats.
    """

    scene: str
    title: str
    path: Path
    marks: tuple[Mark, ...]

    @property
    def frames(self) -> int:
        """Frames in the film."""
        return sum(mark.frames for mark in self.marks)


def write_lecture(parts: Sequence[LecturePart], path: Path, fps: Fraction) -> tuple[tuple[str, Mark], ...]:
    """Join the films into `path`, under the title of the first, and return the scene and the mark of each beat."""
    beats = tuple(in_a_row(parts))
    marks = [mark for _, mark in beats]
    films = [part.path for part in parts]
    join(films, path, title=parts[0].title, chapters=chapters(parts, fps), marks=marks, fps=fps)
    return beats


def in_a_row(parts: Sequence[LecturePart]) -> Iterator[tuple[str, Mark]]:
    """Yield the scene and the mark of each beat of the joined film."""
    for part, first in zip(parts, _starts(parts), strict=True):
        for mark in part.marks:
            yield part.scene, mark.shifted(first)


def chapters(parts: Sequence[LecturePart], fps: Fraction) -> list[Chapter]:
    """Return a chapter for each film but the first, the title card, which belongs to the chapter of the second."""
    _, _, *starts = _starts(parts)
    ends = [*starts, sum(part.frames for part in parts)]
    return [
        Chapter(part.title, start / fps, end / fps)
        for part, start, end in zip(parts[1:], [0, *starts], ends, strict=True)
    ]


def _starts(parts: Sequence[LecturePart]) -> list[int]:
    """Return the first frame of each film."""
    return list(accumulate((part.frames for part in parts[:-1]), initial=0))

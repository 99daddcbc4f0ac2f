"""``manifest.json``: which films a folder holds, what they were made from, and where their beats are."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from rnnanim.files import sha256, write_whole
from rnnanim.render.keys import versions
from rnnanim.timeline import Mark

NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class FilmEntry:
    """One film as the manifest records it.

    Parameters
    ----------
    file : str
        Name in the folder.
    scene : str or None
        Class name; None for the joined lecture.
    key : str
        Digest of all that it was made from.
    fps : Fraction
        Frames per second.
    marks : tuple of Mark
        Its beats.
    scenes : tuple of str
        The scene of each mark, for the joined lecture; else empty.
    title : str
        Its name on screen.
    bytes : int
        Size of the file.
    sha256 : str
        Digest of the file.
    """

    file: str
    scene: str | None
    key: str
    fps: Fraction
    marks: tuple[Mark, ...]
    title: str
    bytes: int
    sha256: str
    scenes: tuple[str, ...] = ()

    @property
    def frames(self) -> int:
        """Frames in the film."""
        return sum(mark.frames for mark in self.marks)

    @property
    def seconds(self) -> float:
        """Length of the film."""
        return float(self.frames / self.fps)

    def fits(self, folder: Path) -> bool:
        """Whether the file is there, with the content that is recorded."""
        path = folder / self.file
        return path.is_file() and path.stat().st_size == self.bytes and sha256(path) == self.sha256

    def to_json(self) -> dict[str, Any]:
        """Return its part of the manifest."""
        beats = [mark.to_json(self.fps) for mark in self.marks]
        for beat, scene in zip(beats, self.scenes, strict=False):
            beat["scene"] = scene
        rate = int(self.fps) if self.fps.denominator == 1 else float(self.fps)
        return {
            "file": self.file,
            "scene": self.scene,
            "title": self.title,
            "key": self.key,
            "frames": self.frames,
            "fps": rate,
            "seconds": self.seconds,
            "bytes": self.bytes,
            "sha256": self.sha256,
            "beats": beats,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> FilmEntry:
        """Return the entry that `data` describes."""
        return cls(
            file=data["file"],
            scene=data["scene"],
            key=data["key"],
            fps=Fraction(data["fps"]).limit_denominator(1001),
            marks=tuple(Mark.from_json(beat) for beat in data["beats"]),
            title=data["title"],
            bytes=data["bytes"],
            sha256=data["sha256"],
            scenes=tuple(beat["scene"] for beat in data["beats"] if "scene" in beat),
        )


@dataclass(slots=True)
class Manifest:
    """The films of a folder; written anew, whole, with each film that is finished."""

    folder: Path
    lesson_digest: str
    films: dict[str, FilmEntry] = field(default_factory=dict)

    @classmethod
    def open(cls, folder: Path, lesson_digest: str) -> Manifest:
        """Return the manifest of `folder`; one that is missing or cannot be read is empty, and films are drawn anew."""
        try:
            data = json.loads((folder / NAME).read_text(encoding="utf-8"))
            entries = [FilmEntry.from_json(item) for item in data["files"]]
        except (OSError, ValueError, KeyError, TypeError):
            entries = []
        return cls(folder, lesson_digest, {entry.file: entry for entry in entries})

    def holds(self, file: str, key: str) -> bool:
        """Whether `file` is there and was made from `key`."""
        entry = self.films.get(file)
        return entry is not None and entry.key == key and entry.fits(self.folder)

    def record(self, entry: FilmEntry, order: Iterable[str] = ()) -> None:
        """Take a finished film in and write the file; entries whose film has gone leave."""
        self.films[entry.file] = entry
        self.save(order)

    def save(self, order: Iterable[str] = ()) -> None:
        """Write ``manifest.json``, the films of `order` first."""
        place = {file: index for index, file in enumerate(order)}
        films = sorted(self.films.values(), key=lambda film: place.get(film.file, len(place)))
        data = {
            "versions": versions(),
            "lesson_digest": self.lesson_digest,
            "files": [film.to_json() for film in films if (self.folder / film.file).is_file()],
        }
        text = json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False)
        write_whole(self.folder / NAME, text + "\n")

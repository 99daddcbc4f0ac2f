"""What one film is made from, as plain data that crosses to another process."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib import metadata
from importlib.resources import files
from pathlib import Path
from typing import Any

from rnnanim import __version__, catalog
from rnnanim.lesson import Lesson
from rnnanim.locations import ASSETS

QUALITIES = {
    "l": (854, 480, 15),
    "m": (1280, 720, 30),
    "h": (1920, 1080, 60),
    "p": (2560, 1440, 60),
    "k": (3840, 2160, 60),
}


@dataclass(frozen=True, slots=True)
class Picture:
    """Size [pixels] and rate [frames per second] of what is drawn."""

    width: int
    height: int
    fps: Fraction

    @classmethod
    def of(cls, quality: str, fps: float | None = None) -> Picture:
        """Return the picture of a manim quality letter, at another rate if `fps` is given.

        >>> Picture.of("m").fps
        Fraction(30, 1)
        """
        width, height, rate = QUALITIES[quality]
        return cls(width, height, Fraction(rate if fps is None else fps).limit_denominator(1001))


@dataclass(frozen=True, slots=True)
class RenderJob:
    """One film to draw.

    Parameters
    ----------
    scene : str
        As `loading.load` takes it.
    lesson : Lesson
        What is taught.
    picture : Picture
        Size and rate.
    beats : tuple of str or None
        The beats that are played; None for all.
    """

    scene: str
    lesson: Lesson
    picture: Picture
    beats: tuple[str, ...] | None = None

    @property
    def name(self) -> str:
        """Under which its files are written."""
        return catalog.stem(self.scene)

    @property
    def key(self) -> str:
        """Digest of all that its picture depends on."""
        own = catalog.source(self.scene)
        return digest(
            scene=self.name,
            lesson=self.lesson.digest,
            language=self.lesson.language,
            theme=self.lesson.theme,
            picture=[self.picture.width, self.picture.height, str(self.picture.fps)],
            beats=self.beats,
            sources=sources_digest(),
            file=None if own is None else hashlib.sha256(own.read_bytes()).hexdigest(),
            versions=versions(),
        )


def digest(**parts: Any) -> str:
    """Return the hex digest of plain values.

    >>> digest(a=1, b=2) == digest(b=2, a=1)
    True
    """
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


@cache
def versions() -> dict[str, str]:
    """Return the versions of all that decides how a picture looks, without importing it."""
    return {"rnnanim": __version__} | {name: metadata.version(name) for name in ("manim", "typst", "numpy", "av")}


@cache
def sources_digest() -> str:
    """Return the digest of the sources of rnnanim, its scenes and its assets."""
    total = hashlib.sha256()
    for name, path in sorted(_sources()):
        total.update(name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _sources() -> Iterator[tuple[str, Path]]:
    for package, root in (("rnnanim", _folder("rnnanim")), ("scenes", _folder("rnnanim.scenes")), ("assets", ASSETS)):
        for path in root.rglob("*"):
            inside = path.relative_to(root)
            if path.is_file() and not {"__pycache__", "gallery"} & set(inside.parts) and path.suffix != ".pyc":
                yield f"{package}/{inside.as_posix()}", path


def _folder(package: str) -> Path:
    return Path(str(files(package)))

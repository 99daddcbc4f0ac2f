"""What one film is made from, as plain data that crosses to another process."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from rnnanim import catalog
from rnnanim.lesson import Lesson
from rnnanim.render import keys
from rnnanim.render.keys import digest

QUALITIES = {
    "l": (854, 480, 15),
    "m": (1280, 720, 30),
    "h": (1920, 1080, 60),
    "p": (2560, 1440, 60),
    "k": (3840, 2160, 60),
}


DRAFT = "l"
"""The quality that is a draft, asked for or not."""


@dataclass(frozen=True, slots=True)
class Picture:
    """Size [pixels] and rate [frames per second] of what is drawn; a draft is encoded fast and not well."""

    width: int
    height: int
    fps: Fraction
    is_draft: bool = False

    @classmethod
    def of(cls, quality: str, fps: float | None = None, *, is_draft: bool = False) -> Picture:
        """Return the picture of a manim quality letter, at another rate if `fps` is given; of the lowest a draft.

        >>> Picture.of("m").fps
        Fraction(30, 1)
        """
        width, height, rate = QUALITIES[quality]
        rate_given = Fraction(rate if fps is None else fps).limit_denominator(1001)
        return cls(width, height, rate_given, is_draft or quality == DRAFT)


@dataclass(frozen=True, slots=True)
class RenderJob:
    """One film to draw, or a piece of it.

    Parameters
    ----------
    scene : str
        As `loading.load` takes it.
    lesson : Lesson
        What is taught.
    picture : Picture
        Size and rate.
    beats : tuple of str or None
        The beats of the film, a clip; None for all.
    shard : tuple of str or None
        Those of them that this job draws, a piece of the film; None for all.

    Raises
    ------
    ValueError
        If the film does not have the beats of the shard.
    """

    scene: str
    lesson: Lesson
    picture: Picture
    beats: tuple[str, ...] | None = None
    shard: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        if self.shard is not None and self.beats is not None and not {*self.shard} <= {*self.beats}:
            raise ValueError(f"shard must be beats of the film, {', '.join(self.beats)}; got {', '.join(self.shard)}")

    @property
    def played(self) -> tuple[str, ...] | None:
        """The beats that are drawn; None for all."""
        return self.beats if self.shard is None else self.shard

    @property
    def name(self) -> str:
        """Under which its files are written."""
        return catalog.stem(self.scene)

    @property
    def key(self) -> str:
        """Digest of all that its picture depends on."""
        return digest(**self.shown, beats=self.beats, shard=self.shard, sources=keys.scene_key(self.scene))

    @property
    def shown(self) -> dict[str, Any]:
        """What each of its beats depends on, besides the sources, as plain data."""
        return {
            "scene": self.name,
            "lesson": self.lesson.digest,
            "language": self.lesson.language,
            "theme": self.lesson.theme,
            "picture": [self.picture.width, self.picture.height, str(self.picture.fps), self.picture.is_draft],
        }

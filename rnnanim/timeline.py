"""When each beat of a film begins and ends, counted in frames that were written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, Self

Rate = int | float | Fraction


@dataclass(frozen=True, slots=True)
class Mark:
    """One beat on the timeline of its film.

    Parameters
    ----------
    beat : str
        Name of the beat; a repeated one has its number, ``path_2``.
    template : str
        Name of the method that it repeats, ``path``; the same as `beat` if it is not repeated.
    first_frame, frames : int
        Where it begins [frames] and how many were written; 0 for a beat that was skipped.
    captions : mapping
        The spoken sentence by language, numbers filled in.
    """

    beat: str
    template: str
    first_frame: int
    frames: int
    captions: Mapping[str, str] = field(default_factory=dict)

    def start(self, fps: Rate) -> float:
        """Return the beginning in seconds."""
        return float(self.first_frame / fps)

    def end(self, fps: Rate) -> float:
        """Return the end in seconds.

        >>> Mark("path_1", "path", 30, 45).end(30)
        2.5
        """
        return float((self.first_frame + self.frames) / fps)

    def shifted(self, frames: int) -> Self:
        """Return the same beat, `frames` later."""
        return replace(self, first_frame=self.first_frame + frames)

    def to_json(self, fps: Rate) -> dict[str, Any]:
        """Return what the manifest holds of it."""
        return {
            "name": self.beat,
            "template": self.template,
            "first_frame": self.first_frame,
            "frames": self.frames,
            "start": self.start(fps),
            "end": self.end(fps),
            "captions": dict(self.captions),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Return the mark that the manifest holds.

        >>> Mark.from_json(Mark("a", "a", 0, 3, {"en": "A."}).to_json(30)).captions
        {'en': 'A.'}
        """
        return cls(data["name"], data["template"], data["first_frame"], data["frames"], dict(data["captions"]))


def played(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """Return the beats that have frames."""
    return tuple(mark for mark in marks if mark.frames)


def chosen(names: Iterable[str], plan: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Return the beats of `plan`, pairs of name and template, that `names` means, in the order of the plan.

    >>> chosen(["path"], [("start", "start"), ("path_1", "path"), ("path_2", "path")])
    ('path_1', 'path_2')
    """
    wanted = set(names)
    return tuple(name for name, template in plan if name in wanted or template in wanted)

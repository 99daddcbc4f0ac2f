"""Who looks on while a scene runs, and changes nothing of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from rnnanim.errors import InputError
    from rnnanim.stage.beats import PlannedBeat
    from rnnanim.stage.scene import LessonScene


class Observer(Protocol):
    """Is told of everything that can be seen in a scene and of what it lacks."""

    def beat_began(self, scene: LessonScene, beat: PlannedBeat) -> None:
        """Take note that a beat begins."""

    def moment(self, scene: LessonScene, time: float, *, is_still: bool) -> None:
        """Look at the scene, `time` seconds after its beginning; still when a play has just ended."""

    def beat_ended(self, scene: LessonScene, beat: PlannedBeat) -> None:
        """Take note that a beat has ended; its mark is the last of the scene's timeline."""

    def missing(self, error: InputError, beat: PlannedBeat | None) -> str | None:
        """Take note of a caption or word that is not there; return what stands for it, or None to stop the scene."""

    def times(self, start: float, run_time: float) -> Iterable[float] | None:
        """Return the moments of a play that the renderer is given, from its start [s]; None for every frame."""


class Unobserved:
    """Nobody looks on."""

    def beat_began(self, scene: LessonScene, beat: PlannedBeat) -> None:
        """Do nothing."""

    def moment(self, scene: LessonScene, time: float, *, is_still: bool) -> None:
        """Do nothing."""

    def beat_ended(self, scene: LessonScene, beat: PlannedBeat) -> None:
        """Do nothing."""

    def missing(self, error: InputError, beat: PlannedBeat | None) -> str | None:
        """Let the scene stop."""
        return None

    def times(self, start: float, run_time: float) -> Iterable[float] | None:
        """Leave every frame."""
        return None


class Unseen(Unobserved):
    """Nobody looks on while beats are run that are not shown; what they lack is told all the same."""

    def __init__(self, observer: Observer) -> None:
        self.observer = observer

    def missing(self, error: InputError, beat: PlannedBeat | None) -> str | None:
        """Ask who looks on otherwise."""
        return self.observer.missing(error, beat)

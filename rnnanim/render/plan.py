"""What a film will be, found by running its scene unseen: its beats, how long each is, and the keys of their clips."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rnnanim.locations import ASSETS
from rnnanim.render.draw import Nowhere, draw
from rnnanim.render.executor import Drawn, File, Tell
from rnnanim.render.job import RenderJob
from rnnanim.render.keys import beat_code, digest, lecture
from rnnanim.timeline import Mark

if TYPE_CHECKING:
    from rnnanim.render.beat_code import BeatCode
    from rnnanim.stage import LessonScene
    from rnnanim.stage.beats import PlannedBeat


@dataclass(frozen=True, slots=True)
class FilmPlan:
    """A film to be drawn.

    Parameters
    ----------
    title : str
        Its name on screen.
    marks : tuple of Mark
        Its beats, with the captions of today.
    keys : tuple of str
        The digest of all that the pictures of each beat depend on.
    """

    title: str
    marks: tuple[Mark, ...]
    keys: tuple[str, ...]

    @property
    def frames(self) -> int:
        """Frames of the film."""
        return sum(mark.frames for mark in self.marks)

    def clips(self) -> Iterator[tuple[Mark, str]]:
        """Yield the mark and the key of each beat."""
        yield from zip(self.marks, self.keys, strict=True)

    def to_json(self) -> bytes:
        """Return it as text."""
        marks = [mark.to_json(1) for mark in self.marks]
        return json.dumps({"title": self.title, "marks": marks, "keys": self.keys}, ensure_ascii=False).encode()

    @classmethod
    def from_json(cls, data: bytes) -> FilmPlan:
        """Return the plan that a text describes."""
        known = json.loads(data)
        return cls(known["title"], tuple(map(Mark.from_json, known["marks"])), tuple(known["keys"]))


def plan_film(job: RenderJob, tell: Tell, path: Path) -> Drawn:
    """Plan the film of `job`; the plan is the one file that is made."""
    from rnnanim.stage.observer import Unobserved

    class Planner(Unobserved):
        """Notes what each beat begins with and how long it is."""

        def __init__(self) -> None:
            self.code = beat_code(job.scene, lecture(), ASSETS)
            self.marks: list[Mark] = []
            self.keys: list[str] = []
            self.state: str | None = None

        def beat_began(self, scene: LessonScene, beat: PlannedBeat) -> None:
            from rnnanim.render.state import fingerprint

            self.state = fingerprint(scene) if beat.name in scene.film else None

        def beat_ended(self, scene: LessonScene, beat: PlannedBeat) -> None:
            if beat.name in scene.film and scene.clock.of_beat:
                first = sum(mark.frames for mark in self.marks)
                mark = replace(scene.timeline[-1], first_frame=first, frames=scene.clock.of_beat)
                self.marks.append(mark)
                self.keys.append(clip_key(job, self.code, mark, self.state))

    planner = Planner()
    drawing = draw(job, Nowhere(), on_beat=lambda beat: tell(beat, 0), observer=planner, unseen=True)
    plan = FilmPlan(drawing.title, tuple(planner.marks), tuple(planner.keys))
    return Drawn(replace(drawing, marks=plan.marks, frames=plan.frames), (File.of(plan.to_json()),))


def clip_key(job: RenderJob, code: BeatCode, mark: Mark, state: str | None) -> str:
    """Return the digest of all that the pictures of a beat depend on.

    Parameters
    ----------
    code : BeatCode
        Of its scene.
    mark : Mark
        Of the beat; of its captions nothing counts.
    state : str, optional
        A digest of what it begins with; without one the code of every beat counts.
    """
    own: Any = sorted(code.bodies.items()) if state is None else code.bodies.get(mark.template)
    return digest(**job.shown, outside=code.outside, own=own, state=state, beat=mark.beat, frames=mark.frames)

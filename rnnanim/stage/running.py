"""One beat of a scene, from its first frame to the end of its hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rnnanim.errors import RnnAnimError
from rnnanim.stage.beats import PlannedBeat
from rnnanim.stage.wording import reading_seconds
from rnnanim.timeline import Mark

if TYPE_CHECKING:
    from rnnanim.stage.scene import LessonScene


def run_beat(scene: LessonScene, planned: PlannedBeat) -> Mark:
    """Run a beat, hold its last picture until the caption can be read, and return its line of the timeline."""
    start, scene.clock.of_beat = scene.clock.written, 0
    _call(scene, planned)
    first = next(p.name for p in scene.planned if p.name in scene.film)
    captions = scene.wording.captions(planned, scene.notice if planned.name == first else "")
    # the hold must not depend on which beats are played
    spoken = scene.wording.captions(planned, scene.notice if planned is scene.planned[0] else "")
    time = scene.theme.time
    reading = reading_seconds(spoken, {"en": time.en, "zh": time.zh})
    scene.hold(max(time.still, reading - scene.clock.of_beat / scene.frame_rate))
    return Mark(planned.name, planned.template, start, scene.clock.written - start, captions)


def _call(scene: LessonScene, planned: PlannedBeat) -> None:
    method = getattr(scene, planned.template)
    try:
        method() if planned.argument is None else method(planned.argument)
    except (RnnAnimError, KeyboardInterrupt):
        raise
    except Exception as error:
        error.add_note(f"in {type(scene).__name__}, beat {planned.name}")
        raise

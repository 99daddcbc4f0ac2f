"""One beat of a scene, from its first frame to the end of its hold, and those that are run unseen before it."""

from __future__ import annotations

import inspect
import math
from collections.abc import Collection, Sequence
from numbers import Real
from typing import TYPE_CHECKING, Any

from rnnanim.errors import InputError, RnnAnimError, name_of
from rnnanim.stage.beats import PlannedBeat
from rnnanim.stage.observer import Unseen
from rnnanim.stage.wording import reading_seconds
from rnnanim.timeline import Mark

if TYPE_CHECKING:
    from rnnanim.stage.scene import LessonScene

LONGEST = 600  # seconds of a hold or a play
UNSEEN = "(unseen)"  # the name that manim's section of such a beat has


def run(scene: LessonScene) -> None:
    """Run the beats of a scene: a section, its method, the hold and a line of the timeline each."""
    given = frozenset(vars(scene))
    _open(scene)
    for planned in scene.planned:
        if planned.anew or planned.before:
            scene.next_section(UNSEEN, skip_animations=True)  # the beat before is over, and its picture taken
        if planned.anew:
            _clear(scene, given)
            _open(scene)
        _run_unseen(scene, planned.before)
        scene.next_section(planned.name, skip_animations=planned.name not in scene.played)
        scene.current = planned
        scene.observer.beat_began(scene, planned)
        scene.timeline += (run_beat(scene, planned),)
        scene.observer.beat_ended(scene, planned)


def _open(scene: LessonScene) -> None:
    if callable(scene.cast):  # a talk may write it as a method
        scene.cast()
    scene.add(scene.stage.picture)


def _clear(scene: LessonScene, given: Collection[str]) -> None:
    """Leave a scene as it was before its first beat: its cast is built anew, and what beats have set is gone."""
    scene.clear()
    for name in vars(scene).keys() - given:
        delattr(scene, name)
    scene.stage = scene.stage.empty()


def run_beat(scene: LessonScene, planned: PlannedBeat) -> Mark:
    """Run a beat, hold its last picture until the caption can be read, and return its line of the timeline."""
    start, scene.clock.of_beat = scene.clock.written, 0
    _call(scene, planned)
    first = next(p.name for p in scene.planned if p.name in scene.film)
    captions = scene.wording.captions(planned, scene.notices if planned.name == first else ())
    # the hold must not depend on which beats are played
    spoken = scene.wording.captions(planned, scene.notices if planned is scene.planned[0] else ())
    time = scene.theme.time
    reading = reading_seconds(spoken, {"en": time.en, "zh": time.zh})
    scene.hold(max(time.still, reading - scene.clock.of_beat / scene.frame_rate))
    return Mark(planned.name, planned.template, start, scene.clock.written - start, captions)


def _run_unseen(scene: LessonScene, beats: Sequence[PlannedBeat]) -> None:
    """Run beats that are not shown, as those are run that are skipped, and without the eyes of the observer."""
    watching = scene.observer
    scene.observer = Unseen(watching)
    for planned in beats:
        scene.current = planned
        _call(scene, planned)
    scene.observer = watching


def _call(scene: LessonScene, planned: PlannedBeat) -> None:
    method = getattr(scene, planned.template)
    try:
        returned = method() if planned.argument is None else method(planned.argument)
        _require_run(scene, returned)
    except (RnnAnimError, KeyboardInterrupt):
        raise
    except Exception as error:
        error.add_note(f"in {type(scene).__name__}, beat {planned.name}")
        raise


def _require_run(scene: LessonScene, returned: object) -> None:
    """Raise InputError for a method that is not run when it is called, a generator or a coroutine."""
    if inspect.isgenerator(returned) or inspect.isasyncgen(returned):
        fault = "has a yield in it"
    elif inspect.iscoroutine(returned):
        returned.close()
        fault = "is written as async def"
    else:
        return
    raise InputError(f"{place_of(scene)}: it {fault}, so nothing of it is run; write it as a plain method")


def require_seconds(scene: LessonScene, what: str, seconds: object, *, above: bool = False) -> None:
    """Raise InputError for what is no length of time that can be played; `above` where 0 is none either."""
    number: Any = math.nan if isinstance(seconds, bool) or not isinstance(seconds, Real) else seconds
    if not 0 <= number <= LONGEST or (above and number == 0):
        bound = "more than 0" if above else "0 or more"
        fault = f"{what} takes a number of seconds, {bound} and at most {LONGEST}, got {seconds!r}"
        raise InputError(f"{place_of(scene)}: {fault}")


def place_of(scene: LessonScene) -> str:
    """Return what a message calls the beat that runs: its file, class and name."""
    beat = f", beat {scene.current.name}" if scene.current else ""
    return f"{name_of(type(scene))}{beat}"

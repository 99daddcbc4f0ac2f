"""Run one scene in this process and hand its frames to a sink."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from rnnanim import loading
from rnnanim.captions import LANGUAGES, SceneText, texts_of
from rnnanim.errors import RenderError, file_of, name_of
from rnnanim.render.film import Sink
from rnnanim.render.job import RenderJob
from rnnanim.render.yuv import Area, Pixels
from rnnanim.talks import contained, is_meant_for_us, scene_error, tell
from rnnanim.timeline import Mark

if TYPE_CHECKING:
    from rnnanim.stage.observer import Observer


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is known of a scene once it is drawn: its name on screen, the question it answers, its beats."""

    title: str
    question: str
    marks: tuple[Mark, ...]
    frames: int


@dataclass(slots=True)
class BeatFrames:
    """A sink that keeps every picture of each beat; `draw` takes its `begin` as `on_beat`."""

    kept: dict[str, list[Pixels]] = field(default_factory=dict)

    def begin(self, beat: str) -> None:
        """Take what follows for this beat."""
        self.kept[beat] = []

    def write(self, pixels: Pixels, repeat: int, changed: Sequence[Area] | None = None) -> None:
        """Keep a picture, once however long it is shown."""
        self.kept[next(reversed(self.kept))].append(pixels.copy())


@dataclass(slots=True)
class LastFrame:
    """A sink that keeps the last picture."""

    pixels: Pixels | None = field(default=None)

    def write(self, pixels: Pixels, repeat: int, changed: Sequence[Area] | None = None) -> None:
        """Forget the picture before."""
        self.pixels = pixels.copy()


class Nowhere:
    """A sink that keeps nothing."""

    def write(self, pixels: Pixels, repeat: int, changed: Sequence[Area] | None = None) -> None:
        """Forget it."""


def draw(
    job: RenderJob,
    sink: Sink,
    *,
    still: bool = False,
    each: bool = False,
    last: str | None = None,
    on_beat: Callable[[str], None] = lambda name: None,
    observer: Observer | None = None,
    unseen: bool = False,
) -> Drawing:
    """Run the scene of `job` and give its frames to `sink`.

    Parameters
    ----------
    still : bool
        Draw one frame only, the last.
    each : bool
        With `still`: draw the last frame of every beat.
    last : str, optional
        End the scene after this beat; otherwise after the last of the job's.
    on_beat : callable
        Is told the name of each beat as it begins.
    observer : Observer, optional
        Looks on.
    unseen : bool
        Skip every beat: nothing is drawn, and the marks have no frames.

    Raises
    ------
    SceneError
        For anything that goes wrong inside the scene.
    InputError
        If it has no beats.
    """
    from rnnanim import backend

    backend.prepare()
    from rnnanim.render.writer import FrameRenderer, FrameWriter

    from manim import tempconfig

    scene: Any = None
    picture = job.picture
    keys = backend.run_config(
        pixel_width=picture.width,
        pixel_height=picture.height,
        frame_rate=float(picture.fps),
        format="png" if still else "mp4",
    )
    kind = loading.load(job.scene)
    loading.require_cell(kind, job.lesson)
    loading.plan_of(kind, job.lesson)
    try:
        with tempconfig(keys), contained():
            end = last or (job.played[-1] if job.played else None)
            renderer = FrameRenderer(partial(FrameWriter, sink=sink, on_beat=on_beat, last=end), each=each)
            given = {"only": job.played or (), "observer": observer, **_longer(job, kind)}
            scene = kind(renderer, lesson=job.lesson, **given)
            loading.require_made(kind, scene)
            scene.played = frozenset() if unseen else scene.played
            scene.render()
    except BaseException as error:
        if is_meant_for_us(error):
            raise
        beat = getattr(scene, "current", None)
        raise scene_error(kind, beat and f"beat {beat.name}", error) from error
    written = scene.renderer.file_writer.written
    timed = sum(mark.frames for mark in scene.timeline)
    if not still and written != timed:
        raise RenderError(f"{job.name}: {written} frames were drawn, but the timeline counts {timed}")
    for line in _unsaid(scene) if job.shard is None else ():  # whoever planned its film has told it
        tell(line)
    return Drawing(title_of(job), question_of(job), tuple(scene.timeline), written)


def _unsaid(scene: Any) -> Iterator[str]:
    """Yield a line for each language in which beats of a talk have no caption."""
    for language in LANGUAGES if file_of(type(scene)) else ():
        beats = [beat.name for beat in scene.planned if not (scene.wording.sentence(beat, language) or "").strip()]
        if names := ", ".join(name for name in beats if name in scene.film):
            yield f"{name_of(type(scene))}: no caption in {language} for {names}; write it in captions"


def _longer(job: RenderJob, kind: type[Any]) -> dict[str, tuple[str, ...]]:
    """Return the argument that tells a scene of which film a shard is a piece."""
    if job.shard is None:
        return {}
    return {"film": job.beats or tuple(beat.name for beat in kind.plan(job.lesson))}


def title_of(job: RenderJob) -> str:
    """Return the name of a scene on screen: that of its class, or of the nearest base that has one."""
    return next((text.title for text in _texts(job) if text.title), job.name)


def question_of(job: RenderJob) -> str:
    """Return the question that a scene answers, from the same place; empty if it asks none."""
    return next((text.question for text in _texts(job) if text.question), "")


def _texts(job: RenderJob) -> Iterator[SceneText]:
    return texts_of(loading.load(job.scene).__mro__, job.lesson.language)

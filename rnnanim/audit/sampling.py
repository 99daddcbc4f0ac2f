"""Run a scene without drawing it, and look at it four times a second and after every play."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, Protocol

import numpy as np

from rnnanim import backend, loading
from rnnanim.errors import InputError, RnnAnimError, SceneError
from rnnanim.lesson import Lesson
from rnnanim.numerics import Analysis
from rnnanim.render.film import Pixels
from rnnanim.render.writer import FrameRenderer, FrameWriter

from manim import tempconfig

PER_SECOND = 4
FPS = 30
SIZE = {"wide": (320, 180), "tall": (180, 320), "square": (180, 180)}


class Watcher(Protocol):
    """Whoever is shown a scene while it runs."""

    def begin(self, scene: Any, beat: Any) -> None:
        """Take note that a beat begins."""

    def look(self, scene: Any, time: float, *, is_still: bool) -> None:
        """Look at the scene, so many seconds after its beginning; still when a play has just ended."""

    def end(self, scene: Any, beat: Any) -> None:
        """Take note that a beat has ended; its mark is the last of the scene's timeline."""

    def missing(self, error: InputError, beat: Any) -> None:
        """Take note of a caption or a word that is not there."""


def run(kind: type, lesson: Lesson, watcher: Watcher, *, analysis: Analysis | None = None, frame: str = "wide") -> Any:
    """Run a scene for a watcher and return it.

    Parameters
    ----------
    analysis : Analysis, optional
        In place of the lesson's own.
    frame : {"wide", "tall", "square"}

    Raises
    ------
    InputError
        If the scene cannot show the cell of the lesson.
    SceneError
        For anything but wrong input that goes wrong inside the scene.
    """
    loading.require_cell(kind, lesson)
    width, height = SIZE[frame]
    keys = backend.run_config(pixel_width=width, pixel_height=height, frame_rate=FPS, format="mp4")
    scene: Any = None
    try:
        with tempconfig(keys):
            renderer = _Renderer(partial(FrameWriter, sink=_Nowhere()))
            scene = _watched(kind, watcher)(renderer, lesson=lesson, analysis=analysis)
            scene.render()
    except RnnAnimError:
        raise
    except (Exception, SystemExit) as error:
        beat = getattr(scene, "current", None)
        raise SceneError.of(kind.__name__ if beat is None else f"{kind.__name__}, beat {beat.name}", error) from error
    return scene


def _watched(kind: type, watcher: Watcher) -> type:
    """Return the scene's class, made to sample its plays and to tell the watcher."""

    def get_time_progression(self: Any, run_time: float, *args: Any, **kwargs: Any) -> _Times:
        start = self.frames / FPS
        grid = (
            np.arange(np.floor(start * PER_SECOND) + 1, np.ceil((start + run_time) * PER_SECOND)) / PER_SECOND - start
        )
        return _Times([t for t in grid if 1e-6 < t < run_time - 1e-6])

    def play(self: Any, *animations: Any, **settings: Any) -> None:
        kind.play(self, *animations, **settings)  # type: ignore[attr-defined]
        if not self.is_current_animation_frozen_frame():  # a hold is as the play before it, or the end of the beat
            watcher.look(self, self.frames / FPS, is_still=True)

    def glance(self: Any, time: float) -> None:
        watcher.look(self, self.frames / FPS + time, is_still=False)

    def run_beat(self: Any, planned: Any, first: bool) -> None:
        watcher.begin(self, planned)
        kind._run(self, planned, first)  # type: ignore[attr-defined]
        watcher.end(self, planned)

    def caption(self: Any, planned: Any, language: str, first: bool) -> str:
        with _noting(watcher, planned):
            return str(kind._caption(self, planned, language, first))  # type: ignore[attr-defined]
        return ""

    def word(self: Any, key: str, language: str) -> str:
        with _noting(watcher, self.current):
            return str(kind._word(self, key, language))  # type: ignore[attr-defined]
        return "–"

    methods = {"get_time_progression": get_time_progression, "play": play, "_run": run_beat, "_caption": caption}
    methods |= {"_word": word, "glance": glance}
    return type(kind.__name__, (kind,), {**methods, "__module__": kind.__module__, "__doc__": kind.__doc__})


@contextmanager
def _noting(watcher: Watcher, beat: Any) -> Iterator[None]:
    """Tell the watcher what is missing, and go on."""
    try:
        yield
    except InputError as error:
        watcher.missing(error, beat)
    except (KeyError, IndexError, ValueError) as error:
        watcher.missing(InputError(f"a caption cannot be filled in: {type(error).__name__}: {error}"), beat)


class _Times(list[float]):
    """The moments of a play, in manim's dress of a progress bar."""

    def __init__(self, times: Sequence[float]) -> None:
        super().__init__(times)

    def set_description(self, *args: Any, **kwargs: Any) -> None:
        """Show nothing."""

    def close(self) -> None:
        """End nothing."""


class _Renderer(FrameRenderer):
    """Draws nothing and tells the watcher of each moment."""

    def update_frame(self, scene: Any, mobjects: Any = None, *args: Any, **kwargs: Any) -> None:
        """Draw nothing."""

    def save_static_frame_data(self, scene: Any, static_mobjects: Any) -> None:
        """Keep nothing."""

    def render(self, scene: Any, time: float, moving_mobjects: Any = None) -> None:
        """Look at one moment of a play."""
        scene.glance(time)

    def freeze_current_frame(self, duration: float) -> None:
        """Let a hold go by: it is looked at when it ends."""


class _Nowhere:
    """Takes frames; there are none."""

    def write(self, pixels: Pixels, repeat: int) -> None:
        """Take nothing."""

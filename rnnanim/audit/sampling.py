"""Run a scene without drawing it, and look at it four times a second and after every play."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from rnnanim import backend, loading
from rnnanim.lesson import Lesson
from rnnanim.numerics import Analysis
from rnnanim.render.draw import Nowhere
from rnnanim.render.writer import FrameRenderer, FrameWriter
from rnnanim.stage import Observer
from rnnanim.talks import contained, is_meant_for_us, scene_error

from manim import tempconfig

PER_SECOND = 4
FPS = 30
SIZE = {"wide": (320, 180), "tall": (180, 320), "square": (180, 180)}


class Sampler:
    """Looks at the scene it is given: every moment of a play on a grid of its own, and every end of one."""

    per_second = PER_SECOND

    def times(self, start: float, run_time: float) -> _Times:
        """Return the moments of a play that are looked at, from its start [s]."""
        if not self.per_second:
            return _Times(())
        first, last = np.floor(start * self.per_second) + 1, np.ceil((start + run_time) * self.per_second)
        grid = np.arange(first, last) / self.per_second - start
        return _Times([t for t in grid if 1e-6 < t < run_time - 1e-6])


def run(
    kind: type[Any], lesson: Lesson, observer: Observer, *, analysis: Analysis | None = None, frame: str = "wide"
) -> Any:
    """Run a scene for an observer and return it.

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
    loading.plan_of(kind, lesson)
    width, height = SIZE[frame]
    keys = backend.run_config(pixel_width=width, pixel_height=height, frame_rate=FPS, format="mp4")
    scene: Any = None
    try:
        with tempconfig(keys), contained():
            renderer = _Renderer(partial(FrameWriter, sink=Nowhere()))
            scene = kind(renderer, lesson=lesson, analysis=analysis, observer=observer)
            loading.require_made(kind, scene)
            scene.render()
    except BaseException as error:
        if is_meant_for_us(error):
            raise
        beat = getattr(scene, "current", None)
        raise scene_error(kind, beat and f"beat {beat.name}", error) from error
    return scene


class _Times(list[float]):
    """The moments of a play, in manim's dress of a progress bar."""

    def __init__(self, times: Sequence[float]) -> None:
        super().__init__(times)

    def set_description(self, *args: Any, **kwargs: Any) -> None:
        """Show nothing."""

    def close(self) -> None:
        """End nothing."""


class _Renderer(FrameRenderer):
    """Draws nothing and tells the observer of each moment."""

    def update_frame(self, scene: Any, mobjects: Any = None, *args: Any, **kwargs: Any) -> None:
        """Draw nothing."""

    def render(self, scene: Any, time: float, moving_mobjects: Any = None) -> None:
        """Look at one moment of a play."""
        scene.observer.moment(scene, scene.frames / FPS + time, is_still=False)

    def freeze_current_frame(self, duration: float) -> None:
        """Let a hold go by: it is looked at when it ends."""

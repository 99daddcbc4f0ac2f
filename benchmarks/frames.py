"""Where the processor time of a frame goes, and how far that is from the least: Cairo and x264 alone.

The least is Cairo drawing every shape that comes or changes, once, with a path and a colour that are there already, and
x264 encoding every frame. One thread, one process; the time before the first frame stands by itself.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from benchmarks.trees import answer

clock = time.thread_time


def measure(scene: str, beats: Sequence[str], quality: str, film: str) -> dict[str, Any]:
    """Return seconds of each kind of work, and what is counted."""
    from rnnanim.backend.camera import FrameCamera  # it prepares manim
    from rnnanim.lesson import load_lesson
    from rnnanim.render.draw import draw
    from rnnanim.render.job import Picture, RenderJob

    job = RenderJob(scene, load_lesson(), Picture.of(quality), tuple(beats) or None)
    draw(job, Nothing())  # what is set by Typst is kept from now on
    timers = {"drawing": Timer(), "comparing": Timer()}
    show, compare = FrameCamera.show, FrameCamera._compare
    FrameCamera.show = timers["drawing"].around(show)
    FrameCamera._compare = timers["comparing"].around(compare)
    sink = Encoding(film, job.picture)
    start = clock()
    drawing = draw(job, sink)
    total = clock() - start
    FrameCamera._compare = compare
    floor = Floor(show)
    FrameCamera.show = lambda camera, mobjects: floor.show(camera, mobjects)
    draw(job, Nothing())
    FrameCamera.show = show
    seconds = {name: timer.seconds for name, timer in timers.items()}
    seconds |= {"converting": sink.converting.seconds, "encoding": sink.encoding.seconds}
    seconds["before the first"] = sink.first - start
    known = seconds["drawing"] + seconds["converting"] + seconds["encoding"] + sink.first - start
    seconds["building"] = total - known
    return {
        "frames": drawing.frames,
        "pictures": floor.pictures,
        "shapes": floor.shapes,
        "came": floor.came,
        "cairo": floor.seconds,
        "seconds": seconds,
    }


class Timer:
    """The seconds of some calls."""

    seconds = 0.0

    def around(self, function: Any) -> Any:
        """Return `function`, timed."""

        def timed(*given: Any, **named: Any) -> Any:
            start = clock()
            try:
                return function(*given, **named)
            finally:
                self.seconds += clock() - start

        return timed


class Nothing:
    """A sink that drops all."""

    def write(self, pixels: Any, repeat: int, changed: Any = None) -> None:
        """Take a frame."""


class Encoding:
    """A sink that converts and encodes in the thread that draws."""

    def __init__(self, film: str, picture: Any) -> None:
        from pathlib import Path

        from rnnanim.render.film import FilmEncoder

        encoder = FilmEncoder(Path(film), picture, "benchmark")
        self.first, self.converting, self.encoding = 0.0, Timer(), Timer()
        self._convert, self._encode = self.converting.around(encoder.convert), self.encoding.around(encoder.encode)

    def write(self, pixels: Any, repeat: int, changed: Any = None) -> None:
        """Take a frame."""
        self.first = self.first or clock()
        self._encode(self._convert(pixels, changed), repeat)


class Floor:
    """Cairo alone, drawing what came or changed in each frame."""

    def __init__(self, show: Any) -> None:
        self.pictures = self.shapes = self.came = 0
        self.seconds = 0.0
        self._show, self._old, self._sheet = show, [], None

    def show(self, camera: Any, mobjects: Any) -> None:
        """Draw as always, and then what is new once more, on another sheet."""
        import numpy as np

        from rnnanim.backend.damage import differing

        self._show(camera, mobjects)
        if self._sheet is None:
            self._sheet = np.zeros_like(camera.pixel_array)
        looks, prints = camera._drawn
        came, _ = differing(self._old, looks)
        self.pictures, self.shapes, self.came = self.pictures + 1, self.shapes + len(looks), self.came + len(came)
        self._old = looks
        ctx, seen = camera.get_cairo_context(self._sheet), [prints[n] for n in came if prints[n].layers]
        start = clock()
        for shape in seen:
            shape.draw(ctx)
        self.seconds += clock() - start


def tables(found: dict[str, Any]) -> list[list[str]]:
    """Return the rows of a table, the head first: ms a frame."""
    rows = [
        [
            f"ms a frame, {found['size']}",
            "building",
            "drawing",
            "of it comparing",
            "converting",
            "encoding",
            "sum",
            "Cairo alone",
            "with x264",
            "sum : least",
            "shapes",
            "new",
            "before the first",
        ]
    ]
    for row in found["scenes"]:
        s, n = row["seconds"], row["frames"] / 1e3
        whole = s["building"] + s["drawing"] + s["converting"] + s["encoding"]
        least = row["cairo"] + s["encoding"]
        times = (
            s["building"],
            s["drawing"],
            s["comparing"],
            s["converting"],
            s["encoding"],
            whole,
            row["cairo"],
            least,
        )
        rows.append(
            [
                row["name"],
                *(f"{t / n:.2f}" for t in times),
                f"{whole / least:.2f}",
                f"{row['shapes'] / row['pictures']:.0f}",
                f"{row['came'] / row['pictures']:.1f}",
                f"{s['before the first']:.2f} s",
            ]
        )
    return rows


if __name__ == "__main__":
    answer(measure)

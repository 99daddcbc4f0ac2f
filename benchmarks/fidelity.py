"""How far films are from what was drawn: the mean square difference of sampled frames, in YUV 4:2:0 and in RGB.

In YUV each film is compared with what its own encoder was given, so that is the loss of the encoder alone. In RGB it is
decoded with the matrix with which it was made (stock manim's is BT.601, which its films do not say) and compared with
the pixels, so that is all that was lost.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from benchmarks.trees import answer


def measure(scene: str, beats: Sequence[str], quality: str, films: dict[str, str], every: int) -> dict[str, Any]:
    """Draw a scene again and return the mean square differences of each film, summed over samples, and the largest."""
    from rnnanim.lesson import load_lesson
    from rnnanim.render.draw import draw
    from rnnanim.render.job import Picture, RenderJob

    sink = _Beside(films, every)
    draw(RenderJob(scene, load_lesson(), Picture.of(quality), tuple(beats) or None), sink)
    return {"samples": sink.samples, **sink.sums}


class _Beside:
    """A sink that holds sampled frames beside those of films."""

    def __init__(self, films: dict[str, str], every: int) -> None:
        self.sums = {name: {"yuv": 0.0, "rgb": 0.0, "worst": 0.0} for name in films}
        self.samples = self._n = 0
        self._every, self._films = every, {name: _frames(path) for name, path in films.items()}

    def write(self, pixels: Any, repeat: int, changed: Any = None) -> None:
        """Take a frame."""
        for n in range(self._n, self._n + repeat):
            shown = {name: next(frames) for name, frames in self._films.items()}
            if n % self._every == 0:
                self.samples += 1
                for name, frame in shown.items():
                    sums, square = self.sums[name], squares(frame.to_ndarray(), _given(pixels, frame))
                    sums["yuv"], sums["worst"] = sums["yuv"] + square, max(sums["worst"], square)
                    sums["rgb"] += squares(_pixels(frame), pixels[:, :, :3])
        self._n += repeat


def decibels(square: float) -> float:
    """Return the PSNR of a mean square difference."""
    return 10 * math.log10(255**2 / max(square, 1e-9))


def _frames(path: str) -> Iterator[Any]:
    import av

    with av.open(path) as film:
        yield from film.decode(video=0)


def _is_tagged(frame: Any) -> bool:
    return int(frame.colorspace) == 1


def _given(pixels: Any, frame: Any) -> Any:
    """Return what the encoder of a film was given for `pixels`."""
    import av

    from rnnanim.render.yuv import Planes

    if not _is_tagged(frame):
        return av.VideoFrame.from_ndarray(pixels, format="rgba").reformat(format="yuv420p").to_ndarray()
    planes, given = Planes(frame.width, frame.height), av.VideoFrame(frame.width, frame.height, "yuv420p")
    planes.update(pixels, None)
    planes.copy_to(given)
    return given.to_ndarray()


def _pixels(frame: Any) -> Any:
    matrix = "ITU709" if _is_tagged(frame) else "ITU601"
    return frame.reformat(
        format="rgb24", src_colorspace=matrix, src_color_range="MPEG", dst_color_range="JPEG", interpolation="BICUBIC"
    ).to_ndarray()


def squares(one: Any, other: Any) -> float:
    return float(np.mean((one.astype(np.float32) - other) ** 2))


if __name__ == "__main__":
    answer(measure)

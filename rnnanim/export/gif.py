"""Loops for articles: raw frames to GIF with a palette of its own, exact delays and no dithering."""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from rnnanim.errors import RenderError, RnnAnimError
from rnnanim.files import whole

RATES = tuple(Fraction(100, delay) for delay in range(2, 101))
"""Rates whose delay is a whole number of hundredths of a second, 50 to 1 frames a second."""

_LEAST_WIDTH, _LEAST_RATE = 200, 10
_NARROWEST = 0.6  # of the width asked for, before the rate is halved instead
_HUNDREDTH = Fraction(1, 100)
_MB = 1_000_000


class TooLarge(RnnAnimError):
    """No width and rate that is worth looking at fits the limit."""


def nearest_rate(fps: float) -> Fraction:
    """Return the exact rate whose delay is nearest to that of `fps`; of two as near the slower one.

    >>> [f"{float(nearest_rate(fps)):.3g}" for fps in (30, 24, 15, 12, 40, 60)]
    ['33.3', '25', '14.3', '12.5', '33.3', '50']
    """
    return min(reversed(RATES), key=lambda rate: abs(100 / rate - Fraction(100) / Fraction(fps)))


def stride_of(rate: Fraction) -> int:
    """Return how many frames are drawn for each that is kept: drawn at a low rate, moves last whole frames too long.

    >>> [stride_of(Fraction(rate)) for rate in (1, 4, 20)]
    [10, 3, 1]
    """
    return math.ceil(_LEAST_RATE / rate)


@dataclass(slots=True)
class FrameStore:
    """A sink that keeps every frame, packed; a picture that stays is kept once.

    Parameters
    ----------
    fps : Fraction
        Frames per second.
    """

    fps: Fraction
    runs: list[tuple[bytes, int]] = field(default_factory=list)
    width: int = 0
    height: int = 0

    def write(self, pixels: npt.NDArray[np.uint8], repeat: int, changed: object = None) -> None:
        """Keep a frame that is shown `repeat` times."""
        self.height, self.width = pixels.shape[:2]
        packed = zlib.compress(pixels[:, :, :3].tobytes(), 1)
        if self.runs and self.runs[-1][0] == packed:
            packed, before = self.runs.pop()
            repeat += before
        self.runs.append((packed, repeat))

    @property
    def frames(self) -> int:
        """How many frames there are, each repetition counted."""
        return sum(repeat for _, repeat in self.runs)

    def every(self, stride: int) -> Iterator[tuple[npt.NDArray[np.uint8], int]]:
        """Yield every `stride`-th frame and for how many of them it stays."""
        position = 0
        for packed, repeat in self.runs:
            first, position = position, position + repeat
            kept = math.ceil(position / stride) - math.ceil(first / stride)
            if kept:
                shape = (self.height, self.width, 3)
                yield np.frombuffer(zlib.decompress(packed), np.uint8).reshape(shape), kept


@dataclass(frozen=True, slots=True)
class Loop:
    """A GIF that was written: its file, size [bytes, pixels], rate and length [s]."""

    path: Path
    bytes: int
    width: int
    height: int
    fps: Fraction
    seconds: float


def write_gif(store: FrameStore, path: Path, limit: int | None = None, stride: int = 1) -> Loop:
    """Write the frames as an endless loop.

    Parameters
    ----------
    store : FrameStore
        Frames at `stride` times one of `RATES`, at the largest width wanted.
    path : Path
        The file.
    limit : int, optional
        Largest size [bytes]: width and rate are lowered until it fits.
    stride : int
        Every so many frames one is kept.

    Raises
    ------
    TooLarge
        If it cannot be made to fit.
    """
    if not store.runs:
        raise RenderError("the scene drew no frames")
    with whole(path) as part:
        width = store.width
        while True:
            _encode(store, part, width, stride)
            size = part.stat().st_size
            if limit is None or size <= limit:
                break
            width, stride = _smaller(store, width, stride, size, limit)
    fps = store.fps / stride
    frames = sum(kept for _, kept in store.every(stride))
    return Loop(path, size, width, _height(store, width), fps, float(frames / fps))


def _smaller(store: FrameStore, width: int, stride: int, size: int, limit: int) -> tuple[int, int]:
    """Return the next width and stride to try for a file of `size` bytes that is too large."""
    narrower = min(round(width * 0.96 / math.sqrt(size / limit)), width - 8) // 2 * 2
    halved = store.fps / (2 * stride)
    if narrower < _NARROWEST * store.width and halved >= _LEAST_RATE and halved in RATES:
        return store.width, 2 * stride
    least = min(_LEAST_WIDTH, store.width)
    if width == least:
        reached = f"{width} pixels wide at {float(store.fps / stride):.3g} frames a second it is still {size} bytes"
        enough = f"{math.ceil(size / _MB * 100) / 100:g}"
        raise TooLarge(
            f"--max-mb {limit / _MB:g} cannot be met: {reached}; take one --beat, a lower --fps, or --max-mb {enough}"
        )
    return max(narrower, least), stride


def _height(store: FrameStore, width: int) -> int:
    return round(store.height * width / store.width)


def _encode(store: FrameStore, path: Path, width: int, stride: int) -> None:
    import av

    delay = int(100 / (store.fps / stride))
    shown = [kept * delay for _, kept in store.every(stride)]
    size = width, _height(store, width)
    palette = _palette(store, size, stride)
    options = {"loop": "0", "final_delay": str(shown[-1])}
    with av.open(str(path), "w", format="gif", options=options) as container:
        stream = container.add_stream("gif", rate=100)
        stream.width, stream.height, stream.pix_fmt = *size, "pal8"
        stream.codec_context.time_base = _HUNDREDTH
        _graph, source, sink = _mapper(size, palette)
        now = 0
        for (pixels, _), duration in zip(store.every(stride), shown, strict=True):
            frame = _scaled(pixels, size)
            frame.pts, frame.time_base = now, _HUNDREDTH
            now += duration
            source.push(frame)
            _drain(sink, container, stream)
        source.push(None)
        _drain(sink, container, stream)
        container.mux(stream.encode())


def _palette(store: FrameStore, size: tuple[int, int], stride: int) -> Any:
    """Return the palette that suits all frames best."""
    from av import VideoFormat
    from av.filter import Graph

    graph = Graph()
    source = graph.add_buffer(width=size[0], height=size[1], format=VideoFormat("rgb24"), time_base=_HUNDREDTH)
    graph.link_nodes(source, graph.add("palettegen", "stats_mode=full"), graph.add("buffersink")).configure()
    for number, (pixels, _) in enumerate(store.every(stride)):
        frame = _scaled(pixels, size)
        frame.pts, frame.time_base = number, _HUNDREDTH
        graph.push(frame)
    graph.push(None)
    return graph.pull()


def _mapper(size: tuple[int, int], palette: Any) -> tuple[Any, Any, Any]:
    """Return a graph that maps frames to `palette`, its input and its output."""
    from av import VideoFormat
    from av.filter import Graph

    graph = Graph()
    source = graph.add_buffer(width=size[0], height=size[1], format=VideoFormat("rgb24"), time_base=_HUNDREDTH)
    colours = graph.add_buffer(width=palette.width, height=palette.height, format=palette.format, time_base=_HUNDREDTH)
    use, sink = graph.add("paletteuse", "dither=none:diff_mode=rectangle"), graph.add("buffersink")
    source.link_to(use, 0, 0)
    colours.link_to(use, 0, 1)
    use.link_to(sink)
    graph.configure()
    palette.pts, palette.time_base = 0, _HUNDREDTH
    colours.push(palette)
    colours.push(None)
    return graph, source, sink


def _drain(sink: Any, container: Any, stream: Any) -> None:
    import av

    while True:
        try:
            frame = sink.pull()
        except (av.error.BlockingIOError, av.error.EOFError):
            return
        container.mux(stream.encode(frame))


def _scaled(pixels: npt.NDArray[np.uint8], size: tuple[int, int]) -> Any:
    import av

    frame = av.VideoFrame.from_ndarray(pixels, format="rgb24")
    if (frame.width, frame.height) == size:
        return frame
    return frame.reformat(width=size[0], height=size[1], interpolation="AREA")

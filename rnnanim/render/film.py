"""Raw frames in, one H.264 film out."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any, Protocol

from rnnanim.errors import RenderError
from rnnanim.files import encoding
from rnnanim.mp4 import name_chapters
from rnnanim.render.job import Picture
from rnnanim.render.yuv import Area, Pixels, Planes
from rnnanim.timeline import Mark, played

_X264 = {
    "preset": "superfast",
    "crf": "29",
    "threads": "1",
    "x264-params": "aq-mode=0:bframes=6:b-adapt=0:scenecut=0:weightp=0",
}
"""On the mean no worse than manim's "medium" at crf 23, for less than half of the time: benchmarks/README.md.

Without adaptive quantisation, which gives the bits to flat ground, the same crf is far finer.
"""
_DRAFT = {"preset": "ultrafast", "crf": "26", "threads": "1"}
"""Half the time again; larger files, and edges that are less clean."""
_BT709, _LIMITED = 1, 1
_AHEAD = 4  # frames drawn but not yet encoded


class Sink(Protocol):
    """Whatever takes the frames of a scene in order."""

    def write(self, pixels: Pixels, repeat: int, changed: Sequence[Area] | None = None) -> None:
        """Take a frame that is shown `repeat` times; the array is overwritten by the next.

        Parameters
        ----------
        changed : sequence of Area, optional
            Where it differs from the frame before, where that is known.
        """


class FilmEncoder:
    """Write frames into an MP4 file, at strictly rising times; BT.709 and tagged so, with the index in front.

    Parameters
    ----------
    path : Path
        The file, under whatever name.
    picture : Picture
        Size and rate.
    title : str
        Kept in the file.

    Raises
    ------
    RenderError
        When libav or the disk refuse, here and in every method.
    """

    def __init__(self, path: Path, picture: Picture, title: str) -> None:
        self.frames, self._path = 0, path
        self._step = 1 / picture.fps
        self._planes = Planes(picture.width, picture.height)
        self._ring: deque[Any] = deque()
        with encoding(path):
            self._open(path, picture, title)

    def _open(self, path: Path, picture: Picture, title: str) -> None:
        import av

        self._container = av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"})
        options = _DRAFT if picture.is_draft else _X264
        self._container.metadata["title"] = title  # before the first frame; the chapters have until the last
        self._stream = self._container.add_stream("libx264", rate=picture.fps, options=dict(options))
        self._stream.width, self._stream.height, self._stream.pix_fmt = picture.width, picture.height, "yuv420p"
        codec = self._stream.codec_context
        codec.time_base = self._step
        codec.color_range, codec.colorspace = _LIMITED, _BT709
        codec.color_primaries = codec.color_trc = _BT709
        # one is converted and one encoded while others wait; the encoder copies what it is given
        size = picture.width, picture.height
        self._ring.extend(av.VideoFrame(*size, "yuv420p") for _ in range(_AHEAD + 3))

    def write(self, pixels: Pixels, repeat: int, changed: Sequence[Area] | None = None) -> None:
        """Encode a frame `repeat` times."""
        self.encode(self.convert(pixels, changed), repeat)

    def convert(self, pixels: Pixels, changed: Sequence[Area] | None = None) -> Any:
        """Return a frame as the encoder takes it; it stays as it is until some more have been converted."""
        if self._planes.update(pixels, changed):
            self._ring.rotate(-1)
            self._planes.copy_to(self._ring[-1])
        return self._ring[-1]

    def encode(self, frame: Any, repeat: int) -> None:
        """Encode what `convert` returned."""
        with encoding(self._path):
            for _ in range(repeat):
                frame.pts, frame.time_base = self.frames, self._step
                self._container.mux(self._stream.encode(frame))
                self.frames += 1

    def finish(self, marks: Sequence[Mark]) -> None:
        """Flush, write a chapter for each beat, and close."""
        with encoding(self._path):
            self._container.mux(self._stream.encode())
            beats = [(mark.beat, mark.first_frame, mark.frames) for mark in played(marks)]
            self._container.set_chapters(chapters(beats, self._step))
            self._container.close()
            name_chapters(self._path)


def chapters(spans: Sequence[tuple[str, int, int]], step: Fraction) -> list[Any]:
    """Return PyAV's chapters for spans of (title, first frame, frames), `step` seconds a frame."""
    return [
        {"id": n, "start": first, "end": first + frames, "time_base": step, "metadata": {"title": title}}
        for n, (title, first, frames) in enumerate(spans, start=1)
    ]


class Background:
    """Give frames to an encoder on a thread of its own, so that the next one is drawn meanwhile."""

    def __init__(self, encoder: FilmEncoder) -> None:
        self._encoder = encoder
        self._queue: Queue[tuple[Any, int] | None] = Queue(_AHEAD)
        self._error: BaseException | None = None
        self._thread = Thread(target=self._work, name="encoder", daemon=True)
        self._thread.start()

    def write(self, pixels: Pixels, repeat: int, changed: Sequence[Area] | None = None) -> None:
        """Convert and queue a frame; raise what went wrong with an earlier one."""
        if self._error is not None:
            raise self._error
        self._queue.put((self._encoder.convert(pixels, changed), repeat))

    def drain(self) -> None:
        """Wait until all frames are taken."""
        self._queue.put(None)
        self._thread.join()
        if self._error is not None:
            raise self._error

    def _work(self) -> None:
        while (item := self._queue.get()) is not None:
            if self._error is None:  # after a fault the queue still has to be emptied
                try:
                    self._encoder.encode(*item)
                except BaseException as error:
                    self._error = error


def count_frames(path: Path) -> int:
    """Return how many frames a finished film holds, from its packets alone.

    Raises
    ------
    RenderError
        If it cannot be read, or its times do not rise.
    FileNotFoundError
        If it has gone.
    """
    import av

    try:
        with av.open(str(path)) as container:
            times = [packet.pts for packet in container.demux(video=0) if packet.dts is not None]
    except FileNotFoundError:
        raise
    except (av.error.FFmpegError, IndexError) as error:
        raise RenderError(f"{path.name}: the encoder left a film that cannot be read: {error}") from error
    if len(set(times)) != len(times):
        raise RenderError(f"{path.name}: the encoder left frames with equal times")
    return len(times)

"""Settings of x264 for the same frames: its processor time alone, bytes and fidelity."""

from __future__ import annotations

import time
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.fidelity import decibels, squares
from benchmarks.trees import answer

SETTINGS = {
    "medium, crf 23 (stock manim)": {"preset": "medium", "crf": "23"},
    "veryfast, crf 18": {"preset": "veryfast", "crf": "18"},
    "superfast, crf 18": {"preset": "superfast", "crf": "18"},
    "superfast, crf 18, mbtree, lookahead 10": {
        "preset": "superfast",
        "crf": "18",
        "x264-params": "mbtree=1:rc-lookahead=10",
    },
    "ultrafast, crf 18": {"preset": "ultrafast", "crf": "18"},
}


def measure(scene: str, beats: Sequence[str], quality: str, folder: str) -> dict[str, Any]:
    """Return what each setting takes and gives, one thread each."""
    from rnnanim.lesson import load_lesson
    from rnnanim.render.draw import draw
    from rnnanim.render.film import _X264
    from rnnanim.render.job import Picture, RenderJob

    picture = Picture.of(quality)
    sink = _Converted(Path(folder) / "frames.yuv", picture)
    draw(RenderJob(scene, load_lesson(), picture, tuple(beats) or None), sink)
    frames = np.memmap(sink.path, np.uint8, "r").reshape(-1, picture.height * 3 // 2, picture.width)
    ways = {**SETTINGS, "ours: " + ", ".join(f"{key} {value}" for key, value in _X264.items()): _X264}
    film = Path(folder) / "encoded.mp4"
    rows = {name: _encoded({**way, "threads": "1"}, frames, picture, film) for name, way in ways.items()}
    return {"frames": len(frames), "ways": rows}


class _Converted:
    """A sink that writes every frame into a file, as the encoder takes it."""

    def __init__(self, path: Path, picture: Any) -> None:
        import av

        from rnnanim.render.yuv import Planes

        self.path, self._planes = path, Planes(picture.width, picture.height)
        self._frame = av.VideoFrame(picture.width, picture.height, "yuv420p")
        path.unlink(missing_ok=True)

    def write(self, pixels: Any, repeat: int, changed: Any = None) -> None:
        """Take a frame."""
        self._planes.update(pixels, changed)
        self._planes.copy_to(self._frame)
        with self.path.open("ab") as file:
            for _ in range(repeat):
                file.write(self._frame.to_ndarray().tobytes())


def _encoded(options: dict[str, str], frames: Any, picture: Any, path: Path) -> dict[str, float]:
    import av

    seconds, step = 0.0, 1 / Fraction(picture.fps)
    with av.open(str(path), "w") as film:
        stream = film.add_stream("libx264", rate=picture.fps, options=options)
        stream.width, stream.height, stream.pix_fmt = picture.width, picture.height, "yuv420p"
        for n, planes in enumerate(frames):
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(planes), format="yuv420p")
            frame.pts, frame.time_base = n, step
            start = time.thread_time()
            packets = stream.encode(frame)
            seconds += time.thread_time() - start
            film.mux(packets)
        start = time.thread_time()
        packets = stream.encode()
        seconds += time.thread_time() - start
        film.mux(packets)
    with av.open(str(path)) as film:
        lost = [squares(got.to_ndarray(), n) for got, n in zip(film.decode(video=0), frames, strict=True)]
    return {
        "ms": 1e3 * seconds / len(frames),
        "bytes": path.stat().st_size,
        "psnr": decibels(sum(lost) / len(lost)),
        "psnr_worst": decibels(max(lost)),
    }


def tables(found: dict[str, Any]) -> list[list[str]]:
    """Return the rows of a table, the head first."""
    rows = [[f"x264 alone, {found['part']}, {found['size']}", "a frame", "kB", "PSNR YUV", "worst frame"]]
    for name, way in found["ways"].items():
        size, psnr = f"{way['bytes'] / 1e3:.0f}", (f"{way[key]:.1f} dB" for key in ("psnr", "psnr_worst"))
        rows.append([name, f"{way['ms']:.2f} ms", size, *psnr])
    return rows


if __name__ == "__main__":
    answer(measure)

"""Drawing a run of beats: a clip of each, a film of its own that the others can follow."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from rnnanim.errors import RenderError
from rnnanim.files import encoding, part_of
from rnnanim.render.draw import draw
from rnnanim.render.executor import Drawn, File, Tell
from rnnanim.render.film import Background, FilmEncoder, count_frames
from rnnanim.render.job import Picture, RenderJob
from rnnanim.render.worker import Counted
from rnnanim.render.yuv import Area, Pixels
from rnnanim.timeline import played


def draw_clips(job: RenderJob, tell: Tell, path: Path) -> Drawn:
    """Draw the beats of `job`, a file each, and make sure that it holds every frame; they lie beside `path`."""
    clips = Clips(path, job.picture)
    counted = Counted(clips, tell)

    def begin(beat: str) -> None:
        clips.begin(is_seen=job.played is None or beat in job.played)
        counted.begin(beat)

    try:
        drawing = draw(job, counted, on_beat=begin)
        clips.end()
    except BaseException:
        clips.remove()  # the others need the room
        raise
    marks = played(drawing.marks)
    if not marks or [mark.frames for mark in marks] != clips.frames:
        raise RenderError(f"the clips hold {clips.frames} frames, the beats {[mark.frames for mark in marks]}")
    return Drawn(replace(drawing, marks=marks), tuple(clips.files))


class Clips:
    """A sink that writes the frames of each beat into a file of its own.

    Parameters
    ----------
    path : Path
        Beside which they lie, under temporary names.
    picture : Picture
        Size and rate.

    Attributes
    ----------
    files : list of File
        Those that are finished.
    frames : list of int
        How many frames each holds.
    """

    def __init__(self, path: Path, picture: Picture) -> None:
        self.files: list[File] = []
        self.frames: list[int] = []
        self._path, self._picture = path, picture
        self._paths: list[Path] = []
        self._encoder: FilmEncoder | None = None

    def begin(self, *, is_seen: bool) -> None:
        """Begin another beat, which has a clip if it is seen."""
        self.end()
        if is_seen:
            self._file = part_of(self._path.with_name(f"{self._path.name}-{len(self.files)}"))
            self._paths.append(self._file)
            self._encoder = FilmEncoder(self._file, self._picture, "")
            self._background = Background(self._encoder)

    def write(self, pixels: Pixels, repeat: int, changed: Sequence[Area] | None = None) -> None:
        """Take a frame of the beat that was begun last."""
        self._background.write(pixels, repeat, changed)

    def remove(self) -> None:
        """Remove what there is."""
        for path in self._paths:
            with suppress(OSError):
                path.unlink()

    def end(self) -> None:
        """Finish the clip of the beat that was begun last, if it has one."""
        if self._encoder is None:
            return
        self._background.drain()
        if not self._encoder.frames:
            raise RenderError("it drew no frames")
        self._encoder.finish([])
        with encoding(self._file):
            self.frames.append(count_frames(self._file))
            self.files.append(File.of(self._file))
        self._encoder = None

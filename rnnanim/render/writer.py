"""Where manim's frames go: a renderer that draws only what is kept, and a file writer that hands frames on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from rnnanim import backend  # prepares manim, so it stands before it

backend.prepare()

from rnnanim.backend.camera import FrameCamera  # noqa: E402
from rnnanim.backend.damage import Box  # noqa: E402
from rnnanim.render.film import Sink  # noqa: E402
from rnnanim.render.yuv import Pixels  # noqa: E402
from rnnanim.stage.running import UNSEEN  # noqa: E402

from manim import CairoRenderer, Camera  # noqa: E402
from manim.scene.scene_file_writer import SceneFileWriter  # noqa: E402
from manim.utils.exceptions import EndSceneEarlyException  # noqa: E402


class FrameWriter(SceneFileWriter):  # type: ignore[misc]
    """Count the frames and give them to a sink; no file is written here.

    Parameters
    ----------
    settings
        As manim resolved them.
    sink : Sink
        Takes the frames.
    on_beat : callable
        Is told the name of each beat as it begins.
    last : str, optional
        The scene ends after this beat.

    Attributes
    ----------
    at_end : callable
        Is called at the end of each beat but the last.
    """

    def __init__(
        self, settings: Any, *, sink: Sink, on_beat: Callable[[str], None] = lambda name: None, last: str | None = None
    ) -> None:
        self.sink, self.on_beat, self.last = sink, on_beat, last
        self.at_end: Callable[[], None] = lambda: None
        self.written = 0
        self.beat: str | None = None
        super().__init__(settings)

    def next_section(self, name: str, type_: str, skip_animations: bool) -> None:
        """Begin a beat, or end the scene if the last one that is wanted is over."""
        if self.last is not None and self.beat == self.last:
            raise EndSceneEarlyException
        if self.beat is not None:
            self.at_end()
        shown = bool(self.sections) and name != UNSEEN  # manim begins with a section of its own
        super().next_section(name, type_, skip_animations)
        self.beat = name if shown else None
        if self.beat is not None:
            self.on_beat(name)

    def write_frame(self, pixels: Pixels, *, repeat: int = 1, changed: Sequence[Box] | None = None) -> None:
        """Take a frame that is shown `repeat` times, and where it differs from the one before, if that is known."""
        if repeat > 0:
            self.written += repeat
            self.sink.write(pixels, repeat, changed)

    def save_image(self, pixels: Pixels) -> None:
        """Take the one frame of a still."""
        self.write_frame(pixels)

    def begin_animation(self, allow_write: bool = False, **kwargs: Any) -> None:
        """Begin nothing: all animations of a scene make one film."""

    def end_animation(self, allow_write: bool = False) -> None:
        """End nothing."""

    def finish(self) -> None:
        """Leave it to the owner of the sink."""

    def abort_encode_jobs(self, reraise_encoder_failures: bool = False) -> None:
        """Leave it to the owner of the sink."""


class FrameRenderer(CairoRenderer):  # type: ignore[misc]
    """Manim's renderer with our camera; what is skipped is not drawn either.

    Parameters
    ----------
    each : bool
        Of a still, draw the last picture of every beat.
    """

    def __init__(self, file_writer_class: Any, camera_class: type[Camera] = FrameCamera, *, each: bool = False) -> None:
        super().__init__(file_writer_class, camera_class)
        self._each = each

    _ending = False

    def init_scene(self, scene: Any, *args: Any, **kwargs: Any) -> None:
        """Make the file writer."""
        super().init_scene(scene, *args, **kwargs)
        if self._each:
            self.file_writer.at_end = lambda: self._take(scene)

    def _take(self, scene: Any) -> None:
        """Draw and hand on the picture as it stands."""
        self._draw(scene)
        self._hand_on(1)

    def _draw(self, scene: Any) -> None:
        self.camera.show([*scene.mobjects, *scene.foreground_mobjects])

    def _hand_on(self, repeat: int) -> None:
        changed, self.camera.changed = self.camera.changed, []
        self.file_writer.write_frame(self.camera.pixel_array, repeat=repeat, changed=changed)

    def update_frame(self, scene: Any, mobjects: Any = None, *args: Any, **kwargs: Any) -> None:
        """Draw, unless the frame is thrown away; which of it moves, the camera sees for itself."""
        if self._ending or not self.skip_animations:
            self._draw(scene)

    def save_static_frame_data(self, scene: Any, static_mobjects: Any) -> None:
        """Keep nothing: the camera draws nothing that stays."""

    def add_frame(self, frame: Pixels, num_frames: int = 1) -> None:
        """Hand on the picture as it stands, with what of it has changed."""
        if not self.skip_animations:
            self.time += num_frames / self.camera.frame_rate
            self._hand_on(num_frames)

    def get_frame(self) -> Pixels:
        """Return the picture as it stands, which the next one overwrites."""
        frame: Pixels = self.camera.pixel_array
        return frame

    def render(self, scene: Any, time: float, moving_mobjects: Any = None) -> None:
        """Draw and hand on one frame."""
        if not self.skip_animations:
            super().render(scene, time, moving_mobjects)

    def freeze_current_frame(self, duration: float) -> None:
        """Hand on the frame for as long as it is kept."""
        if not self.skip_animations:
            super().freeze_current_frame(duration)
        else:
            self.time += duration

    def scene_finished(self, scene: Any) -> None:
        """End; here a still draws its one frame."""
        self._ending = True
        super().scene_finished(scene)

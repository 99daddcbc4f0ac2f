"""Time counted in frames that are written: manim's own clock counts a skipped play otherwise than a played one."""

from __future__ import annotations

import math
from typing import Any


class FrameClock:
    """Counts the frames of a scene.

    Attributes
    ----------
    written : int
        All that were written.
    of_beat : int
        Those of the beat that runs, written or skipped.
    """

    def __init__(self) -> None:
        self.written = self.of_beat = 0

    def count(self, scene: Any) -> None:
        """Count the frames of the play that has just ended, as manim counts them."""
        static = bool(scene.animations) and bool(getattr(scene.animations[0], "is_static_wait", False))
        step = 1 / scene.frame_rate
        frames = int(scene.duration / step) if static else math.ceil(scene.duration / step - 1e-9)
        self.of_beat += frames
        if not scene.renderer.skip_animations:
            self.written += frames

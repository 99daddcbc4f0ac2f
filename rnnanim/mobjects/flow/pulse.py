"""A pulse of state: a drop of light that runs along a line from one unit to the next, and measures nothing."""

from __future__ import annotations

import numpy as np

from rnnanim.backend.shapes import VGroup
from rnnanim.mobjects.base.geometry import Points, Polyline
from rnnanim.mobjects.base.layers import FRONT, STREAM
from rnnanim.mobjects.base.motion import Cue, delayed, ease_in_out_sine, together
from rnnanim.mobjects.base.shapes import filled
from rnnanim.mobjects.base.tagging import Tag, tagged
from rnnanim.mobjects.flow.ribbon import Stretch, Width
from rnnanim.theme import Theme

from manim import VMobject

WIDTH = 0.13
DRAG = 0.24  # how much later the tail leaves and arrives, as a share of the time


class Pulse(VGroup):
    """A drop that is long where it is fast, rounded in front and thin behind.

    Parameters
    ----------
    line : Polyline
        From middle to middle: the ends are hidden under their units.
    zoom : float
        1 in a network at its own size.
    over : bool
        Whether it runs on a ribbon, and not on a wire.
    """

    def __init__(
        self, theme: Theme, line: Polyline, *, zoom: float = 1.0, role: str = "state", over: bool = False
    ) -> None:
        super().__init__()
        self.level = FRONT if over else STREAM
        self.theme, self.line, self.zoom, self.role = theme, line, zoom, role

    def run(self, seconds: float, *on_arrival: Cue, among: VGroup | None = None) -> Cue:
        """Return the run from end to end, and what happens when its front arrives.

        Parameters
        ----------
        among : VGroup, optional
            Where the pulse is put while it runs: the picture, or the group of its owner.
        """

        def begin() -> None:
            if among is not None:
                among.add(self)

        def apply(share: float) -> None:
            self._draw(share)
            if share >= 1 and among is not None:
                among.remove(self)

        run = Cue(apply, seconds, rate=lambda share: share, begin=begin)
        return together(run, delayed(self.arrival(seconds), *on_arrival)) if on_arrival else run

    @staticmethod
    def arrival(seconds: float) -> float:
        """Return when the front of a run reaches the end of the line [s]."""
        return seconds * (1 - DRAG)

    def _draw(self, share: float) -> None:
        self.submobjects: list[VMobject] = []
        head = ease_in_out_sine(min(1.0, share / (1 - DRAG))) * self.line.length
        tail = ease_in_out_sine(max(0.0, (share - DRAG) / (1 - DRAG))) * self.line.length
        if share >= 1 or head - tail < 0.03:
            return
        outline = Stretch(self.line, self._width(tail, head), tail, head).body()
        drop = tagged(filled(outline, self.theme.colour[self.role]), Tag("front", self.role))
        self.add(drop.set_z_index(self.level))

    def _width(self, tail: float, head: float) -> Width:
        """Return the width along the drop: a round front, and a tail that grows thin."""
        full = WIDTH * self.zoom
        nose = min(full / 2, (head - tail) / 2)

        def width(s: Points) -> Points:
            behind = np.clip((s - tail) / max(head - tail - nose, 1e-9), 0, 1)
            ahead = np.clip((s - (head - nose)) / nose, 0, 1)
            return np.asarray(full * behind**0.8 * np.sqrt(np.maximum(0.0, 1 - ahead**2)))

        return width

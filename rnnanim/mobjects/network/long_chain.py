"""A row of many small states with the gradient flowing through them, from the last one back.

The width is linear in the running product and the same in every chain of a scene. Where it falls under a small share
of the first it is a thread, and the discs go dark with it; where it outgrows its row the row cuts it off: from there on
the row is full of light, and only its number says how far it goes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np

from rnnanim.backend.shapes import VGroup
from rnnanim.mobjects.base.geometry import Point, Points, Polyline
from rnnanim.mobjects.base.layers import FRONT, PART, STREAM, THREAD, WIRE
from rnnanim.mobjects.base.motion import Cue, cut, tween
from rnnanim.mobjects.base.roles import line_role
from rnnanim.mobjects.base.shapes import disc, filled, line
from rnnanim.mobjects.base.tagging import Tag, tagged
from rnnanim.mobjects.flow.clipped_ribbon import clipped_ribbon
from rnnanim.mobjects.flow.ribbon import ribbon
from rnnanim.numerics import Reading
from rnnanim.theme import Theme, mix

from manim import Mobject

SCALE = "chains"  # one scale for all of a scene, as `check` calls it
THREAD_SHARE = 0.004  # of the first width: under it the stream is a thread
THREAD_WIDTH, THREAD_HEAT = 1.8, 0.45
LIT_SHARE = 0.1  # of the first width: from here on down to the thread the discs go dark
RING, RING_PASSED = 1.6, 2.2


class LongChain(VGroup):
    """Small discs on a line, and the stream through them, which has the width of a running product on each edge.

    Parameters
    ----------
    columns : dict of step to x
        Of the discs, the last step at the right.
    y : float
        Height of the row.
    readings : sequence of Reading
        Running products on the edges from the last step back; the stream ends where they end.
    scale : float
        Scene units for a running product of 1.
    radius : float
        Of the discs [scene units].
    most : float
        Greatest width that the row has room for [scene units].
    lead : float
        From where the stream comes in to the last step [scene units].

    Attributes
    ----------
    front : float
        Arc length that the stream has reached.
    settled : float
        How far discs and line have come from the curve that they were before, 0 to 1.
    """

    def __init__(
        self,
        theme: Theme,
        columns: dict[int, float],
        y: float,
        readings: Sequence[Reading],
        scale: float,
        *,
        radius: float,
        most: float,
        lead: float,
    ) -> None:
        super().__init__()
        self.theme, self.columns, self.y, self.readings = theme, columns, y, tuple(readings)
        self.scale, self.radius, self.most = scale, radius, most
        self.steps = sorted(columns, reverse=True)
        self.line = Polyline([(columns[self.steps[0]] + lead, y), (columns[self.steps[len(readings)]], y)], radius=0)
        self.arcs = [self.line.points[0][0] - columns[step] for step in self.steps]
        self.front, self.shown = 0.0, 0.0
        self.origin: tuple[Callable[[int], Point], float, str] | None = None
        self.settled = 1.0
        self.edges = [0.0, *self.arcs[: len(self.readings) + 1]]
        self.middles = [self.arcs[0], *((a + b) / 2 for a, b in pairwise(self.edges[1:]))]
        values = [1.0, *(abs(reading.value) for reading in self.readings)]
        self._logs = [math.log(min(max(value, 1e-300), 1e300)) for value in values]
        self.drawn = [value * scale <= most for value in values]
        self.thin = [value < THREAD_SHARE for value in values]

    @property
    def is_clipped(self) -> bool:
        """Whether the stream outgrows its row."""
        return not all(self.drawn)

    @property
    def full_at(self) -> float:
        """Arc length at which the stream fills its row; its end, where it never does."""
        full = math.log(self.most / self.scale)
        if not self.is_clipped:
            return self.line.length
        n = self.drawn.index(False)
        return float(np.interp(full, self._logs[n - 1 : n + 1], self.middles[n - 1 : n + 1]))

    def create_from(self, origin: Callable[[int], Point], radius: float, colour: str, seconds: float) -> Cue:
        """Return the coming of line and discs from the dots of a curve.

        Parameters
        ----------
        origin : callable
            Takes how many steps a disc lies before the last one, and returns where its dot is.
        radius, colour : float, str
            Of the dots.
        """

        def begin() -> None:
            self.origin, self.shown, self.settled = (origin, radius, colour), 1.0, 0.0

        return cut(begin).then(tween(seconds, self, settled=1.0))

    def fade_in(self, seconds: float) -> Cue:
        """Return the coming of line and discs in their places."""
        return tween(seconds, self, shown=1.0)

    def advance(self, seconds: float) -> Cue:
        """Return the run of the stream to its end."""
        return tween(seconds, self, front=self.line.length)

    def draw(self) -> LongChain:
        """Draw the row as far as it is shown and the stream as far as it has come."""
        self.submobjects: list[Mobject] = []
        self._add_line()
        if self.front > 0:
            self._add_stream()
        for i in range(len(self.steps)):
            self._add_disc(i)
        self.add(*self._front_bar())
        return self

    def position(self, i: int) -> Point:
        """Return where the i-th disc from the right is now."""
        goal = self.columns[self.steps[i]], self.y
        if self.origin is None:
            return goal
        start = self.origin[0](i)
        return start[0] + (goal[0] - start[0]) * self.settled, start[1] + (goal[1] - start[1]) * self.settled

    def _from_origin(self, tone: str) -> str:
        """Return a colour of the row on its way from the colour of the curve that it came from."""
        colour = self.theme.colour[tone]
        return colour if self.origin is None else mix(self.origin[2], colour, self.settled)

    def _add_line(self) -> None:
        first, last = self.position(len(self.steps) - 1), self.position(0)
        bed = line(np.array([first, last]), self._from_origin("bed"), RING, self.shown)
        self.add(tagged(bed, Tag("line", "bed")).set_z_index(WIRE))

    def _add_disc(self, i: int) -> None:
        radius = self.radius if self.origin is None else self.origin[1] + (self.radius - self.origin[1]) * self.settled
        lit = self.light(i) if 0 < self.arcs[i] <= self.front else 0.0
        hue = line_role(self.theme, "gradient")
        ring = mix(self._from_origin("low"), self.theme.colour[hue], lit)
        node = disc(self.position(i), radius, self._from_origin("background"), self.shown)
        node.set_stroke(ring, RING + (RING_PASSED - RING) * lit, self.shown)
        self.add(tagged(node, Tag("outline", hue if lit > 0.5 else "low")).set_z_index(PART))

    def light(self, i: int) -> float:
        """Return how bright the ring of the i-th disc is when the stream has passed: dark where that is a thread."""
        dark, bright = math.log(THREAD_SHARE), math.log(LIT_SHARE)
        reached = self._logs[min(i, len(self._logs) - 1)]
        return min(1.0, max(0.0, (reached - dark) / (bright - dark)))

    def _add_stream(self) -> None:
        """Add the ribbon as long as it can be seen as one, and the thread beyond."""
        for start, end, thin in self._stretches():
            if thin:
                self._add_thread(start, end)
                continue
            measures = self._measures(start, end)
            if self.is_clipped:
                body = clipped_ribbon(self.theme, self.line, self._width, start, end, self.most, measures, SCALE)
            else:
                body = ribbon(self.theme, self.line, self._width, start, end, measures=measures, scale=SCALE)
            self.add(body.set_z_index(STREAM, family=True))

    @property
    def pitch(self) -> float:
        """Distance of two steps."""
        return float(self.arcs[1] - self.arcs[0])

    def _stretches(self) -> list[tuple[float, float, bool]]:
        """Return the stretches of ribbon and of thread up to the front."""
        found: list[tuple[float, float, bool]] = []
        for (start, end), thin in zip(pairwise(self.edges), self.thin, strict=True):
            if start >= self.front:
                break
            end = min(end, self.front)
            if found and found[-1][2] == thin:
                found[-1] = (found[-1][0], end, thin)
            else:
                found.append((start, end, thin))
        return found

    def _measures(self, start: float, end: float) -> tuple[tuple[Reading, float], ...]:
        """Return the products along a stretch with the widths in the middle of their edges, where these are seen."""
        places = zip(self.middles[1:], self.readings, self.drawn[1:], strict=True)
        found = tuple((r, self.width_at(s)) for s, r, whole in places if whole and start < s < end)
        return found or ((self.readings[0], self.width_at(self.middles[1])),)  # so far it has only come in

    def width_at(self, s: float) -> float:
        """Return the width at an arc length [scene units]."""
        return float(self._width(np.array([s]))[0])

    def _width(self, s: Points) -> Points:
        """Return the widths along the line: that of its power in the middle of each edge, steadily changing between."""
        size = self.scale * np.exp(np.interp(s, self.middles, self._logs))
        return np.asarray(np.maximum(size, self.theme.width.least))

    def _add_thread(self, start: float, end: float) -> None:
        if end - start < 0.01:
            return
        a, b = (self.line.point(s) for s in (start, end))
        colour = mix(self.theme.colour.background, self.theme.colour.gradient, THREAD_HEAT)
        thread = line(np.array([a, b]), colour, THREAD_WIDTH)
        self.add(tagged(thread, Tag("line", "spent")).set_z_index(THREAD))

    def _front_bar(self) -> list[VGroup]:
        if not 0 < self.front < self.line.length:
            return []
        x = float(self.line.point(self.front)[0])
        half = min(self.width_at(self.front) / 2 + 0.05, self.most / 2)
        colour = self.theme.colour[line_role(self.theme, "core")]
        corners = [(0.03, half), (-0.03, half), (-0.03, -half), (0.03, -half), (0.03, half)]
        bar = filled(np.array([(x + dx, self.y + dy, 0) for dx, dy in corners]), colour)
        return [VGroup(tagged(bar, Tag("front", "core"))).set_z_index(FRONT, family=True)]

"""A row of many small steps with the stream of a gradient through them, from the last one back.

The width is linear in the running product and the same in every strip of a scene. Where it falls under a small share
of the first it is a thread; where it would outgrow its row it fades out, and only its number says how far it goes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from rnnanim.mobjects.motion import Cue
from rnnanim.mobjects.parts import FRONT, PART, STREAM, THREAD, WIRE
from rnnanim.mobjects.ribbon import Line, Points, filled, ribbon
from rnnanim.mobjects.tagging import Tag, tagged
from rnnanim.numerics import Reading
from rnnanim.theme import Theme, mix

from manim import Circle, VGroup
from manim import Line as Stroke

SCALE = "strips"
THREAD_SHARE = 0.004  # of the first width: under it the stream is a thread
THREAD_WIDTH, THREAD_HEAT = 1.8, 0.45
FADE, FADES = 1.6, 24  # steps over which a stream that outgrows its row goes out, and in how many pieces
RING, RING_PASSED = 1.6, 2.2


class Strip(VGroup):
    """Small discs on a wire, and the stream through them, which has the width of a power on each edge.

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
    most : float
        Greatest width that the row has room for [scene units].

    Attributes
    ----------
    front : float
        Arc length that the stream has reached.
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
        self.scale, self.radius, self.most, self.lead = scale, radius, most, lead
        self.steps = sorted(columns, reverse=True)
        self.line = Line([(columns[self.steps[0]] + lead, y), (columns[self.steps[len(readings)]], y)], radius=0)
        self.arcs = [self.line.points[0][0] - columns[step] for step in self.steps]
        self.front, self.shown = 0.0, 0.0
        self.edges = [0.0, *self.arcs[: len(self.readings) + 1]]
        self.middles = [self.arcs[0], *((a + b) / 2 for a, b in pairwise(self.edges[1:]))]
        values = [1.0, *(abs(reading.value) for reading in self.readings)]
        self._logs = [math.log(max(value, 1e-300)) for value in values]
        self.drawn = [value * scale <= most for value in values]
        self.thin = [value < THREAD_SHARE for value in values]

    @property
    def leaves(self) -> bool:
        """Whether the stream outgrows its row."""
        return not all(self.drawn)

    @property
    def end_of_sight(self) -> float:
        """Arc length at which the stream begins to go out, a little before it would outgrow its row; or its end."""
        if not self.leaves:
            return self.line.length
        return self.middles[self.drawn.index(False) - 1] - FADE * self.pitch

    def arrive(self, seconds: float) -> Cue:
        """Return the appearing of wire and discs."""
        return Cue(lambda share: (setattr(self, "shown", share), self.draw()), seconds)

    def run(self, seconds: float) -> Cue:
        """Return the run of the stream to its end."""
        return Cue(lambda share: (setattr(self, "front", share * self.line.length), self.draw()), seconds)

    def draw(self) -> Strip:
        """Draw the strip as far as it is shown and the stream as far as it has come."""
        self.submobjects = []
        self._add_wire()
        if self.front > 0:
            self._add_stream()
        for step, arc in zip(self.steps, self.arcs, strict=True):
            self._add_disc(step, passed=0 < arc <= self.front)
        self.add(*self._front_bar())
        return self

    def _add_wire(self) -> None:
        first, last = self.columns[self.steps[-1]], self.columns[self.steps[0]]
        wire = Stroke((first, self.y, 0), (last, self.y, 0), stroke_width=RING, color=self.theme.colour.bed)
        self.add(tagged(wire.set_stroke(opacity=self.shown), Tag("line", "bed")).set_z_index(WIRE))

    def _add_disc(self, step: int, *, passed: bool) -> None:
        tone = ("edge" if self.theme.is_light else "gradient") if passed else "low"
        disc = Circle(self.radius).move_to((self.columns[step], self.y, 0))
        disc.set_fill(self.theme.colour.background, self.shown)
        disc.set_stroke(self.theme.colour[tone], RING_PASSED if passed else RING, self.shown)
        self.add(tagged(disc, Tag("outline", tone)).set_z_index(PART))

    def _add_stream(self) -> None:
        """Add the ribbon as long as it can be seen as one, and the thread beyond."""
        for start, end, thin in self._stretches():
            if thin:
                self._add_thread(start, end)
            else:
                body = ribbon(
                    self.theme, self.line, self._width, start, end, measures=self._measures(start, end), scale=SCALE
                )
                self.add(body.set_z_index(STREAM, family=True))
        if self.leaves and self.front > self.end_of_sight:
            self._add_fading()

    @property
    def pitch(self) -> float:
        """Distance of two steps."""
        return self.arcs[1] - self.arcs[0]

    def _stretches(self) -> list[tuple[float, float, bool]]:
        """Return the stretches of ribbon and of thread up to the front."""
        found: list[tuple[float, float, bool]] = []
        sight = min(self.front, self.end_of_sight)
        for (start, end), thin in zip(pairwise(self.edges), self.thin, strict=True):
            if start >= sight:
                break
            end = min(end, sight)
            if found and found[-1][2] == thin:
                found[-1] = (found[-1][0], end, thin)
            else:
                found.append((start, end, thin))
        return found

    def _measures(self, start: float, end: float) -> tuple[tuple[Reading, float], ...]:
        """Return the products along a stretch with the widths in the middle of their edges."""
        places = self.middles[1:]
        found = tuple((r, self.width_at(s)) for s, r in zip(places, self.readings, strict=True) if start < s < end)
        return found or ((self.readings[0], self.width_at(places[0])),)  # so far it has only come in

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
        thread = Stroke(
            a,
            b,
            stroke_width=THREAD_WIDTH,
            color=mix(self.theme.colour.background, self.theme.colour.gradient, THREAD_HEAT),
        )
        self.add(tagged(thread, Tag("line", "spent")).set_z_index(THREAD))

    def _add_fading(self) -> None:
        """Add the end of a stream that would outgrow its row: as wide as it is, it goes out like light."""
        start, step = self.end_of_sight, FADE * self.pitch / FADES
        for i in reversed(
            range(min(FADES, int((self.front - start) / step + 1)))
        ):  # the faintest lies below the others
            end = min(start + step * (i + 1), self.front)
            piece = ribbon(self.theme, self.line, self._width, start - 0.02, end, fade=((i + 0.5) / FADES) ** 0.8)
            for part in piece.submobjects:
                if part.tag.kind != "glow":
                    self.add(tagged(part, Tag("glow", "gradient")).set_z_index(STREAM))

    def _front_bar(self) -> list[VGroup]:
        if not 0 < self.front < min(self.line.length, self.end_of_sight):
            return []
        x = float(self.line.point(self.front)[0])
        half = self.width_at(self.front) / 2 + 0.05
        colour = self.theme.colour.edge if self.theme.is_light else self.theme.colour.core
        corners = [(0.03, half), (-0.03, half), (-0.03, -half), (0.03, -half), (0.03, half)]
        bar = filled(np.array([(x + dx, self.y + dy, 0) for dx, dy in corners]), colour)
        return [VGroup(tagged(bar, Tag("front", "core"))).set_z_index(FRONT, family=True)]

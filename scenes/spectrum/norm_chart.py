"""The norm of W_h^k on a log ruler, with ρ^k and the bound ‖W_h‖^k beside it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from rnnanim.layout.clearing import box_of
from rnnanim.layout.spreading import spread
from rnnanim.mobjects.base.motion import Cue, together, tween
from rnnanim.mobjects.charts.log_axis import LogAxis
from rnnanim.mobjects.charts.log_line import LogLine
from rnnanim.mobjects.charts.step_ticks import Ticks
from rnnanim.mobjects.text.clear_places import CLEAR, Line, around, meets, straight
from rnnanim.mobjects.text.equation import plate
from rnnanim.mobjects.text.fitting import fitting_one
from rnnanim.mobjects.text.label import Align, Label
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics import Reading
from rnnanim.numerics.matrix_powers import MatrixPowers
from rnnanim.scenes.spectrum.ellipse_row import EllipseRow
from rnnanim.stage.stage import Stage
from rnnanim.theme import Box

from manim import Mobject

TIMES = 20  # powers on the ruler
NAMES = 1.5  # room for names at the right ends
DEEPEST = 12.0  # decades that the ruler goes at most below the largest
HEADROOM = 0.3  # decades above the largest
LIFT = 0.3  # from the ruler up to its head: between them lines leave it
AXIS = 0.55  # room below for the ticks
LEAST, CROWD = 0.5, 0.45  # between two names, and two numbers of the axis
AWAY = (0.3, 0.5, 0.8, 1.2, 1.8, 2.6)  # how far from its line a name may stand
SIDES: tuple[tuple[int, Align], ...] = ((1, "left"), (-1, "right"))
CENTRE = 0.115  # from the middle of a digit to its baseline

Place = tuple[float, float, Align]
"""x and baseline of a label, and what stands on x."""

NORM, RADIUS, BOUND, COVER = "norm(W_h^k)", "rho(W_h)^k", "norm(W_h)^k", "c space rho(W_h)^k"


class NormChart:
    """The ruler, three lines and what is written at them.

    Attributes
    ----------
    norm, radius, bound, cover : LogLine
        The last is ρ^k as often as it takes to lie over the norm.
    lines : list of LogLine
        Those that are shown, that of the norm on top.
    names : dict of LogLine to list of Mobject
        ‖W_h^k‖, ρ^k and ‖W_h‖^k, each at the end of its line or where that leaves the ruler, on its ground.
    taken : list of Line
        What words on the ruler keep clear of.
    row : EllipseRow or None
        Over the ruler, in a room of the height `row`.
    peak : list of Mobject
        The largest norm over its dot, on its ground.
    """

    def __init__(
        self,
        stage: Stage,
        box: Box,
        powers: MatrixPowers,
        name: str,
        *,
        bounds: Sequence[str] = (BOUND, COVER),
        row: float = 0.0,
    ) -> None:
        self.theme, self.powers, (left, right, top, bottom) = stage.theme, powers, box
        self.right = right
        ks = range(1, TIMES + 1)
        logs = [[one(k) for k in ks] for one in (powers.log10_norm, powers.log10_radius, powers.log10_bound)]
        head = stage.words("log_scale", tone="mute")
        lift = LIFT + row
        inner = left, right - NAMES, top - lift - 0.3, bottom + AXIS
        first, *cover = [powers.log10_cover(k, TIMES) for k in range(TIMES + 1)] if COVER in bounds else [logs[0][0]]
        levels = [*logs[:2], [first]]
        self.ruler = LogAxis(self.theme, inner, self._levels(levels), scale=f"norms {name}", head=head, lift=lift)
        self.pitch = (self.ruler.right - self.ruler.left - 0.3) / TIMES
        sizes = [self.powers.analysis.read("power_norm", k) for k in ks]
        self.norm = LogLine(self.theme, self.ruler, sizes, logs[0], self.column, tone="ink", own=True)
        self.radius = LogLine(self.theme, self.ruler, logs[1], logs[1], self.column, tone="wh", dots=False)
        self.bound = LogLine(self.theme, self.ruler, logs[2], logs[2], self.column, tone="mute", dots=False)
        self.cover = LogLine(
            self.theme, self.ruler, cover, cover, self.column, tone="wh", dots=False, start=first.value
        )
        self.sources = {self.radius: RADIUS, self.norm: NORM}
        if COVER in bounds:
            self.sources = {self.cover: COVER, **self.sources}
        if BOUND in bounds:
            self.sources = {self.bound: BOUND, **self.sources}
        self.lines = list(self.sources)
        self.row = EllipseRow(stage, powers, self.norm, self.column, top - 0.3 - row / 2) if row else None
        self.ticks = Ticks(self.theme, {k: self.column(k) for k in self._marked()}, bottom, "k", right - 0.9)
        self.taken: list[Line] = [(line.way, CLEAR) for line in self.lines]
        self.taken.append((around(head), CLEAR))
        if self.row is not None:
            self.taken += [(np.array(straight(*link.ends)), CLEAR) for link in self.row.links]
        self.names: dict[LogLine, list[Mobject]] = {}
        self.peak: list[Mobject] = []

    def write(self, *others: LogLine) -> NormChart:
        """Write the names and the largest norm, clear of the lines and of others on the ruler."""
        self.taken += [(line.way, CLEAR) for line in others]
        self.names = self._name_ends()
        self.peak = self._peak()
        return self

    @staticmethod
    def _levels(logs: Sequence[Sequence[Reading]]) -> list[float]:
        """Return what the ruler holds; where a power is exactly 0 it goes below 1, so that one sees the line fall."""
        every = [one.value for line in logs for one in line]
        finite = [value for value in every if math.isfinite(value)]
        top = max([0.0, *finite])
        fall = [-1.0] if len(finite) < len(every) else []
        return [top + HEADROOM, *fall, *(max(value, top - DEEPEST) for value in finite)]

    def column(self, k: float) -> float:
        """Return the x of a k."""
        return self.ruler.left + 0.15 + self.pitch * k

    def _marked(self) -> list[int]:
        """Return the powers with a number below: those of the ellipses with both ends, or every fifth."""
        ks = self.row.ks if self.row is not None else []
        inner = [
            k for k in ks if self.column(k) - self.column(0) >= CROWD and self.column(TIMES) - self.column(k) >= CROWD
        ]
        apart = all(self.column(b) - self.column(a) >= CROWD for a, b in pairwise(inner))
        return [0, *inner, TIMES] if inner and apart else list(range(0, TIMES + 1, 5))

    def _name_ends(self) -> dict[LogLine, list[Mobject]]:
        """Return the names: of lines that end on the ruler at their ends, of others where they leave it."""
        found = {line: formula(self.theme, source, "small", tone=line.tone) for line, source in self.sources.items()}
        inside = [line for line in self.lines if not line.is_clipped]
        heights = spread([line.position(TIMES)[1] for line in inside], LEAST)
        lift = max([0.0, *(self.ruler.bottom + LEAST / 2 - y for y in heights)])  # clear of the ticks
        for line, y in zip(inside, heights, strict=True):
            self.take(found[line].place(self.column(TIMES) + 0.3, y - CENTRE + lift, "left"))
        for line in self.lines:
            if line.is_clipped:
                self.put_beside(found[line], line)
        return {line: [plate(self.theme, label), label] for line, label in found.items()}

    def take(self, label: Label) -> None:
        """Let others keep clear of a label."""
        self.taken.append((around(label), CLEAR))

    def put(self, label: Label, places: Sequence[Place]) -> None:
        """Put a label at the first of some places on the ruler that is clear of lines and of other labels."""
        _, width, top, bottom = box_of(label.place(0.0, 0.0, "left"))

        def is_free(place: Place) -> bool:
            x, y, align = place
            left = x - {"left": 0.0, "centre": width / 2, "right": width}[align]
            box, ruler = (left, left + width, y + top, y + bottom), self.ruler
            inside = ruler.left <= left and left + width + 2 * CLEAR <= self.right
            inside = inside and ruler.bottom <= y + bottom and y + top <= ruler.top + CLEAR
            return inside and not any(meets(points, box, near) for points, near in self.taken)

        label.place(*next(filter(is_free, places), places[0]))
        self.take(label)

    def put_beside(self, label: Label, line: LogLine) -> None:
        """Put a label beside a line that leaves the ruler, as near to where it does as there is room."""
        along = line.way[::-6]
        sides = [(way * away, align) for away in AWAY for way, align in SIDES]
        self.put(label, [(x + away, y - 0.12, align) for away, align in sides for x, y in along])

    def _peak(self) -> list[Mobject]:
        """Return the largest norm beside its dot."""
        k = self.powers.largest_at(TIMES)
        x, y = self.norm.position(k)
        label = fitting_one(self.theme, self.powers.norm(k), 1.6, "small")
        places: list[Place] = [(x + 0.14, y + 0.14, "left"), (x, y + 0.2, "centre")]
        places += [(x - 0.14, y + 0.14, "right"), (x + 0.25, y - CENTRE, "left"), (x - 0.25, y - CENTRE, "right")]
        places += [
            (x + way * away, y + up, align) for up in (-CENTRE, 0.2, 0.4) for away in AWAY for way, align in SIDES
        ]
        places += [
            (x + away, y + up, "centre") for up in (0.45, -0.5, 0.7, -0.8, 1.0) for away in (0.0, 0.5, -0.5, 1.0, -1.0)
        ]
        self.put(label, places)
        return [plate(self.theme, label), label]

    @property
    def labels(self) -> list[Mobject]:
        """All that is written on the ruler."""
        return [*(part for parts in self.names.values() for part in parts), *self.peak]

    def fade_out(self, seconds: float, *, keep: bool = False) -> Cue:
        """Return the fading of lines and ruler; of `keep` what another ruler takes over stays."""
        lines = [tween(seconds, line, heat=0.0) for line in self.lines]
        return together(self.ruler.fade_out(seconds, keep=keep), *lines)

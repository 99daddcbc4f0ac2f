"""The norm of W_h^k on a log ruler, with ρ^k and the bound ‖W_h‖^k beside it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from rnnanim.mobjects.base.motion import Cue, together, tween
from rnnanim.mobjects.charts.counted_ticks import Ticks
from rnnanim.mobjects.charts.log_axis import LogAxis
from rnnanim.mobjects.charts.log_line import LogLine, spread
from rnnanim.mobjects.text.equation import plate
from rnnanim.mobjects.text.fitting import fitting_one
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics import Reading
from rnnanim.numerics.matrix_powers import MatrixPowers
from rnnanim.stage.stage import Stage
from rnnanim.theme import Box

from manim import Mobject

TIMES = 20  # powers on the ruler
NAMES = 1.5  # room for names at the right ends
DEEPEST = 12.0  # decades that the ruler goes at most below the largest
HEADROOM = 0.3  # decades above the largest
LIFT = 0.3  # from the ruler up to its head: between them lines leave it
AXIS = 0.55  # room below for the ticks
LEAST = 0.5  # between two names
CENTRE = 0.115  # from the middle of a digit to its baseline
OVER = 0.14  # from the dot of the largest norm up and to the right to its number

NORM, RADIUS, BOUND = "norm(W_h^k)", "rho(W_h)^k", "norm(W_h)^k"


class NormChart:
    """The ruler, three lines and what is written at them.

    Attributes
    ----------
    norm, radius, bound : LogLine
    names : list of Label
        ‖W_h^k‖ and ρ^k at the ends of their lines, and ‖W_h‖^k where it leaves the ruler or ends.
    peak : list of Mobject
        The largest norm over its dot, on its ground.
    """

    def __init__(self, stage: Stage, box: Box, powers: MatrixPowers, name: str) -> None:
        self.theme, self.powers, (left, right, top, bottom) = stage.theme, powers, box
        ks = range(1, TIMES + 1)
        logs = [[one(k) for k in ks] for one in (powers.log10_norm, powers.log10_radius, powers.log10_bound)]
        head = stage.words("log_scale", tone="mute")
        inner = left, right - NAMES, top - LIFT - 0.3, bottom + AXIS
        self.ruler = LogAxis(self.theme, inner, self._levels(logs[:2]), scale=f"norms {name}", head=head, lift=LIFT)
        self.pitch = (self.ruler.right - self.ruler.left - 0.3) / TIMES
        sizes = [self.powers.analysis.read("power_norm", k) for k in ks]
        self.norm = LogLine(self.theme, self.ruler, sizes, logs[0], self.column, tone="text", own=True)
        self.radius = LogLine(self.theme, self.ruler, logs[1], logs[1], self.column, tone="wh", dots=False)
        self.bound = LogLine(self.theme, self.ruler, logs[2], logs[2], self.column, tone="mute", dots=False)
        self.ticks = Ticks(self.theme, {k: self.column(k) for k in range(0, TIMES + 1, 5)}, bottom, "k", right - 0.9)
        self.names = self._names()
        self.peak = self._peak()

    @staticmethod
    def _levels(logs: Sequence[Sequence[Reading]]) -> list[float]:
        finite = [one.value for line in logs for one in line if math.isfinite(one.value)]
        top = max([0.0, *finite])
        return [min(top + HEADROOM, max(0.0, top) + HEADROOM), *(max(one, top - DEEPEST) for one in finite)]

    def column(self, k: float) -> float:
        """Return the x of a k."""
        return self.ruler.left + 0.15 + self.pitch * k

    @property
    def lines(self) -> list[LogLine]:
        """The three lines, that of the norm on top."""
        return [self.bound, self.radius, self.norm]

    def _names(self) -> list[Label]:
        """Return the names: of lines that end on the ruler at its right, of others where they leave it."""
        labels = [formula(self.theme, source, "small", tone=tone) for source, tone in ((NORM, "text"), (RADIUS, "wh"))]
        labels.append(formula(self.theme, BOUND, "small", tone="mute"))
        lines = [self.norm, self.radius, self.bound]
        inside = [i for i, line in enumerate(lines) if not line.is_clipped]
        heights = spread([lines[i].position(TIMES)[1] for i in inside], LEAST)
        for i, y in zip(inside, heights, strict=True):
            labels[i].place(self.column(TIMES) + 0.3, y - CENTRE, "left")
        for i, line in enumerate(lines):
            if i not in inside:
                self._place_at_exit(labels[i], line, i)
        return labels

    def _place_at_exit(self, label: Label, line: LogLine, row: int) -> None:
        x, y = line.position(line.exit)
        is_up = y > self.ruler.y(0)
        label.place(x + 0.35, (y - 0.12 if is_up else y + 0.1) - (0.4 * row if is_up else -0.4 * row), "left")

    def _peak(self) -> list[Mobject]:
        """Return the largest norm over its dot."""
        k = self.powers.largest_at(TIMES)
        x, y = self.norm.position(k)
        label = fitting_one(self.theme, self.powers.norm(k), 1.6, "small", "text").place(x + OVER, y + OVER, "left")
        return [plate(self.theme, label), label]

    def fade_out(self, seconds: float, *, keep: bool = False) -> Cue:
        """Return the fading of lines and ruler; of `keep` what another ruler takes over stays."""
        lines = [tween(seconds, line, heat=0.0) for line in self.lines]
        return together(self.ruler.fade_out(seconds, keep=keep), *lines)

"""All singular values of W_h^k over k, where there are too many units for a map: a fan of lines on a log ruler."""

from __future__ import annotations

import math

from rnnanim.mobjects.charts.log_axis import LogAxis
from rnnanim.mobjects.charts.log_line import LogLine
from rnnanim.mobjects.charts.step_ticks import Ticks
from rnnanim.mobjects.text.equation import plate
from rnnanim.mobjects.text.fitting import fitting_one
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics import Reading
from rnnanim.numerics.matrix_powers import MatrixPowers
from rnnanim.scenes.spectrum.region import Region
from rnnanim.stage.stage import Stage

from manim import Mobject

TIMES, MOST_LINES = 8, 12
DEPTH = 4.0  # decades below the lowest of the largest ones that are in sight
NAMES, AXIS = 2.4, 0.55


class SingularFan:
    """The ruler and a line for each singular value, the largest in light.

    Attributes
    ----------
    lines : list of LogLine
        From the smallest that is drawn to the largest.
    labels : list of Mobject
        The largest and the smallest that still are on the ruler at the end, and what they are.
    """

    def __init__(self, stage: Stage, region: Region, powers: MatrixPowers) -> None:
        self.theme, self.powers = stage.theme, powers
        bottom = region.bottom
        box = region.left, region.right - NAMES, region.top - 0.35, bottom + AXIS
        logs = [self._told(i) for i in range(min(powers.size, MOST_LINES))]
        largest = [one.value for one in logs[0]]
        stage.require_finite(
            "a power of W_h", (powers.analysis.read("power_norm", k).value for k in range(1, TIMES + 1))
        )
        floor = min([0.0, *(value for value in largest if math.isfinite(value))]) - DEPTH
        levels = [value.value for line in logs for value in line if value.value >= floor]
        self.ruler = LogAxis(
            self.theme, box, levels, scale="singular values", head=stage.words("singular_values", tone="mute")
        )
        self.pitch = (self.ruler.right - self.ruler.left - 0.3) / TIMES
        self.lines = [self._line(i, line) for i, line in reversed(list(enumerate(logs))) if line]
        self.ticks = Ticks(
            self.theme, {k: self.column(k) for k in range(0, TIMES + 1, 2)}, bottom, "k", self.ruler.right + 0.5
        )
        self.labels = self._labels(stage)

    def column(self, k: float) -> float:
        """Return the x of a k."""
        return self.ruler.left + 0.15 + self.pitch * k

    def _told(self, i: int) -> list[Reading]:
        """Return the logarithms of a singular value up to the last that rounding has left."""
        found = [self.powers.log10_singular_value(k, i) for k in range(1, TIMES + 1)]
        return found[: next((n for n, one in enumerate(found) if math.isnan(one.value)), TIMES)]

    def _line(self, i: int, logs: list[Reading]) -> LogLine:
        sizes = [self.powers.singular_value(k, i) for k in range(1, len(logs) + 1)]
        tone = "text" if i == 0 else "wh"
        return LogLine(self.theme, self.ruler, sizes, logs, self.column, tone=tone, own=i == 0)

    def _labels(self, stage: Stage) -> list[Mobject]:
        """Return the largest one after so many factors, with its name."""
        x, y = self.lines[-1].position(TIMES)
        name = formula(self.theme, f"norm(wh(W_h^({TIMES})))", "small", tone="ink").place(
            x + 0.3, y - 0.11 + 0.22, "left"
        )
        number: Label = fitting_one(self.theme, self.powers.norm(TIMES), NAMES - 0.3, "small", "text")
        return [plate(self.theme, name), name, number.place(x + 0.3, y - 0.11 - 0.22, "left")]

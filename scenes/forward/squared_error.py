"""The loss of one step: half the square of what its output misses, in symbols and in numbers."""

from __future__ import annotations

from rnnanim.layout.frame import Layout
from rnnanim.mobjects.base.motion import Cue
from rnnanim.mobjects.formulas.formula_base import FormulaBase
from rnnanim.mobjects.text.fitting import fitting_one
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.readout import readout
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics import Analysis
from rnnanim.scenes.forward.preactivation_formula import glide
from rnnanim.theme import Theme

from manim import VGroup

TOP, LOW, PITCH = -2.42, -3.24, 0.86  # rows of a wide frame; from row to row in a list
LEFT, EQUALS, START = -5.35, 0.70, 1.02  # of a wide frame; from the left of the formula to what follows
ROOM = 1.5
GAP = 0.05


class SquaredError(FormulaBase):
    """`L_t = ½ (y_t − ŷ_t)²`, below it the numbers of the step; with several outputs the loss alone."""

    def __init__(self, theme: Theme, layout: Layout, analysis: Analysis, step: int) -> None:
        super().__init__()
        self.theme, self.layout = theme, layout
        self.is_wide = layout.band.kind == "columns"
        missed = f"y_({step}) - hat(y)_({step})"
        scalar = analysis.is_scalar
        square = f"frac(1, 2) \\({missed}\\)^2" if scalar else f"frac(1, 2) norm({missed})^2"
        self.symbols = [formula(theme, source) for source in (f"L_({step})", "mute(=)", square)]
        self.value = fitting_one(theme, analysis.read("loss_per_step", step), ROOM, "medium", "loss", fewest=2)
        self.equals = [formula(theme, "=", tone="mute") for _ in range(2)]
        self.miss = self._miss(analysis, step) if scalar else []
        self._place()
        for label in self.labels:
            label.set_fill(opacity=0)
        self.flying = VGroup()
        self.add(*self.labels, self.flying)

    @property
    def labels(self) -> list[Label]:
        """Everything that is written."""
        return [*self.symbols, *self.miss, *self.equals, self.value]

    def ask(self, seconds: float) -> Cue:
        """Return the appearing of the formula."""
        return self.write(seconds, *self.symbols)

    def fill(self, seconds: float) -> Cue:
        """Return the appearing of output and target."""
        return self.write(seconds, *([self.equals[0], *self.miss] if self.miss else []))

    def result(self, seconds: float) -> Cue:
        """Return the appearing of the loss."""
        return self.write(seconds, self.equals[1], self.value)

    @property
    def end(self) -> tuple[float, float]:
        """Where the formula ends, on its baseline [scene units]."""
        return float(self.symbols[2].get_right()[0]), self.symbols[2].baseline_y

    def carry(self, number: Label, seconds: float) -> Cue:
        """Return the flight of the loss to where it stands in the panel: below the picture, then up."""
        start = float(self.value.get_center()[0]), float(self.value.get_center()[1])
        knee = float(number.get_center()[0]), start[1]
        return glide(self.flying, number, [start, knee], seconds, tone="loss", reveal=False)

    def _miss(self, analysis: Analysis, step: int) -> list[Label]:
        """Return ½ ( y − ŷ )² with numbers; a negative target is added."""
        output, target = (analysis.read(name, step, 0) for name in ("y", "target"))
        sign = "+" if target.value < 0 else "-"
        size = "medium" if self.is_wide else "small"
        return [
            formula(self.theme, "frac(1, 2) \\("),
            fitting_one(self.theme, output, ROOM, size, fewest=2),
            formula(self.theme, sign, size, tone="mute"),
            readout(self.theme, target, size, unsigned=target.value < 0),
            formula(self.theme, "\\)^2"),
        ]

    def _place(self) -> None:
        left = LEFT if self.is_wide else self.layout.band.left
        top = TOP if self.is_wide else self.layout.band.top - 0.1
        low = LOW if self.is_wide else top - PITCH
        name, equals, square = self.symbols
        name.place(left, top, "left")
        equals.place(left + EQUALS, top)
        square.place(left + START, top, "left")
        x = left + START
        for label, gap in zip(self.miss, (GAP, 0.16, 0.16, GAP, 0.25), strict=False):
            label.place(x, low, "left")
            x = float(label.get_right()[0]) + gap
        self.equals[0].place(left + EQUALS, low)
        if not self.is_wide and self.miss:
            low, x = low - PITCH * 0.8, left + EQUALS - 0.11
        elif not self.miss:
            x = left + EQUALS - 0.11
        self.equals[1].place(x, low, "left")
        self.value.place(float(self.equals[1].get_right()[0]) + 0.22, low, "left")

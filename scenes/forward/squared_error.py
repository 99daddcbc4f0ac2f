"""The loss of one step: half the square of what its output misses, in symbols and in numbers."""

from __future__ import annotations

from dataclasses import dataclass

from rnnanim.backend.shapes import VGroup
from rnnanim.layout.frame import ByFrame, Layout
from rnnanim.mobjects.base.geometry import Point
from rnnanim.mobjects.base.motion import Cue, fade_in
from rnnanim.mobjects.text.fitting import fitting_one
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.readout import readout
from rnnanim.mobjects.text.rounding import shown
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics import Analysis
from rnnanim.scenes.forward.preactivation_formula import fly_number
from rnnanim.theme import Theme

EQUALS, START = 0.70, 1.02  # from the left of the formula to what follows
NUMBER_ROOM = 1.5
GAP = 0.05
NAME_GAP = 0.24  # from the name of the loss to the middle of its equals sign


@dataclass(frozen=True, slots=True)
class ErrorRoom:
    """How the formula stands in a frame.

    Attributes
    ----------
    start : (x, y) or None
        Where it begins; at the top of the band where it is None.
    pitch : float
        From the symbols down to the numbers.
    size : str
        Type size of the numbers.
    loss_drop : float
        From the numbers down to the loss, if that has a line of its own.
    carries : bool
        Whether there is a free way for the loss into the panel.
    """

    start: Point | None
    pitch: float
    size: str
    loss_drop: float
    carries: bool


ROOM = ByFrame.narrow(
    ErrorRoom((-5.35, -2.42), 0.82, "medium", 0.0, True), ErrorRoom(None, 0.86, "small", 0.688, False)
)


class SquaredError(VGroup):
    """`L_t = ½ (y_t − ŷ_t)²`, below it the numbers of the step; with several outputs the loss alone."""

    def __init__(self, theme: Theme, layout: Layout, analysis: Analysis, step: int) -> None:
        super().__init__()
        self.theme, self.room = theme, layout.choose(ROOM)
        missed = f"y_({step}) - hat(y)_({step})"
        scalar = analysis.spec.O == 1
        square = f"frac(1, 2) \\({missed}\\)^2" if scalar else f"frac(1, 2) norm({missed})^2"
        self.symbols = [formula(theme, source) for source in (f"L_({step})", "mute(=)", square)]
        loss = analysis.read("loss_per_step", step)
        self.value = fitting_one(theme, loss, NUMBER_ROOM, "medium", "loss")
        self.equals = [formula(theme, "=", tone="mute") for _ in range(2)]
        self.numbers = self._numbers(analysis, step) if scalar else []
        if self.numbers and not self._is_exact():
            self.equals[1] = formula(theme, "approx", tone="mute")
        self._place(*(self.room.start or (layout.band.left, layout.band.top - 0.1)))
        labels = [*self.symbols, *self.numbers, *self.equals, self.value]
        for label in labels:
            label.set_fill(opacity=0)
        self.flying = VGroup()
        self.add(*labels, self.flying)

    def write_formula(self, seconds: float) -> Cue:
        """Return the appearing of the formula."""
        return fade_in(seconds, *self.symbols)

    def write_numbers(self, seconds: float) -> Cue:
        """Return the appearing of output and target."""
        return fade_in(seconds, *([self.equals[0], *self.numbers] if self.numbers else []))

    def write_loss(self, seconds: float) -> Cue:
        """Return the appearing of the loss."""
        return fade_in(seconds, self.equals[1], self.value)

    @property
    def end(self) -> Point:
        """Where the formula ends, on its baseline [scene units]."""
        return float(self.symbols[2].get_right()[0]), self.symbols[2].baseline_y

    def fly_loss(self, number: Label, seconds: float) -> Cue | None:
        """Return the flight of the loss to where it stands in the panel: below the picture, then up; if it is free."""
        if not self.room.carries:
            return None
        start = float(self.value.get_center()[0]), float(self.value.get_center()[1])
        corner = float(number.get_center()[0]), start[1]
        return fly_number(number, [start, corner], seconds, among=self.flying, tone="loss")

    def _numbers(self, analysis: Analysis, step: int) -> list[Label]:
        """Return ½ ( y − ŷ )² with numbers; a negative target is added."""
        output, target = (analysis.read(name, step, 0) for name in ("y", "target"))
        sign = "+" if target.value < 0 else "-"
        size = self.room.size
        return [
            formula(self.theme, "frac(1, 2) \\("),
            fitting_one(self.theme, output, NUMBER_ROOM, size),
            formula(self.theme, sign, size, tone="mute"),
            readout(self.theme, target, size, unsigned=target.value < 0),
            formula(self.theme, "\\)^2"),
        ]

    def _is_exact(self) -> bool:
        """Return whether half the square of the numbers as they are written is the loss as it is written."""
        _, output, sign, target, _ = self.numbers
        missed = shown(output) + shown(target) * (1 if "+" in sign.markup else -1)
        found, loss = missed**2 / 2, shown(self.value)
        return not (found.is_finite() and loss.is_finite()) or found.quantize(loss) == loss

    def _place(self, left: float, top: float) -> None:
        low = top - self.room.pitch
        name, equals, square = self.symbols
        name.place(left, top, "left")
        left += max(0.0, name.width + NAME_GAP - EQUALS)  # a long index moves what follows
        equals.place(left + EQUALS, top)
        square.place(left + START, top, "left")
        x = left + START
        for label, gap in zip(self.numbers, (GAP, 0.16, 0.16, GAP, 0.25), strict=False):
            label.place(x, low, "left")
            x = float(label.get_right()[0]) + gap
        self.equals[0].place(left + EQUALS, low)
        if not self.numbers or self.room.loss_drop:
            x = left + EQUALS - 0.11
        if self.numbers:
            low -= self.room.loss_drop
        self.equals[1].place(x, low, "left")
        self.value.place(float(self.equals[1].get_right()[0]) + 0.22, low, "left")

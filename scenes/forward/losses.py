"""The losses of all steps: the formula of each, their panel, and the sum that they add up to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rnnanim.layout.frame import ByFrame
from rnnanim.mobjects.charts.waterfall import Row, Waterfall
from rnnanim.mobjects.text.fitting import fitting_one
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics import Reading
from rnnanim.scenes.forward.squared_error import SquaredError
from rnnanim.stage import Repetition, Stage

WORD_GAP = 0.6  # from the formula of a loss to what its target is called
TOTAL_ROOM = 2.0


@dataclass(frozen=True, slots=True)
class SumRoom:
    """How the sum of the losses stands in a frame.

    Attributes
    ----------
    size : str
        Type size.
    left : float or None
        Where it begins; at the left of the band where it is None.
    drop : float
        Of its baseline below the symbols of the band.
    in_a_row : bool
        Whether its value stands beside it; otherwise in the next line.
    """

    size: str
    left: float | None
    drop: float
    in_a_row: bool


ROOM = ByFrame.narrow(SumRoom("large", -5.35, 0.3, True), SumRoom("medium", None, 0.1, False))


class Losses:
    """What the losses are shown with.

    Attributes
    ----------
    formulas : dict of step to SquaredError
    target_word : list of Label
        What ŷ is, where there is room for it.
    waterfall : Waterfall
        A row for each step that is shown, one for those in between, and the total.
    sum : list of Label
        The total as a sum, its sign and its value.
    """

    def __init__(self, stage: Stage, keys: Sequence[Repetition]) -> None:
        self.stage, self.theme, self.layout, self.analysis = stage, stage.theme, stage.layout, stage.analysis
        self.steps = stage.lesson.network.T
        shown = [int(key) for key in keys if key != "middle"]
        self.formulas = {step: SquaredError(self.theme, self.layout, self.analysis, step) for step in shown}
        self.target_word = self._target_word()
        total = stage.words("loss_total", tone="low")
        rows = [*(self._row(key) for key in keys), Row(total, total.copy(), self.analysis.read("loss"))]
        self.waterfall = Waterfall(self.theme, self.layout.panel, rows, bar=self.layout.bar, hue="loss")
        self.sum = self._sum(keys)

    def _target_word(self) -> list[Label]:
        label = self.stage.words("target", tone="mute")
        x, y = max(formula.end for formula in self.formulas.values())
        label.place(x + WORD_GAP, y, "left")
        return [label] if float(label.get_right()[0]) <= self.layout.safe[1] else []

    @property
    def word_beside_the_panel(self) -> list[Label]:
        """What ŷ is, where it can stand beside the rows when all of them are there."""
        return [word for word in self.target_word if float(word.get_right()[0]) < self.layout.panel[0]]

    def _row(self, key: Repetition) -> Row:
        if key == "middle":
            names = ("loss_between", "loss_between_short")
            full, short = (self.stage.words(name, tone="low", a=2, b=self.steps - 1) for name in names)
            return Row(full, short, self.loss_of(key))
        label = self.stage.words("loss_step", tone="low", k=int(key))
        return Row(label, label.copy(), self.loss_of(key))

    def loss_of(self, key: Repetition) -> Reading:
        """Return the loss of a step, or the sum of those in between."""
        if key == "middle":
            return self.analysis.read("loss_between", 2, self.steps - 1)
        return self.analysis.read("loss_per_step", int(key))

    def _sum(self, keys: Sequence[Repetition]) -> list[Label]:
        room, band = self.layout.choose(ROOM), self.layout.band
        names = [f"L_({key})" if key != "middle" else "dots.c" for key in keys]
        terms = formula(self.theme, "L mute(=) " + " mute(+) ".join(names), room.size)
        left = band.left if room.left is None else room.left
        terms.place(left, band.top - room.drop, "left")
        total = fitting_one(self.theme, self.analysis.read("loss"), TOTAL_ROOM, room.size, "loss")
        equals = formula(self.theme, "=", terms.em, tone="mute")
        right, base = float(terms.get_right()[0]), terms.baseline_y
        if room.in_a_row:
            return [terms, equals.place(right + 0.35, base), total.place(right + 0.7, base, "left")]
        base -= band.pitch
        return [terms, equals.place(left + 0.1, base, "left"), total.place(left + 0.45, base, "left")]

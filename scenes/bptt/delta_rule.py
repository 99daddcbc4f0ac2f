"""The rule of the recursion at one step: its symbols, put together from the picture, and what they come to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rnnanim.mobjects.base.geometry import Point
from rnnanim.mobjects.base.motion import Cue, cut, one_by_one, together
from rnnanim.mobjects.charts.colour_scale import ColourScale
from rnnanim.mobjects.charts.vector_column import VectorColumn
from rnnanim.mobjects.formulas.assembled_formula import AssembledFormula
from rnnanim.mobjects.network.unrolled import step_index
from rnnanim.mobjects.text.fitting import fitting
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.rounding import shown
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics.recursion import Part, Recursion
from rnnanim.scenes.bptt.rooms import RecursionRoom
from rnnanim.stage.stage import Stage

GAP = 0.26  # between the parts of a sum
COLUMN, HIGHEST = 0.24, 0.8  # of cells
CLEAR = 0.65  # from the middle of a unit to where a copy of its symbol is first seen
CENTRE = 0.1  # from a baseline up to the middle of a line


class DeltaRule:
    """`delta_t = W_yᵀ e_t + W_hᵀ diag(sigma'(z_{t+1})) delta_{t+1} = … + … = …`.

    Parameters
    ----------
    t : int
        The step.
    scale : ColourScale
        Of cells, where delta is a vector.

    Attributes
    ----------
    symbols : AssembledFormula
        With the pieces "delta", "equals", "W_y", "e", and of all but the last step "plus", "W_h", "slope", "before".
    values : list
        Signs and numbers or columns behind it.
    """

    def __init__(self, stage: Stage, room: RecursionRoom, t: int, scale: ColourScale) -> None:
        self.stage, self.theme, self.t, self.scale = stage, stage.theme, t, scale
        self.view, self.steps = Recursion(stage.analysis), stage.lesson.network.T
        left, right = stage.layout.safe[:2]
        self.symbols = self._symbols(right - left)
        self.symbols.place(left + 0.08, room.rule, "left")
        self.values = self._values()
        self._place(room, left + 0.08)

    @property
    def is_last(self) -> bool:
        """Whether there is no step behind it, and so a single summand."""
        return self.t == self.steps

    # motion

    def bring(self, seconds: float, *names: str) -> Cue:
        """Return the appearing of pieces in their places."""
        return together(cut(self.show), self.symbols.fade_in(seconds, *names))

    def fly(self, name: str, start: Point, seconds: float, *, by: Sequence[Point] = ()) -> Cue:
        """Return the flight of a piece out of the picture."""
        return self.symbols.fly_copy(name, [start, *by], seconds, em=self.theme.type.tile, clear=CLEAR)

    def show(self) -> None:
        """Put it into the picture."""
        self.stage.show(self.symbols)

    def bring_all(self, seconds: float) -> Cue:
        """Return the appearing of all symbols at once."""
        return self.bring(seconds, *self.symbols.sources)

    def conclude(self, seconds: float) -> Cue:
        """Return the arrival of what it comes to."""
        return self.stage.fade_in(seconds, *self.values)

    def fade_out(self, seconds: float) -> Cue:
        """Return the leaving of all of it."""
        return one_by_one(
            self.stage.fade_out(seconds, self.symbols.label, *self.values), cut(lambda: self.stage.hide(self.symbols))
        )

    # construction

    def _symbols(self, room: float) -> AssembledFormula:
        spec, here, after = self.stage.analysis.spec, step_index(self.t, self.steps), step_index(self.t + 1, self.steps)
        turned = "" if spec.H == spec.O == 1 else "^top"
        slope = f"sigma'(z_{after})" if spec.H == 1 else f'"diag" sigma\'(z_{after})'
        pieces = [
            ("delta", f"delta_{here}"),
            ("equals", "mute(=)"),
            ("W_y", f"W_y{turned}"),
            ("", "thin"),
            ("e", f"e_{here}"),
        ]
        if not self.is_last:
            pieces += [("plus", "mute(+)"), ("W_h", f"wh(W_h{turned})"), ("", "thin"), ("slope", slope)]
            pieces += [("", "thin"), ("before", f"delta_{after}")]
        for size in ("medium", "tile", "small"):
            found = AssembledFormula(self.theme, pieces, getattr(self.theme.type, size))
            if found.label.width <= room:
                break
        return found

    def _values(self) -> list[Any]:
        """Return `= own + carried = delta`, or `= delta` of the last step."""
        parts: list[Part] = ["delta"] if self.is_last else ["own", "carried", "delta"]
        readings = [self.view.size(part, self.t) for part in parts]
        if self.stage.analysis.spec.H > 1:
            columns = [
                VectorColumn(self.theme, self.view.entries(part, self.t), self.scale, width=COLUMN, height=HIGHEST)
                for part in parts
            ]
            return self._joined(columns, "+", "=")
        unsigned = [part == "carried" for part in parts]
        numbers = fitting(self.theme, readings, lambda row: True, "medium", "text", unsigned=unsigned)
        if self.is_last:
            return self._joined(numbers, "+", "=")
        own, carried, delta = (shown(number) for number in numbers)
        is_less = readings[1].value < 0
        adds_up = own + (-carried if is_less else carried) == delta
        return self._joined(numbers, "-" if is_less else "+", "=" if adds_up else "approx")

    def _joined(self, values: Sequence[Any], sign: str, equals: str) -> list[Any]:
        signs = ["="] if self.is_last else ["=", sign, equals]
        labels = [formula(self.theme, source, "medium", "mute") for source in signs]
        return [part for pair in zip(labels, values, strict=True) for part in pair]

    def _place(self, room: RecursionRoom, left: float) -> None:
        """Put the values behind the symbols, or into the line below them."""
        in_a_line = room.rule == room.numbers
        x = float(self.symbols.label.get_right()[0]) + GAP if in_a_line else left + GAP
        for value in self.values:
            if isinstance(value, Label):
                value.place(x, room.numbers, "left")
            else:
                value.move_to((x + float(value.width) / 2, room.numbers + CENTRE, 0))
            x = float(value.get_right()[0]) + GAP

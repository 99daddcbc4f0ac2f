"""One weight times itself: the symbols that came out of the tiles, and below them the power that they make."""

from __future__ import annotations

from rnnanim.mobjects.assembly import Assembly
from rnnanim.mobjects.layout import Point
from rnnanim.mobjects.motion import Cue, together
from rnnanim.mobjects.parts import TEXT
from rnnanim.mobjects.text import Label, formula, readout
from rnnanim.numerics import Reading
from rnnanim.theme import Theme

from manim import VGroup

LINE = 0.8  # from the row of symbols down to the power
GAP = 0.16


class RepeatedWeight(VGroup):
    """W_h × W_h × … and below it what that comes to.

    Parameters
    ----------
    middle : (x, y)
        Of the row of symbols, on its baseline.
    shown : int
        How many symbols the row has; dots stand for the others.
    count : int
        How many times the weight multiplies.
    value : Reading
        What it comes to.
    power : str
        The power as a formula.
    """

    def __init__(self, theme: Theme, middle: Point, shown: int, count: int, value: Reading, power: str) -> None:
        super().__init__()
        self.theme, self.shown, self.count = theme, shown, count
        self.row = Assembly(theme, self._pieces(), theme.type.medium).place(*middle, "centre")
        x, y = middle[0], middle[1] - LINE
        self.power: Label = formula(theme, f"{power} =", "large", tone="mute")
        self.value = readout(theme, value, "large", tone="ink")
        left = x - (self.power.width + GAP + self.value.width) / 2
        self.power.place(left, y, "left")
        self.value.place(left + self.power.width + GAP, y, "left")
        for label in (self.power, self.value):
            label.set_fill(opacity=0).set_z_index(TEXT, family=True)
        self.add(self.row, self.power, self.value)

    def _pieces(self) -> list[tuple[str, str]]:
        """Return the symbols from the left, the first that comes being the last of them."""
        pieces: list[tuple[str, str]] = []
        for i in reversed(range(self.shown)):
            pieces.append((f"w{i}", "wh(W_h)"))
            if i == self.shown - 1 and self.shown < self.count:
                pieces += [("t", "times"), ("dots", "dots.c")]
            pieces += [(f"t{i}", "times")] if i else []
        return pieces

    def fly(self, i: int, way: list[Point], seconds: float) -> Cue:
        """Return the flight of the i-th symbol, counted from the right, and of the sign that joins it."""
        joins = [f"t{i}"] if i else []
        if i == self.shown - 1 and self.shown < self.count:
            joins += ["t", "dots"]
        return self.row.fly(f"w{i}", [*way, self._below(i)], seconds, em=self.theme.type.tile).then(
            self.row.write(0.15, *joins)
        )

    def _below(self, i: int) -> Point:
        x, y = self.row.middle(f"w{i}")
        return x, y - 0.5

    def conclude(self, seconds: float) -> Cue:
        """Return the arrival of the power and of its value."""
        return together(*(Cue(_fading(label), seconds) for label in (self.power, self.value)), lag=seconds)


def _fading(label: Label):  # type: ignore[no-untyped-def]
    return lambda share: label.set_fill(opacity=share)

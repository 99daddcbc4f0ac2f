"""A symbol, an equals sign and the number that the analysis gives it, on one baseline."""

from __future__ import annotations

from typing import Self

from rnnanim.backend.shapes import VGroup
from rnnanim.mobjects.base.layers import WIRE
from rnnanim.mobjects.base.tagging import Tag, tagged
from rnnanim.mobjects.text.fitting import ways
from rnnanim.mobjects.text.label import Align, Label
from rnnanim.mobjects.text.readout import readout
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics import Reading
from rnnanim.theme import Theme

from manim import Rectangle, VMobject

SPACE = 0.36  # between the equals sign and the number, in em
PLATE = 0.05  # by which the ground of a label reaches above and below its ink


class Equation(VGroup):
    """What a symbol is worth.

    Parameters
    ----------
    source : str
        Typst math of the left side, without the equals sign.
    reading : Reading
        The right side.
    room : float
        Width that it may have [scene units].
    tone, number_tone : str
        Colour roles of the two sides; the number is like the symbol where none is given.
    """

    def __init__(
        self,
        theme: Theme,
        source: str,
        reading: Reading,
        size: str = "small",
        *,
        tone: str = "ink",
        number_tone: str | None = None,
        room: float = 4.0,
    ) -> None:
        super().__init__()
        for em, tight in ways(size):
            self.symbol = formula(theme, f"{source} =", em, tone=tone)
            self.gap = SPACE * self.symbol.em
            self.number: Label = readout(theme, reading, em, number_tone or tone, tight=tight)
            if self.symbol.width + self.gap + self.number.width <= room:
                break
        self.add(self.symbol, self.number)
        self.place(0, 0)

    @property
    def baseline_y(self) -> float:
        """Height of the baseline [scene units]."""
        return self.symbol.baseline_y

    def place(self, x: float, y: float, align: Align = "centre") -> Self:
        """Put the baseline on y and the left edge, the centre or the right edge on x."""
        total = self.symbol.width + self.gap + self.number.width
        left = x - {"left": 0.0, "centre": total / 2, "right": total}[align]
        self.symbol.place(left, y, "left")
        self.number.place(left + self.symbol.width + self.gap, y, "left")
        return self


def plate(theme: Theme, label: VMobject, *, beside: float = 2 * PLATE) -> Rectangle:
    """Return the ground of a label, before which lines end; it is not seen yet.

    Parameters
    ----------
    beside : float
        How far it reaches to the left and to the right of the ink [scene units].
    """
    ground = Rectangle(width=label.width + 2 * beside, height=label.height + 2 * PLATE, stroke_width=0)
    ground.move_to(label).set_fill(theme.colour.background, 0).set_z_index(WIRE + 1)
    return tagged(ground, Tag("plate", "background"))

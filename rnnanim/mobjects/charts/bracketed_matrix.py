"""A matrix as it is written: its numbers in columns between brackets, behind its symbol."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

import numpy as np

from rnnanim.backend.shapes import VGroup
from rnnanim.mobjects.base.shapes import stroke_pieces
from rnnanim.mobjects.base.tagging import Tag
from rnnanim.mobjects.text.label import CAPITAL, Align, Label
from rnnanim.mobjects.text.readout import readout
from rnnanim.mobjects.text.words import em_of, formula
from rnnanim.numerics import Reading
from rnnanim.theme import Theme

from manim import Mobject

COLUMN, ROW = 0.75, 1.3  # between two columns and from baseline to baseline, in em
INSIDE, FOOT, BRACKET = 0.28, 0.22, 2.2  # from bracket to number and length of its feet, in em; its stroke
EQUALS = 0.5  # from the equals sign to the bracket, in em


class BracketedMatrix(VGroup):
    """Numbers of a matrix, set flush right.

    Parameters
    ----------
    entries : sequence of sequences of Reading
        Row by row.
    symbol : str
        Typst math of what it is, without the equals sign; "" for none.
    size : str
        Type size.
    tone : str
        Colour role of the symbol.
    """

    def __init__(
        self,
        theme: Theme,
        entries: Sequence[Sequence[Reading]],
        symbol: str = "",
        size: str = "medium",
        *,
        tone: str = "ink",
    ) -> None:
        super().__init__()
        self.theme, self.em = theme, em_of(theme, size)
        self.symbol = formula(theme, f"{symbol} =", size, tone=tone) if symbol else None
        self.numbers = [[readout(theme, entry, size, tight=True) for entry in row] for row in entries]
        self.brackets = VGroup()
        self.add(*self.parts)
        self.place(0.0, 0.0)

    @property
    def parts(self) -> list[Mobject]:
        """Symbol, numbers and brackets: what fades in and out."""
        symbol: list[Mobject] = [] if self.symbol is None else [self.symbol]
        return [*symbol, *(number for row in self.numbers for number in row), self.brackets]

    @property
    def labels(self) -> list[Label]:
        """The numbers, row by row."""
        return [number for row in self.numbers for number in row]

    def place(self, x: float, y: float, align: Align = "left") -> Self:
        """Put the left edge, the centre or the right edge on x, and the middle of its height on y."""
        em, rows = self.em, len(self.numbers)
        widths = [max(float(number.width) for number in column) for column in zip(*self.numbers, strict=True)]
        before = float(self.symbol.width) + EQUALS * em if self.symbol is not None else 0.0
        inner = sum(widths) + COLUMN * em * (len(widths) - 1) + 2 * INSIDE * em
        left = x - {"left": 0.0, "centre": (before + inner) / 2, "right": before + inner}[align]
        if self.symbol is not None:
            self.symbol.place(left, y - CAPITAL * em, "left")
        end = left + before + INSIDE * em
        for column, width in zip(zip(*self.numbers, strict=True), widths, strict=True):
            end += width
            for row, number in enumerate(column):
                number.place(end, y - CAPITAL * em + ((rows - 1) / 2 - row) * ROW * em, "right")
            end += COLUMN * em
        self._draw_brackets(left + before, left + before + inner, y, (rows - 1) * ROW * em / 2 + 0.55 * em)
        return self

    def _draw_brackets(self, left: float, right: float, y: float, half: float) -> None:
        foot = FOOT * self.em
        sides = [
            np.array([(x + way * foot, y + half), (x, y + half), (x, y - half), (x + way * foot, y - half)])
            for x, way in ((left, 1), (right, -1))
        ]
        self.brackets.submobjects = [stroke_pieces(self.theme, sides, Tag("line", "mute"), BRACKET)]

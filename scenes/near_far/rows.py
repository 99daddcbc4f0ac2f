"""Words and numbers beside each other on one baseline."""

from __future__ import annotations

from collections.abc import Sequence

from rnnanim.backend.shapes import VGroup
from rnnanim.mobjects.text.equation import Equation
from rnnanim.mobjects.text.label import Align, Label
from rnnanim.mobjects.text.readout import readout
from rnnanim.mobjects.text.words import words
from rnnanim.numerics import Reading
from rnnanim.theme import Theme

GAP, TIGHT = 0.15, 0.05  # between words and a number, and from a number to its per cent sign

Piece = Label | Equation


class Row(VGroup):
    """Labels and equations on one baseline.

    Parameters
    ----------
    pieces : sequence of Label or Equation
    gaps : sequence of float, optional
        Before each but the first [scene units].
    """

    def __init__(self, pieces: Sequence[Piece], gaps: Sequence[float] = ()) -> None:
        super().__init__(*pieces)
        self.pieces, self.gaps = tuple(pieces), (0.0, *(gaps or [GAP] * (len(pieces) - 1)))
        self.place(0, 0)

    @property
    def wide(self) -> float:
        """From its left to its right edge [scene units]."""
        return float(sum(piece.width for piece in self.pieces)) + sum(self.gaps)

    def place(self, x: float, y: float, align: Align = "centre") -> Row:
        """Put the baseline on y and the left edge, the centre or the right edge on x."""
        left = x - {"left": 0.0, "centre": self.wide / 2, "right": self.wide}[align]
        for piece, gap in zip(self.pieces, self.gaps, strict=True):
            piece.place(left + gap, y, "left")
            left += gap + piece.width
        return self


def percentage(
    theme: Theme, text: Label, reading: Reading, size: str, *, digits: int = 3, after: Sequence[Label] = ()
) -> Row:
    """Return words and so many per cent."""
    number = readout(theme, reading, size, "text", digits=digits)
    sign = words(theme, "%", number.em, "text")
    return Row([text, number, sign, *after], [GAP, TIGHT, *[GAP] * len(after)])

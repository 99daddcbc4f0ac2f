"""Numbers of the analysis as the viewer reads them."""

from __future__ import annotations

from typing import Self

from rnnanim.figures import figure, figure_of
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.words import em_of
from rnnanim.numerics import Reading
from rnnanim.theme import Theme

THIN_TIMES = ' class("normal", times) '


class Readout(Label):
    """A number of the analysis; `reading` says which."""

    reading: Reading

    def __init__(
        self, theme: Theme, reading: Reading, em: float, tone: str, *, digits: int, tight: bool, unsigned: bool
    ) -> None:
        self._digits, self._tight, self._unsigned = digits, tight, unsigned
        source = self._source(reading)
        super().__init__(theme, source, em, kind="number", tone=tone, reading=reading)

    def show(self, reading: Reading) -> Self:
        """Show another number in place: same baseline, alignment, size, tone and opacity."""
        source, opacity = self._source(reading), self.glyphs[0].get_fill_opacity()
        x, y = self._edge(), self.baseline_y
        self.reading = reading
        self._set(source, self.em)
        self.set_fill(opacity=opacity)
        return self.place(x, y, self._align)

    def _source(self, reading: Reading) -> str:
        if not isinstance(reading, Reading):
            raise TypeError(f"a readout shows a Reading of the analysis, got {type(reading).__name__} {reading!r}")
        value = abs(reading.value) if self._unsigned and not reading.field.startswith("log10_") else reading.value
        source = figure_of(reading.field, value, self._digits).typst
        return f"${source.replace(' times ', THIN_TIMES) if self._tight else source}$"


def readout(
    theme: Theme,
    reading: Reading,
    size: str | float = "small",
    tone: str = "ink",
    *,
    digits: int = 3,
    tight: bool = False,
    unsigned: bool = False,
) -> Readout:
    """Return a number of the analysis; TypeError for a bare float, because every number on screen is computed.

    Parameters
    ----------
    digits : int
        Significant ones; fewer than three for the cells of a table alone.
    tight : bool
        Without spaces round the × of a power of ten.
    unsigned : bool
        The sign stands before it, as the operator of a sum.
    """
    return Readout(theme, reading, em_of(theme, size), tone, digits=digits, tight=tight, unsigned=unsigned)


def format_number(value: float, digits: int = 3) -> str:
    """Return a number as Typst math: three significant digits, exact ones short, powers of ten far from 1.

    >>> [format_number(v) for v in (0.12096, 80.0, -0.5, 7.6e-6, 0.99996)]
    ['0.121', '80', '-0.5', '7.6 times 10^(-6)', '1.00']
    """
    return figure(value, digits).typst

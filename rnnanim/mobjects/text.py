"""Words, formulas and numbers, from one engine: what the scenes call to get a `Label`."""

from __future__ import annotations

from typing import Self

from rnnanim.backend import check_glyphs
from rnnanim.figures import figure, figure_of
from rnnanim.mobjects.label import Align, Glyph, Label
from rnnanim.numerics import Reading
from rnnanim.theme import Theme

__all__ = ["Align", "Glyph", "Label", "Readout", "escape", "format_number", "formula", "readout", "words"]


class Readout(Label):
    """A number of the analysis; `reading` says which."""

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


THIN_TIMES = ' class("normal", times) '


def words(
    theme: Theme,
    markup: str,
    size: str | float = "small",
    tone: str = "ink",
    weight: int = 400,
    language: str = "en",
) -> Label:
    """Return a line of words, Typst markup with math between dollars; ``#wx[…]``, ``#mute[…]`` colour parts of it.

    Parameters
    ----------
    size : str or float
        Name in the theme's type sizes, or an em [scene units].
    weight : int
        400, or 600 for titles and heads.

    Raises
    ------
    MissingGlyph
        Before anything is drawn, for a character that no font has.
    """
    check_glyphs(markup, "words", weight)
    return Label(theme, markup, _em(theme, size), kind="words", tone=tone, weight=weight, language=language)


def formula(theme: Theme, source: str, size: str | float = "medium", tone: str = "ink") -> Label:
    """Return a formula, Typst math; ``wx(…)``, ``mute(…)`` colour parts of it, ``part("name", …)`` names one."""
    check_glyphs(source, "math")
    return Label(theme, f"${source}$", _em(theme, size), kind="formula", tone=tone)


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
        Significant ones.
    tight : bool
        Without spaces round the × of a power of ten.
    unsigned : bool
        The sign stands before it, as the operator of a sum.
    """
    return Readout(theme, reading, _em(theme, size), tone, digits=digits, tight=tight, unsigned=unsigned)


def escape(text: str) -> str:
    r"""Return plain text as markup that shows it letter by letter.

    >>> print(escape("a_b #1"))
    a\_b \#1
    """
    return "".join(f"\\{c}" if c in "\\#$*_`<>@~[]=-+/'\"" else c for c in text)


def format_number(value: float, digits: int = 3) -> str:
    """Return a number as Typst math: three significant digits, exact ones short, powers of ten far from 1.

    >>> [format_number(v) for v in (0.12096, 80.0, -0.5, 7.6e-6, 0.99996)]
    ['0.121', '80', '-0.5', '7.6 times 10^(-6)', '1.00']
    """
    return figure(value, digits).typst


def _em(theme: Theme, size: str | float) -> float:
    return float(getattr(theme.type, size)) if isinstance(size, str) else float(size)

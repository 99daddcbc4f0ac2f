"""Words, formulas and numbers, from one engine: what the scenes call to get a `Label`."""

from __future__ import annotations

from rnnanim.backend import check_glyphs
from rnnanim.mobjects.text.label import Label
from rnnanim.theme import Theme

SIZES = ["large", "medium", "small"]


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
    return Label(theme, markup, em_of(theme, size), kind="words", tone=tone, weight=weight, language=language)


def formula(theme: Theme, source: str, size: str | float = "medium", tone: str = "ink") -> Label:
    """Return a formula, Typst math; ``wx(…)``, ``mute(…)`` colour parts of it, ``part("name", …)`` names one."""
    check_glyphs(source, "math")
    return Label(theme, f"${source}$", em_of(theme, size), kind="formula", tone=tone)


def escape(text: str) -> str:
    r"""Return plain text as markup that shows it letter by letter.

    >>> print(escape("a_b #1"))
    a\_b \#1
    """
    return "".join(f"\\{c}" if c in "\\#$*_`<>@~[]=-+/'\"" else c for c in text)


def sizes_from(largest: str) -> list[str]:
    """Return the names of the type sizes from one down: what is tried in turn where there is little room.

    >>> sizes_from("medium")
    ['medium', 'small']
    """
    return SIZES[SIZES.index(largest) :]


def em_of(theme: Theme, size: str | float) -> float:
    """Return a type size [scene units]: a name of the theme's, or itself."""
    return float(getattr(theme.type, size)) if isinstance(size, str) else float(size)

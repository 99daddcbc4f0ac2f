"""Which colour role of the theme a symbol has, and which stands in for a hue where the ground is light."""

from rnnanim.theme import Theme

HUE = {"W_x": "wx", "W_h": "wh", "W_y": "wy"}


def hue_of(symbol: str) -> str:
    """Return the role of a weight's hue, the same in every layer.

    >>> hue_of("W_h"), hue_of("W_h^((2))")
    ('wh', 'wh')
    """
    return HUE[symbol.partition("^")[0]]


def line_role(theme: Theme, role: str) -> str:
    """Return the role of a thin line: on a light ground amber is too faint for one, and its bank stands in."""
    return "edge" if theme.is_light and role in ("gradient", "core") else role


def text_role(theme: Theme, role: str) -> str:
    """Return the role of letters: on a light ground those that shine have the colour of the other numbers."""
    return "text" if theme.is_light and role == "core" else role

"""What a mobject tells `rnnanim check` about itself: its kind, its colour role, and the number that it draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from rnnanim.numerics import Reading

from manim import VMobject

Kind = Literal["line", "outline", "plate", "glow", "ribbon", "bar", "front"]
"""`line` and `outline` may not be run into by text; a `plate` hides what lies below it; `ribbon` and `bar` measure."""


@dataclass(frozen=True, slots=True)
class Tag:
    """Kind and colour role of one drawn shape, and for a measure the reading and the size it is drawn with.

    Parameters
    ----------
    kind : Kind
    tone : str
        Colour role of the theme.
    readings : tuple of Reading
        The numbers that a ribbon or bar draws; empty for everything else.
    sizes : tuple of float
        Width or length as drawn for each of them [scene units].
    """

    kind: Kind
    tone: str
    readings: tuple[Reading, ...] = ()
    sizes: tuple[float, ...] = ()


def tagged(mobject: Any, tag: Tag) -> Any:
    """Return the mobject, tagged."""
    mobject.tag = tag
    return mobject


def tag_of(mobject: VMobject) -> Tag | None:
    """Return the tag of a mobject, if it has one."""
    return getattr(mobject, "tag", None)

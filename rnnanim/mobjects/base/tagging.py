"""What a mobject tells `rnnanim check` about itself: its kind, its colour role, and the number that it draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from rnnanim.numerics import Reading, Series

Kind = Literal["line", "outline", "plate", "glow", "ribbon", "bar", "front", "mark", "curve"]
"""`line` and `outline` may not be run into by text; a `plate` hides what lies below it.

`ribbon`, `bar` and `mark` measure: width, length, and any other size, as the side of a square or a place on an axis.
A `curve` is a line that draws a series.
"""
Law = Literal["linear", "log", "area"]
"""How a size follows its number: in proportion, its logarithm by a constant step a decade, or its square."""


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
    law : Law
        How the sizes follow the readings.
    scale : str
        Name of the scale that the sizes share with others of the scene; empty for one of the panel's own.
    series : Series or None
        What a curve draws.
    """

    kind: Kind
    tone: str
    readings: tuple[Reading, ...] = ()
    sizes: tuple[float, ...] = ()
    law: Law = "linear"
    scale: str = ""
    series: Series | None = None


@dataclass(frozen=True, slots=True)
class Flight:
    """Where a copy of a text leaves and where it lands: it is not held against what stands there."""

    start: tuple[float, float]
    end: tuple[float, float]

    @classmethod
    def between(cls, start: Any, end: Any) -> Flight:
        """Return the flight between two points of two or three coordinates."""
        return cls((float(start[0]), float(start[1])), (float(end[0]), float(end[1])))


@dataclass(frozen=True, slots=True)
class Overlay:
    """Two things of a scene that are meant to lie on each other.

    Parameters
    ----------
    one, other : str
        What `check` calls them, as patterns: ``"W_h*"``, ``"Edge*"``.
    reason : str
        Why the viewer is not disturbed.
    """

    one: str
    other: str
    reason: str


def tagged(mobject: Any, tag: Tag) -> Any:
    """Return the mobject, tagged."""
    mobject.tag = tag
    return mobject

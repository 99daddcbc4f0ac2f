"""What a rule is given, a moment of a scene, and what it gives back, findings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from rnnanim.audit.geometry import Array

if TYPE_CHECKING:
    from rnnanim.audit.seeing import Picture, Shape, Text
    from rnnanim.theme import Theme

IDLE_ROLES = frozenset({"low", "bed", "spent"})
"""Colour roles of what is not spoken of."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What is seen in a scene at one time.

    Parameters
    ----------
    is_still : bool
        Nothing moves: a play has just ended.
    at_rest : bool
        The beat has ended, too.
    """

    scene: Any
    beat: str
    time: float
    picture: Picture
    is_still: bool = False
    at_rest: bool = False

    @property
    def theme(self) -> Theme:
        """The look that the scene is drawn in."""
        theme: Theme = self.scene.theme
        return theme


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault at a moment; of several with one kind and one key in a beat the worst is reported.

    Parameters
    ----------
    amount : float
        How bad it is, to compare findings of one key.
    """

    kind: str
    key: tuple[object, ...]
    what: str
    where: str
    amount: float = 0.0


def at(box: Array | Sequence[float]) -> str:
    """Return the middle of a box as it is written in a report.

    >>> at([0, 0, 1, 3])
    'x 0.50, y 1.50'
    """
    left, bottom, right, top = box
    return f"x {(left + right) / 2:.2f}, y {(bottom + top) / 2:.2f}"


def spared(text: Text, other: Text | Shape) -> bool:
    """Return whether a text is a copy that is just leaving another thing, or landing on it."""
    flight = text.flight
    if flight is None:
        same = getattr(text.mobject, "flies", False)
        return bool(same) and text.name == other.name
    return any(_inside(point, box) for box in _boxes(other) for point in (flight.start, flight.end))


def _inside(point: tuple[float, float], box: Array) -> bool:
    margin = 0.05
    return bool((box[:2] - margin <= point).all() and (box[2:] + margin >= point).all())


def _boxes(thing: Text | Shape) -> Iterator[Array]:
    """Yield the boxes of a text, and of a shape those of the texts that stand in its own group: they are one part."""
    yield thing.box
    for parent in reversed(thing.parents):
        if type(parent).__name__ not in ("VGroup", "Group"):
            for child in parent.submobjects:
                if hasattr(child, "markup") and len(child.submobjects):
                    yield np.concatenate([child.get_corner((-1, -1, 0))[:2], child.get_corner((1, 1, 0))[:2]])
            return

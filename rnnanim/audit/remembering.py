"""A rule of one text or shape at a time: asked anew only where it, or something round it, looks different."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rnnanim.audit.moment import Finding, Moment
from rnnanim.audit.seeing import Shape, Text


class Remembered:
    """Keeps what a rule has found of a thing among its neighbours.

    Parameters
    ----------
    rule : callable
        Takes a moment and one of its texts or shapes, and looks at nothing that is farther from it than `room`.
    room : float
        [scene units]
    """

    def __init__(self, rule: Callable[[Moment, Text | Shape], Iterator[Finding]], room: float = 0.0) -> None:
        self.rule, self.room = rule, room
        self._found: dict[tuple[object, ...], tuple[Finding, ...]] = {}

    def __call__(self, moment: Moment, thing: Text | Shape) -> tuple[Finding, ...]:
        """Return what the rule finds of a thing."""
        if vars(thing.mobject).get("flies"):  # what a copy in flight may cross depends on more than the picture
            return tuple(self.rule(moment, thing))
        key = (thing.digest, moment.is_still, moment.at_rest, moment.picture.around(thing, self.room))
        if key not in self._found:
            self._found[key] = tuple(self.rule(moment, thing))
        return self._found[key]

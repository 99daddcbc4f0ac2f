"""Whole numbers under an axis, and the letter that counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rnnanim.backend.shapes import VGroup
from rnnanim.mobjects.base.motion import Cue, fade_in
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.words import formula
from rnnanim.theme import Theme


class Ticks(VGroup):
    """Whole numbers under an axis, and at its end the letter that counts.

    Parameters
    ----------
    places : dict of number to x
    y : float
        Their baseline.
    end : float
        x of the letter.
    """

    is_axis = True

    def __init__(self, theme: Theme, places: Mapping[int, float], y: float, letter: str, end: float) -> None:
        super().__init__()
        size = theme.type.small
        self.labels: dict[int, Label] = {
            number: formula(theme, str(number), size, tone="mute").place(x, y) for number, x in places.items()
        }
        self.letter = formula(theme, letter, size, tone="mute").place(end, y)
        for label in (*self.labels.values(), self.letter):
            self.add(label.set_fill(opacity=0))

    def fade_in(self, number: int, seconds: float) -> Cue:
        """Return the fading in of one number; the letter comes with the first."""
        first = number == next(iter(self.labels))
        return fade_in(seconds, self.labels[number], *([self.letter] if first else []))

    def transform_into(self, other: Ticks, place: Callable[[float], float], seconds: float) -> Cue:
        """Return the change into other numbers: these slide to where they mean the same, and go as those come.

        Parameters
        ----------
        place : callable
            Takes one of these numbers and returns its x among the others.
        """
        ways = [(label, float(label.get_center()[0]), place(number)) for number, label in self.labels.items()]
        ways.append((self.letter, float(self.letter.get_center()[0]), float(other.letter.get_center()[0])))

        def apply(share: float) -> None:
            for label, start, end in ways:
                label.move_to((start + (end - start) * share, label.get_center()[1], 0))
                label.set_fill(opacity=max(0.0, 1 - 2 * share))
            for label in (*other.labels.values(), other.letter):
                label.set_fill(opacity=max(0.0, 2 * share - 1))

        return Cue(apply, seconds)

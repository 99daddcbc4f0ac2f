"""Numbers in a room: set tighter, then smaller, all of a row alike; how each is written never changes for room."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.readout import readout
from rnnanim.mobjects.text.words import sizes_from
from rnnanim.numerics import Reading
from rnnanim.theme import Theme

Fits = Callable[[Sequence[Label]], bool]


def fitting(
    theme: Theme,
    readings: Sequence[Reading],
    fits: Fits,
    size: str,
    tone: str = "ink",
    *,
    unsigned: Sequence[bool] | None = None,
) -> list[Label]:
    """Return readouts of one size, the largest that fit; the last resort where nothing does.

    Parameters
    ----------
    fits : callable
        Takes the readouts and says whether they have room.
    size : str
        The largest type size to try; "small" is the smallest.
    unsigned : sequence of bool, optional
        For each number, whether its sign is written before it as an operator.
    """
    signs = unsigned or [False] * len(readings)
    labels: list[Label] = []
    for em, tight in ways(size):
        labels = [
            readout(theme, reading, em, tone, tight=tight, unsigned=sign)
            for reading, sign in zip(readings, signs, strict=True)
        ]
        if fits(labels):
            break
    return labels


def fitting_row(
    theme: Theme, readings: Sequence[Reading], room: float, size: str, tone: str, *, unsigned: Sequence[bool]
) -> list[Label]:
    """Return readouts of one size, each at most `room` wide if they can be."""
    return fitting(theme, readings, lambda row: all(x.width <= room for x in row), size, tone, unsigned=unsigned)


def fitting_one(theme: Theme, reading: Reading, room: float, size: str, tone: str = "ink") -> Label:
    """Return a readout that is at most `room` wide if it can be."""
    return fitting(theme, [reading], lambda labels: labels[0].width <= room, size, tone)[0]


def ways(size: str) -> Iterator[tuple[str, bool]]:
    """Yield sizes, each without and with tight powers of ten, the largest first."""
    return ((em, tight) for em in sizes_from(size) for tight in (False, True))

"""Numbers in a room: set tighter, then smaller, then with fewer digits, all of a row alike."""

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
    fewest: int = 1,
) -> list[Label]:
    """Return readouts of one size, the largest and most exact that fit; the last resort where nothing does.

    Parameters
    ----------
    fits : callable
        Takes the readouts and says whether they have room.
    size : str
        The largest type size to try; "small" is the smallest.
    unsigned : sequence of bool, optional
        For each number, whether its sign is written before it as an operator.
    fewest : int
        Significant digits to keep at least.
    """
    signs = unsigned or [False] * len(readings)
    labels: list[Label] = []
    for em, digits, tight in _ways(size, fewest):
        labels = [
            readout(theme, reading, em, tone, digits=digits, tight=tight, unsigned=sign)
            for reading, sign in zip(readings, signs, strict=True)
        ]
        if fits(labels):
            break
    return labels


def fitting_row(
    theme: Theme, readings: Sequence[Reading], room: float, size: str, tone: str, *, unsigned: Sequence[bool]
) -> list[Label]:
    """Return readouts of one size, each at most `room` wide; only what has a power of ten loses digits for it.

    A smaller size comes before a number of one digit, which would round 9.6 to 10.
    """
    row: list[Label] = []
    for em, least in ((em, least) for least in (2, 1) for em in sizes_from(size)):
        row = []
        for reading, sign in zip(readings, unsigned, strict=True):
            label = readout(theme, reading, em, tone, unsigned=sign)
            for digits in range(3, least - 1, -1) if "10^" in label.markup else ():
                if label.width > room:
                    label = readout(theme, reading, em, tone, digits=digits, tight=True, unsigned=sign)
            row.append(label)
        if all(label.width <= room for label in row):
            break
    return row


def fitting_one(theme: Theme, reading: Reading, room: float, size: str, tone: str = "ink", *, fewest: int = 1) -> Label:
    """Return a readout that is at most `room` wide if it can be."""
    return fitting(theme, [reading], lambda labels: labels[0].width <= room, size, tone, fewest=fewest)[0]


def _ways(size: str, fewest: int) -> Iterator[tuple[str, int, bool]]:
    for digits in range(3, fewest - 1, -1):
        for em in sizes_from(size):
            yield em, digits, False
            yield em, digits, True

"""The numbers at the bars of a waterfall of steps: as many of the nearest as have room."""

from __future__ import annotations

from collections.abc import Iterator

from rnnanim.mobjects.charts.step_waterfall import StepWaterfall
from rnnanim.mobjects.text.label import CAPITAL, Label
from rnnanim.mobjects.text.readout import readout
from rnnanim.theme import Box, Theme

MOST = 3
BESIDE, ABOVE, CLEAR = 0.14, 0.14, 0.07  # from a bar to its number at its side, and over it; from that to other things


def numbers_at_bars(theme: Theme, bars: StepWaterfall, steps: int, right: float) -> list[Label]:
    """Return the numbers of the nearest terms, at the right of their bars or above or below them.

    Parameters
    ----------
    steps : int
        How many terms there are.
    right : float
        Where the room ends.
    """
    terms, found = bars.terms[steps], []
    ends, count = terms.ends, len(terms.each)
    taken = list(_boxes(bars, steps))
    width = bars.width_for(count)
    for j, reading in enumerate(terms.each[:MOST]):
        label = readout(theme, reading, "small", "text", tight=True)
        x, (low, high) = bars.column(j, count), sorted(map(bars.y, ends[j : j + 2]))
        drop = CAPITAL * label.em
        spots = [
            (x + width / 2 + BESIDE + label.width / 2, (low + high) / 2 - drop),
            (x, high + ABOVE),
            (x, low - ABOVE - 2 * drop),
        ]
        for spot in spots:
            label.place(*spot)
            box = label.get_left()[0], label.get_right()[0], label.get_top()[1], label.get_bottom()[1]
            if box[1] <= right and not any(_meet(box, other) for other in taken):
                found.append(label)
                taken.append(box)
                break
        else:
            break
    return found


def _boxes(bars: StepWaterfall, steps: int) -> Iterator[Box]:
    """Yield where bars and the lines between them are."""
    terms = bars.terms[steps]
    ends, count = terms.ends, len(terms.each)
    half = bars.width_for(count) / 2
    yield bars.box[0], bars.column(0, count) + half, bars.y(0), bars.y(0)
    for j in range(count):
        x, (low, high) = bars.column(j, count), sorted(map(bars.y, ends[j : j + 2]))
        yield x - half, x + half, high, low
        onward = bars.column(j + 1, count) if j + 1 < count else bars.box[0]
        yield onward, x - half, bars.y(ends[j + 1]), bars.y(ends[j + 1])


def _meet(a: Box, b: Box) -> bool:
    """Return whether two boxes, left, right, top and bottom, come closer than they may."""
    return a[0] < b[1] + CLEAR and b[0] < a[1] + CLEAR and a[3] < b[2] + CLEAR and b[3] < a[2] + CLEAR

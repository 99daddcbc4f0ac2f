"""Where a picture has to be drawn anew: what of it differs from the one before, and in which rectangles it lies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

Look = tuple[Any, ...]
"""All that decides how one shape is drawn."""


class Box(NamedTuple):
    """A rectangle of pixels, from the first row and column to those behind the last."""

    left: int
    top: int
    right: int
    bottom: int


APART = 4000  # pixels that are rather drawn once more than in a pass of their own


def joined(boxes: Iterable[Box]) -> list[Box]:
    """Return few boxes that cover all, drawn together where that costs less than a pass for each."""
    result: list[Box] = []
    for left, top, right, bottom in sorted({*boxes}, key=_size, reverse=True):  # most lie in the largest
        if left >= right or top >= bottom:  # out of the frame
            continue
        n = 0
        while n < len(result):
            a, b, c, d = result[n]
            x, y, z, w = min(a, left), min(b, top), max(c, right), max(d, bottom)
            if (z - x) * (w - y) <= (c - a) * (d - b) + (right - left) * (bottom - top) + APART:
                left, top, right, bottom = x, y, z, w
                del result[n]
                n = 0  # what is larger now may be near to those that were not
            else:
                n += 1
        result.append(Box(left, top, right, bottom))
    return result


def _size(box: Box) -> int:
    return (box.right - box.left) * (box.bottom - box.top)


def differing(old: Sequence[Look], new: Sequence[Look]) -> tuple[list[int], list[int]]:
    """Return the places in `new` of what came or changed its place in the order, and those in `old` of what went."""
    places: dict[Look, list[int]] = {}
    for place in range(len(old) - 1, -1, -1):
        places.setdefault(old[place], []).append(place)
    came, kept, highest = [], set[int](), -1
    for n, look in enumerate(new):
        place = ahead.pop() if (ahead := places.get(look)) else -1
        if place > highest:
            kept.add(place)
            highest = place
        else:
            came.append(n)
    return came, [place for place in range(len(old)) if place not in kept]

"""The heights of contour lines: where each is written, and the line that makes room for it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rnnanim.numerics.scaled import Array
from rnnanim.theme import Box

PAD = 0.06  # around a name [scene units]
ENOUGH = 0.10  # clearance beyond which one place is as good as another [scene units]
EVERY = 0.06  # distance of the places that are tried


def name_places(
    lines: Sequence[Sequence[Array]], sizes: Sequence[Array], box: Box, keep_clear: Sequence[Array] = ()
) -> list[Array | None]:
    """Return the middle of the name of each level, on one of its lines; None where none has room.

    Parameters
    ----------
    lines : for each level its lines, (n, 2)
        In scene units.
    sizes : for each level (width, height)
    keep_clear : list of (2,)
        Places that no name may hide.
    """
    sampled = [np.vstack([_sampled(line) for line in level] or [np.zeros((0, 2))]) for level in lines]
    taken = [np.asarray(place, float) for place in keep_clear]
    found: list[Array | None] = []
    for n, (own, size) in enumerate(zip(sampled, sizes, strict=True)):
        others = np.vstack([*(points for m, points in enumerate(sampled) if m != n), *(t[None] for t in taken)])
        place = _best(own, size, others, box, found[-1] if found else None)
        found.append(place)
        if place is not None:
            taken += [place, place + size * [0.5, 0], place - size * [0.5, 0]]
    return found


def without(line: Array, middle: Array, size: Array) -> list[Array]:
    """Return the pieces of a line outside of a box."""
    fine = _sampled(line, EVERY / 4)
    hidden = (np.abs(fine - middle) < size / 2 + PAD).all(axis=1)
    if not hidden.any():
        return [line]
    edges = np.flatnonzero(np.diff(np.concatenate([[True], hidden, [True]]).astype(int)))
    return [fine[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True) if b - a > 1]


def _best(own: Array, size: Array, others: Array, box: Box, before: Array | None) -> Array | None:
    """Return the place with the most room around it, of equal ones that nearest to the name before."""
    left, right, top, bottom = box
    half = size / 2 + PAD
    is_inside = (own > np.array([left, bottom]) + half).all(axis=1) & (own < np.array([right, top]) - half).all(axis=1)
    own = own[is_inside]
    if not len(own):
        return None
    room = _clearance(own, others, half)
    if room.max() <= 0:
        return None
    target = np.array([(left + right) / 2, (bottom + top) / 2]) if before is None else before
    worth = np.minimum(room, ENOUGH) - 0.02 * np.hypot(*(own - target).T)
    return np.asarray(own[int(np.argmax(np.where(room > 0, worth, -np.inf)))])


def _clearance(points: Array, others: Array, half: Array) -> Array:
    """Return how far a box around each point is from all of the others; not positive where one is inside."""
    if not len(others):
        return np.full(len(points), ENOUGH)
    outside = np.maximum(np.abs(points[:, None] - others[None]) - half, 0.0)
    return np.asarray(np.hypot(outside[..., 0], outside[..., 1]).min(axis=1))


def _sampled(line: Array, every: float = EVERY) -> Array:
    """Return points on a line at equal distances."""
    marks = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    places = np.linspace(0, marks[-1], max(2, int(marks[-1] / every) + 1))
    return np.column_stack([np.interp(places, marks, line[:, axis]) for axis in (0, 1)])

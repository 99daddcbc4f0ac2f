"""Boxes, lines and outlines as arrays: do they meet, and what covers what."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

BOX_OF_NOTHING = (np.inf, np.inf, -np.inf, -np.inf)


def box_of(points: Array) -> Array:
    """Return left, bottom, right and top of points, the box of nothing if there are none."""
    if not len(points):
        return np.array(BOX_OF_NOTHING)
    return np.concatenate([points[:, :2].min(axis=0), points[:, :2].max(axis=0)])


def union(boxes: Array) -> Array:
    """Return the box round boxes.

    >>> union(np.array([[0.0, 0, 1, 1], [2, -1, 3, 0]])).tolist()
    [0.0, -1.0, 3.0, 1.0]
    """
    if not len(boxes):
        return np.array(BOX_OF_NOTHING)
    return np.concatenate([boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)])


def depths(a: Array, b: Array) -> Array:
    """Return how far each box of `a` (n, 4) reaches into each of `b` (m, 4); negative for a gap between them.

    >>> depths(np.array([[0.0, 0, 1, 1]]), np.array([[0.9, 0, 2, 1], [3.0, 0, 4, 1]])).round(3).tolist()
    [[0.1, -2.0]]
    """
    low = np.maximum(a[:, None, :2], b[None, :, :2])
    high = np.minimum(a[:, None, 2:], b[None, :, 2:])
    return np.asarray((high - low).min(axis=-1))


def shared(a: Array, b: Array) -> Array:
    """Return the box that two boxes have in common."""
    return np.concatenate([np.maximum(a[:2], b[:2]), np.minimum(a[2:], b[2:])])


def grown(boxes: Array, by: float) -> Array:
    """Return boxes larger by so much on each side; one that would shrink below nothing is its own middle.

    >>> grown(np.array([[0.0, 0.0, 1.0, 0.02]]), -0.1).round(2).tolist()
    [[0.1, 0.01, 0.9, 0.01]]
    """
    middle = (boxes[:, :2] + boxes[:, 2:]) / 2
    half = np.maximum((boxes[:, 2:] - boxes[:, :2]) / 2 + by, 0.0)
    return np.concatenate([middle - half, middle + half], axis=1)


def crossings(segments: Array, boxes: Array) -> tuple[Mask, Array, Array]:
    """Return which segments (n, 4: x, y, x, y) cross which boxes (m, 4), and from which share to which of their length.

    Returns
    -------
    (n, m), (n, m), (n, m)
    """
    start, along = segments[:, None, :2], (segments[:, 2:] - segments[:, :2])[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        first, last = (boxes[None, :, :2] - start) / along, (boxes[None, :, 2:] - start) / along
    inside = (start >= boxes[None, :, :2]) & (start <= boxes[None, :, 2:])
    still = np.broadcast_to(np.abs(along) < 1e-12, first.shape)
    enter = np.where(still, np.where(inside, -np.inf, np.inf), np.minimum(first, last)).max(axis=-1)
    leave = np.where(still, np.where(inside, np.inf, -np.inf), np.maximum(first, last)).min(axis=-1)
    enter, leave = np.maximum(enter, 0.0), np.minimum(leave, 1.0)
    return enter <= leave, enter, leave


def distances(a: Array, b: Array) -> Array:
    """Return how far each segment of `a` (n, 4) is from each of `b` (m, 4), 0 where they cross.

    >>> distances(np.array([[0.0, 0, 2, 0]]), np.array([[1.0, 0.5, 1, 3], [1, -1, 1, 1]])).tolist()
    [[0.5, 0.0]]
    """
    p, q, r, s = a[:, None, :2], a[:, None, 2:], b[None, :, :2], b[None, :, 2:]
    ends = (
        np.minimum(_to_segment(p, r, s), _to_segment(q, r, s)),
        np.minimum(_to_segment(r, p, q), _to_segment(s, p, q)),
    )
    cross = (_side(p, q, r) * _side(p, q, s) < 0) & (_side(r, s, p) * _side(r, s, q) < 0)
    return np.where(cross, 0.0, np.minimum(*ends))


def _to_segment(point: Array, start: Array, end: Array) -> Array:
    along = end - start
    share = ((point - start) * along).sum(axis=-1) / np.maximum((along**2).sum(axis=-1), 1e-18)
    return np.asarray(np.linalg.norm(point - start - np.clip(share, 0, 1)[..., None] * along, axis=-1))


def _side(start: Array, end: Array, point: Array) -> Array:
    a, b = end - start, point - start
    return np.asarray(a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0])


def inside_outline(points: Array, edges: Array) -> Mask:
    """Return which points (n, 2) lie inside a closed outline of edges (m, 4), by the even-odd rule.

    >>> edges = np.array([[0.0, 0, 2, 0], [2, 0, 2, 2], [2, 2, 0, 2], [0, 2, 0, 0]])
    >>> inside_outline(np.array([[1.0, 1], [3, 1]]), edges).tolist()
    [True, False]
    """
    x, y = points[:, 0, None], points[:, 1, None]
    ax, ay, bx, by = edges.T
    rise = by - ay
    at = ax + (y - ay) / np.where(rise == 0, 1.0, rise) * (bx - ax)  # one that does not rise is not crossed
    crossed = ((ay > y) != (by > y)) & (x < at)
    return np.asarray(crossed.sum(axis=1) % 2 == 1)


def edges_of(outline: list[Array]) -> Array:
    """Return the rings of an outline as edges, each closed, (n, 4)."""
    pieces = [np.hstack([ring, np.roll(ring, -1, axis=0)]) for ring in outline]
    return np.vstack(pieces) if pieces else np.zeros((0, 4))


_SHARES = np.linspace(0, 1, 4)[:-1, None]
_WEIGHTS = np.hstack([(1 - _SHARES) ** 3, 3 * (1 - _SHARES) ** 2 * _SHARES, 3 * (1 - _SHARES) * _SHARES**2, _SHARES**3])


def rings(curves: Array) -> list[Array]:
    """Return the outline of cubic Bézier curves (4 n, 2) as one polygon for each piece that is connected.

    A straight curve gives one corner, any other three.
    """
    if len(curves) < 4:
        return []
    quads = curves[: len(curves) // 4 * 4].reshape(-1, 4, 2)
    breaks = np.flatnonzero(np.abs(quads[1:, 0] - quads[:-1, 3]).max(axis=1) > 1e-6) + 1
    return [_polygon(piece) for piece in np.split(quads, breaks)]


def _polygon(quads: Array) -> Array:
    chord = quads[:, 3] - quads[:, 0]
    bends = [
        chord[:, 0] * (quads[:, i, 1] - quads[:, 0, 1]) - chord[:, 1] * (quads[:, i, 0] - quads[:, 0, 0])
        for i in (1, 2)
    ]
    if np.abs(bends).max() < 1e-6:
        return np.vstack([quads[:, 0], quads[-1:, 3]])
    samples = np.einsum("sk,qkd->qsd", _WEIGHTS, quads).reshape(-1, 2)
    return np.vstack([samples, quads[-1:, 3]])

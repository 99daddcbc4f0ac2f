"""Which character a glyph is and whether it is an index, told by its outline: an SVG glyph has no name."""

from __future__ import annotations

import string
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import numpy as np

from rnnanim.audit.geometry import Array
from rnnanim.backend import outlines_of

SCRIPT = 0.93  # below this share of its usual height a letter is an index or an exponent
ALIKE = 0.012  # how far two outlines in a frame of their own may lie apart


@lru_cache(maxsize=1)
def _alphabet() -> dict[int, list[tuple[str, Array, float]]]:
    """Return character, outline in its own frame and height [em] of letters and digits, by the number of points."""
    characters = string.digits + string.ascii_letters
    found: dict[int, list[tuple[str, Array, float]]] = {}
    upright = " ".join(f'"{c}"' for c in characters)
    lines = [
        (" ".join(characters), 400),
        (" ".join(characters), 600),
        (f"${' '.join(characters)}$", 400),
        (f"${upright}$", 400),
    ]
    for markup, weight in lines:
        strokes = outlines_of(markup, weight).strokes
        if len(strokes) == len(characters):
            for character, stroke in zip(characters, strokes, strict=True):
                height = float(np.ptp(stroke.points[:, 1]))
                found.setdefault(len(stroke.points), []).append((character, framed(stroke.points), height))
    return found


def framed(points: Array) -> Array:
    """Return an outline moved to the origin and scaled so that its longer side is 1."""
    flat = points[:, :2] - points[:, :2].min(axis=0)
    return np.asarray(flat / max(float(np.ptp(flat, axis=0).max()), 1e-9))


def letters(label: Any) -> Iterator[tuple[str, float, bool]]:
    """Yield the digits and letters of a label: character, height [scene units], whether it is an index or exponent."""
    em = label.em
    for glyph in label.glyphs:
        candidates = _alphabet().get(len(glyph.points), [])
        outline = framed(glyph.points) if candidates else np.zeros((0, 2))
        height = float(np.ptp(glyph.points[:, 1]))
        alike = [
            (character, height / (usual * em))
            for character, shape, usual in candidates
            if np.abs(shape - outline).max() < ALIKE
        ]
        if alike:
            character, share = min(alike, key=lambda found: abs(found[1] - 1))
            yield character, height, share < SCRIPT

"""Rule of room: a relation such as = or ≈ stands clear of what is before and after it in its line."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from rnnanim.audit.geometry import Array
from rnnanim.audit.letters import ALIKE, SCRIPT, framed
from rnnanim.audit.moment import Finding, Moment, at
from rnnanim.audit.seeing import Picture, Text
from rnnanim.backend import outlines_of
from rnnanim.mobjects.text.label import Label

SIGNS = "=≈≠≡≔<>≤≥≪≫∝∼→←↦∈"
ROOM = 0.25  # least gap [em]; Typst sets 0.32 and more
LINE = 0.3  # what is no higher above or below a relation stands in its line [em]
BESIDE = ("outline", "bar", "mark", "fill")  # kinds of shapes that may be a term


class Relations:
    """Finds relations with less than a quarter of an em of room; those of indices have none."""

    def __init__(self) -> None:
        self._signs: dict[int, tuple[tuple[int, str], ...]] = {}

    def __call__(self, moment: Moment) -> Iterator[Finding]:
        """Yield what is cramped while nothing moves."""
        if not moment.is_still:
            return
        boxes, names = _terms(moment.picture)
        for text in moment.picture.texts:
            if text.digest not in self._signs:
                self._signs[text.digest] = tuple(relations_of(text))
            for number, sign in self._signs[text.digest]:
                yield from _cramped(text, number, sign, boxes, names)


def _terms(picture: Picture) -> tuple[Array, list[str]]:
    """Return boxes and names of what may stand beside a relation: every glyph, and shapes that may be a term."""
    shapes = [shape for shape in picture.shapes if shape.kind in BESIDE]
    boxes = [*(text.boxes for text in picture.texts), *(shape.box[None] for shape in shapes)]
    names = [f"“{text.name}”" for text in picture.texts for _ in text.glyphs] + [shape.name for shape in shapes]
    return np.vstack(boxes) if boxes else np.zeros((0, 4)), names


def _cramped(text: Text, number: int, sign: str, boxes: Array, names: list[str]) -> Iterator[Finding]:
    """Yield what stands too close before a relation, and what too close after it, up to the middle of the relation."""
    box, em = text.boxes[number], text.mobject.em
    in_line = (boxes[:, 1] < box[3] + LINE * em) & (boxes[:, 3] > box[1] - LINE * em)
    for side, gaps in (("before", box[0] - boxes[:, 2]), ("after", boxes[:, 0] - box[2])):
        beside = np.flatnonzero(in_line & (gaps > (box[0] - box[2]) / 2))
        if len(beside) and (gap := float(gaps[nearest := beside[gaps[beside].argmin()]]) / em) < ROOM:
            other, own = names[nearest], f"“{text.name}”"
            pair = f"{other} and {sign}" if side == "before" else f"{sign} and {other}"
            place = f"{side} {sign} in {own}" if other == own else f"between {pair}"
            what = f"{gap:.2f} em {place}, {ROOM:g} is the least"
            yield Finding("cramped", (text.name, other, side), what, at(box), -gap)


def relations_of(text: Text) -> Iterator[tuple[int, str]]:
    """Yield the relations among the glyphs of a line, but for those of its indices: number and sign."""
    if not isinstance(text.mobject, Label):
        return
    em = text.mobject.em
    for number, glyph in enumerate(text.glyphs):
        for sign, outline, width in _known().get(len(glyph.points), ()):
            if np.abs(framed(glyph.points) - outline).max() < ALIKE:
                if np.ptp(glyph.points[:, 0]) > SCRIPT * width * em:
                    yield number, sign
                break


@lru_cache(maxsize=1)
def _known() -> dict[int, list[tuple[str, Array, float]]]:
    """Return sign, outline in its own frame and width [em] of each relation, by the number of points."""
    found: dict[int, list[tuple[str, Array, float]]] = {}
    for sign in SIGNS:
        for weight in (400, 600):
            points = outlines_of(f"${sign}$", weight).strokes[0].points
            found.setdefault(len(points), []).append((sign, framed(points), float(np.ptp(points[:, 0]))))
    return found

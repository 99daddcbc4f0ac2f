"""The walk through what a scene shows; a text or shape that is as it was at the last look is not made anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from rnnanim.audit.geometry import Array, union
from rnnanim.audit.markup import plain
from rnnanim.audit.seeing import UNSEEN, Colour, Picture, Shape, Text
from rnnanim.mobjects.text.label import Glyph, Label

from manim import MarkupText, Mobject, Typst, VMobject
from manim import Text as PangoText

PER_STROKE = 0.01  # scene units for manim's stroke width of 1
TEXTS: tuple[type, ...] = (Label, PangoText, MarkupText, Typst)

Drawn = tuple[VMobject, tuple[Mobject, ...], int | None]
"""A mobject with points, those it is part of, and the place of its line of text among them."""


class Looker:
    """Looks at a scene again and again."""

    def __init__(self) -> None:
        self._texts: dict[int, Text] = {}
        self._shapes: dict[int, Shape] = {}

    def __call__(self, mobjects: Sequence[Mobject]) -> Picture:
        """Return what is seen of a scene's mobjects."""
        drawn = sorted(_walk(mobjects, (), None), key=lambda entry: entry[0].z_index)
        lines: dict[int, list[tuple[int, VMobject]]] = {}
        owners: dict[int, tuple[Mobject, tuple[Mobject, ...]]] = {}
        shapes = []
        for order, (mobject, parents, owner) in enumerate(drawn):
            if owner is None and not isinstance(mobject, Glyph):
                if (shape := self._shape(mobject, order, parents)) is not None:
                    shapes.append(shape)
                continue
            place = owner if owner is not None else max(len(parents) - 1, 0)
            line = (*parents, mobject)[place]
            owners[id(line)] = line, parents[:place]
            lines.setdefault(id(line), []).append((order, mobject))
        texts = [self._text(*owners[key], glyphs) for key, glyphs in lines.items()]
        seen = [text for text in texts if text.glyphs]
        self._texts = {id(text.mobject): text for text in texts}
        self._shapes = {id(shape.mobject): shape for shape in shapes}
        return Picture(seen, shapes)

    def _shape(self, mobject: VMobject, order: int, parents: tuple[Mobject, ...]) -> Shape | None:
        tag = vars(mobject).get("tag")
        digest = hash((digest_of(mobject), mobject.stroke_width, tag and (tag.kind, tag.tone)))
        known = self._shapes.get(id(mobject))
        if known is not None and known.digest == digest:
            known.order, known.parents = order, parents
            return known
        return _shape(mobject, digest, order, parents)

    def _text(self, line: Any, parents: tuple[Mobject, ...], glyphs: list[tuple[int, VMobject]]) -> Text:
        name = name_of(line)
        digest = hash((name, getattr(line, "tone", None), *(digest_of(glyph) for _, glyph in glyphs)))
        text = self._texts.get(id(line))
        if text is None or text.digest != digest:
            text = Text(line, name, parents, digest)
            for _, glyph in glyphs:
                colour, opacity = _paint(glyph.fill_rgbas)
                if opacity > UNSEEN:
                    text.glyphs.append(glyph)
                    text.colours.append(colour)
                    text.opacities.append(opacity)
            text.boxes = np.array([_box(glyph) for glyph in text.glyphs]).reshape(-1, 4)
            text.box = union(text.boxes)
        kept = {id(glyph) for glyph in text.glyphs}
        text.parents, text.orders = parents, [order for order, glyph in glyphs if id(glyph) in kept]
        return text


def digest_of(mobject: VMobject) -> int:
    """Return a number that is another as soon as the outline or a colour is."""
    return hash((mobject.points.tobytes(), mobject.fill_rgbas.tobytes(), mobject.stroke_rgbas.tobytes()))


def name_of(line: Any) -> str:
    """Return what a line of text says."""
    if isinstance(line, Label):
        return _plain(line.markup)
    for name in ("original_text", "typst_code", "text"):
        if isinstance(text := getattr(line, name, None), str):
            return text
    return "a part of a text"


_plain = lru_cache(maxsize=4096)(plain)


def _walk(mobjects: Sequence[Mobject], parents: tuple[Mobject, ...], owner: int | None) -> Iterator[Drawn]:
    for mobject in mobjects:
        mine = len(parents) if owner is None and isinstance(mobject, TEXTS) else owner
        if isinstance(mobject, VMobject) and len(mobject.points):
            yield mobject, parents, mine
        if mobject.submobjects:
            yield from _walk(mobject.submobjects, (*parents, mobject), mine)


def _box(mobject: VMobject) -> Array:
    points = mobject.points
    x, y = points[:, 0], points[:, 1]
    return np.array([x.min(), y.min(), x.max(), y.max()])


def _shape(mobject: VMobject, digest: int, order: int, parents: tuple[Mobject, ...]) -> Shape | None:
    fill_colour, fill_opacity = _paint(mobject.fill_rgbas)
    stroke_colour, stroke_opacity = _paint(mobject.stroke_rgbas)
    stroke = float(mobject.stroke_width) * PER_STROKE
    if (stroke == 0 or stroke_opacity == 0) and fill_opacity == 0:
        return None
    stroked = stroke, stroke_colour, stroke_opacity
    return Shape(mobject, digest, order, parents, _box(mobject), *stroked, fill_colour, fill_opacity)


def _paint(rgbas: Array) -> tuple[Colour, float]:
    if not len(rgbas):
        return (0.0, 0.0, 0.0), 0.0
    red, green, blue, opacity = rgbas[0].tolist()
    return (red, green, blue), opacity

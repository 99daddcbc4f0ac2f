"""What is on stage at a moment: texts as glyph boxes and everything else as shapes, in the order of drawing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from rnnanim.audit.geometry import Array, box_of, inside_outline, rings, union
from rnnanim.audit.markup import plain
from rnnanim.mobjects.base.tagging import Flight, Tag
from rnnanim.mobjects.network.graph_parts import GraphPart
from rnnanim.mobjects.text.label import Glyph, Label

from manim import MarkupText, Mobject, Rectangle, Typst, VMobject
from manim import Text as PangoText

UNSEEN = 0.05  # opacity under which a thing is not there
PER_STROKE = 0.01  # scene units for manim's stroke width of 1

Colour = tuple[float, float, float]


@dataclass(slots=True, eq=False)
class Text:
    """One line of text as it is seen: of each glyph its box, its place in the order of drawing and its colour."""

    mobject: Any
    name: str
    parents: tuple[Mobject, ...]
    glyphs: list[VMobject] = field(default_factory=list)
    orders: list[int] = field(default_factory=list)
    colours: list[Colour] = field(default_factory=list)
    opacities: list[float] = field(default_factory=list)
    boxes: Array = field(default_factory=lambda: np.zeros((0, 4)))
    box: Array = field(default_factory=lambda: union(np.zeros((0, 4))))

    @property
    def part(self) -> GraphPart | None:
        """The unit or tile that it is the symbol of."""
        return _part_of(self.parents)

    @property
    def flight(self) -> Flight | None:
        """Where it leaves and lands, if it is a copy in flight."""
        flies = getattr(self.mobject, "flies", None)
        return flies if isinstance(flies, Flight) else None

    @property
    def tone(self) -> str | None:
        """Colour role of the line, if it has one."""
        return self.mobject.tone if isinstance(self.mobject, Label) else None


@dataclass(eq=False)
class Shape:
    """Anything drawn that is no text: its outline, stroke and fill."""

    mobject: VMobject
    order: int
    parents: tuple[Mobject, ...]
    box: Array
    stroke: float
    stroke_colour: Colour
    stroke_opacity: float
    fill_colour: Colour
    fill_opacity: float

    @property
    def tag(self) -> Tag | None:
        """What it tells of itself."""
        return getattr(self.mobject, "tag", None)

    @property
    def kind(self) -> str:
        """Its tag's kind; for a shape without one what it looks like."""
        if self.tag is not None:
            return self.tag.kind
        return "line" if self.fill_opacity < UNSEEN else "fill"

    @property
    def name(self) -> str:
        """What a report calls it: ``Wire line``, ``Tile outline W_h``."""
        part = _part_of(self.parents)
        symbol = getattr(part, "symbol", None)
        owner = type(part or next((p for p in reversed(self.parents) if _is_named(p)), self.mobject)).__name__
        return " ".join([owner, self.kind, *([plain(symbol.markup)] if isinstance(symbol, Label) else [])])

    @property
    def part(self) -> GraphPart | None:
        """The unit, tile or wire that it belongs to."""
        return _part_of(self.parents)

    @property
    def is_lined(self) -> bool:
        """Whether it has a stroke that can be seen."""
        return self.stroke > 0 and self.stroke_opacity > UNSEEN and self.kind != "glow"

    @property
    def is_slab(self) -> bool:
        """Whether it is a rectangle."""
        return isinstance(self.mobject, Rectangle)

    @cached_property
    def outline(self) -> list[Array]:
        """Its rings as polygons."""
        return rings(self.mobject.points[:, :2])

    @cached_property
    def segments(self) -> Array:
        """Its rings as segments, (n, 4)."""
        pieces = [np.hstack([ring[:-1], ring[1:]]) for ring in self.outline if len(ring) > 1]
        return np.vstack(pieces) if pieces else np.zeros((0, 4))

    def covers(self, points: Array) -> Any:
        """Return which points lie in its fill."""
        return inside_outline(points, self.outline)


@dataclass(eq=False)
class Picture:
    """Everything that is seen at a moment."""

    texts: list[Text]
    shapes: list[Shape]

    @cached_property
    def text_boxes(self) -> Array:
        """Boxes of the texts, (n, 4)."""
        return np.array([text.box for text in self.texts]).reshape(-1, 4)

    @cached_property
    def fills(self) -> list[Shape]:
        """Shapes that hide or tint what lies below them."""
        return [shape for shape in self.shapes if shape.fill_opacity > 0]

    @cached_property
    def fill_boxes(self) -> Array:
        """Boxes of the fills, (n, 4)."""
        return np.array([shape.box for shape in self.fills]).reshape(-1, 4)

    def fills_over(self, box: Array) -> list[Shape]:
        """Return the fills whose boxes touch a box."""
        boxes = self.fill_boxes
        touching = (boxes[:, :2] <= box[2:]).all(axis=1) & (boxes[:, 2:] >= box[:2]).all(axis=1)
        return [self.fills[i] for i in np.flatnonzero(touching)]

    def hidden(self, points: Array, above: int, below: int, opacity: float = 1.0) -> bool:
        """Return whether every point is under a fill drawn after `above` and before `below`.

        Parameters
        ----------
        opacity : float
            How opaque a fill has to be; what fades in with its plate needs a plate no firmer than itself.
        """
        left = np.ones(len(points), bool)
        box = box_of(points)
        for shape in self.fills_over(box):
            if above < shape.order < below and shape.fill_opacity >= min(opacity, 0.99):
                left[left] = ~shape.covers(points[left])
                if not left.any():
                    return True
        return False


def look(mobjects: Sequence[Mobject]) -> Picture:
    """Return what is seen of a scene's mobjects."""
    drawn = sorted(_walk(mobjects, ()), key=lambda entry: entry[0].z_index)
    texts: dict[int, Text] = {}
    shapes: list[Shape] = []
    for order, (mobject, parents) in enumerate(drawn):
        owner = next((i for i, parent in enumerate(parents) if isinstance(parent, TEXTS)), None)
        if owner is None and isinstance(mobject, TEXTS):
            owner = len(parents)
        if owner is None and not isinstance(mobject, Glyph):
            shape = _shape(mobject, order, parents)
            if shape is not None:
                shapes.append(shape)
            continue
        line = (*parents, mobject)[owner] if owner is not None else (*parents, mobject)[-2 if parents else -1]
        if id(line) not in texts:
            texts[id(line)] = Text(line, name_of(line), parents[:owner])
        _add_glyph(texts[id(line)], mobject, order)
    seen = [text for text in texts.values() if text.glyphs]
    for text in seen:
        text.boxes = np.array([_box(glyph) for glyph in text.glyphs])
        text.box = union(text.boxes)
    return Picture(seen, shapes)


TEXTS: tuple[type, ...] = (Label, PangoText, MarkupText, Typst)


def name_of(line: Any) -> str:
    """Return what a line of text says."""
    if isinstance(line, Label):
        return plain(line.markup)
    for name in ("original_text", "typst_code", "text"):
        if isinstance(text := getattr(line, name, None), str):
            return text
    return "a part of a text"


def _walk(mobjects: Sequence[Mobject], parents: tuple[Mobject, ...]) -> Iterator[tuple[VMobject, tuple[Mobject, ...]]]:
    for mobject in mobjects:
        if isinstance(mobject, VMobject) and len(mobject.points):
            yield mobject, parents
        if mobject.submobjects:
            yield from _walk(mobject.submobjects, (*parents, mobject))


def _box(mobject: VMobject) -> Array:
    points = mobject.points
    x, y = points[:, 0], points[:, 1]
    return np.array([x.min(), y.min(), x.max(), y.max()])


def _add_glyph(text: Text, glyph: VMobject, order: int) -> None:
    colour, opacity = _paint(glyph.fill_rgbas)
    if opacity > UNSEEN:
        text.glyphs.append(glyph)
        text.orders.append(order)
        text.colours.append(colour)
        text.opacities.append(opacity)


def _shape(mobject: VMobject, order: int, parents: tuple[Mobject, ...]) -> Shape | None:
    fill_colour, fill_opacity = _paint(mobject.fill_rgbas)
    stroke_colour, stroke_opacity = _paint(mobject.stroke_rgbas)
    stroke = float(mobject.stroke_width) * PER_STROKE
    if (stroke == 0 or stroke_opacity == 0) and fill_opacity == 0:
        return None
    box = _box(mobject)
    return Shape(mobject, order, parents, box, stroke, stroke_colour, stroke_opacity, fill_colour, fill_opacity)


def _paint(rgbas: Array) -> tuple[Colour, float]:
    if not len(rgbas):
        return (0.0, 0.0, 0.0), 0.0
    red, green, blue, opacity = rgbas[0]
    return (float(red), float(green), float(blue)), float(opacity)


def _part_of(parents: Sequence[Mobject]) -> GraphPart | None:
    return next((parent for parent in reversed(parents) if isinstance(parent, GraphPart)), None)


def _is_named(mobject: Mobject) -> bool:
    return type(mobject).__name__ not in ("VGroup", "VMobject", "Group")

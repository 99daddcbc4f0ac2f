"""What is on stage at a moment: texts as glyph boxes and everything else as shapes, in the order of drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rnnanim.audit.geometry import Array, box_of, edges_of, inside_outline, rings, union
from rnnanim.audit.markup import plain
from rnnanim.mobjects.base.tagging import Flight, Tag
from rnnanim.mobjects.network.graph_parts import GraphPart
from rnnanim.mobjects.text.label import Label

from manim import Mobject, Rectangle, VMobject

UNSEEN = 0.05  # opacity under which a thing is not there
STROKE = 0.1  # no stroke reaches farther out of its box [scene units]

Colour = tuple[float, float, float]


@dataclass(slots=True, eq=False)
class Text:
    """One line of text as it is seen: of each glyph its box, its place in the order of drawing and its colour.

    The `digest` of a text or shape is another as soon as anything of it looks different.
    """

    mobject: Any
    name: str
    parents: tuple[Mobject, ...]
    digest: int = 0
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
    digest: int
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

    @cached_property
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

    @cached_property
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

    @cached_property
    def edges(self) -> Array:
        """Its rings as segments, each closed, (n, 4)."""
        return edges_of(self.outline)

    def covers(self, points: Array) -> Any:
        """Return which points lie in its fill."""
        return inside_outline(points, self.edges)


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
    def lines(self) -> list[Shape]:
        """Shapes with a stroke."""
        return [shape for shape in self.shapes if shape.is_lined]

    @cached_property
    def line_boxes(self) -> Array:
        """Boxes of the lines with their strokes, (n, 4)."""
        strokes = np.array([line.stroke / 2 for line in self.lines]).reshape(-1, 1)
        boxes = np.array([line.box for line in self.lines]).reshape(-1, 4)
        return np.hstack([boxes[:, :2] - strokes, boxes[:, 2:] + strokes])

    def lines_near(self, box: Array, room: float) -> list[Shape]:
        """Return the lines whose boxes are closer to a box than `room`."""
        return [self.lines[i] for i in _near(self.line_boxes, box, room)]

    @cached_property
    def shape_boxes(self) -> Array:
        """Boxes of the shapes, (n, 4)."""
        return np.array([shape.box for shape in self.shapes]).reshape(-1, 4)

    def around(self, thing: Text | Shape, room: float) -> tuple[tuple[int, bool], ...]:
        """Return the digests of the shapes nearer than `room` to a text or shape, and whether each lies above it."""
        order = thing.order if isinstance(thing, Shape) else thing.orders[0]
        near = map(self.shapes.__getitem__, _near(self.shape_boxes, thing.box, room + STROKE).tolist())
        return tuple([(shape.digest, shape.order > order) for shape in near])

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
        return [self.fills[i] for i in _near(self.fill_boxes, box, 0.0).tolist()]

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


def _near(boxes: Array, box: Array, room: float) -> NDArray[np.intp]:
    """Return the numbers of the boxes that are no farther from a box than `room`."""
    lefts, bottoms, rights, tops = boxes.T
    left, bottom, right, top = box.tolist()
    close = (lefts <= right + room) & (bottoms <= top + room) & (rights >= left - room) & (tops >= bottom - room)
    return np.flatnonzero(close)


def _part_of(parents: Sequence[Mobject]) -> GraphPart | None:
    return next((parent for parent in reversed(parents) if isinstance(parent, GraphPart)), None)


def _is_named(mobject: Mobject) -> bool:
    return type(mobject).__name__ not in ("VGroup", "VMobject", "Group")

"""Manim's camera, drawing of each picture only what differs from the one before; the pixels are the same to the bit.

A frame of a film differs from the last in a handful of shapes. What every shape looks like is compared with the last
picture; the rectangles in which something came, went or changed are cleared, and all that lies in them is drawn again
in the same order. Nothing is blended twice, so nothing is rounded otherwise than where the whole picture is drawn.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np

from rnnanim.backend.session import prepare

prepare()

from manim import Camera, Mobject, VMobject  # noqa: E402

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
    for left, top, right, bottom in boxes:
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


class FrameCamera(Camera):  # type: ignore[misc]
    """Manim's camera for frames in a row.

    Attributes
    ----------
    changed : list of Box
        Where the picture differs from what it was when this was emptied last.
    """

    _MOST = 6000  # outlines that are kept

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.changed: list[Box] = []
        self._paths: dict[bytes, Any] = {}
        self._drawn: tuple[list[Look], list[Box]] | None = None
        self._view: Any = None
        super().__init__(*args, **kwargs)
        self._sheet = np.zeros_like(self.pixel_array)

    # what is drawn

    def show(self, mobjects: Iterable[Mobject]) -> None:
        """Make the picture that of `mobjects`."""
        shapes = _shapes(mobjects)
        if not all(map(_is_plain, shapes)):
            self._drawn = None
            self.reset()
            self.capture_mobjects(mobjects)
            self.changed = [self._whole]
            return
        damage = self._compare(shapes)
        assert self._drawn is not None
        for box in damage:
            self._repaint(box, shapes, self._drawn[1])
        self.changed = joined(self.changed + damage)

    def _compare(self, shapes: Sequence[VMobject]) -> list[Box]:
        """Take note of how shapes look, and return where that differs from the last picture."""
        looks = [_look(shape) for shape in shapes]
        last = self._drawn if self._view == self._seen() else None
        self._view = self._seen()
        if last is None:
            self._drawn = looks, [self._measure(shape) for shape in shapes]
            return [self._whole]
        old, old_boxes = last
        if looks == old:
            return []
        least = min(len(old), len(looks))
        head = next((n for n in range(least) if old[n] != looks[n]), least)
        tail = next((n for n in range(least - head) if old[-1 - n] != looks[-1 - n]), least - head)
        end, old_end = len(looks) - tail, len(old) - tail
        known = dict(zip(old[head:old_end], old_boxes[head:old_end], strict=True))
        boxes = [
            known[look] if look in known else self._measure(shape)
            for look, shape in zip(looks[head:end], shapes[head:end], strict=True)
        ]
        self._drawn = looks, [*old_boxes[:head], *boxes, *old_boxes[old_end:]]
        came, gone = differing(old[head:old_end], looks[head:end])
        return joined([boxes[n] for n in came] + [old_boxes[head + n] for n in gone])

    def _seen(self) -> tuple[Any, ...]:
        """Return what beside the shapes decides the picture."""
        return (
            id(self.pixel_array),
            id(self.background),
            tuple(self.frame_center),
            self.frame_width,
            self.frame_height,
            self.cairo_line_width_multiple,
        )

    @property
    def _whole(self) -> Box:
        return Box(0, 0, self.pixel_width, self.pixel_height)

    def _repaint(self, box: Box, shapes: Sequence[VMobject], boxes: Sequence[Box]) -> None:
        """Draw what lies in a box anew.

        Shapes are drawn whole, on a sheet of their own, and the box is taken out of it: under a clip Cairo rounds some
        pixels of slanting edges otherwise, and a frame would depend on what was drawn before it.
        """
        area = slice(box.top, box.bottom), slice(box.left, box.right)
        self._sheet[area] = self.background[area]
        ctx = self.get_cairo_context(self._sheet)
        left, top, right, bottom = box
        for shape, (a, b, c, d) in zip(shapes, boxes, strict=True):
            if a < right and left < c and b < bottom and top < d:
                self.display_vectorized(shape, ctx)
        self.pixel_array[area] = self._sheet[area]

    def _measure(self, shape: VMobject) -> Box:
        """Return the pixels that a shape may touch: none if nothing is seen of it."""
        is_filled, lines = shape.get_fill_rgbas()[:, 3].any(), [b for b in (False, True) if _is_stroked(shape, b)]
        if not is_filled and not lines:
            return Box(0, 0, 0, 0)
        ctx = self.get_cairo_context(self.pixel_array)
        self.set_cairo_context_path(ctx, shape)
        x1, y1, x2, y2 = ctx.path_extents()
        for background in lines:
            self._set_line(ctx, shape, background)
            a1, b1, a2, b2 = ctx.stroke_extents()
            x1, y1, x2, y2 = min(x1, a1), min(y1, b1), max(x2, a2), max(y2, b2)
        left, bottom = ctx.user_to_device(x1, y1)
        right, top = ctx.user_to_device(x2, y2)
        return Box(
            max(0, math.floor(left) - 1),
            max(0, math.floor(top) - 1),
            min(self.pixel_width, math.ceil(right) + 1),
            min(self.pixel_height, math.ceil(bottom) + 1),
        )

    # how it is drawn

    def set_cairo_context_path(self, ctx: Any, vmobject: VMobject) -> Any:
        """Make the outline of `vmobject` the path of `ctx`; one that was drawn before is not built again."""
        key = vmobject.points.tobytes()
        if not key:
            ctx.new_path()
            return self
        path = self._paths.get(key)
        if path is None:
            self._trace(ctx, vmobject)
            if len(self._paths) >= self._MOST:
                self._paths.clear()
            self._paths[key] = ctx.copy_path()
        else:
            ctx.new_path()
            ctx.append_path(path)
        return self

    def _trace(self, ctx: Any, shape: VMobject) -> None:
        """Do as manim does, with numbers of Python's own, which Cairo takes several times faster than NumPy's."""
        points = self.transform_points_pre_display(shape, shape.points)
        ctx.new_path()
        xy = points[:, :2].tolist()
        if np.array_equal(points[3:-1:4], points[4::4]):
            pieces = [[0, len(xy)]]
        else:
            pieces = shape.get_subpath_split_indices_from_points(points, n_dims=2).tolist()
        for start, end in pieces:
            if end - start < 4:
                continue
            ctx.move_to(*xy[start])
            for n in range(start + 1, end - 2, 4):
                ctx.curve_to(*xy[n], *xy[n + 1], *xy[n + 2])
            if shape.consider_points_equals_2d(points[start], points[end - 1]):
                ctx.close_path()

    def apply_fill(self, ctx: Any, vmobject: VMobject) -> Any:
        """Fill the path, unless nothing would be seen of it."""
        return super().apply_fill(ctx, vmobject) if vmobject.get_fill_rgbas()[:, 3].any() else self

    def apply_stroke(self, ctx: Any, vmobject: VMobject, background: bool = False) -> Any:
        """Stroke the path, unless nothing would be seen of it."""
        if not _is_stroked(vmobject, background):
            return self
        return super().apply_stroke(ctx, vmobject, background)

    def _set_line(self, ctx: Any, shape: VMobject, background: bool) -> None:
        """Set the line of `ctx` to that of a shape, as manim does where it strokes."""
        from manim.camera.camera import CAP_STYLE_MAP, LINE_JOIN_MAP

        ctx.set_line_width(shape.get_stroke_width(background) * self.cairo_line_width_multiple)
        ctx.set_line_join(LINE_JOIN_MAP[shape.joint_type])
        ctx.set_line_cap(CAP_STYLE_MAP[shape.cap_style])


def _shapes(mobjects: Iterable[Mobject]) -> list[Any]:
    """Return what of `mobjects` has points, in the order in which it is drawn; of what stands twice the last counts."""
    found: list[Any] = []
    ahead = list(mobjects)[::-1]
    while ahead:
        mobject = ahead.pop()
        if mobject.points.size:
            found.append(mobject)
        if mobject.submobjects:
            ahead += mobject.submobjects[::-1]
    if len({*map(id, found)}) < len(found):
        unique = {id(mobject): mobject for mobject in reversed(found)}
        found = [*reversed(unique.values())]
    return sorted(found, key=attrgetter("z_index"))


def _is_plain(shape: Any) -> bool:
    return isinstance(shape, VMobject) and not shape.background_image


def _is_stroked(shape: VMobject, background: bool) -> bool:
    return bool(shape.get_stroke_width(background) and shape.get_stroke_rgbas(background)[:, 3].any())


def _look(shape: VMobject) -> Look:
    fill, width, behind = shape.fill_rgbas, shape.stroke_width, shape.background_stroke_width
    if not width and not behind and len(fill) == 1:
        return shape.points.tobytes(), fill.tobytes()
    lines = shape.get_stroke_rgbas(), shape.get_stroke_rgbas(True)
    gradient = None
    if any(len(rgbas) > 1 for rgbas in (fill, *lines)):
        gradient = np.array(shape.get_gradient_start_and_end_points()).tobytes()
    return (
        shape.points.tobytes(),
        fill.tobytes(),
        *(rgbas.tobytes() for rgbas in lines),
        width,
        behind,
        shape.joint_type.value,
        shape.cap_style.value,
        gradient,
    )


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

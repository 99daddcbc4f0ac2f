"""Manim's camera, drawing of each picture only what differs from the one before; the pixels are the same to the bit.

A frame of a film differs from the last in a handful of shapes. What every shape looks like is compared with the last
picture; the rectangles in which something came, went or changed are cleared, and all that lies in them is drawn again
in the same order. Nothing is blended twice, so nothing is rounded otherwise than where the whole picture is drawn.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np

from rnnanim.backend.damage import Box, Look, differing, joined
from rnnanim.backend.shapes import PLAIN_LINE, Pile, straight_curves

from manim import Camera, Mobject, VMobject
from manim.camera.camera import CAP_STYLE_MAP, LINE_JOIN_MAP

FAR = 0.25  # scene units
Line = tuple[float, Any, Any]
"""Width [scene units], joint and cap."""
Part = tuple[Any, Callable[[], Any], tuple[tuple[Any, Line | None], ...]]
"""An outline: what tells it from others, its points, and its layers, each a colour and a line, without one the fill."""


class Print(NamedTuple):
    """How a shape is drawn: the pixels that it may touch, and its outlines, each with layers of a colour and a line.

    A layer without a line is the fill.
    """

    box: Box
    outlines: tuple[tuple[Any, tuple[tuple[Any, Line | None], ...]], ...]

    def draw(self, ctx: Any) -> None:
        """Draw it, on whatever `ctx` draws."""
        for path, layers in self.outlines:
            ctx.new_path()
            ctx.append_path(path)
            for source, line in layers:
                ctx.set_source(source)
                if line is None:
                    ctx.fill_preserve()
                else:
                    _set_line(ctx, line)
                    ctx.stroke_preserve()


NOTHING = Print(Box(0, 0, 0, 0), ())


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
        self._drawn: tuple[list[Look], list[Print]] | None = None
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
            self._repaint(box, self._drawn[1])
        self.changed = joined(self.changed + damage)

    def _compare(self, shapes: Sequence[VMobject]) -> list[Box]:
        """Take note of how shapes look, and return where that differs from the last picture."""
        looks = [_look(shape) for shape in shapes]
        before, self._view = self._view, self._seen()
        last = self._drawn if before == self._view else None
        if last is None:
            self._drawn = looks, [self._print(shape, look) for shape, look in zip(shapes, looks, strict=True)]
            return [self._whole]
        old, old_prints = last
        if looks == old:
            return []
        least = min(len(old), len(looks))
        head = next((n for n in range(least) if old[n] != looks[n]), least)
        tail = next((n for n in range(least - head) if old[-1 - n] != looks[-1 - n]), least - head)
        end, old_end = len(looks) - tail, len(old) - tail
        known = dict(zip(old[head:old_end], old_prints[head:old_end], strict=True))
        prints = [
            known[look] if look in known else self._print(shape, look)
            for look, shape in zip(looks[head:end], shapes[head:end], strict=True)
        ]
        self._drawn = looks, [*old_prints[:head], *prints, *old_prints[old_end:]]
        came, gone = differing(old[head:old_end], looks[head:end])
        return joined([prints[n].box for n in came] + [old_prints[head + n].box for n in gone])

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

    def _repaint(self, box: Box, prints: Sequence[Print]) -> None:
        """Draw what lies in a box anew.

        Shapes are drawn whole, on a sheet of their own, and the box is taken out of it: under a clip Cairo rounds some
        pixels of slanting edges otherwise, and a frame would depend on what was drawn before it.
        """
        area = slice(box.top, box.bottom), slice(box.left, box.right)
        self._sheet[area] = self.background[area]
        ctx = self.get_cairo_context(self._sheet)
        left, top, right, bottom = box
        for shape in prints:
            a, b, c, d = shape.box
            if a < right and left < c and b < bottom and top < d:
                shape.draw(ctx)
        self.pixel_array[area] = self._sheet[area]

    # how a shape is drawn

    def _print(self, shape: VMobject, look: Look) -> Print:
        """Return how a shape is drawn, or a pile of them."""
        ctx = self.get_cairo_context(self._sheet)
        parts = self._layers_of(ctx, shape) if isinstance(shape, Pile) else self._sides_of(ctx, shape, look)
        outlines, extents = [], []
        for key, points, layers in parts:
            outlines.append((self._path(ctx, shape, key, points), layers))
            extents.append(_extents(ctx, [line for _, line in layers if line is not None]))
        return Print(self._box(ctx, extents), tuple(outlines)) if outlines else NOTHING

    def _sides_of(self, ctx: Any, shape: VMobject, look: Look) -> Iterator[Part]:
        """Yield, if there is something to draw, what manim draws: a wide line behind it, its fill, and its line."""
        layers: list[tuple[Any, Line | None]] = []
        for background in (True, None, False):
            rgbas = shape.get_fill_rgbas() if background is None else shape.get_stroke_rgbas(background)
            width = None if background is None else shape.get_stroke_width(background)
            if width == 0 or not rgbas[:, 3].any():
                continue
            self.set_cairo_context_color(ctx, rgbas, shape)
            line = None if width is None else self._line(width, shape.joint_type, shape.cap_style)
            layers.append((ctx.get_source(), line))
        if layers:
            yield look[0], lambda: shape.points, tuple(layers)

    def _layers_of(self, ctx: Any, pile: Pile) -> Iterator[Part]:
        """Yield each layer of a pile as what manim would draw of its shape."""
        for layer in pile.layers:
            red, green, blue, alpha = layer.rgba
            if alpha:
                ctx.set_source_rgba(blue, green, red, alpha)
                line = self._line(layer.width, *PLAIN_LINE) if layer.width else None
                key = "corners", layer.corners.tobytes()
                yield key, partial(straight_curves, layer.corners), ((ctx.get_source(), line),)

    def _line(self, width: float, joint: Any, cap: Any) -> Line:
        return width * self.cairo_line_width_multiple, joint, cap

    def _box(self, ctx: Any, extents: Sequence[tuple[float, ...]]) -> Box:
        """Return the pixels within extents."""
        x1, y1, x2, y2 = zip(*extents, strict=True)
        left, bottom = ctx.user_to_device(min(x1), min(y1))
        right, top = ctx.user_to_device(max(x2), max(y2))
        return Box(
            max(0, math.floor(left) - 1),
            max(0, math.floor(top) - 1),
            min(self.pixel_width, math.ceil(right) + 1),
            min(self.pixel_height, math.ceil(bottom) + 1),
        )

    def _path(self, ctx: Any, shape: VMobject, key: Any, points: Callable[[], Any]) -> Any:
        """Make an outline of a shape the path of `ctx` and return it; one that was drawn before is not built again."""
        path = self._paths.get(key)
        if path is None:
            self._trace(ctx, shape, points())
            if len(self._paths) >= self._MOST:
                self._paths.clear()
            path = self._paths[key] = ctx.copy_path()
        else:
            ctx.new_path()
            ctx.append_path(path)
        return path

    def _trace(self, ctx: Any, shape: VMobject, points: Any) -> None:
        """Do as manim does, with numbers of Python's own, which Cairo takes several times faster than NumPy's."""
        points = self.transform_points_pre_display(shape, points)
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


def _extents(ctx: Any, lines: Sequence[Line]) -> tuple[float, ...]:
    """Return what the path may touch, filled and with lines along it [scene units]."""
    x1, y1, x2, y2 = ctx.path_extents()
    spikes = max((width for width, _, _ in lines), default=0.0) / 2 * ctx.get_miter_limit()
    if spikes <= FAR:  # several times faster, and no line reaches further
        return x1 - spikes, y1 - spikes, x2 + spikes, y2 + spikes
    for line in lines:
        _set_line(ctx, line)
        a1, b1, a2, b2 = ctx.stroke_extents()
        x1, y1, x2, y2 = min(x1, a1), min(y1, b1), max(x2, a2), max(y2, b2)
    return x1, y1, x2, y2


def _set_line(ctx: Any, line: Line) -> None:
    width, join, cap = line
    ctx.set_line_width(width)
    ctx.set_line_join(LINE_JOIN_MAP[join])
    ctx.set_line_cap(CAP_STYLE_MAP[cap])


def _shapes(mobjects: Iterable[Mobject]) -> list[Any]:
    """Return what of `mobjects` has points, in the order in which it is drawn; of what stands twice the last counts."""
    found: list[Any] = []
    ahead = list(mobjects)[::-1]
    while ahead:
        mobject = ahead.pop()
        if isinstance(mobject, Pile) and not mobject.is_open:
            found.append(mobject)
            continue
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


def _look(shape: VMobject) -> Look:
    if type(shape) is Pile and not shape.is_open:
        return shape.look
    fill, width, behind = shape.fill_rgbas, shape.stroke_width, shape.background_stroke_width
    if not width and not behind and len(fill) == 1:
        return shape.points.tobytes(), fill.tobytes()
    line, back = shape.get_stroke_rgbas(), shape.get_stroke_rgbas(True)
    style = shape.joint_type, shape.cap_style, width, behind, line.tobytes(), back.tobytes()
    if len(fill) == len(line) == len(back) == 1:
        return shape.points.tobytes(), fill.tobytes(), style
    ends = np.array(shape.get_gradient_start_and_end_points())
    return shape.points.tobytes(), fill.tobytes(), style, ends.tobytes()

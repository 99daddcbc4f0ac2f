"""Rules of reading: letters are large enough and stand out from what really lies below them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from rnnanim.audit.geometry import Array
from rnnanim.audit.letters import letters
from rnnanim.audit.moment import Finding, Moment, at, spared
from rnnanim.audit.remembering import Remembered
from rnnanim.audit.seeing import Colour, Picture, Shape, Text
from rnnanim.mobjects.text.label import Glyph, Label
from rnnanim.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Callable

SHORT_SIDE = 8.0
LEAST_CAPITAL = SHORT_SIDE / 36
LEAST_INDEX = SHORT_SIDE / 54
LEAST_FOR_TEXT, LEAST_FOR_LINES, LEAST_FOR_LOW = 4.5, 3.0, 2.0
ROUNDING = 0.001
ROUNDING_OF_RATIO = 0.05
ALONG = 12  # places along a line at which it is compared with what lies below


class Sizes:
    """Finds digits and capitals under 1/36 of the short side, and indices and exponents under 1/54."""

    def __init__(self) -> None:
        self._least: dict[tuple[object, ...], tuple[tuple[float, str], ...]] = {}

    def __call__(self, moment: Moment) -> Iterator[Finding]:
        """Yield what is too small."""
        for text in moment.picture.texts:
            for height, what in self._too_small(text):
                message = f"“{text.name}”: {what} {height:.3f} high"
                yield Finding("too small", (text.name, what), message, at(text.box), 1 / height)

    def _too_small(self, text: Text) -> tuple[tuple[float, str], ...]:
        mobject = text.mobject
        if not isinstance(mobject, Label):
            return tuple(_too_small(_plain_letters(mobject), False))
        key = mobject.markup, round(mobject.em, 3), mobject._weight
        if key not in self._least:
            small_fractions = "frac(" in mobject.markup
            self._least[key] = tuple(_too_small(letters(mobject), small_fractions))
        return self._least[key]


def _too_small(found: Any, fractions: bool) -> Iterator[tuple[float, str]]:
    """Yield height and name of each character that is too small; what stands in a fraction may be an index."""
    for character, height, is_index in found:
        if is_index and height < LEAST_INDEX - ROUNDING:
            yield height, f"the index {character}"
        elif not is_index and (character.isdigit() or character.isupper()) and height < LEAST_CAPITAL - ROUNDING:
            yield height, f"the {'digit' if character.isdigit() else 'capital'} {character}"
        elif fractions and is_index and character.isupper() and height < LEAST_CAPITAL - ROUNDING:
            yield height, f"the capital {character}"


def _plain_letters(mobject: Any) -> Iterator[tuple[str, float, bool]]:
    """Yield the characters of manim's own Text, which has one outline for each."""
    characters = getattr(mobject, "text", "")
    if isinstance(characters, str) and len(characters) == len(mobject.submobjects):
        yield from ((c, float(glyph.height), False) for c, glyph in zip(characters, mobject.submobjects, strict=True))


class Contrast:
    """Finds text under 4.5 and lines under 3 against what lies below; roles of what is not spoken of are exempt."""

    def __init__(self) -> None:
        self._of_text, self._of_shape = Remembered(_of_text), Remembered(_of_shape)

    def __call__(self, moment: Moment) -> Iterator[Finding]:
        """Yield what does not stand out."""
        for text in moment.picture.texts:
            yield from self._of_text(moment, text)
        if moment.is_still:
            for shape in moment.picture.shapes:
                if shape.kind != "glow":
                    yield from self._of_shape(moment, shape)


def _of_text(moment: Moment, text: Text | Shape) -> Iterator[Finding]:
    """Compare the worst glyph with what lies below five places of it."""
    assert isinstance(text, Text)
    roles = [(glyph.role if isinstance(glyph, Glyph) else None) or text.tone for glyph in text.glyphs]
    wanted = [
        i
        for i, role in enumerate(roles)
        if _least_for(role, LEAST_FOR_TEXT)
        and (moment.at_rest or _is_settled(moment.theme, role, text.colours[i], text.opacities[i]))
    ]
    if not wanted:
        return
    below = grounds(moment, np.vstack([_inner_points(text.boxes[i]) for i in wanted]), text.orders[wanted[0]], text)
    compared = {
        (text.colours[i], text.opacities[i], ground, roles[i]): i
        for n, i in enumerate(wanted)
        for ground in below[5 * n : 5 * n + 5]
    }
    ratios = [
        (ratio_of(_over(colour, opacity, ground), ground) / _least_for(role, LEAST_FOR_TEXT), i)
        for (colour, opacity, ground, role), i in compared.items()
    ]
    worst, glyph = min(ratios)
    least = _least_for(roles[glyph], LEAST_FOR_TEXT)
    if worst * least < least - ROUNDING_OF_RATIO:
        ground = _top_fill(moment, text.boxes[glyph], text.orders[glyph])
        what = f"“{text.name}” has {worst * least:.1f} : 1 against {ground}, {least:g} is the least"
        yield Finding("contrast", (text.name, ground), what, at(text.boxes[glyph]), -worst)


def _of_shape(moment: Moment, shape: Text | Shape) -> Iterator[Finding]:
    assert isinstance(shape, Shape)
    role = shape.tag.tone if shape.tag is not None else None
    least = _least_for(role, LEAST_FOR_LINES)
    if shape.is_lined and shape.kind != "fill":
        if role == "gradient" and shape.kind == "line" and abs(shape.stroke_opacity - 0.5) < 0.01:
            return  # a thread
        colour, opacity = shape.stroke_colour, shape.stroke_opacity
        if shape.fill_opacity > 0.99 and _same(colour, shape.fill_colour):
            return  # a filled tile is told by its body and the symbol on it
    elif shape.kind in ("ribbon", "bar") and not _has_banks(moment.picture, shape):
        colour, opacity = shape.fill_colour, shape.fill_opacity
    else:
        return
    if not least or not (moment.at_rest or _is_settled(moment.theme, role, colour, opacity)):
        return
    points = _along(shape.segments, ALONG)
    shown = [p for p in points if not moment.picture.hidden(p[None], shape.order, 10**9)]
    if not shown:
        return
    below = grounds(moment, np.array(shown), shape.order, without=_own_body(moment.picture, shape))
    ratio = float(np.median([ratio_of(_over(colour, opacity, ground), ground) for ground in below]))
    if shape.is_lined and (inside := _filled_by(moment.picture, shape)) is not None:  # its inner half lies on that
        ratio = max(ratio, ratio_of(_over(colour, opacity, inside), inside))
    if ratio < least - ROUNDING_OF_RATIO:
        what = f"{shape.name} ({role}) has {ratio:.1f} : 1 against what lies below it, {least:g} is the least"
        yield Finding("contrast", (shape.name,), what, at(shape.box), -ratio)


def _same(colour: Sequence[float] | Array, other: Sequence[float] | Array) -> bool:
    return bool(np.abs(np.asarray(colour) - np.asarray(other)).max() < 0.01)


def _least_for(role: str | None, usual: float) -> float:
    """Return the least contrast of a role, 0 where there is none."""
    if role in ("bed", "spent", "background"):
        return 0.0
    return LEAST_FOR_LOW if role == "low" else usual


def _filled_by(picture: Picture, shape: Shape) -> Colour | None:
    """Return the colour of what an outline encloses: its own fill, or the disc of its part, as that of a node."""
    if shape.fill_opacity > 0.99:
        return shape.fill_colour
    beside = [
        fill for fill in picture.fills if fill.parents and shape.parents and fill.parents[-1] is shape.parents[-1]
    ]
    discs = [fill for fill in beside if fill.kind == "plate" and np.abs(fill.box - shape.box).max() < ROUNDING]
    return next((disc.fill_colour for disc in discs if disc.fill_opacity > 0.99), None)


def _own_body(picture: Picture, shape: Shape) -> list[Shape]:
    """Return the fills that a bank is the edge of: it stands out from what is beside them."""
    if shape.kind != "line" or not shape.parents:
        return []
    return [fill for fill in picture.fills if fill.parents and fill.parents[-1] is shape.parents[-1]]


def _has_banks(picture: Picture, shape: Shape) -> bool:
    """Return whether a ribbon or bar has banks, its own stroke or lines beside it, which tell its edge."""
    if shape.is_lined:
        return True
    return any(
        s.kind == "line" and s.parents and s.parents[-1] is shape.parents[-1] for s in picture.shapes if s.is_lined
    )


def grounds(
    moment: Moment, points: Array, order: int, text: Text | None = None, without: Sequence[Shape] = ()
) -> list[Colour]:
    """Return the colour below each point, of what is drawn before `order`; a glow is light, not ground."""
    ground = _rgb(moment.theme.colour.background)
    colours = [ground] * len(points)
    box = np.concatenate([points.min(axis=0), points.max(axis=0)])
    for shape in moment.picture.fills_over(box):
        if shape.order >= order or shape.kind == "glow" or shape in without:
            continue
        if text is None or not spared(text, shape):
            for i in np.flatnonzero(shape.covers(points)):
                colours[i] = _over(shape.fill_colour, shape.fill_opacity, colours[i])
    return colours


def _top_fill(moment: Moment, box: Array, order: int) -> str:
    """Return the name of what lies right below a glyph."""
    below = [shape for shape in moment.picture.fills_over(box) if shape.order < order and shape.kind != "glow"]
    covering = [shape for shape in below if shape.covers(_inner_points(box)).any()]
    return covering[-1].name if covering else "the background"


def ratio_of(a: Colour, b: Colour) -> float:
    """Return the WCAG 2 contrast ratio of two colours.

    >>> round(ratio_of((1.0, 1.0, 1.0), (0.0, 0.0, 0.0)), 3)
    21.0
    """
    high, low = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@lru_cache(maxsize=4096)
def _luminance(colour: Colour) -> float:
    linear: Callable[[float], float] = lambda c: c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4  # noqa: E731
    red, green, blue = (linear(c) for c in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@lru_cache(maxsize=64)
def _rgb(colour: str) -> Colour:
    red, green, blue = (c / 255 for c in bytes.fromhex(colour[1:7]))
    return red, green, blue


def _over(colour: Colour, opacity: float, ground: Colour) -> Colour:
    if opacity >= 1:
        return colour
    red, green, blue = (g + (c - g) * opacity for c, g in zip(colour, ground, strict=True))
    return red, green, blue


def _is_settled(theme: Theme, role: str | None, colour: Colour, opacity: float) -> bool:
    """Return whether a colour is not on its way from one role to another."""
    if opacity < 0.99:
        return False
    return role is None or max(abs(a - b) for a, b in zip(colour, _rgb(theme.colour[role]), strict=True)) < 0.01


def _inner_points(box: Array) -> Array:
    left, bottom, right, top = box
    x, y, w, h = (left + right) / 2, (bottom + top) / 2, (right - left) * 0.35, (top - bottom) * 0.35
    return np.array([[x, y], [x - w, y - h], [x - w, y + h], [x + w, y - h], [x + w, y + h]])


def _along(segments: Array, count: int) -> Array:
    """Return `count` points at equal distances along segments (n, 4)."""
    lengths = np.hypot(*(segments[:, 2:] - segments[:, :2]).T)
    marks = np.concatenate([[0.0], np.cumsum(lengths)])
    if not marks[-1]:
        return np.zeros((0, 2))
    places = marks[-1] * (np.arange(count) + 0.5) / count
    i = np.clip(np.searchsorted(marks, places, side="right") - 1, 0, len(segments) - 1)
    share = ((places - marks[i]) / np.maximum(lengths[i], 1e-12))[:, None]
    return np.asarray(segments[i, :2] + share * (segments[i, 2:] - segments[i, :2]))

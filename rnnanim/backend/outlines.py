"""Typst's SVG as arrays: for each glyph or bar its outline, the role of its colour and the pieces it belongs to.

Coordinates are ems, y upwards, with the foot of the mark, the baseline, at the origin. Read here and not through
manim's SVGMobject: it is faster, needs no file, leaves no parser's objects in each copy, and turns rules (fraction
bars) into filled quads, which scale with their formula.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from xml.etree import ElementTree

import numpy as np
from numpy.typing import NDArray

from rnnanim.backend.fonts import REMEDY, MissingGlyph
from rnnanim.backend.typeset import EM, MARK, ROLES, compile_svg, document
from rnnanim.errors import RnnAnimError

Array = NDArray[np.float64]
_SVG, _LINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}href"
_ROLE_NAMES = tuple(ROLES.values())
_PART = re.compile(r'\bpart\(\s*"([^"]+)"')
_TOKEN = re.compile(r"[A-Za-z]|[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?")


@dataclass(frozen=True)
class Stroke:
    """One filled outline: (4 n, 3) cubic Bézier points [em], the role it is coloured by, the pieces it is in."""

    points: Array
    role: str | None
    parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outlines:
    """The outlines of one line of text, and the names of its pieces."""

    strokes: tuple[Stroke, ...]
    parts: tuple[str, ...]


@lru_cache(maxsize=4096)
def outlines_of(markup: str, weight: int = 400, language: str = "en") -> Outlines:
    """Return the outlines of a line of Typst markup.

    Raises
    ------
    MissingGlyph
        When a symbol came out as the box that stands for a character which no face has.
    """
    leaves = _leaves(document(markup, weight, language))
    if any(_is_tofu(points) for _, points, _ in leaves):
        raise MissingGlyph(f"a character of {markup!r} is in no font; {REMEDY}")
    names = tuple(dict.fromkeys(_PART.findall(markup)))
    members = {name: _hidden(leaves, markup, weight, language, name) for name in names}
    strokes = tuple(
        Stroke(points, _role(fill, markup), tuple(name for name in names if i in members[name]))
        for i, (_, points, fill) in enumerate(leaves)
    )
    return Outlines(strokes, names)


Leaf = tuple[tuple[object, ...], Array, str]
"""What makes it the same in two compilations of a line; outline [em]; key colour."""


def _hidden(leaves: list[Leaf], markup: str, weight: int, language: str, name: str) -> set[int]:
    """Return the numbers of the leaves that vanish when a piece is hidden: those are the piece."""
    left = iter([key for key, _, _ in _leaves(document(markup, weight, language, hidden=name))])
    waiting = next(left, None)
    gone = set()
    for i, (key, _, _) in enumerate(leaves):
        if key == waiting:
            waiting = next(left, None)
        else:
            gone.add(i)
    if waiting is not None or not gone:
        raise RnnAnimError(f"the part {name!r} of {markup!r} cannot be told apart")
    return gone


def _role(fill: str, markup: str) -> str | None:
    number = int(fill[1:], 16)
    if number > len(_ROLE_NAMES):
        raise RnnAnimError(f"the colour {fill} in {markup!r} is not a role; use {', '.join(ROLES)}")
    return _ROLE_NAMES[number - 1] if number else None


@lru_cache(maxsize=1)
def _tofu() -> tuple[Array, ...]:
    """Return the outlines of the boxes for missing characters, in a frame of their own."""
    nobody = "\U0010fffd"  # private use: no face has it
    sources = (document(f"{nobody}${nobody}$", weight) for weight in (400, 600))
    return tuple(_framed(points) for source in sources for _, points, _ in _leaves(source))


def _is_tofu(points: Array) -> bool:
    framed = _framed(points)
    return any(framed.shape == box.shape and np.allclose(framed, box, atol=0.02) for box in _tofu())


def _framed(points: Array) -> Array:
    low = points.min(axis=0)
    return np.asarray((points - low) / max(np.ptp(points, axis=0).max(), 1e-9))


def _leaves(source: str) -> list[Leaf]:
    """Return the outlines of a document, the mark left out."""
    root = ElementTree.fromstring(compile_svg(source))
    symbols = {s.get("id", ""): s[0].get("d", "") for s in root.iter(f"{_SVG}symbol") if len(s)}
    found = list(_walk(root, np.eye(3), symbols))
    mark = next((points for _, points, fill in found if fill == MARK), None)
    if mark is None:
        raise RnnAnimError("Typst's SVG has no mark of the baseline")
    origin = np.array([mark[:, 0].max(), mark[:, 1].max(), 0.0])
    flip = np.array([1 / EM, -1 / EM, 1.0])
    return [(key, (points - origin) * flip, fill) for key, points, fill in found if fill != MARK]


def _walk(element: ElementTree.Element, outer: Array, symbols: dict[str, str]) -> Iterator[Leaf]:
    for child in element:
        matrix = outer @ _matrix(child.get("transform"))
        if child.tag == f"{_SVG}g":
            yield from _walk(child, matrix, symbols)
        elif child.tag == f"{_SVG}use":
            name = child.get(_LINK, "").lstrip("#")
            place = matrix @ _shifted(float(child.get("x", 0)), float(child.get("y", 0)))
            yield from _leaf(symbols.get(name, ""), place, child, name)
        elif child.tag == f"{_SVG}path":
            yield from _leaf(child.get("d", ""), matrix, child, child.get("d", ""))


def _leaf(path: str, matrix: Array, element: ElementTree.Element, name: str) -> Iterator[Leaf]:
    fill, stroke = element.get("fill", "none"), element.get("stroke", "none")
    outline = _curves(path)
    if stroke != "none":
        outline, fill = _ruled(outline, float(element.get("stroke-width", 1))), stroke
    if fill == "none" or not len(outline):
        return
    points = np.zeros((len(outline), 3))
    points[:, :2] = outline @ matrix[:2, :2].T + matrix[:2, 2]
    yield (name, *np.round(matrix[:2].ravel(), 6)), points, fill.lower()


def _matrix(transform: str | None) -> Array:
    """Return an SVG transform, of which Typst writes `translate`, `matrix` and `scale`."""
    if not transform:
        return np.eye(3)
    kind, numbers = transform.split("(")[0].strip(), [float(n) for n in _TOKEN.findall(transform.split("(")[1])]
    if kind == "translate":
        return _shifted(*numbers, *([0.0] * (2 - len(numbers))))
    if kind == "scale":
        return np.diag([numbers[0], numbers[-1], 1.0])
    if kind != "matrix":
        raise RnnAnimError(f"Typst's SVG has a transform that is not known here: {transform}")
    a, b, c, d, e, f = numbers
    return np.array([[a, c, e], [b, d, f], [0, 0, 1]])


def _shifted(x: float, y: float) -> Array:
    return np.array([[1, 0, x], [0, 1, y], [0, 0, 1.0]])


@lru_cache(maxsize=4096)
def _curves(path: str) -> Array:
    """Return SVG path data as (4 n, 2) cubic Bézier points, every contour closed as a fill closes it."""
    tokens = _TOKEN.findall(path)
    curves: list[Array] = []
    start = here = np.zeros(2)
    command, i = "", 0

    def line(end: Array) -> None:
        if not np.allclose(here, end, atol=1e-9):
            curves.append(np.linspace(here, end, 4))

    while i < len(tokens):
        if tokens[i].isalpha():
            command, i = tokens[i], i + 1
        kind = command.lower()
        base = here if command.islower() else np.zeros(2)
        if kind == "z":
            line(start)
            here = start
            continue
        numbers = [float(n) for n in tokens[i : i + _COUNT[kind]]]
        i += _COUNT[kind]
        if kind == "h":
            ends = np.array([[base[0] + numbers[0], here[1]]])
        elif kind == "v":
            ends = np.array([[here[0], base[1] + numbers[0]]])
        else:
            ends = np.reshape(numbers, (-1, 2)) + base
        if kind == "m":
            start, command = ends[0], "l" if command == "m" else "L"
        elif kind == "q":
            curves.append(
                np.array([here, here + (ends[0] - here) * 2 / 3, ends[1] + (ends[0] - ends[1]) * 2 / 3, ends[1]])
            )
        elif kind == "c":
            curves.append(np.vstack([here, ends]))
        else:
            line(ends[-1])
        here = ends[-1]
    outline = np.vstack(curves) if curves else np.zeros((0, 2))
    outline.setflags(write=False)
    return outline


_COUNT = {"m": 2, "l": 2, "h": 1, "v": 1, "q": 4, "c": 6}


def _ruled(outline: Array, width: float) -> Array:
    """Return straight strokes as filled quads."""
    quads = []
    for a, b in zip(outline[::4], outline[3::4], strict=True):
        along = b - a
        across = np.array([-along[1], along[0]]) * (width / 2 / max(np.hypot(*along), 1e-9))
        corners = [a + across, b + across, b - across, a - across]
        quads += [np.linspace(p, q, 4) for p, q in zip(corners, corners[1:] + corners[:1], strict=True)]
    return np.vstack(quads) if quads else np.zeros((0, 2))

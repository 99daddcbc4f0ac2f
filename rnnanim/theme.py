"""The look as plain values: colours by role, type, strokes, sizes and times, read from `assets/themes/tokens.toml`.

Lengths are scene units (the short side of the frame is 8), times are seconds, strokes are manim's (100 = 1 unit).
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any

from rnnanim.errors import InputError
from rnnanim.locations import asset

Point = tuple[float, float]
"""x and y [scene units]."""
Box = tuple[float, float, float, float]
"""Left, right, top and bottom of a region [scene units]."""


@dataclass(frozen=True, slots=True)
class Colours:
    """One hex colour for each role; a role means one thing in every scene."""

    background: str
    ink: str
    mute: str
    low: str
    bed: str
    gradient: str
    core: str
    text: str
    edge: str
    spent: str
    on: str
    state: str
    wx: str
    wh: str
    wy: str
    loss: str

    def __getitem__(self, role: str) -> str:
        return str(getattr(self, role))


@dataclass(frozen=True, slots=True)
class Glow:
    """The light beside a ribbon: peak opacity, reach [scene units], layers and falloff."""

    peak: float
    reach: float
    layers: int
    falloff: float


@dataclass(frozen=True, slots=True)
class TypeSizes:
    """Em sizes [scene units]; `title_weight` is the weight of titles and heads."""

    small: float
    tile: float
    medium: float
    large: float
    title_weight: int


@dataclass(frozen=True, slots=True)
class Strokes:
    """Stroke widths, manim's unit."""

    wire: float
    ring: float
    ring_active: float
    tile: float
    bank: float
    rule: float
    thread: float


@dataclass(frozen=True, slots=True)
class Sizes:
    """Sizes of the parts [scene units]."""

    unit: float
    unit_x: float
    unit_loss: float
    tile: tuple[float, float]
    bar: float


@dataclass(frozen=True, slots=True)
class Widths:
    """Ribbon width = `scale` times the running product [scene units]."""

    scale: float
    narrowest: float
    widest: float
    least: float
    blend: float
    hollow: float


@dataclass(frozen=True, slots=True)
class Times:
    """Durations [s] and reading speeds [characters a second]."""

    station: float
    edge: float
    light: float
    factor: float
    value: float
    bar: float
    carry: float
    drop: float
    spend: float
    slide: float
    dim: float
    still: float
    en: float
    zh: float


@dataclass(frozen=True, slots=True)
class Theme:
    """Everything that a scene needs to know of the look."""

    name: str
    colour: Colours
    glow: Glow
    type: TypeSizes
    stroke: Strokes
    size: Sizes
    width: Widths
    time: Times

    @property
    def is_light(self) -> bool:
        """Whether the ribbons need banks to stand out."""
        """Tell whether ink is dark and the background light."""
        return self.name == "light"


@lru_cache(maxsize=1)
def tokens() -> dict[str, Any]:
    """Return the table of tokens as it is written in the file."""
    return tomllib.loads(asset("themes", "tokens.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=4)
def load_theme(name: str = "dark") -> Theme:
    """Return the theme of a name; InputError names the ones that there are."""
    table = tokens()
    if name not in table["colour"]:
        raise InputError(f"theme {name!r} is unknown; there are {', '.join(table['colour'])}")
    glow = table["glow"]
    size = dict(table["size"], tile=tuple(table["size"]["tile"]))
    return Theme(
        name=name,
        colour=Colours(**table["colour"][name]),
        glow=Glow(glow[name], glow["reach"], glow["layers"], glow["falloff"]),
        type=_of(TypeSizes, table["type"]),
        stroke=_of(Strokes, table["stroke"]),
        size=_of(Sizes, size),
        width=_of(Widths, table["width"]),
        time=_of(Times, table["time"]),
    )


def _of(kind: Any, table: dict[str, Any]) -> Any:
    return kind(**{field.name: table[field.name] for field in fields(kind)})


def mix(a: str, b: str, share: float) -> str:
    """Return the colour that lies `share` of the way from hex colour `a` to `b`."""
    pair = zip(bytes.fromhex(a[1:]), bytes.fromhex(b[1:]), strict=True)
    return "#" + "".join(f"{round(p + (q - p) * share):02X}" for p, q in pair)


def hollow_fill(theme: Theme, colour: str) -> str:
    """Return what fills the shape of a negative number, whose edge has the colour itself."""
    return mix(theme.colour.background, colour, theme.width.hollow)


def contrast(a: str, b: str) -> float:
    """Return the WCAG 2 contrast ratio of two hex colours, 1 to 21."""
    high, low = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    channels = [c / 255 for c in bytes.fromhex(colour[1:])]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

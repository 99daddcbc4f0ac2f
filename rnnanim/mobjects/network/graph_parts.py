"""The pieces of a network: nodes, weight tiles and edges, each with its look in every state."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import ClassVar, Self

import numpy as np

from rnnanim.backend.shapes import VGroup
from rnnanim.mobjects.base.geometry import Points
from rnnanim.mobjects.base.layers import PART, THREAD, WIRE
from rnnanim.mobjects.base.motion import Cue, Value, blend
from rnnanim.mobjects.base.roles import hue_of, line_role
from rnnanim.mobjects.base.shapes import circle, disc, glow_layers, plain
from rnnanim.mobjects.base.tagging import Tag, tagged
from rnnanim.mobjects.network.states import State
from rnnanim.mobjects.text.label import CAPITAL, Label
from rnnanim.mobjects.text.words import formula
from rnnanim.theme import Theme

from manim import DashedVMobject, Line, Polygon, RoundedRectangle, VMobject

ROUND = 0.23  # radius of the corners of a tile of W_h with two indices, which fill it; else half its height
CLEAR = 0.05  # between the symbol of a node and the middle of its ring
OPTICAL = (0.04, -0.03)  # middle of a tile's symbol, in em: lower right, as its letter is heavier than its index

Look = dict[str, str | float]
"""A colour role or a number for each feature of a part."""


class GraphPart(VGroup):
    """A mobject with states, each of which has its look.

    Subclasses give `STATES` and `wear`, which draws a style (a look with hex colours).
    """

    STATES: ClassVar[Mapping[State, Look]] = {}

    def __init__(self, theme: Theme, state: State) -> None:
        super().__init__()
        self.theme, self.state = theme, state
        self.zoom = 1.0  # magnifies the strokes; the shapes are scaled by whoever moves them
        self.style: dict[str, Value] = {}
        self.roles: dict[str, str] = {}

    def look(self, state: State) -> Look:
        """Return the features of a state by role."""
        return self.STATES[state]

    def become(self, state: State) -> Self:
        """Take a state at once."""
        self.state = state
        look = self.look(state)
        self._put(self._resolve(look), look)
        return self

    def to(self, state: State, seconds: float) -> Cue:
        """Return the change into a state."""
        source: dict[str, Value] = {}
        look = self.look(state)
        target = self._resolve(look)

        def begin() -> None:
            self.state = state
            source.update(self.style)

        return Cue(lambda share: self._put(blend(source, target, share), look), seconds, begin=begin)

    def wear(self) -> None:
        """Draw `self.style`, tagged with `self.roles`."""
        raise NotImplementedError

    def _put(self, style: dict[str, Value], look: Look) -> None:
        self.style = style
        self.roles = {key: value for key, value in look.items() if isinstance(value, str)}
        self.wear()

    def _resolve(self, look: Look) -> dict[str, Value]:
        return {k: self.theme.colour[v] if isinstance(v, str) else v for k, v in look.items()}

    def hex(self, feature: str) -> str:
        return str(self.style[feature])

    def level(self, feature: str) -> float:
        return float(self.style[feature])


class Node(GraphPart):
    """A disc with its symbol: an input, a state, an output or the loss."""

    STATES: ClassVar[Mapping[State, Look]] = {
        State.HIDDEN: {"ring": "bed", "width": 2.2, "ink": "low", "glow": 0.0, "opacity": 0.0},
        State.IDLE: {"ring": "low", "width": 2.2, "ink": "ink", "glow": 0.0, "opacity": 1.0},
        State.DIM: {"ring": "bed", "width": 2.2, "ink": "low", "glow": 0.0, "opacity": 1.0},
        State.PASSED: {"ring": "low", "width": 2.2, "ink": "mute", "glow": 0.0, "opacity": 1.0},
        State.LIVE: {"ring": "gradient", "width": 3.4, "ink": "ink", "glow": 1.0, "opacity": 1.0},
        State.NEAR: {"ring": "low", "width": 2.2, "ink": "ink", "glow": 0.0, "opacity": 1.0},
        State.CALM: {"ring": "gradient", "width": 2.2, "ink": "ink", "glow": 0.0, "opacity": 1.0},
        State.LOSS: {"ring": "loss", "width": 3.4, "ink": "ink", "glow": 0.0, "opacity": 1.0},
        State.ON: {"ring": "state", "width": 3.4, "ink": "ink", "glow": 0.0, "opacity": 1.0},
    }

    def __init__(
        self,
        theme: Theme,
        symbol: str,
        at: tuple[float, float],
        radius: float,
        *,
        given: bool = False,
        state: State = State.IDLE,
        em: float | None = None,
    ) -> None:
        super().__init__(theme, state)
        self.radius = radius
        self.glow = VGroup()
        self.disc = circle(radius)
        self.ring: VMobject = circle(radius)
        if given:
            self.ring = DashedVMobject(self.ring, 20, dashed_ratio=0.6)
        self.symbol: Label = _in_the_middle(theme, symbol, em or symbol_size(theme, symbol, radius))
        self.disc.set_z_index(PART)
        self.ring.set_z_index(PART, family=True)
        self.symbol.set_z_index(PART + 1, family=True)
        self.add(self.glow, self.disc, self.ring, self.symbol)
        self.shift((*at, 0))
        self.become(state)

    def look(self, state: State) -> Look:
        """Return the features of a state; a ring is a thin line."""
        return {k: line_role(self.theme, v) if isinstance(v, str) else v for k, v in self.STATES[state].items()}

    @property
    def middle(self) -> tuple[float, float]:
        centre = self.disc.get_center()
        return float(centre[0]), float(centre[1])

    def wear(self) -> None:
        shown = self.level("opacity")
        peak = self.theme.glow.peak * self.level("glow") * shown
        self.glow.submobjects = list(self._halo(peak)) if peak > 0 else []
        tagged(self.disc.set_fill(self.theme.colour.background, shown), Tag("plate", "background"))
        self.ring.set_stroke(self.hex("ring"), self.level("width") * self.zoom, shown)
        for dash in self.ring.family_members_with_points():
            tagged(dash, Tag("outline", self.roles["ring"]))
        self.symbol.paint(self.hex("ink"), tone=self.roles["ink"], opacity=shown)

    def _halo(self, peak: float) -> Iterator[VMobject]:
        """Return the layers of the glow round the node as it stands, which may have been scaled."""
        scale = float(self.disc.width) / (2 * self.radius)
        for distance, alpha in glow_layers(peak, self.theme):
            halo = disc(self.middle, (self.radius + distance) * scale, self.theme.colour.gradient, alpha)
            yield tagged(halo, Tag("glow", "gradient")).set_z_index(THREAD + 1)


class WeightTile(GraphPart):
    """A weight on its edge; its kind is told by symbol, hue and shape (W_x square, W_h round, W_y pointed)."""

    STATES: ClassVar[Mapping[State, Look]] = {
        State.IDLE: {"line": "hue", "width": 2.4, "ink": "hue", "fill": "background", "opacity": 1.0},
        State.DIM: {"line": "bed", "width": 1.8, "ink": "low", "fill": "background", "opacity": 1.0},
        State.PASSED: {"line": "low", "width": 1.8, "ink": "mute", "fill": "background", "opacity": 1.0},
        State.ACTED: {"line": "low", "width": 1.8, "ink": "ink", "fill": "background", "opacity": 1.0},
        State.LIT: {"line": "hue", "width": 2.4, "ink": "background", "fill": "hue", "opacity": 1.0},
        State.HIDDEN: {"line": "bed", "width": 1.8, "ink": "low", "fill": "background", "opacity": 0.0},
    }

    def __init__(
        self,
        theme: Theme,
        symbol: str,
        at: tuple[float, float],
        size: tuple[float, float],
        *,
        state: State = State.IDLE,
        em: float | None = None,
    ) -> None:
        super().__init__(theme, state)
        self.hue = hue_of(symbol)
        self.frame = plain(_silhouette(self.hue, *size, ROUND if "^" in symbol else math.inf)).set_z_index(PART)
        em = em or theme.type.tile
        self.symbol: Label = formula(theme, symbol, em)
        self.symbol.move_to((OPTICAL[0] * em, OPTICAL[1] * em, 0)).set_z_index(PART + 1, family=True)
        self.add(self.frame, self.symbol)
        self.shift((*at, 0))
        self.become(state)

    @property
    def middle(self) -> tuple[float, float]:
        centre = self.frame.get_center()
        return float(centre[0]), float(centre[1])

    def look(self, state: State) -> Look:
        return {k: self.hue if v == "hue" else v for k, v in self.STATES[state].items()}

    def wear(self) -> None:
        shown = self.level("opacity")
        self.frame.set_fill(self.hex("fill"), shown)
        self.frame.set_stroke(self.hex("line"), self.level("width") * self.zoom, shown)
        tagged(self.frame, Tag("outline", self.roles["line"]))
        self.symbol.paint(self.hex("ink"), tone=self.roles["ink"], opacity=shown)


def symbol_size(theme: Theme, symbol: str, radius: float) -> float:
    """Return the type size of a symbol in a disc: the usual one, or that in which a long index is clear of the ring."""
    usual = theme.type.medium * (1 if radius >= 0.36 else 0.92)
    reach = max(math.hypot(x, y) for glyph in _in_the_middle(theme, symbol, usual).glyphs for x, y, _ in glyph.points)
    return usual * min(1.0, (radius - CLEAR) / reach)


def _in_the_middle(theme: Theme, symbol: str, em: float) -> Label:
    return formula(theme, symbol, em).place(0, -CAPITAL * em, "centre")


@lru_cache(maxsize=64)
def _silhouette(hue: str, width: float, height: float, round_to: float) -> Points:
    if hue == "wy":
        w, h, tip = 0.64 * width, 0.54 * height, 0.34 * height  # wider and higher: the tail of its index needs room
        corners = [(-w, 0), (-w + tip, h), (w - tip, h), (w, 0), (w - tip, -h), (-w + tip, -h)]
        return np.array(Polygon(*(np.array([x, y, 0.0]) for x, y in corners)).points)
    radius = min(height / 2, round_to) if hue == "wh" else 0.04
    return np.array(RoundedRectangle(width=width, height=height, corner_radius=radius).points)


class Edge(GraphPart):
    """An edge that carries nothing at the moment, or along which the gradient will come (`ahead`)."""

    STATES: ClassVar[Mapping[State, Look]] = {
        State.HIDDEN: {"line": "bed", "width": 2.0, "opacity": 0.0},
        State.DIM: {"line": "bed", "width": 2.0, "opacity": 1.0},
        State.IDLE: {"line": "low", "width": 2.0, "opacity": 1.0},
        State.AHEAD: {"line": "gradient", "width": 2.4, "opacity": 0.5},
    }

    def __init__(
        self, theme: Theme, a: tuple[float, float], b: tuple[float, float], *, state: State = State.IDLE
    ) -> None:
        super().__init__(theme, state)
        self.line = Line((*a, 0), (*b, 0)).set_z_index(WIRE)
        self.add(self.line)
        self.become(state)

    def wear(self) -> None:
        self.line.set_stroke(self.hex("line"), self.level("width") * self.zoom, self.level("opacity"))
        tagged(self.line, Tag("line", self.roles["line"]))
        self.line.set_z_index(THREAD if self.roles["line"] in ("gradient", "edge") else WIRE)

"""A line of text: glyphs that are placed by baseline, coloured by roles, in pieces that can be played on."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, Self

from rnnanim.backend import Stroke, outlines_of  # before manim
from rnnanim.backend.shapes import Mould, Shape, VGroup

# isort: split
from rnnanim.mobjects.base.layers import TEXT

from manim import VMobject

if TYPE_CHECKING:
    from rnnanim.numerics import Reading
    from rnnanim.theme import Theme

Align = Literal["left", "centre", "right"]
Kind = Literal["words", "formula", "number"]

CAPITAL = 0.27  # half the height of a capital, in em: from the baseline to the middle of a symbol


class Glyph(Shape):
    """One filled outline; `role` names its colour, None follows the tone of its label."""

    role: str | None = None


class Label(VGroup):
    """A line of text whose pieces are its own submobjects, so that playing on one leaves the line whole.

    It lies in the layer `TEXT`; what belongs to a unit or flies is put into another by its owner.

    Attributes
    ----------
    markup : str
        What was set, Typst.
    kind : {"words", "formula", "number"}
    tone : str
        The theme's role that colours every glyph without a role of its own.
    reading : Reading or None
        What a number was read from.
    """

    def __init__(
        self,
        theme: Theme,
        markup: str,
        em: float,
        *,
        kind: Kind = "words",
        tone: str = "ink",
        weight: int = 400,
        language: str = "en",
        reading: Reading | None = None,
    ) -> None:
        super().__init__(z_index=TEXT)
        self.theme, self.kind, self.tone, self.reading = theme, kind, tone, reading
        self._weight, self._language = weight, language
        self._align: Align = "centre"
        self._set(markup, em)

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        memo[id(self.theme)] = self.theme  # frozen: copies share them
        memo[id(self.reading)] = self.reading
        copied: Self = super().__deepcopy__(memo)
        return copied

    def __repr__(self) -> str:
        return f"Label({self.markup!r})"

    @property
    def em(self) -> float:
        """Type size as it is now [scene units]; it follows `scale`."""
        if self._ruler is None:
            return self._em
        glyph, _, height = self._ruler
        return _height(glyph) / height

    @property
    def baseline_y(self) -> float:
        """Height of the baseline [scene units]; it follows `shift` and `scale`."""
        if self._ruler is None:
            return float(self.get_center()[1])
        glyph, bottom, _ = self._ruler
        return float(glyph.get_bottom()[1] - bottom * self.em)

    @property
    def glyphs(self) -> list[Glyph]:
        """Every outline, in reading order."""
        return [mob for mob in self.get_family() if isinstance(mob, Glyph)]

    @property
    def ink_parts(self) -> dict[str, list[Glyph]]:
        """The outlines by the theme's role of their colour."""
        found: dict[str, list[Glyph]] = {}
        for glyph in self.glyphs:
            found.setdefault(glyph.role or self.tone, []).append(glyph)
        return found

    @property
    def part_names(self) -> tuple[str, ...]:
        """Names that `part` takes."""
        return tuple(self._parts)

    def part(self, name: str) -> VGroup:
        """Return the piece that the markup calls ``part("name", …)``; KeyError names the pieces there are."""
        if name not in self._parts:
            raise KeyError(f"{self.markup!r} has no part {name!r}; it has {', '.join(self._parts) or 'none'}")
        return self._parts[name]

    def place(self, x: float, y: float, align: Align = "centre") -> Self:
        """Put the baseline on y and the left edge, the centre or the right edge on x."""
        self._align = align
        self.shift((x - self._edge(), y - self.baseline_y, 0))
        return self

    def tint(self, role: str) -> Self:
        """Colour every glyph that has no role of its own; its opacity stays."""
        for glyph in self.glyphs:
            if glyph.role is None:
                glyph.set_fill(self.theme.colour[role])
        self.tone = role
        return self

    def paint(self, colour: str, *, tone: str, opacity: float = 1.0) -> Self:
        """Set the hex colour of every glyph without a role, on its way to a tone, and the opacity of all."""
        for glyph in self.glyphs:
            glyph.set_fill(colour if glyph.role is None else None, opacity)
        self.tone = tone
        return self

    def _edge(self) -> float:
        edge = {"left": self.get_left, "centre": self.get_center, "right": self.get_right}[self._align]()
        return float(edge[0])

    def _set(self, markup: str, em: float) -> None:
        """Make the submobjects; the baseline is y = 0."""
        self.submobjects: list[VMobject] = []
        self.markup, self._em = markup, em
        self._parts: dict[str, VGroup] = {}
        self._ruler: tuple[Glyph, float, float] | None = None
        line = outlines_of(markup, self._weight, self._language)
        groups: dict[tuple[str, ...], VGroup] = {(): self}
        for stroke in line.strokes:
            glyph = self._glyph(stroke)
            self._group(groups, stroke.parts).add(glyph)
            height = _height(glyph) / em
            if height > 0 and (self._ruler is None or height > self._ruler[2]):
                self._ruler = glyph, float(stroke.points[:, 1].min()), height

    def _glyph(self, stroke: Stroke) -> Glyph:
        glyph = _blank().cast()
        glyph.role = stroke.role
        glyph.points = stroke.points * self._em
        glyph.z_index = self.z_index
        glyph.set_fill(self.theme.colour[stroke.role or self.tone])
        return glyph

    def _group(self, groups: dict[tuple[str, ...], VGroup], path: tuple[str, ...]) -> VGroup:
        """Return the group of a piece, made inside the group of the piece around it."""
        if path not in groups:
            if path[-1] in self._parts:
                raise ValueError(f"the part {path[-1]!r} stands in two places of {self.markup!r}")
            groups[path] = self._parts[path[-1]] = VGroup()
            self._group(groups, path[:-1]).add(groups[path])
        return groups[path]


def _height(glyph: Glyph) -> float:
    y = glyph.points[:, 1]
    return float(y.max() - y.min())


@lru_cache(maxsize=1)
def _blank() -> Mould[Glyph]:
    return Mould(Glyph(stroke_width=0, fill_opacity=1))

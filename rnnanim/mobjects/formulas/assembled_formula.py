"""A formula that is put together from the picture: each piece flies from where it belongs to its place."""

from __future__ import annotations

from collections.abc import Sequence

from rnnanim.backend.shapes import VGroup
from rnnanim.mobjects.base.flight import fly_copy
from rnnanim.mobjects.base.geometry import Point, Polyline
from rnnanim.mobjects.base.motion import Cue, fade_in
from rnnanim.mobjects.text.label import Align, Label
from rnnanim.mobjects.text.words import formula
from rnnanim.theme import Theme

ROUND = 0.45  # radius of the corners of a way


class AssembledFormula(VGroup):
    """A formula in named pieces, none of which is there at first.

    Parameters
    ----------
    pieces : sequence of (name, Typst math)
        In reading order; a piece without a name is a gap that never shows.
    """

    def __init__(self, theme: Theme, pieces: Sequence[tuple[str, str]], em: float) -> None:
        super().__init__()
        self.theme, self.em = theme, em
        self.sources = {name: source for name, source in pieces if name}
        markup = " ".join(f'part("{name}", {source})' if name else source for name, source in pieces)
        self.label: Label = formula(theme, markup, em)
        self.label.set_fill(opacity=0)
        self.flying = VGroup()
        self.add(self.label, self.flying)

    def place(self, x: float, y: float, align: Align) -> AssembledFormula:
        """Put the baseline on y and an edge or the centre on x."""
        self.label.place(x, y, align)
        return self

    def middle(self, name: str) -> Point:
        """Return the middle of a piece in its place."""
        centre = self.label.part(name).get_center()
        return float(centre[0]), float(centre[1])

    def fly_copy(
        self, name: str, way: Sequence[Point], seconds: float, *, em: float | None = None, clear: float = 0.0
    ) -> Cue:
        """Return the flight of a piece along a way to its place.

        Parameters
        ----------
        way : sequence of (x, y)
            From the middle of the part that it comes out of, by the corners of its way; its place is added.
        em : float, optional
            Type size at which it leaves.
        clear : float
            How far along its way it appears: beside what it comes out of, not on top of it.
        """
        goal = self.middle(name)
        line, size = Polyline([*way, goal], radius=ROUND), (em or self.em) / self.em

        def course(share: float) -> Point:
            place = line.point(clear + (line.length - clear) * share)
            return float(place[0]), float(place[1])

        return fly_copy(
            formula(self.theme, self.sources[name], self.em),
            course,
            seconds,
            among=self.flying,
            zoom=lambda share: size + (1 - size) * share,
            landed=lambda: self.label.part(name).set_fill(opacity=1.0),
        )

    def fade_in(self, seconds: float, *names: str) -> Cue:
        """Return the appearing of pieces in their places."""
        return fade_in(seconds, *(self.label.part(name) for name in names))

"""A formula that is put together from the picture: each piece flies from where it belongs to its place."""

from __future__ import annotations

from collections.abc import Sequence

from rnnanim.mobjects.base.geometry import Point, Polyline
from rnnanim.mobjects.base.layers import FLIGHT
from rnnanim.mobjects.base.motion import Cue, ease_in_out_sine, together
from rnnanim.mobjects.base.pose import Pose
from rnnanim.mobjects.base.tagging import Flight
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.words import formula
from rnnanim.theme import Theme

from manim import VGroup

BEND = 0.45  # radius of the bends on the way


class Assembly(VGroup):
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

    def place(self, x: float, y: float, align: str) -> Assembly:
        """Put the baseline on y and an edge or the centre on x."""
        self.label.place(x, y, align)  # type: ignore[arg-type]
        return self

    def middle(self, name: str) -> Point:
        """Return the middle of a piece in its place."""
        centre = self.label.part(name).get_center()
        return float(centre[0]), float(centre[1])

    def fly(
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
        copy = formula(self.theme, self.sources[name], self.em).set_z_index(FLIGHT, family=True)
        copy.shift((goal[0] - copy.get_center()[0], goal[1] - copy.get_center()[1], 0))
        copy.flies = Flight.between(way[0], goal)
        pose, line = Pose(copy, goal), Polyline([*way, goal], radius=BEND)
        size = (em or self.em) / self.em

        def begin() -> None:
            self.flying.add(copy)

        def apply(share: float) -> None:
            place = line.point(clear + (line.length - clear) * share)
            pose.put((float(place[0]), float(place[1])), size + (1 - size) * share)
            copy.set_fill(opacity=min(1.0, share / 0.08))
            if share >= 1:
                self.flying.remove(copy)
                self._reveal(name, 1.0)

        return Cue(apply, seconds, rate=ease_in_out_sine, begin=begin)

    def write(self, seconds: float, *names: str) -> Cue:
        """Return the appearing of pieces in their places."""
        return together(*(Cue(lambda share, name=name: self._reveal(name, share), seconds) for name in names))  # type: ignore[misc]

    def _reveal(self, name: str, opacity: float) -> None:
        for glyph in self.label.part(name):
            glyph.set_fill(opacity=opacity)

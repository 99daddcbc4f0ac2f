"""The direction of time: a thin arrow under the steps of an unrolled network, with its word at the tail."""

from __future__ import annotations

from rnnanim.backend.shapes import VGroup
from rnnanim.mobjects.base.geometry import Point
from rnnanim.mobjects.base.layers import WIRE
from rnnanim.mobjects.base.motion import Cue, fade_in, fade_out, together, tween
from rnnanim.mobjects.base.tagging import Tag, tagged
from rnnanim.mobjects.network.recurrent_edge import TIP
from rnnanim.mobjects.text.label import CAPITAL, Label
from rnnanim.theme import Theme

from manim import Line, VMobject

GAP = 0.22  # between the word and the line
WIDTH = 2.0
TONE = "low"  # quieter than the chain that it runs under


class TimeArrow(VGroup):
    """A word, and the arrow that grows out of it; hidden at first.

    Parameters
    ----------
    word : Label
        What the arrow is called.
    start, end : (x, y)
        Where the word begins, level with the arrow, and where the arrow points.
    """

    def __init__(self, theme: Theme, word: Label, start: Point, end: Point) -> None:
        super().__init__()
        self.theme, self.word, self.end = theme, word, end
        word.place(start[0], start[1] - CAPITAL * word.em, "left").set_fill(opacity=0)
        self.tail = float(word.get_right()[0]) + GAP
        self.line = Line((self.tail, start[1], 0), (end[0], end[1], 0)).set_z_index(WIRE)
        self.tip = VMobject(stroke_width=0).set_z_index(WIRE)
        self.add(word, self.line, self.tip)
        self.drawn = 0.0
        self.draw()

    def create(self, seconds: float) -> Cue:
        """Return the arrow's growing from its word to the last step, while the word appears."""
        return together(fade_in(self.theme.time.dim, self.word), tween(seconds, self, drawn=1.0))

    def fade_out(self, seconds: float) -> Cue:
        """Return the fading of word and arrow."""
        return fade_out(seconds, self)

    def draw(self) -> None:
        """Draw the arrow as far as it has grown."""
        y, length, half = self.end[1], *TIP
        opacity = min(1.0, 6 * self.drawn)
        head = self.tail + length + (self.end[0] - self.tail - length) * self.drawn
        self.line.set_points_as_corners([(self.tail, y, 0), (head - 0.7 * length, y, 0)])
        corners = ((head, y), (head - length, y + half), (head - length, y - half), (head, y))
        self.tip.set_points_as_corners([(*corner, 0) for corner in corners])
        colour = self.theme.colour[TONE]
        tagged(self.line.set_stroke(colour, WIDTH, opacity), Tag("line", TONE))
        tagged(self.tip.set_fill(colour, opacity), Tag("front", TONE))


__all__ = ["TimeArrow"]

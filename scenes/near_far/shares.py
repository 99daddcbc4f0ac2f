"""Brackets that part the two rows: what makes the sum of the shared weight, and which layers stay dark."""

from __future__ import annotations

from dataclasses import dataclass

from rnnanim.mobjects.base.shapes import bracket
from rnnanim.mobjects.network.gradient_strip import DECADES, GradientStrip
from rnnanim.mobjects.network.strip_flow import StripPlace
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.readout import readout
from rnnanim.numerics.near_far import NEARLY_ALL
from rnnanim.scenes.near_far.growing_past import GrowingPast
from rnnanim.scenes.near_far.places import Places
from rnnanim.stage.stage import Stage

from manim import VMobject

FAINT = 10**DECADES  # times less than the largest gradient of a layer: its tile is dark
GAP = 0.15  # between words and their number
TICK, OVER, UNDER = 0.1, 0.2, 0.26  # of a bracket; from it to the words over it, and to the tops of those under it
ABOVE, BELOW = 0.42, 0.16  # from the middle of the states to the bracket over them, from the tiles to that under them


@dataclass(frozen=True)
class Share:
    """A bracket and what is said of what it holds."""

    line: VMobject
    words: list[Label]


class Shares:
    """What the brackets say, each None where it is not so.

    Attributes
    ----------
    near, far : Share or None
        Over the states of the recurrent network: the nearest terms that make 99 % of the sum, and all the others.
    dark : Share or None
        Under the tiles of the layers that get less than a thousandth of the largest gradient.
    """

    def __init__(self, stage: Stage, past: GrowingPast, places: Places, layers: GradientStrip) -> None:
        self.stage, self.past, self.theme = stage, past, stage.theme
        self.near, self.far = self._of_the_sum(places.recurrent)
        self.dark = self._of_the_layers(places.own, layers)

    def _of_the_sum(self, place: StripPlace) -> tuple[Share | None, Share | None]:
        sums, spans = self.past.last, self.past.spans
        if sums.regime != "near":
            return None, None
        count, many = int(sums.near.value), len(spans)
        others, half = self.past.end - count, place.gap(many) * 0.4
        y = place.y + ABOVE
        near = bracket(self.theme, place.x(count - 1, many) - half, place.x(0, many) + half, y, -TICK)
        far = bracket(self.theme, place.x(many - 1, many) - half, place.x(count, many) + half, y, -TICK)
        share = self.stage.words("nearest_share", n=count, p=NEARLY_ALL)
        share.place(place.x(0, many) + half, y + OVER, "right")
        rest = readout(self.theme, sums.terms(count + 1, self.past.end), "small", "text")
        words = self.stage.words("others_bring" if others > 1 else "other_brings", tone="mute", n=others)
        middle = (place.x(many - 1, many) + place.x(count, many)) / 2
        together = words.width + GAP + rest.width
        left = min(middle - together / 2, float(share.get_left()[0]) - 2 * GAP - together)
        words.place(left, y + OVER, "left")
        rest.place(left + words.width + GAP, y + OVER, "left")
        return Share(near, [share]), Share(far, [words, rest])

    def _of_the_layers(self, place: StripPlace, layers: GradientStrip) -> Share | None:
        """Return the bracket under the dark layers, if they are the early ones."""
        look, many = layers.look(), len(self.past.spans)
        dark = [j for j in range(many) if layers.light(look, j) <= 0]
        if not dark or len(dark) == many or dark != list(range(dark[0], many)):
            return None
        half, y = place.gap(many) * 0.4, place.weight - place.tile[1] - BELOW
        line = bracket(self.theme, place.x(many - 1, many) - half, place.x(dark[0], many) + half, y, TICK)
        count = int(self.past.own_weights.faint(FAINT).value)
        words = self.stage.words("dark_layers", n=count, T=self.past.end, times=FAINT)
        middle = max(
            (place.x(many - 1, many) + place.x(dark[0], many)) / 2, self.stage.layout.safe[0] + words.width / 2
        )
        beside = middle + words.width / 2 < place.last - place.tile[0]  # the last number
        return Share(line, [words.place(middle, y - UNDER - (0.22 if beside else 0.6))])

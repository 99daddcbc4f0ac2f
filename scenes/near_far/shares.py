"""Brackets that part the steps in near and far: what each part makes of the sum, and what the early layers get."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rnnanim.layout.clearing import Clearing, box_of
from rnnanim.layout.placement import Spot
from rnnanim.mobjects.base.motion import Cue, cut, fade_in, fade_out, one_by_one
from rnnanim.mobjects.base.shapes import bracket
from rnnanim.mobjects.network.gradient_strip import DECADES, GradientStrip
from rnnanim.mobjects.network.strip_flow import StripPlace
from rnnanim.mobjects.text.equation import Equation
from rnnanim.mobjects.text.label import Label
from rnnanim.scenes.near_far.growing_past import GrowingPast
from rnnanim.scenes.near_far.places import Places
from rnnanim.scenes.near_far.rows import Row, percentage
from rnnanim.stage.stage import Stage

from manim import VMobject

FAINT = 10**DECADES  # times less than the largest gradient of a layer: its tile stays empty
HARDLY = 5  # per cent of the largest gradient: a layer that gets no more hardly learns
TICK, OVER = 0.1, 0.15  # of a bracket; from it to the words over it
BELOW = 0.14  # from the tiles to the bracket under them
IN_CHART = 0.16  # from the top of the chart to the bracket there
BESIDE = 0.04  # from the edge of the frame to words at it
APART = 0.36  # between what is said of the two parts


@dataclass(frozen=True)
class Share:
    """A bracket and what is said of what it holds."""

    line: VMobject
    words: Row

    @property
    def parts(self) -> list[VMobject]:
        """All of it."""
        return [self.line, *self.words.pieces]


class Shares:
    """What the brackets say, each None where it is not so.

    Attributes
    ----------
    near, far : Share or None
        Of the nearest terms that make 99 % of the sum, and of all the others; over the chart of the terms at first.
    early : Share or None
        Under the tiles of the layers that are as far back as those others; or, where there is no such part, of the
        layers that get less than a thousandth of the largest gradient.
    """

    def __init__(
        self,
        stage: Stage,
        past: GrowingPast,
        places: Places,
        layers: GradientStrip,
        over: float,
        gradients: Sequence[Equation],
    ) -> None:
        self.stage, self.past, self.theme, self.places = stage, past, stage.theme, places
        self.rise = over - (places.chart[2] - IN_CHART)
        self.near, self.far = self._of_the_sum(places.recurrent)
        self.early = self._of_the_layers(places.own, layers, gradients)

    @property
    def count(self) -> int:
        """How many of the nearest terms make nearly all of the sum."""
        return int(self.past.last.near.value)

    @property
    def hardly(self) -> bool:
        """Whether each of the early layers gets hardly anything of what the largest gets."""
        return self.near is not None and self.past.own_weights.early(self.past.end - self.count).value <= HARDLY

    def arrive(self, share: Share, seconds: float) -> Cue:
        """Return the coming of a bracket and its words, which are in the picture already."""
        return fade_in(seconds, *share.parts)

    def move_up(self, seconds: float) -> Cue:
        """Return the change of the brackets from the chart to the states that they part; the network lies between."""
        parts = self.of_the_sum

        def lift() -> None:
            for part in parts:
                part.shift((0.0, self.rise, 0.0))

        return one_by_one(fade_out(seconds, *parts), cut(lift), fade_in(seconds, *parts))

    @property
    def of_the_sum(self) -> list[VMobject]:
        """What parts the sum."""
        return [part for share in (self.near, self.far) if share is not None for part in share.parts]

    def _of_the_sum(self, place: StripPlace) -> tuple[Share | None, Share | None]:
        sums, T, many = self.past.last, self.past.end, len(self.past.spans)
        if sums.regime != "near" or (self.count, self.count) not in self.past.spans:
            return None, None
        count, (left, right, *_) = self.count, self.stage.layout.safe
        others, y = T - count, self.places.chart[2] - IN_CHART
        words = self.stage.words("near_terms_one" if count == 1 else "near_terms", n=count)
        near = percentage(self.theme, words, sums.percent(1, count), "large")
        span = self._span(place, 0, count - 1)
        near.place(min(sum(span) / 2, right - near.wide / 2), y + OVER)
        words = self.stage.words("far_terms_one" if others == 1 else "far_terms", tone="mute", n=others)
        far = percentage(self.theme, words, sums.percent(count + 1, T), "small", digits=1)
        beyond = self._span(place, count, many - 1)
        end = min(beyond[1], float(near.get_left()[0]) - APART)
        far.place(max(end, left + far.wide), y + OVER, "right")
        return (
            Share(bracket(self.theme, *span, y, -TICK), near),
            Share(bracket(self.theme, *beyond, y, -TICK), far),
        )

    def _span(self, place: StripPlace, first: int, last: int) -> tuple[float, float]:
        """Return from where to where a bracket goes that holds some columns."""
        many = len(self.past.spans)
        half = place.gap(many) * 0.4 if many > 1 else place.tile[0] / 2
        return place.x(last, many) - half, place.x(first, many) + half

    def _of_the_layers(self, place: StripPlace, layers: GradientStrip, gradients: Sequence[Equation]) -> Share | None:
        """Return the bracket under the tiles, and what is said of it between the gradients there or under them."""
        many, T, net = len(self.past.spans), self.past.end, self.past.own_weights
        first = self.count if self.near is not None else next(iter(self._dark(layers)), many)
        if not 0 < first < many:
            return None
        span = self._span(place, first, many - 1)
        line = bracket(self.theme, *span, place.weight - place.tile[1] - BELOW, TICK)
        if self.near is not None:
            words = self.stage.words("early_layers_one" if T - first == 1 else "early_layers", n=T - first)
            row = percentage(self.theme, words, net.early(T - first), "small", digits=1, after=self._of_the_largest())
        else:
            count = int(net.faint(FAINT).value)
            row = Row([self.stage.words("dark_layers", n=count, T=T)])
        left, right, bottom, _ = self.stage.layout.safe
        clearing = Clearing([box_of(equation) for equation in gradients], (left, right, 0.0, bottom))
        between: Spot = span[1], gradients[0].baseline_y, "right"
        clearing.put(row, [between, (left + BESIDE, self.places.early, "left")])
        return Share(line, row)

    def _of_the_largest(self) -> list[Label]:
        return [self.stage.words("of_the_largest")]

    def _dark(self, layers: GradientStrip) -> Iterator[int]:
        """Yield the first of the columns that stay empty, if those are the early ones."""
        look, many = layers.look(), len(self.past.spans)
        dark = [j for j in range(many) if layers.light(look, j) <= 0]
        if dark and dark == list(range(dark[0], many)):
            yield dark[0]

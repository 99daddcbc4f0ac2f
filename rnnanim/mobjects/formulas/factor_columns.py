"""The factors of a route as the chain rule writes them: which share a column, and the labels of one column."""

from __future__ import annotations

from dataclasses import dataclass

from rnnanim.layout.frame import MOST_DRAWN
from rnnanim.mobjects.text.label import Label
from rnnanim.numerics import Reading, Route
from rnnanim.theme import Theme


@dataclass(frozen=True, slots=True)
class Span:
    """The factors i … j − 1 of a route that share a column, and how the column is written."""

    i: int
    j: int
    symbol: str
    kind: str

    @property
    def is_one_factor(self) -> bool:
        """Whether the column is one factor by itself."""
        return self.j == self.i + 1


def spans(route: Route, steps: int, most: int = 8) -> tuple[Span, ...]:
    """Return the columns of a route, from the loss on: at most eight.

    Up to three steps each factor has its own, if there is room for so many; then each W_h joins the sigma' on its
    right into the Jacobian of a step, and from six steps on the farthest route has the Jacobians in the middle as one.
    """
    factors = route.factors
    single = [Span(i, i + 1, f.symbol, f.kind) for i, f in enumerate(factors)]
    if (steps <= 3 and len(single) <= most) or route.weight == "y":
        return tuple(single)
    hops = route.t - route.k
    jacobians = [Span(2 + 2 * n, 4 + 2 * n, f"J_{route.t - n}", "J") for n in range(hops)]
    if steps > MOST_DRAWN and hops > 2:
        middle = Span(4, 2 + 2 * hops, f"frac(partial h_{route.t - 1}, partial h_{route.k})", "J")
        jacobians = [jacobians[0], middle]
    return (*single[:2], *jacobians, *single[2 + 2 * hops :])


class Column:
    """One column: its symbol, the value below or beside it, and the × that joins it to the one before."""

    def __init__(self, theme: Theme, span: Span, reading: Reading, symbol: Label, value: Label) -> None:
        self.span, self.reading, self.symbol, self.value = span, reading, symbol, value
        self.times: Label | None = None
        self.is_trivial = reading.value == 1 and span.kind in ("W_y", "x", "h")
        own = "wh" if span.kind == "W_h" else "ink"
        self.tone = "mute" if self.is_trivial else own
        self.value_tone = "mute" if self.is_trivial else "state" if span.kind == "h" else "ink"
        value.paint(theme.colour[self.value_tone], tone=self.value_tone)

    @property
    def values(self) -> list[Label]:
        """What arrives when the factor has acted: its value, with the × before it."""
        return [self.value, *([self.times] if self.times is not None else [])]

    @property
    def labels(self) -> list[Label]:
        """Everything that is written in it."""
        return [self.symbol, *self.values]

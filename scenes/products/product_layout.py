"""Where the pictures of products stand: a chain of states, their factors under it, and a log ruler below."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from rnnanim.layout.frame import ByFrame, Layout
from rnnanim.mobjects.charts.log_axis import HEAD_LIFT, MOST_NAMES, LogAxis
from rnnanim.mobjects.network.state_chain import ChainStation, Kind, StateChain
from rnnanim.mobjects.text.equation import Equation
from rnnanim.mobjects.text.label import Label
from rnnanim.numerics import Analysis, Reading
from rnnanim.theme import Box, Theme

MARGIN = 0.04
WIDE_UNIT = 0.46  # radius of a unit that holds an index such as t − 3
CLOSE = 1.3  # stations nearer than this are smaller
NOTE_GAP = 0.35
HEAD = 0.62  # from the baseline of the values to the ruler, whose head stands between

Ends = tuple[float, float]
"""From the left side to the first state, and from the last state to the right side [scene units]."""

CHAIN = ByFrame.narrow(0.98, 0.85)  # from the note down to the chain
NARROW_ENDS: Ends = (1.3, 1.0)
ENDS = ByFrame.narrow((1.9, 1.9), NARROW_ENDS)


@dataclass(frozen=True, slots=True)
class ProductLayout:
    """Heights and sides that all pictures of products share [scene units]."""

    theme: Theme
    frame: Layout

    @property
    def left(self) -> float:
        """Left side."""
        return self.frame.safe[0] + MARGIN

    @property
    def right(self) -> float:
        """Right side."""
        return self.frame.safe[1] - MARGIN

    @property
    def chain_y(self) -> float:
        """Height of the chain."""
        return self.frame.note[1] - self.frame.choose(CHAIN)

    @property
    def symbols(self) -> float:
        """Baseline of what stands right under the chain."""
        return self.chain_y - 0.96

    @property
    def values(self) -> float:
        """Baseline of the numbers under it."""
        return self.chain_y - 1.44

    @property
    def bottom(self) -> float:
        """Lower end of a ruler."""
        return self.frame.safe[2] + 0.48

    @property
    def box(self) -> Box:
        """The ruler under a chain with symbols and values; the dot at its right end stays in the frame."""
        return self.left, self.right - 0.1, self.values - HEAD, self.bottom

    def spread(self, kinds: Sequence[tuple[Kind, str]], ends: ByFrame[Ends] = ENDS) -> list[ChainStation]:
        """Return stations at equal distances, from the right."""
        left, right = self.frame.choose(ends)
        first, last = self.right - right, self.left + left
        places = np.linspace(first, last, len(kinds)) if len(kinds) > 1 else [(first + last) / 2]
        return [ChainStation(kind, symbol, float(x)) for (kind, symbol), x in zip(kinds, places, strict=True)]

    def chain(self, stations: Sequence[ChainStation], *, wide_units: bool = False) -> StateChain:
        """Return the row of states and weights."""
        pitch = min((a.x - b.x for a, b in zip(stations, stations[1:], strict=False)), default=2.0)
        size, roomy = self.theme.size, pitch > CLOSE
        tile = size.tile if roomy else (0.56, 0.44)
        radius = WIDE_UNIT if wide_units else size.unit if roomy else 0.38
        return StateChain(self.theme, stations, self.chain_y, radius=radius, tile=tile)

    def ruler(
        self,
        name: str,
        log10s: Iterable[float],
        head: Label,
        box: Box | None = None,
        lift: float = HEAD_LIFT,
        most: int = MOST_NAMES,
    ) -> LogAxis:
        """Return a ruler with a scale of its own."""
        return LogAxis(self.theme, box or self.box, log10s, scale=f"ruler {name}", head=head, lift=lift, most=most)

    def note(self, values: Sequence[tuple[str, Reading, str]], words: Label | None = None) -> list[Label | Equation]:
        """Return what stands at the top right: words, then symbols with their numbers and colour roles."""
        right, base = self.frame.note
        labels: list[Label | Equation] = []
        for source, reading, tone in reversed(values):
            labels.append(Equation(self.theme, source, reading, "small", tone=tone).place(right, base, "right"))
            right = float(labels[-1].get_left()[0]) - NOTE_GAP
        if words is not None:
            end = right + 0.2 if values else right
            labels.append(words.place(end, base, "right"))
        return labels


def product(net: Analysis, factors: int) -> Reading:
    """Return the product of so many factors of the farthest path, from σ′ of the last step on."""
    steps = net.spec.T
    return net.span("x", steps, 1, 2, 2 + factors) if factors else net.read("gain", steps, steps)

"""A gradient of 1 on its way back through networks of many steps, one for each weight: W_h alone, power after power."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from rnnanim.mobjects.charts.counted_ticks import Ticks
from rnnanim.mobjects.network.long_chain import LongChain
from rnnanim.mobjects.text.fitting import fitting_one
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.words import formula
from rnnanim.scenes.powers.power import BASE, NAME_ROOM, OWN_ROOM, Power, power_of, weight_labels
from rnnanim.stage.stage import Stage
from rnnanim.theme import Box

LAST, FIRST = 20, 3  # the steps between which the gradient runs
HOPS = LAST - FIRST
TICKS = (LAST, 15, 10, 5, FIRST)
SCALE = 0.18  # scene units for a gradient of 1
LEAD, RADIUS = 0.55, 0.28  # how far outside the gradient begins [scene units]; of a disc, in the distance of two
STEP_ONE = 2.0  # from the left of the room
POWER_ROOM, POWER_GAP = 1.8, 0.3  # of a power, and between it and step 1
BESIDE_WORDS = 0.3  # room on both sides of words on a stream
ABOVE_RINGS = 0.12  # and between them and the rings or the edge of the stream
ROWS = 3.5  # what rows of small powers share in equally [scene units]
SPARE = 0.92  # of the height of a row for its stream
TALL = 1.2  # the height of a stream that outgrows its row; those rows share what is left


class PowerChains:
    """Chains of steps with the weights at their right and the powers at their left.

    Parameters
    ----------
    room : Box
        For the rows.
    axis_y : float
        Baseline of the ticks.
    powers : sequence of Power
        From the top.
    own : Power
        The lesson's own weight: it has a row among the others, or shares one with the same weight.

    Attributes
    ----------
    rows : list of Power
        From the top; `own_row` is the place of the lesson's own among them, and `shares` says that it is one of the
        others.
    note : Label
        What says that a width is a power.
    """

    def __init__(
        self, stage: Stage, room: Box, axis_y: float, powers: Sequence[Power], own: Power, shared: int | None
    ) -> None:
        self.stage, self.theme, self.shares = stage, stage.theme, shared is not None
        above = sum(power.level(HOPS) >= own.level(HOPS) for power in powers)
        self.own_row = above if shared is None else shared
        self.rows = list(powers) if self.shares else [*powers[:above], own, *powers[above:]]
        left, right, top, bottom = room
        first, last = right - OWN_ROOM - 0.55, left + STEP_ONE
        self.pitch = (first - last) / (LAST - 1)
        self.columns = {step: first - self.pitch * (LAST - step) for step in range(1, LAST + 1)}
        sizes = [SCALE * 10 ** min(power.level(HOPS), 9.0) for power in self.rows]
        rows = zip(self.rows, heights(top, bottom, sizes), strict=True)
        self.chains = [self._chain(power, y, most) for power, (y, most) in rows]
        pairs = list(enumerate(zip(self.rows, self.chains, strict=True)))
        self.names = [weight_labels(stage, power, chain.y, own=i == self.own_row) for i, (power, chain) in pairs]
        x = last - POWER_GAP
        self.numbers = [
            fitting_one(self.theme, power.written(HOPS), POWER_ROOM, "small", "text").place(x, y - BASE, "right")
            for power, y in zip(self.rows, (chain.y for chain in self.chains), strict=True)
        ]
        ticks = {step: self.columns[step] for step in TICKS}
        self.ticks = Ticks(self.theme, ticks, axis_y, "t", right - 0.5 * NAME_ROOM)
        spec = own.analysis.spec
        self.head = formula(self.theme, power_of(spec, HOPS), "small").place(x, axis_y, "right")
        self.head.shift((0, max(0.0, stage.layout.safe[2] - self.head.get_bottom()[1]), 0))  # bars reach lower
        note = stage.words("steps_note", tone="mute", power=power_of(spec, "k"))
        self.note = note.place(*stage.layout.note, "right")
        self._on_streams = [self._beyond(chain) if chain.is_clipped else [] for chain in self.chains]

    @property
    def beyond(self) -> list[Label]:
        """What stands on the streams that have outgrown their rows."""
        return [label for labels in self._on_streams for label in labels]

    @property
    def heads(self) -> list[Label]:
        """What stands beside the chains before the gradient runs."""
        return [*(label for name in self.names for label in name), self.note, self.head]

    def labels_of(self, i: int) -> list[Label]:
        """Return what stands at the end of a stream, and on it."""
        return [self.numbers[i], *self._on_streams[i]]

    def _chain(self, power: Power, y: float, most: float) -> LongChain:
        readings = [power.after(k) for k in range(1, HOPS + 1)]
        radius = RADIUS * self.pitch
        return LongChain(self.theme, self.columns, y, readings, SCALE, radius=radius, most=most, lead=LEAD)

    def _beyond(self, chain: LongChain) -> list[Label]:
        end, full = chain.line.points[-1][0], chain.line.points[0][0] - chain.full_at
        label = self.stage.words("beyond", tone="on")
        low, high = chain.y + chain.radius, chain.y + chain.most / 2
        label.move_to((float(end + full) / 2, (low + high) / 2, 0))
        fits = label.width + 2 * BESIDE_WORDS < full - end and label.height + 2 * ABOVE_RINGS < high - low
        return [label] if fits else []


def heights(top: float, bottom: float, sizes: Sequence[float]) -> list[tuple[float, float]]:
    """Return the middle of each row and the room for its stream: what it needs, or a share of what the others leave.

    Parameters
    ----------
    sizes : sequence of float
        Of the streams where they are widest [scene units].
    """
    needs = [0.0 if size > TALL else max(ROWS / len(sizes), size / SPARE + 0.05) for size in sizes]
    left = (top - bottom - sum(needs)) / max(1, needs.count(0.0))
    edges = top - np.cumsum([0.0, *(need or left for need in needs)])
    return [(float(a + b) / 2, float(a - b) * SPARE) for a, b in pairwise(edges)]

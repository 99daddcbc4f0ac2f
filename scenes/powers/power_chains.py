"""A gradient of 1 on its way back through networks of many steps, one for each weight: W_h alone, power after power."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from rnnanim.mobjects.network.long_chain import LongChain
from rnnanim.mobjects.text.fitting import fitting_one
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.words import formula
from rnnanim.scenes.powers.power import BASE, Power, weight_labels
from rnnanim.scenes.powers.power_squares import NAME_ROOM
from rnnanim.scenes.powers.ticks import Ticks
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
SHARES = (0.42, 0.22, 0.12, 0.12, 0.12)  # of the height for each row: the first has most of it


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

    Attributes
    ----------
    note : Label
        What says that a width is a power.
    beyond : list of Label
        What stands on a stream that has outgrown its row, if there is room for it.
    """

    def __init__(self, stage: Stage, room: Box, axis_y: float, powers: Sequence[Power]) -> None:
        self.stage, self.theme, self.powers = stage, stage.theme, tuple(powers)
        left, right, top, bottom = room
        first, last = right - NAME_ROOM - 0.55, left + STEP_ONE
        self.pitch = (first - last) / (LAST - 1)
        self.columns = {step: first - self.pitch * (LAST - step) for step in range(1, LAST + 1)}
        rows = zip(self.powers, heights(top, bottom), strict=True)
        self.chains = [self._chain(power, y, most) for power, (y, most) in rows]
        pairs = list(zip(self.powers, self.chains, strict=True))
        self.names = [weight_labels(stage, power, chain.y) for power, chain in pairs]
        x = last - POWER_GAP
        self.numbers = [
            fitting_one(self.theme, chain.readings[-1], POWER_ROOM, "small", "text").place(x, chain.y - BASE, "right")
            for chain in self.chains
        ]
        ticks = {step: self.columns[step] for step in TICKS}
        self.ticks = Ticks(self.theme, ticks, axis_y, "t", right - 0.5 * NAME_ROOM)
        self.head = formula(self.theme, f"wh(W_h^({HOPS}))", "small").place(x, axis_y, "right")
        self.note = stage.words("steps_note", tone="mute").place(*stage.layout.note, "right")
        self.beyond = [label for chain in self.chains if chain.is_clipped for label in self._beyond(chain)]

    @property
    def heads(self) -> list[Label]:
        """What stands beside the chains before the gradient runs."""
        return [*(label for name in self.names for label in name), self.note, self.head]

    def labels_of(self, i: int) -> list[Label]:
        """Return what stands at the end of a stream, and on it."""
        return [self.numbers[i], *(self.beyond if self.chains[i].is_clipped else [])]

    def _chain(self, power: Power, y: float, most: float) -> LongChain:
        readings = [power.after(k) for k in range(1, HOPS + 1)]
        radius = RADIUS * self.pitch
        return LongChain(self.theme, self.columns, y, readings, SCALE, radius=radius, most=most, lead=LEAD)

    def _beyond(self, chain: LongChain) -> list[Label]:
        end, full = chain.line.points[-1][0], chain.line.points[0][0] - chain.full_at
        label = self.stage.words("beyond", tone="on").place(float(end + full) / 2, chain.y + chain.most / 4 - 0.05)
        return [label] if label.width + 2 * BESIDE_WORDS < full - end else []


def heights(top: float, bottom: float) -> list[tuple[float, float]]:
    """Return the middle of each row and the room for its stream."""
    edges = np.cumsum([0.0, *SHARES]) * (bottom - top) + top
    return [(float(a + b) / 2, float(a - b) * 0.92) for a, b in pairwise(edges)]

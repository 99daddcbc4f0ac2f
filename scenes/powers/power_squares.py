"""The first powers of several weights as squares: a row for each weight, a column for each multiplication."""

from __future__ import annotations

from collections.abc import Sequence

from rnnanim.layout.frame import ByFrame
from rnnanim.mobjects.base.geometry import Point
from rnnanim.mobjects.base.motion import Cue, together
from rnnanim.mobjects.charts.counted_ticks import Ticks
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.readout import readout
from rnnanim.mobjects.text.words import formula
from rnnanim.scenes.powers.area_squares import SquareRow, grid
from rnnanim.scenes.powers.power import BASE, NAME_ROOM, Power, weight_labels
from rnnanim.stage.stage import Stage
from rnnanim.theme import Box

from manim import Mobject

COUNT = ByFrame.narrow(8, 6)  # multiplications
POWER_ROOM = 1.5  # for a power beside the squares


class PowerSquares:
    """Rows of squares with the weights at their right and the powers at their left.

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
    count : int
        How many times each weight multiplies.
    area : Label
        What says that an area is a power.
    """

    def __init__(self, stage: Stage, room: Box, axis_y: float, powers: Sequence[Power]) -> None:
        theme, (left, right, top, bottom) = stage.theme, room
        self.count = count = stage.layout.choose(COUNT)
        readings = [[power.after(k) for k in range(1, count + 1)] for power in powers]
        box = left + POWER_ROOM, right - NAME_ROOM, top, bottom
        place = grid(box, [[r.value for r in row] for row in readings], gap=0.1, least_row=0.3)
        self.rows = [SquareRow(theme, row, place, i) for i, row in enumerate(readings)]
        self.names = [weight_labels(stage, power, row.y) for power, row in zip(powers, self.rows, strict=True)]
        x = left + POWER_ROOM - 0.2
        self.numbers: list[Label] = [
            readout(theme, row.readings[-1]).place(x, row.y - BASE, "right") for row in self.rows
        ]
        self.ticks = Ticks(theme, dict(enumerate(place.columns)), axis_y, "k", right - 0.5 * NAME_ROOM)
        self.head = formula(theme, f"wh(W_h^({count}))", "small").place(x, axis_y, "right")
        self.area = stage.words("area", tone="mute").place(*stage.layout.note, "right")

    @property
    def labels(self) -> list[Mobject]:
        """What stands beside the squares but for the powers: names, what an area is, and the ticks."""
        return [*(label for name in self.names for label in name), self.area, self.ticks]

    def multiply(self, k: int) -> Cue:
        """Return the k-th multiplication of every row, and its tick."""
        seconds = 0.75 if k < 4 else 0.5
        return together(self.ticks.fade_in(k, 0.25), *(row.multiply(k, seconds) for row in self.rows))

    def move(self, goals: Sequence[Sequence[tuple[Point, float]]], seconds: float, *, lag: float) -> Cue:
        """Return the way of every square to a place and a side elsewhere, in each row the first one first."""
        return together(*(row.move(goal, seconds, lag=lag) for row, goal in zip(self.rows, goals, strict=True)))

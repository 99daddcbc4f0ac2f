"""Where the recursion stands in each kind of frame."""

from __future__ import annotations

from dataclasses import dataclass

from rnnanim.layout.frame import ByFrame
from rnnanim.theme import Box, Point


@dataclass(frozen=True, slots=True)
class RecursionRoom:
    """Heights and boxes [scene units].

    Attributes
    ----------
    rule, numbers : float
        Baselines of the rule for delta and of its numbers; the same where both stand in one line.
    memory : (float, float)
        Top and bottom of the row of what is stored.
    deltas : Box or None
        For the bars of all deltas, where there is room for them.
    collected : Box
        For the bars of what W_x collects.
    meaning, note : (x, y)
        Right end and baseline of what delta and e are, and of what the widths are; in one line where they are alike.
    rules_beside : bool
        Whether the rules of the forward pass stand where the bars will, and not below the network.
    keeps_memory : bool
        Whether the row of what is stored, and the notes below it, stay while they are shown.
    """

    rule: float
    numbers: float
    memory: tuple[float, float]
    deltas: Box | None
    collected: Box
    meaning: Point
    note: Point
    rules_beside: bool = False
    keeps_memory: bool = True


PANEL = 3.7, 6.46, 2.5, -1.9
BELOW = -1.6, 1.6, -2.8, -5.6

ROOMS = ByFrame(
    RecursionRoom(-2.3, -2.3, (-2.78, -3.64), PANEL, PANEL, meaning=(6.5, 3.22), note=(6.46, -3.31), rules_beside=True),
    RecursionRoom(-0.2, -0.95, (-1.5, -2.4), BELOW, BELOW, meaning=(3.6, -5.95), note=(3.6, -6.45)),
    RecursionRoom(
        -1.2,
        -1.8,
        (-2.25, -3.15),
        None,
        (0.95, 3.62, -0.84, -3.64),
        meaning=(3.6, -3.6),
        note=(3.6, -3.6),
        keeps_memory=False,
    ),
)

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
    note : (x, y)
        Right end and baseline of what the widths are.
    keeps_memory : bool
        Whether the row of what is stored stays while they are shown.
    """

    rule: float
    numbers: float
    memory: tuple[float, float]
    deltas: Box | None
    collected: Box
    note: Point
    keeps_memory: bool = True


ROOMS = ByFrame(
    RecursionRoom(-2.3, -2.3, (-2.78, -3.64), (3.7, 6.46, 2.5, -1.9), (3.7, 6.46, 2.5, -1.9), (6.46, -3.31)),
    RecursionRoom(-0.2, -0.95, (-1.5, -2.4), (-1.6, 1.6, -2.8, -6.0), (-1.6, 1.6, -2.8, -6.0), (3.6, -6.45)),
    RecursionRoom(-1.2, -1.8, (-2.3, -3.2), None, (0.42, 3.62, -0.84, -3.64), (3.6, -3.6), keeps_memory=False),
)

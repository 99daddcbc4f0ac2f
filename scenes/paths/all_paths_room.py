"""Where the network, the triangle and the formulas of all paths stand, in each kind of frame."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from rnnanim.layout.frame import LONG_INDEX_FROM, MOST_DRAWN, ByFrame, Layout
from rnnanim.mobjects.base.geometry import Point
from rnnanim.theme import Box

OF_FIVE = 0.45  # five columns of a network, or long indices, need so much more room, which the triangle then has not


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Where things stand in a frame.

    Attributes
    ----------
    cells : Box
        Of the triangle.
    margin, bar : float
        Room at its right for sums, and the longest of their bars.
    net_right, net_rows : float and dict, optional
        Where the network ends, and its rows; without them it has the place that it has in other scenes.
    text : (x, y), optional
        Where the formulas begin, if there is room for any.
    pitch : float
        From line to line of these.
    head : (x, y), optional
        Of the head over the triangle.
    key : float, optional
        Left end of the scale, where it has no room in the empty half of the triangle.
    """

    cells: Box
    margin: float
    bar: float
    net_right: float | None = None
    net_rows: dict[str, float] = field(default_factory=dict)
    text: Point | None = None
    pitch: float = 0.5
    head: Point | None = None
    key: float | None = None


ROOM = ByFrame(
    wide=Room(
        cells=(1.05, 4.7, 1.75, -1.2),
        margin=1.8,
        bar=1.25,
        net_right=0.1,
        net_rows={"y": 1.92, "wy": 0.96, "h": 0.0, "wx": -1.08, "x": -1.76},
        text=(-6.3, -2.95),
        head=(1.05, 2.44),
    ),
    tall=Room(cells=(-2.9, 0.9, -1.65, -4.55), margin=2.7, bar=0.9, text=(-3.6, -0.42), pitch=0.42, head=(-2.9, -1.36)),
    square=Room(cells=(-2.9, 1.3, -0.95, -2.38), margin=1.9, bar=0.2, key=1.5),
)


def room_of(layout: Layout) -> Room:
    """Return where things stand for the steps of a lesson."""
    room = layout.choose(ROOM)
    is_wide = layout.steps == MOST_DRAWN or layout.steps >= LONG_INDEX_FROM
    if room.net_right is None or room.head is None or not is_wide:
        return room
    left, right, top, bottom = room.cells
    left += OF_FIVE
    return replace(
        room, net_right=room.net_right + OF_FIVE, cells=(left, right, top, bottom), head=(left, room.head[1])
    )

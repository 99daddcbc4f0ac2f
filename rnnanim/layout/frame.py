"""Where things stand: the regions of a frame and the columns of a network, computed from the frame's shape.

The three layouts (wide, tall, square) are tokens; what depends on the number of steps is worked out here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from rnnanim.layout.placement import Columns, Placement, Stack
from rnnanim.theme import Box, Point, tokens

T = TypeVar("T")

MOST_DRAWN = 5  # longer networks show h_0, h_1, dots, the last but one and the last step
WIDE_SPAN = 9.37  # from the column of L to that of h_0 when there are four steps or more
NARROWED: dict[int, tuple[float, Point]] = {4: (0.34, (0.61, 0.47)), 5: (0.255, (0.58, 0.46))}  # parts by columns
SQUEEZED: tuple[float, Point] = (0.38, (0.62, 0.48))  # parts of up to three
LONG_INDEX_FROM = 100
LONG_INDEX: tuple[float, Point] = (0.37, (0.58, 0.46))  # those of steps with three digits
TILE_GAP = 0.04  # between a tile and the units beside it, at both sides together
FIRST_GAP = 0.92  # of the pitch: h_0 stands a little nearer to h_1 than the steps to each other, with room for the tile


@dataclass(frozen=True, slots=True)
class Frame:
    """Width and height of the picture [scene units]; the short side is 8."""

    width: float
    height: float

    @property
    def kind(self) -> str:
        """Return wide, tall or square."""
        ratio = self.width / self.height
        return "wide" if ratio > 1.3 else "tall" if ratio < 0.8 else "square"


@dataclass(frozen=True, slots=True)
class ByFrame(Generic[T]):
    """A value for each kind of frame: what a scene does otherwise in a narrow one is told in such a table."""

    wide: T
    tall: T
    square: T

    @classmethod
    def narrow(cls, wide: T, others: T) -> ByFrame[T]:
        """Return the table in which both kinds that are not wide are alike."""
        return cls(wide, others, others)


OWN_LOSS: ByFrame[Point] = ByFrame((2.05, 1.0), (1.3, 2.05), (2.0, 0.95))
"""From an output to its loss where every step has one [radii]: clear of the title and of the next output."""
HIGHER = 1.45, 1.85  # the same, under a title that is far above


@dataclass(frozen=True, slots=True)
class Layout:
    """Positions in one frame for a network of a number of steps [scene units].

    Attributes
    ----------
    steps : int
        T of the network.
    columns : dict of step to x
        Of the steps that are drawn; 0 is h_0. Steps that are not drawn are under the dots.
    dots : float or None
        x of the dots that stand for the steps in between.
    loss_x : float
        Column of the loss.
    rows : dict
        y of y, wy, h, wx and x.
    to_loss : (x, y)
        From an output to its own loss, where every step has one [radii].
    """

    frame: Frame
    steps: int
    safe: Box
    title: Point
    note: Point
    columns: dict[int, float]
    dots: float | None
    loss_x: float
    rows: dict[str, float]
    unit: float
    tile: Point
    panel: Box
    bar: float
    band: Placement
    to_loss: Point

    def x(self, step: int) -> float:
        """Return the column of a step; the dots' for one that is not drawn."""
        if step in self.columns:
            return self.columns[step]
        assert self.dots is not None
        return self.dots

    def choose(self, table: ByFrame[T]) -> T:
        """Return the value of a table for this frame.

        >>> layout(Frame(8, 8), steps=3).choose(ByFrame.narrow("beside", "below"))
        'below'
        """
        found: T = getattr(table, self.frame.kind)
        return found

    def is_drawn(self, step: int) -> bool:
        """Return whether a step has a column of its own, and is not under the dots."""
        return step in self.columns

    def between(self, step: int) -> float:
        """Return the x of the tile W_h on the edge from h_{step-1} to h_step."""
        return (self.x(step - 1) + self.x(step)) / 2

    def own_loss(self, step: int) -> Point:
        """Return the place of the loss of a step at its output, where every step has its own."""
        right, up = self.to_loss
        return self.x(step) + right * self.unit, self.rows["y"] + up * self.unit

    @property
    def pitch(self) -> float:
        """Return the distance from the column of the last step to that of the loss."""
        return self.loss_x - self.x(self.steps)

    @property
    def drawn_steps(self) -> tuple[int, ...]:
        """The steps that have a column; h_0 is none."""
        return tuple(step for step in self.columns if step > 0)


def layout(frame: Frame, steps: int) -> Layout:
    """Return the layout of a frame for a network of `steps` steps."""
    kind = frame.kind
    table = tokens()["layout"][kind]
    size = tokens()["size"]
    close = steps > 3
    if close and kind != "wide":
        table = _narrowed(table, steps)
    columns, dots, loss_x = _columns(table["columns"], steps, kind == "wide")
    below_title = (table["safe"][1], table["title"][1] - 0.5)
    return Layout(
        frame=frame,
        steps=steps,
        safe=tuple(table["safe"]),
        title=tuple(table["title"]),
        note=tuple(table.get("note", below_title)),
        columns=columns,
        dots=dots,
        loss_x=loss_x,
        rows=table["rows"],
        unit=table.get("unit", 0.38 if close else size["unit"]),
        tile=tuple(table.get("tile", size["tile"])),
        panel=tuple(table["panel"]),
        bar=table.get("bar", size["bar"]),
        band=_band(table),
        to_loss=getattr(OWN_LOSS, kind),
    )


def squeezed(full: Layout, right: float, rows: dict[str, float]) -> Layout:
    """Return the layout of a network that leaves room at its right: with all its own losses it ends at `right`.

    It begins at the left of the safe area, and its parts are those of a narrow frame; losses stand nearly above.

    Parameters
    ----------
    rows : dict
        y of y, wy, h, wx and x.
    """
    shown = _shown(full.steps)
    unit, tile = NARROWED.get(shown, SQUEEZED) if full.steps < LONG_INDEX_FROM else LONG_INDEX
    left = full.safe[0] + unit
    pitch = (right - left - (HIGHER[0] + 1) * unit) / shown
    tile = SQUEEZED[1] if pitch - 2 * unit >= SQUEEZED[1][0] + TILE_GAP else tile
    places = [left + pitch * i for i in range(shown + 1)]
    steps = range(shown + 1) if shown == full.steps else (0, 1, None, full.steps - 1, full.steps)
    columns = {step: x for step, x in zip(steps, places, strict=True) if step is not None}
    dots = full.dots if full.dots is None else places[2]
    place = replace(full, columns=columns, dots=dots, loss_x=places[-1] + pitch, rows=rows)
    return replace(place, unit=unit, tile=tile, to_loss=HIGHER)


def _narrowed(table: dict[str, Any], steps: int) -> dict[str, Any]:
    """Return the table of a narrow frame for more than three steps: smaller parts, and columns from side to side."""
    (unit, tile), size = NARROWED[_shown(steps)], tokens()["size"]
    (start, *inner, loss_x), (left, right, *_) = table["columns"], table["safe"]
    ends = min(start, left + unit), max(loss_x, right - unit * size["unit_loss"] / size["unit"])
    return table | {"unit": unit, "tile": tile, "columns": [ends[0], *inner, ends[1]]}


def _shown(steps: int) -> int:
    """Return how many columns the steps have, that of the dots among them."""
    return steps if steps <= MOST_DRAWN else 4


def _columns(tokens_of_three: list[float], steps: int, wide: bool) -> tuple[dict[int, float], float | None, float]:
    start, *inner, loss_x = tokens_of_three
    shown = _shown(steps)
    pitch = inner[1] - inner[0]
    first_gap = inner[0] - start
    last_gap = loss_x - inner[-1]
    if shown > 3:
        span, share = (WIDE_SPAN, FIRST_GAP) if wide else (loss_x - start, 1.0)
        pitch = last_gap = span / (shown + share)
        first_gap = share * pitch
    places = [loss_x - last_gap - pitch * i for i in range(shown)][::-1]
    origin = places[0] - first_gap
    if steps == shown:
        return {0: origin, **dict(enumerate(places, 1))}, None, loss_x
    return {0: origin, 1: places[0], steps - 1: places[2], steps: places[3]}, places[1], loss_x


def _band(table: dict) -> Placement:  # type: ignore[type-arg]
    if "band" in table:
        left, right, *_ = table["safe"]
        return Columns(left=left, right=right, **table["band"])
    return Stack(**table["factors"])

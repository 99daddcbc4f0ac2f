"""Where the rows and columns of a stacked network stand in a frame."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from rnnanim.layout.frame import ByFrame, Layout
from rnnanim.mobjects.base.geometry import Point
from rnnanim.theme import Theme

CLEAR = 0.1  # from a unit to a tile, at least
WIDER = 1.38  # between layers, where numbers stand, against above and below them
LEAST_UNIT, LEAST_TILE = 0.25, 0.6
TILE_WIDTH, TILE_HEIGHT = 0.86, 0.62  # of a symbol with the number of its layer


@dataclass(frozen=True, slots=True)
class Room:
    """Where a stacked network stands in a frame, and how many steps are drawn before dots stand for some."""

    left: float
    loss: float
    top: float
    bottom: float
    most: int
    after_dots: int


ROOM = ByFrame(
    wide=Room(-5.78, 3.02, 2.36, -3.25, 4, 2),
    tall=Room(-3.30, 3.12, 4.85, -0.10, 3, 1),
    square=Room(-3.30, 3.12, 2.5, -0.92, 3, 1),
)


@dataclass(frozen=True)
class StackedPlaces:
    """Places of a stacked network [scene units].

    Parameters
    ----------
    layers : int
    """

    theme: Theme
    frame: Layout
    layers: int

    @cached_property
    def room(self) -> Room:
        """The room in this kind of frame."""
        return self.frame.choose(ROOM)

    @cached_property
    def steps(self) -> tuple[int, ...]:
        """The steps that are drawn, without the given state."""
        last, room = self.frame.steps, self.room
        return tuple(range(1, last + 1)) if last <= room.most else (1, *range(last - room.after_dots + 1, last + 1))

    @cached_property
    def columns(self) -> dict[int, float]:
        """Places of the steps that are drawn; 0 is the given state."""
        places = [0, *self.steps] if self.dots is None else [0, 1, None, *self.steps[1:]]
        return {step: self._place(n, len(places)) for n, step in enumerate(places) if step is not None}

    @cached_property
    def dots(self) -> float | None:
        """Place of the dots, where some steps are not drawn."""
        return None if self.frame.steps <= self.room.most else self._place(2, len(self.steps) + 2)

    @property
    def pitch(self) -> float:
        """From one column to the next, at most as with three steps."""
        count = len(self.steps) + (2 if self.frame.steps > self.room.most else 1)
        return (self.room.loss - self.room.left) / max(count, 4)

    def _place(self, n: int, count: int) -> float:
        return self.room.loss - self.pitch * (count - n)

    @property
    def rise(self) -> float:
        """From the inputs to the first layer, and from the uppermost to the outputs."""
        return (self.room.top - self.room.bottom) / (2 + WIDER * (self.layers - 1))

    def y(self, row: int) -> float:
        """Return the height of a row: 0 the inputs, then the layers, above them the outputs."""
        within = max(0, min(row, self.layers) - 1)
        return self.room.bottom + self.rise * (row - within + WIDER * within)

    def below(self, row: int) -> float:
        """Return the height of the weights through which a row is reached from the one below it."""
        return (self.y(row - 1) + self.y(row)) / 2

    @property
    def tile(self) -> Point:
        """Width and height of a tile."""
        return TILE_WIDTH, min(TILE_HEIGHT, max(LEAST_TILE, WIDER * self.rise - 2 * LEAST_UNIT - 2 * CLEAR))

    @property
    def unit(self) -> float:
        """Radius of a node."""
        width, height = self.tile
        most = (
            min(
                (self.rise - min(height, self.theme.size.tile[1])) / 2,
                (WIDER * self.rise - height) / 2,
                (self.pitch - width) / 2,
            )
            - CLEAR
        )
        return max(LEAST_UNIT, min(self.theme.size.unit_loss, most))

    def is_drawn(self, step: int) -> bool:
        """Return whether a step has a column."""
        return step in self.columns

    def x(self, step: int) -> float:
        """Return the column of a step; the dots' for one that is not drawn."""
        return self.columns[step] if step in self.columns or self.dots is None else self.dots

    def tile_x(self, step: int) -> float:
        """Return x of W_h on the edge into a step."""
        return (self.x(step - 1) + self.x(step)) / 2

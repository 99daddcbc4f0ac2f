"""The ways on which the symbols of factors fall from their stations into the formula, past what stands in between."""

from __future__ import annotations

import math
from dataclasses import dataclass

from rnnanim.layout.frame import ByFrame, Layout
from rnnanim.mobjects.base.geometry import Point
from rnnanim.mobjects.formulas.chain_rule import SMALL, SMALLER
from rnnanim.theme import Theme

Corners = tuple[Point, ...]

HAS_WAYS = ByFrame.narrow(True, False)  # where the formula is a list beside the panel, symbols fly straight on
TWO_SLOTS = 2.3  # from this pitch on two numbers have room between two states
BESIDE_COLUMN = 0.9  # of the gap between two columns from the middle of a station
WIDE = 0.5  # half the width of a symbol that passes beside its station
HIGH = 0.5  # a symbol that is higher is a fraction
CLOSE_BESIDE, FAR_BESIDE = 0.57, 0.96  # from its column to where a fraction passes an input
KEY_GAP = 0.06  # from the numbers of a key to a symbol that passes


@dataclass(frozen=True, slots=True)
class SymbolWays:
    """The corners of the ways in one frame.

    Parameters
    ----------
    key_end : float
        Where the key to the cells ends, at the left of the network: no symbol passes it nearer than that.
    """

    theme: Theme
    layout: Layout
    key_end: float = -math.inf

    @property
    def has_two_slots(self) -> bool:
        """Whether there is room for a number at both sides of a tile W_h."""
        return self.layout.pitch > TWO_SLOTS

    @property
    def passes_a_key(self) -> bool:
        """Whether symbols may have to pass between a key and the network."""
        return self.key_end > -math.inf

    def corners(self, kind: str, start: Point, end: float, width: float, height: float) -> Corners:
        """Return the corners of a symbol's way into the band: round W_x and x, through the gap between two columns.

        Parameters
        ----------
        kind : str
            Of the factor.
        start : (x, y)
            Where it comes from.
        end, width, height : float
            Middle of its column, and how wide and high the symbol is that stands there.
        """
        if not self.layout.choose(HAS_WAYS):
            return ()
        passing = self._passing(kind, width)
        return self._beside_the_key(self._by_kind(kind, start, end, width, height), end, passing)

    def is_shut(self, kind: str, start: Point, width: float) -> bool:
        """Return whether a slope has no room between the key and the tile below its state: then it does not fly."""
        tile = start[0] - self.layout.tile[0] / 2
        narrow = self.key_end + self._passing(kind, width) + 2 * KEY_GAP > tile
        return kind == "sigma_prime" and narrow and self.layout.choose(HAS_WAYS)

    def _passing(self, kind: str, width: float) -> float:
        """Return how wide a symbol is on its way."""
        small = SMALL if self.has_two_slots else SMALLER
        return width * small if kind == "sigma_prime" else width

    def _beside_the_key(self, ways: Corners, end: float, width: float) -> Corners:
        """Return the corners moved to the right of the key, and on below it to a column at the left."""
        left = self.key_end + KEY_GAP + width / 2
        if not ways or min(end, *(x for x, _ in ways)) >= left:
            return ways
        round_it = ((left, self._below), (end, self._below)) if end < left else ()
        return tuple(dict.fromkeys((*((max(x, left), y) for x, y in ways), *round_it)))

    def _by_kind(self, kind: str, start: Point, end: float, width: float, height: float) -> Corners:
        match kind:
            case "error":
                return ()
            case "h":
                return self._from_state(start, end)
            case "x":
                return self._from_input(start, end)
            case "W_h":
                return self._from_recurrent_weight(start, end, is_fraction=height > HIGH)
            case "W_y":
                return self._from_output_weight(start, end)
        aside = FAR_BESIDE if self.passes_a_key and height > HIGH else 0.0
        return self._from_slope(start, end, max(0.0, width / 2 - WIDE), aside)

    @property
    def _below(self) -> float:
        """The height at which there is a free way below the inputs."""
        return self.layout.rows["x"] - self.theme.size.unit_x - 0.23

    @property
    def _gap(self) -> float:
        """How far the gap between two columns is from the middle of a station."""
        return min(BESIDE_COLUMN, self.layout.pitch / 2)

    def _across(self, start: float, end: float, least: float) -> Corners:
        """Return the corner above the column, where it is not below the gap anyway."""
        return ((end, self._below),) if abs(start - end) > least else ()

    def _from_state(self, start: Point, end: float) -> Corners:
        """Return the way of a state as a last factor, down between two columns."""
        x, y = start
        gap = x + math.copysign(self._gap, end - x)
        turn = y - 0.7  # between the ring and the tile W_x
        return (x + (gap - x) * 0.2, turn), (gap, turn), (gap, self._below), *self._across(gap, end, 0.6)

    def _from_input(self, start: Point, end: float) -> Corners:
        """Return the way of an input to the left first: below stands the symbol that has just landed."""
        x, y = start
        if self.has_two_slots:
            return ((end, y),)
        return ((x, self._below), (end, self._below)) if abs(end - x) > 0.5 else ()  # below the other inputs

    def _from_recurrent_weight(self, start: Point, end: float, *, is_fraction: bool) -> Corners:
        x, y = start
        clear = x - 0.16  # of the number to the right of the tile
        if is_fraction and end > x + 0.5:
            beside = FAR_BESIDE if self.passes_a_key else CLOSE_BESIDE
            return (clear, y - 0.6), (end - beside, self._below)  # between x and the column before
        return (clear, y - 0.6), (clear, self._below), *self._across(clear, end, 0.5)

    def _from_output_weight(self, start: Point, end: float) -> Corners:
        x, y = start
        right = x + self.layout.pitch / 2
        return (right, y - 0.2), (right, self._below), *self._across(right, end, 0.5)

    def _from_slope(self, start: Point, end: float, more: float, aside: float) -> Corners:
        """Return the way of a slope or of W_x; where columns are close, between the tiles W_h and W_x.

        Parameters
        ----------
        more : float
            By which a wide one keeps farther from its own column.
        aside : float
            How far from its column a fraction leaves the way below the inputs, to which it is too high.
        """
        x, y = start
        gap = x - self._gap - more
        if self.has_two_slots:  # round the tile, and then back in before the column on the left
            return (gap - 0.06, y - 0.95), (gap + 0.06, self._below + 0.14)
        return (
            (x - 0.08, y - 0.57),
            (gap, y - 0.57),
            (gap, self._below),
            *self._across(gap, end + math.copysign(aside, gap - end), 1.2),
        )

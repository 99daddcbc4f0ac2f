"""One weight times itself: the tiles that came out of the network, and below them the power that they make."""

from __future__ import annotations

from rnnanim.backend.shapes import VGroup
from rnnanim.mobjects.base.geometry import Point, Polyline
from rnnanim.mobjects.base.layers import FRONT
from rnnanim.mobjects.base.motion import Cue, fade_in, together
from rnnanim.mobjects.base.pose import Pose
from rnnanim.mobjects.base.tagging import Flight
from rnnanim.mobjects.formulas.assembled_formula import AssembledFormula
from rnnanim.mobjects.network.graph_parts import OPTICAL, WeightTile
from rnnanim.mobjects.network.states import State
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.readout import readout
from rnnanim.mobjects.text.words import formula, sizes_from
from rnnanim.numerics import Reading
from rnnanim.theme import Theme, mix

LINE = 0.8  # from the row of symbols down to the power
GAP = 0.16
CORNER = 0.2  # radius of the corners of the way
SMALL = 0.9  # size of a tile on its way, so that it passes between a state and its input
MELTS = 0.5  # over so much of the end of its way a tile gives up its body


class RepeatedWeight(VGroup):
    """W_h × W_h × … and below it what that comes to.

    Parameters
    ----------
    middle : (x, y)
        Of the row of symbols, on its baseline.
    shown : int
        How many symbols the row has; dots stand for the others.
    count : int
        How many times the weight multiplies.
    value : Reading
        What it comes to.
    power : str
        The power as a formula.
    room : float
        Width that both lines may have [scene units].
    """

    def __init__(
        self, theme: Theme, middle: Point, shown: int, count: int, value: Reading, power: str, room: float
    ) -> None:
        super().__init__()
        self.theme, self.shown, self.count = theme, shown, count
        self.row = AssembledFormula(theme, self._pieces(), theme.type.medium).place(*middle, "centre")
        x, y = middle[0], middle[1] - LINE
        for size in sizes_from("large"):
            self.power: Label = formula(theme, f"{power} =", size, tone="mute")
            self.value = readout(theme, value, size, tone="ink")
            if self.width <= room:
                break
        left = x - (self.power.width + GAP + self.value.width) / 2
        self.power.place(left, y, "left")
        self.value.place(left + self.power.width + GAP, y, "left")
        for label in (self.power, self.value):
            label.set_fill(opacity=0)
        self.add(self.row, self.power, self.value)

    def _pieces(self) -> list[tuple[str, str]]:
        """Return the symbols from the left, the first that comes being the last of them."""
        pieces: list[tuple[str, str]] = []
        for i in reversed(range(self.shown)):
            pieces.append((f"w{i}", "wh(W_h)"))
            if i == self.shown - 1 and self.shown < self.count:
                pieces += [("t", "times"), ("dots", "dots.c")]
            pieces += [(f"t{i}", "times")] if i else []
        return pieces

    @property
    def width(self) -> float:
        """Width of the wider of both lines [scene units]."""
        return max(float(self.row.label.width), float(self.power.width + GAP + self.value.width))

    def middle(self, i: int) -> Point:
        """Return the place of the i-th symbol, counted from the right."""
        return self.row.middle(f"w{i}")

    def fly(self, i: int, way: list[Point], size: Point, seconds: float) -> Cue:
        """Return the flight of the i-th tile, counted from the right; only its symbol is left in its place.

        Parameters
        ----------
        way : list of (x, y)
            From the middle of the tile, by the corners of its way.
        size : (width, height)
            Of the tile.
        """
        joins = [f"t{i}"] if i else []
        if i == self.shown - 1 and self.shown < self.count:
            joins += ["t", "dots"]
        return self._flight(i, way, size, seconds).then(self.row.fade_in(0.15, *joins))

    def _flight(self, i: int, way: list[Point], size: Point, seconds: float) -> Cue:
        theme, goal = self.theme, self.middle(i)
        tile, grown = WeightTile(theme, "W_h", way[0], size, state=State.LIT), theme.type.medium / theme.type.tile
        tile.frame.set_z_index(FRONT)  # it comes out from under the one that stays
        tile.symbol.set_z_index(FRONT + 1, family=True)
        tile.symbol.flies = Flight.between(way[0], goal)
        aside = [offset * theme.type.medium for offset in OPTICAL]  # the symbol is not in the middle of its tile
        line = Polyline([*way, (goal[0] - aside[0], goal[1] - aside[1])], radius=CORNER)
        pose = Pose(tile, way[0])

        def apply(share: float) -> None:
            place, melted = line.point(share * line.length), max(0.0, 1 - (1 - share) * line.length / MELTS)
            zoom = SMALL + (1 - SMALL) * max(0.0, 1 - share / 0.15) + (grown - SMALL) * melted
            pose.put((float(place[0]), float(place[1])), zoom)
            tile.frame.set_fill(opacity=1 - melted).set_stroke(opacity=1 - melted)
            tile.symbol.paint(
                mix(theme.colour.background, theme.colour.wh, melted), tone="wh" if melted else "background"
            )
            if share >= 1:
                self.remove(tile)
                self.row.fade_in(0, f"w{i}").at(0)

        return Cue(apply, seconds, begin=lambda: self.add(tile))

    def fade_in_power(self, seconds: float) -> Cue:
        """Return the fading in of the power, and then of its value."""
        return together(fade_in(seconds, self.power), fade_in(seconds, self.value), lag=seconds)

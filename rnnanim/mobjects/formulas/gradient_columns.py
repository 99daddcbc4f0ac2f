"""The gradient of a network of several units as cells: a column at each station, a block at its weight."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rnnanim.mobjects.charts.vector_column import VectorColumn, column_scale, key_box
from rnnanim.mobjects.formulas.route_stops import Stop
from rnnanim.mobjects.network.unrolled import UnrolledRNN
from rnnanim.numerics import Reading
from rnnanim.numerics.stations import Station
from rnnanim.theme import Theme

WIDTH, TALLEST = 0.24, 1.06  # of a column beside the ribbon
GLOW = 0.22  # beside the ribbon and below a unit that it crosses
FROM_TILE = 0.34  # from the middle of a tile W_h to the columns at both sides: its symbol falls between them
FROM_LOSS = 0.3  # from the middle of the loss to the column under it, on the side of the output
BESIDE_TILE = 0.08  # from a tile W_x to the column beside it
CELL, BLOCK = 0.26, 1.0  # of a matrix at its weight: a cell at most, and all of it


class GradientColumns:
    """The columns of the paths of a scene, in one scale.

    Parameters
    ----------
    readings : iterable of Reading
        Every entry that may be shown.

    Attributes
    ----------
    scale : ColourScale
        The key: which lightness stands for which size.
    """

    def __init__(self, theme: Theme, net: UnrolledRNN, readings: Iterable[Reading]) -> None:
        self.theme, self.net, self.layout = theme, net, net.layout
        entries = list(readings)
        box = key_box(*net.position(Station.h(0)), left=self.layout.safe[0], bottom=self._lowest)
        self.scale = column_scale(theme, box, entries, name="gradients", tone="gradient")
        self.of_states = column_scale(theme, box, entries, name="gradients", tone="state")

    @property
    def _lowest(self) -> float:
        return self.layout.rows["x"] - self.theme.size.unit_x + 0.08

    def beside_stop(self, net: UnrolledRNN, stop: Stop, entries: Sequence[Reading], width: float) -> VectorColumn:
        """Return the column of the gradient behind a stop.

        Parameters
        ----------
        width : float
            Of the ribbon there.
        """
        x, layout, step = net.position(stop.station)[0], self.layout, stop.station.step
        under_output = layout.rows["y"] - self.theme.width.widest / 2 - GLOW
        match stop.station.kind:
            case "L":
                return self._hanging(entries, x - FROM_LOSS, under_output, layout.rows["h"])
            case "W_y":
                left = x + max(width / 2, layout.unit) + GLOW
                return self._hanging(entries, left + WIDTH / 2, under_output, layout.rows["h"] - layout.unit)
        tile, top = layout.between(step), layout.rows["h"] - layout.unit - GLOW
        side = 1 if stop.station.kind == "h" else -1
        middle = tile + side * (FROM_TILE + WIDTH / 2)
        beside = layout.tile[0] / 2 + BESIDE_TILE + WIDTH / 2  # a column hangs down to the row of W_x
        leg = net.position(Station.h(step if side > 0 else step - 1))[0] - side * beside
        return self._hanging(entries, min(middle, leg) if side > 0 else max(middle, leg), top, self._lowest)

    def at_weight(self, weight: str, step: int, entries: Sequence[Reading], columns: int) -> VectorColumn:
        """Return what arrives at a weight, of its shape, at its left or above W_h."""
        (x, y), rows, layout = self.net.position(Station.weight(weight, step)), len(entries) // columns, self.layout
        (wide, high), pointed = layout.tile, 0.13 if weight == "y" else 0.0
        room = layout.pitch - (2 * layout.unit + 0.2 if weight == "h" else wide + 3 * GLOW)
        cell = min(CELL, BLOCK / rows, room / columns)
        size = (WIDTH if columns == 1 else cell * columns, cell * rows)
        block = VectorColumn(self.theme, entries, self.scale, width=size[0], height=size[1], columns=columns)
        if weight == "h":
            block.move_to((x, y + high / 2 + GLOW + block.size[1] / 2, 0))
        else:
            block.move_to((x - wide / 2 - GLOW - pointed - size[0] / 2, y, 0))
        return block

    def of_state(self, step: int, entries: Sequence[Reading], *, below: bool) -> VectorColumn:
        """Return the column of a state: under it, beside the edge up from W_x, above the given one; or at its right."""
        (x, y), layout = self.net.position(Station.h(step)), self.layout
        if below and step:
            beside = layout.tile[0] / 2 + BESIDE_TILE + WIDTH / 2
            return self._hanging(entries, x + beside, y - layout.unit - 0.1, self._lowest, states=True)
        column = self._hanging(entries, x, y, y - TALLEST, states=True)
        if below:
            column.shift((0, layout.unit + 0.1 + column.size[1], 0))
        else:
            column.shift((layout.unit + 0.14 + WIDTH / 2, column.size[1] / 2, 0))
        return column

    def _hanging(
        self, entries: Sequence[Reading], x: float, top: float, bottom: float, *, states: bool = False
    ) -> VectorColumn:
        scale, height = self.of_states if states else self.scale, min(TALLEST, top - bottom)
        column = VectorColumn(self.theme, entries, scale, width=WIDTH, height=height)
        column.move_to((x, top - column.size[1] / 2, 0))
        return column

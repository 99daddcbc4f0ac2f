"""The gradient of a network of several units as cells: a column at each station, a block at its weight."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

from rnnanim.backend.shapes import VGroup
from rnnanim.mobjects.base.geometry import Point
from rnnanim.mobjects.base.layers import WIRE
from rnnanim.mobjects.base.tagging import Tag
from rnnanim.mobjects.charts.cell_key import column_scale, key_box
from rnnanim.mobjects.charts.shapes import filled, rectangles
from rnnanim.mobjects.charts.vector_column import VectorColumn
from rnnanim.mobjects.formulas.route_stops import Stop
from rnnanim.mobjects.network.unrolled import UnrolledRNN
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics import Reading, Route
from rnnanim.numerics.stations import Station
from rnnanim.theme import Theme

from manim import RIGHT, UP, VMobject

WIDTH, TALLEST = 0.24, 1.06  # of a column beside the ribbon
GLOW = 0.22  # beside the ribbon and below a unit that it crosses
FROM_TILE = 0.40  # from the middle of a tile W_h to the columns at both sides: its symbol falls between them
FROM_LOSS = 0.3  # from the middle of the loss to the column under it, on the side of the output
BESIDE_TILE = 0.08  # from a tile W_x to the column beside it
NAME, NAME_GAP, THREAD = 0.4, 0.08, 0.03  # em of a name; from it to its column; width of the thread to the stretch
FROM_RIBBON, FROM_ROW = 0.14, 0.45  # from a ribbon to a name below it, and at least from the middle of its row
FROM_KEY = 0.08, 0.2  # from a number of the key to a block at its right, and from its middle to one below or above it
CELL, BLOCK = 0.26, 1.0  # of a matrix at its weight: a cell at most, and all of it


class NamedColumn(VGroup):
    """A column with its name above or beside it, and a thread to the stretch of the ribbon on which it is so.

    Parameters
    ----------
    beside : bool
        Whether the name stands at the right.
    source : (x, y), optional
        Where the thread begins.
    """

    def __init__(self, column: VectorColumn, name: Label, *, beside: bool = False, source: Point | None = None) -> None:
        super().__init__()
        self.column, self.name = column, name
        name.next_to(column, RIGHT if beside else UP, buff=NAME_GAP)
        self.add(column, name)
        if source is not None:
            self.add(self._thread(source, column if beside else name, is_level=beside))

    def _thread(self, source: Point, goal: Any, *, is_level: bool) -> VMobject:
        (x, y), colour = source, self.column.theme.colour.low
        end = float(goal.get_left()[0]) if is_level else float(goal.get_top()[1]) + NAME_GAP / 2
        middle = ((x + end) / 2, y) if is_level else (x, (y + end) / 2)
        size = (abs(end - x), THREAD) if is_level else (THREAD, abs(y - end))
        return filled(rectangles([middle], [size]), Tag("plate", "low"), colour).set_z_index(WIRE)


def gradient_behind(route: Route, stop: Stop) -> str:
    """Return what the gradient behind a stop is the gradient of, Typst math."""
    step = stop.station.step
    match stop.station.kind:
        case "L":
            return route.factors[0].symbol
        case "h":
            below = f"z_{step}"
        case "W_h":
            below = f"h_{step - 1}"
        case _:
            below = f"h_{step}"
    return f"frac(partial L_{route.t}, partial {below})"


class GradientColumns:
    """The columns of some paths of a scene, in one scale.

    Parameters
    ----------
    readings : iterable of Reading
        Every entry that may be shown.
    name : str
        Of the scale.

    Attributes
    ----------
    scale : ColourScale
        The key: which lightness stands for which size.
    """

    def __init__(self, theme: Theme, net: UnrolledRNN, readings: Iterable[Reading], *, name: str) -> None:
        self.theme, self.net, self.layout = theme, net, net.layout
        entries = list(readings)
        box = key_box(*net.position(Station.h(0)), left=self.layout.safe[0], bottom=self._lowest)
        self.scale = column_scale(theme, box, entries, name=name, tone="gradient")
        self.of_states = column_scale(theme, box, entries, name=name, tone="state")

    @property
    def _lowest(self) -> float:
        return self.layout.rows["x"] - self.theme.size.unit_x + 0.08

    @property
    def key_end(self) -> float:
        """Where the key ends at the right."""
        return max(float(label.get_right()[0]) for label in self.scale.labels)

    def beside_stop(self, route: Route, stop: Stop, entries: Sequence[Reading], width: float) -> NamedColumn:
        """Return the column of the gradient behind a stop.

        Parameters
        ----------
        width : float
            Of the ribbon there.
        """
        net, layout, step = self.net, self.layout, stop.station.step
        x = net.position(stop.station)[0]
        under_output = layout.rows["y"] - self.theme.width.widest / 2 - GLOW
        name, row = formula(self.theme, gradient_behind(route, stop), NAME, "text"), layout.rows["h"]
        match stop.station.kind:
            case "L":
                return NamedColumn(self._hanging(entries, x - FROM_LOSS, under_output, row), name, beside=True)
            case "W_y":
                left = x + max(width / 2, layout.unit) + GLOW
                column = self._hanging(entries, left + WIDTH / 2, under_output, row - layout.unit)
                stretch = (layout.rows["wy"] - layout.tile[1] / 2 + row + layout.unit) / 2
                return NamedColumn(column, name, beside=True, source=(x + width / 2, stretch))
        tile, top = layout.between(step), row - max(width / 2 + FROM_RIBBON, FROM_ROW)
        side = 1 if stop.station.kind == "h" else -1
        middle = tile + side * (FROM_TILE + WIDTH / 2)
        beside = layout.tile[0] / 2 + BESIDE_TILE + max(WIDTH, name.width) / 2  # it hangs down to the row of W_x
        leg = net.position(Station.h(step if side > 0 else step - 1))[0] - side * beside
        at = min(middle, leg) if side > 0 else max(middle, leg)
        column = self._hanging(entries, at, top - name.height - NAME_GAP, self._lowest)
        return NamedColumn(column, name, source=(at, row - width / 2))

    def at_weight(
        self, weight: str, step: int, entries: Sequence[Reading], columns: int, *, below: bool = False
    ) -> VectorColumn:
        """Return what arrives at a weight, of its shape, at its left, or above W_h unless it is to stand below."""
        (x, y), rows, layout = self.net.position(Station.weight(weight, step)), len(entries) // columns, self.layout
        (wide, high), pointed = layout.tile, 0.13 if weight == "y" else 0.0
        right = x - wide / 2 - GLOW - pointed
        room = layout.pitch - (2 * layout.unit + 0.2 if weight == "h" else wide + 3 * GLOW)
        if weight != "h":  # that of W_x may fall past the key
            room = min(room, right - self._key_end(y, math.inf if weight == "x" else min(CELL * rows, BLOCK) / 2))
        elif below:  # it will fall past the key
            half = min(room, BLOCK) / 2
            left = max(x - half, self._key_end(y, math.inf))
            room, x = x + half - left, (left + x + half) / 2
        cell = min(CELL, BLOCK / rows, room / columns)
        size = (WIDTH if columns == 1 else cell * columns, cell * rows)
        block = VectorColumn(self.theme, entries, self.scale, width=size[0], height=size[1], columns=columns)
        if weight == "h":
            away = high / 2 + GLOW + block.size[1] / 2
            block.move_to((x, y - away if below else y + away, 0))
        else:
            block.move_to((right - size[0] / 2, y, 0))
        return block

    def _key_end(self, y: float, half: float) -> float:
        """Return where a block of a height that stands beside the key may begin."""
        beside = [name for name in self.scale.labels if abs(float(name.get_center()[1]) - y) < half + FROM_KEY[1]]
        return max((float(name.get_right()[0]) + FROM_KEY[0] for name in beside), default=self.layout.safe[0])

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

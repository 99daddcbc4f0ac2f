"""The vectors of a network on its way forward as columns of cells, each beside its unit, and the key to their cells."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from rnnanim.mobjects.base.geometry import Point
from rnnanim.mobjects.charts.cell_key import column_scale, key_box
from rnnanim.mobjects.charts.colour_scale import ColourScale
from rnnanim.mobjects.charts.vector_column import MOST_CELLS, VectorColumn
from rnnanim.mobjects.network.unrolled import UnrolledRNN
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics import Analysis, Reading, Weight
from rnnanim.numerics.fields import ArrayName
from rnnanim.numerics.stations import Station
from rnnanim.theme import Theme

Value = Label | VectorColumn
"""What stands beside a unit: a number, or the cells of a vector."""
WIDTH, TALLEST = 0.26, 1.06  # of a column beside a unit
TIED = 0.04  # over the lower end of a column: there it hangs on the ring of its state
IN_CELLS: tuple[ArrayName, ...] = ("W_x", "W_h", "W_y")
GAP = 0.07  # from a unit to the column beside it


class StateColumns:
    """The columns of a lesson, in one scale.

    Attributes
    ----------
    readings : list of Reading
        Every entry that a column of the lesson may show.
    scale : ColourScale
        The key: which lightness stands for which size.
    """

    def __init__(self, theme: Theme, net: UnrolledRNN, analysis: Analysis) -> None:
        self.theme, self.net, self.layout, self.analysis = theme, net, net.layout, analysis
        lowest = self.layout.rows["x"] - theme.size.unit_x + 0.08
        box = key_box(*net.position(Station.h(0)), left=self.layout.safe[0], bottom=lowest)
        self.readings = list(self._all_entries())
        self.scale = column_scale(theme, box, self.readings, name="states")

    @property
    def key(self) -> ColourScale | None:
        """The scale as it is shown; None where no vector of the network has more than one entry."""
        spec = self.analysis.spec
        return self.scale if max(spec.D, spec.H, spec.O) > 1 else None

    def of(self, readings: Sequence[Reading], height: float, middle: Point, width: float = WIDTH) -> VectorColumn:
        """Return a column somewhere."""
        column = VectorColumn(self.theme, readings, self.scale, width=width, height=height)
        column.move_to((*middle, 0.0))
        return column

    # beside the units

    def of_state(self, step: int) -> VectorColumn:
        """Return the column of a state: at its upper right, of the given one above it."""
        x, y = self.net.position(Station.h(step))
        readings = self.analysis.entries("h", step)
        if step == 0:
            bottom = y + self.net.nodes[Station.h(0)].radius + GAP
            return self._standing(readings, x, bottom, TALLEST)
        bottom = y + max(self.layout.tile[1] / 2, 0.26) + 0.08  # clear of a flow into the next step
        over = self.layout.rows["y"] + (-self.layout.unit - GAP if self.analysis.spec.O > 1 else self.layout.unit - 0.2)
        column = self._standing(readings, x + self.layout.unit + GAP + WIDTH / 2, bottom, over - bottom)
        on_the_ring = self.layout.unit * math.sqrt(0.5)
        column.tie((x + on_the_ring, y + on_the_ring), (x + self.layout.unit + GAP, bottom + TIED))
        return column.call(formula(self.theme, f"h_({step})", "small", "state"))

    def beside_input(self, step: int) -> VectorColumn:
        """Return the column of an input, at its left."""
        (x, y), radius = self.net.position(Station.x(step)), self.theme.size.unit_x
        return self.of(self.analysis.entries("x", step), 2 * radius + 0.08, (x - radius - GAP - WIDTH / 2, y))

    def beside_output(self, step: int) -> VectorColumn:
        """Return the column of an output, at its right."""
        (x, y), radius = self.net.position(Station.y(step)), self.layout.unit
        return self.of(self.analysis.entries("y", step), 2 * radius, (x + radius + GAP + WIDTH / 2, y))

    def below_state(self, weight: Weight, step: int, edge: float, top: float) -> VectorColumn:
        """Return the column of what arrives at a state by W_x or W_h, beside the flow from W_x.

        Parameters
        ----------
        edge : float
            Left edge of the column of W_x x_t, right edge of that of W_h h_{t-1}.
        """
        bottom = self.layout.rows["x"] + self.theme.size.unit_x + 0.12
        x = edge + WIDTH / 2 if weight == "x" else edge - WIDTH / 2
        column = self.of(self.analysis.drive_entries(weight, step), min(top - bottom, TALLEST), (x, top))
        column.shift((0, -column.size[1] / 2, 0))
        return column

    def _standing(self, readings: Sequence[Reading], x: float, bottom: float, room: float) -> VectorColumn:
        column = self.of(readings, min(room, TALLEST), (x, bottom))
        column.shift((0, column.size[1] / 2, 0))
        return column

    def _all_entries(self) -> Iterator[Reading]:
        """Yield every entry that a column of the lesson may show."""
        analysis, steps = self.analysis, self.layout.drawn_steps
        yield from analysis.entries("h", 0)
        yield from analysis.entries("b_h")
        yield from analysis.drive_terms(analysis.spec.T) if analysis.spec.O == 1 else ()
        if max(analysis.spec.D, analysis.spec.H, analysis.spec.O) <= MOST_CELLS:  # else no weight has cells
            yield from (entry for name in IN_CELLS for entry in analysis.matrix_entries(name))
        for step in steps:
            for name in ("x", "z", "h", "y"):
                yield from analysis.entries(name, step)
            for weight in ("x", "h"):
                yield from analysis.drive_entries(weight, step)

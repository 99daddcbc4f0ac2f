"""The running products of a route, each written beside the stretch of the ribbon that has its width."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rnnanim.backend.shapes import VGroup
from rnnanim.layout.frame import Layout
from rnnanim.mobjects.base.motion import Cue, pause
from rnnanim.mobjects.flow.gradient_flow import GradientFlow
from rnnanim.mobjects.formulas.gradient_columns import GradientColumns, NamedColumn
from rnnanim.mobjects.formulas.route_stops import Stop
from rnnanim.mobjects.formulas.symbol_ways import TWO_SLOTS
from rnnanim.mobjects.network.unrolled import UnrolledRNN
from rnnanim.mobjects.text.fitting import fitting_one
from rnnanim.mobjects.text.label import Align, Label
from rnnanim.numerics import Reading, Route
from rnnanim.numerics.stations import Station

EXPONENT = 0.07  # how much lower a number with a power of ten stands: it rises as far as the ring beside it
OVER, BELOW = 0.44, 0.32  # from a row to a baseline over it, and from the foot of its units to one below
BEFORE, AFTER = 0.16, 0.11  # from the middle of a tile W_h to the numbers below the stretches at both sides
BESIDE = 0.1  # from a ribbon or an edge to a number
CHANGED = 0.4  # beyond a station the ribbon has its new width
WIDEST = 1.6
PLACES = ("L", "W_y", "h", "W_h")  # stations beyond which a number has a place
APART = 0.12  # numbers on one line stand no closer


class RunningNumbers(VGroup):
    """The running products that are written now; they come one after another, and make way for the next.

    Where the gradient is a vector it is drawn as its column of cells in place of a number; a single entry has its sign.
    """

    def __init__(
        self, net: UnrolledRNN, route: Route, stream: GradientFlow, columns: GradientColumns | None = None
    ) -> None:
        super().__init__()
        self.net, self.route, self.stream, self.layout, self.columns = net, route, stream, net.layout, columns
        self._coming: list[Label | NamedColumn] = []

    # motion

    def arrive(self, stop: Stop, seconds: float) -> Cue:
        """Return the arrival of the product after a stop, if it has a place; one that it would touch leaves."""
        label = self._number(stop)
        if label is None:
            return pause(0)
        self._coming.append(label)
        leaving: list[Any] = []

        def begin() -> None:
            leaving.extend(self._those(lambda other: _meet(other, label)))
            self.add(label)

        def apply(share: float) -> None:
            for other in leaving:
                other.set_fill(opacity=max(0.0, 1 - 2 * share))
                if share >= 1:
                    self.remove(other)
            label.set_fill(opacity=max(0.0, 2 * share - 1) if leaving else share)

        return Cue(apply, seconds, begin=begin)

    def make_way(self, stop: Stop, seconds: float) -> Cue:
        """Return the leaving of the number under a tile W_h, where its symbol is to fall through."""
        start = end = self.net.position(stop.station)[0]
        is_state = self.columns is not None and self.route.factors[stop.factors[0]].kind != "W_h"
        if is_state and stop.station.kind == "W_h":  # it falls from beyond the tile
            start = self.net.position(Station.h(stop.station.step - 1))[0]

        def under(label: Any) -> bool:
            return bool(label.get_left()[0] < end + BEFORE - 0.01 and start - 2 * BEFORE < label.get_right()[0])

        is_needed = stop.station.kind == "W_h" and any(map(under, self._coming))
        return self._fade_out(seconds, under) if is_needed else pause(0)

    def leave_for(self, stop: Stop, seconds: float) -> Cue:
        """Return the leaving of the number below the last stretch, where the contribution to W_h is to stand."""
        (x, y), half = self.net.position(stop.station), self.layout.pitch / 2
        if self.columns is not None and self.layout.pitch > TWO_SLOTS:
            return pause(0)  # columns stand aside, and the contribution above
        return self._fade_out(
            seconds, lambda label: abs(label.get_center()[0] - x) < half and label.get_bottom()[1] < y
        )

    def fade_out(self, seconds: float) -> Cue:
        """Return the fading of all that are written."""
        return self._fade_out(seconds, lambda label: True)

    def _fade_out(self, seconds: float, chosen: Callable[[Label], bool]) -> Cue:
        """Return the fading of those that are chosen when it begins."""
        leaving: list[Any] = []

        def apply(share: float) -> None:
            for label in leaving:
                label.set_fill(opacity=1 - share)
            if share >= 1:
                self.remove(*leaving)

        return Cue(apply, seconds, begin=lambda: leaving.extend(self._those(chosen)))

    def _those(self, chosen: Callable[[Any], bool]) -> list[Any]:
        return [label for label in self.submobjects if chosen(label)]

    # where they stand

    def _number(self, stop: Stop) -> Label | NamedColumn | None:
        """Return the product after a stop in its place; None where there is none for it."""
        kind, width = stop.station.kind, self.stream.width_at(stop.arc + CHANGED)
        if kind not in PLACES or (kind in ("h", "W_h") and not self._has_place_below(stop)):
            return None
        entries = [stop.running] if self.columns is None else self.route.entries(stop.factors[-1])
        if self.columns is not None and len(entries) > 1:
            column = self.columns.beside_stop(self.route, stop, entries, width)
            column.set_fill(opacity=0)
            return column
        places = {"L": self._over_the_first, "W_y": self._beside_the_way_down}
        return places.get(kind, self._below)(stop, entries[0])

    def _set(self, reading: Reading, room: float) -> Label:
        label = fitting_one(self.net.theme, reading, room, "small", "text")
        label.set_fill(opacity=0)
        return label

    def _over_the_first(self, stop: Stop, reading: Reading) -> Label:
        """Return the error, over the ribbon between the loss and the output."""
        (x, y), end = self.net.position(stop.station), self.net.position(Station.y(self.route.t))[0]
        label = self._set(reading, x - end)
        rings = self.net.nodes[stop.station].radius if label.width > x - end - 2 * self.layout.unit else 0.0
        half = max(self.stream.width_at(stop.arc + CHANGED) / 2, rings)
        return label.place((x + end) / 2, y + max(OVER, half + BESIDE))

    def _beside_the_way_down(self, stop: Stop, reading: Reading) -> Label:
        """Return the product after W_y, at the right of the ribbon above the last state."""
        x, edge = self.net.position(stop.station)[0], self.layout.safe[1]
        start = x + max(self.stream.width_at(stop.arc + CHANGED) / 2, 0.3) + 0.14
        label = self._set(reading, min(WIDEST, edge - start))
        label.place(start, self.layout.rows["h"] + 0.40 - _drop(label), "left")
        label.shift((min(0.0, edge - float(label.get_right()[0])), 0, 0))
        return label

    def _has_place_below(self, stop: Stop) -> bool:
        """Return whether a stretch of the row leaves a stop: the last one of a path to W_x leads into the weight."""
        step = stop.station.step
        ends = stop.station.kind == "h" and step == self.route.k and self.route.weight == "x"
        return not ends and self.net.has(Station.W_h(step))

    def _below(self, stop: Stop, reading: Reading) -> Label | None:
        """Return a product below the row: at its side of the tile W_h, or under it where that side is too narrow."""
        step, base = stop.station.step, self.layout.rows["h"] - self.layout.unit
        tile, (left, right) = self.layout.between(step), self._free(step)
        is_before = stop.station.kind == "h"
        side = right - tile - BEFORE if is_before else tile - AFTER - left
        label = self._set(reading, side)
        if label.width <= side:
            at: tuple[float, Align] = (tile + BEFORE, "left") if is_before else (tile - AFTER, "right")
            label.place(at[0], base - BELOW, at[1])
        else:
            label = self._set(reading, right - left)
            x = min(max(tile + 0.06, left + label.width / 2), right - label.width / 2)  # off the unit that is next
            label.place(x, base - BELOW)
        return label.shift((0, -_drop(label), 0)) if label.width <= right - left else None

    def _free(self, step: int) -> tuple[float, float]:
        """Return the room for a number below the row, from the state before a step to its own."""
        half = half_of_input_tile(self.layout)
        left, right = (max(self._leg(at), half) + BESIDE for at in (step - 1, step))
        return self.layout.x(step - 1) + left, self.layout.x(step) - right

    def _leg(self, step: int) -> float:
        """Return half the width of the ribbon down to W_x, of this path where it ends or of the one that ended here."""
        state = Station.h(step)
        if self.route.weight != "x" or step < self.route.k or not self.net.has(state):
            return 0.0
        return self.stream.width_at(self.stream.line.nearest(*self.net.position(state)) + CHANGED) / 2


def half_of_input_tile(layout: Layout) -> float:
    """Return half the width of W_x where it is level with the numbers below the row, and 0 where it is lower."""
    bottom = layout.rows["h"] - layout.unit - BELOW - EXPONENT
    return layout.tile[0] / 2 if bottom < layout.rows["wx"] + layout.tile[1] / 2 + BESIDE / 2 else 0.0


def _drop(label: Label) -> float:
    return EXPONENT * ("10^" in label.markup)


def _meet(a: Label | NamedColumn, b: Label | NamedColumn) -> bool:
    """Return whether two numbers stand too close on one line, or two columns under one stretch."""
    if isinstance(a, NamedColumn) != isinstance(b, NamedColumn):
        return False  # a number stands on its ribbon, a column has a place of its own
    apart = a.get_right()[0] < b.get_left()[0] - APART or b.get_right()[0] < a.get_left()[0] - APART
    if isinstance(a, NamedColumn) or isinstance(b, NamedColumn):
        return not apart
    return not apart and abs(a.baseline_y - b.baseline_y) < 0.3

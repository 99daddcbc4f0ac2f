"""The running products of a route, each written beside the stretch of the ribbon that has its width."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rnnanim.mobjects.base.motion import Cue, pause
from rnnanim.mobjects.charts.vector_column import VectorColumn
from rnnanim.mobjects.flow.gradient_flow import GradientFlow
from rnnanim.mobjects.formulas.gradient_columns import GradientColumns
from rnnanim.mobjects.formulas.route_stops import Stop
from rnnanim.mobjects.formulas.symbol_ways import TWO_SLOTS
from rnnanim.mobjects.network.unrolled import UnrolledRNN
from rnnanim.mobjects.text.fitting import fitting_one
from rnnanim.mobjects.text.label import Align, Label
from rnnanim.numerics import Route
from rnnanim.numerics.stations import Station

from manim import VGroup

EXPONENT = 0.07  # how much lower a number with a power of ten stands: it rises as far as the ring beside it
BEFORE, AFTER = 0.16, 0.11  # from the middle of a tile W_h to the numbers below the stretches at both sides
APART = 0.12  # numbers on one line stand no closer


class RunningNumbers(VGroup):  # type: ignore[misc]
    """The running products that are written now; they come one after another, and make way for the next.

    Where the gradient is a vector it is drawn as its column of cells in place of a number; a single entry has its sign.
    """

    def __init__(
        self, net: UnrolledRNN, route: Route, stream: GradientFlow, columns: GradientColumns | None = None
    ) -> None:
        super().__init__()
        self.net, self.route, self.stream, self.layout, self.columns = net, route, stream, net.layout, columns
        self.has_two_slots = self.layout.pitch > TWO_SLOTS

    # motion

    def arrive(self, stop: Stop, seconds: float) -> Cue:
        """Return the arrival of the product after a stop, if it has a place; one that it would touch leaves."""
        label = self._number(stop)
        if label is None:
            return pause(0)
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
        if self.has_two_slots or self.columns is not None or stop.station.kind != "W_h":
            return pause(0)
        x = self.net.position(stop.station)[0]
        return self._fade_out(seconds, lambda label: bool(label.get_left()[0] < x < label.get_right()[0]))

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

    def _number(self, stop: Stop) -> Label | VectorColumn | None:
        """Return the product after a stop in its place; None where there is none for it."""
        place = self._place(stop)
        if place is None:
            return None
        entries = [stop.running] if self.columns is None else self.route.entries(stop.factors[-1])
        if self.columns is not None and len(entries) > 1:
            return self.columns.beside_stop(self.net, stop, entries, self.stream.width_at(stop.arc + 0.4))
        x, y, align = place
        label = fitting_one(self.net.theme, entries[0], self._room(stop), "small", "text").place(x, y, align)
        label.shift((min(0.0, self._right_limit(stop) - float(label.get_right()[0])), 0, 0))
        label.shift((0, -EXPONENT * ("10^" in label.markup), 0))
        label.shift((max(0.0, self._left_limit(stop) - float(label.get_left()[0])), 0, 0))
        label.set_fill(opacity=0)
        return label

    def _room(self, stop: Stop) -> float:
        """Return how wide a running product may be: to the right of a tile W_h its symbol has to fall past it."""
        if not self.has_two_slots:
            return max(0.9, self.layout.pitch - 0.5)
        kind, step = stop.station.kind, stop.station.step
        if kind == "h" and step != self.route.k and self.net.has(Station.W_h(step)):
            return self._right_limit(stop) - self.layout.between(step) - BEFORE
        if kind == "W_h":
            return self.net.position(stop.station)[0] - AFTER - self._left_limit(stop)
        return 1.2

    def _right_limit(self, stop: Stop) -> float:
        """Return where a number below the stretch that leaves a state must end: beside the leg down to W_x."""
        if stop.station.kind != "h" or not self.has_two_slots:
            return self.layout.safe[1]
        return self.net.position(stop.station)[0] - self.stream.width_at(stop.arc + 0.4) / 2 - 0.08

    def _left_limit(self, stop: Stop) -> float:
        """Return where a number below the stretch into a state may begin: beside the leg down to W_x."""
        if stop.station.kind != "W_h" or not self.has_two_slots:
            return self.layout.safe[0]
        return self.net.position(Station.h(stop.station.step - 1))[0] + 0.14

    def _place(self, stop: Stop) -> tuple[float, float, Align] | None:
        """Return where the product after a station stands: beside the stretch that leaves it."""
        match stop.station.kind:
            case "L":
                x, y = self.net.position(stop.station)
                return (x + self.net.position(Station.y(self.route.t))[0]) / 2, y + 0.44, "centre"
            case "W_y":
                half = self.stream.width_at(stop.arc + 0.4) / 2
                x = self.net.position(stop.station)[0]
                return x + max(half, 0.3) + 0.14, self.layout.rows["h"] + 0.40, "left"
        return self._place_below(stop)

    def _place_below(self, stop: Stop) -> tuple[float, float, Align] | None:
        """Return the place below the row of the states, at the side of the tile W_h that the stretch is on."""
        kind, step = stop.station.kind, stop.station.step
        is_last = kind == "h" and step == self.route.k
        if is_last and self.route.weight == "x":
            return None  # the next stretch leads into the weight, where the contribution stands
        if not self.net.has(Station.W_h(step)):
            return None
        below = self.layout.rows["h"] - self.layout.unit - (0.25 if self.has_two_slots else 0.34)
        tile = self.layout.between(step)
        if not self.has_two_slots:
            return tile + 0.06, below, "centre"  # a little off the unit that is reached next
        if is_last:  # it may reach under the weight, where it ends
            return self._right_limit(stop), below, "right"
        return (tile + BEFORE, below, "left") if kind == "h" else (tile - AFTER, below, "right")


def _meet(a: Label | VectorColumn, b: Label | VectorColumn) -> bool:
    """Return whether two numbers stand too close on one line; columns have places of their own."""
    if isinstance(a, VectorColumn) or isinstance(b, VectorColumn):
        return False
    apart = a.get_right()[0] < b.get_left()[0] - APART or b.get_right()[0] < a.get_left()[0] - APART
    return not apart and abs(a.baseline_y - b.baseline_y) < 0.3

"""Where the numbers of a grid stand: on the free side of their states, and round a state what it adds."""

from __future__ import annotations

from collections.abc import Callable

from rnnanim.mobjects.network.stacked import StackedRNN
from rnnanim.mobjects.text.fitting import fitting_one
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.readout import readout
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics import Reading
from rnnanim.numerics.grid import Grid
from rnnanim.numerics.stations import Station
from rnnanim.theme import Theme

CLEAR = 0.1
UNDER = 0.28  # from what is over a number down to its baseline
STREAM = 0.27  # half of the widest stream between two layers, with what stays clear of it
NEAR = 0.14  # the same of the streams into a state that adds
BESIDE_INPUT = 0.95  # room that a list leaves
SIGN = 0.24  # room for a +


class GridNumbers:
    """Numbers of one network; each is None where there is no room for it."""

    def __init__(self, theme: Theme, net: StackedRNN, grid: Grid, scale: float) -> None:
        self.theme, self.net, self.grid = theme, net, grid
        self.scale = scale
        self.unit, self.tile = net.grid.unit, net.grid.tile
        sizes = [one(t, n).value for t in net.grid.steps for n in range(2, net.layers + 1) for one in self._down]
        self.half = max(map(abs, sizes)) * scale / 2  # of the widest stream from a layer to the one below it

    @property
    def _down(self) -> tuple[Callable[[int, int], Reading], ...]:
        return self.grid.arrived, lambda t, n: self.grid.onward(t, n, "down")

    def of_state(self, name: Station, reading: Reading, tone: str) -> Label | None:
        """Return a number at the lower right of a state: beside what comes from below, under what goes to the right."""
        x, y = self.net.position(name)
        gap = y - self.net.grid.below(name.layer) - self.tile[1] / 2 - self.unit  # from the ring down to the weight
        left = x + (max(STREAM, self.half + CLEAR) if gap >= UNDER else self.tile[0] / 2 + CLEAR)
        base = y - max(self.unit, 0 if gap >= UNDER else self.tile[1] / 2) - UNDER
        return self._fit(reading, left, base, x + self.net.grid.pitch - self.tile[0] / 2 - CLEAR - left, tone)

    def of_output(self, name: Station, reading: Reading) -> Label | None:
        """Return a number at the right of an output, of the last one under what goes to the loss."""
        (x, y), last = self.net.position(name), name.step == self.net.T
        left = x + max(self.unit, self.tile[0] / 2 if last else 0) + CLEAR
        room = self.net.grid.pitch - 2 * self.unit - 2 * CLEAR
        return self._fit(reading, left, y - (self.unit + 0.5 * UNDER if last else 0.1), room, "state")

    def of_end(self, name: Station, reading: Reading) -> Label | None:
        """Return what is left at the end of a way: beside an input, or at the lower right of a state."""
        if name.kind == "h":
            return self.of_state(name, reading, "text")
        (x, y), radius = self.net.position(name), self.net.nodes[name].radius
        return self._fit(reading, x + radius + 1.6 * CLEAR, y - 0.1, BESIDE_INPUT, "text")

    def goal(self, symbol: str) -> Label | None:
        """Return the name of the gradient that is looked for, where its number will stand."""
        (x, y), label = self.net.position(Station.h(1, 1)), formula(self.theme, symbol, "small", "text")
        left = x + self.tile[0] / 2 + CLEAR
        fits = left + label.width < x + self.net.grid.pitch - self.tile[0] / 2
        return label.place(left, y - max(self.unit, self.tile[1] / 2) - UNDER, "left") if fits else None

    def of_loss(self, reading: Reading) -> Label:
        """Return the loss, under its node."""
        (x, y), node = self.net.position(Station.L(self.net.T)), self.net.nodes[Station.L(self.net.T)]
        label = fitting_one(self.theme, reading, self.net.grid.pitch, "small")
        return label.place(x, y - node.radius - UNDER - CLEAR / 2, "centre")

    def addends(self, name: Station) -> list[Label]:
        """Return what a state adds, at the ends of the edges that bring it: from above, and with a + from its right.

        Only of signed numbers, and where there is room round the state for them and for `sum_of`.
        """
        step, layer = name.step, name.layer
        if step == self.net.T or layer == self.net.layers or not self.grid.is_scalar:
            return []
        (x, y), bare = self.net.position(name), self.theme.size.tile
        near = self._near(name)
        over, left, under = y + self.unit + CLEAR / 2, x + self.unit + CLEAR / 2, y - bare[1] / 2 - 0.36
        above, right = self.grid.onward(step, layer + 1, "down"), self.grid.onward(step + 1, layer, "left")
        first = fitting_one(self.theme, above, 1.0, "small", "mute").place(x + near, over, "left")
        sign = formula(self.theme, "plus" if right.value >= 0 else "minus", "small", "mute").place(left, under, "left")
        second = readout(self.theme, right, "small", "mute", unsigned=True).place(left + SIGN, under, "left")
        fits_over = first.width + self._total(name).width + 2 * near < self.net.grid.pitch - CLEAR
        tile = bare if layer == 1 else self.tile  # under the next state
        fits_under = second.get_right()[0] - x < self.net.grid.pitch - tile[0] / 2 - CLEAR / 2
        is_high = over + UNDER < self.net.grid.below(layer + 1) - self.tile[1] / 2 + CLEAR / 2
        return [first, sign, second] if is_high and fits_over and fits_under else []

    def sum_of(self, name: Station) -> list[Label]:
        """Return what arrives at a state by all routes, at its upper left where its addends stand round it."""
        if not self.addends(name):
            label = self.of_state(name, self.grid.total(name.step, name.layer), "text")
            return [] if label is None else [label]
        x, y = self.net.position(name)
        return [self._total(name).place(x - self._near(name), y + self.unit + CLEAR / 2, "right")]

    def _near(self, name: Station) -> float:
        """Return the distance from the middle of the stream from above to a number beside it."""
        width = abs(self.grid.onward(name.step, name.layer + 1, "down").value) * self.scale
        return max(NEAR, width / 2 + 0.7 * CLEAR)

    def _total(self, name: Station) -> Label:
        return readout(self.theme, self.grid.total(name.step, name.layer), "small", "text")

    def _fit(self, reading: Reading, left: float, base: float, room: float, tone: str) -> Label | None:
        label = fitting_one(self.theme, reading, room, "small", tone)
        return label.place(left, base, "left") if label.width <= room else None

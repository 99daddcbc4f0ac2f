"""The cast of PowersOfW: one weight, multiplied with itself in squares, on a log ruler and along twenty steps."""

from __future__ import annotations

from typing import Any

from rnnanim.mobjects.base.motion import Cue, one_by_one, pause, together
from rnnanim.numerics.stations import Station
from rnnanim.scenes.powers.farthest_path import FarthestPath
from rnnanim.scenes.powers.power import TIMES, Power, one_unit, with_steps
from rnnanim.scenes.powers.power_chains import LAST, PowerChains
from rnnanim.scenes.powers.power_chart import PowerChart
from rnnanim.scenes.powers.power_squares import POWER_ROOM, PowerSquares
from rnnanim.stage.stage import Stage
from rnnanim.theme import Box

POWERS_OF = (1.5, 1.1, 1.0, 0.9, 0.5)  # from the top


class PowersCast:
    """Everything that the beats of PowersOfW show.

    Attributes
    ----------
    powers : list of Power
        Of the five weights, from the top.
    own : Analysis
        Of the lesson's own weight, over enough steps for its powers; `mine` is that weight.
    path : FarthestPath
        The path that the lecture knows, and what its W_h come to.
    squares : PowerSquares
    chart : PowerChart
    chains : PowerChains
    """

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.powers = [Power(w, stage.network(f"W_h = {w:g}", one_unit(w))) for w in POWERS_OF]
        self.own = stage.network("here", with_steps(stage.lesson.network))
        self.mine = Power(float(self.own.spec.W_h[0, 0]), self.own)
        shown = TIMES, max(stage.layout.steps - 1, 1)
        stage.require_finite("a power of W_h", (self.own.read("power_norm", k).value for k in shown))
        left, right, bottom, _ = stage.layout.safe
        room: Box = left, right, stage.layout.note[1] - 0.55, bottom + 0.55
        axis_y = bottom + 0.08
        self.path = FarthestPath(stage, self.own)
        stage.recalled = [self.path.net.nodes[Station.L(stage.layout.steps)]]  # the scene before has left it lit
        self.squares = PowerSquares(stage, room, axis_y, self.powers)
        self.chart = PowerChart(stage, room, axis_y, self.powers, self.own)
        self.chains = PowerChains(stage, room, axis_y, self.powers, self.mine, self.chart.shared_row)

    @property
    def variant(self) -> str:
        """Which sentence fits the lesson's own weight: a matrix has a norm, powers of a negative one change sign."""
        spec = self.own.spec
        return "norm" if spec.H > 1 else "size" if spec.W_h[0, 0] < 0 else ""

    @property
    def names_x(self) -> float:
        """Where the numbers of the chart's names begin when these stand before the last squares."""
        widest = max(float(name.number.width) for name in self.chart.names)
        return self.stage.layout.safe[0] + POWER_ROOM - 0.1 - widest

    def ends(self, k: int) -> dict[str, Any]:
        """Return the least and the greatest weight, and their powers, for the captions."""
        high, *_, low = self.powers
        return {"low": low.reading, "high": high.reading, "small": low.after(k), "large": high.after(k)}

    def place_names(self) -> None:
        """Put the chart's names before the last squares."""
        for name, row in zip(self.chart.names, self.squares.rows, strict=True):
            name.put(self.names_x, row.y)

    def squares_to_dots(self, seconds: float, lag: float) -> Cue:
        """Return the way of the squares to their dots, the first one first; the names go before the last ones."""
        count, rows = self.squares.count, self.squares.rows
        goals = [[(line.position(k), 2 * line.radius) for k in range(1, count + 1)] for line in self.chart.lines]
        names = self.chart.names_to_tips(self.names_x, [row.y for row in rows], count, seconds)
        return together(self.squares.move(goals, seconds, lag=lag), one_by_one(pause(lag * (count - 1)), names))

    def lines_to_chains(self, seconds: float) -> Cue:
        """Return the turning of each line into the chain of its weight: its dots become the steps, k that of 20 − k."""
        chart, chains = self.chart, self.chains
        lines = list(chart.lines)
        if not chains.shares:
            lines.insert(chains.own_row, chart.own_line)
        cues = [
            chain.fade_in(seconds) if line.is_clipped else chain.create_from(line.position, line.radius, hue, seconds)
            for chain, line, hue in zip(chains.chains, lines, (line.colour for line in lines), strict=True)
        ]
        ticks = chart.ticks.transform_into(chains.ticks, lambda k: chains.columns[LAST] - k * chains.pitch, seconds)
        return together(*cues, ticks)

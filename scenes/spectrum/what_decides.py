"""What decides: ρ where the factor stays; where it changes, singular values below one are a guarantee."""

from __future__ import annotations

from collections.abc import Sequence

from rnnanim.mobjects.charts.bracketed_matrix import BracketedMatrix
from rnnanim.mobjects.charts.log_line import LogLine
from rnnanim.mobjects.text.equation import Equation, plate
from rnnanim.mobjects.text.words import sizes_from
from rnnanim.numerics import Reading
from rnnanim.numerics.jacobian_products import JacobianProducts
from rnnanim.numerics.matrix_powers import MatrixPowers
from rnnanim.scenes.spectrum.eigen_plane import EDGE
from rnnanim.scenes.spectrum.norm_chart import NormChart
from rnnanim.scenes.spectrum.region import Region
from rnnanim.scenes.spectrum.two_factors import TwoFactors
from rnnanim.stage.stage import Stage
from rnnanim.theme import Box

from manim import Mobject

OWN, RADIUS = "max sigma' dot norm(wh(W_h))", "rho(wh(W_h))"
BETWEEN = 0.3  # between word, number and verdict
PITCH, UNDER_TICKS = 0.56, 0.1  # between two lines below the chart, and from them up to its numbers
UP = 0.3  # from the room of the chart up to the middle of the matrix
TWICE = 3  # steps of J_1 each time; from the second on nothing is left


class WhatDecides:
    """The chart of the products, and under it what decides, with the numbers of the matrix that is drawn.

    Attributes
    ----------
    chart : NormChart
        Of the matrix that the scene shows.
    matrix : list of Mobject
        W_h as it is written.
    in_turn, twice : LogLine
        ‖J_k … J_1‖ of the network whose factors take turns, and of the one in which all are J_1.
    words : list of list of Mobject
        What is said beside these two lines.
    rows : list of list of Mobject
        Of the same factor and of factors that change: what decides, the number of the matrix and what follows.
    """

    def __init__(self, stage: Stage, region: Region, powers: MatrixPowers, two: TwoFactors) -> None:
        self.stage, self.region, self.powers = stage, region, powers
        lines = 1 if region.is_wide else 2
        box: Box = region.left, region.right, region.top, region.bottom + 2 * lines * PITCH + UNDER_TICKS
        self.chart = NormChart(stage, box, powers, "at the end", bounds=())
        products, once = two.products, MatrixPowers(two.once)
        steps = range(1, two.net.spec.T + 1)
        turns = [(products.singular_value(t, 0), products.log10_norm(t, 0)) for t in steps]
        alone = [(once.singular_value(k), once.log10_norm(k)) for k in range(1, TWICE + 1)]
        self.in_turn, self.twice = (self._line(found) for found in (turns, alone))
        self.chart.write(self.in_turn, self.twice)
        self.words = self._words()
        self.matrix = self._matrix()
        self.own_bound = JacobianProducts(powers.analysis).step_bound
        self.rows = self._rows(powers.analysis.read("spectral_radius"))

    def _line(self, found: Sequence[tuple[Reading, Reading]]) -> LogLine:
        sizes, logs = zip(*found, strict=True)
        return LogLine(self.stage.theme, self.chart.ruler, sizes, logs, self.chart.column, tone="text", own=True)

    def _words(self) -> list[list[Mobject]]:
        """Return what is said beside the lines of J_1 and J_2, on their grounds."""
        chart, theme, found = self.chart, self.stage.theme, []
        lines = self.in_turn, self.twice
        for key, line in zip(("in_turn", "twice"), lines, strict=True):
            label = self.stage.words(key, tone="text")
            chart.put_beside(label, line)
            found.append([plate(theme, label), label])
        return found

    def _rows(self, radius: Reading) -> list[list[Mobject]]:
        """Return both rows in one size, the largest in which they have room."""
        given = ("same", RADIUS, radius), ("changing", OWN, self.own_bound)
        for size in sizes_from("medium"):
            found = [self._row(*one, size, 1 - n) for n, one in enumerate(given)]
            if all(fits for fits, _ in found):
                break
        return [row for _, row in found]

    def _row(self, key: str, source: str, reading: Reading, size: str, n: int) -> tuple[bool, list[Mobject]]:
        """Return what decides at the left, and the number with what follows at the right or below; if it has room."""
        stage, region = self.stage, self.region
        lines = 1 if region.is_wide else 2
        base = region.bottom + n * lines * PITCH + 0.04
        verdict = f"{key}_{'under' if reading.value < 1 - EDGE else 'over'}"
        if key == "same" and abs(reading.value - 1) <= EDGE:
            verdict = "same_on"
        said = stage.words(key, size=size).place(region.left, base + (lines - 1) * PITCH, "left")
        follows = stage.words(verdict, size=size, weight=stage.theme.type.title_weight).place(
            region.right, base, "right"
        )
        right = float(follows.get_left()[0]) - BETWEEN
        number = Equation(stage.theme, source, reading, size).place(right, base, "right")
        start = float(said.get_right()[0]) + BETWEEN if region.is_wide else region.left
        fits = float(number.get_left()[0]) >= start and float(said.get_right()[0]) <= region.right
        return fits, [said, number, follows]

    def _matrix(self) -> list[Mobject]:
        """Return the matrix that is drawn, at the upper right; none of more units, or in a narrow frame."""
        if self.powers.size != 2 or not self.region.is_wide:
            return []
        matrix = BracketedMatrix(self.stage.theme, self.powers.entries(1), "W_h", tone="wh")
        return matrix.place(self.region.right, self.region.top + UP, "right").parts

    @property
    def promises(self) -> bool:
        """Whether every product of factors of the matrix that is drawn must vanish."""
        return self.own_bound.value < 1

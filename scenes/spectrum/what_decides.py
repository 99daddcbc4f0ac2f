"""What decides: ρ where the factor stays, singular values where it changes, and the bound that always holds."""

from __future__ import annotations

from rnnanim.layout.frame import ByFrame
from rnnanim.mobjects.charts.log_line import LogLine
from rnnanim.mobjects.text.clear_places import CLEAR
from rnnanim.mobjects.text.equation import Equation, plate
from rnnanim.mobjects.text.words import formula, sizes_from
from rnnanim.numerics import Analysis
from rnnanim.numerics.jacobian_products import JacobianProducts
from rnnanim.numerics.matrix_powers import MatrixPowers
from rnnanim.scenes.spectrum.norm_chart import NormChart
from rnnanim.scenes.spectrum.region import Region
from rnnanim.stage.stage import Stage
from rnnanim.theme import Box

from manim import Mobject

BOUND = "norm(J_t dots.c J_(k+1)) <= (max sigma' dot norm(wh(W_h)))^(t-k)"
OWN = "max sigma' dot norm(wh(W_h))"
BETWEEN = 0.25  # between word, number and verdict


class WhatDecides:
    """The chart of both products, and under it the bound with the lesson's own number.

    Attributes
    ----------
    chart : NormChart
        Of the matrix that the scene shows.
    changing : LogLine
        ‖J_t … J_1‖ of the network whose factors change.
    words : list of Mobject
        What is said of changing factors, and of the same one.
    bound : Label
        The bound of a product.
    ours, own, verdict : Mobject
        What it multiplies by in the lesson, `own_bound`, and what follows.
    """

    def __init__(self, stage: Stage, region: Region, powers: MatrixPowers, net: Analysis) -> None:
        theme, products = stage.theme, JacobianProducts(net)
        rows = 1.0 if region.is_wide else 1.55
        box: Box = region.left, region.right, region.top, region.bottom + rows
        self.chart = NormChart(stage, box, powers, "at the end", bounds=())
        steps = range(1, net.spec.T + 1)
        sizes = [products.singular_value(t, 0) for t in steps]
        logs = [products.log10_norm(t, 0) for t in steps]
        self.changing = LogLine(theme, self.chart.ruler, sizes, logs, self.chart.column, tone="text", own=True)
        self.words = self._words(stage)
        self.bound = formula(theme, BOUND, "medium")
        self.own_bound = JacobianProducts(stage.analysis).step_bound
        self._place(stage, region)

    def _place(self, stage: Stage, region: Region) -> None:
        """Place the bound at the left and the lesson's own at the right; in a narrow frame one over the other."""
        base, weight = region.bottom + 0.1, stage.theme.type.title_weight
        self.bound.place(region.left, base + (0.0 if region.is_wide else 0.62), "left")
        start = float(self.bound.get_right()[0]) + 2 * BETWEEN if region.is_wide else region.left
        key = "must_vanish" if self.own_bound.value < 1 else "no_promise"
        for size in sizes_from("medium"):
            self.own = Equation(stage.theme, OWN, self.own_bound, size, number_tone="text")
            self.ours = stage.words("ours", size=size, tone="text")
            self.verdict = stage.words(key, size=size, tone="text", weight=weight)
            right = region.right
            for part in (self.verdict, self.own, self.ours):
                right = float(part.place(right, base, "right").get_left()[0]) - BETWEEN
            if right + BETWEEN >= start:
                break

    def _words(self, stage: Stage) -> list[list[Mobject]]:
        """Return what is said beside the line of changing factors and that of the same one, on their grounds."""
        chart, length = self.chart, stage.layout.choose(ByFrame.narrow("", "_short"))
        other, same = (stage.words(f"{key}{length}") for key in ("changing", "same"))
        chart.taken.append((self.changing.way, CLEAR))
        chart.put_beside(other, self.changing)
        heights = [(k, chart.norm.position(k)[1]) for k in (12, 9, 15, 6, 10, 13, 4)]
        chart.put(
            same,
            [(chart.column(k), y + up, "centre") for up in (0.3, 0.6, -0.6, 0.9, -0.9, 1.4, -1.4) for k, y in heights],
        )
        return [[plate(stage.theme, label), label] for label in (other, same)]

    @property
    def below(self) -> list[Mobject]:
        """What is written under the chart."""
        return [self.bound, self.ours, self.own, self.verdict]

"""The cast of MatrixPowers: the lesson's own W_h where it is a matrix, and else one that shows what a number cannot."""

from __future__ import annotations

from rnnanim.lesson import load_lesson
from rnnanim.mobjects.charts.bracketed_matrix import BracketedMatrix
from rnnanim.mobjects.charts.linear_map import LinearMap
from rnnanim.mobjects.text.equation import Equation
from rnnanim.numerics import Analysis
from rnnanim.numerics.matrix_powers import MatrixPowers
from rnnanim.scenes.spectrum.eigen_plane import EigenPlane
from rnnanim.scenes.spectrum.norm_chart import TIMES, NormChart
from rnnanim.scenes.spectrum.number_powers import MOST, NumberPowers
from rnnanim.scenes.spectrum.power_maps import LARGEST, PowerMaps
from rnnanim.scenes.spectrum.region import Region
from rnnanim.scenes.spectrum.singular_fan import SingularFan
from rnnanim.scenes.spectrum.two_factors import TwoFactors
from rnnanim.scenes.spectrum.what_decides import WhatDecides
from rnnanim.stage.stage import Stage

from manim import Mobject

MAP_SHARE = 0.36  # of the width, beside the chart
WRITTEN = 4  # units of which the matrix is written out


class SpectrumCast:
    """Everything that the beats of MatrixPowers show.

    Attributes
    ----------
    number : Analysis
        Of the weight that is a number: the lesson's own, or that of the running example where its own is a matrix.
    powers : MatrixPowers
        Of the matrix: the lesson's own, or that of the preset `non_normal` where its own is a number.
    line : NumberPowers
    matrix : BracketedMatrix or None
        None where it has too many numbers to be written.
    maps : PowerMaps or None
        Of two units.
    fan : SingularFan or None
        Of more.
    eigen : EigenPlane
    chart : NormChart
        Beside the map, or over the whole width.
    two : TwoFactors
    verdict : WhatDecides
    """

    def __init__(self, stage: Stage) -> None:
        self.stage, self.region = stage, Region(stage.layout)
        own, is_number = stage.analysis, stage.analysis.spec.H == 1
        stage.require_finite("a power of W_h", (own.read("power_norm", k).value for k in range(1, MOST + 1)))
        self.number: Analysis = own if is_number else stage.network("default", load_lesson().network)
        shown = stage.network("non_normal", load_lesson("non_normal").network) if is_number else own
        self.powers = MatrixPowers(shown)
        self._add_opening()
        is_map = self.powers.size == 2
        self.maps = PowerMaps(stage, self.region, self.powers) if is_map else None
        self.fan = None if is_map else SingularFan(stage, self.region, self.powers)
        self.eigen = EigenPlane(stage, self.region, self.powers)
        whole = self.region.left, self.region.right, self.region.top, self.region.bottom
        self.map_box, beside = self.region.parts(MAP_SHARE)
        self.chart = NormChart(stage, beside if is_map else whole, self.powers, "of powers")
        self.small_map = self._small_map() if is_map else None
        self.two = TwoFactors(stage, self.region)
        self.verdict = WhatDecides(stage, self.region, self.powers, self.two.net)

    def _add_opening(self) -> None:
        stage, region, theme = self.stage, self.region, self.stage.theme
        room = region.top - region.bottom
        powers = [self.number.named("power_entry", k, 0, 0) for k in range(1, MOST + 1)]
        self.line = NumberPowers(theme, powers, region.left + 0.1, region.right - 0.1, region.top - 0.32 * room)
        weight = Equation(theme, "W_h", self.number.read("W_h", 0, 0), "medium", tone="wh")
        self.weight = weight.place(*region.frame.note, "right")
        y = region.bottom + 0.2 * room
        entries = self.powers.entries(1)
        self.matrix = None
        self.question: list[Mobject] = [stage.words("units", size="medium", tone="mute", H=self.powers.size)]
        if self.powers.size <= WRITTEN:
            self.matrix = BracketedMatrix(theme, entries, "W_h", "medium", tone="wh").place(0.0, y, "centre")
            self.question = self.matrix.parts
        else:
            self.question[0].place(0.0, y)  # type: ignore[attr-defined]

    def _small_map(self) -> LinearMap:
        """Return the map that goes with the chart; it holds every power of it that is not beyond all measure."""
        norms = [self.powers.singular_value(k).value for k in range(1, TIMES + 1)]
        reach = max([1.0, *(norm for norm in norms if norm <= LARGEST)])
        return LinearMap(self.stage.theme, self.map_box, (reach, reach), name="map beside the chart")

    @property
    def growth(self) -> str:
        """Which sentence is true of ‖W_h^k‖: "" for one that grows and then vanishes."""
        radius = self.powers.analysis.read("spectral_radius").value
        largest = self.powers.log10_norm(self.powers.largest_at(TIMES)).value
        if self.eigen.fate != "inside":
            return self.eigen.fate
        return "" if largest > 0 and radius < 1 else "vanish"

    @property
    def is_own(self) -> bool:
        """Whether the matrix is the lesson's."""
        return self.powers.analysis is self.stage.analysis

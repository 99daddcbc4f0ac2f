"""The cast of MatrixPowers: the lesson's own W_h where it is a matrix, and else one that shows what a number cannot."""

from __future__ import annotations

from rnnanim.lesson import load_lesson
from rnnanim.mobjects.charts.bracketed_matrix import BracketedMatrix
from rnnanim.mobjects.charts.linear_map import LinearMap
from rnnanim.mobjects.text.equation import Equation
from rnnanim.mobjects.text.words import sizes_from
from rnnanim.numerics import Analysis
from rnnanim.numerics.matrix_powers import MatrixPowers
from rnnanim.scenes.spectrum.eigen_plane import EigenPlane
from rnnanim.scenes.spectrum.norm_chart import TIMES, NormChart
from rnnanim.scenes.spectrum.number_powers import HEIGHT, MOST, NumberPowers
from rnnanim.scenes.spectrum.power_maps import PowerMaps, reach_of
from rnnanim.scenes.spectrum.region import Region
from rnnanim.scenes.spectrum.singular_fan import SingularFan
from rnnanim.scenes.spectrum.two_factors import TwoFactors
from rnnanim.scenes.spectrum.what_decides import WhatDecides
from rnnanim.stage.stage import Stage

from manim import Mobject

MAP_SHARE = 0.4  # of the width, beside the chart
WRITTEN = 4  # units of which the matrix is written out
LINE, MATRIX, CIRCLE = 0.35, 0.23, 0.21  # shares of the room: down to the line, up to the matrix, radius of the circle
LARGEST_CIRCLE = 1.6
HEAD_OF_MAP, LARGEST_BESIDE = 0.35, 8.0  # down to the name of the map; the largest norm that it shows
HEAD_OF_MATRIX = 1.25  # from the middle of the matrix up to its head
COLUMN, HEAD, ROW = 3.6, 0.55, 0.72  # width of what is written; from the line up to its head, from head to number


class SpectrumCast:
    """Everything that the beats of MatrixPowers show.

    Attributes
    ----------
    number : Analysis
        Of the weight that is a number: the lesson's own, or that of the running example where its own is a matrix.
    powers : MatrixPowers
        Of the matrix: the lesson's own, or that of the preset `non_normal` where its own is a number.
    line : NumberPowers
    of_one, of_more : list of Mobject
        What is written beside the line, and of the matrix.
    maps : PowerMaps or None
        Of two units.
    fan : SingularFan or None
        Of more.
    eigen : EigenPlane
    small_map : LinearMap or None
        That goes with the chart, up to the power `map_last`; `map_name` stands over it.
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
        self.maps = PowerMaps(stage, self.region, self.powers, self.circle_box) if is_map else None
        self.fan = None if is_map else SingularFan(stage, self.region, self.powers)
        self.eigen = EigenPlane(stage, self.region, self.powers)
        self._add_chart()
        self.two = TwoFactors(stage, self.region)
        self.verdict = WhatDecides(stage, self.region, self.powers, self.two.net)

    def _add_opening(self) -> None:
        """Add a row for the number, with its line, and one for the matrix, with room for its circle."""
        stage, region, theme = self.stage, self.region, self.stage.theme
        left, right, room = region.left, region.right, region.top - region.bottom
        upper, lower, wide = region.top - LINE * room, region.bottom + MATRIX * room, region.is_wide
        powers = [self.number.named("power_entry", k, 0, 0) for k in range(1, MOST + 1)]
        self.line = NumberPowers(theme, powers, left + COLUMN if wide else left, right, upper)
        weight = Equation(theme, "W_h", self.number.read("W_h", 0, 0), "large", tone="wh", room=COLUMN)
        one = stage.words("one_unit", tone="mute")
        head = upper + (HEAD if wide else HEIGHT + HEAD / 2)
        one.place(left, head, "left")
        x, y = (left, head - ROW) if wide else (float(one.get_right()[0]) + HEAD, head)
        self.of_one: list[Mobject] = [one, weight.place(x, y, "left")]
        units = self.powers.size
        more = stage.words("units", tone="mute", H=str(stage.count_word(units)).lower())
        self.of_more: list[Mobject] = [more.place(left, lower + HEAD_OF_MATRIX, "left")]
        if units <= WRITTEN:
            for size in sizes_from("large" if units == 2 else "medium"):
                matrix = BracketedMatrix(theme, self.powers.entries(1), "W_h", size, tone="wh")
                if matrix.width <= right - left:
                    break
            self.of_more += matrix.place(left, lower - 0.1, "left").parts
        else:
            self.of_more.append(stage.words("numbers", size="large", H=units).place(left, lower, "left"))
        half = min(CIRCLE * room, LARGEST_CIRCLE)
        middle = (left + COLUMN + right) / 2 if wide else right - half
        self.circle_box = middle - half, middle + half, lower + half, lower - half

    def _add_chart(self) -> None:
        """Add the chart of the norm, and the map that goes with it as long as its images are in sight."""
        stage, region, powers = self.stage, self.region, self.powers
        (left, right, top, bottom), beside = region.parts(MAP_SHARE)
        norms = [powers.singular_value(k).value for k in range(1, TIMES + 1)] if powers.size == 2 else []
        self.map_last = next((k for k, norm in enumerate(norms) if norm > LARGEST_BESIDE), len(norms))
        self.small_map: LinearMap | None = None
        self.map_name: list[Mobject] = []
        if self.map_last > 0:
            reach = reach_of(powers, self.map_last)
            head = top - HEAD_OF_MAP
            key = "map_name" if self.map_last == TIMES else "map_until"
            name = stage.words(key, size="medium", k=self.map_last)
            self.map_name = [name.place((left + right) / 2, head)]
            box = left, right, head - 0.2, bottom
            self.small_map = LinearMap(stage.theme, box, reach, name="map beside the chart", grid=False)
        whole = region.left, region.right, region.top, region.bottom
        self.chart = NormChart(stage, beside if self.small_map else whole, powers, "of powers")

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

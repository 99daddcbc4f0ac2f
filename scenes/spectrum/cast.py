"""The cast of MatrixPowers: the lesson's own W_h where it is a matrix, and else one that shows what a number cannot."""

from __future__ import annotations

from rnnanim.lesson import load_lesson
from rnnanim.mobjects.charts.bracketed_matrix import BracketedMatrix
from rnnanim.mobjects.text.equation import Equation
from rnnanim.mobjects.text.words import sizes_from
from rnnanim.numerics import Analysis, Reading
from rnnanim.numerics.matrix_powers import MatrixPowers
from rnnanim.scenes.spectrum.eigen_plane import EigenPlane
from rnnanim.scenes.spectrum.norm_chart import BOUND, COVER, TIMES, NormChart
from rnnanim.scenes.spectrum.number_powers import HEIGHT, MOST, NumberPowers, largest_of, range_of
from rnnanim.scenes.spectrum.power_maps import PowerMaps
from rnnanim.scenes.spectrum.region import Region
from rnnanim.scenes.spectrum.singular_fan import SingularFan
from rnnanim.scenes.spectrum.two_factors import TwoFactors
from rnnanim.scenes.spectrum.what_decides import WhatDecides
from rnnanim.stage.stage import Stage
from rnnanim.theme import Box

from manim import Mobject

ROW_OF_ELLIPSES = 1.15  # room over the chart
WRITTEN = 4  # units of which the matrix is written out
OVER_ONE, UNDER_ONE = 1.5, 0.6  # beside a number that is not over one, and one that is
UPPER, LOWER = 0.66, 0.17  # shares of the room: up to the lines
CIRCLE_SHARE, LARGEST_CIRCLE = 0.56, 1.9
HEAD_OF_MATRIX = 1.15  # from the middle of the matrix up to its head
COLUMN, LIFT, HEAD, ROW = 3.6, 0.1, 0.3, 0.6  # width of what is written; from line or hops up to a weight; to the next
GAP = 0.45


class SpectrumCast:
    """Everything that the beats of MatrixPowers show.

    Attributes
    ----------
    number : Analysis
        Of the weight that is a number: the lesson's own, or that of the running example where its own is a matrix.
    powers : MatrixPowers
        Of the matrix: the lesson's own, or that of the preset `non_normal` where its own is a number.
    lines : list of NumberPowers
        Of the number, and of another on the other side of one.
    of_numbers : list of list of Mobject
        What is written beside each line.
    of_more, of_circle : list of Mobject
        What is written of the matrix, and of the circle before it acts.
    maps : PowerMaps or None
        Of two units.
    fan : SingularFan or None
        Of more.
    eigen : EigenPlane
    chart : NormChart
    title_of_norm : str
        Which title is true of it.
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
        self._add_numbers()
        self._add_matrix()
        is_map = self.powers.size == 2
        self.maps = PowerMaps(stage, self.region, self.powers, self.circle_box) if is_map else None
        self.fan = None if is_map else SingularFan(stage, self.region, self.powers)
        self.eigen = EigenPlane(stage, self.region, self.powers)
        self._add_chart()
        self.two = TwoFactors(stage, self.region)
        self.verdict = WhatDecides(stage, self.region, self.powers, self.two)

    def _add_numbers(self) -> None:
        """Add a row for the number and one for another on the other side of one, on lines of one scale."""
        own = self.number.read("W_h", 0, 0).value
        other = self.stage.network(
            "another number", self.number.spec.replace(W_h=[[UNDER_ONE if abs(own) > 1 else OVER_ONE]])
        )
        nets = [self.number, other]
        rows = [[net.named("power_entry", k, 0, 0) for k in range(1, MOST + 1)] for net in nets]
        largest = largest_of([row[0].value for row in rows])
        ends = range_of(rows, largest)
        left, right, wide = self.region.left, self.region.right, self.region.is_wide
        self.lines, self.of_numbers = [], []
        for row, base in zip(rows, self._bases(), strict=True):
            start = left + COLUMN if wide else left
            self.lines.append(NumberPowers(self.stage.theme, row, start, right, base, ends=ends, largest=largest))
            self.of_numbers.append(self._written(row[0], base + (LIFT if wide else HEIGHT + HEAD)))

    def _bases(self) -> tuple[float, float]:
        """Return the heights of the two lines."""
        room = self.region.top - self.region.bottom
        return self.region.bottom + UPPER * room, self.region.bottom + LOWER * room

    def _written(self, weight: Reading, y: float) -> list[Mobject]:
        """Return a weight and, below it or beside it, what becomes of its powers."""
        stage, left, size = self.stage, self.region.left, abs(weight.value)
        name = Equation(stage.theme, "W_h", weight, "large", tone="wh", room=COLUMN).place(left, y, "left")
        fate = "under" if size < 1 else "over" if size > 1 else "one"
        said = stage.words(f"number_{fate}", tone="ink")
        x, below = (left, y - ROW) if self.region.is_wide else (float(name.get_right()[0]) + 2 * GAP, y)
        return [name, said.place(x, below, "left")]

    def _add_matrix(self) -> None:
        """Add the matrix, with room for the circle of all vectors of length one."""
        stage, region, theme, units = self.stage, self.region, self.stage.theme, self.powers.size
        box, beside = region.parts(1 - CIRCLE_SHARE) if units == 2 else (self._whole, self._whole)
        x, y = (box[0] + box[1]) / 2, (box[2] + box[3]) / 2
        more = stage.words("units", size="medium", tone="mute", H=str(stage.count_word(units)).lower())
        self.of_more: list[Mobject] = [more.place(x, y + HEAD_OF_MATRIX)]
        if units <= WRITTEN:
            for size in sizes_from("large"):
                matrix = BracketedMatrix(theme, self.powers.entries(1), "W_h", size, tone="wh")
                if matrix.width <= box[1] - box[0]:
                    break
            self.of_more += matrix.place(x, y, "centre").parts
        else:
            self.of_more.append(stage.words("numbers", size="large", H=units).place(x, y))
        left, right, top, bottom = beside
        half = min((top - bottom) / 2 - GAP, (right - left) / 2, LARGEST_CIRCLE)
        middle, height = (left + right) / 2, (top + bottom) / 2 + GAP / 2
        self.circle_box = middle - half, middle + half, height + half, height - half
        self.of_circle = [] if units != 2 else [stage.words("circle", tone="state").place(middle, height - half - GAP)]

    @property
    def _whole(self) -> Box:
        return self.region.left, self.region.right, self.region.top, self.region.bottom

    def _add_chart(self) -> None:
        """Add the chart of the norm, and of two units the row of ellipses."""
        stage = self.stage
        bounds = (BOUND, COVER) if self.growth == "" else (BOUND,)
        row = ROW_OF_ELLIPSES if self.powers.size == 2 else 0.0
        self.chart = NormChart(stage, self._whole, self.powers, "of powers", bounds=bounds, row=row).write()
        key = "title_norm" if self.growth == "" else "title_norm_other"
        self.title_of_norm = f"{key}_turns" if self.growth == "" and self.eigen.turns else key

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

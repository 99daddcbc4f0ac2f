"""Two step Jacobians of one network that are nilpotent each, and whose product explodes.

The network is a relu RNN of two units that take turns: in each step one of them is off, so that J_t = diag(σ′(z_t)) W_h
has a single entry and ρ = 0, while ‖J_t … J_1‖ = 2^t.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rnnanim.mobjects.base.motion import Cue, cut, one_by_one, together, tween
from rnnanim.mobjects.charts.bracketed_matrix import BracketedMatrix
from rnnanim.mobjects.charts.linear_map import LinearMap, MapImage
from rnnanim.mobjects.text.equation import Equation
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.readout import readout
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics import Analysis, NetworkSpec
from rnnanim.numerics.jacobian_products import JacobianProducts
from rnnanim.numerics.matrix_powers import MatrixPowers
from rnnanim.scenes.spectrum.power_maps import image_of
from rnnanim.scenes.spectrum.region import Region
from rnnanim.stage.stage import Stage
from rnnanim.theme import Box, Point

from manim import Mobject

STEPS = 10
LAST_REACH, BETWEEN = 4.0, 2.2  # how far the last picture goes to each side, and between two, in lengths of one
OUTCOME, RADIUS_ROOM = 4.2, 1.4  # width of what is written beside the rows, and beside a factor
UNDER_NOTE = 0.45  # from the top down to the factors in a narrow frame, where the note stands


def taking_turns(steps: int = STEPS) -> NetworkSpec:
    """Return a network of two units of which each is on in every second step."""
    return NetworkSpec(
        activation="relu",
        W_x=[[0.0], [0.0]],
        W_h=[[0.0, 2.0], [2.0, 0.0]],
        W_y=[[1.0, 1.0]],
        b_h=[-1.0, -1.0],
        b_y=[0.0],
        h_0=[1.0, 0.0],
        x=[[0.0]] * steps,
        target=[[0.0]] * steps,
    )


class Row:
    """The circle under two factors, one after the other: three pictures and the product.

    Attributes
    ----------
    maps : list of LinearMap
        The circle, what the first factor makes of it, and what the second makes of that.
    arrows : list of list of Label
        Which factor acts, between two of them.
    lengths : list of Label
        How long the images are, at the ends of those that are not a point.
    product : BracketedMatrix
    """

    def __init__(
        self, stage: Stage, names: Sequence[str], images: Sequence[MapImage], box: Box, unit: float, symbol: str
    ) -> None:
        self.stage, self.images, theme = stage, images, stage.theme
        left, right, top, bottom = box
        y = (top + bottom) / 2
        ends = left + unit, right - max(2.0, LAST_REACH) * unit
        gap = (ends[1] - LAST_REACH * unit - ends[0] - unit) / 2
        middles = ends[0], ends[0] + unit + gap, ends[1]
        self.maps = [self._map(x, y, unit) for x in middles]
        self.arrows = []
        starts = (ends[0] + unit, middles[1] - unit), (middles[1] + unit, ends[1] - LAST_REACH * unit)
        for name, (start, end) in zip(names, starts, strict=True):
            label = formula(theme, name, "medium").place((start + end) / 2, y + 0.12)
            sign = formula(theme, "arrow.r.long", "medium", tone="mute").place((start + end) / 2, y - 0.4)
            self.arrows.append([label, sign])
        self.lengths = [self._length(n) for n in (1, 2) if images[n - 1].lengths[0].value > 0]
        self.product = BracketedMatrix(theme, images[1].entries, symbol)

    def _map(self, x: float, y: float, unit: float) -> LinearMap:
        across, up = LAST_REACH + 0.01, 2.01
        box = x - across * unit, x + across * unit, y + up * unit, y - up * unit
        plane = LinearMap(self.stage.theme, box, (across, up), name="map of two", grid=False)
        plane.arrows = 0.0
        return plane

    def _length(self, n: int) -> Label:
        plane = self.maps[n]
        plane.set_to(self.images[n - 1])
        x, y = plane.point(*plane.axis_end(0))
        plane.matrix, plane.image, plane.hue = np.eye(2), None, 0.0
        label = readout(plane.theme, self.images[n - 1].lengths[0], "medium")
        is_up = abs(x - plane.point(0, 0)[0]) < 0.1
        return label.place(x + 0.16, y - 0.27, "left") if is_up else label.place(x, y + 0.2, "right")

    def begin(self, seconds: float) -> Cue:
        """Return the arrival of the circle."""
        return one_by_one(cut(lambda: self.stage.show(self.maps[0])), self.maps[0].arrive(seconds))

    def go(self, n: int, seconds: float) -> Cue:
        """Return the n-th factor: from the picture before to what it makes of it."""
        stage, plane, before = self.stage, self.maps[n], self.images[: n - 1]

        def begin() -> None:
            plane.opacity = 0.0
            if before:
                plane.set_to(before[-1])
            stage.show(plane)

        come = tween(seconds / 3, plane, before=begin, opacity=1.0)
        act = one_by_one(plane.become(self.images[n - 1], seconds), tween(seconds / 4, plane, axes=1.0))
        length = self.lengths[n - 1 : n]
        return one_by_one(
            stage.fade_in(seconds / 3, *self.arrows[n - 1]),
            come,
            act,
            *([stage.fade_in(seconds / 4, *length)] if length else []),
        )

    @property
    def written(self) -> list[Mobject]:
        """Everything that is written."""
        return [*(label for pair in self.arrows for label in pair), *self.lengths, *self.product.parts]


class TwoFactors:
    """W_h and the two factors that it gives; below, one factor twice, and both in turn.

    Attributes
    ----------
    net : Analysis
        Of the network.
    once : Analysis
        Of one in which every factor is J_1.
    weight : BracketedMatrix
        Its W_h.
    factors : list of BracketedMatrix
        J_1 and J_2.
    radii : list of Equation
        The spectral radius of each.
    off : list of Mobject
        Which unit is off in each, and of which kind the network is; none in narrow frames.
    note : Label
        What a step Jacobian is.
    twice, in_turn : Row
    outcome : list of Mobject
        ρ of the product, and how large one of many factors is.
    """

    def __init__(self, stage: Stage, region: Region) -> None:
        theme = stage.theme
        self.stage, self.region = stage, region
        self.net = stage.network("two units that take turns", taking_turns())
        self.products = JacobianProducts(self.net)
        self.once = stage.network("J_1 alone", self.net.spec.replace(W_h=self.net.J[1]))
        self.weight = BracketedMatrix(theme, MatrixPowers(self.net).entries(1), "W_h", self._size, tone="wh")
        spans = (1, 0, "J_1"), (2, 1, "J_2")
        self.factors = [BracketedMatrix(theme, self.products.entries(t, k), name, self._size) for t, k, name in spans]
        self.radii = [Equation(theme, "rho", self.products.radius(t, k), "medium") for t, k, _ in spans]
        note = 'J_t = "diag"(sigma\'(z_t)) space wh(W_h)'
        self.note = formula(theme, note, "small", tone="mute").place(*self._place_of_note(), "right")
        self.off: list[Mobject] = []
        base = self._place_factors()
        rows = self._boxes(base)
        across = (rows[0][1] - rows[0][0]) / (2 + 2 * LAST_REACH + 2 * BETWEEN)
        unit = min(across, (rows[0][2] - rows[0][3]) / 2 / 2.25)
        images = [self._image(1), image_of(MatrixPowers(self.once), 2), self._image(2)]
        self.twice = Row(stage, ("J_1", "J_1"), images[:2], rows[0], unit, "J_1 J_1")
        self.in_turn = Row(stage, ("J_1", "J_2"), (images[0], images[2]), rows[1], unit, "J_2 J_1")
        steps = self.net.spec.T
        self.outcome: list[Mobject] = [
            Equation(theme, "rho", self.products.radius(2, 0), "medium"),
            Equation(
                theme,
                f"norm(J_({steps}) dots.c J_1)",
                self.products.singular_value(steps, 0),
                "medium",
                number_tone="text",
            ),
        ]
        self._place_outcome(rows)

    @property
    def _size(self) -> str:
        return "medium" if self.region.is_wide else "small"

    def _place_of_note(self) -> Point:
        """Return where the note ends: in a narrow frame under the title."""
        right, base = self.region.frame.note
        return right, base if self.region.is_wide else self.region.top

    def _place_factors(self) -> float:
        """Place W_h and the two factors in a row at the top; return how far down it reaches."""
        stage, region = self.stage, self.region
        top = region.top - (0.45 if region.is_wide else UNDER_NOTE + 0.45)
        matrices, beside = [self.weight, *self.factors], RADIUS_ROOM if region.is_wide else 0.0
        widths = [float(matrix.width) for matrix in matrices]
        gap = (region.right - region.left - sum(widths) - 2 * beside) / 2
        x = region.left
        for n, (matrix, width) in enumerate(zip(matrices, widths, strict=True)):
            matrix.place(x, top, "left")
            if n:
                radius = self.radii[n - 1]
                if region.is_wide:
                    radius.place(x + width + 0.35, top - 0.12, "left")
                else:
                    radius.place(x + width / 2, top - 1.0)
            if region.is_wide:
                word = stage.words("on_or_off") if n == 0 else stage.words("unit_off", n=self._off(n))
                self.off.append(word.set_color(stage.theme.colour.mute).place(x, top - 1.0, "left"))
            x += width + gap + (beside if n else 0.0)
        return top - 1.15

    def _off(self, t: int) -> int:
        """Return which unit has a σ′ of 0 in a step, from 1 on."""
        return 1 + next(i for i in (0, 1) if self.net.read("sigma_prime", t, i).value == 0)

    def _boxes(self, top: float) -> tuple[Box, Box]:
        """Return the boxes of the two rows; what comes of them stands at their right, or in their upper left."""
        region = self.region
        right = region.right - (OUTCOME if region.is_wide else 0.0)
        middle = (top + region.bottom) / 2
        return (region.left, right, top - 0.1, middle + 0.05), (region.left, right, middle - 0.05, region.bottom)

    def _place_outcome(self, rows: Sequence[Box]) -> None:
        """Place the products and what becomes of many factors beside the rows, or below their last picture."""
        rho, norm = self.outcome
        for n, (row, box) in enumerate(zip((self.twice, self.in_turn), rows, strict=True)):
            x, y = box[1] + 0.5, (box[2] + box[3]) / 2
            if self.region.is_wide:
                row.product.place(x, y + 0.45 * n, "left")
        if self.region.is_wide:
            rho.place(x, y - 0.5, "left")
            norm.place(x, y - 1.05, "left")
        else:
            norm.place(box[1], box[3] + 0.05, "right")
            self.outcome = [norm]

    @property
    def is_wide(self) -> bool:
        """Whether the products are written."""
        return self.region.is_wide

    def _image(self, t: int) -> MapImage:
        """Return what J_t … J_1 makes of the circle."""
        return MapImage(self.products.entries(t, 0), [self.products.singular_value(t, 0, i) for i in (0, 1)])

    @property
    def maps(self) -> list[LinearMap]:
        """The six pictures."""
        return [*self.twice.maps, *self.in_turn.maps]

    def leave(self, seconds: float) -> Cue:
        """Return the fading of all of it."""
        parts = [part for matrix in (self.weight, *self.factors) for part in matrix.parts]
        parts += [*self.radii, *self.off, self.note, *self.outcome, *self.twice.written, *self.in_turn.written]
        shown = [part for part in parts if self.stage.shows(part)]
        maps = [plane.fade_out(seconds) for plane in self.maps]
        return together(*maps, self.stage.fade_out(seconds, *(shown or parts)))


def growth(net: Analysis, steps: int) -> list[float]:
    """Return ‖J_t … J_1‖ for t = 1 … steps.

    >>> from rnnanim.numerics import analyse
    >>> growth(analyse(taking_turns()), 4)
    [2.0, 4.0, 8.0, 16.0]
    """
    return [JacobianProducts(net).singular_value(t, 0).value for t in range(1, steps + 1)]

"""The heat map of ‖∂L_t/∂h_k‖, the formula of what it shows, and the nearest and the farthest of the last loss."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from rnnanim.errors import InputError
from rnnanim.mobjects.base.geometry import Point
from rnnanim.mobjects.base.layers import PART as ON_CELLS
from rnnanim.mobjects.base.shapes import bracket, stroke_pieces
from rnnanim.mobjects.base.tagging import Tag
from rnnanim.mobjects.charts.colour_scale import ColourScale
from rnnanim.mobjects.charts.data import Key, Table
from rnnanim.mobjects.charts.heat_map import HeatMap
from rnnanim.mobjects.charts.shapes import filled, rectangles
from rnnanim.mobjects.formulas.assembled_formula import AssembledFormula
from rnnanim.mobjects.text.equation import Equation
from rnnanim.mobjects.text.words import formula, sizes_from
from rnnanim.numerics import Analysis, Reading
from rnnanim.numerics.loss_sensitivities import LossSensitivities
from rnnanim.numerics.scaled import Array
from rnnanim.scenes.general.folded_formula import general
from rnnanim.scenes.general.rooms import Room
from rnnanim.stage.stage import Stage

from manim import VMobject

LEAST, MOST = 20, 500  # steps of the map; of more a cell would be smaller than a dot of the picture
EQUAL = 1e-9  # decades
PART = ("loss", "output", "product", "J")  # what the map shows of the general formula
MARK, RING, RIM = 0.28, 0.14, 0.1  # side of the copy of a cell; of the smallest ring; by which one is larger
SQUARE = np.array([[1, 1], [-1, 1], [-1, -1], [1, -1], [1, 1]])
ROOM_OF_END = 5.2  # of an equation beside the map
DARK, BRIGHT = 2.0, 1.0  # decades by which the farthest has to lie under the nearest, or over it, to be called so


def steps_of_map(stage: Stage) -> int:
    """Return the steps of the lesson, or as many as the map has at least, unless the lesson allows fewer.

    Raises
    ------
    InputError
        For more than have room.
    """
    T, most = stage.lesson.network.T, stage.lesson.max_steps
    if T > MOST:
        raise InputError(f"{stage.scene}: the map has room for {MOST} steps, got {T}; take fewer (network.steps)")
    return max(T, LEAST if most is None else min(LEAST, most))


class SensitivityMap:
    """Cells, key and formulas.

    Attributes
    ----------
    heat : HeatMap
        t down, k to the right.
    key : ColourScale
    formula : AssembledFormula
        The general formula, its part ∂L_t/∂h_k alone in full ink.
    name : list of mobject
        A bracket under that part, and what it is.
    ends : list of list of mobject
        The norms of the last loss for the last state and for the first: each with its cell, which is ringed in the map.
    """

    def __init__(self, stage: Stage, room: Room, net: Analysis) -> None:
        self.stage, self.room, self.steps = stage, room, net.spec.T
        self.found = LossSensitivities(net)
        log10s = self.found.log10s
        cells = log10s[np.tril_indices(self.steps)]
        stage.require_finite("a derivative of the loss", np.where(np.isneginf(cells), 0.0, cells).tolist())
        numbers = range(1, self.steps + 1)
        table = Table("log10_loss_sensitivity", numbers, numbers, log10s, net.name)
        head, has_zero = (
            stage.words("log_scale" if room.has_ends else "log_scale_short", tone="mute"),
            bool(np.isneginf(cells).any()),
        )
        self.key = ColourScale(stage.theme, room.key, cells, name="sensitivities", head=head, zero=has_zero)
        self.heat = HeatMap(stage.theme, room.map, table, self.key, numbers=False)
        self.formula = self._formula()
        self.name = self._name_of_part() if room.has_ends else []
        self.ends = self._ends() if room.has_ends else []

    @property
    def near(self) -> Reading:
        """How the last loss depends on the last state."""
        return self._norm(self.steps)

    @property
    def far(self) -> Reading:
        """How the last loss depends on the first state."""
        return self._norm(1)

    @property
    def fate(self) -> str:
        """What becomes of the norm on its way back, see `fate_of`."""
        return fate_of(self.found.log10s)

    @property
    def from_the_diagonal(self) -> list[Key]:
        """The cells in the order in which they are filled: the nearest first."""
        return [(k + n, k) for n in range(self.steps) for k in range(1, self.steps - n + 1)]

    @property
    def last_row(self) -> list[Key]:
        """The cells of the last loss."""
        return [(self.steps, k) for k in range(1, self.steps + 1)]

    def _norm(self, k: int) -> Reading:
        """Return a norm, or its logarithm where the norm itself leaves the range of float64."""
        norm, log10 = self.found.norm(self.steps, k), self.found.log10(self.steps, k)
        return log10 if math.isfinite(log10.value) and norm.value in (0.0, math.inf) else norm

    def _formula(self) -> AssembledFormula:
        left, top, _, _ = self.room.beside_map
        found = general(self.stage.theme, self.room.formula_em, lit=PART)
        return found.place(min(left, self.stage.layout.safe[1] - 0.04 - float(found.label.width)), top, "left")

    def _name_of_part(self) -> list[Any]:
        theme, label = self.stage.theme, self.formula.label
        start, end = float(label.part(PART[0]).get_left()[0]), float(label.part(PART[-1]).get_right()[0])
        y = float(label.get_bottom()[1]) - 0.16
        name = formula(theme, "partial L_t slash partial h_k", "small")
        return [bracket(theme, start, end, y, 0.1), name.place((start + end) / 2, y - 0.42)]

    def _ends(self) -> list[list[Any]]:
        """Return the two norms, in one size, behind copies of their cells."""
        left, top, line, size = self.room.beside_map
        x = left + 2.4 * MARK
        ends: list[Equation] = []
        for em in sizes_from(size):
            ends = [self._end(k, em) for k in (self.steps, 1)]
            if all(end.width <= self.stage.layout.safe[1] - x and end.symbol.em == ends[0].symbol.em for end in ends):
                break
        found = []
        for n, (k, end) in enumerate(zip((self.steps, 1), ends, strict=True)):
            end.place(x, top - line * (1.7 + 0.62 * n), "left")
            found.append([*self._marks(k, (left + MARK / 2, end.baseline_y + 0.3 * end.symbol.em)), end])
        return found

    def _marks(self, k: int, at: Point) -> list[VMobject]:
        """Return the rings round a cell of the last loss and round a copy of it, and the copy."""
        theme, side = self.stage.theme, max(RING, float(self.heat.pitch[0]) + RIM)
        copy = filled(rectangles([at], [(MARK, MARK)]), Tag("plate", "spent"), self.heat.colour(self.steps, k))
        rings = ((self.heat.position(self.steps, k), side), (at, MARK))
        corners = [np.array(place) + size / 2 * SQUARE for place, size in rings]
        ring = stroke_pieces(theme, corners, Tag("plate", "ink"), theme.stroke.bank)
        return [copy, ring.set_z_index(ON_CELLS + 1)]

    def _end(self, k: int, size: str) -> Equation:
        source = f"norm(partial L_({self.steps}) slash partial h_({k}))"
        return Equation(self.stage.theme, source, self._norm(k), size, number_tone="text", room=ROOM_OF_END)


def fate_of(log10s: Array) -> str:
    """Return "fades" if each row is brightest on the diagonal and the last one dark in the end, or "grows", or "holds".

    Parameters
    ----------
    log10s : (T, T)
        Decimal logarithms of ‖∂L_t/∂h_k‖, NaN for k > t.
    """
    near, far = log10s[-1, -1], log10s[-1, 0]
    if not math.isfinite(near):
        return ""
    if np.nanmax(np.abs(log10s - near)) < EQUAL:
        return "holds"
    if near - far >= DARK and (np.nanmax(log10s, axis=1) <= np.diag(log10s)).all():
        return "fades"
    return "grows" if far - near >= BRIGHT else ""

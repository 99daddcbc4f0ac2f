"""The heat map of ‖∂L_t/∂h_k‖, the formula of what it shows, and the nearest and the farthest of the last loss."""

from __future__ import annotations

import math

import numpy as np

from rnnanim.errors import InputError
from rnnanim.mobjects.charts.colour_scale import ColourScale
from rnnanim.mobjects.charts.data import Key, Table
from rnnanim.mobjects.charts.heat_map import HeatMap
from rnnanim.mobjects.formulas.assembled_formula import AssembledFormula
from rnnanim.mobjects.text.equation import Equation
from rnnanim.mobjects.text.words import sizes_from
from rnnanim.numerics import Analysis, Reading
from rnnanim.numerics.loss_sensitivities import LossSensitivities
from rnnanim.numerics.scaled import Array
from rnnanim.scenes.general.folded_formula import past
from rnnanim.scenes.general.rooms import Room
from rnnanim.scenes.general.symbols import THIN, fraction
from rnnanim.stage.stage import Stage

LEAST, MOST = 20, 500  # steps of the map; of more a cell would be smaller than a dot of the picture
EQUAL = 1e-9  # decades
ROOM_OF_END = 5.6  # of an equation beside the map
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
        ∂L_t/∂h_k as it stands in the general formula.
    ends : list of Equation
        The norms of the last loss for the last state and for the first.
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
        left_side = fraction("partial L_t", "partial h_k")
        pieces = [
            ("left", left_side),
            ("equals", "mute(=)"),
            ("loss", fraction("partial L_t", "partial y_t")),
            ("", THIN),
            ("output", fraction("partial y_t", "partial h_t")),
            ("", THIN),
            ("past", past()),
        ]
        return AssembledFormula(self.stage.theme, pieces, self.room.formula_em).place(left, top, "left")

    def _ends(self) -> list[Equation]:
        """Return the two norms, in one size."""
        left, top, line, size = self.room.beside_map
        ends: list[Equation] = []
        for em in sizes_from(size):
            ends = [self._end(k, em) for k in (self.steps, 1)]
            if all(
                end.width <= self.stage.layout.safe[1] - left and end.symbol.em == ends[0].symbol.em for end in ends
            ):
                break
        return [end.place(left, top - line * (1.3 + 0.6 * n), "left") for n, end in enumerate(ends)]

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

"""One weight that PowersOfW multiplies with itself, and how it and its powers are written."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from rnnanim.lesson import load_lesson
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.readout import readout
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics import Analysis, NetworkSpec, Reading
from rnnanim.stage.stage import Stage

TIMES = 20
BASE = 0.115  # from the middle of a digit down to its baseline
EQUALS = 0.12  # from "W_h =" to the number
NUMBER = 0.5  # from where most weights begin to the right end of a row
NAME_ROOM, OWN_ROOM = 1.62, 1.8  # for "W_h = 1.5", and for "ours −1.05"


@dataclass(frozen=True, slots=True)
class Power:
    """One weight that the scene multiplies."""

    weight: float
    analysis: Analysis

    @property
    def reading(self) -> Reading:
        """The weight itself."""
        return self.analysis.read("W_h", 0, 0)

    def after(self, k: int) -> Reading:
        """Return what it comes to after k multiplications."""
        return self.analysis.read("power_norm", k)

    def level(self, k: int) -> float:
        """Return the decimal logarithm of what it comes to."""
        return self.analysis.read("log10_power_norm", k).value

    def written(self, k: int) -> Reading:
        """Return what it comes to as it is written."""
        return written(self.analysis, k)


def written(analysis: Analysis, k: int) -> Reading:
    """Return the size of a power as it is written: its logarithm where float64 can only call it 0 or infinite."""
    size, log10 = analysis.read("power_norm", k), analysis.read("log10_power_norm", k)
    is_lost = size.value == 0 or not math.isfinite(size.value)
    return log10 if is_lost and math.isfinite(log10.value) else size


def one_unit(weight: float) -> NetworkSpec:
    """Return a network of one unit with a weight, long enough for its powers."""
    return load_lesson().with_steps(TIMES).network.replace(W_h=[[weight]])


def with_steps(spec: NetworkSpec, steps: int = TIMES) -> NetworkSpec:
    """Return a network over so many steps, whatever its lesson allows; its states are not shown."""
    rows = np.arange(steps) % spec.T
    return spec.replace(x=spec.x[rows], target=spec.target[rows])


def power_of(spec: NetworkSpec, k: int | str) -> str:
    """Return the k-th power of a network's W_h as a formula: its size, where it is not positive or a matrix."""
    symbol = "wh(W_h)" if k == 1 else f"wh(W_h^({k}))"
    if spec.H > 1:
        return f"norm({symbol})"
    return f"abs({symbol})" if spec.W_h[0, 0] < 0 else symbol


def weight_labels(stage: Stage, power: Power, y: float, *, own: bool = False) -> list[Label]:
    """Return "W_h = 1.5" at the right end of a row; "ours 0.6" for the lesson's own, of a matrix the word alone."""
    right, tone = stage.layout.safe[1], "text" if own else "ink"
    symbol = stage.words("ours", tone=tone) if own else formula(stage.theme, "wh(W_h) mute(=)", "small")
    number = readout(stage.theme, power.reading, "small", tone)
    has_number = power.analysis.spec.H == 1 and symbol.width + EQUALS + number.width < OWN_ROOM - 0.1
    x = number_begins(right - NUMBER, right, number) if has_number else right - NUMBER
    labels = [symbol.place(x - EQUALS, y - BASE, "right"), number.place(x, y - BASE, "left")]
    return labels[: 1 + has_number]


def number_begins(x: float, end: float, number: Label) -> float:
    """Return where the number of a weight begins: at the x of the others, or where it still ends in its room."""
    return min(x, end - float(number.width))

"""One weight that PowersOfW multiplies with itself, and how it and its powers are written."""

from __future__ import annotations

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
NUMBER = 0.5  # room for a weight at the right of a row


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


def one_unit(weight: float) -> NetworkSpec:
    """Return a network of one unit with a weight, long enough for its powers."""
    return load_lesson().with_steps(TIMES).network.replace(W_h=[[weight]])


def with_steps(spec: NetworkSpec, steps: int = TIMES) -> NetworkSpec:
    """Return a network over so many steps, whatever its lesson allows; its states are not shown."""
    rows = np.arange(steps) % spec.T
    return spec.replace(x=spec.x[rows], target=spec.target[rows])


def power_of(spec: NetworkSpec, k: int) -> str:
    """Return the k-th power of a network's W_h as a formula: its size, where it is not positive or a matrix."""
    symbol = "wh(W_h)" if k == 1 else f"wh(W_h^({k}))"
    if spec.H > 1:
        return f"norm({symbol})"
    return f"abs({symbol})" if spec.W_h[0, 0] < 0 else symbol


def weight_labels(stage: Stage, power: Power, y: float) -> list[Label]:
    """Return "W_h = 1.5" at the right end of a row."""
    x = stage.layout.safe[1] - NUMBER
    number = readout(stage.theme, power.reading).place(x, y - BASE, "left")
    symbol = formula(stage.theme, "wh(W_h) mute(=)", "small").place(x - EQUALS, y - BASE, "right")
    return [symbol, number]

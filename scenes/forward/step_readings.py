"""The numbers of one forward step: what arrives at a state, their sum z, and the state that is made of it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

from rnnanim.numerics import Analysis, Reading, Weight

INTO_A_STATE: tuple[Weight, ...] = ("x", "h")
"""The weights by which values run into a state."""
TERMS = (*INTO_A_STATE, "b")


@dataclass(frozen=True, slots=True)
class StepReadings:
    """The readings of one step: the terms of z, z and h."""

    x: Reading
    h: Reading
    b: Reading
    z: Reading
    state: Reading

    @classmethod
    def of(cls, analysis: Analysis, step: int) -> StepReadings:
        """Return those of a step; norms, where a state has more than one entry."""
        bias, z, state = analysis.size("b_h"), analysis.size("z", step), analysis.size("h", step)
        return cls(analysis.drive("x", step), analysis.drive("h", step), bias, z, state)

    @property
    def terms(self) -> tuple[Reading, ...]:
        """Return what z is the sum of."""
        return self.x, self.h, self.b

    def driven(self, weight: Weight) -> Reading:
        """Return what arrives by W_x or W_h."""
        return self.x if weight == "x" else self.h

    @property
    def sums(self) -> list[float]:
        """Return 0 and the sums on the way to z."""
        return list(accumulate((term.value for term in self.terms), initial=0.0))


def is_norm(reading: Reading) -> bool:
    """Return whether a reading is the norm of what has more than one entry."""
    return reading.field.startswith("norm_")

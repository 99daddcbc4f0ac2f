"""Numbers with their provenance: what a readout may show, and what a check looks up again."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reading:
    """A number with the place that it was read from: the only form in which numbers reach the screen.

    Parameters
    ----------
    field : str
        Name in `Analysis.read`.
    index : tuple of int or float
        Its index there; ``("h", (2, 0))`` is the first unit of h_2. A curve is read at a z.
    value : float
    source : str
        Name of the analysis; empty for that of the lesson.
    """

    field: str
    index: tuple[float, ...]
    value: float
    source: str = ""

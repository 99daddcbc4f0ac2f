"""What an audit finds: faults, and every number shown with the value that it came from."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from rnnanim.numerics import Reading

TABLES = "tables"  # stands for the beat where a fault is in the captions' tables and in no beat


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault.

    Parameters
    ----------
    scene, beat : str
    time : float or None
        Where in the scene's film it was first seen [s]; None for what has no time.
    kind : str
        The rule: "texts meet", "text on a line", "cramped", "off the frame", "too small", "too long", "contrast",
        "not lit", "glyph", "caption", "number", "rounding", "scale".
    what : str
        Which things, and by how much.
    where : str
        A place in the picture, or in a file.
    """

    scene: str
    beat: str
    time: float | None
    kind: str
    what: str
    where: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One number on screen or in a caption, as it is written, and where its value is from."""

    scene: str
    beat: str
    text: str
    value: float
    source: str


@dataclass(frozen=True, slots=True)
class Measure:
    """One ribbon or bar at the end of a beat: what it draws, and how wide or long it is [scene units]."""

    beat: str
    kind: str
    source: str
    value: float
    size: float


@dataclass(slots=True)
class Report:
    """What was found in one scene, or in several."""

    problems: list[Problem] = field(default_factory=list)
    numbers: list[Shown] = field(default_factory=list)
    measures: list[Measure] = field(default_factory=list)

    def extend(self, others: Iterable[Report]) -> Report:
        """Add what others have found, and return this report."""
        for other in others:
            self.problems += other.problems
            self.numbers += other.numbers
            self.measures += other.measures
        return self

    def to_json(self) -> dict[str, Any]:
        """Return what ``check --json`` prints."""
        numbers = [asdict(shown) | {"value": jsonable(shown.value)} for shown in self.numbers]
        return {"problems": [asdict(problem) for problem in self.problems], "numbers": numbers}


def jsonable(value: float) -> float | int | str:
    """Return a number as JSON has it; what is not finite is a string.

    >>> jsonable(float("-inf"))
    '-inf'
    """
    return value if math.isfinite(value) else str(value)


def source_of(reading: Reading) -> str:
    """Return the place that a reading names.

    >>> source_of(Reading("contribution_x", (3, 2), 0.121))
    'contribution_x[3, 2]'
    """
    index = f"[{', '.join(map(str, reading.index))}]" if reading.index else ""
    return f"{reading.source}.{reading.field}{index}" if reading.source else f"{reading.field}{index}"

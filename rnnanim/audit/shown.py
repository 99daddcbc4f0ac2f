"""What a scene shows, beat by beat: the readings and curves that its numbers, bars and captions are made of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from rnnanim.audit import sampling
from rnnanim.audit.looking import Looker
from rnnanim.audit.report import source_of
from rnnanim.audit.seeing import Picture
from rnnanim.errors import InputError
from rnnanim.lesson import Lesson
from rnnanim.numerics import Analysis, Reading, Series
from rnnanim.numerics.scaled import Array

Value = float | Array
Values = dict[str, Value]


class Collector(sampling.Sampler):
    """Watches a scene and keeps the values of what is seen, under the names of their sources.

    Attributes
    ----------
    beats : dict
        By beat, in the order of the film: key -> number, or array for a curve.
    """

    def __init__(self) -> None:
        self.beats: dict[str, Values] = {}
        self._look = Looker()

    def beat_began(self, scene: Any, beat: Any) -> None:
        """Open the table of a beat."""
        self.beats[beat.name] = {}

    def moment(self, scene: Any, time: float, *, is_still: bool) -> None:
        """Take what is seen at a moment."""
        self._take(scene, seen(self._look(scene.mobjects)))

    def beat_ended(self, scene: Any, beat: Any) -> None:
        """Take what stands at the end of a beat, and what its caption says."""
        said = [value for value in scene.wording.said.get(beat.name, {}).values() if isinstance(value, Reading)]
        self._take(scene, (*seen(self._look(scene.mobjects)), *said))

    def missing(self, error: InputError, beat: Any) -> str:
        """Pass over a caption that is missing: `check` reports it."""
        return "–"

    def _take(self, scene: Any, values: Iterator[Reading | Series] | tuple[Reading | Series, ...]) -> None:
        table = self.beats[scene.current.name]
        for value in values:
            if isinstance(value, Reading):
                table[source_of(value)] = float(value.value)
            else:
                _take_curve(table, value)


def seen(picture: Picture) -> Iterator[Reading | Series]:
    """Yield what the texts and shapes that can be seen are made of."""
    for text in picture.texts:
        reading = getattr(text.mobject, "reading", None)
        if isinstance(reading, Reading):
            yield reading
    for shape in picture.shapes:
        if shape.tag is not None:
            yield from shape.tag.readings
            if shape.tag.series is not None:
                yield shape.tag.series


def _take_curve(table: Values, series: Series) -> None:
    """Take the two arrays of a curve; a second range of the same curve has that range in its key."""
    key = curve_key(series)
    known = table.get(f"{key}.z")
    if isinstance(known, np.ndarray) and not np.array_equal(known, series.x):
        key = f"{key}[{series.start:g} … {series.end:g}]"
    table[f"{key}.z"], table[key] = series.x, series.y


def curve_key(series: Series) -> str:
    """Return the place that a curve names, ``sigma_at`` or ``vanishing.step_gain_at``."""
    return f"{series.source}.{series.field}" if series.source else series.field


def shown(kind: type, lesson: Lesson, *, analysis: Analysis | None = None) -> dict[str, Values]:
    """Run a scene with a lesson, without drawing it, and return what it shows.

    Parameters
    ----------
    kind : type of LessonScene
    lesson : Lesson
    analysis : Analysis, optional
        In place of the lesson's own.

    Returns
    -------
    dict
        By beat: ``contribution_x[3, 2]`` -> number; a curve ``sigma_at`` -> array, beside its ``sigma_at.z``.

    Raises
    ------
    InputError
        Where the scene cannot show the lesson.
    SceneError
        When the scene itself fails.
    """
    collector = Collector()
    sampling.run(kind, lesson, collector, analysis=analysis)
    return collector.beats

"""The audit of a scene: every rule at every moment, the worst finding of each kind and thing in a beat."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import Any

from rnnanim.audit import sampling, speech
from rnnanim.audit.focus import Focus
from rnnanim.audit.legibility import Contrast, Sizes
from rnnanim.audit.looking import Looker
from rnnanim.audit.moment import Finding, Moment
from rnnanim.audit.relations import Relations
from rnnanim.audit.report import TABLES, Problem, Report
from rnnanim.audit.roundings import equations, roundings
from rnnanim.audit.spacing import TextsOnLines, off_the_frame, texts_meet
from rnnanim.audit.truth import Measures, Numbers
from rnnanim.backend import MissingGlyph
from rnnanim.errors import InputError
from rnnanim.lesson import Lesson
from rnnanim.mobjects.base.tagging import Overlay
from rnnanim.numerics import Analysis


class Audit(sampling.Sampler):
    """Looks at a scene while it runs."""

    def __init__(self, kind: type[Any]) -> None:
        self.kind, self._look = kind, Looker()
        self.focus, self.numbers, self.measures = Focus(), Numbers(), Measures()
        self.rules = (
            texts_meet,
            TextsOnLines(),
            Relations(),
            off_the_frame,
            Contrast(),
            Sizes(),
            self.focus,
            self.numbers,
            roundings,
            equations,
            self.measures,
        )
        self._found: dict[tuple[object, ...], tuple[Finding, float | None, str]] = {}

    @property
    def report(self) -> Report:
        """What was found so far."""
        name = self.kind.__name__
        problems = [Problem(name, beat, time, f.kind, f.what, f.where) for f, time, beat in self._found.values()]
        return Report(problems, list(self.numbers.shown.values()), list(self.measures.found))

    def beat_began(self, scene: Any, beat: Any) -> None:
        """Take note that a beat begins."""
        self.focus.begin(scene)

    def moment(self, scene: Any, time: float, *, is_still: bool) -> None:
        """Hold a moment against the rules."""
        self._hold(scene, float(time), is_still=is_still, at_rest=False)

    def beat_ended(self, scene: Any, beat: Any) -> None:
        """Hold the still at the end of a beat, and its captions, against the rules."""
        time = scene.frames / sampling.FPS
        self._hold(scene, time, is_still=True, at_rest=True)
        self._add(speech.spoken(scene, beat, self.numbers), beat.name, time)

    def missing(self, error: InputError, beat: Any) -> str:
        """Note a caption or word that is not there, and go on with a dash for it."""
        place, _, what = str(error).rpartition(": ")
        self.add_error(error, TABLES if beat is None else beat.name, what, place)
        return speech.UNSAID

    def add_error(self, error: InputError, beat: str, what: str | None = None, where: str = "") -> None:
        """Note what kept a scene from running."""
        kind = "glyph" if isinstance(error, MissingGlyph) else "caption"
        self._add([Finding(kind, (str(error),), what or str(error), where)], beat, None)

    def tables(self) -> None:
        """Hold the tables of the captions against the rules."""
        self._add(speech.tables(self.kind), TABLES, None)

    def _hold(self, scene: Any, time: float, *, is_still: bool, at_rest: bool) -> None:
        beat = scene.current.name
        moment = Moment(scene, beat, time, self._look(scene.mobjects), is_still, at_rest)
        for rule in self.rules:
            self._add(rule(moment), beat, time)

    def _add(self, findings: Iterable[Finding], beat: str, time: float | None) -> None:
        for finding in findings:
            key = (beat, finding.kind, *finding.key)
            known = self._found.get(key)
            if known is None and self._is_meant(finding):
                continue
            if known is None:
                self._found[key] = finding, time, beat
            elif finding.amount > known[0].amount:
                self._found[key] = finding, known[1], beat

    def _is_meant(self, finding: Finding) -> bool:
        """Return whether the scene declares that these two lie on each other; a line of little contrast lies alone."""
        names = [str(name) for name in finding.key[:2]]
        overlays: Iterable[Overlay] = self.kind.all_overlays()
        return (
            finding.kind in ("texts meet", "text on a line", "contrast")
            and len(names) > 1
            and any(
                (fnmatchcase(a, overlay.one) and fnmatchcase(b, overlay.other))
                for overlay in overlays
                for a, b in (names, names[::-1])
            )
        )


def audit(
    kind: type[Any],
    lesson: Lesson,
    *,
    analysis: Analysis | None = None,
    frame: str = "wide",
    per_second: int = sampling.PER_SECOND,
) -> Report:
    """Run a scene with a lesson and return what is wrong with it and which numbers it shows.

    Parameters
    ----------
    kind : type of LessonScene
    lesson : Lesson
    analysis : Analysis, optional
        In place of the lesson's own.
    frame : {"wide", "tall", "square"}
    per_second : int
        How often a motion is looked at; with 0 only the picture at its end is.

    Raises
    ------
    SceneError
        When the scene itself fails.
    """
    watch = Audit(kind)
    watch.per_second = per_second
    watch.tables()
    try:
        sampling.run(kind, lesson, watch, analysis=analysis, frame=frame)
    except MissingGlyph as error:
        watch.add_error(error, TABLES)
    return watch.report

"""What the tests of the audit share: small scenes with captions of their own, and the run of one."""

from rnnanim.audit.watch import audit
from rnnanim.captions import SceneText
from rnnanim.lesson import load_lesson
from rnnanim.stage import LessonScene


class Small(LessonScene):
    """A scene whose captions stand in the class."""

    sentences = {"en": "Look.", "zh": "看。"}
    vocabulary = {}

    def texts(self, language):
        beats = {beat.name: self.sentences[language] for beat in self.beats}
        yield SceneText("", "", beats, self.vocabulary)
        yield from super().texts(language)


def problems(kind, *overrides, theme=None, **keywords):
    """Return the faults of a scene as (kind, what)."""
    report = audit(kind, load_lesson(None, list(overrides), theme=theme), **keywords)
    return [(problem.kind, problem.what) for problem in report.problems]

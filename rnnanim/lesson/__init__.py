"""The lesson: what is taught, from a preset, a file and the command line."""

from rnnanim.lesson.layers import PRESETS
from rnnanim.lesson.model import Lesson
from rnnanim.lesson.resolve import load_lesson

__all__ = ["PRESETS", "Lesson", "load_lesson"]

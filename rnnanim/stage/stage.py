"""The stage: one lesson's numbers, the look, the room and the words; and the picture that is on it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from rnnanim.backend.shapes import VGroup
from rnnanim.errors import InputError
from rnnanim.layout.frame import Layout
from rnnanim.lesson import Lesson
from rnnanim.mobjects.base.motion import Cue, cut, fade_in, fade_out, one_by_one, pause
from rnnanim.mobjects.charts.colour_scale import ColourScale
from rnnanim.mobjects.charts.vector_column import VectorColumn
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.words import words
from rnnanim.numerics import Analysis, NetworkSpec
from rnnanim.theme import Theme

from manim import Mobject

SPELLED = 6  # counts up to it are written in words


class Stage:
    """What a cast is built from, and where it is shown.

    Parameters
    ----------
    lesson : Lesson
        As the scene takes it.
    analysis : Analysis
        Every number of its network.
    theme : Theme
    layout : Layout
        Of the frame, for the length of the lesson.
    template : callable
        Returns the template of a word by its key, in the language of the lesson.
    scene : str
        Name of the class, a talk's own as well, for what is said to the user.

    Attributes
    ----------
    picture : VGroup
        All that is shown.
    analyses : dict
        Of every network that is shown, by the name that its readings have; "" is the lesson's own.
    recalled : list
        Lit in the opening picture, as the scene before has left them.
    """

    def __init__(
        self,
        lesson: Lesson,
        analysis: Analysis,
        theme: Theme,
        layout: Layout,
        template: Callable[[str], str],
        scene: str,
    ) -> None:
        self.lesson, self.analysis, self.theme, self.layout = lesson, analysis, theme, layout
        self.template, self.scene = template, scene
        self.analyses: dict[str, Analysis] = {analysis.name: analysis}
        self.picture = VGroup()
        self.recalled: list[Mobject] = []
        self.heading: Label | None = None

    def network(self, name: str, spec: NetworkSpec) -> Analysis:
        """Return the analysis of another network that is shown; its numbers are told apart by the name."""
        return self.analyses.setdefault(name, self.analysis.of(spec, name))

    def empty(self) -> Stage:
        """Return a stage like this one with nothing on it."""
        return Stage(self.lesson, self.analysis, self.theme, self.layout, self.template, self.scene)

    def require_finite(self, what: str, values: Iterable[float]) -> None:
        """Raise InputError, naming scene, steps and keys, for numbers that float64 cannot hold: no picture is true."""
        found = list(values)
        if not all(map(math.isfinite, found)):
            fault = "is not a number" if any(map(math.isnan, found)) else "overflows"
            raise InputError(
                f"{self.scene}: {what} of this lesson {fault} at {self.lesson.network.T} steps; "
                "take smaller weights (network.W_h), fewer steps (network.steps) or another target (network.target)"
            )

    # the picture

    def shows(self, mobject: Mobject) -> bool:
        """Return whether a mobject is in the picture."""
        return mobject in self.picture.submobjects

    def show(self, *mobjects: Mobject) -> None:
        """Put mobjects into the picture."""
        self.picture.add(*(m for m in mobjects if not self.shows(m)))

    def hide(self, *mobjects: Mobject) -> None:
        """Take mobjects out of the picture."""
        self.picture.remove(*mobjects)

    def fade_in(self, seconds: float, *mobjects: Mobject) -> Cue:
        """Return the fading in of labels, groups of labels and drawings, which are put into the picture."""
        return fade_in(seconds, *_texts(mobjects), before=lambda: self.show(*mobjects))

    def fade_out(self, seconds: float, *mobjects: Mobject) -> Cue:
        """Return the fading out of labels, groups of labels and drawings, which leave the picture."""
        return fade_out(seconds, *_texts(mobjects), after=lambda: self.hide(*mobjects))

    def open_key(self, key: ColourScale | None, seconds: float) -> Cue:
        """Return the arrival of the key to some cells, if there is one, which is put into the picture."""
        return pause(0) if key is None else one_by_one(cut(lambda: self.show(key)), key.arrive(seconds))

    def leave_key(self, key: ColourScale | None, seconds: float) -> Cue:
        """Return the fading of a key, which leaves the picture."""
        return pause(0) if key is None else one_by_one(key.leave(seconds), cut(lambda: self.hide(key)))

    # the words

    def word(self, key: str, /, **counts: int | str) -> str:
        """Return a short text of the picture in the language of the lesson; numbers in it are counts."""
        return self.template(key).format(**counts)

    def words(
        self, key: str, /, *, size: str | float = "small", tone: str = "ink", weight: int = 400, **counts: int | str
    ) -> Label:
        """Return a short text of the picture as a mobject."""
        label = words(self.theme, self.word(key, **counts), size, tone, weight, self.lesson.language)
        label.counts = tuple(int(value) for value in counts.values() if str(value).isdecimal())
        return label

    def count_word(self, count: int) -> int | str:
        """Return a small number in words, as titles begin with it; others as they are."""
        return self.word(f"n{count}") if 1 <= count <= SPELLED else count

    def width_note(self, doublings: int, *, of_vectors: bool, size: str = "tile") -> Label | None:
        """Return what the width of a flow is, of numbers only where it is not as usual: so many times doubled."""
        by = ("over", "", "times")[1 + (doublings > 0) - (doublings < 0)]
        key = "_".join(filter(None, ["width", "norm" if of_vectors else "", by]))
        return None if key == "width" else self.words(key, size=size, tone="mute", factor=2 ** abs(doublings))

    def headline_of(self, key: str, count: int, *, inside: bool = False) -> Cue:
        """Return the change into a title with a count, in words where it is small; `key_one` is the one for 1."""
        if count == 1:
            return self.headline(f"{key}_one")
        word = self.count_word(count)
        return self.headline(key, n=word.lower() if inside and isinstance(word, str) else word)

    def title(self, key: str, counts: Mapping[str, Any]) -> Label:
        """Return a title in its place at the top left; a narrow frame takes a smaller one."""
        room = self.layout.safe[1] - self.layout.title[0]
        for size in ("large", "medium"):
            label = self.words(key, size=size, weight=self.theme.type.title_weight, **counts)
            if label.width <= room:
                break
        return label.place(*self.layout.title, "left")

    def headline(self, key: str, /, **counts: Any) -> Cue:
        """Return the change of the title at the top left."""
        old, seconds = self.heading, self.theme.time.dim
        self.heading = label = self.title(key, counts)
        leave = self.fade_out(seconds / 2, old) if old is not None else pause(0)
        return one_by_one(leave, self.fade_in(seconds / 2, label))


def _texts(mobjects: Iterable[Mobject]) -> list[Mobject]:
    """Return texts and columns of some mobjects, the grounds under which stay as they are; or the mobject as it is."""
    found: list[Mobject] = []
    for mobject in mobjects:
        labels = [part for part in mobject.get_family() if isinstance(part, (Label, VectorColumn))]
        found += labels or [mobject]
    return found

"""LessonScene: a storyboard of beats, with a section, a caption, a hold and a line of the timeline for each.

A scene writes `cast`, which builds the mobjects that more than one beat uses, and its beats. It never says how long
a viewer needs: a beat is held until the longer of its two captions can be read.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, ClassVar

from rnnanim import backend  # prepares manim, so it stands before it
from rnnanim.beats import Beat, PlannedBeat, arrange, beat, collect, picked, plan
from rnnanim.captions import MissingCaptions, SceneText, scene_text
from rnnanim.errors import InputError, RnnAnimError
from rnnanim.figures import Spoken
from rnnanim.lesson import Lesson, load_lesson
from rnnanim.mobjects.layout import Layout, frame_kind, layout
from rnnanim.mobjects.motion import Act, Cue, one_by_one, pause, together
from rnnanim.mobjects.parts import TEXT
from rnnanim.mobjects.tagging import Overlay
from rnnanim.mobjects.text import Label, words
from rnnanim.numerics import Analysis, NetworkSpec, Reading
from rnnanim.theme import Theme, load_theme
from rnnanim.timeline import Mark

from manim import Animation, Mobject, Scene, VGroup, config

__all__ = ["LessonScene", "beat"]

LANGUAGES = ("en", "zh")


class LessonScene(Scene):
    """A scene of the lecture.

    Parameters
    ----------
    renderer : optional
        As manim gives it.
    lesson : Lesson, optional
        What is taught; otherwise the one that the variable RNNANIM_LESSON names, or the default.
    analysis : Analysis, optional
        In place of the lesson's own, for tests.
    only : sequence of str
        Beats or templates that are played; the others are run skipped, so that state exists. Empty for all.
    film : sequence of str
        The beats of the film of which the played ones are a piece; empty if they are all of it.

    Attributes
    ----------
    timeline : tuple of Mark
        One entry for each beat once it is played, counted in frames.
    """

    beats: ClassVar[tuple[Beat, ...]] = ()
    drop: ClassVar[Sequence[str]] = ()
    order: ClassVar[Sequence[str]] = ()
    captions: ClassVar[Mapping[str, Mapping[str, str]]] = {}  # by beat and language, where a talk writes its own
    overlays: ClassVar[Sequence[Overlay]] = ()  # what may lie on what, for `check`
    cells: ClassVar[Sequence[str]] = ("rnn",)  # the cells that the scene can show
    loss: ClassVar[str | None] = None  # the loss that the scene speaks of, whatever the lesson has

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.beats = collect(cls.beats, vars(cls), cls.__name__)

    def __init__(
        self,
        renderer: Any = None,
        *,
        lesson: Lesson | None = None,
        analysis: Analysis | None = None,
        only: Sequence[str] = (),
        film: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        backend.prepare()
        given = lesson or load_lesson(os.environ.get("RNNANIM_LESSON"))
        self.lesson = self.fit(given)
        self.theme: Theme = load_theme(given.theme)
        if renderer is None:
            config.background_color = self.theme.colour.background
        super().__init__(renderer, **kwargs)
        self.camera.background_color = self.theme.colour.background
        self.analysis = analysis or self.lesson.analysis
        self.analyses: dict[str, Analysis] = {self.analysis.name: self.analysis}
        self.layout: Layout = layout(frame_kind(config.frame_width, config.frame_height), self.lesson.network.T)
        self.planned = self.plan(given)
        self.played = picked(self.planned, only, type(self).__name__)
        self._in_film = picked(self.planned, film or only, type(self).__name__)
        self.picture = VGroup()
        self.heading: Label | None = None
        self.timeline: tuple[Mark, ...] = ()
        self.frames = 0
        self.current: PlannedBeat | None = None
        self._restated = given.network.loss != self.lesson.network.loss
        self.said: dict[str, dict[str, Reading | int | str]] = {}
        self._said: dict[str, Reading | int | str] = {}
        self.variants: dict[str, str] = {}
        self.recalled: list[Mobject] = []  # lit in the opening picture, as the scene before has left them
        self._beat_frames = 0

    def __setattr__(self, name: str, value: object) -> None:
        if any(name == b.name for b in type(self).beats):
            raise InputError(f"{type(self).__name__}.{name}: a beat has this name; give the attribute another")
        super().__setattr__(name, value)

    # what a lesson makes of the scene

    @classmethod
    def fit(cls, lesson: Lesson) -> Lesson:
        """Return the lesson with the one field changed that this scene needs otherwise."""
        return lesson if cls.loss is None else lesson.with_loss(cls.loss)

    @classmethod
    def plan(cls, lesson: Lesson) -> tuple[PlannedBeat, ...]:
        """Return the beats for a lesson, without building anything."""
        return plan(arrange(cls.beats, cls.drop, cls.order, cls.__name__), cls.fit(lesson))

    # what a scene writes

    def cast(self) -> None:
        """Build every mobject that more than one beat uses, from the lesson alone; play and add nothing."""

    def construct(self) -> None:
        """Run the beats: a section, its method, the hold and a line of the timeline each."""
        self.cast()
        self.add(self.picture)
        first = next((planned.name for planned in self.planned if planned.name in self._in_film), None)
        for planned in self.planned:
            self.next_section(planned.name, skip_animations=planned.name not in self.played)
            self._run(planned, first=planned.name == first)

    def play(self, *animations: Any, **kwargs: Any) -> None:
        """Play cues together, or manim's own animations."""
        cues = [a for a in animations if isinstance(a, Cue)]
        if cues and len(cues) < len(animations):
            raise TypeError("cues and manim's animations cannot be played together; play them one after the other")
        if cues:
            animations = (Act(self.picture, together(*cues), self.frame_rate),)
        super().play(*animations, **kwargs)
        self._count()

    def get_moving_and_static_mobjects(self, animations: Iterable[Animation]) -> tuple[list[Mobject], list[Mobject]]:
        """Return what manim draws anew for each frame: for cues the groups themselves, since their parts come and go.

        Manim would list the parts as they are when the play begins, and go on drawing those that are replaced.
        """
        if any(isinstance(animation, Act) for animation in animations):
            return list(self.mobjects), []
        moving, static = super().get_moving_and_static_mobjects(animations)
        return moving, static

    def hold(self, seconds: float) -> None:
        """Keep the picture for a while; half a frame more, since manim cuts off what is not whole."""
        frames = max(1, math.ceil(seconds * self.frame_rate - 1e-6))
        self.wait((frames + 0.5) / self.frame_rate)

    def network(self, name: str, spec: NetworkSpec) -> Analysis:
        """Return the analysis of another network that the scene shows; its numbers are told apart by the name."""
        return self.analyses.setdefault(name, self.analysis.of(spec, name))

    def show(self, *mobjects: Mobject) -> None:
        """Put mobjects into the picture."""
        self.picture.add(*(m for m in mobjects if m not in self.picture.submobjects))

    def hide(self, *mobjects: Mobject) -> None:
        """Take mobjects out of the picture."""
        self.picture.remove(*mobjects)

    def say(self, *, variant: str = "", **values: Reading | int | str) -> None:
        """Give the caption of this beat its numbers; a variant "zero" of a beat `path` is the sentence `path_zero`."""
        self._said = values
        if variant and self.current is not None:
            self.variants[self.current.name] = f"{self.current.template}_{variant}"

    def word(self, key: str, /, **counts: int | str) -> str:
        """Return a short text of the picture in the language of the lesson; numbers in it are counts."""
        return self._word(key, self.lesson.language).format(**counts)

    def words(
        self, key: str, /, *, size: str = "small", tone: str = "ink", weight: int = 400, **counts: int | str
    ) -> Label:
        """Return a short text of the picture as a mobject."""
        text = self.word(key, **counts)
        label = words(self.theme, text, size, tone=tone, weight=weight, language=self.lesson.language)
        label.counts = tuple(int(value) for value in counts.values() if str(value).isdecimal())
        return label

    def count_word(self, count: int) -> int | str:
        """Return a small number in words, as titles begin with it; others as they are."""
        return self.word(f"n{count}") if 1 <= count <= 5 else count

    def headline_of(self, key: str, count: int, *, inside: bool = False) -> Cue:
        """Return the change into a title with a count, in words where it is small; `key_one` is the one for 1."""
        if count == 1:
            return self.headline(f"{key}_one")
        word = self.count_word(count)
        return self.headline(key, n=word.lower() if inside and isinstance(word, str) else word)

    def headline(self, key: str, /, **counts: int | str) -> Cue:
        """Return the change of the title at the top left."""
        old, seconds = self.heading, self.theme.time.dim
        room = self.layout.safe[1] - self.layout.title[0]
        for size in ("large", "medium"):  # a narrow frame takes a smaller title
            label = self.words(key, size=size, weight=self.theme.type.title_weight, **counts)
            if label.width <= room:
                break
        label.place(*self.layout.title, "left").set_z_index(TEXT, family=True)
        self.heading = label
        leave = self.vanish(seconds / 2, old) if old is not None else pause(0)
        return one_by_one(leave, self.appear(seconds / 2, label))

    def appear(self, seconds: float, *mobjects: Mobject) -> Cue:
        """Return the fading in of labels and groups of labels, which are put into the picture."""

        def begin() -> None:
            self.show(*mobjects)
            self._fade(mobjects, 0)

        return Cue(lambda share: self._fade(mobjects, share), seconds, begin=begin)

    def vanish(self, seconds: float, *mobjects: Mobject) -> Cue:
        """Return the fading out of labels and groups of labels, which leave the picture."""

        def apply(share: float) -> None:
            self._fade(mobjects, 1 - share)
            if share >= 1:
                self.hide(*mobjects)

        return Cue(apply, seconds)

    @staticmethod
    def _fade(mobjects: Sequence[Mobject], opacity: float) -> None:
        for mobject in mobjects:
            for label in mobject.get_family():
                if isinstance(label, Label):
                    label.set_fill(opacity=opacity)

    @property
    def frame_rate(self) -> float:
        """Frames a second."""
        """Frames per second."""
        return float(self.camera.frame_rate)

    # the machinery

    def _texts(self, language: str) -> Iterator[SceneText]:
        """Yield the caption tables of this class and of its bases."""
        for owner in type(self).__mro__:
            if issubclass(owner, LessonScene):
                with suppress(MissingCaptions):
                    yield scene_text(owner.__name__, language)

    def _word(self, key: str, language: str) -> str:
        found = (text.words[key] for text in self._texts(language) if key in text.words)
        for text in found:
            return text
        raise InputError(f"captions/{language}.toml: {type(self).__name__}.words.{key} is missing")

    def sentence(self, planned: PlannedBeat, language: str) -> str | None:
        """Return the caption of a beat as it is written, in the class itself or in the tables."""
        names = (*filter(None, [self.variants.get(planned.name)]), planned.name, planned.template)
        written = [self.captions.get(name, {}).get(language) for name in names]
        tables = [text.beats.get(name) for text in self._texts(language) for name in names]
        return next((text for text in (*written, *tables) if text is not None), None)

    def _caption(self, planned: PlannedBeat, language: str, first: bool) -> str:
        template = self.sentence(planned, language) or ""  # `check` reports what is missing
        sentence = template.format(**{key: Spoken.of(value) for key, value in self._said.items()})
        if first and self._restated:
            return f"{sentence} {self._word(f'loss_{self.loss}', language)}"
        return sentence

    def _run(self, planned: PlannedBeat, first: bool) -> None:
        self.current, self._said, self._beat_frames = planned, {}, 0
        start = self.frames
        method = getattr(self, planned.template)
        try:
            method() if planned.argument is None else method(planned.argument)
        except (RnnAnimError, KeyboardInterrupt):
            raise
        except Exception as error:
            error.add_note(f"in {type(self).__name__}, beat {planned.name}")
            raise
        self.said[planned.name] = self._said
        captions = {language: self._caption(planned, language, first) for language in LANGUAGES}
        opens = planned.name == self.planned[0].name  # the hold must not depend on which beats are played
        read = {language: self._caption(planned, language, opens) for language in LANGUAGES}
        reading = max(len(read["en"]) / self.theme.time.en, len(read["zh"]) / self.theme.time.zh)
        elapsed = self._beat_frames / self.frame_rate
        self.hold(max(self.theme.time.still, reading - elapsed))
        mark = Mark(planned.name, planned.template, start, self.frames - start, captions)
        self.timeline = (*self.timeline, mark)

    def _count(self) -> None:
        """Count the frames that manim has just written, as it counts them."""
        static = bool(self.animations) and bool(getattr(self.animations[0], "is_static_wait", False))
        per_second = self.frame_rate
        step = 1 / per_second
        frames = int(self.duration / step) if static else math.ceil(self.duration / step - 1e-9)
        self._beat_frames += frames
        if not self.renderer.skip_animations:
            self.frames += frames

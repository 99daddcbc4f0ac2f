"""What a scene declares: its beats and their captions, what a talk does to them, and which lesson it takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from rnnanim.captions import SceneText, texts_of
from rnnanim.errors import InputError
from rnnanim.lesson import Lesson
from rnnanim.mobjects.base.tagging import Overlay
from rnnanim.stage.beats import Beat, PlannedBeat, arrange, collect, plan


class Storyboard:
    """The declarations of a scene; all of it is known before anything is built."""

    beats: ClassVar[tuple[Beat, ...]] = ()
    drop: ClassVar[Sequence[str]] = ()
    order: ClassVar[Sequence[str]] = ()
    captions: ClassVar[Mapping[str, Mapping[str, str]]] = {}  # by beat and language, where a talk writes its own
    overlays: ClassVar[Sequence[Overlay]] = ()  # what may lie on what, for `check`
    cells: ClassVar[Sequence[str]] = ("rnn",)  # the cells that the scene can show
    loss: ClassVar[str | None] = None  # the loss that the scene speaks of, whatever the lesson has

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.beats = collect(cls.beats, dict(vars(cls)), cls.__name__)

    def __setattr__(self, name: str, value: object) -> None:
        if any(name == b.name for b in type(self).beats):
            raise InputError(f"{type(self).__name__}.{name}: a beat has this name; give the attribute another")
        super().__setattr__(name, value)

    @classmethod
    def fit(cls, lesson: Lesson) -> Lesson:
        """Return the lesson with the one field changed that this scene needs otherwise."""
        return lesson if cls.loss is None else lesson.with_loss(cls.loss)

    @classmethod
    def plan(cls, lesson: Lesson) -> tuple[PlannedBeat, ...]:
        """Return the beats for a lesson, without building anything."""
        return plan(arrange(cls.beats, cls.drop, cls.order, cls.__name__), cls.fit(lesson))

    def texts(self, language: str) -> Iterator[SceneText]:
        """Yield the caption tables of this class and of its bases."""
        return texts_of((owner for owner in type(self).__mro__ if issubclass(owner, Storyboard)), language)

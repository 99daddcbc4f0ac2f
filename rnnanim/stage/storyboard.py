"""What a scene declares: its beats and their captions, what a talk does to them, and which lesson it takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from rnnanim.captions import SceneText, texts_of
from rnnanim.errors import InputError
from rnnanim.lesson import Lesson
from rnnanim.mobjects.base.tagging import Overlay
from rnnanim.stage import arrangement, declarations
from rnnanim.stage.beats import Beat, PlannedBeat, collect

_NEEDED_OF_MANIM = ("add", "clear", "play", "remove", "render", "setup", "tear_down", "wait")


class Storyboard:
    """The declarations of a scene; all of it is known before anything is built.

    Those of the bases count too: what is dropped or may lie on something adds up, a caption is the nearest one, and an
    order is that of the nearest class which gives one.
    """

    beats: ClassVar[tuple[Beat, ...]] = ()
    drop: ClassVar[Sequence[str]] = ()  # beats that are not shown; they are run unseen for those that follow
    order: ClassVar[Sequence[str]] = ()  # of the beats that are shown
    captions: ClassVar[Mapping[str, Mapping[str, str]]] = {}  # by beat and language, where a talk writes its own
    overlays: ClassVar[Sequence[Overlay]] = ()  # what may lie on what, for `check`
    cells: ClassVar[Sequence[str]] = ("rnn",)  # the cells that the scene can show
    most_layers: ClassVar[int] = 1  # the most layers that it can show
    loss: ClassVar[str | None] = None  # the loss that the scene speaks of, whatever the lesson has

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "beats" in vars(cls):
            raise InputError(f"{cls.__name__}.beats is made of the methods that are marked with @beat; do not give it")
        inherited = {b.name: b for base in cls.__bases__ for b in getattr(base, "beats", ())}
        _require_free(
            cls, [name for name, value in vars(cls).items() if hasattr(value, "beat") and name not in inherited]
        )
        cls.beats = collect(tuple(inherited.values()), dict(vars(cls)), cls.__name__)

    def __setattr__(self, name: str, value: object) -> None:
        if any(name == b.name for b in type(self).beats):
            raise InputError(f"{type(self).__name__}.{name}: a beat has this name; give the attribute another")
        super().__setattr__(name, value)

    @classmethod
    def fit(cls, lesson: Lesson) -> Lesson:
        """Return the lesson with what this scene needs otherwise."""
        return lesson if cls.loss is None else lesson.with_loss(cls.loss)

    @classmethod
    def notices_of(cls, lesson: Lesson) -> tuple[str, ...]:
        """Return the words by which the first caption says what the scene takes otherwise than the lesson has it."""
        given, taken = lesson.network, cls.fit(lesson).network
        loss = (f"loss_{taken.loss}",) if taken.loss != given.loss else ()
        return (*loss, f"layers_{taken.layers}") if taken.layers != given.layers else loss

    @classmethod
    def plan(cls, lesson: Lesson) -> tuple[PlannedBeat, ...]:
        """Return the beats for a lesson, without building anything.

        Raises
        ------
        InputError
            For a declaration that cannot be meant.
        """
        declarations.require_sound(cls)
        return arrangement.plan(cls, cls.fit(lesson))

    @classmethod
    def own_captions(cls) -> tuple[Mapping[str, Mapping[str, str]], ...]:
        """Return the captions that a talk and its bases write in their classes, nearest first."""
        return tuple(vars(owner)["captions"] for owner in cls.__mro__ if "captions" in vars(owner))

    @classmethod
    def all_overlays(cls) -> tuple[Overlay, ...]:
        """Return what may lie on what, in this class and in its bases."""
        return tuple(overlay for owner in cls.__mro__ for overlay in vars(owner).get("overlays", ()))

    def texts(self, language: str) -> Iterator[SceneText]:
        """Yield the caption tables of this class and of its bases."""
        return texts_of((owner for owner in type(self).__mro__ if issubclass(owner, Storyboard)), language)


def _require_free(kind: type, names: Iterable[str]) -> None:
    """Raise InputError for a new beat that takes the place of something else that a scene has."""
    for name in names:
        owner = next((owner for owner in kind.__mro__[1:] if vars(owner).get(name) is not None), None)
        if owner is not None and (not owner.__module__.startswith("manim.") or name in _NEEDED_OF_MANIM):
            raise InputError(f"{kind.__name__}.{name}: a scene has {name} for something else; call the beat otherwise")

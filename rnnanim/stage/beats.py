"""Beats: the named methods of a scene, their order, and what a subclass may do to them. Needs no manim, no lesson."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, overload

from rnnanim.errors import InputError

if TYPE_CHECKING:
    from rnnanim.lesson import Lesson

Repetition = int | str
Each = Callable[["Lesson"], Sequence[Repetition]]


@dataclass(frozen=True, slots=True)
class Beat:
    """A beat as it is declared in a class.

    Parameters
    ----------
    name : str
        Name of the method, of the caption and of the manim section.
    each : callable, optional
        Takes the lesson and returns what the beat is repeated for; the repetitions are called `name_value`.
    after, before : str, optional
        The beat beside which this one is put; otherwise it follows those of the class before it.
    """

    name: str
    each: Each | None = None
    after: str | None = None
    before: str | None = None


@dataclass(frozen=True, slots=True)
class PlannedBeat:
    """One beat of the plan for a lesson.

    Parameters
    ----------
    name : str
    template : str
        The method that is called, whose caption it has.
    argument : int or str, optional
        What the method is called with, of a repeated beat.
    before : tuple of PlannedBeat
        Beats that are run first and not shown, so that this one finds what it begins with.
    anew : bool
        Whether they are run on an empty stage: more has been shown than this one begins with.
    """

    name: str
    template: str
    argument: Repetition | None = None
    before: tuple[PlannedBeat, ...] = ()
    anew: bool = False


@overload
def beat(method: Callable[..., Any], /) -> Callable[..., Any]: ...
@overload
def beat(
    *, each: Each | None = None, after: str | None = None, before: str | None = None
) -> Callable[[Callable[..., Any]], Callable[..., Any]]: ...
def beat(method: Any = None, /, *, each: Any = None, after: str | None = None, before: str | None = None) -> Any:
    """Mark a method as a beat; beats are played in the order in which they are written.

    Parameters
    ----------
    each : callable, optional
        Takes the lesson and returns the values for which the beat is repeated, each given to the method.
    after, before : str, optional
        Put the beat beside one of a base class.

    Raises
    ------
    InputError
        For an `each` that cannot be called, and for both of `after` and `before`.
    """
    if each is not None and not callable(each):
        raise InputError(f"@beat: each takes a function of the lesson, got {each!r}")
    if after is not None and before is not None:
        raise InputError(f"@beat: give after={after!r} or before={before!r}, not both")

    def mark(function: Callable[..., Any]) -> Callable[..., Any]:
        function.beat = Beat(function.__name__, each, after, before)  # type: ignore[attr-defined]
        return function

    return mark if method is None else mark(method)


def collect(inherited: Sequence[Beat], namespace: dict[str, Any], owner: str) -> tuple[Beat, ...]:
    """Return the beats of a class: the inherited ones in their places, and its own.

    An override, marked or not, keeps place, `each` and caption of the beat that it replaces; None takes the beat away.

    Raises
    ------
    InputError
        For a name after `after` or `before` that is no beat, and for an attribute with the name of a beat.
    """
    beats = list(inherited)
    for name, value in namespace.items():
        known = next((i for i, b in enumerate(beats) if b.name == name), None)
        declared: Beat | None = getattr(value, "beat", None)
        if known is not None and value is None:
            del beats[known]
        elif known is not None:
            if not callable(value):
                raise InputError(f"{owner}.{name}: a beat has this name; give the attribute another")
            if declared is not None and declared.each is not None:
                beats[known] = replace(beats[known], each=declared.each)
        elif declared is not None:
            if not name.isidentifier():  # files are called by it
                raise InputError(f"{owner}: {name!r} is no name of a beat")
            beats.insert(_place(beats, declared, owner), replace(declared, name=name))
    return tuple(beats)


def _place(beats: Sequence[Beat], new: Beat, owner: str) -> int:
    neighbour = new.after or new.before
    if neighbour is None:
        return len(beats)
    names = [b.name for b in beats]
    if neighbour not in names:
        raise InputError(f"{owner}.{new.name}: there is no beat {neighbour!r}; there are {', '.join(names) or 'none'}")
    return names.index(neighbour) + (1 if new.after else 0)


def spelled_out(item: Beat, lesson: Lesson, owner: str) -> Iterator[PlannedBeat]:
    """Yield a beat, or its repetitions for a lesson.

    Raises
    ------
    InputError
        For an `each` that returns anything but numbers and words, each once.
    """
    if item.each is None:
        yield PlannedBeat(item.name, item.name)
        return
    values = item.each(lesson)
    sound = isinstance(values, (Sequence, range)) and not isinstance(values, (str, bytes))
    if not sound or not all(map(_is_repetition, values)) or len({*values}) < len(values):
        raise InputError(f"{owner}.{item.name}: each must return different whole numbers or words, got {values!r}")
    for value in values:
        yield PlannedBeat(f"{item.name}_{value}", item.name, value)


def _is_repetition(value: object) -> bool:
    """Return whether a beat can be repeated for a value: its name, and that of a picture of it, ends in it."""
    return isinstance(value, int) or (isinstance(value, str) and f"_{value}".isidentifier())


def picked(beats: Sequence[PlannedBeat], only: Sequence[str], owner: str) -> frozenset[str]:
    """Return the names of the beats that `only` picks, by name or by template.

    Raises
    ------
    InputError
        Naming the beats that there are.
    """
    for name in only:
        if not any(name in (b.name, b.template) for b in beats):
            raise InputError(f"{owner} has no beat {name!r}; there are {', '.join(b.name for b in beats)}")
    return frozenset(b.name for b in beats if not only or b.name in only or b.template in only)

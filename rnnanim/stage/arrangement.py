"""What a talk does to the film of a scene: which of its beats are shown, in which order, and what each begins with.

However beats are dropped and put in order, each of them looks as in the whole film: what it begins with is brought
about by running the beats before it unseen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from rnnanim.errors import InputError, name_of
from rnnanim.stage.beats import Beat, PlannedBeat, spelled_out

if TYPE_CHECKING:
    from rnnanim.lesson import Lesson


def plan(kind: Any, lesson: Lesson) -> tuple[PlannedBeat, ...]:
    """Return the beats that a class shows of a lesson, repetitions spelled out, and what is run unseen before each.

    Raises
    ------
    InputError
        For what a class says of its beats and cannot mean.
    """
    original = original_beats(kind)
    story = [beat for item in kind.beats if item.name in original for beat in spelled_out(item, lesson, name_of(kind))]
    shown = [beat for item in shown_beats(kind) for beat in spelled_out(item, lesson, name_of(kind))]
    names = [beat.name for beat in shown]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise InputError(f"{name_of(kind)}: two beats are called {twice}")
    return tuple(_prepared(shown, story))


def _prepared(shown: Sequence[PlannedBeat], story: Sequence[PlannedBeat]) -> Iterator[PlannedBeat]:
    """Yield the shown beats with those of the story that they stand on and that the picture has not behind it."""
    reached = 0
    for beat in shown:
        if beat not in story:  # a talk's own: it begins with the picture that it finds
            yield beat
            continue
        place = story.index(beat)
        anew = place < reached
        yield replace(beat, before=tuple(story[0 if anew else reached : place]), anew=anew)
        reached = place + 1


def original_beats(kind: type) -> frozenset[str]:
    """Return the beats of the film that `drop` and `order` are said of: those of the bases that say neither."""
    says = [i for i, owner in enumerate(kind.__mro__) if vars(owner).get("drop") or vars(owner).get("order")]
    return frozenset(b.name for owner in kind.__mro__[max(says, default=-1) + 1 :] for b in _declared(owner))


def shown_beats(kind: Any) -> tuple[Beat, ...]:
    """Return the beats that a class shows, in the order of the nearest class that gives one."""
    dropped = dropped_beats(kind)
    kept = {b.name: b for b in kind.beats if b.name not in dropped}
    giver = next((owner for owner in kind.__mro__ if "order" in vars(owner)), None)
    order = names_of(giver, "order") if giver is not None else ()
    if not order:
        return tuple(kept.values())
    assert giver is not None
    known = {b.name for b in _declared(giver) or kind.beats} - dropped_beats(giver)
    _require_known(giver, order, known | kept.keys(), kept)
    missing = [name for name in kept if name in known and name not in order]
    if missing or len(set(order)) < len(order):
        raise InputError(f"{name_of(giver)}.order must name each beat once: {', '.join(kept)}")
    shown = [name for name in order if name in kept]
    for name, new in kept.items():  # those that a class below has added
        if name not in shown:
            shown.insert(_place_in(shown, new), name)
    return tuple(kept[name] for name in shown)


def dropped_beats(kind: type) -> set[str]:
    """Return the beats that a class and its bases drop; a class that writes a beat again brings it back."""
    dropped: set[str] = set()
    for owner in reversed(kind.__mro__):
        dropped -= vars(owner).keys()
        names = names_of(owner, "drop")
        own = {b.name for b in (*_declared(owner), *_declared(kind))}
        _require_known(owner, names, own, [b.name for b in _declared(kind) if b.name not in dropped])
        dropped |= set(names)
    return dropped


def names_of(owner: type, key: str) -> tuple[str, ...]:
    """Return what a class itself gives as `drop` or `order`, a sequence of names.

    Raises
    ------
    InputError
        For anything else.
    """
    given: Any = vars(owner).get(key, ())
    if isinstance(given, (str, bytes, Mapping)) or not isinstance(given, (Sequence, set, frozenset)):
        hint = f"; write ({given!r},)" if isinstance(given, str) else ""
        raise InputError(f"{name_of(owner)}.{key} must be a tuple of names of beats, got {given!r}{hint}")
    if key == "order" and isinstance(given, (set, frozenset)):
        raise InputError(f"{name_of(owner)}.order must be a tuple of names of beats, got a set, which has no order")
    for name in given:
        if not isinstance(name, str):
            raise InputError(f"{name_of(owner)}.{key} must hold names of beats, got {name!r}")
    return tuple(given)


def _declared(owner: type) -> tuple[Beat, ...]:
    return getattr(owner, "beats", ())


def _require_known(owner: type, names: Sequence[str], known: Any, offered: Any) -> None:
    for name in names:
        if name not in known:
            raise InputError(f"{name_of(owner)}: there is no beat {name!r}; there are {', '.join(offered) or 'none'}")


def _place_in(shown: Sequence[str], new: Beat) -> int:
    neighbour = new.after or new.before
    return shown.index(neighbour) + bool(new.after) if neighbour in shown else len(shown)

"""Motion as cues: each sets the picture to what it is at a moment, so that a skipped beat ends as a played one.

A cue lasts some seconds and is told its share of the way; `together` and `one_by_one` combine cues into longer ones,
and `Act` lets manim play the result. Nothing here accumulates: the picture at a moment follows from the moment alone.
Nearly every change is one of four: `fade_in`, `fade_out`, `tint` and `tween`; a copy that travels is `flight.fly_copy`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from rnnanim.theme import mix

from manim import Animation, Mobject, linear
from manim.utils.rate_functions import ease_in_out_sine, ease_out_cubic

Rate = Callable[[float], float]
Value = float | str

__all__ = [
    "Act",
    "Cue",
    "blend",
    "cut",
    "delayed",
    "ease_in_out_sine",
    "ease_out_cubic",
    "fade_in",
    "fade_out",
    "one_by_one",
    "pause",
    "tint",
    "together",
    "tween",
]


class Cue:
    """One change of the picture.

    Parameters
    ----------
    apply : callable
        Takes the eased share in [0, 1] and sets the picture accordingly.
    seconds : float
        How long it lasts; 0 is a cut.
    rate : callable
        Easing; ease_in_out_sine unless given.
    begin : callable, optional
        Called once, just before the first `apply`: the place to remember the state that the change starts from.
    """

    def __init__(
        self,
        apply: Callable[[float], object],
        seconds: float,
        *,
        rate: Rate = ease_in_out_sine,
        begin: Callable[[], object] | None = None,
    ) -> None:
        self.seconds = seconds
        self._apply, self._rate, self._begin = apply, rate, begin
        self._share: float | None = None

    def at(self, time: float) -> None:
        """Set the picture to what it is `time` seconds after the start of the cue."""
        if time < 0:
            return
        share = 1.0 if time >= self.seconds else time / self.seconds
        if self._share in (1, share):
            return
        if self._share is None and self._begin is not None:
            self._begin()
        self._share = share
        self._apply(1.0 if share == 1 else self._rate(share))

    def then(self, *others: Cue) -> Cue:
        """Return this cue followed by others."""
        return one_by_one(self, *others)


class _Composite(Cue):
    """Cues at fixed offsets; each is finished before a later one begins."""

    def __init__(self, entries: Sequence[tuple[float, Cue]]) -> None:
        self.entries = sorted(entries, key=lambda entry: entry[0])
        super().__init__(lambda share: None, max((s + c.seconds for s, c in self.entries), default=0.0))

    def at(self, time: float) -> None:
        ending = time >= self.seconds - 1e-9
        for start, cue in self.entries:
            cue.at(cue.seconds if ending else time - start)


def together(*cues: Cue, lag: float = 0.0) -> Cue:
    """Return cues that start at once, or each `lag` seconds after the one before."""
    return _Composite([(lag * i, cue) for i, cue in enumerate(cues)])


def one_by_one(*cues: Cue) -> Cue:
    """Return cues in a row."""
    entries, start = [], 0.0
    for cue in cues:
        entries.append((start, cue))
        start += cue.seconds
    return _Composite(entries)


def pause(seconds: float) -> Cue:
    """Return a cue that changes nothing."""
    return Cue(lambda share: None, seconds)


def delayed(seconds: float, *cues: Cue) -> Cue:
    """Return cues that start together, some seconds later."""
    return one_by_one(pause(seconds), together(*cues))


def cut(change: Callable[[], object]) -> Cue:
    """Return a change that takes no time."""
    return Cue(lambda share: None, 0.0, begin=change)


def fade_in(seconds: float, *mobjects: Mobject, before: Callable[[], object] | None = None) -> Cue:
    """Return the coming of texts, plates and lines: what has a stroke by its stroke, all else by its fill.

    Parameters
    ----------
    before : callable, optional
        Called first, to put them into the picture.
    """

    def apply(share: float) -> None:
        for mobject in mobjects:
            for part in mobject.family_members_with_points():
                if part.get_stroke_width() > 0:
                    part.set_stroke(opacity=share)
                else:
                    part.set_fill(opacity=share)

    def begin() -> None:
        if before is not None:
            before()
        apply(0.0)

    return Cue(apply, seconds, begin=begin)


def fade_out(seconds: float, *mobjects: Mobject, after: Callable[[], object] | None = None) -> Cue:
    """Return the going of whatever mobjects consist of, from how it is seen now.

    Parameters
    ----------
    after : callable, optional
        Called when they have gone, to take them out of the picture.
    """
    parts: list[tuple[Any, float, float]] = []

    def begin() -> None:
        for mobject in mobjects:
            for part in mobject.family_members_with_points():
                parts.append((part, part.get_fill_opacity(), part.get_stroke_opacity()))

    def apply(share: float) -> None:
        for part, fill, stroke in parts:
            part.set_fill(opacity=fill * (1 - share)).set_stroke(opacity=stroke * (1 - share))
        if share >= 1 and after is not None:
            after()

    return Cue(apply, seconds, begin=begin)


def tint(seconds: float, tone: str, *labels: Any) -> Cue:
    """Return the change of labels into a colour role of the theme."""
    before: list[str] = []

    def apply(share: float) -> None:
        for label, role in zip(labels, before, strict=True):
            colour = label.theme.colour
            label.paint(mix(colour[role], colour[tone], share), tone=tone)

    return Cue(apply, seconds, begin=lambda: before.extend(label.tone for label in labels))


def tween(
    seconds: float,
    thing: Any,
    *,
    rate: Rate = ease_in_out_sine,
    before: Callable[[], object] | None = None,
    **goals: float,
) -> Cue:
    """Return the change of attributes from what they are to their goals; the thing draws itself anew each time.

    Parameters
    ----------
    before : callable, optional
        Called first, to set what the change starts from.

    >>> class Bar:
    ...     length = 1.0
    ...     def draw(self): pass
    >>> bar = Bar()
    >>> cue = tween(2.0, bar, rate=lambda share: share, length=3.0)
    >>> cue.at(1.0)
    >>> bar.length
    2.0
    """
    start: dict[str, float] = {}

    def begin() -> None:
        if before is not None:
            before()
        start.update({name: getattr(thing, name) for name in goals})

    def apply(share: float) -> None:
        for name, goal in goals.items():
            setattr(thing, name, start[name] + (goal - start[name]) * share)
        thing.draw()

    return Cue(apply, seconds, rate=rate, begin=begin)


def blend(a: dict[str, Value], b: dict[str, Value], share: float) -> dict[str, Value]:
    """Return the style that lies `share` of the way from `a` to `b`: numbers and hex colours, key by key."""
    return {key: _between(a.get(key, value), value, share) for key, value in b.items()}


def _between(a: Value, b: Value, share: float) -> Value:
    if isinstance(a, str) and isinstance(b, str):
        return b if a == b or share >= 1 else mix(a, b, share)
    if isinstance(a, str) or isinstance(b, str):
        raise TypeError(f"{a!r} and {b!r} cannot be blended")
    return a + (b - a) * share


class Act(Animation):  # type: ignore[misc]
    """A cue as a manim animation of a whole picture, whose parts stay where they are in the scene's list."""

    def __init__(self, picture: Mobject, cue: Cue, frame_rate: float) -> None:
        self.cue = cue
        frames = max(1, round(cue.seconds * frame_rate))
        # half a frame less, so that manim's arange(0, run_time, 1 / fps) has exactly that many samples
        super().__init__(picture, run_time=(frames - 0.5) / frame_rate, rate_func=linear)

    def begin(self) -> None:
        self.interpolate(0)

    def create_starting_mobject(self) -> Mobject:
        return self.mobject

    def finish(self) -> None:
        self.interpolate(1)

    def interpolate(self, alpha: float) -> None:
        self.cue.at(self.cue.seconds if alpha >= 1 else alpha * self.run_time)

    def update_mobjects(self, dt: float) -> None:
        """Do nothing: no part of the picture has an updater."""

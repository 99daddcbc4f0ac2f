"""A scene of manim's as cues need it: what moves in a play, and what has updaters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from rnnanim.backend.shapes import Pile
from rnnanim.mobjects.base.motion import Act

from manim import Animation, Mobject, Scene, Wait


class CueScene(Scene):  # type: ignore[misc]  # manim's class is untyped here
    """A scene that plays cues as well as manim's own animations."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._updated: Sequence[Mobject] = ()

    def add_mobjects_from_animations(self, animations: list[Animation]) -> None:
        """Add what is animated and not yet in the scene, of a hold nothing; manim asks every part of the picture."""
        strangers = [a for a in animations if not isinstance(a, Wait) and a.mobject not in self.mobjects]
        if strangers:
            super().add_mobjects_from_animations(strangers)

    def get_moving_and_static_mobjects(self, animations: Iterable[Animation]) -> tuple[list[Mobject], list[Mobject]]:
        """Return what manim draws anew for each frame: for cues the groups themselves, since their parts come and go.

        Manim would list the parts as they are when the play begins, and go on drawing those that are replaced.
        A hold is one frame, of all there is.
        """
        if any(isinstance(animation, Act) for animation in animations) or self.is_current_animation_frozen_frame():
            return list(self.mobjects), []
        moving, static = super().get_moving_and_static_mobjects(animations)
        return moving, static

    def begin_animations(self) -> None:
        """Begin a play, and take note of what has updaters: manim asks every part of the picture in every frame."""
        super().begin_animations()
        self._updated = [mobject for mobject in self.mobjects if _has_updaters(mobject)]

    def update_mobjects(self, dt: float) -> None:
        """Run updaters."""
        for mobject in self._updated:
            mobject.update(dt)


def _has_updaters(mobject: Mobject) -> bool:
    ahead = [mobject]
    while ahead:
        part = ahead.pop()
        if part.updaters:
            return True
        if not isinstance(part, Pile) or part.is_open:
            ahead += part.submobjects
    return False

"""The card that opens the lecture: its title, the gradient thinning on its way back, and the scenes to come."""

from __future__ import annotations

from functools import cached_property

from rnnanim.mobjects.base.motion import together, tween
from rnnanim.scenes.title.cast import TitleCast
from rnnanim.stage import LessonScene, beat  # prepares manim, so it stands before it


class TitleCard(LessonScene):
    """A stream of light enters at the right and thins to the left as the product of the lesson does."""

    loss = "last"

    @cached_property
    def cast(self) -> TitleCast:
        return TitleCast(self.stage)

    @beat
    def open(self) -> None:
        """The stream runs from right to left; the words are there when it arrives."""
        cast = self.cast
        self.show(cast.stream)
        self.play(
            tween(1.6, cast.stream, reached=1.0),
            together(*(self.fade_in(0.5, line) for line in cast.title), lag=0.3),
            together(*(self.fade_in(0.4, label) for label in (cast.subtitle, *cast.contents)), lag=0.25),
        )
        self.hold(0.4)

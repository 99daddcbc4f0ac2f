"""A scene with updaters."""

from rnnanim.mobjects.base.motion import Cue
from rnnanim.stage import LessonScene, beat

from manim import DOWN, RIGHT, UP, Dot, Square, always_redraw


class Followed(LessonScene):
    """A square of the picture and one of the scene's own follow a dot."""

    captions = {"follow": {"en": "It is followed.", "zh": "它被跟随。"}}

    @beat
    def follow(self):
        dot, of_picture = Dot(), Square(0.2).add_updater(lambda square: square.next_to(dot, UP))
        self.show(dot, of_picture)
        self.add(always_redraw(lambda: Square(0.2).next_to(dot, DOWN)))
        self.play(Cue(lambda share: dot.move_to(3 * share * RIGHT), 1.0))

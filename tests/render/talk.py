"""Small scenes that need no caption table, for the tests of rendering."""

import os
import signal
import sys
import time

from rnnanim.captions import SceneText
from rnnanim.stage import LessonScene
from rnnanim.stage.beats import beat

from manim import RIGHT, Dot, Square


class Bare(LessonScene):
    def texts(self, language):
        says = {"en": "This is {}.", "zh": "这是 {}。"}[language]
        yield SceneText("", "", {planned.name: says.format(planned.name) for planned in self.planned}, {})


class Talk(Bare):
    def cast(self):
        self.dot = Dot()

    @beat
    def arrive(self):
        self.add(self.dot)
        self.play(self.dot.animate.shift(RIGHT), run_time=0.4)

    @beat(each=lambda lesson: range(1, lesson.network.T + 1))
    def path(self, n):
        self.dot.shift(RIGHT * n / 4)
        self.hold(0.2)


class Other(Bare):
    @beat
    def only(self):
        self.add(Square())
        self.hold(0.3)


class Broken(Bare):
    @beat
    def fine(self):
        self.hold(0.1)

    @beat
    def bad(self):
        raise ZeroDivisionError("nothing to\ndivide by")


class Quits(Bare):
    @beat
    def quit(self):
        sys.exit(3)


class Killed(Bare):
    @beat
    def die(self):
        self.play(Dot().animate.shift(RIGHT), run_time=0.2)
        if not self.renderer.skip_animations:  # while it is drawn, and not while it is planned
            os.kill(os.getpid(), signal.SIGKILL)


class Slow(Bare):
    @beat
    def sleep(self):
        self.hold(9)  # more frames than the encoder holds back: the file is begun
        if not self.renderer.skip_animations:
            time.sleep(60)


class Card(Bare):
    @beat
    def open(self):
        self.add(Square(side_length=3))
        self.hold(0.2)


class Noise(Bare):
    @beat
    def hiss(self):
        """Show what no encoder makes small."""
        import numpy as np

        from manim import VMobject

        for seed in range(20):
            points = np.random.default_rng(seed).uniform((-7, -4, 0), (7, 4, 0), (600, 3))
            self.add(line := VMobject().set_points_as_corners(points))
            self.hold(0.1)
            self.remove(line)


class Busy(Bare):
    @beat
    def work(self):
        self.hold(0.1)  # shorter than the others, and so drawn last
        while not self.renderer.skip_animations:  # never lets go of the interpreter for long
            sum(range(1000))

"""Scenes that kill what draws them, for the tests of clusters: once, or always."""

import os
import signal
import time
from pathlib import Path

from rnnanim.captions import SceneText
from rnnanim.stage import LessonScene
from rnnanim.stage.beats import beat

from manim import RIGHT, Dot

NOTES = Path(os.environ.get("RNNANIM_TEST_NOTES", "."))


class Bare(LessonScene):
    def texts(self, language):
        yield SceneText("", "", {planned.name: "Look." for planned in self.planned}, {})


class Once(Bare):
    """Kills the worker on which it is drawn, in its middle, unless it has done so before."""

    @beat
    def move(self):
        self.play((dot := Dot()).animate.shift(RIGHT), run_time=1)
        if not (done := NOTES / "killed").exists():
            done.touch()
            os.kill(os.getppid(), signal.SIGKILL)
            time.sleep(60)
        self.play(dot.animate.shift(RIGHT), run_time=1)


class Always(Bare):
    @beat
    def die(self):
        os.kill(os.getppid(), signal.SIGKILL)
        time.sleep(60)


class Scheduler(Bare):
    """Kills the scheduler that it came from, which leads the session."""

    @beat
    def die(self):
        os.kill(os.getsid(0), signal.SIGKILL)
        time.sleep(60)


class Endless(Bare):
    """Notes by which process it is drawn, and goes on."""

    @beat
    def sleep(self):
        (NOTES / "process").write_text(str(os.getpid()))
        time.sleep(60)

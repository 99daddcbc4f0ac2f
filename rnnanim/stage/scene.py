"""LessonScene: a storyboard of beats, with a section, a caption, a hold and a line of the timeline for each.

A scene writes its `cast`, which holds the mobjects that more than one beat uses, and its beats. It never says how long
a viewer needs: a beat is held until the longer of its two captions can be read.
"""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from functools import cached_property, partial
from typing import Any

from rnnanim import backend  # prepares manim, so it stands before it
from rnnanim.errors import InputError
from rnnanim.layout.frame import Frame, layout
from rnnanim.lesson import Lesson, load_lesson
from rnnanim.mobjects.base.motion import Act, Cue, together
from rnnanim.numerics import Analysis
from rnnanim.stage.beats import PlannedBeat, picked
from rnnanim.stage.clock import FrameClock
from rnnanim.stage.cue_scene import CueScene
from rnnanim.stage.observer import Observer, Unobserved
from rnnanim.stage.running import require_seconds, run
from rnnanim.stage.stage import Stage
from rnnanim.stage.storyboard import Storyboard
from rnnanim.stage.wording import Said, Wording
from rnnanim.theme import load_theme
from rnnanim.timeline import Mark

from manim import Mobject


class LessonScene(Storyboard, CueScene):
    """A scene of the lecture.

    Parameters
    ----------
    renderer : optional
        As manim gives it.
    lesson : Lesson, optional
        What is taught; otherwise the one that the variable RNNANIM_LESSON names, or the default.
    analysis : Analysis, optional
        In place of the lesson's own, for tests.
    only : sequence of str
        Beats or templates that are played; the others are run skipped, so that state exists. Empty for all.
    film : sequence of str
        Beats of the film that those are a piece of; empty if they are a film of their own.
    observer : Observer, optional
        Looks on.

    Attributes
    ----------
    stage : Stage
        The picture, and what it is made from: lesson, analysis, theme, layout and words.
    timeline : tuple of Mark
        One entry for each beat once it is played, counted in frames.
    """

    def __init__(
        self,
        renderer: Any = None,
        *,
        lesson: Lesson | None = None,
        analysis: Analysis | None = None,
        only: Sequence[str] = (),
        film: Sequence[str] = (),
        observer: Observer | None = None,
        **kwargs: Any,
    ) -> None:
        backend.prepare()
        given = lesson or load_lesson(os.environ.get("RNNANIM_LESSON"))
        self.lesson, self.theme = self.fit(given), load_theme(given.theme)
        super().__init__(renderer, **kwargs)
        self.camera.background_color = self.theme.colour.background
        self.observer: Observer = observer or Unobserved()
        self.planned = self.plan(given)
        self.played = picked(self.planned, only, type(self).__name__)
        self.film = picked(self.planned, film, type(self).__name__) if film else self.played
        self.notices = self.notices_of(given)
        self.current: PlannedBeat | None = None
        self.analysis = analysis or self.lesson.analysis
        self.layout = layout(Frame(self.camera.frame_width, self.camera.frame_height), self.lesson.network.T)
        self.wording = Wording(type(self), self.texts, self.own_captions(), self._missing)
        word = partial(self.wording.word, language=self.lesson.language)
        self.stage = Stage(self.lesson, self.analysis, self.theme, self.layout, word, type(self).__name__)
        self.timeline: tuple[Mark, ...] = ()
        self.clock = FrameClock()

    # what a scene writes

    @cached_property
    def cast(self) -> Any:
        """Every mobject that more than one beat uses, built from the stage alone; nothing is played or shown yet."""
        return None

    # what its beats do

    def play(self, *animations: Any, **kwargs: Any) -> None:
        """Play cues together, or manim's own animations."""
        if "run_time" in kwargs:
            require_seconds(self, "run_time", kwargs["run_time"], above=True)
        cues = [a for a in animations if isinstance(a, Cue)]
        if cues and len(cues) < len(animations):
            raise TypeError("cues and manim's animations cannot be played together; play them one after the other")
        if cues:
            animations = (Act(self.stage.picture, together(*cues), self.frame_rate),)
        super().play(*animations, **kwargs)
        self.clock.count(self)
        if not self.is_current_animation_frozen_frame():  # a hold is as the play before it, or the end of the beat
            self.observer.moment(self, self.clock.written / self.frame_rate, is_still=True)

    def hold(self, seconds: float) -> None:
        """Keep the picture for a while; half a frame more, since manim cuts off what is not whole."""
        require_seconds(self, "hold", seconds)
        frames = max(1, math.ceil(seconds * self.frame_rate - 1e-6))
        self.wait((frames + 0.5) / self.frame_rate)

    def say(self, *, variant: str = "", **values: Said) -> None:
        """Give the caption of this beat its numbers; a variant "zero" of a beat `path` is the sentence `path_zero`."""
        assert self.current is not None, "only a beat has a caption"
        self.wording.say(self.current, variant, values)

    @property
    def frames(self) -> int:
        """Frames that were written so far."""
        return self.clock.written

    @property
    def frame_rate(self) -> float:
        """Frames per second."""
        return float(self.camera.frame_rate)

    # how they are run

    def construct(self) -> None:
        """Run the beats."""
        run(self)

    def get_run_time(self, animations: Any) -> float:
        """Return how long a play takes, which may be too long to be meant."""
        require_seconds(self, "a play", seconds := float(super().get_run_time(animations)), above=True)
        return seconds

    def get_time_progression(self, run_time: float, *args: Any, **kwargs: Any) -> Any:
        """Return the moments of a play that are drawn: every frame, unless the observer wants others."""
        times = self.observer.times(self.clock.written / self.frame_rate, run_time)
        return super().get_time_progression(run_time, *args, **kwargs) if times is None else times

    def _missing(self, error: InputError) -> str | None:
        return self.observer.missing(error, self.current)

    def show(self, *mobjects: Mobject) -> None:
        """Put mobjects into the picture."""
        self.stage.show(*mobjects)

    def hide(self, *mobjects: Mobject) -> None:
        """Take mobjects out of the picture."""
        self.stage.hide(*mobjects)

    def fade_in(self, seconds: float, *mobjects: Mobject) -> Cue:
        """Return the fading in of labels, groups of labels and drawings, which are put into the picture."""
        return self.stage.fade_in(seconds, *mobjects)

    def fade_out(self, seconds: float, *mobjects: Mobject) -> Cue:
        """Return the fading out of labels, groups of labels and drawings, which leave the picture."""
        return self.stage.fade_out(seconds, *mobjects)

    def headline(self, key: str, /, **counts: int | str) -> Cue:
        """Return the change of the title at the top left."""
        return self.stage.headline(key, **counts)

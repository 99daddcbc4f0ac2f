import hashlib
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from rnnanim import catalog
from rnnanim.backend.camera import FrameCamera
from rnnanim.lesson import load_lesson
from rnnanim.render import writer
from rnnanim.render.draw import draw
from rnnanim.render.job import Picture, RenderJob

from manim import Camera

TALK = Path(__file__).with_name("talk.py")
SCENES, FAST = tuple(catalog.SCENES), "PathsToWy"
JOB = RenderJob("GradientPaths", load_lesson(), Picture(160, 90, Fraction(5)), ("path_1",))


class Hashes(list):
    def write(self, pixels, repeat, changed=None):
        self.append((hashlib.sha256(pixels.tobytes()).digest(), repeat))


@pytest.fixture(scope="module")
def drawn():
    sink = Hashes()
    return draw(JOB, sink), sink


class WholeCamera(FrameCamera):
    """Draws every picture whole, by manim's own methods alone."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.plain = Camera(*args, **kwargs)

    def show(self, mobjects):
        self.plain.background_color = self.background_color
        self.plain.reset()
        self.plain.capture_mobjects(mobjects)
        self.pixel_array[:] = self.plain.pixel_array
        self.changed = [(0, 0, self.pixel_width, self.pixel_height)]


@pytest.mark.parametrize("scene", [FAST, *(pytest.param(s, marks=pytest.mark.slow) for s in SCENES if s != FAST)])
def test_what_is_drawn_anew_leaves_the_picture_that_manim_draws(scene, monkeypatch):
    """To the bit: a piece of a film is drawn with another past than the same frames of the whole film."""
    job = RenderJob(scene, load_lesson(), Picture(320, 180, Fraction(2 if scene == FAST else 4)))
    pieces, whole = Hashes(), Hashes()
    draw(job, pieces)
    monkeypatch.setattr(writer.FrameRenderer.__init__, "__defaults__", (WholeCamera,))
    draw(job, whole)
    assert pieces == whole


class Patchwork:
    """Keeps of each frame only what it is told has changed."""

    def __init__(self):
        self.kept = None

    def write(self, pixels, repeat, changed=None):
        if self.kept is None:
            self.kept = pixels.copy()
        for left, top, right, bottom in changed:
            self.kept[top:bottom, left:right] = pixels[top:bottom, left:right]
        assert np.array_equal(self.kept, pixels)


def test_a_sink_is_told_all_that_has_changed():
    sink = Patchwork()
    draw(JOB, sink)
    assert sink.kept is not None


def test_the_timeline_counts_the_frames_that_were_written(drawn):
    drawing, frames = drawn
    assert drawing.frames == sum(repeat for _, repeat in frames) == sum(mark.frames for mark in drawing.marks)
    assert {mark.beat for mark in drawing.marks if mark.frames} == {"path_1"}


def test_the_scene_ends_after_the_last_beat_that_is_wanted(drawn):
    assert [mark.beat for mark in drawn[0].marks] == ["start_at_the_loss", "path_1"]


def test_updaters_run_wherever_a_talk_puts_them():
    """The dot and what follows it cover three bands of rows: all of them move in every frame."""

    class Bands(list):
        def write(self, pixels, repeat, changed=None):
            lit = (pixels[:, :, :3] != pixels[0, 0, :3]).any(axis=2)
            rows = pixels.shape[0]
            self.append(
                [np.flatnonzero(part.any(axis=0)).mean() for part in np.split(lit, [rows * 19 // 40, rows * 21 // 40])]
            )

    sink = Bands()
    draw(RenderJob(f"{TALK}:Followed", load_lesson(), Picture(320, 180, Fraction(5))), sink)
    assert np.ptp(np.array(sink)[-1]) < 1.5
    assert (np.diff(np.array(sink)[:5], axis=0) > 3).all()

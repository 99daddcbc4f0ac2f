import hashlib
from fractions import Fraction

import pytest

from rnnanim.lesson import load_lesson
from rnnanim.render import writer
from rnnanim.render.draw import draw
from rnnanim.render.job import Picture, RenderJob

JOB = RenderJob("GradientPaths", load_lesson(), Picture(160, 90, Fraction(5)), ("path_1",))


class Hashes(list):
    def write(self, pixels, repeat):
        self.append((hashlib.sha256(pixels.tobytes()).digest(), repeat))


@pytest.fixture(scope="module")
def drawn():
    sink = Hashes()
    return draw(JOB, sink), sink


def test_outlines_drawn_before_give_the_same_pictures(drawn, monkeypatch):
    monkeypatch.setattr(writer.FrameRenderer.__init__, "__defaults__", (writer.Camera,))
    plain = Hashes()
    draw(JOB, plain)
    assert plain == drawn[1]


def test_the_timeline_counts_the_frames_that_were_written(drawn):
    drawing, frames = drawn
    assert drawing.frames == sum(repeat for _, repeat in frames) == sum(mark.frames for mark in drawing.marks)
    assert {mark.beat for mark in drawing.marks if mark.frames} == {"path_1"}


def test_the_scene_ends_after_the_last_beat_that_is_wanted(drawn):
    assert [mark.beat for mark in drawn[0].marks] == ["start_at_the_loss", "path_1"]

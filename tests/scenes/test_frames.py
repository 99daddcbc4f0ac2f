"""Every beat has the same frames whether the beats before it were played or skipped."""

import hashlib
from functools import partial

import pytest

from rnnanim.backend import run_config

# isort: split
from rnnanim import catalog, loading
from rnnanim.lesson import load_lesson
from rnnanim.mobjects.base.motion import Cue
from rnnanim.render.writer import FrameRenderer, FrameWriter
from rnnanim.stage import LessonScene, beat

from manim import CairoRenderer, Square, VGroup, tempconfig


class Digests:
    """Takes frames and keeps a digest of each by beat."""

    def __init__(self):
        self.beats = {}

    def begin(self, beat):
        self.beat = beat

    def write(self, pixels, repeat, changed=None):
        self.beats.setdefault(self.beat, []).append((hashlib.sha256(pixels.tobytes()).hexdigest(), repeat))


WIDE, TALL = (128, 72), (72, 128)
CASES = {
    "three steps": ((), WIDE),
    "four units, five steps": (("network.draw.hidden=4", "network.steps=5"), WIDE),
    "a tall frame": ((), TALL),
    "four units, five steps, a tall frame": (("network.draw.hidden=4", "network.steps=5"), TALL),
}
FAST = ("four units, five steps, a tall frame",)  # all that differs from the others at once


def frames(name, case, only=(), rate=1):
    changes, (width, height) = CASES[case]
    with tempconfig(run_config(pixel_width=width, pixel_height=height, frame_rate=rate, dry_run=True)):
        sink = Digests()
        renderer = FrameRenderer(partial(FrameWriter, sink=sink, on_beat=sink.begin))
        scene = loading.load(name)(renderer, lesson=load_lesson(None, changes), only=only)
        last = max((i for i, planned in enumerate(scene.planned) if planned.name in only), default=len(scene.planned))
        scene.planned = scene.planned[: last + 1]  # what would be skipped after it changes no frame of it
        scene.render()
        return sink.beats, scene


def matrix():
    """Return every scene in every case; one of the cases in each run of the tests."""
    for name in catalog.SCENES:
        for case in CASES:
            yield pytest.param(name, case, marks=() if case in FAST else pytest.mark.slow, id=f"{name}, {case}")


@pytest.mark.parametrize(("name", "case"), list(matrix()))
def test_a_beat_is_the_same_after_a_beat_that_was_skipped(name, case):
    whole, scene = frames(name, case)
    names = [planned.name for planned in scene.planned]
    assert list(whole) == names
    assert sum(n for samples in whole.values() for _, n in samples) == scene.frames
    for chosen in (names[0::2], names[1::2]):
        played, _ = frames(name, case, only=chosen)
        assert list(played) == chosen
        for one in chosen:
            assert played[one] == whole[one], one


@pytest.mark.slow
@pytest.mark.parametrize("name", catalog.SCENES)
def test_a_beat_does_not_depend_on_how_it_was_reached(name):
    whole, scene = frames(name, "three steps", rate=2)
    for planned in scene.planned:
        alone, _ = frames(name, "three steps", only=(planned.name,), rate=2)
        assert alone == {planned.name: whole[planned.name]}, planned.name


class Replacing(LessonScene):
    """A part that a cue replaces while it is played."""

    @beat
    def replace(self):
        box = VGroup(Square(6, stroke_width=0).set_fill("#FFFFFF", 1))
        self.show(box)
        small = Square(0.1, stroke_width=0).set_fill("#FFFFFF", 1)
        self.play(Cue(lambda share: setattr(box, "submobjects", [small] if share > 0 else box.submobjects), 2))


def test_what_a_cue_replaces_is_not_drawn_any_more():
    kept = []

    class Keeping(CairoRenderer):
        def add_frame(self, frame, num_frames=1):
            kept.append(frame[..., :3].astype(int).mean())
            super().add_frame(frame, num_frames)

    with tempconfig(run_config(pixel_width=64, pixel_height=36, frame_rate=2, dry_run=True)):
        Replacing(Keeping(), lesson=load_lesson()).render()
    assert kept[1] < 0.3 * kept[0]

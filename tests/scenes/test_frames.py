"""Every beat has the same frames whether the beats before it were played or skipped."""

import hashlib

import pytest

from rnnanim.backend import run_config

# isort: split
from rnnanim import catalog, loading
from rnnanim.lesson import load_lesson
from rnnanim.mobjects.motion import Cue
from rnnanim.stage import LessonScene, beat

from manim import CairoRenderer, Square, VGroup, tempconfig


class Hashing(CairoRenderer):
    """Keeps a digest of every frame by beat."""

    def __init__(self):
        super().__init__()
        self.scene, self.digests = None, {}

    def add_frame(self, frame, num_frames=1):
        if not self.skip_animations:
            digest = hashlib.sha256(frame.tobytes()).hexdigest()
            self.digests.setdefault(self.scene.current.name, []).append((digest, num_frames))
        super().add_frame(frame, num_frames)


def frames(name, lesson, only=()):
    with tempconfig(run_config(pixel_width=128, pixel_height=72, frame_rate=2, dry_run=True)):
        renderer = Hashing()
        scene = renderer.scene = loading.load(name)(renderer, lesson=lesson, only=only)
        last = next((i for i, planned in enumerate(scene.planned) if planned.name in only), len(scene.planned))
        scene.planned = scene.planned[: last + 1]  # what would be skipped after it changes no frame of it
        scene.render()
        return renderer.digests, scene


@pytest.mark.parametrize("name", catalog.SCENES)
def test_a_beat_does_not_depend_on_how_it_was_reached(name):
    lesson = load_lesson()
    whole, scene = frames(name, lesson)
    names = [planned.name for planned in scene.planned]
    assert list(whole) == names
    assert sum(n for samples in whole.values() for _, n in samples) == scene.frames
    for one in names:
        alone, _ = frames(name, lesson, only=(one,))
        assert alone == {one: whole[one]}, one


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

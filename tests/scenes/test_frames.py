"""Every beat has the same frames whether the beats before it were played or skipped."""

import hashlib

import pytest

from rnnanim.backend import run_config

# isort: split
from rnnanim import catalog
from rnnanim.lesson import load_lesson

from manim import CairoRenderer, tempconfig


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
        scene = renderer.scene = catalog.load(name)(renderer, lesson=lesson, only=only)
        scene.render()
        return renderer.digests, scene


@pytest.mark.parametrize("name", catalog.SCENES)
def test_a_beat_does_not_depend_on_how_it_was_reached(name):
    lesson = load_lesson()
    whole, scene = frames(name, lesson)
    assert list(whole) == [beat.name for beat in scene.planned]
    assert sum(n for beat in whole.values() for _, n in beat) == scene.frames
    for beat in scene.planned:
        alone, _ = frames(name, lesson, only=(beat.name,))
        assert alone == {beat.name: whole[beat.name]}

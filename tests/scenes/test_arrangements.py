"""However a talk drops beats and puts them in order, each beat has the pictures that it has in the whole film."""

import hashlib
from functools import partial
from itertools import combinations

import numpy as np
import pytest

from rnnanim.backend import run_config

# isort: split
from rnnanim import catalog, loading
from rnnanim.audit import sampling
from rnnanim.lesson import load_lesson
from rnnanim.render.draw import BeatFrames
from rnnanim.render.writer import FrameRenderer, FrameWriter
from rnnanim.stage import LessonScene, beat

from manim import Square, tempconfig


class Stills(sampling.Sampler):
    """Keeps a digest of what is seen after every play, by beat."""

    def __init__(self):
        self.beats = {}

    def times(self, start, run_time):
        return sampling._Times([])

    def beat_began(self, scene, beat):
        self.beats[beat.name] = [digest(scene)]

    def moment(self, scene, time, *, is_still):
        self.beats[scene.current.name].append(digest(scene))

    def beat_ended(self, scene, beat):
        self.beats[beat.name].append((digest(scene), scene.wording.captions(beat)["en"]))

    def missing(self, error, beat):
        raise error


def digest(scene):
    """Return a digest of every outline in the picture, with its colours."""
    total = hashlib.sha256()
    for mobject in scene.mobjects:
        for part in mobject.family_members_with_points():
            for values in (part.points, part.fill_rgbas, part.stroke_rgbas, part.stroke_width, part.z_index):
                total.update(np.round(np.asarray(values, float), 6).tobytes())
    return total.hexdigest()


def stills(kind):
    seen = Stills()
    sampling.run(kind, load_lesson(), seen)
    return seen.beats


def talks(base):
    """Yield what a talk can do: each beat dropped, each two of them swapped."""
    names = [beat.name for beat in base.beats]
    for name in names:
        yield {"drop": (name,)}
    for one, other in combinations(names, 2):
        swap = {one: other, other: one}
        yield {"order": tuple(swap.get(name, name) for name in names)}


def compare(base, whole, changes):
    """Hold the pictures and captions of a talk against those of the whole film."""
    found = stills(type("Talk", (base,), changes))
    gone = changes.get("drop", ())
    assert sorted(found) == sorted(name for name in whole if name.rpartition("_")[0] not in gone and name not in gone)
    for name, pictures in found.items():
        assert pictures == whole[name], (changes, name)


def test_a_sum_that_is_shown_without_its_paths_or_before_them_looks_as_ever():
    base = loading.load("GradientPaths")
    whole = stills(base)
    compare(base, whole, {"drop": ("path",)})
    compare(base, whole, {"order": ("add_up", "path", "start_at_the_loss")})


@pytest.mark.slow
@pytest.mark.parametrize("name", catalog.SCENES)
def test_a_beat_looks_as_ever_whichever_beat_is_dropped_and_whichever_two_are_swapped(name):
    base = loading.load(name)
    whole = stills(base)
    for changes in talks(base):
        compare(base, whole, changes)


class Squares(LessonScene):
    """Nothing in the first beat, a square in the second."""

    @beat
    def none(self):
        self.hold(1)

    @beat
    def one(self):
        self.show(Square(6, stroke_width=0).set_fill("#FFFFFF", 1))
        self.hold(1)


@pytest.mark.parametrize("changes", [{}, {"order": ("one", "none")}, {"drop": ("none",)}])
def test_the_stills_of_a_talk_are_those_of_its_beats(changes):
    talk = type("Talk", (Squares,), changes)
    sink = BeatFrames()
    with tempconfig(run_config(pixel_width=32, pixel_height=18, frame_rate=2, format="png")):
        talk(
            FrameRenderer(partial(FrameWriter, sink=sink, on_beat=sink.begin), each=True), lesson=load_lesson()
        ).render()
    bright = {beat: bool(pictures[-1][..., :3].mean() > 50) for beat, pictures in sink.kept.items()}
    assert bright == {name: name == "one" for name in ("one", "none") if name not in changes.get("drop", ())}

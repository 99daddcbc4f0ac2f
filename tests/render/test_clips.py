"""The clips of a film, joined, are the film: frame by frame, however its beats were parted."""

import hashlib
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import pytest
from matrix import first_of

from rnnanim import catalog
from rnnanim.concat import concatenate
from rnnanim.errors import RenderError
from rnnanim.lesson import load_lesson
from rnnanim.render import clips as clips_module
from rnnanim.render.clips import Clips, draw_clips
from rnnanim.render.draw import draw
from rnnanim.render.executor import Failed, Task
from rnnanim.render.film import FilmEncoder, chapters, count_frames
from rnnanim.render.gather import ClippedFilm, Gatherer
from rnnanim.render.job import Picture, RenderJob
from rnnanim.render.plan import FilmPlan, plan_film
from rnnanim.render.progress import Watcher

PICTURE = Picture(64, 36, Fraction(4))
TALK = Path(__file__).with_name("talk.py")


class Hashes(list):
    def write(self, pixels, repeat, changed=None):
        self += [hashlib.sha256(pixels.tobytes()).digest()] * repeat


class Recorded(Clips):
    """Clips that keep a digest of every frame they are given."""

    given = Hashes()

    def write(self, pixels, repeat, changed=None):
        self.given.write(pixels, repeat)
        super().write(pixels, repeat, changed)


def decoded(path):
    with av.open(str(path)) as container:
        return [hashlib.sha256(frame.to_ndarray().tobytes()).digest() for frame in container.decode(video=0)]


def plan_of(job):
    (file,) = plan_film(job, lambda beat, frames: None, Path()).files
    return FilmPlan.from_json(file.data())


@pytest.mark.parametrize("scene", first_of([*catalog.SCENES, "rnnanim.scenes.title:TitleCard"], fast=1))
def test_the_shards_of_a_film_have_the_frames_of_a_sequential_render(scene, tmp_path, monkeypatch):
    job = RenderJob(scene, load_lesson(), PICTURE)
    draw(job, frames := Hashes())
    plan = plan_of(job)
    assert plan.frames == len(frames)
    monkeypatch.setattr(clips_module, "Clips", Recorded)
    monkeypatch.setattr(Recorded, "given", Hashes())
    beats = tuple(mark.beat for mark in plan.marks)
    clips = []
    for n in range(0, len(beats), 2):  # two beats a shard
        drawn = draw_clips(replace(job, shard=beats[n : n + 2]), lambda beat, frames: None, tmp_path / f"shard-{n}")
        assert [mark.frames for mark in drawn.drawing.marks] == [mark.frames for mark in plan.marks[n : n + 2]]
        clips += [file.content for file in drawn.files]
    assert Recorded.given == frames
    concatenate(clips, film := tmp_path / "film.mp4", title="", chapters=[])
    assert decoded(film) == [frame for clip in clips for frame in decoded(clip)]
    assert len(decoded(film)) == len(frames)


@pytest.mark.parametrize("frames", [(1, 1, 1), (1, 2, 3), (2, 1, 60, 1), (45, 1)])
def test_clips_of_few_frames_are_joined_at_strictly_rising_times(tmp_path, frames):
    paths = []
    for number, count in enumerate(frames):
        paths.append(tmp_path / f"{number}.mp4")
        encoder = FilmEncoder(paths[-1], PICTURE, "")
        for frame in range(count):
            pixels = av.VideoFrame(64, 36, "rgba").to_ndarray()
            pixels[:] = 40 * number + frame
            encoder.write(pixels, 1)
        encoder.finish([])
    film = tmp_path / "film.mp4"
    spans = [(str(n), sum(frames[:n]), count) for n, count in enumerate(frames)]
    concatenate(paths, film, title="A film", chapters=chapters(spans, 1 / PICTURE.fps))
    with av.open(str(film)) as container:
        times = [frame.pts * frame.time_base for frame in container.decode(video=0)]
        starts = [round(float(c["start"] * c["time_base"]), 6) for c in container.chapters()]
        decoding = [packet.dts for packet in av.open(str(film)).demux(video=0) if packet.dts is not None]
    assert times == [n / PICTURE.fps for n in range(sum(frames))]
    assert decoding == sorted(set(decoding))
    assert starts == [float(sum(frames[:n]) / PICTURE.fps) for n in range(len(frames))]
    assert count_frames(film) == sum(frames)
    assert decoded(film) == [frame for path in paths for frame in decoded(path)]


def test_films_of_two_sizes_are_not_joined(tmp_path):
    for name, picture in (("a", PICTURE), ("b", replace(PICTURE, width=128))):
        encoder = FilmEncoder(tmp_path / name, picture, "")
        encoder.write(av.VideoFrame(picture.width, 36, "rgba").to_ndarray(), 2)
        encoder.finish([])
    with pytest.raises(RenderError, match="differ in size, rate or encoding"):
        concatenate([tmp_path / "a", tmp_path / "b"], tmp_path / "film", title="", chapters=[])


class Told(Watcher):
    def __init__(self):
        self.of = []

    def ended(self, task, what):
        self.of.append(task.job.name)


def test_a_beat_that_is_not_as_long_as_planned_fails_its_film_once(tmp_path):
    job = RenderJob(f"{TALK}:Talk", load_lesson(), PICTURE, shard=("arrive",))
    drawn = draw_clips(job, lambda beat, frames: None, tmp_path / "shard")
    plan = plan_of(replace(job, shard=None))
    film = ClippedFilm(job, replace(plan, marks=(replace(plan.marks[0], frames=3), *plan.marks[1:])))
    gatherer, task = Gatherer(None, None, told := Told(), failures := []), Task(job, draw_clips, "")
    gatherer._fail(task, Failed(gatherer._take(film, task, drawn)))
    gatherer._fail(task, Failed("another"))
    assert [failure.message for failure in failures] == [
        f"Talk, beat arrive: {drawn.drawing.marks[0].frames} frames were drawn, of 3"
    ]
    assert told.of == ["Talk", "Talk"]

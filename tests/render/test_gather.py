"""What of a film is drawn: the beats that the cache does not have, in shards that end at about the same time."""

import hashlib
import math
from dataclasses import replace
from fractions import Fraction
from functools import partial
from pathlib import Path

import av
import pytest

from rnnanim.build import Build
from rnnanim.lesson import load_lesson
from rnnanim.render import cache as cache_module
from rnnanim.render import films, shards
from rnnanim.render.clips import draw_clips
from rnnanim.render.executor import NOT_WANTED, Failed, Task
from rnnanim.render.film import count_frames
from rnnanim.render.job import Picture, RenderJob
from rnnanim.render.progress import Watcher
from rnnanim.render.shards import Times, cut, longest
from rnnanim.render.worker import attempt
from rnnanim.timeline import Mark

TALK = Path(__file__).with_name("talk.py")
PICTURE = Picture(64, 36, Fraction(4))


class Here:
    """Draws in this process and keeps which beats of which scene, in order; "plan" stands for a plan."""

    def __init__(self, folder, processes=1):
        self.folder, self.processes, self.ran = folder, processes, []

    def run(self, tasks, on_progress, is_wanted):
        for number, task in enumerate(tasks):
            if not is_wanted(task):
                yield task, NOT_WANTED
                continue
            self.ran.append(task.job.shard if task.make is draw_clips else "plan")
            path = self.folder / f".rnnanim-{number}-0.part"
            yield task, attempt(task, partial(on_progress, task), path)


class Watch(Watcher):
    def __init__(self):
        self.ended_well, self.failures = [], []

    def done(self, name, what):
        self.ended_well.append(name)

    def ended(self, task, what):
        self.failures += [task.job.name] * isinstance(what, Failed)


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv(cache_module.VARIABLE, "1GB")
    return tmp_path / "cache" / "rnnanim"


@pytest.fixture
def render(tmp_path):
    """Return what renders a scene into a new folder, and returns what was run, the folder and the watcher."""
    folders = iter(range(100))

    def call(scene, *, text="", processes=1, kept=True, folder=None, picture=PICTURE):
        place = tmp_path / str(next(folders))
        (place / "out").mkdir(parents=True)
        file = place / "talk.py"
        file.write_text(text or TALK.read_text())
        name = scene if ":" in scene else f"{file}:{scene}"
        executor, watch = Here(folder or place / "out", processes), Watch()
        job = RenderJob(name, load_lesson(), picture)
        outcome = Build(place / "out", [job], executor, False, watch, kept).run()
        return executor.ran, place / "out", outcome, watch

    return call


def pictures(path):
    """Return the frames of a film; of such small ones x264 does not write the same bytes each time."""
    with av.open(str(path)) as container:
        return [hashlib.sha256(frame.to_ndarray().tobytes()).digest() for frame in container.decode(video=0)]


ALL = ("arrive", "path_1", "path_2", "path_3")


def test_a_film_that_is_gone_is_joined_from_its_clips(render):
    ran, first, _, _ = render("Talk")
    assert ran == ["plan", ALL]
    ran, second, _, watch = render("Talk")
    assert (ran, watch.ended_well) == (["plan"], ["Talk"])
    for path in first.iterdir():
        assert (second / path.name).read_bytes() == path.read_bytes()


def test_without_the_cache_all_is_drawn(render, home):
    render("Talk", kept=False)
    assert not list(home.rglob("*.mp4"))
    assert render("Talk")[0] == ["plan", ALL]
    assert render("Talk", kept=False)[0] == ["plan", ALL]


def test_the_plan_of_a_scene_of_ours_is_kept_too(render):
    assert render("rnnanim.scenes.title:TitleCard")[0][0] == "plan"
    assert render("rnnanim.scenes.title:TitleCard")[0] == []


@pytest.mark.parametrize("damage", ["changed", "gone"])
def test_a_clip_that_is_damaged_or_gone_is_drawn_again(render, home, damage):
    _, first, _, _ = render("Talk")
    path = sorted(home.rglob("*.mp4"))[0]
    path.unlink() if damage == "gone" else path.write_bytes(path.read_bytes()[:-1] + b"?")
    ran, second, _, _ = render("Talk")
    (beats,) = ran[1:]
    assert len(beats) == 1
    assert pictures(second / "Talk.mp4") == pictures(first / "Talk.mp4")


def test_a_beat_that_changed_is_drawn_alone(render):
    render("Talk")
    edited = TALK.read_text().replace("run_time=0.4", "run_time=3")
    assert render("Talk", text=edited)[0] == ["plan", ("arrive",)]


def test_other_words_are_subtitled_and_nothing_is_drawn(render):
    render("Talk")
    ran, folder, _, _ = render("Talk", text=TALK.read_text().replace("This is {}.", "That is {}."))
    assert ran == ["plan"] or ran == ["plan", ALL]
    assert "That is arrive." in (folder / "Talk.en.srt").read_text()


def test_a_film_is_the_same_however_it_is_parted(render, monkeypatch):
    _, whole, _, _ = render("Talk", kept=False)
    monkeypatch.setattr(shards, "LEAST", 1e-9)
    ran, parted, _, watch = render("Talk", kept=False, processes=2)
    assert ran[0] == "plan"
    assert len(ran) > 2
    assert sorted(beat for shard in ran[1:] for beat in shard) == sorted(ALL)
    assert watch.ended_well == ["Talk"]
    assert pictures(parted / "Talk.mp4") == pictures(whole / "Talk.mp4")
    for path in [*whole.glob("*.srt"), *whole.glob("*.vtt")]:
        assert (parted / path.name).read_bytes() == path.read_bytes()


def test_a_film_that_failed_is_not_drawn_on_and_what_was_drawn_of_it_is_kept(render, monkeypatch):
    monkeypatch.setattr(shards, "LEAST", 1e-9)
    fault = "self.hold(0.2)\n        if not self.renderer.skip_animations and n > 1:\n            raise ValueError(n)"
    text = TALK.read_text().replace("self.hold(0.2)", fault, 1)
    ran, folder, outcome, watch = render("Talk", text=text, processes=4)
    drawn = [beat for shard in ran[1:] for beat in shard]
    assert 0 < len(drawn) < len(ALL)
    assert drawn[-1] in ("path_2", "path_3")
    assert {*watch.failures} == {"Talk"}
    assert len(watch.failures) == 1 + len(ALL) - len(drawn)  # each that is left out is told as well
    assert len(outcome.failures) == 1
    assert not (folder / "Talk.mp4").exists()
    ran = render("Talk", text=text, processes=4)[0]
    assert not {*drawn[:-1]} & {beat for shard in ran[1:] for beat in shard}


# how they are parted


@pytest.mark.parametrize(
    ("seconds", "most", "runs"),
    [
        ([5, 5], math.inf, [2]),
        ([5, 5], 10, [2]),
        ([4, 4, 4, 4], 8, [2, 2]),
        ([1, 1, 9, 1], 6, [2, 2]),
        ([30, 1, 1], 10, [1, 2]),
        ([1] * 10, 3, [2, 3, 2, 3]),
        ([1], 0.1, [1]),
    ],
)
def test_runs_are_about_equally_long(seconds, most, runs):
    found = cut(seconds, most)
    assert [run.stop - run.start for run in found] == runs
    assert [number for run in found for number in range(len(seconds))[run]] == [*range(len(seconds))]


def test_short_films_and_those_of_one_process_are_not_parted():
    assert longest(1000, 1) == math.inf
    assert longest(15, 8) == shards.LEAST
    assert longest(1000, 2) == 125
    assert longest(1000, 50) == shards.LEAST


def test_times_of_earlier_runs_are_taken_and_the_others_follow(tmp_path, monkeypatch):
    job = RenderJob(f"{TALK}:Talk", load_lesson(), PICTURE)
    marks = [Mark(beat, beat, 0, frames) for beat, frames in (("a", 10), ("b", 20), ("c", 5))]
    clock = iter([0.0, 3.0, 3.0, 10.0])
    monkeypatch.setattr(shards.time, "monotonic", lambda: next(clock))
    times = Times(tmp_path / "times.json")
    first, _, last = times.of(job, marks)
    assert first == 2 * last > 0
    task = Task(job, draw_clips, "")
    times.at(task, "a")
    times.at(task, "b")
    times.ended(task)
    times.save()
    assert Times(tmp_path / "times.json").of(job, marks) == [3.0, 7.0, pytest.approx(5 * (0.3 + 0.35) / 2)]


@pytest.mark.parametrize("text", ["", "[]", "{", '{"a": null}', "\xff"])
def test_times_that_cannot_be_read_are_none(tmp_path, text):
    (tmp_path / "times.json").write_text(text, encoding="latin-1")
    assert Times(tmp_path / "times.json").of(RenderJob("GradientPaths", load_lesson(), PICTURE), []) == []


def test_a_draft_can_be_watched_from_its_first_beat_on(render, monkeypatch):
    """The first beat is drawn alone and at once, and the film grows, in its order, while the rest is drawn."""
    lengths = []
    monkeypatch.setattr(films, "count_frames", lambda path: lengths.append(count_frames(path)) or lengths[-1])
    ran, out, outcome, _ = render("Talk", picture=replace(PICTURE, is_draft=True))
    assert ran == ["plan", ("arrive",), ("path_1", "path_2", "path_3")]
    assert not outcome.failures
    assert lengths == sorted({*lengths})
    assert len(lengths) == 2
    assert len(pictures(out / "Talk.mp4")) == lengths[-1]


def test_a_draft_is_drawn_in_the_order_in_which_it_will_be_seen(render, monkeypatch):
    monkeypatch.setattr(shards, "LEAST", 0.0)
    ran, *_ = render("Talk", picture=replace(PICTURE, is_draft=True), processes=2)
    assert [beat for shard in ran[1:] for beat in shard] == ["arrive", "path_1", "path_2", "path_3"]

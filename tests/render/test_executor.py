"""What an executor hands back, and that one which shares no disk with us makes the same folder of films."""

import tempfile
from dataclasses import replace
from fractions import Fraction
from functools import partial
from pathlib import Path

import pytest

from rnnanim import loading
from rnnanim.build import Build
from rnnanim.catalog import SCENES
from rnnanim.errors import RenderError, RnnAnimError
from rnnanim.lesson import load_lesson
from rnnanim.render.clips import draw_clips
from rnnanim.render.executor import Drawn, Failed, File, Task
from rnnanim.render.job import Picture, RenderJob
from rnnanim.render.local import LocalPool
from rnnanim.render.progress import Watcher
from rnnanim.render.worker import attempt

TALK = Path(__file__).with_name("talk.py")
PICTURE = Picture(160, 90, Fraction(10))


def job(name):
    return RenderJob(f"{TALK}:{name}", load_lesson(), PICTURE)


class Watch(Watcher):
    """Keeps what it is told."""

    def __init__(self):
        self.told = []

    def plan(self, names, kept):
        self.told.append(("plan", *names))

    def progress(self, task, beat, frames):
        self.told.append((task.job.name, beat, frames))

    def done(self, name, what):
        self.told.append((name, what))

    joined = done

    def ended(self, task, what):
        if isinstance(what, Failed):
            self.told.append((task.job.name, "failed"))


class Elsewhere:
    """Draws in a folder that is gone when the result arrives: only bytes cross."""

    processes = 1

    def run(self, tasks, on_progress, is_wanted):
        for task in tasks:
            with tempfile.TemporaryDirectory() as folder:
                drawn = attempt(task, partial(on_progress, task), Path(folder) / "film")
                if isinstance(drawn, Drawn):
                    drawn = replace(drawn, files=tuple(File.of(file.data()) for file in drawn.files))
            yield task, drawn


def test_films_that_arrive_as_bytes_are_those_of_the_local_pool(tmp_path):
    here, there, watch = tmp_path / "here", tmp_path / "there", Watch()
    with LocalPool(1, here) as pool:
        assert Build(here, [job("Other")], pool, False, Watch()).run().failures == []
    outcome = Build(there, [job("Other")], Elsewhere(), False, watch).run()
    assert outcome.films == [there / "Other.mp4"]
    assert watch.told == [("plan", "Other"), ("Other", "only", 0), watch.told[-1]]
    assert watch.told[-1][1].endswith(" s of film")
    for path in here.iterdir():
        assert (there / path.name).read_bytes() == path.read_bytes()
    assert {path.name for path in here.iterdir()} == {path.name for path in there.iterdir()}


def test_a_scene_that_fails_elsewhere_is_a_failure_of_the_build(tmp_path):
    watch = Watch()
    (failure,) = Build(tmp_path / "out", [job("Broken")], Elsewhere(), False, watch).run().failures
    assert failure == Failed(
        "talk.py:Broken, beat bad, line 50: ZeroDivisionError: nothing to divide by", 1, failure.log
    )
    assert watch.told[-1] == ("Broken", "failed")
    assert not (tmp_path / "out").exists()


def test_the_pool_gives_paths_with_their_digests(tmp_path):
    task = Task(job("Other"), draw_clips, job("Other").key)
    with LocalPool(1, tmp_path) as pool:
        ((done, drawn),) = pool.run([task])
    (made,) = drawn.files
    assert done == task
    assert made.content.parent == tmp_path
    assert made.content.suffix == ".part"
    assert made == File.of(made.content)
    assert drawn.drawing.title == "Other"


def first_beats():
    """Return the first beat of every scene, small."""
    for name in SCENES:
        first = loading.load(name).plan(load_lesson())[0].name
        yield RenderJob(name, load_lesson(), Picture(128, 72, Fraction(5)), (first,))


@pytest.mark.parametrize(
    "jobs",
    [
        pytest.param(lambda: map(job, ("Talk", "Other", "Card")), id="a talk"),
        pytest.param(first_beats, id="the lecture", marks=pytest.mark.slow),
    ],
)
def test_a_film_is_the_same_whatever_its_worker_drew_before(tmp_path, jobs):
    tasks = [Task(job, draw_clips, job.key) for job in jobs()]
    (forth := tmp_path / "forth").mkdir()
    (back := tmp_path / "back").mkdir()
    with LocalPool(1, forth) as one, LocalPool(1, back) as other:
        films = [dict(one.run(tasks)), dict(other.run(tasks[::-1]))]
    for task in tasks:
        one, other = (drawn[task] for drawn in films)
        assert one.drawing == other.drawing
        assert one.files[0].sha256 == other.files[0].sha256


@pytest.mark.parametrize("kind", ["bytes", "path"])
def test_a_file_that_is_not_what_was_made_gets_no_name(tmp_path, kind):
    (part := tmp_path / "part").write_bytes(b"film")
    made = File.of(b"film" if kind == "bytes" else part)
    if kind == "bytes":
        made = replace(made, content=b"fil")
    else:
        part.write_bytes(b"fil")
    with pytest.raises(RenderError, match=r"a\.mp4 is not as its worker wrote it"):
        made.put(tmp_path / "a.mp4")
    assert not (tmp_path / "a.mp4").exists()


@pytest.mark.parametrize("kind", ["bytes", "path"])
def test_a_name_that_is_taken_by_a_folder_is_one_line(tmp_path, kind):
    (part := tmp_path / "part").write_bytes(b"film")
    (tmp_path / "a.mp4").mkdir()
    with pytest.raises(RnnAnimError, match=r"cannot write .*a\.mp4"):
        File.of(b"film" if kind == "bytes" else part).put(tmp_path / "a.mp4")


def test_sources_that_are_not_those_planned_with_are_noticed_at_the_first_beat(tmp_path):
    begun = []
    failed = attempt(Task(job("Other"), draw_clips, "another key"), lambda *told: begun.append(told), tmp_path / "film")
    assert failed == Failed("Other: the sources changed while they were loaded; render it again")
    assert begun == []

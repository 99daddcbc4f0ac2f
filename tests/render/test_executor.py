"""What an executor hands back, and that one which shares no disk with us makes the same folder of films."""

import tempfile
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from rnnanim.build import Build
from rnnanim.errors import RenderError, RnnAnimError
from rnnanim.lesson import load_lesson
from rnnanim.render.clips import draw_clips
from rnnanim.render.executor import Drawn, Failed, File, Task
from rnnanim.render.job import Picture, RenderJob
from rnnanim.render.local import LocalPool
from rnnanim.render.worker import attempt

TALK = Path(__file__).with_name("talk.py")
PICTURE = Picture(160, 90, Fraction(10))


def job(name):
    return RenderJob(f"{TALK}:{name}", load_lesson(), PICTURE)


class Watch:
    """Keeps what it is told."""

    def __init__(self):
        self.told = []

    def plan(self, names, kept):
        self.told.append(("plan", *names))

    def beat(self, name, beat):
        self.told.append((name, beat))

    def done(self, name, what):
        self.told.append((name, what))

    joined = done

    def failed(self, name):
        self.told.append((name, "failed"))


class Elsewhere:
    """Draws in a folder that is gone when the result arrives: only bytes cross."""

    processes = 1

    def run(self, tasks, on_beat):
        for task in tasks:
            with tempfile.TemporaryDirectory() as folder:
                drawn = attempt(task, lambda beat, task=task: on_beat(task, beat), Path(folder) / "film")
                if isinstance(drawn, Drawn):
                    drawn = replace(drawn, files=tuple(File.of(file.data()) for file in drawn.files))
            yield task, drawn


def test_films_that_arrive_as_bytes_are_those_of_the_local_pool(tmp_path):
    here, there, watch = tmp_path / "here", tmp_path / "there", Watch()
    assert Build(here, [job("Other")], LocalPool(1, here), False, Watch()).run().failures == []
    outcome = Build(there, [job("Other")], Elsewhere(), False, watch).run()
    assert outcome.films == [there / "Other.mp4"]
    assert watch.told == [("plan", "Other"), ("Other", "only"), watch.told[-1]]
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
    ((done, drawn),) = LocalPool(1, tmp_path).run([task])
    (made,) = drawn.files
    assert done == task
    assert made.content.parent == tmp_path
    assert made.content.suffix == ".part"
    assert made == File.of(made.content)
    assert drawn.drawing.title == "Other"


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
    failed = attempt(Task(job("Other"), draw_clips, "another key"), begun.append, tmp_path / "film")
    assert failed == Failed("Other: the sources changed while they were loaded; render it again")
    assert begun == []

"""How far a run is, and how long the rest takes: from what is expected, corrected by what has come."""

from dataclasses import replace
from fractions import Fraction

import pytest

from rnnanim.lesson import load_lesson
from rnnanim.render.clips import draw_clips
from rnnanim.render.executor import Task
from rnnanim.render.job import Picture, RenderJob
from rnnanim.render.progress import Pace
from rnnanim.render.worker import Counted

JOB = RenderJob("GradientPaths", load_lesson(), Picture(16, 16, Fraction(10)))
ONE, TWO, THREE = (Task(JOB, draw_clips, key, 100) for key in "abc")


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def test_nothing_is_said_of_the_time_until_there_is_something_to_go_by(clock):
    pace = Pace([ONE, TWO], clock)
    assert (pace.frames, pace.total, pace.rate, pace.left) == (0, 200, None, None)
    pace.take(ONE, 0)
    clock.now = 2.0
    pace.take(ONE, 40)
    assert (pace.frames, pace.rate, pace.left) == (40, None, None)
    clock.now = 4.0
    assert (pace.rate, pace.left) == (10.0, pytest.approx(16))


def test_what_has_ended_corrects_what_is_expected_of_the_rest(clock):
    pace = Pace([ONE, TWO], clock)
    pace.take(ONE, 0)
    clock.now = 10.0
    pace.end(ONE, 200)
    assert (pace.frames, pace.total, pace.left) == (200, 400, pytest.approx(10))


def test_the_last_task_alone_is_not_as_fast_as_many_were(clock):
    pace = Pace([ONE, TWO, THREE], clock)
    for task in (ONE, TWO, THREE):
        pace.take(task, 0)
    clock.now = 10.0
    pace.end(ONE, 100)
    pace.end(TWO, 100)
    pace.take(THREE, 10)
    assert pace.left == pytest.approx(90)


def test_a_task_that_draws_more_than_was_expected_is_never_more_than_done(clock):
    pace = Pace([ONE], clock)
    pace.take(ONE, 0)
    clock.now = 10.0
    pace.take(ONE, 500)
    assert pace.total == 510
    assert 0 < pace.left < 1


def test_a_task_that_is_drawn_once_more_begins_anew(clock):
    pace = Pace([ONE], clock)
    pace.take(ONE, 0)
    clock.now = 10.0
    pace.take(ONE, 50)
    pace.take(ONE, 0)
    assert pace.frames == 0
    clock.now = 20.0
    pace.take(ONE, 50)
    assert pace.left == pytest.approx(20)


def test_a_task_of_which_nothing_is_known_makes_no_total(clock):
    unknown = replace(TWO, frames=None)
    pace = Pace([ONE, unknown], clock)
    pace.take(unknown, 0)
    clock.now = 10.0
    pace.take(unknown, 30)
    assert (pace.frames, pace.total, pace.left, pace.rate) == (30, None, None, 3.0)
    pace.end(unknown, 40)
    assert (pace.total, pace.left) == (140, pytest.approx(25))


def test_frames_are_told_with_each_beat_and_a_few_times_a_second(monkeypatch):
    clock, told, taken = Clock(), [], []
    monkeypatch.setattr("rnnanim.render.worker.time.monotonic", clock)
    monkeypatch.setattr("rnnanim.render.worker._EVERY", 1.0)

    class Sink:
        def write(self, pixels, repeat, changed=None):
            taken.append((pixels, repeat))

    counted = Counted(Sink(), lambda *what: told.append(what))
    clock.now = 5.0
    counted.begin("one")
    for _ in range(6):
        clock.now += 0.4
        counted.write("picture", 2)
    counted.begin("two")
    assert told == [("one", 0), ("one", 6), ("one", 12), ("two", 12)]
    assert taken == [("picture", 2)] * 6

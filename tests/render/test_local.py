"""Workers of this machine: which of them are kept, what becomes of a task whose worker dies, and how much they hold."""

import multiprocessing
import os
from fractions import Fraction
from pathlib import Path

import making
import pytest

from rnnanim.lesson import load_lesson
from rnnanim.render.executor import Drawn, Failed, Task
from rnnanim.render.job import Picture, RenderJob
from rnnanim.render.local import LocalPool
from rnnanim.render.memory import available, fair_share

TALK = Path(__file__).with_name("talk.py")
LESSON = load_lesson()
needs_signals = pytest.mark.skipif(os.name == "nt", reason="signals")
needs_proc = pytest.mark.skipif(not os.path.exists("/proc/self/statm"), reason="what a process holds is not told")


def task(make, scene="GradientPaths", width=16):
    job = RenderJob(scene, LESSON, Picture(width, 16, Fraction(10)))
    return Task(job, make, job.key)


def run(folder, *tasks, processes=1, memory=None):
    """Return what became of each task, in the order in which they ended, and what was told meanwhile."""
    told = []
    with LocalPool(processes, folder, memory) as pool:
        ended = [what for _, what in pool.run(tasks, lambda task, beat, frames: told.append((beat, frames)))]
    assert not multiprocessing.active_children()
    return ended, told


def processes_of(ended):
    return [what.drawing.title for what in ended]


def test_a_worker_draws_task_after_task(tmp_path):
    ended, told = run(tmp_path, *(task(making.process) for _ in range(5)), processes=2)
    assert len({*processes_of(ended)}) <= 2
    assert told == [("only", 1)] * 5
    assert all(what.memory > 1e6 for what in ended) or os.name == "nt"


def test_the_code_of_one_talk_never_meets_that_of_another(tmp_path):
    (other := tmp_path / "other.py").write_text(TALK.read_text())
    scenes = ["GradientPaths", "ForwardPass", f"{TALK}:Talk", f"{TALK}:Other", f"{other}:Other"]
    ended, _ = run(tmp_path, *(task(making.process, scene) for scene in scenes))
    one, two, three, four, five = processes_of(ended)
    assert one == two
    assert three == four
    assert len({one, three, five}) == 3


def test_neither_a_worker_that_failed_nor_its_file_is_kept(tmp_path):
    (one, failed, two), _ = run(tmp_path, task(making.process), task(making.fail), task(making.process))
    assert failed.message == f"GradientPaths: ZeroDivisionError: {one.drawing.title}"
    assert two.drawing.title != one.drawing.title
    assert not list(tmp_path.iterdir())


@needs_signals
def test_a_task_whose_worker_is_killed_is_drawn_by_a_fresh_one_and_no_other_is_lost(tmp_path):
    tasks = [task(making.process), task(making.die_once), *(task(making.process) for _ in range(3))]
    ended, told = run(tmp_path, *tasks, processes=2)
    assert len(ended) == 5
    assert all(isinstance(what, Drawn) for what in ended)
    assert told.count(("first", 1)) == 1
    assert told.count(("only", 1)) == 5


@needs_signals
@pytest.mark.parametrize(
    ("scene", "end"),
    [
        ("GradientPaths", "was killed by SIGKILL (out of memory?) twice"),
        (f"{TALK}:Other", "was killed by SIGKILL (out of memory?), and the next one was killed by SIGSEGV"),
    ],
)
def test_a_task_that_is_lost_twice_is_one_line_with_its_beat(tmp_path, scene, end):
    (failed, drawn), _ = run(tmp_path, task(making.die, scene), task(making.process))
    assert failed == Failed(f"{scene.rpartition(':')[2]}, beat second: its worker {end}")
    assert isinstance(drawn, Drawn)


@needs_proc
def test_a_worker_that_needs_more_than_it_may_hold_is_ended(tmp_path):
    (failed,), _ = run(tmp_path, task(making.take_memory, width=600), memory=400 * making.MB)
    needs = "needed more than the 0.4 GB that it may hold (a lower -q or fewer --jobs needs less)"
    assert failed == Failed(f"GradientPaths, beat only: its worker {needs} twice")


@needs_proc
@pytest.mark.parametrize(("width", "kept"), [(20, True), (300, False)])
def test_a_worker_that_has_grown_makes_room_for_a_fresh_one(tmp_path, width, kept):
    ended, _ = run(tmp_path, task(making.take_memory, width=width), task(making.process), memory=600 * making.MB)
    one, two = processes_of(ended)
    assert (one == two) is kept


def test_workers_are_kept_from_one_run_to_the_next(tmp_path):
    with LocalPool(2, tmp_path) as pool:
        first, second = ([what for _, what in pool.run([task(making.process)])] for _ in range(2))
    assert processes_of(first) == processes_of(second)
    assert not multiprocessing.active_children()


def test_what_a_worker_has_printed_is_seen(tmp_path, capfd):
    run(tmp_path, task(making.say))
    assert capfd.readouterr().err == "said"


def test_a_run_that_is_left_in_the_middle_leaves_no_process_that_draws(tmp_path):
    with LocalPool(2, tmp_path) as pool:
        ended = pool.run([task(making.process), task(making.sleep)])
        _, drawn = next(ended)
        ended.close()
        assert [str(process.pid) for process in multiprocessing.active_children()] == processes_of([drawn])
    assert not multiprocessing.active_children()


def test_a_fault_beside_a_run_leaves_no_process(tmp_path):
    with pytest.raises(ZeroDivisionError), LocalPool(2, tmp_path) as pool:
        for _ in pool.run([task(making.process), task(making.sleep)]):
            raise ZeroDivisionError
    assert not multiprocessing.active_children()


def test_what_is_not_wanted_any_more_is_not_drawn_on(tmp_path):
    talk = f"{TALK}:Talk"
    tasks = [task(making.fail), task(making.sleep), task(making.process, talk), task(making.process)]
    with LocalPool(2, tmp_path) as pool:
        failed = set()
        for done, what in pool.run(tasks, is_wanted=lambda task: task.job.scene not in failed):
            if isinstance(what, Failed):
                failed.add(done.job.scene)
            else:
                drawn = done.job.scene
    assert (failed, drawn) == ({"GradientPaths"}, talk)


EIGHT = 8 * 1024
GROUPS = {
    "none": ("0::/", {}, EIGHT),
    "a limit of its own": (
        "0::/a/b",
        {"a/b": ("memory.max", 3000, "memory.current", 1000, "inactive_file", 500)},
        2500,
    ),
    "a limit further out": ("0::/a/b", {"a": ("memory.max", 3000, "memory.current", 3500, "inactive_file", 100)}, 0),
    "no limit": ("0::/a", {"a": ("memory.max", "max", "memory.current", 1000, "inactive_file", 0)}, EIGHT),
    "a container": ("0::/gone", {".": ("memory.max", 3000, "memory.current", 1000, "inactive_file", 0)}, 2000),
    "the first version": (
        "4:cpu,memory:/a",
        {"memory/a": ("memory.limit_in_bytes", 3000, "memory.usage_in_bytes", 1000, "total_inactive_file", 50)},
        2050,
    ),
}


@pytest.mark.parametrize("case", GROUPS)
def test_what_is_free_is_what_machine_and_control_groups_leave(tmp_path, case):
    own, groups, free = GROUPS[case]
    proc, root = tmp_path / "proc", tmp_path / "cgroup"
    (proc / "self").mkdir(parents=True)
    (proc / "meminfo").write_text("MemTotal: 16 kB\nMemAvailable: 8 kB\nHugePages_Total: 0\n")
    (proc / "self" / "cgroup").write_text(f"{own}\n")
    for name, (limit, most, used, now, cached, idle) in groups.items():
        (folder := root / name).mkdir(parents=True, exist_ok=True)
        (folder / limit).write_text(f"{most}\n")
        (folder / used).write_text(f"{now}\n")
        (folder / "memory.stat").write_text(f"anon 7\n{cached} {idle}\n")
    assert available(proc, root) == free


def test_a_share_is_never_too_small_to_draw_with():
    assert fair_share(10**6) == 10**9

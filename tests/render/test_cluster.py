"""Films from the workers of a cluster: the same as ours, whoever is killed meanwhile; and what is refused."""

import json
import os
import pickle
import re
import shutil
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, closing
from fractions import Fraction
from pathlib import Path

import pytest
import steady

from rnnanim import loading
from rnnanim.errors import InputError
from rnnanim.lesson import load_lesson
from rnnanim.render import dask
from rnnanim.render.clips import draw_clips
from rnnanim.render.dask import Cluster
from rnnanim.render.executor import NOT_WANTED, Drawn, Task
from rnnanim.render.job import Picture, RenderJob
from rnnanim.render.local import LocalPool
from rnnanim.render.local_cluster import started
from rnnanim.render.remote import Parcel, environment

pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
pytestmark = pytest.mark.skipif(os.name == "nt", reason="sessions and signals")

HERE = Path(__file__).parent
PICTURE = Picture(160, 90, Fraction(4))
ROLES = ("SCHEDULER", "WORKER", "CLIENT")
SUPPORT = str(HERE.parent / "support")


def task(name, file="talk.py", **changes):
    job = RenderJob(f"{HERE / file}:{name}", load_lesson(), PICTURE, **changes)
    return Task(job, draw_clips, job.key)


def drawn(executor, *tasks):
    """Return what became of tasks, by name."""
    with executor:
        return {task.job.name: what for task, what in executor.run(tasks)}


def films(executor, *tasks):
    return {name: [file.data() for file in what.files] for name, what in drawn(executor, *tasks).items()}


@pytest.fixture(autouse=True, scope="module")
def notes(tmp_path_factory):
    """Return the folder in which deadly scenes take notes; the workers hold their sources still, as we do."""
    folder = tmp_path_factory.mktemp("notes")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RNNANIM_TEST_NOTES", str(folder))
        patch.setenv("PYTHONPATH", SUPPORT, prepend=os.pathsep)
        patch.setenv("DASK_DISTRIBUTED__WORKER__PRELOAD", "steady")
        yield folder


@pytest.fixture(scope="module")
def cluster(notes):
    """Return a cluster of two workers that is used as if it were far away."""
    with started(2) as address, Cluster(address) as cluster:
        yield cluster


def test_a_film_is_that_of_the_local_pool_and_tells_its_beats(cluster, tmp_path):
    told, work = [], task("Talk", shard=("arrive", "path_1"))
    ((done, there),) = cluster.run([work], lambda _, beat, frames: told.append((beat, frames)))
    assert cluster.processes == 2
    assert done == work
    assert told[0] == ("arrive", 0)
    assert {beat for beat, _ in told} == {"arrive", "path_1"}
    assert [type(file.content) for file in there.files] == [bytes, bytes]
    assert there.drawing.frames > 1
    assert {"Talk": [file.data() for file in there.files]} == films(LocalPool(1, tmp_path), work)


def test_what_is_not_wanted_any_more_is_called_off(cluster):
    ended = []
    for _, what in cluster.run([task("Broken"), task("Slow")], is_wanted=lambda task: not ended):
        ended.append(what)
    assert "nothing to divide by" in ended[0].message
    assert ended[1:] == [NOT_WANTED]


@pytest.mark.slow
def test_two_workers_of_this_machine_give_the_same_films(tmp_path):
    work = [task("Talk"), task("Other")]
    assert films(Cluster("local:2"), *work) == films(LocalPool(2, tmp_path), *work)


@pytest.mark.slow
def test_a_worker_that_is_killed_in_the_middle_costs_its_shard_only(cluster, notes, tmp_path):
    (notes / "killed").unlink(missing_ok=True)
    work = [task("Once", "deadly.py"), task("Other")]
    there = films(cluster, *work)
    assert (notes / "killed").exists()
    assert there == films(LocalPool(1, tmp_path), *work)


@pytest.mark.slow
def test_a_scene_that_kills_every_worker_is_reported_and_the_others_are_drawn():
    found = drawn(Cluster("local:1"), task("Always", "deadly.py"), task("Other"))
    assert isinstance(found["Other"], Drawn)
    pattern = r"Always: 3 workers were lost while they drew it, the last tcp://127\.0\.0\.1:\d+"
    assert re.fullmatch(pattern, found["Always"].message)


@pytest.mark.slow
def test_what_goes_wrong_in_a_scene_is_told_of_the_file_of_its_user(cluster, tmp_path):
    (path := tmp_path / "broken.py").write_text("import rnnanim\n1 / 0\n")
    job = RenderJob(f"{path}:Any", load_lesson(), PICTURE)
    found = drawn(cluster, task("Broken"), Task(job, draw_clips, job.key), task("Killed"))
    broken = found["Broken"]
    assert broken.message == "talk.py:Broken, beat bad, line 50: ZeroDivisionError: nothing to divide by"
    assert f'"{HERE / "talk.py"}", line 50' in broken.log
    assert found["Any"].message == f"{path}: line 2: ZeroDivisionError: division by zero"
    assert found["Any"].exit_code == 2
    killed = r"Killed.*: its worker was killed by SIGKILL .*; on worker tcp://127\.0\.0\.1:\d+ "
    assert re.match(killed, found["Killed"].message)


@pytest.mark.slow
def test_a_run_that_is_left_ends_what_is_drawn(cluster, notes):
    (note := notes / "process").unlink(missing_ok=True)
    begun = []
    with closing(cluster.run([task("Endless", "deadly.py")], lambda *what: begun.append(note))) as ended:
        next_of(ended, lambda: note.exists() and note.read_text())
    await_(lambda: not Path(f"/proc/{note.read_text()}").exists())


def next_of(ended, condition):
    """Let a run go on until a condition holds."""

    class Enough(Exception):
        pass

    def look(number, frame):
        if condition():
            raise Enough

    before = signal.signal(signal.SIGALRM, look)
    signal.setitimer(signal.ITIMER_REAL, 0.1, 0.1)
    try:
        with pytest.raises(Enough):
            next(ended)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def await_(condition, seconds=20):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.05)


@pytest.mark.slow
def test_other_versions_and_fonts_are_refused_by_name(monkeypatch):
    monkeypatch.setenv("DASK_DISTRIBUTED__WORKER__PRELOAD", "outdated")
    manim = environment()["manim"]
    with started(1) as address, pytest.raises(InputError) as refused:
        drawn(Cluster(address), task("Other"))
    line = rf"--cluster {address}: worker tcp://127\.0\.0\.1:\d+ \(0\): manim is 0\.21\.0 there and {manim} here, "
    assert re.fullmatch(line + r"fonts is other there and \w{8} here; install the same there, .*", str(refused.value))


@pytest.mark.slow
def test_a_worker_that_joins_a_run_and_has_another_manim_draws_nothing(cluster, monkeypatch):
    monkeypatch.setattr(dask, "environment", lambda: {**environment(), "manim": "0.23.0"})
    monkeypatch.setattr(dask, "differences", lambda here, there: "")  # as if it had not been there yet
    message = drawn(Cluster(cluster.address), task("Other"))["Other"].message
    manim = environment()["manim"]
    assert re.match(rf"Other: manim is {manim} there and 0\.23\.0 here; on worker tcp://127\.0\.0\.1:\d+ ", message)


def test_an_address_at_which_nobody_answers_is_one_line(monkeypatch):
    monkeypatch.setattr(dask, "_CONNECT", 0.3)
    with pytest.raises(InputError, match=r"--cluster 127\.0\.0\.1:9: no Dask scheduler answers there; Timed out"):
        drawn(Cluster("127.0.0.1:9"), task("Other"))


def test_tls_without_its_settings_is_one_line():
    with pytest.raises(InputError, match=r"no Dask scheduler answers there; tls:// needs the TLS settings"):
        drawn(Cluster("tls://127.0.0.1:9"), task("Other"))


@pytest.fixture
def far(tmp_path, monkeypatch):
    """Return the address of a scheduler with a worker, both started by hand and open to those with a certificate."""
    config = pytest.importorskip("dask.config")
    if not (openssl := shutil.which("openssl")):
        pytest.skip("openssl makes the certificate")
    key, cert, told = (str(tmp_path / name) for name in ("key.pem", "cert.pem", "scheduler.json"))
    ask = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=node -addext subjectAltName=IP:127.0.0.1"
    subprocess.run([openssl, *ask.split(), "-keyout", key, "-out", cert], check=True, capture_output=True)
    settings = {f"{role}__{name}": path for role in ROLES for name, path in (("CERT", cert), ("KEY", key))}
    for name, path in {"CA_FILE": cert, **settings}.items():
        monkeypatch.setenv(f"DASK_DISTRIBUTED__COMM__TLS__{name}", path)
    alone = ["--no-dashboard", "--scheduler-file", told]
    commands = [["scheduler", "--protocol", "tls", "--host", "127.0.0.1", "--port", "0"], ["worker", "--nthreads", "2"]]
    with ExitStack() as after:
        config.refresh()
        after.callback(config.refresh, env={})
        for name, *options in commands:
            command = [sys.executable, "-m", f"distributed.cli.dask_{name}", *options, *alone]
            after.callback(stop, subprocess.Popen(command, stderr=subprocess.DEVNULL, cwd=tmp_path))
        await_(lambda: Path(told).exists() and Path(told).read_text())
        yield json.loads(Path(told).read_text())["address"]


def stop(process):
    process.terminate()
    process.communicate(timeout=20)


@pytest.mark.slow
def test_the_tls_settings_of_dask_are_passed_on(far, tmp_path):
    there = films(Cluster(far), task("Other"))
    assert far.startswith("tls://")
    assert there == films(LocalPool(1, tmp_path), task("Other"))
    with pytest.raises(InputError, match="no Dask scheduler answers there"):
        drawn(Cluster(far.replace("tls://", "tcp://")), task("Other"))


@pytest.mark.parametrize("address", ["local:0", "local:", "local:two", "tcp://10.0.0.2", "10.0.0.2:port", "", "a b:1"])
def test_what_is_no_address_is_refused(address):
    with pytest.raises(InputError, match=r"give HOST:PORT .* or local:N"):
        Cluster(address)


@pytest.mark.parametrize("address", ["local:12", "node:8786", "tls://10.0.0.2:8786", "tcp://[::1]:8786"])
def test_an_address_is_taken(address):
    assert Cluster(address).address == address


def test_without_distributed_one_line_says_what_to_install(monkeypatch):
    monkeypatch.setattr(dask, "find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"-m pip install 'rnnanim\[cluster\]'"):
        Cluster("local:2")


def test_a_talk_is_sent_with_the_modules_beside_it(tmp_path):
    (tmp_path / "kit").mkdir()
    (tmp_path / "kit" / "__init__.py").write_text("from kit.size import SIDE\n")
    (tmp_path / "kit" / "size.py").write_text("SIDE = 3\n")
    (tmp_path / "unrelated.py").write_text("")
    imports = "import kit\nfrom rnnanim.scenes.paths import GradientPaths\n"
    (path := tmp_path / "own.py").write_text(f"{imports}class Own(GradientPaths):\n    side = kit.SIDE\n")
    job = RenderJob(f"{path}:Own", load_lesson(), PICTURE)
    parcel = Parcel.of(Task(job, draw_clips, job.key), {})
    assert set(parcel.files) == {"own.py", "kit/__init__.py", "kit/size.py"}
    opened = pickle.loads(pickle.dumps(parcel)).opened(tmp_path / "there")
    assert opened.job.scene == f"{tmp_path / 'there' / 'own.py'}:Own"
    assert loading.load(opened.job.scene).side == 3


def render(*arguments):
    command = [*steady.COMMAND, "render", *arguments, "-q", "l", "--fps", "4"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)


@pytest.mark.slow
def test_a_scheduler_that_goes_away_is_one_line_and_what_is_finished_stays(tmp_path):
    scenes = [f"{HERE / file}" for file in ("talk.py:Other", "deadly.py:Scheduler", "talk.py:Talk")]
    process = render(*scenes, "--cluster", "local:1", "--out", str(tmp_path))
    output, errors = process.communicate(timeout=60)
    gone = "rnnanim: --cluster local:1: the scheduler has gone; what is finished stays, run it again"
    lines = [line for line in errors.splitlines() if not line.endswith(": drawing") and not line.startswith("drawn: ")]
    assert lines == ["Other: 1.5 s of film", gone]
    assert (process.returncode, output) == (1, f"{tmp_path / 'Other.mp4'}\n")


def test_jobs_are_not_for_a_cluster(tmp_path):
    process = render("GradientPaths", "--cluster", "local:1", "--jobs", "2", "--out", str(tmp_path))
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 2
    assert errors.startswith("rnnanim: --jobs is for this machine; ")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="/proc")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -9)])
def test_a_run_that_is_stopped_leaves_no_process_and_no_file(notes, tmp_path, monkeypatch, number, code):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    (note := notes / "process").unlink(missing_ok=True)
    process = render(f"{HERE / 'deadly.py'}:Endless", "--cluster", "local:1", "--out", str(tmp_path / "out"))
    await_(lambda: note.exists() and note.read_text())
    session = os.getsid(int(note.read_text()))
    assert session not in (0, os.getsid(0), process.pid)
    os.killpg(process.pid, number)
    begun = time.monotonic()
    _, errors = process.communicate(timeout=20)
    await_(lambda: not [one for one in Path("/proc").glob("[0-9]*") if session_of(one) == session])
    assert time.monotonic() - begun < 3  # two, and some for a busy machine
    assert process.returncode == code
    if number == signal.SIGINT:
        assert [line for line in errors.splitlines() if "drawing" not in line] == ["rnnanim: interrupted"]
        assert list(tmp_path.iterdir()) == []


def session_of(process):
    try:
        return int((process / "stat").read_text().rpartition(")")[2].split()[3])
    except OSError:
        return None

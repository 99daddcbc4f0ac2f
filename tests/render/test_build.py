"""Folders of films: what is drawn, what is kept, what is joined, and what a fault leaves behind."""

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import pytest

from rnnanim import build as build_module
from rnnanim.build import Build
from rnnanim.errors import RnnAnimError
from rnnanim.files import sha256
from rnnanim.lesson import load_lesson
from rnnanim.render.job import Picture, RenderJob
from rnnanim.render.local import LocalPool
from rnnanim.render.progress import Watcher

TALK = Path(__file__).with_name("talk.py")
PICTURE = Picture(160, 90, Fraction(10))
LESSON = load_lesson()


class Watch(Watcher):
    def __init__(self):
        self.planned, self.kept, self.finished = [], [], []

    def plan(self, names, kept):
        self.planned, self.kept = list(names), list(kept)

    def done(self, name, seconds):
        self.finished.append(name)

    def joined(self, name, what):
        self.finished.append(f"{name}: {what}")


def job(name, **changes):
    return replace(RenderJob(f"{TALK}:{name}", LESSON, PICTURE), **changes)


def build(folder, *jobs, joined=False, processes=2):
    watch = Watch()
    with LocalPool(processes, folder) as executor:
        outcome = Build(folder, jobs, executor, joined, watch).run()
    return outcome, watch


def manifest(folder):
    return {film["file"]: film for film in json.loads((folder / "manifest.json").read_text())["files"]}


def names(folder):
    return {path.name for path in folder.iterdir()}


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    folder = tmp_path_factory.mktemp("films")
    outcome, _ = build(folder, job("Talk"), job("Other"))
    assert outcome.failures == []
    return folder


@pytest.fixture
def films(finished, tmp_path):
    """Return a folder with both films that a test may spoil."""
    for path in finished.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    return tmp_path


@pytest.fixture(autouse=True)
def card(monkeypatch):
    monkeypatch.setattr(build_module, "TITLE_CARD", f"{TALK}:Card")


def test_a_scene_gives_a_film_subtitles_and_a_place_in_the_manifest(finished):
    kinds = ("mp4", "en.srt", "en.vtt", "zh.srt", "zh.vtt")
    assert names(finished) == {f"{scene}.{kind}" for scene in ("Talk", "Other") for kind in kinds} | {"manifest.json"}
    film = manifest(finished)["Talk.mp4"]
    assert [beat["name"] for beat in film["beats"]] == ["arrive", "path_1", "path_2", "path_3"]
    assert film["sha256"] == sha256(finished / "Talk.mp4")
    with av.open(str(finished / "Talk.mp4")) as container:
        assert sum(1 for _ in container.decode(video=0)) == film["frames"] == sum(b["frames"] for b in film["beats"])
        assert [c["metadata"]["title"] for c in container.chapters()] == [b["name"] for b in film["beats"]]
    first = film["beats"][1]
    assert (first["first_frame"], first["start"]) == (film["beats"][0]["frames"], film["beats"][0]["frames"] / 10)


def test_a_rerun_draws_nothing(films):
    before = {path: path.stat().st_mtime_ns for path in films.iterdir()}
    outcome, watch = build(films, job("Talk"), job("Other"))
    assert (watch.planned, watch.kept) == ([], ["Talk", "Other"])
    assert outcome.films == [films / "Talk.mp4", films / "Other.mp4"]
    assert {path: path.stat().st_mtime_ns for path in films.iterdir()} == before


def test_a_subtitle_that_is_gone_comes_back_without_drawing(films):
    text = (films / "Talk.zh.srt").read_text()
    (films / "Talk.zh.srt").unlink()
    _, watch = build(films, job("Talk"))
    assert watch.planned == []
    assert (films / "Talk.zh.srt").read_text() == text


def test_only_what_changed_is_drawn_again(films):
    (films / "Other.mp4").write_bytes(b"x" * 4000)
    _, watch = build(films, job("Talk"), job("Other"))
    assert watch.planned == ["Other"]
    assert manifest(films)["Other.mp4"]["sha256"] == sha256(films / "Other.mp4")


def test_another_lesson_is_another_film(films):
    other = load_lesson(overrides=["network.steps=2"])
    before = manifest(films)["Talk.mp4"]["key"]
    _, watch = build(films, job("Talk", lesson=other))
    assert watch.planned == ["Talk"]
    film = manifest(films)["Talk.mp4"]
    assert film["key"] != before
    assert [beat["name"] for beat in film["beats"]] == ["arrive", "path_1", "path_2"]


def test_single_beats_make_a_shorter_film(films):
    whole = manifest(films)["Talk.mp4"]
    build(films, job("Talk", beats=("path_1", "path_2")))
    film = manifest(films)["Talk.mp4"]
    starts = [(beat["name"], beat["first_frame"]) for beat in film["beats"]]
    assert starts == [("path_1", 0), ("path_2", whole["beats"][1]["frames"])]
    assert film["frames"] == sum(beat["frames"] for beat in whole["beats"][1:3])


def test_a_killed_worker_is_one_line_and_the_others_are_kept(tmp_path):
    outcome, watch = build(tmp_path, job("Killed"), job("Other"), joined=True)
    (failure,) = outcome.failures
    assert failure.message == "Killed, beat die: its worker was killed by SIGKILL (out of memory?) twice"
    assert failure.exit_code == 1
    assert "Other" in watch.finished
    assert outcome.films == [tmp_path / "Other.mp4"]
    assert set(manifest(tmp_path)) == {"Other.mp4"}
    assert {"Killed.mp4", "lecture.mp4"}.isdisjoint(names(tmp_path))
    assert not any(name.endswith(".part") for name in names(tmp_path))


def test_an_error_inside_a_scene_names_the_beat_and_keeps_its_traceback(films):
    outcome, _ = build(films, job("Broken"))
    (failure,) = outcome.failures
    assert failure.message == "talk.py:Broken, beat bad, line 50: ZeroDivisionError: nothing to divide by"
    assert "talk.py" in failure.log
    assert "Broken.mp4" not in names(films)
    assert set(manifest(films)) == {"Talk.mp4", "Other.mp4"}


def test_a_first_scene_that_fails_leaves_nothing_behind(tmp_path):
    outcome, _ = build(tmp_path / "a" / "b", job("Broken"))
    assert len(outcome.failures) == 1
    assert names(tmp_path) == set()
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "notes").touch()
    build(tmp_path / "there", job("Broken"))
    assert names(tmp_path / "there") == {"notes"}


def test_a_scene_that_fails_does_not_touch_the_manifest(films):
    before = (films / "manifest.json").read_bytes()
    build(films, job("Broken", lesson=load_lesson("exploding")))
    assert (films / "manifest.json").read_bytes() == before


def test_a_film_whose_name_cannot_be_given_is_one_line(tmp_path):
    (tmp_path / "Other.mp4").mkdir()
    with pytest.raises(RnnAnimError, match=r"cannot write .*Other\.mp4"):
        build(tmp_path, job("Other"))
    assert not any(name.endswith(".part") for name in names(tmp_path))


def test_films_are_joined_with_chapters_and_both_captions(films):
    outcome, watch = build(films, job("Talk"), job("Other"), joined=True)
    assert watch.planned == ["Card"]
    assert outcome.films[-1] == films / "lecture.mp4"
    size = (films / "lecture.mp4").stat().st_size / 1e6
    entries = manifest(films)
    frames = entries["lecture.mp4"]["frames"]
    what = f"0:08 of film, 2 chapters, {frames} frames, captions in en and zh, {size:.1f} MB"
    assert watch.finished == ["Card", f"lecture: {what}"]
    lecture, talk, other = entries["lecture.mp4"], entries["Talk.mp4"], entries["Other.mp4"]
    card = lecture["frames"] - talk["frames"] - other["frames"]
    assert lecture["scene"] is None
    assert lecture["beats"][1]["first_frame"] == card > 0
    with av.open(str(films / "lecture.mp4")) as container:
        assert [s.metadata["language"] for s in container.streams.subtitles] == ["eng", "zho"]
        assert [s.codec_context.name for s in container.streams.subtitles] == ["mov_text", "mov_text"]
        chapters = [(c["metadata"]["title"], float(c["start"] * c["time_base"])) for c in container.chapters()]
        assert chapters == [("Talk", 0.0), ("Other", pytest.approx((card + talk["frames"]) / 10))]
        frames = [frame.pts for frame in container.decode(video=0)]
    assert len(frames) == lecture["frames"]
    assert frames == sorted(set(frames))
    text = (films / "lecture.zh.srt").read_text()
    assert text.startswith("1\n00:00:00,")
    assert "这是 arrive。" in text
    _rerun_joins_nothing(films)


def _rerun_joins_nothing(films):
    before = (films / "lecture.mp4").stat().st_mtime_ns
    _, watch = build(films, job("Talk"), job("Other"), joined=True)
    assert (watch.planned, watch.kept) == ([], ["Talk", "Other", "lecture"])
    assert (films / "lecture.mp4").stat().st_mtime_ns == before


def test_a_scene_with_the_name_of_the_title_card_is_a_film_of_its_own(tmp_path):
    (tmp_path / "own.py").write_text(TALK.read_text().replace("self.hold(0.2)", "self.hold(0.7)"))
    own = job("Card", scene=f"{tmp_path / 'own.py'}:Card")
    outcome, _ = build(tmp_path / "out", own, joined=True)
    assert [path.name for path in outcome.films] == ["Card.mp4", "lecture.mp4"]
    films = manifest(tmp_path / "out")
    card, lecture = films["Card.mp4"], films["lecture.mp4"]
    assert card["key"] == own.key
    assert [beat["scene"] for beat in lecture["beats"]] == ["TitleCard", "Card"]
    assert lecture["frames"] > card["frames"]


def test_the_lecture_never_mixes_keys(films):
    other = load_lesson(overrides=["network.steps=2"])
    build(films, job("Talk", lesson=other))  # leaves Other.mp4 of the first lesson beside it
    _, watch = build(films, job("Talk", lesson=other), job("Other", lesson=other), joined=True)
    assert watch.planned == ["Other", "Card"]
    entries = manifest(films)
    assert entries["Talk.mp4"]["key"] == job("Talk", lesson=other).key
    assert entries["Other.mp4"]["key"] == job("Other", lesson=other).key
    assert len(entries["lecture.mp4"]["beats"]) == 1 + 3 + 1


def test_sources_that_change_under_a_run_are_noticed(tmp_path, monkeypatch):
    monkeypatch.setattr("rnnanim.render.keys.scene_key", lambda scene: "as they were a moment ago")
    outcome, _ = build(tmp_path, job("Other"))
    (failure,) = outcome.failures
    assert failure.message == "Other: the sources changed while they were loaded; render it again"
    assert "Other.mp4" not in names(tmp_path)

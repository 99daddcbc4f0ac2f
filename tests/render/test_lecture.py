"""The lecture of all scenes: in the order of the catalog, a chapter each, two caption tracks, and every frame."""

import json
import os
import random
import signal
import subprocess
import time
from fractions import Fraction
from itertools import pairwise

import av
import pytest
import steady

from rnnanim import catalog, loading
from rnnanim.build import Build
from rnnanim.captions import scene_text
from rnnanim.files import sha256
from rnnanim.lesson import load_lesson
from rnnanim.render.film import count_frames
from rnnanim.render.job import Picture, RenderJob
from rnnanim.render.local import LocalPool
from rnnanim.render.progress import Watcher

FPS = 5
MOMENTS = 10
SEED = 3


def first_beat(name, lesson):
    return (loading.load(name).plan(lesson)[0].name,)


@pytest.fixture(scope="module")
def lecture(tmp_path_factory):
    """Return the folder of a lecture of the first beat of every scene, tiny and slow, and its manifest."""
    folder, lesson = tmp_path_factory.mktemp("lecture"), load_lesson()
    picture = Picture(128, 72, Fraction(FPS))
    jobs = [RenderJob(name, lesson, picture, first_beat(name, lesson)) for name in catalog.SCENES]
    with LocalPool(2, folder) as executor:
        outcome = Build(folder, jobs, executor, True, Watcher()).run()
    assert outcome.failures == []
    assert [path.name for path in outcome.films] == [*(f"{name}.mp4" for name in catalog.SCENES), "lecture.mp4"]
    return folder, entries(folder)


def entries(folder):
    path = folder / "manifest.json"
    return {film["file"]: film for film in json.loads(path.read_text())["files"]} if path.exists() else {}


@pytest.fixture
def container(lecture):
    with av.open(str(lecture[0] / "lecture.mp4")) as opened:
        yield opened


def card_frames(films):
    return sum(beat["frames"] for beat in films["lecture.mp4"]["beats"] if beat["scene"] == "TitleCard")


def test_it_has_the_frames_of_the_title_card_and_of_every_scene(lecture, container):
    _, films = lecture
    expected = card_frames(films) + sum(films[f"{name}.mp4"]["frames"] for name in catalog.SCENES)
    times = [frame.pts * frame.time_base for frame in container.decode(video=0)]
    assert times == [Fraction(n, FPS) for n in range(expected)]
    assert films["lecture.mp4"]["frames"] == expected
    assert card_frames(films) > 0
    assert container.streams.video[0].codec_context.name == "h264"


def test_every_stream_has_rising_stamps(container):
    for stream in (*container.streams.video, *container.streams.subtitles):
        container.seek(0)
        stamps = [packet.dts for packet in container.demux(stream) if packet.dts is not None]
        assert stamps == sorted(set(stamps)), stream
        assert stamps, stream


def test_a_chapter_for_each_scene_and_the_title_card_in_the_first(lecture, container):
    _, films = lecture
    chapters = container.chapters()
    assert [c["metadata"]["title"] for c in chapters] == [scene_text(name, "en").title for name in catalog.SCENES]
    ends = [card_frames(films)]
    for name in catalog.SCENES:
        ends.append(ends[-1] + films[f"{name}.mp4"]["frames"])
    bounds = [0, *(Fraction(frames, FPS) for frames in ends[1:])]
    for chapter, (start, end) in zip(chapters, pairwise(bounds), strict=True):
        assert float(chapter["start"] * chapter["time_base"]) == pytest.approx(float(start), abs=0.002)
        assert float(chapter["end"] * chapter["time_base"]) == pytest.approx(float(end), abs=0.002)


def test_two_caption_tracks_speak_in_every_chapter(lecture, container):
    folder, films = lecture
    assert [track.metadata["language"] for track in container.streams.subtitles] == ["eng", "zho"]
    beats = [beat for beat in films["lecture.mp4"]["beats"] if beat["scene"] != "TitleCard"]
    assert [beat["scene"] for beat in beats] == list(catalog.SCENES)
    for track, language in zip(container.streams.subtitles, ("en", "zh"), strict=True):
        container.seek(0)
        cues = [p for p in container.demux(track) if p.pts is not None and p.size > 2]
        spoken = [(float(p.pts * p.time_base), bytes(p)[2:].decode()) for p in cues]
        assert [text for _, text in spoken] == [beat["captions"][language] for beat in beats]
        assert [start for start, _ in spoken] == pytest.approx([beat["start"] for beat in beats], abs=0.002)
        assert all(beat["captions"][language] in (folder / f"lecture.{language}.srt").read_text() for beat in beats)


# killed at random moments


def make_lecture(folder):
    """Start what `make lecture` runs, at the lowest quality and four frames a second."""
    command = [*steady.COMMAND, "render", "--all", "-q", "l", "--fps", "4", "--jobs", "2", "--out", folder]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)


def finished(folder):
    """Return the films that are recorded and whole, with the time at which each was written."""
    recorded = entries(folder)
    for path in folder.glob("[!.]*"):
        assert path.suffix in (".mp4", ".json", ".srt", ".vtt"), path
        if path.suffix == ".mp4":
            assert count_frames(path) > 0
            if path.name in recorded:
                assert sha256(path) == recorded[path.name]["sha256"]
                assert count_frames(path) == recorded[path.name]["frames"]
    return {name: (folder / name).stat().st_mtime_ns for name in recorded}


def completes(folder):
    """Run it to its end and return the lines on stderr."""
    process = make_lecture(folder)
    output, errors = process.communicate(timeout=900)
    assert process.returncode == 0, errors
    films = [f"{name}.mp4" for name in (*catalog.SCENES, "lecture")]
    assert output.split() == [str(folder / film) for film in films]
    assert set(finished(folder)) == set(films)
    assert not list(folder.glob(".*"))
    return errors.splitlines()


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_killed_at_any_moment_it_leaves_whole_files_and_the_next_run_completes(tmp_path):
    began = time.monotonic()
    completes(tmp_path / "whole")
    seconds = time.monotonic() - began
    chance = random.Random(SEED)
    for number in range(MOMENTS):
        folder, moment = tmp_path / str(number), seconds * (number + chance.random()) / MOMENTS
        process = make_lecture(folder)
        time.sleep(moment)
        kill = os.kill if number % 2 else os.killpg  # the process alone, whose workers have to notice, or all of them
        kill(process.pid, signal.SIGKILL)
        process.communicate(timeout=30)
        time.sleep(3)  # workers that lost their parent end by themselves
        kept = finished(folder) if folder.exists() else {}
        lines = completes(folder)
        now = finished(folder)
        print(f"killed after {moment:.1f} of {seconds:.1f} s: {len(kept)} films kept")
        for film, written in kept.items():
            assert now[film] == written, f"{film} was finished and is drawn again"
        drawn = {line.partition(":")[0] for line in lines if line.endswith(": drawing")} - {"TitleCard"}
        assert drawn == {name for name in catalog.SCENES if f"{name}.mp4" not in kept}

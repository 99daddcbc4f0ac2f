import struct
from fractions import Fraction

import av
import numpy as np
import pytest

from rnnanim.errors import RenderError
from rnnanim.export.join import Chapter, join
from rnnanim.mp4 import name_chapters
from rnnanim.render.film import FilmEncoder
from rnnanim.render.job import Picture
from rnnanim.timeline import Mark

FPS = Fraction(30)
MARKS = (
    Mark("go", "go", 30, 45, {"en": "Go.", "zh": "走。"}),
    Mark("stay", "stay", 90, 15, {"en": "Stay.", "zh": "留。"}),
)
CHAPTERS = (Chapter("一 One", Fraction(0), Fraction(3, 2)), Chapter("Two", Fraction(3, 2), Fraction(7, 2)))


def film(path, frames, shade, size=(160, 90)):
    encoder = FilmEncoder(path, Picture(*size, FPS), path.name)
    for n in range(frames):
        pixels = np.full((size[1], size[0], 4), 255, np.uint8)
        pixels[:, : n + 1, :3] = shade
        encoder.write(pixels, 1)
    encoder.finish([])
    return path


@pytest.fixture
def lecture(tmp_path):
    films = [film(tmp_path / "a", 45, 20), film(tmp_path / "b", 60, 120)]
    join(films, tmp_path / "ab", title="Both 两个", chapters=CHAPTERS, marks=MARKS, fps=FPS)
    return films, tmp_path / "ab"


def decoded(*films):
    pictures = []
    for path in films:
        with av.open(str(path)) as container:
            pictures += [frame.to_ndarray() for frame in container.decode(video=0)]
    return pictures


def test_the_frames_are_those_of_the_films(lecture):
    films, path = lecture
    both, apart = decoded(path), decoded(*films)
    assert len(both) == len(apart) == 105
    assert all(np.array_equal(a, b) for a, b in zip(both, apart, strict=True))


def test_times_rise_without_a_gap(lecture):
    with av.open(str(lecture[1])) as container:
        times = [frame.pts * frame.time_base for frame in container.decode(video=0)]
        assert container.duration == 3_500_000
    assert times == [Fraction(n, 30) for n in range(105)]


def test_title_and_chapters(lecture):
    with av.open(str(lecture[1])) as container:
        assert container.metadata["title"] == "Both 两个"
        marks = [
            (c["metadata"]["title"], c["start"] * c["time_base"], c["end"] * c["time_base"])
            for c in container.chapters()
        ]
    assert marks == [(c.title, c.start, c.end) for c in CHAPTERS]


@pytest.mark.parametrize(
    ("number", "language", "name", "words"),
    [(0, "eng", "English", ["Go.", "Stay."]), (1, "zho", "中文", ["走。", "留。"])],
)
def test_captions_speak_at_their_beats(lecture, number, language, name, words):
    with av.open(str(lecture[1])) as container:
        track = container.streams.subtitles[number]
        assert (track.metadata["language"], track.metadata["handler_name"]) == (language, name)
        packets = [packet for packet in container.demux(track) if packet.pts is not None and packet.size]
        spoken = []
        for packet in packets:
            data = bytes(packet)
            text = data[2 : 2 + struct.unpack(">H", data[:2])[0]].decode()
            if text:
                spoken.append((packet.pts * packet.time_base, packet.duration * packet.time_base, text))
    assert spoken == [(1, Fraction(3, 2), words[0]), (3, Fraction(1, 2), words[1])]


def test_only_the_captions_are_subtitles(lecture, tmp_path):
    encoder = FilmEncoder(tmp_path / "one", Picture(160, 90, FPS), "one")
    encoder.write(np.zeros((90, 160, 4), np.uint8), 105)
    encoder.finish(MARKS)
    for path, captions in ((lecture[1], 2), (tmp_path / "one", 0)):
        with av.open(str(path)) as container:
            assert len(container.streams.subtitles) == captions
            (chapters,) = container.streams.data
            assert chapters.metadata == {"language": "und", "handler_name": "Chapters"}
            assert len(container.chapters()) == 2
            assert sum(1 for _ in container.decode(video=0)) == 105
        assert b"SubtitleHandler" not in path.read_bytes()


def test_naming_the_chapters_changes_no_other_byte(tmp_path, monkeypatch):
    path = tmp_path / "one"
    monkeypatch.setattr("rnnanim.render.film.name_chapters", lambda path: None)
    encoder = FilmEncoder(path, Picture(160, 90, FPS), "one")
    encoder.write(np.zeros((90, 160, 4), np.uint8), 105)
    encoder.finish(MARKS)
    before = path.read_bytes()
    name_chapters(path)
    after = path.read_bytes()
    differing = [n for n, (a, b) in enumerate(zip(before, after, strict=True)) if a != b]
    at = before.index(b"SubtitleHandler")
    assert set(differing) <= {*range(at, at + 15), *differing[:2]}
    assert after[differing[0] : differing[0] + 2] == bytes([0x55, 0xC4])
    name_chapters(path)
    assert path.read_bytes() == after


def test_films_that_differ_are_not_joined(tmp_path):
    films = [film(tmp_path / "a", 10, 20), film(tmp_path / "b", 10, 20, size=(320, 180))]
    with pytest.raises(RenderError, match="differ in size"):
        join(films, tmp_path / "ab", title="", chapters=CHAPTERS, marks=MARKS, fps=FPS)

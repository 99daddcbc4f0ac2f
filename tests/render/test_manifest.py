import json
from fractions import Fraction

import pytest

from rnnanim.files import sha256
from rnnanim.render.manifest import FilmEntry, Manifest
from rnnanim.timeline import Mark


@pytest.fixture
def manifest(tmp_path):
    (tmp_path / "A.mp4").write_bytes(b"film")
    marks = (Mark("go", "go", 0, 30, {"en": "Go.", "zh": "走。"}), Mark("stay_1", "stay", 30, 15))
    entry = FilmEntry("A.mp4", "A", "key", Fraction(30), marks, "A film", 4, sha256(tmp_path / "A.mp4"))
    manifest = Manifest(tmp_path, "digest")
    manifest.record(entry)
    return manifest


def test_it_says_what_the_contract_says(manifest):
    data = json.loads((manifest.folder / "manifest.json").read_text())
    assert data["lesson_digest"] == "digest"
    assert {"rnnanim", "manim"} <= data["versions"].keys()
    (film,) = data["files"]
    assert {key: film[key] for key in ("file", "scene", "key", "frames", "fps", "seconds", "bytes")} == {
        "file": "A.mp4", "scene": "A", "key": "key", "frames": 45, "fps": 30, "seconds": 1.5, "bytes": 4,
    }  # fmt: skip
    beats = [{key: beat[key] for key in ("name", "first_frame", "frames", "start", "end")} for beat in film["beats"]]
    assert beats == [
        {"name": "go", "first_frame": 0, "frames": 30, "start": 0.0, "end": 1.0},
        {"name": "stay_1", "first_frame": 30, "frames": 15, "start": 1.0, "end": 1.5},
    ]


def test_it_is_read_as_it_was_written(manifest):
    again = Manifest.open(manifest.folder, "digest")
    assert again.films == manifest.films
    assert again.holds("A.mp4", "key")


def test_a_film_is_missing_if_key_or_content_differ(manifest):
    assert not manifest.holds("A.mp4", "other")
    assert not manifest.holds("B.mp4", "key")
    (manifest.folder / "A.mp4").write_bytes(b"fil")
    assert not manifest.holds("A.mp4", "key")
    (manifest.folder / "A.mp4").write_bytes(b"fulm")
    assert not manifest.holds("A.mp4", "key")
    (manifest.folder / "A.mp4").unlink()
    assert not manifest.holds("A.mp4", "key")
    manifest.save()
    assert json.loads((manifest.folder / "manifest.json").read_text())["files"] == []


@pytest.mark.parametrize("text", ["", "{", "[]", '{"files": [{}]}', '{"files": 3}'])
def test_one_that_cannot_be_read_is_empty(tmp_path, text):
    (tmp_path / "manifest.json").write_text(text)
    assert Manifest.open(tmp_path, "digest").films == {}

"""The commands that draw, on the scenes of the lecture."""

import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageSequence
from warm import rnnanim

TALK = Path(__file__).parents[1] / "render" / "talk.py"


def test_a_still_is_the_last_picture_of_the_last_beat(tmp_path):
    done = rnnanim("still", "GradientPaths", "-q", "l", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "GradientPaths.add_up.png\n"
    with Image.open(tmp_path / "GradientPaths.add_up.png") as image:
        assert (image.size, image.mode) == ((854, 480), "RGB")
        assert len(image.getcolors(1 << 24)) > 100


def test_a_still_of_a_beat_is_the_last_frame_of_its_film(tmp_path):
    from fractions import Fraction

    from rnnanim.lesson import load_lesson
    from rnnanim.render.draw import LastFrame, draw
    from rnnanim.render.job import Picture, RenderJob

    picture = Picture(320, 180, Fraction(10))
    job = RenderJob(f"{TALK}:Talk", load_lesson(), picture)
    still, film = LastFrame(), LastFrame()
    drawing = draw(job, still, still=True, last="path_2")
    assert drawing.frames == 1
    draw(job, film, last="path_2")
    assert np.array_equal(still.pixels, film.pixels)


@pytest.mark.skipif(sys.platform == "win32", reason="needs the processor's time, which other tests do not lengthen")
def test_a_template_means_the_last_of_its_repetitions(tmp_path):
    done = rnnanim("still", f"{TALK}:Talk", "--beat", "path", "-q", "l", folder=tmp_path)
    assert done.stdout == "Talk.path_3.png\n"


def test_a_gif_prints_bytes_size_and_duration(tmp_path):
    done = rnnanim("gif", f"{TALK}:Talk", "--beat", "path", "--width", "320", "--fps", "30", folder=tmp_path)
    assert done.returncode == 0
    rate = "33.3 frames a second (a delay of 3 hundredths)"
    notice = f"--fps 30: a GIF counts delays in whole hundredths of a second; taking {rate}"
    assert done.stderr.splitlines() == [notice]
    path, facts = done.stdout.splitlines()
    assert path == "Talk.path.gif"
    with Image.open(tmp_path / path) as image:
        shown = [frame.info["duration"] for frame in ImageSequence.Iterator(image)]
        assert image.size == (320, 180)
    size = (tmp_path / path).stat().st_size
    assert facts == f"{size} bytes, 320 × 180 pixels, {sum(shown) / 1000:.2f} s at {rate}"


def test_a_gif_that_is_made_smaller_to_fit_says_so(tmp_path):
    done = rnnanim("gif", f"{TALK}:Talk", "--width", "321", "--max-mb", "0.0015", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    width = int(done.stdout.splitlines()[1].split(", ")[1].split()[0])
    assert width < 321
    assert f"taking {width} of 321 pixels" in done.stderr.splitlines()[-1]


def test_a_slow_gif_lasts_as_long_as_a_fast_one(tmp_path):
    def seconds(fps):
        done = rnnanim("gif", f"{TALK}:Talk", "--width", "320", "--fps", fps, folder=tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
        return float(done.stdout.splitlines()[1].split(", ")[2].split()[0])

    assert seconds("2") == pytest.approx(seconds("20"), abs=0.6)


def test_a_gif_that_cannot_fit_is_one_line(tmp_path):
    done = rnnanim("gif", f"{TALK}:Other", "--max-mb", "0.0001", folder=tmp_path)
    assert done.returncode == 1
    assert "--max-mb" in done.stderr.splitlines()[-1]
    assert list(tmp_path.iterdir()) == []


def test_render_prints_paths_to_stdout_and_progress_to_stderr(tmp_path):
    done = rnnanim("render", f"{TALK}:Other", "-q", "l", "--out", "films", folder=tmp_path)
    assert (done.returncode, done.stdout) == (0, "films/Other.mp4\n")
    assert done.stderr.splitlines()[0] == "Other: drawing"
    again = rnnanim("render", f"{TALK}:Other", "-q", "l", "--out", "films", folder=tmp_path)
    assert (again.stdout, again.stderr) == ("films/Other.mp4\n", "Other: is up to date\n")


@pytest.mark.slow
def test_the_lecture_is_joined(tmp_path):
    import json

    import av

    from rnnanim.catalog import SCENES

    done = rnnanim("render", "--all", "-q", "l", "--out", "out", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [*(f"out/{name}.mp4" for name in SCENES), "out/lecture.mp4"]
    assert f" of film, {len(SCENES)} chapters, " in done.stderr.splitlines()[-1]
    data = json.loads((tmp_path / "out" / "manifest.json").read_text())
    films = {film["file"]: film for film in data["files"]}
    for name, entry in SCENES.items():
        measured = films[f"{name}.mp4"]["seconds"]
        assert measured == pytest.approx(entry.seconds, abs=2), f"rnnanim/catalog.py: {name} lasts {measured:.1f} s"
    with av.open(str(tmp_path / "out" / "lecture.mp4")) as container:
        assert len(container.chapters()) == len(SCENES)
        assert float(container.duration / 1e6) == pytest.approx(films["lecture.mp4"]["seconds"], abs=0.01)

"""The contact sheet: every beat with its caption, in one file that needs no other."""

import re
import subprocess
import sys
from base64 import b64decode
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from warm import rnnanim

from rnnanim.build import BOARD_PICTURE, board, last_pictures
from rnnanim.catalog import SCENES
from rnnanim.cli.options import beats_of
from rnnanim.lesson import load_lesson
from rnnanim.render.draw import LastFrame, draw
from rnnanim.render.job import RenderJob
from rnnanim.theme import load_theme

TALK = Path(__file__).parents[1] / "render" / "talk.py"


def storyboard(*arguments, folder):
    return rnnanim("storyboard", *arguments, folder=folder)


def drawn_board(job):
    return board(job, last_pictures(job, lambda beat, frames: None))


class Page(HTMLParser):
    """What a reader sees: headings, texts and pictures; and every address that a browser would fetch."""

    def __init__(self, path):
        super().__init__()
        self.images, self.addresses, self.open, self.texts = [], [], [], []
        self.text = path.read_text(encoding="utf-8")
        self.feed(self.text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.addresses += [value for key, value in given.items() if key in ("src", "href", "srcset")]
        if tag == "img":
            self.images.append(given)
        if tag in ("h1", "h2", "p"):
            self.texts.append((tag, given.get("class"), ""))
            self.open.append(tag)

    def handle_data(self, data):
        if self.open:
            tag, kind, text = self.texts[-1]
            self.texts[-1] = tag, kind, text + data

    def handle_endtag(self, tag):
        if self.open and tag == self.open[-1]:
            self.open.pop()

    def of(self, tag, kind=None):
        return [text for one, other, text in self.texts if (one, other) == (tag, kind)]


@pytest.fixture(scope="module")
def everything(tmp_path_factory):
    folder = tmp_path_factory.mktemp("board")
    done = storyboard(folder=folder)
    assert done.returncode == 0, done.stderr
    return folder, done


@pytest.mark.slow
def test_without_arguments_it_is_one_page_of_every_scene_here(everything):
    folder, done = everything
    assert done.stdout == "storyboard.html\n"
    assert [path.name for path in folder.iterdir()] == ["storyboard.html"]
    assert {line.partition(":")[0] for line in done.stderr.splitlines()} == {*SCENES, "drawn"}


@pytest.mark.slow
def test_the_page_holds_every_beat_with_picture_and_caption(everything):
    from rnnanim.captions import scene_text

    page = Page(everything[0] / "storyboard.html")
    texts = [scene_text(name, "en") for name in SCENES]
    assert page.of("h1") == ["Why gradients vanish or explode"]
    assert page.of("h2") == [re.sub(r"W_(.)", r"W\1", text.title) for text in texts]
    assert page.of("p", "question") == [re.sub(r"W_(.)", r"W\1", text.question) for text in texts]
    beats = page.of("p", "beat")
    assert beats == [beat for name in SCENES for beat, _ in beats_of(name, load_lesson())]
    assert len(beats) == len(page.images) == len(page.of("p"))
    assert "0.121 arrives" in page.of("p")[beats.index("path_2")]
    assert "W_" not in "".join(page.of("p"))


@pytest.mark.slow
def test_the_page_works_without_a_network(everything):
    page = Page(everything[0] / "storyboard.html")
    assert all(address.startswith("data:image/png;base64,") for address in page.addresses)
    assert "url(" not in page.text
    assert "@import" not in page.text
    for image in page.images:
        with Image.open(BytesIO(b64decode(image["src"].partition(",")[2]))) as picture:
            assert picture.size == (1280, 720)
        assert image["alt"]


def test_each_picture_is_the_last_frame_of_its_beat():
    job = RenderJob(f"{TALK}:Talk", load_lesson(), BOARD_PICTURE)
    panels = drawn_board(job).panels
    assert [panel.beat for panel in panels] == ["arrive", "path_1", "path_2", "path_3"]
    for panel in (panels[0], panels[2], panels[3]):
        film = LastFrame()
        draw(job, film, last=panel.beat)
        with Image.open(BytesIO(panel.image)) as picture:
            assert np.array_equal(np.asarray(picture), film.pixels[..., :3])
        assert panel.caption == f"This is {panel.beat}."


@pytest.mark.parametrize("scene", ["FoldedToUnrolled", "GradientPaths"])
def test_the_pictures_of_a_scene_are_those_of_its_stills(scene):
    job = RenderJob(scene, load_lesson(), BOARD_PICTURE)
    panels = drawn_board(job).panels
    for panel in panels[:: max(1, len(panels) - 1)]:
        still = LastFrame()
        draw(job, still, still=True, last=panel.beat)
        with Image.open(BytesIO(panel.image)) as picture:
            assert np.array_equal(np.asarray(picture), still.pixels[..., :3])


def test_language_theme_and_lesson_are_followed(tmp_path):
    given = ("--lang", "zh", "--theme", "light", "--set", "network.steps=2", "-o", "b.html")
    done = storyboard("GradientPaths", *given, folder=tmp_path)
    assert (done.returncode, done.stdout) == (0, "b.html\n")
    page = Page(tmp_path / "b.html")
    assert page.of("h2") == ["梯度怎样回来"]
    assert 'lang="zh-Hans"' in page.text
    assert load_theme("light").colour.background in page.text
    assert page.of("p", "beat") == ["start_at_the_loss", "path_1", "path_2", "add_up"]
    assert "T = 2" in page.of("p", "lesson")[0]


def test_a_png_is_one_picture_in_the_colours_of_the_theme(tmp_path):
    done = storyboard("GradientPaths", "--lang", "zh", "--theme", "light", "-o", "b.png", folder=tmp_path)
    assert (done.returncode, done.stdout) == (0, "b.png\n")
    assert [path.name for path in tmp_path.iterdir()] == ["b.png"]
    with Image.open(tmp_path / "b.png") as picture:
        assert picture.width == 2104
        assert picture.height > 2 * 400
        corner = picture.convert("RGB").getpixel((5, 5))
    assert "#{:02X}{:02X}{:02X}".format(*corner) == load_theme("light").colour.background


def test_what_is_markup_in_a_caption_is_a_sentence_on_the_sheet(tmp_path):
    from dataclasses import replace

    from rnnanim.export.sheet import write_sheet
    from rnnanim.export.storyboard import write_html

    one = drawn_board(RenderJob(f"{TALK}:Other", load_lesson(), BOARD_PICTURE))
    odd = replace(one, panels=(replace(one.panels[0], caption='a <b> & "c" \\ #d $e$ [f] *g* h_12'),))
    write_sheet(tmp_path / "a.png", [odd], load_lesson())
    write_html(tmp_path / "a.html", [odd], load_lesson())
    page = Page(tmp_path / "a.html")
    assert page.of("p") == ['a <b> & "c" \\ #d $e$ [f] *g* h12']
    assert page.images[0]["alt"] == 'a <b> & "c" \\ #d $e$ [f] *g* h_12'


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["-o", "a.pdf"], ["a.pdf", ".html or .png"]),
        (["-o", "none/a.html"], ["none"]),
        (["GradientPats"], ["did you mean GradientPaths?"]),
        (["--lesson", "none.toml"], ["none.toml does not exist"]),
    ],
)
def test_wrong_input_is_one_line(arguments, words, tmp_path):
    done = storyboard(*arguments, folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert all(word in line for word in words), line
    assert list(tmp_path.iterdir()) == []


def test_a_scene_that_fails_leaves_the_old_page(tmp_path):
    (tmp_path / "storyboard.html").write_text("old")
    done = storyboard(f"{TALK}:Broken", f"{TALK}:Other", folder=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    line = done.stderr.splitlines()[-1]
    assert line.startswith("rnnanim: talk.py:Broken, beat bad, line 50: ZeroDivisionError: nothing to divide by (trace")
    Path(line.rpartition(": ")[2].removesuffix(")")).unlink()
    assert [path.read_text() for path in tmp_path.iterdir()] == ["old"]


def test_the_sheets_for_review_show_moments_in_motion_too(tmp_path):
    script = Path(__file__).parents[2] / "scripts" / "review.py"
    given = (f"{TALK}:Talk", "--lang", "en", "--size", "320x180", "-o", tmp_path)
    subprocess.run([sys.executable, script, *map(str, given)], check=True, capture_output=True)
    assert (tmp_path / "Talk.en.png").is_file()
    names = {path.name for path in (tmp_path / "Talk.en").iterdir()}
    assert names == {
        f"{row}_{beat}_{moment}.png"
        for row, beat in enumerate(("arrive", "path_1", "path_2", "path_3"), 1)
        for moment in "abcd"
    }

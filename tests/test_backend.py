"""The adapter: manim imported whatever lies in the user's folders, Typst's SVG read as arrays, fonts, the cache."""

import errno
import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from rnnanim import backend
from rnnanim.backend import fonts, outlines, typeset
from rnnanim.backend.session import DERIVED, OF_THE_CALL
from rnnanim.errors import InputError, RnnAnimError
from rnnanim.temporary import private_folder

HOSTILE = "[CLI]\nmax_files_cached = inf\nframe_rate = 7\npixel_width = 33\nno_such_key = 1\nbackground_color = RED\n"
PROBE = """
import json, os
here = os.getcwd()
from rnnanim import backend
from manim import config, tempconfig
with tempconfig(backend.run_config(pixel_width=854, pixel_height=480)):
    inside = [config.pixel_width, config.frame_rate, str(config.background_color), config.media_dir]
print(json.dumps({
    "here": os.getcwd() == here, "home": os.environ["HOME"], "inside": inside, "rate": config.frame_rate,
    "private": str(backend.private_folder()), "outside": backend.outside_environment().get("FONTCONFIG_FILE"),
}))
"""


@pytest.fixture
def empty_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "rnnanim"


def run(code, folder, **variables):
    """Run code in a folder and return the JSON that it prints."""
    environment = {**backend.outside_environment(), **{name: str(value) for name, value in variables.items()}}
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_hostile_manim_cfg_in_folder_and_home_does_no_harm(tmp_path):
    home = tmp_path / "home"
    for folder in (tmp_path, home / ".config" / "manim", home / "AppData" / "Roaming" / "Manim"):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "manim.cfg").write_text(HOSTILE)
    found = run(PROBE, tmp_path, HOME=home, USERPROFILE=home)
    assert found["here"]
    assert found["home"] == str(home)
    assert found["outside"] is None
    assert found["inside"][:3] == [854, 30, "#000000"]
    assert found["rate"] == 60
    assert found["inside"][3].startswith(found["private"])
    assert not Path(found["private"]).exists()
    assert not (tmp_path / "media").exists()


FOLDER = """
import os, signal, sys
from rnnanim import backend
print(backend.private_folder(), flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(os.name == "nt", reason="needs signals and locks")
def test_the_folder_of_a_killed_run_goes_with_a_later_one_and_that_of_a_living_one_stays(tmp_path):
    def start():
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        process = subprocess.Popen([sys.executable, "-c", FOLDER], env={**os.environ, "TMPDIR": str(tmp_path)}, **pipes)
        return process, Path(process.stdout.readline().strip())

    killed, left = start()
    (left / "something").write_text("large")
    (tmp_path / "rnnanim-run-link").symlink_to(tmp_path)
    killed.kill()
    killed.communicate()
    assert left.exists()
    living, used = start()
    later, _other = start()
    assert not left.exists()
    assert used.exists()
    assert (tmp_path / "rnnanim-run-link").exists()
    for process in (later, living):
        process.communicate("")
        assert process.returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == ["rnnanim-run-link"]


def test_no_place_for_temporary_files_is_one_line(monkeypatch):
    def none(*_, **__):
        raise FileNotFoundError(errno.ENOENT, "No usable temporary directory found in ['/tmp']")

    monkeypatch.setattr("tempfile.gettempdir", none)
    with pytest.raises(RnnAnimError, match=r"cannot make a temporary folder: No usable .*; name another in TMPDIR"):
        private_folder.__wrapped__()


def test_manim_loaded_first_keeps_its_settings(tmp_path):
    (tmp_path / "manim.cfg").write_text("[CLI]\nframe_rate = 7\n")
    found = run("import manim\n" + PROBE, tmp_path)
    assert found["rate"] == 7
    assert found["inside"][1] == 30


@pytest.mark.skipif(os.name == "nt", reason="a folder in use cannot be deleted there")
def test_a_working_folder_that_was_deleted_is_one_line_of_every_run(tmp_path, monkeypatch):
    (gone := tmp_path / "gone").mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with pytest.raises(InputError, match="the working folder was deleted"):
        backend.run_config()


def test_a_run_sets_every_key_that_manim_has():
    from manim import config

    assert set(config) - set(backend.run_config()) == DERIVED | OF_THE_CALL


def test_a_run_does_not_depend_on_the_order_in_which_keys_are_set():
    from manim import config, tempconfig

    wanted = backend.run_config(pixel_width=720, pixel_height=1280, frame_rate=12, background_color="#0B1017")
    for keys in (sorted(wanted), sorted(wanted, reverse=True)):
        with tempconfig({key: wanted[key] for key in keys}):
            assert (config.pixel_width, config.pixel_height, config.frame_rate) == (720, 1280, 12)
            assert config.frame_width == 8
            assert config.frame_height == pytest.approx(8 * 16 / 9)
            assert config.frame_x_radius == 4
            assert str(config.background_color) == "#0B1017"


def test_a_key_that_manim_does_not_know_is_refused():
    with pytest.raises(ValueError, match="write_to_movie"):
        backend.run_config(write_to_movie=True)


def test_preparing_again_changes_nothing():
    before = dict(os.environ), os.getcwd()
    backend.prepare()
    assert (dict(os.environ), os.getcwd()) == before
    assert Path(os.environ["FONTCONFIG_FILE"]).is_relative_to(backend.private_folder())


def test_the_same_document_is_compiled_once_across_processes(empty_cache, monkeypatch):
    source = backend.document("cache me")
    first = backend.compile_svg(source)
    assert first.endswith(b"</svg>")
    assert len(list(empty_cache.rglob("*.svg"))) == 1
    monkeypatch.setattr(typeset, "_compile", lambda source: pytest.fail("compiled again"))
    assert backend.compile_svg(source) == first
    assert not list(empty_cache.rglob("*.part"))


def test_a_torn_file_in_the_cache_is_made_again(empty_cache):
    source = backend.document("tear me")
    whole = backend.compile_svg(source)
    (path,) = empty_cache.rglob("*.svg")
    path.write_bytes(whole[:50])
    assert backend.compile_svg(source) == whole == path.read_bytes()


def test_no_place_for_a_cache_is_no_fault(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert backend.compile_svg(backend.document("no cache"))


def test_a_full_disk_is_no_fault_and_leaves_no_draft(empty_cache, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(typeset.os, "replace", full)
    assert backend.compile_svg(backend.document("full disk"))
    assert not [path for path in empty_cache.rglob("*") if path.is_file()]


def test_threads_share_the_compiler(empty_cache):
    found = {}
    jobs = [threading.Thread(target=lambda i=i: found.update({i: outlines.outlines_of(f"t{i % 3}")})) for i in range(9)]
    for job in jobs:
        job.start()
    for job in jobs:
        job.join()
    assert len(found) == 9


@pytest.mark.parametrize(("markup", "message"), [("$frac(a$", "Typst"), ('#text(font: "Arial")[a]', "unknown font")])
def test_an_error_or_a_warning_of_typst_is_an_error_that_shows_the_text(markup, message):
    with pytest.raises(RnnAnimError, match=message) as caught:
        backend.outlines_of(markup)
    assert str(caught.value).endswith(repr(markup))


def test_a_colour_that_is_not_a_role_is_an_error():
    with pytest.raises(RnnAnimError, match="not a role"):
        backend.outlines_of('#text(fill: rgb("#ff0000"))[a]')


def test_the_faces_and_their_order():
    assert fonts.families("words")[:2] == ("Rnn Sans", "Rnn Sans SC")
    assert fonts.families("words")[-1] == "Rnn Math"
    assert fonts.families("math")[0] == "Rnn Math"
    assert {(font.family, font.weight) for font in fonts.fonts()} == {
        ("Rnn Sans", 400), ("Rnn Sans", 600), ("Rnn Sans SC", 400), ("Rnn Sans SC", 600), ("Rnn Math", 400)
    }  # fmt: skip


def test_a_character_that_no_font_has_is_named_with_the_remedy():
    with pytest.raises(backend.MissingGlyph, match=r"U\+0E01, THAI CHARACTER KO KAI") as caught:
        backend.check_glyphs("path ก")
    assert "RNNANIM_FONTS" in str(caught.value)
    assert isinstance(caught.value, InputError)
    backend.check_glyphs("→ σ′ 梯度 — “x” é\u00a0\u200b\n")


def test_a_character_that_typst_makes_itself_is_looked_up_in_the_picture():
    with pytest.raises(backend.MissingGlyph):
        backend.outlines_of("#str.from-unicode(3585)")


def test_fonts_of_the_users_own_are_found(tmp_path, monkeypatch):
    from fontTools.ttLib import TTFont

    font = TTFont(backend.font_folders()[0] / "RnnSans-Regular.ttf")
    for record in font["name"].names:
        record.string = "Own Sans"
    for table in font["cmap"].tables:
        table.cmap = {0x0E01: "A"}
    font.save(tmp_path / "own.ttf")
    monkeypatch.setenv("RNNANIM_FONTS", f"{tmp_path}{os.pathsep}{tmp_path / 'missing'}")
    backend.check_glyphs("ก")
    assert "Own Sans" in fonts.families("words")
    assert len(backend.outlines_of("own ก").strokes) == 4


def test_a_broken_font_of_the_users_own_is_named(tmp_path, monkeypatch):
    (tmp_path / "broken.ttf").write_bytes(b"not a font")
    monkeypatch.setenv("RNNANIM_FONTS", str(tmp_path))
    with pytest.raises(InputError, match=r"broken\.ttf"):
        fonts.fonts()


def test_outlines_are_ems_above_the_baseline():
    (stroke,) = backend.outlines_of("H").strokes
    low, high = stroke.points.min(axis=0), stroke.points.max(axis=0)
    assert low[1] == pytest.approx(0, abs=1e-6)
    assert 0.69 < high[1] < 0.74
    assert low[0] < 0.12
    assert len(stroke.points) % 4 == 0


def test_path_data_of_every_kind_is_read():
    relative = outlines._curves("M 1 1h 2v 1l -1 1q 0 1 -1 1c 0 0 -1 0 -1 -1Z ")
    absolute = outlines._curves("M1 1H3V2L2 3Q2 4 1 4C1 4 0 4 0 3Z")
    np.testing.assert_allclose(relative, absolute)
    np.testing.assert_allclose(relative[-1], [1, 1])
    assert len(relative) == 6 * 4


@pytest.mark.parametrize(
    "module",
    ["mobjects.base.motion", "stage", "scenes.title.storyboard", "scenes.paths.cast", "scenes.powers.storyboard"],
)
def test_whatever_is_imported_first_a_foreign_manim_cfg_is_not_read(module, tmp_path):
    (tmp_path / "manim.cfg").write_text("[CLI]\nmax_files_cached = inf\n")
    code = f"import rnnanim.{module}"
    run = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert run.returncode == 0, run.stderr

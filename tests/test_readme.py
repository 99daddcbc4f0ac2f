"""The READMEs: the gallery is that of the catalog, and both languages say the same commands."""

import importlib.util
import re
from pathlib import Path

import pytest
from PIL import Image

from rnnanim.catalog import SCENES

ROOT = Path(__file__).resolve().parent.parent
LARGEST = 6_000_000  # bytes of all pictures together


@pytest.fixture(scope="module")
def gallery():
    spec = importlib.util.spec_from_file_location("gallery", ROOT / "scripts" / "gallery.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def readme(gallery, language):
    return (ROOT / gallery.READMES[language]).read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_scene_stands_in_the_gallery_with_its_picture_and_its_question(gallery, language):
    missing = set(SCENES) - set(gallery.shown_scenes())
    assert not missing, f"make gallery draws {', '.join(sorted(missing))}"
    text = readme(gallery, language)
    assert gallery.between_the_marks(text, gallery.gallery(language)) == text, "make gallery brings it up to date"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_picture_is_there(gallery, language):
    pictures = re.findall(r"!\[[^]]+\]\(([^)]+)\)", readme(gallery, language))
    assert len(pictures) > 1
    for path in pictures:
        with Image.open(ROOT / path) as image:
            assert image.width >= 640


def test_the_pictures_are_small_and_none_is_left_over(gallery):
    files = [path for path in (ROOT / "assets" / "gallery").iterdir() if not path.name.startswith(".")]
    assert sum(path.stat().st_size for path in files) < LARGEST
    used = "".join(readme(gallery, language) for language in gallery.READMES)
    assert [path.name for path in files if path.name not in used] == []


def commands(text):
    """Return the indented lines of commands without what is said about them, and the fenced blocks."""
    lines = re.findall(r"^    (\S.*?)(?: +#.*)?$", text, re.MULTILINE)
    return [
        line.replace(" --lang zh", "")
        for line in lines
        if not line.startswith(("scenes/", "rnnanim/", "assets/", "docs/"))
    ]


def test_both_readmes_give_the_same_commands_in_the_same_places(gallery):
    english, chinese = readme(gallery, "en"), readme(gallery, "zh")
    assert [commands(part) for part in english.split("\n## ")] == [commands(part) for part in chinese.split("\n## ")]
    assert re.findall(r"```.*?```", english, re.DOTALL) == re.findall(r"```.*?```", chinese, re.DOTALL)


def test_the_readmes_name_every_command(gallery):
    from rnnanim.cli.main import COMMANDS

    for language in gallery.READMES:
        text = readme(gallery, language)
        assert [name for name in COMMANDS if f"rnnanim {name}" not in text] == []

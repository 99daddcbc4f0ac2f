"""An edit draws those scenes again that it can be seen in, and no others."""

import shutil
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from matrix import first_of

from rnnanim import catalog
from rnnanim.captions import scene_text
from rnnanim.locations import ASSETS
from rnnanim.render import keys
from rnnanim.render.keys import lecture, parts_of, scene_key
from rnnanim.render.sources import ROOTS, Sources, source_of

TITLE_CARD = "rnnanim.scenes.title:TitleCard"
SCENES = [*catalog.SCENES, TITLE_CARD]
TALK = Path(__file__).with_name("talk.py")

parsed = cache(source_of)  # what is not edited, once for all tests


def all_parts(sources=None, assets=ASSETS):
    sources = sources or lecture()
    return {scene: parts_of(scene, sources, assets) for scene in SCENES}


@pytest.fixture(scope="module")
def before():
    return all_parts()


def changed(before, **after):
    return {scene for scene, parts in all_parts(**after).items() if parts != before[scene]}


def edited(module, edit=lambda data: data + b"\nEDITED = 1\n"):
    """Return the sources with one module, or all of one package, changed."""
    places = sorted(ROOTS.items(), key=lambda root: -len(root[0]))
    package, root = next(item for item in places if f"{module}.".startswith(f"{item[0]}."))
    path = root.joinpath(*module.removeprefix(package).strip(".").split("."))
    reached = []

    def read(file):
        inside = file == path.with_name(f"{path.name}.py") or path in file.parents
        if inside:
            reached.append(file)
        return edit(file.read_bytes()) if inside else file.read_bytes()

    sources = Sources(read=read, parse=parsed)
    sources.get(module)
    assert reached, f"{module} is nobody's"
    return sources


def chapter_of(scene):
    """Return the module or package of a scene's chapter."""
    return ".".join(catalog.target(scene).partition(":")[0].split(".")[:3])


def test_a_chapter_draws_its_own_scenes_again(before):
    assert changed(before, sources=edited(chapter_of("ActivationDerivatives"))) == {"ActivationDerivatives"}


@pytest.mark.parametrize("chapter", sorted({chapter_of(scene) for scene in SCENES}))
def test_no_chapter_draws_all_scenes_again(before, chapter):
    own = {scene for scene in SCENES if chapter_of(scene) == chapter}
    again = changed(before, sources=edited(chapter))
    assert own <= again
    assert len(again) < len(SCENES) / 2


@pytest.mark.parametrize(
    ("module", "again"),
    [
        ("to_wy", {"PathsToWy"}),
        ("to_wh", {"PathsToWh"}),
        ("storyboard", {"GradientPaths", "PathsToWh", "PathsToWy"}),
    ],
)
def test_a_scene_that_extends_another_is_none_of_the_other(before, module, again):
    assert changed(before, sources=edited(f"rnnanim.scenes.paths.{module}")) == again


def test_what_scenes_share_draws_those_again_that_use_it(before):
    def kit(scene):
        return {name for name in before[scene]["code"] if name.startswith("rnnanim.mobjects.")}

    shared = min((kit("GradientPaths") & kit("ForwardPass")) - kit("PowersOfW"))
    again = changed(before, sources=edited(shared))
    assert {"GradientPaths", "PathsToWh", "ForwardPass"} <= again
    assert "PowersOfW" not in again


@pytest.mark.parametrize("module", ["rnnanim.stage", "rnnanim.theme", "rnnanim.timeline", *keys.MAKERS])
def test_what_draws_every_scene_draws_all_again(before, module):
    assert changed(before, sources=edited(module)) == set(SCENES)


def test_comments_draw_nothing_again(before):
    assert changed(before, sources=edited("rnnanim.stage", lambda data: data + b"\n# a comment\n")) == set()


@pytest.mark.parametrize("module", ["rnnanim.catalog", "rnnanim.loading", "rnnanim.build", "rnnanim.cli.main"])
def test_what_no_picture_depends_on_draws_no_scene_again(before, module):
    assert not any(module in parts["code"] for scene, parts in before.items() if scene != TITLE_CARD)


def retold(monkeypatch, name, language):
    """Change a sentence of a table."""

    def text(scene, lang):
        found = scene_text(scene, lang)
        return replace(found, words={**found.words, "new": "other"}) if (scene, lang) == (name, language) else found

    monkeypatch.setattr(keys, "scene_text", text)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("scene", ["PathsToWh", "ForwardPass"])
def test_captions_draw_their_own_scene_again(before, monkeypatch, scene, language):
    retold(monkeypatch, scene, language)
    assert changed(before) == {scene}


def test_words_of_all_scenes_draw_all_again(before, monkeypatch):
    retold(monkeypatch, "LessonScene", "en")
    assert changed(before) == set(SCENES)


@pytest.mark.parametrize("file", ["themes/tokens.toml", "fonts/RnnMath-Regular.ttf", "presets/holding.toml"])
def test_looks_draw_all_again(before, tmp_path, file):
    for name in keys.LOOKS:
        shutil.copytree(ASSETS / name, tmp_path / name)
    assert changed(before, assets=tmp_path) == set()
    keys.folder_digest.cache_clear()
    with (tmp_path / file).open("ab") as opened:
        opened.write(b"\n")
    assert changed(before, assets=tmp_path) == set(SCENES)


@pytest.mark.parametrize("scene", first_of([*SCENES, f"{TALK}:Talk"]))
def test_every_module_that_a_scene_really_imports_is_in_its_key(scene):
    code = f"""
import sys
from rnnanim import loading
before = set(sys.modules)
loading.load({scene!r})
print(*sorted(name for name in set(sys.modules) - before if name.split(".")[0] == "rnnanim"))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert len(loaded) > 20
    assert loaded <= set(parts_of(scene, lecture(), ASSETS)["code"])


# talks


@pytest.fixture
def talk(tmp_path):
    (tmp_path / "mine.py").write_text(
        "from helper import scale\nfrom rnnanim.scenes.paths import PathsToWh\n"
        "class Mine(PathsToWh):\n    x = scale(1)\n"
    )
    (tmp_path / "helper.py").write_text("def scale(x):\n    return 2 * x\n")
    (tmp_path / "else.py").write_text("a = 1\n")
    return tmp_path


def test_a_talk_is_its_file_what_it_imports_beside_it_and_its_bases(talk, monkeypatch):
    scene = f"{talk}/mine.py:Mine"
    key = scene_key(scene)
    (talk / "else.py").write_text("a = 2\n")
    assert scene_key(scene) == key
    for name in ("mine.py", "helper.py"):
        (talk / name).write_text((talk / name).read_text() + "\nmore = 1\n")
        assert scene_key(scene) != key
        key = scene_key(scene)
    parts = parts_of(scene, lecture(), ASSETS)
    assert parts_of(scene, edited("rnnanim.stage"), ASSETS) != parts
    assert parts_of(scene, edited(chapter_of("PathsToWh")), ASSETS) != parts
    assert parts_of(scene, edited(chapter_of("ForwardPass")), ASSETS) == parts
    retold(monkeypatch, "PathsToWh", "en")
    assert parts_of(scene, lecture(), ASSETS) != parts


def test_a_talk_whose_bases_the_text_does_not_tell_depends_on_all_captions(talk):
    (talk / "mine.py").write_text("Mine = type('Mine', (), {})\n")
    captions = parts_of(f"{talk}/mine.py:Mine", lecture(), ASSETS)["captions"]
    assert captions == keys.folder_digest(ASSETS / "captions")


def test_a_talk_that_is_no_python_has_a_key(talk):
    (talk / "mine.py").write_text("class\n")
    assert scene_key(f"{talk}/mine.py:Mine")


def test_keys_need_no_manim():
    code = f"""
import sys
from rnnanim.render.keys import scene_key
keys = [scene_key(scene) for scene in {SCENES!r}]
assert len(set(keys)) == len(keys)
sys.exit("manim" in sys.modules)
"""
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0

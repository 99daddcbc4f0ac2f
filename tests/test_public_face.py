"""What talks may import: every name of `rnnanim.mobjects` and `rnnanim.stage`, and the scenes from their chapters."""

import importlib
import inspect
from pathlib import Path

import pytest

import rnnanim.mobjects
import rnnanim.stage
from rnnanim import catalog, loading


@pytest.mark.parametrize("face", [rnnanim.mobjects, rnnanim.stage], ids=lambda module: module.__name__)
def test_every_name_of_the_face_is_there_and_says_what_it_is(face):
    assert len(face.__all__) == len(set(face.__all__)) > 3
    for name in face.__all__:
        found = getattr(face, name)
        if inspect.isclass(found) or inspect.isfunction(found):
            assert inspect.getdoc(found), name


def test_the_kit_has_no_other_names():
    with pytest.raises(AttributeError, match="no Journey"):
        rnnanim.mobjects.Journey  # noqa: B018


@pytest.mark.parametrize("name", catalog.SCENES)
def test_a_scene_is_imported_from_the_chapter_whose_file_plain_manim_takes(name):
    chapter = importlib.import_module(f"rnnanim.scenes.{Path(catalog.SCENES[name].file).stem}")
    assert name in chapter.__all__
    assert getattr(chapter, name) is loading.load(name)

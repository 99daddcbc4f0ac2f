"""What talks may import: every name of `rnnanim.mobjects` and `rnnanim.stage`, and the scenes from their chapters."""

import importlib
import inspect

import pytest

import rnnanim.mobjects
import rnnanim.stage
from rnnanim import loading


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


@pytest.mark.parametrize(
    ("module", "names"),
    {
        "unrolling": ["FoldedToUnrolled"],
        "forward": ["ForwardPass"],
        "paths": ["GradientPaths", "PathsToWh", "PathsToWy"],
        "derivatives": ["ActivationDerivatives"],
        "products": ["PowersOfW", "ProductOfFactors"],
    }.items(),
)
def test_scenes_are_imported_from_their_chapters(module, names):
    chapter = importlib.import_module(f"rnnanim.scenes.{module}")
    for name in names:
        assert getattr(chapter, name) is loading.load(name)

"""Every scene at every length, and with numbers beyond float64: it is drawn, or refused in one line."""

import contextlib

import pytest
from matrix import first_of

from rnnanim.audit.shown import shown
from rnnanim.catalog import SCENES
from rnnanim.errors import InputError
from rnnanim.lesson import load_lesson
from rnnanim.loading import load

LENGTHS = (22, 1, 2, 50, 100, 500)
LARGE = ("network.activation=identity", "network.W_h=[[1e200]]", "network.steps=5")


@pytest.mark.parametrize(
    ("steps", "name"), first_of([(steps, name) for steps in LENGTHS for name in ("PowersOfW", *SCENES)], fast=1)
)
def test_a_scene_of_any_length_is_drawn_or_refused(steps, name):
    with contextlib.suppress(InputError):
        assert shown(load(name), load_lesson(None, [f"network.steps={steps}"]))


@pytest.mark.parametrize("name", [name for name in SCENES if name != "FoldedToUnrolled"])
def test_what_overflows_is_refused_in_the_name_of_the_talk(name):
    talk = type("Talk", (load(name),), {})
    with pytest.raises(InputError, match=r"^Talk: .* overflows at 5 steps; take smaller weights \(network.W_h\)"):
        shown(talk, load_lesson(None, LARGE))

"""A sum on the screen says whether the numbers as they are written add up."""

from decimal import Decimal

import pytest

from rnnanim.lesson import load_lesson
from rnnanim.mobjects.text.readout import readout
from rnnanim.mobjects.text.rounding import shown
from rnnanim.numerics import Reading
from rnnanim.scenes.paths import GradientPaths
from rnnanim.theme import load_theme


@pytest.mark.parametrize(
    ("value", "written"),
    [(0.0572743, "0.0573"), (-0.5, "-0.5"), (80.0, "80"), (-9.6e-5, "-0.0000960"), (1e-4, "0.0001"), (0.0, "0")],
)
@pytest.mark.parametrize("tight", [False, True])
def test_a_readout_is_read_as_it_is_written(value, written, tight):
    label = readout(load_theme("dark"), Reading("h", (1, 0), value), tight=tight)
    assert shown(label) == Decimal(written)


@pytest.mark.parametrize(("preset", "sign"), [("default", "approx"), ("holding", "="), ("hundred", "=")])
def test_the_last_sign_of_the_sum_is_true_of_the_rounded_numbers(preset, sign):
    scene = GradientPaths(lesson=load_lesson(preset))
    assert sign in scene.cast.equation.total_equals.markup

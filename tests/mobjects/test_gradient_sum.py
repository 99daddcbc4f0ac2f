"""A sum on the screen says whether the numbers as they are written add up."""

from decimal import Decimal

import pytest
from matrix import first_of

from rnnanim.lesson import load_lesson
from rnnanim.mobjects.text.readout import readout
from rnnanim.mobjects.text.rounding import shown
from rnnanim.numerics import Reading
from rnnanim.scenes.paths import GradientPaths, PathsToWh
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


TIGHT = [
    "network.activation=tanh", "network.W_x=[[2],[1]]", "network.W_h=[[1,2],[3,4]]", "network.W_y=[[2,4]]",
    "network.x=[[0.2],[0.3],[0.4]]", "network.target=[[7],[7],[7]]",
]  # fmt: skip
SMALL_OF_FIVE = ["network.steps=5", "network.W_h=[[-0.9]]", "network.W_y=[[-0.001]]"]


@pytest.mark.parametrize("settings", [TIGHT, SMALL_OF_FIVE], ids=str)
@pytest.mark.parametrize("scene", first_of([GradientPaths, PathsToWh]))
def test_every_sign_of_the_sum_has_room(settings, scene):
    cast = scene(lesson=load_lesson(None, settings)).cast
    equation, products = cast.equation, [trace.product for trace in cast.traces.values()]
    signs = [equation.equals, *equation.operators, equation.total_equals]
    rows = [([equation.left_side, *equation.values, equation.total], signs)]
    for product in products:
        times = [column.times for column in product.columns if column.times is not None]
        rows.append(([*(column.value for column in product.columns), product.result_label], [product.equals, *times]))
    for terms, signs in rows:
        for sign in signs:
            left = sign.get_left()[0] - max(x.get_right()[0] for x in terms if x.get_center()[0] < sign.get_center()[0])
            right = (
                min(x.get_left()[0] for x in terms if x.get_center()[0] > sign.get_center()[0]) - sign.get_right()[0]
            )
            least = 0.25 if "=" in sign.markup or "approx" in sign.markup else 0.2  # em; between terms Typst sets 0.22
            assert min(left, right) > least * sign.em, sign

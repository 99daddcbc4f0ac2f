"""The typed ways to a reading: each keeps the place that it comes from, and the types name what there is."""

from typing import get_args

import numpy as np
import pytest

from rnnanim.numerics import ArrayName, CurveName, Field, Reading, analyse
from rnnanim.numerics.arrays import Arrays, Named
from rnnanim.numerics.curves import CURVES


@pytest.fixture
def scalar(random_spec):
    return analyse(random_spec(3, D=1, H=1, O=1, T=4, loss="sum"))


def test_the_types_name_every_array_and_every_curve():
    assert set(get_args(ArrayName)) == {name for name, one in vars(Arrays).items() if isinstance(one, Named)}
    assert set(get_args(CurveName)) == set(CURVES)


def test_every_field_of_the_type_can_be_read(scalar):
    index = {"loss_between": (1, 3), "power_norm": (2,), "log10_power_norm": (2,), "gain": (3, 1), "log10_gain": (3, 1)}
    index |= {
        "J": (2, 0, 0),
        "sigma_prime_bound": (),
        "spectral_radius": (),
        "spectral_norm": (),
        **dict.fromkeys(CURVES, (0.5,)),
    }
    for field in get_args(Field):
        found = index.get(field)
        if found is None:
            found = tuple(size - 1 for size in np.shape(getattr(scalar, field)))
        assert scalar.read(field, *found).field == field


@pytest.mark.parametrize(
    ("method", "arguments", "field", "index"),
    [
        ("norm", ("h", 2), "norm_h", (2,)),
        ("norm", ("dL_dW_h",), "norm_dL_dW_h", ()),
        ("size", ("h", 2), "h", (2, 0)),
        ("size", ("b_h",), "b_h", (0,)),
        ("size", ("dL_dW_x",), "dL_dW_x", (0, 0)),
        ("drive", ("h", 2), "drive_h", (2,)),
        ("contribution", ("x", 3, 2), "contribution_x", (3, 2)),
        ("between", ("x", 4, 2, 3), "between_x", (4, 2, 3)),
        ("total", ("y", 3), "total_y", (3,)),
        ("span", ("x", 4, 1, 2, 5), "span_x", (4, 1, 2, 5)),
        ("log10_span", ("x", 4, 1, 2, 5), "log10_span_x", (4, 1, 2, 5)),
    ],
)
def test_a_method_returns_the_reading_of_its_field(scalar, method, arguments, field, index):
    for analysis in (scalar, scalar.perturbed(0.5), scalar.of(scalar.spec, "other")):
        reading = getattr(analysis, method)(*arguments)
        assert reading == analysis.read(field, *index) == analysis.again(reading)
        assert reading == Reading(field, index, reading.value, analysis.name)


def test_the_size_of_more_than_one_unit_is_a_norm(random_spec):
    found = analyse(random_spec(3, D=1, H=2, O=1, T=4))
    assert found.size("h", 2) == found.read("norm_h", 2)
    assert found.size("dL_dW_h") == found.read("norm_dL_dW_h")


def test_a_curve_is_drawn_again_from_the_place_that_it_names(scalar):
    series = scalar.curve("sigma_at", -1, 2, 7)
    again = scalar.perturbed(0.5).curve_again(series)
    np.testing.assert_array_equal(again.x, series.x)
    np.testing.assert_allclose(again.y, 1.5 * series.y)


def test_a_place_that_there_is_not_cannot_be_read_again(scalar):
    with pytest.raises(ValueError, match="must be an array of the lesson"):
        scalar.again(Reading("nothing", (), 1.0))
    with pytest.raises(AttributeError):
        scalar.nothing  # noqa: B018


def test_every_reading_of_the_analysis_comes_from_read(scalar):
    class Named(type(scalar)):
        def read(self, field, *index):
            return Reading(field, index, 7.0)

    other = Named(scalar.spec)
    route = other.route("x", 4, 2)
    found = [other.size("h", 1), other.norm("h", 1), other.drive("y", 1), other.total("x", 3), route.contribution]
    found += [reading for factor in route.factors for reading in (factor.value, factor.running)]
    assert {reading.value for reading in found} == {7.0}

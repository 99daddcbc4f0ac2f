"""The complex plane: one unit in both directions, eigenvalues in their places, powers on a spiral."""

import numpy as np
import pytest

from rnnanim.mobjects.charts.complex_plane import ComplexPlane
from rnnanim.mobjects.charts.data import ComplexReading
from rnnanim.mobjects.charts.eigenvalues import Eigenvalues, PowerSpiral, spiral
from rnnanim.numerics import Reading
from rnnanim.theme import load_theme

BOXES = [(-3.0, 3.0, 3.0, -3.0), (-6.0, 2.0, 1.5, -1.5), (0.0, 2.5, 3.0, -3.0)]


def numbers(values):
    pairs = [(Reading("re", (i,), float(z.real)), Reading("im", (i,), float(z.imag))) for i, z in enumerate(values)]
    return [ComplexReading(*pair) for pair in pairs]


def eigenvalues(units):
    return np.linalg.eigvals(np.random.default_rng(5).normal(size=(units, units)) / units**0.5)


@pytest.mark.parametrize("box", BOXES)
@pytest.mark.parametrize("values", [[], [2.0 + 0.5j], [-0.3 - 4j]])
def test_a_unit_is_as_long_upwards_and_everything_is_inside(box, values):
    plane = ComplexPlane(load_theme(), box, values)
    assert plane.unit[0] == plane.unit[1]
    circle = next(line for line in plane.lines if line.tag.tone == "mute")
    assert circle.width == pytest.approx(circle.height, rel=1e-3)
    assert circle.width == pytest.approx(2 * plane.unit[0], rel=1e-3)
    left, right, top, bottom = box
    for part in plane.family_members_with_points():
        (x, y), (u, v) = part.get_corner((-1, -1, 0))[:2], part.get_corner((1, 1, 0))[:2]
        assert left - 1e-6 <= x <= u <= right + 1e-6
        assert bottom - 1e-6 <= y <= v <= top + 0.12
    assert plane.holds(np.array([*values, 1, 1j], complex)).all()


def test_the_circle_is_named_where_it_crosses_the_axes():
    plane = ComplexPlane(load_theme(), BOXES[0])
    for z, label in plane.ticks.items():
        x, y = plane.point(z.real, z.imag)
        assert np.hypot(*(label.get_center()[:2] - [x, y])) < 0.5
        a, b = label.get_center()[:2] - plane.point(0, 0)
        assert np.hypot(a, b) > plane.unit[0]  # outside of the circle


def test_eigenvalues_stand_in_their_places_and_say_so():
    plane, values = ComplexPlane(load_theme(), BOXES[0]), [0.5 + 0.5j, 0.5 - 0.5j, -0.9 + 0j]
    found = Eigenvalues(plane, numbers(values), tone="wh")
    assert found.position(0) == pytest.approx(plane.point(-0.9, 0))
    assert found.position(1) == pytest.approx(plane.point(0.5, 0.5))
    tags = [part.tag for part in found.dots]
    assert [reading.field for tag in tags for reading in tag.readings] == ["re"] * 3 + ["im"] * 3
    for tag in tags:
        assert tag.sizes == pytest.approx([r.value * plane.unit[0] for r in tag.readings])


def test_a_pair_is_joined_once_both_are_there():
    plane = ComplexPlane(load_theme(), BOXES[0])
    found = Eigenvalues(plane, numbers([0.5 + 0.5j, 0.5 - 0.5j, 0.1 + 0j]))
    assert len(found.links) == 1
    found.arrive(1.0).at(0.2)
    assert len(found.links) == 0
    found.draw(grown=2)
    assert found.links[0].get_center()[:2] == pytest.approx(plane.point(0.5, 0), abs=0.06)
    assert len(Eigenvalues(plane, numbers([0.5 + 0j, 0.4 + 0j])).links) == 0


def test_hundreds_of_eigenvalues_are_one_mobject():
    values = eigenvalues(210)
    plane = ComplexPlane(load_theme(), BOXES[0], values)
    found = Eigenvalues(plane, numbers(values), tone="wh")
    assert len(found.family_members_with_points()) == 2  # the dots, and the ground around them
    assert len(found.dots[1].points) == 210 * 16
    assert len(found.dots[1].tag.readings) == 100
    assert plane.holds(values).all()


def test_light_belongs_to_the_gradient():
    plane = ComplexPlane(load_theme(), BOXES[0])
    for tone, lit in (("gradient", True), ("wh", False)):
        kinds = {part.tag.kind for part in Eigenvalues(plane, numbers([0.5 + 0j]), tone=tone).dots}
        assert ("glow" in kinds) is lit


def test_powers_lie_on_their_spiral():
    z = 0.9 * np.exp(0.7j)
    plane, powers = ComplexPlane(load_theme(), BOXES[0]), [z**k for k in range(1, 13)]
    path = PowerSpiral(plane, numbers(powers))
    for k, power in enumerate([1, *powers]):
        assert path.position(k) == pytest.approx(plane.point(power.real, power.imag), abs=1e-6)
    middle = z**2.5
    assert path.position(2.5) == pytest.approx(plane.point(middle.real, middle.imag), abs=1e-4)


def test_the_spiral_is_drawn_power_by_power():
    plane = ComplexPlane(load_theme(), BOXES[0])
    path = PowerSpiral(plane, numbers([0.8j**k for k in range(1, 9)]))
    path.run(1.0).at(0.0)
    assert path.reached == 0
    path.run(1.0, to=3).at(1.0)
    assert path.reached == 3
    told = [part.tag.readings for part in path if getattr(part, "tag", None) and part.tag.kind == "mark"]
    assert [len(readings) for readings in told] == [3, 3]
    path.run(1.0).at(1.0)
    assert path.reached == path.end == 8
    path.leave(1.0).at(1.0)
    assert path.submobjects == []


def test_powers_that_grow_end_where_they_leave_the_plane():
    plane = ComplexPlane(load_theme(), BOXES[0])
    path = PowerSpiral(plane, numbers([(1.2 * np.exp(0.3j)) ** k for k in range(1, 40)]))
    assert path.end < 5
    assert plane.holds(path.way).all()


def test_a_power_of_zero_is_a_straight_way():
    k, way = spiral([0j, 0j])
    assert k[-1] == 2
    assert np.isfinite(way).all()
    assert way[0] == 1
    assert way[-1] == 0


def test_everything_follows_the_plane():
    plane = ComplexPlane(load_theme(), BOXES[0])
    found, path = Eigenvalues(plane, numbers([0.5 + 0.5j])), PowerSpiral(plane, numbers([0.5 + 0.5j]))
    before = found.position(0)
    plane.shift((1.0, -0.5, 0)).draw()
    assert found.position(0) == pytest.approx((before[0] + 1, before[1] - 0.5))
    assert path.position(1) == pytest.approx(found.position(0))
    assert plane.lines.get_center()[:2] == pytest.approx(plane.point(0, 0))

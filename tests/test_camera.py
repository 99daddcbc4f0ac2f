"""The camera that draws what changed: its pictures are those of manim's own, whatever moves, comes and goes."""

import numpy as np
import pytest

from rnnanim import backend
from rnnanim.backend.camera import FrameCamera
from rnnanim.backend.damage import Box, differing, joined
from rnnanim.backend.shapes import Layer, Mould, Pile, Shape
from rnnanim.backend.shapes import VGroup as OurGroup

from manim import (
    BLUE,
    RED,
    UL,
    Camera,
    Circle,
    Dot,
    ImageMobject,
    PMobject,
    Square,
    Star,
    VGroup,
    VMobject,
    tempconfig,
)


@pytest.fixture(autouse=True)
def small():
    with tempconfig(backend.run_config(pixel_width=320, pixel_height=180)):
        yield


def whole(*mobjects):
    camera = Camera()
    camera.capture_mobjects(mobjects)
    return camera.pixel_array


def crowd():
    shapes = [Circle(0.5 + 0.2 * n, fill_opacity=0.5).shift((n - 3, 0.3 * n, 0)) for n in range(6)]
    star = Star(stroke_width=12).set_fill([RED, BLUE], 0.7).set_sheen_direction(UL)
    return VGroup(*shapes, star, Square(fill_opacity=0.3).set_z_index(-1))


CHANGES = {
    "moved": lambda g: g[2].shift((0.31, -0.17, 0)),
    "turned": lambda g: g[6].rotate(0.4),
    "coloured": lambda g: g[0].set_color(BLUE),
    "faded": lambda g: g[3].set_opacity(0),
    "thicker": lambda g: g[1].set_stroke(width=20),
    "behind": lambda g: g[4].set_stroke(RED, 15, background=True),
    "raised": lambda g: g[0].set_z_index(5),
    "gone": lambda g: g.remove(g[5]),
    "come": lambda g: g.add(Dot((2, 2, 0))),
    "twice": lambda g: g.add(g[0]),
    "out of the frame": lambda g: g[1].shift((40, 0, 0)),
    "gradient": lambda g: g[6].set_fill([BLUE, RED]),
    "mitred": lambda g: g.add(VMobject(stroke_width=30).set_points_as_corners([(-2, 0, 0), (2, 0, 0), (-2, 0.2, 0)])),
    "not a number": lambda g: setattr(g[2], "points", g[2].points * np.nan),
}


@pytest.mark.parametrize("change", CHANGES)
def test_one_change_after_another_leaves_the_picture_of_manim(change):
    group, camera = crowd(), FrameCamera()
    camera.show([group])
    for name in (change, "moved", "coloured"):
        CHANGES[name](group)
        camera.show([group])
        assert np.array_equal(camera.pixel_array, whole(group)), name


def test_what_has_not_changed_is_not_drawn(monkeypatch):
    group, camera = crowd(), FrameCamera()
    camera.show([group])
    camera.changed = []
    monkeypatch.setattr(camera, "_repaint", None)
    camera.show([group])
    assert camera.changed == []


def test_pictures_and_clouds_of_points_are_drawn_whole():
    camera = FrameCamera()
    for mobject in (ImageMobject(np.uint8([[0, 100], [255, 50]])), PMobject().add_points([(0, 0, 0)])):
        things = [crowd(), mobject]
        camera.show(things)
        assert np.array_equal(camera.pixel_array, whole(*things))


def test_another_background_or_place_of_the_camera_is_another_picture():
    group, camera = crowd(), FrameCamera()
    camera.show([group])
    camera.background_color = BLUE
    camera.frame_center = np.array([1.0, 0, 0])
    camera.pixel_array_to_cairo_context.clear()
    camera.show([group])
    plain = Camera(background_color=BLUE, frame_center=np.array([1.0, 0, 0]))
    plain.capture_mobjects([group])
    assert np.array_equal(camera.pixel_array, plain.pixel_array)


def test_boxes_are_drawn_together_where_that_costs_little():
    near, far = [Box(0, 0, 10, 10), Box(8, 8, 20, 20)], Box(900, 600, 1000, 700)
    assert {*joined([*near, far])} == {Box(0, 0, 20, 20), far}
    assert joined([Box(5, 5, 5, 9)]) == []


def test_what_stays_in_its_order_has_not_changed():
    assert differing([("a",), ("b",), ("c",)], [("a",), ("x",), ("c",)]) == ([1], [1])
    assert differing([("a",), ("b",)], [("b",), ("a",)]) == ([1], [0])
    assert differing([("a",), ("a",)], [("a",)]) == ([], [1])


def test_a_copy_of_a_mould_is_a_copy_as_manim_makes_it():
    shape = Shape(stroke_width=3, fill_color=RED, fill_opacity=0.5).set_points_as_corners([(0, 0, 0), (1, 0, 0)])
    cast, copied = Mould(shape).cast(), shape.copy()
    assert vars(cast).keys() == vars(copied).keys() - {"original_id"}
    for name in vars(cast):
        value = vars(copied)[name]
        assert np.array_equal(vars(cast)[name], value), name
        if isinstance(value, (np.ndarray, list, dict)):
            assert vars(cast)[name] is not vars(shape)[name], name


def test_a_group_is_as_manims_and_shares_nothing_with_another():
    ours, another, manims = OurGroup(z_index=2), OurGroup(), VGroup(z_index=2)
    assert vars(ours).keys() == vars(manims).keys()
    for name, value in vars(manims).items():
        assert np.array_equal(vars(ours)[name], value), name
        if isinstance(value, (np.ndarray, list)):
            assert vars(ours)[name] is not vars(another)[name], name
    with pytest.raises(TypeError):
        OurGroup(ImageMobject(np.zeros((2, 2, 3), np.uint8)))


def test_the_extent_of_a_group_is_that_of_manims():
    parts = [Star().shift(UL), VMobject(), VGroup(Circle(0.3), Square().rotate(0.3)).shift((2, 1, 0))]
    ours, manims = OurGroup(OurGroup(*parts), Dot((0, -3, 0))), VGroup(VGroup(*parts), Dot((0, -3, 0)))
    assert np.array_equal(ours.get_points_defining_boundary(), manims.get_points_defining_boundary())
    assert np.array_equal(ours.get_center(), manims.get_center())
    assert (ours.width, ours.height) == (manims.width, manims.height)
    assert (OurGroup().width, OurGroup().get_top().tolist()) == (VGroup().width, VGroup().get_top().tolist())
    parts[1].points = np.array([[5.0, 5, 0]])  # one point is no curve
    assert np.array_equal(ours.get_right(), manims.get_right())


@pytest.mark.parametrize("colour", [None, "#ff7f00", RED, [RED, BLUE]])
@pytest.mark.parametrize("opacity", [None, 0.25, np.float64(0.5), 1])
def test_a_shape_takes_colours_as_manim_does(colour, opacity):
    ours, manims = Shape(fill_opacity=0.1), VMobject(fill_opacity=0.1)
    for shape in (ours, manims):
        shape.set_fill(colour, opacity).set_stroke(colour, 3, opacity)
    assert np.allclose(ours.fill_rgbas, manims.fill_rgbas)
    assert np.allclose(ours.stroke_rgbas, manims.stroke_rgbas)
    assert ours.fill_opacity == manims.fill_opacity


CORNERS = np.array([(-2.0, 0, 0), (1.0, 1.3, 0), (2.0, -0.7, 0), (-2.0, 0, 0)])


def pile():
    layers = [Layer(CORNERS * share, "#ffb03b", 0.1 + 0.3 * share) for share in (1.0, 0.7, 0.3)]
    return Pile.of([*layers, Layer(CORNERS[:3], "#3dd1b3", 0.8, width=6.0), Layer(CORNERS + 0.4, "#ffffff", 0.0)])


def test_a_pile_looks_as_the_shapes_of_its_layers_do():
    closed, opened = pile(), VGroup(*pile().submobjects)
    camera = FrameCamera()
    camera.show([Square(), closed])
    assert not closed.is_open
    assert np.array_equal(camera.pixel_array, whole(Square(), opened))
    assert np.array_equal(camera.pixel_array, whole(Square(), closed))  # manim's own camera asks for the shapes
    assert closed.is_open
    closed.submobjects[0].set_fill(opacity=0.9)
    camera.show([Square(), closed])
    assert np.array_equal(camera.pixel_array, whole(Square(), closed))


def test_a_pile_keeps_its_place_in_the_order_when_it_is_opened():
    under = pile().set_z_index(-3)
    assert not under.is_open
    assert {shape.z_index for shape in under.submobjects} == {-3}
    camera, square = FrameCamera(), Square(fill_opacity=1)
    for shown in (pile().set_z_index(-3), under):
        camera.show([square, shown])
        assert np.array_equal(camera.pixel_array, whole(square, VGroup(*under.submobjects)))


def test_of_two_piles_only_what_differs_is_drawn_again():
    camera, still = FrameCamera(), pile().shift((3, 1, 0))
    camera.show([still, pile()])
    camera.changed = []
    camera.show([still, pile()])
    assert camera.changed == []
    camera.show([still, Pile.of(pile().layers[:-2])])
    assert len(camera.changed) == 1

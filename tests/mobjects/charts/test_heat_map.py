"""Heat maps: cells stand where their numbers belong, shine as these are large, and tell sign and zero."""

import math

import numpy as np
import pytest

from rnnanim.lesson import load_lesson
from rnnanim.mobjects.charts.colour_scale import ColourScale
from rnnanim.mobjects.charts.data import Table
from rnnanim.mobjects.charts.heat_map import HeatMap
from rnnanim.mobjects.charts.ramp import Ramp
from rnnanim.numerics import Reading
from rnnanim.theme import contrast, load_theme

BOX = (-5.0, 1.0, 3.0, -3.0)
WIDE = (-5.0, 2.8, 3.0, -3.0)


def triangle(steps, field="gain"):
    analysis = load_lesson(None, [f"network.steps={steps}", "network.loss=sum"]).analysis
    return Table.of({(t, k): analysis.read(field, t, k) for t in range(1, steps + 1) for k in range(1, t + 1)})


def drawn(values, theme="dark", *, signed=None, box=BOX, numbers=None, law="log"):
    """Return the heat map of an array whose rows and columns count from 1."""
    values = np.array(values, float)
    rows, columns = (range(1, size + 1) for size in values.shape)
    table = Table("f", rows, columns, values)
    sizes = table.log10s.flat if law == "log" else abs(values).flat
    scale = ColourScale(load_theme(theme), (3, 3.5, 2, -2), sizes, name="s", signed=signed, zero=True, law=law)
    return HeatMap(load_theme(theme), box, table, scale, numbers=numbers)


def of_triangle(steps, **keywords):
    table = triangle(steps)
    scale = ColourScale(load_theme(), (3, 3.5, 2, -2), table.log10s.flat, name="gains")
    return HeatMap(load_theme(), WIDE if keywords.pop("wide", False) else BOX, table, scale, **keywords)


def marks(heat):
    return [part for part in heat.cells if part.tag.kind == "mark"]


def squares(shape):
    """Return middle and size of each rectangle of a mobject."""
    corners = shape.points.reshape(-1, 16, 3)[..., :2]
    return (corners.min(axis=1) + corners.max(axis=1)) / 2, np.ptp(corners, axis=1)


def brightness(colour):
    return contrast(colour, load_theme().colour.background)


def test_rows_go_down_and_columns_to_the_right():
    heat = of_triangle(5, numbers=False)
    assert heat.position(1, 1) == pytest.approx((-4.4, 2.4))
    assert heat.position(5, 1) == pytest.approx((-4.4, -2.4))
    assert heat.position(5, 5) == pytest.approx((0.4, -2.4))
    assert heat.row_end(3, away=0.2) == pytest.approx((1.2, 0.0))
    assert heat.column_end(3, away=0.2) == pytest.approx((-2.0, 3.2))


def test_every_number_has_one_cell_and_above_the_diagonal_there_is_none():
    heat = of_triangle(5, numbers=False)
    middles = np.vstack([squares(part)[0] for part in marks(heat)])
    wanted = {
        (round(x, 6), round(y, 6)) for x, y in (heat.position(t, k) for t in range(1, 6) for k in range(1, t + 1))
    }
    assert len(middles) == 15
    assert {(round(float(x), 6), round(float(y), 6)) for x, y in middles} == wanted


def test_brightness_follows_the_logarithm():
    heat = drawn([[1e-6, 1e-4, 1e-2, 1.0]])
    light = [brightness(heat.colour(1, k)) for k in range(1, 5)]
    assert light == sorted(light)
    indices = [heat.scale.ramp.colours.index(heat.colour(1, k)) for k in range(1, 5)]
    assert np.ptp(np.diff(indices)) <= 1  # equal factors are equal steps
    assert [part.tag.law for part in marks(heat)] == ["log"] * 4


def test_a_linear_scale_follows_the_size():
    heat = drawn([[0.25, 0.5, 1.0]], law="linear")
    indices = [heat.scale.ramp.colours.index(heat.colour(1, k)) for k in (1, 2, 3)]
    assert indices == [16, 32, 64]


def test_check_is_told_where_each_number_stands_on_the_scale():
    heat = of_triangle(6)
    told = {
        r.index: (r.value, size)
        for part in marks(heat)
        for r, size in zip(part.tag.readings, part.tag.sizes, strict=True)
    }
    assert len(told) == 21
    decade = 4 / (heat.scale.high - heat.scale.low)
    for value, size in told.values():
        assert size == pytest.approx(decade * math.log10(value))


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_a_negative_cell_is_hollow_and_its_edge_stays_inside(theme):
    heat = drawn([[0.5, -0.5]], theme, signed="hollow", numbers=False)
    solid, hollow = (next(p for p in marks(heat) if p.tag.readings[0].value * sign > 0) for sign in (1, -1))
    assert solid.get_stroke_width() == 0
    assert hollow.get_stroke_width() > 0
    assert hollow.get_stroke_color().to_hex() == solid.get_fill_color().to_hex()
    assert hollow.get_fill_color() != solid.get_fill_color()
    edge = hollow.get_stroke_width() / 100
    assert squares(hollow)[1][0] + edge == pytest.approx(squares(solid)[1][0])


def test_places_come_one_by_one_and_what_is_spoken_of_is_outlined():
    heat = of_triangle(3)
    heat.outlined = True
    heat.arrive(1.0, places=False).at(1.0)
    assert not heat.cells.submobjects
    heat.offer(1.0, [(1, 1), (3, 2)]).at(1.0)
    place, edge = heat.cells
    assert len(squares(place)[0]) == len(squares(edge)[0]) == 2
    assert contrast(edge.get_stroke_color().to_hex(), load_theme().colour.background) >= 3
    heat.outline([(2, 2)], 1.0).at(1.0)
    (middle,), _ = squares(heat.cells[-1])
    assert middle == pytest.approx(heat.position(2, 2))
    heat.outline([], 1.0).at(1.0)
    assert len(heat.cells) == 2


def test_colours_on_which_numbers_stand_end_where_they_can_be_read():
    ramp = Ramp(load_theme("light"), "gradient", 0.0, written=True)
    assert ramp.readable(len(ramp.colours) - 1) == len(ramp.colours) - 1
    assert len(set(ramp.colours)) == len(ramp.colours)


def test_an_exact_zero_is_a_mark_of_its_own():
    heat = drawn([[0.5, 0.0]], numbers=False)
    assert [part.tag.readings[0].value for part in marks(heat)] == [0.5]
    mark = next(part for part in heat.cells if part.tag.tone == "mute")
    assert mark.get_center()[:2] == pytest.approx(heat.position(1, 2))
    with_number = drawn([[0.5, 0.0]], box=(-5, 1, 1, -1))
    assert with_number.numbers[1, 2].markup == "$0$"
    assert not [part for part in with_number.cells if part.tag.tone == "mute"]


def test_cells_too_small_to_be_hollow_are_grey_and_as_bright():
    values = np.full((60, 60), 0.5)
    values[3, 4] = -0.5
    with pytest.raises(ValueError, match="too small to be hollow"):
        drawn(values, signed="hollow")
    heat = drawn(values, signed="grey")
    (grey,) = (part for part in heat.cells if part.tag.tone != "bed" and len(squares(part)[0]) == 1)
    red, green, blue = grey.get_fill_color().to_rgb()
    assert red == green == blue
    assert brightness(grey.get_fill_color().to_hex()) == pytest.approx(brightness(heat.colour(1, 1)), rel=0.05)


def test_numbers_stand_in_their_cells_as_long_as_they_have_room():
    heat = of_triangle(6, wide=True)
    assert heat.numbers.keys() == set(heat.table.cells)
    for cell, label in heat.numbers.items():
        assert label.reading == heat.table.reading(*cell)
        assert abs(label.get_center()[0] - heat.position(*cell)[0]) < 0.05
        assert label.width < heat.pitch[0] * 0.93
    assert heat.pitch[0] > heat.pitch[1]
    assert of_triangle(9).numbers == {}
    assert drawn([[-1.2345e-17] * 8] * 8, signed="hollow").numbers == {}


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_every_number_can_be_read_on_its_cell(theme):
    colour = load_theme(theme).colour
    values = np.geomspace(1e-3, 1, 64).reshape(8, 8)
    heat = drawn(values, theme, box=(-5, 5, 3, -3))
    assert len(heat.numbers) == 64
    for cell, label in heat.numbers.items():
        assert contrast(heat.colour(*cell), colour[label.tone]) >= 4.5


@pytest.mark.parametrize(("size", "most"), [(20, 80), (200, 90)])
def test_a_large_table_is_a_few_mobjects(size, most):
    values = np.tril(np.geomspace(1, 1e-9, size)[abs(np.subtract.outer(range(size), range(size)))])
    heat = drawn(np.where(np.tri(size) > 0, values, np.nan))
    assert len(heat.cells) <= most
    assert sum(len(part.tag.readings) for part in marks(heat)) == 200
    is_whole = size == 200  # cells that touch, on grounds of their own
    shapes = heat.cells[8:] if is_whole else heat.cells
    area = sum(np.prod(squares(part)[1], axis=1).sum() for part in shapes)
    whole = size * (size + 1) / 2 * heat.pitch[0] * heat.pitch[1]
    assert area == pytest.approx(whole if is_whole else 0.93**2 * whole)


def test_it_fills_cell_by_cell_in_the_order_given():
    heat = of_triangle(4)
    heat.arrive(1.0).at(1.0)
    assert marks(heat) == []
    order = [(4, 1), (3, 1), (2, 1)]
    fill = heat.fill(1.0, order)
    fill.at(0.0)
    fill.at(0.5)
    shown = [heat.shown[t - 1, k - 1] for t, k in order]
    assert shown == sorted(shown, reverse=True)
    fill.at(1.0)
    assert heat.shown.sum() == len(order)
    heat.fill(1.0).at(1.0)
    assert heat.shown.sum() == 10


def test_a_skipped_cue_ends_as_a_played_one():
    played, skipped = of_triangle(4), of_triangle(4)
    for heat, times in ((played, np.linspace(0, 1, 7)), (skipped, [1.0])):
        for make in (
            lambda h: h.arrive(1.0),
            lambda h: h.fill(1.0),
            lambda h: h.focus([(2, 1)], 1.0),
            lambda h: h.focus(None, 1.0),
        ):
            cue = make(heat)
            for time in times:
                cue.at(float(time))
    assert [part.tag for part in played.cells] == [part.tag for part in skipped.cells]
    assert all(np.array_equal(a.points, b.points) for a, b in zip(played.cells, skipped.cells, strict=True))


def test_focus_dims_the_others():
    heat = of_triangle(4)
    heat.focus([(4, 1)], 1.0).at(1.0)
    assert heat.lit[3, 0] == 1
    assert heat.lit[3, 3] == pytest.approx(0.3)
    assert heat.numbers[4, 4].tone == "spent"
    assert heat.numbers[4, 4].glyphs[0].get_fill_color().to_hex().upper() == load_theme().colour.mute
    assert heat.numbers[4, 1].tone != "spent"
    heat.leave(1.0).at(1.0)
    assert len(heat.cells) == 0


def test_it_is_where_it_is_moved_to():
    heat = of_triangle(6, wide=True)
    before, cell = heat.position(4, 2), np.sort(np.vstack([squares(p)[0] for p in marks(heat)]), axis=0)
    name, number = heat.names[0].get_center(), heat.numbers[4, 2].get_center()
    heat.shift((1.0, -0.5, 0))
    assert heat.position(4, 2) == pytest.approx((before[0] + 1, before[1] - 0.5))
    heat.draw()
    after = np.sort(np.vstack([squares(p)[0] for p in marks(heat)]), axis=0)
    assert after - cell == pytest.approx(np.array([[1.0, -0.5]] * 21))
    assert heat.names[0].get_center() - name == pytest.approx((1, -0.5, 0))
    assert heat.numbers[4, 2].get_center() - number == pytest.approx((1, -0.5, 0))


def test_logarithms_of_what_float64_cannot_hold():
    table = Table("log10_gain", (1, 2), (1, 2), np.array([[0.0, math.nan], [-5000.0, -math.inf]]))
    scale = ColourScale(load_theme(), (3, 3.5, 2, -2), table.log10s.flat, name="s")
    heat = HeatMap(load_theme(), BOX, table, scale, numbers=False)
    assert scale.low == -5000
    assert {part.tag.law for part in marks(heat)} == {"linear"}
    assert sum(len(part.tag.readings) for part in marks(heat)) == 2
    assert [part.tag.tone for part in heat.cells if part.tag.tone == "mute"] == ["mute"]


def test_a_table_is_all_logarithms_or_none():
    with pytest.raises(ValueError, match="all logarithms or none"):
        Table.of({(1, 1): Reading("gain", (1, 1), 1.0), (2, 1): Reading("log10_gain", (2, 1), 0.0)})

"""Columns of cells: one cell for each entry, light as it is large, hollow where it is negative, bare where it is 0."""

import numpy as np
import pytest

from rnnanim.mobjects.charts.cell_key import column_scale
from rnnanim.mobjects.charts.column_numbers import numbers_of_columns, numbers_of_some
from rnnanim.mobjects.charts.ramp import _lightness
from rnnanim.mobjects.charts.vector_column import (
    MOST_CELLS,
    VectorColumn,
)
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics import Reading
from rnnanim.theme import contrast, load_theme

BOX = (-3.0, -2.5, 1.0, 0.0)


def readings(*values):
    return [Reading("h", (1, n), float(value)) for n, value in enumerate(values)]


def column(*values, theme="dark", numbers=False, width=1.0, height=1.3):
    entries = readings(*values)
    theme = load_theme(theme)
    scale = column_scale(theme, BOX, entries, name="states")
    written = numbers_of_columns(theme, [entries], width, height)[0] if numbers else ()
    return VectorColumn(theme, entries, scale, width=width, height=height, numbers=written)


def kinds(drawn):
    """Return, by what it is, the entries of each shape."""
    found = {}
    for _, entries, kind in drawn._shapes:
        found.setdefault(kind, []).extend(int(n) for n in entries)
    return {kind: sorted(entries) for kind, entries in found.items()}


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_a_cell_stands_out_the_more_the_larger_its_entry_is(theme):
    drawn = column(0.1, -0.4, 0.7, -1.0, theme=theme)
    ratios = [contrast(drawn.colour(n), load_theme(theme).colour.background) for n in range(4)]
    assert ratios == sorted(ratios)
    assert ratios[-1] > 4.5


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("tone", ["state", "gradient", "wy"])
def test_a_cell_is_as_light_as_its_entry_is_large_from_the_background_on(theme, tone):
    theme, entries = load_theme(theme), readings(0.001, 0.1, 0.25, 0.5, 1.0)
    scale = column_scale(theme, BOX, entries, name="states", tone=tone, deepest=1.0)
    drawn = VectorColumn(theme, entries, scale, width=0.3, height=1.3)
    start = _lightness(theme.colour.background)
    way = [_lightness(drawn.colour(n)) - start for n in range(5)]
    assert [found / way[-1] for found in way] == pytest.approx([0.001, 0.1, 0.25, 0.5, 1.0], abs=0.025)


def test_a_faint_cell_has_an_outline_and_its_sign():
    drawn = column(1.0, 0.02, -0.02, 0.0, -0.6)
    assert kinds(drawn) == {
        "cell": [0, 1, 2, 4], "inside": [2, 4], "outline": [1, 2], "plus": [1], "minus": [2], "bare": [3], "mark": [3],
    }  # fmt: skip
    plus, minus = (next(shape for shape, _, kind in drawn._shapes if kind == name) for name in ("plus", "minus"))
    assert plus.width == pytest.approx(plus.height)
    assert minus.height < 0.4 * minus.width


def test_equal_sizes_look_alike_whatever_their_signs():
    drawn = column(0.5, -0.5, 1.0)
    assert drawn.colour(0) == drawn.colour(1) != drawn.colour(2)


def test_negative_entries_are_hollow_and_an_exact_zero_is_bare_with_a_mark():
    assert kinds(column(0.5, -0.5, 0.0, -0.2)) == {"cell": [0, 1, 3], "inside": [1, 3], "bare": [2], "mark": [2]}


def test_the_first_entry_is_on_top_and_the_cells_fill_the_room():
    drawn = column(1, 2, 3, 4)
    drawn.shift((2, 1, 0))
    assert [drawn.middle(n)[1] for n in range(4)] == pytest.approx([1.4875, 1.1625, 0.8375, 0.5125])
    assert drawn.cells.height == pytest.approx(1.3, abs=0.03)
    assert column(1, 2).size == (1.0, 0.84)  # a short one has no taller cells


def test_a_long_vector_is_a_strip_without_gaps():
    values = np.sin(np.arange(MOST_CELLS + 4))
    drawn = column(*values)
    assert drawn.is_strip
    tops = {entry: shape for shape, entries, kind in drawn._shapes if kind == "cell" for entry in entries}
    assert len(tops) == len(values) - 1 + (values[0] != 0)
    assert drawn.size == (1.0, 1.3)
    heights = [np.ptp(shape.points.reshape(-1, 16, 3)[0, :, 1]) for shape in tops.values()]
    assert heights == pytest.approx([1.3 / len(values)] * len(heights))
    assert sorted(kinds(drawn)["inside"]) == [int(n) for n in np.flatnonzero(values < 0)]


def test_few_entries_have_their_numbers_beside_their_cells_in_one_ink_and_many_have_none():
    drawn = column(0.123, -4.56, 0.0, numbers=True, width=1.4)
    assert [label.markup for label in drawn.numbers.values()] == ["$0.123$", "$-4.56$", "$0$"]
    for n, label in drawn.numbers.items():
        assert label.get_center()[1] == pytest.approx(drawn.middle(n)[1], abs=0.03)
        assert label.get_left()[0] > drawn.cells.get_right()[0]
    assert drawn.width < 1.4
    assert [drawn.numbers[n].tone for n in range(3)] == ["ink", "ink", "mute"]
    digits = drawn.numbers[0].get_left()[0], drawn.numbers[1].glyphs[1].get_left()[0]  # behind the sign
    assert digits[0] == pytest.approx(digits[1], abs=0.03)
    assert drawn.get_center()[0] == pytest.approx(0, abs=0.03)
    assert numbers_of_columns(load_theme(), [readings(*range(5))], 2.0, 2.0) == []
    assert numbers_of_columns(load_theme(), [readings(-0.123456)], 0.5, 1.0) == []


def test_of_many_entries_a_single_one_may_be_written():
    entries = readings(*range(8))
    (written,) = numbers_of_some(load_theme(), [entries], 1.4, 1.3, 3)
    scale = column_scale(load_theme(), BOX, entries, name="states")
    drawn = VectorColumn(load_theme(), entries, scale, width=1.4, height=1.3, numbers=written)
    assert list(drawn.numbers) == [3]
    assert drawn.numbers[3].get_center()[1] == pytest.approx(drawn.middle(3)[1], abs=0.03)
    assert numbers_of_some(load_theme(), [entries], 0.3, 1.3, 3) == [[]]
    assert numbers_of_some(load_theme(), [entries], 1.4, 1.3, None) == [[]]


def test_a_column_has_its_name_at_its_right_and_dims_with_it():
    drawn = column(0.5, -1.0)
    name = formula(load_theme(), "h_1", "small", "state")
    drawn.call(name)
    assert name.get_left()[0] > drawn.cells.get_right()[0]
    drawn.paint(drawn.theme.colour.mute, tone="mute")
    assert name.tone == "mute"


def test_it_tells_check_its_entries_and_how_far_up_the_scale_they_stand():
    drawn = column(0.5, -1.0)
    told = {tag.readings[0].value: tag for tag in (shape.tag for shape, _, kind in drawn._shapes if kind == "cell")}
    assert {value: tag.sizes[0] for value, tag in told.items()} == pytest.approx({0.5: 0.5, -1.0: 1.0})
    assert {(tag.kind, tag.scale) for tag in told.values()} == {("mark", "states")}


def test_a_column_is_dimmed_as_a_label_is_and_lit_again():
    drawn = column(0.5, -1.0)
    looks = [shape.get_fill_color() for shape, *_ in drawn._shapes]
    drawn.paint(drawn.theme.colour.low, tone="low")
    assert drawn.tone == "low"
    assert [shape.get_fill_color() for shape, *_ in drawn._shapes] != looks
    drawn.paint(drawn.theme.colour.state, tone="state")
    again = [shape.get_fill_color() for shape, *_ in drawn._shapes]
    np.testing.assert_allclose([c.to_rgb() for c in again], [c.to_rgb() for c in looks], atol=0.01)


def test_it_can_be_put_anywhere_in_another_size():
    drawn = column(0.5, -1.0)
    drawn.put((2.0, 1.0), (0.4, 0.6))
    assert drawn.cells.get_center()[:2] == pytest.approx((2.0, 1.0))
    assert drawn.cells.width == pytest.approx(0.4)


def test_the_key_shows_an_entry_of_either_sign_and_zero_and_writes_the_largest():
    key = column_scale(load_theme(), BOX, readings(0.5, -1.7, 0.0), name="states")
    assert [(size, label.markup) for size, label in key.names] == [(1.7, "$1.7$"), (0.0, "$0$"), (-1.7, "$-$")]
    heights = [float(label.get_center()[1]) for _, label in key.names]
    assert heights == sorted(heights, reverse=True)


@pytest.mark.parametrize("share", [0.1, 0.5, 1.0])
def test_the_key_fades_in_as_one_thing(share):
    key = column_scale(load_theme(), BOX, readings(0.5, -1.7, 0.0), name="states")
    cue = key.arrive(1.0)
    cue.at(share)
    shown = [label.glyphs[0].get_fill_opacity() for label in key.labels] + [key.strip[0].get_fill_opacity()]
    assert shown == pytest.approx([(1 - np.cos(np.pi * share)) / 2] * 4)


def test_a_column_hangs_on_a_line_that_is_no_cell_of_it():
    drawn = column(0.5, -1.0)
    middle = drawn.middle(0)
    drawn.tie((-2.0, -1.0), (-0.5, -0.4))
    assert drawn.middle(0) == middle
    assert drawn.get_left()[0] == pytest.approx(-2.0, abs=0.03)


def test_a_long_row_has_its_edges_along_it():
    entries = readings(*np.linspace(-1, -0.5, MOST_CELLS + 1))
    scale = column_scale(load_theme(), BOX, entries, name="states")
    row = VectorColumn(load_theme(), entries, scale, width=1.8, height=0.4, columns=len(entries))
    inside = next(shape for shape, _, kind in row._shapes if kind == "inside")
    assert inside.height < 0.3
    assert inside.width == pytest.approx(0.2)

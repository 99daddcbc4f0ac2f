"""The sums of a table: bars of both margins on one scale, and numbers where all of a margin have room."""

import pytest

from rnnanim.mobjects.charts.colour_scale import ColourScale
from rnnanim.mobjects.charts.data import Table
from rnnanim.mobjects.charts.heat_map import HeatMap
from rnnanim.mobjects.charts.table_margins import TableMargins
from rnnanim.numerics import Reading
from rnnanim.theme import load_theme

BOX = (0.0, 3.6, 1.8, -1.8)


def margins_of(rows, columns, *, room=1.7, bar=0.6):
    theme, size = load_theme(), len(rows)
    cells = {(t, k): Reading("f", (t, k), 1.0) for t in range(1, size + 1) for k in range(1, t + 1)}
    scale = ColourScale(theme, (5, 5.2, 1, -1), [1.0], name="s", law="linear")
    heat = HeatMap(theme, BOX, Table.of(cells), scale, numbers=False)
    named = ("row", rows), ("column", columns)
    found = [{n: Reading(name, (n,), value) for n, value in enumerate(sums, 1)} for name, sums in named]
    total = Reading("all", (), sum(rows))
    return TableMargins(theme, heat, *found, total, room=room, bar=bar, name="sums")


def grown(margins):
    for part in (*margins.rows.values(), *margins.columns.values()):
        part.grow(1.0).at(1.0)
        part.count(1.0).at(1.0)
    return margins


def test_bars_of_both_margins_share_one_scale_and_grow_away_from_the_table():
    margins = grown(margins_of([0.3, 0.9, 0.6], [1.2, 0.4, 0.2]))
    _, right, _, bottom = margins.grid.box
    for part in margins.rows.values():
        assert part.bar[0].width == pytest.approx(0.5 * part.reading.value)
        assert part.bar.get_left()[0] > right
    for part in margins.columns.values():
        assert part.bar[0].height == pytest.approx(0.5 * part.reading.value)
        assert part.bar.get_top()[1] < bottom
    assert margins.rows[2].bar.get_center()[1] == pytest.approx(margins.grid.position(2, 1)[1])
    assert margins.columns[1].bar.get_center()[0] == pytest.approx(margins.grid.position(1, 1)[0])


def test_bars_and_numbers_never_meet_and_stay_in_their_room():
    margins = grown(margins_of([0.363, -0.552, 0.0531], [12.3, 0.4, -0.2]))
    for part in margins.rows.values():
        beside = part.number.get_left()[0] - part.bar.get_right()[0]
        above = part.number.get_bottom()[1] - part.bar.get_top()[1]
        assert beside > 0.1 or above > 0.04
        assert part.number.get_right()[0] <= margins.right + 1e-6
    for part in margins.columns.values():
        assert part.bar.get_bottom()[1] > part.number.get_top()[1] + 0.02
    assert margins.total.get_left()[0] > margins.columns[3].number.get_right()[0]


def test_a_negative_sum_is_hollow_and_an_exact_zero_has_no_bar():
    margins = grown(margins_of([0.5, -0.5, 0.0], [0.0, 0.0, 0.0]))
    filled, hollow = (margins.rows[n].bar[0] for n in (1, 2))
    assert filled.get_stroke_width() == 0 < hollow.get_stroke_width()
    assert len(margins.rows[3].bar) == 0
    assert margins.rows[3].counted == 1


def test_numbers_are_left_out_where_one_of_them_has_no_room():
    margins = margins_of([0.1234] * 20, [0.1234] * 20)
    assert all(part.number is None for part in (*margins.rows.values(), *margins.columns.values()))
    margins = margins_of([0.123] * 6, [0.123] * 5 + [-1.23e-5])
    assert all(part.number is not None for part in margins.rows.values())
    assert all(part.number is None for part in margins.columns.values())


def test_what_is_not_spoken_of_is_spent():
    margins = grown(margins_of([0.5, 0.2], [0.3, 0.4]))
    for cue in margins.light(1.0, rows=False, columns=True):
        cue.at(1.0)
    assert margins.rows[1].bar[0].tag.tone == "spent"
    assert margins.rows[1].number.tone == "mute"
    assert margins.columns[1].bar[0].tag.tone == "gradient"

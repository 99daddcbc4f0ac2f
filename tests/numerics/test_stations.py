"""Names of stations and of the links between them are values: hashable, ordered, and readable in a message."""

import pytest

from rnnanim.numerics.stations import Link, Station


def test_a_station_is_its_kind_step_and_layer():
    assert Station.h(3) == Station("h", 3, 1)
    assert len({Station.h(3), Station.h(3, layer=2), Station.x(3), Station.h(2)}) == 4
    assert sorted([Station.h(10), Station.h(2), Station.h(2, layer=2)]) == [
        Station.h(2),
        Station.h(2, layer=2),
        Station.h(10),
    ]


def test_names_read_as_they_are_written():
    names = [Station.L(3), Station.W_h(12), Station.dots(), Station.x(1), Station.h(3, layer=2)]
    assert [str(name) for name in names] == ["L.3", "W_h.12", "dots", "x.1", "h.3 of layer 2"]
    assert str(Link(Station.W_h(3), Station.dots())) == "W_h.3-dots"


def test_a_weight_is_found_by_its_letter():
    assert [Station.weight(letter, 2) for letter in "xhy"] == [Station.W_x(2), Station.W_h(2), Station.W_y(2)]
    assert [name.kind for name in (Station.W_x(1), Station.h(1), Station.L(1)) if name.is_weight] == ["W_x"]
    with pytest.raises(ValueError, match="got 'z'"):
        Station.weight("z", 1)


def test_links_along_stations_join_each_to_the_next():
    a, b, c = Station.h(3), Station.W_h(3), Station.h(2)
    assert Link.along(a, b, c) == (Link(a, b), Link(b, c))
    assert Link.along(a) == ()

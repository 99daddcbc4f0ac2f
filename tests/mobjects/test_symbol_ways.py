"""A symbol that falls into the formula keeps clear of the key at the left of the network."""

import math

import numpy as np
import pytest

from rnnanim.layout.frame import Frame, layout
from rnnanim.mobjects.base.geometry import Polyline
from rnnanim.mobjects.formulas.chain_rule import SHARP, SMALL, SMALLER
from rnnanim.mobjects.formulas.symbol_ways import KEY_GAP, SymbolWays
from rnnanim.theme import load_theme

KEY_END, WIDTH = -5.45, 0.97  # of a key with “−0.0482”; of σ′(z₁)


@pytest.mark.parametrize("steps", [1, 3, 5, 8])
@pytest.mark.parametrize("kind", ["sigma_prime", "x", "h", "W_h"])
@pytest.mark.parametrize("end", [-6.0, -5.5, -4.9, -3.9, 0.0])
def test_it_passes_at_the_right_of_the_key_and_below_it_to_a_column_at_the_left(steps, kind, end):
    room = layout(Frame(128 / 9, 8), steps)
    ways = SymbolWays(load_theme(), room, KEY_END)
    start = {"sigma_prime": room.rows["h"], "h": room.rows["h"], "x": room.rows["x"], "W_h": room.rows["h"]}[kind]
    x = {"h": room.x(0), "W_h": room.between(1)}.get(kind, room.x(1))
    width = WIDTH if kind == "sigma_prime" else 0.3
    corners = ways.corners(kind, (x, start), end, width, 0.3)
    assert all(math.dist(a, b) > 1e-9 for a, b in zip(corners, corners[1:], strict=False))
    line = Polyline([(x, start), *corners, (end, room.band.symbols)], radius=SHARP)
    passing = width * (1.0 if kind != "sigma_prime" else SMALL if steps <= 3 else SMALLER) / 2
    for at in line.point(np.linspace(0, line.length, 300)) if corners else ():
        if room.rows["x"] - 0.2 < at[1] < room.rows["wx"]:  # where the numbers of the key stand
            assert at[0] - passing > KEY_END + KEY_GAP - 0.03


def test_without_a_key_the_ways_are_as_ever():
    room = layout(Frame(128 / 9, 8), 3)
    bare, far = SymbolWays(load_theme(), room), SymbolWays(load_theme(), room, -9.0)
    assert bare.corners("x", (-3.88, -1.35), -5.6, 0.3, 0.3) == ((-5.6, -1.35),)
    assert far.corners("x", (-3.88, -1.35), -5.6, 0.3, 0.3) == ((-5.6, -1.35),)


def test_a_slope_without_room_between_key_and_tile_does_not_fly():
    room = layout(Frame(128 / 9, 8), 5)
    at = room.x(1), room.rows["h"]
    assert SymbolWays(load_theme(), room, -5.0).is_shut("sigma_prime", at, WIDTH)
    assert not SymbolWays(load_theme(), room, -5.5).is_shut("sigma_prime", at, WIDTH)
    assert not SymbolWays(load_theme(), room).is_shut("sigma_prime", at, WIDTH)


def test_a_fraction_comes_to_its_column_beside_the_input_above_it():
    """It is too high for the way below the inputs: 0.69, where 0.42 are free between ring and symbols."""
    room = layout(Frame(128 / 9, 8), 7)
    ways, end, dots = SymbolWays(load_theme(), room, KEY_END), room.x(6) + 0.06, room.x(4)
    for kind in ("sigma_prime", "W_h"):
        *_, last = ways.corners(kind, (dots, room.rows["h"]), end, 0.54, 0.69)
        assert last == pytest.approx((end - 0.96, room.rows["x"] - 0.55))

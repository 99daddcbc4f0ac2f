"""How the powers of W_h carry one vector along, beside the powers of the eigenvalue that carry it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from rnnanim.layout.clearing import box_of
from rnnanim.mobjects.base.motion import Cue, together
from rnnanim.mobjects.charts.complex_plane import ComplexPlane
from rnnanim.mobjects.charts.data import ComplexReading
from rnnanim.mobjects.charts.eigenvalues import PowerSpiral
from rnnanim.mobjects.charts.linear_map import LinearMap
from rnnanim.mobjects.text.clear_places import Line, around, meets
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics.matrix_powers import MatrixPowers
from rnnanim.numerics.scaled import Array
from rnnanim.scenes.spectrum.power_maps import image_of, reach_of
from rnnanim.stage.stage import Stage
from rnnanim.theme import Box

LARGEST = 8.0  # the largest norm that is shown
NAMED = (1, 2, 3, 5, 8, 12, 20)  # powers whose dots have names, where there is room
AWAY, TURNS, NEAR = (
    (0.3, 0.38, 0.48, -0.3, -0.4),
    (0.0, 0.4, -0.4, 0.8, -0.8),
    0.1,
)  # from a dot to its name [scene units, radians]
CENTRE, NAME = 0.11, 0.6  # from the middle of a letter to its baseline; room for names beside the plane


def last_in_sight(powers: MatrixPowers, most: int) -> int:
    """Return the last power, up to a number of them, before the first whose norm is not shown; at least 1."""
    norms = [powers.singular_value(k).value for k in range(1, most + 1)]
    return max(1, next((k for k, norm in enumerate(norms) if norm > LARGEST), most))


class MovedVector:
    """The vector of length one that the powers stretch most along an axis of the plane, and where they take it.

    Attributes
    ----------
    plane : LinearMap
        The circle of all vectors and what the powers make of it.
    path : PowerSpiral
        The ends of the vector.
    names : dict of int to Label
        W_h^k v by k; v itself by 0.
    """

    def __init__(self, stage: Stage, box: Box, powers: MatrixPowers, most: int) -> None:
        theme, self.powers = stage.theme, powers
        self.last = last_in_sight(powers, most)
        left, right, top, bottom = box
        inner = left + NAME, right - NAME, top, bottom
        self.plane = LinearMap(theme, inner, reach_of(powers, self.last), name="map of a vector", grid=False)
        self.plane.arrows = 0.0
        at = powers.entries(max(1, min(self.last, powers.largest_at(most))))
        j = int(np.argmax([math.hypot(*(row[j].value for row in at)) for j in (0, 1)]))
        ends = [[row[j] for row in powers.entries(k)] for k in range(1, self.last + 1)]
        places = [ComplexReading(*end) for end in ends]
        start, pair = (1j if j else 1 + 0j), ComplexReading(*powers.eigenvalue(0)).value
        between = turning(pair, start, places[0].value) if pair.imag > 0 else None
        self.path = PowerSpiral(self.plane, places, start=start, tone="state", between=between)
        sources = {0: "v", **{k: f"wh(W_h^({k})) v" if k > 1 else "wh(W_h) v" for k in NAMED if k <= self.last}}
        self.names = named(self.path, sources, "state", box, self._rims)
        self.path.draw(reached=0.0)

    def _rims(self, k: int) -> list[Line]:
        """Return the ellipses that are drawn from W_h^k on, and those half way between two of them."""
        found = [np.eye(2), *(image_of(self.powers, n).matrix for n in range(1, self.last + 1))][k:]
        found += [a + (b - a) * share for a, b in pairwise(found) for share in (0.25, 0.5, 0.75)]
        circle = np.exp(1j * np.linspace(0, 2 * np.pi, 181))
        ways = [np.column_stack([circle.real, circle.imag]) @ matrix.T for matrix in found]
        return [(np.vstack(ways) * self.plane.length + self.plane.point(0.0, 0.0), NEAR)]

    def go(self, k: int, seconds: float) -> Cue:
        """Return the step to W_h^k."""
        return together(self.plane.become(image_of(self.powers, k), seconds), self.path.run(seconds, to=k))


def turning(eigenvalue: complex, start: complex, first: complex) -> Callable[[Array], NDArray[np.complex128]]:
    """Return the way of a vector under the powers of a matrix with a pair of eigenvalues, between two of them as well.

    >>> way = turning(0.8 + 0.6j, 1j, 1j * (0.8 + 0.6j))
    >>> complex(np.round(way(np.array([2.0]))[0], 12)) == complex(np.round(1j * (0.8 + 0.6j) ** 2, 12))
    True
    """
    side = (first - eigenvalue.real * start) / eigenvalue.imag
    angle = float(np.angle(eigenvalue))
    return lambda k: np.asarray(abs(eigenvalue) ** k * (start * np.cos(angle * k) + side * np.sin(angle * k)))


def named(
    path: PowerSpiral,
    sources: Mapping[int, str],
    tone: str,
    box: Box,
    others: Callable[[int], list[Line]] = lambda k: [],
) -> dict[int, Label]:
    """Return names beside the dots of a path, away from the middle; of those without room there are none.

    Parameters
    ----------
    others : callable
        Takes a k and returns what else the name of its dot keeps clear of.
    """
    plane, found = path.plane, {}
    middle = plane.point(0.0, 0.0)
    taken: list[Line] = [(np.array([plane.point(z.real, z.imag) for z in path.way]), NEAR)]
    circle = np.exp(1j * np.linspace(0, 2 * np.pi, 181))
    lines = [circle]
    if isinstance(plane, ComplexPlane):
        taken += [(around(label), NEAR) for label in (*plane.names, *plane.ticks.values())]
        lines += [np.linspace(-end, end, 181) for end in (complex(plane.reach[0]), 1j * plane.reach[1])]
    taken += [(np.array([plane.point(z.real, z.imag) for z in line]), NEAR) for line in lines]
    for k, source in sources.items():
        if k > path.end:
            continue
        x, y = path.position(k)
        angle = math.atan2(y - middle[1], x - middle[0])
        label, lines = formula(path.theme, source, "small", tone=tone), [*taken, *others(k)]
        for away, turn in ((away, turn) for away in AWAY for turn in TURNS):
            reach = away + math.copysign((label.width / 2 - 0.1) * abs(math.cos(angle + turn)), away)
            label.place(x + reach * math.cos(angle + turn), y + reach * math.sin(angle + turn) - CENTRE)
            left, right, top, bottom = box_of(label)
            inside = box[0] <= left and right <= box[1] and box[3] <= bottom and top <= box[2]
            if inside and not any(meets(points, (left, right, top, bottom), near) for points, near in lines):
                taken.append((around(label), NEAR))
                found[k] = label
                break
    return found

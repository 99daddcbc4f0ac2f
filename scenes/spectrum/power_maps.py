"""W_h^k as a map of the plane, one k after the other: the circle, its arrows, and how far they are stretched."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial

import numpy as np

from rnnanim.mobjects.base.motion import Cue, cut, one_by_one, together, tween
from rnnanim.mobjects.charts.linear_map import LinearMap, MapImage
from rnnanim.mobjects.text.clear_places import Line, around, first_clear, passes
from rnnanim.mobjects.text.equation import plate
from rnnanim.mobjects.text.fitting import fitting_one
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics.matrix_powers import MatrixPowers
from rnnanim.scenes.spectrum.region import Region
from rnnanim.stage.stage import Stage
from rnnanim.theme import Box, Point

from manim import Mobject

FEWEST, MOST, LARGEST = 3, 4, 30.0  # powers that are shown, and the norm after which none follows
ROOM, TIP = (1.1, 0.6), 0.16  # beyond the ends of the largest ellipse, and from the end of an axis to what is written
SPARE = 1.08  # how much more than the largest image is in sight
WAYS = [
    (more, turn)
    for more in (0.0, 0.15, 0.35, 0.6, 0.9, 1.3, 1.8, 2.4, 3.0)
    for turn in (0.0, 0.4, -0.4, 0.8, -0.8, 1.2, -1.2)
]
CENTRE, NEAR = 0.14, 0.08  # from the middle of a digit to its baseline; between a name and what passes it


def image_of(powers: MatrixPowers, k: int) -> MapImage:
    """Return what W_h^k makes of the unit circle."""
    return MapImage(powers.entries(k), [powers.singular_value(k, i) for i in (0, 1)])


def shown_powers(powers: MatrixPowers) -> int:
    """Return how many powers are shown: up to the largest where it comes soon, and none after one that is huge."""
    norms = [powers.singular_value(k).value for k in range(1, MOST + 1)]
    last = next((k for k, norm in enumerate(norms, 1) if norm > LARGEST), MOST)
    return max(1, min(last, max(FEWEST, powers.largest_at(MOST))))


def reach_of(powers: MatrixPowers, last: int) -> tuple[float, float]:
    """Return how far the images of the circle go to the right and upwards, up to a power and the circle among them."""
    found = [1.0, 1.0]
    for k in range(1, last + 1):
        for i, row in enumerate(powers.entries(k)):  # the ellipse reaches as far as the row is long
            found[i] = max(found[i], math.hypot(*(entry.value for entry in row)))
    return SPARE * found[0], SPARE * found[1]


class PowerMaps:
    """The map of each power, its name at one end of the ellipse and at the other how long that is.

    Attributes
    ----------
    plane : LinearMap
        It begins as a circle in the box `opening`.
    count : int
        The last k that is shown here.
    symbols : list of Label
        W_h^k of k = 1, 2, …
    numbers : list of list of Label
        The semi-axes of each power.
    """

    def __init__(self, stage: Stage, region: Region, powers: MatrixPowers, opening: Box) -> None:
        self.stage, self.powers, self.time = stage, powers, stage.theme.time
        self.count = shown_powers(powers)
        self.images = [image_of(powers, k) for k in range(1, self.count + 1)]
        stage.require_finite("a power of W_h", (length.value for image in self.images for length in image.lengths))
        theme, (across, up) = stage.theme, ROOM
        self.room: Box = (region.left, region.right, region.top, region.bottom)
        inner = region.left + across, region.right - across, region.top - up, region.bottom + up
        self.length = LinearMap(theme, inner, reach_of(powers, self.count)).length
        self.plane = LinearMap(theme, opening, (1.0, 1.0), grid=False)
        self.symbols = [
            formula(theme, f"wh(W_h^({k}))" if k > 1 else "wh(W_h)", "medium") for k in range(1, self.count + 1)
        ]
        self.numbers = [[fitting_one(theme, n, across - TIP, "medium") for n in image.lengths] for image in self.images]
        for k in range(1, self.count + 1):
            self._place(k)
        labels = [*self.symbols, *(label for row in self.numbers for label in row)]
        self.grounds = {label: plate(theme, label, beside=0.06) for label in labels}

    def _plane(self, k: int) -> LinearMap:
        """Return the plane as W_h^k makes it."""
        plane = LinearMap(self.stage.theme, self.room, (1.0, 1.0), grid=False)
        plane.length = self.length
        return plane.set_to(self.images[k - 1]) if k else plane

    def _place(self, k: int) -> None:
        """Place the name beyond the left end of an ellipse, and the numbers beyond the ends of its semi-axes."""
        plane = self._plane(k)
        long, short = (plane.axis_end(i) for i in (0, 1))
        before = [self._plane(n).rings()[-1] for n in range(k)]
        lines: list[Line] = [(np.vstack([*plane.rings(), *before]), NEAR)]
        for label, ends in (
            (self.numbers[k - 1][0], [long]),
            (self.symbols[k - 1], [_back(long)]),
            (self.numbers[k - 1][1], [short, _back(short)]),
        ):
            first_clear(label, [partial(_beyond, plane, label, end, *way) for way in WAYS for end in ends], lines)
            lines.append((around(label), NEAR))

    def _on_grounds(self, labels: Sequence[Label]) -> list[Mobject]:
        """Return labels with the grounds before which lines of the grid end."""
        return [part for label in labels for part in (self.grounds[label], label)]

    def open(self, seconds: float) -> Cue:
        """Return the way of the plane from where it stood to its place and size; the grid comes."""
        return together(self.plane.move(seconds, self.room, self.length), tween(seconds, self.plane, grid=1.0))

    def go(self, k: int, seconds: float) -> Cue:
        """Return the change from the power before into W_h^k, and then of what is written."""
        stage, old = self.stage, [] if k == 1 else [*self.numbers[k - 2], *self._covered(k)]
        axes = [tween(seconds / 3, self.plane, axes=0.0)] if k > 1 else []
        leave = together(stage.fade_out(seconds / 3, *self._on_grounds(old)), *axes)
        moved = self.plane.become(self.images[k - 1], seconds, trail=k > 1)
        come = stage.fade_in(self.time.value, *self._on_grounds([self.symbols[k - 1], *self.numbers[k - 1]]))
        return one_by_one(leave, moved, together(come, tween(self.time.value, self.plane, axes=1.0)))

    def _covered(self, k: int) -> list[Label]:
        """Return the names that are shown before W_h^k and would be run into by it."""
        return [self.symbols[n - 1] for n in range(1, k) if self._last(n) == k - 1]

    def _last(self, n: int) -> int:
        """Return the last power during which the name of another stands."""
        return next((k - 1 for k in range(n + 1, self.count + 1) if self._meets(n, k)), self.count)

    def _meets(self, n: int, k: int) -> bool:
        """Return whether what is drawn and written of W_h^k comes too near to the name of W_h^n."""
        name = self.symbols[n - 1]
        drawn = [(np.vstack(self._plane(k).rings()), NEAR)]
        drawn += [(around(label), NEAR) for label in (self.symbols[k - 1], *self.numbers[k - 1])]
        return any(passes(points, name, near) for points, near in drawn)

    def leave(self, seconds: float) -> Cue:
        """Return the fading of the map and of all that is written."""
        names = [self.symbols[n - 1] for n in range(1, self.count + 1) if self._last(n) == self.count]
        leave = together(
            self.plane.fade_out(seconds), self.stage.fade_out(seconds, *self._on_grounds([*names, *self.numbers[-1]]))
        )
        return one_by_one(leave, cut(lambda: self.stage.hide(self.plane)))


def _back(end: Point) -> Point:
    return -end[0], -end[1]


def _beyond(plane: LinearMap, label: Label, end: Point, more: float, turn: float) -> Label:
    """Place a label beyond the end of a vector, so much farther away and turned by an angle from its direction."""
    angle = (math.atan2(end[1], end[0]) if any(end) else math.pi / 2) + turn
    way = math.cos(angle), math.sin(angle)
    away = TIP + more + label.width / 2 * abs(way[0]) + label.height / 2 * abs(way[1])
    x, y = plane.point(*end)
    return label.place(x + way[0] * away, y + way[1] * away - CENTRE)

"""W_h^k as a map of the plane, one k after the other: the circle, its arrows, and how far they are stretched."""

from __future__ import annotations

import math

from rnnanim.mobjects.base.motion import Cue, cut, one_by_one, together, tween
from rnnanim.mobjects.charts.linear_map import LinearMap, MapImage
from rnnanim.mobjects.text.fitting import fitting_one
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics.matrix_powers import MatrixPowers
from rnnanim.scenes.spectrum.region import Region
from rnnanim.stage.stage import Stage
from rnnanim.theme import Box

FEWEST, MOST, LARGEST = 3, 4, 30.0  # powers that are shown, and the norm after which none follows
ROW, SPARE = 0.62, 1.08  # room for what is written below; how much more than the largest image is in sight
WORD, APART = 0.16, 0.9  # from a word to its number, and to the next word


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
    """The map of each power, and the numbers of its semi-axes.

    Attributes
    ----------
    plane : LinearMap
        It begins as a circle in the box `opening`.
    count : int
        The last k that is shown here.
    symbols : list of Label
        W_h^k of k = 1, 2, …
    words : list of Label
        What the two numbers are.
    numbers : list of list of Label
        The semi-axes of each power.
    """

    def __init__(self, stage: Stage, region: Region, powers: MatrixPowers, opening: Box) -> None:
        self.stage, self.powers, self.time = stage, powers, stage.theme.time
        self.count = shown_powers(powers)
        self.images = [image_of(powers, k) for k in range(1, self.count + 1)]
        stage.require_finite("a power of W_h", (length.value for image in self.images for length in image.lengths))
        box = region.left, region.right, region.top, region.bottom + ROW
        self.room, self.length = box, LinearMap(stage.theme, box, reach_of(powers, self.count)).length
        self.plane = LinearMap(stage.theme, opening, (1.0, 1.0), grid=False)
        theme, (right, base) = stage.theme, region.frame.note
        self.symbols = [
            formula(theme, f"wh(W_h^({k}))" if k > 1 else "wh(W_h)", "medium").place(right, base, "right")
            for k in range(1, self.count + 1)
        ]
        self.words = [stage.words(key, tone="mute") for key in ("longest", "shortest")]
        self.numbers = [
            [fitting_one(theme, n, 1.6, "small", tone) for n, tone in zip(image.lengths, ("text", "ink"), strict=True)]
            for image in self.images
        ]
        self._place_row(region)

    def _place_row(self, region: Region) -> None:
        """Place words and numbers in a row in the middle below."""
        widths = [max(float(row[i].width) for row in self.numbers) for i in (0, 1)]
        total = sum(float(word.width) for word in self.words) + sum(widths) + 2 * WORD + APART
        x = (region.left + region.right - total) / 2
        for i, word in enumerate(self.words):
            word.place(x, region.bottom, "left")
            x += float(word.width) + WORD
            for row in self.numbers:
                row[i].place(x, region.bottom, "left")
            x += widths[i] + APART

    def open(self, seconds: float) -> Cue:
        """Return the way of the plane from where it stood to its place and size; the grid comes."""
        return together(self.plane.move(seconds, self.room, self.length), tween(seconds, self.plane, grid=1.0))

    def go(self, k: int, seconds: float) -> Cue:
        """Return the change from the power before into W_h^k, and then of what is written."""
        stage, old = self.stage, [] if k == 1 else [self.symbols[k - 2], *self.numbers[k - 2]]
        new = [self.symbols[k - 1], *self.numbers[k - 1]] + (self.words if k == 1 else [])
        moved = together(self.plane.become(self.images[k - 1], seconds, trail=k > 1), stage.fade_out(seconds / 3, *old))
        axes = [tween(self.time.value, self.plane, axes=1.0)] if k == 1 else []
        return one_by_one(moved, together(stage.fade_in(self.time.value, *new), *axes))

    def leave(self, seconds: float) -> Cue:
        """Return the fading of the map and of all that is written."""
        written = [self.symbols[-1], *self.words, *self.numbers[-1]]
        leave = together(self.plane.fade_out(seconds), self.stage.fade_out(seconds, *written))
        return one_by_one(leave, cut(lambda: self.stage.hide(self.plane)))

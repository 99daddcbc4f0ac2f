"""One row of a waterfall: its words, a signed bar from where the last one ended, and the number of its value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from rnnanim.backend.shapes import VGroup
from rnnanim.mobjects.base.geometry import Points
from rnnanim.mobjects.base.layers import PART, WIRE
from rnnanim.mobjects.base.motion import Cue, cut, one_by_one, tint, together, tween
from rnnanim.mobjects.base.roles import text_role
from rnnanim.mobjects.base.shapes import filled, glow_layers, line
from rnnanim.mobjects.base.tagging import Tag, tagged
from rnnanim.mobjects.text.label import Label
from rnnanim.numerics import Reading
from rnnanim.theme import Theme, hollow_fill, mix

from manim import Rectangle, VMobject

OVERHANG = 0.06  # of axis and ticks beyond a bar, and from words to what stays clear of them
LEAST = 0.02  # length that is seen
HOLLOW_INSET = 0.03  # of a bar with an outline, which lies half outside
FLASH = 0.8  # light of a bar, and as much again as it adds its length
SUM_LIGHT = 1.1


@dataclass(frozen=True, slots=True)
class RowPlace:
    """Where a row stands, and the scale of its bar.

    Parameters
    ----------
    left, right, base : float
        Where words begin and numbers end, and the baseline of both.
    middle, height : float
        Of the bar.
    zero, unit : float
        x of the axis, and scene units for a value of 1.
    """

    left: float
    right: float
    base: float
    middle: float
    height: float
    zero: float
    unit: float

    def x(self, value: float) -> float:
        """Return where a value is."""
        return self.zero + value * self.unit


class WaterfallRow(VGroup):
    """Words, axis, bar and number, each with how much of it is there.

    Parameters
    ----------
    start : float
        The value at which the bar begins.
    cuts : sequence of float
        Where hairlines part the bar, from its start.
    hue : {"gradient", "loss"}
        What the bar measures.
    has_own_axis : bool
        Whether the axis stands beside this bar only.
    """

    def __init__(
        self,
        theme: Theme,
        place: RowPlace,
        words: Label,
        number: Label,
        reading: Reading,
        *,
        start: float,
        cuts: Sequence[float],
        hue: str,
        is_sum: bool,
        has_own_axis: bool,
    ) -> None:
        super().__init__()
        self.theme, self.place, self.reading, self.start, self.is_sum = theme, place, reading, start, is_sum
        self.cuts, self.hue, self.has_own_axis = tuple(cuts), hue, has_own_axis
        self.words = words.place(place.left, place.base, "left")
        self.number = number.place(place.right, place.base, "right")
        self.bar = VGroup()
        half = place.height / 2
        top = place.middle + half + (OVERHANG if self._is_beside_the_words(place.zero) else 0.0)
        self.axis = self._upright(place.zero, top, place.middle - half - OVERHANG).set_z_index(WIRE)
        self.grown = self.spent = self.counted = self.flash = 0.0
        self.extent: float | None = None  # of a sum while it is added up
        self.add(self.axis, self.bar, self.words, self.number)
        self.draw()

    def draw(self) -> WaterfallRow:
        """Rebuild the row from `grown`, `spent`, `counted`, `flash` and `extent`."""
        colour = self.theme.colour
        self.axis.set_stroke(opacity=1.0 if self.grown > 0 and self.has_own_axis else 0.0)
        self.bar.submobjects = list(self._parts_of_the_bar()) if self.grown > 0 else []
        self.bar.set_z_index(PART, family=True)
        role = self._role(text_role(self.theme, "core") if self.is_sum else "text")
        target, tone = colour[role], "mute" if self.spent >= 1 else role
        self.number.paint(mix(target, colour.mute, self.spent), tone=tone, opacity=self.counted)
        return self

    def settle(self) -> None:
        """Show the whole value, as the reading says."""
        self.extent, self.grown = None, 1.0
        self.draw()

    def end_above(self, *labels: Label) -> None:
        """End the axis with its bar where beyond it would touch one of the labels of the row below."""
        x, low, _ = self.axis.get_end()
        if any(_is_near(label, x) and label.get_top()[1] > low - OVERHANG for label in labels):
            self.axis.put_start_and_end_on(self.axis.get_start(), (x, low + OVERHANG, 0))

    # motion

    def tint(self, seconds: float, tone: str) -> Cue:
        """Return the change of the row's words into a colour role."""
        return tint(seconds, tone, self.words)

    def grow(self, seconds: float) -> Cue:
        """Return the growth of the bar from the end of the last one."""
        return tween(seconds, self, grown=1.0)

    def count(self, seconds: float) -> Cue:
        """Return the arrival of the number."""
        return tween(seconds, self, counted=1.0)

    def recall(self, seconds: float) -> Cue:
        """Return the arrival of a row that is known from before, bar and number at once."""
        return one_by_one(cut(self._finish), self.count(seconds))

    def spend(self, seconds: float) -> Cue:
        """Return the change into a finished row: its hue drains."""
        return together(tween(seconds, self, spent=1.0), self.tint(seconds, "mute"))

    def revive(self, seconds: float) -> Cue:
        """Return the change of a finished row back into a live one."""
        return together(tween(seconds, self, spent=0.0), self.tint(seconds, "ink"))

    def _finish(self) -> None:
        self.grown = self.spent = 1.0

    # how it is drawn

    def _role(self, of_gradient: str) -> str:
        """Return the colour role of what a gradient would have this one for."""
        return of_gradient if self.hue == "gradient" else self.hue

    def _parts_of_the_bar(self) -> Iterator[VMobject]:
        """Return glow, bar, the cuts in it, and a tick at its start where that is clear of the words."""
        place = self.place
        value = self.reading.value * self.grown if self.extent is None else self.extent
        a = place.x(self.start)
        b = a + value * place.unit
        yield from self._glow((a + b) / 2, max(abs(b - a), LEAST))
        yield self._slab((a + b) / 2, max(abs(b - a), LEAST), value, b - a)
        for end in self.cuts:
            if abs(end) < abs(value):
                yield self._cut(a + end * place.unit)
        if self._is_beside_the_words(a) and abs(self.start * place.unit) > LEAST:
            top = place.middle + place.height / 2
            yield self._upright(a, top, top + OVERHANG)

    def _is_beside_the_words(self, x: float) -> bool:
        """Return whether a line there may rise over the bar without meeting the words."""
        return not _is_near(self.words, x)

    def _glow(self, x: float, width: float) -> Iterator[VMobject]:
        """Return the light around a live bar; an exact 0 is a mark without light, and only a gradient shines."""
        theme, place = self.theme, self.place
        alive = (1 - self.spent) if self.reading.value else 0.0
        peak = theme.glow.peak * (SUM_LIGHT if self.is_sum else FLASH + FLASH * self.flash) * alive
        if peak <= 0 or self.hue != "gradient":
            return
        for d, alpha in glow_layers(peak, theme):
            outline = rounded(x, place.middle, width + 2 * d, place.height + 2 * d, d)
            yield tagged(filled(outline, theme.colour.gradient, alpha), Tag("glow", "gradient"))

    def _slab(self, x: float, width: float, value: float, length: float) -> VMobject:
        """Return the bar: filled, hollow for a negative value, and with an outline where the ground is light."""
        theme, colour = self.theme, self.theme.colour
        outlined = value < 0 or (theme.is_light and self.spent < 1)
        inset = HOLLOW_INSET if outlined else 0.0
        slab = Rectangle(width=max(width - inset, 0.01), height=self.place.height - inset)
        slab.move_to((x, self.place.middle, 0))
        bank = mix(colour[self._role("edge")], colour.spent, self.spent)
        shade = self._shade()
        if value < 0:
            slab.set_fill(hollow_fill(theme, shade), 1).set_stroke(bank, theme.stroke.bank)
        else:
            slab.set_fill(shade, 1).set_stroke(bank, theme.stroke.rule if outlined else 0)
        tone = "spent" if self.spent >= 1 else self.hue
        return tagged(slab, Tag("bar", tone, (self.reading,), (float(length),)))

    def _shade(self) -> str:
        """Return the colour of the bar."""
        colour = self.theme.colour
        if not self.reading.value:
            return colour.mute
        body, core = colour[self._role("gradient")], colour[self._role("core")]
        return mix(core if self.is_sum else mix(body, core, self.flash), colour.spent, self.spent)

    def _cut(self, x: float) -> VMobject:
        half = self.place.height / 2
        ends = np.array([(x, self.place.middle - half), (x, self.place.middle + half)])
        return tagged(line(ends, self.theme.colour.background, self.theme.stroke.rule * 2), Tag("plate", "background"))

    def _upright(self, x: float, start: float, end: float) -> VMobject:
        """Return a thin upright line: the axis, or a tick."""
        upright = line(np.array([(x, start), (x, end)]), self.theme.colour.low, self.theme.stroke.rule)
        return tagged(upright, Tag("line", "low"))


def _is_near(label: Label, x: float) -> bool:
    """Return whether an upright line there passes through a label, or close by it."""
    return bool(label.get_left()[0] - OVERHANG <= x <= label.get_right()[0] + OVERHANG)


def rounded(x: float, y: float, width: float, height: float, radius: float) -> Points:
    """Return the outline of a rectangle with rounded corners; manim's own takes a hundred times as long to make."""
    quarter = np.linspace(0, np.pi / 2, 6)
    corners = []
    for turn, (sx, sy) in enumerate([(1, 1), (-1, 1), (-1, -1), (1, -1)]):
        angles = quarter + turn * np.pi / 2
        middle = x + sx * (width / 2 - radius), y + sy * (height / 2 - radius)
        corners.append(np.c_[middle[0] + radius * np.cos(angles), middle[1] + radius * np.sin(angles), 0 * angles])
    return np.vstack([*corners, corners[0][:1]])

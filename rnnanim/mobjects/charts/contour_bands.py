"""A function of two numbers as bands of equal height, seen from above.

Each band is one mobject: all of what is at least so high, laid on the bands below it, so that nothing shines through
between two of them. Where the function has a cliff the lines run together::

    scale = ColourScale(theme, box, surface.values.flat, name="loss", law="linear", tone="loss", steps=levels)
    bands = ContourBands(theme, (-6, 1, 2.4, -2.8), surface, scale, names=("W_h", "b_h"), x_ticks=(4, 6, 8))
    self.play(bands.arrive(1.5), scale.arrive(1.5))
    walker = Dots(bands, [(analysis.read("W_h", 0, 0), analysis.read("b_h", 0))])
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rnnanim.backend.shapes import VGroup
from rnnanim.mobjects.base.geometry import Point
from rnnanim.mobjects.base.layers import TEXT, WIRE
from rnnanim.mobjects.base.motion import Cue
from rnnanim.mobjects.base.shapes import stroke_pieces
from rnnanim.mobjects.base.tagging import Tag
from rnnanim.mobjects.charts.area import MOST_TOLD, ChartArea, Names
from rnnanim.mobjects.charts.colour_scale import ColourScale
from rnnanim.mobjects.charts.contour_lines import contour
from rnnanim.mobjects.charts.contour_names import name_places, without
from rnnanim.mobjects.charts.data import Surface, spread_evenly
from rnnanim.mobjects.charts.shapes import filled, polygons, rectangles
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.readout import format_number
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics.scaled import Array
from rnnanim.theme import Box, Theme, mix

BAND = WIRE - 5  # layer of the bands: under everything else
LINE = 1.5  # stroke of a contour line
LINE_SHARE = 0.5  # of the way from the colour of its band to that of the names
BESIDE, BELOW, TICK, CENTRE = 0.16, 0.42, 0.07, 0.11  # from the frame to its numbers; a tick; half a digit


class ContourBands(ChartArea):
    """Bands, contour lines with their heights, and a frame with numbers at the left and below.

    Parameters
    ----------
    box : Box
        Of the bands; names and numbers of the axes stand outside.
    scale : ColourScale
        With `steps`, the heights of the lines; on a scale with the law "log" logarithms of the heights.
    names : (str, str)
        Formulas at the right end of the x axis and on top of the y axis.
    x_ticks, y_ticks : sequence of float
        Where a number stands.
    keep_clear : sequence of (x, y)
        Places of the chart that the name of no height may hide.

    Attributes
    ----------
    reached : float
        How many of the bands are there; the last one may be on its way.
    """

    def __init__(
        self,
        theme: Theme,
        box: Box,
        surface: Surface,
        scale: ColourScale,
        *,
        names: tuple[str, str] = ("x", "y"),
        x_ticks: Sequence[float] = (),
        y_ticks: Sequence[float] = (),
        keep_clear: Sequence[Point] = (),
    ) -> None:
        super().__init__(theme, box)
        if not scale.steps:
            raise ValueError("scale must have steps, the heights of the contour lines")
        self.surface, self.scale = surface, scale
        self.x_ticks, self.y_ticks = tuple(x_ticks), tuple(y_ticks)
        self.heights = self._heights()
        self.contours = [contour(surface.x, surface.y, self.heights, level) for level in scale.steps]
        self.reached, self.opacity, self.framed = float(len(self.contours) + 1), 1.0, 1.0
        self.bands, self.lines, self.frame = VGroup(), VGroup(), VGroup()
        self.level_names = self._level_names(keep_clear)
        self.axis_names = self._axis_names(*names)
        self.add(self.bands, self.lines, self.frame, Names(*self.level_names.values()), self.axis_names)
        self.draw()

    @property
    def unit(self) -> Point:
        """Scene units for 1 along x and along y."""
        left, right, top, bottom = self.box
        x, y = self.surface.x, self.surface.y
        return (right - left) / float(x[-1] - x[0]), (top - bottom) / float(y[-1] - y[0])

    def point(self, x: float, y: float) -> Point:
        """Return the place of a pair of numbers [scene units]."""
        left, _, _, bottom = self.box
        return (
            left + (x - float(self.surface.x[0])) * self.unit[0],
            bottom + (y - float(self.surface.y[0])) * self.unit[1],
        )

    def arrive(self, seconds: float) -> Cue:
        """Return the coming of the frame, and of the bands from the lowest to the highest."""
        last = len(self.contours) + 1

        def apply(share: float) -> None:
            self.framed = min(1.0, 3 * share)
            self.draw(reached=share * last)

        return Cue(apply, seconds, begin=lambda: self.draw(reached=0.0, opacity=1.0))

    def leave(self, seconds: float) -> Cue:
        """Return the fading of all of it."""
        return Cue(lambda share: self.draw(opacity=1 - share), seconds)

    def draw(self, *, reached: float | None = None, opacity: float | None = None) -> ContourBands:
        """Draw the bands that are there by now."""
        self.reached = self.reached if reached is None else reached
        self.opacity = self.opacity if opacity is None else opacity
        for group in (self.bands, self.lines, self.frame):
            group.submobjects = []
        for step in range(len(self.contours) + 1) if self.opacity > 0 else ():
            shown = self.opacity * min(1.0, max(0.0, self.reached - step))
            if shown > 0:
                self._add_band(step, shown)
        self._add_frame()
        for step, label in self.level_names.items():
            label.set_fill(opacity=self.opacity * min(1.0, max(0.0, self.reached - step)))
        for label in self.axis_names:
            label.set_fill(opacity=self.opacity * self.framed)
        return self

    def _heights(self) -> Array:
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.log10(self.surface.values) if self.scale.law == "log" else self.surface.values

    def _place(self, points: Array) -> Array:
        """Return the places of many pairs of numbers."""
        return np.asarray(self.point(0.0, 0.0) + points * self.unit)

    def _add_band(self, step: int, shown: float) -> None:
        """Add what is at least as high as a step, and its line; step 0 is the ground."""
        left, right, top, bottom = self.box
        if step:
            points = polygons([self._place(ring) for ring in self.contours[step - 1].rings])
        else:
            points = rectangles([((left + right) / 2, (bottom + top) / 2)], [(right - left, top - bottom)])
        if not len(points):
            return
        colour = self.scale.step_colour(step)
        self.bands.add(filled(points, self._tag(step), colour, shown).set_z_index(BAND))
        pieces = self._pieces(step) if step else []
        if pieces:
            edge = mix(colour, self.theme.colour.ink, LINE_SHARE)
            line = stroke_pieces(self.theme, pieces, Tag("line", "low"), LINE, shown, edge)
            self.lines.add(line.set_z_index(WIRE))

    def _pieces(self, step: int) -> list[Array]:
        """Return the lines of a step, interrupted where its height is written."""
        lines = [self._place(line) for line in self.contours[step - 1].lines]
        label = self.level_names.get(step)
        if label is None:
            return lines
        middle, size = label.get_center()[:2], np.array([label.width, label.height])
        return [piece for line in lines for piece in without(line, middle, size)]

    def _tag(self, step: int) -> Tag:
        """Return what `check` is told: some of the heights in a band, and where they stand on the scale."""
        which = np.argwhere(np.searchsorted(self.scale.steps, self.heights, side="right") == step)
        told = [which[n] for n in spread_evenly(len(which), MOST_TOLD // (len(self.contours) + 1))]
        if not told:
            return Tag("plate", self.scale.ramp.tone)
        readings = tuple(self.surface.reading(int(i), int(j)) for i, j in told)
        sizes = tuple(self.scale.rise(float(self.heights[i, j])) for i, j in told)
        return Tag("mark", self.scale.ramp.tone, readings, sizes, self.scale.law, self.scale.scale_name)

    def _add_frame(self) -> None:
        left, right, top, bottom = self.box
        shown = self.opacity * self.framed
        if shown <= 0:
            return
        pieces = [np.array([[left, top], [left, bottom], [right, bottom]])]
        pieces += [np.array([[x, bottom], [x, bottom - TICK]]) for x, _ in (self.point(x, 0) for x in self.x_ticks)]
        pieces += [np.array([[left, y], [left - TICK, y]]) for _, y in (self.point(0, y) for y in self.y_ticks)]
        rule = self.theme.stroke.rule
        self.frame.add(stroke_pieces(self.theme, pieces, Tag("line", "mute"), rule, shown).set_z_index(WIRE))

    def _axis_names(self, name_of_x: str, name_of_y: str) -> Names:
        left, right, top, bottom = self.box
        found = Names(
            self._label(name_of_x, "tile").place(right + BESIDE, bottom - CENTRE, "left"),
            self._label(name_of_y, "tile").place(left, top + 0.24),
        )
        for x in self.x_ticks:
            found.add(self._label(format_number(x)).place(self.point(x, 0)[0], bottom - BELOW))
        for y in self.y_ticks:
            found.add(self._label(format_number(y)).place(left - BESIDE, self.point(0, y)[1] - CENTRE, "right"))
        return found

    def _label(self, source: str, size: str = "small", tone: str = "mute") -> Label:
        label = formula(self.theme, source, size, tone=tone)
        label.set_z_index(TEXT, family=True)
        return label

    def _level_names(self, keep_clear: Sequence[Point]) -> dict[int, Label]:
        """Return the heights by step, each on its line; those without room are told by the scale alone."""
        labels = [self._label(self.scale.source(level), tone="ink") for level in self.scale.steps]
        lines = [[self._place(line) for line in found.lines] for found in self.contours]
        sizes = [np.array([label.width, label.height]) for label in labels]
        places = name_places(lines, sizes, self.box, [np.array(self.point(*pair)) for pair in keep_clear])
        named = {step: (label, at) for step, (label, at) in enumerate(zip(labels, places, strict=True), 1)}
        return {step: label.move_to((*at, 0)) for step, (label, at) in named.items() if at is not None}

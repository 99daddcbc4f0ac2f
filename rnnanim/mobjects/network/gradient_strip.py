"""A long row of small states with the gradient running back through them, and from each a stream into its weight.

All streams have the width of what they carry, on one linear scale. The weight is one tile that all states share, or
each state has a tile of its own, the more strongly coloured the greater the gradient that it gets.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

import numpy as np

from rnnanim.backend.shapes import VGroup
from rnnanim.mobjects.base.geometry import Point, Points, Polyline
from rnnanim.mobjects.base.layers import FRONT, PART, STREAM, THREAD, WIRE
from rnnanim.mobjects.base.motion import Cue, Rate, ease_in_out_sine, tween
from rnnanim.mobjects.base.roles import line_role
from rnnanim.mobjects.base.shapes import disc, filled, line
from rnnanim.mobjects.base.tagging import Tag, tagged
from rnnanim.mobjects.flow.ribbon import ribbon
from rnnanim.mobjects.network.strip_flow import LEAST_VALUE, StripFlow, StripLook, StripPlace, look_at
from rnnanim.numerics import Reading
from rnnanim.theme import Theme, mix

from manim import VMobject

THREAD_SHARE = 0.004  # of the widest stream: under it a stream is a thread
THREAD_WIDTH = 1.3
THREAD_HEAT = {False: 0.36, True: 0.6}  # on a dark ground and on a light one, where the same share is paler
DECADES = 3  # from the strongest colour of a tile or ring to those without
EMPTY = 0.16  # share of the colour that parts the palest tile from an empty one
RING, RING_LIVE = 1.6, 2.4
ROOM_FOR_BLEND = 0.8  # around a state, over which the width changes [scene units]
LEVEL_SHARE = 0.4  # of a short edge, along which it stays
LEAD, LEAD_SHARE = 0.48, 0.4  # from the middle of the loss to its rim; of a short edge no more than this share
LANES, BEND = 0.35, 0.75  # where the streams bend, as a share of the way down; how far one comes towards its lane


class GradientStrip(VGroup):
    """Small states on a line, the gradient from the loss back through them, and the streams into their weights.

    Parameters
    ----------
    flows : dict of number of states to StripFlow
        What runs, for each length that the row takes.
    place : StripPlace
    scale : float
        Scene units for a gradient of 1.
    own_weights : bool
        Whether each state has a tile of its own.

    Attributes
    ----------
    steps : float
        How long the row is: one of the lengths, or between two on the way from one to the next.
    reached : float
        How far the gradient has come back: at 1 the first state, too, has sent its stream down.
    shown : float
        How much of the row is there, 0 to 1.
    heat : float
        How bright its light is.
    """

    def __init__(
        self, theme: Theme, flows: Mapping[int, StripFlow], place: StripPlace, scale: float, *, own_weights: bool
    ) -> None:
        super().__init__()
        self.theme, self.flows, self.place, self.scale, self.own_weights = theme, flows, place, scale, own_weights
        self.lengths = sorted(flows)
        self.steps, self.reached, self.shown, self.heat = float(self.lengths[0]), 0.0, 0.0, 1.0
        self.draw()

    # motion

    def fade_in(self, seconds: float) -> Cue:
        """Return the coming of the row, through which nothing runs yet."""
        return tween(seconds, self, shown=1.0)

    def fade_out(self, seconds: float) -> Cue:
        """Return its going."""
        return tween(seconds, self, shown=0.0, heat=0.0)

    def run_back(self, seconds: float, *, rate: Rate = ease_in_out_sine) -> Cue:
        """Return the run of the gradient from the loss to the first state, and down into each weight that it passes."""
        return tween(seconds, self, rate=rate, reached=1.0)

    def warm(self, heat: float, seconds: float) -> Cue:
        """Return the change of its light."""
        return tween(seconds, self, heat=heat)

    @property
    def entrance(self) -> tuple[float, float]:
        """From where to where the streams enter the shared tile, whatever the length of the row [scene units]."""
        sizes = [[abs(reading.value) * self.scale for reading in flow.arriving] for flow in self.flows.values()]
        right = max(widths[0] for widths in sizes) / 2
        return self.place.last + min(w[0] / 2 - sum(w) for w in sizes), self.place.last + right

    # what it looks like

    def look(self) -> StripLook:
        """Return what is drawn now."""
        return look_at(self.flows, self.place, self.steps, self.reached)

    def draw(self) -> GradientStrip:
        """Draw the row as it is now."""
        self.submobjects: list[VMobject] = []
        if self.shown <= 0:
            return self
        look = self.look()
        ends = np.array([(self.place.loss, self.place.y), (look.xs[-1], self.place.y)])
        wire = line(ends, self.theme.colour.bed, self.theme.stroke.wire, self.shown)
        self.add(tagged(wire, Tag("line", "bed")).set_z_index(WIRE))
        if self.own_weights:
            self._add_tiles(look)
        if self.reached > 0:
            for j in reversed(range(len(look.xs))):
                self._add_fall(look, j)
            self._add_trunk(look)
        for j in range(len(look.xs)):
            self._add_state(look, j)
        return self

    def largest(self, look: StripLook) -> float:
        """Return the largest stream that there is now, against which threads and brightness are measured."""
        return max(abs(look.entering), *map(abs, look.passing), *map(abs, look.arriving), LEAST_VALUE)

    # the streams

    def _add_trunk(self, look: StripLook) -> None:
        """Add what runs through the states, as a ribbon where it can be seen as one and as a thread beyond."""
        stations = [self.place.loss, *look.xs]
        trunk = Polyline([(stations[0], self.place.y), (stations[-1], self.place.y)], 0)
        arcs = [stations[0] - x for x in stations]
        front = float(np.interp(look.back, range(len(arcs)), arcs))
        values = [look.entering, *look.passing]
        readings = [look.flow.entering, *look.flow.passing]
        width = self._width(arcs, values)
        for first, last, is_thin in self._runs(look, values):
            start, end = arcs[first], min(arcs[last + 1], front)
            if end - start < 0.01:
                break
            if is_thin:
                self._add_thread([trunk.point(start), trunk.point(end)])
                continue
            middles = [(arcs[i] + arcs[i + 1]) / 2 if i else LEAD_SHARE * LEAD for i in range(first, last + 1)]
            told = zip(readings[first : last + 1], (float(width(np.array([s]))[0]) for s in middles), strict=False)
            known = tuple(told) or ((readings[-1], float(width(np.array([start]))[0])),)  # what is new is on its way
            body = self._ribbon(trunk, width, start, end, values[first] < 0, known)
            self.add(body.set_z_index(STREAM, family=True))
        if 0 < front < trunk.length:
            self._add_front(trunk.point(front), float(width(np.array([front]))[0]))

    def _runs(self, look: StripLook, values: Sequence[float]) -> list[tuple[int, int, bool]]:
        """Return the edges that are drawn as one, first and last: of one sign, or so thin that they are a thread."""
        least = THREAD_SHARE * self.largest(look)
        kinds = [(abs(value) < least, value < 0 and abs(value) >= least) for value in values]
        starts = [i for i, kind in enumerate(kinds) if i == 0 or kind != kinds[i - 1]]
        ends = [*(start - 1 for start in starts[1:]), len(kinds) - 1]
        return [(a, b, kinds[a][0]) for a, b in zip(starts, ends, strict=True)]

    def _width(self, arcs: Sequence[float], values: Sequence[float]) -> Callable[[Points], Points]:
        """Return the width along the trunk: that of its value in the middle of each edge, steadily changing between.

        Where the edges are long it stays so along most of them, and changes under the states. What comes from the loss
        has its width at the rim of that: from there on it narrows, without a shoulder.
        """
        places, logs = [], []
        for (a, b), value in zip(pairwise(arcs), values, strict=False):
            level = max(LEVEL_SHARE, 1 - ROOM_FOR_BLEND / max(b - a, 1e-9)) / 2
            places += [(a + b) / 2 - level * (b - a), (a + b) / 2 + level * (b - a) + 1e-9]
            logs += [math.log(min(max(abs(value), LEAST_VALUE), 1 / LEAST_VALUE))] * 2
        places[:2] = [arcs[0], min(LEAD, LEAD_SHARE * arcs[1])]
        return lambda s: np.maximum(self.scale * np.exp(_eased(s, places, logs)), self.theme.width.least)

    def width_at(self, look: StripLook, j: int) -> float:
        """Return how wide the stream through a state is, in the middle of that [scene units]."""
        arcs = [self.place.loss - x for x in (self.place.loss, *look.xs)]
        return float(self._width(arcs, [look.entering, *look.passing])(np.array([arcs[j + 1]]))[0])

    def _add_fall(self, look: StripLook, j: int) -> None:
        """Add the stream from a state down into its weight, as far as it has come."""
        reached = min(1.0, look.back - j - 1)
        value = look.arriving[j]
        if reached <= 0:
            return
        fall = self._way_down(look, j)
        if abs(value) < THREAD_SHARE * self.largest(look):
            points = fall.point(np.linspace(0, reached * fall.length, 96))
            self._add_thread(points, look.shown[j], self.light(look, j))
            return
        width = max(abs(value) * self.scale, self.theme.width.least)
        told = ((look.flow.arriving[min(j, len(look.flow) - 1)], width),)
        body = self._ribbon(fall, lambda s: width + 0.0 * s, 0, reached * fall.length, value < 0, told)
        self.add(body.set_z_index(STREAM, family=True))

    def _way_down(self, look: StripLook, j: int) -> Polyline:
        """Return the way from a state to its tile: straight into its own, in a curve to its place at the shared one."""
        x, y, end = look.xs[j], self.place.y, self.place.weight - 0.1
        if self.own_weights:
            return Polyline([(x, y), (x, self.place.weight)], 0)
        goal, lane = self._slot(look, j), self._lane(look, j)
        corners = [(x, y), (x, lane), (goal, lane), (goal, end)]
        return Polyline([(float(px), float(py)) for px, py in _bezier(corners)], 0)

    def _slot(self, look: StripLook, j: int) -> float:
        """Return where a stream enters the shared tile: side by side, the nearest straight below its state."""
        widths = [abs(value) * self.scale for value in look.arriving]
        return self.place.last + (widths[0] - widths[j]) / 2 - sum(widths[:j])

    def _lane(self, look: StripLook, j: int) -> float:
        """Return the height towards which a stream bends: below the nearer ones, so that they lie side by side."""
        y, end = self.place.y, self.place.weight
        top, widths = y - LANES * (y - end), [abs(value) * self.scale for value in look.arriving]
        room = min(1.0, (top - end - 0.05) / max(sum(widths[1:]) / BEND, 1e-9))
        return top - room * (sum(widths[1:j]) + widths[j] / 2) / BEND if j else top

    def _ribbon(
        self,
        course: Polyline,
        width: Callable[[Points], Points],
        start: float,
        end: float,
        negative: bool,
        measures: tuple[tuple[Reading, float], ...],
    ) -> VGroup:
        heat, fade = self.heat, 1 - self.shown
        return ribbon(self.theme, course, width, start, end, negative=negative, heat=heat, fade=fade, measures=measures)

    def _add_thread(self, points: Points | list[Points], shown: float = 1.0, light: float = 0.0) -> None:
        least = THREAD_HEAT[self.theme.is_light]
        colour = mix(self.theme.colour.background, self.theme.colour.gradient, least + (1 - least) * light)
        thread = line(np.array(points), colour, THREAD_WIDTH, self.shown * shown)
        self.add(tagged(thread, Tag("line", "spent")).set_z_index(THREAD))

    def _add_front(self, at: Points, width: float) -> None:
        half, thick = width / 2 + 0.05, 0.03
        corners = [(thick, half), (-thick, half), (-thick, -half), (thick, -half), (thick, half)]
        colour = self.theme.colour[line_role(self.theme, "core")]
        bar = filled(np.array([(at[0] + dx, at[1] + dy, 0) for dx, dy in corners]), colour, self.shown)
        self.add(VGroup(tagged(bar, Tag("front", "core"))).set_z_index(FRONT, family=True))

    # states and tiles

    def light(self, look: StripLook, j: int) -> float:
        """Return the colour of a state or its tile: 1 for the largest stream into a weight, 0 from 1/1000 of it on."""
        largest = max(*map(abs, look.arriving), LEAST_VALUE) if len(look.arriving) > 1 else abs(look.arriving[0])
        value = abs(look.arriving[j])
        if value <= LEAST_VALUE or largest <= LEAST_VALUE:
            return 0.0
        return min(1.0, max(0.0, 1 + math.log10(value / largest) / DECADES))

    def _add_state(self, look: StripLook, j: int) -> None:
        theme, x, reached = self.theme, look.xs[j], min(1.0, max(0.0, look.back - j - 0.5) * 2)
        lit = self.light(look, j) * reached
        hue = line_role(theme, "gradient")
        shown = self.shown * look.shown[j]
        node = disc((x, self.place.y), look.radius, theme.colour.background, shown)
        node.set_stroke(mix(theme.colour.low, theme.colour[hue], lit), RING + (RING_LIVE - RING) * lit, shown)
        self.add(tagged(node, Tag("outline", hue if lit > 0.5 else "low")).set_z_index(PART))

    def _add_tiles(self, look: StripLook) -> None:
        for j, x in enumerate(look.xs):
            reached = min(1.0, max(0.0, look.back - j - 1))
            light = self.light(look, j)
            fill = (EMPTY + (1 - EMPTY) * light) * reached if light > 0 else 0.0
            self.add(self._tile(x, fill, self.shown * look.shown[j]))

    def _tile(self, x: float, light: float, shown: float) -> VMobject:
        (width, height), colour = self.place.tile, self.theme.colour
        left, right, top = x - width / 2, x + width / 2, self.place.weight
        corners = [(left, top), (right, top), (right, top - height), (left, top - height), (left, top)]
        tile = filled(np.array(corners), mix(colour.background, colour.wx, light), shown)
        tile.set_stroke(mix(colour.low, colour.wx, light), self.theme.stroke.rule, shown)
        return tagged(tile, Tag("outline", "wx" if light > 0.5 else "low")).set_z_index(PART)


def _eased(s: Points, places: Sequence[float], values: Sequence[float]) -> Points:
    """Return values between those at some places, without a corner at any of them."""
    at = np.clip(np.searchsorted(places, s), 1, len(places) - 1)
    (a, b), (p, q) = ((np.take(given, at - 1), np.take(given, at)) for given in (places, values))
    share = np.clip((s - a) / np.maximum(b - a, 1e-12), 0, 1)
    found: Points = p + (q - p) * share**2 * (3 - 2 * share)
    return found


def _bezier(corners: Sequence[Point], samples: int = 48) -> Points:
    t, p = np.linspace(0, 1, samples)[:, None], np.array(corners)
    found: Points = (1 - t) ** 3 * p[0] + 3 * (1 - t) ** 2 * t * p[1] + 3 * (1 - t) * t**2 * p[2] + t**3 * p[3]
    return found

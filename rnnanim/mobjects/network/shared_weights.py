"""One set of weights: the tiles of a weight are joined by a line of its hue, and their copies run into one badge."""

from __future__ import annotations

import numpy as np

from rnnanim.backend.shapes import VGroup
from rnnanim.layout.frame import ByFrame
from rnnanim.mobjects.base.geometry import Point, Points, Polyline
from rnnanim.mobjects.base.layers import STREAM, THREAD
from rnnanim.mobjects.base.motion import Cue, together, tween
from rnnanim.mobjects.base.pose import Pose
from rnnanim.mobjects.base.roles import HUE
from rnnanim.mobjects.base.tagging import Kind, Tag, tagged
from rnnanim.mobjects.network.graph_parts import WeightTile
from rnnanim.mobjects.network.states import State
from rnnanim.mobjects.network.unrolled import UnrolledRNN
from rnnanim.numerics.stations import Station

from manim import VMobject

BADGE_ZOOM = 1.42  # a badge is a tile, so much larger
LINE_WIDTH = 2.4
LINE_OPACITY = 0.8
DOTS_GAP = 0.42  # the line is interrupted where the dots stand
BUS = ByFrame.narrow(True, False)  # whether the tiles W_h share a line below the units
BUS_DROP = 0.17  # from the units' lower edge to the line that the tiles W_h share
BUS_RADIUS = 0.2
BRIDGE_WIDTH = 9.0
SLIM = 0.55  # height of a copy on the bus, as a share of what is free there: it also passes below the dots' plate
STRAIGHT = 0.15  # a badge so near to its row is put on it


class SharedWeight(VGroup):
    """The badge of a weight, and the line that joins its tiles and leads to the badge.

    Parameters
    ----------
    symbol : {"W_x", "W_h", "W_y"}
    badge_at : (x, y)
        Middle of the badge.
    zoom : float
        How much larger than a tile the badge is.
    """

    def __init__(
        self,
        net: UnrolledRNN,
        symbol: str,
        badge_at: Point,
        *,
        zoom: float = BADGE_ZOOM,
    ) -> None:
        super().__init__()
        self.net, self.theme, self.symbol, self.hue = net, net.theme, symbol, HUE[symbol]
        self.names = sorted((n for n in net.tiles if n.kind == symbol), key=lambda n: net.position(n)[0])
        size = net.layout.tile[0] * zoom, net.layout.tile[1] * zoom
        self.badge = WeightTile(self.theme, symbol, badge_at, size, state=State.HIDDEN, em=self.theme.type.tile * zoom)
        self.pose, self.zoom = Pose(self.badge, badge_at), zoom
        has_bus = net.layout.choose(BUS) and symbol == "W_h"
        self.bus = net.layout.rows["h"] - net.layout.unit - BUS_DROP if has_bus else None
        self.line = self._course()
        self.stops = [self.line.nearest(*self._meeting(name)) for name in self.names]
        self.front, self.opacity = 0.0, 1.0
        self.strokes = VGroup()
        self.copies = [self._copy(name) for name in self.names]
        self.flying = VGroup()
        self.add(self.strokes, self.flying, self.badge)

    # motion

    def grow_from(self, start: Point, seconds: float) -> Cue:
        """Return the growing of a tile of the cell into the badge, on the way from its place to the badge's."""
        goal = float(self.pose.origin[0]), float(self.pose.origin[1])

        def apply(share: float) -> None:
            place = (start[0] + (goal[0] - start[0]) * share, start[1] + (goal[1] - start[1]) * share)
            small = 1 / self.zoom
            self.pose.put(place, small + (1 - small) * share)

        return Cue(apply, seconds, begin=lambda: self.badge.become(State.IDLE))

    def light(self, seconds: float) -> Cue:
        """Return the lighting of all its tiles at once."""
        return self.net.turn(dict.fromkeys(self.names, State.LIT), seconds)

    def connect(self, seconds: float) -> Cue:
        """Return the growing of the line from the first tile to the last."""
        return tween(seconds, self, front=self.stops[-1])

    def merge(self, seconds: float) -> Cue:
        """Return the run of copies of all tiles along the line into the badge; the foremost draws the line on."""
        sizes = self.badge.frame.width / self.copies[0][0].width

        def begin() -> None:
            self.flying.add(*(copy for copy, _ in self.copies))

        def apply(share: float) -> None:
            for (_, pose), stop in zip(self.copies, self.stops, strict=True):
                gone = self._gone(pose, stop, share)
                x, y, _ = self.line.point(stop + max(0.0, gone))
                y += max(0.0, -gone)
                pose.put((float(x), float(y)), self._slim(pose, float(y), 1 + (sizes - 1) * share**3))
            self.front = self.stops[-1] + max(0.0, gone)
            self.draw()
            if share >= 1:
                self.flying.submobjects = []

        quiet = self.net.turn(dict.fromkeys(self.names, State.IDLE), seconds * 0.5)
        return together(Cue(apply, seconds, begin=begin), quiet)

    def fade_out_line(self, seconds: float) -> Cue:
        """Return the fading of the line; the badge stays."""
        return tween(seconds, self, opacity=0.0)

    # construction and drawing

    def _course(self) -> Polyline:
        """Return the line through the tiles to the badge, with a soft curve if that is on another level."""
        first, last, goal = self.net.position(self.names[0]), self.net.position(self.names[-1]), self.badge.middle
        if self.bus is None and abs(goal[1] - first[1]) < 1e-6:
            return Polyline([first, goal])
        start = max(last[0], self.net.position(Station.h(self.net.layout.steps))[0]) + 0.6
        if self.bus is not None:  # below the states: what is shared is no state, and runs through none
            down = Polyline([first, (first[0], self.bus), (start, self.bus)], radius=BUS_RADIUS).points
            first = (first[0], self.bus)
            lead = [(float(x), float(y)) for x, y, _ in down]
        else:
            lead = [first]
        middle = (start + goal[0] - self.badge.frame.width / 2) / 2
        half = min(0.45, (goal[0] - start) / 3)
        along = np.linspace(0, 1, 30)
        ease = along**3 * (along * (6 * along - 15) + 10)
        curve = [
            (middle - half + 2 * half * a, first[1] + (goal[1] - first[1]) * e)
            for a, e in zip(along, ease, strict=True)
        ]
        return Polyline([*lead, *curve, goal], radius=0.0)

    def _copy(self, name: Station) -> tuple[VMobject, Pose]:
        """Return a filled outline of a tile, without its symbol, and what puts it along the line."""
        tile = self.net.tiles[name]
        copy = tile.frame.copy().set_fill(self.theme.colour[self.hue], 1).set_stroke(width=0)
        tagged(copy, Tag("plate", self.hue)).set_z_index(STREAM)
        return copy, Pose(copy, tile.middle)

    def _gone(self, pose: Pose, stop: float, share: float) -> float:
        """Return how far a copy is from where it joins the line: less than 0 on its riser, if it has one."""
        riser = float(pose.origin[1] - self.line.point(stop)[1])
        return (riser + self.line.length - stop) * share - riser

    def _slim(self, pose: Pose, y: float, zoom: float) -> float:
        """Return the size of a copy at a height: on the bus it is so small that it passes below the units."""
        if self.bus is None:
            return zoom
        home = float(pose.origin[1])
        depth = min(1.0, max(0.0, (home - y) / (home - self.bus)))
        slim = min(1.0, SLIM * 2 * BUS_DROP / self.net.layout.tile[1])
        return zoom + (slim - zoom) * depth

    def draw(self) -> None:
        """Draw the line up to the arc length `front`."""
        end = min(self.front, self.line.length - self.badge.frame.width / 2)
        self.strokes.submobjects = []
        paths = [self._points(a, b) for a, b in self._pieces(end)] + self._risers(end)
        if self.bus is not None:  # a bridge where it crosses the wires down to W_x
            self.strokes.add(*(self._stroke(path, BRIDGE_WIDTH, "background", self.opacity) for path in paths))
        self.strokes.add(*(self._stroke(path, LINE_WIDTH, self.hue, LINE_OPACITY * self.opacity) for path in paths))

    def _stroke(self, path: Points, width: float, role: str, opacity: float) -> VMobject:
        piece = VMobject(stroke_width=width, stroke_color=self.theme.colour[role]).set_stroke(opacity=opacity)
        kind: Kind = "plate" if role == "background" else "line"
        return tagged(piece.set_points_as_corners(path), Tag(kind, role)).set_z_index(THREAD)

    def _risers(self, end: float) -> list[Points]:
        """Return the short lines from the bus up to the tiles that the line has reached; the first is its own."""
        if self.bus is None:
            return []
        reached = [name for name, stop in zip(self.names[1:], self.stops[1:], strict=True) if stop <= end]
        ends = [(self.net.position(name), self._meeting(name)) for name in reached]
        return [np.array([(*tile, 0.0), (*foot, 0.0)]) for tile, foot in ends]

    def _meeting(self, name: Station) -> Point:
        """Return where the line passes a tile."""
        x, y = self.net.position(name)
        return (x, y if self.bus is None or name == self.names[0] else self.bus)

    def _pieces(self, end: float) -> list[tuple[float, float]]:
        """Return the stretches up to an arc length, without the dots."""
        layout = self.net.layout
        if self.symbol != "W_h" or layout.dots is None or self.bus is not None:
            return [(0.0, end)] if end > 0.01 else []
        dots = self.line.nearest(layout.dots, layout.rows["h"])
        stretches = [(0.0, min(end, dots - DOTS_GAP)), (dots + DOTS_GAP, end)]
        return [(a, b) for a, b in stretches if b - a > 0.01]

    def _points(self, a: float, b: float) -> Points:
        inner = self.line.marks[(self.line.marks > a) & (self.line.marks < b)]
        return self.line.point(np.r_[a, inner, b])


def badge_levels(rows: dict[str, float], least: float) -> dict[str, float]:
    """Return the levels of the three badges: W_x and W_h on their rows, W_y as far above W_h as this is above W_x."""
    gap = max(least, rows["h"] - rows["wx"])
    top = rows["h"] + gap
    if abs(top - rows["wy"]) < STRAIGHT:
        top = rows["wy"]
    return {"W_y": top, "W_h": rows["h"], "W_x": rows["h"] - gap if gap > rows["h"] - rows["wx"] else rows["wx"]}

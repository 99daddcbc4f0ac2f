"""The folded network: one cell, x to h to y, whose state goes round a loop that carries W_h."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from rnnanim.mobjects.layout import Layout, Point
from rnnanim.mobjects.motion import Cue, one_by_one, together
from rnnanim.mobjects.parts import THREAD, WIRE, Part, Tile, Unit, Wire
from rnnanim.mobjects.pose import Pose
from rnnanim.mobjects.ribbon import Line, Points
from rnnanim.mobjects.tagging import Tag, tagged
from rnnanim.theme import Theme

from manim import VGroup, VMobject

LOOP_REACH = 1.66  # from the middle of the state to the far side of its loop
LOOP_INSET = 0.74  # how far the loop's ring_ reaches into the state, in radii
LEAST_HEIGHT = 0.5  # half the height of a loop that has little room: an ellipse
TIP = (0.20, 0.085)  # length and half width of the arrow's head
TIP_GAP = 0.045
STAGE_ZOOM = 1.8  # the cell is never shown larger
WHIP = 0.7  # how high the loose end of the loop swings over its tile, in reaches


@dataclass(frozen=True, slots=True)
class Stand:
    """Where the state of the cell stands, how large the cell is, and how far its loop reaches at zoom 1."""

    place: Point
    zoom: float
    reach: float

    def towards(self, other: Stand, share: float) -> Stand:
        """Return the stand that lies a share of the way to another."""

        def between(a: float, b: float) -> float:
            return a + (b - a) * share

        x, y = (between(a, b) for a, b in zip(self.place, other.place, strict=True))
        return Stand((x, y), between(self.zoom, other.zoom), between(self.reach, other.reach))


class Loop(Part):
    """The edge from a state round to itself; it opens into the edge from the state before."""

    STATES = {
        **Wire.STATES,
        "idle": {"line": "mute", "width": 2.6, "opacity": 1.0},
        "on": {"line": "state", "width": 3.4, "opacity": 1.0},
        "edge": Wire.STATES["idle"],
    }

    def __init__(self, theme: Theme, radius: float, stand: Stand) -> None:
        super().__init__(theme, "hidden")
        self.radius, self.stand = radius, stand
        self.drawn, self.opened, self.pointed, self.trim = 1.0, 0.0, 0.0, 0.0
        self.source: Point = stand.place
        self.body = VMobject().set_z_index(WIRE)
        self.tip = VMobject(stroke_width=0).set_z_index(THREAD)
        self.add(self.body, self.tip)
        self.draw()
        self.become("hidden")

    def wear(self) -> None:
        colour, shown = self.hex("line"), self.level("opacity")
        self.body.set_stroke(colour, self.level("width") * self.zoom, shown)
        self.tip.set_fill(colour, shown * self.pointed)
        tagged(self.body, Tag("line", self.roles["line"]))
        tagged(self.tip, Tag("front", self.roles["line"]))

    def draw(self) -> None:
        """Draw the loop as `drawn`, `opened` and `pointed` say, its start `trim` away from the source."""
        points = self.course()
        self.zoom = self.stand.zoom
        line = Line(points[:, :2].tolist(), radius=0.0)
        end = line.length - TIP[0] * 0.7 * self.zoom * self.pointed
        stops = np.linspace(self.trim, max(end * self.drawn, self.trim + 1e-3), 80)
        self.body.set_points_as_corners(line.point(stops))
        self.tip.set_points_as_corners(self._tip(line))
        if self.style:
            self.wear()

    def course(self) -> Points:
        """Return the way of the state as rows of points, (n, 3): a ring, or what it is bent into."""
        x, y = self.stand.place
        zoom, reach = self.stand.zoom, self.stand.reach
        across = (reach - LOOP_INSET * self.radius) / 2
        upright = max(across, LEAST_HEIGHT)

        def ring(turn: Points) -> Points:
            return np.stack([across - reach + across * np.cos(turn), upright * np.sin(turn), 0 * turn], axis=-1)

        turn = np.linspace(0, math.pi, 361)
        away = np.linalg.norm(ring(turn), axis=1)
        leaves, meets = (float(np.interp(self.radius + gap, away, turn)) for gap in (0.0, TIP_GAP * self.pointed))
        folded = ring(np.linspace(leaves, 2 * math.pi - meets, 81)) * zoom + np.array([x, y, 0.0])
        if self.opened <= 0:
            return np.asarray(folded)
        along = np.linspace(0, 1, len(folded))[:, None]
        chain = np.array([*self.source, 0.0]) * (1 - along) + np.array([x, y, 0.0]) * along
        lift = WHIP * reach * zoom * 4 * self.opened * (1 - self.opened) * (1 - along) ** 2 * np.array([0, 1.0, 0])
        return np.asarray(folded + (chain - folded) * self.opened + lift)

    @property
    def middle(self) -> Point:
        """The far side, where the tile W_h is."""
        points = self.course()
        return float(points[40, 0]), float(points[40, 1])

    def _tip(self, line: Line) -> Points:
        end = line.point(line.length)
        back = line.point(line.length - TIP[0] * self.zoom)
        along = (end - back) / max(float(np.linalg.norm(end - back)), 1e-9)
        across = np.array([-along[1], along[0], 0]) * TIP[1] * self.zoom
        return np.array([end, back + across, back - across, end])


class FoldedRNN(VGroup):
    """One cell with its loop, at any place and in any size.

    Parameters
    ----------
    words : (left, right)
        Room for what is written beside the large cell in a wide frame; drawing and words are centred as one.

    Attributes
    ----------
    units, tiles, wires : dict
        `x`, `h`, `y`; `W_x`, `W_h`, `W_y`; `x-W_x`, `W_x-h`, `h-W_y`, `W_y-y` from the input up.
    stage : Stand
        Large in the frame.
    """

    CHAIN = ("x", "W_x", "h", "W_y", "y")

    def __init__(self, theme: Theme, plan: Layout, words: tuple[float, float] = (0.0, 0.0)) -> None:
        super().__init__()
        self.theme, self.plan = theme, plan
        column, rows = plan.x(1), plan.rows
        radii = {"x": theme.size.unit_x, "h": plan.unit, "y": plan.unit}
        self.units = {k: Unit(theme, k, (column, rows[k]), radius, state="hidden") for k, radius in radii.items()}
        far = column - LOOP_REACH, rows["h"]
        places = {"W_x": (column, rows["wx"]), "W_h": far, "W_y": (column, rows["wy"])}
        self.tiles = {k: Tile(theme, k, at, plan.tile, state="hidden") for k, at in places.items()}
        self.wires: dict[str, Wire] = {}
        for a, b in zip(self.CHAIN, self.CHAIN[1:], strict=False):
            self.wires[f"{a}-{b}"] = Wire(theme, self._part(a).middle, self._part(b).middle, state="hidden")
        self.stage = self._stage(*words)
        self._column = VGroup(*self.wires.values(), *self.units.values(), self.tiles["W_x"], self.tiles["W_y"])
        self._pose, self._far = Pose(self._column, (column, rows["h"])), Pose(self.tiles["W_h"], far)
        self.loop = Loop(theme, plan.unit, self.stage)
        self.add(self._column, self.loop, self.tiles["W_h"])
        self.put(self.stage)

    def put(self, stand: Stand) -> None:
        """Put the whole cell somewhere, in some size."""
        self.stand = self.loop.stand = stand
        self._pose.put(stand.place, stand.zoom)
        for part in self.parts:
            part.zoom = stand.zoom
            part.wear()
        self.loop.draw()
        self._far.put(self.loop.middle, stand.zoom)

    @property
    def parts(self) -> tuple[Part, ...]:
        """Everything that has states."""
        return (*self.wires.values(), *self.units.values(), *self.tiles.values(), self.loop)

    # lines for pulses

    def way(self, a: str, b: str) -> Line:
        """Return the line from one unit up to another."""
        return Line([self.units[a].middle, self.units[b].middle])

    @property
    def round_trip(self) -> Line:
        """The way of the state round its loop, from its middle to its middle."""
        here = np.array([[*self.stand.place, 0.0]])
        return Line(np.vstack([here, self.loop.course(), here])[:, :2].tolist(), radius=0.0)

    # motion

    def speak_of_the_state(self, seconds: float) -> Cue:
        """Return the change by which the state and its loop are the brightest, and the rest sinks back."""
        leading = {self.units["h"]: "on", self.tiles["W_h"]: "idle", self.loop: "on"}
        quiet = {Wire: "idle", Unit: "passed", Tile: "passed"}
        return together(*(part.to(leading.get(part, quiet.get(type(part), "")), seconds) for part in self.parts))

    def all_to(self, state: str, seconds: float) -> Cue:
        """Return the change of the whole cell into one state."""
        return together(*(part.to(state, seconds) for part in self.parts))

    def rise(self, seconds: float) -> Cue:
        """Return the building of the cell from its input up: each edge grows out of what is below it."""
        pieces: list[Cue] = []
        step = seconds / 9
        for a, b in zip(self.CHAIN, (*self.CHAIN[1:], ""), strict=True):
            pieces.append(self._part(a).to("idle", 2 * step))
            if b:
                pieces.append(self.grow(f"{a}-{b}", 2 * step))
        return together(*pieces, lag=step * 7 / 8)

    def grow(self, name: str, seconds: float) -> Cue:
        """Return the growing of an edge from its lower end."""
        wire, ends = self.wires[name], []

        def begin() -> None:
            wire.become("idle")
            ends.extend([wire.line.points[0].copy(), wire.line.points[-1].copy()])

        def apply(share: float) -> None:
            a, b = ends
            wire.line.set_points_as_corners([a, a + (b - a) * max(share, 1e-3)])

        return Cue(apply, seconds, begin=begin)

    def go_round(self, seconds: float) -> Cue:
        """Return the drawing of the loop, out of the state and back to it; its tile appears as the line passes."""

        def begin() -> None:
            self.loop.drawn, self.loop.pointed = 0.0, 0.0
            self.loop.become("idle")

        def apply(share: float) -> None:
            self.loop.drawn = share
            self.loop.draw()

        def point(share: float) -> None:
            self.loop.pointed = share
            self.loop.draw()

        line = Cue(apply, seconds, begin=begin)
        tile = one_by_one(Cue(lambda share: None, seconds * 0.38), self.tiles["W_h"].to("idle", seconds * 0.3))
        return one_by_one(together(line, tile), Cue(point, 0.25))

    def settle(self, stand: Stand, seconds: float) -> Cue:
        """Return the move from the stage to another stand."""
        return Cue(lambda share: self.put(self.stage.towards(stand, share)), seconds)

    # construction

    def _part(self, name: str) -> Unit | Tile:
        return self.units.get(name) or self.tiles[name]

    def _stage(self, before: float, after: float) -> Stand:
        """Return the place of the large cell: as large as fits between title and foot, its drawing in the middle."""
        plan, rows = self.plan, self.plan.rows
        above, below = rows["y"] + plan.unit - rows["h"], rows["h"] - rows["x"] + self.theme.size.unit_x
        top, bottom = plan.title[1] - 0.45, plan.safe[2] + 0.25
        left, right = LOOP_REACH + plan.tile[0] / 2, plan.unit
        wide = plan.name == "wide"
        room = plan.safe[1] - plan.safe[0] - (0.0 if wide else 1.3)
        zoom = min(STAGE_ZOOM, (top - bottom) / (above + below), room / (left + right))
        y = (top + bottom) / 2 - zoom * (above - below) / 2
        x = (zoom * (left - right) + before - after) / 2 if wide else zoom * (left - right) / 2 - 0.5
        return Stand((x, y), zoom, LOOP_REACH)

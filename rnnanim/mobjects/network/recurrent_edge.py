"""The loop of a folded cell: the edge from a state round to itself, which opens into the edge from the step before."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from rnnanim.mobjects.base.geometry import Point, Points, Polyline
from rnnanim.mobjects.base.layers import THREAD, WIRE
from rnnanim.mobjects.base.tagging import Tag, tagged
from rnnanim.mobjects.network.graph_parts import Edge, GraphPart, Look
from rnnanim.mobjects.network.states import State
from rnnanim.theme import Theme

from manim import VMobject

LOOP_REACH = 1.66  # from the middle of the state to the far side of its loop
LOOP_INSET = 0.74  # how far the loop reaches into the state, in radii
LEAST_HEIGHT = 0.5  # half the height of a loop that has little room: an ellipse
TIP = (0.20, 0.085)  # length and half width of the arrow's head
TIP_GAP = 0.045
SWING = 0.7  # how high the loose end of the loop passes over its tile, in reaches


@dataclass(frozen=True, slots=True)
class CellPose:
    """Where the state of the cell stands, how large the cell is, and how far its loop reaches at zoom 1."""

    at: Point
    zoom: float
    reach: float

    def towards(self, other: CellPose, share: float) -> CellPose:
        """Return the pose that lies a share of the way to another."""

        def between(a: float, b: float) -> float:
            return a + (b - a) * share

        x, y = (between(a, b) for a, b in zip(self.at, other.at, strict=True))
        return CellPose((x, y), between(self.zoom, other.zoom), between(self.reach, other.reach))


class RecurrentEdge(GraphPart):
    """The edge from a state round to itself; it opens into the edge from the state before."""

    STATES: ClassVar[Mapping[State, Look]] = {
        **Edge.STATES,
        State.IDLE: {"line": "mute", "width": 2.6, "opacity": 1.0},
        State.ON: {"line": "state", "width": 3.4, "opacity": 1.0},
        State.PASSED: {"line": "low", "width": 2.6, "opacity": 1.0},
        State.EDGE: Edge.STATES[State.IDLE],
    }

    def __init__(self, theme: Theme, radius: float, pose: CellPose) -> None:
        super().__init__(theme, State.HIDDEN)
        self.radius, self.pose = radius, pose
        self.drawn, self.opened, self.pointed, self.trim = 1.0, 0.0, 0.0, 0.0
        self.source: Point = pose.at
        self.body = VMobject().set_z_index(WIRE)
        self.tip = VMobject(stroke_width=0).set_z_index(THREAD)
        self.add(self.body, self.tip)
        self.draw()
        self.become(State.HIDDEN)

    def wear(self) -> None:
        colour, shown = self.hex("line"), self.level("opacity")
        self.body.set_stroke(colour, self.level("width") * self.zoom, shown)
        self.tip.set_fill(colour, shown * self.pointed)
        tagged(self.body, Tag("line", self.roles["line"]))
        tagged(self.tip, Tag("front", self.roles["line"]))

    def draw(self) -> None:
        """Draw the loop as `drawn`, `opened` and `pointed` say, its start `trim` away from the source."""
        points = self.course()
        self.zoom = self.pose.zoom
        line = Polyline(points[:, :2].tolist(), radius=0.0)
        end = line.length - TIP[0] * 0.7 * self.zoom * self.pointed
        stops = np.linspace(self.trim, max(end * self.drawn, self.trim + 1e-3), 80)
        self.body.set_points_as_corners(line.point(stops))
        self.tip.set_points_as_corners(self._tip(line))
        if self.style:
            self.wear()

    def course(self) -> Points:
        """Return the line of the loop as rows of points, (n, 3): a ring, or what it is opened into."""
        x, y = self.pose.at
        zoom, reach = self.pose.zoom, self.pose.reach
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
        lift = SWING * reach * zoom * 4 * self.opened * (1 - self.opened) * (1 - along) ** 2 * np.array([0, 1.0, 0])
        return np.asarray(folded + (chain - folded) * self.opened + lift)

    @property
    def middle(self) -> Point:
        """The far side, where the tile W_h is."""
        points = self.course()
        return float(points[40, 0]), float(points[40, 1])

    def _tip(self, line: Polyline) -> Points:
        end = line.point(line.length)
        back = line.point(line.length - TIP[0] * self.zoom)
        along = (end - back) / max(float(np.linalg.norm(end - back)), 1e-9)
        across = np.array([-along[1], along[0], 0]) * TIP[1] * self.zoom
        return np.array([end, back + across, back - across, end])

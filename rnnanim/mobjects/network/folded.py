"""The folded network: one cell, x to h to y, whose state goes round a loop that carries W_h."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

import numpy as np

from rnnanim.backend.shapes import VGroup
from rnnanim.layout.frame import ByFrame, Layout
from rnnanim.mobjects.base.geometry import Point, Polyline
from rnnanim.mobjects.base.motion import Cue, cut, delayed, one_by_one, together, tween
from rnnanim.mobjects.base.pose import Pose
from rnnanim.mobjects.network.graph_parts import Edge, GraphPart, Node, WeightTile
from rnnanim.mobjects.network.recurrent_edge import LOOP_REACH, CellPose, RecurrentEdge
from rnnanim.mobjects.network.states import State
from rnnanim.mobjects.text.label import CAPITAL, Label
from rnnanim.numerics.stations import StationKind
from rnnanim.theme import Theme

MOST_ZOOM = 1.8  # the cell is never shown larger
WORD_GAP = 0.3  # between a part of the large cell and what it is called


@dataclass(frozen=True, slots=True)
class LargeCell:
    """Where the large cell and its words stand: centred as one, or the cell alone, its loop's word below the loop."""

    centred_with_words: bool
    beside: float = 0.0  # room for words beside the cell
    shift: float = 0.0  # of the cell from the middle


LARGE = ByFrame.narrow(LargeCell(True), LargeCell(False, beside=1.3, shift=-0.5))


class FoldedRNN(VGroup):
    """One cell with its loop, at any place and in any size.

    Parameters
    ----------
    words : dict of Label
        What is written beside the large cell: `x`, `h`, `y` and `loop`. In a wide frame the drawing and its words are
        centred as one.

    Attributes
    ----------
    nodes, tiles, edges : dict
        By kind: `x`, `h`, `y`; `W_x`, `W_h`, `W_y`; and for an edge that of its lower and its upper end.
    pose : CellPose
        Where it is now.
    large : CellPose
        Large in the frame.
    """

    CHAIN: ClassVar[tuple[StationKind, ...]] = ("x", "W_x", "h", "W_y", "y")

    def __init__(self, theme: Theme, layout: Layout, words: Mapping[str, Label] | None = None) -> None:
        super().__init__()
        self.theme, self.layout, self.room = theme, layout, layout.choose(LARGE)
        column, rows = layout.x(1), layout.rows
        radii: dict[StationKind, float] = {"x": min(theme.size.unit_x, layout.unit), "h": layout.unit, "y": layout.unit}
        self.nodes = {k: Node(theme, k, (column, rows[k]), radius, state=State.HIDDEN) for k, radius in radii.items()}
        far = column - LOOP_REACH, rows["h"]
        places: dict[StationKind, Point] = {"W_x": (column, rows["wx"]), "W_h": far, "W_y": (column, rows["wy"])}
        self.tiles = {k: WeightTile(theme, k, at, layout.tile, state=State.HIDDEN) for k, at in places.items()}
        self.edges = {
            (a, b): Edge(theme, self._part(a).middle, self._part(b).middle, state=State.HIDDEN)
            for a, b in pairwise(self.CHAIN)
        }
        self.large = self._large(words or {})
        self._column = VGroup(*self.column_parts)
        self._moved, self._moved_tile = Pose(self._column, (column, rows["h"])), Pose(self.tiles["W_h"], far)
        self.loop = RecurrentEdge(theme, layout.unit, self.large)
        self.add(self._column, self.loop, self.tiles["W_h"])
        self.put(self.large)
        if words:
            self._place(words)

    def put(self, pose: CellPose) -> None:
        """Put the whole cell somewhere, in some size."""
        self.pose = self.loop.pose = pose
        self._moved.put(pose.at, pose.zoom)
        for part in self.parts:
            part.zoom = pose.zoom
            part.wear()
        self.loop.draw()
        self._moved_tile.put(self.loop.middle, pose.zoom)

    @property
    def parts(self) -> tuple[GraphPart, ...]:
        """Everything that has states."""
        return (*self.edges.values(), *self.nodes.values(), *self.tiles.values(), self.loop)

    @property
    def column_parts(self) -> tuple[GraphPart, ...]:
        """Everything but the loop and its tile."""
        return (*self.edges.values(), *self.nodes.values(), self.tiles["W_x"], self.tiles["W_y"])

    # lines for pulses

    def line(self, a: StationKind, b: StationKind) -> Polyline:
        """Return the line from one unit up to another."""
        return Polyline([self.nodes[a].middle, self.nodes[b].middle])

    @property
    def line_of_the_loop(self) -> Polyline:
        """The line round the loop, from the middle of the state back to it."""
        here = np.array([[*self.pose.at, 0.0]])
        return Polyline(np.vstack([here, self.loop.course(), here])[:, :2].tolist(), radius=0.0)

    # motion

    def highlight_the_state(self, seconds: float) -> Cue:
        """Return the change by which the state and its loop are the brightest, and the rest sinks back."""
        states = {part: State.IDLE if isinstance(part, Edge) else State.PASSED for part in self.parts}
        states |= {self.nodes["h"]: State.ON, self.tiles["W_h"]: State.IDLE, self.loop: State.ON}
        return together(*(part.to(state, seconds) for part, state in states.items()))

    def come_back(self, column_at: float, loop_at: float, seconds: float) -> Cue:
        """Return the coming back, in grey, of what a copy has covered: at one moment its column, later its loop."""
        late = (self.loop, self.tiles["W_h"])

        def come(part: GraphPart) -> Cue:
            state = State.IDLE if isinstance(part, Edge) else State.PASSED
            return delayed(loop_at if part in late else column_at, part.to(state, seconds))

        return together(*(come(part) for part in self.parts))

    def turn_all(self, state: State, seconds: float) -> Cue:
        """Return the change of the whole cell into one state."""
        return together(*(part.to(state, seconds) for part in self.parts))

    def create(self, seconds: float) -> Cue:
        """Return the building of the cell from its input up: each edge grows out of what is below it."""
        pieces: list[Cue] = []
        step = seconds / 9
        for below, kind in zip((None, *self.CHAIN), self.CHAIN, strict=False):
            if below:
                pieces.append(self.create_edge(below, kind, 2 * step))
            pieces.append(self._part(kind).to(State.IDLE, 2 * step))
        return together(*pieces, lag=step * 7 / 8)

    def create_edge(self, below: StationKind, above: StationKind, seconds: float) -> Cue:
        """Return the growing of an edge from its lower end."""
        wire, ends = self.edges[below, above], []

        def begin() -> None:
            wire.become(State.IDLE)
            ends.extend([wire.line.points[0].copy(), wire.line.points[-1].copy()])

        def apply(share: float) -> None:
            a, b = ends
            wire.line.set_points_as_corners([a, a + (b - a) * max(share, 1e-3)])

        return Cue(apply, seconds, begin=begin)

    def create_loop(self, seconds: float) -> Cue:
        """Return the drawing of the loop, out of the state and back to it; its tile appears as the line passes."""
        loop = self.loop

        def begin() -> None:
            loop.drawn, loop.pointed = 0.0, 0.0
            loop.become(State.IDLE)

        line = together(cut(begin), tween(seconds, loop, drawn=1.0))
        tile = delayed(seconds * 0.38, self.tiles["W_h"].to(State.IDLE, seconds * 0.3))
        return one_by_one(together(line, tile), tween(0.25, loop, pointed=1.0))

    def move_from_large(self, pose: CellPose, seconds: float) -> Cue:
        """Return the move of the large cell to another place and size."""
        return Cue(lambda share: self.put(self.large.towards(pose, share)), seconds)

    # construction

    def _part(self, kind: StationKind) -> Node | WeightTile:
        return self.nodes.get(kind) or self.tiles[kind]

    def _large(self, words: Mapping[str, Label]) -> CellPose:
        """Return the place of the large cell: as large as fits between title and foot, its drawing in the middle."""
        layout, rows = self.layout, self.layout.rows
        above, below = rows["y"] + layout.unit - rows["h"], rows["h"] - rows["x"] + self.theme.size.unit_x
        top, bottom = layout.title[1] - 0.45, layout.safe[2] + 0.25
        left, right = LOOP_REACH + layout.tile[0] / 2, layout.unit
        room = layout.safe[1] - layout.safe[0] - self.room.beside
        zoom = min(MOST_ZOOM, (top - bottom) / (above + below), room / (left + right))
        y = (top + bottom) / 2 - zoom * (above - below) / 2
        if not self.room.centred_with_words:
            return CellPose((zoom * (left - right) / 2 + self.room.shift, y), zoom, LOOP_REACH)
        widths = {key: label.width for key, label in words.items()}
        beside = widths.pop("loop", 0.0) - max(widths.values(), default=0.0)
        x = (zoom * (left - right) + beside) / 2
        return CellPose((x, y), zoom, LOOP_REACH)

    def _place(self, words: Mapping[str, Label]) -> None:
        """Put the words at the right of each unit, and at the loop's far side or below it."""
        layout, zoom, loop = self.layout, self.large.zoom, words["loop"]
        right = self.nodes["h"].middle[0] + layout.unit * zoom + WORD_GAP
        for key, unit in self.nodes.items():
            words[key].place(right, unit.middle[1] - CAPITAL * words[key].em, "left")
        if self.room.centred_with_words:
            x, y = self.tiles["W_h"].middle
            level = y - CAPITAL * loop.em
        else:
            x, level = self.large.at[0], float(self.loop.course()[:, 1].min()) - 0.55
        loop.place(x - layout.tile[0] / 2 * zoom - WORD_GAP, level, "right")

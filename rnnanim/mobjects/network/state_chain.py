"""A row of states and the weights between them, over the place where their factors act; under each its factor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from rnnanim.backend.shapes import VGroup
from rnnanim.mobjects.base.motion import Cue, together
from rnnanim.mobjects.network.graph_parts import Edge, GraphPart, Node, WeightTile
from rnnanim.mobjects.network.states import State
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.words import formula
from rnnanim.theme import Theme

Kind = Literal["node", "tile", "dots"]

DOTS = 0.34  # half the gap that the dots leave in the edge
STUB = 0.55  # of the edge that goes on beyond the first state
AHEAD: dict[Kind, State] = {"node": State.DIM, "tile": State.DIM, "dots": State.DIM}
KNOWN: dict[Kind, State] = {"node": State.IDLE, "tile": State.IDLE, "dots": State.IDLE}
ACTED: dict[Kind, State] = {"node": State.LIVE, "tile": State.IDLE, "dots": State.IDLE}


@dataclass(frozen=True, slots=True)
class ChainStation:
    """One place of the row: a state, a weight, or the dots that stand for several of both."""

    kind: Kind
    symbol: str
    x: float


class StateChain(VGroup):
    """Units, tiles and dots on one line, from the right, joined by edges.

    Parameters
    ----------
    stations : sequence of ChainStation
        From the right, as the gradient comes by; at the right of each is its edge, at the first a stub of one.
    """

    def __init__(
        self, theme: Theme, stations: Sequence[ChainStation], y: float, *, radius: float, tile: tuple[float, float]
    ) -> None:
        super().__init__()
        self.theme, self.stations, self.y, self.radius = theme, tuple(stations), y, radius
        self.parts: list[GraphPart | Label] = [self._part(station, tile) for station in stations]
        x = stations[0].x
        stub = Edge(theme, (x + radius + STUB, y), (x, y), state=State.HIDDEN)
        self.edges = [stub, *(self._edge(a, b) for a, b in pairwise(stations))]
        self.add(*self.edges, *self.parts)

    @property
    def foot(self) -> float:
        """Return the height just under the units."""
        return self.y - self.radius - 0.12

    def become_idle(self) -> StateChain:
        """Be there at once, as the lecture knows it."""
        together(*(edge.to(State.IDLE, 0) for edge in self.edges), *self._turns(KNOWN, 0)).at(0)
        return self

    def dim_all(self, seconds: float) -> Cue:
        """Return the dimming of all of it, before its factors act one by one."""
        return together(*(edge.to(State.DIM, seconds) for edge in self.edges), *self._turns(AHEAD, seconds))

    def fade_in(self, seconds: float, first: int = 0, last: int | None = None) -> Cue:
        """Return the fading in of stations, dim, with the edges at their right."""
        stop = len(self.parts) if last is None else last + 1
        cues = [edge.to(State.DIM, seconds) for edge in self.edges[first:stop]]
        cues += [self.turn(index, AHEAD, seconds) for index in range(first, stop)]
        return together(*cues)

    def light(self, index: int, seconds: float) -> Cue:
        """Return the lighting of a station whose factor acts."""
        return self.turn(index, ACTED, seconds)

    def fade_out(self, seconds: float) -> Cue:
        """Return the fading of all of it."""
        edges = [edge.to(State.HIDDEN, seconds) for edge in self.edges if edge.state != State.HIDDEN]
        return together(*edges, *self._turns({}, seconds))

    def _turns(self, states: dict[Kind, State], seconds: float) -> list[Cue]:
        return [self.turn(index, states, seconds) for index in range(len(self.parts))]

    def turn(self, index: int, states: dict[Kind, State], seconds: float) -> Cue:
        """Return the change of a station into the state of its kind; hidden where none is named."""
        part, kind = self.parts[index], self.stations[index].kind
        if isinstance(part, GraphPart):
            return part.to(states.get(kind, State.HIDDEN), seconds)
        label, shown = part, kind in states
        before: list[float] = []

        def apply(share: float) -> None:
            label.set_fill(opacity=before[0] + (float(shown) - before[0]) * share)

        return Cue(apply, seconds, begin=lambda: before.append(label.glyphs[0].get_fill_opacity()))

    def _part(self, station: ChainStation, tile: tuple[float, float]) -> GraphPart | Label:
        at = station.x, self.y
        if station.kind == "node":
            return Node(self.theme, station.symbol, at, self.radius, state=State.HIDDEN)
        if station.kind == "tile":
            em = self.theme.type.small if tile[0] < self.theme.size.tile[0] else None
            return WeightTile(self.theme, station.symbol, at, tile, state=State.HIDDEN, em=em)
        size = self.theme.type.large
        label = formula(self.theme, station.symbol, size, tone="mute").place(station.x, self.y - 0.25 * size)
        label.set_fill(opacity=0)
        return label

    def _edge(self, right: ChainStation, left: ChainStation) -> Edge:
        a = right.x - DOTS if right.kind == "dots" else right.x
        b = left.x + DOTS if left.kind == "dots" else left.x
        return Edge(self.theme, (a, self.y), (b, self.y), state=State.HIDDEN)

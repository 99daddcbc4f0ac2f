"""The network as it comes out of one cell: a copy of the cell for each step, whose loop opens to the step before."""

from __future__ import annotations

import math

from rnnanim.backend.shapes import VGroup
from rnnanim.mobjects.base.motion import Cue, cut, delayed, fade_in, one_by_one, pause, together
from rnnanim.mobjects.base.pose import Pose
from rnnanim.mobjects.network.diagram import DOTS_GAP
from rnnanim.mobjects.network.folded import FoldedRNN
from rnnanim.mobjects.network.graph_parts import Node
from rnnanim.mobjects.network.recurrent_edge import LOOP_REACH, CellPose
from rnnanim.mobjects.network.states import State
from rnnanim.mobjects.network.unrolled import OUT_OF_THE_DOTS, UnrolledRNN, links_above, links_below
from rnnanim.numerics.stations import PartName, Station

FROM_THE_LEFT = 0.4  # how far the given state comes in
BREATH = 0.30  # between the loop of a copy and the step before
CLOSE, SMALL = 0.08, 1.1  # where the steps stand close together it comes nearer than the loop gets smaller
LIT = 0.4  # a copy is as bright as the chain after so much of its time
BACK = 0.3  # seconds in which the cell comes back behind its copy


class Unrolling(VGroup):
    """The motion that makes an unrolled network of a folded cell; the mobject is the copy on its way.

    Parameters
    ----------
    net : UnrolledRNN
        Hidden at first, without a loss; it is shown part by part.
    cell : FoldedRNN
        What the copies slide out of.
    rest : CellPose
        Where the cell is then.
    """

    def __init__(self, net: UnrolledRNN, cell: FoldedRNN, rest: CellPose) -> None:
        super().__init__()
        self.net, self.layout, self.cell, self.rest = net, net.layout, cell, rest
        self.moving = FoldedRNN(net.theme, net.layout)
        self.given = Pose(net.nodes[Station.h(0)], net.nodes[Station.h(0)].middle)
        self.clear = rest.reach + self.layout.tile[0] / 2 + self.layout.unit
        self.reach = self._reach()
        self.add(self.moving)
        if net.dots_label is not None:
            net.dots_label.set_fill(opacity=0)

    @property
    def steps(self) -> tuple[int, ...]:
        """The steps that get a copy each: those that are drawn, and one for the dots."""
        drawn = self.layout.drawn_steps
        return drawn if self.layout.dots is None else (drawn[0], 2, *drawn[1:])

    # the moves

    def slide(self, step: int, seconds: float) -> Cue:
        """Return the sliding of the cell to the place of a step, while behind it the cell itself comes back in grey.

        What the copy still covers is not drawn twice: the column comes back when that of the copy has left it, the
        loop when all of the copy is past it.
        """
        copy, cell = self.moving, self.cell
        goal = CellPose((self.layout.x(step), self.rest.at[1]), 1.0, self.reach)
        distance = abs(goal.at[0] - self.rest.at[0])
        column, loop = (
            _moment(min(d, distance - 0.05) / distance, seconds) for d in (2 * self.layout.unit + 0.1, self.clear)
        )

        def begin() -> None:
            copy.loop.opened, copy.loop.pointed, copy.loop.drawn, copy.loop.trim = 0.0, 1.0, 1.0, 0.0
            for own, part in zip(copy.parts, cell.parts, strict=True):
                own.become(part.state)  # as what it comes out of: nothing flashes
                part.become(State.HIDDEN)

        light = together(*(part.to(State.IDLE, seconds * LIT) for part in copy.parts))
        slide = Cue(lambda share: copy.put(self.rest.towards(goal, share)), seconds)
        return together(cut(begin), light, slide, cell.come_back(column, loop, BACK))

    def give_index(self, step: int, seconds: float) -> Cue:
        """Return the naming of a copy: x, h and y take the index of their step; a copy for the dots has none."""
        if not self.layout.is_drawn(step):
            return pause(0)
        net, copy = self.net, self.moving
        names = Station.x(step), Station.h(step), Station.y(step)
        letters = [_Letter(net.nodes[name], copy.nodes[name.kind].symbol.em) for name in names]

        def begin() -> None:
            for name in self.column(step):
                net.part(name).become(State.IDLE)
            self._hide_column()

        def apply(share: float) -> None:
            for letter in letters:
                letter.make_room(share)

        return Cue(apply, seconds, begin=begin)

    def open(self, step: int, seconds: float) -> Cue:
        """Return the opening of a copy's loop: its loose end swings over to the state before."""
        net, copy = self.net, self.moving
        before = Station.h(step - 1)
        known = net.has(before)
        source = self.layout.x(step - 1), self.layout.rows["h"]
        pieces = net.links_into(step) if self.layout.is_drawn(step) else OUT_OF_THE_DOTS
        edge: list[PartName] = [Station.W_h(step), *pieces]

        def apply(share: float) -> None:
            copy.loop.source, copy.loop.opened = source, share
            copy.loop.pointed = max(0.0, 1 - 3 * share)
            copy.loop.trim = 0.0 if known else DOTS_GAP * share
            copy.put(copy.pose)
            if share >= 1:
                copy.loop.become(State.HIDDEN)
                copy.tiles["W_h"].become(State.HIDDEN)
                for name in edge:
                    net.part(name).become(State.IDLE)

        opening = together(copy.loop.to(State.EDGE, seconds), Cue(apply, seconds))
        if step == 1:
            return together(self._given_comes(seconds), opening)
        return opening if self.layout.is_drawn(step) else one_by_one(opening, self.turn_into_dots(0.5))

    def turn_into_dots(self, seconds: float) -> Cue:
        """Return the fading out of a copy, in whose place the dots fade in."""
        copy, dots = self.moving, self.net.dots_label
        assert dots is not None
        leave = [part.to(State.HIDDEN, seconds * 0.6) for part in copy.column_parts]
        return together(*leave, delayed(seconds * 0.5, fade_in(seconds * 0.5, dots)))

    # what belongs to a step

    def column(self, step: int) -> list[PartName]:
        """Return the parts of a step besides the edge into it."""
        vectors = Station.x(step), Station.h(step), Station.y(step)
        return [*vectors, Station.W_x(step), Station.W_y(step), *links_above(step), *links_below(step)]

    def _given_comes(self, seconds: float) -> Cue:
        unit = self.net.nodes[Station.h(0)]
        distance = min(FROM_THE_LEFT, unit.middle[0] - unit.radius - self.layout.safe[0])
        move = Cue(lambda share: self.given.shift(-distance * (1 - share)), seconds * 0.6)
        return delayed(seconds * 0.4, move, unit.to(State.IDLE, seconds * 0.6))

    def _hide_column(self) -> None:
        for part in self.moving.column_parts:
            part.become(State.HIDDEN)

    def _reach(self) -> float:
        """Return how far the loop of a copy can reach: not into the step before, and not out of the frame."""
        layout = self.layout
        places = [layout.x(step) for step in (0, *self.steps)]
        gaps = [b - a for a, b in zip(places[1:], places[2:], strict=False)]
        room = [gap - layout.unit - layout.tile[0] / 2 for gap in gaps]
        left = places[1] - layout.safe[0] - layout.tile[0] / 2
        return min(LOOP_REACH, left, *(max(r - BREATH, min(r - CLOSE, SMALL)) for r in room))


class _Letter:
    """The letter of a node's symbol, which makes room for the index: it moves aside, and is smaller for a long one.

    Parameters
    ----------
    unit : Node
    em : float
        Type size that the letter has before, in the middle of the node [scene units].
    """

    def __init__(self, unit: Node, em: float) -> None:
        letter, *self.index = unit.symbol.glyphs
        self.middle, self.zoom = unit.middle, em / unit.symbol.em
        self.pose = Pose(letter, self.middle)
        self.aside = self.middle[0] - float(letter.get_center()[0])

    def make_room(self, share: float) -> None:
        """Draw the letter as far as it has given way, and the index as far as it has come."""
        left, (x, y) = 1 - share, self.middle
        zoom = 1 + (self.zoom - 1) * left
        self.pose.put((x + self.aside * zoom * left, y), zoom)
        for glyph in self.index:
            glyph.set_fill(opacity=share)


def _moment(share: float, seconds: float) -> float:
    """Return when an eased motion has covered a share of its way."""
    return seconds * math.acos(1 - 2 * share) / math.pi

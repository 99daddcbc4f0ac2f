"""The first three steps of the network, how W_x acts in them, and the threads of its routes to the last state."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from rnnanim.layout.frame import layout
from rnnanim.mobjects.base.geometry import Point, Polyline, straight
from rnnanim.mobjects.base.motion import Cue, cut, delayed, one_by_one, together
from rnnanim.mobjects.flow.pulse import Pulse
from rnnanim.mobjects.network.parallel_paths import parallel_paths
from rnnanim.mobjects.network.states import State
from rnnanim.mobjects.network.unrolled import UnrolledRNN, links_above, links_below
from rnnanim.numerics import Analysis
from rnnanim.numerics.stations import Link, PartName, Station
from rnnanim.scenes.general.rooms import Room
from rnnanim.scenes.general.unrolled_sum import STEPS
from rnnanim.stage.stage import Stage

ROUTES = (3, 2, 1)  # the step at which each thread ends
FIRST = {3: 0, 2: 1, 1: 2}  # the thread to each step
EDGE = 0.8  # seconds of a spark along an edge
BESIDE, TURN_IN = 0.9, 0.3  # from a column to the way of a symbol that stands under it, and where that turns in
TURN = {"h": 0.75, "W_x": 0.2}  # how much lower they come to it
CLEAR = 0.55  # from the middle of a part to where its symbol appears


class ThreeSteps:
    """The network of three steps.

    Attributes
    ----------
    net : UnrolledRNN
    threads : list of ParallelPath
        From the last state to the weight at the steps `ROUTES`.
    """

    def __init__(self, stage: Stage, room: Room, analysis: Analysis) -> None:
        self.stage, self.theme, self.room = stage, stage.theme, room
        self.layout = layout(stage.layout.frame, STEPS)
        self.net = UnrolledRNN(self.theme, self.layout)
        routes = [analysis.route("x", STEPS, k) for k in ROUTES]
        self.threads = parallel_paths(self.net, routes, of_state=True)

    # light

    def only(self, lit: Iterable[PartName], seconds: float) -> Cue:
        """Return the dimming of all but some parts, which are drawn in full."""
        states: dict[PartName, State] = dict.fromkeys(self.net.parts, State.DIM)
        return self.net.turn(states | dict.fromkeys(lit, State.IDLE), seconds)

    def step(self, k: int) -> list[PartName]:
        """Return what a state is made of: its two ways in, and where they come from."""
        return self.net.parts_of(k, output=False)

    def second_way(self, seconds: float) -> Cue:
        """Return the lighting of the way through the state before the last, and of where W_x acts on that."""
        k = STEPS
        states: dict[PartName, State] = dict.fromkeys(self.back(k), State.AHEAD)
        states |= {Station.h(k - 1): State.CALM, Station.W_x(k - 1): State.IDLE, Station.x(k - 1): State.IDLE}
        return self.net.turn(states | dict.fromkeys(links_below(k - 1), State.AHEAD), seconds)

    def back(self, k: int) -> tuple[Link, ...]:
        """Return the edges from a state to the one before."""
        return Link.along(Station.h(k), Station.W_h(k), Station.h(k - 1))

    def wake(self, seconds: float) -> Cue:
        """Return the lighting of the steps before the last, and of how they act on it."""
        states: dict[PartName, State] = {name: State.IDLE for k in range(1, STEPS) for name in self.step(k)}
        states |= {Station.h(k): State.CALM for k in range(1, STEPS + 1)}
        for k in range(1, STEPS):
            states |= dict.fromkeys([*self.back(k + 1), Link(Station.h(k), Station.W_x(k))], State.AHEAD)
        return self.net.turn(states, seconds)

    def hold_fixed(self, seconds: float) -> Cue:
        """Return the freezing of the state before the last: nothing that acts on it reaches the last one."""
        before = {name for k in range(1, STEPS) for name in self.step(k)} | set(self.back(STEPS))
        states: dict[PartName, State] = dict.fromkeys(before, State.DIM)
        states |= {Station.W_x(k): State.IDLE for k in range(1, STEPS)}
        states |= {Station.W_h(STEPS): State.DIM, Station.h(STEPS - 1): State.PASSED, Station.h(STEPS): State.CALM}
        return self.net.turn(states, seconds)

    def release(self, seconds: float) -> Cue:
        """Return what is at rest again in all steps before the last."""
        states: dict[PartName, State] = {name: State.IDLE for k in range(1, STEPS) for name in self.step(k)}
        states |= dict.fromkeys([*self.back(STEPS), Station.W_h(STEPS)], State.IDLE)
        return self.net.turn(states | {Station.h(STEPS - 1): State.CALM}, seconds)

    def end_at_the_first_step(self, seconds: float) -> Cue:
        """Return the dimming of what lies before the first step: the given state depends on no weight."""
        states: dict[PartName, State] = dict.fromkeys([Station.h(0), Station.W_h(1)], State.PASSED)
        return self.net.turn(states | dict.fromkeys(self.back(1), State.DIM), seconds)

    def way_to_the_loss(self, seconds: float) -> Cue:
        """Return the lighting of the way from the last state to its loss, along which the gradient comes."""
        loss, output = Station.L(STEPS), Station.y(STEPS)
        lit: dict[PartName, State] = {loss: State.CALM, output: State.CALM, Station.W_y(STEPS): State.PASSED}
        return self.net.turn(lit | dict.fromkeys([Link(loss, output), *links_above(STEPS)], State.AHEAD), seconds)

    def leave(self, kept: Mapping[PartName, State], seconds: float) -> Cue:
        """Return the going of all but some parts, which take their states."""
        states: dict[PartName, State] = dict.fromkeys(self.net.parts, State.HIDDEN)
        return self.net.turn(states | dict(kept), seconds)

    # motion

    def run_thread(self, number: int, seconds: float = 1.0) -> Cue:
        """Return the run of a thread from the last state to the weight, which it lights; the others make room."""
        thread, k = self.threads[number], ROUTES[number]
        before = range(number)
        passed: dict[PartName, State] = {Station.h(step): State.CALM for step in range(k, STEPS + 1)}
        return together(
            cut(lambda: self.stage.show(thread)),
            thread.run(seconds),
            *(self.threads[other].make_room(0.35 * seconds) for other in before),
            delayed(0.3 * seconds, self.net.turn(passed, 0.4 * seconds)),
            delayed(Pulse.arrival(seconds), self.net.turn({Station.W_x(k): State.LIT}, self.theme.time.light)),
        )

    def spark(self, k: int) -> Cue:
        """Return the run of a spark from a state to the one before it, which it lights."""
        line = straight(self.net.position(Station.h(k)), self.net.position(Station.h(k - 1)))
        spark = Pulse(self.theme, line, zoom=0.7, role="core", over=True)
        light = self.net.nodes[Station.h(k - 1)].to(State.CALM, self.theme.time.light)
        return spark.run(EDGE, light, among=self.stage.picture)

    def vary(self, k: int) -> Cue:
        """Return the drop of a change of W_x at step k on its way to the last state."""
        places = [Station.W_x(k), *(Station.h(step) for step in range(k, STEPS + 1))]
        line = Polyline([self.net.position(place) for place in places])
        drop = Pulse(self.theme, line, zoom=1.1, role="core", over=True)
        tile = self.net.tiles[Station.W_x(k)].to(State.LIT, self.theme.time.light)
        return one_by_one(tile, drop.run(0.4 + 0.12 * line.length, among=self.stage.picture))

    def again(self, k: int, seconds: float) -> Cue:
        """Return one more spark along the thread to step k."""
        spark = Pulse(self.theme, self.threads[FIRST[k]].line, zoom=0.7, role="core", over=True)
        return spark.run(seconds, among=self.stage.picture)

    # ways of the symbols

    def down(self, part: Station, goal: Point) -> list[Point]:
        """Return the corners of a symbol's way from a part down to its place: through the gap at its right."""
        x, y = self.net.position(part)
        if not self.room.in_columns:
            return [(x, y)]
        if part.kind == "W_h":
            return [(x, y), (x, self._below), (goal[0], self._below)]
        if abs(goal[0] - x) < self.lane:
            return [(x, y), (x + BESIDE, y - TURN[part.kind]), (x + BESIDE, self._below + TURN_IN)]
        lane = x + self.lane
        return [(x, y), (lane, y - TURN[part.kind]), (lane, self._below), (goal[0], self._below)]

    def clearance(self, part: Station) -> float:
        """Return how far along its way a symbol appears: below a tile W_h, else in the gap beside its part."""
        if not self.room.in_columns or part.kind == "W_h":
            return CLEAR
        return math.hypot(BESIDE, TURN[part.kind])

    def up(self, start: Point, part: Station) -> Polyline:
        """Return a symbol's way from its place up to a state, close by its column."""
        x, y = self.net.position(part)
        if not self.room.in_columns:
            return Polyline([start, (x, y)])
        lane = x + BESIDE
        return Polyline([start, (lane, self._below + TURN_IN), (lane, y - TURN["h"]), (x, y)])

    @property
    def lane(self) -> float:
        """How far the way of symbols runs at the right of a column: in the middle of the gap to the next one."""
        return self.layout.pitch / 2

    @property
    def _below(self) -> float:
        """The height at which there is a free way below the inputs."""
        return self.layout.rows["x"] - 0.85

    def hide_inputs(self, seconds: float) -> Cue:
        """Return the going of the inputs, which leave a free way under the network."""
        names = [name for k in range(1, STEPS + 1) for name in (Station.x(k), Link(Station.W_x(k), Station.x(k)))]
        return self.net.turn(dict.fromkeys(names, State.HIDDEN), seconds)

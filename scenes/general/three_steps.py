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
from rnnanim.mobjects.network.unrolled import UnrolledRNN, links_above
from rnnanim.numerics import Analysis
from rnnanim.numerics.stations import Link, PartName, Station
from rnnanim.scenes.general.rooms import Room
from rnnanim.scenes.general.unrolled_sum import STEPS
from rnnanim.stage.stage import Stage

ROUTES = (3, 2, 2, 1, 1, 1)  # the step at which each thread ends: so often is it counted without the plus
ORDER = (0, 1, 3, 2, 4, 5)  # in which they come: each route once, and then again
FIRST = {3: 0, 2: 1, 1: 3}  # the first thread to each step
AGAIN = ((2, 4), (5,), ())  # what comes again when the plus goes from the term of step 3, of step 2, of step 1
EDGE = 0.8  # seconds of a spark along an edge
LANE = 0.8  # from a column to the way of symbols at its right
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
        self.threads = parallel_paths(self.net, routes, order=ORDER, of_state=True)

    # light

    def only(self, lit: Iterable[PartName], seconds: float) -> Cue:
        """Return the dimming of all but some parts, which are drawn in full."""
        states: dict[PartName, State] = dict.fromkeys(self.net.parts, State.DIM)
        return self.net.turn(states | dict.fromkeys(lit, State.IDLE), seconds)

    def step(self, k: int) -> list[PartName]:
        """Return what a state is made of: its two ways in, and where they come from."""
        return self.net.parts_of(k, output=False)

    def wake(self, seconds: float) -> Cue:
        """Return the lighting of the steps before the last."""
        before = {name for k in range(1, STEPS) for name in self.step(k) if name not in self.step(STEPS)}
        return self.net.turn(dict.fromkeys(before, State.IDLE), seconds)

    def calm(self, seconds: float) -> Cue:
        """Return the change of the weights before the last step back to what they are at rest."""
        return self.net.turn({Station.W_x(k): State.IDLE for k in range(1, STEPS)}, seconds)

    def way_to_the_loss(self) -> dict[PartName, State]:
        """Return the states of the way from the last state to its loss, along which the gradient comes."""
        loss, output = Station.L(STEPS), Station.y(STEPS)
        links = [Link(loss, output), *links_above(STEPS)]
        lit: dict[PartName, State] = {loss: State.CALM, output: State.CALM, Station.W_y(STEPS): State.PASSED}
        return lit | dict.fromkeys(links, State.AHEAD)

    def leave(self, kept: Mapping[PartName, State], seconds: float) -> Cue:
        """Return the going of all but some parts, which take their states."""
        states: dict[PartName, State] = dict.fromkeys(self.net.parts, State.HIDDEN)
        return self.net.turn(states | dict(kept), seconds)

    # motion

    def run_thread(self, number: int, seconds: float = 1.0) -> Cue:
        """Return the run of a thread from the last state to the weight, which it lights; the others make room."""
        thread, k = self.threads[number], ROUTES[number]
        before = ORDER[: ORDER.index(number)]
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
        drop = Pulse(self.theme, line, zoom=1.1, role="wx", over=True)
        tile = self.net.tiles[Station.W_x(k)].to(State.LIT, self.theme.time.light)
        return one_by_one(tile, drop.run(0.5 + 0.22 * line.length, among=self.stage.picture))

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
        lane = x + LANE
        way = [(x, y), (lane, y - TURN[part.kind]), (lane, self._below)]
        return [*way, (goal[0], self._below)] if abs(goal[0] - lane) > 2 * LANE else way

    def clearance(self, part: Station) -> float:
        """Return how far along its way a symbol appears: below a tile W_h, else in the gap beside its part."""
        if not self.room.in_columns or part.kind == "W_h":
            return CLEAR
        return math.hypot(LANE, TURN[part.kind])

    def up(self, start: Point, part: Station) -> Polyline:
        """Return a symbol's way from its place up to a part, through the gap at the right."""
        return Polyline([start, *reversed(self.down(part, start))])

    @property
    def _below(self) -> float:
        """The height at which there is a free way below the inputs."""
        return self.layout.rows["x"] - 0.85

    def hide_inputs(self, seconds: float) -> Cue:
        """Return the going of the inputs, which leave a free way under the network."""
        names = [name for k in range(1, STEPS + 1) for name in (Station.x(k), Link(Station.W_x(k), Station.x(k)))]
        return self.net.turn(dict.fromkeys(names, State.HIDDEN), seconds)

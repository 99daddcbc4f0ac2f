"""Pulses through an unrolled network: how each state is made of its input and the state before it."""

from __future__ import annotations

from rnnanim.mobjects.base.geometry import Polyline, straight
from rnnanim.mobjects.base.motion import Cue, delayed, one_by_one, together
from rnnanim.mobjects.flow.pulse import Pulse
from rnnanim.mobjects.network.states import State
from rnnanim.mobjects.network.unrolled import UnrolledRNN
from rnnanim.numerics.stations import Station
from rnnanim.stage import Stage

MEETING = 1.1  # the pulses that meet in a state take so much longer than one that leaves it
QUICKEST = 0.6  # least pace of a run through all steps


class ForwardPulses:
    """The pulses of a scene; each is in the picture only while it runs.

    Parameters
    ----------
    pace : float
        Factor on the times: longer networks go faster.
    """

    def __init__(self, stage: Stage, net: UnrolledRNN, pace: float) -> None:
        self.stage, self.theme, self.net = stage, stage.theme, net
        self.pace = max(pace, QUICKEST)

    def send(self, line: Polyline, seconds: float, *on_arrival: Cue, zoom: float = 1.0) -> Cue:
        """Return the run of a pulse along a line, and what happens when its front arrives."""
        return Pulse(self.theme, line, zoom=zoom).run(seconds, *on_arrival, among=self.stage.picture)

    def line(self, a: Station, b: Station) -> Polyline:
        """Return the line between two nodes of the network."""
        return straight(self.net.position(a), self.net.position(b))

    def into(self, step: int, seconds: float, *on_arrival: Cue) -> list[Cue]:
        """Return the pulses from the state before; one that comes out of the dots has run into them before."""
        *first, last = self.net.lines_into(step)
        return [*(self.send(line, seconds) for line in first), self.send(last, seconds, *on_arrival)]

    def through_all(self) -> Cue:
        """Return the run of the state through the whole chain; in every state it meets the input of its step."""
        edge = self.theme.time.edge * self.pace
        runs, start = [], 0.0
        for step in self.stage.layout.drawn_steps:
            *earlier, last = self.into(step, edge, self._light(Station.h(step)))
            inputs = self.send(self.line(Station.x(step), Station.h(step)), edge)
            for pulse in (*earlier, together(last, inputs)):  # one leaves as the one before arrives
                runs.append(delayed(start, pulse))
                start += Pulse.arrival(edge)
        return together(*runs)

    def make_state(self, step: int, pace: float) -> Cue:
        """Return the meeting of input and last state in a state, which lights."""
        seconds = self.theme.time.edge * pace * MEETING
        into = one_by_one(*self.into(step, seconds, self._light(Station.h(step))))
        inputs = self.send(self.line(Station.x(step), Station.h(step)), seconds)
        return together(into, delayed(into.seconds - seconds, inputs))

    def make_output(self, step: int) -> Cue:
        """Return one step of the network at work: input and last state meet in the state, which makes the output."""
        edge = self.theme.time.edge * self.pace
        made = self.make_state(step, self.pace)
        onward = self.send(self.line(Station.h(step), Station.y(step)), edge, self._light(Station.y(step)))
        arrival = made.seconds - edge * MEETING + Pulse.arrival(edge * MEETING)
        return together(made, delayed(arrival, onward))

    def _light(self, station: Station) -> Cue:
        return self.net.nodes[station].to(State.ON, self.theme.time.light)

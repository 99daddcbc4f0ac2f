"""What runs through the network of all paths: what one loss sends, what reaches the weight at a step, or all of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rnnanim.mobjects.base.motion import Cue, one_by_one, together
from rnnanim.mobjects.flow.gradient_flow import GradientFlow
from rnnanim.mobjects.network.joined_streams import JoinedStreams, pour
from rnnanim.mobjects.network.states import State
from rnnanim.mobjects.network.unrolled import UnrolledRNN
from rnnanim.numerics.stations import PartName, Station
from rnnanim.scenes.paths.quick_route import QuickRoute
from rnnanim.stage import Stage

RUN_START, RUN_PER_UNIT = 0.15, 0.1  # seconds of a stream, and for each unit of its way
Running = tuple[GradientFlow, float]
"""A stream, and the arc length from which on it runs by itself."""


class AllStreams:
    """The streams of all losses, one by one and joined.

    Parameters
    ----------
    runs : dict of QuickRoute by (t, k)
        Of one loss to one step each.
    scale : float
        Scene units for a product of 1.
    """

    def __init__(
        self, stage: Stage, net: UnrolledRNN, runs: Mapping[tuple[int, int], QuickRoute], scale: float
    ) -> None:
        self.stage, self.net, self.theme, self.runs = stage, net, stage.theme, runs
        self.joined = JoinedStreams(net, stage.analysis, scale)

    def flow(self, waves: Sequence[Sequence[Running]], losses: Sequence[int], steps: Sequence[int]) -> Cue:
        """Return the run of streams, wave by wave, into the weight at some steps; what runs on stays, the rest goes."""
        time, stage = self.theme.time, self.stage
        wanted = {id(flow) for wave in waves for flow, _ in wave}
        gone = [flow for flow in self._flows if stage.shows(flow) and id(flow) not in wanted]
        new = [[(flow, tail) for flow, tail in wave if not stage.shows(flow)] for wave in waves]
        runs = (
            together(*(pour(flow, _seconds(flow, tail), show=stage.show, tail=tail) for flow, tail in wave))
            for wave in new
        )
        lit = self.speak_of(losses, steps, time.dim)
        return one_by_one(together(stage.fade_out(time.dim, *gone), lit), *runs)

    @property
    def _flows(self) -> list[GradientFlow]:
        return [*(run.stream for run in self.runs.values()), *self.joined.every]

    def of_loss(self, t: int) -> list[list[Running]]:
        """Return the streams that one loss sends to every step, nearest first: each leaves the one before it."""
        return [[(run.stream, run.known)] for cell, run in self.runs.items() if cell[0] == t]

    def into(self, step: int) -> list[list[Running]]:
        """Return the streams of all losses into the weight at one step."""
        return [[(flow, 0.0) for flow in wave] for wave in self.joined.into(step)]

    def everywhere(self) -> list[list[Running]]:
        """Return the streams of all losses into the weight at all steps."""
        return [[(flow, 0.0) for flow in wave] for wave in self.joined.together()]

    def speak_of(self, losses: Sequence[int], steps: Sequence[int], seconds: float) -> Cue:
        """Return the lighting of some losses, of the weight at some steps, and of all between them."""
        states: dict[PartName, State] = dict.fromkeys(self.net.parts, State.DIM)
        for t in range(1, min(losses)):  # spoken of before
            states |= dict.fromkeys((Station.L(t), Station.y(t)), State.CALM)
        for t in losses:
            states |= {Station.L(t): State.LIVE, Station.y(t): State.LIVE, Station.W_y(t): State.PASSED}
        for step in range(min(steps), max(losses) + 1):
            states |= {Station.h(step): State.LIVE}
            states |= {Station.W_h(step): State.IDLE} if step > min(steps) else {}
        states |= {Station.W_x(k): State.LIT for k in steps}
        return self.net.turn({name: state for name, state in states.items() if self.net.has(name)}, seconds)


def _seconds(flow: GradientFlow, tail: float) -> float:
    return RUN_START + RUN_PER_UNIT * (flow.line.length - tail)

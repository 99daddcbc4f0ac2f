"""What the routes of two losses have in common: from one state back they are one way, and multiply alike."""

from __future__ import annotations

from rnnanim.mobjects.base.geometry import Point
from rnnanim.mobjects.base.motion import Cue, cut, together
from rnnanim.mobjects.network.parallel_paths import parallel_paths
from rnnanim.mobjects.network.states import State
from rnnanim.mobjects.network.unrolled import UnrolledRNN
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.readout import readout
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics import Reading, Route
from rnnanim.numerics.stations import Link, PartName, Station
from rnnanim.stage import Stage

GAP, ROOM = 0.25, 6.2  # between two columns of numbers, and for all of them
HEAD = 0.46  # from the first line up to its heads


class SharedStretch:
    """The routes of the last two losses to the first step.

    Parameters
    ----------
    near, far : Route
        Of the last loss but one, and of the last.
    at : (x, y), optional
        Left end of the first line of the numbers; None where they have no room.
    pitch : float
        From line to line.

    Attributes
    ----------
    meets : int
        The step from whose state on the two are one way.
    threads : list of ParallelPath
    lines : list of list of Label
        For each loss, nearest first: how its contribution is made, where the network is one of numbers.
    heads : list of Label
    """

    def __init__(self, stage: Stage, net: UnrolledRNN, near: Route, far: Route, at: Point | None, pitch: float) -> None:
        self.stage, self.net, self.theme, self.routes = stage, net, stage.theme, (near, far)
        self.meets = near.t
        self.threads = parallel_paths(net, [near, far])
        self.lines: list[list[Label]] = []
        self.heads: list[Label] = []
        if at is not None and stage.analysis.is_scalar:
            heads = self._heads()
            self.lines, self.heads = self._table(heads, at, pitch), [*heads.values()]

    @property
    def links(self) -> list[Link]:
        """The edges of the stretch."""
        own = set(self.net.links(self.routes[0])[:3])
        return [link for link in self.net.links(self.routes[0]) if link not in own]

    @property
    def stations(self) -> list[Station]:
        """The stations of the stretch, from the state where the two routes meet."""
        return [name for name in self.net.stations(self.routes[0]) if name.kind in ("h", "W_h")]

    @property
    def product(self) -> Reading:
        """What both are multiplied with on it."""
        near = self.routes[0]
        return near.span(2, len(near.factors))

    def show_both(self, seconds: float) -> Cue:
        """Return the dimming of all but the two ways."""
        states: dict[PartName, State] = dict.fromkeys(self.net.parts, State.DIM)
        for route in self.routes:
            for name in self.net.stations(route):
                states[name] = State.PASSED if name in self.net.tiles else State.NEAR
            states[Station.L(route.t)] = State.LIVE
        return self.net.turn(states | {Station.weight("x", 1): State.IDLE}, seconds)

    def run(self, i: int) -> Cue:
        """Return the run of one loss's spark, for which the thread before steps aside."""
        thread = self.threads[i]
        aside = [other.make_room(0.35) for other in self.threads[:i]]
        return together(cut(lambda: self.stage.show(thread)), thread.run(0.45 + 0.11 * thread.line.length), *aside)

    def light(self, seconds: float) -> Cue:
        """Return the lighting of what both walk."""
        states: dict[PartName, State] = {}
        for name in self.stations:
            states[name] = State.IDLE if name in self.net.tiles else State.LIVE
        losses = {Station.L(route.t): State.CALM for route in self.routes}
        return self.net.turn(states | losses | {Station.weight("x", 1): State.LIT}, seconds)

    def _heads(self) -> dict[int, Label]:
        """Return what stands in the columns of the numbers, by column."""
        names = {1: "arrives", 3: "stretch", 5: "brings"}
        return {n: self.stage.words(name, size="tile", tone="mute", k=self.meets) for n, name in names.items()}

    def _table(self, heads: dict[int, Label], at: Point, pitch: float) -> list[list[Label]]:
        """Return `L_2 0.651 × 0.272 ≈ 0.177` for each loss, set in columns that are as wide as they and heads need."""
        rows: list[list[Label]] = []
        widths: list[float] = []
        for size in ("medium", "small"):
            rows = [self._parts(route, size) for route in self.routes]
            widths = [max(part.width for part in column) for column in zip(*rows, strict=True)]
            widths = [max(width, heads[n].width - GAP) if n in heads else width for n, width in enumerate(widths)]
            if sum(widths) + GAP * (len(widths) - 1) <= ROOM:
                break
        x = at[0]
        for n, width in enumerate(widths):
            for line, row in enumerate(rows):
                row[n].place(x + width / 2, at[1] - line * pitch)
            if n in heads:
                heads[n].place(x + width / 2, at[1] + HEAD)
            x += width + GAP
        return rows

    def _parts(self, route: Route, size: str) -> list[Label]:
        last = len(route.factors)
        first = last - len(self.routes[0].factors) + 1  # the factor before the stretch
        numbers = (
            (route.factors[first].running, "text"),
            (route.span(first + 1, last), "ink"),
            (route.contribution, "text"),
        )
        arrives, stretch, brings = (readout(self.theme, number, size, tone, tight=True) for number, tone in numbers)
        loss, times, about = (formula(self.theme, sign, size, "mute") for sign in (f"L_({route.t})", "times", "approx"))
        return [loss, arrives, times, stretch, about, brings]

"""What the routes of two losses have in common: from one state back they are one stream, and multiply alike."""

from __future__ import annotations

from rnnanim.mobjects.base.motion import Cue, cut, one_by_one, pause, together
from rnnanim.mobjects.flow.gradient_flow import GradientFlow
from rnnanim.mobjects.formulas.route_stops import is_whole, stops_of
from rnnanim.mobjects.network.joined_streams import ARRIVED, JoinedStreams, Wave, pour
from rnnanim.mobjects.network.parallel_paths import parallel_paths
from rnnanim.mobjects.network.states import State
from rnnanim.mobjects.network.unrolled import UnrolledRNN
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.readout import readout
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics import Reading, Route
from rnnanim.numerics.all_paths import AllPaths
from rnnanim.numerics.stations import PartName, Station
from rnnanim.stage import Stage

GAP, LINE, DROP = 0.14, 0.46, 0.16  # round a sign; from line to line, and the first one below that of the formulas
HEAD = 0.42  # from the first line up to its heads
BESIDE = 0.5  # from the numbers to what the stretch consists of
START, PER_UNIT = 0.3, 0.16  # seconds of a stream, and for each unit of its way


class SharedStretch:
    """The routes of the last two losses to the first step.

    Of a network of numbers it is drawn as streams, two of which join; of others as two threads.

    Parameters
    ----------
    streams : JoinedStreams
        Of all losses; of the last two from the state on where they meet, for no other reaches it from behind.
    routes : (Route, Route)
        Of the last loss but one, and of the last.
    base : float, optional
        Where the numbers stand; None where they have no room.

    Attributes
    ----------
    meets : int
        The step from whose state on the two are one way.
    lines : list of list of Label
        For each loss, nearest first, how its contribution is made, against the stream: from W_x to the state.
    heads, named : list of Label
        Where the numbers are measured, and which factors the stretch has.
    """

    def __init__(
        self, stage: Stage, net: UnrolledRNN, streams: JoinedStreams, routes: tuple[Route, Route], base: float | None
    ) -> None:
        self.stage, self.net, self.theme, self.routes, self.streams = stage, net, stage.theme, routes, streams
        self.meets, self.is_scalar = routes[0].t, stage.analysis.is_scalar
        self.threads = [] if self.is_scalar else parallel_paths(net, list(routes))
        self.common = self._common() if self.is_scalar else None
        self.lines: list[list[Label]] = []
        self.heads: list[Label] = []
        self.named: list[Label] = []
        if base is not None and self.is_scalar:
            self._set_table(base - DROP)
            self.named = self._factors(base - DROP - LINE / 2)

    @property
    def stations(self) -> list[Station]:
        """The stations of the stretch, from the state where the two routes meet."""
        return [name for name in self.net.stations(self.routes[0]) if name.kind in ("h", "W_h")]

    @property
    def product(self) -> Reading:
        """What both are multiplied with on it."""
        near = self.routes[0]
        return near.span(2, len(near.factors))

    @property
    def drawn(self) -> list[GradientFlow]:
        """The streams that are seen."""
        t = self.meets
        both = [
            *self.streams.own.values(),
            *self.streams.carried[t],
            *([self.common] if self.common is not None else []),
        ]
        return [flow for flow in both if self.stage.shows(flow)]

    def show_both(self, seconds: float) -> Cue:
        """Return the dimming of all but the two ways."""
        states: dict[PartName, State] = dict.fromkeys(self.net.parts, State.DIM)
        for route in self.routes:
            for name in self.net.stations(route):
                states[name] = State.PASSED if name in self.net.tiles else State.NEAR
            states[Station.L(route.t)] = State.LIVE
        return self.net.turn(states | {Station.weight("x", 1): State.IDLE}, seconds)

    def run(self, i: int) -> Cue:
        """Return the run of what one loss sends to the state where both meet; of vectors, of a thread to the weight."""
        if self.threads:
            thread = self.threads[i]
            aside = [other.make_room(0.35) for other in self.threads[:i]]
            return together(cut(lambda: self.stage.show(thread)), thread.run(0.45 + 0.11 * thread.line.length), *aside)
        t = self.routes[i].t
        waves: list[Wave] = [[self.streams.own[t]], *([flow] for flow in self.streams.carried[self.meets] if i)]
        names = (*self.net.stations(self.routes[i])[:2], Station.h(t), Station.h(self.meets))
        states = {name: State.LIVE for name in names if self.net.has(name)}
        if i:
            states |= {Station.W_h(t): State.IDLE}
        return one_by_one(*(self._pour(flow) for wave in waves for flow in wave), self.net.turn(states, 0.2))

    def light(self, seconds: float) -> Cue:
        """Return the run of both together along what they share, and its lighting."""
        states: dict[PartName, State] = {}
        for name in self.stations:
            states[name] = State.IDLE if name in self.net.tiles else State.LIVE
        shared = self._pour(self.common, self._meeting) if self.common is not None else pause(0)
        return one_by_one(shared, self.net.turn(states | {Station.weight("x", 1): State.LIT}, seconds))

    def _pour(self, flow: GradientFlow, tail: float = 0.0) -> Cue:
        seconds = START + PER_UNIT * (flow.line.length - tail)
        return pour(flow, seconds, show=self.stage.show, tail=tail)

    @property
    def _meeting(self) -> float:
        assert self.common is not None
        return self.common.line.nearest(*self.net.position(Station.h(self.meets)))

    def _common(self) -> GradientFlow:
        """Return the stream of both from the state on where they meet."""
        near, view = self.routes[0], AllPaths(self.stage.analysis)
        line = self.net.line(near)
        stops = [stop for stop in stops_of(self.net, near, line) if stop.factors[-1] > 0]
        stations = [(stop.arc, view.shared(stop.factors[-1])) for stop in stops]
        end = self.net.layout.tile[0] - ARRIVED if is_whole(self.net, near) else float("inf")
        return GradientFlow(self.theme, line, stations, self.streams.scale, most_at_the_end=end)

    # numbers

    def _set_table(self, base: float) -> None:
        """Set `0.177 ≈ 0.272 × 0.651 L_2` for each loss: each number under the station where it is measured."""
        rows = [self._parts(route) for route in self.routes]
        widths = [max(part.width for part in column) for column in zip(*rows, strict=True)]
        pitch = max((widths[n] + widths[n + 2]) / 2 + widths[n + 1] + 2 * GAP for n in (0, 2))
        left, layout = self.net.layout.x(1), self.net.layout
        if self.meets == 2:
            away = layout.x(2) - left
            pitch = max(pitch, away / 2)
            left += away / 2 - pitch
        for line, row in enumerate(rows):
            for n, part in enumerate(row[:5]):
                aside = (widths[n - 1] - widths[n + 1]) / 4 if n % 2 else 0.0  # a sign is between two numbers
                part.place(left + n * pitch / 2 + aside, base - line * LINE)
            row[5].place(left + 2 * pitch + widths[4] / 2 + 2 * GAP, base - line * LINE, "left")
        self.lines = rows
        names = (
            self.stage.words("brings", size="tile", tone="mute"),
            self.stage.words("arrives", size="tile", tone="mute", k=self.meets),
        )
        self.heads = [name.place(left + n * 2 * pitch, base + HEAD) for n, name in enumerate(names)]

    def _parts(self, route: Route) -> list[Label]:
        last = len(route.factors)
        first = last - len(self.routes[0].factors) + 1  # the factor before the stretch
        numbers = (
            (route.contribution, "text"),
            (route.span(first + 1, last), "ink"),
            (route.factors[first].running, "text"),
        )
        brings, stretch, arrives = (readout(self.theme, number, "small", tone, tight=True) for number, tone in numbers)
        about, times, loss = (
            formula(self.theme, sign, "small", "mute") for sign in ("approx", "times", f"L_({route.t})")
        )
        return [brings, about, stretch, times, arrives, loss]

    def _factors(self, base: float) -> list[Label]:
        """Return `σ′(z_2) W_h σ′(z_1) = 0.272` beside the numbers; nothing where it has no room."""
        steps = range(self.meets, 0, -1)
        factors = " thin wh(W_h) thin ".join(f"sigma'(z_({step}))" for step in steps)
        if self.meets > 2:
            factors = f"sigma'(z_1) product_(j = 2)^({self.meets}) wh(W_h) thin sigma'(z_j)"
        given = self.routes[0].factors[-1]
        if given.running.value != self.routes[0].factors[-2].running.value:
            factors += " thin x_1"
        x = max(float(line[-1].get_right()[0]) for line in self.lines) + BESIDE
        found = [formula(self.theme, factors, "small"), formula(self.theme, "=", "small", "mute")]
        for label in (*found, readout(self.theme, self.product, "small", tight=True)):
            x = float(label.place(x, base, "left").get_right()[0]) + 2 * GAP
            if label not in found:
                found.append(label)
        return found if x < self.stage.layout.safe[1] else []

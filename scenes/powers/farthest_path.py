"""The farthest path as the lecture knows it, and the W_h that are left when the gradient has come back on it."""

from __future__ import annotations

import math

from rnnanim.layout.frame import ByFrame, Layout
from rnnanim.mobjects.base.geometry import Point
from rnnanim.mobjects.base.motion import Cue, fade_in, one_by_one, pause, tint, together, tween
from rnnanim.mobjects.flow.gradient_flow import flow_scale
from rnnanim.mobjects.formulas.factor_columns import Column
from rnnanim.mobjects.formulas.path_trace import PathTrace
from rnnanim.mobjects.network.states import State
from rnnanim.mobjects.network.unrolled import UnrolledRNN
from rnnanim.mobjects.text.label import Label
from rnnanim.numerics import Analysis
from rnnanim.numerics.stations import PartName, Station
from rnnanim.scenes.powers.power import power_of, written
from rnnanim.scenes.powers.repeated_weight import RepeatedWeight
from rnnanim.stage.stage import Stage

CLEAR_OF_STATE = 0.3  # from the last state to what its W_h come to


def beside_the_last_state(layout: Layout, width: float) -> Point:
    """Return the place under the loss, clear of the last state and inside of the frame."""
    least = layout.safe[1] - room_beside(layout) + width / 2
    return min(max(layout.loss_x, least), layout.safe[1] - width / 2), layout.rows["h"] - 0.13


def room_beside(layout: Layout) -> float:
    """Return the width from the last state to the side of the frame."""
    return layout.safe[1] - layout.x(layout.steps) - layout.unit - CLEAR_OF_STATE


def room_of_panel(layout: Layout) -> float:
    """Return the width of the panel."""
    return layout.panel[1] - layout.panel[0]


def below_the_network(layout: Layout, width: float) -> Point:
    """Return the place in the panel."""
    return (layout.panel[0] + layout.panel[1]) / 2, layout.panel[2] - 1.0


def under_the_states(layout: Layout, input_radius: float) -> float:
    """Return the height between the states and their inputs."""
    return (layout.rows["h"] - layout.unit + layout.rows["wx"] + layout.tile[1] / 2) / 2


def under_the_inputs(layout: Layout, input_radius: float) -> float:
    """Return the height below the inputs."""
    return layout.rows["x"] - input_radius - 0.26


POWER = ByFrame.narrow(beside_the_last_state, below_the_network)  # where the W_h come together
ROOM = ByFrame.narrow(room_beside, room_of_panel)  # how wide it may be
PASSAGE = ByFrame.narrow(under_the_states, under_the_inputs)  # where they pass, clear of all symbols


class FarthestPath:
    """The network with its farthest path, and the product of the W_h on it.

    Parameters
    ----------
    own : Analysis
        Of the lesson's own weight, over enough steps for its powers.

    Attributes
    ----------
    trace : PathTrace
    band : list of Column
        The factors one by one; empty where Jacobians stand for them.
    weights : list of Station
        The stations of the W_h that lie on the path, from the right.
    repeated : RepeatedWeight or None
        What they come to; with one step there is none.
    """

    def __init__(self, stage: Stage, own: Analysis) -> None:
        self.stage, self.theme, self.layout = stage, stage.theme, stage.layout
        self.net = UnrolledRNN(self.theme, self.layout, state=State.DIM)
        self.trace = self._trace()
        self.band: list[Column] = [] if self.trace.product.joins else self.trace.product.columns
        weights = [name for name in self.net.tiles if name.kind == "W_h" and name != Station.W_h(1)]
        self.weights = sorted(weights, key=lambda name: -self.net.position(name)[0])
        self.repeated = self._repeated(own) if self.layout.steps > 1 else None

    def _trace(self) -> PathTrace:
        analysis = self.stage.analysis
        route = analysis.route("x", self.layout.steps, 1)
        running = [factor.running.value for factor in route.factors]
        self.stage.require_finite("the gradient", running)
        scale, _ = flow_scale(self.theme, running)
        head = None if analysis.is_scalar else self.stage.words("norm_times", tone="mute")
        return PathTrace(self.net, self.layout, route, scale, head=head)

    def _repeated(self, own: Analysis) -> RepeatedWeight:
        count = self.layout.steps - 1
        value, power = written(own, count), power_of(own.spec, count)
        room = self.layout.choose(ROOM)(self.layout)
        repeated = RepeatedWeight(self.theme, (0.0, 0.0), len(self.weights), count, value, power, room)
        x, y = self.layout.choose(POWER)(self.layout, repeated.width)
        repeated.shift((x, y, 0))
        return repeated

    def run_back(self, seconds: float) -> Cue:
        """Return the whole way back in one run: stations light as the front passes, factors and values with them."""
        line = self.trace.line
        cues = [self.trace.stream.advance(line.length, seconds)]
        for stop in self.trace.stops:
            start = 0.92 * seconds * math.acos(1 - 2 * stop.arc / line.length) / math.pi
            values = [self._value(column) for column in self.band if stop.factors[-1] == column.span.j - 1]
            cues.append(one_by_one(pause(start), together(self.net.turn(self._lit(stop.station), 0.2), *values)))
        return together(*cues)

    def only_the_weights(self, seconds: float) -> Cue:
        """Return the draining of the stream into its weight, and the dimming of everything on the path but W_h."""
        stream = self.trace.stream
        states: dict[PartName, State] = dict.fromkeys(self.net.parts, State.DIM)
        states |= dict.fromkeys(self.net.links(self.trace.route), State.IDLE)
        states |= dict.fromkeys(self.weights, State.LIT)
        if not self.weights:  # with one step no W_h lies on the path
            states[Station.W_h(1)] = State.IDLE
        drain = tween(seconds, stream, tail=stream.line.length)
        return together(drain, self.net.turn(states, seconds), tint(seconds, "low", *self._other_labels))

    def gather(self, i: int) -> Cue:
        """Return the flight of the i-th W_h, from the right, out of its tile and clear of all symbols to the others."""
        assert self.repeated is not None
        (x, y), goal = self.net.position(self.weights[i]), self.repeated.middle(i)
        height = self.layout.choose(PASSAGE)(self.layout, self.theme.size.unit_x)
        return self.repeated.fly(i, [(x, y), (x, height), (goal[0], height)], self.layout.tile, 1.4)

    def fade_out(self, seconds: float) -> Cue:
        """Return the fading of the network, and first of band and power, where the squares will stand."""
        cues = [self.net.all_to(State.HIDDEN, seconds)]
        if self.net.dots_label is not None:
            cues.append(self.stage.fade_out(seconds, self.net.dots_label))
        if self.band:
            cues.append(self.trace.product.fade_out(seconds / 2))
        if self.repeated is not None:
            cues.append(self.stage.fade_out(seconds / 2, self.repeated))
        return together(*cues)

    def _lit(self, station: Station) -> dict[Station, State]:
        """Return the state of a station that the gradient has passed."""
        if station in self.net.nodes:
            return {station: State.CALM}
        passed = State.IDLE if station.kind in ("W_h", "W_x") else State.PASSED
        return {station: passed} if station in self.net.tiles else {}

    def _value(self, column: Column) -> Cue:
        """Return the lighting of a factor in the band, and the fading in of its value."""
        seconds = self.theme.time.value
        arriving = [label for label in (column.value, column.times) if label is not None]
        return together(tint(seconds, column.tone, column.symbol), fade_in(seconds, *arriving))

    @property
    def _other_labels(self) -> list[Label]:
        """What stands in the band and is neither a W_h nor its value."""
        if not self.band:
            return []
        product, columns = self.trace.product, [column for column in self.band if column.span.kind != "W_h"]
        factors = [label for column in columns for label in (column.symbol, column.value)]
        return [*factors, product.result_label, product.equals, *([product.head] if product.head else [])]

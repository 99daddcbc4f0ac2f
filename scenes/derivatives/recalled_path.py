"""The end of the scene before, recalled: the ways to W_x, and the farthest of them with its product."""

from __future__ import annotations

from collections.abc import Sequence

from rnnanim.layout.frame import Layout
from rnnanim.mobjects.base.motion import Cue, one_by_one, pause, together
from rnnanim.mobjects.flow.gradient_flow import CALM, flow_scale
from rnnanim.mobjects.formulas.chain_rule import ChainRule
from rnnanim.mobjects.formulas.factor_columns import Column
from rnnanim.mobjects.formulas.path_trace import PathTrace
from rnnanim.mobjects.network.parallel_paths import ParallelPath, parallel_paths
from rnnanim.mobjects.network.states import State
from rnnanim.mobjects.network.unrolled import UnrolledRNN
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics import Route
from rnnanim.numerics.stations import Link, PartName, Station
from rnnanim.theme import Theme, mix

from manim import VGroup, VMobject

KINDS = ("sigma_prime", "J")  # of the columns that hold a slope


class RecalledPath(VGroup):
    """A network with all its ways to W_x as threads; along the farthest the gradient can be sent.

    Parameters
    ----------
    routes : sequence of Route
        Those to W_x that are drawn, nearest first.
    head : Label, optional
        What the values of the product are where they are norms.

    Attributes
    ----------
    net : UnrolledRNN
    product : ChainProduct
        Of the farthest route; in the scene's picture by itself, since it comes back when the network has left.
    slopes : tuple of Column
        The columns of the product that hold a σ′, from the loss on.
    """

    def __init__(self, theme: Theme, layout: Layout, routes: Sequence[Route], *, head: Label | None = None) -> None:
        super().__init__()
        self.theme, self.routes, self.route = theme, tuple(routes), routes[-1]
        self.net = UnrolledRNN(theme, layout)
        scale, _ = flow_scale(theme, [factor.running.value for factor in self.route.factors])
        journey = PathTrace(self.net, layout, self.route, scale, head=head)
        self.stops, self.line = journey.stops, journey.line
        self.stream = journey.stream
        self.stream.front = self.line.nearest(*self.net.position(Station.W_y(self.route.t)))
        self.stream.draw()
        self.lanes = [_come(lane) for lane in parallel_paths(self.net, self.routes)]
        self.product: ChainRule = journey.product
        self.slopes = tuple(c for c in self.product.columns if c.span.kind in KINDS)
        self.add(self.net, self.stream, *self.lanes)
        self._settle()
        self._show_product()

    def step_of(self, column: Column) -> int:
        """Return the step whose slope a column is."""
        return self.route.factors[column.span.i].step

    def choose(self, seconds: float) -> Cue:
        """Return the turn of the eye to the slopes of the farthest path: the other ways and factors fall back."""
        target, colour = Station.W_x(self.route.k), self.theme.colour
        bright = [column.symbol for column in self.slopes]
        falling = [(label, colour[label.tone]) for label in self._labels if label not in bright]
        states = {name: State.DIM for name, tile in self.net.tiles.items() if tile.hue == "wx" and name != target}
        states |= {name: State.PASSED for name, tile in self.net.tiles.items() if tile.state == State.IDLE}

        def apply(share: float) -> None:
            for label, before in falling:
                label.paint(mix(before, colour.low, share), tone="low")

        lanes_leave = [lane.fade_out(seconds) for lane in self.lanes]
        gone = Cue(lambda share: self.remove(*self.lanes), 0)
        return one_by_one(together(self.net.turn(states, seconds), Cue(apply, seconds), *lanes_leave), gone)

    def follow(self, column: Column, seconds: float) -> Cue:
        """Return the run of the gradient to the state of a slope, which lights up with it."""
        stop = next(stop for stop in self.stops if column.span.i in stop.factors)
        state = {stop.station: State.LIVE} if stop.station in self.net.nodes else {}
        lit = together(self.net.turn(state, self.theme.time.light), self.speak(column, self.theme.time.light))
        run = self.stream.advance(stop.arc, seconds)
        return one_by_one(together(self._cool(seconds), run) if column is self.slopes[0] else run, lit)

    def arrive(self, seconds: float) -> Cue:
        """Return the rest of the run, into the weight."""
        return self.stream.advance(self.line.length, seconds)

    def speak(self, column: Column, seconds: float, *, landing: bool = False) -> Cue:
        """Return the turning of a column from dim to ink; what lands in it arrives meanwhile with its symbol."""

        def apply(share: float) -> None:
            ink, low = self.theme.colour.ink, self.theme.colour.low
            column.symbol.paint(ink, tone="ink", opacity=share if landing else 1.0)
            column.value.paint(mix(low, ink, share), tone="ink", opacity=share if landing else 1.0)

        return Cue(apply, seconds)

    def slope_in(self, column: Column) -> Label:
        """Return the σ′ that stands in a column, or in the Jacobian there."""
        if column.span.kind == "sigma_prime":
            return column.symbol
        return formula(self.theme, f"sigma'(z_({self.step_of(column)}))").move_to(column.symbol)

    def leave(self, seconds: float) -> Cue:
        """Return the fading of network and ribbon; the product is a group of labels, which a scene fades."""
        return together(self.net.all_to(State.HIDDEN, seconds), fading(self.stream, seconds / 2))

    def make_room(self) -> Cue:
        """Return the cut to a product of which nothing is to be seen yet: the values of the slopes land in it first."""
        return Cue(lambda share: [label.set_fill(opacity=0) for label in self._labels], 0)

    def complete(self, seconds: float) -> Cue:
        """Return the arrival of what stands between the slopes, quiet, and of what they multiply to."""
        there = [label for column in self.slopes for label in (column.symbol, column.value)]
        coming = [label for label in self._labels if label not in there and label is not self.product.result_label]
        low = self.theme.colour.low
        return Cue(lambda share: [label.paint(low, tone="low", opacity=share) for label in coming], seconds)

    def tell_result(self, seconds: float) -> Cue:
        """Return the arrival of what the path brings, quiet: the slopes are what is spoken of."""
        label, mute = self.product.result_label, self.theme.colour.mute
        return Cue(lambda share: label.paint(mute, tone="mute", opacity=share), seconds)

    @property
    def _labels(self) -> list[Label]:
        return [label for label in self.product.submobjects if isinstance(label, Label)]

    def _cool(self, seconds: float) -> Cue:
        """Return the sinking of what is not spoken of: from the loss to the last state."""
        arc = self.line.nearest(*self.net.position(Station.h(self.route.t)))

        def apply(share: float) -> None:
            self.stream.heats = [(arc, 1 - (1 - CALM) * share)]

        calm = self.net.turn(dict.fromkeys((Station.L(self.route.t), Station.y(self.route.t)), State.NEAR), seconds)
        return together(Cue(apply, seconds), calm, pause(seconds))

    def _settle(self) -> None:
        """Set the parts of the network to what they are when the ways have been compared."""
        states: dict[PartName, State] = dict.fromkeys(self.net.parts, State.DIM)
        for route in self.routes:
            for station in self.net.stations(route):
                tile = State.IDLE if station.kind == "W_h" else State.ACTED
                states[station] = tile if station.is_weight else State.NEAR
        loss, output = Station.L(self.route.t), Station.y(self.route.t)
        states |= dict.fromkeys((loss, output), State.LIVE)
        states |= dict.fromkeys(Link.along(loss, output, Station.W_y(self.route.t)), State.AHEAD)
        self.net.set_states(states)

    def _show_product(self) -> None:
        """Show the whole product, its slopes and weights W_h lit."""
        colour = self.theme.colour
        for label in self._labels:
            label.set_fill(opacity=1)
        for column in self.product.columns:
            if column.span.kind in (*KINDS, "W_h"):
                column.symbol.paint(colour[column.tone], tone=column.tone)


def fading(thing: VMobject, seconds: float) -> Cue:
    """Return the fading of whatever a mobject consists of."""
    parts: list[tuple[VMobject, float, float]] = []

    def begin() -> None:
        for part in thing.family_members_with_points():
            parts.append((part, part.get_fill_opacity(), part.get_stroke_opacity()))

    def apply(share: float) -> None:
        for part, fill, line in parts:
            part.set_fill(opacity=fill * (1 - share)).set_stroke(opacity=line * (1 - share))

    return Cue(apply, seconds, begin=begin)


def _come(lane: ParallelPath) -> ParallelPath:
    """Return a lane as it is when the last one has come to run beside it."""
    lane.run(0).at(0)
    for _ in lane.courses[1:]:
        lane.make_room(0).at(0)
    return lane

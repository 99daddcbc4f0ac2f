"""The end of the scene before, recalled: the ways to W_x, and the farthest of them with its product."""

from __future__ import annotations

from rnnanim.backend.shapes import VGroup
from rnnanim.mobjects.base.motion import Cue, cut, fade_in, fade_out, one_by_one, pause, tint, together
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
from rnnanim.stage.stage import Stage

KINDS = ("sigma_prime", "J")  # of the columns that hold a slope


class RecalledPath(VGroup):
    """A network with all its ways to W_x as threads; along the farthest the gradient can be sent.

    Attributes
    ----------
    net : UnrolledRNN
    routes : tuple of Route
        Those to W_x that are drawn, nearest first.
    route : Route
        The farthest.
    product : ChainRule
        Of the farthest route; in the scene's picture by itself, since it comes back when the network has left.
    slopes : tuple of Column
        The columns of the product that hold a σ′, from the loss on.
    """

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self.theme = stage.theme
        self.routes = _routes(stage)
        self.route = self.routes[-1]
        self.net = UnrolledRNN(self.theme, stage.layout)
        scale, _ = flow_scale(self.theme, [factor.running.value for factor in self.route.factors])
        head = None if stage.analysis.is_scalar else stage.words("norm_times", tone="mute")
        trace = PathTrace(self.net, stage.layout, self.route, scale, head=head)
        self.stops, self.line, self.stream = trace.stops, trace.line, trace.stream
        self.stream.front = self.line.nearest(*self.net.position(Station.W_y(self.route.t)))
        self.stream.draw()
        self.paths = [_arrived(path) for path in parallel_paths(self.net, self.routes)]
        self.product: ChainRule = trace.product
        self.slopes = tuple(c for c in self.product.columns if c.span.kind in KINDS)
        self.add(self.net, self.stream, *self.paths)
        self._settle()
        self._show_product()

    def step_of(self, column: Column) -> int:
        """Return the step whose slope a column is."""
        return self.route.factors[column.span.i].step

    def slope_in(self, column: Column) -> Label:
        """Return the σ′ that stands in a column, or in the Jacobian there."""
        if column.span.kind == "sigma_prime":
            return column.symbol
        slope = formula(self.theme, f"sigma'(z_({self.step_of(column)}))")
        slope.move_to(column.symbol)
        return slope

    @property
    def labels(self) -> list[Label]:
        """Everything that is written of the product."""
        return [label for label in self.product.submobjects if isinstance(label, Label)]

    # along the farthest path

    def single_out_slopes(self, seconds: float) -> Cue:
        """Return the turn of the eye to the slopes of the farthest path: the other ways and factors fall back."""
        bright = [column.symbol for column in self.slopes]
        target = Station.W_x(self.route.k)
        states = {name: State.DIM for name, tile in self.net.tiles.items() if tile.hue == "wx" and name != target}
        states |= {name: State.PASSED for name, tile in self.net.tiles.items() if tile.state == State.IDLE}
        quiet = tint(seconds, "low", *(label for label in self.labels if label not in bright))
        fading = [path.fade_out(seconds) for path in self.paths]
        gone = cut(lambda: self.remove(*self.paths))
        return one_by_one(together(self.net.turn(states, seconds), quiet, *fading), gone)

    def advance_to(self, column: Column, seconds: float) -> Cue:
        """Return the run of the gradient to the state of a slope, which lights up with it."""
        stop = next(stop for stop in self.stops if column.span.i in stop.factors)
        state = {stop.station: State.LIVE} if stop.station in self.net.nodes else {}
        light = self.theme.time.light
        lit = together(self.net.turn(state, light), tint(light, "ink", column.value))
        run = self.stream.advance(stop.arc, seconds)
        return one_by_one(together(self._calm(seconds), run) if column is self.slopes[0] else run, lit)

    def advance_to_weight(self, seconds: float) -> Cue:
        """Return the rest of the run."""
        return self.stream.advance(self.line.length, seconds)

    def fade_out(self, seconds: float) -> Cue:
        """Return the fading of network and ribbon; the product is a group of labels, which a scene fades."""
        return together(self.net.all_to(State.HIDDEN, seconds), fade_out(seconds / 2, self.stream))

    # the product by itself, round the values of its slopes

    def hide_product(self) -> Cue:
        """Return the cut to a product of which nothing is to be seen yet: the values of the slopes land in it first."""
        return cut(lambda: [label.set_fill(opacity=0) for label in self.labels])

    def land(self, column: Column, seconds: float) -> Cue:
        """Return the coming of a column on which its value lands."""
        coming = fade_in(seconds, column.symbol, column.value)
        return one_by_one(cut(lambda: column.value.tint("low")), together(tint(seconds, "ink", column.value), coming))

    def complete(self, seconds: float) -> Cue:
        """Return the coming of what stands between the slopes, quiet."""
        there = [label for column in self.slopes for label in (column.symbol, column.value)]
        there.append(self.product.result_label)
        return _fade_in_as("low", seconds, *(label for label in self.labels if label not in there))

    def conclude(self, seconds: float) -> Cue:
        """Return the coming of what the path brings, quiet: the slopes are what is spoken of."""
        return _fade_in_as("mute", seconds, self.product.result_label)

    # how the scene before has left it

    def _calm(self, seconds: float) -> Cue:
        """Return the sinking of what is not spoken of: from the loss to the last state."""
        arc = self.line.nearest(*self.net.position(Station.h(self.route.t)))

        def apply(share: float) -> None:
            self.stream.heats = [(arc, 1 - (1 - CALM) * share)]  # the stream is drawn as it advances

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
        for label in self.labels:
            label.set_fill(opacity=1)
        for column in self.product.columns:
            if column.span.kind in (*KINDS, "W_h"):
                column.symbol.tint(column.tone)


def _routes(stage: Stage) -> tuple[Route, ...]:
    """Return the routes to W_x that are drawn; InputError where float64 cannot hold what the farthest brings."""
    steps, layout = stage.lesson.network.T, stage.layout
    routes = tuple(stage.analysis.route("x", steps, step) for step in reversed(layout.drawn_steps))
    stage.require_finite("the gradient", (factor.running.value for factor in routes[-1].factors))
    return routes


def _fade_in_as(tone: str, seconds: float, *labels: Label) -> Cue:
    """Return the coming of labels in a colour role."""
    return fade_in(seconds, *labels, before=lambda: [label.tint(tone) for label in labels])


def _arrived(path: ParallelPath) -> ParallelPath:
    """Return a path as it is when the last one has come to run beside it."""
    path.run(0).at(0)
    for _ in path.courses[1:]:
        path.make_room(0).at(0)
    return path

"""The farthest path of a network, recalled: its calm ribbon and its whole product, of which the slopes can be lit."""

from __future__ import annotations

from rnnanim.mobjects.journey import Journey
from rnnanim.mobjects.label import Label
from rnnanim.mobjects.layout import Layout
from rnnanim.mobjects.motion import Cue, together
from rnnanim.mobjects.network import UnrolledRNN
from rnnanim.mobjects.product import ChainProduct, Column
from rnnanim.mobjects.stream import CALM, stream_scale
from rnnanim.mobjects.text import formula
from rnnanim.numerics import Route
from rnnanim.theme import Theme, mix

from manim import VGroup, VMobject


class RecalledPath(VGroup):
    """A route as its journey left it, and everything quiet.

    Parameters
    ----------
    head : Label, optional
        What the values of the product are where they are norms.

    Attributes
    ----------
    net : UnrolledRNN
    product : ChainProduct
        In the scene's picture by itself, since it comes back when the network has left.
    slopes : tuple of Column
        The columns of the product that hold a σ′, from the loss on.
    """

    def __init__(self, theme: Theme, layout: Layout, route: Route, *, head: Label | None = None) -> None:
        super().__init__()
        self.theme, self.route = theme, route
        self.net = UnrolledRNN(theme, layout)
        scale, _ = stream_scale(theme, [factor.running.value for factor in route.factors])
        journey = Journey(self.net, layout, route, scale, head=head)
        self.stream = journey.stream
        self.stream.front = journey.line.length
        self.stream.heats = [(journey.line.length, CALM)]
        self.stream.draw()
        self.product: ChainProduct = journey.product
        self.slopes = tuple(c for c in self.product.columns if c.span.kind in ("sigma_prime", "J"))
        self.add(self.net, self.stream)
        self._settle()
        self.quiet()

    def step_of(self, column: Column) -> int:
        """Return the step whose slope a column is."""
        return self.route.factors[column.span.i].step

    def quiet(self, opacity: float = 1.0) -> None:
        """Show the whole product in the tone of what is not spoken of."""
        for label in self._labels:
            label.paint(self.theme.colour.low, tone="low", opacity=opacity)

    def light(self, column: Column, seconds: float) -> Cue:
        """Return the lighting up of a slope, and of the state where it acts."""
        station = self.route.factors[column.span.i].station
        state = {station: "live"} if station in self.net.units else {}
        return together(self.net.turn(state, seconds), self.speak(column, seconds))

    def speak(self, column: Column, seconds: float, *, landing: bool = False) -> Cue:
        """Return the turning of a column from dim to ink; the value that lands in it arrives meanwhile."""

        def apply(share: float) -> None:
            colour = mix(self.theme.colour.low, self.theme.colour.ink, share)
            column.symbol.paint(colour, tone="ink")
            column.value.paint(colour, tone="ink", opacity=share if landing else 1.0)

        return Cue(apply, seconds)

    def slope_in(self, column: Column) -> Label:
        """Return the σ′ that stands in a column, or in the Jacobian there."""
        if column.span.kind == "sigma_prime":
            return column.symbol
        return formula(self.theme, f"sigma'(z_({self.step_of(column)}))").move_to(column.symbol)

    def leave(self, seconds: float) -> Cue:
        """Return the fading of network and ribbon; the product is a group of labels, which a scene fades."""
        parts: list[tuple[VMobject, float, float]] = []

        def begin() -> None:
            for part in self.stream.family_members_with_points():
                parts.append((part, part.get_fill_opacity(), part.get_stroke_opacity()))

        def apply(share: float) -> None:
            for part, fill, line in parts:
                part.set_fill(opacity=fill * (1 - share)).set_stroke(opacity=line * (1 - share))

        return together(self.net.all_to("hidden", seconds), Cue(apply, seconds / 2, begin=begin))

    def wait_for_slopes(self, seconds: float) -> Cue:
        """Return the coming back of the product with room where the values of the slopes are to land."""
        waiting = [column.value for column in self.slopes]
        there = [label for label in self._labels if label not in waiting]
        return Cue(
            lambda share: [label.set_fill(opacity=share) for label in there],
            seconds,
            begin=lambda: self.quiet(0.0),
        )

    def light_result(self, seconds: float) -> Cue:
        """Return the lighting up of what the path brings."""
        label, colour = self.product.result_label, self.theme.colour
        return Cue(lambda share: label.paint(mix(colour.low, colour.text, share), tone="text"), seconds)

    @property
    def _labels(self) -> list[Label]:
        return [label for label in self.product.submobjects if isinstance(label, Label)]

    def _settle(self) -> None:
        """Set the parts of the network to what they are on a calm path."""
        states = dict.fromkeys(self.net.parts, "dim")
        for station in self.net.stations(self.route):
            states[station] = "passed" if station in self.net.tiles else "near"
        states |= {"L": "calm", f"y.{self.route.t}": "calm"}
        for name, state in states.items():
            self.net.parts[name].become(state)

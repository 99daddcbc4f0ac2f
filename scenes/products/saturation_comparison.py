"""One large weight in two networks: where the bias keeps σ′ large the product explodes, and else it vanishes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rnnanim.layout.frame import ByFrame
from rnnanim.mobjects.base.motion import Cue, together
from rnnanim.mobjects.base.roles import text_role
from rnnanim.mobjects.charts.running_product import RunningProduct
from rnnanim.mobjects.charts.treads import Tread
from rnnanim.mobjects.network.state_chain import ChainStation, Kind
from rnnanim.mobjects.text.equation import Equation
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics import Analysis
from rnnanim.scenes.products.product_layout import NARROW_ENDS, Ends, ProductLayout, product

END = 0.3  # from the names of the ruler to the left end of the last tread
THIN = 0.06  # treads of a product that is there to be compared with
CEILING = 10.0  # decades over 1, so that what stands a little over it has room for its name
DEEPER = 0.25  # and there is room under the ruler for its seventy decades
FEW = 5  # lines on it: none may run where the product over 1 has its words
HIGHER = 0.42  # of a head over a ruler whose highest number stands close to its top
NEAR = 0.7  # from the line of 1 to a tread under which a number has no room
DERIVATIVE = "partial h_3 slash partial h_1"

BALANCED_ENDS: ByFrame[Ends] = ByFrame.narrow((1.6, 1.3), NARROW_ENDS)


@dataclass(frozen=True, slots=True)
class Room:
    """Where the words of the saturated network stand.

    Attributes
    ----------
    beside : bool
        Whether what is compared with has its number beside its words, and not under them.
    tread, station : int
        Over which tread the result stands, and how far it may reach to the right.
    """

    beside: bool
    tread: int
    station: int


ROOM = ByFrame.narrow(Room(beside=True, tread=4, station=2), Room(beside=False, tread=2, station=0))


def treads_of(nets: Sequence[Analysis], stations: Sequence[ChainStation]) -> list[Tread]:
    """Return the product behind each station, of the network that belongs to it."""
    return [
        Tread(product(net, n), station.x, "ink" if station.kind == "node" else "wh")
        for n, (net, station) in enumerate(zip(nets, stations, strict=True), start=1)
    ]


class Balanced:
    """The network that stays where σ′ is, multiplied out for one step less, and then for all of its steps.

    Parameters
    ----------
    near, far : Analysis
        Of T and T + 1 steps; the first factors of both are alike.
    head : Label
        What says that the scale is logarithmic.
    """

    def __init__(self, layout: ProductLayout, near: Analysis, far: Analysis, head: Label) -> None:
        self.near, self.far = near, far
        stations = layout.spread(self._kinds(far.spec.T), BALANCED_ENDS)
        self.chain = layout.chain(stations, wide_units=True)
        self.ends = 2 * near.spec.T - 1, len(stations)  # the treads at which the two networks end
        nets = [near if n <= self.ends[0] else far for n in range(1, len(stations) + 1)]
        treads = treads_of(nets, stations)
        box = *layout.box[:2], layout.chain_y - 1.6, layout.bottom - 0.1
        self.ruler = layout.ruler("balanced", [tread.level for tread in treads], head, box, lift=HIGHER)
        treads = [replace(tread, guide=self._guide(tread)) for tread in treads]
        first = Tread(product(near, 0), self.ruler.right)
        self.running = RunningProduct(layout.theme, self.ruler, [first, *treads], self.ruler.left + END)
        self.slope, self.weight = near.read("sigma_prime", near.spec.T, 0), near.read("W_h", 0, 0)
        self.note = layout.note([("sigma'", self.slope, "ink"), ("W_h", self.weight, "wh")])

    def _kinds(self, steps: int) -> list[tuple[Kind, str]]:
        kinds: list[tuple[Kind, str]] = [("node", "h_t")]
        for back in range(1, steps):
            kinds += [("tile", "W_h"), ("node", f"h_(t-{back})")]
        return kinds

    def _guide(self, tread: Tread) -> float:
        """Return from where a line leads down to a riser: from its station, or from under the head of the ruler."""
        head = self.ruler.head
        if head is not None and tread.right < float(head.get_right()[0]) + 0.2:
            return self.ruler.top
        return self.chain.foot + (0.0 if tread.tone == "ink" else 0.1)

    def number(self, index: int) -> Label:
        """Return the number of a tread, large where a network ends."""
        ends, treads = index in self.ends, self.running.treads
        near_one = 0 < treads.y(index) - self.ruler.y(0) < NEAR  # under such a tread a number would be a tick
        bright = text_role(self.running.theme, "core")
        return treads.number(
            index, size="large" if ends else "small", tone=bright if ends else "text", above=near_one or None
        )

    def factors_under(self, number: Label, count: int) -> Label:
        """Return the product that a number is, to stand under it; each factor of it acts equally at every step."""
        source = f"sigma'^({count}) thin wh(W_h^({count - 1}))"
        label = formula(self.running.theme, source, "small", tone="mute")
        return label.place(float(number.get_left()[0]), number.baseline_y - 0.46, "left")

    def fade_out(self, seconds: float) -> Cue:
        """Return the fading of all but the line of 1."""
        parts = self.chain.fade_out(seconds), self.running.fade_out(seconds)
        return together(*parts, self.ruler.fade_out(seconds, keep=True))


class Saturated:
    """The same weight without the balanced bias: states far out, σ′ next to nothing, and the product with it.

    Parameters
    ----------
    balanced, net : Analysis
        Of three steps each.
    head : Label
        What says that the scale is logarithmic.
    words : Label
        What is said of the product of the balanced one.
    """

    def __init__(self, layout: ProductLayout, balanced: Analysis, net: Analysis, head: Label, words: Label) -> None:
        kinds: list[tuple[Kind, str]] = [("node", "h_3"), ("tile", "W_h"), ("node", "h_2"), ("tile", "W_h")]
        stations = layout.spread([*kinds, ("node", "h_1")])
        self.layout, self.net, self.chain = layout, net, layout.chain(stations)
        treads, before = (treads_of([one] * 4, stations[:-1]) for one in (net, balanced))
        levels, box = [tread.level for tread in treads], (*layout.box[:3], layout.bottom - DEEPER)
        self.ruler = layout.ruler("saturated", [*levels, CEILING], head, box, most=FEW)
        left = self.ruler.left + END
        first, start = (Tread(product(one, 0), self.ruler.right) for one in (net, balanced))
        self.running = RunningProduct(layout.theme, self.ruler, [first, *treads], left)
        self.reference = RunningProduct(
            layout.theme, self.ruler, [start, *before], left, dot=False, thickness=THIN, riser=2.5
        )
        self.note = layout.note([("b_h", net.read("b_h", 0), "ink"), ("W_h", net.read("W_h", 0, 0), "wh")])
        self.z, self.slopes = self._states(stations)
        self.words, self.reference_end = (
            words,
            Equation(layout.theme, DERIVATIVE, before[-1].product, "small", tone="mute"),
        )
        self._place_words(left)
        self.gain = net.read("gain", 3, 1)
        self.result = self._result(left, stations)

    def _place_words(self, left: float) -> None:
        """Place what is said of the balanced product over its last tread."""
        base, beside = self.reference.treads.y(4) + 0.2, self.layout.frame.choose(ROOM).beside
        self.words.place(left, base if beside else base + 0.42, "left")
        self.reference_end.place(left + (self.words.width + 0.2 if beside else 0.0), base, "left")

    def _result(self, left: float, stations: Sequence[ChainStation]) -> Equation:
        """Return what is left in the end, over the treads that lead to it."""
        theme, place = self.layout.theme, self.layout.frame.choose(ROOM)
        room = stations[place.station].x - left - 0.4
        result = Equation(theme, DERIVATIVE, self.gain, "large", tone="text", room=room)
        return result.place(left, self.running.treads.y(place.tread) + 0.34, "left")

    def _states(self, stations: Sequence[ChainStation]) -> tuple[list[Equation], list[Equation]]:
        """Return z and σ′ under each state, from the last."""
        theme, right = self.layout.theme, self.layout.right
        room = stations[0].x - stations[2].x - 0.3
        states, slopes = [], []
        for station, step in zip(stations[::2], (3, 2, 1), strict=True):
            z = Equation(theme, f"z_{step}", self.net.read("z", step, 0), "small", tone="state")
            slope = Equation(theme, "sigma'", self.net.read("sigma_prime", step, 0), "small", room=room)
            states.append(z.place(station.x, self.layout.symbols + 0.04))
            slopes.append(slope.place(min(station.x, right - slope.width / 2), self.layout.values))
        return states, slopes

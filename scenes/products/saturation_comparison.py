"""One large weight in two networks: where the bias keeps σ′ large the product explodes, and else it vanishes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rnnanim.mobjects.base.motion import Cue, together
from rnnanim.mobjects.charts.running_product import RunningProduct, Tread
from rnnanim.mobjects.network.state_chain import ChainStation, Kind
from rnnanim.mobjects.text.equation import Equation
from rnnanim.mobjects.text.label import Label
from rnnanim.numerics import Analysis
from rnnanim.scenes.products.product_layout import ProductLayout, product

END = 0.3  # from the names of the ruler to the end of the walk
THIN = 0.06  # treads of a walk that is there to be compared with
CEILING = 10.0  # decades over 1, so that what stands a little over it has room for its name
DEEPER = 0.25  # and there is room under the ruler for its seventy decades
FEW = 5  # lines on it: none may run where the walk over 1 has its words
HIGHER = 0.42  # of a head over a ruler whose highest number stands close to its top
NEAR = 0.7  # from the line of 1 to a tread under which a number has no room
DERIVATIVE = "partial h_3 slash partial h_1"


def treads_of(nets: Sequence[Analysis], stations: Sequence[ChainStation]) -> list[Tread]:
    """Return the product behind each station, of the network that belongs to it."""
    return [
        Tread(product(net, n), station.x, "ink" if station.kind == "unit" else "wh")
        for n, (net, station) in enumerate(zip(nets, stations, strict=True), start=1)
    ]


class Balanced:
    """The network that stays where σ′ is, walked through for one step less, and then for all of its steps.

    Parameters
    ----------
    near, far : Analysis
        Of T and T + 1 steps; the first factors of both are alike.
    """

    def __init__(self, rows: ProductLayout, near: Analysis, far: Analysis, head: Label) -> None:
        self.near, self.far = near, far
        steps = far.spec.T
        kinds: list[tuple[Kind, str]] = [("unit", "h_t")]
        for back in range(1, steps):
            kinds += [("tile", "W_h"), ("unit", f"h_(t-{back})")]
        stations = rows.spread(kinds, left=1.6, right=1.3)
        self.chain = rows.chain(stations, wide_units=True)
        self.ends = 2 * near.spec.T - 1, len(stations)  # the treads at which the two networks end
        nets = [near if n <= self.ends[0] else far for n in range(1, len(stations) + 1)]
        treads = treads_of(nets, stations)
        box = *rows.box[:2], rows.chain_y - 1.6, rows.bottom - 0.1
        self.ruler = rows.ruler("balanced", [tread.level for tread in treads], head, box, lift=HIGHER)
        treads = [replace(tread, guide=self._guide(tread)) for tread in treads]
        first = Tread(product(near, 0), self.ruler.right)
        self.stair = RunningProduct(rows.theme, self.ruler, [first, *treads], self.ruler.left + END)
        self.slope, self.weight = near.read("sigma_prime", near.spec.T, 0), near.read("W_h", 0, 0)
        self.note = rows.note([("sigma'", self.slope, "ink"), ("W_h", self.weight, "wh")])

    def _guide(self, tread: Tread) -> float:
        """Return from where a line leads down to a riser: from its station, or from under the head of the ruler."""
        head = self.ruler.head
        if head is not None and tread.right < float(head.get_right()[0]) + 0.2:
            return self.ruler.top
        return self.chain.foot + (0.0 if tread.tone == "ink" else 0.1)

    def number(self, index: int) -> Label:
        """Return the number of a tread, large where a network ends."""
        ends = index in self.ends
        near_one = 0 < self.stair.y(index) - self.ruler.y(0) < NEAR  # under such a tread a number would be a tick
        bright = "text" if self.stair.theme.is_light else "core"
        return self.stair.number(
            index, size="large" if ends else "small", tone=bright if ends else "text", above=near_one or None
        )

    def leave(self, seconds: float) -> Cue:
        """Return the fading of all but the line of 1."""
        return together(self.chain.leave(seconds), self.ruler.leave(seconds, keep=True), self.stair.leave(seconds))


class Saturated:
    """The same weight without the balanced bias: states far out, σ′ next to nothing, and the product with it.

    Parameters
    ----------
    balanced, net : Analysis
        Of three steps each.
    kept : Label
        What is said of the walk of the balanced one.
    """

    def __init__(self, rows: ProductLayout, balanced: Analysis, net: Analysis, head: Label, kept: Label) -> None:
        kinds: list[tuple[Kind, str]] = [("unit", "h_3"), ("tile", "W_h"), ("unit", "h_2"), ("tile", "W_h")]
        stations = rows.spread([*kinds, ("unit", "h_1")])
        self.rows, self.net, self.chain = rows, net, rows.chain(stations)
        treads, before = (treads_of([one] * 4, stations[:-1]) for one in (net, balanced))
        self.ruler = rows.ruler(
            "saturated",
            [*(tread.level for tread in treads), CEILING],
            head,
            (*rows.box[:3], rows.bottom - DEEPER),
            most=FEW,
        )
        left = self.ruler.left + END
        first, start = (Tread(product(one, 0), self.ruler.right) for one in (net, balanced))
        self.stair = RunningProduct(rows.theme, self.ruler, [first, *treads], left)
        self.ghost = RunningProduct(
            rows.theme, self.ruler, [start, *before], left, dot=False, thickness=THIN, riser=2.5
        )
        self.note = rows.note([("b_h", net.read("b_h", 0), "ink"), ("W_h", net.read("W_h", 0, 0), "wh")])
        self.z, self.slopes = self._states(stations)
        self.kept = kept, Equation(rows.theme, DERIVATIVE, before[-1].product, "small", tone="mute")
        base = self.ghost.y(4) + 0.2
        kept.place(left, base if rows.is_wide else base + 0.42, "left")
        self.kept[1].place(left + (kept.width + 0.2 if rows.is_wide else 0.0), base, "left")
        self.gain = net.read("gain", 3, 1)
        under, riser = (4, stations[2].x) if rows.is_wide else (2, stations[0].x)  # narrow: over the last three treads
        self.lost = Equation(rows.theme, DERIVATIVE, self.gain, "large", tone="text", room=riser - left - 0.4, fewest=3)
        self.lost.place(left, self.stair.y(under) + 0.34, "left")

    def _states(self, stations: Sequence[ChainStation]) -> tuple[list[Equation], list[Equation]]:
        """Return z and σ′ under each state, from the last."""
        theme, right = self.rows.theme, self.rows.right
        room = stations[0].x - stations[2].x - 0.3
        states, slopes = [], []
        for station, step in zip(stations[::2], (3, 2, 1), strict=True):
            z = Equation(theme, f"z_{step}", self.net.read("z", step, 0), "small", tone="state")
            slope = Equation(theme, "sigma'", self.net.read("sigma_prime", step, 0), "small", room=room)
            states.append(z.place(station.x, self.rows.symbols + 0.04))
            slopes.append(slope.place(min(station.x, right - slope.width / 2), self.rows.values))
        return states, slopes

"""Networks that differ in one weight, side by side on one log ruler: what their products do in the same steps."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from rnnanim.backend.shapes import VGroup
from rnnanim.layout.frame import ByFrame
from rnnanim.mobjects.base.layers import WIRE
from rnnanim.mobjects.base.motion import Cue, fade_out
from rnnanim.mobjects.base.roles import line_role
from rnnanim.mobjects.base.shapes import stroke
from rnnanim.mobjects.base.tagging import Tag
from rnnanim.mobjects.charts.log_axis import LogAxis
from rnnanim.mobjects.charts.running_product import RunningProduct
from rnnanim.mobjects.charts.treads import Tread
from rnnanim.mobjects.text.equation import Equation
from rnnanim.mobjects.text.label import Align, Label
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics import Analysis, Reading
from rnnanim.scenes.products.own_product import OwnProduct
from rnnanim.scenes.products.product_layout import ProductLayout, product
from rnnanim.theme import Theme

from manim import VMobject

LEVEL = 0.05  # a product so near to 1 holds
THIN, RISER, PACE = 0.09, 3.6, 0.45  # twelve steps each: lighter than on a path of its own, and quicker
NUMBER = 2.0  # room of the number at the end
START, GAP = 0.62, 0.55  # before the first staircase, and between two


@dataclass(frozen=True, slots=True)
class Room:
    """Where the lines over a ruler stand: from the baseline of the verdicts down [scene units]."""

    weight: float
    weight_align: Align
    step: float
    ruler: float


ROOM = ByFrame.narrow(Room(0.0, "right", 0.5, 1.25), Room(0.5, "left", 1.0, 1.9))


def regime(gain: float) -> str:
    """Return what a product has done: whether it vanishes, holds or explodes.

    >>> [regime(gain) for gain in (0.0156, 1.0, 11.4)]
    ['vanishes', 'holds', 'explodes']
    """
    if abs(gain - 1) <= LEVEL:
        return "holds"
    return "explodes" if gain > 1 else "vanishes"


def gains_of(net: Analysis) -> list[Reading]:
    """Return ‖∂h_T/∂h_k‖ from k = T, where it is 1, down to k = 1."""
    steps = net.spec.T
    return [net.read("gain", steps, k) for k in range(steps, 0, -1)]


class Regime:
    """One of the networks: its weight, what a step multiplies by, its staircase, and what it does."""

    def __init__(
        self, layout: ProductLayout, ruler: LogAxis, net: Analysis, verdict: Label, left: float, width: float
    ) -> None:
        theme, gains, top = layout.theme, gains_of(net), head_of(layout)
        room = layout.frame.choose(ROOM)
        products = [product(net, n) for n in range(2 * len(gains) - 1)]  # σ′ and W_h of each step
        edges = np.linspace(left + width, left, len(products) + 1)
        tones = ["wh", *["ink", "wh"] * len(gains)]  # of each riser, that of its factor; the first tread has none
        treads = [Tread(p, float(x), tone) for p, x, tone in zip(products, edges, tones, strict=False)]
        self.running = RunningProduct(theme, ruler, treads, left, thickness=THIN, riser=RISER, pace=PACE)
        self.factor, self.end, self.verdict = net.read("J", len(gains), 0, 0), gains[-1], verdict
        verdict.place(left, top, "left")
        weight = Equation(theme, "W_h", net.read("W_h", 0, 0), "medium", tone="wh")
        weight.place(left + width if room.weight_align == "right" else left, top - room.weight, room.weight_align)
        step = Equation(theme, "sigma' wh(W_h)", self.factor, "small", tone="mute")
        step.place(left, top - room.step, "left")
        states, self.arrow = ends_of_time(layout, len(gains), left, left + width)
        self.labels: list[Label | Equation] = [weight, step, *states]
        self.number = self._end(left)

    def _end(self, left: float) -> Label:
        """Return the number at the end, over the last tread or under the lowest."""
        treads, above = self.running.treads, self.end.value > 1 - LEVEL
        last = len(treads) - 1
        number = treads.number(last, size="large", above=above, room=NUMBER)
        drop = 0.0 if above else max(0.0, treads.y(last) - treads.y(last - 1))
        return number.place(left, number.baseline_y - drop, "left")


class Regimes:
    """The networks on one ruler, each product from its last state on the right to its first on the left.

    Parameters
    ----------
    nets : sequence of Analysis
        Of one length.
    name : callable
        Takes what `regime` says and returns it in the language of the lesson.
    head : Label
        What says that the scale is logarithmic.
    words : Label
        What is said of σ′, which all of them have in common.
    """

    def __init__(
        self,
        layout: ProductLayout,
        nets: Sequence[Analysis],
        name: Callable[[str], Label],
        head: Label,
        words: Label,
    ) -> None:
        top, steps = head_of(layout), nets[0].spec.T
        self.nets = tuple(nets)
        self.note = layout.note([("sigma'", nets[0].read("sigma_prime", steps, 0), "mute")], words)
        logs = [math.log10(product(net, n).value) for net in nets for n in range(2 * steps - 1)]
        box = layout.left, layout.right, top - layout.frame.choose(ROOM).ruler, layout.bottom + 0.85
        self.ruler = layout.ruler("regimes", logs, head, box)
        left = self.ruler.left + START
        pitch = (self.ruler.right - 0.1 - left + GAP) / len(nets)
        verdicts = [name(regime(gains_of(net)[-1].value)) for net in nets]
        self.each = [
            Regime(layout, self.ruler, net, verdict, left + n * pitch, pitch - GAP)
            for n, (net, verdict) in enumerate(zip(nets, verdicts, strict=True))
        ]
        derivative = formula(layout.theme, f"partial h_{steps} slash partial h_1", "small", tone="text")
        self.name = derivative.place(layout.left, top, "left")

    @property
    def labels(self) -> list[Label | Equation]:
        """Everything that is written, but for the rulers' own and the numbers at the ends."""
        return [self.name, *(label for one in self.each for label in (*one.labels, one.verdict)), *self.note]

    def fade_out(self, seconds: float) -> list[Cue]:
        """Return the fading of ruler, staircases and arrows; the line of 1 stays."""
        products = [one.running.fade_out(seconds) for one in self.each]
        arrows = fade_out(seconds, *(one.arrow for one in self.each))
        return [self.ruler.fade_out(seconds, keep=True), *products, arrows]


class Verdicts:
    """The whole answer on one ruler: a product whose factors are all over 1, and one whose factors are all under 1.

    Parameters
    ----------
    over, under : Analysis
        The networks; they have one length.
    own : Analysis
        Of the lesson.
    words : pair of Label
        What is said over and under the line of 1.
    ours : Label
        What names the lesson's own product.
    head : Label
        What says that the scale is logarithmic.

    Attributes
    ----------
    own : OwnProduct or None
        The lesson's own product, beside the staircases; with one step there is none.
    """

    def __init__(
        self,
        layout: ProductLayout,
        over: Analysis,
        under: Analysis,
        own: Analysis,
        words: tuple[Label, Label],
        ours: Label,
        head: Label,
    ) -> None:
        gains = [gains_of(net) for net in (over, under)]
        logs = [math.log10(gain.value) for one in gains for gain in one]
        box = (*layout.box[:2], layout.chain_y - 0.3, layout.bottom + 0.4)
        self.ruler = layout.ruler("verdicts", logs, head, box)
        left, base = self.ruler.left + START / 2, layout.bottom - 0.1
        self.own = OwnProduct(layout.theme, self.ruler, own, left, base, ours) if own.spec.T > 1 else None
        left += self.own.room + GAP if self.own is not None else 0.0
        edges = np.linspace(self.ruler.right, left, len(gains[0]) + 1)
        whole = line_role(layout.theme, "gradient")  # a riser is σ′ and W_h in one: the hue of neither
        treads = [[Tread(gain, float(x), whole) for gain, x in zip(one, edges, strict=False)] for one in gains]
        self.products = [
            RunningProduct(layout.theme, self.ruler, row, left, joins=n > 0) for n, row in enumerate(treads)
        ]
        self.states, self.arrow = ends_of_time(layout, len(gains[0]), left, self.ruler.right)
        self.words = words
        over, under = words
        if layout.frame.choose(ByFrame.narrow(True, False)):  # between the staircases
            over.place(left, self.ruler.y(0) + 0.3, "left")
            under.place(left, self.ruler.y(0) - 0.55, "left")
        else:  # outside of them, where they have not gone far
            over.place(self.ruler.right, self.ruler.top - 0.35, "right")
            under.place(self.ruler.right, self.ruler.bottom + 0.15, "right")


def head_of(layout: ProductLayout) -> float:
    """Return the baseline of the verdicts."""
    return layout.chain_y + 0.15


def ends_of_time(layout: ProductLayout, steps: int, left: float, right: float) -> tuple[list[Label], VMobject]:
    """Return the last state and the first, under the ends of a staircase, and the arrow from one to the other."""
    base = layout.bottom - 0.1
    last, first = (formula(layout.theme, f"h_{k}", "small", tone="mute") for k in (steps, 1))
    labels = [last.place(right, base, "right"), first.place(left, base, "left")]
    return labels, arrow(layout.theme, right - 0.55, left + 0.5, base + 0.1)


def arrow(theme: Theme, right: float, left: float, y: float) -> VMobject:
    """Return a thin arrow to the left."""
    line = stroke(theme, np.array([[right, y], [left, y]]), Tag("line", "low"), theme.stroke.rule)
    head = np.array([[left + 0.12, y + 0.08], [left, y], [left + 0.12, y - 0.08]])
    return VGroup(line, stroke(theme, head, Tag("line", "low"), theme.stroke.rule)).set_z_index(WIRE, family=True)

"""Networks that differ in one weight, side by side on one log ruler: what their products do in the same steps."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from rnnanim.mobjects.equation import Equation
from rnnanim.mobjects.motion import Cue
from rnnanim.mobjects.parts import TEXT, WIRE
from rnnanim.mobjects.ruler import LogRuler
from rnnanim.mobjects.stair_rows import Rows
from rnnanim.mobjects.staircase import Staircase, Tread
from rnnanim.mobjects.strokes import stroke
from rnnanim.mobjects.tagging import Tag
from rnnanim.mobjects.text import Label, formula
from rnnanim.numerics import Analysis, Reading
from rnnanim.theme import Theme

from manim import Mobject, VGroup

LEVEL = 0.05  # a product so near to 1 holds
START, GAP = 0.62, 0.55  # before the first staircase, and between two


def fate(gain: float) -> str:
    """Return what a product has done: whether it vanishes, holds or explodes.

    >>> [fate(gain) for gain in (0.0156, 1.0, 11.4)]
    ['vanishes', 'holds', 'explodes']
    """
    if abs(gain - 1) <= LEVEL:
        return "holds"
    return "explodes" if gain > 1 else "vanishes"


def gains_of(net: Analysis) -> list[Reading]:
    """Return ‖∂h_T/∂h_k‖ from k = T, where it is 1, down to k = 1."""
    steps = net.spec.T
    return [net.read("gain", steps, k) for k in range(steps, 0, -1)]


class Fate:
    """One of the networks: its weight, what a step multiplies by, its staircase, and what it does."""

    def __init__(self, rows: Rows, ruler: LogRuler, net: Analysis, verdict: Label, left: float, width: float) -> None:
        theme, gains, top = rows.theme, gains_of(net), head_of(rows)
        edges = np.linspace(left + width, left, len(gains) + 1)
        self.stair = Staircase(theme, ruler, [Tread(g, float(x)) for g, x in zip(gains, edges, strict=False)], left)
        self.factor, self.end, self.verdict = net.read("J", len(gains), 0, 0), gains[-1], verdict
        verdict.place(left, top, "left").set_z_index(TEXT, family=True)
        weight = Equation(theme, "W_h", net.read("W_h", 0, 0), "medium", tone="wh")
        step = Equation(theme, "sigma' wh(W_h)", self.factor, "small", tone="mute")
        if rows.is_wide:
            weight.place(left + width, top, "right")
        else:
            weight.place(left, top - 0.5, "left")
        step.place(left, top - (0.5 if rows.is_wide else 1.0), "left")
        base = rows.bottom - 0.1
        last, first = (formula(theme, f"h_{k}", "small", tone="mute") for k in (len(gains), 1))
        last.place(left + width, base, "right")
        first.place(left, base, "left")
        self.labels: list[Label | Equation] = [weight, step, last, first]
        self.arrow = arrow(theme, left + width - 0.55, left + 0.5, base + 0.1)
        self.number = self.stair.number(len(gains) - 1, size="large", above=self.end.value > 1 - LEVEL)
        self.number.place(left, self.number.baseline_y, "left")


class Fates:
    """The networks on one ruler, each product from its last state on the right to its first on the left.

    Parameters
    ----------
    nets : sequence of Analysis
        Of one length.
    name : callable
        Takes what `fate` says and returns it in the language of the lesson.
    head : Label
        What says that the scale is logarithmic.
    """

    def __init__(self, rows: Rows, nets: Sequence[Analysis], name: Callable[[str], Label], head: Label) -> None:
        top, steps = head_of(rows), nets[0].spec.T
        logs = [math.log10(gain.value) for net in nets for gain in gains_of(net)]
        box = rows.left, rows.right, top - (1.25 if rows.is_wide else 1.9), rows.bottom + 0.5
        self.ruler = rows.ruler("fates", logs, head, box)
        left = self.ruler.left + START
        pitch = (self.ruler.right - 0.1 - left + GAP) / len(nets)
        verdicts = [name(fate(gains_of(net)[-1].value)) for net in nets]
        self.each = [
            Fate(rows, self.ruler, net, verdict, left + n * pitch, pitch - GAP)
            for n, (net, verdict) in enumerate(zip(nets, verdicts, strict=True))
        ]
        derivative = formula(rows.theme, f"partial h_{steps} slash partial h_1", "small", tone="text")
        self.name = derivative.place(rows.left, top, "left").set_z_index(TEXT, family=True)

    @property
    def labels(self) -> list[Label | Equation]:
        """Everything that is written, but for the ruler's own."""
        return [self.name, *(label for one in self.each for label in (*one.labels, one.verdict))]

    def leave(self, seconds: float) -> list[Cue]:
        """Return the fading of ruler, staircases and arrows; the line of 1 stays."""
        stairs = [one.stair.leave(seconds) for one in self.each]
        arrows = [reveal(one.arrow, seconds, back=True) for one in self.each]
        return [self.ruler.leave(seconds, keep=True), *stairs, *arrows]


def head_of(rows: Rows) -> float:
    """Return the baseline of the verdicts."""
    return rows.chain_y + 0.15


def arrow(theme: Theme, right: float, left: float, y: float) -> VGroup:
    """Return a thin arrow to the left."""
    line = stroke(theme, np.array([[right, y], [left, y]]), Tag("line", "low"), theme.stroke.rule)
    head = np.array([[left + 0.12, y + 0.08], [left, y], [left + 0.12, y - 0.08]])
    return VGroup(line, stroke(theme, head, Tag("line", "low"), theme.stroke.rule)).set_z_index(WIRE, family=True)


def reveal(mobject: Mobject, seconds: float, *, back: bool = False) -> Cue:
    """Return the coming of lines, or their going."""

    def apply(share: float) -> None:
        for line in mobject.family_members_with_points():
            line.set_stroke(opacity=1 - share if back else share)

    return Cue(apply, seconds)

"""One forward step in numbers: z as the sum of what arrives, each term with its value below, and h made of z."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rnnanim.layout.frame import Layout
from rnnanim.mobjects.base.geometry import Point, Polyline
from rnnanim.mobjects.base.layers import FLIGHT
from rnnanim.mobjects.base.motion import Cue, ease_in_out_sine
from rnnanim.mobjects.base.pose import Pose
from rnnanim.mobjects.base.tagging import Flight
from rnnanim.mobjects.formulas.formula_base import FormulaBase
from rnnanim.mobjects.text.fitting import fitting_one, fitting_row
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.rounding import shown
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics import Reading
from rnnanim.theme import Theme

from manim import VGroup

SLOTS = {"z": -5.35, "equals": -4.65, "x": -3.55, "h": -1.45, "b": 0.35, "total": 1.95}  # of a wide frame
ROOM = 1.55  # for a value under its term
LIST = {"equals": 0.68, "term": 0.95}  # from the left of a list
ORDER = ("x", "h", "b")
TONES = {"x": "wx", "h": "wh", "b": "ink"}
LOWERED = 0.32  # of both rows of a wide frame: above the symbols stand the numbers of the weights
SIGN_AIR = 0.12  # beside a sign
ABOVE, OVER_A_SYMBOL = 1.0, 1.0  # baseline of the number over a symbol [em of the symbol], and room for it
LOOSE = 1.4  # times the pitch of a list, with numbers above its symbols
LEAST_PITCH = 0.6  # of a list whose rows have room for it
ROUND = 0.2  # radius of the bends on a value's way

Names = dict[str, str]


@dataclass(frozen=True, slots=True)
class Values:
    """The readings of one step: the terms of z, z and h."""

    x: Reading
    h: Reading
    b: Reading
    z: Reading
    state: Reading


class PreactivationFormula(FormulaBase):
    """`z_t = W_x x_t + W_h h_{t-1} + b_h` with the values of a step, and `h_t = σ(z_t)` beside or below it.

    In numbers the terms add up; norms do not, and each stands under its own vector.

    Parameters
    ----------
    step : int
    bend : str
        Typst mathematics of σ(z_t).
    head : Label or None
        What the row of values is, where they are norms.
    right : float
        Middle of the formula of h in a wide frame.
    weights : dict of {"x", "h", "b"} to Reading, optional
        What the terms are multiplied by, and the bias: their numbers stand above the symbols, as in the rules.
    """

    def __init__(
        self,
        theme: Theme,
        layout: Layout,
        step: int,
        values: Values,
        bend: str,
        *,
        head: Label | None,
        right: float,
        weights: dict[str, Reading] | None = None,
    ) -> None:
        super().__init__()
        self.theme, self.layout, self.head = theme, layout, head
        self.is_wide = layout.band.kind == "columns"
        self.symbols = {name: formula(theme, source, "medium") for name, source in sources(step, bend).items()}
        self.readings = values
        terms = [getattr(values, name) for name in ORDER]
        joined = self.is_wide and head is None  # in a list the signs stand before the symbols
        signs = [False] + [joined and reading.value < 0 for reading in terms[1:]]
        room = ROOM if self.is_wide else layout.band.right - layout.band.left - 1.6
        row = fitting_row(theme, terms, room, "small", "ink", unsigned=signs)
        self.values = dict(zip(ORDER, row, strict=True))
        self.values["z"] = fitting_one(theme, values.z, 1.7, "small", "ink", fewest=2)
        self.values["state"] = fitting_one(theme, values.state, 1.7, "small", "ink", fewest=2)
        self.pluses = {name: formula(theme, "+", "medium", tone="mute") for name in ORDER[1:]}
        self.operators = {
            name: formula(theme, "-" if sign else "+", "small", tone="mute")
            for name, sign in zip(ORDER[1:], signs[1:], strict=True)
        }
        self.equals = {name: formula(theme, "=", "medium", tone="mute") for name in ("z", "state")}
        total = "=" if self._adds_up(signs) else "approx"
        self.totals = {
            "start": formula(theme, "=", "small", tone="mute"),
            "z": formula(theme, total, "small", tone="mute"),
            "state": formula(theme, "=", "small", tone="mute"),
        }
        self.weights = dict(self._weights(weights or {}))
        self._place_wide(right) if self.is_wide else self._place_list()
        self._place_weights()
        self.flying = VGroup()
        for label in self.labels:
            label.set_fill(opacity=0)
        self.add(*self.labels, self.flying)

    @property
    def labels(self) -> list[Label]:
        """Everything that is written."""
        groups = (self.symbols, self.values, self.pluses, self.operators, self.equals, self.totals, self.weights)
        return [label for group in groups for label in group.values()] + ([self.head] if self.head else [])

    # motion

    def begin(self, seconds: float) -> Cue:
        """Return the appearing of `z_t =`."""
        return self.write(seconds, self.symbols["z"], self.equals["z"])

    def term(self, name: str, seconds: float) -> Cue:
        """Return the appearing of a term with its sign, once its value is there."""
        labels = [self.symbols[name], *filter(None, [self.weights.get(name)])]
        labels += [self.pluses[name]] if name in self.pluses else []
        if self.head is None and self.is_wide:
            labels += [self.operators[name]] if name in self.operators else [self.totals["start"]]
        elif self.head is not None and name == "x":
            labels.append(self.head)
        return self.write(seconds, *labels)

    def total(self, seconds: float) -> Cue:
        """Return the arrival of z."""
        sign = [self.totals["z"]] if self.head is None else []
        return self.write(seconds, *sign, self.values["z"])

    def bent(self, seconds: float) -> Cue:
        """Return the appearing of `h_t = σ(z_t)`."""
        return self.write(seconds, self.symbols["state"], self.equals["state"], self.symbols["bend"])

    def result(self, seconds: float) -> Cue:
        """Return the arrival of h."""
        return self.write(seconds, self.totals["state"], self.values["state"])

    def bring(self, name: str, corridor: Sequence[Point] | None, seconds: float) -> Cue:
        """Return the way of a value from beside its stream to its place; without a free way it just arrives.

        Parameters
        ----------
        corridor : sequence of (x, y)
            From the middle of the number beside the stream down to below the network.
        """
        value = self.values[name]
        if corridor is None or not self.is_wide:
            return self.write(seconds * 0.5, value)
        goal = (float(value.get_center()[0]), float(value.get_center()[1]))
        return glide(self.flying, value, [*corridor, (goal[0], corridor[-1][1])], seconds, tone="state")

    # construction

    def _adds_up(self, signs: Sequence[bool]) -> bool:
        """Return whether the terms as they are written add up to z as it is written."""
        if self.head is not None:
            return True
        written = [shown(self.values[name]) for name in ORDER]
        return sum(-n if sign else n for n, sign in zip(written, signs, strict=True)) == shown(self.values["z"])

    def _place_wide(self, right: float) -> None:
        top, low = self.layout.band.symbols - LOWERED, self.layout.band.values - LOWERED
        for name in ("z", *ORDER):
            self.symbols[name].place(SLOTS[name], top)
        self.equals["z"].place(SLOTS["equals"], top)
        for name in ORDER:
            self.values[name].place(SLOTS[name], low)
        for before, name in pairwise(ORDER):
            above = self._between(self.symbols[before], self.symbols[name])
            self.pluses[name].place(above, top)
            self.operators[name].place(self._sign(above, self.values[before], self.values[name]), low)
        self.totals["start"].place(SLOTS["equals"], low)
        if self.head is None:
            self.values["z"].place(SLOTS["total"] - 0.35, low, "left")
            self.totals["z"].place(self._between(self.values["b"], self.values["z"]), low)
        else:
            self.values["z"].place(SLOTS["z"], low)
            self.head.place(SLOTS["total"] - 0.6, low, "left")
        half = (self.symbols["state"].width + self.symbols["bend"].width + 0.7) / 2
        self.symbols["state"].place(right - half, top, "left")
        self.equals["state"].place(right - half + self.symbols["state"].width + 0.35, top)
        start = right - half + self.symbols["state"].width + 0.7
        self.symbols["bend"].place(start, top, "left")
        self.totals["state"].place(float(self.equals["state"].get_center()[0]), low)
        self.values["state"].place(start, low, "left")

    def _sign(self, above: float, before: Label, after: Label) -> float:
        """Return where a sign stands between two values: under the one above it, if that is clear of both."""
        half = 0.12 + SIGN_AIR
        is_clear = before.get_right()[0] + half <= above <= after.get_left()[0] - half
        return above if is_clear else self._between(before, after)

    @staticmethod
    def _between(a: Label, b: Label) -> float:
        return float(a.get_right()[0] + b.get_left()[0]) / 2

    def _weights(self, readings: dict[str, Reading]) -> Iterator[tuple[str, Label]]:
        if not self.is_wide and self.layout.band.pitch < LEAST_PITCH:
            return
        for name, reading in readings.items():
            yield name, fitting_one(self.theme, reading, OVER_A_SYMBOL, "small", TONES[name], fewest=2)

    def _place_weights(self) -> None:
        for name, label in self.weights.items():
            symbol = self.symbols[name]
            middle = (symbol if name == "b" else symbol.part("weight")).get_center()[0]
            label.place(float(middle), symbol.baseline_y + ABOVE * symbol.em)

    def _place_list(self) -> None:
        band = self.layout.band
        pitch = band.pitch * (LOOSE if self.weights else 1)
        sign, left = band.left + LIST["equals"], band.left + LIST["term"]
        for n, name in enumerate(ORDER):
            y = band.top - pitch * n
            self.symbols[name].place(left, y, "left")
            self.values[name].place(band.right, y, "right")
            if n:
                self.pluses[name].place(sign, y)
        self.symbols["z"].place(band.left, band.top, "left")
        self.equals["z"].place(sign, band.top)
        rows = [band.top - pitch * n for n in (3, 4.4, 5.4)]
        self.totals["z"].place(self.values["z"].place(band.right, rows[0], "right").get_left()[0] - 0.25, rows[0])
        self.symbols["state"].place(band.left, rows[1], "left")
        self.equals["state"].place(sign, rows[1])
        self.symbols["bend"].place(left, rows[1], "left")
        self.totals["state"].place(
            self.values["state"].place(band.right, rows[2], "right").get_left()[0] - 0.25, rows[2]
        )
        if self.head is not None:
            self.head.place(band.right, band.top + band.pitch, "right")


def glide(stage: VGroup, label: Label, way: Sequence[Point], seconds: float, *, tone: str, reveal: bool = True) -> Cue:
    """Return the way of a number to its place along corners, by a copy that is on a stage meanwhile.

    Parameters
    ----------
    reveal : bool
        Whether the number is shown in the end; otherwise its owner does it.
    """
    goal = (float(label.get_center()[0]), float(label.get_center()[1]))
    line = Polyline([*way, goal], radius=ROUND)
    copy: Label = label.copy().tint(tone).set_z_index(FLIGHT, family=True)
    copy.flies = Flight.between(way[0], goal)
    pose = Pose(copy, goal)

    def apply(share: float) -> None:
        place = line.point(line.length * share)
        pose.put((float(place[0]), float(place[1])))
        copy.set_fill(opacity=min(1.0, share / 0.08))
        if share >= 1:
            stage.remove(copy)
            label.set_fill(opacity=1 if reveal else None)

    return Cue(apply, seconds, rate=ease_in_out_sine, begin=lambda: stage.add(copy))


def sources(step: int, bend: str) -> Names:
    """Return the symbols of a step, Typst mathematics."""
    return {
        "z": f"z_({step})",
        "x": f'part("weight", wx(W_x)) space.hair x_({step})',
        "h": f'part("weight", wh(W_h)) space.hair h_({step - 1})',
        "b": "b_h",
        "state": f"h_({step})",
        "bend": bend,
    }

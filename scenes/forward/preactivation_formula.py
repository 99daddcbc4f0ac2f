"""One forward step in numbers: z as the sum of what arrives, each term with its value, and h made of z."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from rnnanim.backend.shapes import VGroup
from rnnanim.layout.frame import Layout
from rnnanim.mobjects.base.flight import fly_copy
from rnnanim.mobjects.base.geometry import Point, Polyline
from rnnanim.mobjects.base.motion import Cue, fade_in
from rnnanim.mobjects.text.fitting import fitting_one, fitting_row
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.rounding import shown
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics import Reading
from rnnanim.scenes.forward.preactivation_layout import FORMULA_LAYOUTS, FormulaLabels
from rnnanim.scenes.forward.step_readings import TERMS, StepReadings
from rnnanim.theme import Theme

TONES = {"x": "wx", "h": "wh", "b": "ink"}
ABOVE, OVER_A_SYMBOL = 1.0, 1.0  # baseline of the number over a symbol [em of the symbol], and room for it
RESULT_ROOM = 1.7  # for the values of z and h
ROUND = 0.2  # radius of the corners on a value's way


class PreactivationFormula(VGroup):
    """`z_t = W_x x_t + W_h h_{t-1} + b_h` with the values of a step, and `h_t = σ(z_t)` beside or below it.

    Parameters
    ----------
    step : int
    readings : StepReadings
    activation : str
        Typst mathematics of σ(z_t).
    middle : float
        Of the axes of the activation.
    weights : dict of {"x", "h", "b"} to Reading
        What the terms are multiplied by, and the bias: their numbers stand above the symbols, as in the rules.
    """

    def __init__(
        self,
        theme: Theme,
        layout: Layout,
        step: int,
        readings: StepReadings,
        activation: str,
        *,
        middle: float,
        weights: Mapping[str, Reading],
    ) -> None:
        super().__init__()
        self.theme = theme
        self.arrangement = layout.choose(FORMULA_LAYOUTS)(layout, middle)
        self.labels = self._labels(step, readings, activation, weights)
        self.arrangement.place(self.labels)
        self._place_weights()
        self.flying = VGroup()
        for label in self.labels.all():
            label.set_fill(opacity=0)
        self.add(*self.labels.all(), self.flying)

    # motion

    def write_name(self, seconds: float) -> Cue:
        """Return the appearing of `z_t =`."""
        return fade_in(seconds, self.labels.symbols["z"], self.labels.equals["z"])

    def write_term(self, name: str, seconds: float) -> Cue:
        """Return the appearing of a term with its sign, once its value is there."""
        written = self.labels
        found = [written.symbols[name], written.weights.get(name), written.pluses.get(name)]
        if self.arrangement.signs_join_values:
            found.append(written.operators.get(name, written.totals["start"]))
        return fade_in(seconds, *filter(None, found))

    def write_sum(self, seconds: float) -> Cue:
        """Return the arrival of z."""
        return fade_in(seconds, self.labels.totals["z"], self.labels.values["z"])

    def write_activation(self, seconds: float) -> Cue:
        """Return the appearing of `h_t = σ(z_t)`."""
        symbols = self.labels.symbols
        return fade_in(seconds, symbols["state"], self.labels.equals["state"], symbols["activation"])

    def write_state(self, seconds: float) -> Cue:
        """Return the arrival of h."""
        return fade_in(seconds, self.labels.totals["state"], self.labels.values["state"])

    def fly_value(self, name: str, corridor: Sequence[Point] | None, seconds: float) -> Cue:
        """Return the flight of a value from beside its flow to its place; without a free way it just appears.

        Parameters
        ----------
        corridor : sequence of (x, y)
            From the middle of the number beside the flow down to below the network.
        """
        value = self.labels.values[name]
        if corridor is None or not self.arrangement.values_fly:
            return fade_in(seconds * 0.5, value)
        above = float(value.get_center()[0]), corridor[-1][1]
        return fly_number(
            value,
            [*corridor, above],
            seconds,
            among=self.flying,
            tone="state",
            landed=lambda: value.set_fill(opacity=1),
        )

    # construction

    def _labels(
        self, step: int, readings: StepReadings, activation: str, weights: Mapping[str, Reading]
    ) -> FormulaLabels:
        theme, arrangement = self.theme, self.arrangement
        joined = arrangement.signs_join_values  # in a list the signs stand before the symbols
        signs = [False] + [joined and reading.value < 0 for reading in readings.terms[1:]]
        row = fitting_row(theme, readings.terms, arrangement.value_room, "small", "ink", unsigned=signs)
        values = dict(zip(TERMS, row, strict=True))
        for name, reading in (("z", readings.z), ("state", readings.state)):
            values[name] = fitting_one(theme, reading, RESULT_ROOM, "small", "ink")
        exact = _adds_up(values, signs)
        operators = {name: "-" if sign else "+" for name, sign in zip(TERMS[1:], signs[1:], strict=True)}
        return FormulaLabels(
            symbols={name: formula(theme, source) for name, source in _sources(step, activation).items()},
            values=values,
            pluses={name: formula(theme, "+", tone="mute") for name in TERMS[1:]},
            operators={name: formula(theme, sign, "small", tone="mute") for name, sign in operators.items()},
            equals={name: formula(theme, "=", tone="mute") for name in ("z", "state")},
            totals={
                name: formula(theme, sign, "small", tone="mute")
                for name, sign in (("start", "="), ("z", "=" if exact else "approx"), ("state", "="))
            },
            weights=dict(self._weights(weights)),
        )

    def _weights(self, readings: Mapping[str, Reading]) -> Iterator[tuple[str, Label]]:
        for name, reading in readings.items() if self.arrangement.has_weights else ():
            yield name, fitting_one(self.theme, reading, OVER_A_SYMBOL, "small", TONES[name])

    def _place_weights(self) -> None:
        for name, label in self.labels.weights.items():
            symbol = self.labels.symbols[name]
            middle = (symbol if name == "b" else symbol.part("weight")).get_center()[0]
            label.place(float(middle), symbol.baseline_y + ABOVE * symbol.em)


def fly_number(
    label: Label,
    corners: Sequence[Point],
    seconds: float,
    *,
    among: VGroup,
    tone: str,
    landed: Callable[[], object] = lambda: None,
) -> Cue:
    """Return the flight of a copy of a number round corners to its place."""
    goal = float(label.get_center()[0]), float(label.get_center()[1])
    line = Polyline([*corners, goal], radius=ROUND)
    return fly_copy(label.copy().tint(tone), line, seconds, among=among, landed=landed)


def _adds_up(values: Mapping[str, Label], signs: Sequence[bool]) -> bool:
    """Return whether the terms as they are written add up to z as it is written."""
    written = [shown(values[name]) for name in TERMS]
    return sum(-n if sign else n for n, sign in zip(written, signs, strict=True)) == shown(values["z"])


def _sources(step: int, activation: str) -> dict[str, str]:
    """Return the symbols of a step, Typst mathematics."""
    return {
        "z": f"z_({step})",
        "x": f'part("weight", wx(W_x)) space.hair x_({step})',
        "h": f'part("weight", wh(W_h)) space.hair h_({step - 1})',
        "b": "b_h",
        "state": f"h_({step})",
        "activation": activation,
    }

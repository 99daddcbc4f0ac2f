"""What a step forward is made of: its streams, numbers, formulas and dots, the outputs and the losses, all in place."""

from __future__ import annotations

import math
from collections.abc import Sequence

from rnnanim.errors import InputError
from rnnanim.layout.frame import MOST_DRAWN
from rnnanim.lesson import Lesson
from rnnanim.mobjects.base.roles import HUE
from rnnanim.mobjects.charts.waterfall import Row, Waterfall
from rnnanim.mobjects.flow.forward_flow import forward_scale
from rnnanim.mobjects.formulas.forward_rules import ForwardRuleLayout
from rnnanim.mobjects.network.states import State
from rnnanim.mobjects.network.unrolled import UnrolledRNN
from rnnanim.mobjects.text.fitting import fitting_one
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics import Reading
from rnnanim.numerics.stations import Link, PartName, Station
from rnnanim.scenes.forward.activation_plot import ActivationDot, ActivationPlot, PreactivationBars, Summand
from rnnanim.scenes.forward.axis_ranges import ranges
from rnnanim.scenes.forward.forward_labels import ForwardLabels, vector
from rnnanim.scenes.forward.preactivation_formula import PreactivationFormula, Values
from rnnanim.scenes.forward.squared_error import SquaredError
from rnnanim.stage import LessonScene  # prepares manim, so it stands before it
from rnnanim.stage.beats import Repetition

BENDS = {
    "tanh": "tanh\\({z}\\)",
    "sigmoid": '"sigmoid"\\({z}\\)',
    "relu": '"ReLU"\\({z}\\)',
    "identity": "{z}",
}

OVER_A_SYMBOL, ABOVE = 1.0, 1.12  # room for a number over a symbol, and its baseline over that of the symbol in em
WORD_GAP = 0.6  # from the formula of a loss to what its target is called
RULE_GAP = 0.7  # from the rule of the output to what φ is


def steps_to_show(lesson: Lesson) -> Sequence[Repetition]:
    """Return the steps in order; beyond five those in between are summed up."""
    steps = lesson.network.T
    return tuple(range(1, steps + 1)) if steps <= MOST_DRAWN else (1, "middle", steps)


class WayForward(LessonScene):
    """The cast of a forward pass, built from the lesson alone."""

    loss = "sum"

    def cast(self) -> None:
        self.steps = self.lesson.network.T
        self.refuse_what_overflows()
        self.keys = steps_to_show(self.lesson)
        self.net = UnrolledRNN(self.theme, self.layout)
        self.rule_places = ForwardRuleLayout(self.theme, self.net)
        self.rules = self.rule_places.rules()
        self.weight_numbers = self.numbers_of_the_weights()
        loss, output = Station.L(self.steps), Station.y(self.steps)
        self.hidden: dict[PartName, State] = dict.fromkeys((loss, Link(loss, output)), State.HIDDEN)
        self.scale, self.doublings = forward_scale(self.flowing())
        self.places = ForwardLabels(self.theme, self.net, self.analysis, self.scale)
        self.cast_the_steps()
        self.cast_the_outputs()
        self.cast_the_losses()
        self.note = self.width_note()

    # the cast

    def refuse_what_overflows(self) -> None:
        """Raise InputError for states or losses that float64 cannot hold: no picture of them would be true."""
        rollout = self.analysis.rollout
        values = [*rollout.z[1:].ravel(), *rollout.h.ravel(), *rollout.y[1:].ravel(), *rollout.loss_per_step[1:]]
        if not all(math.isfinite(value) for value in (*values, rollout.loss)):
            raise InputError(
                f"ForwardPass: the states of this lesson overflow at {self.steps} steps; "
                "take smaller weights (network.W_h) or fewer steps (network.steps)"
            )

    def flowing(self) -> list[float]:
        """Return everything that is drawn as a stream."""
        found = [vector(self.analysis, "h", 0).value]
        for step in self.layout.drawn_steps:
            found += [vector(self.analysis, name, step).value for name in "xh"]
            found += [self.analysis.read(f"drive_{name}", step).value for name in "xhy"]
        return found

    def cast_the_steps(self) -> None:
        """Build what each step that is shown in full has: streams, numbers, sum, formula, dots."""
        analysis, places, steps = self.analysis, self.places, [key for key in self.keys if key != "middle"]
        reach = [value for step in steps for value in self.reach(int(step))]
        self.bend = ActivationPlot(
            self.theme, analysis, places.plot, *ranges(analysis, reach, range(1, self.steps + 1)), reach
        )
        self.meaning = self.name_of_the_curve()
        self.states = {step: places.state(step) for step in (0, *self.layout.drawn_steps)}
        inputs = {step: places.input(step) for step in self.layout.drawn_steps}
        self.inputs = {step: number for step, number in inputs.items() if number is not None}
        self.water = {(w, t): places.stream(w, t) for t in steps for w in "xh"}
        self.driven = {("x", t): places.driven_x(t, self.water["x", t]) for t in steps}
        self.driven |= {("h", t): places.driven_h(t, self.water["x", t]) for t in steps}
        shown = self.layout.drawn_steps
        self.rides = {step: ActivationDot(self.bend, step) for step in shown}
        self.sums = {step: PreactivationBars(self.bend, self.parts(step), self.rides[step].below) for step in steps}
        self.formulas = {step: self.step_formula(step) for step in steps}

    def name_of_the_curve(self) -> list[Label]:
        """Return which activation the curve is, over its right end."""
        kind, (_, right, top, _) = self.lesson.network.activation, self.bend.plot.box
        bare = BENDS[kind].removesuffix("\\({z}\\)")
        source = f"sigma mute(=) {bare}" if kind != "identity" else "sigma\\(z\\) mute(=) z"
        label = formula(self.theme, source, "small", tone="mute")
        return [label.place(min(right + 0.35, self.layout.safe[1]), top + 0.16, "right")]

    def parts(self, step: int) -> list[Summand]:
        """Return the parts of z; vectors of several units do not add up along one axis."""
        if not self.analysis.is_scalar:
            return []
        values = self.values(step)
        return [Summand(values.x, "wx"), Summand(values.h, "wh"), Summand(values.b, "mute")]

    def reach(self, step: int) -> list[float]:
        ends, total = [0.0], 0.0
        for part in self.parts(step):
            total += part.reading.value
            ends.append(total)
        return ends

    def values(self, step: int) -> Values:
        read = self.analysis.read
        bias, state = vector(self.analysis, "b_h"), vector(self.analysis, "h", step)
        return Values(read("drive_x", step), read("drive_h", step), bias, vector(self.analysis, "z", step), state)

    def step_formula(self, step: int) -> PreactivationFormula:
        head = None if self.analysis.is_scalar else self.stage.words("norms", tone="mute")
        left, right, *_ = self.places.plot
        source = BENDS[self.lesson.network.activation].format(z=f"z_({step})")
        return PreactivationFormula(
            self.theme,
            self.layout,
            step,
            self.values(step),
            source,
            head=head,
            right=(left + right) / 2,
            weights=self.weights_of_a_step(),
        )

    def weights_of_a_step(self) -> dict[str, Reading]:
        """Return what the terms of z are multiplied by, and the bias; a matrix has no number."""
        if not self.analysis.is_scalar:
            return {}
        read = self.analysis.read
        return {"x": read("W_x", 0, 0), "h": read("W_h", 0, 0), "b": read("b_h", 0)}

    def cast_the_outputs(self) -> None:
        self.readings_off = {step: self.places.stream("y", step) for step in self.layout.drawn_steps}
        self.output_numbers = {step: self.places.output(step) for step in self.layout.drawn_steps}
        self.output_rule = self.rule_of_the_output()

    def rule_of_the_output(self) -> list[Label]:
        """Return the formula of the output and beside it what φ is in this lesson, and the numbers of its weights."""
        source = 'y_t mute(=) phi\\(part("W_y", wy(W_y)) space.hair h_t mute(+) part("b_y", b_y)\\)'
        kind = self.lesson.network.output_activation
        rule = self.rules["y"].label
        label = formula(self.theme, source, rule.em)
        label.place(float(rule.get_left()[0]), rule.baseline_y, "left")
        meaning = formula(self.theme, f"phi\\(z\\) mute(=) {BENDS[kind].format(z='z')}", "medium", tone="mute")
        beside = -math.inf
        if self.layout.band.kind == "columns":  # then it stands under the outputs that it speaks of
            label.place((self.layout.x(1) + self.layout.x(self.steps)) / 2, rule.baseline_y, "centre")
            beside = self.places.plot[0]
        beside = max(beside, float(label.get_right()[0]) + RULE_GAP)
        meaning.place(min(beside, self.layout.safe[1] - meaning.width), rule.baseline_y, "left")
        if not self.analysis.is_scalar:
            return [label, meaning]
        numbers = []
        for name, index in (("W_y", (0, 0)), ("b_y", (0,))):
            reading, tone = self.analysis.read(name, *index), HUE.get(name, "ink")
            number = fitting_one(self.theme, reading, OVER_A_SYMBOL, "small", tone, fewest=2)
            number.place(float(label.part(name).get_center()[0]), label.baseline_y + ABOVE * label.em)
            numbers.append(number)
        return [label, meaning, *numbers]

    def cast_the_losses(self) -> None:
        shown = [step for step in self.keys if step != "middle"]
        self.misses = {int(step): SquaredError(self.theme, self.layout, self.analysis, int(step)) for step in shown}
        self.target_word = self.name_of_the_target()
        rows = [self.loss_row(key) for key in self.keys]
        total = self.stage.words("loss_total", tone="low")
        rows.append(Row(total, total.copy(), self.analysis.read("loss")))
        self.panel = Waterfall(self.theme, self.layout.panel, rows, bar=self.layout.bar, hue="loss")
        self.total = self.sum_of_losses()

    def name_of_the_target(self) -> list[Label]:
        """Return what ŷ is, beside the formulas of the losses, where the frame has room for it."""
        label = self.stage.words("target", tone="mute")
        x, y = max(sheet.end for sheet in self.misses.values())
        label.place(x + WORD_GAP, y, "left")
        return [label] if float(label.get_right()[0]) <= self.layout.safe[1] else []

    def loss_row(self, key: Repetition) -> Row:
        if key == "middle":
            full, short = (
                self.stage.words(name, tone="low", a=2, b=self.steps - 1)
                for name in ("loss_between", "loss_between_short")
            )
            return Row(full, short, self.loss_of(key))
        label = self.stage.words("loss_step", tone="low", k=int(key))
        return Row(label, label.copy(), self.loss_of(key))

    def loss_of(self, key: Repetition) -> Reading:
        if key == "middle":
            return self.analysis.read("loss_between", 2, self.steps - 1)
        return self.analysis.read("loss_per_step", int(key))

    def sum_of_losses(self) -> list[Label]:
        """Return the total loss as the sum over the steps."""
        names = [f"L_({key})" if key != "middle" else "dots.c" for key in self.keys]
        wide = self.layout.band.kind == "columns"
        left = formula(self.theme, "L mute(=) " + " mute(+) ".join(names), "large" if wide else "medium")
        band = self.layout.band
        left.place(-5.35, band.symbols - 0.3, "left") if wide else left.place(band.left, band.top - 0.1, "left")
        total = fitting_one(
            self.theme, self.analysis.read("loss"), 2.0, "large" if wide else "medium", "loss", fewest=2
        )
        equals = formula(self.theme, "=", left.em, tone="mute")
        equals.place(float(left.get_right()[0]) + 0.35, left.baseline_y)
        total.place(float(left.get_right()[0]) + 0.7, left.baseline_y, "left")
        if not wide:
            equals.place(band.left + 0.1, left.baseline_y - band.pitch, "left")
            total.place(band.left + 0.45, left.baseline_y - band.pitch, "left")
        return [left, equals, total]

    def width_note(self) -> list[Label]:
        if not self.doublings:
            return []
        key = "width_times" if self.doublings > 0 else "width_over"
        size = "small" if self.layout.name == "square" else "tile"
        label = self.stage.words(key, size=size, tone="mute", factor=2 ** abs(self.doublings))
        right, base = self.layout.note
        if self.layout.name == "square":  # beside the inputs: above them stand the outputs' numbers
            base = self.layout.rows["x"] - 0.1
        return [label.place(right, base, "right")]

    def numbers_of_the_weights(self) -> dict[str, Label]:
        """Return the numbers of weights and biases, each above its symbol in the rules; a matrix has none."""
        if not self.analysis.is_scalar:
            return {}
        found = {}
        for rule, names in (("h", ("W_x", "W_h", "b_h")), ("y", ("W_y", "b_y"))):
            assembly = self.rules[rule]
            for name in names:
                reading = self.analysis.read(name, *((0, 0) if name.startswith("W") else (0,)))
                x = assembly.middle("b" if name.startswith("b") else name)[0]
                label = fitting_one(self.theme, reading, OVER_A_SYMBOL, "small", HUE.get(name, "ink"), fewest=2)
                label.place(x, assembly.label.baseline_y + ABOVE * assembly.em)
                found[name] = label
        return found

    def time_label(self, step: int) -> Label:
        tone = "ink" if step == self.steps else "mute"
        label = formula(self.theme, f"t = {step}", "small", tone=tone)
        return label.place(self.layout.x(step), self.rule_places.below, "centre")


__all__ = ["WayForward", "steps_to_show"]

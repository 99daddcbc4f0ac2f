"""The cast of NearAndFar: states whose past grows, the sum of what they bring, and a net that shares nothing."""

from __future__ import annotations

from rnnanim.mobjects.base.motion import Cue, tween
from rnnanim.mobjects.charts.step_waterfall import StepWaterfall
from rnnanim.mobjects.network.gradient_strip import GradientStrip
from rnnanim.mobjects.network.graph_parts import Node, WeightTile
from rnnanim.mobjects.network.states import State
from rnnanim.mobjects.network.strip_flow import StripPlace, strip_scale
from rnnanim.mobjects.text.equation import Equation
from rnnanim.mobjects.text.fitting import fitting_one
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.words import formula
from rnnanim.scenes.near_far.bar_numbers import BarLabels
from rnnanim.scenes.near_far.growing_past import GrowingPast, columns
from rnnanim.scenes.near_far.log_terms import LogTerms
from rnnanim.scenes.near_far.places import PLACES
from rnnanim.scenes.near_far.shares import FAINT, Shares
from rnnanim.scenes.near_far.sum_over_steps import SumOverSteps
from rnnanim.stage.stage import Stage

WIDEST = 0.95  # of a stream: no wider than the disc of the loss
SHARED_ROOM = 0.68  # in the shared tile for all streams together
OWN_ROOM = 0.95  # of the distance of two tiles, for the stream into one of them
SIDEWARDS, OVER = 0.55, 0.16  # the least that the names of the first and the last state are apart; from these to them


class NearFarCast:
    """Everything that the beats of NearAndFar show.

    Attributes
    ----------
    past : GrowingPast
    strip, loss, tile : GradientStrip, Node, WeightTile
        The recurrent network.
    bars : StepWaterfall
    plot : SumOverSteps
    log : LogTerms
    layers, loss_of_layers : GradientStrip, Node
        The net with weights of its own.
    """

    def __init__(self, stage: Stage) -> None:
        self.stage, self.theme, self.layout = stage, stage.theme, stage.layout
        self.past = past = GrowingPast(stage)
        self.places = places = stage.layout.choose(PLACES)
        self.steps = float(past.start)
        flows = {T: past.flow(T) for T in past.lengths}
        own = past.flow_of_own_weights()
        gap = OWN_ROOM * places.own.gap(len(own))
        self.scale, self.doublings = strip_scale(
            self.theme, list(flows.values()), widest=WIDEST, shared=SHARED_ROOM, own=gap
        )
        self.strip = GradientStrip(self.theme, flows, places.recurrent, self.scale, own_weights=False)
        self.layers = GradientStrip(self.theme, {past.end: own}, places.own, self.scale, own_weights=True)
        self.loss, self.loss_of_layers = (self._loss(place) for place in (places.recurrent, places.own))
        (left, right), (width, height) = self.strip.entrance, places.recurrent.tile
        middle = (left + right) / 2, places.recurrent.weight - height / 2
        self.tile = WeightTile(self.theme, "W_x", middle, (width, height), state=State.HIDDEN)
        terms = {T: past.terms(T) for T in past.lengths}
        self.bars = StepWaterfall(self.theme, terms, self._column, places.chart)
        self.first = formula(self.theme, "h_1", "small", tone="mute")
        self.last = formula(self.theme, "h_T", "small", tone="mute")
        self.draw()
        self.plot = SumOverSteps(stage, past, places)
        self.log = LogTerms(stage, past, places)
        self.names = {steps: self._names(steps) for steps in (past.start, past.end)}
        self.labels = {steps: self._labels(steps) for steps in (past.start, past.end)}
        self.notes = {T: self._note(T) for T in (past.start, past.end)}
        self.shares = Shares(stage, past, places, self.layers)
        self.heads, self.verdicts = self._heads()
        scalar = stage.analysis.is_scalar
        brightness = stage.words("brightness" if scalar else "brightness_norm", tone="mute", times=FAINT)
        self.brightness = brightness.place(*places.brightness, "right")
        self.along = [] if scalar else [self._along()]
        self.gradients = self._gradients()
        self.found = self._found()

    # what it is built from

    def _loss(self, place: StripPlace) -> Node:
        radius = min(self.theme.size.unit_loss, self.layout.safe[1] - place.loss)
        return Node(self.theme, "L", (place.loss, place.y), radius, state=State.HIDDEN)

    def _column(self, j: int, count: float) -> float:
        return self.places.recurrent.x(j, count)

    def _sum_symbol(self) -> str:
        symbol = "frac(partial L, partial wx(W_x))"
        return symbol if self.stage.analysis.is_scalar else f"norm({symbol})"

    def _names(self, steps: int) -> list[Label]:
        """Return the names of terms under their bars: every one of a few, and else every fifth."""
        spans, found = columns(steps), []
        few = len(spans) <= 5
        for j, (first, last) in enumerate(spans):
            if first == last and (few or first == 1 or first % 5 == 0 or first == steps):
                x = self._column(j, len(spans))
                found.append(formula(self.theme, f"c_({first})", "small", tone="mute").place(x, self.places.names))
        return [*found, self.stage.words("sum", tone="mute").place(self.places.chart[0], self.places.names)]

    def _labels(self, steps: int) -> BarLabels:
        left, _, top, bottom = self.places.chart
        room = left, self.layout.safe[1], top + 0.5, bottom
        return BarLabels(self.theme, self.bars, steps, self._sum_symbol(), room)

    def _along(self) -> Label:
        """Return what the bars are of vectors."""
        left, _, top, _ = self.places.chart
        return self.stage.words("along", tone="mute").place(max(left - 0.25, self.layout.safe[0]), top + 0.16, "left")

    def _note(self, T: int) -> list[Label]:
        """Return what stands at the top right: how many steps there are, and how wide a gradient of 1 is drawn."""
        steps = self.stage.words("steps", size="tile", tone="mute", T=T)
        width = self.stage.width_note(self.doublings, of_vectors=not self.stage.analysis.is_scalar)
        x, y = self.places.note
        steps.place(x, y, "right")
        if width is None:
            return [steps]
        if self.places.width_beside:
            return [steps, width.place(float(steps.get_left()[0]) - 0.5, y, "right")]
        return [steps, width.place(self.layout.safe[0], y, "left")]

    def _heads(self) -> tuple[list[Label], list[Label]]:
        """Return the heads of the two rows, each with what it is, and what is said of them in the end."""
        heads, verdicts = [], []
        left = self.layout.safe[0] + 0.04
        for key, base in zip(("recurrent", "own"), self.places.heads, strict=True):
            head = self.stage.words(f"{key}_head", size="medium", weight=self.theme.type.title_weight)
            head.place(left, base, "left")
            after = float(head.get_right()[0]) + 0.35
            heads += [head, self.stage.words(f"{key}_words", tone="mute").place(after, base, "left")]
            verdicts.append(self.stage.words(f"{key}_verdict").place(after, base, "left"))
        return heads, verdicts

    def _gradients(self) -> list[Label]:
        """Return the numbers under the first, a middle and the last tile."""
        place, spans, net = self.places.own, self.past.spans, self.past.own_weights
        found, base = [], place.weight - place.tile[1] - 0.42
        for j in sorted({0, len(spans) // 2, len(spans) - 1}):
            label = fitting_one(self.theme, net.gradient(self.past.end + 1 - spans[j][0]), 2.2, "small", "text")
            x = place.x(j, len(spans))
            left = max(self.layout.safe[0], x - (label.width if j else place.tile[0]) / 2)
            found.append(label.place(left, base, "left"))
        return found

    def _found(self) -> Equation:
        """Return what the shared weight gets, beside its tile."""
        place = self.places.recurrent
        symbol = "partial L slash partial wx(W_x)"
        symbol = symbol if self.stage.analysis.is_scalar else f"norm({symbol})"
        found = Equation(self.theme, symbol, self.past.last.total, "medium", number_tone="text", room=4.0)
        y = place.weight - place.tile[1] / 2 - 0.13
        return found.place(float(self.tile.get_left()[0]) - 0.3, y, "right")

    # what its beats ask for

    def draw(self) -> None:
        """Draw the row and its bars as long as they are now; the name of the first state follows it."""
        self.strip.steps = self.bars.steps = self.steps
        self.strip.draw()
        self.bars.draw()
        place, look = self.places.recurrent, self.strip.look()
        base = place.y + max(look.radius, *(self.strip.width_at(look, j) / 2 for j in (0, len(look.xs) - 1))) + OVER
        self.first.place(min(look.xs[-1], place.last - SIDEWARDS), base)
        self.last.place(place.last, base)

    def grow_the_past(self, seconds: float) -> Cue:
        """Return the coming of more steps at the left, up to the last."""
        return tween(seconds, self, steps=float(self.past.end))

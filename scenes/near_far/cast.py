"""The cast of NearAndFar: states whose past grows, the sum of what they bring, and a net that shares nothing."""

from __future__ import annotations

from rnnanim.layout.clearing import box_of
from rnnanim.mobjects.base.motion import Cue, one_by_one, tween
from rnnanim.mobjects.charts.step_waterfall import StepWaterfall
from rnnanim.mobjects.network.gradient_strip import GradientStrip
from rnnanim.mobjects.network.graph_parts import Node, WeightTile
from rnnanim.mobjects.network.states import State
from rnnanim.mobjects.network.strip_flow import StripPlace, strip_scale
from rnnanim.mobjects.text.equation import Equation
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.readout import readout
from rnnanim.mobjects.text.words import formula
from rnnanim.scenes.near_far.bar_numbers import BarNumbers, RunningSum, place_sum
from rnnanim.scenes.near_far.growing_past import GrowingPast, columns
from rnnanim.scenes.near_far.log_terms import LogTerms
from rnnanim.scenes.near_far.places import PLACES
from rnnanim.scenes.near_far.rows import Row
from rnnanim.scenes.near_far.shares import Shares
from rnnanim.scenes.near_far.sum_over_steps import SumOverSteps
from rnnanim.stage.stage import Stage
from rnnanim.theme import Box

WIDEST = 0.95  # of a stream: no wider than the disc of the loss
SHARED_ROOM = 0.68  # in the shared tile for all streams together
OWN_ROOM = 0.95  # of the distance of two tiles, for the stream into one of them
SIDEWARDS, OVER = 0.55, 0.16  # the least that the names of the first and the last state are apart; from these to them
APART, LIFT = 0.15, 0.33  # from a head to what is said of a bracket, and by how much it stands higher if it is nearer
BESIDE = 0.08  # from what enters the shared tile to its edge
ABOVE = 0.35  # from the baseline of these names to the brackets over them
SLOW, SLOWLY, QUICKLY = 2, 0.9, 3.6  # of the steps that come in: how many one can follow, how long each, and all others
UNDER, LEADING = 0.52, 0.42  # from tiles to the baseline of what they get; from a line to the next


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
        self.running: RunningSum | None = None
        flows = {T: past.flow(T) for T in past.lengths}
        own = past.flow_of_own_weights()
        gap = OWN_ROOM * places.own.gap(len(own))
        self.scale, self.doublings = strip_scale(
            self.theme, list(flows.values()), widest=WIDEST, shared=SHARED_ROOM, own=gap
        )
        self.strip = GradientStrip(self.theme, flows, places.recurrent, self.scale, own_weights=False)
        self.layers = GradientStrip(self.theme, {past.end: own}, places.own, self.scale, own_weights=True)
        self.loss, self.loss_of_layers = (self._loss(place) for place in (places.recurrent, places.own))
        self.tile = self._tile()
        terms = {T: past.terms(T) for T in past.lengths}
        self.bars = StepWaterfall(self.theme, terms, self._column, places.chart)
        self.first = formula(self.theme, "h_1", "small", tone="mute")
        self.last = formula(self.theme, "h_T", "small", tone="mute")
        self.draw()
        self.names = {steps: self._names(steps) for steps in (past.start, past.end)}
        self.names[past.end][0], self.names[past.end][-1] = self.names[past.start][0], self.names[past.start][-1]
        self.plot = SumOverSteps(stage, past, places)
        self.log = LogTerms(stage, past, places, self.names[past.end])
        self.numbers = {T: BarNumbers(self.theme, self.bars, T, self._room).numbers for T in (past.start, past.end)}
        self.notes = {T: self._note(T) for T in past.lengths}
        self.width = self._width_note()
        self.sums = {T: self._sum(T) for T in past.lengths}
        self.former = self._former()
        taken = [box_of(label) for labels in self.numbers.values() for label in labels]
        stays = place_sum(self.bars, self.sums, self.former, taken, self._room)
        self.running = RunningSum(self.sums if stays else {}, self.notes)
        self.gradients = self._gradients()
        over = self._name_base(past.end) + ABOVE
        self.shares = Shares(stage, past, places, self.layers, over, self.gradients)
        self.heads, self.verdicts = self._heads()
        scalar = stage.analysis.is_scalar
        legend = stage.words("colour" if scalar else "colour_norm", tone="mute")
        self.legend = legend.place(*places.legend, "right")
        self.along = [] if scalar else [self._along()]
        self.found, self.stays, self.was = self._found()

    # what it is built from

    def _loss(self, place: StripPlace) -> Node:
        radius = min(self.theme.size.unit_loss, self.layout.safe[1] - place.loss)
        return Node(self.theme, "L", (place.loss, place.y), radius, state=State.HIDDEN)

    def _tile(self) -> WeightTile:
        """Return the shared tile: under the last state, and as wide as what enters it needs."""
        place, (left, _) = self.places.recurrent, self.strip.entrance
        (width, height), middle = place.tile, place.last
        size = max(width, 2 * (middle - left + BESIDE)), height
        return WeightTile(self.theme, "W_x", (middle, place.weight - height / 2), size, state=State.HIDDEN)

    def _column(self, j: int, count: float) -> float:
        return max(self.places.recurrent.first, self.places.recurrent.x(j, count))

    def _symbol(self, of: str, *, flat: bool = False) -> str:
        symbol = f"partial L slash partial wx({of})" if flat else f"frac(partial L, partial wx({of}))"
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

    @property
    def _room(self) -> Box:
        left, _, top, bottom = self.places.chart
        return left, self.layout.safe[1], top + 0.4, bottom

    def _sum(self, T: int) -> Equation:
        total = self.past.sums[T].total
        return Equation(self.theme, self._symbol("W_x"), total, "medium", number_tone="text", room=3.4)

    def _former(self) -> Row | None:
        """Return what the sum was at first, for the outline of its bar; None where there is nothing to see."""
        total = self.past.sums[self.past.start].total
        if self.past.end == self.past.start or not total.value:
            return None
        words = self.stage.words("at_steps", tone="mute", T=self.past.start)
        return Row([readout(self.theme, total, "small", "mute"), words])

    def _along(self) -> Label:
        """Return what the bars are of vectors."""
        left, _, top, _ = self.places.chart
        return self.stage.words("along", tone="mute").place(max(left - 0.25, self.layout.safe[0]), top + 0.16, "left")

    def _note(self, T: int) -> Label:
        """Return how many steps there are, at the top right."""
        return self.stage.words("steps", size="tile", tone="mute", T=T).place(*self.places.note, "right")

    def _width_note(self) -> list[Label]:
        """Return how wide a gradient of 1 is drawn, if it is not as usual."""
        width = self.stage.width_note(self.doublings, of_vectors=not self.stage.analysis.is_scalar)
        if width is None:
            return []
        if self.places.width_beside:
            widest = max(note.width for note in self.notes.values())
            return [width.place(self.places.note[0] - widest - 0.5, self.places.note[1], "right")]
        return [width.place(self.layout.safe[0], self.places.note[1], "left")]

    def _heads(self) -> tuple[list[Label], list[Label]]:
        """Return the heads of the two rows, each with what it is, and what is said of them in the end."""
        heads, verdicts = [], []
        left = self.layout.safe[0] + 0.04
        for key, base in zip(("recurrent", "own"), self.places.heads, strict=True):
            head = self.stage.words(f"{key}_head", size="medium", weight=self.theme.type.title_weight)
            head.place(left, base, "left")
            after = float(head.get_right()[0]) + 0.26
            heads += [head, self.stage.words(f"{key}_words", tone="mute").place(after, base, "left")]
            verdicts.append(self.stage.words(f"{key}_verdict").place(after, base, "left"))
        far, row = self.shares.far, [*heads[:2], verdicts[0]]
        is_near = far is not None and max(map(_end, row)) + APART > float(far.words.get_left()[0])
        if is_near or self._name_base(self.past.end) + ABOVE > self.places.heads[0]:
            for label in row if self.places.width_beside else []:  # in other frames they are higher anyway
                label.shift((0.0, LIFT, 0.0))
        return heads, verdicts

    def _gradients(self) -> list[Equation]:
        """Return what the first and the last layer get, under their tiles."""
        place, T, net = self.places.own, self.past.end, self.past.own_weights
        base, room = place.weight - place.tile[1] - UNDER, 0.46 * (self.layout.safe[1] - self.layout.safe[0])
        found = []
        for j, k in {len(self.past.spans) - 1: 1, 0: T}.items():
            symbol = self._symbol("W_T" if k == T else "W_1", flat=True)
            equation = Equation(self.theme, symbol, net.gradient(k), "small", number_tone="text", room=room)
            half, (left, right, *_) = float(equation.width) / 2, self.layout.safe
            x = min(max(place.x(j, len(self.past.spans)), left + half), right - half)
            found.append(equation.place(x, base))
        return found

    def _found(self) -> tuple[Equation, Label, Row | None]:
        """Return what the shared weight gets, beside its tile; that it does not vanish; and what it was at first."""
        place = self.places.recurrent
        symbol = self._symbol("W_x", flat=True)
        found = Equation(self.theme, symbol, self.past.last.total, "medium", number_tone="text", room=4.0)
        x, y = float(self.tile.get_left()[0]) - 0.3, place.weight - place.tile[1] / 2 - 0.1
        wide = place.last - self.layout.safe[0] > 8.0
        stays = self.stage.words("does_not_vanish", size="medium" if wide else "small")
        was = self._former()
        found.place(x, y, "right")
        before = float(found.get_left()[0]) - 0.25
        stays.place(before if wide else x, y if wide else y - LEADING, "right")
        if was is not None:
            was.place(x if wide else float(stays.get_left()[0]) - 0.3, y - LEADING, "right")
        return found, stays, was

    def _name_base(self, steps: float) -> float:
        """Return the baseline of the names over the states of a length."""
        before, self.strip.steps = self.strip.steps, steps
        place, look = self.places.recurrent, self.strip.look()
        thickest = max(look.radius, *(self.strip.width_at(look, j) / 2 for j in (0, len(look.xs) - 1)))
        self.strip.steps = before
        return place.y + thickest + OVER

    # what its beats ask for

    def draw(self) -> None:
        """Draw the row and its bars as long as they are now; the name of the first state follows it."""
        self.strip.steps = self.bars.steps = self.steps
        self.strip.draw()
        self.bars.draw()
        place, look, base = self.places.recurrent, self.strip.look(), self._name_base(self.steps)
        self.first.place(min(max(look.xs[-1], place.first), place.last - SIDEWARDS), base)
        self.last.place(place.last, base)
        if self.running is not None:
            self.running.put(min(self.past.lengths, key=lambda T: (abs(T - self.steps), -T)))

    def grow_the_past(self) -> Cue:
        """Return the coming of more steps at the left: the first ones slowly, then all the others up to the last."""
        slow = self.past.lengths[1 : 1 + SLOW]
        cues = [tween(SLOWLY, self, steps=float(T)) for T in slow]
        if self.past.end not in (self.past.start, *slow):
            cues.append(tween(QUICKLY, self, steps=float(self.past.end)))
        return one_by_one(*cues)


def _end(label: Label) -> float:
    return float(label.get_right()[0])

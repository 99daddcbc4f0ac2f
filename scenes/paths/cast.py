"""What the scenes of the paths share: their cast for one weight, and the moves that their beats are made of."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import ClassVar

import numpy as np

from rnnanim.errors import InputError
from rnnanim.layout.frame import MOST_DRAWN
from rnnanim.lesson import Lesson
from rnnanim.mobjects.base.motion import Cue, one_by_one, pause, together
from rnnanim.mobjects.charts.waterfall import Row, Waterfall
from rnnanim.mobjects.charts.waterfall_row import WaterfallRow
from rnnanim.mobjects.flow.gradient_flow import flow_scale
from rnnanim.mobjects.flow.pulse import Pulse
from rnnanim.mobjects.formulas.gradient_sum import GradientSum, Term
from rnnanim.mobjects.formulas.path_trace import PathTrace, pace_of
from rnnanim.mobjects.formulas.step_jacobian import step_jacobian
from rnnanim.mobjects.network.parallel_paths import parallel_paths
from rnnanim.mobjects.network.states import State
from rnnanim.mobjects.network.unrolled import UnrolledRNN
from rnnanim.mobjects.text.fitting import fitting_one
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics import Reading
from rnnanim.numerics.stations import PartName, Station
from rnnanim.scenes.paths.contribution_labels import (
    below_weight,
    beside_weight,
    flight,
    has_way_down,
    in_a_row,
    under_the_dots,
)
from rnnanim.stage import LessonScene  # prepares manim, so it stands before it
from rnnanim.stage.beats import Repetition

SHORTEST = 0.4  # of a panel: what the bars of a weight fill at least


def routes_to_show(lesson: Lesson) -> Sequence[Repetition]:
    """Return the numbers of the paths, nearest first; beyond five steps those in between are summed."""
    steps = lesson.network.T
    if steps <= MOST_DRAWN:
        return tuple(range(1, steps + 1))
    return (1, 2, "middle", steps)


class WayBack(LessonScene):
    """The loss at the last step, and its routes back to one weight; the beats are those of the scenes."""

    loss = "last"
    weight: ClassVar[str] = "x"
    known: ClassVar[str] = ""  # the weight of the scene before, with which this one opens

    def cast(self) -> None:
        steps = self.steps = self.lesson.network.T
        self.keys = self.routes_shown()
        self.net = UnrolledRNN(self.theme, self.layout)
        self.routes = {key: self.analysis.route(self.weight, steps, self.step_of(key)) for key in self.keys}
        running = [f.running.value for route in self.routes.values() for f in route.factors]
        self.refuse_what_overflows()
        self.scale, self.doublings = flow_scale(self.theme, running)
        self.lanes = dict(
            zip(self.keys, parallel_paths(self.net, [self.routes[key] for key in self.keys]), strict=True)
        )
        self.journeys = {key: self.journey(key) for key in self.keys}
        self.panel = self.waterfall()
        self.equation = self.sum_of_paths()
        self.middle = self.sum_of_the_middle() if "middle" in self.keys else []
        self.note = self.notes()
        arrived = {key: self.routes[key].factors[-1].running for key in self.keys if key != "middle"}
        self.at_weight = {key: self.numbers_at_the_end(key, reading) for key, reading in arrived.items()}
        self.brought = [self.number_to_bring(key) for key in self.keys]

    # the cast

    def refuse_what_overflows(self) -> None:
        """Raise InputError for a gradient that float64 cannot hold: no picture of it would be true."""
        values = [reading.value for key in self.keys for reading in (self.contribution(key), *self.ends(key))]
        if not all(math.isfinite(value) for value in values):
            raise InputError(
                f"{type(self).__name__}: the gradient of this lesson overflows at {self.steps} steps; "
                "take smaller weights (network.W_h) or fewer steps (network.steps)"
            )

    def ends(self, key: Repetition) -> tuple[Reading, ...]:
        """Return the running products of a route."""
        return tuple(factor.running for factor in self.routes[key].factors)

    def step_of(self, key: Repetition) -> int:
        """Return the step at which a path meets W_x; for the middle ones that of the nearest of them."""
        return self.steps - 2 if key == "middle" else self.steps + 1 - int(key)

    def routes_shown(self) -> Sequence[Repetition]:
        """Return the keys of the paths that are played one by one, nearest first."""
        return routes_to_show(self.lesson)

    def target(self, key: Repetition) -> Station:
        """Return the tile of the weight at which a path ends."""
        return Station.weight(self.weight, self.step_of(key))

    @property
    def loss_node(self) -> Station:
        """The loss at the last step, where every path begins."""
        return Station.L(self.steps)

    @property
    def count(self) -> int:
        """How many paths there are, drawn or not."""
        return self.steps

    @property
    def targets(self) -> list[Station]:
        """The tiles of the weight, at every step that is drawn."""
        return [name for name in self.net.tiles if name.kind == f"W_{self.weight}"]

    def journey(self, key: Repetition) -> PathTrace:
        head = None if self.analysis.is_scalar else self.stage.words("norm_times", tone="mute")
        before = self.keys[self.keys.index(key) - 1]
        shared = None if key == self.keys[0] else self.step_of(2 if before == "middle" else before)
        return PathTrace(
            self.net, self.layout, self.routes[key], self.scale, shared=shared, pace=pace_of(self.steps), head=head
        )

    def contribution(self, key: Repetition) -> Reading:
        if key == "middle":
            return self.analysis.read(f"between_{self.weight}", self.steps, 2, self.steps - 2)
        return self.routes[key].contribution

    def waterfall(self) -> Waterfall:
        """Return the panel in which the contributions add up."""
        rows = []
        for key in self.keys:
            names = ("between", "between_short") if key == "middle" else ("via", "via_short")
            middle = {"m": self.steps - 3, "a": 2, "b": self.steps - 2}
            counts = middle if key == "middle" else {"k": self.step_of(key)}
            full, short = (self.stage.words(name, tone="low", **counts) for name in names)
            rows.append(Row(full, short, self.contribution(key)))
        total = self.stage.words("sum", tone="low")
        rows.append(Row(total, total.copy(), self.analysis.read(f"total_{self.weight}", self.steps)))
        return Waterfall(
            self.theme,
            self.layout.panel,
            rows,
            bar=self.layout.bar,
            head=self.along(),
            least_span=self.common_span(),
        )

    def common_span(self) -> float:
        """Return how much the panel of each weight is wide, so that bars compare from scene to scene.

        Where the bars of this one would be short by it, it has a scale of its own.
        """
        spans = {weight: self.span_of(weight) for weight in "xh"}
        widest = max(spans.values())
        return widest if spans[self.weight] > SHORTEST * widest else 0.0

    def span_of(self, weight: str) -> float:
        """Return from where to where the contributions to a weight reach as they add up."""
        steps = range(self.steps, 0, -1)
        reach = np.cumsum([0.0, *(self.analysis.read(f"contribution_{weight}", self.steps, k).value for k in steps)])
        return float(reach.max() - reach.min())

    def row_of(self, key: Repetition) -> WaterfallRow:
        """Return the row of the panel in which a contribution stands."""
        return self.panel.rows[self.keys.index(key)]

    def along(self) -> Label | None:
        return None if self.analysis.is_scalar else self.stage.words("along", tone="mute")

    def sum_of_paths(self) -> GradientSum:
        """Return the equation of the scene: the gradient as the sum of its paths, each under its step."""
        sources = self.gradient_of(self.weight)
        dots = formula(self.theme, "dots.c", "medium", tone="mute")
        names = {
            key: self.stage.words("via", size="medium", k=self.step_of(key)) for key in self.keys if key != "middle"
        }
        names |= {"middle": dots}
        terms = [Term(self.layout.x(self.step_of(key)), names[key], self.contribution(key)) for key in self.keys]
        return GradientSum(
            self.theme, self.layout, sources, terms, self.analysis.read(f"total_{self.weight}", self.steps)
        )

    def gradient_of(self, weight: str) -> tuple[str, str]:
        """Return the symbol of a gradient, as a fraction and in one line; its norm where it is more than a number."""
        loss, name = f"L_{self.steps}", f"w{weight}(W_{weight})"
        sources = f"frac(partial {loss}, partial {name})", f"partial {loss} slash partial {name}"
        return sources if self.analysis.is_scalar else (f"norm({sources[0]})", f"norm({sources[1]})")

    def sum_of_the_middle(self) -> list[Label]:
        """Return the band of the paths in between: their sum over k, the equals sign and its value."""
        band, base = self.layout.band, self.layout.band.base
        left = self.stage.words("via_between", size="medium", a=2, b=self.steps - 2)
        equals = formula(self.theme, "=", "medium", tone="mute")
        value = fitting_one(self.theme, self.contribution("middle"), 2.0, "large", tone="text")
        value.place(band.result, base, "left")
        equals.place(value.get_left()[0] - 0.3, base)
        left.place(equals.get_left()[0] - 0.25, base, "right")
        return [left, equals, value]

    def notes(self) -> list[Label]:
        """Return what stands at the top right: how wide the ribbons are for their numbers, and what J_t is."""
        labels = []
        if self.doublings:
            key = "width_times" if self.doublings > 0 else "width_over"
            labels.append(self.stage.words(key, size="tile", tone="mute", factor=2 ** abs(self.doublings)))
        if any(journey.product.joins for journey in self.journeys.values()):
            labels.append(step_jacobian(self.theme, is_scalar=self.analysis.is_scalar, tone="mute"))
        return in_a_row(labels, *self.layout.note, gap=0.5)

    def number_at_weight(self, key: Repetition, reading: Reading) -> Label | None:
        """Return a number beside its weight, or where those under the dots would be; None without room."""
        step = self.step_of(key)
        if key == "middle":
            return under_the_dots(self.net, step, reading)
        return beside_weight(self.net, self.weight, step, reading)

    def numbers_at_the_end(self, key: Repetition, reading: Reading) -> list[Label]:
        """Return what is written where a path ends, once it has been followed."""
        number = self.number_at_weight(key, reading)
        return [] if number is None else [number]

    def number_to_bring(self, key: Repetition) -> Label | None:
        """Return the number that falls from its weight into the sum; None where it has no way down."""
        if self.weight != "h" or key == "middle":
            return self.number_at_weight(key, self.contribution(key))
        label = below_weight(self.net, self.step_of(key), self.contribution(key))
        return label if has_way_down(self.layout, label) else None

    # what the beats are made of

    def recall(self) -> list[Label]:
        """Put the end of the scene before on stage for a moment; what has to leave of it is returned."""
        return self.recall_the_weight() if self.known else self.recall_the_forward_pass()

    def recall_the_forward_pass(self) -> list[Label]:
        """Begin with the network at rest, and the loss that the forward pass has ended on."""
        for tile in self.net.tiles.values():
            tile.become(State.PASSED)
        self.net.nodes[self.loss_node].become(State.LOSS)
        return []

    def recall_the_weight(self) -> list[Label]:
        """Begin with the weight of the scene before, and the gradient that was found for it."""
        wide, narrow = self.gradient_of(self.known)
        in_columns = self.layout.band.kind == "columns"
        left = formula(self.theme, wide if in_columns else narrow, "large" if in_columns else "medium")
        equals = formula(self.theme, "=", "medium", tone="mute")
        value = fitting_one(self.theme, self.analysis.read(f"total_{self.known}", self.steps), 2.0, "large", "text")
        left.place(self.layout.safe[0] + 0.3, self.layout.band.base, "left")
        equals.place(left.get_right()[0] + 0.35, self.layout.band.base)
        value.place(left.get_right()[0] + 0.7, self.layout.band.base - 0.05, "left")
        labels = [left, equals, value]
        lit = [name for name in self.net.tiles if name.kind == f"W_{self.known}"]
        states: dict[PartName, State] = dict.fromkeys(self.net.parts, State.DIM)
        states[self.loss_node] = State.CALM
        states |= dict.fromkeys(lit, State.LIT)
        self.net.set_states(states)
        self.stage.recalled = [self.net.tiles[name] for name in lit]
        self.show(*labels)
        self.hold(self.theme.time.still)
        return labels

    def way_back(self, key: Repetition) -> Cue:
        """Return a spark that runs from the loss to the weight and leaves a thread behind; it measures nothing yet."""
        lane, route = self.lanes[key], self.routes[key]
        seconds = 0.35 + 0.11 * lane.line.length
        stations = self.net.stations(route)
        states = {name: State.NEAR for name in stations if name in self.net.nodes and name != self.loss_node}
        passed = [name for name in stations if name in self.net.tiles and self.net.tiles[name].state != State.LIT]
        states |= dict.fromkeys((name for name in passed if name != self.target(key)), State.PASSED)
        arrived = {self.target(key): State.LIT} if self.journeys[key].is_whole else {}
        self.show(lane)
        acted = one_by_one(pause(seconds * 0.3), self.net.turn(states, seconds * 0.5))
        lit = one_by_one(pause(Pulse.arrival(seconds)), self.net.turn(arrived, self.theme.time.light))
        aside = [self.lanes[other].make_room(seconds * 0.35) for other in self.keys[: self.keys.index(key)]]
        return together(lane.run(seconds), *aside, acted, lit)

    def open_panel(self, seconds: float) -> Cue:
        """Return the arrival of the panel, before anything has been measured."""
        return self.panel.fade_in(seconds)

    def title_of(self, key: Repetition) -> Cue:
        if key == "middle":
            return self.headline("title_middle", first=3, last=self.steps - 1, total=self.steps)
        return self.headline("title_path", n=int(key), total=self.count, k=self.step_of(key))

    def leave(self, key: Repetition) -> Cue:
        """Return the end of what the beat before left behind: the question, or the finished path."""
        time, place = self.theme.time, self.keys.index(key)
        if place == 0:
            fading = [lane.fade(time.spend) for lane in self.lanes.values()]
            return together(self.fade_out(time.spend, *self.equation.question), *fading)
        before = self.keys[place - 1]
        old, new, half = self.journeys[before], self.journeys[key], time.spend / 2
        cues = [old.stream.spend(time.spend), self.row_of(before).spend(time.spend)]
        cues += [
            new.prepare(time.spend),
            old.numbers.fade_out(half),
            old.product.hand_over(new.known_factors, half),
        ]
        if new.is_whole:
            self.show(new.product)
            calm = old.known_factors if old.is_whole else 0
            cues.append(new.product.arrive(half, new.known_factors, calm=calm, delay=half))
        if before in self.at_weight:
            cues.append(self.fade_out(half, *self.at_weight[before]))
        return one_by_one(self.fade_out(half, *self.middle), together(*cues)) if before == "middle" else together(*cues)

    def bring(self, key: Repetition) -> Cue:
        """Return the arrival of what the path is to fill: the first its route and product, the middle its sum."""
        time, journey = self.theme.time, self.journeys[key]
        if key == self.keys[0]:
            self.show(journey, journey.product)
            self.hide(*self.lanes.values())
            return together(journey.prepare(time.dim), journey.product.arrive(time.dim))
        return self.fade_in(time.dim, *self.middle[:1]) if key == "middle" else pause(0)

    def carry(self, key: Repetition) -> Cue:
        """Return the flight of a contribution from the formula to its row; a norm is not what the row shows."""
        row = self.row_of(key)
        if not self.panel.lets_pass(row.number):
            return pause(self.theme.time.carry)
        if key == "middle":
            return flight(self.middle[-1], row.number, self.theme.time.carry, self.show, self.hide)
        if not self.analysis.is_scalar:
            return pause(self.theme.time.carry)
        result = self.journeys[key].product.result_label
        return flight(result, row.number, self.theme.time.carry, self.show, self.hide)

    def all_live(self, seconds: float) -> list[Cue]:
        """Return the lighting of all paths; the trunk is drawn once, by the farthest."""
        cues = [row.revive(seconds) for row in self.panel.rows[:-2]]
        cues.append(self.panel.rows[-2].tint(seconds, "ink"))
        for key, journey in self.journeys.items():
            is_last = key == self.keys[-1]
            if is_last or journey.is_whole:
                tail, calm = (0.0, self.shared_pieces()) if is_last else (journey.own_arc, ())
                cues.append(journey.stream.revive(seconds, tail=tail, calm=calm))
        units = [Station.h(step) for step in self.layout.drawn_steps]
        states = {name: State.LIT for name in self.targets if name not in self.bringing_nothing()}
        states |= dict.fromkeys([*units, self.loss_node, Station.y(self.steps)], State.CALM)
        acted = [name for name, tile in self.net.tiles.items() if tile.state == State.IDLE and name not in states]
        states |= dict.fromkeys(acted, State.PASSED)
        states |= {Station.x(step): State.DIM for step in self.layout.drawn_steps}
        cues.append(self.net.turn(states, seconds))
        return cues

    def bringing_nothing(self) -> list[Station]:
        """Return the tiles at which a path ends that contributes exactly 0."""
        return [self.target(key) for key in self.keys if self.contribution(key).value == 0]

    def shared_pieces(self) -> list[tuple[float, bool]]:
        """Return the pieces of the farthest route, and which of them it shares: only what ends in a weight is live."""
        last = self.journeys[self.keys[-1]]
        if self.weight != "h":
            return [(last.own_arc, True)]
        pieces = []
        for key in self.keys:
            if key != "middle" and self.contribution(key).value:
                ends = (Station.h(self.step_of(key)), True), (self.target(key), False)
                pieces += [(last.line.nearest(*self.net.position(name)), calms) for name, calms in ends]
        return [*pieces, (last.line.length, True)] if self.bringing_nothing() else pieces

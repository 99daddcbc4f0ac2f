"""What the scenes of the paths show: the network, a thread and a trace for each path, their panel and their sum."""

from __future__ import annotations

import math

from rnnanim.mobjects.base.motion import Cue, cut, one_by_one, pause, together
from rnnanim.mobjects.charts.colour_scale import ColourScale
from rnnanim.mobjects.charts.compared_weights import compared_weights
from rnnanim.mobjects.charts.vector_column import VectorColumn
from rnnanim.mobjects.charts.waterfall import Waterfall
from rnnanim.mobjects.charts.waterfall_row import WaterfallRow
from rnnanim.mobjects.flow.gradient_flow import flow_scale
from rnnanim.mobjects.flow.pulse import Pulse
from rnnanim.mobjects.formulas.matrix_sum import MatrixSum
from rnnanim.mobjects.formulas.path_trace import PathTrace, pace_of
from rnnanim.mobjects.formulas.step_jacobian import step_jacobian
from rnnanim.mobjects.network.parallel_paths import parallel_paths
from rnnanim.mobjects.network.states import State
from rnnanim.mobjects.network.unrolled import UnrolledRNN
from rnnanim.mobjects.text.label import Label
from rnnanim.numerics import Reading, Weight
from rnnanim.numerics.stations import PartName, Station
from rnnanim.scenes.paths import contribution_labels, contributions
from rnnanim.scenes.paths.path_columns import PathColumns
from rnnanim.scenes.paths.shown_paths import ShownPaths, routes_to_show
from rnnanim.stage.beats import Repetition
from rnnanim.stage.stage import Stage


class PathsCast:
    """The cast for one weight.

    Parameters
    ----------
    before : {"x", "h"}, optional
        The weight of the scene before, with which this one opens; otherwise it opens with the forward pass.
    """

    def __init__(self, stage: Stage, weight: Weight, before: Weight | None = None) -> None:
        self.stage, self.theme, self.layout, self.before = stage, stage.theme, stage.layout, before
        keys = routes_to_show(stage.lesson) if weight != "y" else (1,)
        self.paths = ShownPaths(stage.analysis, weight, keys)
        stage.require_finite("the gradient", self.paths.numbers)
        self.keys, self.steps = self.paths.keys, self.paths.steps
        self.net = UnrolledRNN(self.theme, self.layout)
        threads = parallel_paths(self.net, list(self.paths.routes.values()))
        self.threads = dict(zip(self.keys, threads, strict=True))
        self.scale, self.doublings = flow_scale(self.theme, self.paths.running)
        self.columns = PathColumns(stage, self.net, self.paths)
        self.traces = {key: self._trace(key) for key in self.keys}
        self.panel = self._panel()
        self.equation = contributions.sum_of_paths(stage, self.paths, self.columns.key)
        self.middle = contributions.sum_of_the_middle(stage, self.paths) if "middle" in self.keys else []
        self.shares = contributions.shares(stage, self.paths, {key: t.product for key, t in self.traces.items()})
        self.notes = self._notes()
        self.at_weight = {key: self._numbers_at_the_end(key) for key in self.keys if key != "middle"}
        self.brought = [self._number_to_bring(key) for key in self.keys]
        self.state = self._state()

    # what it is built from

    def _trace(self, key: Repetition) -> PathTrace:
        head = contributions.norm_head(self.stage)
        before = self.paths.before(key)
        shared = None if before is None else self.paths.step_of(2 if before == "middle" else before)
        route, pace = self.paths.routes[key], pace_of(self.steps)
        return PathTrace(
            self.net, self.layout, route, self.scale, shared=shared, pace=pace, head=head, columns=self.columns.columns
        )

    def _panel(self) -> Waterfall:
        """Return the panel of the contributions; for W_y, which has one, that of the gradients of the three weights."""
        if self.paths.weight != "y":
            return contributions.waterfall(self.stage, self.paths)
        return compared_weights(self.theme, self.layout, self.stage.analysis, self.stage.words, tone="low")

    def _notes(self) -> list[Label]:
        """Return what stands at the top right: how wide the ribbons are for their numbers, and what J_t is."""
        labels = []
        joins, vectors = any(trace.product.joins for trace in self.traces.values()), self.paths.has_vectors
        size = "small" if joins and vectors else "tile"  # both have to stand beside a title
        if (width := self.stage.width_note(self.doublings, of_vectors=vectors, size=size)) is not None:
            labels.append(width)
        if joins:
            labels.append(step_jacobian(self.theme, is_scalar=self.stage.analysis.is_scalar, tone="mute"))
        return contribution_labels.beside_titles(labels, *self.layout.note, titles=self._end_of_titles())

    def _end_of_titles(self) -> float:
        """Return how far the longest title reaches to the right, where the notes stand beside it."""
        if self.layout.note[1] != self.layout.title[1]:
            return -math.inf
        titles = [self.stage.title(*self._title(key)) for key in self.keys]
        return max(float(title.get_right()[0]) for title in titles)

    def _title(self, key: Repetition) -> tuple[str, dict[str, int]]:
        """Return the key of the title of a path, and its counts."""
        if key == "middle":
            return "title_middle", {"first": 3, "last": self.steps - 1, "total": self.steps}
        return "title_path", {"n": int(key), "total": self.paths.count, "k": self.paths.step_of(key)}

    def _numbers_at_the_end(self, key: Repetition) -> list[Label | VectorColumn]:
        """Return what is written where a path ends, once it has been followed; of vectors the cells."""
        step, weight = self.paths.step_of(key), self.paths.weight
        if (columns := self.columns.columns) is not None:
            arriving = self.paths.arriving(key)
            known = [columns.at_weight(weight, step, arriving, self.paths.shape[1])] if arriving else []
            names = [self.columns.name_of(block, key) for block in known if self.layout.band.built_up]
            if weight != "h" or not self.net.has(Station.h(step - 1)):
                return [*known, *names]
            return [*known, self.columns.of_state(step - 1, below=True), *names]
        number = contribution_labels.beside_weight(self.net, weight, step, self.paths.arrived(key))
        labels = [] if number is None else [number]
        if weight == "h" and self.net.has(Station.h(step - 1)):  # the state that enters there is the last factor
            factor = self.paths.routes[key].factors[-1].value
            labels.append(contribution_labels.below_state(self.net, step - 1, factor))
        return labels

    def _state(self) -> list[Label | VectorColumn]:
        """Return the value of the last state, which is a factor where it is read out."""
        if self.paths.weight != "y":
            return []
        if self.paths.has_vectors:
            return [self.columns.of_state(self.steps, below=False)]
        return [contribution_labels.beside_state(self.net, self.steps, self.paths.routes[1].factors[-1].value)]

    def _number_to_bring(self, key: Repetition) -> Label | VectorColumn | None:
        """Return the number, or the cells, that fall from their weight into the sum; None where they do not."""
        step, weight, reading = self.paths.step_of(key), self.paths.weight, self.paths.contribution(key)
        if (columns := self.columns.columns) is not None:
            arriving = self.paths.arriving(key) if self.key_of_the_sum else ()
            place = columns.at_weight
            return place(weight, step, arriving, self.paths.shape[1], below=True) if arriving else None
        if key == "middle":
            beside = self._number_to_bring(2) if weight == "h" else None  # in the same row
            return contribution_labels.under_the_dots(self.net, step, reading, beside)
        if weight != "h":
            return contribution_labels.beside_weight(self.net, weight, step, reading)
        label = contribution_labels.below_weight(self.net, step, reading)
        return label if label is not None and contribution_labels.has_way_down(self.layout, label) else None

    # what its beats ask for

    @property
    def loss(self) -> Station:
        """The loss at the last step, where every path begins."""
        return Station.L(self.steps)

    @property
    def targets(self) -> list[Station]:
        """The tiles of the weight, at every step that is drawn."""
        return self._tiles_of(self.paths.weight)

    @property
    def key_of_the_sum(self) -> ColourScale | None:
        """The key, where the sum is one of cells."""
        has_cells = isinstance(self.equation, MatrixSum) and self.equation.has_cells
        return self.columns.key if has_cells else None

    def stretches(self, key: Repetition) -> list[Reading]:
        """Return what W_h does to the norm each time, where it is written more than once and not always the same."""
        columns = [column for column in self.traces[key].product.columns if column.span.kind == "W_h"]
        differ = self.paths.has_vectors and len({column.value.markup for column in columns}) > 1
        return [column.reading for column in columns] if differ else []

    def row_of(self, key: Repetition) -> WaterfallRow:
        """Return the row of the panel in which a contribution stands."""
        return self.panel.rows[-1 if self.paths.weight == "y" else self.paths.place_of(key)]

    def _tiles_of(self, weight: Weight) -> list[Station]:
        return [name for name in self.net.tiles if name.kind == f"W_{weight}"]

    # before the paths are followed

    def recall(self) -> list[Label]:
        """Set the network to what it was at the end of the scene before, and return the gradient that was found."""
        if self.before is None:
            self.net.set_states({**dict.fromkeys(self.net.tiles, State.PASSED), self.loss: State.LOSS})
            return []
        lit = self._tiles_of(self.before)
        states: dict[PartName, State] = dict.fromkeys(self.net.parts, State.DIM)
        self.net.set_states(states | {self.loss: State.CALM} | dict.fromkeys(lit, State.LIT))
        self.stage.recalled = [self.net.tiles[name] for name in lit]
        return contributions.found_gradient(self.stage, self.before)

    def only_the_ends(self, seconds: float) -> Cue:
        """Return the dimming of all but the loss and the weight."""
        states: dict[PartName, State] = dict.fromkeys(self.net.parts, State.DIM)
        return self.net.turn(states | {self.loss: State.LIVE} | dict.fromkeys(self.targets, State.IDLE), seconds)

    def run_thread(self, key: Repetition) -> Cue:
        """Return a spark that runs from the loss to the weight and leaves a thread behind; it measures nothing yet."""
        thread, target = self.threads[key], self.paths.target(key)
        seconds = 0.35 + 0.11 * thread.line.length
        stations = [name for name in self.net.stations(self.paths.routes[key]) if name not in (self.loss, target)]
        states: dict[PartName, State] = {name: State.NEAR for name in stations if name in self.net.nodes}
        lit = [name for name in self.net.tiles if self.net.tiles[name].state == State.LIT]
        states |= {name: State.PASSED for name in stations if name in self.net.tiles and name not in lit}
        arrived = {target: State.LIT} if self.traces[key].is_whole else {}
        earlier = self.keys[: self.paths.place_of(key)]
        return together(
            cut(lambda: self.stage.show(thread)),
            thread.run(seconds),
            *(self.threads[other].make_room(seconds * 0.35) for other in earlier),
            one_by_one(pause(seconds * 0.3), self.net.turn(states, seconds * 0.5)),
            one_by_one(pause(Pulse.arrival(seconds)), self.net.turn(arrived, self.theme.time.light)),
        )

    # one path after the other

    def title_of(self, key: Repetition) -> Cue:
        """Return the change into the title of a path."""
        name, counts = self._title(key)
        return self.stage.headline(name, **counts)

    def leave_what_was_before(self, key: Repetition) -> Cue:
        """Return the end of what the beat before left behind: the question, or the finished path."""
        before, seconds = self.paths.before(key), self.theme.time.spend
        if before is None:
            threads = [thread.fade_out(seconds) for thread in self.threads.values()]
            return together(self.stage.fade_out(seconds, *self.equation.question), *threads)
        spent = together(self._spend(before, seconds), self._hand_over(before, key, seconds))
        return one_by_one(self.stage.fade_out(seconds / 2, *self.middle), spent) if before == "middle" else spent

    def _spend(self, key: Repetition, seconds: float) -> Cue:
        """Return the change of a path and its row into finished ones."""
        numbers = self.stage.fade_out(seconds / 2, *self.at_weight.get(key, []), *self.shares[key])
        trace = self.traces[key]
        return together(
            trace.stream.spend(seconds), self.row_of(key).spend(seconds), trace.numbers.fade_out(seconds / 2), numbers
        )

    def _hand_over(self, before: Repetition, key: Repetition, seconds: float) -> Cue:
        """Return the coming of a path, of which that before it has the first factors too."""
        old, new, half = self.traces[before], self.traces[key], seconds / 2
        cues = [new.prepare(seconds), old.product.hand_over(new.known_factors, half)]
        if new.is_whole:
            calm = old.known_factors if old.is_whole else 0
            cues.append(cut(lambda: self.stage.show(new.product)))
            cues.append(new.product.arrive(half, new.known_factors, calm=calm, delay=half))
        return together(*cues)

    def open_panel(self, seconds: float) -> Cue:
        """Return the arrival of the panel, before anything has been measured; what W_x and W_h get is known to W_y."""
        known = self.panel.rows[:-1] if self.paths.weight == "y" else []
        recalled = [one_by_one(row.recall(seconds), row.tint(0, "mute")) for row in known]
        return one_by_one(
            together(self.panel.fade_in(seconds), self.stage.open_key(self.columns.key, seconds)),
            together(*recalled),
        )

    def bring(self, key: Repetition) -> Cue:
        """Return the arrival of what the path is to fill: the first its route and product, the middle its sum."""
        seconds, trace = self.theme.time.dim, self.traces[key]
        if key == "middle":
            return self.stage.fade_in(seconds, *self.middle[:1])
        if key != self.keys[0]:
            return pause(0)
        coming = trace.prepare(seconds), trace.product.arrive(seconds), self.stage.fade_in(seconds, *self.state)
        return together(cut(self._show_the_first), *coming)

    def _show_the_first(self) -> None:
        trace = self.traces[self.keys[0]]
        self.stage.show(trace, trace.product)
        self.stage.hide(*self.threads.values())

    def conclude(self, key: Repetition) -> Cue:
        """Return the arrival of what a path comes to, in the formula and at its weight."""
        seconds = 0.4
        if key == "middle":
            return self.stage.fade_in(seconds, *self.middle[1:])
        numbers = self.stage.fade_in(seconds, *self.at_weight[key])
        share = self.stage.fade_in(seconds, *self.shares[key])
        return one_by_one(together(self.traces[key].product.conclude(seconds), numbers), share)

    def carry(self, key: Repetition) -> Cue:
        """Return the flight of a contribution from the formula to its row; a norm is not what the row shows."""
        number, seconds = self.row_of(key).number, self.theme.time.carry
        if not self.panel.lets_pass(number) or not (key == "middle" or self.stage.analysis.is_scalar):
            return pause(seconds)
        source = self.middle[-1] if key == "middle" else self.traces[key].product.result_label
        return contribution_labels.fly_number(source, number, seconds, self.stage.picture)

    # all of them at once

    def leave_the_last(self, seconds: float) -> Cue:
        """Return the fading of the product and the numbers of the path that was followed last."""
        trace = self.traces[self.keys[-1]]
        written = [*self.at_weight.values(), *self.shares.values()]
        shown = [label for labels in written for label in labels if self.stage.shows(label)]
        return together(
            trace.numbers.fade_out(seconds),
            trace.product.fade_out(seconds),
            self.stage.fade_out(seconds, *shown),
            pause(0) if self.key_of_the_sum else self.stage.leave_key(self.columns.key, seconds),
        )

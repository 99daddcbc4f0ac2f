"""Depth upward and time to the right: the same kind of product runs along both, with other weights."""

from __future__ import annotations

from functools import cached_property

from rnnanim.lesson import Lesson
from rnnanim.mobjects.base.motion import one_by_one, together
from rnnanim.mobjects.base.tagging import Overlay
from rnnanim.mobjects.charts.waterfall_row import WaterfallRow
from rnnanim.mobjects.network.states import State
from rnnanim.numerics.stations import Station
from rnnanim.scenes.stacked.cast import StackedCast
from rnnanim.scenes.stacked.grid_walk import GridWalk
from rnnanim.stage import LessonScene, beat  # prepares manim, so it stands before it

LAYERS = 2
SECOND_LAYER = {"W_x_l2": [[0.7]], "W_h_l2": [[0.9]]}
"""Of a lesson with one layer of one unit: weights unlike those of the first, which leave each path to be seen."""


class StackedRNN(LessonScene):
    """A network in layers: what comes back through time, what comes down through depth, and every mix of both."""

    loss = "last"
    most_layers = 4
    overlays = (Overlay("h*", "Node outline h*", "a row rises from behind the one below it"),)

    @classmethod
    def fit(cls, lesson: Lesson) -> Lesson:
        """Return the lesson with a second layer if it has one only: given for one unit, drawn as usual for several."""
        lesson = super().fit(lesson)
        if lesson.network.layers > 1:
            return lesson
        return lesson.with_layers(LAYERS, SECOND_LAYER if lesson.network.H == 1 else None)

    @cached_property
    def cast(self) -> StackedCast:
        return StackedCast(self.stage)

    @beat
    def one_layer_to_two(self) -> None:
        """The network of the lecture; out of its states rises a second row that reads them, then any further one."""
        cast, time, net = self.cast, self.theme.time, self.cast.net
        net.fold()
        net.set_states({name: State.PASSED for name in net.tiles if name.kind == "W_y"})
        self.show(net)
        self.play(self.headline("title_one"), self.fade_in(time.dim, cast.axes[0]))
        self.hold(time.still)
        self.play(self.stage.headline_of("title_layers", cast.layers), self.fade_in(time.slide, cast.axes[1]))
        for layer in range(2, cast.layers + 1):
            self.play(cast.net.unfold(layer, 3 * time.slide if layer == 2 else 1.5 * time.slide))
        for rule in cast.rules:
            self.play(self.fade_in(time.dim, *rule))

    @beat
    def forward(self) -> None:
        """Column by column the states light, from the lowest layer up, and the last output meets the loss."""
        cast, time = self.cast, self.theme.time
        self.show(cast.net, *cast.axes, *(line for rule in cast.rules for line in rule))
        self.play(self.headline("title_forward"))
        pace = max(0.5, min(1.0, 6 / len(cast.net.states)))
        for step in cast.net.grid.steps:
            for layer in range(1, cast.layers + 1):
                self.play(cast.flow_into(Station.h(step, layer), time.edge * pace))
            self.play(cast.flow_out(step, time.edge * pace))

    @beat
    def through_time(self) -> None:
        """The gradient runs back along the uppermost row; as it comes by its factors come into a list."""
        cast, time, factors = self.cast, self.theme.time, self.cast.time
        written = [*cast.numbers.values(), *(line for rule in cast.rules for line in rule)]
        self.show(cast.net, *cast.axes, *cast.waters, *written)
        leaving = [self.fade_out(time.dim, *written, *cast.waters)]
        self.play(self.headline("title_time"), cast.focus(factors.walk, time.dim), *leaving)
        self.show(factors.walk.flow, cast.start, factors)
        self.play(factors.open(time.dim), self.fade_in(time.dim, *cast.notes))
        for cue in cast.go(factors):
            self.play(cue)
        self.play(factors.conclude(time.value), self.fade_in(time.value, *cast.ends_of(factors)))
        self.play(factors.remark(time.value))
        self.say(variant=self._variant("one" if cast.T == 1 else ""), n=cast.T - 1, value=factors.result)

    @beat
    def through_depth(self) -> None:
        """The same start, but down at once: the same kind of factors, each with another weight; then both ways."""
        cast, time, factors, before = self.cast, self.theme.time, self.cast.depth, self.cast.time
        self.show(cast.net, *cast.axes, *cast.notes, before.walk.flow, cast.start, before, *cast.ends_of(before))
        self.show(factors.walk.flow, factors)
        self.play(self.headline("title_depth"), cast.leave_time(time.spend))
        self.play(factors.open(time.dim))
        for cue in cast.go(factors, known=3 if cast.T > 1 else 2):
            self.play(cue)
        self.play(factors.conclude(time.value), self.fade_in(time.value, *cast.ends_of(factors)))
        self.play(factors.remark(time.value))
        self.play(cast.compare(time.spend))
        self.say(variant=self._variant(), value=factors.result)

    @beat
    def every_path(self) -> None:
        """To the first state of the lowest layer leads every mix of steps back and down: one path after another."""
        cast, time, panel, lists = self.cast, self.theme.time, self.cast.panel, (self.cast.time, self.cast.depth)
        ends, goal = cast.ends_of(*lists), [] if cast.goal is None else [cast.goal]
        self.show(cast.net, *cast.axes, *cast.notes, *(one.walk.flow for one in lists), cast.start, *lists, *ends)
        first = cast.routes[0]
        self.show(first.flow)
        leaving = [self.fade_out(time.spend, *one.written) for one in (cast.start, *lists)]
        leaving += [self.fade_out(time.spend, *ends, *(one.walk.flow for one in lists))]
        ready = first.flow.advance(first.start, 0), cast.light_all(time.spend)
        self.play(self.stage.headline_of("title_paths", cast.count), *leaving, *ready)
        self.hide(cast.start, *lists)
        self.show(panel)
        self.play(panel.fade_in(time.dim), self.fade_in(time.dim, *goal))
        rows = list(panel.rows[:-1])
        for n, walk in enumerate(cast.routes):
            last = n == len(cast.routes) - 1
            if last and len(rows) > len(cast.routes):
                self.play(rows[n].tint(time.light, "ink"), rows[n].grow(time.bar))
                self.play(rows[n].count(time.value))
                rows.pop(n)
            self._walk(walk, rows[n], None if last else cast.routes[n + 1])
        every = dict.fromkeys((name for walk in cast.routes for name in walk.nodes), State.LIVE)
        weights = dict.fromkeys((name for walk in cast.routes for name in walk.tiles), State.IDLE)
        others = [walk.flow.revive(time.spend, tail=walk.start) for walk in cast.routes[:-1]]
        bars = [row.revive(time.spend) for row in panel.rows[:-1]]
        self.play(*bars, *others, cast.net.turn(every | weights, time.spend))
        self.say(variant=self._variant("one" if cast.count == 1 else ""), count=cast.count)

    def _walk(self, walk: GridWalk, row: WaterfallRow, after: GridWalk | None) -> None:
        """Play one path from where all begin, and its bar; where another comes it steps back."""
        net, time, own = self.cast.net, self.theme.time, walk.nodes[3:]
        ready = net.turn(dict.fromkeys(walk.tiles, State.IDLE), time.dim)
        self.play(row.tint(time.light, "ink"), ready)
        lit = together(*(net.nodes[name].to(State.LIVE, time.light) for name in own), lag=1.4 / max(1, len(own)))
        self.play(walk.flow.advance(walk.line.length, 1.7), lit)
        self.play(row.grow(time.bar))
        self.play(row.count(time.value))
        if after is None:
            return
        walk.flow.shared = walk.start
        self.show(after.flow)
        back = dict.fromkeys(own, State.NEAR) | dict.fromkeys(walk.tiles, State.PASSED)
        calm = net.turn(back | {walk.end: State.CALM}, time.spend)
        self.play(after.flow.advance(after.start, 0), walk.flow.spend(time.spend), row.spend(time.spend), calm)

    @beat
    def one_sweep(self) -> None:
        """All paths at once: each state adds what comes from its right and from above, and the last has the sum."""
        cast, time, panel = self.cast, self.theme.time, self.cast.panel
        goal = [] if cast.goal is None else [cast.goal]
        self.show(cast.net, *cast.axes, *cast.notes, panel, *goal, *(walk.flow for walk in cast.routes))
        (start, *_), _ = cast.sweep[0]
        self.show(start)
        waiting = start.advance(start.line.length, 0), cast.light_all(time.dim)
        leaving = self.fade_out(time.dim, *goal, *(walk.flow for walk in cast.routes))
        self.play(self.headline("title_sweep"), leaving, *waiting)
        for flows, reached in cast.sweep:
            coming = [flow for flow in flows if flow is not start]
            self.show(*coming)
            lit = cast.net.turn(dict.fromkeys(reached, State.LIVE), time.light)
            parts = [label for name in reached for label in cast.addends[name]]
            totals = [label for name in reached for label in cast.sums[name]]
            self.play(one_by_one(
                together(*(flow.advance(flow.line.length, time.edge) for flow in coming)),
                together(lit, self.fade_in(time.value if parts else 0, *parts)),
                self.fade_in(time.value, *totals),
            ))  # fmt: skip
        self.play(panel.rows[-1].tint(time.light, "ink"))
        self.play(panel.gather(0.5))
        self.play(panel.rows[-1].count(time.value))
        self.say(variant=self._variant(), total=cast.grid.total(1, 1))

    @beat
    def what_repeats(self) -> None:
        """The answer in one picture: along a row one weight acts again and again, down a column one after another."""
        cast, time, panel, lists = self.cast, self.theme.time, self.cast.panel, (self.cast.time, self.cast.depth)
        flows = [flow for some, _ in cast.sweep for flow in some]
        written = [label for known in (cast.sums, cast.addends) for labels in known.values() for label in labels]
        self.show(cast.net, *cast.axes, *cast.notes, panel, *flows, *written)
        self.play(self.headline("title_answer"), self.fade_out(time.spend, panel, *written))
        self.hide(panel)
        self.show(cast.start)
        self.play(cast.start.again(time.dim))
        for one, kind in zip(lists, ("W_h", "W_x"), strict=True):
            self.show(one)
            self.play(one.whole(time.spend))
            for cue in cast.show_weights(kind, 2 * time.light):
                self.play(cue)
        self.say(variant="one" if cast.T == 1 else "")

    def _variant(self, kind: str = "") -> str:
        """Return which sentence speaks of norms."""
        return "_".join(filter(None, [kind, "" if self.cast.grid.is_scalar else "norm"]))

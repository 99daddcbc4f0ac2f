"""Depth upward and time to the right: the same kind of product runs along both, with other weights."""

from __future__ import annotations

from functools import cached_property

from rnnanim.lesson import Lesson
from rnnanim.mobjects.base.motion import one_by_one, together
from rnnanim.mobjects.base.tagging import Overlay
from rnnanim.mobjects.network.states import State
from rnnanim.numerics.stations import Station
from rnnanim.scenes.stacked.cast import StackedCast
from rnnanim.stage import LessonScene, beat  # prepares manim, so it stands before it

LAYERS = 2
SECOND_LAYER = {"W_x_l2": [[0.7]], "W_h_l2": [[0.9]]}
"""Of a lesson with one layer of one unit: weights unlike those of the first, which leave each path to be seen."""

FACTORS = "σ'*", "w?(W_*"
PASSED_BY = "*outline*", "W_*", "h*", "x*", "Edge*", "∂L*", "σ'(*"
OVER_THE_DIM = "a factor on its way into its line flies over what is not spoken of, and over those that have come"
OVER_OTHERS = "a factor on its way into its line flies over those that have come"


class StackedRNN(LessonScene):
    """A network in layers: what comes back through time, what comes down through depth, and every mix of both."""

    loss = "last"
    most_layers = 4
    overlays = (
        *(Overlay(factor, other, OVER_THE_DIM) for factor in FACTORS for other in PASSED_BY),
        Overlay("w?(W_*", "w?(W_*", OVER_OTHERS),
        Overlay("h*", "Node outline h*", "a row rises from behind the one below it"),
    )

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
        self.play(self.headline("title_one"))
        self.hold(time.still)
        self.play(self.stage.headline_of("title_layers", cast.layers))
        for layer in range(2, cast.layers + 1):
            self.play(net.unfold(layer, 2 * time.slide if layer == 2 else time.slide))
            self.play(net.connect(layer, 2 * time.dim))
        for rule in cast.rules:
            self.play(self.fade_in(time.dim, *rule))

    @beat
    def forward(self) -> None:
        """Column by column the states light, from the lowest layer up, and the last output meets the loss."""
        cast, time = self.cast, self.theme.time
        self.show(cast.net, *(line for rule in cast.rules for line in rule))
        self.play(self.headline("title_forward"))
        pace = max(0.5, min(1.0, 6 / len(cast.net.states)))
        for step in cast.net.grid.steps:
            for layer in range(1, cast.layers + 1):
                self.play(cast.flow_into(Station.h(step, layer), 1.2 * time.edge * pace))
            self.play(cast.flow_out(step, time.edge * pace))

    @beat
    def through_time(self) -> None:
        """The gradient runs back along the uppermost row; its factors drop into a list with their product."""
        cast, time, factors = self.cast, self.theme.time, self.cast.time
        written = [*cast.numbers.values(), *(line for rule in cast.rules for line in rule)]
        self.show(cast.net, *written)
        self.play(self.headline("title_time"), cast.focus(factors.walk, time.dim), self.fade_out(time.dim, *written))
        self.show(factors.walk.flow, factors)
        self.play(self.fade_in(time.dim, factors.head, *cast.notes))
        for cue in cast.go(factors):
            self.play(cue)
        self.play(factors.conclude(time.value))
        self.play(
            cast.net.turn(dict.fromkeys(factors.walk.tiles, State.LIT), time.dim),
            self.fade_in(time.value, *cast.ends_of(factors)),
        )
        self.say(variant=self._variant("one" if cast.T == 1 else ""), n=cast.T - 1, value=factors.result)

    @beat
    def through_depth(self) -> None:
        """The same start, but down at once: the same kind of factors with the weights between the layers."""
        cast, time, factors, before = self.cast, self.theme.time, self.cast.depth, self.cast.time
        walk = factors.walk
        self.show(cast.net, *cast.notes, before.walk.flow, before, *cast.ends_of(before))
        self.show(walk.flow, factors)
        self.play(self.headline("title_depth"), cast.leave_time(time.spend))
        lead = [n for n, line in enumerate(factors.lines) if line.j <= 2]
        self.play(self.fade_in(time.dim, factors.head), *(factors.recall(n, time.dim) for n in lead))
        for cue in cast.go(factors, known=len(lead), fly=False):
            self.play(cue)
        self.play(factors.conclude(time.value))
        self.play(
            cast.net.turn(dict.fromkeys(walk.tiles, State.LIT), time.dim),
            self.fade_in(time.value, *cast.ends_of(factors)),
        )
        self.play(before.brighten(time.dim))
        self.say(variant=self._variant(), value=factors.result)

    @beat
    def every_path(self) -> None:
        """To the first state of the lowest layer leads every mix of steps back and down: one path after another."""
        cast, time, panel, lists = self.cast, self.theme.time, self.cast.panel, (self.cast.time, self.cast.depth)
        ends = cast.ends_of(*lists)
        self.show(cast.net, *cast.notes, *(one.walk.flow for one in lists), *lists, *ends)
        leaving = [self.fade_out(time.spend, *one.written, one.walk.flow) for one in lists]
        leaving.append(self.fade_out(time.spend, *ends))
        self.play(self.stage.headline_of("title_paths", cast.count), *leaving)
        self.hide(*lists)
        self.show(panel)
        self.play(cast.light_all(time.dim), panel.fade_in(time.dim))
        rows = list(panel.rows[:-1])
        for n, walk in enumerate(cast.routes):
            if n == len(cast.routes) - 1 and len(rows) > len(cast.routes):
                self.play(rows[n].tint(time.light, "ink"), rows[n].grow(time.bar))
                self.play(rows[n].count(time.value))
                rows.pop(n)
            row = rows[n]
            self.show(walk.flow)
            lit = dict.fromkeys(walk.nodes, State.LIVE)
            ready = cast.net.turn(dict.fromkeys(walk.tiles, State.IDLE), time.dim)
            self.play(row.tint(time.light, "ink"), ready)
            self.play(walk.flow.advance(walk.line.length, 1.9), together(*(
                cast.net.nodes[name].to(state, time.light) for name, state in lit.items()
            ), lag=1.6 / max(1, len(lit))))  # fmt: skip
            self.play(row.grow(time.bar))
            self.play(row.count(time.value))
            if walk is not cast.routes[-1]:
                calm = dict.fromkeys(walk.nodes, State.CALM) | dict.fromkeys(walk.tiles, State.PASSED)
                self.play(walk.flow.spend(time.spend), row.spend(time.spend), cast.net.turn(calm, time.spend))
        self.play(*(row.revive(time.spend) for row in panel.rows[:-1]))
        self.say(variant=self._variant("one" if cast.count == 1 else ""), count=cast.count)

    @beat
    def one_sweep(self) -> None:
        """All paths at once: each state adds what comes from its right and from above, and the last has the sum."""
        cast, time, panel = self.cast, self.theme.time, self.cast.panel
        self.show(cast.net, *cast.notes, panel, *(walk.flow for walk in cast.routes))
        self.play(self.headline("title_sweep"))
        self.play(*(self.fade_out(time.dim, walk.flow) for walk in cast.routes), cast.light_all(time.dim))
        for flows, reached in cast.sweep:
            self.show(*flows)
            first = [Station.L(cast.T), Station.y(cast.T)] if flows[0] is cast.sweep[0][0][0] else []
            lit = cast.net.turn(dict.fromkeys([*first, *reached], State.LIVE), time.light)
            numbers = [cast.sums[name] for name in reached if name in cast.sums]
            run = together(*(flow.advance(flow.line.length, time.edge) for flow in flows))
            self.play(one_by_one(run, together(lit, self.fade_in(time.value, *numbers))))
        self.play(panel.rows[-1].tint(time.light, "ink"))
        self.play(panel.gather(0.5))
        self.play(panel.rows[-1].count(time.value))
        self.say(variant=self._variant(), total=cast.grid.total(1, 1))

    def _variant(self, kind: str = "") -> str:
        """Return which sentence speaks of norms."""
        return "_".join(filter(None, [kind, "" if self.cast.grid.is_scalar else "norm"]))

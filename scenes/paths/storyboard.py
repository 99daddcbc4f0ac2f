"""How the loss at the last step reaches each weight, by one path for each step or by a single one, and what arrives."""

from __future__ import annotations

from collections.abc import Sequence

from rnnanim.mobjects.base.motion import Cue, one_by_one, pause, together
from rnnanim.mobjects.charts.compared_weights import compared_weights
from rnnanim.mobjects.charts.waterfall import Waterfall
from rnnanim.mobjects.charts.waterfall_row import WaterfallRow
from rnnanim.mobjects.formulas.chain_rule import ChainRule
from rnnanim.mobjects.network.parallel_paths import parallel_paths
from rnnanim.mobjects.network.states import State
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.readout import readout
from rnnanim.numerics import Reading, Route
from rnnanim.numerics.stations import PartName, Station
from rnnanim.scenes.paths.cast import WayBack, routes_to_show
from rnnanim.stage import beat  # prepares manim, so it stands before it
from rnnanim.stage.beats import Repetition


class GradientPaths(WayBack):
    """The loss at the last step, and its routes back to W_x: what arrives on each, and their sum."""

    @beat
    def start_at_the_loss(self) -> None:
        """Everything falls quiet but the loss and the weight; a thread for each way back."""
        time = self.theme.time
        self.show(self.net)
        self.play(self.stage.headline_of("title_start", self.count), self.fade_out(time.dim, *self.recall()))
        states: dict[PartName, State] = dict.fromkeys(self.net.parts, State.DIM)
        states[self.loss_node] = State.LIVE
        states |= dict.fromkeys(self.targets, State.IDLE)
        self.play(self.net.turn(states, time.dim * 2))
        self.play(self.fade_in(time.dim, self.equation.left_side, self.equation.equals))
        for i, key in enumerate(self.keys):
            self.play(self.way_back(key))
            self.play(self.fade_in(time.value, *self.equation.name_of(i)))
        self.hold(time.carry)  # besides the still of every beat: the equation is new
        self.say(T=self.steps)

    @beat(each=routes_to_show)
    def path(self, key: Repetition) -> None:
        """The gradient runs back along one path, multiplied at every station, and its contribution grows to size."""
        time, journey, row = self.theme.time, self.journeys[key], self.row_of(key)
        self.show(self.net)
        if self.keys.index(key):
            self.show(journey)
        self.play(self.title_of(key), self.leave(key))
        if self.panel not in self.stage.picture.submobjects:
            self.show(self.panel)
            self.play(self.open_panel(time.dim), self.fade_in(time.dim, *self.note))
        self.play(self.bring(key), row.tint(time.dim, "ink"))
        self.play(journey.travel())
        if key == "middle":
            self.play(self.fade_in(0.4, *self.middle[1:]))
        else:
            self.play(journey.product.conclude(0.4), self.fade_in(0.4, *self.at_weight[key]))
        self.play(self.carry(key), row.grow(time.carry))
        self.play(row.count(time.value))
        if journey.known:
            self.play(journey.kindle(time.spend))
        self.say_of(key)

    @beat
    def add_up(self) -> None:
        """All routes are live at once; their numbers line up under their steps and add up to the gradient."""
        time, last, equation = self.theme.time, self.journeys[self.keys[-1]], self.equation
        self.show(self.net, self.panel, *self.note)
        numbers = [label for labels in self.at_weight.values() for label in labels]
        self.play(
            self.stage.headline_of("title_sum", self.steps),
            last.numbers.fade_out(time.dim),
            last.product.fade_out(time.dim),
            self.fade_out(time.dim, *(label for label in numbers if label in self.stage.picture.submobjects)),
        )
        self.hide(last.product)
        self.play(
            *self.all_live(time.spend),
            self.fade_in(time.spend, *filter(None, self.brought), equation.left_side, equation.equals),
        )
        self.show(equation)
        for i in reversed(range(len(self.keys))):
            source = self.brought[i]
            self.play(equation.drop(i, source, time.drop) if source else self.fade_in(time.value, equation.values[i]))
            if operator := equation.operator_after(i):
                self.play(self.fade_in(time.light, *operator))
        total = self.panel.rows[-1]
        self.play(total.tint(time.light, "ink"), self.panel.gather(0.5))
        self.play(total.count(time.value), self.fade_in(time.value, equation.total_equals, equation.total))
        self.hold(time.still)
        farthest = self.contribution(self.keys[-1])
        self.say(T=self.steps, total=total.reading, nearest=self.contribution(1), farthest=farthest)

    def say_of(self, key: Repetition) -> None:
        if key == "middle":
            self.say(count=self.steps - 3, contribution=self.contribution(key))
        else:
            self.say(n=int(key), k=self.step_of(key), contribution=self.routes[key].factors[-1].running)


class PathsToWh(GradientPaths):
    """The same ways back, to W_h: each path ends where the state before it enters the step."""

    weight = "h"
    known = "x"

    def numbers_at_the_end(self, key: Repetition, reading: Reading) -> list[Label]:
        """Return the contribution, and the state that enters there: the last factor."""
        step = self.step_of(key) - 1
        if not self.net.has(Station.h(step)):
            return super().numbers_at_the_end(key, reading)
        x, y = self.net.position(Station.h(step))
        state = readout(self.theme, self.routes[key].factors[-1].value, "small", tone="state")
        below = y - self.layout.unit - 0.25
        if step:  # beside the edge up from W_x
            state.place(x + 0.1, below, "left")
        else:
            state.place(x, below)
        return [*super().numbers_at_the_end(key, reading), state]

    def say_of(self, key: Repetition) -> None:
        """Say which state is the last factor, and what becomes of a path that ends in a state of 0."""
        if key == "middle":
            super().say_of(key)
            return
        step = self.step_of(key)
        values = {"n": int(key), "k": step, "before": step - 1}
        if self.routes[key].factors[-1].value.value == 0:
            self.say(variant="zero", **values)
        else:
            self.say(**values, contribution=self.routes[key].factors[-1].running)


class PathsToWy(GradientPaths):
    """The one way back to W_y, and what the three weights get."""

    weight = "y"
    known = "h"
    drop = ("add_up",)

    @property
    def count(self) -> int:
        """W_y is met once on the way back from a loss."""
        return 1

    def routes_shown(self) -> Sequence[Repetition]:
        return (1,)

    def waterfall(self) -> Waterfall:
        """Return the panel in which the gradients of the three weights are compared, parted into their paths."""
        return compared_weights(self.theme, self.layout, self.analysis, self.stage.words, tone="low")

    def row_of(self, key: Repetition) -> WaterfallRow:
        return self.panel.rows[-1]

    def open_panel(self, seconds: float) -> Cue:
        """Return the arrival of the panel; what W_x and W_h get is known."""
        known = [one_by_one(row.recall(seconds), row.tint(0, "mute")) for row in self.panel.rows[:-1]]
        return one_by_one(super().open_panel(seconds), together(*known))

    def bring(self, key: Repetition) -> Cue:
        """Return the arrival of the band, and of the value of the state that is read out."""
        x, y = self.net.position(Station.h(self.steps))
        self.state = readout(self.theme, self.routes[key].factors[-1].value, "small", tone="state")
        self.state.place(x + self.layout.unit + 0.12, y - 0.11, "left")
        return together(super().bring(key), self.fade_in(self.theme.time.dim, self.state))

    @beat(each=lambda lesson: (1,))
    def path(self, key: Repetition) -> None:
        """The gradient meets W_y before it reaches a state, and is done."""
        super().path(key)

    @beat
    def compare_the_weights(self) -> None:
        """One short way beside the long ones, and the product that the longest of them collects."""
        time, journey = self.theme.time, self.journeys[1]
        self.show(self.net, self.panel, *self.note, journey)
        self.play(
            self.stage.headline_of("title_compare", self.steps),
            journey.product.fade_out(time.dim),
            journey.numbers.fade_out(time.dim),
            self.fade_out(time.dim, *self.at_weight[1], self.state),
            self.net.turn({self.target(1): State.ACTED}, time.dim),
        )
        self.hide(journey.product)
        others = [self.analysis.route("x", self.steps, step) for step in reversed(self.layout.drawn_steps)]
        long_ways = parallel_paths(self.net, others)
        for i, (route, way) in enumerate(zip(others, long_ways, strict=True)):
            self.show(way)
            aside = [other.make_room(0.35) for other in long_ways[:i]]
            self.play(way.run(0.5 + 0.07 * way.line.length), *aside, self.pass_through(route))
        of_x, of_h = self.panel.rows[:-1]
        self.play(of_x.revive(time.spend))
        farthest = ChainRule(self.theme, self.layout, others[-1])
        self.show(farthest)
        self.play(farthest.arrive(time.dim))
        told = [farthest.tell(i, time.value) for i in range(len(others[-1].factors)) if farthest.completes(i)]
        self.play(together(*told, lag=0.12))
        whose = self.stage.words("farthest", size="tile", tone="mute", k=others[-1].k)
        whose.place(float(farthest.result_label.get_left()[0]), self.layout.band.symbols, "left")
        self.play(
            farthest.emphasise(("sigma_prime", "W_h", "J"), time.spend),
            farthest.conclude(time.spend),
            self.fade_in(time.spend, whose),
        )
        self.play(of_h.revive(time.spend))
        x, h, y = (row.reading for row in self.panel.rows)
        self.say(
            variant="one" if self.steps == 1 else "", **({"T": self.steps} if self.steps > 1 else {}), x=x, h=h, y=y
        )

    def pass_through(self, route: Route) -> Cue:
        """Return the lighting of what a long way runs through."""
        net = self.net
        names = [name for name in net.stations(route) if name not in (self.loss_node, self.target(1))]
        states = {name: State.NEAR for name in names if name in net.nodes and net.nodes[name].state == State.DIM}
        states |= {name: State.IDLE if name.kind == "W_h" else State.ACTED for name in names if name in net.tiles}
        return one_by_one(pause(0.5), self.net.turn(states, self.theme.time.light))

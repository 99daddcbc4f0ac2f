"""How the loss at the last step reaches W_x by one route for each step, and what arrives on each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import ClassVar

import numpy as np

from rnnanim.beats import Repetition
from rnnanim.errors import InputError
from rnnanim.lesson import Lesson
from rnnanim.mobjects.fitting import fitting_one
from rnnanim.mobjects.journey import Journey, pace_of
from rnnanim.mobjects.lanes import lanes
from rnnanim.mobjects.layout import MOST_DRAWN
from rnnanim.mobjects.motion import Cue, ease_in_out_sine, one_by_one, pause, together
from rnnanim.mobjects.network import UnrolledRNN
from rnnanim.mobjects.parts import FLIGHT, TEXT
from rnnanim.mobjects.product import ChainProduct
from rnnanim.mobjects.pulse import Pulse
from rnnanim.mobjects.stream import stream_scale
from rnnanim.mobjects.tagging import Flight
from rnnanim.mobjects.term_sum import Term, TermSum
from rnnanim.mobjects.text import Label, formula
from rnnanim.mobjects.waterfall import Row, Waterfall, WaterfallRow
from rnnanim.numerics import Reading, Route
from rnnanim.stage import LessonScene, beat  # prepares manim, so it stands before it

from manim import RIGHT

NUMBER_GAP = 0.13  # between a weight and the number at its left


def routes_to_show(lesson: Lesson) -> Sequence[Repetition]:
    """Return the numbers of the paths, nearest first; beyond five steps those in between are summed."""
    steps = lesson.network.T
    if steps <= MOST_DRAWN:
        return tuple(range(1, steps + 1))
    return (1, 2, "middle", steps)


class GradientPaths(LessonScene):
    """The loss at the last step, and its routes back to W_x: what arrives on each, and their sum."""

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
        self.scale, self.doublings = stream_scale(self.theme, running)
        self.lanes = dict(zip(self.keys, lanes(self.net, [self.routes[key] for key in self.keys]), strict=True))
        self.journeys = {key: self.journey(key) for key in self.keys}
        self.panel = self.waterfall()
        self.equation = self.sum_of_paths()
        self.middle = self.sum_of_the_middle() if "middle" in self.keys else []
        self.note = self.notes()
        arrived = {key: self.routes[key].factors[-1].running for key in self.keys if key != "middle"}
        beside = {key: self.number_at_weight(key, reading) for key, reading in arrived.items()}
        self.at_weight = {key: label for key, label in beside.items() if label is not None}
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

    def target(self, key: Repetition) -> str:
        """Return the tile of the weight at which a path ends."""
        return f"W_{self.weight}.{self.step_of(key)}"

    @property
    def count(self) -> int:
        """How many paths there are, drawn or not."""
        return self.steps

    @property
    def targets(self) -> list[str]:
        """The tiles of the weight, at every step that is drawn."""
        return [name for name in self.net.tiles if name.startswith(f"W_{self.weight}.")]

    def journey(self, key: Repetition) -> Journey:
        head = None if self.analysis.is_scalar else self.words("norm_times", tone="mute")
        before = self.keys[self.keys.index(key) - 1]
        shared = None if key == self.keys[0] else self.step_of(2 if before == "middle" else before)
        return Journey(
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
            full, short = (self.words(name, tone="low", **counts) for name in names)
            rows.append(Row(full, short, self.contribution(key)))
        total = self.words("sum", tone="low")
        rows.append(Row(total, total.copy(), self.analysis.read(f"total_{self.weight}", self.steps)))
        return Waterfall(self.theme, self.layout.panel, rows, bar=self.layout.bar, head=self.along())

    def row_of(self, key: Repetition) -> WaterfallRow:
        """Return the row of the panel in which a contribution stands."""
        return self.panel.row(self.keys.index(key))

    def along(self) -> Label | None:
        return None if self.analysis.is_scalar else self.words("along", tone="mute")

    def sum_of_paths(self) -> TermSum:
        """Return the equation of the scene: the gradient as the sum of its paths, each under its step."""
        sources = self.gradient_of(self.weight)
        dots = formula(self.theme, "dots.c", "medium", tone="mute")
        names = {key: self.words("via", size="medium", k=self.step_of(key)) for key in self.keys if key != "middle"}
        names |= {"middle": dots}
        terms = [Term(self.layout.x(self.step_of(key)), names[key], self.contribution(key)) for key in self.keys]
        return TermSum(self.theme, self.layout, sources, terms, self.analysis.read(f"total_{self.weight}", self.steps))

    def gradient_of(self, weight: str) -> tuple[str, str]:
        """Return the symbol of a gradient, as a fraction and in one line; its norm where it is more than a number."""
        loss, name = f"L_{self.steps}", f"w{weight}(W_{weight})"
        sources = f"frac(partial {loss}, partial {name})", f"partial {loss} slash partial {name}"
        return sources if self.analysis.is_scalar else (f"norm({sources[0]})", f"norm({sources[1]})")

    def sum_of_the_middle(self) -> list[Label]:
        """Return the band of the paths in between: their sum over k, the equals sign and its value."""
        band, base = self.layout.band, self.equation.base
        left = self.words("via_between", size="medium", a=2, b=self.steps - 2)
        equals = formula(self.theme, "=", "medium", tone="mute")
        value = fitting_one(self.theme, self.contribution("middle"), 2.0, "large", tone="text")
        value.place(band.result, base, "left")
        equals.place(value.get_left()[0] - 0.3, base)
        left.place(equals.get_left()[0] - 0.25, base, "right")
        return [label.set_z_index(TEXT, family=True) for label in (left, equals, value)]

    def notes(self) -> list[Label]:
        """Return what stands at the top right: how wide the ribbons are for their numbers, and what J_t is."""
        labels = []
        if self.doublings:
            key = "width_times" if self.doublings > 0 else "width_over"
            labels.append(self.words(key, size="tile", tone="mute", factor=2 ** abs(self.doublings)))
        if any(journey.product.joins for journey in self.journeys.values()):
            slope = "sigma'(z_t) space" if self.analysis.is_scalar else '"diag" sigma\'(z_t) space'
            labels.append(formula(self.theme, f"J_t = {slope} wh(W_h)", "tile", tone="mute"))
        right, base = self.layout.note
        for label in labels:
            label.place(right, base, "right").set_z_index(TEXT, family=True)
            right = float(label.get_left()[0]) - 0.5
        return labels

    def number_at_weight(self, key: Repetition, reading: Reading) -> Label | None:
        """Return a number at the left of its weight, or where those under the dots would be; None without room."""
        if key == "middle":
            label = fitting_one(self.theme, reading, self.layout.pitch, "small", "text", fewest=2)
            label.place(self.layout.x(self.step_of(key)), self.layout.rows["h"] - self.layout.unit - 0.34)
            return label.set_z_index(TEXT, family=True)
        x, y = self.net.place(self.target(key))
        if self.weight == "h":  # below, since the row of the states goes on at its left
            label = fitting_one(self.theme, reading, self.layout.pitch - 0.3, "small", "text", fewest=3)
            label.place(x, self.layout.rows["h"] - self.layout.unit - 0.25)
            return label.set_z_index(TEXT, family=True)
        room = self.layout.pitch - self.layout.tile[0] - 2 * NUMBER_GAP
        label = fitting_one(self.theme, reading, room, "small", "text", fewest=3)
        label.place(x - self.layout.tile[0] / 2 - NUMBER_GAP, y - 0.11, "right").set_z_index(TEXT, family=True)
        return label if label.width <= room else None

    def number_to_bring(self, key: Repetition) -> Label | None:
        """Return the number that falls from its weight into the sum; None where it has no way between two columns."""
        label = self.number_at_weight(key, self.contribution(key))
        gap = self.layout.pitch - self.layout.tile[0] - 2 * NUMBER_GAP
        return None if label is None or (self.weight == "h" and label.width > gap) else label

    # the beats

    @beat
    def start_at_the_loss(self) -> None:
        """Everything falls quiet but the loss and the weight; a thread for each way back."""
        time = self.theme.time
        weights = self.targets
        self.show(self.net)
        recap = self.recall() if self.known else []
        self.play(self.headline_of("title_start", self.count), self.vanish(time.dim, *recap))
        others = [name for name in self.net.parts if name != "L" and name not in weights]
        states = {"L": "live"} | dict.fromkeys(others, "dim") | dict.fromkeys(weights, "idle")
        self.play(self.net.turn(states, time.dim * 2))
        self.play(self.appear(time.dim, self.equation.left_side, self.equation.equals))
        for i, key in enumerate(self.keys):
            self.play(self.way_back(key))
            self.play(self.appear(time.value, *self.equation.name_of(i)))
        self.say(T=self.steps)

    @beat(each=routes_to_show)
    def path(self, key: Repetition) -> None:
        """The gradient runs back along one path, multiplied at every station, and its contribution grows to size."""
        time, journey, row = self.theme.time, self.journeys[key], self.row_of(key)
        self.show(self.net)
        if self.keys.index(key):
            self.show(journey)
        self.play(self.title_of(key), self.leave(key))
        if self.panel not in self.picture.submobjects:
            self.show(self.panel)
            self.play(self.open_panel(time.dim), self.appear(time.dim, *self.note))
        self.play(self.bring(key), row.speak("ink", time.dim))
        self.play(journey.travel())
        if key == "middle":
            self.play(self.appear(0.4, *self.middle[1:]))
        else:
            beside = [self.at_weight[key]] if key in self.at_weight else []
            self.play(journey.product.conclude(0.4), self.appear(0.4, *beside))
        self.play(self.carry(key), row.grow(time.carry))
        self.play(row.count(time.value))
        self.say_of(key)

    @beat
    def add_up(self) -> None:
        """All routes are live at once; their numbers line up under their steps and add up to the gradient."""
        time, last, equation = self.theme.time, self.journeys[self.keys[-1]], self.equation
        self.show(self.net, self.panel, *self.note)
        numbers = list(self.at_weight.values())
        self.play(
            self.headline_of("title_sum", self.steps),
            last.clear_numbers(time.dim),
            last.product.vanish(time.dim),
            self.vanish(time.dim, *(label for label in numbers if label in self.picture.submobjects)),
        )
        self.hide(last.product)
        self.play(
            *self.all_live(time.spend),
            self.appear(time.spend, *filter(None, self.brought), equation.left_side, equation.equals),
        )
        self.show(equation)
        for i in reversed(range(len(self.keys))):
            source = self.brought[i]
            self.play(equation.drop(i, source, time.drop) if source else self.appear(time.value, equation.values[i]))
            if operator := equation.operator_after(i):
                self.play(self.appear(time.light, *operator))
        total = self.panel.rows[-1]
        self.play(total.speak("ink", time.light), self.panel.gather(0.5))
        self.play(total.count(time.value), self.appear(time.value, equation.total_equals, equation.total))
        self.hold(time.still)
        farthest = self.contribution(self.keys[-1])
        self.say(T=self.steps, total=total.reading, nearest=self.contribution(1), farthest=farthest)

    # what the beats are made of

    def recall(self) -> list[Label]:
        """Put the end of the scene before on stage for a moment: the weight that it was about, and its gradient."""
        wide, narrow = self.gradient_of(self.known)
        in_columns = self.layout.band.kind == "columns"
        left = formula(self.theme, wide if in_columns else narrow, "large" if in_columns else "medium")
        equals = formula(self.theme, "=", "medium", tone="mute")
        value = fitting_one(self.theme, self.analysis.read(f"total_{self.known}", self.steps), 2.0, "large", "text")
        left.place(float(self.equation.left_side.get_left()[0]), self.equation.base, "left")
        equals.place(left.get_right()[0] + 0.35, self.equation.base)
        value.place(left.get_right()[0] + 0.7, self.equation.base - 0.05, "left")
        labels = [label.set_z_index(TEXT, family=True) for label in (left, equals, value)]
        dim = [name for name in self.net.parts if name != "L"]
        lit = [name for name in self.net.tiles if name.startswith(f"W_{self.known}.")]
        for name, state in (dict.fromkeys(dim, "dim") | {"L": "calm"} | dict.fromkeys(lit, "lit")).items():
            self.net.parts[name].become(state)
        self.recalled = [self.net.parts[name] for name in lit]
        self.show(*labels)
        self.hold(self.theme.time.still)
        return labels

    def way_back(self, key: Repetition) -> Cue:
        """Return a spark that runs from the loss to the weight and leaves a thread behind; it measures nothing yet."""
        lane, route = self.lanes[key], self.routes[key]
        seconds = 0.35 + 0.11 * lane.line.length
        stations = self.net.stations(route)
        states = {name: "near" for name in stations if name in self.net.units and name != "L"}
        passed = [name for name in stations if name in self.net.tiles and self.net.tiles[name].state != "lit"]
        states |= dict.fromkeys((name for name in passed if name != self.target(key)), "passed")
        arrived = {self.target(key): "lit"} if self.journeys[key].is_whole else {}
        self.show(lane)
        acted = one_by_one(pause(seconds * 0.3), self.net.turn(states, seconds * 0.5))
        lit = one_by_one(pause(Pulse.arrival(seconds)), self.net.turn(arrived, self.theme.time.light))
        aside = [self.lanes[other].make_room(seconds * 0.35) for other in self.keys[: self.keys.index(key)]]
        return together(lane.run(seconds), *aside, acted, lit)

    def open_panel(self, seconds: float) -> Cue:
        """Return the arrival of the panel, before anything has been measured."""
        return self.panel.arrive(seconds)

    def title_of(self, key: Repetition) -> Cue:
        if key == "middle":
            return self.headline("title_middle", first=3, last=self.steps - 1, total=self.steps)
        return self.headline("title_path", n=int(key), total=self.count, k=self.step_of(key))

    def leave(self, key: Repetition) -> Cue:
        """Return the end of what the beat before left behind: the question, or the finished path."""
        time, place = self.theme.time, self.keys.index(key)
        if place == 0:
            fading = [lane.fade(time.spend) for lane in self.lanes.values()]
            return together(self.vanish(time.spend, *self.equation.question), *fading)
        before = self.keys[place - 1]
        old, new, half = self.journeys[before], self.journeys[key], time.spend / 2
        cues = [old.stream.spend(time.spend), self.row_of(before).spend(time.spend)]
        cues += [
            new.prepare(time.spend, cold=old.known_arc),
            old.clear_numbers(half),
            old.product.hand_over(new.known_factors, half),
        ]
        if new.is_whole:
            self.show(new.product)
            calm = old.known_factors if old.is_whole else 0
            cues.append(new.product.arrive(half, new.known_factors, calm=calm, delay=half))
        if before in self.at_weight:
            cues.append(self.vanish(half, self.at_weight[before]))
        return one_by_one(self.vanish(half, *self.middle), together(*cues)) if before == "middle" else together(*cues)

    def bring(self, key: Repetition) -> Cue:
        """Return the arrival of what the path is to fill: the first its route and product, the middle its sum."""
        time, journey = self.theme.time, self.journeys[key]
        if key == self.keys[0]:
            self.show(journey, journey.product)
            self.hide(*self.lanes.values())
            return together(journey.prepare(time.dim), journey.product.arrive(time.dim))
        return self.appear(time.dim, *self.middle[:1]) if key == "middle" else pause(0)

    def carry(self, key: Repetition) -> Cue:
        """Return the flight of a contribution from the formula to its row; a norm is not what the row shows."""
        row = self.row_of(key)
        if key == "middle":
            return self.fly(self.middle[-1], row.number, self.theme.time.carry)
        if not self.analysis.is_scalar:
            return pause(self.theme.time.carry)
        return self.fly(self.journeys[key].product.result_label, row.number, self.theme.time.carry)

    def fly(self, source: Label, target: Label, seconds: float) -> Cue:
        """Return the flight of a number, from where it arrived to where it will stand, small before it rises."""
        shape: Label = target.copy()
        copy: Label = shape.copy()
        copy.flies = Flight.between(source.get_center(), target.get_center())
        grow = source.em / target.em
        end = target.get_right()
        start = source.get_right() + np.array([0, 1.1 * source.height, 0])  # above its own large copy
        knee = np.array([end[0], start[1], 0.0])  # by the right of the rows below, whose words stand at the left

        def apply(share: float) -> None:
            copy.become(shape).set_z_index(FLIGHT, family=True)
            place = start + (knee - start) * (1 - (1 - share) ** 3) + (end - knee) * share**3
            copy.scale(1 + (grow - 1) * max(0.0, 1 - 3 * share)).move_to(place, aligned_edge=RIGHT)
            copy.set_fill(opacity=min(1.0, 6 * share, 4 * (1 - share)))
            if share >= 1:
                self.hide(copy)

        return Cue(apply, seconds, rate=ease_in_out_sine, begin=lambda: self.show(copy))

    def all_live(self, seconds: float) -> list[Cue]:
        """Return the lighting of all paths; the trunk is drawn once, by the farthest."""
        cues = [row.spend(seconds, back=True) for row in self.panel.rows[:-2]]
        cues.append(self.panel.rows[-2].speak("ink", seconds))
        for key, journey in self.journeys.items():
            is_last = key == self.keys[-1]
            if is_last or journey.is_whole:
                tail, trunk = (0.0, journey.own_arc) if is_last else (journey.own_arc, 0.0)
                cues.append(journey.stream.revive(seconds, tail=tail, trunk=trunk))
        units = [f"h.{step}" for step in self.layout.drawn_steps]
        states = dict.fromkeys(self.targets, "lit")
        states |= dict.fromkeys([*units, "L", f"y.{self.steps}"], "calm")
        acted = [name for name, tile in self.net.tiles.items() if tile.state == "idle" and name not in states]
        states |= dict.fromkeys(acted, "passed")
        states |= {f"x.{step}": "dim" for step in self.layout.drawn_steps}
        cues.append(self.net.turn(states, seconds))
        return cues

    def say_of(self, key: Repetition) -> None:
        if key == "middle":
            self.say(count=self.steps - 3, contribution=self.contribution(key))
        else:
            self.say(n=int(key), k=self.step_of(key), contribution=self.routes[key].factors[-1].running)


class PathsToWh(GradientPaths):
    """The same ways back, to W_h: each path ends where the state before it enters the step."""

    weight = "h"
    known = "x"

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
        """Return the panel in which the gradients of the three weights are compared."""
        rows = []
        for weight in "xhy":
            words = self.words("weight", size="tile", tone="low", w=weight)
            rows.append(Row(words, words.copy(), self.analysis.read(f"total_{weight}", self.steps)))
        head = self.words("gradient" if self.analysis.is_scalar else "gradient_norm", tone="mute", T=self.steps)
        return Waterfall(self.theme, self.layout.panel, rows, bar=self.layout.bar, head=head, adds_up=False)

    def row_of(self, key: Repetition) -> WaterfallRow:
        return self.panel.rows[-1]

    def open_panel(self, seconds: float) -> Cue:
        """Return the arrival of the panel; what W_x and W_h get is known."""
        known = [row.recall(seconds) for row in self.panel.rows[:-1]]
        return together(super().open_panel(seconds), *known)

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
            self.headline_of("title_compare", self.steps),
            journey.product.vanish(time.dim),
            journey.clear_numbers(time.dim),
            self.vanish(time.dim, *self.at_weight.values()),
        )
        self.hide(journey.product)
        others = [self.analysis.route("x", self.steps, step) for step in reversed(self.layout.drawn_steps)]
        long_ways = lanes(self.net, others)
        for i, (route, way) in enumerate(zip(others, long_ways, strict=True)):
            self.show(way)
            aside = [other.make_room(0.35) for other in long_ways[:i]]
            self.play(way.run(0.5 + 0.07 * way.line.length), *aside, self.pass_through(route))
        farthest = ChainProduct(self.theme, self.layout, others[-1])
        self.show(farthest)
        self.play(farthest.arrive(time.dim))
        self.play(farthest.emphasise(("sigma_prime", "W_h", "J"), time.spend))
        self.play(*(row.spend(time.spend, back=True) for row in self.panel.rows[:-1]))
        x, h, y = (row.reading for row in self.panel.rows)
        self.say(
            variant="one" if self.steps == 1 else "", **({"T": self.steps} if self.steps > 1 else {}), x=x, h=h, y=y
        )

    def pass_through(self, route: Route) -> Cue:
        """Return the lighting of what a long way runs through."""
        names = [name for name in self.net.stations(route) if name not in ("L", self.target(1))]
        states = {name: "near" for name in names if name in self.net.units}
        states |= {name: "idle" if name.startswith("W_h") else "acted" for name in names if name in self.net.tiles}
        return one_by_one(pause(0.5), self.net.turn(states, self.theme.time.light))

"""The losses of all steps: every route to the weight, and the two ways in which what they bring adds up."""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise

from rnnanim.mobjects.base.motion import Cue, cut, one_by_one, pause
from rnnanim.mobjects.charts.table_margins import MarginSum
from rnnanim.mobjects.network.glide import glide
from rnnanim.mobjects.text.label import Label
from rnnanim.scenes.paths.all_paths_cast import REST, AllPathsCast, cell_of, routes_in_turn
from rnnanim.stage import LessonScene, beat  # prepares manim, so it stands before it
from rnnanim.stage.beats import Repetition

LEAST_TO_CLAIM = 3  # steps of a network of which it may be said where its gradient lies
CARRY = 1.0  # seconds of the way of a number to its cell
HALF = 0.5  # of the gradient, which the diagonal has to hold


class AllPaths(LessonScene):
    """Each loss walks back to the weight at each step before it; the triangle of what they bring is the gradient."""

    loss = "sum"

    @cached_property
    def cast(self) -> AllPathsCast:
        return AllPathsCast(self.stage)

    @beat
    def losses_of_every_step(self) -> None:
        """The last loss alone is known; each step gets its loss, and each route, drawn as a thread, an empty cell."""
        time, cast = self.theme.time, self.cast
        self.show(cast.before)
        self.show(*cast.recall())
        self.hold(time.still)
        self.play(self.stage.headline_of("title_losses", cast.steps), self.fade_out(time.dim, *cast.recalled))
        self.play(one_by_one(glide(cast.before, cast.net, 1.0), cut(cast.take_its_place)))
        self.play(cast.bring_losses(time.dim))
        self.play(self.fade_in(time.value, *cast.sum_of_losses))
        self.play(cast.open_triangle(time.dim))
        for i in range(len(cast.threads)):
            self.play(cast.draw_thread(i))
        self.play(cast.offer_rest(time.dim))
        self.say(variant="one" if cast.steps == 1 else "", n=len(cast.cells), T=cast.steps)

    @beat(each=routes_in_turn)
    def route(self, key: Repetition) -> None:
        """One loss walks back to one step; what it brings fills its cell."""
        time, cast = self.theme.time, self.cast
        if key == REST:
            self.fill_the_rest()
            return
        cell = cell_of(key)
        run, number = cast.runs[cell], cast.numbers[cell]
        if cell == (1, 1):
            gone = self.fade_out(time.dim, *(thread for thread in cast.threads if self.stage.shows(thread)))
            self.play(self.stage.headline_of("title_routes", len(cast.cells)), self.fade_in(time.dim, *cast.note), gone)
        self.show(run)
        self.play(self.leave_the_route_before(cell), run.prepare(time.dim), cast.name_loss(cell[0], time.dim))
        self.play(run.run())
        self.play(run.kindle(time.value), self.fade_in(time.value, *filter(None, [number])))
        self.play(cast.deliver(cell, CARRY))
        self.say_of(cell)

    @beat
    def shared_stretch(self) -> None:
        """The last two losses on their ways to the first step: from one state on both walk the same stretch."""
        time, cast = self.theme.time, self.cast
        gone = self.leave_the_last_route(), self.fade_out(time.dim, *cast.sum_of_losses)
        self.play(self.stage.headline_of("title_stretch", cast.steps), *gone)
        if cast.steps == 1:
            self.say(variant="one")
            return
        stretch = cast.stretch
        self.play(stretch.show_both(time.dim), cast.heat.outline([(cast.steps - 1, 1), (cast.steps, 1)], time.dim))
        for i in range(2):
            self.play(stretch.run(i))
            if stretch.lines:
                self.play(self.fade_in(time.value, *stretch.lines[i][4:], *(stretch.heads[1:] if i == 0 else [])))
        self.play(stretch.light(time.dim))
        if stretch.lines:
            self.play(
                self.fade_in(time.value, *stretch.named, *(label for line in stretch.lines for label in line[2:4]))
            )
            found = [label for line in stretch.lines for label in line[:2]]
            self.play(self.fade_in(time.value, *found, stretch.heads[0]))
        self.say(variant=self.norm, k=stretch.meets, first=1, product=stretch.product)

    @beat
    def row_sums(self) -> None:
        """A row is all that one loss brings: its sum is the gradient of this loss."""
        time, cast = self.theme.time, self.cast
        steps = range(1, cast.steps + 1)
        self.play(self.stage.headline_of("title_rows", cast.steps), self.leave_the_stretch())
        self.show(cast.margins)
        self.play(cast.margins.open("rows", time.dim), self.fade_in(time.dim, *self.formula("rows")))
        for rows in self.in_turn(steps):
            cells = [(t, k) for t in rows for k in range(1, t + 1)]
            waves = cast.streams.of_loss(rows[0]) if len(rows) == 1 else cast.streams.everywhere()
            outlined = [] if len(rows) == cast.steps else cells
            self.play(cast.heat.outline(outlined, time.dim), cast.streams.flow(waves, rows, range(1, rows[-1] + 1)))
            self.add_up([cast.margins.rows[t] for t in rows])
        self.say(variant=self.norm, last=cast.row_sums[cast.steps], T=cast.steps)

    @beat
    def column_sums(self) -> None:
        """A column is all that reaches one use of the weight: its sum is what the losses make of that step."""
        time, cast = self.theme.time, self.cast
        steps, half = range(1, cast.steps + 1), self.theme.time.dim / 2
        self.show(cast.margins)
        dimmed = cast.margins.light(time.dim, rows=False, columns=True)
        gone, come = self.fade_out(half, *self.formula("rows")), self.fade_in(half, *self.formula("columns"))
        self.play(self.stage.headline_of("title_columns", cast.steps), *dimmed, one_by_one(gone, come))
        self.play(cast.margins.open("columns", time.dim))
        for columns in reversed(self.in_turn(steps)):  # into the first step all of them run, so it comes last
            cells = [(t, k) for k in columns for t in range(k, cast.steps + 1)]
            waves = cast.streams.into(columns[0]) if len(columns) == 1 else cast.streams.everywhere()
            losses = range(columns[0], cast.steps + 1)
            outlined = [] if len(columns) == cast.steps else cells
            self.play(cast.heat.outline(outlined, time.dim), cast.streams.flow(waves, losses, columns))
            self.add_up([cast.margins.columns[k] for k in columns])
        self.say(variant=self.norm, first=1, part=cast.column_sums[1], T=cast.steps)

    @beat
    def all_of_it(self) -> None:
        """Rows and columns add up to the same total, which is the gradient; most of it lies near the diagonal."""
        time, cast = self.theme.time, self.cast
        margins, steps = cast.margins, range(1, cast.steps + 1)
        self.show(margins)
        gone = self.fade_out(time.dim, *self.formula("columns"))
        self.play(self.headline("title_all"), *margins.light(time.dim, rows=True, columns=True), gone)
        self.play(cast.heat.outline([], time.dim), cast.streams.flow(cast.streams.everywhere(), steps, steps))
        self.play(self.fade_in(time.dim, *self.formula("all")))
        self.play(self.fade_in(time.dim, *self.formula("again")))
        self.play(self.fade_in(time.value, *self.formula("equals")), margins.conclude(time.value))
        self.hold(time.still)
        if self.claim == "near":
            self.play(cast.heat.outline([(t, t) for t in steps], time.dim))
            self.play(self.fade_in(time.value, *cast.near))
        self.hold(time.still)
        self.say(variant=self.variant(self.claim), total=cast.paths.total, near=cast.paths.percent_near, T=cast.steps)

    # what the beats are made of

    def formula(self, name: str) -> list[Label]:
        """Return a formula, if there is room for any."""
        return [self.cast.formulas[name]] if name in self.cast.formulas else []

    def in_turn(self, steps: range) -> list[list[int]]:
        """Return rows or columns as they are added up: one by one if they are few, else all at once."""
        return [[step] for step in steps] if len(steps) <= 3 else [list(steps)]

    def add_up(self, sums: list[MarginSum]) -> None:
        """The bars of some sums grow, and their numbers come."""
        self.play(*(part.grow(0.6) for part in sums))
        if any(part.number is not None for part in sums):
            self.play(*(part.count(self.theme.time.value) for part in sums))

    def leave_the_route_before(self, cell: tuple[int, int]) -> Cue:
        """Return the going of the route before one."""
        cells = list(self.cast.runs)
        place = cells.index(cell)
        if not place:
            return pause(0)
        before = cells[place - 1]
        numbers = filter(None, [self.cast.numbers[before]])
        return self.fade_out(self.theme.time.dim / 2, self.cast.runs[before], *numbers)

    def leave_the_last_route(self) -> Cue:
        """Return the going of the route that was followed last, if it has not gone yet."""
        cell = list(self.cast.runs)[-1]
        gone = [self.cast.runs[cell], *filter(None, [self.cast.numbers[cell]])]
        return self.fade_out(self.theme.time.dim, *(mobject for mobject in gone if self.stage.shows(mobject)))

    def leave_the_stretch(self) -> Cue:
        """Return the going of the two ways and of their numbers."""
        if self.cast.steps == 1:
            return pause(0)
        stretch = self.cast.stretch
        labels = [*(label for line in stretch.lines for label in line), *stretch.named, *stretch.heads]
        return self.fade_out(self.theme.time.dim, *stretch.threads, *stretch.drawn, *labels)

    def fill_the_rest(self) -> None:
        """All routes that are left bring theirs at once."""
        cast, time = self.cast, self.theme.time
        left = [cell for cell in cast.cells if cell not in cast.runs]
        steps = range(1, cast.steps + 1)
        self.play(
            self.leave_the_last_route(), cast.name_loss(None, time.dim), cast.streams.speak_of(steps, steps, time.dim)
        )
        self.play(cast.heat.fill(1.6, left))
        self.say(variant="rest", n=len(left))

    def say_of(self, cell: tuple[int, int]) -> None:
        """Say what a route brings, and what is new about it."""
        (t, k), part = cell, self.cast.paths.part(*cell)
        kind = "first" if cell == (1, 1) else "near" if t == k else "back"
        self.say(variant=self.variant(kind), t=t, k=k, n=t - k, part=part)

    @property
    def norm(self) -> str:
        """Return which sentence speaks of vectors."""
        return self.variant("")

    def variant(self, kind: str) -> str:
        """Return the variant of a sentence for numbers, or for vectors."""
        return "_".join(filter(None, [kind, "" if self.analysis.is_scalar else "norm"]))

    @property
    def claim(self) -> str:
        """Return which claim is true of the network: that the near past dominates, that the far one does, or none."""
        paths, steps = self.cast.paths, self.cast.steps
        if steps < LEAST_TO_CLAIM:
            return ""
        sums = [paths.distance(d).value for d in range(steps)]
        sizes = [abs(value) for value in sums]
        gains = [self.analysis.read("log10_gain", steps, k).value for k in range(steps, 0, -1)]
        falls = _grows([-gain for gain in gains])
        if (
            falls
            and paths.total.value
            and HALF < sums[0] / paths.total.value <= 1
            and sizes == sorted(sizes, reverse=True)
        ):
            return "near"
        last = [abs(paths.part(steps, k).value) for k in range(steps, 0, -1)]
        largest = max(abs(paths.part(*cell).value) for cell in self.cast.cells)
        return "far" if _grows(last) and _grows(gains) and last[-1] == largest else ""


def _grows(values: list[float]) -> bool:
    return all(before < after for before, after in pairwise(values))

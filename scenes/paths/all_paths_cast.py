"""The cast of all paths: a network with a loss at every step, its routes, and the triangle of what they bring."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise

from rnnanim.errors import InputError
from rnnanim.layout.frame import squeezed
from rnnanim.lesson import Lesson
from rnnanim.mobjects.base.motion import Cue, cut, one_by_one, pause, tint, together
from rnnanim.mobjects.charts.colour_scale import ColourScale
from rnnanim.mobjects.charts.colour_strip import Signed
from rnnanim.mobjects.charts.data import Key, Table
from rnnanim.mobjects.charts.heat_map import LEAST_HOLLOW, HeatMap
from rnnanim.mobjects.charts.table_margins import TableMargins
from rnnanim.mobjects.flow.gradient_flow import flow_scale
from rnnanim.mobjects.network.joined_streams import widths
from rnnanim.mobjects.network.parallel_paths import ParallelPath, parallel_paths
from rnnanim.mobjects.network.states import State
from rnnanim.mobjects.network.unrolled import UnrolledRNN
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics import Reading
from rnnanim.numerics.all_paths import MOST_ROUTES, AllPaths
from rnnanim.numerics.stations import Link, PartName, Station
from rnnanim.scenes.paths import contribution_labels, contributions
from rnnanim.scenes.paths.all_paths_delivery import Delivery
from rnnanim.scenes.paths.all_paths_formulas import AGAIN, formulas_at, share_of_diagonal
from rnnanim.scenes.paths.all_paths_room import room_of
from rnnanim.scenes.paths.all_paths_streams import AllStreams
from rnnanim.scenes.paths.quick_route import QuickRoute
from rnnanim.scenes.paths.shared_stretch import SharedStretch
from rnnanim.stage import Stage
from rnnanim.stage.beats import Repetition

Cell = tuple[int, int]
"""A loss, and the step where its route meets the weight: (t, k)."""
REST = "rest"  # the key of all routes that are not followed one by one
NAMED_FROM = 0.9  # width of a column whose name has room for more than its number
THREAD_START, THREAD_PER_UNIT = 0.25, 0.06  # seconds of a thread, and for each unit of its way
KEY_GAP, NEAR_DROP = 0.2, 0.34  # from the share of the diagonal to the scale, and up to the top of the triangle
WIDEST_NOTE = 3.0  # what stands beside a title in the usual size
KEY_SHARE, KEY_WIDTH, KEY_HEIGHT = 0.70, 0.22, 0.36  # of the triangle: where its scale stands, and how high that is


def shown_steps(steps: int) -> list[int]:
    """Return the steps between which routes are followed one by one: the first, the last but one and the last.

    >>> shown_steps(1), shown_steps(3), shown_steps(8)
    ([1], [1, 2, 3], [1, 7, 8])
    """
    return sorted({1, max(1, steps - 1), steps})


def routes_in_turn(lesson: Lesson) -> Sequence[Repetition]:
    """Return the keys of the routes as they are followed, loss by loss and the nearest first, and of all others."""
    steps = shown_steps(lesson.network.T)
    keys: list[Repetition] = [f"t{t}k{k}" for t in steps for k in reversed(steps) if k <= t]
    return (*keys, REST) if steps[-1] > len(steps) else tuple(keys)


class AllPathsCast:
    """What the scene shows.

    Attributes
    ----------
    before : UnrolledRNN
        As the scene before has left it.
    net : UnrolledRNN
        With a loss at every step.
    runs : dict of QuickRoute by (t, k)
    heat : HeatMap
        The triangle.
    margins : TableMargins
        Its sums.
    """

    def __init__(self, stage: Stage) -> None:
        self.stage, self.theme, self.analysis = stage, stage.theme, stage.analysis
        self.steps = stage.lesson.network.T
        self._require_few()
        self.paths, self.room = AllPaths(self.analysis), room_of(stage.layout)
        self.cells: list[Cell] = [(t, k) for t in range(1, self.steps + 1) for k in range(1, t + 1)]
        numbers: dict[Key, Reading] = {cell: self.paths.part(*cell) for cell in self.cells}
        steps = range(1, self.steps + 1)
        self.row_sums: dict[float, Reading] = {t: self.paths.row(t) for t in steps}
        self.column_sums: dict[float, Reading] = {k: self.paths.column(k) for k in steps}
        sums = (*numbers.values(), *self.row_sums.values(), *self.column_sums.values(), self.paths.total)
        stage.require_finite("the gradient", (reading.value for reading in sums))
        right, usual = self.room.net_right, stage.layout
        place = usual if right is None else squeezed(usual, right, self.room.net_rows)
        self.before, self.net = UnrolledRNN(self.theme, usual), UnrolledRNN(self.theme, place, losses="all")
        self.runs = self._runs()
        self.scale = self._scale(table := Table.of(numbers))
        is_wide = (self.room.cells[1] - self.room.cells[0]) / self.steps >= NAMED_FROM
        self.heat = HeatMap(
            self.theme, self.room.cells, table, self.scale, names=("", "" if is_wide else "k"),
            each=("L_({})", "k = {}" if is_wide else "{}"), least_digits=3, outlined=True,
        )  # fmt: skip
        self.margins = TableMargins(
            self.theme, self.heat, self.row_sums, self.column_sums, self.paths.total,
            room=self.room.margin, bar=self.room.bar, name="sums", heads=self._heads(),
        )  # fmt: skip
        self.numbers = {cell: self._number(cell) for cell in self.runs}
        self.head, self.note = self._head(), self._note()
        self.recalled = contributions.found_gradient(stage, "x")

    def _require_few(self) -> None:
        count = self.steps * (self.steps + 1) // 2
        if count > MOST_ROUTES:
            raise InputError(
                f"{self.stage.scene}: {self.steps} steps have {count} routes, and at most {MOST_ROUTES} are drawn; "
                "take fewer steps (network.steps)"
            )

    # what it is built from

    def _runs(self) -> dict[Cell, QuickRoute]:
        cells = [cell_of(key) for key in routes_in_turn(self.stage.lesson) if key != REST]
        routes = {cell: self.analysis.route("x", *cell) for cell in cells}
        running = [factor.running.value for route in routes.values() for factor in route.factors]
        self.stage.require_finite("the gradient", running)
        running += widths(self.analysis, list(self.net.layout.drawn_steps))
        self.stage.require_finite("the gradient", running)
        self.width_scale, self.doublings = flow_scale(self.theme, running)
        known = {later: earlier[1] for earlier, later in pairwise(cells) if earlier[0] == later[0]}
        return {
            cell: QuickRoute(self.net, route, self.width_scale, known=known.get(cell)) for cell, route in routes.items()
        }

    def _scale(self, table: Table) -> ColourScale:
        """Return the scale of the cells; it stands in the empty half of the triangle."""
        left, right, top, bottom = self.room.cells
        side = min((right - left) / self.steps, (top - bottom) / self.steps)
        width, height = side * self.steps, side * self.steps
        x = left + KEY_SHARE * width if self.room.key is None else self.room.key
        values = [table.reading(*cell).value for cell in table.cells]
        signed: Signed | None = None if min(values) >= 0 else "hollow" if side >= LEAST_HOLLOW else "grey"
        box = (x, x + KEY_WIDTH * (2 if signed else 1), top, top - KEY_HEIGHT * height)
        scale = ColourScale(
            self.theme, box, map(abs, values), name="contributions", law="linear", signed=signed, zero=0.0 in values,
            least=0.0, written=True,
        )  # fmt: skip
        beyond = float(scale.get_right()[0]) - (left + width) if self.room.key is None else 0.0
        scale.shift((-max(0.0, beyond), 0, 0))
        return scale

    def _number(self, cell: Cell) -> Label | None:
        """Return what is written where a route ends, if it is a number and has room."""
        if not self.analysis.is_scalar or not self.heat.numbers:
            return None
        return contribution_labels.outside_of_weight(self.net, cell[1], self.paths.part(*cell))

    def _heads(self) -> tuple[Label, Label] | None:
        """Return what the sums of the margins are, where there is room."""
        if self.room.head is None:
            return None
        row, column = (formula(self.theme, source, "tile", tone="mute") for source in ("sum_k", "sum_t"))
        return row, column

    def _head(self) -> list[Label]:
        if self.room.head is None:
            return []
        name = "head" if self.analysis.is_scalar else "head_norm"
        return [self.stage.words(name, size="tile", tone="mute").place(*self.room.head, "left")]

    @cached_property
    def stretch(self) -> SharedStretch:
        """What the last two losses have in common on their way to the first step."""
        near, far = (self.analysis.route("x", t, 1) for t in (self.steps - 1, self.steps))
        at = self.room.text
        return SharedStretch(self.stage, self.net, self.streams.joined, (near, far), None if at is None else at[1])

    @cached_property
    def streams(self) -> AllStreams:
        """What runs through the network: from one loss, into the weight at one step, or all of it."""
        return AllStreams(self.stage, self.net, self.runs, self.width_scale)

    @cached_property
    def formulas(self) -> dict[str, Label]:
        """The sums of the triangle, at whose end the total stands; none where there is no room."""
        if self.room.text is None:
            return {}
        found = formulas_at(self.stage, self.room.text)
        self.margins.total.place(float(found["equals"].get_right()[0]) + AGAIN, self.room.text[1] - 0.03, "left")
        return found

    @cached_property
    def near(self) -> list[Label]:
        """The share of the diagonal, in the empty half of the triangle."""
        has_key = not self.heat.numbers and self.room.key is None
        left, right, top, _ = self.heat.box
        at = float(self.scale.get_left()[0]) - KEY_GAP if has_key else right, top - NEAR_DROP
        found = share_of_diagonal(self.stage, self.paths, at, whole=bool(self.heat.numbers))
        clear = left + NEAR_DROP + self.heat.pitch[0] + KEY_GAP / 2  # of the cells that are as high
        return found if min(float(label.get_left()[0]) for label in found) > clear or self.heat.numbers else []

    def _note(self) -> list[Label]:
        """Return what the width of the ribbons is, where it is not as usual."""
        of_vectors = not self.analysis.is_scalar
        sizes = ("tile", "small")
        usual, small = (self.stage.width_note(self.doublings, of_vectors=of_vectors, size=size) for size in sizes)
        if usual is None or small is None:
            return []
        return [(usual if usual.width < WIDEST_NOTE else small).place(*self.stage.layout.note, "right")]

    @cached_property
    def losses(self) -> dict[int, Label]:
        """The terms of the loss by their step, those that are followed; none where there is no room."""
        return {} if self.room.text is None else {t: formula(self.theme, f"L_({t})") for t in shown_steps(self.steps)}

    @cached_property
    def sum_of_losses(self) -> list[Label]:
        """The loss as the sum of its terms, with dots for those that are not followed."""
        parts: list[Label] = []
        for before, (t, term) in zip((0, *self.losses), self.losses.items(), strict=False):
            signs = "L = " if not before else "+" if before == t - 1 else "+ dots.c +"
            parts += [formula(self.theme, signs, tone="mute"), term]
        if self.room.text is not None:
            x, y = self.room.text
            for part in parts:
                x = float(part.place(x, y, "left").get_right()[0]) + AGAIN
        return parts

    # what its beats ask for

    def recall(self) -> list[Label]:
        """Set the network to what it was once the gradient of the last loss was found, and return that."""
        states: dict[PartName, State] = dict.fromkeys(self.before.parts, State.DIM)
        lit = [name for name in self.before.tiles if name.kind == "W_x"]
        self.before.set_states(states | {Station.L(self.steps): State.CALM} | dict.fromkeys(lit, State.LIT))
        self.stage.recalled = [self.before.tiles[name] for name in lit]
        return self.recalled

    def take_its_place(self) -> None:
        """Put the network with all losses where the other one has moved to; its further losses are not seen yet."""
        states: dict[PartName, State] = {name: part.state for name, part in self.before.parts.items()}
        new = [name for name in self.net.parts if name not in self.before.parts]
        self.net.set_states(states | dict.fromkeys(new, State.HIDDEN))
        self.stage.hide(self.before)
        self.stage.show(self.net)

    def bring_losses(self, seconds: float) -> Cue:
        """Return the coming of a loss at every step, the first one first."""
        cues = []
        for t in self.net.layout.drawn_steps:
            loss, output = Station.L(t), Station.y(t)
            states: dict[PartName, State] = {loss: State.CALM, output: State.NEAR, Link(loss, output): State.IDLE}
            cues.append(self.net.turn(states, seconds))
        return together(*cues, lag=seconds * 0.7)

    def open_triangle(self, seconds: float) -> Cue:
        """Return the arrival of the empty places, of their names, and of the scale where they hold no numbers."""
        key = [] if self.heat.numbers else [self.stage.open_key(self.scale, seconds)]
        shown = cut(lambda: self.stage.show(self.heat))
        names = self.heat.arrive(seconds, places=False)
        return one_by_one(shown, together(names, self.stage.fade_in(seconds, *self.head), *key))

    def offer_rest(self, seconds: float) -> Cue:
        """Return the coming of the empty places of the routes that are not followed one by one."""
        rest = [cell for cell in self.cells if cell not in self.runs]
        return self.heat.offer(seconds, rest) if rest else pause(0)

    def draw_thread(self, i: int) -> Cue:
        """Return the drawing of a route as a thread, beside which the others step aside; it leaves an empty place."""
        threads, time = self.threads, self.theme.time
        aside = [other.make_room(time.dim) for other in threads[:i]]
        shown = cut(lambda: self.stage.show(threads[i]))
        drawn = together(threads[i].run(THREAD_START + THREAD_PER_UNIT * threads[i].line.length), *aside)
        return one_by_one(shown, drawn, self.heat.offer(time.value, [list(self.runs)[i]]))

    @cached_property
    def threads(self) -> list[ParallelPath]:
        """The routes that are followed, as threads side by side."""
        return parallel_paths(self.net, [run.route for run in self.runs.values()])

    def name_loss(self, step: int | None, seconds: float) -> Cue:
        """Return the lighting of the term of one loss among the others, or of all of them."""
        lit = [term for t, term in self.losses.items() if step in (t, None)]
        rest = [term for t, term in self.losses.items() if step not in (t, None)]
        return together(tint(seconds, "ink", *lit), tint(seconds, "low", *rest))

    def deliver(self, cell: Cell, seconds: float) -> Cue:
        """Return the flight of what a route brings from its weight to its cell, which is filled."""
        delivery = Delivery(self.stage, self.net, self.heat, self.room.net_right)
        return one_by_one(
            delivery.fly(cell, self.numbers[cell], seconds), self.heat.fill(self.theme.time.value, [cell])
        )


def cell_of(key: Repetition) -> Cell:
    """Return the loss and the step of a route by its key.

    >>> cell_of("t3k1")
    (3, 1)
    """
    t, k = str(key)[1:].split("k")
    return int(t), int(k)

"""The factors of a route, one a line: symbol, value, and under them what is left."""

from __future__ import annotations

from dataclasses import dataclass

from rnnanim.mobjects.base.flight import fly_copy
from rnnanim.mobjects.base.geometry import straight
from rnnanim.mobjects.base.layers import WIRE
from rnnanim.mobjects.base.motion import Cue, cut, fade_in, one_by_one, tint, together
from rnnanim.mobjects.base.tagging import Tag, tagged
from rnnanim.mobjects.network.stacked import symbol_in
from rnnanim.mobjects.network.unrolled import step_index
from rnnanim.mobjects.text.fitting import fitting_one
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics import Reading
from rnnanim.scenes.stacked.grid_walk import GridWalk
from rnnanim.theme import Theme

from manim import Line, Mobject, VGroup

DOTS = "dots.c"  # for all steps but the first
CLOSE = 0.54  # lines that are nearer to each other have smaller symbols [scene units]
RESULT = 1.3  # the result stands so many lines below the last factor
VALUE_ROOM, SPACE = 1.4, 0.2
TIMES, TIMES_ROOM = 1.11, 0.31  # from the × to the right side, and to its value at least


@dataclass(frozen=True, slots=True)
class Factors:
    """The factors i … j − 1 of a route as one line."""

    i: int
    j: int
    symbol: str


@dataclass(frozen=True, slots=True)
class ListRoom:
    """Where a list stands: its sides, its first baseline, from line to line, and how many lines there are at most."""

    left: float
    right: float
    top: float
    pitch: float
    most: int


def lines_of(walk: GridWalk, most: int) -> list[Factors]:
    """Return the lines of a route, as fine as there is room: factors, steps, or all steps but the first as one."""
    net, route = walk.net, walk.route
    nodes = net.nodes_of(route.k, route.layer, route.number)
    T = net.T
    weights = [
        f"wh({symbol_in('W_h', n)})" if after < t else f"wx({symbol_in('W_x', n)})"
        for (t, n), (after, _) in zip(nodes, nodes[1:], strict=False)
    ]
    lead = [Factors(0, 2, f"partial L_{step_index(T, T)} slash partial {_state(*nodes[0], T)}")]
    fine = [
        part
        for m, weight in enumerate(weights)
        for part in (Factors(2 + 2 * m, 3 + 2 * m, _slope(*nodes[m], T)), Factors(3 + 2 * m, 4 + 2 * m, weight))
    ]
    steps = [Factors(2 + 2 * m, 4 + 2 * m, f"sigma' thin {weight}") for m, weight in enumerate(weights)]
    rest = steps[:1]
    if len(steps) > 1:
        rest += [Factors(4, 2 + 2 * len(weights), DOTS)]
    ways = [[*lead, *fine], [*lead, *steps], [*lead, *rest]]
    return next((way for way in ways if len(way) <= most), ways[-1])


def _state(t: int, n: int, T: int) -> str:
    return symbol_in(f"h_{step_index(t, T)}", n)


def _slope(t: int, n: int, T: int) -> str:
    return f"sigma'\\({symbol_in(f'z_{step_index(t, T)}', n)}\\)"


class FactorList(VGroup):  # type: ignore[misc]
    """What a route multiplies, line by line, and the product.

    Parameters
    ----------
    head : Label
        What kind of route it is.
    """

    def __init__(self, theme: Theme, walk: GridWalk, room: ListRoom, head: Label) -> None:
        super().__init__()
        self.theme, self.walk, self.room, self.head = theme, walk, room, head
        route, grid = walk.route, walk.grid
        self.lines = lines_of(walk, room.most)
        self.readings = [grid.span(route.k, route.layer, route.number, f.i, f.j) for f in self.lines]
        self.result: Reading = grid.span(route.k, route.layer, route.number, 0, self.lines[-1].j)
        head.place(room.left, room.top, "left")
        rows = zip(self.lines, self.readings, strict=True)
        self.symbols, self.values = zip(*(self._line(n, f, r) for n, (f, r) in enumerate(rows)), strict=True)
        base = self._base(len(self.lines)) + room.pitch - RESULT * room.pitch
        self.rule = Line(
            (room.left, base + 0.62 * room.pitch + 0.1, 0), (room.right, base + 0.62 * room.pitch + 0.1, 0)
        )
        self.rule.set_stroke(theme.colour.low, theme.stroke.rule, 0).set_z_index(WIRE)
        tagged(self.rule, Tag("line", "low"))
        self.product = fitting_one(theme, self.result, VALUE_ROOM, "large", "text").place(room.right, base, "right")
        self.equals = formula(theme, "=", "medium", "mute")
        self.equals.place(float(self.product.get_left()[0]) - SPACE, base, "right")

    def _base(self, n: int) -> float:
        return self.room.top - self.room.pitch * (n + 1)

    def _line(self, n: int, factors: Factors, reading: Reading) -> tuple[Label, list[Label]]:
        """Return the symbol and the value of a line, with the × before it."""
        is_close = self.room.pitch < CLOSE and "W_x" not in factors.symbol  # whose index would be too small
        size = "small" if n == 0 or is_close else "tile"  # the first has no ×, but the longest symbol
        symbol = formula(self.theme, factors.symbol, size).place(self.room.left, self._base(n), "left")
        value = fitting_one(self.theme, reading, VALUE_ROOM, "small").place(self.room.right, self._base(n), "right")
        if n == 0:
            if symbol.width + value.width > self.room.right - self.room.left - SPACE:  # of a step with two digits
                symbol = formula(self.theme, "partial L slash partial h", size).place(
                    self.room.left, self._base(n), "left"
                )
            return symbol, [value]
        start = min(self.room.right - TIMES, float(value.get_left()[0]) - TIMES_ROOM)
        start = max(float(symbol.get_right()[0]) + 0.1, start)
        times = formula(self.theme, "times", "small", "mute").place(start, self._base(n), "left")
        return symbol, [times, value]

    def line_at(self, factor: int) -> int | None:
        """Return the line that is complete when a factor has acted."""
        return next((n for n, line in enumerate(self.lines) if line.j - 1 == factor), None)

    def bring(self, n: int) -> Cue:
        """Return the flight of a symbol from where it acts into its line, and the arrival of its value."""
        symbol, time = self.symbols[n], self.theme.time
        start = self._source(self.lines[n])
        copy, end = symbol.copy(), symbol.get_center()
        way = straight(start, (float(end[0]), float(end[1])))
        fly = fly_copy(copy, way, 0.8 * time.factor, among=self, landed=lambda: self.add(symbol))
        return one_by_one(fly, cut(lambda: self.add(*self.values[n])), fade_in(0.6 * time.value, *self.values[n]))

    def recall(self, n: int, seconds: float) -> Cue:
        """Return the arrival of a line that is known already."""
        parts = (self.symbols[n], *self.values[n])
        return together(cut(lambda: self.add(*parts)), fade_in(seconds, *parts))

    def conclude(self, seconds: float) -> Cue:
        """Return the arrival of the product, under a rule."""
        parts = (self.rule, self.equals, self.product)
        return together(cut(lambda: self.add(*parts)), fade_in(seconds, *parts))

    @property
    def written(self) -> list[Mobject]:
        """Head, lines, rule and product."""
        return [
            self.head,
            *self.symbols,
            *(label for row in self.values for label in row),
            self.rule,
            self.equals,
            self.product,
        ]

    def recede(self, seconds: float) -> Cue:
        """Return the stepping back of the whole list, its weights as well, while another is spoken of."""
        return tint(seconds, "low", self.head, *self._inks)

    def brighten(self, seconds: float) -> Cue:
        """Return its coming back, to be compared."""
        return together(tint(seconds, "ink", self.head, *self._inks[:-1]), tint(seconds, "text", self.product))

    @property
    def _inks(self) -> list[Label]:
        numbers = [row[-1] for row in self.values]
        plain = [s for s in self.symbols if not any(g.role for g in s.glyphs)]
        return [*plain, *numbers, self.product]

    def _source(self, line: Factors) -> tuple[float, float]:
        """Return where the factors of a line act."""
        stations = self.walk.net.stations_of(self.walk.route.k, self.walk.route.layer, self.walk.route.number)
        drawn = [name for name in stations[line.i : line.j] if self.walk.net.has(name)]
        x, y = self.walk.net.position(drawn[0] if drawn else self.walk.end)
        return float(x), float(y)

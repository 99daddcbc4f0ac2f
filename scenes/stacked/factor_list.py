"""The factors of a route, one a line: symbol, value, and under them what is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rnnanim.mobjects.base.layers import WIRE
from rnnanim.mobjects.base.motion import Cue, cut, fade_in, tint, together
from rnnanim.mobjects.base.tagging import Tag, tagged
from rnnanim.mobjects.network.stacked import symbol_in
from rnnanim.mobjects.network.unrolled import step_index
from rnnanim.mobjects.text.fitting import fitting_one
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.words import formula
from rnnanim.scenes.stacked.grid_walk import GridWalk
from rnnanim.theme import Box, Theme

from manim import Line, Mobject, VGroup

DOTS = "dots.c"  # for all steps but the first
CLOSE = 0.54  # lines that are nearer to each other have smaller symbols [scene units]
HEAD, RESULT, NOTE = 1.25, 1.3, 1.0  # lines from the start to the heads, from the last to the result, on to the note
VALUE_ROOM, SPACE, INDENT = 1.56, 0.16, 0.25


@dataclass(frozen=True, slots=True)
class Factors:
    """The factors i … j − 1 of a route as one line."""

    i: int
    j: int
    symbol: str


def start_of(walk: GridWalk, *, slope: bool) -> list[Factors]:
    """Return what every route begins with: the gradient at the last state of the uppermost layer, and its σ′."""
    T, top = walk.net.T, walk.net.layers
    state = symbol_in(f"h_{step_index(T, T)}", top)
    lead = Factors(0, 2, f"partial L_{step_index(T, T)} slash partial {state}")
    return [lead, Factors(2, 3, _slope(T, top, T))] if slope else [lead]


def lines_of(walk: GridWalk, most: int) -> list[Factors]:
    """Return the lines behind that start, as fine as there is room: factors, steps, or all steps but the first."""
    nodes, T = walk.net.nodes_of(walk.route.k, walk.route.layer, walk.route.number), walk.net.T
    weights = [
        f"wh({symbol_in('W_h', n)})" if after < t else f"wx({symbol_in('W_x', n)})"
        for (t, n), (after, _) in zip(nodes, nodes[1:], strict=False)
    ]
    if not weights:
        return []
    first, further = Factors(3, 4, weights[0]), list(enumerate(weights))[1:]
    fine = [
        part
        for m, weight in further
        for part in (Factors(2 + 2 * m, 3 + 2 * m, _slope(*nodes[m], T)), Factors(3 + 2 * m, 4 + 2 * m, weight))
    ]
    steps = [Factors(2 + 2 * m, 4 + 2 * m, f"sigma' thin {weight}") for m, weight in further]
    rest = [Factors(4, 2 + 2 * len(weights), DOTS)] if further else []
    ways = [[first, *fine], [first, *steps], [first, *rest]]
    return next((way for way in ways if len(way) <= most), ways[-1])


def _slope(t: int, n: int, T: int) -> str:
    return f"sigma'\\({symbol_in(f'z_{step_index(t, T)}', n)}\\)"


class FactorLines(VGroup):  # type: ignore[misc]
    """Lines of factors, each with a × before its symbol and its value at the right; one comes after the other.

    Parameters
    ----------
    cells : sequence of (left, right, baseline)
        Where each line stands.
    is_close : bool
        Whether symbols are small.
    """

    def __init__(
        self,
        theme: Theme,
        walk: GridWalk,
        lines: Sequence[Factors],
        cells: Sequence[tuple[float, float, float]],
        *,
        is_close: bool = False,
    ) -> None:
        super().__init__()
        self.theme, self.walk, self.lines = theme, walk, list(lines)
        route = walk.route
        self.readings = [walk.grid.span(route.k, route.layer, route.number, f.i, f.j) for f in self.lines]
        self.texts = [self._line(n, *cell, is_close) for n, cell in enumerate(cells)]

    def _line(self, n: int, left: float, right: float, base: float, is_close: bool) -> list[Label]:
        """Return the × of a line, its symbol and its value; the gradient that a route begins with has no ×."""
        factors, theme = self.lines[n], self.theme
        value = fitting_one(theme, self.readings[n], VALUE_ROOM, "small").place(right, base, "right")
        if factors.i == 0:
            symbol = formula(theme, factors.symbol, "small")
            if symbol.width + value.width > right - left - SPACE:  # of a step with two digits
                symbol = formula(theme, "partial L slash partial h", "small")
            return [symbol.place(left, base, "left"), value]
        size = "small" if is_close and "W_x" not in factors.symbol else "tile"  # an index of W_x would be too small
        symbol = formula(theme, factors.symbol, size)
        if INDENT + symbol.width + value.width > right - left - 0.08 and factors.symbol.startswith("sigma'\\("):
            symbol = formula(theme, "sigma'", size)  # of a step with three digits
        symbol.place(left + INDENT, base, "left")
        return [formula(theme, "times", "small", "mute").place(left, base, "left"), symbol, value]

    def line_at(self, factor: int) -> int | None:
        """Return the line that is complete when a factor has acted."""
        return next((n for n, line in enumerate(self.lines) if line.j - 1 == factor), None)

    def bring(self, n: int, seconds: float) -> Cue:
        """Return the coming of a line."""
        return self._come(seconds, *self.texts[n])

    def again(self, seconds: float) -> Cue:
        """Return the coming of all lines at once."""
        return self._come(seconds, *(text for line in self.texts for text in line))

    def _come(self, seconds: float, *parts: Mobject) -> Cue:
        return together(cut(lambda: self.add(*parts)), fade_in(seconds, *parts))

    @property
    def written(self) -> list[Mobject]:
        """Everything that it consists of, as far as it has come."""
        return list(self.submobjects)

    @property
    def inks(self) -> list[Label]:
        """The texts that are neither grey nor of a weight's hue."""
        texts = [text for line in self.texts for text in (line if len(line) == 2 else line[1:])]
        return [text for text in texts if not any(glyph.role for glyph in text.glyphs)]


class FactorList(FactorLines):
    """What a route multiplies behind the start, line by line, the product of all, and what is to be seen in it.

    Parameters
    ----------
    box : (left, right, top, bottom)
    pitch : float
        From line to line.
    rows : int
        How many lines the longest of the lists has: all have their product at one height.
    most : int
        How many lines there are at most.
    head, note : Label
        What kind of route it is, and of which kind its weights are.
    """

    def __init__(
        self,
        theme: Theme,
        walk: GridWalk,
        box: Box,
        pitch: float,
        *,
        rows: int,
        most: int,
        head: Label,
        note: Label | None = None,
    ) -> None:
        left, right, top, _ = box
        lines, head_base = lines_of(walk, most), top - HEAD * pitch
        cells = [(left, right, head_base - pitch * (n + 1)) for n in range(len(lines))]
        super().__init__(theme, walk, lines, cells, is_close=pitch < CLOSE)
        self.pitch = pitch
        route, base = walk.route, head_base - pitch * (rows + RESULT)
        self.head = head.place(left, head_base, "left")
        self.note = None if note is None else note.place(left, base - NOTE * pitch, "left")
        self.result = walk.grid.span(route.k, route.layer, route.number, 0, lines[-1].j if lines else 2)
        height = base + 0.62 * pitch + 0.1
        self.rule = Line((left, height, 0), (right, height, 0)).set_z_index(WIRE)
        self.rule.set_stroke(theme.colour.low, theme.stroke.rule, 0)
        tagged(self.rule, Tag("line", "low"))
        self.product = fitting_one(theme, self.result, VALUE_ROOM, "large", "text").place(right, base, "right")
        self.equals = formula(theme, "=", "medium", "mute")
        self.equals.place(float(self.product.get_left()[0]) - SPACE, base, "right")

    def open(self, seconds: float) -> Cue:
        """Return the coming of the head."""
        return self._come(seconds, self.head)

    def conclude(self, seconds: float) -> Cue:
        """Return the coming of the product, under a rule, and of lines whose weights are not drawn."""
        late = [text for line in self.texts for text in line if text not in self.submobjects]
        return self._come(seconds, *late, self.rule, self.equals, self.product)

    def remark(self, seconds: float) -> Cue:
        """Return the coming of the note."""
        return self._come(seconds, *([] if self.note is None else [self.note]))

    def recede(self, seconds: float) -> Cue:
        """Return the stepping back of the whole list but its weights, while another is spoken of."""
        return tint(seconds, "low", self.head, *self.inks, self.product)

    def brighten(self, seconds: float) -> Cue:
        """Return its coming back, to be compared."""
        return together(tint(seconds, "ink", self.head, *self.inks), tint(seconds, "text", self.product))

    def whole(self, seconds: float) -> Cue:
        """Return the coming of everything at once."""
        return together(self.open(seconds), self.again(seconds), self.conclude(seconds), self.remark(seconds))

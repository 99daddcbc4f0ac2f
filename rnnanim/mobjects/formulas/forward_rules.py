"""The two rules of a forward step, where they and the shared weights stand, and by which ways their symbols come."""

from __future__ import annotations

from dataclasses import dataclass

from rnnanim.layout.frame import ByFrame
from rnnanim.mobjects.base.geometry import Point
from rnnanim.mobjects.formulas.assembled_formula import AssembledFormula
from rnnanim.mobjects.network.recurrent_edge import LOOP_REACH, CellPose
from rnnanim.mobjects.network.shared_weights import SharedWeight, badge_levels
from rnnanim.mobjects.network.unrolled import UnrolledRNN
from rnnanim.mobjects.text.label import Label
from rnnanim.numerics.stations import Station
from rnnanim.theme import Theme

THIN = "#h(0.08em)"
STATE_RULE = (
    ("h", "h_t"),
    ("equals", "mute(=)"),
    ("sigma", "sigma\\("),
    ("W_x", "wx(W_x)"),
    ("", THIN),
    ("x", "x_t"),
    ("plus", "mute(+)"),
    ("W_h", "wh(W_h)"),
    ("", THIN),
    ("before", "h_(t-1)"),
    ("plus_b", "mute(+)"),
    ("b", "b_h"),
    ("close", "\\)"),
)
OUTPUT_RULE = (
    ("y", "y_t"),
    ("equals", "mute(=)"),
    ("phi", "phi\\("),
    ("W_y", "wy(W_y)"),
    ("", THIN),
    ("h", "h_t"),
    ("plus_b", "mute(+)"),
    ("b", "b_y"),
    ("close", "\\)"),
)
TIME_ROOM = 0.95  # from the middle of a written time to that of a symbol that falls past it
NEAR = 0.6  # a place so far to the side is reached by a slant, without the corridor
BADGE_EDGE = 0.02  # outline of a badge
LEAVE = 0.3  # how far a symbol sinks until it is beside its column
BADGE_GAP = 0.76  # least distance of two badges
CROWDED, STEEP = 1.8, 1.05  # under this pitch a symbol leaves as steeply as that, where the rules stand in a row


@dataclass(frozen=True, slots=True)
class RuleRoom:
    """How the rules and the badges stand in a frame.

    Attributes
    ----------
    in_a_row : bool
        Whether both rules stand on one baseline from margin to margin; otherwise in two lines, aligned at their =.
    em : float
        Of the rules.
    line : float
        From the rule of the state down to that of the output.
    slope : float
        At which a symbol leaves a unit between its wires.
    beside : float
        From the last unit to the way down at its right.
    badge_zoom : float
        How much larger than a tile a badge is.
    badge_column : float or None
        Where the badges stand; below each other in the column of the loss where it is None.
    has_heads : bool
        Whether there is room for what is said of the badges.
    """

    in_a_row: bool
    em: float
    line: float
    slope: float
    beside: float
    badge_zoom: float
    badge_column: float | None = None
    has_heads: bool = True


ROOM = ByFrame(
    wide=RuleRoom(True, em=0.56, line=0.0, slope=0.8, beside=0.56, badge_zoom=1.42, badge_column=5.08),
    tall=RuleRoom(False, em=0.46, line=1.25, slope=1.15, beside=0.36, badge_zoom=1.3),
    square=RuleRoom(False, em=0.46, line=0.90, slope=0.85, beside=0.36, badge_zoom=1.3, has_heads=False),
)


class ForwardRuleLayout:
    """Where rules, badges and their words stand, and the ways of symbols into the rules.

    One corridor between the network and the rules is kept free for what comes.
    """

    def __init__(self, theme: Theme, net: UnrolledRNN) -> None:
        self.theme, self.net, self.layout = theme, net, net.layout
        layout = self.layout
        self.room = room = layout.choose(ROOM)
        badge = 0.65 * layout.tile[0] * room.badge_zoom + BADGE_EDGE  # half the width of the widest, that of W_y
        self.column = room.badge_column or min(layout.loss_x, layout.safe[1] - badge)
        self.levels = badge_levels(layout.rows, BADGE_GAP)
        self.below = layout.rows["x"] - 0.70  # baseline of what stands below an input
        self.corridor = layout.rows["x"] - 1.14
        base = self.corridor - 0.80
        self.bases = {"h": base, "y": base - room.line}
        self.arrow = layout.rows["x"] - 1.26  # of time, below the written times
        self.step = layout.steps  # at which the rule of the state is written
        self.side = layout.x(layout.steps) + layout.unit + room.beside

    @property
    def rest(self) -> CellPose:
        """Where the cell stands while copies slide out of it, and afterwards its weights."""
        layout = self.layout
        room = self.column - layout.x(layout.steps) - layout.unit - layout.tile[0] / 2 - 0.12
        return CellPose((self.column, layout.rows["h"]), 1.0, min(LOOP_REACH, room))

    def shared(self, symbol: str) -> SharedWeight:
        """Return a weight with its line and its badge."""
        return SharedWeight(self.net, symbol, (self.column, self.levels[symbol]), zoom=self.room.badge_zoom)

    def rules(self) -> dict[str, AssembledFormula]:
        """Return the rules of the state (h) and of the output (y) below the network."""
        em = self.room.em
        found = {"h": AssembledFormula(self.theme, STATE_RULE, em), "y": AssembledFormula(self.theme, OUTPUT_RULE, em)}
        state, output = found["h"], found["y"]
        state.place(self.layout.title[0], self.bases["h"], "left")
        self.step = self._nearest(float(state.label.get_center()[0]))
        if self.room.in_a_row:
            output.place(-self.layout.title[0], self.bases["y"], "right")
            return found
        output.place(self.layout.title[0], self.bases["y"], "left")
        output.label.shift((state.middle("equals")[0] - output.middle("equals")[0], 0, 0))
        return found

    def _nearest(self, x: float) -> int:
        """Return the step before which symbols come down nearest to a place, where the rules stand in a row.

        Not the first one, if there is another: there the state before is a given one.
        """
        last = self.layout.steps
        known = [step for step in self.layout.drawn_steps if step > 1 and self.net.has(Station.h(step - 1))]
        return min(known or [last], key=lambda step: abs(self.layout.between(step) - x)) if self.room.in_a_row else last

    # words

    def place_name_of_cell(self, label: Label, last: Label) -> Label:
        """Return what is written below the cell, or above it where the name of the last step is in the way."""
        layout = self.layout
        x = min(self.column, layout.safe[1] - label.width / 2)
        label.place(x, self.below, "centre")
        if label.get_left()[0] > last.get_right()[0] + layout.unit / 2:
            return label
        return label.place(x, layout.rows["y"] + layout.unit + 0.3, "centre")

    def heads(self, head: Label, foot: Label) -> tuple[Label, ...]:
        """Return what is said of the badges, in its place, if there is room for it."""
        layout = self.layout
        if not self.room.has_heads:
            return ()
        if self.room.in_a_row:
            head.place(self.column, self.levels["W_y"] + 0.66, "centre")
            foot.place(self.column, self.levels["W_x"] - 0.78, "centre")
        else:
            y = layout.rows["y"] + layout.unit + 0.42
            foot.place(layout.safe[1], y, "right")
            head.place(foot.get_left()[0] - 0.22, y, "right")
        return head, foot

    # ways

    def way(self, rule: str, home: Point, part: Station) -> list[Point]:
        """Return the corners of the way of a symbol to its place: the shortest on which it meets no other text."""
        if not self.room.in_a_row:
            return self._by_the_corridor(home, part) if rule == "h" else self._beside_columns(home, part)
        return self._down(home, part) if rule == "h" else self._at_the_right(home, part)

    def _down(self, home: Point, part: Station) -> list[Point]:
        """Return a drop through the gap before the step, between two written times, and along the corridor."""
        layout, start, gap = self.layout, self.net.position(part), self.layout.between(self.step)
        low, high = min(gap, layout.x(self.step - 1) + TIME_ROOM), max(gap, layout.x(self.step) - TIME_ROOM)
        if part.kind == "h":  # out of the row of states, past a tile W_x
            slope = STEEP if layout.pitch < CROWDED else self.room.slope
            return [start, (gap, start[1] - slope * abs(start[0] - gap)), (gap, self.corridor), *self._along(gap, home)]
        through = home[0] if low - NEAR < home[0] < high + NEAR else gap
        through = min(high, max(low, through))
        first = [start] if abs(start[0] - through) < 0.01 else [start, (through, start[1] - LEAVE)]
        return [*first, (through, self.corridor), *self._along(through, home)]

    def _along(self, x: float, home: Point) -> list[Point]:
        """Return the way along the corridor until above the place of a symbol, if that is not near."""
        return [(home[0], self.corridor)] if abs(x - home[0]) > NEAR else []

    def _at_the_right(self, home: Point, part: Station) -> list[Point]:
        """Return a way down to the right of the last step, past the time that is written below it."""
        start = self.net.position(part)
        first = (self.side, start[1] - LEAVE)
        return [start, first] if home[0] > self.side + 0.3 else [start, first, (self.side, self.corridor)]

    def _by_the_corridor(self, home: Point, part: Station) -> list[Point]:
        """Return a way down between the columns to the corridor, and along it."""
        layout, start = self.layout, self.net.position(part)
        gap = layout.between(layout.steps)
        if abs(start[0] - gap) < 0.01:
            return [start, (gap, self.corridor), (home[0], self.corridor)]
        turn = start[1] - self.room.slope * abs(start[0] - gap) if part.kind == "h" else start[1]
        return [start, (gap, turn), (gap, self.corridor), (home[0], self.corridor)]

    def _beside_columns(self, home: Point, part: Station) -> list[Point]:
        """Return a way down to the right of the last step, and along the corridor between the two rules."""
        start, level = self.net.position(part), self.bases["y"] + 0.55 * self.room.line + 0.05
        return [start, (self.side, start[1]), (self.side, level), (home[0], level)]

    def entrance(self, rule: str) -> float:
        """Return where the symbols of a rule come to it."""
        return self.layout.between(self.step) if rule == "h" else self.side

    def clearance(self, part: Station) -> float:
        """Return how far from the middle of a part its symbol has come out of it."""
        unit = self.net.nodes.get(part)
        return unit.radius + 0.32 if unit else self.layout.tile[0] / 2 + 0.40

"""The two rules of a forward step, where they and the shared weights stand, and by which ways their symbols come."""

from __future__ import annotations

from rnnanim.mobjects.base.geometry import Point
from rnnanim.mobjects.base.motion import Cue
from rnnanim.mobjects.formulas.assembly import Assembly
from rnnanim.mobjects.network.recurrent_edge import LOOP_REACH, Stand
from rnnanim.mobjects.network.shared_weights import SharedWeight, badge_levels
from rnnanim.mobjects.network.unrolled import UnrolledRNN
from rnnanim.mobjects.text.label import Label
from rnnanim.numerics.stations import Station
from rnnanim.theme import Theme, mix

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
BADGE_COLUMN = 5.08  # in a wide frame, so that the heads end at its margin
LINES = {"tall": 1.25, "square": 0.90}  # from the rule of the state to that of the output below it
HERO, NARROW = 0.56, 0.46  # em of the rules in a wide frame, and in others
TIME_ROOM = 0.95  # from the middle of a written time to that of a symbol that falls past it
NEAR = 0.6  # a place so far to the side is reached by a slant, without the lane
LEAVE = 0.3  # how far a symbol sinks until it is beside its column
BADGE_GAP = 0.76  # least distance of two badges
SLOPE = {"wide": 0.8, "tall": 1.15, "square": 0.85}  # at which a symbol leaves a unit between its wires
CROWDED, STEEP = 1.8, 1.05  # under this pitch it leaves as steeply as that in a wide frame


class Places:
    """Positions in the frame of a layout; one lane between the network and the rules is kept free for what comes."""

    def __init__(self, theme: Theme, net: UnrolledRNN) -> None:
        self.theme, self.net, self.layout = theme, net, net.layout
        layout = self.layout
        self.wide = layout.name == "wide"
        self.column = BADGE_COLUMN if self.wide else layout.loss_x
        self.levels = badge_levels(layout.rows, BADGE_GAP)
        self.below = layout.rows["x"] - 0.70  # baseline of what stands below an input
        self.lane = layout.rows["x"] - 1.14
        base = self.lane - 0.80
        self.bases = {"h": base, "y": base if self.wide else base - LINES[layout.name]}
        self.arrow = layout.rows["x"] - 1.26  # of time, below the written times
        self.step = layout.steps  # at which the rule of the state is written
        self.side = layout.x(layout.steps) + layout.unit + (0.56 if self.wide else 0.36)

    @property
    def rest(self) -> Stand:
        """Where the cell stands while copies slide out of it, and afterwards its weights."""
        layout = self.layout
        room = self.column - layout.x(layout.steps) - layout.unit - layout.tile[0] / 2 - 0.12
        return Stand((self.column, layout.rows["h"]), 1.0, min(LOOP_REACH, room))

    def shared(self, symbol: str) -> SharedWeight:
        """Return a weight with its thread and its badge."""
        return SharedWeight(self.net, symbol, (self.column, self.levels[symbol]), zoom=1.42 if self.wide else 1.3)

    def rules(self) -> dict[str, Assembly]:
        """Return the rules of the state (h) and of the output (y).

        In a wide frame both stand on one baseline below the network, from margin to margin. Elsewhere they are two
        lines, aligned at their =.
        """
        em = HERO if self.wide else NARROW
        found = {"h": Assembly(self.theme, STATE_RULE, em), "y": Assembly(self.theme, OUTPUT_RULE, em)}
        state, output = found["h"], found["y"]
        state.place(self.layout.title[0], self.bases["h"], "left")
        self.step = self._nearest(float(state.label.get_center()[0]))
        if self.wide:
            output.place(-self.layout.title[0], self.bases["y"], "right")
            return found
        output.place(self.layout.title[0], self.bases["y"], "left")
        output.label.shift((state.middle("equals")[0] - output.middle("equals")[0], 0, 0))
        return found

    def _nearest(self, x: float) -> int:
        """Return the step before which symbols come down nearest to a place in a wide frame.

        Not the first one, if there is another: there the state before is a given one.
        """
        last = self.layout.steps
        known = [step for step in self.layout.drawn_steps if step > 1 and self.net.has(Station.h(step - 1))]
        return min(known or [last], key=lambda step: abs(self.layout.between(step) - x)) if self.wide else last

    # words

    def under_the_cell(self, label: Label) -> Label:
        """Return what is written below the cell, in its place."""
        x = min(self.column, self.layout.safe[1] - label.width / 2)
        return label.place(x, self.below, "centre")

    def heads(self, head: Label, foot: Label) -> tuple[Label, ...]:
        """Return what is said of the badges, in its place; a square frame has no room for it."""
        layout = self.layout
        if layout.name == "square":
            return ()
        if self.wide:
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
        if not self.wide:
            return self._by_the_lane(home, part) if rule == "h" else self._beside_columns(home, part)
        return self._down(home, part) if rule == "h" else self._at_the_right(home, part)

    def _down(self, home: Point, part: Station) -> list[Point]:
        """Return a drop through the gap before the step, between two written times, and along the lane."""
        layout, start, gap = self.layout, self.net.position(part), self.layout.between(self.step)
        low, high = min(gap, layout.x(self.step - 1) + TIME_ROOM), max(gap, layout.x(self.step) - TIME_ROOM)
        if part.kind == "h":  # out of the row of states, past a tile W_x
            slope = STEEP if layout.pitch < CROWDED else SLOPE["wide"]
            return [start, (gap, start[1] - slope * abs(start[0] - gap)), (gap, self.lane), *self._along(gap, home)]
        through = home[0] if low - NEAR < home[0] < high + NEAR else gap
        through = min(high, max(low, through))
        first = [start] if abs(start[0] - through) < 0.01 else [start, (through, start[1] - LEAVE)]
        return [*first, (through, self.lane), *self._along(through, home)]

    def _along(self, x: float, home: Point) -> list[Point]:
        """Return the way along the lane until above the place of a symbol, if that is not near."""
        return [(home[0], self.lane)] if abs(x - home[0]) > NEAR else []

    def _at_the_right(self, home: Point, part: Station) -> list[Point]:
        """Return a way down to the right of the last step, past the time that is written below it."""
        start = self.net.position(part)
        first = (self.side, start[1] - LEAVE)
        return [start, first] if home[0] > self.side + 0.3 else [start, first, (self.side, self.lane)]

    def _by_the_lane(self, home: Point, part: Station) -> list[Point]:
        """Return a way down between the columns to the lane, and along it."""
        layout, start = self.layout, self.net.position(part)
        gap = layout.between(layout.steps)
        if abs(start[0] - gap) < 0.01:
            return [start, (gap, self.lane), (home[0], self.lane)]
        turn = start[1] - SLOPE[layout.name] * abs(start[0] - gap) if part.kind == "h" else start[1]
        return [start, (gap, turn), (gap, self.lane), (home[0], self.lane)]

    def _beside_columns(self, home: Point, part: Station) -> list[Point]:
        """Return a way down to the right of the last step, and along the lane between the two rules."""
        start, lane = self.net.position(part), self.bases["y"] + 0.55 * LINES[self.layout.name] + 0.05
        return [start, (self.side, start[1]), (self.side, lane), (home[0], lane)]

    def entrance(self, rule: str) -> float:
        """Return where the symbols of a rule come to it."""
        return self.layout.between(self.step) if rule == "h" else self.side

    def clearance(self, part: Station) -> float:
        """Return how far from the middle of a part its symbol has come out of it."""
        unit = self.net.nodes.get(part)
        return unit.radius + 0.32 if unit else self.layout.tile[0] / 2 + 0.40


def shade(label: Label, tone: str, seconds: float) -> Cue:
    """Return the change of a label's tone."""
    colour = label.theme.colour
    start: list[str] = []

    def begin() -> None:
        start.append(label.tone)

    def apply(share: float) -> None:
        label.paint(mix(colour[start[-1]], colour[tone], share), tone=tone)

    return Cue(apply, seconds, begin=begin)

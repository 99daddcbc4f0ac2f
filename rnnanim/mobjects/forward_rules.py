"""The two rules of a forward step, where they and the shared weights stand, and by which ways their symbols come."""

from __future__ import annotations

from rnnanim.mobjects.assembly import Assembly
from rnnanim.mobjects.layout import Point
from rnnanim.mobjects.loop import LOOP_REACH, Stand
from rnnanim.mobjects.motion import Cue
from rnnanim.mobjects.network import UnrolledRNN
from rnnanim.mobjects.parts import TEXT
from rnnanim.mobjects.text import Label
from rnnanim.mobjects.threads import SharedWeight, badge_levels
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
RULE_GAP = 1.5  # between the two rules, which are centred in a wide frame as one line
BADGE_GAP = 0.76  # least distance of two badges
SLOPE = {"wide": 0.8, "tall": 1.15, "square": 0.85}  # at which a symbol leaves a unit between its wires
CROWDED, STEEP = 1.8, 1.05  # under this pitch it leaves as steeply as that in a wide frame


class Places:
    """Positions in the frame of a layout; one lane between the network and the rules is kept free for what comes."""

    def __init__(self, theme: Theme, net: UnrolledRNN) -> None:
        self.theme, self.net, self.plan = theme, net, net.plan
        plan = self.plan
        self.wide = plan.name == "wide"
        self.column = BADGE_COLUMN if self.wide else plan.loss_x
        self.levels = badge_levels(plan.rows, BADGE_GAP)
        self.below = plan.rows["x"] - 0.70  # baseline of what stands below an input
        self.lane = plan.rows["x"] - 1.14
        self.bases = {"h": self.lane - 0.80, "y": self.lane - (0.80 if self.wide else 1.70)}

    @property
    def rest(self) -> Stand:
        """Where the cell stands while copies slide out of it, and afterwards its weights."""
        plan = self.plan
        room = self.column - plan.x(plan.steps) - plan.unit - plan.tile[0] / 2 - 0.12
        return Stand((self.column, plan.rows["h"]), 1.0, min(LOOP_REACH, room))

    def shared(self, symbol: str) -> SharedWeight:
        """Return a weight with its thread and its badge."""
        return SharedWeight(self.net, symbol, (self.column, self.levels[symbol]), zoom=1.42 if self.wide else 1.3)

    def rules(self) -> dict[str, Assembly]:
        """Return the rules of the state (h) and of the output (y): one line, or two that are aligned at their =."""
        em = self.theme.type.large if self.wide else 0.46
        found = {"h": Assembly(self.theme, STATE_RULE, em), "y": Assembly(self.theme, OUTPUT_RULE, em)}
        state, output = found["h"], found["y"]
        if self.wide:
            half = (state.label.width + RULE_GAP + output.label.width) / 2
            state.place(-half, self.bases["h"], "left")
            output.place(half, self.bases["y"], "right")
            return found
        state.place(self.plan.title[0], self.bases["h"], "left")
        output.place(self.plan.title[0], self.bases["y"], "left")
        output.label.shift((state.middle("equals")[0] - output.middle("equals")[0], 0, 0))
        return found

    # words

    def under_the_cell(self, label: Label) -> Label:
        """Return what is written below the cell, in its place."""
        x = min(self.column, self.plan.safe[1] - label.width / 2)
        return label.place(x, self.below, "centre").set_z_index(TEXT, family=True)

    def heads(self, head: Label, foot: Label) -> tuple[Label, ...]:
        """Return what is said of the badges, in its place; a square frame has no room for it."""
        plan = self.plan
        if plan.name == "square":
            return ()
        if self.wide:
            head.place(self.column, self.levels["W_y"] + 0.66, "centre")
            foot.place(self.column, self.levels["W_x"] - 0.78, "centre")
        else:
            y = plan.rows["y"] + plan.unit + 0.42
            foot.place(plan.safe[1], y, "right")
            head.place(foot.get_left()[0] - 0.22, y, "right")
        for label in (head, foot):
            label.set_z_index(TEXT, family=True)
        return head, foot

    # ways

    def way(self, rule: str, home: Point, part: str) -> list[Point]:
        """Return the corners of the way of a symbol: between or beside the columns down to the lane, and along it."""
        return self._between_columns(home, part) if rule == "h" else self._beside_columns(home, part)

    def _between_columns(self, home: Point, part: str) -> list[Point]:
        plan, start = self.plan, self.net.place(part)
        gap = plan.between(plan.steps)
        if abs(start[0] - gap) < 0.01:
            return [start, (gap, self.lane), (home[0], self.lane)]
        slope = STEEP if self.wide and plan.pitch < CROWDED else SLOPE[plan.name]
        turn = start[1] - slope * abs(start[0] - gap) if part.startswith("h.") else start[1]
        return [start, (gap, turn), (gap, self.lane), (home[0], self.lane)]

    def _beside_columns(self, home: Point, part: str) -> list[Point]:
        plan, start = self.plan, self.net.place(part)
        side = plan.x(plan.steps) + plan.unit + (0.46 if self.wide else 0.36)
        knee = (side, start[1])
        if self.wide and home[0] >= side:  # nothing is in between
            return [start, knee]
        lane = self.lane if self.wide else self.bases["y"] + 0.55
        return [start, knee, (side, lane), (home[0], lane)]


def shade(label: Label, tone: str, seconds: float) -> Cue:
    """Return the change of a label's tone."""
    colour = label.theme.colour
    start: list[str] = []

    def begin() -> None:
        start.append(label.tone)

    def apply(share: float) -> None:
        label.paint(mix(colour[start[-1]], colour[tone], share), tone=tone)

    return Cue(apply, seconds, begin=begin)

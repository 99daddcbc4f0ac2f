"""What the gradient costs: products counted three ways for the lesson at twenty steps, and the numbers kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rnnanim.layout.frame import ByFrame
from rnnanim.mobjects.base.geometry import Points
from rnnanim.mobjects.base.roles import text_role
from rnnanim.mobjects.text.label import Label
from rnnanim.mobjects.text.readout import readout
from rnnanim.mobjects.text.words import formula
from rnnanim.numerics import Reading
from rnnanim.numerics.recursion import WAYS, Recursion, Way
from rnnanim.scenes.bptt.kept_numbers import KeptNumbers
from rnnanim.scenes.bptt.product_cells import TICK, ProductCells
from rnnanim.stage.stage import Stage
from rnnanim.theme import Box, Point

COUNTED = 20  # steps
BESIDE, UNDER = 0.3, 0.62  # from cells to the number at their right; to the words below them
OVER_CHAIN, OVER_ROWS = 0.72, 0.16  # from the middle of a chain, and from the top of rows, up to what they are called
CLEAR = 0.1  # from the cells of a triangle to the name of its loss, which stands over them at the left


@dataclass(frozen=True, slots=True)
class CostRoom:
    """Where things stand in a kind of frame [scene units].

    Attributes
    ----------
    cells : Box
        For the triangles of products.
    count : (x, y)
        Left end and baseline of the count of all paths.
    chains : Box
        For the chains of all losses under each other.
    joined : float
        Height of the one chain that they join.
    unit : (x, y)
        Right end and baseline of what a cell is.
    chain : float
        Height of the chain of states in the last picture.
    kept : (float, float)
        Top and foot of the room for what is kept of them.
    forward : (float, float)
        Top and foot of the room for what the way forward alone holds.
    ends : (float, float)
        x of the first and the last step.
    """

    cells: Box
    count: Point
    chains: Box
    joined: float
    unit: Point
    chain: float
    kept: tuple[float, float]
    forward: tuple[float, float]
    ends: tuple[float, float]


WIDE = CostRoom(
    cells=(-6.46, 1.9, 2.62, -2.1),
    count=(-6.46, -2.95),
    chains=(2.95, 6.0, 2.2, 0.35),
    joined=-1.95,
    unit=(6.5, 3.22),
    chain=1.6,
    kept=(0.35, -0.99),
    forward=(-1.95, -3.29),
    ends=(-5.2, 4.9),
)
TALL = CostRoom(
    cells=(-3.6, 3.6, 5.2, 0.4),
    count=(-3.6, -0.4),
    chains=(-3.6, 1.2, -1.55, -3.3),
    joined=-4.9,
    unit=(3.66, 5.65),
    chain=3.6,
    kept=(2.4, 0.6),
    forward=(-1.2, -3.0),
    ends=(-2.75, 2.45),
)
SQUARE = CostRoom(
    cells=(-3.6, 3.6, 2.3, 0.1),
    count=(-3.6, -0.55),
    chains=(-3.6, -1.4, -1.4, -2.7),
    joined=-3.3,
    unit=(3.66, 2.68),
    chain=1.75,
    kept=(0.9, -0.3),
    forward=(-1.6, -2.8),
    ends=(-2.75, 2.45),
)
ROOM = ByFrame(WIDE, TALL, SQUARE)


class Cost:
    """The counts and the memory, of the lesson continued to `steps`.

    Attributes
    ----------
    steps : int
        20, or fewer where the lesson allows no more.
    cells : ProductCells
    names : list of Label
        Of the last two losses, in the corners that their triangles leave free.
    rows, joints : list of Label
        The names of losses at the chains, and where they join the one chain.
    counts : dict of Way to list of Label
        The number of products and what is counted.
    kept : KeptNumbers
    """

    def __init__(self, stage: Stage) -> None:
        self.stage, self.theme = stage, stage.theme
        self.room = room = stage.layout.choose(ROOM)
        self.steps = min(COUNTED, stage.lesson.max_steps or COUNTED)
        spec = stage.lesson.with_steps(self.steps).network
        self.view = view = Recursion(stage.network(f"{self.steps} steps", spec))
        counts = {way: view.count(way) for way in WAYS}
        self.cells = ProductCells(self.theme, room.cells, self.steps, counts, chains=room.chains, chain=room.joined)
        self.names = self._names()
        self.counts = self._counts()
        self.rows, self.joints = self._rows(), self._joints()
        self.columns = np.linspace(*room.ends, self.steps).tolist()
        self.kept = KeptNumbers(
            self.theme, self.columns, room.chain, room.kept, room.forward, spec.H, view.kept, view.kept_of_a_step
        )
        bright = text_role(self.theme, "core")
        self.products_words = self._at_the_end(view.count("recursion"), "one_sweep", (room.chain,), bright)
        self.kept_words = self._at_the_end(view.kept, "kept_for_it", self.kept.middles, "state")
        self.forward_words = self._at_the_end(
            view.kept_of_a_step, "forward_alone", self.kept.middles_of_forward, "state"
        )
        self.ends = self._ends()
        self.unit = self._unit()

    @property
    def goals(self) -> Points:
        """Where the products of the recursion stand between the steps, the last one first."""
        middles = [(a + b) / 2 for a, b in zip(self.columns, self.columns[1:], strict=False)]
        return np.array([(x, self.room.chain) for x in reversed(middles)]).reshape(-1, 2)

    @property
    def side(self) -> float:
        """Side of a product in the last picture [scene units]."""
        return min(0.26, 0.44 * self.kept.pitch)

    def _names(self) -> list[Label]:
        """Return the names of the first two losses, over their triangles at the left."""
        found: list[Label] = []
        cell = self.cells.place.cell
        for t, (x, y) in list(self.cells.place.corners.items())[:2]:
            label, side = formula(self.theme, f"L_({t})", "small", "mute"), (t - 1) * cell
            label.place(x - side, y + side - float(label.get_top()[1]) + label.baseline_y, "left")
            if found:
                label.place(x - side, found[0].baseline_y, "left")
            stairs = y + cell + float(label.width)  # how high the cells are at the right end of the name
            if float(label.get_bottom()[1]) > stairs + CLEAR:
                found.append(label)
        return found

    def _counts(self) -> dict[Way, list[Label]]:
        """Return each count in large type at what it counts, and the words for that."""
        place, room = self.cells.place, self.room
        (left, bottom), cell, chain = place.chains, place.cell, place.chain
        end = left + cell * (self.steps - 1)
        numbers: dict[Way, Label] = {
            "scratch": self._number("scratch", "text").place(*room.count, "left"),
            "shared": self._number("shared", "text"),
            "recursion": self._number("recursion", text_role(self.theme, "core")),
        }
        numbers["shared"].place(max(end, left + 1.6) + BESIDE, bottom + 0.6 * cell * (self.steps - 1), "right")
        numbers["recursion"].place(end + BESIDE, chain - 0.14, "left")
        beside = float(numbers["scratch"].get_right()[0]) + 0.2
        at = (beside, room.count[1]), (left, bottom + cell * (self.steps - 1) + 0.16), (left, chain - UNDER)
        words = [
            self.stage.words(f"way_{way}", tone="mute").place(*place, "left")
            for way, place in zip(WAYS, at, strict=True)
        ]
        return {way: [numbers[way], label] for way, label in zip(WAYS, words, strict=True)}

    def _number(self, way: Way, tone: str) -> Label:
        return readout(self.theme, self.view.count(way), "large", tone)

    def _rows(self) -> list[Label]:
        """Return the name of the longest chain, at its end."""
        (left, bottom), cell = self.cells.place.chains, self.cells.place.cell
        name = formula(self.theme, f"L_({self.steps})", "small", "mute")
        return [name.place(left + cell * (self.steps - 1) + 0.12, bottom - 0.04, "left")]

    def _joints(self) -> list[Label]:
        """Return the names of the losses that join the chain at its ends, over their ticks."""
        over = self.cells.place.cell / 2 + TICK[1] + 0.12
        ends = [1, self.steps] if self.steps > 1 else [1]
        places = {t: self.cells.joint(t) for t in ends}
        return [formula(self.theme, f"L_({t})", "small", "mute").place(x, y + over) for t, (x, y) in places.items()]

    def _at_the_end(self, reading: Reading, key: str, rows: Sequence[float], tone: str) -> list[Label]:
        """Return a count at the right end of its rows, over their left end what they are, and their names."""
        number = readout(self.theme, reading, "large", tone)
        right = self.columns[-1] + self.kept.wide / 2 + BESIDE
        number.place(right, (rows[0] + rows[-1]) / 2 - 0.14, "left")
        top = rows[0] + (OVER_CHAIN if len(rows) == 1 else self.kept.high / 2 + OVER_ROWS)
        left = self.columns[0] - self.kept.wide / 2 - 0.14
        names = [
            formula(self.theme, name, "small", "mute").place(left, y - 0.1, "right")
            for name, y in zip("hz", rows, strict=False)
            if len(rows) > 1
        ]
        return [number, self.stage.words(key, tone="mute").place(self.room.cells[0], top, "left"), *names]

    def _ends(self) -> list[Label]:
        """Return the names of the given and of the last state, over the chain."""
        ends, over = {0: self.kept.start, self.steps: self.columns[-1]}, self.room.chain + 0.26
        return [formula(self.theme, f"h_({t})", "small", "mute").place(x, over) for t, x in ends.items()]

    def _unit(self) -> Label:
        """Return what a cell and a row are, at the top right."""
        return self.stage.words("cell_is", tone="mute").place(*self.room.unit, "right")

"""What the gradient costs: products counted three ways for the lesson at twenty steps, and the numbers kept."""

from __future__ import annotations

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
from rnnanim.scenes.bptt.product_cells import ProductCells
from rnnanim.stage.stage import Stage
from rnnanim.theme import Box, Point

COUNTED = 20  # steps
CLEAR = 0.1  # from the cells of a triangle to the name of its loss, which stands over them at the left


@dataclass(frozen=True, slots=True)
class CostRoom:
    """Where things stand in a kind of frame [scene units].

    Attributes
    ----------
    cells : Box
        For the triangles of products.
    counts : tuple of (x, y)
        Left end and baseline of the three counts.
    words : (float, float)
        From a count to what it is the count of: to the right and down.
    unit : (x, y)
        Right end and baseline of what a cell is.
    chain, foot : float
        Height of the chain of states in the last picture, and the foot of the room for what is kept of them.
    ends : (float, float)
        x of the first and the last step.
    lines : tuple of float
        Baselines of what is said of the products, of what is kept, and of the way forward alone.
    """

    cells: Box
    counts: tuple[tuple[float, float], ...]
    words: Point
    unit: Point
    chain: float
    foot: float
    ends: tuple[float, float]
    lines: tuple[float, float, float]


WIDE = CostRoom(
    cells=(-6.46, 6.46, 2.72, -1.92),
    counts=((-6.46, -2.76), (-2.3, -2.76), (2.3, -2.76)),
    words=(0.0, 0.42),
    unit=(6.5, 3.22),
    chain=0.85,
    foot=-1.35,
    ends=(-5.75, 6.2),
    lines=(1.85, -2.0, -2.75),
)
TALL = CostRoom(
    cells=(-3.6, 3.6, 5.2, -1.6),
    counts=((-3.6, -2.6), (-3.6, -3.9), (-3.6, -5.2)),
    words=(0.0, 0.42),
    unit=(3.66, 5.65),
    chain=2.6,
    foot=-0.8,
    ends=(-3.1, 3.45),
    lines=(3.7, -1.8, -2.6),
)
SQUARE = CostRoom(
    cells=(-3.6, 3.6, 2.3, -1.35),
    counts=((-3.6, -2.02), (-3.6, -2.72), (-3.6, -3.42)),
    words=(1.35, 0.0),
    unit=(3.66, 2.68),
    chain=1.0,
    foot=-1.3,
    ends=(-3.1, 3.45),
    lines=(1.75, -2.1, -2.8),
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
        Of the losses, in the corners that their triangles leave free, the last one first.
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
        self.cells = ProductCells(self.theme, room.cells, self.steps, {way: view.count(way) for way in WAYS})
        self.names = self._names()
        self.counts = {way: self._count(way, at) for way, at in zip(WAYS, room.counts, strict=True)}
        self.columns = np.linspace(*room.ends, self.steps).tolist()
        self.kept = KeptNumbers(self.theme, self.columns, room.chain, room.foot, spec.H, view.kept)
        products, kept, forward = room.lines
        bright = text_role(self.theme, "core")
        self.products_words = self._line(view.count("recursion"), "products_swept", products, bright)
        self.products_words += self._line_goes_on(view.count("scratch"))
        self.kept_words = self._line(view.kept, "numbers_kept", kept, "state")
        self.forward_words = self._line(view.kept_of_a_step, "forward_alone", forward, "mute")
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
        cell, found = self.cells.place.cell, []
        for t, (x, y) in self.cells.place.corners.items():
            label, side = formula(self.theme, f"L_({t})", "small", "mute"), (t - 1) * cell
            label.place(x - side, y + side - float(label.get_top()[1]) + label.baseline_y, "left")
            stairs = y + cell + float(label.width)  # how high the cells are at the right end of the name
            if float(label.get_bottom()[1]) > stairs + CLEAR:
                found.append(label)
        return found

    def _count(self, way: Way, at: tuple[float, float]) -> list[Label]:
        """Return a count in large type, and below or beside it what it is the count of."""
        tone = text_role(self.theme, "core") if way == "recursion" else "text"
        number = readout(self.theme, self.view.count(way), "large", tone).place(*at, "left")
        words = self.stage.words(f"way_{way}", tone="mute")
        right, down = self.room.words
        return [number, words.place(at[0] + right, at[1] - down, "left")]

    def _line(self, reading: Reading, key: str, y: float, tone: str) -> list[Label]:
        x = self.room.cells[0]
        number = readout(self.theme, reading, "large", tone).place(x, y, "left")
        return [number, self.stage.words(key, tone="mute").place(float(number.get_right()[0]) + 0.2, y, "left")]

    def _line_goes_on(self, reading: Reading) -> list[Label]:
        """Return the number with which the products of the recursion are compared, behind them."""
        _, words = self.products_words
        number = readout(self.theme, reading, "large", "mute")
        return [number.place(float(words.get_right()[0]) + 0.2, words.baseline_y, "left")]

    def _ends(self) -> list[Label]:
        """Return the names of the first and the last step over the chain, and of h and z at the left of their cells."""
        left = self.columns[0] - self.kept.wide / 2 - 0.14
        names = [formula(self.theme, name, "small", "mute") for name in ("h", "z")]
        rows = [label.place(left, y - 0.1, "right") for label, y in zip(names, self.kept.middles, strict=True)]
        ends = {1: self.columns[0], self.steps: self.columns[-1]}
        over = self.room.chain + 0.26
        return rows + [formula(self.theme, f"h_({t})", "small", "mute").place(x, over) for t, x in ends.items()]

    def _unit(self) -> Label:
        """Return what a cell is, at the top right."""
        return self.stage.words("cell_is", tone="mute").place(*self.room.unit, "right")

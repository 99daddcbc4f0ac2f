"""Where the terms of a formula stand: `Columns` side by side, each under the place where it acts, or `Stack` in lines.

Both answer the same questions, so that a formula never asks which one it has: `label.place(*band.symbol(n, x))`.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, Self, TypeVar

from rnnanim.theme import Point

T = TypeVar("T")
Align = Literal["left", "centre", "right"]
Spot = tuple[float, float, Align]
"""x, baseline and which point of a label stands there."""

ROOM_FOR_SIGN = 0.36  # between the inks of two values
ROOM_FOR_PLUS = 1.0  # between two numbers of a sum [em of the sign]
LINE = 0.52  # from a row of values to a line of words below it
HEAD_GAP = 0.3  # from a head to where values may begin
LARGE_DROP = 0.05  # of a large number beside symbols of medium size
WIDEST_VALUE, WIDEST_TOTAL = 1.6, 2.4  # of a line
CLOSE = 0.5  # lines that are nearer to each other have smaller symbols, and no rule above the result
SIGNS, SYMBOLS = 0.02, 0.44  # where signs and symbols of a line begin, from its left


@dataclass(frozen=True, slots=True)
class Slot:
    """Where labels of one sort stand: by the x that is asked with or on one of its own, in one row or line by line."""

    x: float
    y: float
    align: Align
    pitch: float = 0.0
    follows: bool = False
    least: float = -math.inf

    def __call__(self, n: float = 0, x: float = 0.0) -> Spot:
        """Return the spot of the n-th label, by an x that has no effect on a slot with one of its own."""
        return max(self.least, self.x + x) if self.follows else self.x, self.y - self.pitch * n, self.align


class Placement(ABC):
    """Where the terms of a formula stand, numbered from 0 at the loss on, and what follows from the room they have.

    Attributes
    ----------
    left, right : float
        The ends of the room.
    top, pitch : float
        The first baseline; from term to term, at least.
    symbols, values : float
        Baselines of a row of symbols and of a row of values, for what else stands in them.
    first, base : float
        For an equation in one row: x of its first term from the right, and the baseline.
    most : int
        How many terms there is room for.
    built_up : bool
        Whether fractions are written over two lines.
    has_result_line : bool
        Whether the result has a line of its own, in which the product so far can be read.
    symbol_size, sign_size, number_size : str or float
        Type sizes of symbols, of the sign before a result, and of the numbers in a sum.
    name_sizes : tuple of str
        Type sizes for what stands before a sum, the preferred one first.
    symbol, value, operator : Slot
        Of the n-th term; the operator joins its value to the one before, and is asked with an x between the two.
    head : Slot
        What the values are; asked with the x where the last of them begins.
    head_below : Slot
        The same where it has no room there.
    equals, total, total_name : Slot
        The result of n terms; asked with the x where the first value, where the sign ends, and where the result begins.
    entry, number, sign : Slot
        Of the n-th term of a sum, whose name is in line 0: a symbol, a number, and the sign before them.
    name, name_equals : Slot
        What stands before a sum, asked with the x where it begins, and the sign after it.
    """

    left: float
    right: float
    top: float
    pitch: float
    symbols: float
    values: float
    first: float
    base: float
    most: int
    built_up: bool
    has_result_line: bool
    symbol_size: str | float
    sign_size: str
    number_size: str
    name_sizes: tuple[str, ...]
    symbol: Slot
    value: Slot
    operator: Slot
    head: Slot
    head_below: Slot
    equals: Slot
    total: Slot
    total_name: Slot
    entry: Slot
    number: Slot
    sign: Slot
    name: Slot
    name_equals: Slot

    def places(self, widths: Sequence[float]) -> list[float]:
        """Return the x to ask with for values of such widths, one pitch apart, or more where they need it."""
        found = [self.first]
        for right, left in pairwise(widths):
            found.append(found[-1] - max(self.pitch, (right + left) / 2 + ROOM_FOR_SIGN))
        return found

    @abstractmethod
    def alike(self, items: Sequence[T]) -> list[list[T]]:
        """Return what is seen in one row, and so is set in one size."""

    @abstractmethod
    def fits(self, widths: Sequence[float], head: float = 0.0) -> bool:
        """Return whether values of such widths have room beside a head."""

    @abstractmethod
    def total_room(self, x: float) -> float:
        """Return how wide the result may be, after a sign that ends at x."""

    @abstractmethod
    def number_room(self, pitch: float, em: float) -> float:
        """Return how wide a number of a sum may be, with its terms so far apart and signs of a type size."""

    @abstractmethod
    def rule(self, count: int) -> tuple[Point, Point] | None:
        """Return the ends of the line above the result of so many terms, where there is one."""

    @abstractmethod
    def moved(self, *, down: float = 0.0, spread: float = 1.0) -> Self:
        """Return the placement with room above its symbols: rows lower down, or lines farther apart."""


class Columns(Placement):
    """Terms side by side from the right, as the gradient runs: symbols in one row, their values below."""

    built_up, has_result_line = True, False
    symbol_size, sign_size, number_size, name_sizes = "medium", "medium", "large", ("large", "medium")

    def __init__(
        self,
        *,
        left: float,
        right: float,
        symbols: float,
        values: float,
        first: float,
        pitch: float,
        result: float,
        most: int = 8,
    ) -> None:
        self.left, self.right, self.symbols, self.values = left, right, symbols, values
        self.first, self.pitch, self.result, self.most = first, pitch, result, most
        self.top, self.base = symbols, (symbols + values) / 2 - 0.08
        self.symbol = Slot(0.0, symbols, "centre", follows=True)
        self.value = self.operator = Slot(0.0, values, "centre", follows=True)
        self.head = Slot(-0.16, values, "right", follows=True)
        self.head_below = Slot(left, values - LINE, "left")
        self.equals = Slot(0.26, values, "centre", follows=True, least=result - 0.2)
        self.total = Slot(0.22, values, "left", follows=True)
        self.total_name = Slot(0.0, symbols, "left", follows=True)
        self.entry = self.sign = self.name_equals = Slot(0.0, self.base, "centre", follows=True)
        self.number = Slot(0.0, self.base - LARGE_DROP, "centre", follows=True)
        self.name = Slot(0.0, self.base, "left", follows=True)

    def alike(self, items: Sequence[T]) -> list[list[T]]:
        """Return all in one."""
        return [list(items)]

    def fits(self, widths: Sequence[float], head: float = 0.0) -> bool:
        """Return whether the last column ends within the room."""
        edge = self.left + (head + HEAD_GAP if head else 0.0)
        return self.places(widths)[-1] - widths[-1] / 2 >= edge

    def total_room(self, x: float) -> float:
        """Return the room up to the right end."""
        return self.right - x - self.total.x

    def number_room(self, pitch: float, em: float) -> float:
        """Return the room between two signs."""
        return pitch - ROOM_FOR_PLUS * em

    def rule(self, count: int) -> tuple[Point, Point] | None:
        """Return nothing: the result stands in the row of the values."""
        return None

    def moved(self, *, down: float = 0.0, spread: float = 1.0) -> Self:
        """Return both rows lower down."""
        return type(self)(
            left=self.left,
            right=self.right,
            symbols=self.symbols - down,
            values=self.values - down,
            first=self.first,
            pitch=self.pitch,
            result=self.result,
            most=self.most,
        )


class Stack(Placement):
    """One term a line, from the top: the symbol at the left, its value at the right, the result in the last line."""

    built_up, has_result_line = False, True
    sign_size, number_size, name_sizes = "small", "medium", ("medium",)
    symbols = values = first = 0.0

    def __init__(self, *, left: float, right: float, top: float, pitch: float, most: int = 8) -> None:
        self.left, self.right, self.top, self.pitch, self.most = left, right, top, pitch, most
        self.is_close = pitch <= CLOSE
        self.symbol_size = 0.36 if self.is_close else "medium"
        last = top - (0.1 if self.is_close else 0.18)
        self.symbol = Slot(left + SYMBOLS, top, "left", pitch)
        self.value = self.entry = self.number = Slot(right, top, "right", pitch)
        self.operator = self.sign = Slot(left + SIGNS, top, "left", pitch)
        self.base = top
        self.head = self.head_below = Slot(right, top + max(0.44, pitch * 0.8), "right")
        self.equals = Slot(left + SIGNS, last, "left", pitch)
        self.total = Slot(right, last, "right", pitch)
        self.total_name = Slot(left + SYMBOLS, last, "left", pitch)
        self.name = Slot(left + SYMBOLS, top, "left")
        self.name_equals = Slot(right - 0.1, top, "right")

    def alike(self, items: Sequence[T]) -> list[list[T]]:
        """Return each on its own."""
        return [[item] for item in items]

    def fits(self, widths: Sequence[float], head: float = 0.0) -> bool:
        """Return whether each leaves room for its symbol."""
        return max(widths) <= WIDEST_VALUE

    def total_room(self, x: float) -> float:
        """Return the room of a line."""
        return WIDEST_TOTAL

    def number_room(self, pitch: float, em: float) -> float:
        """Return the room after the sign of a line."""
        return self.right - self.left - 0.5

    def rule(self, count: int) -> tuple[Point, Point] | None:
        """Return a line from end to end, unless there is no room between the lines."""
        y = self.top - self.pitch * (count - 0.45)
        return None if self.is_close else ((self.left, y), (self.right, y))

    def moved(self, *, down: float = 0.0, spread: float = 1.0) -> Self:
        """Return the lines farther apart."""
        return type(self)(left=self.left, right=self.right, top=self.top, pitch=self.pitch * spread, most=self.most)

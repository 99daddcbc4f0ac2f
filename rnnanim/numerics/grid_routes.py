"""The routes of a grid by their numbers, and the gradient on them in scaled form; see `rnnanim.numerics.grid`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, cached_property
from math import comb
from typing import TYPE_CHECKING, Literal

import numpy as np

from rnnanim.numerics import bptt, losses, stacked_bptt
from rnnanim.numerics.cells.layers import Layer
from rnnanim.numerics.scaled import Scaled

if TYPE_CHECKING:
    from rnnanim.numerics.analysis import Analysis

Move = Literal["left", "down"]
Node = tuple[int, int]
"""A state: its step, and its layer from 1 up."""


def count_of_routes(lefts: int, downs: int) -> int:
    """Return how many routes have so many moves of each kind.

    >>> count_of_routes(2, 1), count_of_routes(19, 3)
    (3, 1540)
    """
    return comb(lefts + downs, downs)


def moves_of(number: int, lefts: int, downs: int) -> tuple[Move, ...]:
    """Return the moves of a route by its number.

    >>> moves_of(0, 1, 1), moves_of(1, 1, 1)
    (('down', 'left'), ('left', 'down'))
    """
    found: list[Move] = []
    while lefts + downs:
        before = comb(lefts + downs - 1, downs - 1) if downs else 0
        if number < before:
            found, downs = [*found, "down"], downs - 1
        else:
            found, lefts, number = [*found, "left"], lefts - 1, number - before
    return tuple(found)


def moves_to(end: Node, number: int, last: int, top: int) -> tuple[Move, ...]:
    """Return the moves of a route from the uppermost state of the last step to a state, or to an input (layer 0).

    An input is reached from the lowest state above it alone, so that as many routes lead to it as to that state.

    >>> moves_to((3, 0), 0, 3, 2)
    ('down', 'down')
    """
    k, layer = end
    moves = moves_of(number, last - k, top - max(layer, 1))
    return moves if layer else (*moves, "down")


class GridNumbers:
    """The grid of one network of two layers or more, in scaled form; vectors are rows."""

    def __init__(self, analysis: Analysis) -> None:
        spec = analysis.spec
        if spec.layers < 2:
            raise ValueError(f"routes through a grid need layers >= 2, got {spec.layers}")
        self.T, self.N, self.H = spec.T, spec.layers, spec.H
        self.is_scalar = spec.H == spec.O == spec.D == 1
        layers = list(Layer.all_of(spec))
        self.W_x, self.W_h = ([Scaled.of(getattr(one, name)) for one in layers] for name in ("W_x", "W_h"))
        self.states = [Scaled.of(spec.x), *stacked_bptt.states(analysis.rollout)]  # type: ignore[arg-type]
        self.W_y, self.e = Scaled.of(spec.W_y), losses.output_errors(spec, analysis.rollout)[-1]
        self.slopes = stacked_bptt.slopes(spec, analysis.rollout)  # type: ignore[arg-type]
        self.route = cache(self._route)
        self.jacobians = cache(self._jacobians)

    def slope(self, node: Node) -> Scaled:
        """Return sigma'(z) of a state."""
        return self.slopes[node[1] - 1][node[0] - 1]

    def weight(self, node: Node, move: Move) -> Scaled:
        """Return the matrix of a move from a state: W_h to the left, W_x down."""
        return (self.W_h if move == "left" else self.W_x)[node[1] - 1]

    def check(self, k: int, layer: int, *numbers: int) -> int:
        """Return the number of routes to a state, or to an input as layer 0; ValueError outside of the grid."""
        if not (1 <= k <= self.T and 0 <= layer <= self.N):
            raise ValueError(f"k and layer must lie in 1 … {self.T} and 0 … {self.N}, got {k, layer}")
        count = count_of_routes(self.T - k, self.N - max(layer, 1))
        if any(not 0 <= number < count for number in numbers):
            raise ValueError(f"the routes to there are 0 … {count - 1}, got {numbers}")
        return count

    # one route

    def _route(self, k: int, layer: int, number: int) -> tuple[list[Scaled], list[Scaled]]:
        """Return the gradient behind each factor of a route, and each factor."""
        self.check(k, layer, number)
        vectors, factors = [self.e, bptt.through(self.e[None], self.W_y.plain())[0]], [self.e, self.W_y]
        node = (self.T, self.N)
        for move in moves_to((k, layer), number, self.T, self.N):
            factors += [self.slope(node), self.weight(node, move)]
            vectors.append(vectors[-1] * factors[-2])
            vectors.append(_times(vectors[-1], factors[-1]))
            node = _after(node, move)
        return vectors, factors

    def running(self, k: int, layer: int, number: int, i: int) -> float:
        """Return the gradient behind a factor of a route, signed or its norm."""
        vectors = self.route(k, layer, number)[0]
        return float(self._size(vectors[_within(i, 0, len(vectors) - 1)]).plain())

    def span(self, k: int, layer: int, number: int, i: int, j: int) -> Scaled | None:
        """Return the product of some factors, or None where the norm before them is 0."""
        vectors, factors = self.route(k, layer, number)
        _within(j, _within(i, 0, len(vectors) - 1) + 1, len(vectors))
        if self.is_scalar:
            found = Scaled.of(np.ones(()))
            for factor in factors[i:j]:
                found = found * factor.sum() if factor.mantissa.ndim == 1 else found * factor[0].sum()
            return Scaled.of(found.mantissa, found.exponent)
        after, before = (self._size(vectors[n - 1]) if n else Scaled.of(np.ones(())) for n in (j, i))
        if before.mantissa == 0.0:
            return None
        return Scaled.of(after.mantissa / before.mantissa, after.exponent - before.exponent)

    # several

    def between(self, k: int, layer: int, first: int, last: int) -> float:
        """Return what the routes first … last bring to a state: signed, or along the sum of all."""
        self.check(k, layer, first, last)
        total = Scaled.zeros(self.H)
        for part in self._parts(k, layer, first, last):
            total = total + part
        if self.is_scalar:
            return float(total[0].plain())
        level, _ = self.delta[k, layer].level(-1)
        size = float(np.linalg.norm(level))
        return float((total[None] @ Scaled.of(level / size)[:, None])[0, 0].plain()) if size else 0.0

    def _parts(self, k: int, layer: int, first: int, last: int) -> Iterator[Scaled]:
        """Yield the sums over whole sets of routes with a beginning in common, which together are first … last."""
        jacobians = self.jacobians(k, layer)
        waiting = [(self.delta[self.T, self.N], (self.T, self.N), first, last)]
        while waiting:
            vector, node, low, high = waiting.pop()
            lefts, downs = node[0] - k, node[1] - layer
            count = count_of_routes(lefts, downs)
            if high < 0 or low >= count:
                continue
            if low <= 0 and high >= count - 1:
                yield _times(vector, jacobians[node])
                continue
            before = comb(lefts + downs - 1, downs - 1) if downs else 0
            met = vector * self.slope(node)
            if downs:
                waiting.append((_times(met, self.weight(node, "down")), _after(node, "down"), low, high))
            if lefts:
                left = _times(met, self.weight(node, "left"))
                waiting.append((left, _after(node, "left"), low - before, high - before))

    def _jacobians(self, k: int, layer: int) -> dict[Node, Scaled]:
        """Return dh_t of a layer/dh_k of this one, (H, H), for every state from which routes come here."""
        found = {(k, layer): Scaled.of(np.eye(self.H))}
        for n in range(layer, self.N + 1):
            for t in range(k, self.T + 1):
                node, parts = (t, n), []
                if t > k:
                    parts.append(self.weight(node, "left") @ found[t - 1, n])
                if n > layer:
                    parts.append(self.weight(node, "down") @ found[t, n - 1])
                if parts:
                    found[node] = self.slope(node)[:, None] * (parts[0] if len(parts) == 1 else parts[0] + parts[1])
        return found

    @cached_property
    def delta(self) -> dict[Node, Scaled]:
        """dL_T/dh_t of every layer and step, (H,), by the recursion: from the right and from above."""
        found: dict[Node, Scaled] = {}
        for n in range(self.N, 0, -1):
            for t in range(self.T, 0, -1):
                parts = [self.onward((t + 1, n), "left", found)] if t < self.T else []
                parts += [self.onward((t, n + 1), "down", found)] if n < self.N else []
                parts = parts or [bptt.through(self.e[None], self.W_y.plain())[0]]
                found[t, n] = parts[0] if len(parts) == 1 else parts[0] + parts[1]
        return found

    def onward(self, node: Node, move: Move, delta: dict[Node, Scaled]) -> Scaled:
        """Return what goes on from a state."""
        return _times(delta[node] * self.slope(node), self.weight(node, move))

    # the way forward

    def fed(self, node: Node, move: Move) -> float:
        """Return what a state gets from the left or from below, behind the weight: signed if it is one number.

        Behind W_y it is what an output gets, as of a layer above the uppermost.
        """
        (t, n), top = node, self.N + 1
        if not (1 <= t <= self.T and 1 <= n <= (self.N if move == "left" else top)):
            raise ValueError(f"nothing is fed to {node} from {'the left' if move == 'left' else 'below'}")
        source = self.states[n][t - 1] if move == "left" else self.states[n - 1][t if n > 1 else t - 1]
        weight = self.W_y if n == top else self.weight(node, move)
        found = (weight @ source[:, None])[:, 0]
        if found.mantissa.shape == (1,):
            return float(found[0].plain())
        level, exponent = found.level(-1)
        return float(Scaled.of(np.asarray(np.linalg.norm(level)), exponent[0]).plain())

    def _size(self, vector: Scaled) -> Scaled:
        if self.is_scalar:
            return vector[0]
        level, top = vector.level(-1)
        return Scaled.of(np.asarray(np.linalg.norm(level)), top[0])

    def size(self, vector: Scaled) -> float:
        """Return a signed number, or a norm."""
        return float(self._size(vector).plain())


def _times(vector: Scaled, matrix: Scaled) -> Scaled:
    return (vector[None] @ matrix)[0]


def _after(node: Node, move: Move) -> Node:
    return (node[0] - 1, node[1]) if move == "left" else (node[0], node[1] - 1)


def _within(i: int, low: int, high: int) -> int:
    if not low <= i <= high:
        raise ValueError(f"the number of a factor must lie in {low} … {high}, got {i}")
    return i

"""The gradient's routes through a stacked network: a grid of states, in which each step goes back in time or down.

From the state of the uppermost layer at step T a route comes to the state of a layer at step k by T − k moves to the
left, each with diag(sigma'(z)) and W_h of its layer, and by one move down for each layer between, with
diag(sigma'(z)) and W_x of the layer that it leaves. Routes are numbered from the one that goes down at once; the last
one stays in its layer until it stands above its end. All of them together are a binomial coefficient, and their sum is
the gradient at the end. Source: *Deep Learning*, 10.5; Pascanu et al. (2014), sec. 3.3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np

from rnnanim.numerics.cells.base import Lookup
from rnnanim.numerics.grid_routes import GridNumbers, Move
from rnnanim.numerics.readings import Reading

if TYPE_CHECKING:
    from rnnanim.numerics.analysis import Analysis


class Grid:
    """The routes of the loss at T, as readings of an analysis.

    Of one unit, one input and one output they are signed numbers. Of more, a running product is the 2-norm of the
    gradient there, a factor what it does to that norm, and a contribution the projection on the sum:
    these add up to its norm.

    Parameters
    ----------
    analysis : Analysis
        Of a network of two layers or more.
    """

    def __init__(self, analysis: Analysis) -> None:
        self.analysis, self.T, self.layers = analysis, analysis.spec.T, analysis.spec.layers

    @property
    def is_scalar(self) -> bool:
        """True where every number is signed, and no norm."""
        return _numbers(self.analysis).is_scalar

    def count(self, k: int, layer: int) -> Reading:
        """Return the number of routes to a state."""
        return self.analysis.named("grid_routes", k, layer)

    def running(self, k: int, layer: int, number: int, i: int) -> Reading:
        """Return the running product (or norm) behind factor i of a route: e_T, W_y, then two for each move."""
        return self.analysis.named("grid_running", k, layer, number, i)

    def span(self, k: int, layer: int, number: int, i: int, j: int) -> Reading:
        """Return the product of the factors i … j − 1 of a route, or its logarithm where float64 can only call it 0."""
        found = self.analysis.named("grid_span", k, layer, number, i, j)
        log10 = self.analysis.named("grid_log10_span", k, layer, number, i, j)
        return log10 if found.value == 0 and np.isfinite(log10.value) else found

    def contribution(self, k: int, layer: int, number: int) -> Reading:
        """Return what a route brings to dL_T/dh_k of a layer."""
        return self.analysis.named("grid_between", k, layer, number, number)

    def between(self, k: int, layer: int, first: int, last: int) -> Reading:
        """Return what the routes first … last bring together."""
        return self.analysis.named("grid_between", k, layer, first, last)

    def total(self, k: int, layer: int) -> Reading:
        """Return the sum of all routes to a state: dL_T/dh_k of the layer, or its norm."""
        return self.analysis.named("grid_delta", k, layer)

    def arrived(self, k: int, layer: int) -> Reading:
        """Return that sum behind diag(sigma'(z_k))."""
        return self.analysis.named("grid_arrived", k, layer)

    def onward(self, k: int, layer: int, move: Move) -> Reading:
        """Return what goes on from there to the left or down, behind the weight."""
        return self.analysis.named(f"grid_{move}", k, layer)

    def fed(self, t: int, layer: int, move: Move) -> Reading:
        """Return what a state is fed from the left or from below, behind the weight; an output as of one layer more."""
        return self.analysis.named(f"grid_fed_{move}", t, layer)


_KNOWN: WeakKeyDictionary[Any, GridNumbers] = WeakKeyDictionary()


def _numbers(analysis: Analysis) -> GridNumbers:
    """Return the grid of an analysis, worked out once."""
    if analysis not in _KNOWN:
        _KNOWN[analysis] = GridNumbers(analysis)
    return _KNOWN[analysis]


def _span(analysis: Analysis, index: tuple[Any, ...]) -> float:
    found = _numbers(analysis).span(*index)
    return float("nan") if found is None else float(found.plain())


def _log10_span(analysis: Analysis, index: tuple[Any, ...]) -> float:
    found = _numbers(analysis).span(*index)
    return float("nan") if found is None else float(found.log10())


def _delta(analysis: Analysis, index: tuple[Any, ...]) -> float:
    grid = _numbers(analysis)
    grid.check(*index)
    return grid.size(grid.delta[index])


def _arrived(analysis: Analysis, index: tuple[Any, ...]) -> float:
    grid = _numbers(analysis)
    grid.check(*index)
    return grid.size(grid.delta[index] * grid.slope(index))


def _onward(move: Move) -> Lookup:
    def lookup(analysis: Analysis, index: tuple[Any, ...]) -> float:
        grid = _numbers(analysis)
        grid.check(*index)
        return grid.size(grid.onward(index, move, grid.delta))

    return lookup


FIELDS: dict[str, tuple[int, Lookup]] = {
    "grid_routes": (2, lambda analysis, index: float(_numbers(analysis).check(*index))),
    "grid_running": (4, lambda analysis, index: _numbers(analysis).running(*index)),
    "grid_span": (5, _span),
    "grid_log10_span": (5, _log10_span),
    "grid_between": (4, lambda analysis, index: _numbers(analysis).between(*index)),
    "grid_delta": (2, _delta),
    "grid_arrived": (2, _arrived),
    "grid_left": (2, _onward("left")),
    "grid_down": (2, _onward("down")),
    "grid_fed_left": (2, lambda analysis, index: _numbers(analysis).fed((index[0], index[1]), "left")),
    "grid_fed_down": (2, lambda analysis, index: _numbers(analysis).fed((index[0], index[1]), "down")),
}

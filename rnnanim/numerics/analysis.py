"""Everything that a scene may show of a network, computed when it is first asked for."""

from __future__ import annotations

import dataclasses
import itertools
import operator
from dataclasses import dataclass
from functools import cached_property, reduce
from typing import Any, cast

import numpy as np

from rnnanim.numerics import fields
from rnnanim.numerics.arrays import Arrays
from rnnanim.numerics.cells import Cell, cell_of
from rnnanim.numerics.cells.base import Gradients, Rollout
from rnnanim.numerics.curves import CurveName, Series, sample
from rnnanim.numerics.fields import ArrayName, Field
from rnnanim.numerics.jacobians import Growing, powers_of
from rnnanim.numerics.readings import Reading
from rnnanim.numerics.routes import Factor, Route
from rnnanim.numerics.scaled import Array, read_only
from rnnanim.numerics.spec import NetworkSpec
from rnnanim.numerics.spectrum import Spectrum, spectrum
from rnnanim.numerics.walk import WEIGHTS, BareFactor, Walk, Weight

_MOST_POWERS = 10_000


def analyse(spec: NetworkSpec) -> Analysis:
    """Return the analysis of a network.

    >>> one = [[1.0]]
    >>> spec = NetworkSpec(W_x=[[0.5]], W_h=[[0.6]], W_y=one, b_h=[0], b_y=[0], h_0=[0], x=one * 3, target=[[0.0]] * 3)
    >>> round(analyse(spec).contribution("x", 3, 2).value, 9)
    0.121377661
    """
    return Analysis(spec)


@dataclass(frozen=True, eq=False)
class Analysis(Arrays):
    """The results for one network, every array by the name of the lesson.

    Parameters
    ----------
    spec : NetworkSpec
    scale : float
        1, or what `perturbed` multiplies each reading with.
    name : str
        The source that its readings name; empty for the network of the lesson.
    """

    spec: NetworkSpec
    scale: float = 1.0
    name: str = ""
    _walks: dict[int, Walk] = dataclasses.field(default_factory=dict, repr=False)
    _gains: dict[int, Growing] = dataclasses.field(default_factory=dict, repr=False)

    @property
    def is_scalar(self) -> bool:
        """True where D = H = O = 1: values are then signed numbers instead of norms."""
        return self.spec.D == self.spec.H == self.spec.O == 1

    @property
    def cell(self) -> Cell[Any]:
        """What kind of network it is."""
        return cell_of(self.spec.cell, self.spec.layers)

    @cached_property
    def rollout(self) -> Rollout:
        """The forward pass."""
        found: Rollout = self.cell.forward(self.spec)
        return found

    @cached_property
    def gradients(self) -> Gradients:
        """The backward pass."""
        return self.cell.backward(self.spec, self.rollout)

    @cached_property
    def spectrum(self) -> Spectrum:
        """Eigenvalues of W_h, its spectral radius and norm."""
        return spectrum(self.spec.W_h)

    @cached_property
    def jacobian_terms(self) -> dict[str, Array]:
        """The terms by name whose sum is J, (T + 1, H, H) each; row 0 is NaN."""
        return self.cell.step_jacobian(self.spec, self.rollout)

    @cached_property
    def J(self) -> Array:
        """The step Jacobians, (T + 1, H, H); row 0 is NaN."""
        return read_only(reduce(operator.add, self.jacobian_terms.values()))

    @property
    def G_x(self) -> dict[tuple[int, int], Array]:
        """Every G_x[t, k] of a loss with weight, by (t, k)."""
        return {(t, k): self.path("x", t, k) for t in self.losses for k in range(t, 0, -1)}

    @property
    def G_h(self) -> dict[tuple[int, int], Array]:
        """Every G_h[t, k] of a loss with weight, by (t, k)."""
        return {(t, k): self.path("h", t, k) for t in self.losses for k in range(t, 0, -1)}

    @property
    def losses(self) -> range:
        """The steps whose loss counts: T alone for the loss "last"."""
        return range(self.spec.T if self.spec.loss == "last" else 1, self.spec.T + 1)

    def path(self, weight: Weight, t: int, k: int) -> Array:
        """Return G[t, k], of the shape of the weight, with the loss's weight."""
        return self.walk(weight, t, k).gradient(weight, k)

    def walk(self, weight: Weight, t: int, k: int) -> Walk:
        """Return the walk that holds the route, or raise ValueError where there is no such route."""
        if weight not in WEIGHTS:
            raise ValueError(f"weight must be x, h or y, got {weight!r}")
        if t not in self.losses:
            allowed = f"{self.losses[0]} … {self.losses[-1]}" if len(self.losses) > 1 else f"{self.spec.T}"
            raise ValueError(f"t must be {allowed} with the loss {self.spec.loss!r}, got {t}")
        if not 1 <= k <= t or (weight == "y" and k != t):
            raise ValueError(f"k must be {f'1 … {t}' if weight != 'y' else t}, got {k}")
        if t not in self._walks:
            self._walks[t] = self.cell.walk(self.spec, self.rollout, t)
        return self._walks[t]

    def route(self, weight: Weight, t: int, k: int) -> Route:
        """Return the route of the loss at t to step k, where it meets W_x, W_h or W_y.

        Parameters
        ----------
        weight : {"x", "h", "y"}
        t, k : int
            1 <= k <= t <= T; ValueError otherwise, and for a t whose loss does not count.
        """
        walk = self.walk(weight, t, k)
        number = itertools.count()
        terms = tuple(
            tuple(self._factor(weight, t, k, next(number), part) for part in product)
            for product in walk.terms(weight, k)
        )
        return Route(weight, t, k, terms, self.contribution(weight, t, k), walk, self.scale)

    def _factor(self, weight: Weight, t: int, k: int, i: int, part: BareFactor) -> Factor:
        value, running = (self.named(f"{kind}_{weight}", t, k, i) for kind in ("factor", "running"))
        return Factor(part.kind, part.step, part.symbol, part.station, value, running, part.operand)

    def read(self, field: Field, *index: float) -> Reading:
        """Return one number with the place that it comes from.

        Parameters
        ----------
        field : str
            An array of the lesson by its name (``"h", t, unit``), or one of

            - ``loss_between`` (first, last): the sum of those L_t;
            - ``power_norm`` (k), ``log10_power_norm`` (k): ‖W_h^k‖₂;
            - ``gain`` (t, k), ``log10_gain`` (t, k): ‖dh_t/dh_k‖₂;
            - ``sigma_at``, ``sigma_prime_at``, ``step_gain_at`` (z): a curve at one place, and
              ``sigma_prime_bound``, the supremum of the derivative.

            What the methods below return can be read by the field of their reading as well.
        *index : int
            Step numbers are those of the lesson, units and factors are counted from 0.

        Raises
        ------
        ValueError
            For an unknown field or an index outside of it.
        """
        with np.errstate(all="ignore"):  # states may have left the range of float64; the reading then says so
            return Reading(field, index, self.scale * fields.value(self, field, index) + 0.0, self.name)

    def norm(self, array: ArrayName, *index: int) -> Reading:
        """Return the 2-norm of a row (t for a time array) or of a vector, or the Frobenius norm: ``norm_h`` (t)."""
        return self.named(f"norm_{array}", *index)

    def size(self, array: ArrayName, *index: int) -> Reading:
        """Return the only entry of a row, vector or matrix, signed, and else its norm."""
        shape = np.shape(self.array(array))[len(index) :]
        return self.read(array, *index, *[0] * len(shape)) if np.prod(shape) == 1 else self.norm(array, *index)

    def entries(self, array: ArrayName, *index: int) -> tuple[Reading, ...]:
        """Return every entry of a row or a vector."""
        return tuple(self.read(array, *index, unit) for unit in range(np.shape(self.array(array))[len(index)]))

    def matrix_entries(self, array: ArrayName) -> tuple[Reading, ...]:
        """Return every entry of a matrix, row by row."""
        return tuple(entry for row in range(len(self.array(array))) for entry in self.entries(array, row))

    def drive(self, weight: Weight, t: int) -> Reading:
        """Return W_x x_t, W_h h_{t-1} or W_y h_t, signed where it is a single number, else its 2-norm."""
        return self.named(f"drive_{weight}", t)

    def drive_entries(self, weight: Weight, t: int) -> tuple[Reading, ...]:
        """Return every entry of W_x x_t, W_h h_{t-1} or W_y h_t."""
        count = self.spec.O if weight == "y" else self.spec.H
        return tuple(self.named(f"drive_{weight}_entry", t, unit) for unit in range(count))

    def drive_terms(self, t: int, output: int = 0) -> tuple[Reading, ...]:
        """Return what each unit of h_t brings to an entry of W_y h_t: these add up to it."""
        return tuple(self.named("drive_y_term", t, output, unit) for unit in range(self.spec.H))

    def contribution(self, weight: Weight, t: int, k: int) -> Reading:
        """Return what the route of the loss at t to step k contributes, see `Route.contribution`."""
        return self.named(f"contribution_{weight}", t, k)

    def angle(self, weight: Weight, t: int, k: int) -> Reading:
        """Return the angle between what a route contributes and the sum of all of them [degrees]."""
        return self.named(f"angle_{weight}", t, k)

    def between(self, weight: Weight, t: int, first: int, last: int) -> Reading:
        """Return the sum of the contributions to the steps k = first … last."""
        return self.named(f"between_{weight}", t, first, last)

    def total(self, weight: Weight, t: int) -> Reading:
        """Return the sum of all contributions: the scalar gradient of L_t, or its Frobenius norm."""
        return self.named(f"total_{weight}", t)

    def span(self, weight: Weight, t: int, k: int, i: int, j: int) -> Reading:
        """Return the product of the factors i … j − 1 of a route, or what they do to the norm."""
        return self.named(f"span_{weight}", t, k, i, j)

    def log10_span(self, weight: Weight, t: int, k: int, i: int, j: int) -> Reading:
        """Return the decimal logarithm of the size of a span, ``-inf`` for an exact zero."""
        return self.named(f"log10_span_{weight}", t, k, i, j)

    def again(self, reading: Reading) -> Reading:
        """Return what stands now in the place that a reading comes from; ValueError where there is no such place."""
        return self.named(reading.field, *reading.index)

    def named(self, field: str, *index: float) -> Reading:
        """Return the reading of a field whose name is put together, or that a view of the analysis has."""
        return self.read(cast("Field", field), *index)

    def curve(self, field: CurveName, start: float, end: float, count: int = 241) -> Series:
        """Return a curve over z.

        Raises
        ------
        ValueError
            For an unknown field or an empty range.
        """
        return sample(self, field, start, end, count)

    def curve_again(self, series: Series) -> Series:
        """Return the curve over the same z, from the place that a series comes from."""
        return sample(self, series.field, series.start, series.end, len(series.x))

    def of(self, spec: NetworkSpec, name: str) -> Analysis:
        """Return the analysis of another network under a name, perturbed as this one is."""
        return type(self)(spec, scale=self.scale, name=name)

    def perturbed(self, relative: float = 0.01) -> Analysis:
        """Return an analysis each of whose readings is (1 + relative) times as large: what is not traced, stays."""
        return dataclasses.replace(self, scale=self.scale * (1.0 + relative))

    def gain(self, t: int, k: int) -> tuple[float, float]:
        """Return ‖dh_t/dh_k‖₂ and its log10."""
        if not 1 <= k <= t <= self.spec.T:
            raise ValueError(f"t and k must satisfy 1 <= k <= t <= {self.spec.T}, got t={t}, k={k}")
        if t not in self._gains:
            self._gains[t] = Growing(lambda: self.cell.products(self.spec, self.rollout, t))
        return self._gains[t].norm(t - k)

    def power_norm(self, k: int) -> tuple[float, float]:
        """Return ‖W_h^k‖₂ and its log10; k may be more than the number of steps."""
        if not 1 <= k <= _MOST_POWERS:
            raise ValueError(f"k must satisfy 1 <= k <= {_MOST_POWERS}, got {k}")
        return self._powers.norm(k)

    @cached_property
    def _powers(self) -> Growing:
        return powers_of(self.spec.W_h, _MOST_POWERS)

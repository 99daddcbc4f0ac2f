"""What a recurrent cell is to the rest of the package: one class, of which each cell's module holds one."""

from __future__ import annotations

import dataclasses
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Generic, NamedTuple, TypeVar

import numpy as np

from rnnanim.numerics.readings import Reading
from rnnanim.numerics.scaled import Array, Scaled, read_only
from rnnanim.numerics.spectrum import rescale

if TYPE_CHECKING:
    from rnnanim.numerics.analysis import Analysis
    from rnnanim.numerics.spec import NetworkSpec
    from rnnanim.numerics.walk import Walk

#: Looks a number up at an index of a field.
Lookup = Callable[["Analysis", tuple[Any, ...]], float]


class Beyond(NamedTuple):
    """States h_0 … h_T and outputs y_1 … y_T that leave the range of float64; the states of further layers too."""

    h: Scaled
    y: Scaled
    further: tuple[Scaled, ...] = ()


@dataclass(frozen=True, eq=False, kw_only=True)
class Rollout:
    """What the forward pass of every cell computes; time arrays have T + 1 rows, so that ``h[t]`` is h_t.

    Row 0 of all but the states is NaN: nothing belongs there, and reading it shows.

    Parameters
    ----------
    x, h, a, y, target : (T + 1, D), (T + 1, H), (T + 1, O) × 3
        In the notation of the lesson.
    loss_per_step : (T + 1,)
        L_t, without the loss's weight.
    loss : float
        L_T, the sum or the mean.
    beyond : Beyond, optional
        The run once more, where it leaves the range of float64.
    """

    x: Array
    h: Array
    a: Array
    y: Array
    target: Array
    loss_per_step: Array
    loss: float
    beyond: Beyond | None = None

    @property
    def scaled_h(self) -> Scaled:
        """The states h_0 … h_T, beyond the range of float64 as well."""
        return Scaled.of(self.h) if self.beyond is None else self.beyond.h


@dataclass(frozen=True, eq=False, kw_only=True)
class Gradients:
    """What the backward pass of every cell computes; a cell adds ``dL_d`` of each of its parameters.

    Parameters
    ----------
    e : (T + 1, O)
        dL/da_t with the loss's weight; row 0 is NaN.
    dL_dW_y, dL_db_y : (O, H), (O,)
        Gradients of the output.
    """

    e: Array
    dL_dW_y: Array
    dL_db_y: Array


@dataclass(frozen=True)
class Table:
    """A few columns of readings for a reader, with a row for each step.

    Parameters
    ----------
    title : str
        A line above it, or nothing.
    headings : tuple of str
        The first is that of the step.
    rows : iterator of (step, readings)
    """

    title: str
    headings: tuple[str, ...]
    rows: Iterator[tuple[int, tuple[Reading, ...]]]


@dataclass(frozen=True)
class Summary:
    """What a reader wants at a glance of a network.

    Parameters
    ----------
    kind : str
        What the network is, in a word or two.
    facts, totals : tuple of (name, Reading)
        Numbers of the network, and what is at the end of the passes.
    tables : tuple of Table
    """

    kind: str
    facts: tuple[tuple[str, Reading], ...]
    tables: tuple[Table, ...]
    totals: tuple[tuple[str, Reading], ...]


Run = TypeVar("Run", bound=Rollout)


class Cell(ABC, Generic[Run]):
    """A recurrent cell: its parameters, its two passes, what a step passes on, and what is printed of it.

    Attributes
    ----------
    name : str
        As the lesson spells it.
    shapes : mapping
        Every array that a lesson may give, in the order of a lesson file, with the letters of its dimensions.
    random : tuple of str
        Those drawn at random where a lesson leaves them out; the others are `constants`, or 0.
    rescaled : tuple of str
        Those that are given the spectral radius asked for when they are drawn.
    rollout, gradients : type
        What the passes return; their fields can be read by name.
    """

    name: ClassVar[str]
    shapes: Mapping[str, str]
    random: tuple[str, ...]
    rescaled: tuple[str, ...] = ()
    constants: ClassVar[Mapping[str, float]] = {}
    rollout: ClassVar[type[Rollout]]
    gradients: ClassVar[type[Gradients]]

    # what a lesson leaves out

    def draw(self, name: str, sizes: Mapping[str, int], *, seed: int, spectral_radius: float) -> Array:
        """Return one array, the same whatever else is drawn: there is one generator per array name.

        Parameters
        ----------
        name : str
            An array of the lesson.
        sizes : mapping
            D, H, O and T.
        seed : int
            At least 0.
        spectral_radius : float
            Of those that are `rescaled`.

        Returns
        -------
        array
            x standard normal, so that its first rows are the same for every T; weights normal with standard deviation
            1/√`spread`; the others constant.
        """
        shape = tuple(sizes[letter] for letter in self.shapes[name])
        if name not in self.random:
            return read_only(np.full(shape, self.constants.get(name, 0.0)))
        drawn = np.random.default_rng([seed, *name.encode()]).standard_normal(shape)
        if name == "x":
            return read_only(drawn)
        weights = drawn / np.sqrt(self.spread(name, sizes))
        return rescale(weights, spectral_radius) if name in self.rescaled else read_only(weights)

    def spread(self, name: str, sizes: Mapping[str, int]) -> int:
        """Return one over the variance of a drawn weight: the number of its columns."""
        return sizes[self.shapes[name][1]]

    # the passes

    @abstractmethod
    def forward(self, spec: NetworkSpec) -> Run:
        """Run the network over its inputs."""

    @abstractmethod
    def backward(self, spec: NetworkSpec, rollout: Run) -> Gradients:
        """Run backpropagation through time."""

    @abstractmethod
    def step_jacobian(self, spec: NetworkSpec, rollout: Run) -> dict[str, Array]:
        """Return the terms by name whose sum is the Jacobian of each step, (T + 1, H, H) each; row 0 is NaN."""

    @abstractmethod
    def products(self, spec: NetworkSpec, rollout: Run, t: int) -> Iterator[Scaled]:
        """Yield the products of the Jacobians of the last 0, 1, … steps up to t, as (1, H, H)."""

    @abstractmethod
    def walk(self, spec: NetworkSpec, rollout: Run, t: int) -> Walk:
        """Return all routes of the loss at t."""

    # what can be read and printed

    @cached_property
    def holders(self) -> dict[str, str]:
        """Name of each array -> the attribute of `Analysis` that holds it."""
        found = dict.fromkeys(self.shapes, "spec")
        found |= {field.name: "gradients" for field in dataclasses.fields(self.gradients)}
        found |= {field.name: "rollout" for field in dataclasses.fields(self.rollout)}
        del found["beyond"]
        return found

    @property
    def fields(self) -> Mapping[str, tuple[int, Lookup]]:
        """Further fields of `Analysis.read` that this cell has: the number of their indices, and their look-up."""
        return {}

    @abstractmethod
    def document(self, analysis: Analysis, rollout: Run) -> dict[str, Any]:
        """Return the sections of the compute document, without the lesson."""

    @abstractmethod
    def summary(self, analysis: Analysis) -> Summary:
        """Return what a reader wants at a glance."""

"""The lesson: the one immutable object that says what is taught."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from rnnanim.errors import LessonError
from rnnanim.lesson.schema import MAX_STEPS
from rnnanim.numerics import Analysis, NetworkSpec, analyse
from rnnanim.numerics.cells import Cell, cell_of
from rnnanim.numerics.scaled import Array, read_only


@dataclass(frozen=True)
class DrawSpec:
    """How what a lesson leaves out was drawn.

    Parameters
    ----------
    seed : int
    spectral_radius : float
    names : tuple of str
        The arrays that were drawn.
    """

    seed: int = 0
    spectral_radius: float = 0.9
    names: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, eq=False)
class Lesson:
    """A network with a language and a theme to show it in.

    Parameters
    ----------
    network : NetworkSpec
    language : {"en", "zh"}
    theme : {"dark", "light"}
    name : str
        Name of the preset, or stem of the lesson's file.
    max_steps : int or None
        The largest T allowed, if the lesson sets one, and why.
    notices : tuple of str
        Lines for stderr.
    drawing : DrawSpec
        What was drawn.
    x_given, target_given : (rows, D), (rows, O) or None
        As the lesson gives them, before they were cut or continued to T rows.
    """

    network: NetworkSpec
    language: str = "en"
    theme: str = "dark"
    name: str = "default"
    max_steps: int | None = None
    max_steps_reason: str | None = None
    notices: tuple[str, ...] = ()
    drawing: DrawSpec = DrawSpec()
    x_given: Array | None = None
    target_given: Array | None = None

    @cached_property
    def analysis(self) -> Analysis:
        """Everything that may be shown of the network."""
        return analyse(self.network)

    @cached_property
    def digest(self) -> str:
        """Hexadecimal digest of what is taught: the network and how it goes on, not language and theme."""
        network = self.network
        words = [network.cell, network.activation, network.output_activation, network.loss, self.max_steps]
        seed = self.drawing.seed if self.x_given is None else None
        given = {"x_given": self.x_given, "target_given": self.target_given}
        arrays = {name: array for name, array in (network.arrays() | given).items() if array is not None}
        shapes = {name: array.shape for name, array in arrays.items()}
        total = hashlib.sha256(json.dumps([words, seed, shapes]).encode())
        for array in arrays.values():
            total.update(np.ascontiguousarray(array, dtype="<f8").tobytes())
        return total.hexdigest()

    def with_steps(self, T: int) -> Lesson:
        """Return the lesson with T steps.

        x and target are cut to their first T rows or continued by repeating them from the first row; where x was
        drawn it is drawn at T, its first rows the same for every T.

        Raises
        ------
        LessonError
            For a T outside 1 … 10000, or beyond `max_steps`.
        """
        check_steps(T, self.max_steps, self.max_steps_reason, self.name)
        if self.network.T == T:
            return self
        spec = self.network
        sizes, cell = {**spec.sizes, "T": T}, cell_of(spec.cell, spec.layers)
        x, target = (fit_rows(cell, name, given, sizes, self.drawing) for name, given in self._given)
        return dataclasses.replace(self, network=spec.replace(x=x, target=target))

    def with_past(self, T: int) -> Lesson:
        """Return the lesson with T steps of which the last ones are its own: more come before them, or the first go.

        The rows by which `with_steps` continues x and target stand before the first row, the nearest first, so that a
        longer past has the shorter one as its end.

        Raises
        ------
        LessonError
            As `with_steps` does.
        """
        own, spec = self.network.T, self.network
        if own >= T:
            check_steps(T, self.max_steps, self.max_steps_reason, self.name)
            x, target = spec.x[own - T :], spec.target[own - T :]
        else:
            longer = self.with_steps(T).network
            order = [*range(T - 1, own - 1, -1), *range(own)]
            x, target = read_only(longer.x[order]), read_only(longer.target[order])
        return dataclasses.replace(self, network=spec.replace(x=x, target=target), x_given=x, target_given=target)

    def with_loss(self, loss: str) -> Lesson:
        """Return the lesson with the loss "last", "sum" or "mean"."""
        return self if self.network.loss == loss else dataclasses.replace(self, network=self.network.replace(loss=loss))

    def with_layers(self, layers: int, given: Mapping[str, ArrayLike] | None = None) -> Lesson:
        """Return the lesson with so many layers, at least as many as it has; what is not given of them is drawn.

        Raises
        ------
        ValueError
            For another cell than "rnn", more than 4 layers, or an array that does not fit.
        """
        spec, drawing = self.network, self.drawing
        cell, own = cell_of(spec.cell, layers), {**spec.arrays(), **(given or {})}
        drawn = tuple(name for name in cell.shapes if name not in own)
        for name in drawn:
            own[name] = cell.draw(name, spec.sizes, seed=drawing.seed, spectral_radius=drawing.spectral_radius)
        drawing = dataclasses.replace(drawing, names=(*drawing.names, *drawn))
        return dataclasses.replace(self, network=spec.replace(layers=layers, **own), drawing=drawing)

    def replace(self, **changes: Any) -> Lesson:
        """Return the lesson with some fields changed, such as the language or the theme."""
        return dataclasses.replace(self, **changes)

    def table(self) -> dict[str, Any]:
        """Return the resolved lesson as a lesson file would give it, every array filled in (as NumPy arrays)."""
        spec = self.network
        network: dict[str, Any] = {
            "cell": spec.cell,
            "activation": spec.activation,
            "output_activation": spec.output_activation,
            "loss": spec.loss,
            "steps": spec.T,
        }
        network |= {"layers": spec.layers} if spec.layers > 1 else {}
        limits = {"max_steps": self.max_steps, "max_steps_reason": self.max_steps_reason}
        network |= {key: value for key, value in limits.items() if value is not None}
        return {"language": self.language, "theme": self.theme, "network": network | spec.arrays()}

    @property
    def _given(self) -> tuple[tuple[str, Array | None], ...]:
        return ("x", self.x_given), ("target", self.target_given)

    def __getstate__(self) -> dict[str, Any]:
        return {key: value for key, value in self.__dict__.items() if key != "analysis"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        for key, value in state.items():
            object.__setattr__(self, key, read_only(value) if isinstance(value, np.ndarray) else value)


def fit_rows(cell: Cell[Any], name: str, given: Array | None, sizes: dict[str, int], drawing: DrawSpec) -> Array:
    """Return x or target with T rows: cut, continued by repeating, or drawn where it was not given."""
    if given is None:
        return cell.draw(name, sizes, seed=drawing.seed, spectral_radius=drawing.spectral_radius)
    return given[np.arange(sizes["T"]) % len(given)]


def check_steps(T: int, max_steps: int | None, reason: str | None, label: str) -> None:
    """Raise LessonError unless a run of T steps is allowed."""
    if not 1 <= T <= MAX_STEPS:
        raise LessonError(f"{label}: network.steps must be 1 … {MAX_STEPS}, got {T}")
    if max_steps is not None and max_steps < T:
        because = f": {' '.join(reason.split())}" if reason else ""
        raise LessonError(f"{label}: network.steps must be <= {max_steps} (network.max_steps), got {T}{because}")

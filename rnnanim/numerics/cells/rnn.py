"""The plain recurrent network: one weight for the input, one for the state before, one activation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from rnnanim.numerics import bptt, jacobians, losses, scaled
from rnnanim.numerics.activations import ACTIVATIONS
from rnnanim.numerics.cells import rnn_document, sections
from rnnanim.numerics.cells.base import Beyond, Cell, Gradients, Lookup, Rollout, Summary, Table
from rnnanim.numerics.cells.layers import Layer
from rnnanim.numerics.readings import Reading
from rnnanim.numerics.scaled import Array, Scaled, read_only
from rnnanim.numerics.walk import WEIGHTS, Walk, Weight

if TYPE_CHECKING:
    from rnnanim.numerics.analysis import Analysis
    from rnnanim.numerics.fields import ArrayName
    from rnnanim.numerics.spec import NetworkSpec


@dataclass(frozen=True, eq=False, kw_only=True)
class RnnRollout(Rollout):
    """The forward pass of an RNN.

    Parameters
    ----------
    z, sigma_prime : (T + 1, H)
        Pre-activations, and the derivative of sigma there.
    """

    z: Array
    sigma_prime: Array


@dataclass(frozen=True, eq=False, kw_only=True)
class RnnGradients(Gradients):
    """The backward pass of an RNN.

    Parameters
    ----------
    delta : (T + 1, H)
        dL/dh_t; row 0 is dL/dh_0.
    dL_dh_0, dL_dW_x, dL_dW_h, dL_db_h
        Of the shapes of the parameters.
    """

    delta: Array
    dL_dh_0: Array
    dL_dW_x: Array
    dL_dW_h: Array
    dL_db_h: Array


class Rnn(Cell[RnnRollout]):
    """h_t = sigma(W_x x_t + W_h h_{t-1} + b_h)."""

    name = "rnn"
    shapes = {
        "W_x": "HD",
        "W_h": "HH",
        "W_y": "OH",
        "b_h": "H",
        "b_y": "O",
        "h_0": "H",
        "x": "TD",
        "target": "TO",
    }
    random: tuple[str, ...] = ("x", "W_x", "W_h", "W_y")
    rescaled: tuple[str, ...] = ("W_h",)
    rollout: ClassVar[type[RnnRollout]] = RnnRollout
    gradients: ClassVar[type[RnnGradients]] = RnnGradients

    def forward(self, spec: NetworkSpec) -> RnnRollout:
        """Run the network over its inputs.

        Returns
        -------
        RnnRollout
            z_t = W_x x_t + W_h h_{t-1} + b_h, h_t = sigma(z_t), and what `read_out` makes of it.

        Notes
        -----
        Source: Goodfellow, Bengio & Courville, *Deep Learning*, eq. 10.8–10.11. A run that leaves the range of float64
        is done again in scaled form: a state beyond it is inf with its sign, without a warning, and one that comes
        back is right.
        """
        layer = Layer.of(spec)
        with np.errstate(all="ignore"):
            z, h = layer.run(spec.x)
            found = losses.read_out(spec, h)
        if not all(np.isfinite(part[1:]).all() for part in (z, h, found["a"], found["y"])):
            return _beyond(spec)
        return RnnRollout(**found, z=read_only(z), h=read_only(h), sigma_prime=layer.slopes(z))

    def backward(self, spec: NetworkSpec, rollout: RnnRollout) -> RnnGradients:
        """Run backpropagation through time.

        Returns
        -------
        RnnGradients
            delta_t = W_yᵀ e_t + W_hᵀ diag(sigma'(z_{t+1})) delta_{t+1}, and the gradients that are sums over it.

        Notes
        -----
        Every entry of delta_t is kept with a power of 256 of its own, so that a gradient which nearly vanishes on the
        way and grows again keeps its digits. Source: *Deep Learning*, eq. 10.17–10.28.
        """
        e = losses.output_errors(spec, rollout)
        delta, arrived = bptt.recursion(spec, rollout, bptt.through(e, spec.W_y))
        x, h, one = Scaled.of(spec.x), rollout.scaled_h, Scaled.of(np.ones((spec.T, 1)))
        return RnnGradients(
            e=read_only(losses.padded(e.plain())),
            delta=read_only(delta.plain()),
            dL_dh_0=read_only(delta[0].plain()),
            dL_dW_x=bptt.sum_of_outer(arrived, x),
            dL_dW_h=bptt.sum_of_outer(arrived, h[:-1]),
            dL_dW_y=bptt.sum_of_outer(e, h[1:]),
            dL_db_h=bptt.sum_of_outer(arrived, one)[:, 0],
            dL_db_y=bptt.sum_of_outer(e, one)[:, 0],
        )

    def step_jacobian(self, spec: NetworkSpec, rollout: RnnRollout) -> dict[str, Array]:
        """Return the one term diag(sigma'(z_t)) W_h: h_{t-1} acts through z_t alone."""
        return {"through_z": jacobians.step_jacobians(spec.W_h, rollout.sigma_prime)}

    def products(self, spec: NetworkSpec, rollout: RnnRollout, t: int) -> Iterator[Scaled]:
        """Yield dh_t/dh_t, dh_t/dh_{t-1}, …, with digits where sigma' itself underflows."""
        prime = ACTIVATIONS[spec.activation].scaled_prime(rollout.z[1:])
        return jacobians.products(spec.W_h, prime, np.array([t]))

    def walk(self, spec: NetworkSpec, rollout: RnnRollout, t: int) -> Walk:
        """Return all routes of the loss at t."""
        return Walk(spec, rollout, t)

    @property
    def fields(self) -> Mapping[str, tuple[int, Lookup]]:
        """What W_x, W_h and W_y make of their vectors, and what W_h does on its own."""
        return _FIELDS

    def document(self, analysis: Analysis, rollout: RnnRollout) -> dict[str, Any]:
        """Return forward, backward, paths, gains, jacobians and spectrum.

        Time arrays start at step 1, but `h` at h_0. Beyond 20 000 entries or 5·10⁶ numbers ``paths`` is None and
        ``gains`` stands in for it (and is None otherwise); likewise ``jacobians["J"]``.
        """
        paths = rnn_document.paths(analysis, rollout)
        over_time = ("z", "sigma_prime", "a", "y", "loss_per_step", "delta")
        return {
            "forward": sections.arrays(analysis, _FORWARD, over_time=over_time),
            "backward": sections.arrays(analysis, _BACKWARD, over_time=over_time),
            "paths": paths,
            "gains": rnn_document.gains(analysis.spec, rollout) if paths is None else None,
            "jacobians": {"J": rnn_document.step_jacobians(analysis)},
            "spectrum": rnn_document.spectrum(analysis),
        }

    def summary(self, analysis: Analysis) -> Summary:
        """Return states, routes, gains and gradients.

        More than one unit are summed up by their norms; the contributions are then projections on their sum.
        """
        T = analysis.spec.T
        states = tuple(_named(analysis.size(name, 1), f"{name}_t") for name in _STATES)
        routes = f"routes of L_{T} to step k" + ("" if analysis.is_scalar else ", along their sum")
        totals = [(_named(analysis.size(name), name), analysis.size(name)) for name in _TOTALS]
        return Summary(
            kind=analysis.spec.activation,
            facts=(("spectral radius", analysis.read("spectral_radius")),),
            tables=(
                Table("", ("t", *states), _rows_of_states(analysis)),
                Table(routes, ("k", "to W_x", "to W_h", f"|dh_{T}/dh_k|", "log10"), _rows_of_routes(analysis)),
            ),
            totals=(("loss", analysis.read("loss")), *totals),
        )


def _beyond(spec: NetworkSpec) -> RnnRollout:
    """Run a network whose states or outputs leave the range of float64."""
    layer = Layer.of(spec)
    z, h = layer.run_scaled(Scaled.of(spec.x))
    a, y = losses.scaled_read_out(spec, h)
    states = {"z": read_only(z.plain()), "h": read_only(h.plain()), "sigma_prime": layer.slopes(z.plain())}
    return RnnRollout(**losses.judged(spec, a.plain(), y.plain()), **states, beyond=Beyond(h, y))


# fields


def _drive(weight: Weight) -> Lookup:
    """Return the look-up of W_x x_t, W_h h_{t-1} or W_y h_t: an entry, or the only one, or else the 2-norm."""

    def lookup(analysis: Analysis, index: tuple[Any, ...]) -> float:
        spec, step, last = analysis.spec, index[0], analysis.spec.T
        if not 1 <= step <= last:
            raise ValueError(f"t must satisfy 1 <= t <= {last}, got {step}")
        matrix, vector = {
            "x": (spec.W_x, analysis.x[step]),
            "h": (spec.W_h, analysis.h[step - 1]),
            "y": (spec.W_y, analysis.h[step]),
        }[weight]
        unit = index[1] if len(index) > 1 else 0
        if not 0 <= unit < len(matrix):
            raise ValueError(f"unit must satisfy 0 <= unit < {len(matrix)}, got {unit}")
        is_entry = len(index) > 1 or len(matrix) == 1
        return float(matrix[unit] @ vector) if is_entry else scaled.norm(matrix @ vector)

    return lookup


def _term_of_output(analysis: Analysis, index: tuple[Any, ...]) -> float:
    """Return what a unit of h_t brings to an entry of W_y h_t."""
    (step, row, unit), last = index, analysis.spec.T
    if not 1 <= step <= last:
        raise ValueError(f"t must satisfy 1 <= t <= {last}, got {step}")
    if not (0 <= row < analysis.spec.O and 0 <= unit < analysis.spec.H):
        raise ValueError(f"output and unit must lie in {analysis.spec.W_y.shape}, got {row, unit}")
    return float(analysis.spec.W_y[row, unit] * analysis.h[step, unit])


_FIELDS: dict[str, tuple[int, Lookup]] = {
    "drive_y_term": (3, _term_of_output),
    **{f"drive_{weight}": (1, _drive(weight)) for weight in WEIGHTS},
    **{f"drive_{weight}_entry": (2, _drive(weight)) for weight in WEIGHTS},
    "power_norm": (1, lambda analysis, index: analysis.power_norm(*index)[0]),
    "log10_power_norm": (1, lambda analysis, index: analysis.power_norm(*index)[1]),
    "spectral_radius": (0, lambda analysis, index: analysis.spectrum.spectral_radius),
    "spectral_norm": (0, lambda analysis, index: analysis.spectrum.spectral_norm),
}

# the document

_FORWARD = ("z", "h", "sigma_prime", "a", "y", "loss_per_step", "loss")
_BACKWARD = ("delta", "dL_dh_0", "dL_dW_x", "dL_dW_h", "dL_dW_y", "dL_db_h", "dL_db_y")


# the summary

_STATES: tuple[ArrayName, ...] = ("z", "h", "y")
_TOTALS: tuple[ArrayName, ...] = ("dL_dW_x", "dL_dW_h", "dL_dW_y")


def _named(reading: Reading, name: str) -> str:
    """Return the name of a number, or of the norm that stands for more than one."""
    return f"|{name}|" if reading.field.startswith("norm_") else name


def _rows_of_states(analysis: Analysis) -> Iterator[tuple[int, tuple[Reading, ...]]]:
    for t in range(1, analysis.spec.T + 1):
        yield t, tuple(analysis.size(name, t) for name in _STATES)


def _rows_of_routes(analysis: Analysis) -> Iterator[tuple[int, tuple[Reading, ...]]]:
    T = analysis.spec.T
    for k in range(T, 0, -1):
        contributions = analysis.contribution("x", T, k), analysis.contribution("h", T, k)
        yield k, (*contributions, analysis.read("gain", T, k), analysis.read("log10_gain", T, k))

"""The RNN in several layers: each reads the states of the one below, the output reads the uppermost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from rnnanim.numerics import bptt, losses, stacked_bptt
from rnnanim.numerics.cells import stacked_document
from rnnanim.numerics.cells.base import Beyond, Summary
from rnnanim.numerics.cells.layers import Layer, of_layer, split_layer
from rnnanim.numerics.cells.rnn import Rnn, RnnGradients, RnnRollout
from rnnanim.numerics.scaled import Array, Scaled, read_only

if TYPE_CHECKING:
    from rnnanim.numerics.analysis import Analysis
    from rnnanim.numerics.spec import NetworkSpec
    from rnnanim.numerics.walk import Walk


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class LayerStates:
    """The forward pass of one layer, see `RnnRollout`."""

    z: Array
    h: Array
    sigma_prime: Array


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class LayerGradients:
    """The backward pass of one layer, see `RnnGradients`; delta is dL/dh_t by all routes of the grid."""

    delta: Array
    dL_dh_0: Array
    dL_dW_x: Array
    dL_dW_h: Array
    dL_db_h: Array


@dataclass(frozen=True, eq=False, kw_only=True)
class StackedRollout(RnnRollout):
    """The forward pass: `z`, `h` and `sigma_prime` are the first layer's, `z_l2`, … those of the others."""

    further: tuple[LayerStates, ...]

    @property
    def each_layer(self) -> tuple[LayerStates, ...]:
        """The states of all layers, from the lowest up."""
        return (LayerStates(z=self.z, h=self.h, sigma_prime=self.sigma_prime), *self.further)

    def __getattr__(self, name: str) -> Array:
        return _in_further(self, name)


@dataclass(frozen=True, eq=False, kw_only=True)
class StackedGradients(RnnGradients):
    """The backward pass: `delta`, `dL_dW_x`, … are the first layer's, `delta_l2`, … those of the others."""

    further: tuple[LayerGradients, ...]

    def __getattr__(self, name: str) -> Array:
        return _in_further(self, name)


def _in_further(owner: StackedRollout | StackedGradients, name: str) -> Array:
    """Return the array of a further layer that a name with an ending means."""
    own, layer = split_layer(name)
    if layer == 1 or layer > len(owner.further) + 1:
        raise AttributeError(name)
    found: Array = getattr(owner.further[layer - 2], own)
    return found


class StackedRnn(Rnn):
    """h_t of layer l = sigma(W_x (h_t of layer l − 1) + W_h (h_{t-1} of layer l) + b_h), each with weights of its own.

    Parameters
    ----------
    layers : int
        At least 2.
    """

    rollout = StackedRollout
    gradients = StackedGradients

    def __init__(self, layers: int) -> None:
        self.further = range(2, layers + 1)
        own = {of_layer(name, n): shape for n in self.further for name, shape in _SHAPES.items()}
        run = {name: Rnn.shapes[name] for name in ("x", "target")}
        self.shapes = {name: shape for name, shape in Rnn.shapes.items() if name not in run} | own | run
        self.random = (*Rnn.random, *(of_layer(name, n) for n in self.further for name in ("W_x", "W_h")))
        self.rescaled = (*Rnn.rescaled, *(of_layer("W_h", n) for n in self.further))

    @cached_property
    def holders(self) -> dict[str, str]:
        """Name of each array -> the attribute of `Analysis` that holds it."""
        found = {name: holder for name, holder in super().holders.items() if name != "further"}
        for n in self.further:
            found |= {of_layer(name, n): "rollout" for name in stacked_document.STATES}
            found |= {of_layer(name, n): "gradients" for name in stacked_document.GRADIENTS}
        return found

    def forward(self, spec: NetworkSpec) -> StackedRollout:
        """Run the network over its inputs, layer by layer; the outputs are read from the uppermost.

        Notes
        -----
        Source: *Dive into Deep Learning*, 10.3. A run that leaves the range of float64 is done again in scaled form.
        """
        x, runs = spec.x, []
        with np.errstate(all="ignore"):
            for layer in Layer.all_of(spec):
                runs.append((layer, *layer.run(x)))
                x = runs[-1][2][1:]
            found = losses.read_out(spec, runs[-1][2])
        rows = [part[1:] for _, *parts in runs for part in parts]
        if not all(np.isfinite(part).all() for part in (*rows, found["a"][1:], found["y"][1:])):
            return _beyond(spec)
        first, *further = (_states(*run) for run in runs)
        return StackedRollout(**found, z=first.z, h=first.h, sigma_prime=first.sigma_prime, further=tuple(further))

    def backward(self, spec: NetworkSpec, rollout: RnnRollout) -> StackedGradients:
        """Run backpropagation through time and depth.

        Returns
        -------
        StackedGradients
            delta_t of a layer is what comes from above, W_yᵀ e_t or W_xᵀ diag(sigma'(z_t)) delta_t of the layer above,
            plus W_hᵀ diag(sigma'(z_{t+1})) delta_{t+1} of the layer itself.
        """
        assert isinstance(rollout, StackedRollout)
        h, e = stacked_bptt.states(rollout), losses.output_errors(spec, rollout)
        inputs = [Scaled.of(spec.x), *(below[1:] for below in h[:-1])]
        swept = [*stacked_bptt.recursions(spec, rollout)][::-1]
        first, *further = map(_gradients, swept, inputs, h)
        return StackedGradients(
            e=read_only(losses.padded(e.plain())),
            dL_dW_y=bptt.sum_of_outer(e, h[-1][1:]),
            dL_db_y=bptt.sum_of_outer(e, _ones(spec.T))[:, 0],
            further=tuple(further),
            **{name: getattr(first, name) for name in stacked_document.GRADIENTS},
        )

    def step_jacobian(self, spec: NetworkSpec, rollout: RnnRollout) -> dict[str, Array]:
        """Return the one term, the Jacobian of the states of all layers, (T + 1, N H, N H) for N layers."""
        assert isinstance(rollout, StackedRollout)
        found = stacked_bptt.step_jacobians(spec, rollout).plain()
        return {"through_z": read_only(np.concatenate([np.full_like(found[:1], np.nan), found]))}

    def products(self, spec: NetworkSpec, rollout: RnnRollout, t: int) -> Iterator[Scaled]:
        """Yield the products of the Jacobians of the states of all layers, of the last 0, 1, … steps up to t."""
        assert isinstance(rollout, StackedRollout)
        return stacked_bptt.products(stacked_bptt.step_jacobians(spec, rollout), t)

    def walk(self, spec: NetworkSpec, rollout: RnnRollout, t: int) -> Walk:
        """Raise ValueError: from a loss to a step there are as many routes as ways through a grid, see `GridRoute`."""
        raise ValueError(f"in a network of {spec.layers} layers the routes of a loss branch, so none is the only one")

    def document(self, analysis: Analysis, rollout: RnnRollout) -> dict[str, Any]:
        """Return the sections of `Rnn.document`, with the arrays of each further layer beside those of the first.

        ``z``, ``h``, ``W_x``, ``dL_dW_x``, … are of the first layer, ``z_l2``, ``dL_dW_x_l2``, … of the others. A path
        [t, k] is then the sum of all routes through the grid from L_t that end at step k, one entry for each weight, so
        that the entries add up to the gradients as with one layer. ``gain``, and ``J`` in ``jacobians``, are those of
        the states of all layers taken together: ‖d(h_t, h_t of layer 2, …)/d(h_k, h_k of layer 2, …)‖₂. ``spectrum`` is
        that of W_h of the first layer.
        """
        assert isinstance(rollout, StackedRollout)
        paths = stacked_document.paths(analysis, rollout)
        return {
            "forward": stacked_document.forward(analysis, self.further),
            "backward": stacked_document.backward(analysis, self.further),
            "paths": paths,
            "gains": stacked_document.gains(analysis, analysis.spec.T) if paths is None else None,
            "jacobians": {"J": stacked_document.jacobians(analysis)},
            "spectrum": stacked_document.spectrum(analysis),
        }

    def summary(self, analysis: Analysis) -> Summary:
        """Return the states of each layer, gains and gradients; more than one unit are summed up by their norms."""
        return stacked_document.summary(analysis, self.further)


_SHAPES = {"W_x": "HH", "W_h": "HH", "b_h": "H", "h_0": "H"}


def _ones(T: int) -> Scaled:
    return Scaled.of(np.ones((T, 1)))


def _gradients(swept: tuple[Scaled, Scaled], inputs: Scaled, h: Scaled) -> LayerGradients:
    """Return the gradients of a layer of its recursion, its inputs (T, D or H) and its states h_0 … h_T."""
    delta, arrived = swept
    return LayerGradients(
        delta=read_only(delta.plain()),
        dL_dh_0=read_only(delta[0].plain()),
        dL_dW_x=bptt.sum_of_outer(arrived, inputs),
        dL_dW_h=bptt.sum_of_outer(arrived, h[:-1]),
        dL_db_h=bptt.sum_of_outer(arrived, _ones(len(arrived)))[:, 0],
    )


def _states(layer: Layer, z: Array, h: Array) -> LayerStates:
    return LayerStates(z=read_only(z), h=read_only(h), sigma_prime=layer.slopes(z))


def _beyond(spec: NetworkSpec) -> StackedRollout:
    """Run a network whose states or outputs leave the range of float64."""
    x, runs = Scaled.of(spec.x), []
    for layer in Layer.all_of(spec):
        runs.append((layer, *layer.run_scaled(x)))
        x = runs[-1][2][1:]
    a, y = losses.scaled_read_out(spec, runs[-1][2])
    first, *further = (_states(layer, z.plain(), h.plain()) for layer, z, h in runs)
    return StackedRollout(
        **losses.judged(spec, a.plain(), y.plain()),
        z=first.z,
        h=first.h,
        sigma_prime=first.sigma_prime,
        further=tuple(further),
        beyond=Beyond(runs[0][2], y, tuple(h for _, _, h in runs[1:])),
    )

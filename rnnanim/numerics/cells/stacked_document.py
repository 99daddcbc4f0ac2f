"""The sections of the compute document, and the summary, of an RNN in several layers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from rnnanim.numerics import jacobians as of_one_layer
from rnnanim.numerics import stacked_bptt
from rnnanim.numerics.cells import rnn_document, sections
from rnnanim.numerics.cells.base import Summary, Table
from rnnanim.numerics.cells.layers import of_layer, split_layer
from rnnanim.numerics.readings import Reading
from rnnanim.numerics.scaled import Array, Scaled

if TYPE_CHECKING:
    from rnnanim.numerics.analysis import Analysis
    from rnnanim.numerics.cells.stacked import StackedRollout
    from rnnanim.numerics.fields import ArrayName

STATES = ("z", "h", "sigma_prime")
GRADIENTS = ("delta", "dL_dh_0", "dL_dW_x", "dL_dW_h", "dL_db_h")
_OF_OUTPUT = ("a", "y", "loss_per_step", "loss")
_FROM_STEP_1 = ("z", "sigma_prime", "a", "y", "loss_per_step", "delta")

spectrum = rnn_document.spectrum


def forward(analysis: Analysis, further: Sequence[int]) -> dict[str, Any]:
    """Return the forward pass, those of each further layer last."""
    return _arrays(analysis, [*STATES, *_OF_OUTPUT, *(of_layer(name, n) for n in further for name in STATES)])


def backward(analysis: Analysis, further: Sequence[int]) -> dict[str, Any]:
    """Return the backward pass, those of each further layer last."""
    first, last = GRADIENTS[:-1], GRADIENTS[-1:]
    ours = [of_layer(name, n) for n in further for name in GRADIENTS]
    return _arrays(analysis, [*first, "dL_dW_y", *last, "dL_db_y", *ours])


def _arrays(analysis: Analysis, names: Sequence[str]) -> dict[str, Any]:
    return sections.arrays(analysis, names, over_time=[name for name in names if split_layer(name)[0] in _FROM_STEP_1])


def paths(analysis: Analysis, rollout: StackedRollout) -> list[dict[str, Any]] | None:
    """Return what all routes from a loss to a step bring to each weight, and the gain, or None if that is too much."""
    spec, latest = analysis.spec, list(analysis.losses)[::-1]
    entries, H = sum(latest), spec.H
    if not sections.fits(entries, entries * (H * (spec.D + H) + 2 * H * H * (spec.layers - 1) + 4)):
        return None
    states = stacked_bptt.states(rollout)
    inputs = [Scaled.of(spec.x), *(h[1:] for h in states[:-1])]
    arrived = stacked_bptt.arrivals(spec, rollout, latest)
    found = []
    for row, t in reversed(list(enumerate(latest))):
        parts: dict[str, Array] = {}
        for n, (vectors, x, h) in enumerate(zip(arrived, inputs, states, strict=True), start=1):
            met = vectors[row, :t]
            parts[of_layer("W_x", n)] = sections.outer(met, x[:t][::-1])
            parts[of_layer("W_h", n)] = sections.outer(met, h[:t][::-1])
        sizes = gains(analysis, t)
        found += [
            {"t": t, "k": t - n, **{name: part[n] for name, part in parts.items()}, **_size(sizes[n])} for n in range(t)
        ]
    return found


def _size(gain: dict[str, Any]) -> dict[str, Any]:
    return {name: gain[name] for name in ("gain", "log10_gain")}


def gains(analysis: Analysis, t: int) -> list[dict[str, Any]]:
    """Return the norms of the Jacobians of the states of all layers from each step k to step t, k falling."""
    found = of_one_layer.scaled_norms(analysis.cell.products(analysis.spec, analysis.rollout, t))
    with np.errstate(invalid="ignore"):
        return [
            {
                "t": t,
                "k": t - n,
                **sections.sized("gain", size.plain()[0], size.log10()[0], is_zero=size.mantissa[0] == 0.0),
            }
            for n, size in enumerate(found)
        ]


def jacobians(analysis: Analysis) -> Array | None:
    """Return the Jacobian of each step, of the states of all layers, or None where that is too much."""
    spec = analysis.spec
    return analysis.J[1:] if sections.fits(spec.T, spec.T * (spec.layers * spec.H) ** 2) else None


# the summary


def summary(analysis: Analysis, further: Sequence[int]) -> Summary:
    """Return what a reader wants at a glance."""
    layers = (1, *further)
    states = [*(of_layer("h", n) for n in layers), "y"]
    weights = ["dL_dW_x", "dL_dW_h", *(of_layer(name, n) for n in further for name in ("dL_dW_x", "dL_dW_h"))]
    heads = tuple(_label(analysis, name, f"{name}_t", 1) for name in states)
    T = analysis.spec.T
    return Summary(
        kind=f"{analysis.spec.activation}, {len(layers)} layers",
        facts=(("spectral radius", analysis.read("spectral_radius")),),
        tables=(
            Table("", ("t", *heads), _rows_of_states(analysis, states)),
            Table("states of all layers", ("k", f"|dh_{T}/dh_k|", "log10"), _rows_of_gains(analysis)),
        ),
        totals=(
            ("loss", analysis.read("loss")),
            *((_label(analysis, name, name), _sized(analysis, name)) for name in (*weights, "dL_dW_y")),
        ),
    )


def _sized(analysis: Analysis, name: str, *index: int) -> Reading:
    return analysis.size(cast("ArrayName", name), *index)


def _label(analysis: Analysis, name: str, written: str, *index: int) -> str:
    """Return the name of a number, or of the norm that stands for more than one."""
    return f"|{written}|" if _sized(analysis, name, *index).field.startswith("norm_") else written


def _rows_of_states(analysis: Analysis, names: Sequence[str]) -> Iterator[tuple[int, tuple[Reading, ...]]]:
    for t in range(1, analysis.spec.T + 1):
        yield t, tuple(_sized(analysis, name, t) for name in names)


def _rows_of_gains(analysis: Analysis) -> Iterator[tuple[int, tuple[Reading, ...]]]:
    for k in range(analysis.spec.T, 0, -1):
        yield k, (analysis.read("gain", analysis.spec.T, k), analysis.read("log10_gain", analysis.spec.T, k))

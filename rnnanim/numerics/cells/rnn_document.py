"""The sections of the compute document that an RNN has to itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from rnnanim.numerics import bptt, jacobians
from rnnanim.numerics.cells import sections
from rnnanim.numerics.scaled import Array, Scaled

if TYPE_CHECKING:
    from rnnanim.numerics.analysis import Analysis
    from rnnanim.numerics.cells.rnn import RnnRollout
    from rnnanim.numerics.spec import NetworkSpec


def paths(analysis: Analysis, rollout: RnnRollout) -> list[dict[str, Any]] | None:
    """Return every route's contribution and gain, t rising and k falling, or None where that is too much."""
    spec, latest = analysis.spec, list(analysis.losses)[::-1]
    entries = sum(latest)
    if not sections.fits(entries, entries * (spec.H * (spec.D + spec.H) + 4)):
        return None
    vectors, x, h = bptt.route_vectors(spec, rollout, latest), Scaled.of(spec.x), rollout.scaled_h
    gain, log10_gain, is_zero = jacobians.gains(spec, rollout, latest)
    found = []
    for row, t in reversed(list(enumerate(latest))):
        arrived = bptt.arrivals(spec, rollout, t, vectors[row, :t])
        G_x = sections.outer(arrived, x[:t][::-1])
        G_h = sections.outer(arrived, h[:t][::-1])
        found += [
            {
                "t": t,
                "k": t - n,
                "W_x": G_x[n],
                "W_h": G_h[n],
                **sections.sized("gain", gain[row, n], log10_gain[row, n], is_zero=is_zero[row, n]),
            }
            for n in range(t)
        ]
    return found


def gains(spec: NetworkSpec, rollout: RnnRollout) -> list[dict[str, Any]]:
    """Return the gains of all routes of the last loss."""
    T = spec.T
    found = zip(*(part[0] for part in jacobians.gains(spec, rollout, [T])), strict=True)
    return [
        {"t": T, "k": T - n, **sections.sized("gain", gain, log10_gain, is_zero=is_zero)}
        for n, (gain, log10_gain, is_zero) in enumerate(found)
    ]


def step_jacobians(analysis: Analysis) -> Array | None:
    """Return the Jacobian of each step, or None where that is too much."""
    spec = analysis.spec
    return analysis.J[1:] if sections.fits(spec.T, spec.T * spec.H * spec.H) else None


def spectrum(analysis: Analysis) -> dict[str, Any]:
    """Return what W_h does on its own, and the norms of its powers."""
    found = analysis.spectrum
    pairs = zip(*jacobians.power_norms(analysis.spec.W_h, min(analysis.spec.T, 1000)), strict=True)
    return {
        "eigenvalues": np.stack([found.eigenvalues.real, found.eigenvalues.imag], axis=1),
        "spectral_radius": found.spectral_radius,
        "spectral_norm": found.spectral_norm,
        "powers": [
            {"k": k, **sections.sized("norm", norm, log10_norm, is_zero=log10_norm == -np.inf)}
            for k, (norm, log10_norm) in enumerate(pairs, start=1)
        ],
    }

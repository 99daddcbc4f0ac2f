"""How strongly the loss of each step depends on each state before it: ‖∂L_t/∂h_k‖, the table of the double sum.

Each L_t counts by itself here, with the weight 1, whatever the loss of the lesson is.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np

from rnnanim.numerics import bptt
from rnnanim.numerics.cells.base import Lookup
from rnnanim.numerics.cells.rnn import RnnRollout
from rnnanim.numerics.readings import Reading
from rnnanim.numerics.scaled import Array, Scaled, read_only

if TYPE_CHECKING:
    from rnnanim.numerics.analysis import Analysis

_BLOCK = 2_000_000  # numbers of the vectors whose norms are taken in one go


class LossSensitivities:
    """The norms for one network.

    Attributes
    ----------
    log10s : (T, T)
        log10 ‖∂L_t/∂h_k‖ at [t − 1, k − 1], finite also where the norm itself leaves the range of float64; ``-inf``
        for an exact 0, NaN for k > t, where there is nothing.

    Notes
    -----
    ∂L_t/∂h_k = (J_t … J_{k+1})ᵀ W_yᵀ e_t. Source: Pascanu, Mikolov & Bengio (2013), eq. 4 and 5.
    """

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.log10s: Array = read_only(_norms_of(analysis).log10())

    def norm(self, t: int, k: int) -> Reading:
        """Return ‖∂L_t/∂h_k‖."""
        return self.analysis.named("loss_sensitivity", t, k)

    def log10(self, t: int, k: int) -> Reading:
        """Return the decimal logarithm of ‖∂L_t/∂h_k‖."""
        return self.analysis.named("log10_loss_sensitivity", t, k)


_found: WeakKeyDictionary[Analysis, Scaled] = WeakKeyDictionary()


def _norms_of(analysis: Analysis) -> Scaled:
    """Return the norms at [t − 1, k − 1], (T, T), found once for each analysis."""
    if analysis not in _found:
        _found[analysis] = _norms(analysis)
    return _found[analysis]


def _norms(analysis: Analysis) -> Scaled:
    spec, T, rollout = analysis.spec.replace(loss="sum"), analysis.spec.T, analysis.rollout
    if not isinstance(rollout, RnnRollout):
        raise ValueError(f"the cell must be rnn, got {spec.cell}")
    norms = Scaled(np.full((T, T), np.nan), np.zeros((T, T)))
    for ts in _blocks(T, spec.H):
        vectors = bptt.route_vectors(spec, rollout, ts)
        levelled, power = vectors.level(-1)
        sizes = Scaled.of(np.linalg.norm(levelled, axis=-1), power[..., 0])
        for row, t in enumerate(ts):
            norms[t - 1, :t] = sizes[row, :t][::-1]
    return Scaled(read_only(norms.mantissa), read_only(norms.exponent))


def _blocks(T: int, H: int) -> Iterator[list[int]]:
    """Yield the steps from the last down, as many at a time as have room."""
    size = max(1, _BLOCK // (T * H))
    steps = list(range(T, 0, -1))
    yield from (steps[start : start + size] for start in range(0, T, size))


def _entry(analysis: Analysis, index: tuple[int, ...]) -> Scaled:
    t, k = index
    if not 1 <= k <= t <= analysis.spec.T:
        raise ValueError(f"t and k must satisfy 1 <= k <= t <= {analysis.spec.T}, got t={t}, k={k}")
    return _norms_of(analysis)[t - 1, k - 1]


FIELDS: dict[str, tuple[int, Lookup]] = {
    "loss_sensitivity": (2, lambda analysis, index: float(_entry(analysis, index).plain())),
    "log10_loss_sensitivity": (2, lambda analysis, index: float(_entry(analysis, index).log10())),
}
"""Fields of `Analysis.read`: of (t, k)."""

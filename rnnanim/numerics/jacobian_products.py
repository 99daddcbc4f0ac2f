"""Products of step Jacobians that differ from each other: for these singular values decide, and not eigenvalues.

Source: Pascanu, Mikolov & Bengio (2013), sec. 2.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rnnanim.numerics.activations import ACTIVATIONS
from rnnanim.numerics.cells.base import Lookup
from rnnanim.numerics.jacobians import jacobian_product
from rnnanim.numerics.readings import Reading
from rnnanim.numerics.scaled import Array, Scaled
from rnnanim.numerics.singular_values import check_places, decompose
from rnnanim.numerics.spectrum import spectrum

if TYPE_CHECKING:
    from rnnanim.numerics.analysis import Analysis


@dataclass(frozen=True, slots=True)
class JacobianProducts:
    """Products of the step Jacobians J_t … J_{k+1} = ∂h_t/∂h_k of one network, as readings; k may be 0.

    Parameters
    ----------
    analysis : Analysis
        Of a network of the cell "rnn".
    """

    analysis: Analysis

    def entries(self, t: int, k: int) -> tuple[tuple[Reading, ...], ...]:
        """Return the entries of the product, row by row."""
        units = range(self.analysis.spec.H)
        return tuple(tuple(self.analysis.named("product_entry", t, k, i, j) for j in units) for i in units)

    def singular_value(self, t: int, k: int, i: int = 0) -> Reading:
        """Return a singular value of the product, the largest first."""
        return self.analysis.named("product_singular_value", t, k, i)

    def log10_norm(self, t: int, k: int) -> Reading:
        """Return the decimal logarithm of the largest singular value."""
        return self.analysis.named("log10_product_norm", t, k)

    def semi_axis(self, t: int, k: int, i: int = 0) -> tuple[Reading, ...]:
        """Return where a semi-axis of the image of the unit ball ends."""
        units = range(self.analysis.spec.H)
        return tuple(self.analysis.named("product_semi_axis", t, k, i, unit) for unit in units)

    def radius(self, t: int, k: int) -> Reading:
        """Return the spectral radius of the product; of J_t alone for k = t − 1."""
        return self.analysis.named("product_radius", t, k)

    @property
    def step_bound(self) -> Reading:
        """Return max σ′ · ‖W_h‖₂, which no step Jacobian's norm passes."""
        return self.analysis.named("step_bound")


# fields


def _product(analysis: Analysis, t: int, k: int) -> Array:
    return jacobian_product(analysis.spec.W_h, analysis.rollout.sigma_prime, t=t, k=k)  # type: ignore[attr-defined]


def _product_entry(analysis: Analysis, index: tuple[Any, ...]) -> float:
    t, k, *place = index
    check_places(analysis.spec, *place)
    return float(_product(analysis, t, k)[tuple(place)])


def _product_value(analysis: Analysis, index: tuple[Any, ...]) -> float:
    t, k, i = index
    check_places(analysis.spec, i)
    return float(_decomposed_product(analysis, t, k)[1][i].plain())


def _product_semi_axis(analysis: Analysis, index: tuple[Any, ...]) -> float:
    t, k, i, unit = index
    check_places(analysis.spec, i, unit)
    left, values, _ = _decomposed_product(analysis, t, k)
    return float(left[unit, i] * values[i].plain())


def _decomposed_product(analysis: Analysis, t: int, k: int) -> tuple[Array, Scaled, Array]:
    return decompose(Scaled.of(_product(analysis, t, k)))


#: Fields of `Analysis.read` that this module brings, with the number of their indices.
FIELDS: dict[str, tuple[int, Lookup]] = {
    "product_entry": (4, _product_entry),
    "product_singular_value": (3, _product_value),
    "product_semi_axis": (4, _product_semi_axis),
    "log10_product_norm": (2, lambda analysis, index: float(_decomposed_product(analysis, *index)[1][0].log10())),
    "product_radius": (2, lambda analysis, index: spectrum(_product(analysis, *index)).spectral_radius),
    "step_bound": (
        0,
        lambda analysis, index: ACTIVATIONS[analysis.spec.activation].bound * analysis.spectrum.spectral_norm,
    ),
}

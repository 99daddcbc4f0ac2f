"""Parts of the compute document that cells share."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from rnnanim.numerics.scaled import Array, Scaled

if TYPE_CHECKING:
    from rnnanim.numerics.analysis import Analysis

MAX_ENTRIES, MAX_NUMBERS = 20_000, 5_000_000


def fits(entries: int, numbers: int) -> bool:
    """Return whether a list of so many entries and numbers is written out."""
    return entries <= MAX_ENTRIES and numbers <= MAX_NUMBERS


def arrays(analysis: Analysis, names: Iterable[str], *, over_time: Collection[str]) -> dict[str, Array | float]:
    """Return arrays by name, those over time from step 1 on."""
    found = {name: analysis.array(name) for name in names}
    return {name: array[1:] if name in over_time else array for name, array in found.items()}


def sized(name: str, size: float, log10_size: float, *, is_zero: bool) -> dict[str, float | None]:
    """Return a size and its logarithm, None for that of an exact zero; one below all floats is no zero.

    >>> sized("gain", 0.0, -np.inf, is_zero=True)
    {'gain': 0.0, 'log10_gain': None}
    """
    return {name: float(size), f"log10_{name}": None if is_zero else float(log10_size)}


def outer(rows: Scaled, partners: Scaled) -> Array:
    """Return row partnerᵀ for each row, (n, H, D or H)."""
    return (rows[:, :, None] * partners[:, None, :]).plain()

"""The document of `rnnanim compute`: every value of a lesson under the names of the contract, and its JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from rnnanim.lesson import Lesson
from rnnanim.numerics import Analysis, bptt, jacobians, scaled
from rnnanim.numerics.scaled import Array

MAX_ENTRIES, MAX_NUMBERS = 20_000, 5_000_000

_FORWARD = ("z", "h", "sigma_prime", "a", "y", "loss_per_step", "loss")
_BACKWARD = ("delta", "dL_dh_0", "dL_dW_x", "dL_dW_h", "dL_dW_y", "dL_db_h", "dL_db_y")
_FROM_STEP_1 = ("z", "sigma_prime", "a", "y", "loss_per_step", "delta")


def compute_document(lesson: Lesson, shown: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return every value of a lesson; arrays are NumPy arrays, which `json_chunks` writes out.

    Parameters
    ----------
    lesson : Lesson
    shown : mapping, optional
        What a scene shows of it, by beat; becomes ``shown``.

    Returns
    -------
    dict
        ``lesson`` (resolved, every array filled in), ``forward``, ``backward``, ``paths``, ``gains``, ``jacobians``
        and ``spectrum``. Time arrays start at step 1, but `h` at h_0. Beyond 20 000 entries or 5·10⁶ numbers
        ``paths`` is None and ``gains`` stands in for it (and is None otherwise); likewise ``jacobians["J"]``.
    """
    analysis = lesson.analysis
    paths = _paths(analysis)
    document = {
        "lesson": lesson.table(),
        "forward": {name: _array(analysis, name) for name in _FORWARD},
        "backward": {name: _array(analysis, name) for name in _BACKWARD},
        "paths": paths,
        "gains": _gains(analysis) if paths is None else None,
        "jacobians": {"J": _step_jacobians(analysis)},
        "spectrum": _spectrum(analysis),
    }
    return document if shown is None else document | {"shown": dict(shown)}


def _array(analysis: Analysis, name: str) -> Array | float:
    array: Array = getattr(analysis, name)
    return array[1:] if name in _FROM_STEP_1 else array


def _fits(entries: int, numbers: int) -> bool:
    return entries <= MAX_ENTRIES and numbers <= MAX_NUMBERS


def _paths(analysis: Analysis) -> list[dict[str, Any]] | None:
    """Return every route's contribution and gain, t rising and k falling, or None where that is too much."""
    spec, ts = analysis.spec, list(analysis.losses)
    entries = sum(ts)
    if not _fits(entries, entries * (spec.H * (spec.D + spec.H) + 4)):
        return None
    latest = ts[::-1]
    vectors, powers = bptt.route_vectors(spec, analysis.rollout, latest)
    gain, log10_gain = jacobians.gains(spec, analysis.rollout, latest)
    found = []
    for row, t in reversed(list(enumerate(latest))):
        arrived, power = bptt.arrivals(spec, analysis.rollout, t, vectors[row, :t], powers[row, :t])
        G_x = _outer(arrived, power, analysis.x[t:0:-1])
        G_h = _outer(arrived, power, analysis.h[t - 1 :: -1] if t > 1 else analysis.h[:1])
        found += [
            {"t": t, "k": t - n, "W_x": G_x[n], "W_h": G_h[n], **_sized("gain", gain[row, n], log10_gain[row, n])}
            for n in range(t)
        ]
    return found


def _outer(rows: Array, powers: Array, partners: Array) -> Array:
    """Return row partnerᵀ for each row, (n, H, D or H)."""
    with np.errstate(all="ignore"):
        partners, partner_powers = scaled.normalise(partners)
        return scaled.plain(rows[:, :, None] * partners[:, None, :], powers + partner_powers)


def _gains(analysis: Analysis) -> list[dict[str, Any]]:
    T = analysis.spec.T
    pairs = zip(*analysis.gains, strict=True)
    return [{"t": T, "k": T - n, **_sized("gain", gain, log10_gain)} for n, (gain, log10_gain) in enumerate(pairs)]


def _step_jacobians(analysis: Analysis) -> Array | None:
    spec = analysis.spec
    return analysis.J[1:] if _fits(spec.T, spec.T * spec.H * spec.H) else None


def _spectrum(analysis: Analysis) -> dict[str, Any]:
    found = analysis.spectrum
    return {
        "eigenvalues": np.stack([found.eigenvalues.real, found.eigenvalues.imag], axis=1),
        "spectral_radius": found.spectral_radius,
        "spectral_norm": found.spectral_norm,
        "powers": [
            {"k": k, **_sized("norm", norm, log10_norm)}
            for k, (norm, log10_norm) in enumerate(zip(*analysis.power_norms, strict=True), start=1)
        ],
    }


def _sized(name: str, size: float, log10_size: float) -> dict[str, float | None]:
    """Return a size and its logarithm, None for that of an exact zero."""
    return {name: float(size), f"log10_{name}": None if log10_size == -math.inf else float(log10_size)}


def json_chunks(document: dict[str, Any]) -> Iterator[str]:
    r"""Yield a document as JSON, one key a line down to the second level, an array at a time.

    Numbers have the shortest form that reads back to the same float64; one that is not finite is the string
    "inf", "-inf" or "nan".

    >>> "".join(json_chunks({"gain": np.array([0.1, np.inf])}))
    '{\n"gain": [0.1, "inf"]\n}\n'
    """
    yield "{\n"
    for place, (key, value) in enumerate(document.items()):
        yield f"{',' * (place > 0)}{chr(10) * (place > 0)}{json.dumps(key)}: "
        if isinstance(value, dict):
            yield "{\n"
            for inner, (name, part) in enumerate(value.items()):
                yield f"{',' * (inner > 0)}{chr(10) * (inner > 0)}  {json.dumps(name)}: "
                yield from _chunks(part)
            yield "\n}"
        else:
            yield from _chunks(value)
    yield "\n}\n"


def _chunks(value: Any) -> Iterator[str]:
    """Yield one value, a long one row by row, so that its text never stands in memory as a whole."""
    if isinstance(value, dict):
        yield "{"
        for place, (key, part) in enumerate(value.items()):
            yield f"{', ' * (place > 0)}{json.dumps(key)}: "
            yield from _chunks(part)
        yield "}"
    elif isinstance(value, np.ndarray | list) and len(value) and isinstance(value[0], np.ndarray | dict):
        yield "["
        for place, row in enumerate(value):
            yield ", " * (place > 0) + _dump(row)
        yield "]"
    else:
        yield _dump(value)


def _dump(value: Any) -> str:
    return json.dumps(_speakable(value), allow_nan=False)


def _speakable(value: Any) -> Any:
    """Return a value in the types that JSON has."""
    if isinstance(value, dict):
        return {key: _speakable(part) for key, part in value.items()}
    if isinstance(value, np.ndarray) and np.isfinite(value).all():
        return value.tolist()
    if isinstance(value, np.ndarray | list | tuple):
        return [_speakable(part) for part in value]
    if isinstance(value, float) and not math.isfinite(value):
        return "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"
    return value

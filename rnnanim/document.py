"""The document of `rnnanim compute`: every value of a lesson under the names of the contract, and its JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from rnnanim.lesson import Lesson


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
        ``lesson`` (resolved, every array filled in), and the sections of its cell, see `Cell.document`.
    """
    analysis = lesson.analysis
    document = {"lesson": lesson.table(), **analysis.cell.document(analysis, analysis.rollout)}
    return document if shown is None else document | {"shown": dict(shown)}


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

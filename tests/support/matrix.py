"""A few cases of a matrix for every run of the tests, and all of them for the slow ones."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest


def first_of(cases: Iterable[Any], fast: int = 2) -> list[Any]:
    """Return the cases, all but the first few marked as slow."""
    return [
        case if i < fast else pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=pytest.mark.slow)
        for i, case in enumerate(cases)
    ]

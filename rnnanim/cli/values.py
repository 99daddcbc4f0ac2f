"""What the values of options may be, and the line for one that is not that: it names what is allowed."""

from __future__ import annotations

import math
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from rnnanim.files import bytes_of


class Number(click.FloatRange):
    """A finite number in a range."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the number; NaN lies in no range, though it is smaller than no bound."""
        with suppress(click.BadParameter):
            if math.isfinite(number := super().convert(value, param, ctx)):
                return number
        self.fail(f"{value!r} is not a number{_bounds(self)}", param, ctx)


class WholeNumber(click.IntRange):
    """A whole number in a range."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the number."""
        with suppress(click.BadParameter):
            return super().convert(value, param, ctx)
        self.fail(f"{value!r} is not a whole number{_bounds(self)}", param, ctx)


def _bounds(numbers: click.FloatRange | click.IntRange) -> str:
    """Return the bounds in words.

    >>> _bounds(click.IntRange(1, 120)), _bounds(click.FloatRange(0, min_open=True)), _bounds(click.IntRange())
    (' from 1 to 120', ' above 0', '')
    """
    if numbers.min is None:
        return ""
    if numbers.max is not None:
        return f" from {numbers.min:g} to {numbers.max:g}"
    return f" above {numbers.min:g}" if numbers.min_open else f" from {numbers.min:g} up"


class Size(click.ParamType):  # type: ignore[type-arg]  # generic in newer ones of click alone
    """A size of files, as 500MB, in bytes."""

    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the bytes."""
        try:
            return value if isinstance(value, int) else bytes_of(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


class ResultFile(click.Path):
    """Where a result is written: a file of one of some kinds, of which nothing but the name is looked at.

    Parameters
    ----------
    what : str
        The result, for the message: "a still".
    kinds : str
        Suffixes, as ".png".
    """

    def __init__(self, what: str, *kinds: str) -> None:
        super().__init__(path_type=Path)
        self.what, self.kinds = what, kinds

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path."""
        if str(value).endswith(("/", os.sep)):  # which `Path` forgets
            self.fail(f"{value} is a folder; {self.what} is a file", param, ctx)
        if Path(value).suffix.lower() not in self.kinds:
            self.fail(f"{value!r}: {self.what} is a {' or '.join(self.kinds)} file", param, ctx)
        return super().convert(value, param, ctx)


class ResultFolder(click.Path):
    """The folder of the results."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path; the working folder is ".", and not an empty name, which is the slip of a script."""
        if not str(value).strip():
            self.fail("an empty name is no folder; the working folder is .", param, ctx)
        return super().convert(value, param, ctx)

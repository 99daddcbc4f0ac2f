"""What a lesson file may say, key by key, and the sentence for what it may not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal, Never

import numpy as np
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, ValidationInfo

from rnnanim.errors import CellError, LessonError
from rnnanim.numerics.scaled import Array
from rnnanim.numerics.spec import SHAPES, read_only

MAX_STEPS, MAX_UNITS = 10_000, 1024
_NAMES = {"T": "steps", "D": "inputs", "H": "hidden units", "O": "outputs"}


def _to_array(value: object, info: ValidationInfo) -> Array:
    name = str(info.field_name)
    letters = SHAPES[name]
    rows = value if len(letters) == 2 else [value]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise ValueError(f"must be {_shape_in_words(letters)}, got {shorten(value)}")
    if len({len(row) for row in rows}) > 1:
        raise ValueError(f"must be {_shape_in_words(letters)}, got rows of different lengths")
    wrong = [entry for row in rows for entry in row if type(entry) not in (int, float)]
    if wrong:
        raise ValueError(f"must be {_shape_in_words(letters)}, got the entry {shorten(wrong[0])}")
    try:
        array = np.array(value, dtype=np.float64)
    except OverflowError:
        raise ValueError("must hold numbers that float64 can hold") from None
    if not rows or 0 in array.shape:
        raise ValueError(f"must be {_shape_in_words(letters)}, got none")
    for letter, size in zip(letters, array.shape, strict=True):
        limit = MAX_STEPS if letter == "T" else MAX_UNITS
        if size > limit:
            raise ValueError(f"must be {_shape_in_words(letters)} with {letter} <= {limit}, got shape {array.shape}")
    if not np.isfinite(array).all():
        raise ValueError(f"must be {_shape_in_words(letters)}, all finite, got {array[~np.isfinite(array)][0]}")
    return read_only(array)


def _shape_in_words(letters: str) -> str:
    if len(letters) == 1:
        return f"a list of {letters} numbers ({_NAMES[letters]}), shape ({letters},)"
    return f"a list of {letters[0]} rows ({_NAMES[letters[0]]}) of {letters[1]} numbers, shape ({', '.join(letters)})"


Matrix = Annotated[Array | None, BeforeValidator(_to_array)]
Units = Annotated[int | None, Field(ge=1, le=MAX_UNITS)]
Steps = Annotated[int | None, Field(ge=1, le=MAX_STEPS)]
ActivationName = Literal["sigmoid", "tanh", "relu", "identity"]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, arbitrary_types_allowed=True)


class DrawTable(_Table):
    """``[network.draw]``: sizes and seed of what is left out."""

    inputs: Units = None
    hidden: Units = None
    outputs: Units = None
    spectral_radius: Annotated[float | None, Field(gt=0.0, allow_inf_nan=False)] = None
    seed: Annotated[int | None, Field(ge=0)] = None


class NetworkTable(_Table):
    """``[network]``: every key may be left out."""

    cell: Literal["rnn", "lstm", "gru"] | None = None
    activation: ActivationName | None = None
    output_activation: ActivationName | None = None
    loss: Literal["last", "sum", "mean"] | None = None
    steps: Steps = None
    max_steps: Steps = None
    max_steps_reason: str | None = None
    W_x: Matrix = None
    W_h: Matrix = None
    W_y: Matrix = None
    b_h: Matrix = None
    b_y: Matrix = None
    h_0: Matrix = None
    x: Matrix = None
    target: Matrix = None
    draw: DrawTable | None = None

    def arrays(self) -> dict[str, Array]:
        """Return the arrays that are given."""
        return {name: array for name in SHAPES if (array := getattr(self, name)) is not None}


class LessonTable(_Table):
    """A whole lesson file."""

    language: Literal["en", "zh"] | None = None
    theme: Literal["dark", "light"] | None = None
    network: NetworkTable = NetworkTable()


def validate(table: dict[str, Any], label: str) -> LessonTable:
    """Return the table with its types checked; LessonError names `label`, key, value and what is allowed."""
    network = table.get("network")
    cell = network.get("cell") if isinstance(network, dict) else None
    if cell in ("lstm", "gru"):
        raise CellError(f'{label}: network.cell must be "rnn" in this version, got "{cell}"')
    try:
        return LessonTable.model_validate(table)
    except ValidationError as error:
        _complain(error, label)


def shorten(value: object) -> str:
    """Return the value as it is shown in a message: on one line and not long."""
    text = " ".join(repr(value).split()) if not isinstance(value, list) or len(value) < 50 else f"{len(value)} entries"
    return text if len(text) <= 60 else text[:57] + "..."


def _complain(error: ValidationError, label: str) -> Never:
    fault = error.errors()[0]
    key = ".".join(str(part) for part in fault["loc"])
    tables: dict[str, type[_Table]] = {"network": NetworkTable, "network.draw": DrawTable}
    table = tables.get(key.rpartition(".")[0], LessonTable)
    context: dict[str, Any] = fault.get("ctx", {})
    wanted: dict[str, Callable[[], str]] = {
        "extra_forbidden": lambda: f"is no key of a lesson; known here: {', '.join(table.model_fields)}",
        "literal_error": lambda: f"must be {context['expected']}".replace("'", '"'),
        "value_error": lambda: str(context["error"]),
        "int_type": lambda: "must be a whole number",
        "int_from_float": lambda: "must be a whole number",
        "float_type": lambda: "must be a number",
        "finite_number": lambda: "must be finite",
        "greater_than": lambda: f"must be > {context['gt']:g}",
        "greater_than_equal": lambda: f"must be >= {context['ge']}",
        "less_than_equal": lambda: f"must be <= {context['le']}",
        "string_type": lambda: "must be a string",
        "model_type": lambda: "must be a table",
    }
    allowed = wanted.get(fault["type"], lambda: str(fault["msg"]))()
    got = "" if fault["type"] in ("extra_forbidden", "value_error") else f", got {shorten(fault['input'])}"
    raise LessonError(f"{label}: {' '.join(key[:80].split())} {allowed}{got}")

"""What a lesson file may say, key by key, and the sentence for what it may not."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Annotated, Any, Literal, Never, get_args, get_origin

import numpy as np
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    create_model,
    field_validator,
)

from rnnanim.errors import CellError, LessonError
from rnnanim.numerics.cells import CELLS, MOST_LAYERS, cell_of
from rnnanim.numerics.cells.layers import split_layer
from rnnanim.numerics.scaled import Array, read_only

MAX_STEPS, MAX_UNITS = 10_000, 1024
_NAMES = {"T": "steps", "D": "inputs", "H": "hidden units", "O": "outputs"}


def array_shapes() -> dict[str, str]:
    """Return the arrays of all cells and layers, each with the letters of its dimensions."""
    cells = (*CELLS.values(), cell_of("rnn", MOST_LAYERS))
    return {name: shape for cell in cells for name, shape in cell.shapes.items()}


def _to_array(value: object, info: ValidationInfo) -> Array:
    shape = array_shapes()[str(info.field_name)]
    rows = value if len(shape) == 2 else [value]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise ValueError(f"must be {_shape_in_words(shape)}, got {shorten(value)}")
    if len({len(row) for row in rows}) > 1:
        raise ValueError(f"must be {_shape_in_words(shape)}, got rows of different lengths")
    found = (len(rows), len(rows[0]))[-len(shape) :] if rows else (0,)
    if 0 in found:
        raise ValueError(f"must be {_shape_in_words(shape)}, got none")
    for letter, size in zip(shape, found, strict=True):
        limit = MAX_STEPS if letter == "T" else MAX_UNITS
        if size > limit:
            raise ValueError(f"must be {_shape_in_words(shape)} with {letter} <= {limit}, got shape {found}")
    wrong = [entry for row in rows for entry in row if type(entry) not in (int, float)]
    if wrong:
        raise ValueError(f"must be {_shape_in_words(shape)}, got the entry {shorten(wrong[0])}")
    try:
        array = np.array(value, dtype=np.float64)
    except OverflowError:
        raise ValueError("must hold numbers that float64 can hold") from None
    if not np.isfinite(array).all():
        raise ValueError(f"must be {_shape_in_words(shape)}, all finite, got {array[~np.isfinite(array)][0]}")
    return read_only(array)


def _shape_in_words(letters: str) -> str:
    if len(letters) == 1:
        return f"a list of {letters} numbers ({_NAMES[letters]}), shape ({letters},)"
    return f"a list of {letters[0]} rows ({_NAMES[letters[0]]}) of {letters[1]} numbers, shape ({', '.join(letters)})"


Matrix = Annotated[Array | None, BeforeValidator(_to_array)]
Units = Annotated[int | None, Field(ge=1, le=MAX_UNITS)]
Steps = Annotated[int | None, Field(ge=1, le=MAX_STEPS)]
CellName = Literal["rnn", "lstm", "gru"]
ActivationName = Literal["sigmoid", "tanh", "relu", "identity"]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, arbitrary_types_allowed=True)

    @field_validator("*", mode="before")
    @classmethod
    def _not_null(cls, value: Any) -> Any:
        if value is None:
            raise ValueError("must not be null; leave the key out instead")
        return value


class DrawTable(_Table):
    """``[network.draw]``: sizes and seed of what is left out."""

    inputs: Units = None
    hidden: Units = None
    outputs: Units = None
    spectral_radius: Annotated[float | None, Field(gt=0.0, allow_inf_nan=False)] = None
    seed: Annotated[int | None, Field(ge=0)] = None


class NetworkTable(_Table):
    """``[network]``: every key may be left out; `lesson_table` adds the arrays, which the cells name."""

    cell: CellName | None = None
    layers: Annotated[int | None, Field(ge=1, le=MOST_LAYERS)] = None
    activation: ActivationName | None = None
    output_activation: ActivationName | None = None
    loss: Literal["last", "sum", "mean"] | None = None
    steps: Steps = None
    max_steps: Steps = None
    max_steps_reason: str | None = None
    draw: DrawTable | None = None

    def arrays(self) -> dict[str, Array]:
        """Return the arrays that are given."""
        return {name: array for name in array_shapes() if (array := getattr(self, name)) is not None}


class LessonTable(_Table):
    """A whole lesson file."""

    language: Literal["en", "zh"] | None = None
    theme: Literal["dark", "light"] | None = None
    network: NetworkTable


@cache
def lesson_table(arrays: tuple[str, ...]) -> type[LessonTable]:
    """Return the model of a lesson file whose network may give these arrays."""
    fields: dict[str, Any] = dict.fromkeys(arrays, (Matrix, None))
    network = create_model("NetworkTable", __base__=NetworkTable, **fields)
    return create_model("LessonTable", __base__=LessonTable, network=(network, network()))


def validate(table: dict[str, Any], label: str) -> LessonTable:
    """Return the table with its types checked; LessonError names `label`, key, value and what is allowed."""
    network = table.get("network")
    cell = network.get("cell") if isinstance(network, dict) else None
    if cell in get_args(CellName) and cell not in CELLS:
        there = " or ".join(f'"{name}"' for name in CELLS)
        raise CellError(f'{label}: network.cell must be {there} in this version, got "{cell}"')
    try:
        return lesson_table(tuple(array_shapes())).model_validate(table)
    except ValidationError as error:
        _complain(error, label)


def takes_words(key: str) -> bool:
    """Return whether a key of a lesson may be a string, by its last part; an unknown one may, and is refused later.

    >>> takes_words("loss"), takes_words("W_h"), takes_words("steps")
    (True, False, False)
    """
    models = (LessonTable, NetworkTable, DrawTable)
    kinds = {name: get_args(field.annotation) for model in models for name, field in model.model_fields.items()}
    words = {name for name, kind in kinds.items() if any(one is str or get_origin(one) is Literal for one in kind)}
    return key in words or key not in {*kinds, *array_shapes()}


def shorten(value: object) -> str:
    """Return the value as it is shown in a message: on one line and not long."""
    if isinstance(value, list) and len(value) >= 50:
        return f"{len(value)} entries"
    try:
        text = " ".join(repr(value)[:1000].split())
    except (ValueError, RecursionError):  # Python writes out neither
        return "a number of thousands of digits" if isinstance(value, int) else "lists too deep in each other"
    return text if len(text) <= 60 else text[:57] + "..."


def _network_keys() -> list[str]:
    words = [name for name in NetworkTable.model_fields if name != "draw"]
    first = dict.fromkeys(name for name in array_shapes() if split_layer(name)[1] == 1)
    return [*words, *first, f"W_x_l2 … h_0_l{MOST_LAYERS}", "draw"]


def _complain(error: ValidationError, label: str) -> Never:
    fault = error.errors()[0]
    key = ".".join(str(part) for part in fault["loc"])
    known = {"": list(LessonTable.model_fields), "network": _network_keys()}
    known["network.draw"] = list(DrawTable.model_fields)
    context: dict[str, Any] = fault.get("ctx", {})
    wanted: dict[str, Callable[[], str]] = {
        "extra_forbidden": lambda: f"is no key of a lesson; known here: {', '.join(known[key.rpartition('.')[0]])}",
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

"""From layers to a lesson: which value wins, which sizes and length follow, and what is drawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rnnanim.errors import LessonError
from rnnanim.lesson.layers import Layer, read_layer, read_overrides
from rnnanim.lesson.model import DrawSpec, Lesson, check_steps, fit_rows
from rnnanim.lesson.schema import array_shapes
from rnnanim.numerics import NetworkSpec
from rnnanim.numerics.cells import CELLS, MOST_LAYERS, Cell, cell_of
from rnnanim.numerics.cells.layers import split_layer
from rnnanim.numerics.scaled import Array

_SIZE_KEYS = {"D": "inputs", "H": "hidden", "O": "outputs"}
_SIZES = {"D": 2, "H": 4, "O": 1}


def load_lesson(
    source: str | None = None,
    overrides: Sequence[str] = (),
    seed: int | None = None,
    language: str | None = None,
    theme: str | None = None,
) -> Lesson:
    """Return the lesson that a preset or file and the command line describe.

    Parameters
    ----------
    source : str, optional
        A preset, or a ``.toml`` or ``.json`` file (a lesson, or a compute document); `default` if None.
    overrides : sequence of str
        ``KEY=VALUE``, each over the one before and all over the file.
    seed : int, optional
        The same as ``network.draw.seed``.
    language, theme : str, optional
        Over those of the lesson.

    Raises
    ------
    LessonError
        One line that names file, key, value and what is allowed.
    """
    default = read_layer("default")
    named = default if source is None else read_layer(source)
    command_line = read_overrides(overrides, seed)
    layers = [layer for layer in (command_line, named) if layer is not None]
    if named.name != default.name or named.label != default.label:
        layers.append(default)
    for layer in layers:
        _check_layer(layer)
    lesson = _resolve(layers, named, default)
    return lesson.replace(language=language or lesson.language, theme=theme or lesson.theme)


def _resolve(layers: list[Layer], named: Layer, default: Layer) -> Lesson:
    """Return the lesson of these layers, the highest first."""
    cell = _cell(layers)
    givers = [layer for layer in layers if layer is not default or named is default or not named.stands_alone]
    sizes = {letter: _size(letter, givers) for letter in _SIZE_KEYS}
    kept, outgrown = _fitting(cell, givers, sizes)
    T, length_giver = _length(layers, givers)
    limit = next((layer for layer in layers if layer.table.network.max_steps is not None), None)
    max_steps, reason = (limit.table.network.max_steps, limit.table.network.max_steps_reason) if limit else (None, None)
    on_command_line = any(layer is not named and layer is not default for layer in (length_giver, limit) if layer)
    check_steps(T, max_steps, reason, layers[0].label if on_command_line else named.label)
    drawing = DrawSpec(
        seed=_first(layers, "seed", draw=True) or 0,
        spectral_radius=_first(layers, "spectral_radius", draw=True) or 0.9,
        names=tuple(name for name in cell.shapes if name not in kept),
    )
    return Lesson(
        network=_network(cell, layers, kept, sizes | {"T": T}, drawing, named.label),
        language=next(layer.table.language for layer in layers if layer.table.language),
        theme=next(layer.table.theme for layer in layers if layer.table.theme),
        name=named.name,
        max_steps=max_steps,
        max_steps_reason=reason,
        notices=(*_outgrown(outgrown, sizes), *_idle(cell, layers, drawing)),
        drawing=drawing,
        x_given=kept.get("x"),
        target_given=kept.get("target"),
    )


def _network(
    cell: Cell[Any], layers: list[Layer], kept: dict[str, Array], sizes: dict[str, int], how: DrawSpec, label: str
) -> NetworkSpec:
    filled: dict[str, Any] = {
        name: fit_rows(cell, name, kept.get(name), sizes, how)
        if name in ("x", "target")
        else kept[name]
        if name in kept
        else cell.draw(name, sizes, seed=how.seed, spectral_radius=how.spectral_radius)
        for name in cell.shapes
    }
    words = {key: _first(layers, key) for key in ("cell", "activation", "output_activation", "loss")}
    words["layers"] = _first(layers, "layers") or 1
    try:
        return NetworkSpec(**filled, **words)
    except ValueError as error:
        raise LessonError(f"{label}: network.{error}") from None


def _cell(layers: list[Layer]) -> Cell[Any]:
    """Return the cell of the highest layer that gives one; only a lower layer may have arrays of another."""
    name, depth = _first(layers, "cell"), _first(layers, "layers") or 1
    if depth > 1 and name != "rnn":
        label = next(layer.label for layer in layers if layer.table.network.layers is not None)
        raise LessonError(f"{label}: network.layers must be 1 with the cell {name}, got {depth}; only rnn is stacked")
    known = cell_of(name, MOST_LAYERS if name == "rnn" else 1).shapes
    for layer in _down_to(layers, "cell"):
        for array in layer.arrays:
            if array not in known:
                there = ", ".join(CELLS[name].shapes)
                raise LessonError(f"{layer.label}: network.{array} is no array of the cell {name}; it has {there}")
    for layer in _down_to(layers, "layers"):
        for array in layer.arrays:
            if (needed := split_layer(array)[1]) > depth:
                wrong = f"network.{array} is an array of layer {needed}, and network.layers is {depth}"
                raise LessonError(f"{layer.label}: {wrong}; set network.layers = {needed}, or leave it out")
    return cell_of(name, depth)


def _down_to(layers: list[Layer], key: str) -> Iterator[Layer]:
    """Yield the layers from the highest down to the one that gives a key."""
    for layer in layers:
        yield layer
        if getattr(layer.table.network, key) is not None:
            return


def _first(layers: list[Layer], key: str, *, draw: bool = False) -> Any:
    """Return the value that the highest layer gives."""
    for layer in layers:
        table = layer.table.network.draw if draw else layer.table.network
        if table is not None and getattr(table, key) is not None:
            return getattr(table, key)
    return None


def _size(letter: str, givers: list[Layer]) -> int:
    """Return D, H or O of the highest layer that fixes it, by an array or by `draw`."""
    for layer in givers:
        found = _dimensions(layer).get(letter)
        if found is not None:
            return found[1]
        size: int | None = _first([layer], _SIZE_KEYS[letter], draw=True)
        if size is not None:
            return size
    return _SIZES[letter]


def _length(layers: list[Layer], givers: list[Layer]) -> tuple[int, Layer]:
    """Return T of the highest layer that gives steps, x or target, and that layer."""
    for layer in layers:
        if layer.table.network.steps is not None:
            return layer.table.network.steps, layer
        rows = _dimensions(layer).get("T")
        if rows is not None and layer in givers:
            return rows[1], layer
    raise LessonError("preset default: network.steps is missing")


def _fitting(cell: Cell[Any], givers: list[Layer], sizes: dict[str, int]) -> tuple[dict[str, Array], list[str]]:
    """Return the arrays that are kept, and the names of those that no longer fit the sizes."""
    kept: dict[str, Array] = {}
    outgrown = []
    for name, letters in cell.shapes.items():
        array = next((layer.arrays[name] for layer in givers if name in layer.arrays), None)
        if array is None:
            continue
        if all(letter == "T" or sizes[letter] == size for letter, size in zip(letters, array.shape, strict=True)):
            kept[name] = array
        else:
            outgrown.append(name)
    return kept, outgrown


def _dimensions(layer: Layer) -> dict[str, tuple[str, int]]:
    """Return the sizes that a layer's arrays fix, each with the array that fixes it first."""
    found: dict[str, tuple[str, int]] = {}
    for name, array in layer.arrays.items():
        for letter, size in zip(array_shapes()[name], array.shape, strict=True):
            found.setdefault(letter, (name, size))
    return found


def _check_layer(layer: Layer) -> None:
    """Raise LessonError where the arrays of one layer contradict each other or its `steps`."""
    found = _dimensions(layer)
    steps = layer.table.network.steps
    if steps is not None:
        found["T"] = ("steps", steps)
    for name, array in layer.arrays.items():
        letters = array_shapes()[name]
        sizes = tuple(found[letter][1] for letter in letters)
        for letter, size in zip(letters, array.shape, strict=True):
            if size != found[letter][1]:
                source, needed = found[letter]
                raise LessonError(
                    f"{layer.label}: network.{name} must have shape ({', '.join(letters)}) = {sizes}, "
                    f"because network.{source} gives {letter} = {needed}, got {array.shape}"
                )


def _outgrown(names: list[str], sizes: dict[str, int]) -> list[str]:
    if not names:
        return []
    listed = ", ".join(f"network.{name}" for name in names)
    return [
        f"drawn anew, because their sizes no longer fit D = {sizes['D']}, H = {sizes['H']}, O = {sizes['O']}: {listed}"
    ]


def _idle(cell: Cell[Any], layers: list[Layer], drawing: DrawSpec) -> list[str]:
    """Return a line that names the keys of `draw` which were given and changed nothing."""
    acts = {"seed": cell.random, "spectral_radius": cell.rescaled}
    idle = [
        f"network.draw.{key}"
        for key, names in acts.items()
        if _first(layers, key, draw=True) is not None and not set(names) & set(drawing.names)
    ]
    return [f"{' and '.join(idle)} changed nothing: every array that would be drawn is given"] if idle else []

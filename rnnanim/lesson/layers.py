"""The layers of a lesson: the preset `default`, the file or preset named, the command line."""

from __future__ import annotations

import json
import stat
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rnnanim import locations
from rnnanim.errors import LessonError
from rnnanim.lesson.schema import LessonTable, shorten, validate
from rnnanim.numerics.scaled import Array

PRESETS = ("default", "vanishing", "holding", "exploding", "hundred", "tanh_05", "tanh_09", "tanh_20")

_MB = 1_000_000
_LARGEST = {".toml": 32, ".json": 256}
"""Largest files that are read [MB]: a network of 1024 units written out, and a whole compute document."""
_KINDS = {stat.S_IFDIR: "a folder", stat.S_IFIFO: "a named pipe", stat.S_IFSOCK: "a socket"}

_RUN = ("x", "target")  # what a network is run over; every other array belongs to the network


@dataclass(frozen=True)
class Layer:
    """One source of keys.

    Parameters
    ----------
    label : str
        How messages name it.
    name : str
        Name of the preset, or stem of the file.
    table : LessonTable
        What it says.
    """

    label: str
    name: str
    table: LessonTable

    @property
    def arrays(self) -> dict[str, Array]:
        """The arrays that it gives."""
        return self.table.network.arrays()

    @property
    def stands_alone(self) -> bool:
        """True where it takes no array from the layer below."""
        return self.table.network.draw is not None or any(name not in _RUN for name in self.arrays)


def read_layer(source: str) -> Layer:
    """Return the preset or file of that name; LessonError where there is none or it cannot be read."""
    if source in PRESETS:
        path = locations.asset("presets", f"{source}.toml")
        return Layer(f"preset {source}", source, validate(_read(path, source), f"preset {source}"))
    path = Path(source)
    if path.suffix.lower() not in (".toml", ".json"):
        presets = ", ".join(PRESETS)
        raise LessonError(f"--lesson: {shorten(source)} is neither a preset ({presets}) nor a .toml or .json file")
    return Layer(source, path.stem, validate(_read(path, source), source))


def read_overrides(overrides: Sequence[str], seed: int | None) -> Layer | None:
    """Return the layer of the command line, or None where it says nothing.

    Parameters
    ----------
    overrides : sequence of str
        ``KEY=VALUE`` with dotted keys and TOML values; what is no TOML is a string.
    seed : int or None
        The same as ``network.draw.seed``, over the others.
    """
    table: dict[str, Any] = {}
    for override in overrides:
        key, equals, text = override.partition("=")
        keys = [part.strip() for part in key.split(".")]
        if not equals or not all(keys):
            raise LessonError(f"--set: must be KEY=VALUE, such as network.steps=5, got {shorten(override)}")
        _put(table, keys, _toml_value(text.strip()))
    label = "--set"
    if seed is not None:
        label = "--set" if overrides else "--seed"
        _put(table, ["network", "draw", "seed"], seed)
    return Layer(label, "", validate(table, label)) if table else None


def _read(path: Path, source: str) -> dict[str, Any]:
    try:
        _require_readable(path, source)
        text = path.read_text(encoding="utf-8-sig")
        table = json.loads(text) if path.suffix.lower() == ".json" else tomllib.loads(text)
    except FileNotFoundError:
        raise LessonError(f"--lesson: {source} does not exist") from None
    except OSError as error:
        raise LessonError(f"--lesson: {source} cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise LessonError(f"{source}: not valid {path.suffix[1:].upper()}: {' '.join(str(error).split())}") from None
    if isinstance(table, dict) and "network" not in table and isinstance(table.get("lesson"), dict):
        table = table["lesson"]  # a whole document of `rnnanim compute`
    if not isinstance(table, dict):
        raise LessonError(f"{source}: must be an object with the key network, got {type(table).__name__}")
    return table


def _require_readable(path: Path, source: str) -> None:
    """Raise LessonError for what is no file, which may never end or never begin, and for files beyond any lesson."""
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        kind = _KINDS.get(stat.S_IFMT(status.st_mode), "a device")
        raise LessonError(f"--lesson: {source} is {kind}, not a file")
    suffix = path.suffix.lower()
    if status.st_size > _LARGEST[suffix] * _MB:
        size = f"{source} has {status.st_size / _MB:.0f} MB"
        raise LessonError(f"--lesson: {size}; a {suffix} file may have {_LARGEST[suffix]} MB")


def _toml_value(text: str) -> Any:
    try:
        table = tomllib.loads(f"value = {text}")
    except (ValueError, RecursionError):
        return text
    return table["value"] if set(table) == {"value"} else text


def _put(table: dict[str, Any], keys: list[str], value: Any) -> None:
    for depth, key in enumerate(keys[:-1]):
        table = table.setdefault(key, {})
        if not isinstance(table, dict):
            raise LessonError(
                f"--set: {'.'.join(keys[: depth + 1])} is set to a value and has no key {keys[depth + 1]}"
            )
    old = table.get(keys[-1])
    table[keys[-1]] = {**old, **value} if isinstance(old, dict) and isinstance(value, dict) else value

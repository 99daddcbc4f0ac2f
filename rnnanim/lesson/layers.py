"""The layers of a lesson: the preset `default`, the file or preset named, the command line."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rnnanim import locations
from rnnanim.errors import LessonError
from rnnanim.lesson.parsing import UnparsableError, parse_json, parse_toml
from rnnanim.lesson.schema import LessonTable, shorten, takes_words, validate
from rnnanim.numerics.scaled import Array

PRESETS = ("default", "vanishing", "holding", "exploding", "hundred", "tanh_05", "tanh_09", "tanh_20", "non_normal")

_MB = 1_000_000
_LARGEST = {".toml": 8, ".json": 256}
"""Largest files that are read [MB]: what is parsed in some seconds, and a whole compute document."""
_MOST_KEYS = 8  # in one --set; a lesson's longest has three
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
        return Layer(f"preset {source}", source, validate(_read(str(path), source), f"preset {source}"))
    path = Path(source)
    if path.suffix.lower() not in (".toml", ".json"):
        presets = ", ".join(PRESETS)
        raise LessonError(f"--lesson: {shorten(source)} is neither a preset ({presets}) nor a .toml or .json file")
    return Layer(source, path.stem, validate(_read(source, source), source))


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
        if len(keys) > _MOST_KEYS:
            raise LessonError(f"--set: a key of a lesson has three parts at most, got {len(keys)} in {shorten(key)}")
        _put(table, keys, _value(keys, text.strip()))
    label = "--set"
    if seed is not None:
        label = "--set" if overrides else "--seed"
        _put(table, ["network", "draw", "seed"], seed)
    return Layer(label, "", validate(table, label)) if table else None


def _read(path: str, source: str) -> dict[str, Any]:
    kind = Path(path).suffix[1:].upper()
    try:
        _require_readable(path, source)
        with open(path, encoding="utf-8-sig") as file:
            text = file.read()
        table = parse_json(text) if kind == "JSON" else parse_toml(text)
    except FileNotFoundError:
        raise LessonError(f"--lesson: {source} does not exist") from None
    except OSError as error:
        raise LessonError(f"--lesson: {source} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise LessonError(f"{source}: not UTF-8 text: {error.reason} at byte {error.start}") from None
    except ValueError as error:
        raise LessonError(f"{source}: not valid {kind}: {' '.join(str(error).split())}") from None
    if isinstance(table, dict) and "network" not in table and isinstance(table.get("lesson"), dict):
        table = table["lesson"]  # a whole document of `rnnanim compute`
    if not isinstance(table, dict):
        raise LessonError(f"{source}: must be an object with the key network, got {type(table).__name__}")
    return table


def _require_readable(path: str, source: str) -> None:
    """Raise LessonError for what is no file, which may never end or never begin, and for files beyond any lesson."""
    status = os.stat(path)
    if not stat.S_ISREG(status.st_mode):
        kind = _KINDS.get(stat.S_IFMT(status.st_mode), "a device")
        raise LessonError(f"--lesson: {source} is {kind}, not a file")
    suffix = Path(path).suffix.lower()
    if status.st_size > _LARGEST[suffix] * _MB:
        size = f"{source} has {status.st_size / _MB:.0f} MB"
        instead = "; write it as .json" if suffix == ".toml" else ""
        raise LessonError(f"--lesson: {size}; a {suffix} file may have {_LARGEST[suffix]} MB{instead}")


def _value(keys: list[str], text: str) -> Any:
    """Return the value of a ``KEY=VALUE``: TOML, else a string if the key may be one or no remedy is known."""
    try:
        table = parse_toml(f"value = {text}")
    except UnparsableError as error:
        value, wrong = text, f"is no TOML: {error.remedy}" if error.remedy else ""
    else:
        value = table["value"] if len(table) == 1 else text
        wrong = "is more than one value" if len(table) > 1 else "is a string: write it without the quotes"
    if wrong and isinstance(value, str) and not takes_words(keys[-1]):
        raise LessonError(f"--set: {'.'.join(keys)}={shorten(text)} {wrong}")
    return value


def _put(table: dict[str, Any], keys: list[str], value: Any) -> None:
    for depth, key in enumerate(keys[:-1]):
        table = table.setdefault(key, {})
        if not isinstance(table, dict):
            raise LessonError(
                f"--set: {'.'.join(keys[: depth + 1])} is set to a value and has no key {keys[depth + 1]}"
            )
    old = table.get(keys[-1])
    table[keys[-1]] = {**old, **value} if isinstance(old, dict) and isinstance(value, dict) else value

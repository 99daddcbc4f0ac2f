"""The words of the films: titles, questions, the sentence of each beat, and what stands inside the pictures."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from rnnanim.errors import InputError
from rnnanim.locations import asset

LANGUAGES = ("en", "zh")
_BRACES = re.compile(r"\{\{(?P<literal>[^{}]*)\}\}|\{(?P<name>[^\W\d]\w*)(?::(?P<format>[^{}]*))?\}")
"""``{name}`` or ``{name:.3f}``, a number; ``{{name}}``, the braces themselves. All other braces are text."""


class MissingCaptions(InputError, LookupError):
    """A scene without a table in ``assets/captions``."""


@dataclass(frozen=True, slots=True)
class SceneText:
    """What one scene says in one language.

    Parameters
    ----------
    title, question : str
        Its name on screen and the question that it answers.
    beats : mapping
        Caption templates by beat, in the order in which they are played; numbers are ``{placeholders}``. A repeated
        beat has one for all, and may have others for single repetitions, ``path_1``.
    words : mapping
        Short words inside the picture.
    """

    title: str
    question: str
    beats: Mapping[str, str]
    words: Mapping[str, str]

    @property
    def templates(self) -> dict[str, str]:
        """The beats without the sentences of single repetitions: ``path_1`` is one of ``path``."""
        return {
            name: text
            for name, text in self.beats.items()
            if not any(name.startswith(f"{other}_") for other in self.beats)
        }


@cache
def scene_text(scene: str, language: str) -> SceneText:
    """Return the text of a scene, looked up under its class name.

    Parameters
    ----------
    scene : str
        Name of the class, ``"GradientPaths"``.
    language : str
        ``"en"`` or ``"zh"``.

    Raises
    ------
    MissingCaptions
        If there is no such table.
    """
    table = _tables(language).get(scene)
    if table is None:
        raise MissingCaptions(f"assets/captions/{language}.toml has no table [{scene}]")
    beats, words = (MappingProxyType(dict(table.get(key, {}))) for key in ("beats", "words"))
    return SceneText(table.get("title", ""), table.get("question", ""), beats, words)


def texts_of(owners: Iterable[type], language: str) -> Iterator[SceneText]:
    """Yield the tables of some classes, as far as they have one; a scene speaks by its own and by its bases'."""
    for owner in owners:
        if owner.__module__.partition(".")[0] == "rnnanim":  # a talk's class may be called as one of ours is
            with suppress(MissingCaptions):
                yield scene_text(owner.__name__, language)


def placeholders(template: str) -> frozenset[str]:
    """Return the names that a caption takes.

    >>> sorted(placeholders("{T} steps, {gain:.3f}"))
    ['T', 'gain']
    """
    return frozenset(match["name"] for match in _BRACES.finditer(template) if match["name"])


def fill_in(template: str, values: Mapping[str, Any]) -> str:
    """Return a caption with its numbers; braces round anything but a name stand as they are written.

    Raises
    ------
    KeyError
        For a name without a value; ``{{name}}`` writes the braces.
    ValueError
        For a value that cannot be written as its format says.

    >>> fill_in("h_{t-1} of {T}, {gain:.1f} {} {{x}} {", {"T": 3, "gain": 0.25})
    'h_{t-1} of 3, 0.2 {} {x} {'
    """

    def written(match: re.Match[str]) -> str:
        name = match["name"]
        return format(values[name], match["format"] or "") if name else f"{{{match['literal']}}}"

    return _BRACES.sub(written, template)


def formats(template: str) -> tuple[str, ...]:
    """Return how a caption writes its numbers.

    >>> formats("{T} steps, {gain:.3f}")
    ('.3f',)
    """
    return tuple(match["format"] for match in _BRACES.finditer(template) if match["format"])


def literals(template: str) -> str:
    """Return what a caption says whatever its numbers are.

    >>> literals("{T} steps")
    '  steps'
    """
    return _BRACES.sub(lambda match: " " if match["name"] else f"{{{match['literal']}}}", template)


@cache
def _tables(language: str) -> dict[str, Any]:
    if language not in LANGUAGES:
        raise InputError(f"language must be one of {', '.join(LANGUAGES)}, got {language!r}")
    return tomllib.loads(asset("captions", f"{language}.toml").read_text(encoding="utf-8"))

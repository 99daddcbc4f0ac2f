"""The words of the films: titles, questions, the sentence of each beat, and what stands inside the pictures."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from string import Formatter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Self

from rnnanim.errors import InputError
from rnnanim.figures import figure
from rnnanim.locations import asset

if TYPE_CHECKING:
    from rnnanim.numerics import Reading

LANGUAGES = ("en", "zh")


@dataclass(frozen=True, slots=True)
class SceneText:
    """What one scene says in one language.

    Parameters
    ----------
    title, question : str
        Its name on screen and the question that it answers.
    beats : mapping
        Caption templates by beat, in the order in which they are played; numbers are ``{placeholders}``.
    words : mapping
        Short words inside the picture.
    """

    title: str
    question: str
    beats: Mapping[str, str]
    words: Mapping[str, str]


@cache
def scene_text(scene: str, language: str) -> SceneText | None:
    """Return the text of a scene, looked up under its class name; None if there is no such table.

    Parameters
    ----------
    scene : str
        Name of the class, ``"GradientPaths"``.
    language : str
        ``"en"`` or ``"zh"``.
    """
    table = _tables(language).get(scene)
    if table is None:
        return None
    beats, words = (MappingProxyType(dict(table.get(key, {}))) for key in ("beats", "words"))
    return SceneText(table.get("title", scene), table.get("question", ""), beats, words)


def title_of(scene: str, language: str) -> str:
    """Return the name of a scene on screen; without a table its class name."""
    text = scene_text(scene, language)
    return scene if text is None else text.title


def placeholders(template: str) -> frozenset[str]:
    """Return the names that a caption takes.

    >>> sorted(placeholders("{T} steps, {gain:.3f}"))
    ['T', 'gain']
    """
    return frozenset(name for _, name, _, _ in Formatter().parse(template) if name)


@cache
def _tables(language: str) -> dict[str, Any]:
    if language not in LANGUAGES:
        raise InputError(f"language must be one of {', '.join(LANGUAGES)}, got {language!r}")
    return tomllib.loads(asset("captions", f"{language}.toml").read_text(encoding="utf-8"))


class Spoken(float):
    """A number as a caption says it: ``{gain}`` has three significant digits, ``{gain:.2f}`` what it asks for.

    >>> f"{Spoken(7.64e-6)}, {Spoken(-0.25)}, {Spoken(-0.25):.1f}, {Spoken(float('nan'))}"
    '7.64 × 10⁻⁶, −0.25, −0.2, –'
    """

    @classmethod
    def of(cls, value: Reading | int | str, language: str) -> Self | int | str:
        """Return what stands for `value` in a sentence of `language`; counts and words stay as they are."""
        return value if isinstance(value, int | str) else cls(value.value)

    def __format__(self, spec: str) -> str:
        return number(self) if not spec else super().__format__(spec).replace("-", "−")


def number(value: float, digits: int = 3) -> str:
    """Return a number for a sentence: `digits` significant ones, fewer where they say it exactly.

    >>> [number(v) for v in (0.6, 80, 0.12096, 0.59996, 1600, 12345, 7e-62)]
    ['0.6', '80', '0.121', '0.600', '1600', '1.23 × 10⁴', '7 × 10⁻⁶²']
    """
    return figure(value, digits).plain

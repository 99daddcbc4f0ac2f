"""Text of lessons made into tables, after a look at how large and how deep it is: a parser may take hours over it."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from itertools import accumulate
from typing import Any

from rnnanim.lesson.remedies import remedy

_DEEPEST = 16  # tables and lists stand four deep in a lesson, and the longest key has three parts
_MOST = {"TOML": 1_000_000, "JSON": 20_000_000}
"""Most brackets, and in TOML commas and lines too: a few seconds of parsing, and more than any compute document has."""
_MOST_KEYS = 1000  # in TOML, whose parser is slow with them; a lesson has two dozen

_WORDS_AND_COMMENTS = re.compile(
    r'"""(?:\\.|[^\\])*?(?:"{3,5}|\Z)|\'\'\'.*?(?:\'{3,5}|\Z)|"(?:\\.|[^"\\\n])*"?|\'[^\'\n]*\'?|#[^\n]*', re.DOTALL
)  # unclosed ones too, so that none is looked through twice
_DOTTED = re.compile(r"(?<![\w-])[\w-]+(?:[ \t]*\.[ \t]*[\w-]+){16}")
_KEY = re.compile(r"=|^[ \t]*\[+[ \t]*[A-Za-z_]", re.MULTILINE)
_BRACKET = re.compile(r"[\[\]{}]")


class UnparsableError(ValueError):
    """A text that is not parsed, in a sentence.

    Parameters
    ----------
    message : str
    remedy : str, optional
        What to write instead, where that is known.
    """

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(f"{message}: {remedy}" if remedy else message)
        self.remedy = remedy


def parse_toml(text: str) -> dict[str, Any]:
    """Return the table of a TOML text; UnparsableError says what is wrong and, where it can, what to write.

    >>> parse_toml("steps = 3")
    {'steps': 3}
    >>> parse_toml("W_h = [[.5]]")
    Traceback (most recent call last):
    rnnanim.lesson.parsing.UnparsableError: Invalid value (at line 1, column 9): write 0.5, not .5
    """
    _bound(text, "TOML", "[{,\n")
    bare = _WORDS_AND_COMMENTS.sub("s", text)
    if _DOTTED.search(bare):
        raise UnparsableError(f"a key may have {_DEEPEST} parts, one here has more")
    if sum(1 for _ in _KEY.finditer(bare)) > _MOST_KEYS:
        raise UnparsableError(f"more than {_MOST_KEYS} keys and tables")
    steps = (1 if match[0] in "[{" else -1 for match in _BRACKET.finditer(bare))
    if any(depth > _DEEPEST for depth in accumulate(steps)):
        raise UnparsableError(f"lists and tables may stand {_DEEPEST} deep in each other, here they are deeper")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UnparsableError(str(error), remedy(text, str(error))) from None
    except ValueError as error:
        raise _of_digits(error) from None


def parse_json(text: str) -> Any:
    """Return the value of a JSON text; UnparsableError says what is wrong with it.

    >>> parse_json('{"steps": 3, "steps": 4}')
    Traceback (most recent call last):
    rnnanim.lesson.parsing.UnparsableError: the key "steps" stands twice in one object
    """
    _bound(text, "JSON", "[{")
    try:
        return json.loads(text, object_pairs_hook=_each_key_once)
    except json.JSONDecodeError as error:
        raise UnparsableError(str(error)) from None
    except UnparsableError:
        raise
    except ValueError as error:
        raise _of_digits(error) from None
    except RecursionError:
        raise UnparsableError("lists and objects stand too deep in each other") from None


def _bound(text: str, kind: str, signs: str) -> None:
    if sum(map(text.count, signs)) > _MOST[kind]:
        raise UnparsableError(f"more than {_MOST[kind] // 1_000_000} million values")


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) < len(pairs):
        twice = Counter(key for key, _ in pairs).most_common(1)[0][0]
        raise UnparsableError(f'the key "{twice[:60]}" stands twice in one object')
    return table


def _of_digits(error: ValueError) -> UnparsableError:
    """Return what is wrong with a whole number that Python refuses to read for its length."""
    long = "a whole number has more digits than any number of a lesson"
    return UnparsableError(long if "digits" in str(error) else str(error))

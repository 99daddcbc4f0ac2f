"""What to write instead of a value that is nearly TOML, as Python, a spreadsheet or a phone would spell it."""

from __future__ import annotations

import re
from collections.abc import Callable

Found = re.Match[str]

_AT = re.compile(r"at line (\d+), column (\d+)")
_AT_THE_END = {
    r"Illegal character '\n'": "a quotation mark is missing at the end of the line",
    "Unclosed array": "a ] is missing",
    "Unclosed inline table": "a } is missing",
    "Unterminated string": 'a " is missing',
    'Expected "\'"': "a ' is missing",
    "Invalid value": "a value is missing behind =",
}
_TWICE = "Cannot declare", "Cannot overwrite", "Cannot mutate"
_QUOTES = "“”„«»‘’`"

#: How a whole word may be spelled, and what to write for it; the first that fits counts.
_WORDS: tuple[tuple[str, Callable[[Found], str]], ...] = (
    (r"[−–—](.+)", lambda word: f"write -{word[1]}, not {word[0]}"),
    (rf"[{_QUOTES}].*", lambda word: f'write ", not {word[0][0]}'),
    (r"[^\x00-\x7f].*|.*\d[^\x00-\x7f].*", lambda word: f"write numbers in ASCII digits, not {word[0]}"),
    (r"([+-]?)(\.\d.*)", lambda word: f"write {word[1]}0{word[2]}, not {word[0]}"),
    (r"([+-]?\d[\d_]*\.)([eE].*)?", lambda word: f"write {word[1]}0{word[2] or ''}, not {word[0]}"),
    (r"([+-]?)0+(\d[\w.]*)", lambda word: f"write {word[1]}{word[2]}, not {word[0]}"),
    (r"[+-]?[\d.]+[eE][+-]?", lambda word: f"digits are missing behind {word[0]}"),
    (r"[\d.]+(?:/|\*+|\^)[\d.]+", lambda word: f"write {word[0]} as one decimal number"),
    (r"(?i)true|false", lambda word: f"write {word[0].lower()}, not {word[0]}"),
    (r"(?i)none|null|nil", lambda word: f"leave the key out for {word[0]}"),
    (r"(?i)[+-]?(nan|inf|infinity)", lambda word: f"numbers are finite, {word[0]} is none"),
)
_SIGNS = {
    "(": "lists stand in [ ], not in ( )",
    ")": "lists stand in [ ], not in ( )",
    ";": "write a comma, not ;",
    "]": "one ] is too many, or a [ is missing",
    "}": "one } is too many, or a { is missing",
}


def remedy(text: str, message: str) -> str:
    """Return what to write instead of a text that is no TOML, or nothing where that is not known.

    Parameters
    ----------
    text : str
        What was parsed.
    message : str
        What the parser of the standard library says of it, with the place.

    >>> remedy("W_h = [[.5]]", "Invalid value (at line 1, column 9)")
    'write 0.5, not .5'
    """
    place = _AT.search(message)
    if place is None or "\\n" in message:
        return next((found for start, found in _AT_THE_END.items() if message.startswith(start)), "")
    line, column = text.split("\n")[int(place[1]) - 1], int(place[2]) - 1
    if message.startswith(_TWICE):
        return f"{line.split('=')[0].strip()} stands twice"
    return _of_word(_word_at(line, column)) or _of_sign(line, column)


def _word_at(line: str, column: int) -> str:
    """Return the word that a place lies in, cut to what fits into a message."""
    start = re.search(r"[^\s,;=\[\](){}\"'#]{0,40}$", line[max(column - 40, 0) : column])
    end = re.match(r"[^\s,;=\[\](){}\"'#]{0,40}", line[column : column + 40])
    return (start[0] if start else "") + (end[0] if end else "")


def _of_word(word: str) -> str:
    return next((found(match) for pattern, found in _WORDS if (match := re.fullmatch(pattern, word))), "")


def _of_sign(line: str, column: int) -> str:
    """Return what is wrong with what stands between words."""
    before, sign, behind = line[:column].rstrip()[-1:], line[column : column + 1], line[column + 1 : column + 2]
    if sign in _SIGNS:
        return _SIGNS[sign]
    if sign == "," and before in ("[", ",", "="):
        return "a number is missing beside a comma"
    if sign == ",":
        return (
            "a list stands in [ ], and a decimal point is a ." if behind.strip() else "leave out the comma at the end"
        )
    if before and (before.isalnum() or before == "]"):
        return "write commas between the entries of a list" if sign in ("[", "+", "-") or sign.isdigit() else ""
    return ""
